"""What sales are likely to be: simple rules tried on the past, the best of them taken, and its past error said.

Pure: whole numbers in, whole numbers out. A forecast is a picture of the past going on, never an amount to book.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

WEEK = 7
LEAST_DAYS = 42
"""With fewer days of sales nothing is forecast: four weeks to learn from and two to be tried on."""
_ROUNDS, _TRIED = 4, 14
_LEVELS = (0.1, 0.2, 0.35, 0.5)
_DAMPING = 0.92

Rule: TypeAlias = Callable[[Sequence[int], int], list[float]]


@dataclass(frozen=True, slots=True)
class Forecast:
    """Values of the days to come, and bounds that held in four of five trials.

    `error_ppm` is the sum of the misses ÷ the sum of what really came, over all trials in the past; None where
    nothing came. `rule` names what was taken.
    """

    values: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    error_ppm: int | None
    rule: str
    trials: int


def same_weekday(past: Sequence[int], days: int) -> list[float]:
    """The average of the last four same weekdays."""
    found = []
    for ahead in range(days):
        place = len(past) + ahead % WEEK - WEEK
        same = [past[place - WEEK * back] for back in range(4) if place - WEEK * back >= 0]
        found.append(sum(same) / len(same))
    return found


def last_weeks(past: Sequence[int], days: int) -> list[float]:
    """The average day of the last four weeks, every day alike."""
    recent = past[-4 * WEEK :]
    return [sum(recent) / len(recent)] * days


def smoothed(past: Sequence[int], days: int) -> list[float]:
    """Level and damped trend, exponentially smoothed, after the weekday's usual share is taken out."""
    shares = weekday_shares(past)
    first = len(past) % WEEK
    plain = [value / shares[(number - first) % WEEK] for number, value in enumerate(past)]
    best = min((_smooth(plain, speed) for speed in _LEVELS), key=lambda one: one[2])
    level, trend, _misses = best
    found, step, ahead = [], 1.0, 0.0
    for number in range(days):
        step *= _DAMPING
        ahead += step
        found.append(max(level + ahead * trend, 0.0) * shares[(len(past) + number - first) % WEEK])
    return found


def weekday_shares(past: Sequence[int]) -> list[float]:
    """How much of an average day each weekday brings, from the first day of the last whole weeks on."""
    first = len(past) % WEEK
    whole = past[first:][-8 * WEEK :]
    average = sum(whole) / len(whole) if whole else 0.0
    if average <= 0:
        return [1.0] * WEEK
    sums = [sum(whole[day::WEEK]) / max(len(whole[day::WEEK]), 1) for day in range(WEEK)]
    return [max(one / average, 0.1) for one in sums]


def _smooth(values: Sequence[float], speed: float) -> tuple[float, float, float]:
    level, trend, misses, turning = sum(values[:WEEK]) / len(values[:WEEK]), 0.0, 0.0, speed * 0.3
    for value in values:
        step = _DAMPING * trend
        expected = level + step
        miss = value - expected
        misses += abs(miss)
        new = expected + speed * miss
        trend = step + turning * (new - level - step)
        level = new
    return level, trend, misses


RULES: Mapping[str, Rule] = {"same_weekday": same_weekday, "last_weeks": last_weeks, "smoothed": smoothed}


def forecast(past: Sequence[int], days: int) -> Forecast | None:
    """The next `days` days after a past without gaps, zero where nothing sold; None where it is too short."""
    start = next((place for place, value in enumerate(past) if value), len(past))
    known = list(past[start:])
    if len(known) < LEAST_DAYS:
        return None
    tried = {name: _trial(rule, known) for name, rule in RULES.items()}
    name = min(tried, key=lambda one: (sum(abs(miss) for miss, _real in tried[one]), one))
    misses = tried[name]
    values = [max(0, round(value)) for value in RULES[name](known, days)]
    low, high = _bounds([miss for miss, _real in misses])
    real = sum(one for _miss, one in misses)
    error = round(sum(abs(miss) for miss, _real in misses) * 1_000_000 / real) if real else None
    return Forecast(
        tuple(values),
        tuple(max(0, value + low) for value in values),
        tuple(value + high for value in values),
        error,
        name,
        len(misses) // _TRIED,
    )


def _trial(rule: Rule, known: Sequence[int]) -> list[tuple[float, int]]:
    """(real less forecast, real) of every day of up to four fortnights that ended before today."""
    found = []
    for number in range(_ROUNDS):
        cut = len(known) - _TRIED * (number + 1)
        if cut < 4 * WEEK:
            break
        expected = rule(known[:cut], _TRIED)
        real = known[cut : cut + _TRIED]
        found += [(value - guess, value) for value, guess in zip(real, expected, strict=True)]
    return found


def _bounds(misses: Sequence[float]) -> tuple[int, int]:
    """Between which misses four of five lay."""
    ordered = sorted(misses)
    cut = len(ordered) // 10
    return round(min(ordered[cut], 0)), round(max(ordered[-1 - cut], 0))
