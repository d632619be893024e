"""Suppliers and purchases from anywhere, the reorder list in the order and with the columns somebody wants."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from services.purchasing.queries import purchase_detail
from services.purchasing.suppliers import SupplierDraft, add_supplier
from tests.ui.purchasing.conftest import Buyer
from ui.pages.inventory.reorder import ReorderSection
from ui.pages.inventory.reorder_rows import KEYS, TICK
from ui.pages.inventory.reorder_table import ReorderTable
from ui.pages.inventory.suppliers import SuppliersSection
from ui.palette.palette import PaletteGroup
from ui.palette.search_everywhere import SearchEverywhere


def found(buyer: Buyer, typed: str) -> dict[str, list[tuple[str, str]]]:
    """What Ctrl+K lists for a text, by heading."""
    gone: list[tuple[str, dict[str, object]]] = []
    search = SearchEverywhere(buyer.link, lambda page, **wanted: gone.append((page, wanted)), buyer.window)
    answers: list[Sequence[PaletteGroup]] = []
    search(typed, lambda groups, _is_all: answers.append(groups))
    buyer.until(lambda: answers and len(answers[-1]) == 5)
    return {group.title: [(one.text, one.remark) for one in group.entries] for group in answers[-1]}


def test_a_supplier_is_found_by_name_and_by_pinyin(buyer: Buyer) -> None:
    for typed in ("三号窑", "jdz"):
        assert found(buyer, typed)["Suppliers"] == [("景德镇三号窑", "陈师傅 · 138 7981 2233")]


def test_a_purchase_is_found_by_its_number_and_opens(buyer: Buyer) -> None:
    number = buyer.stored(purchase_detail, buyer.bought.ordered).number
    gone: list[tuple[str, dict[str, object]]] = []
    search = SearchEverywhere(buyer.link, lambda page, **wanted: gone.append((page, wanted)), buyer.window)
    answers: list[Sequence[PaletteGroup]] = []
    search(number, lambda groups, _is_all: answers.append(groups))
    buyer.until(lambda: answers and len(answers[-1]) == 5)
    (entry,) = next(group for group in answers[-1] if group.title == "Purchases").entries
    assert "On order" in entry.remark
    entry.run()
    assert gone == [("inventory", {"section": "purchases", "purchase": buyer.bought.ordered})]


def test_a_kind_that_cannot_be_searched_is_told_of_and_keeps_nobody_waiting(buyer: Buyer) -> None:
    with closing(sqlite3.connect(buyer.shop.path)) as file:
        file.execute("ALTER TABLE supplier RENAME TO lost")
    search = SearchEverywhere(buyer.link, lambda _page, **_wanted: None, buyer.window)
    answers: list[tuple[Sequence[PaletteGroup], bool]] = []
    search("nobody", lambda groups, is_all: answers.append((groups, is_all)))
    buyer.until(lambda: answers and answers[-1][1])
    assert [len(group.entries) for group in answers[-1][0]] == [0] * 5
    assert buyer.errors
    buyer.errors.clear()


def click_heading(table: ReorderTable, key: str) -> None:
    header = table.pane.header if table.list.specs[KEYS.index(key)].frozen else table.header
    place = KEYS.index(key)
    spot = QPoint(header.sectionViewportPosition(place) + 6, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_a_click_on_a_heading_sorts_and_the_third_goes_back_to_what_is_urgent(buyer: Buyer) -> None:
    section = buyer.go("reorder", ReorderSection)
    buyer.until(section.picks)
    section.tabs.set_current("all")
    section.tabs.changed.emit("all")
    urgent = [row.sku_id for row in section.table.list.rows]
    assert len(urgent) == 5
    click_heading(section.table, "available")
    rising = [row.available for row in section.table.list.rows]
    assert rising == sorted(rising)
    click_heading(section.table, "available")
    assert [row.available for row in section.table.list.rows] == rising[::-1]
    again = ReorderTable(section._line, section)
    assert again.list.request.sort == (("available", True),)
    click_heading(section.table, "available")
    assert [row.sku_id for row in section.table.list.rows] == urgent


def test_the_box_in_the_heading_ticks_all_that_can_be_ordered_and_none(buyer: Buyer) -> None:
    section = buyer.go("reorder", ReorderSection)
    buyer.until(section.picks)
    click_heading(section.table, KEYS[TICK])
    assert section.picks() == []
    click_heading(section.table, KEYS[TICK])
    assert section.picks()


def test_columns_are_hidden_and_stay_so(buyer: Buyer) -> None:
    section = buyer.go("reorder", ReorderSection)
    buyer.until(section.picks)
    sheet = section.table.open_columns()
    assert set(sheet.boxes) == set(KEYS) - {"tick", "product", "buy"}
    sheet.boxes["supplier"].setChecked(False)
    assert section.table.isColumnHidden(KEYS.index("supplier"))
    sheet.close()
    again = ReorderTable(section._line, section)
    assert again.isColumnHidden(KEYS.index("supplier"))
    assert not again.isColumnHidden(KEYS.index("state"))


def test_the_views_of_suppliers_say_how_many_they_have(buyer: Buyer) -> None:
    section = buyer.go("suppliers", SuppliersSection)
    buyer.until(section.table.shown_counts)
    before = section.table.shown_counts()
    buyer.shop.submit(add_supplier, SupplierDraft("Paper mill")).result(10)
    buyer.until(lambda: section.table.shown_counts()["all"] == (before["all"] or 0) + 1)
    assert section.table.shown_counts()["archived"] == before["archived"]
