"""The columns of the courier bills and what stands in them."""

from __future__ import annotations

from services import formatting
from services.couriers.audit import AuditRow, Finding
from services.couriers.wording import FINDING_LABELS
from services.i18n import N_, _, join_list
from ui.table.list_table import Line, ListCell, ListColumn

COLUMNS = (
    ListColumn(N_("Waybill"), 150),
    ListColumn(N_("Courier"), 100),
    ListColumn(N_("Day"), 92, yields=3),
    ListColumn(N_("Order no."), 190),
    ListColumn(N_("What is wrong"), 0),
    ListColumn(N_("Billed weight"), 100, right=True, yields=1),
    ListColumn(N_("Our weight"), 88, right=True, yields=2),
    ListColumn(N_("Billed"), 84, right=True),
    ListColumn(N_("Expected"), 84, right=True),
    ListColumn(N_("To claim"), 84, right=True),
)
ORDER = 3


def line_of(row: AuditRow) -> Line:
    """The cells of one waybill."""
    wrong = join_list([_(FINDING_LABELS[finding]) for finding in row.findings])
    zones = f"{row.billed_province} ≠ {row.province}" if Finding.WRONG_ZONE in row.findings else ""
    told = " · ".join(part for part in (wrong, zones) if part)
    numbers = row.order_numbers
    order = numbers[0] if len(numbers) == 1 else f"{numbers[0]} +{len(numbers) - 1}" if numbers else "—"
    return (
        ListCell(row.waybill, strong=bool(row.findings)),
        ListCell(row.courier, "text2"),
        ListCell(formatting.day(row.charged_on) if row.charged_on else "", "text2", order=row.charged_on),
        ListCell(order, "text2", link=bool(numbers)),
        ListCell(told or _("As expected"), "neg" if row.findings else "pos"),
        ListCell(_grams(row.billed_weight_g), "neg" if Finding.OVERWEIGHT in row.findings else "text2"),
        ListCell(_grams(row.weight_g), "text2"),
        ListCell(formatting.amount(row.billed_minor, row.currency)),
        ListCell(_money(row.expected_minor, row.currency), "text2"),
        ListCell(
            _money(row.claim_minor, row.currency) if row.findings else "",
            "neg" if row.claim_minor else "text2",
            strong=bool(row.claim_minor),
        ),
    )


def searched(row: AuditRow) -> str:
    """The text a row is found by."""
    return " ".join((row.waybill, row.courier, *row.order_numbers)).casefold()


def _money(minor: int | None, currency: str) -> str:
    return "—" if minor is None else formatting.amount(minor, currency)


def _grams(weight: int | None) -> str:
    return "—" if weight is None else f"{formatting.integer(weight)} g"
