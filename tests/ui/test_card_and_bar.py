"""Cards and the bar over a list: round corners, a foot that comes and goes, actions that move into the menu."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QStackedWidget, QVBoxLayout, QWidget

from services import i18n
from services.i18n import _
from ui.table.list_panel import ListPanel
from ui.table.list_table import ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme.apply import apply, current_theme
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card, CardFoot
from ui.widgets.kpi import Kpi, KpiStrip


@pytest.fixture(autouse=True)
def _light(qapp: QApplication) -> None:
    apply(qapp, "light")


def test_actions_a_narrow_bulk_bar_has_no_room_for_are_in_its_menu(qtbot: Any) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 400)
    window.show()
    done: list[str] = []
    bar = BulkBar(window)
    bar.set_actions([(f"Do the thing {number}", "check", partial(done.append, str(number))) for number in range(5)])
    bar.show_selection("12 orders selected")
    qtbot.waitUntil(lambda: not bar.rect().isEmpty())
    assert bar._more.isHidden()
    window.resize(420, 400)
    qtbot.waitUntil(lambda: bar.geometry().right() < 420)
    buttons = [button for button, _run in bar._actions]
    shown = [button for button in buttons if button.isVisible()]
    assert 0 < len(shown) < 5
    bar._more.click()
    (menu,) = [one for one in bar.findChildren(QMenu) if one.isVisible()]
    assert [one.text() for one in menu.actions()] == [button.text() for button in buttons[len(shown) :]]
    menu.actions()[-1].trigger()
    assert done == ["4"]
    menu.close()
    window.resize(900, 400)
    qtbot.waitUntil(lambda: all(button.isVisible() for button in buttons))


def test_a_bulk_bar_is_in_its_place_on_a_page_that_comes_back_narrower(qtbot: Any) -> None:
    pages = QStackedWidget()
    qtbot.addWidget(pages)
    page, other = QWidget(), QWidget()
    pages.addWidget(page)
    pages.addWidget(other)
    pages.resize(900, 400)
    pages.show()
    bar = BulkBar(page)
    bar.show_selection("12 orders selected")
    pages.setCurrentWidget(other)
    pages.resize(500, 400)
    pages.setCurrentWidget(page)
    assert abs(bar.geometry().center().x() - 250) <= 1


def test_the_foot_of_a_card_is_gone_while_all_in_it_is_hidden(qtbot: Any) -> None:
    card, button, other = Card(padding=1), SecondaryButton("Change"), SecondaryButton("Delete")
    button.hide()
    foot = CardFoot(button, other)
    card.body.addWidget(foot)
    qtbot.addWidget(card)
    card.show()
    qtbot.waitUntil(foot.isVisible)
    other.hide()
    qtbot.waitUntil(foot.isHidden)
    button.show()
    qtbot.waitUntil(foot.isVisible)


def test_a_list_that_reaches_to_the_edge_of_a_card_has_its_round_corners(qtbot: Any) -> None:
    ground = QWidget()
    ground.setAutoFillBackground(True)
    ground.setPalette(QPalette(current_theme().color("app")))
    ground.resize(200, 120)
    column = QVBoxLayout(ground)
    column.setContentsMargins(0, 0, 0, 0)
    for flush in (False, True):
        card = Card(padding=0, flush=flush)
        listing = QLabel("")
        listing.setAutoFillBackground(True)
        listing.setPalette(QPalette(current_theme().color("neg")))
        card.body.addWidget(listing)
        column.addWidget(card)
    qtbot.addWidget(ground)
    ground.show()
    qtbot.waitUntil(lambda: not card.rect().isEmpty())
    image = ground.grab().toImage()
    corners = [(card.x() + x, card.y() + y) for x in (0, card.width() - 1) for y in (0, card.height() - 1)]
    assert {image.pixelColor(x, y).name() for x, y in corners} == {current_theme().color("app").name()}
    assert image.pixelColor(0, 0).name() == current_theme().color("neg").name()


def test_a_button_that_shows_only_its_icon_is_named_by_its_newest_words(qtbot: Any) -> None:
    button = SecondaryButton("Rules", "gear-six")
    qtbot.addWidget(button)
    button.set_compact(True)
    button.setText("Regeln")
    assert (button.accessibleName(), button.toolTip()) == ("Regeln", "Regeln")
    button.set_compact(False)
    button.setText("Rules")
    assert button.toolTip() == ""


def test_the_corner_of_a_table_is_named_in_the_language_that_is_on(qtbot: Any) -> None:
    table = ListTable((ListColumn("Name", 0),), lambda row: (ListCell(str(row)),), kept="corner")
    panel = ListPanel(table, PanelTexts("Names"))
    qtbot.addWidget(panel)
    corners = [one for pane in (table, table.pane) for one in pane.findChildren(QAbstractButton)]
    assert {one.accessibleName() for one in corners} == {"Selected"}
    i18n.set_language("zh_CN")
    panel.retranslate()
    assert {one.accessibleName() for one in corners} == {_("Selected")} != {"Selected"}


def test_key_figures_close_up_before_their_words_are_cut(qtbot: Any) -> None:
    around = QWidget()
    qtbot.addWidget(around)
    around.resize(1200, 700)
    strip = KpiStrip(around)
    strip.set_kpis([Kpi(f"What is asked for, {number}", "1") for number in range(5)])
    strip.resize(1200, 90)
    around.show()
    words = [one for one in strip.findChildren(QLabel) if one.text().startswith("What")]
    qtbot.waitUntil(lambda: words[1].x() - words[0].geometry().right() > 20)
    wide = words[1].x() - words[0].geometry().right()
    strip.resize(strip.minimumSizeHint().width() - 20, 90)
    qtbot.waitUntil(lambda: words[1].x() - words[0].geometry().right() < wide)
    assert all(one.width() >= one.sizeHint().width() for one in words)
    strip.resize(1200, 90)
    qtbot.waitUntil(lambda: words[1].x() - words[0].geometry().right() == wide)
