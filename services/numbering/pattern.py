"""How a number of ours is written: letters, parts of the day, and a counter at the end, such as ``PO{yymmdd}-{00}``."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from services.errors import Invalid
from services.i18n import N_
from services.messages import Message, message

LONGEST = 20
"""Characters of a number that the narrowest label still has room for as bars."""

_DAY_PARTS = {"yyyy": "%Y", "yy": "%y", "mm": "%m", "dd": "%d"}
_COUNTER = re.compile(r"(?P<head>.*)\{(?P<zeros>0+)\}")
_BRACES = re.compile(r"\{([^{}]*)\}")
_PART = re.compile("|".join(_DAY_PARTS))
_PARTS = re.compile(f"(?:{_PART.pattern})+")
_FOREIGN = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True)
class Pattern:
    """`head` is all before the counter, with parts of the day in braces; the counter has `digits` figures or more."""

    head: str
    digits: int

    def __str__(self) -> str:
        return f"{self.head}{{{'0' * self.digits}}}"

    def prefix(self, day: date) -> str:
        """What the numbers of this day begin with."""
        return _BRACES.sub(lambda braces: _PART.sub(lambda part: _written(part[0], day), braces[1]), self.head)

    def number(self, day: date, counter: int) -> str:
        """The whole number."""
        return f"{self.prefix(day)}{counter:0{self.digits}d}"


def read_pattern(typed: str) -> Pattern:
    """The pattern somebody typed; `Invalid` says what is wrong with it.

    Full-width letters and braces, as Chinese keyboards make them, are taken for the narrow ones.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    found = _COUNTER.fullmatch(plain)
    if found is None:
        raise _refused(typed, message(N_("a counter such as {example} stands at its end"), example="{0000}"))
    head = _BRACES.sub(lambda braces: braces[0].lower(), found["head"])
    _require_day(typed, head)
    _require_characters(typed, head)
    pattern = Pattern(head, len(found["zeros"]))
    length = len(pattern.number(date.min, 0))
    if length > LONGEST:
        reason = message(N_("its numbers have {count} characters; {most} fit on a label"), count=length, most=LONGEST)
        raise _refused(typed, reason)
    return pattern


def _written(part: str, day: date) -> str:
    """A part of the day in figures; a year has four of them on every system."""
    return f"{day.year:04d}" if part == "yyyy" else day.strftime(_DAY_PARTS[part])


def _require_day(typed: str, head: str) -> None:
    """Year, month and day in this order: numbers are then in the order of the days, and none comes twice."""
    found = _BRACES.findall(head)
    for inside in found:
        if not _PARTS.fullmatch(inside):
            known = " ".join(f"{{{part}}}" for part in _DAY_PARTS)
            reason = N_("“{what}” stands for no part of the day; there are {known}")
            raise _refused(typed, message(reason, what=f"{{{inside}}}", known=known))
    in_short = "".join(part[0] for inside in found for part in _PART.findall(inside))
    if not "ymd".startswith(in_short):
        raise _refused(typed, message(N_("a day follows its month and a month its year, each of them once")))


def _require_characters(typed: str, head: str) -> None:
    letters = _BRACES.sub("", head)
    foreign = _FOREIGN.search(letters)
    if foreign is not None:
        reason = N_("“{what}” fits into no barcode or file name; letters A to Z, figures, “-”, “_” and “.” do")
        raise _refused(typed, message(reason, what=foreign[0]))
    if not head[:1].isalpha():
        reason = N_("it begins with a letter: spreadsheets take other numbers for amounts and days")
        raise _refused(typed, message(reason))


def _refused(typed: str, reason: Message) -> Invalid:
    return Invalid(field=message(N_("Numbering")), value=typed, reason=reason)
