"""Money, rates, ranges: exact, whatever is asked of them."""

from __future__ import annotations

import operator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values import CurrencyMismatch, DateRange, IdRanges, Money, Rate, minor_digits

_amounts = st.integers(-(10**12), 10**12)
_ids = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9)).map(lambda pair: (pair[0], pair[0] + pair[1])))


@given(_amounts, st.lists(st.integers(0, 1000), min_size=1, max_size=20).filter(any))
def test_the_parts_of_an_amount_add_up_and_are_fair(minor: int, weights: list[int]) -> None:
    parts = Money(minor).split(weights)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)
        assert part.minor * minor >= 0


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1, 5]])
def test_an_amount_cannot_be_shared_by_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        Money(100).split(weights)


@pytest.mark.parametrize(
    ("money", "text"),
    [
        (Money(1990), "19.90"),
        (Money(-5), "-0.05"),
        (Money(0), "0.00"),
        (Money(500, "JPY"), "500"),
        (Money(-500, "JPY"), "-500"),
        (Money(1234, "KWD"), "1.234"),
    ],
)
def test_an_amount_as_decimal_text(money: Money, text: str) -> None:
    assert money.decimal() == text


def test_currencies_do_not_mix() -> None:
    for mix in (operator.add, operator.sub, operator.lt):
        with pytest.raises(CurrencyMismatch):
            mix(Money(1, "CNY"), Money(1, "USD"))
    assert Money(3) - Money(5) == -Money(2)
    assert Money(1) < Money(2)
    assert minor_digits("CNY") == 2


@pytest.mark.parametrize(
    ("minor", "ppm", "share"),
    [(10_000, 6_000, 60), (-10_000, 6_000, -60), (83, 6_000, 0), (84, 6_000, 1), (1, 500_000, 1)],
)
def test_a_rate_rounds_half_away_from_zero(minor: int, ppm: int, share: int) -> None:
    assert Rate(ppm).of(Money(minor)) == Money(share)


def test_a_range_of_days_includes_both_ends() -> None:
    days = DateRange(date(2026, 11, 1), date(2026, 11, 3))
    assert [date(2026, 11, day) in days for day in (1, 3, 4)] == [True, True, False]
    with pytest.raises(ValueError, match="end before"):
        DateRange(date(2026, 11, 2), date(2026, 11, 1))


@given(_ids, _ids)
def test_id_ranges_are_the_sets_they_stand_for(first: list[tuple[int, int]], second: list[tuple[int, int]]) -> None:
    ranges = IdRanges.union_of(first)
    plain = {number for low, high in first for number in range(low, high + 1)}
    other = {number for low, high in second for number in range(low, high + 1)}
    assert list(ranges) == sorted(plain)
    assert len(ranges) == len(plain)
    assert set(ranges | IdRanges.union_of(second)) == plain | other
    assert all((number in ranges) == (number in plain) for number in range(-1, 75))
    assert IdRanges.of(plain) == ranges
    assert all(low <= high for low, high in ranges.ranges)
