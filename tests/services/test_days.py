"""Which typed days a shop takes."""

from __future__ import annotations

from datetime import date

import pytest

from services.days import no_day_words, read_day


@pytest.mark.parametrize("typed", ["2026-11-21", " 2026/11/21 ", "2026.11.21"])
def test_a_day_is_read_however_its_parts_are_divided(typed: str) -> None:
    assert read_day(typed) == date(2026, 11, 21)


@pytest.mark.parametrize("typed", ["", "soon", "2026-13-01", "2026-02-30", "2026-11", "2026-11-21-1"])
def test_what_is_no_day_is_told_how_one_is_written(typed: str) -> None:
    assert read_day(typed) is None
    assert no_day_words(typed) == "type a day such as 2026-11-21"


@pytest.mark.parametrize("typed", ["1899-12-31", "2200-01-01", "9999-12-31", "0001-01-01", "26-11-21"])
def test_a_day_no_shop_has_to_do_with_is_told_its_bounds(typed: str) -> None:
    assert read_day(typed) is None
    assert no_day_words(typed) == "type a day from 1900 to 2199"


def test_the_bounds_themselves_are_days() -> None:
    assert read_day("1900-1-1") == date(1900, 1, 1)
    assert read_day("2199-12-31") == date(2199, 12, 31)
