"""Packing with a scanner through the real window: every verdict, the weight, the waybill, and the way back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from services.fulfilment.bench import parcel_of
from services.orders.commands import set_refund
from services.types import ParcelState, RefundStatus
from tests.ui.bench.conftest import BARCODE, FIRST, SECOND, WAYBILL, Packer
from ui.bench.unknown import UnknownCodeDialog
from ui.dialogs.overlay import open_overlay
from ui.pages.inventory.stocktake_unknown import CreateProductDialog


def _parcels(connection: Any) -> list[tuple[Any, ...]]:
    rows = connection.exec_driver_sql("SELECT state, tracking_no, weight_g, courier FROM parcel")
    return [tuple(row) for row in rows]


def _orders(connection: Any) -> dict[str, tuple[str, str | None]]:
    rows = connection.exec_driver_sql("SELECT external_no, status, tracking_no FROM orders")
    return {row[0]: (row[1], row[2]) for row in rows}


def _pack_first(packer: Packer) -> None:
    packer.scan(FIRST)
    for code in (BARCODE, "LZ-200", "WQ-YM"):
        packer.scan(code)


def test_a_parcel_is_scanned_weighed_closed_and_taken_back(packer: Packer) -> None:
    packer.scan(FIRST)
    bench = packer.says(FIRST)
    assert "3" in bench.verdict.more
    assert bench.form.notes.text() == "送人，请包好一点"
    packer.scan(BARCODE)
    assert bench.verdict.tone == "green"
    assert [row.count for row in bench.rows.rows] == [1, 0]
    packer.scan("LZ-200")
    packer.scan("WQ-YM")
    packer.says("Complete")
    packer.scan("0.85kg")
    packer.says("850 g")
    assert "820" in bench.verdict.more
    packer.scan(WAYBILL)
    packer.says(f"{FIRST} is closed")
    ((state, tracking, weight, courier),) = packer.stored(_parcels)
    assert (state, tracking, weight) == (ParcelState.PACKED, WAYBILL, 850)
    assert courier
    assert packer.stored(_orders)[FIRST] == ("paid", WAYBILL)
    assert bench.parcel is None
    packer.made.undo()
    packer.until(lambda: packer.stored(_parcels) == [])
    assert packer.stored(_orders)[FIRST] == ("paid", None)
    packer.scan(FIRST)
    packer.says(FIRST)


def test_wrong_items_and_too_many_are_said_with_a_sound(packer: Packer) -> None:
    packer.scan(SECOND)
    bench = packer.says(SECOND)
    before = bench.verdict.beeps
    packer.scan("CB-1")
    packer.says("Wrong item")
    assert "陶瓷杯" in bench.verdict.more
    assert bench.verdict.tone == "red"
    assert bench.verdict.beeps > before
    packer.scan(BARCODE)
    packer.says("Complete")
    packer.scan(BARCODE)
    packer.says("Too many")
    assert "山茶花香薰蜡烛" in bench.verdict.more
    assert [row.count for row in bench.rows.rows] == [1]


def test_a_waybill_closes_nothing_while_something_is_missing(packer: Packer) -> None:
    packer.scan(FIRST)
    packer.scan(BARCODE)
    packer.scan(WAYBILL)
    bench = packer.says("2 pieces are still missing")
    assert "亚麻围裙 × 1" in bench.verdict.more
    assert packer.stored(_parcels) == []
    packer.scan(SECOND)
    packer.says("That is another parcel")
    assert bench.parcel is not None
    assert bench.parcel.order_numbers == (FIRST,)


def test_a_waybill_that_is_another_orders_keeps_the_parcel_on_the_bench(packer: Packer) -> None:
    _pack_first(packer)
    packer.scan(WAYBILL)
    packer.says("is closed")
    packer.scan(SECOND)
    packer.scan(BARCODE)
    packer.scan(WAYBILL)
    bench = packer.says("Not closed")
    assert FIRST in bench.verdict.more
    packer.scan("SF1234567890124")
    packer.says(f"{SECOND} is closed")


def test_a_parcel_can_leave_when_it_is_closed(packer: Packer) -> None:
    packer.made.scans.open_bench()
    bench = packer.bench()
    packer.quiet()
    bench.ships.click()
    packer.quiet()
    _pack_first(packer)
    packer.scan(WAYBILL)
    packer.says("is closed")
    assert packer.stored(_orders)[FIRST][0] == "shipped"
    packer.scan(FIRST)
    packer.says("Do not pack this parcel")
    assert "sent already" in bench.verdict.more


def test_a_refund_asked_meanwhile_stops_the_parcel_on_the_bench(packer: Packer) -> None:
    packer.scan(FIRST)
    packer.scan(BARCODE)
    order_id = packer.stored(parcel_of, FIRST).order_ids[0]
    packer.shop.submit(set_refund, [order_id], RefundStatus.REQUESTED).result(10)
    bench = packer.says("Do not pack this parcel")
    assert "money back" in bench.verdict.more
    packer.scan(WAYBILL)
    packer.says("Do not pack this parcel")
    assert packer.stored(_parcels) == []


def test_items_are_counted_by_hand_and_the_weight_is_typed(packer: Packer) -> None:
    packer.scan(SECOND)
    bench = packer.says(SECOND)
    QTest.mouseClick(bench.rows.rows[0].more, Qt.MouseButton.LeftButton)
    packer.says("Complete")
    QTest.mouseClick(bench.rows.rows[0].less, Qt.MouseButton.LeftButton)
    assert not bench.verification.is_complete
    QTest.mouseClick(bench.rows.rows[0].more, Qt.MouseButton.LeftButton)
    packer.focus(bench.weight)
    packer.type_slowly("335")
    packer.scan(WAYBILL)
    packer.says("is closed")
    assert packer.stored(_parcels)[0][:3] == (ParcelState.PACKED, WAYBILL, 335)


def test_an_unknown_code_on_the_bench_can_become_a_product(packer: Packer) -> None:
    packer.scan(FIRST)
    packer.scan("4006381333931")
    bench = packer.says("Unknown code")
    packer.until(bench.form.create_button.isVisible)
    QTest.mouseClick(bench.form.create_button, Qt.MouseButton.LeftButton)
    packer.until(lambda: isinstance(open_overlay(packer.window), CreateProductDialog))
    form = open_overlay(packer.window)
    assert isinstance(form, CreateProductDialog)
    form.name_row.field.setText("马克笔")  # type: ignore[attr-defined]
    form.go.click()
    packer.quiet()
    packer.says("Wrong item")
    assert "马克笔" in bench.verdict.more


def test_an_unknown_code_on_a_page_is_said_and_offers_a_product(packer: Packer) -> None:
    packer.scan("4006381333931")
    packer.until(lambda: isinstance(open_overlay(packer.window), UnknownCodeDialog))
    dialog = open_overlay(packer.window)
    assert isinstance(dialog, UnknownCodeDialog)
    assert "4006381333931" in dialog.title.text()
    dialog.create_button.click()
    packer.until(lambda: isinstance(open_overlay(packer.window), CreateProductDialog))
    form = open_overlay(packer.window)
    assert isinstance(form, CreateProductDialog)
    form.reject()


def test_the_orders_page_has_a_button_for_the_bench(packer: Packer) -> None:
    packer.window.navigate("orders")
    packer.quiet()
    page = packer.window.page("orders")
    assert page is not None
    button = next(
        one for one in page.findChildren(QPushButton) if "Packing bench" in (one.text(), one.accessibleName())
    )
    packer.until(lambda: not button.rect().isEmpty())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    packer.bench()
