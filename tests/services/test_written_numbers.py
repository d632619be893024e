"""One way to read a number wherever somebody wrote it: in a field, in a file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from services import formatting
from services.importing.cells import CellProblem, integer, money
from services.written_numbers import parse_count, parse_decimal, parse_number, parse_share, plain_share


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
    assert parse_number(typed, digits) == value


@pytest.mark.parametrize(
    ("written", "minor"),
    [("13.5 CNY", 1350), ("CNY 13.5", 1350), ("(5)", -500), ("(¥5.00)", -500), ("¥ (1,234.00)", -123_400),
     ("(-5)", None), ("-(5)", None), ("12(5)", None), ("()", None), ("13元5", None), ("1 5", None), ("1,5", None),
     (".5", 50), ("5²", None), ("５．２０", 520), ("1\u202f234.50", 123_450), ("\u22125", -500), ("+-5", None),
     ("12 PCS", None)],
)  # fmt: skip
def test_a_field_and_a_file_read_an_amount_alike(written: str, minor: int | None) -> None:
    assert formatting.parse_amount(written, "CNY") == minor
    if minor is None:
        with pytest.raises(CellProblem, match="not_money"):
            money(2, ".")(written)
    else:
        assert money(2, ".")(written) == minor


@pytest.mark.parametrize("written", ["$13.5", "USD 13.5", "13.5 USD", "HK$13.5", "R$13.5", "MOP 13.5", "13.5 COP"])
def test_a_file_says_elsewhere_which_currency_it_is_in(written: str) -> None:
    assert money(2, ".")(written) == 1350
    assert formatting.parse_amount(written, "CNY") is None


def test_a_file_may_write_its_decimals_with_a_comma() -> None:
    assert [money(2, ",")(written) for written in ("1.234,56 €", "(0,50)", "1 234,5")] == [123_456, -50, 123_450]
    assert money(2, ",", is_rounded=True)("4,125") == 413
    with pytest.raises(CellProblem, match="not_money"):
        money(2, ".", is_rounded=True)("4,12")


@pytest.mark.parametrize(
    ("typed", "count"),
    [("12", 12), ("１２", 12), ("1,200", 1200), ("12.0", 12), ("0", 0), ("-1", None), ("1.5", None), ("1,5", None),
     ("", None), ("69012345", None), ("9" * 5000, None)],
)  # fmt: skip
def test_a_count_is_whole(typed: str, count: int | None) -> None:
    assert parse_count(typed) == count
    if count is not None:
        assert integer(typed) == count


@pytest.mark.parametrize(
    ("typed", "ppm"),
    [("0.6", 6_000), ("5 %", 50_000), ("5％", 50_000), ("-3%", -30_000), ("0.0001", 1), ("2,5", None),
     ("0.00001", None), ("nan", None), ("1e3", None), ("%", None)],
)  # fmt: skip
def test_a_share_is_typed_in_percent(typed: str, ppm: int | None) -> None:
    assert parse_share(typed) == ppm


def test_a_share_reads_as_it_is_typed() -> None:
    shown = {0: "0", 6_000: "0.6", 50_000: "5", 12_345: "1.2345", 1_000_000: "100", None: ""}
    assert {ppm: plain_share(ppm) for ppm in shown} == shown


def test_a_decimal_is_kept_exactly() -> None:
    assert parse_decimal("7.123456789012345678901234567890123") == Decimal("7.123456789012345678901234567890123")
    assert parse_number("1." + "0" * 40 + "1", 2) is None
