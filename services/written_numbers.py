"""Numbers as people write them, read in one way: what is typed into a field, and what stands in a cell of a file.

Nothing is guessed: "13,50" is no number, because half of the world would mean 1350 by it. Pure, and loads nothing
large, for the process that reads files uses it too.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from models.values import LARGEST_MINOR

PLAIN_FORMS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    {"\u3000": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u2212": "-", "\uffe5": "\u00a5", "\uffe1": "\u00a3"}
)
"""Full-width letters, digits and signs, the spaces that group digits, and the minus: what stands for them in ASCII."""

_COMMA_AS_POINT = str.maketrans(",.", ".,")
_IN_BRACKETS = re.compile(r"([^\d()+-]*)\(([^()+-]*)\)")


@lru_cache(maxsize=64)
def _shape(names: str) -> re.Pattern[str]:
    named = f"(?:{names})?"
    grouped = r"\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d*"
    shape = rf"(?P<sign>[+-]?) *{named} *(?P<inner>[+-]?) *(?P<whole>{grouped})(?:\.(?P<rest>\d*))? *{named}"
    return re.compile(shape, re.ASCII | re.IGNORECASE)


def parse_decimal(written: str, *, names: str = "", mark: str = ".") -> Decimal | None:
    """The number, exactly; None where it is none.

    Commas and spaces count only between every three digits. "(5)" is below zero, as accountants write it. `names` is
    a pattern of what may stand before or behind (a currency, a percent sign); `mark` is before the decimals.
    """
    plain = written.translate(PLAIN_FORMS).strip()
    if mark == ",":
        plain = plain.translate(_COMMA_AS_POINT)
    if bracketed := _IN_BRACKETS.fullmatch(plain):
        plain = f"-{bracketed[1]}{bracketed[2].strip()}"
    found = _shape(names).fullmatch(plain)
    if found is None or not (found["whole"] or found["rest"]) or (found["sign"] and found["inner"]):
        return None
    whole = found["whole"].replace(",", "").replace(" ", "")
    return Decimal(f"{found['sign']}{found['inner']}{whole}.{found['rest'] or ''}")


def in_units(number: Decimal, digits: int) -> int | None:
    """A number in units of its last decimal (`digits` of them); None where it has more."""
    whole, parts = number.as_integer_ratio()
    units, rest = divmod(whole * 10**digits, parts)
    return None if rest else units


def parse_number(typed: str, digits: int, *, names: str = "") -> int | None:
    """A typed number in units of its last decimal; None where it is none, or larger than any amount."""
    number = parse_decimal(typed, names=names)
    units = in_units(number, digits) if number is not None else None
    return units if units is not None and abs(units) <= LARGEST_MINOR else None


def parse_count(typed: str, *, least: int = 0, most: int = 9_999_999) -> int | None:
    """A typed whole number from `least` to `most` (less than any barcode); None for anything else."""
    count = parse_number(typed, 0)
    return count if count is not None and least <= count <= most else None


def parse_share(typed: str) -> int | None:
    """Parts per million of a typed percentage, with its sign or without; None where it is none."""
    return parse_number(typed, 4, names="%")


def plain_share(ppm: int | None) -> str:
    """Parts per million as they are typed, in percent: 12500 is ``1.25``; nothing for None."""
    return "" if ppm is None else f"{Decimal(ppm).scaleb(-4).normalize():f}"
