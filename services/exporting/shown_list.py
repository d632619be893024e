"""A list as it stands on screen, as a workbook or CSV file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Connection

from services import formatting
from services.exporting.writer import Cell, OutColumn, table_file

_PLAIN = re.compile(rf"[-{formatting.MINUS}]?\d[\d,]*(\.\d+)?")
_LEAST, _MOST = 10, 60


def write_shown_list(
    _connection: Connection, out: Path, headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[bool]
) -> int:
    """Write cells as they are shown; in columns that hold `numbers`, plain figures become numbers. Returns the rows."""
    widths = [max([len(heading), *(len(row[place]) for row in rows)]) for place, heading in enumerate(headings)]
    columns = [
        OutColumn(heading, min(max(width + 2, _LEAST), _MOST)) for heading, width in zip(headings, widths, strict=True)
    ]
    with table_file(out, columns) as add:
        for row in rows:
            add([_cell(text, is_number) for text, is_number in zip(row, numbers, strict=True)])
    return len(rows)


def _cell(text: str, is_number: bool) -> Cell:
    if not text:
        return None
    return Decimal(formatting.with_hyphen(text).replace(",", "")) if is_number and _PLAIN.fullmatch(text) else text
