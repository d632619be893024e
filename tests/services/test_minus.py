"""What is below zero has one sign wherever it is read, and a hyphen wherever a program reads it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services import formatting, i18n
from services.charts import words
from services.charts.chart import Unit
from services.exporting.shown_list import write_shown_list
from services.shop import Shop
from ui.charts.look import axis_number, exact_number

_UNITS = [Unit.MONEY, Unit.COUNT, Unit.SHARE, Unit.TIMES, Unit.DAYS]


@pytest.fixture(params=["en", "zh_CN"], autouse=True)
def language(request: pytest.FixtureRequest) -> None:
    i18n.set_language(request.param)


def test_every_number_below_zero_begins_with_a_minus_sign() -> None:
    shown = [
        formatting.amount(-123_456, "CNY"), formatting.money(-5, "CNY"), formatting.integer(-1_200),
        formatting.compact(-12_345_678, "CNY"), formatting.compact(-500, "CNY"), formatting.percent(-0.25),
        formatting.signed("3", -3), words.money(-12_345_678, "CNY"),
    ]  # fmt: skip
    shown += [axis_number(-value, unit, "CNY") for unit in _UNITS for value in (7, 2_500, 1_234_567)]
    shown += [exact_number(-value, unit, "CNY") for unit in _UNITS for value in (7, 1_234_567)]
    assert {one[0] for one in shown} == {formatting.MINUS}
    assert not [one for one in shown if "-" in one]


@pytest.mark.parametrize("minor", [-1, -305, -123_456_789, 0, 42])
def test_what_is_shown_can_be_typed_again(minor: int) -> None:
    assert formatting.parse_amount(formatting.amount(minor, "CNY"), "CNY") == minor
    for currency in ("CNY", "USD", "EUR", "HKD", "JPY", "CHF", "KRW"):
        assert formatting.parse_amount(formatting.money(minor, currency), currency) == minor


def test_nothing_has_no_sign_and_what_is_above_zero_a_plus() -> None:
    assert [formatting.signed("5", value) for value in (5, -5, 0, Decimal("0.1"))] == ["+5", "\u22125", "5", "+5"]
    assert formatting.with_hyphen("\u22121.50") == "-1.50"
    assert formatting.with_hyphen("2 \u2212 1") == "2 \u2212 1"


def test_a_list_as_shown_keeps_its_numbers(shop: Shop, tmp_path: Path) -> None:
    out = tmp_path / "list.xlsx"
    shop.ask(write_shown_list, out, ["Gap"], [[formatting.amount(-123_450, "CNY")]], [True])
    assert load_workbook(out).worksheets[0]["A2"].value == -1234.5
