"""A barcode in a column of prices or pieces is refused with its row; no number overflows what a database can hold."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from models.enums.orders import Platform
from models.orders import Order
from models.values import LARGEST_MINOR
from services import formatting
from services.channels.commands import add as add_channel
from services.importing.cells import CellProblem, integer, money, money_difference, money_sum
from services.importing.measures import money_product
from services.shop import Shop
from tests.services.importing.applying import apply, table

HEADER = ("Order no.", "Channel", "Order status", "Item", "Quantity", "Item price", "Ordered at", "Paid at", "Paid")
BARCODE = "6901234567890"


def row(number: str, pieces: str = "1", price: str = "9.90") -> list[str]:
    day = "2026-11-20 12:00:00"
    return [number, "Shop A", "To ship", "Candle", pieces, price, day, day, price]


@pytest.mark.parametrize("text", [BARCODE, f"-{BARCODE}.00", "6,901,234,567,890", "1" * 15, "1" * 400, "1,000" * 2000])
def test_no_amount_is_as_large_as_a_barcode(text: str) -> None:
    with pytest.raises(CellProblem):
        money(2, ".")(text)


@pytest.mark.parametrize(
    "text", [BARCODE, f"+{BARCODE}", "6,901,234,567,890", f"{BARCODE}.0", "1" * 400, "1" + ",000" * 2000]
)
def test_no_number_of_pieces_is_as_large_as_a_barcode_and_it_says_so(text: str) -> None:
    with pytest.raises(CellProblem, match="too_large"):
        integer(text)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (money(2, ".", is_rounded=True), BARCODE),
        (money(2, ".", is_rounded=True), "-10000000000.005"),
        (money_sum(2, ".", is_rounded=True), f"1.00|{BARCODE}"),
        (money_sum(2, ".", is_rounded=True), "9999999999|9999999999"),
        (money_sum(2, "."), "9999999999|9999999999"),
        (money_difference(2, "."), "9999999999|-9999999999"),
    ],
)
def test_rounded_and_joined_amounts_have_the_same_limit(read: Callable[[str], int], text: str) -> None:
    with pytest.raises(CellProblem, match="too_large"):
        read(text)


def test_large_amounts_that_happen_are_read() -> None:
    assert money(2, ".")("10,000,000,000.00") == LARGEST_MINOR
    assert money(0, ".")("-999999999999") == 1 - LARGEST_MINOR
    assert integer("1,000,000,000") == 10**9


def test_a_price_times_pieces_has_the_same_limit() -> None:
    assert money_product(2)("0.035|1000") == 3500
    with pytest.raises(CellProblem, match="too_large"):
        money_product(2)("999999999|999999999")


def test_the_same_limit_where_amounts_are_typed() -> None:
    assert formatting.parse_amount("10000000000", "CNY") == LARGEST_MINOR
    assert formatting.parse_amount("10000000000.01", "CNY") is None
    assert formatting.parse_amount("9" * 5000, "CNY") is None


def test_the_other_rows_of_the_file_come(shop: Shop, tmp_path: Path) -> None:
    shop.run(add_channel, "Shop A", Platform.OTHER)
    apply(shop, table(tmp_path / "a.csv", HEADER, row("A-1"), row("A-2", price=BARCODE), row("A-3", pieces=BARCODE)))
    found = shop.ask(lambda connection: connection.execute(select(Order.external_no)).scalars().all())
    assert "A-1" in found
    assert "A-2" not in found
