"""Pick lists, packing lists, the print log and ship files, filled from a shop."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest

from services.catalog.commands import add_sku, link
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.errors import CannotWrite, NothingSelected, TemplateProblem
from services.fulfilment import queries
from services.fulfilment.commands import log_print
from services.fulfilment.print_log import print_log
from services.fulfilment.ship_files import write_ship_file
from services.history import queries as history
from services.messages import render
from services.orders import commands as orders
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.shop import Shop
from services.types import Platform, PrintKind


@pytest.fixture
def channel(shop: Shop) -> int:
    return shop.run(add_channel, "Stall", Platform.OTHER).value


def _order(shop: Shop, channel: int, *lines: LineDraft, note: str | None = None, number: str = "") -> int:
    draft = OrderDraft(channel_id=channel, lines=lines, buyer_note=note, receiver="Zhou Min", external_no=number)
    return shop.run(entering.add, draft).value


def test_the_pick_list_gathers_each_sku_once_in_shelf_order(shop: Shop, channel: int) -> None:
    for code, shelf in (("A", "B-02"), ("B", "A-10"), ("C", "A-2")):
        shop.run(add_sku, SkuDraft(code=code, title=f"Product {code}", shelf=shelf))
    shop.run(link, channel, "SET", 1, quantity=3)
    first = _order(shop, channel, LineDraft("a", 2, code="A"), LineDraft("b", 1, code="B"), note="gift wrap")
    second = _order(shop, channel, LineDraft("set of a", 1, code="SET"), LineDraft("c", 4, code="C"))
    found = shop.ask(queries.pick_list, [first, second])
    assert [(line.code, line.shelf, line.quantity, line.order_count) for line in found.lines] == [
        ("C", "A-2", 4, 1),
        ("B", "A-10", 1, 1),
        ("A", "B-02", 5, 2),
    ]
    assert (found.order_count, found.piece_count) == (2, 10)
    assert [note.buyer_note for note in found.notes] == ["gift wrap"]


def test_held_and_printed_orders_stay_off_the_next_list(shop: Shop, channel: int) -> None:
    ids = [_order(shop, channel, LineDraft("Candle", 1)) for _ in range(3)]
    shop.run(orders.hold, [ids[0]])
    assert shop.ask(queries.ready_ids) == (ids[1], ids[2])
    number = shop.run(log_print, PrintKind.PACKING_LIST, [ids[1]], "a.pdf").value
    assert number.endswith("-01")
    assert shop.ask(queries.ready_ids, unprinted=PrintKind.PACKING_LIST) == (ids[2],)
    lists = shop.ask(queries.packing_lists, [ids[1], ids[2]])
    assert [one.reprint for one in lists] == [True, False]
    assert [(run.kind, run.orders) for run in shop.ask(print_log)] == [(PrintKind.PACKING_LIST, 1)]


def test_nothing_to_print_says_so(shop: Shop) -> None:
    for ask in (queries.pick_list, queries.packing_lists):
        with pytest.raises(NothingSelected):
            shop.ask(ask, [])


def test_a_ship_file_holds_what_was_entered_and_not_reported_yet(shop: Shop, channel: int, tmp_path: Path) -> None:
    ids = [_order(shop, channel, LineDraft("Candle", 1), number=f"00{n}2611213397010") for n in range(3)]
    shop.run(orders.set_tracking, [(ids[0], "YTO", "YT2233445566"), (ids[1], None, "773300112233445")])
    waiting = shop.ask(queries.shipments, channel)
    assert [one.order_id for one in waiting] == ids[:2]
    out = tmp_path / "ship.csv"
    assert write_ship_file(waiting, out) == 2
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file))[1:] == [
            ["0002611213397010", "YTO", "YT2233445566"],
            ["0012611213397010", "", "773300112233445"],
        ]
    shop.run(log_print, PrintKind.SHIP_FILE, ids[:2], out.name)
    assert shop.ask(queries.shipments, channel) == ()
    assert len(shop.ask(queries.shipments, channel, again=True)) == 2


def test_history_calls_paper_printed_and_a_ship_file_written(shop: Shop, channel: int) -> None:
    ids = [_order(shop, channel, LineDraft("Candle", 1)) for _ in range(2)]
    shop.run(log_print, PrintKind.SHIP_FILE, ids, "ship.csv")
    number = shop.run(log_print, PrintKind.PICK_LIST, ids[:1], "pick.pdf").value
    printed, written = (render(line.text) for line in shop.ask(history.operations, limit=2))
    assert printed == f"Print {number} with 1 order"
    assert written == f"Write the ship file {number.replace('PK', 'SF')} with 2 orders"


def test_the_platforms_own_template_is_filled_and_otherwise_untouched(shop: Shop, channel: int, tmp_path: Path) -> None:
    order_id = _order(shop, channel, LineDraft("Candle", 1), number="0012611213397010")
    shop.run(orders.set_tracking, [(order_id, "YTO", "YT2233445566")])
    template = tmp_path / "template.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Fill in below the heading"])
    sheet.append(["*Tracking number", "Order number (required)", "Remark", "Carrier"])
    book.create_sheet("Help")["A1"] = "keep me"
    book.save(template)
    out = tmp_path / "filled.xlsx"
    write_ship_file(shop.ask(queries.shipments, channel), out, template=template)
    filled = openpyxl.load_workbook(out)
    cells = [cell.value for cell in next(filled.worksheets[0].iter_rows(min_row=3, max_row=3))]
    assert cells == ["YT2233445566", "0012611213397010", None, "YTO"]
    assert filled.worksheets[0]["B3"].data_type == "s"
    assert filled.worksheets[0]["B3"].number_format == "@"
    assert filled["Help"]["A1"].value == "keep me"


def test_a_template_without_the_columns_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    template = tmp_path / "wrong.xlsx"
    openpyxl.Workbook().save(template)
    with pytest.raises(TemplateProblem):
        write_ship_file((), tmp_path / "out.xlsx", template=template)
    with pytest.raises(CannotWrite):
        write_ship_file((), tmp_path / "out.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["wrong.xlsx"]
