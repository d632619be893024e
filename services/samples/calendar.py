"""How many orders fall on which day: more at weekends, before festivals and from year to year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import accumulate

_YEARS = 3
_WEEKDAY_WEIGHTS = (0.92, 0.9, 0.94, 0.98, 1.06, 1.14, 1.1)
_GROWTH = 0.9  # of the first year's orders come on top by the end


def days(orders: int, last: date, festivals: Sequence[Sequence[float]]) -> list[tuple[date, int]]:
    """Share `orders` over the three years that end on `last`; (day, orders) with the days in order.

    A festival is (month, day, days before it, factor). The parts add up exactly.
    """
    span = _YEARS * 365
    every = [last - timedelta(days=span - 1 - number) for number in range(span)]
    weights = [
        _WEEKDAY_WEIGHTS[day.weekday()] * _festival(day, festivals) * (1 + _GROWTH * number / span)
        for number, day in enumerate(every)
    ]
    total = sum(weights)
    ends = [round(orders * reached / total) for reached in accumulate(weights)]
    ends[-1] = orders
    starts = [0, *ends[:-1]]
    return [(day, end - start) for day, start, end in zip(every, starts, ends, strict=True)]


def _festival(day: date, festivals: Sequence[Sequence[float]]) -> float:
    factor = 1.0
    for month, number, before, times in festivals:
        distance = (date(day.year, int(month), int(number)) - day).days
        if 0 <= distance <= before:
            factor = max(factor, times)
    return factor
