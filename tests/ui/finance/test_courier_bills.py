"""The courier bills on the Finance page: imported, audited, filtered by month and mistake, written as claims."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.channels.commands import add as add_channel
from services.couriers.audit import Finding
from services.couriers.commands import set_freight_rules
from services.couriers.freight import FreightRule
from services.orders.commands import set_tracking
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.types import Platform
from tests.ui.imports.window import Desk

BILL = (
    "Waybill,Courier,Charge,Billed weight (g),Scanned at,Province\n"
    "SF1234567890123,SF Express,12.00,1000,2026-11-20 10:00:00,\n"
    "SF1234567890123,SF Express,12.00,1000,2026-10-02 10:00:00,\n"
    "SF9999999999999,SF Express,15.50,1000,2026-11-21 10:00:00,\n"
)


@pytest.fixture
def bills(desk: Desk, tmp_path: Path) -> Any:
    """The section over one order that was billed twice, and a parcel nobody sent."""
    desk.shop.submit(add_channel, "Taobao A", Platform.TAOBAO).result(10)
    draft = OrderDraft(1, (LineDraft("Candle", 1),), external_no="A0", province="浙江省")
    order_id = desk.shop.submit(add_order, draft).result(10).value
    desk.shop.submit(set_tracking, [(order_id, "SF", "SF1234567890123")]).result(10)
    desk.shop.submit(set_freight_rules, [FreightRule("sf", 1000, 1200)]).result(10)
    file = tmp_path / "bill.csv"
    file.write_text(BILL, encoding="utf-8")
    desk.imported(file).accept()
    page = desk.page("finance")
    desk.wait(lambda: not page.section.switch.buttons["courier-bills"].rect().isEmpty())
    QTest.mouseClick(page.section.switch.buttons["courier-bills"], Qt.MouseButton.LeftButton)
    bills = page.section.bills
    desk.wait(lambda: bills.audit is not None and len(bills.audit.rows) == 2)
    return bills


def test_what_is_wrong_comes_first_and_what_to_claim_is_summed_up(bills: Any) -> None:
    assert [(row.waybill, row.findings) for row in bills.rows()] == [
        ("SF9999999999999", (Finding.UNKNOWN,)),
        ("SF1234567890123", (Finding.DUPLICATE,)),
    ]
    assert bills.sum.text() == "2 waybills · billed ¥39.50, to claim ¥27.50"
    bills.filter.setText("A0")
    assert [row.waybill for row in bills.rows()] == ["SF1234567890123"]
    bills.filter.clear()
    bills.tabs.set_current("unknown")
    bills.tabs.changed.emit("unknown")
    assert [row.waybill for row in bills.rows()] == ["SF9999999999999"]


def test_a_month_shows_its_waybills(desk: Desk, bills: Any) -> None:
    assert [bills.month.itemText(place) for place in range(bills.month.count())] == ["All months", "2026-11", "2026-10"]
    bills.month.setCurrentIndex(2)
    bills.month.activated.emit(2)
    desk.wait(lambda: len(bills.audit.rows) == 1)
    assert bills.rows()[0].charges == 2


@pytest.mark.exhaustive
def test_the_claim_list_is_written(desk: Desk, bills: Any, tmp_path: Path) -> None:
    out = tmp_path / "claims.csv"
    bills.write_to(out)
    desk.wait(out.exists)
    with out.open(encoding="utf-8-sig", newline="") as file:
        assert [row[1] for row in csv.reader(file)][1:3] == ["SF9999999999999", "SF1234567890123"]


def test_the_way_back_to_the_transactions_and_in_by_name(desk: Desk, bills: Any) -> None:
    page = desk.page("finance")
    button = page.section.switch.buttons["transactions"]
    desk.wait(lambda: not button.rect().isEmpty())
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    desk.wait(page.sections["transactions"].table.isVisible)
    assert not bills.isVisible()
    desk.window.navigate("finance", section="courier-bills")
    desk.wait(bills.isVisible)
    page.retranslate()
    assert len(bills.rows()) == 2


def test_an_empty_section_offers_to_import(desk: Desk) -> None:
    page = desk.page("finance")
    desk.window.navigate("finance", section="courier-bills")
    section = page.sections["courier-bills"].bills
    desk.wait(lambda: section.audit is not None)
    assert section.rows() == ()
    assert not section.claims.isEnabled()
