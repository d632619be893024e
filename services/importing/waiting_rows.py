"""Rows that wait, as a workbook to correct and import again: the file's own columns and the reason behind them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from services import i18n
from services.exporting.files import replacing
from services.exporting.workbook import new_workbook
from services.i18n import N_
from services.importing.queries import WaitingRow

_REASON = N_("Why it waits")
_SHEET_NAME = 31
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def write_problem_rows(groups: Sequence[tuple[str, int, Sequence[WaitingRow]]], out: Path) -> int:
    """Write one sheet per file: (name, rows under the header that explain it, rows). Returns how many rows."""
    with replacing(out) as part, new_workbook(part) as book:
        text, head = book.add_format({"num_format": "@"}), book.add_format({"num_format": "@", "bold": True})
        marked = book.add_format({"num_format": "@", "bold": True, "italic": True})
        used: set[str] = set()
        for name, explained, rows in groups:
            sheet = book.add_worksheet(_sheet_name(name, used))
            headers = list(dict.fromkeys(header for row in rows for header in row.cells))
            sheet.set_column(0, len(headers), 18, text)
            sheet.set_column(len(headers), len(headers), 50, text)
            for column, header in enumerate([*headers, i18n.translate(_REASON)]):
                sheet.write_string(0, column, header, head)
            for place, row in enumerate(rows, start=1 + explained):
                for column, header in enumerate(headers):
                    bad = header == row.column
                    sheet.write_string(place, column, row.cells.get(header, ""), marked if bad else text)
                sheet.write_string(place, len(headers), " ".join(map(str, row.reasons)), text)
            sheet.freeze_panes(1, 0)
    return sum(len(rows) for _name, _explained, rows in groups)


def _sheet_name(name: str, used: set[str]) -> str:
    plain = name.translate(_FORBIDDEN)[: _SHEET_NAME - 3] or "1"
    found, number = plain, 1
    while found.lower() in used:
        number += 1
        found = f"{plain} {number}"
    used.add(found.lower())
    return found
