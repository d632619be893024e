"""The audit trail as a workbook or CSV file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from services import formatting, settings
from services.books.audit import AuditFilter, figure_changes
from services.exporting.cells import amount_cell
from services.exporting.writer import Cell, OutColumn, table_file
from services.i18n import N_, translate

_HEADINGS = (
    (N_("Time"), 20), (N_("What was done"), 44), (N_("By"), 12), (N_("Rows"), 24), (N_("Document"), 24),
    (N_("Figure"), 20), (N_("Before"), 14), (N_("After"), 14),
)  # fmt: skip


def write_audit(connection: Connection, out: Path, asked: AuditFilter) -> int:
    """Write every change of a figure that is wanted, the oldest first; returns the rows."""
    currency, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)
    count = 0
    with table_file(out, [OutColumn(translate(words), width) for words, width in _HEADINGS]) as add:
        for one in figure_changes(connection, asked.first, asked.last, asked):
            figures = [_figure(one.column, value, currency) for value in (one.before, one.after)]
            at = formatting.instant(one.at, zone)
            add([at, str(one.what), one.source, str(one.rows), one.document, one.field, *figures])
            count += 1
    return count


def _figure(column: str, value: int | None, currency: str) -> Cell:
    if value is None or not column.endswith("_minor"):
        return value
    return amount_cell(value, currency)
