"""Reports about customers: what each part of them comes to."""

from __future__ import annotations

from sqlalchemy import Connection

from services.customers.segments import segment_figures
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.reports.report import About, Asked, Report, Rows


def _segments(connection: Connection, asked: Asked) -> Rows:
    for one in segment_figures(connection, asked.last):
        yield (
            str(one.kind), one.name, one.customers, one.orders, one.net_minor, one.average_minor, one.currency,
        )  # fmt: skip


SEGMENTS = Report(
    N_("Segments of customers"),
    (
        ListColumn("kind", N_("Kind"), Kind.CODE),
        ListColumn("segment", N_("Segment"), Kind.TEXT),
        ListColumn("customers", N_("Customers"), Kind.INTEGER),
        ListColumn("orders", N_("Orders"), Kind.INTEGER),
        ListColumn("net", N_("Net of refunds"), Kind.MONEY),
        ListColumn("average", N_("Per customer"), Kind.MONEY),
        ListColumn("currency", N_("Currency"), Kind.CODE),
    ),
    _segments,
    About.DAY,
)
