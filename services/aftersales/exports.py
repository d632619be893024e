"""The list of defective stock as a workbook or CSV file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from services.aftersales.defective_list import DEFECTIVE
from services.exporting.list_file import export_list
from services.kernel.table_query import TableRequest

_KEYS = ("code", "title", "variant", "defective", "good", "settled", "last_in_at")


def export_defective(connection: Connection, out: Path, *, request: TableRequest) -> int:
    """Write the rows of the list of defective stock in their order; returns how many."""
    return export_list(connection, DEFECTIVE, _KEYS, request, out)
