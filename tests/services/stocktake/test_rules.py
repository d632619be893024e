"""Counting, without a shop."""

from __future__ import annotations

from datetime import date

import pytest

from services.stocktake.rules import LineState, Scanned, is_due, read_scan, state_of, worth


@pytest.mark.parametrize(
    ("counted", "expected", "state"),
    [(None, 0, "not_counted"), (None, 5, "not_counted"), (0, 0, "same"), (5, 5, "same"), (0, 5, "different"),
     (6, 5, "different"), (0, -2, "different")],
)  # fmt: skip
def test_not_counted_and_counted_without_difference_are_two_states(
    counted: int | None, expected: int, state: str
) -> None:
    assert state_of(counted, expected) is LineState(state)


@pytest.mark.parametrize(
    ("pieces", "quantity", "value", "worth_minor"),
    [(2, 10, 1000, 200), (-2, 10, 1000, -200), (1, 3, 100, 33), (1, 3, 200, 67), (-1, 2, 25, -13), (1, 2, 25, 13),
     (0, 0, None, 0), (0, 5, None, 0), (1, 5, None, None), (1, 0, 0, None), (-3, -1, 500, None)],
)  # fmt: skip
def test_a_difference_is_worth_its_share_of_the_stock(
    pieces: int, quantity: int, value: int | None, worth_minor: int | None
) -> None:
    assert worth(pieces, quantity, value) == worth_minor


@pytest.mark.parametrize(
    ("typed", "scanned"),
    [
        ("6901234567892", Scanned("6901234567892", 1)),
        (" A-1 ", Scanned("A-1", 1)),
        ("12*A-1", Scanned("A-1", 12)),
        ("12 × A-1", Scanned("A-1", 12)),
        ("3xCUP", Scanned("3xCUP", 1)),
        ("３＊Ａ-1", Scanned("A-1", 3)),
        ("=7", Scanned("", 7, is_total=True)),
        ("= 0", Scanned("", 0, is_total=True)),
        ("", None),
        ("  ", None),
    ],
)
def test_what_a_scan_asks_for(typed: str, scanned: Scanned | None) -> None:
    assert read_scan(typed) == scanned


def test_dear_goods_are_counted_every_month_and_cheap_ones_once_a_year() -> None:
    today = date(2026, 11, 22)
    assert is_due("A", None, today)
    assert is_due("A", date(2026, 10, 23), today)
    assert not is_due("A", date(2026, 10, 24), today)
    assert not is_due("B", date(2026, 8, 24), today)
    assert is_due("B", date(2026, 8, 23), today)
    assert not is_due("C", date(2025, 11, 23), today)
    assert is_due("C", date(2025, 11, 22), today)
