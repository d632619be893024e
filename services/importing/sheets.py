"""The rows of a file as text, whatever the file was."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from services.importing.cells import LongNumber
from services.messages import Message

_REMEMBERED = 50_000


@dataclass(frozen=True, slots=True)
class FileWarning:
    """Something true of the whole file that the person should know; `count` is how many times."""

    code: str
    count: int
    message: Message


@dataclass(slots=True)
class Sheet:
    """One table: ``rows[0]`` is row 1 of the file, blank rows included; every cell is text."""

    name: str
    rows: list[list[str]]
    hidden: bool = False
    encoding: str = ""
    delimiter: str = ""
    warnings: list[FileWarning] = field(default_factory=list)

    def is_blank(self) -> bool:
        """Whether not one cell is filled."""
        return not any(cell.strip() for row in self.rows for cell in row)


def cell_text(value: Any) -> str:
    """A workbook's cell as the text a person sees in it; long numbers are marked as such."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return number_text(str(value)) if abs(value) >= 10**15 else str(value)
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return "" if value is None else str(value)


class CellTexts(dict[tuple[type, Any], str]):
    """The texts of cell values by type and value, each made once: `texts[type(value), value]`.

    The type belongs to the key because 1, 1.0 and True are the same key otherwise.
    """

    def __missing__(self, key: tuple[type, Any]) -> str:
        text = cell_text(key[1])
        if len(self) < _REMEMBERED:
            self[key] = text
        return text


def number_text(text: str) -> str:
    """The text of a number cell; one with more than 15 significant digits is marked as unreliable."""
    digits = text.lstrip("-").replace(".", "")
    return LongNumber(text) if len(digits.strip("0")) > 15 or (digits.isdecimal() and len(digits) > 15) else text


def _float_text(value: float) -> str:
    if not math.isfinite(value):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    if abs(value) >= 1e15:
        return LongNumber(f"{value:.0f}" if abs(value) < 1e21 else repr(value))
    # 15 digits are what a spreadsheet shows: 0.1 + 0.2 is 0.3 there
    shown = f"{value:.15g}"
    return shown if "e" not in shown else f"{value:.20f}".rstrip("0").rstrip(".")
