"""What platforms say of orders is the platform's word: stock follows every import, undo and link, and never refuses."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import pytest

from services import settings
from services.importing.service import ImportSession
from services.integrity import check
from services.kernel.changes import ChangeSet
from services.shop import Shop
from services.stock import commands as stock
from services.stock.projections import StockLedger
from services.stock.queries import stock_of
from tests.services.stock.conftest import Clock

_HEADERS = (
    "Order no.", "Channel", "Order status", "Refund status", "Item", "Code", "Quantity", "Price", "Paid", "Ordered at",
    "Shipped at", "Item status",
)  # fmt: skip
_ROW = {
    "Order no.": "A-1", "Channel": "Stall", "Order status": "To ship", "Item": "Mug", "Code": "MUG", "Quantity": "2",
    "Price": "29.00", "Paid": "58.00", "Ordered at": "2026-03-01 18:00:00",
}  # fmt: skip


def _file(folder: Path, name: str, *rows: Mapping[str, str]) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _HEADERS)
        writer.writeheader()
        writer.writerows([{**dict.fromkeys(_HEADERS, ""), **_ROW, **row} for row in rows])
    return path


def _import(shop: Shop, path: Path) -> ChangeSet:
    with ImportSession(shop) as session:
        found = session.add(path)
        assert found.error is None, str(found.error)
        return session.submit_apply().result().changes


def _pieces(shop: Shop, sku_id: int) -> tuple[int, int]:
    view = shop.ask(stock_of, sku_id)
    return view.on_hand, view.reserved


def test_an_import_reserves_and_the_next_one_takes_and_undo_brings_back(
    shop: Shop, mug: int, tmp_path: Path, time: Clock
) -> None:
    shop.run(stock.set_opening, [stock.OpeningDraft(mug, 5, 500)])
    time.forward(hours=3)
    _import(shop, _file(tmp_path, "a.csv", {}, {"Order no.": "A-2"}))
    assert _pieces(shop, mug) == (5, 4)
    sent = {"Order status": "Shipped", "Shipped at": "2026-03-01 19:00:00"}
    changes = _import(shop, _file(tmp_path, "b.csv", sent))
    assert _pieces(shop, mug) == (3, 2)
    _import(shop, _file(tmp_path, "b.csv", sent))
    assert _pieces(shop, mug) == (3, 2)
    shop.undo(changes.operation_id)
    assert _pieces(shop, mug) == (5, 4)
    shop.redo(changes.operation_id)


def test_an_import_of_more_than_there_is_goes_below_zero_and_is_not_refused(
    shop: Shop, mug: int, tmp_path: Path, time: Clock
) -> None:
    shop.run(stock.set_opening, [stock.OpeningDraft(mug, 1, 100)])
    time.forward(hours=3)
    _import(shop, _file(tmp_path, "a.csv", {"Order status": "Shipped", "Shipped at": "2026-03-01 19:00:00"}))
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.pending, view.value_minor) == (-1, 1, 0)


def test_orders_sent_before_goods_were_counted_leave_the_count_alone(shop: Shop, mug: int, tmp_path: Path) -> None:
    shop.run(stock.set_opening, [stock.OpeningDraft(mug, 5)])
    _import(shop, _file(tmp_path, "a.csv", {"Order status": "Completed", "Shipped at": "2026-02-20 10:00:00"}))
    assert _pieces(shop, mug) == (5, 0)


@pytest.mark.usefixtures("set_of_both")
def test_an_imported_bundle_takes_its_parts(shop: Shop, mug: int, lid: int, tmp_path: Path, time: Clock) -> None:
    shop.run(stock.set_opening, [stock.OpeningDraft(mug, 5), stock.OpeningDraft(lid, 9)])
    time.forward(hours=3)
    _import(shop, _file(tmp_path, "a.csv", {"Code": "SET"}))
    assert (_pieces(shop, mug), _pieces(shop, lid)) == ((5, 2), (9, 4))
    _import(shop, _file(tmp_path, "b.csv", {"Code": "MUG", "Quantity": "1"}))
    assert (_pieces(shop, mug), _pieces(shop, lid)) == ((5, 1), (9, 0))


def test_a_closed_order_of_the_platform_frees_what_it_had_reserved(
    shop: Shop, mug: int, tmp_path: Path, time: Clock
) -> None:
    shop.run(stock.set_opening, [stock.OpeningDraft(mug, 5)])
    time.forward(hours=3)
    _import(shop, _file(tmp_path, "a.csv", {}))
    _import(shop, _file(tmp_path, "b.csv", {"Order status": "Closed"}))
    assert _pieces(shop, mug) == (5, 0)


def test_a_shop_that_counts_nothing_keeps_no_ledger(shop: Shop, mug: int, tmp_path: Path) -> None:
    _import(shop, _file(tmp_path, "a.csv", {}, {"Order no.": "A-2", "Order status": "Shipped"}))
    assert not shop.ask(stock_of, mug).is_counted
    assert shop.ask(StockLedger().verify) == []
    assert shop.ask(check) == ()


def _plan_warnings(shop: Shop, path: Path) -> list[tuple[str, int]]:
    with ImportSession(shop) as session:
        assert session.add(path).error is None
        plan = session.submit_plan().result()
        return [(one.code, one.count) for one in plan.files[0].warnings if one.code == "closed_books"]


def test_an_order_in_a_closed_month_is_told_before_it_is_taken_in(
    shop: Shop, mug: int, tmp_path: Path, time: Clock
) -> None:
    shop.run(stock.set_opening, [stock.OpeningDraft(mug, 5, 500)])
    time.forward(days=40)
    sent = {"Order status": "Shipped", "Shipped at": "2026-03-02 19:00:00"}
    path = _file(tmp_path, "a.csv", sent, {"Order no.": "A-2", "Ordered at": "2026-04-02 10:00:00"})
    assert _plan_warnings(shop, path) == []
    shop.run(settings.change, settings.LOCKED_THROUGH.key, "2026-03-31")
    assert _plan_warnings(shop, path) == [("closed_books", 1)]
    _import(shop, path)
    assert _pieces(shop, mug)[0] == 3
    assert _plan_warnings(shop, path) == []


def test_an_order_of_a_closed_month_that_only_goes_on_changes_no_figure_of_it(
    shop: Shop, mug: int, tmp_path: Path, time: Clock
) -> None:
    shop.run(stock.set_opening, [stock.OpeningDraft(mug, 5, 500)])
    time.forward(days=40)
    _import(shop, _file(tmp_path, "a.csv", {}))
    shop.run(settings.change, settings.LOCKED_THROUGH.key, "2026-03-31")
    on = {"Order status": "Shipped", "Shipped at": "2026-04-02 19:00:00"}
    assert _plan_warnings(shop, _file(tmp_path, "b.csv", on)) == []
    late = {"Order status": "Shipped", "Shipped at": "2026-03-31 19:00:00"}
    assert _plan_warnings(shop, _file(tmp_path, "c.csv", late)) == [("closed_books", 1)]
    assert _plan_warnings(shop, _file(tmp_path, "d.csv", {"Quantity": "3"})) == [("closed_books", 1)]
    assert _plan_warnings(shop, _file(tmp_path, "e.csv", {"Order status": "Closed"})) == [("closed_books", 1)]
