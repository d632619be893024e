"""What is done again and again in one window leaves no object more behind than the time before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from services import i18n
from tests.ui.app.conftest import Program
from tests.ui.app.leftovers import alive, clear_away, dead
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import open_overlay
from ui.manual.window import ManualWindow
from ui.pages.registry import PAGES
from ui.pages.settings.page import SettingsPage
from ui.table.table_panel import TablePanel
from ui.theme.apply import apply
from ui.window.shop_window import ShopWindow

_ENDS_IT = ("shop.", "go.", "edit.")
Deed = Callable[[Program, ShopWindow], None]


def _search(program: Program, made: ShopWindow) -> None:
    made.window.open_palette("can")
    program.quiet(made)


def _shortcuts(program: Program, made: ShopWindow) -> None:
    made.window.registry.trigger("window.shortcuts")
    for _press in range(4):
        QTest.keyClick(program.app.focusWidget() or made.window, Qt.Key.Key_Tab)


def _action(action: str, program: Program, made: ShopWindow) -> None:
    assert made.window.registry.trigger(action)
    program.quiet(made)


def _manual(_program: Program, made: ShopWindow) -> None:
    made.window.open_manual("orders")


def _theme(program: Program, _made: ShopWindow) -> None:
    for mode in ("dark", "light"):
        apply(program.app, mode)
        program.app.processEvents()


def _language(program: Program, made: ShopWindow) -> None:
    for code in ("zh_CN", "en"):
        i18n.set_language(code)
        program.quiet(made)


def _size(program: Program, made: ShopWindow) -> None:
    for size in ((1024, 700), (1600, 1000)):
        made.window.resize(*size)
        program.app.processEvents()


def _toast(_program: Program, made: ShopWindow) -> None:
    made.window.toast("Said", undo=made.undo)


def _back_and_forth(program: Program, made: ShopWindow) -> None:
    made.undo()
    program.quiet(made)
    made.redo()
    program.quiet(made)


def _rows(program: Program, made: ShopWindow) -> None:
    view = _list(program, made).view
    for y in (10, 50, 90):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(160, y))
        program.quiet(made)


def _row_menu(program: Program, made: ShopWindow) -> None:
    view: QAbstractItemView = _list(program, made).view
    at = QPoint(160, 10)
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    place = view.viewport().mapToGlobal(at)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, place, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view.viewport(), event)
    program.until(lambda: program.app.activePopupWidget() is not None)


def _another_list(program: Program, made: ShopWindow) -> None:
    """Nothing found, all again, and sorted the other way."""
    table = _list(program, made)
    table.bar.set_search("nobody")
    table.bar.search_changed.emit("nobody")
    program.until(lambda: table.notice is not None)
    table.clear_filters()
    program.until(lambda: table.notice is None)
    for descending in (True, False):
        table.view.sort_requested.emit((("ordered_at", descending),))
        program.quiet(made)


def _columns(program: Program, made: ShopWindow) -> None:
    _list(program, made).bar.columns_wanted.emit()
    program.until(lambda: program.app.activePopupWidget() is not None)


def _dialogs_of(page: str, program: Program, made: ShopWindow) -> None:
    """Everything that can be called for on a page, one after the other, and left at once."""
    made.window.navigate(page)
    program.quiet(made)
    shown = made.window.page(page)
    if isinstance(shown, SettingsPage):
        assert shown.sections  # all are made now, not one by one
    for spec in made.window.registry.specs():
        if spec.scope == page and not spec.id.startswith(_ENDS_IT):
            made.window.registry.trigger(spec.id)
            program.quiet(made)
            _leave(program, made)


def _list(program: Program, made: ShopWindow) -> TablePanel:
    """The list of orders, with its rows."""
    made.window.navigate("orders")
    program.quiet(made)
    table = next(one for one in made.window.findChildren(TablePanel) if one.isVisible())
    program.until(lambda: table.model.summary is not None and table.model.row(0) is not None)
    return table


def _leave(program: Program, made: ShopWindow) -> None:
    """Close what stands in front, whatever it is."""
    for front in iter(partial(_front, made.window), None):
        if isinstance(front, Dialog):
            front.reject()
        else:
            front.close()
        program.app.processEvents()
        program.app.sendPostedEvents(None, 52)
    for toast in made.window.toasts.toasts():
        toast.dismiss()
    program.quiet(made)


def _front(window: QWidget) -> QWidget | None:
    manual = next((one for one in window.findChildren(ManualWindow) if one.isVisible()), None)
    return QApplication.activePopupWidget() or QApplication.activeModalWidget() or manual or _card(window)


def _card(window: QWidget) -> QWidget | None:
    card = open_overlay(window)
    if card is not None and not isinstance(card, Dialog):
        card.close_overlay()
        return _card(window)
    return card


_DEEDS: dict[str, Deed] = {
    "search everywhere": _search,
    "the shortcuts": _shortcuts,
    "the manual": _manual,
    "the packing bench": partial(_action, "window.bench"),
    "the returns desk": partial(_action, "window.returns_desk"),
    "another theme": _theme,
    "another language": _language,
    "another size": _size,
    "a toast": _toast,
    "undo and redo": _back_and_forth,
    "row after row": _rows,
    "the menu of a row": _row_menu,
    "another filter and sort": _another_list,
    "the columns": _columns,
}
_DIALOGS: dict[str, Deed] = {spec.key: partial(_dialogs_of, spec.key) for spec in PAGES}
_EXAMPLE = "customers"  # with a table, a panel and cards, and a third of the time of the orders


@pytest.mark.parametrize("deed", _DEEDS)
@pytest.mark.usefixtures("set_aside")  # before the window is opened
def test_doing_it_again_leaves_no_object_more(program: Program, shop_file: Path, deed: str) -> None:
    assert left_by_the_third(program, shop_file, _DEEDS[deed]) == Counter()


@pytest.mark.parametrize(
    "page", [key if key == _EXAMPLE else pytest.param(key, marks=pytest.mark.exhaustive) for key in _DIALOGS]
)
@pytest.mark.usefixtures("set_aside")
def test_all_that_a_page_offers_leaves_no_object_more(program: Program, shop_file: Path, page: str) -> None:
    assert left_by_the_third(program, shop_file, _DIALOGS[page]) == Counter()


def left_by_the_third(program: Program, shop_file: Path, deed: Deed) -> Counter[str]:
    """The objects there are more of after a deed was done for the third time than after the second."""
    opened = program.open(shop_file)
    program.bot.waitUntil(lambda: opened.verbs is not None)  # it hears the command line a moment later
    left = []
    for _time in range(3):
        deed(program, opened)
        _leave(program, opened)
        clear_away(program.app)
        program.quiet(opened)
        left.append(alive(program.app) + dead())
    return left[2] - left[1]
