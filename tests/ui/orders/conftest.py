"""A shop of a dozen orders, opened in the window on the Orders page; and what a person does there."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.orders.commands import set_refund
from services.orders.entering import LineDraft, OrderDraft, add
from services.set_up import facts
from services.shop import Shop
from services.types import OrderStatus, Platform, RefundStatus
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import open_overlay
from ui.page import PageSpec
from ui.pages.orders import ORDERS
from ui.pages.orders.kept import KeptState
from ui.pages.orders.new_order import NewOrderDialog
from ui.pages.orders.page import OrdersPage
from ui.shop_link import ShopLink
from ui.theme.apply import apply
from ui.widgets.toast import Toast
from ui.window.main_window import MainWindow, ShopInfo
from ui.window.window_actions import UndoCalls

W = TypeVar("W", bound=QWidget)
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
BUYERS = ("许知夏", "冯立行", "欧阳可欣", "孙浩然", "刘思远", "沈清如", "吴佳琪", "赵一鸣", "林小满", "周予安")
WAIT = 10_000


def fill(shop: Shop) -> None:
    """Two channels, two products, ten orders on ten days: 6 to ship, 2 to pay, 1 with a refund asked, 1 closed."""
    taobao = shop.run(add_channel, "淘宝 木白", Platform.TAOBAO).value
    shop.run(add_channel, "Etsy Mubai", Platform.ETSY, currency="USD")
    shop.run(add_sku, SkuDraft("LZ-200", "山茶花香薰蜡烛", variant="200g", shelf="A-1", price_minor=8900))
    shop.run(add_sku, SkuDraft("WQ-YM", "亚麻围裙", variant="燕麦色", shelf="B-2", price_minor=12900))
    for place, buyer in enumerate(BUYERS):
        clock.set_source(partial(lambda days: NOON - timedelta(days), place))
        status = OrderStatus.UNPAID if place in (2, 7) else OrderStatus.CLOSED if place == 9 else OrderStatus.PAID
        item = LineDraft("亚麻围裙", 2, code="WQ-YM", variant="燕麦色", price_minor=12900)
        if place % 2:
            item = LineDraft("山茶花香薰蜡烛", 1, code="LZ-200", variant="200g", price_minor=8900)
        draft = OrderDraft(
            taobao,
            (item,),
            external_no=f"26112149265548{place:02d}",
            status=status,
            buyer=buyer,
            receiver=buyer,
            phone=f"1390000959{place}",
            address="浙江省杭州市西湖区文三路1号",
            buyer_note="麻烦包好一点，送人" if place == 1 else None,
        )
        order_id = shop.run(add, draft).value
        if place == 4:
            shop.run(set_refund, [order_id], RefundStatus.REQUESTED)
    clock.set_source(lambda: NOON)


class Person:
    """Somebody in front of the window, and what she sees."""

    def __init__(self, bot: QtBot, shop: Shop, settings: QSettings, size: tuple[int, int] = (1366, 768)) -> None:
        self.bot, self.shop = bot, shop
        self.errors: list[BaseException] = []
        self.link = ShopLink(shop, shop.submit_ask(facts).result())
        self.link.on_error = self.errors.append
        kept = KeptState(settings)
        spec = PageSpec("orders", ORDERS.title, ORDERS.icon, lambda context: OrdersPage(context, kept))
        undo = UndoCalls(self.link.undo_text, self.link.redo_text, self.link.undo, self.link.redo)
        self.window = MainWindow((spec,), self.link, ShopInfo("木白小铺"), undo=undo)
        self.window.resize(*size)
        bot.addWidget(self.window)
        with bot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        page = self.window.page("orders")
        assert isinstance(page, OrdersPage)
        self.page, self.table, self.view = page, page.table, page.table.view
        self.until(lambda: self.table.model.summary is not None)
        self.until(lambda: self.page.deeds.values.channels != () or not self.count)

    def close(self) -> None:
        for form in self.window.findChildren(NewOrderDialog):
            form.reject()
        self.window.close()
        self.link.close()
        self.link._undo_timer.stop()
        self.table.close_table()

    def until(self, condition: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(condition()), timeout=WAIT)

    # --- seeing

    @property
    def count(self) -> int:
        return self.table.model.rowCount()

    def text(self, row: int, key: str) -> str:
        model = self.table.model
        column = [spec.key for spec in model.specs].index(key)
        self.until(lambda: model.row(row) is not None)
        return str(model.data(model.index(row, column)))

    def texts(self, key: str) -> list[str]:
        return [self.text(row, key) for row in range(self.count)]

    def id_at(self, row: int) -> int:
        """The order in a row, once the row has been read."""
        self.until(lambda: self.table.model.row_id(row) is not None)
        return int(self.table.model.row_id(row) or 0)

    def row_of(self, number: str) -> int:
        self.until(lambda: number in self.texts("external_no"))
        return self.texts("external_no").index(number)

    def toasts(self) -> list[Toast]:
        return [toast for toast in self.window.findChildren(Toast) if toast.isVisible()]

    def said(self, part: str) -> Toast:
        self.until(lambda: any(part in toast.words for toast in self.toasts()))
        return next(toast for toast in self.toasts() if part in toast.words)

    def dialog(self, kind: type[W]) -> W:
        self.until(lambda: isinstance(open_overlay(self.window), kind))
        found = open_overlay(self.window)
        assert isinstance(found, kind)
        return found

    def no_dialog(self) -> None:
        self.until(lambda: open_overlay(self.window) is None)

    def stored(self, query: Callable[..., Any], *args: Any) -> Any:
        return self.shop.submit_ask(query, *args).result(10)

    # --- doing

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

        self.until(named)  # a button that was just made is shown by the next turn of the event loop
        button = named()[0]
        self.until(button.isEnabled)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def keys(self, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
        both = Qt.KeyboardModifier.NoModifier
        for modifier in modifiers:
            both |= modifier
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, both)

    def tick(self, *rows: int) -> None:
        for row in rows:
            self.until(partial(lambda row: self.table.model.row(row) is not None, row))
            index = self.table.model.index(row, 0)
            spot = self.view.pane.visualRect(index).center()
            QTest.mouseClick(self.view.pane.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    def click_row(self, row: int) -> None:
        column = [spec.key for spec in self.table.model.specs].index("buyer")
        spot = self.view.visualRect(self.table.model.index(row, column)).center()
        QTest.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    def choose(self, words: str) -> None:
        """Choose from the menu that is open."""
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        action: QAction = next(one for one in menu.actions() if one.text().split("\t")[0] == words)
        spot: QPoint = menu.actionGeometry(action).center()
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=spot)

    def click_tab(self, key: str) -> None:
        QTest.mouseClick(self.table.tabs._buttons[key], Qt.MouseButton.LeftButton)
        self.until(lambda: self.table.model.request.view == key and self.table.model.summary is not None)

    def confirm(self, words: str) -> None:
        self.press(words, self.dialog(Dialog))


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    """What this computer remembers: the panel was closed, so that a test opens it when it wants it."""
    kept = QSettings(str(tmp_path / "pages.ini"), QSettings.Format.IniFormat)
    kept.setValue("orders/detail", "false")
    return kept


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("orders page") / "filled.shop"
    with Shop.create(path, who="tests") as made:
        fill(made)
    return path


@pytest.fixture
def shop(tmp_path: Path, filled: Path) -> Iterator[Shop]:
    clock.set_source(lambda: NOON)
    with Shop.open(Path(shutil.copyfile(filled, tmp_path / "test.shop")), who="tests") as opened:
        yield opened
        opened.forbid_thread(None)


@pytest.fixture
def sit_down(qtbot: QtBot, qapp: QApplication, settings: QSettings, shop: Shop) -> Iterator[Callable[..., Person]]:
    """Opens windows; they are closed before `shop` is, as the program does it."""
    apply(qapp, "light")
    people: list[Person] = []

    def sit(at: Shop = shop, **more: Any) -> Person:
        at.forbid_thread(threading.get_ident())
        people.append(Person(qtbot, at, settings, **more))
        return people[-1]

    yield sit
    for person in people:
        if not person.shop.is_closed:
            person.close()
        assert person.errors == []


@pytest.fixture
def person(sit_down: Callable[..., Person], shop: Shop) -> Person:
    return sit_down(shop)
