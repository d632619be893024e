"""Reports about orders: what is late, what will be, and what left too late."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from models.columns import to_epoch_ms
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.orders.deadlines import at_risk, due_in
from services.reports.report import About, Asked, Report, Rows


def _deadlines(connection: Connection, asked: Asked) -> Rows:
    """Without days the orders at risk now, with days every order that had to leave in them."""
    is_now = asked.first is None and asked.last is None
    for row in at_risk(connection) if is_now else due_in(connection, asked.first, asked.last):
        yield (
            row.order_no, row.channel, row.buyer, row.title, row.pieces, _stored(row.paid_at), _stored(row.deliver_by),
            row.is_own, str(row.fate), row.minutes, _stored(row.shipped_at), row.hold_code, str(row.refund_status),
            row.currency, row.penalty_minor,
        )  # fmt: skip


def _stored(at: datetime | None) -> int | None:
    return None if at is None else to_epoch_ms(at)


DEADLINES = Report(
    N_("Orders against their deadlines"),
    (
        ListColumn("order_no", N_("Order no."), Kind.ID),
        ListColumn("channel", N_("Channel"), Kind.TEXT),
        ListColumn("buyer", N_("Buyer"), Kind.TEXT),
        ListColumn("title", N_("Product"), Kind.TEXT),
        ListColumn("pieces", N_("Pieces"), Kind.INTEGER),
        ListColumn("paid_at", N_("Paid at"), Kind.INSTANT),
        ListColumn("deliver_by", N_("Ship by"), Kind.INSTANT),
        ListColumn("own_rule", N_("By the channel's own rule"), Kind.FLAG),
        ListColumn("state", N_("State"), Kind.CODE),
        ListColumn("minutes_left", N_("Minutes left"), Kind.INTEGER),
        ListColumn("shipped_at", N_("Shipped at"), Kind.INSTANT),
        ListColumn("hold_code", N_("Hold"), Kind.CODE),
        ListColumn("refund_status", N_("Refund"), Kind.CODE),
        ListColumn("currency", N_("Currency"), Kind.CODE),
        ListColumn("penalty", N_("Fined for being late"), Kind.MONEY),
    ),
    _deadlines,
    About.PERIOD,
)
