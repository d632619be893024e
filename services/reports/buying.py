"""Reports about buying: what to buy again, and each supplier's account."""

from __future__ import annotations

from sqlalchemy import Connection, select

from models.purchasing import Supplier
from services.errors import NotFound
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.messages import message
from services.purchasing.reorder_list import reorder_list
from services.purchasing.statement import statement
from services.reports.goods import PRODUCT
from services.reports.report import About, Asked, Report, Rows
from services.text import key

_suppliers = Supplier.table()


def _supplier_id(connection: Connection, asked: Asked) -> int | None:
    """The supplier a report is limited to; a name nobody has is `NotFound`."""
    if asked.only is None:
        return None
    wanted = key(asked.only)
    rows = connection.execute(select(_suppliers.c.id, _suppliers.c.name).order_by(_suppliers.c.id))
    found = next((row.id for row in rows if key(row.name) == wanted), None)
    if found is None:
        raise NotFound(what=message(N_("supplier")), which=asked.only)
    return int(found)


def _reorder(connection: Connection, asked: Asked) -> Rows:
    for one in reorder_list(connection, _supplier_id(connection, asked)).rows:
        yield (
            one.code, one.title, one.variant, one.supplier, one.on_hand, one.available, one.incoming, one.drafted,
            one.sold, one.speed.counted_days, one.speed.empty_days, one.terms.lead_days, one.terms.safety_days,
            one.plan.days_left, one.plan.reorder_point, one.plan.target, one.plan.quantity, one.price_minor,
            one.price_minor * one.plan.quantity if one.price_minor is not None else None, one.plan.is_low,
            one.wishes.no_reorder,
        )  # fmt: skip


def _statement(connection: Connection, asked: Asked) -> Rows:
    for one in statement(connection, _supplier_id(connection, asked), asked.first, asked.last):
        yield (
            one.supplier, one.currency, one.on, one.entry, one.number, one.amount_minor, one.balance_minor, one.unpriced
        )  # fmt: skip


REORDER = Report(
    N_("What to buy again"),
    (
        *PRODUCT,
        ListColumn("supplier", N_("Supplier"), Kind.TEXT),
        ListColumn("on_hand", N_("On hand"), Kind.INTEGER),
        ListColumn("available", N_("Available"), Kind.INTEGER),
        ListColumn("incoming", N_("Incoming"), Kind.INTEGER),
        ListColumn("drafted", N_("In drafts"), Kind.INTEGER),
        ListColumn("sold", N_("Sold"), Kind.INTEGER),
        ListColumn("counted_days", N_("Days counted"), Kind.INTEGER),
        ListColumn("empty_days", N_("Days empty"), Kind.INTEGER),
        ListColumn("lead_days", N_("Lead time, days"), Kind.INTEGER),
        ListColumn("safety_days", N_("Safety days"), Kind.INTEGER),
        ListColumn("days_left", N_("Days left"), Kind.INTEGER),
        ListColumn("reorder_point", N_("Reorder point"), Kind.INTEGER),
        ListColumn("target", N_("Target"), Kind.INTEGER),
        ListColumn("buy", N_("Buy"), Kind.INTEGER),
        ListColumn("price", N_("Price"), Kind.MONEY),
        ListColumn("amount", N_("Amount"), Kind.MONEY),
        ListColumn("low", N_("Runs low"), Kind.FLAG),
        ListColumn("not_again", N_("Not bought again"), Kind.FLAG),
    ),
    _reorder,
    takes_only=True,
)
SUPPLIER_STATEMENT = Report(
    N_("Suppliers' accounts"),
    (
        ListColumn("supplier", N_("Supplier"), Kind.TEXT),
        ListColumn("currency", N_("Currency"), Kind.CODE),
        ListColumn("on", N_("Day"), Kind.DATE),
        ListColumn("entry", N_("Entry"), Kind.CODE),
        ListColumn("number", N_("Number"), Kind.ID),
        ListColumn("amount", N_("Amount"), Kind.MONEY),
        ListColumn("balance", N_("Owed after it"), Kind.MONEY),
        ListColumn("unpriced", N_("Pieces without a price"), Kind.INTEGER),
    ),
    _statement,
    About.PERIOD,
    takes_only=True,
)
