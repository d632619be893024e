"""From the text of one cell to a measure: days, shares, scores, time spent, amounts finer than the currency.

Like `cells`: pure, and anything that is not what the column promises raises `CellProblem`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from fractions import Fraction

from services import clock
from services.i18n import N_
from services.importing import cells
from services.importing.cells import CellProblem
from services.messages import message
from services.written_numbers import parse_decimal

_MONTH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=\D|(?:0[1-9]|1[0-2])(?!\d)|(?:0[1-9]|1[0-2])\d{2}(?!\d)|$)", re.ASCII)
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,2}):(\d{2})", re.ASCII)


def day(text: str) -> str:
    """A calendar day as ISO text; a time of day behind it is left off."""
    moment = cells.instant("ymd", "UTC")(text)
    return datetime.fromtimestamp(moment // 1000, UTC).date().isoformat()


def month_and_day(zone: str, year: int | None) -> Callable[[str], int]:
    """Reader of a day without its year, ``06-01``: the year the file names above its table.

    A file that names none means the last such day that has been: bills tell what is past.
    """
    read_whole = cells.instant("ymd", zone)

    def read(text: str) -> int:
        found = _MONTH_DAY.fullmatch(text)
        if not found:
            return read_whole(text)
        month, on = found.groups()
        if year is not None:
            return read_whole(f"{year}-{month}-{on}")
        today = clock.business_day(clock.now(), zone)
        has_been = (int(month), int(on)) <= (today.month, today.day)
        return read_whole(f"{today.year if has_been else today.year - 1}-{month}-{on}")

    return read


def year_in(rows: Iterable[Sequence[str]]) -> int | None:
    """The first year named in these cells (2026-06, 202606 or 2026 with a word behind it), or None."""
    found = (_YEAR.search(cell) for row in rows for cell in row)
    return next((int(one.group(1)) for one in found if one is not None), None)


def per_million(text: str) -> int:
    """A share in parts per million: ``45.12%`` is 451,200, and so is ``0.4512``."""
    is_percent = cells.narrow(text).endswith("%")
    value = _rounded(text, 4, "%") if is_percent else _rounded(text, 6)
    if value is None or (not is_percent and abs(value) > 1_000_000):
        raise CellProblem("not_share", message(N_("“{value}” is not a share like 45.12% or 0.4512."), value=text))
    return cells.countable(value, text)


def hundredths(text: str) -> int:
    """A score like ``4.86``, in hundredths."""
    value = _rounded(text, 2)
    if value is None:
        raise CellProblem("not_number", message(N_("“{value}” is not a score like 4.86."), value=text))
    return cells.countable(value, text)


def seconds(text: str) -> int:
    """Time spent, in whole seconds: ``75.32`` counts seconds, ``01:15`` minutes and seconds."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + rest
    value = _rounded(text.removesuffix("s"), 0)
    if value is None:
        raise CellProblem("not_number", message(N_("“{value}” is not a time in seconds."), value=text))
    return cells.countable(value, text)


def money_product(digits: int) -> Callable[[str], int]:
    """Reader of a price and a number of pieces, ``0.035|1000``: what they come to, rounded half away from zero."""

    def read(text: str) -> int:
        price, _, pieces = text.partition("|")
        exact = Fraction(cells.amount_of(price, ".")) * cells.integer(pieces)
        return cells.believable(cells.rounded(exact, digits), text)

    return read


def _rounded(text: str, digits: int, names: str = "") -> int | None:
    number = parse_decimal(text, names=names)
    return cells.rounded(number, digits) if number is not None else None
