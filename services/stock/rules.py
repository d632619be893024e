"""Decisions about stock: pure functions over values, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Shelf = tuple[int, int, str]
"""Where pieces of a SKU that is known lie: (place id, lot id or 0, condition)."""

NO_LOT = 0
_NEVER = "9999-12-31"


@dataclass(frozen=True, slots=True)
class Shift:
    """Pieces that came to a shelf or left it on a day; a sale picks its lot itself."""

    shelf: Shelf
    quantity: int
    on: str
    is_sale: bool = False


def spread(shifts: Iterable[Shift], expiries: Mapping[int, str | None]) -> dict[Shelf, int]:
    """Where the pieces lie after all shifts, in order; shelves that hold none are left out.

    A sale takes what expires first of what has not expired, then what is in no lot, then
    what has expired; what is left over is missing from the pieces in no lot.
    """
    held: dict[Shelf, int] = {}
    for shift in shifts:
        if shift.is_sale and expiries:
            _take(held, shift, expiries)
        else:
            held[shift.shelf] = held.get(shift.shelf, 0) + shift.quantity
    return {shelf: pieces for shelf, pieces in held.items() if pieces}


def _take(held: dict[Shelf, int], shift: Shift, expiries: Mapping[int, str | None]) -> None:
    place, _lot, condition = shift.shelf
    wanted = -shift.quantity
    for lot in pick_order(expiries, shift.on):
        shelf = (place, lot, condition)
        taken = min(wanted, max(held.get(shelf, 0), 0))
        if taken:
            held[shelf] -= taken
            wanted -= taken
    if wanted:
        rest = (place, NO_LOT, condition)
        held[rest] = held.get(rest, 0) - wanted


def pick_order(expiries: Mapping[int, str | None], on: str) -> list[int]:
    """The lots in the order they are to be sold on a day: first expired, first out, but expired ones last of all."""
    fresh = [lot for lot, day in expiries.items() if (day or _NEVER) >= on]
    stale = [lot for lot, day in expiries.items() if (day or _NEVER) < on]

    def by_expiry(lot: int) -> tuple[str, int]:
        return (expiries[lot] or _NEVER, lot)

    return [*sorted(fresh, key=by_expiry), NO_LOT, *sorted(stale, key=by_expiry)]


def makeable(parts: Mapping[int, int], available: Mapping[int, int]) -> int | None:
    """How many bundles the parts make after everything promised; None where a part was never counted."""
    if not parts or any(part not in available for part in parts):
        return None
    return min(available[part] // pieces for part, pieces in parts.items())
