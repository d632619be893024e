"""From the text of one cell to a measure: days, shares, scores, time spent, amounts finer than the currency.

Like `cells`: pure, and anything that is not what the column promises raises `CellProblem`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from services import clock
from services.i18n import N_
from services.importing import cells
from services.importing.cells import CellProblem
from services.messages import message

_DECIMAL = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,12}))?", re.ASCII)
_MONTH_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})", re.ASCII)
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=\D|(?:0[1-9]|1[0-2])(?!\d)|(?:0[1-9]|1[0-2])\d{2}(?!\d)|$)", re.ASCII)
_FINEST = 8  # decimals of a price that are looked at
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
    bare = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    is_percent = bare.endswith("%")
    value = _scaled(bare.rstrip("% "), 4 if is_percent else 6)
    if value is None or (not is_percent and abs(value) > 1_000_000):
        raise CellProblem("not_share", message(N_("“{value}” is not a share like 45.12% or 0.4512."), value=text))
    return cells.countable(value, text)


def hundredths(text: str) -> int:
    """A score like ``4.86``, in hundredths."""
    value = _scaled(unicodedata.normalize("NFKC", text), 2)
    if value is None:
        raise CellProblem("not_number", message(N_("“{value}” is not a score like 4.86."), value=text))
    return cells.countable(value, text)


def seconds(text: str) -> int:
    """Time spent, in whole seconds: ``75.32`` counts seconds, ``01:15`` minutes and seconds."""
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, rest = (int(part or 0) for part in clock.groups())
        return hours * 3600 + minutes * 60 + rest
    value = _scaled(text.removesuffix("s"), 0)
    if value is None:
        raise CellProblem("not_number", message(N_("“{value}” is not a time in seconds."), value=text))
    return cells.countable(value, text)


def rounded_money(digits: int, decimal_mark: str) -> Callable[[str], int]:
    """Reader of an amount with more decimals than the currency has; rounded half away from zero."""
    read_exact = cells.money(digits, decimal_mark)

    def read(text: str) -> int:
        value = _scaled(text, digits) if decimal_mark == "." else None
        return cells.believable(value, text) if value is not None else read_exact(text)

    return read


def rounded_money_sum(digits: int, decimal_mark: str) -> Callable[[str], int]:
    """Reader of joined amounts, ``one|two|three``, each rounded as `rounded_money` does; empty ones count nothing."""
    read_one = rounded_money(digits, decimal_mark)

    def read(text: str) -> int:
        return cells.believable(sum(read_one(part) for part in text.split("|") if part), text)

    return read


def money_product(digits: int) -> Callable[[str], int]:
    """Reader of a price and a number of pieces, ``0.035|1000``: what they come to, rounded half away from zero."""

    def read(text: str) -> int:
        price, _, pieces = text.partition("|")
        exact = _scaled(price, _FINEST)
        if exact is None:
            raise CellProblem("not_money", message(N_("“{value}” is not an amount of money."), value=price))
        whole, unit = exact * cells.integer(pieces), int(10 ** (_FINEST - digits))
        value = (2 * abs(whole) + unit) // (2 * unit)
        return cells.believable(value if whole >= 0 else -value, text)

    return read


def _scaled(text: str, digits: int) -> int | None:
    """A plain decimal times ten to the `digits`, rounded half away from zero; None for any other text."""
    found = _DECIMAL.fullmatch(text.replace(",", "").strip())
    if not found:
        return None
    sign, whole, part = found.group(1), found.group(2), found.group(3) or ""
    kept, rest = part[:digits].ljust(digits, "0"), part[digits:]
    value = int(whole + kept) + (1 if rest and rest[0] >= "5" else 0)
    return -value if sign else value
