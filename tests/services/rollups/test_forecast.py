"""The forecast: as good as the past allows, its error said, and silent where the past is too short."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.rollups.forecast import (
    LEAST_DAYS,
    forecast,
    last_weeks,
    same_weekday,
    smoothed,
    weekday_shares,
)

WEEK = [100, 110, 120, 130, 140, 300, 260]


def test_a_shop_that_sells_the_same_every_week_is_forecast_without_error() -> None:
    made = forecast(WEEK * 12, 14)
    assert made is not None
    assert made.values == tuple(WEEK * 2)
    assert made.error_ppm == 0
    assert made.rule == "same_weekday"
    assert made.low == made.high == made.values


def test_less_than_six_weeks_are_too_short() -> None:
    assert forecast([5] * (LEAST_DAYS - 1), 14) is None
    assert forecast([0] * 100 + [5] * (LEAST_DAYS - 1), 14) is None
    assert forecast([0] * 182, 14) is None
    assert forecast([5] * LEAST_DAYS, 14) is not None


def test_the_error_is_that_of_trials_on_the_past() -> None:
    past = [100] * 56 + [200] * 14
    made = forecast(past, 7)
    assert made is not None
    assert made.trials == 3
    assert made.error_ppm is not None
    assert made.error_ppm > 100_000


def test_weekdays_share_what_an_average_day_brings() -> None:
    shares = weekday_shares(WEEK * 8)
    assert sum(shares) == pytest.approx(7)
    assert shares[5] == max(shares)


@given(st.lists(st.integers(0, 100_000), min_size=LEAST_DAYS, max_size=120), st.integers(1, 40))
def test_whatever_the_past_the_bounds_hold_the_forecast(past: list[int], days: int) -> None:
    made = forecast(past, days)
    if made is not None:
        assert len(made.values) == days
        for low, value, high in zip(made.low, made.values, made.high, strict=True):
            assert 0 <= low <= value <= high


@pytest.mark.parametrize("rule", [same_weekday, last_weeks, smoothed])
def test_every_rule_says_as_many_days_as_it_is_asked(rule) -> None:  # type: ignore[no-untyped-def]
    assert len(rule(WEEK * 5 + [1, 2], 30)) == 30
    assert all(one >= 0 for one in rule([0] * 40 + [9], 30))
