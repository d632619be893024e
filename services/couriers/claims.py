"""The claim list for a courier: what was billed wrongly, why, and what is to be given back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services import i18n
from services.couriers.audit import AuditRow
from services.couriers.wording import FINDING_LABELS
from services.errors import NothingSelected
from services.exporting.cells import amount_cell
from services.exporting.writer import Cell, OutColumn, table_file
from services.i18n import N_, translate
from services.messages import message

_COLUMNS = (
    (N_("Courier"), 16),
    (N_("Waybill"), 22),
    (N_("Day"), 12),
    (N_("Order no."), 26),
    (N_("What is wrong"), 26),
    (N_("Billed weight (g)"), 14),
    (N_("Our weight (g)"), 14),
    (N_("Billed province"), 14),
    (N_("Our province"), 14),
    (N_("Billed"), 12),
    (N_("Expected"), 12),
    (N_("To claim"), 12),
    (N_("Currency"), 10),
)


def write_claims(rows: Sequence[AuditRow], out: Path) -> int:
    """Write what is wrong to an .xlsx or .csv file, with the sum to claim by currency. Returns the rows."""
    wrong = [row for row in rows if row.findings]
    if not wrong:
        raise NothingSelected(what=message(N_("nothing is wrong with these bills")))
    with table_file(out, [OutColumn(translate(heading), width) for heading, width in _COLUMNS]) as add:
        for row in wrong:
            add(_cells(row))
        sums: dict[str, int] = {}
        for row in wrong:
            sums[row.currency] = sums.get(row.currency, 0) + (row.claim_minor or 0)
        for currency, minor in sums.items():
            add([translate(N_("Total")), *[None] * 10, amount_cell(minor, currency), currency])
    return len(wrong)


def _cells(row: AuditRow) -> list[Cell]:
    return [
        row.courier,
        row.waybill,
        row.charged_on.isoformat() if row.charged_on else None,
        ", ".join(row.order_numbers),
        i18n.join_list([translate(FINDING_LABELS[finding]) for finding in row.findings]),
        row.billed_weight_g,
        row.weight_g,
        row.billed_province,
        row.province,
        amount_cell(row.billed_minor, row.currency),
        amount_cell(row.expected_minor, row.currency),
        amount_cell(row.claim_minor, row.currency),
        row.currency,
    ]
