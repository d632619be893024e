"""Ticks as ranges, checked against plain sets."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ui.table.selection import RowSelection

_rows = st.integers(0, 40)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("toggle"), _rows, st.booleans()),
        st.tuples(st.just("extend"), _rows, st.booleans()),
        st.tuples(st.just("only"), _rows, st.booleans()),
    ),
    max_size=30,
)


@given(_steps)
def test_ranges_always_mean_the_same_as_a_set(steps: list[tuple[str, int, bool]]) -> None:
    ticks, model, anchor = RowSelection(), set[int](), 0
    for step, row, keep in steps:
        if step == "toggle":
            ticks.toggle(row)
            model ^= {row}
            anchor = row
        elif step == "only":
            ticks.only(row)
            model, anchor = {row}, row
        else:
            ticks.extend_to(row, keep=keep)
            span = set(range(min(anchor, row), max(anchor, row) + 1))
            model = model | span if keep else span
        assert {number for number in range(50) if number in ticks} == model
        assert ticks.count == len(model)
        ranges = ticks.ranges
        assert all(first <= last for first, last in ranges)
        assert all(before[1] + 1 < after[0] for before, after in pairwise(ranges))


def test_a_million_rows_are_one_range() -> None:
    ticks = RowSelection()
    ticks.select_all(1_000_000)
    assert list(ticks.ranges) == [(0, 999_999)]
    ticks.toggle(500_000)
    assert list(ticks.ranges) == [(0, 499_999), (500_001, 999_999)]
    assert ticks.count == 999_999
