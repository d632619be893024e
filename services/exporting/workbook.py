"""New workbooks: a text stays a text, whatever it begins with, and never becomes a formula, a number or a link."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook


def new_workbook(part: Path, *, streams: bool = False) -> Workbook:
    """An empty workbook to be written to `part`; with `streams` rows go to the disk as they come, in order."""
    import xlsxwriter  # here: most starts of the program write no workbook

    options: dict[str, object] = {"strings_to_numbers": False, "strings_to_formulas": False, "strings_to_urls": False}
    if streams:
        options |= {"constant_memory": True, "tmpdir": str(part.parent)}
    return xlsxwriter.Workbook(part, options)
