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


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("13.5元", 1350), ("13.50 元", 1350), ("￥１３元", 1300), ("13.5 CNY", 1350), ("13.5cny", 1350), ("元", None),
     ("13.5元元", None), ("13.5 USD", None), ("13.5元/件", None)],
)  # fmt: skip
def test_an_amount_may_name_its_currency_behind_it(typed: str, minor: int | None) -> None:
    assert formatting.parse_amount(typed, "CNY") == minor


@pytest.mark.parametrize(
    ("typed", "minor"),
    [("1,234.50", 123_450), ("1，234", 123_400), ("1 234.5", 123_450), ("-1,234,567", -123_456_700),
     ("13,50", None), ("1,5", None), ("13,5元", None), ("1,2345", None), ("1234,567", None), ("1.234,50", None),
     ("1,234 567", None), ("1 5", None), (",5", None), (".5", 50), ("5.", 500), (".", None), ("-", None)],
)  # fmt: skip
def test_a_comma_stands_between_every_three_digits_or_it_is_no_amount(typed: str, minor: int | None) -> None:
    assert formatting.parse_amount(typed, "CNY") == minor


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [("13.5元", "USD", None), ("人民币13.5元", "CNY", 1350), ("rmb 13.5", "CNY", 1350), ("-¥13.5", "CNY", -1350),
     ("¥-13.5", "CNY", -1350), ("--5", "CNY", None), ("$13.5", "CNY", None), ("¥13.5", "USD", None),
     ("$13.5", "USD", 1350), ("US$13.5", "USD", 1350), ("USD 13.5", "USD", 1350), ("HK$ 5", "HKD", 500),
     ("US$5", "HKD", None), ("13.50 €", "EUR", 1350), ("JP¥1,300", "JPY", 1300), ("￥1300", "JPY", 1300),
     ("1300元", "JPY", None)],
)  # fmt: skip
def test_an_amount_that_names_another_currency_is_none(typed: str, currency: str, minor: int | None) -> None:
    assert formatting.parse_amount(typed, currency) == minor


@pytest.mark.parametrize(
    ("typed", "digits", "value"),
    [("1,200", 0, 1200), ("4.86", 2, 486), ("3元", 0, None), ("3元", 2, None), ("¥3", 2, None), ("3.5", 0, None)],
)
def test_a_count_and_a_share_have_no_currency(typed: str, digits: int, value: int | None) -> None:
    assert formatting.parse_number(typed, digits) == value


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
    assert load_workbook(out).active["A2"].value == -1234.5
