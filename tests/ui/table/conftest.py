"""A shop of 100,000 orders in a real file, and tables opened on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services.types import TableRequest
from tests.ui.table.order_columns import order_columns
from tests.ui.table.sqlite_source import SqliteShop, make_shop
from ui.table.paged_model import PagedModel
from ui.table.paged_view import PagedView
from ui.theme.apply import apply

ROWS = 100_000


@pytest.fixture(scope="session")
def orders_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_shop(tmp_path_factory.mktemp("orders") / "shop.db", ROWS)


@pytest.fixture
def shop(orders_file: Path) -> Iterator[SqliteShop]:
    opened = SqliteShop(orders_file)
    yield opened
    opened.close()


@pytest.fixture
def own_shop(orders_file: Path, tmp_path: Path) -> Iterator[SqliteShop]:
    """A copy that the test may write to."""
    opened = SqliteShop(Path(shutil.copyfile(orders_file, tmp_path / "shop.db")))
    yield opened
    opened.close()


class Opened:
    """A table on screen, and what tests wait for."""

    def __init__(self, shop: SqliteShop, qtbot: QtBot, request: TableRequest) -> None:
        self.shop, self.bot = shop, qtbot
        self.model = PagedModel(order_columns(), shop.open)
        self.view = PagedView(self.model)
        self.errors: list[BaseException] = []
        self.model.failed.connect(self.errors.append)
        qtbot.addWidget(self.view)
        self.view.resize(900, 500)
        self.view.show()
        self.reopen(request, keep_position=False)

    def reopen(self, request: TableRequest, *, keep_position: bool = True) -> None:
        with self.bot.waitSignal(self.model.swapped, timeout=10_000):
            self.model.reopen(request, keep_position=keep_position)
        self.until(lambda: self.model.summary is not None)

    def until(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=10_000)

    def show_row(self, row: int) -> None:
        """Scroll there and wait until the row is in memory."""
        self.view.go_to(row)
        self.until(lambda: self.model.row(row) is not None)

    def text(self, row: int, key: str) -> str:
        return str(self.model.data(self.model.index(row, self.column(key))))

    def column(self, key: str) -> int:
        return [spec.key for spec in self.model.specs].index(key)

    def selected_ids(self) -> list[int]:
        return list(self.view.selected_ids().result(10))


@pytest.fixture
def open_table(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Opened]]:
    apply(qapp, "light")
    opened: list[Opened] = []

    def open_it(shop: SqliteShop, request: TableRequest | None = None) -> Opened:
        opened.append(Opened(shop, qtbot, request or TableRequest()))
        return opened[-1]

    yield open_it
    for table in opened:
        table.model.close()


@pytest.fixture
def table(open_table: Callable[..., Opened], shop: SqliteShop) -> Any:
    return open_table(shop)
