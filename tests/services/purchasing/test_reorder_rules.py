"""When to buy again and how much, rule by rule."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from services.purchasing.reorder import (
    Calendar,
    Event,
    History,
    Speed,
    Terms,
    Wishes,
    empty_days,
    plan,
    speed,
    weekday_weights,
)

MONDAY = date(2026, 6, 1)
TERMS = Terms(lead_days=7, safety_days=3, cover_days=20)
TWO_A_DAY = Speed(Fraction(2), 56, 0)


def _days(count: int) -> list[date]:
    return [MONDAY + timedelta(days=step) for step in range(count)]


def test_days_with_an_empty_shelf_are_left_out() -> None:
    days = _days(10)
    sold = dict.fromkeys(days[:4], 5)
    assert speed(History(days[0], days[-1], sold), Calendar()).per_day == 2
    half = speed(History(days[0], days[-1], sold, frozenset(days[4:])), Calendar())
    assert (int(half.per_day), half.counted_days, half.empty_days) == (5, 4, 6)


def test_a_day_of_an_event_counts_for_less() -> None:
    days = _days(4)
    sold = {days[0]: 2, days[1]: 2, days[2]: 2, days[3]: 18}
    calendar = Calendar(events=(Event("Sale", days[3], days[3], 900),))
    assert speed(History(days[0], days[-1], sold), calendar).per_day == 2


def test_an_event_ahead_needs_more() -> None:
    ahead = Event("Sale", MONDAY + timedelta(days=1), MONDAY + timedelta(days=5), 300)
    usual = plan(TWO_A_DAY, Calendar(), MONDAY, TERMS, Wishes(), available=0, incoming=0)
    lifted = plan(TWO_A_DAY, Calendar(events=(ahead,)), MONDAY, TERMS, Wishes(), available=0, incoming=0)
    assert (usual.reorder_point, lifted.reorder_point) == (20, 40)  # five days more than the ten, twice over


def test_weekdays_weigh_what_they_sell() -> None:
    days = _days(28)
    sold = {day: 12 if day.weekday() == 5 else 4 for day in days}
    calendar = weekday_weights(sold, days[0], days[-1])
    assert sum(calendar.weekdays) == 7
    assert calendar.weekdays[5] == 3 * calendar.weekdays[0]
    assert weekday_weights(sold, days[0], days[20]) == Calendar()  # three weeks say too little


def test_nothing_is_suggested_above_the_reorder_point() -> None:
    assert plan(TWO_A_DAY, Calendar(), MONDAY, TERMS, Wishes(), available=21, incoming=0).quantity == 0
    assert plan(TWO_A_DAY, Calendar(), MONDAY, TERMS, Wishes(), available=1, incoming=20).quantity == 0
    assert plan(TWO_A_DAY, Calendar(), MONDAY, TERMS, Wishes(), available=20, incoming=0).quantity == 40


def test_minimum_and_packs_of_the_supplier_are_kept() -> None:
    boxes = Terms(7, 3, 20, pack_size=24, minimum=100)
    found = plan(TWO_A_DAY, Calendar(), MONDAY, boxes, Wishes(), available=20, incoming=0)
    assert found.quantity == 120


def test_the_maximum_cuts_to_whole_packs() -> None:
    boxes = Terms(7, 3, 20, pack_size=12)
    found = plan(TWO_A_DAY, Calendar(), MONDAY, boxes, Wishes(max_stock=50), available=20, incoming=0)
    assert (found.quantity, found.is_capped) == (24, True)


def test_low_stock_and_no_reorder_are_told_apart() -> None:
    found = plan(TWO_A_DAY, Calendar(), MONDAY, TERMS, Wishes(no_reorder=True), available=3, incoming=0)
    assert (found.quantity, found.is_low, found.is_out) == (0, True, False)
    calm = plan(TWO_A_DAY, Calendar(), MONDAY, TERMS, Wishes(low_stock=2), available=3, incoming=0)
    assert (calm.quantity > 0, calm.is_low) == (True, False)


def test_a_reorder_point_set_by_hand_needs_no_sales() -> None:
    still = Speed(Fraction(0), 56, 0)
    assert plan(still, Calendar(), MONDAY, TERMS, Wishes(), available=0, incoming=0).quantity == 0
    found = plan(still, Calendar(), MONDAY, TERMS, Wishes(reorder_point=10), available=4, incoming=0)
    assert (found.quantity, found.days_left) == (6, None)


def test_days_left_are_whole_days_the_stock_lasts() -> None:
    assert plan(TWO_A_DAY, Calendar(), MONDAY, TERMS, Wishes(), available=7, incoming=99).days_left == 3


def test_a_shelf_is_empty_only_from_morning_to_night() -> None:
    days = _days(5)
    story = [(days[1], 4, 0), (days[3], 6, 2)]  # sold out on Tuesday, refilled on Thursday
    assert empty_days(days[0], days[-1], 4, story) == {days[2]}
    assert empty_days(days[0], days[-1], None, []) == frozenset()
    assert empty_days(days[0], days[-1], 0, []) == set(days)


@given(
    st.integers(0, 500), st.integers(0, 2000), st.integers(0, 2000), st.integers(1, 50), st.integers(1, 200),
    st.none() | st.integers(0, 3000),
)  # fmt: skip
def test_a_suggestion_is_orderable_and_never_beyond_the_maximum(
    tenths: int, available: int, incoming: int, pack: int, minimum: int, most: int | None
) -> None:
    terms = Terms(7, 5, 30, pack, minimum)
    selling = Speed(Fraction(tenths, 10), 56, 0)
    found = plan(selling, Calendar(), MONDAY, terms, Wishes(max_stock=most), available=available, incoming=incoming)
    assert found.quantity % pack == 0
    assert found.quantity == 0 or found.quantity >= minimum
    if found.quantity:
        assert available + incoming <= found.reorder_point
        assert most is None or available + incoming + found.quantity <= most
        assert found.is_capped or available + incoming + found.quantity >= found.target
