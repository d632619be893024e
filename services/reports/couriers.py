"""Reports about couriers: their bills against what was sent."""

from __future__ import annotations

from sqlalchemy import Connection

from services.couriers.audit import courier_audit
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.reports.report import About, Asked, Report, Rows


def _audit(connection: Connection, asked: Asked) -> Rows:
    for row in courier_audit(connection, asked.first, asked.last).rows:
        yield (
            row.courier, row.waybill, row.charged_on, ", ".join(row.order_numbers), ", ".join(row.findings),
            row.charges, row.billed_weight_g, row.weight_g, row.billed_province, row.province, row.currency,
            row.billed_minor, row.expected_minor, row.difference_minor, row.claim_minor,
        )  # fmt: skip


COURIER_AUDIT = Report(
    N_("Courier bills, checked"),
    (
        ListColumn("courier", N_("Courier"), Kind.TEXT),
        ListColumn("waybill", N_("Waybill"), Kind.ID),
        ListColumn("charged_on", N_("Day"), Kind.DATE),
        ListColumn("orders", N_("Order no."), Kind.TEXT),
        ListColumn("findings", N_("What is wrong"), Kind.CODE),
        ListColumn("charges", N_("Charges"), Kind.INTEGER),
        ListColumn("billed_weight_g", N_("Billed weight (g)"), Kind.INTEGER),
        ListColumn("weight_g", N_("Our weight (g)"), Kind.INTEGER),
        ListColumn("billed_province", N_("Billed province"), Kind.TEXT),
        ListColumn("province", N_("Our province"), Kind.TEXT),
        ListColumn("currency", N_("Currency"), Kind.CODE),
        ListColumn("billed", N_("Billed"), Kind.MONEY),
        ListColumn("expected", N_("Expected"), Kind.MONEY),
        ListColumn("difference", N_("Difference"), Kind.MONEY),
        ListColumn("claim", N_("To claim"), Kind.MONEY),
    ),
    _audit,
    About.PERIOD,
)
