"""When to buy again and how much: pure rules over what was sold, what is there and what a person decided.

How it works, in the order it is explained to the person:

1. Sales speed: pieces sold over the last days, without the days the shelf was empty. A day of
   an event counts for less (a day that sells three times as much counts a third), and a weekday
   for what it usually sells.
2. Reorder point: what will be sold until goods ordered today are here, and for some safety days more.
3. Target: what will be sold until then and over the days one purchase is to last.
4. Suggestion: once what is there and on the way is down to the reorder point, as much as the
   target is short of, at least the supplier's minimum, in whole packs, never beyond the maximum.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

_USUAL = Fraction(1)
_ENOUGH_DAYS = 28  # four of each weekday
_ENOUGH_PIECES = 140


@dataclass(frozen=True, slots=True)
class Event:
    """Days that sell `lift_percent` of what they usually do; 100 is as usual."""

    name: str
    first_on: date
    last_on: date
    lift_percent: int


@dataclass(frozen=True, slots=True)
class Calendar:
    """How much a day sells compared with a usual one: by its weekday (Monday first) and by events."""

    weekdays: tuple[Fraction, ...] = (_USUAL,) * 7
    events: tuple[Event, ...] = ()
    _weights: dict[date, Fraction] = field(default_factory=dict, compare=False, repr=False)
    _sums: dict[date, list[Fraction]] = field(default_factory=dict, compare=False, repr=False)

    def weight(self, day: date) -> Fraction:
        """What this day sells in usual days; where events overlap, the strongest counts."""
        known = self._weights.get(day)
        if known is None:
            known = self._weights[day] = self._weighed(day)
        return known

    def _weighed(self, day: date) -> Fraction:
        lifts = [event.lift_percent for event in self.events if event.first_on <= day <= event.last_on]
        lift = Fraction(max(lifts), 100) if lifts else _USUAL
        return self.weekdays[day.weekday()] * lift

    def usual_days(self, first: date, count: int) -> Fraction:
        """The weight of `count` days from `first` on."""
        return self._summed(first, count)[max(count, 0)]

    def whole_days(self, first: date, usual: Fraction, most: int) -> int:
        """How many whole days from `first` on so many usual days are, at most `most`."""
        return bisect_right(self._summed(first, most), usual, 1, most + 1) - 1

    def _summed(self, first: date, count: int) -> list[Fraction]:
        """The weights of no day, one day, two days … from `first` on, at least `count`: each is added once."""
        sums = self._sums.setdefault(first, [Fraction(0)])
        while len(sums) <= count:
            sums.append(sums[-1] + self.weight(first + timedelta(days=len(sums) - 1)))
        return sums


@dataclass(frozen=True, slots=True)
class History:
    """What one SKU sold per day from `first` to `last`, and the days its shelf was empty."""

    first: date
    last: date
    sold: Mapping[date, int] = field(default_factory=dict)
    empty: frozenset[date] = frozenset()

    @property
    def pieces(self) -> int:
        """Pieces sold on all days."""
        return sum(pieces for day, pieces in self.sold.items() if self.first <= day <= self.last)


@dataclass(frozen=True, slots=True)
class Speed:
    """Pieces a usual day sells, from so many counted days; `empty_days` were left out."""

    per_day: Fraction
    counted_days: int
    empty_days: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person decided for one SKU; None leaves it to the sales."""

    low_stock: int | None = None
    reorder_point: int | None = None
    max_stock: int | None = None
    safety_days: int | None = None
    cover_days: int | None = None
    no_reorder: bool = False


@dataclass(frozen=True, slots=True)
class Terms:
    """How the supplier delivers, and for how long one purchase is to last."""

    lead_days: int
    safety_days: int
    cover_days: int
    pack_size: int = 1
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What the rules say about one SKU. `quantity` 0: nothing to buy now; `is_capped`: the maximum cut it."""

    reorder_point: int
    target: int
    quantity: int
    days_left: int | None
    is_low: bool
    is_out: bool
    is_capped: bool


def weekday_weights(sold: Mapping[date, int], first: date, last: date, events: Sequence[Event] = ()) -> Calendar:
    """The calendar that past sales of the whole shop suggest; usual weekdays where there are too few of them."""
    plain = Calendar(events=tuple(events))
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    quiet = [day for day in days if plain.weight(day) == _USUAL]
    total = sum(sold.get(day, 0) for day in quiet)
    if len(quiet) < _ENOUGH_DAYS or total < _ENOUGH_PIECES:
        return plain
    average = Fraction(total, len(quiet))
    weights = []
    for weekday in range(7):
        same = [sold.get(day, 0) for day in quiet if day.weekday() == weekday]
        weights.append(Fraction(sum(same), len(same)) / average if same else _USUAL)
    return Calendar(tuple(weights), plain.events)


def speed(history: History, calendar: Calendar) -> Speed:
    """What a usual day sells. A day with an empty shelf on which something was sold all the same counts."""
    days = (history.last - history.first).days + 1
    left_out = [day for day in history.empty if history.first <= day <= history.last and not history.sold.get(day, 0)]
    usual = calendar.usual_days(history.first, days) - sum((calendar.weight(day) for day in left_out), Fraction(0))
    return Speed(history.pieces / usual if usual else Fraction(0), days - len(left_out), len(left_out))


def plan(
    selling: Speed, calendar: Calendar, today: date, terms: Terms, wishes: Wishes, *, available: int, incoming: int
) -> Plan:
    """When and how much to buy of one SKU, given what can be sold and what is on the way."""
    tomorrow = today + timedelta(days=1)
    until_safe = terms.lead_days + terms.safety_days
    needed = ceil(selling.per_day * calendar.usual_days(tomorrow, until_safe))
    reorder_point = needed if wishes.reorder_point is None else wishes.reorder_point
    lasting = ceil(selling.per_day * calendar.usual_days(tomorrow, until_safe + terms.cover_days))
    target = max(lasting, reorder_point)
    if wishes.max_stock is not None:
        target = min(target, wishes.max_stock)
    position = available + incoming
    quantity, is_capped = 0, False
    has_demand = selling.per_day > 0 or wishes.reorder_point is not None
    if has_demand and not wishes.no_reorder and position <= reorder_point and target > position:
        quantity, is_capped = _in_packs(target - position, terms, wishes.max_stock, position)
    low_at = ceil(selling.per_day * calendar.usual_days(tomorrow, terms.lead_days))
    low_at = low_at if wishes.low_stock is None else wishes.low_stock
    days_left = _days_left(selling, calendar, tomorrow, available)
    is_low = available <= low_at and (has_demand or wishes.low_stock is not None)
    return Plan(reorder_point, target, quantity, days_left, is_low, available <= 0, is_capped)


def _in_packs(short: int, terms: Terms, max_stock: int | None, position: int) -> tuple[int, bool]:
    """As many as are missing, at least the minimum, in whole packs, as far as the maximum leaves room."""
    pack = max(terms.pack_size, 1)
    wanted = -(-max(short, terms.minimum) // pack) * pack
    if max_stock is None or position + wanted <= max_stock:
        return wanted, False
    room = (max_stock - position) // pack * pack
    return (room, True) if room >= terms.minimum and room > 0 else (0, True)


_LONGEST = 365


def _days_left(selling: Speed, calendar: Calendar, first: date, available: int) -> int | None:
    """Whole days the stock lasts; None where nothing sells, at most a year."""
    if selling.per_day <= 0:
        return None
    return calendar.whole_days(first, max(available, 0) / selling.per_day, _LONGEST)


def empty_days(
    first: date, last: date, balance_before: int | None, closing: Iterable[tuple[date, int, int]]
) -> frozenset[date]:
    """Days on which nothing lay on the shelf at any time.

    `balance_before` is what was there before `first` (None: not counted yet, so not known to be
    empty); `closing` has (day, highest balance of the day, balance at its end), oldest first.
    """
    by_day = {day: (highest, end) for day, highest, end in closing}
    found = set()
    there = balance_before
    for step in range((last - first).days + 1):
        day = first + timedelta(days=step)
        highest, end = by_day.get(day, (there, there))
        if there is not None and there <= 0 and (highest is None or highest <= 0):
            found.add(day)
        there = end
    return frozenset(found)
