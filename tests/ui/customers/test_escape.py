"""Esc: first the ticks go, then the panel beside the list, wherever the keyboard was left."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.customers.test_customers_page import filled, opened
from tests.ui.imports.window import Desk


def test_esc_in_the_list_takes_the_ticks_off_and_then_closes_the_panel(desk: Desk) -> None:
    page = filled(desk)
    opened(desk, page)
    view = page.table.view
    view.setFocus()
    view.toggle_all()
    desk.qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not page.table.model.selection.count
    assert page.panel.isVisible()
    desk.qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()


def test_esc_that_nobody_has_does_the_same(desk: Desk) -> None:
    page = filled(desk)
    opened(desk, page)
    page.table.view.toggle_all()
    if (focus := desk.window.focusWidget()) is not None:
        focus.clearFocus()
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert not page.table.model.selection.count
    assert page.panel.isVisible()
    desk.qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert not page.panel.isVisible()
