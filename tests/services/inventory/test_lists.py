"""What the window reads and writes of the stock as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from services import clock
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotEnoughStock
from services.inventory.commands import carry
from services.inventory.exports import export_moves, export_stock
from services.inventory.listing import STOCK_LIST, stock_figures, stock_filter_values, stock_weeks
from services.inventory.looks import LOOKS, look, save_look
from services.inventory.pasting import opening_rows, opening_rows_of_file
from services.inventory.queries import stock_sheet
from services.messages import render
from services.orders import commands as orders
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.shop import Shop
from services.stock.commands import OpeningDraft, receive, scrap, set_opening
from services.stock.keeping import keep_lots
from services.stock.levels import Spot
from services.types import Filter, OrderStatus, Platform, TableRequest

TODAY = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    clock.set_source(lambda: TODAY)
    yield
    clock.set_source(None)


def goods(shop: Shop, code: str, pieces: int | None = None, value: int | None = None, **fields: object) -> int:
    """A product, with an opening stock of 40 days ago where `pieces` are given."""
    sku_id = shop.run(add_sku, SkuDraft(code, f"Cup {code}", **fields)).value  # type: ignore[arg-type]
    if pieces is not None:
        shop.run(set_opening, [OpeningDraft(sku_id, pieces, value, at=TODAY - timedelta(days=40))])
    return int(sku_id)


def sell(shop: Shop, code: str, pieces: int) -> None:
    """An order that is shipped now."""
    channel = shop.run(add_channel, f"Stall {code}", Platform.OTHER).value
    draft = OrderDraft(channel, (LineDraft(f"Cup {code}", pieces, code=code, price_minor=2000),))
    shop.run(orders.set_status, [shop.run(entering.add, draft).value], OrderStatus.SHIPPED)


def test_pasted_opening_stock_is_understood_row_by_row(shop: Shop) -> None:
    a, b = goods(shop, "A"), goods(shop, "B", barcode="690")
    goods(shop, "OLD", 1)
    bundle = goods(shop, "SET")
    shop.run(set_components, bundle, [Part(a, 1)])
    cells = [["Code", "Pieces", "Cost"], ["a", "10", "2.50"], ["690", "3", ""], ["OLD", "1", ""], ["SET", "1", ""],
             ["none", "1", ""], ["A", "1", ""], ["", "", ""]]  # fmt: skip
    rows = shop.ask(opening_rows, cells)
    assert [(row.row, row.sku_id, row.pieces, row.value_minor) for row in rows if row.problem is None] == [
        (2, a, 10, 2500),
        (3, b, 3, None),
    ]
    problems = [(row.code, render(row.problem)) for row in rows if row.problem is not None]
    assert [code for code, _reason in problems] == ["OLD", "SET", "none", "A"]
    assert "bundle" in problems[1][1]
    shop.run(set_opening, [row.draft for row in rows if row.draft is not None])
    assert shop.ask(stock_sheet, a).stock.value_minor == 2500
    assert shop.ask(stock_sheet, b).stock.unknown == 3


@pytest.mark.parametrize(
    ("pieces", "cost", "reason"),
    [("2.5", "", "whole number"), ("-1", "", "negative"), ("", "", "whole number"), ("1", "cheap", "amount"),
     ("1", "-2", "amount")],
)  # fmt: skip
def test_rows_that_cannot_be_entered_say_why(shop: Shop, pieces: str, cost: str, reason: str) -> None:
    goods(shop, "A")
    (row,) = shop.ask(opening_rows, [["A", pieces, cost]])
    assert row.draft is None
    assert row.problem is not None
    assert reason in render(row.problem)


def test_opening_stock_is_read_from_a_workbook(shop: Shop, tmp_path: Path) -> None:
    a = goods(shop, "A")
    path = tmp_path / "opening.xlsx"
    book = openpyxl.Workbook()
    assert book.active is not None
    for cells in (["Code", "Quantity", "Total cost"], ["A", 4, 10]):
        book.active.append(cells)
    book.save(path)
    (row,) = shop.ask(opening_rows_of_file, path)
    assert (row.sku_id, row.pieces, row.value_minor) == (a, 4, 1000)
    old = tmp_path / "old.xls"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2048))
    with pytest.raises(Invalid, match="xlsx"):
        shop.ask(opening_rows_of_file, old)


def test_the_figures_add_up_what_the_list_shows(shop: Shop) -> None:
    goods(shop, "A", 10, 1000)
    goods(shop, "B", 5)
    goods(shop, "C")
    sell(shop, "A", 4)
    found = shop.ask(stock_figures)
    assert (found.worth.value_minor, found.worth.pieces, found.worth.unknown) == (600, 11, 5)
    assert (found.counts["all"], found.counts["unknown_cost"], found.counts["uncounted"]) == (2, 1, 1)
    assert found.cover_days == 11 * 28 // 4
    weeks = shop.ask(stock_weeks)
    assert weeks[-1] == (date(2026, 11, 13), 1000)
    assert [value for _day, value in weeks] == [0] * 6 + [1000] * 5


def test_the_list_is_limited_by_shelf_and_category(shop: Shop) -> None:
    goods(shop, "A", 10, 1000, shelf="A-1", category="Cups")
    goods(shop, "B", 5, 500, shelf="B-1", category="Cups > Tall")
    assert shop.ask(stock_filter_values).shelves == ("A-1", "B-1")
    request = TableRequest(filters=(Filter("shelf", "in", ("B-1",)),))
    rows = shop.table(STOCK_LIST, request, ("code", "on_hand", "supplier")).first.result()
    assert [row[1:] for row in rows] == [("B", 5, None)]


def test_goods_are_carried_to_a_place_that_is_made_on_the_way_or_not_at_all(shop: Shop) -> None:
    a = goods(shop, "A", 10, 1000)
    home = shop.ask(stock_sheet, a).places[0].id
    with pytest.raises(NotEnoughStock):
        shop.run(carry, Spot(a, home), 11, to_place="Attic")
    assert len(shop.ask(stock_sheet, a).places) == 1
    shop.run(carry, Spot(a, home), 4, to_place="Attic")
    shop.run(carry, Spot(a, home), 1, to_place="attic")
    sheet = shop.ask(stock_sheet, a)
    assert {(spot.place, spot.quantity) for spot in sheet.spots} == {("Shop stock", 5), ("Attic", 5)}
    assert (sheet.stock.on_hand, sheet.stock.value_minor) == (10, 1000)


@pytest.mark.parametrize("key", [key for key, _title, _day in LOOKS])
def test_every_look_can_be_written_to_a_workbook(shop: Shop, tmp_path: Path, key: str) -> None:
    goods(shop, "A", 10, 1000)
    goods(shop, "B", 3)
    sell(shop, "A", 2)
    table = shop.ask(look, key)
    assert all(len(values) == len(table.columns) for _sku, values in table.rows)
    out = tmp_path / "look.xlsx"
    assert shop.ask(save_look, key, None, out) == len(table.rows)
    assert openpyxl.load_workbook(out).active.max_row == len(table.rows) + 1  # type: ignore[union-attr]


def test_value_and_age_agree_with_the_list(shop: Shop) -> None:
    goods(shop, "A", 10, 1000)
    sell(shop, "A", 2)
    now = {column.header: total for column, total in shop.ask(look, "value").totals()}
    assert now == {"Pieces": 8, "Stock value": 800, "Cost unknown": 0}
    before = shop.ask(look, "value", date(2026, 11, 19))
    assert before.rows[0][1][3:5] == (10, 1000)
    assert shop.ask(look, "value", date(2026, 1, 1)).rows == ()
    ages = {column.header: total for column, total in shop.ask(look, "age").totals()}
    assert (ages["Stock value"], ages["31 to 60 days"], ages["Up to 30 days"]) == (800, 800, 0)


def test_lists_are_written_as_they_are_on_screen(shop: Shop, tmp_path: Path) -> None:
    goods(shop, "A", 10, 1000)
    goods(shop, "B", 5, 500)
    out = tmp_path / "stock.xlsx"
    request = TableRequest(search="cup", sort=(("on_hand", True),))
    assert shop.ask(export_stock, out, request=request) == 2
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["A", "B"]
    assert shop.ask(export_moves, tmp_path / "moves.csv", request=TableRequest(view="in")) == 2
    assert "Opening stock" in (tmp_path / "moves.csv").read_text("utf-8-sig")


def test_what_expires_next_comes_first_and_what_is_gone_not_at_all(shop: Shop) -> None:
    a = goods(shop, "A")
    shop.run(keep_lots, [a], True)
    for number, day, pieces in (
        ("L1", date(2026, 12, 20), 2),
        ("L2", date(2026, 11, 10), 3),
        ("L3", date(2027, 1, 1), 1),
    ):
        shop.run(receive, a, pieces, value_minor=100, lot_number=number, expires_on=day, at=TODAY - timedelta(days=50))
    lot = next(spot.lot_id or 0 for spot in shop.ask(stock_sheet, a).spots if spot.lot == "L3")
    shop.run(scrap, Spot(a, lot_id=lot), 1, reason="broken")
    rows = [values[3:] for _sku, values in shop.ask(look, "lots").rows]
    assert rows == [("L2", "2026-11-10", 3, -10), ("L1", "2026-12-20", 2, 30)]
