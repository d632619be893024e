"""Packing with a scanner: what was put into the parcel, and what each scan means for it. No database, no window."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from services import text

_WEIGHT = re.compile(r"^(\d{1,6}(?:[.,]\d{1,3})?)\s*(kg|g)$", re.IGNORECASE)
_GRAMS = re.compile(r"^\d{1,6}$")
_MOST_GRAMS = 1_000_000


class Verdict(StrEnum):
    """What a scan of an item was."""

    RIGHT = "right"
    ENOUGH = "enough"  # right, and no more of this one is needed
    COMPLETE = "complete"  # right, and it was the last piece of the parcel
    TOO_MANY = "too_many"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class BenchItem:
    """What has to go into a parcel: `quantity` pieces that answer to any of the `keys` (`services.text.key`).

    `bundle` is the title of the bundle it is a part of; nothing scans an item without keys: it is counted by hand.
    """

    sku_id: int | None
    code: str
    title: str
    variant: str
    shelf: str
    quantity: int
    keys: frozenset[str] = frozenset()
    bundle: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A verdict about one item; None where the code belongs to nothing in the parcel."""

    verdict: Verdict
    item: BenchItem | None = None


class Verification:
    """What of a parcel's items was scanned so far."""

    def __init__(self, items: Sequence[BenchItem]) -> None:
        self.items = tuple(items)
        self._packed = [0] * len(self.items)

    @property
    def is_complete(self) -> bool:
        """Whether every piece was scanned."""
        return all(count == item.quantity for count, item in zip(self._packed, self.items, strict=True))

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was scanned yet."""
        return not any(self._packed)

    @property
    def missing(self) -> tuple[tuple[BenchItem, int], ...]:
        """What is not in the parcel yet, and how many pieces of it."""
        pairs = zip(self._packed, self.items, strict=True)
        return tuple((item, item.quantity - count) for count, item in pairs if count < item.quantity)

    def packed(self, place: int) -> int:
        """How many pieces of the item at this place are in the parcel."""
        return self._packed[place]

    def knows(self, code: str) -> bool:
        """Whether the code is one of the parcel's items."""
        wanted = text.key(code)
        return any(wanted in item.keys for item in self.items)

    def take(self, code: str) -> Checked:
        """One piece of this code goes into the parcel, if it belongs there."""
        wanted = text.key(code)
        places = [place for place, item in enumerate(self.items) if wanted in item.keys]
        if not places:
            return Checked(Verdict.WRONG)
        waiting = [place for place in places if self._packed[place] < self.items[place].quantity]
        return self.put(waiting[0]) if waiting else Checked(Verdict.TOO_MANY, self.items[places[0]])

    def put(self, place: int) -> Checked:
        """One piece of the item at this place goes into the parcel, counted by hand."""
        item = self.items[place]
        if self._packed[place] >= item.quantity:
            return Checked(Verdict.TOO_MANY, item)
        self._packed[place] += 1
        if self.is_complete:
            return Checked(Verdict.COMPLETE, item)
        return Checked(Verdict.ENOUGH if self._packed[place] == item.quantity else Verdict.RIGHT, item)

    def take_out(self, place: int) -> None:
        """One piece of the item at this place was not the right one after all."""
        self._packed[place] = max(0, self._packed[place] - 1)


def weight_scanned(code: str) -> int | None:
    """Grams of a text a scale types (``0.532kg``, ``532 g``); None for anything without a unit."""
    found = _WEIGHT.match(code.strip())
    return _grams(found[1], found[2]) if found else None


def weight_typed(typed: str) -> int | None:
    """Grams of what a person types: a whole number is grams, else with its unit; None where it is no weight."""
    plain = typed.strip()
    if _GRAMS.match(plain):
        return int(plain) if 0 < int(plain) <= _MOST_GRAMS else None
    return weight_scanned(plain)


def _grams(number: str, unit: str) -> int | None:
    whole, _, rest = number.replace(",", ".").partition(".")
    if unit.lower() == "g":
        grams = int(whole) + (1 if rest[:1] >= "5" else 0)
    else:
        grams = int(whole) * 1000 + int(rest.ljust(3, "0")[:3] or 0)
    return grams if 0 < grams <= _MOST_GRAMS else None
