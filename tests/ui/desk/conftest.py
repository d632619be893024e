"""A shop with returned parcels on their way, its real window, and somebody who has only a keyboard and a scanner."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from services.aftersales.drafts import CaseDraft
from services.aftersales.goods import set_waybill
from services.aftersales.opening import open_case
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.orders.commands import edit as edit_order
from services.orders.commands import set_tracking
from services.orders.entering import LineDraft, OrderDraft, add
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.types import CaseKind, OrderStatus, Platform
from tests.ui.bench.conftest import Packer
from tests.ui.sure import type_one
from ui.desk.desk import ReturnsDesk
from ui.dialogs.overlay import open_overlay

BARCODE = "6901234567892"
ANNOUNCED, OUTGOING, STRANGE = "YT9876543210123", "SF1234567890123", "ZT5550001112223"


class Clerk(Packer):
    """Opens the desk with its shortcut and then only types and scans."""

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press one key wherever the keyboard is."""
        self.activate()
        QTest.keyClick(self.window.windowHandle(), key, modifier)
        self.quiet()

    def type(self, text: str) -> None:
        """Type characters without Enter."""
        self.activate()
        for character in text:
            type_one(self.window.windowHandle(), character)
        self.quiet()

    def enter(self, text: str = "") -> None:
        """Type something and press Enter."""
        self.type(text)
        self.key(Qt.Key.Key_Return)

    def desk(self) -> ReturnsDesk:
        """The desk, opened with its shortcut where it is not."""
        if not isinstance(open_overlay(self.window), ReturnsDesk):
            self.key(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        self.until(lambda: isinstance(open_overlay(self.window), ReturnsDesk))
        found = open_overlay(self.window)
        assert isinstance(found, ReturnsDesk)
        self.until(found.field.hasFocus)
        return found

    def told(self, words: str) -> ReturnsDesk:
        """The desk, once its verdict has these words."""
        desk = self.desk()
        self.until(lambda: words in desk.verdict.words or words in desk.verdict.more)
        return desk

    def one(self, sql: str) -> tuple[Any, ...]:
        """The only row of a statement."""
        read: Callable[[Any], Any] = lambda connection: connection.exec_driver_sql(sql).fetchall()  # noqa: E731
        (row,) = self.stored(read)
        return tuple(row)


def fill(shop: Shop) -> None:
    """Two mugs and a lid sold and announced to come back; one mug that was sent and comes back unasked."""
    channel = shop.run(add_channel, "淘宝 木白", Platform.TAOBAO).value
    mug = shop.run(add_sku, SkuDraft("MUG", "马克杯", variant="白色", barcode=BARCODE)).value
    lid = shop.run(add_sku, SkuDraft("LID", "杯盖")).value
    shop.run(set_opening, [OpeningDraft(mug, 10, 10_000), OpeningDraft(lid, 10, 2_000)])
    lines = (LineDraft("马克杯", 2, code="MUG", price_minor=2900, sku_id=mug),
             LineDraft("杯盖", 1, code="LID", price_minor=900, sku_id=lid))  # fmt: skip
    first = shop.run(add, OrderDraft(channel, lines, external_no="26112149265001", status=OrderStatus.SHIPPED)).value
    case = shop.run(open_case, CaseDraft(CaseKind.RETURN_AND_REFUND, first, reason="色差")).value
    shop.run(set_waybill, case, "圆通", ANNOUNCED)
    one = (LineDraft("马克杯", 1, code="MUG", price_minor=2900, sku_id=mug),)
    second = shop.run(add, OrderDraft(channel, one, external_no="26112149265002")).value
    shop.run(edit_order, second, {"phone": "13800004321"})
    shop.run(set_tracking, [(second, "顺丰", OUTGOING)], mark_shipped=True)


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop as every test finds it, for it to copy."""
    path = tmp_path_factory.mktemp("desk") / "filled.shop"
    with Shop.create(path, who="tests") as made:
        fill(made)
    return path


@pytest.fixture
def shop(tmp_path: Path, filled: Path) -> Iterator[Shop]:
    with Shop.open(Path(shutil.copyfile(filled, tmp_path / "desk.shop")), who="tests") as made:
        yield made


@pytest.fixture
def clerk(qtbot: QtBot, shop: Shop) -> Iterator[Clerk]:
    made = Clerk(qtbot, shop)
    yield made
    made.close()
