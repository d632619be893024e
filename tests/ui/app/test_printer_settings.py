"""Settings say which printer of this computer takes which paper; the shop file and its exports know nothing of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from services import i18n
from services.types import PrintKind
from tests.ui.app.conftest import Program
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.printers import PrinterRow, PrinterSection
from ui.preferences import Preferences
from ui.window.shop_window import ShopWindow

PACKING = PrintKind.PACKING_LIST
GONE = "⚠ “Labels” is not connected: you will be asked."


@pytest.fixture
def has(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says which printers the computer has."""
    asked: list[list[str]] = [[]]
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: asked[-1]))

    def say(*names: str) -> None:
        asked.append(list(names))

    return say


def test_a_printer_is_chosen_for_each_kind_of_paper(
    opened: ShopWindow, program: Program, has: Callable[..., None]
) -> None:
    has("Office", "Labels")
    rows = shown(program, opened)
    assert list(rows) == [
        "Pick lists", "Packing lists", "Handover lists", "Product labels", "Count sheets", "Purchase orders",
    ]  # fmt: skip
    packing = rows["Packing lists"]
    program.until(lambda: choices(packing) == ["Ask each time", "Office", "Labels"])
    choose(packing, 2)
    assert Preferences().printer_for(PACKING) == "Labels"
    assert Preferences().printer_for(PrintKind.PICK_LIST) == ""
    choose(packing, 0)
    assert Preferences().printer_for(PACKING) == ""


def test_a_printer_that_is_gone_stays_and_is_named(
    opened: ShopWindow, program: Program, has: Callable[..., None]
) -> None:
    packing = whose_printer_is_gone(program, opened, has)
    assert packing.remark.isVisible()
    assert choices(packing) == ["Ask each time", "Labels", "Office"]
    assert packing.printers.currentText() == "Labels"
    has("Office", "Labels")  # it is switched on, and the page opened again
    opened.window.navigate("today")
    packing = shown(program, opened)["Packing lists"]
    program.until(lambda: not packing.remark.isVisible())
    assert Preferences().printer_for(PACKING) == "Labels"


def test_a_computer_without_printers_says_so(opened: ShopWindow, program: Program, has: Callable[..., None]) -> None:
    has()
    shown(program, opened)
    program.until(lambda: "This computer has no printer." in said(section(program, opened)))


def test_printers_are_asked_for_when_they_are_on_screen_only(
    opened: ShopWindow, program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def ask() -> list[str]:
        asked.append(1)
        return []

    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", ask)
    opened.window.navigate("settings", section="about")
    program.quiet(opened)
    program.until(lambda: settings(opened).is_whole())
    assert asked == []
    shown(program, opened)
    program.until(lambda: asked == [1])


def test_the_section_follows_the_language_though_a_printer_is_gone(
    opened: ShopWindow, program: Program, has: Callable[..., None]
) -> None:
    whose_printer_is_gone(program, opened, has)
    i18n.set_language("zh_CN")
    program.until(lambda: "⚠ “Labels”没有连接：打印时会询问。" in said(section(program, opened)))


def settings(opened: ShopWindow) -> SettingsPage:
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    return page


def section(program: Program, opened: ShopWindow) -> PrinterSection:
    program.until(lambda: "printers" in settings(opened).sections)
    found = settings(opened).sections["printers"]
    assert isinstance(found, PrinterSection)
    return found


def shown(program: Program, opened: ShopWindow) -> dict[str, PrinterRow]:
    """The rows of the section by their names, on screen."""
    opened.window.navigate("settings", section="printers")
    program.quiet(opened)
    return {row.label: row for row in section(program, opened).findChildren(PrinterRow)}


def whose_printer_is_gone(program: Program, opened: ShopWindow, has: Callable[..., None]) -> PrinterRow:
    """The row of packing lists, on screen: their printer is remembered, and the computer has only another."""
    has("Office")
    Preferences().remember_printer(PACKING, "Labels")
    packing = shown(program, opened)["Packing lists"]
    program.until(lambda: packing.remark.text() == GONE)
    return packing


def choices(row: PrinterRow) -> list[str]:
    return [row.printers.itemText(index) for index in range(row.printers.count())]


def choose(row: PrinterRow, index: int) -> None:
    """Open the list and choose by the keyboard."""
    row.printers.setFocus()
    QTest.keyClick(row.printers, Qt.Key.Key_Home)
    for _step in range(index):
        QTest.keyClick(row.printers, Qt.Key.Key_Down)


def said(within: PrinterSection) -> set[str]:
    return {one.text() for one in within.findChildren(QLabel) if one.isVisible()}
