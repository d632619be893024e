"""The manual inside: F1, contents, search, links, the way back; figures and errors that lead to it."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolTip
from pytestqt.qtbot import QtBot

import ui
from services import i18n
from services.errors import NotFound
from services.manual import generated, pages
from services.manual.meanings import MEANINGS
from tests.architecture.source_tree import ROOT
from tests.ui.in_front import in_front
from ui.debug.card import DebugCard
from ui.debug.gallery import example_window
from ui.dialogs.dialog import Dialog
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.overlay import Overlay, open_overlay
from ui.manual.opening import SECTIONS, open_manual, topic
from ui.manual.window import ManualWindow
from ui.palette.palette import Palette
from ui.present import _ErrorCard, error_dialog
from ui.theme.apply import apply
from ui.widgets.kpi import Kpi, KpiStrip
from ui.window.main_window import MainWindow

_NAMED = re.compile(r'(?:\btopic = |setProperty\("manual", )"([^"]+)"')
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = i18n.language()
    i18n.set_language("en")
    yield
    i18n.set_language(before)


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> MainWindow:
    apply(qapp, "light")
    return in_front(qtbot, example_window())


@pytest.fixture
def manual(qapp: QApplication, qtbot: QtBot) -> ManualWindow:
    apply(qapp, "light")
    shown = ManualWindow(None)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.open_at("orders")
    return shown


def shown_manual(window: MainWindow) -> ManualWindow:
    """The manual of the window, which is on screen."""
    return next(one for one in window.findChildren(ManualWindow) if one.isVisible())


def place(manual: ManualWindow) -> tuple[str, str]:
    """Page and anchor that are shown."""
    return manual.reader.key(), manual.reader.anchor()


def test_f1_shows_the_page_for_what_is_on_screen(window: MainWindow, qtbot: QtBot) -> None:
    key = window.current_page()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert place(shown_manual(window)) == (key, "")
    assert window.findChildren(ManualWindow) == [shown_manual(window)]


def test_f1_in_a_dialog_shows_what_the_dialog_is_about_and_leaves_it_open(window: MainWindow, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Restore")
    dialog.setProperty("manual", "backups#restore")
    dialog.body.addWidget(QLineEdit())
    dialog.add_primary("Restore")
    window.open_dialog(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_F1)
    assert place(shown_manual(window)) == ("backups", "restore")
    assert open_overlay(window) is dialog
    dialog.reject()


def test_f1_with_the_keyboard_in_a_text_still_opens_the_manual(window: MainWindow, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Name")
    field = QLineEdit()
    dialog.body.addWidget(field)
    window.open_dialog(dialog)
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClick(field, Qt.Key.Key_F1)
    assert shown_manual(window).isVisible()
    assert field.text() == ""
    dialog.reject()


def test_a_second_f1_shows_another_page_in_the_same_window(window: MainWindow) -> None:
    window.open_manual("orders")
    first = shown_manual(window)
    window.open_manual("backups#restore")
    assert shown_manual(window) is first
    assert place(first) == ("backups", "restore")


def test_the_contents_list_every_page_and_lead_there(manual: ManualWindow, qtbot: QtBot) -> None:
    listed = [manual.contents.item(row).text() for row in range(manual.contents.count())]
    assert all(pages.title(key) in listed for key in pages.page_keys())
    row = listed.index("Month close")
    box = manual.contents.visualItemRect(manual.contents.item(row))
    manual.contents.scrollToItem(manual.contents.item(row))
    box = manual.contents.visualItemRect(manual.contents.item(row))
    qtbot.mouseClick(manual.contents.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert place(manual)[0] == "month-close"


def test_a_title_that_is_cut_stands_whole_in_a_tooltip(manual: ManualWindow) -> None:
    def tooltip(words: str) -> str:
        (item,) = [one for one in map(manual.contents.item, range(manual.contents.count())) if one.text() == words]
        manual.contents.scrollToItem(item)
        at, view = manual.contents.visualItemRect(item).center(), manual.contents.viewport()
        QApplication.sendEvent(view, QHelpEvent(QEvent.Type.ToolTip, at, view.mapToGlobal(at)))
        return QToolTip.text()

    assert tooltip(pages.title("orders")) == ""
    long = pages.title("costs")
    assert tooltip(long) == long


def test_the_page_of_all_messages_is_made_while_the_window_goes_on(manual: ManualWindow, qtbot: QtBot) -> None:
    generated.every_error.cache_clear()
    pages._page.cache_clear()
    manual.reader.go("errors#app.not_found")
    assert manual.reader.toPlainText() == ""
    manual.reader.go("orders")
    assert manual.reader.toPlainText() != ""
    manual.reader.go("errors#app.not_found")
    qtbot.waitUntil(lambda: "app.not_found" in manual.reader.toPlainText(), timeout=20_000)
    assert manual.reader.verticalScrollBar().value() > 0
    assert place(manual) == ("errors", "app.not_found")


def test_search_finds_places_and_enter_opens_the_first(manual: ManualWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(manual, Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(manual.search.hasFocus)
    qtbot.keyClicks(manual.search, "parcel comes back")
    qtbot.waitUntil(lambda: manual.contents.item(0).text() == "A parcel comes back", timeout=20_000)
    qtbot.keyClick(manual.search, Qt.Key.Key_Return)
    assert place(manual) == ("after-sales", "parcel-back")
    manual.search.setText("zzzz nothing")
    qtbot.waitUntil(lambda: "Nothing found" in manual.found.text())
    manual.search.clear()
    assert manual.contents.item(0).text() == "To begin with"


def test_enter_before_the_manual_answered_opens_what_it_finds(manual: ManualWindow, qtbot: QtBot) -> None:
    qtbot.keyClicks(manual.search, "parcel comes back")
    qtbot.keyClick(manual.search, Qt.Key.Key_Return)
    assert place(manual) == ("orders", "")  # not what the contents listed
    qtbot.waitUntil(lambda: place(manual) == ("after-sales", "parcel-back"), timeout=20_000)


def test_an_answer_to_words_that_were_taken_back_and_one_after_closing_are_dropped(
    manual: ManualWindow, qtbot: QtBot
) -> None:
    qtbot.keyClicks(manual.search, "parcel")
    manual.search.clear()
    later = ManualWindow(None)
    qtbot.addWidget(later)
    later.search.setText("parcel")
    qtbot.waitUntil(lambda: later.found.text() != "", timeout=20_000)  # one thread: those before it are over
    assert manual.found.text() == ""
    assert manual.contents.item(0).text() == "To begin with"
    gone = ManualWindow(None)
    gone.open_at("orders")
    gone.search.setText("courier")
    gone.close()
    later.search.setText("zzzz nothing")
    qtbot.waitUntil(lambda: "Nothing found" in later.found.text())


def test_the_palette_finds_places_of_the_manual_also_before_a_shop_is_open(window: MainWindow, qtbot: QtBot) -> None:
    window.link = None
    window.open_palette("parcel comes back")
    palette = open_overlay(window)
    assert isinstance(palette, Palette)
    qtbot.waitUntil(lambda: "A parcel comes back" in [one.text for one in palette.entries()], timeout=20_000)
    palette.close_overlay()


def test_a_link_leads_on_and_back_and_forward_follow_the_way(manual: ManualWindow, qtbot: QtBot) -> None:
    assert not manual.back.isEnabled()
    manual.reader.anchorClicked.emit(QUrl("month-close.md#late"))
    assert place(manual) == ("month-close", "late")
    qtbot.mouseClick(manual.back, Qt.MouseButton.LeftButton)
    assert place(manual) == ("orders", "")
    qtbot.keyClick(manual, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert place(manual) == ("month-close", "late")
    assert not manual.forward.isEnabled()


def test_the_language_and_the_theme_change_the_page_that_is_open(manual: ManualWindow, qapp: QApplication) -> None:
    english = manual.reader.toPlainText()
    i18n.set_language("zh_CN")
    assert manual.reader.toPlainText() != english
    assert place(manual)[0] == "orders"
    light = manual.reader.toHtml()
    apply(qapp, "dark")
    assert manual.reader.toHtml() != light
    apply(qapp, "light")


def test_pictures_are_no_wider_than_the_text_and_nothing_else_is_loaded(manual: ManualWindow) -> None:
    manual.resize(800, 600)
    manual.reader.go("orders")
    assert manual.reader.document().idealWidth() <= manual.reader.viewport().width() + 1
    assert manual.reader.loadResource(1, QUrl("https://example.com/page.html")) is None


def test_the_shortcut_sheet_is_reached_from_the_manual_and_leads_back(window: MainWindow) -> None:
    window.open_manual("keyboard")
    shown_manual(window).sheet.click()
    sheet = open_overlay(window)
    assert isinstance(sheet, Dialog)
    assert sheet.accessibleName() == "Keyboard shortcuts"
    next(one for one in sheet.findChildren(QPushButton) if one.text() == "Manual").click()
    assert place(shown_manual(window))[0] == "keyboard"
    sheet.reject()


def test_an_error_leads_to_its_place_in_the_manual(window: MainWindow) -> None:
    card = error_dialog(window, NotFound(what="page", which="x"))
    card.open()
    next(one for one in card.findChildren(QPushButton) if one.text() == "More about this").click()
    assert place(shown_manual(window)) == ("errors", "app.not_found")
    card.reject()


def test_figures_say_what_they_mean_and_name_their_place(qtbot: QtBot) -> None:
    strip = KpiStrip()
    qtbot.addWidget(strip)
    strip.set_kpis([Kpi("Stock value", "¥1.00", key="stock.value")])
    value = next(one for one in strip.findChildren(QLabel) if one.text() == "¥1.00")
    assert value.toolTip() == MEANINGS["stock.value"].text
    assert value.property("manual") == "figures#stock.value"


def test_the_manual_opens_without_any_shop(qtbot: QtBot) -> None:
    bare = QLabel("start")
    qtbot.addWidget(bare)
    shown = open_manual(bare)
    assert place(shown)[0] == "first-morning"
    assert not shown.sheet.isVisible()
    shown.close()


def test_every_place_the_window_names_is_in_the_manual() -> None:
    named = {
        target for file in sorted((ROOT / "ui").rglob("*.py")) for target in _NAMED.findall(file.read_text("utf-8"))
    }
    assert len(named) > 30
    missing = []
    for target in sorted(named | set(SECTIONS.values())):
        key, anchor = pages.topic_of(target)
        if key not in pages.page_keys() or (anchor and anchor not in pages.page(key).anchors):
            missing.append(target)
    assert missing == []


def _cards(base: type[Overlay]) -> Iterator[type[Overlay]]:
    for one in base.__subclasses__():
        yield one
        yield from _cards(one)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_f1_in_every_card_leads_to_a_place_of_its_own(language: str) -> None:
    for module in pkgutil.walk_packages(ui.__path__, "ui."):
        importlib.import_module(module.name)
    i18n.set_language(language)
    cards = {one for one in _cards(Overlay) if one.__module__.startswith("ui.")}
    assert len(cards) > 140
    missing = []
    for one in cards - {Dialog, FormDialog, _ErrorCard, DebugCard}:  # questions; what went wrong names its own place
        key, anchor = pages.topic_of(one.topic) if one.topic else ("", "")
        if key not in pages.page_keys() or anchor not in pages.page(key).anchors:
            missing.append(f"{one.__module__}.{one.__name__}: {one.topic}")
    assert sorted(missing) == []


def test_every_section_has_a_place_but_those_a_page_begins_with() -> None:
    from ui.pages.aftersales import sections as aftersales
    from ui.pages.finance import sections as finance
    from ui.pages.growth import sections as growth
    from ui.pages.inventory import sections as inventory

    known = {
        *(("after-sales", spec.key) for spec in aftersales.SECTIONS),
        *(("finance", spec.key) for spec in finance.SECTIONS),
        *(("growth", spec.key) for spec in growth.SECTIONS),
        *(("inventory", spec.key) for spec in inventory.SECTIONS),
    }
    assert known - set(SECTIONS) == {("after-sales", "cases"), ("inventory", "stock")}  # told at the head of their page
    assert set(SECTIONS) - known == set()


def test_every_key_figure_of_a_page_has_a_meaning() -> None:
    keys: set[str] = set()
    for file in sorted((ROOT / "ui" / "pages").rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Kpi":
                given = {one.arg: one.value for one in call.keywords}
                key = given.get("key")
                assert isinstance(key, ast.Constant), f"{file.name}:{call.lineno} shows a figure without a meaning"
                keys.add(str(key.value))
    assert keys <= set(MEANINGS)
    assert len(keys) > 25


def test_f1_on_a_section_shows_what_the_section_is_about(window: MainWindow) -> None:
    assert topic(window, "finance", "closing") == "month-close"
    assert topic(window, "finance", "invoices") == "finance#invoices"
    assert topic(window, "inventory", "stock") == "inventory"
    assert topic(window, "") == "first-morning"


def test_totals_of_statements_and_columns_of_the_profit_say_what_they_mean() -> None:
    from ui.pages.finance.books_rows import statement_meaning
    from ui.pages.finance.profit_rows import COLUMNS

    assert statement_meaning("Gross profit") == "Net sales less the cost of the goods that left."
    assert statement_meaning("Somebody's account") == ""
    explained = {column.header: column.tip for column in COLUMNS if column.tip}
    assert explained["Came in"] == MEANINGS["profit.came_in"].text
    assert {"Goods at cost", "Other costs", "Ads", "Profit", "Margin"} <= set(explained)
