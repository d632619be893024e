"""Writing a report into a file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from services.exporting.text_export import save
from services.i18n import translate
from services.reports.registry import read_report
from services.reports.report import Asked


def write_report(connection: Connection, out: Path, name: str, asked: Asked | None = None) -> int:
    """Write a report as workbook, CSV or JSON, by the ending of the file. Returns the rows."""
    table = read_report(connection, name, asked)
    return save(out, table.columns, len(table.rows), iter(table.rows), translate)
