"""A shop that buys, opened in the window on the Inventory page; and what a person does there."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from services import clock
from services.set_up import facts
from services.shop import Shop
from tests.ui.purchasing.buying_shop import NOON, Bought, fill
from ui.dialogs.overlay import open_overlay
from ui.pages.inventory.page import INVENTORY, InventoryPage
from ui.pages.section import Section
from ui.shop_link import ShopLink
from ui.table.table_panel import TablePanel
from ui.theme.apply import apply
from ui.widgets.toast import Toast
from ui.window.main_window import MainWindow, ShopInfo
from ui.window.window_actions import UndoCalls

W = TypeVar("W", bound=QWidget)
S = TypeVar("S", bound=Section)
WAIT = 10_000


class Buyer:
    """Somebody who buys, and what she sees."""

    def __init__(self, bot: QtBot, shop: Shop, bought: Bought) -> None:
        self.bot, self.shop, self.bought = bot, shop, bought
        self.errors: list[BaseException] = []
        self.link = ShopLink(shop, shop.submit_ask(facts).result())
        self.link.on_error = self.errors.append
        undo = UndoCalls(self.link.undo_text, self.link.redo_text, self.link.undo, self.link.redo)
        self.window = MainWindow((replace(INVENTORY),), self.link, ShopInfo("木白小铺"), undo=undo)
        self.window.resize(1366, 768)
        bot.addWidget(self.window)
        with bot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        page = self.window.page("inventory")
        assert isinstance(page, InventoryPage)
        self.page = page

    def close(self) -> None:
        while (overlay := open_overlay(self.window)) is not None:
            overlay.reject()  # type: ignore[attr-defined]
        self.window.close()
        self.link.close()
        self.link._undo_timer.stop()
        for section in self.page.sections.values():
            table = getattr(section, "table", None)
            if isinstance(table, TablePanel):
                table.close_table()

    def until(self, condition: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(condition()), timeout=WAIT)

    def go(self, key: str, kind: type[S], **wanted: Any) -> S:
        section = self.page.show_section(key, **wanted)
        assert isinstance(section, kind)
        self.quiet()
        return section

    def quiet(self) -> None:
        self.until(self.link.is_quiet)

    def dialog(self, kind: type[W]) -> W:
        self.until(lambda: isinstance(open_overlay(self.window), kind))
        found = open_overlay(self.window)
        assert isinstance(found, kind)
        return found

    def no_dialog(self) -> None:
        self.until(lambda: open_overlay(self.window) is None)

    def said(self, part: str) -> Toast:
        def shown() -> list[Toast]:
            return [one for one in self.window.findChildren(Toast) if one.isVisible() and part in one.words]

        self.until(shown)
        return shown()[0]

    def stored(self, query: Callable[..., Any], *args: Any) -> Any:
        return self.shop.submit_ask(query, *args).result(10)

    def press(self, words: str, inside: QWidget | None = None) -> None:
        """Click the visible button of these words."""
        place = inside or self.window

        def named() -> list[QPushButton]:
            shown = [
                button
                for button in place.findChildren(QPushButton)
                if button.isVisible() and not button.rect().isEmpty()
            ]
            return [one for one in shown if words in (one.text(), one.accessibleName())]

        self.until(named)
        button = named()[0]
        self.until(button.isEnabled)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type_into(self, field: QLineEdit, words: str) -> None:
        """Write over what stands in a field."""
        field.setFocus()
        field.selectAll()
        if words.isascii():
            QTest.keyClicks(field, words)
        else:  # no key of a keyboard makes these
            field.insert(words)

    def enter(self, field: QWidget) -> None:
        QTest.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Bought]:
    path = tmp_path_factory.mktemp("buying") / "filled.shop"
    with Shop.create(path, who="tests") as made:
        bought = fill(made)
    return path, bought


@pytest.fixture
def buyer(qtbot: QtBot, qapp: QApplication, tmp_path: Path, filled: tuple[Path, Bought]) -> Iterator[Buyer]:
    """The window over the filled shop; closed before the shop is."""
    apply(qapp, "light")
    clock.set_source(lambda: NOON)
    with Shop.open(Path(shutil.copyfile(filled[0], tmp_path / "test.shop")), who="tests") as opened:
        opened.forbid_thread(threading.get_ident())
        person = Buyer(qtbot, opened, filled[1])
        yield person
        person.close()
        opened.forbid_thread(None)
        assert person.errors == []
