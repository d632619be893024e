"""Cells that hold measures: shares, scores, times spent, days, amounts finer than the currency."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import clock
from services.importing.cells import CellProblem, grams, money, money_sum
from services.importing.measures import (
    day,
    hundredths,
    money_product,
    month_and_day,
    per_million,
    seconds,
    year_in,
)


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (day, "2026-06-01", "2026-06-01"),
        (day, "2026/6/1 23:59:59", "2026-06-01"),
        (day, "20260601", "2026-06-01"),
        (per_million, "45.12%", 451_200),
        (per_million, "0.4512", 451_200),
        (per_million, "45.12％", 451_200),
        (per_million, "0", 0),
        (per_million, "120%", 1_200_000),
        (hundredths, "4.86", 486),
        (hundredths, "5", 500),
        (hundredths, "4.865", 487),
        (seconds, "75.32", 75),
        (seconds, "01:15", 75),
        (seconds, "1:00:05", 3_605),
        (seconds, "90s", 90),
        (money(2, ".", is_rounded=True), "4.12345678", 412),
        (money(2, ".", is_rounded=True), "-0.005", -1),
        (money(2, ".", is_rounded=True), "1,234.5", 123_450),
        (money(2, ".", is_rounded=True), "¥3.20", 320),
        (money(0, ".", is_rounded=True), "3.5", 4),
        (money_sum(2, ".", is_rounded=True), "0.2||0.405", 61),
        (money_product(2), "0.035|1000", 3_500),
        (money_product(2), "3.5|100", 35_000),
        (money_product(2), "0.005|1", 1),
    ],
)
def test_a_measure_is_read(read: Callable[[str], object], text: str, expected: object) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("read", "text", "code"),
    [
        (day, "soon", "not_date"),
        (per_million, "45.12", "not_share"),
        (per_million, "many", "not_share"),
        (per_million, "999999999999999%", "too_large"),
        (hundredths, "999999999999999", "too_large"),
        (seconds, "-999999999999999", "too_large"),
        (grams, "9999999kg", "too_large"),
        (hundredths, "good", "not_number"),
        (seconds, "a while", "not_number"),
        (money(2, ".", is_rounded=True), "free", "not_money"),
        (money_product(2), "free|2", "not_money"),
        (money_product(2), "2|few", "not_number"),
        (month_and_day("Asia/Shanghai", 2026), "13-45", "not_date"),
    ],
)
def test_what_is_no_measure_is_a_problem_of_the_cell(read: Callable[[str], object], text: str, code: str) -> None:
    with pytest.raises(CellProblem) as caught:
        read(text)
    assert caught.value.code == code


@settings(max_examples=100, deadline=None)
@given(st.decimals(-99_999, 99_999, places=6))
def test_an_amount_is_rounded_half_away_from_zero(amount: Decimal) -> None:
    expected = int((amount * 100).quantize(Decimal(1), ROUND_HALF_UP))
    assert money(2, ".", is_rounded=True)(f"{amount:f}") == expected


def test_a_day_without_its_year_takes_the_files() -> None:
    read = month_and_day("Asia/Shanghai", 2025)
    assert read("06-01") == month_and_day("Asia/Shanghai", None)("2025-06-01")
    assert read("2024-12-31") == month_and_day("Asia/Shanghai", None)("2024-12-31")


def test_a_day_without_any_year_is_the_last_that_has_been() -> None:
    clock.set_source(lambda: datetime(2026, 3, 10, 4, tzinfo=UTC))
    read = month_and_day("Asia/Shanghai", None)
    assert read("03-10") == read("2026-03-10")
    assert read("03-11") == read("2025-03-11")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["账单周期：2026-06-01 至 2026-06-30"], 2026),
        (["202506"], 2025),
        (["2024年12月"], 2024),
        (["no year", "12345678"], None),
        ([], None),
    ],
)
def test_the_year_a_file_names_above_its_table(cells: list[str], expected: int | None) -> None:
    assert year_in([cells]) == expected
