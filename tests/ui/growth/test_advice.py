"""Advice in the real window: read, shown with its rows, followed, dismissed, exported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services import i18n
from services.advice import together
from services.advice.advice import NewBundle, NewPrice, NewPurchase
from services.catalog.commands import add_sku, edit_sku
from services.catalog.drafts import Offer, SkuDraft
from services.catalog.offers import set_offers
from services.catalog.sku_page import sku_page
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.purchasing.reorder import Wishes
from services.purchasing.reordering import set_rule
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.stock import commands as stock
from services.types import AdviceKind
from tests.ui.growth.conftest import Room
from tests.ui.sure import sheet_of


def _dearer(room: Room, code: str = "CUP") -> int:
    """A product whose cost rose while its price stayed."""
    sku = int(room.run(add_sku, SkuDraft(code, f"Thing {code}", price_minor=1_000, cost_minor=500)))
    room.run(edit_sku, sku, SkuDraft(code, f"Thing {code}", price_minor=1_000, cost_minor=600))
    return sku


def _section(room: Room, count: int) -> Any:
    section = room.section("advice")
    room.wait(lambda: section.board is not None and len(section.board.advice) == count)
    return section


def _show(room: Room, section: Any, kind: AdviceKind) -> Any:
    place = next(n for n, one in enumerate(section.table.list.rows) if one.kind is kind)
    section.table.selectRow(place)
    room.wait(lambda: section.panel.shown is not None and section.panel.isVisible())
    return section.panel.shown


def _is_on(room: Room, name: str) -> bool:
    page = room.window.page(name)
    return page is not None and page.isVisible()


def test_an_empty_shop_says_what_is_missing_for_advice(room: Room) -> None:
    section = _section(room, 0)
    room.wait(lambda: section.stack.currentIndex() == 1)
    assert "200" in section.gaps.text()
    assert [button.text() for button in section.stack.currentWidget().buttons] == ["Import orders"]
    section.change_prices()
    assert section.dialog is None


def test_prices_of_what_is_ticked_are_changed_after_a_look(room: Room) -> None:
    skus = [_dearer(room, code) for code in ("CUP", "LAMP")]
    section = _section(room, 2)
    section.table.setFocus()
    for place in range(2):
        section.table.setCurrentIndex(section.table.list.index(place, 0))
        QTest.keyClick(section.table, Qt.Key.Key_Space)
    assert len(section.ticked) == 2
    section.change_prices()
    form = section.dialog
    assert [line.new.text() for line in form.lines] == ["12.00", "12.00"]
    form.lines[0].new.setText("dear")
    form.submit()
    assert form.failure.text()
    form.lines[0].new.setText("13")
    form.reason.setText("dearer clay")
    form.submit()
    room.wait(lambda: not section.board.advice)
    prices = sorted(room.ask(sku_page, sku).prices[0].new_minor for sku in skus)
    assert prices == [1_200, 1_300]
    room.undo()
    room.wait(lambda: len(section.board.advice) == 2)


def test_the_rows_behind_are_a_table(room: Room) -> None:
    _dearer(room)
    section = _section(room, 1)
    shown = _show(room, section, AdviceKind.COST_RISE)
    assert isinstance(shown.proposal, NewPrice)
    section.do("rows")
    room.wait(lambda: section.dialog is not None and len(section.dialog.table.list.rows) > 0)
    assert section.dialog.table.list.index(0, 3).data() == "¥6.00"


def test_advice_is_dismissed_with_a_reason_and_shown_again(room: Room) -> None:
    _dearer(room)
    section = _section(room, 1)
    _show(room, section, AdviceKind.COST_RISE)
    section.do("dismiss")
    section.dialog.submit()
    room.wait(lambda: bool(section.dialog.rows["reason"].problem()))
    section.dialog.reason.setText("sale until Friday")
    section.dialog.submit()
    room.wait(lambda: not section.board.advice and len(section.board.dismissed) == 1)
    section.tabs.set_current("dismissed")
    section._fill()
    shown = _show(room, section, AdviceKind.COST_RISE)
    assert shown.dismissed == "sale until Friday"
    section.do("restore")
    room.wait(lambda: len(section.board.advice) == 1)


def test_a_bundle_is_made_of_what_is_bought_together(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "LEAST_ORDERS", 8)
    monkeypatch.setattr(together, "LEAST_TOGETHER", 3)
    skus = [
        int(room.run(add_sku, SkuDraft(code, f"Thing {code}", price_minor=1_000, cost_minor=100))) for code in "ABC"
    ]
    for number in range(8):
        chosen = skus[:2] if number < 4 else skus[2:]
        lines = tuple(LineDraft("x", 1, price_minor=1_000, sku_id=sku) for sku in chosen)
        room.run(entering.add, OrderDraft(room.channel, lines))
    section = _section(room, 1)
    shown = _show(room, section, AdviceKind.BUNDLE)
    assert isinstance(shown.proposal, NewBundle)
    section.do("follow")
    form = section.dialog
    form.price.setText("a lot")
    form.submit()
    assert form.rows["price"].problem()
    form.price.setText("18")
    form.code.setText("SET-AB")
    form.submit()
    room.wait(lambda: not section.board.advice)
    room.wait(lambda: _is_on(room, "products"))


def test_a_purchase_is_drafted_of_what_runs_out(room: Room) -> None:
    supplier = int(room.run(add_supplier, SupplierDraft("Kiln")))
    sku = int(room.run(add_sku, SkuDraft("CUP", "Cup", price_minor=1_000, cost_minor=100)))
    room.run(set_offers, sku, [Offer(supplier, price_minor=300)])
    room.run(stock.receive, sku, 1)
    room.run(set_rule, [sku], Wishes(reorder_point=10))
    section = _section(room, 1)
    shown = _show(room, section, AdviceKind.RESTOCK)
    assert isinstance(shown.proposal, NewPurchase)
    assert shown.proposal.supplier == "Kiln"
    section.do("rows")
    room.wait(lambda: section.dialog is not None and len(section.dialog.table.list.rows) > 0)
    section.dialog.reject()
    section.do("follow")
    room.wait(lambda: _is_on(room, "inventory"))
    room.wait(lambda: not section.board.advice)


def test_advice_is_searched_chosen_by_kind_exported_and_read_in_chinese(room: Room, tmp_path: Path) -> None:
    _dearer(room, "CUP")
    _dearer(room, "LAMP")
    section = _section(room, 2)
    section.listing.bar.box.setText("lamp")
    room.wait(lambda: len(section.table.list.rows) == 1)
    section.listing.bar.box.setText("")
    room.wait(lambda: len(section.table.list.rows) == 2)
    section.opened(kind="cost_rise")
    assert len(section.table.list.rows) == 2
    out = tmp_path / "advice.xlsx"
    section.export_to(out)
    room.wait(out.exists)
    assert sheet_of(out).max_row == 3
    i18n.set_language("zh_CN")
    i18n.set_language("en")
    assert len(section.table.list.rows) == 2
