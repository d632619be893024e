"""What counting means: when a line differs, what that is worth, what a scanned text asks for, what is due."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

# How many days may pass between two counts of a SKU, by its ABC class.
COUNT_EVERY: Mapping[str, int] = {"A": 30, "B": 91, "C": 365}
MOST_PIECES = 1_000_000
_TIMES = re.compile(r"^(\d{1,7})\s*[*\u00d7]\s*(\S.*)$")
_TOTAL = re.compile(r"^=\s*(\d{1,7})$")


class LineState(StrEnum):
    """The states of a line that must never be taken for each other."""

    NOT_COUNTED = "not_counted"
    SAME = "same"
    DIFFERENT = "different"


def state_of(counted: int | None, expected: int) -> LineState:
    """What a count says about the books; nothing counted is no difference and no agreement."""
    if counted is None:
        return LineState.NOT_COUNTED
    return LineState.SAME if counted == expected else LineState.DIFFERENT


def worth(pieces: int, quantity: int, value_minor: int | None) -> int | None:
    """What `pieces` of a stock of `quantity` pieces worth `value_minor` are worth, rounded half away from zero.

    None where the stock's cost is unknown, or there is no stock to take the cost from.
    """
    if pieces == 0:
        return 0
    if value_minor is None or quantity <= 0:
        return None
    doubled = 2 * abs(pieces) * value_minor
    rounded = (doubled + quantity) // (2 * quantity)
    return rounded if pieces > 0 else -rounded


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was typed or scanned: more pieces of a code, or (`is_total`) how many there are of the last one."""

    code: str
    pieces: int
    is_total: bool = False


def read_scan(typed: str) -> Scanned | None:
    """A code counts one piece, ``12*code`` twelve, ``=12`` says that there are twelve of the code before.

    Own codes may look like the second form: look for the whole text first.
    """
    plain = unicodedata.normalize("NFKC", typed).strip()
    if not plain:
        return None
    if total := _TOTAL.match(plain):
        return Scanned("", int(total[1]), is_total=True)
    if times := _TIMES.match(plain):
        return Scanned(times[2].strip(), int(times[1]))
    return Scanned(plain, 1)


def is_due(abc: str, counted_on: date | None, today: date) -> bool:
    """Whether a SKU of this class should be counted again; one that never was always is."""
    return counted_on is None or counted_on + timedelta(days=COUNT_EVERY.get(abc, COUNT_EVERY["C"])) <= today
