"""A shop that sold mugs and lids, and short ways to look at what a case did to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Select, select

from models.aftersales import Case, CaseLine
from models.base import Base
from models.finance import Transaction
from models.orders import Order
from services import clock
from services.aftersales.drafts import CaseDraft
from services.aftersales.opening import open_case
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.finance.commands import AccountDraft, add_account
from services.orders.entering import LineDraft, OrderDraft, add
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.stock.queries import StockView, stock_of
from services.types import AccountKind, CaseKind, OrderStatus, Platform
from tests.services.filled import filled

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


class Clock:
    """The time of the test; it stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def forward(self, **spent: int) -> None:
        """Let time pass."""
        self.now += timedelta(**spent)


@pytest.fixture(autouse=True)
def time() -> Iterator[Clock]:
    """The clock everything goes by."""
    found = Clock()
    clock.set_source(lambda: found.now)
    yield found
    clock.set_source(None)


@dataclass
class Stall:
    """The shop with its channel, its wallet, two products in stock, and what tests ask of it."""

    time: Clock
    shop: Shop
    channel: int
    wallet: int
    mug: int
    lid: int

    def sell(self, *lines: tuple[int, int, int], status: OrderStatus = OrderStatus.SHIPPED) -> int:
        """An order of (SKU, pieces, price of one). Returns its id."""
        titles = {self.mug: ("Mug", "MUG"), self.lid: ("Lid", "LID")}
        drafts = tuple(
            LineDraft(titles[sku][0], pieces, code=titles[sku][1], price_minor=price, sku_id=sku)
            for sku, pieces, price in lines
        )
        draft = OrderDraft(self.channel, drafts, status=status, buyer="Lin", receiver="Lin", address="Road 1")
        order_id = self.shop.run(add, draft).value
        self.time.forward(hours=1)
        return order_id

    def open(self, kind: CaseKind, order_id: int, **more: object) -> int:
        """A case of all of an order. Returns its id."""
        return self.shop.run(open_case, CaseDraft(kind, order_id, **more)).value  # type: ignore[arg-type]

    def case(self, case_id: int) -> Any:
        """The case's row as it is."""
        return self.row(Case, case_id)

    def order(self, order_id: int) -> Any:
        """The order's row as it is."""
        return self.row(Order, order_id)

    def lines(self, case_id: int) -> list[Any]:
        """The case's lines."""
        table = CaseLine.table()
        return self.rows(select(table).where(table.c.case_id == case_id).order_by(table.c.id))

    def stock(self, sku_id: int) -> StockView:
        """What there is of a SKU."""
        return self.shop.ask(stock_of, sku_id)

    def shelf(self) -> tuple[int, int, int]:
        """Mugs: good ones, defective ones, and what all of them cost."""
        found = self.stock(self.mug)
        return found.on_hand, found.defective, found.value_minor

    def transactions(self) -> list[tuple[str, int]]:
        """(direction, amount) of everything on the wallet."""
        table = Transaction.table()
        found = self.rows(select(table.c.direction, table.c.amount_minor).order_by(table.c.id))
        return [(str(row[0]), row[1]) for row in found]

    def row(self, mapped: type[Base], row_id: int) -> Any:
        """One row of a class."""
        table = mapped.table()
        return self.rows(select(table).where(table.c.id == row_id))[0]

    def rows(self, statement: Select[Any]) -> list[Any]:
        """What a statement finds."""

        def read(connection: Connection) -> list[Any]:
            return list(connection.execute(statement))

        return self.shop.ask(read)


@pytest.fixture
def stall(time: Clock, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stall]:
    """Ten mugs at 10.00 and ten lids at 2.00 in stock, a wallet, a channel."""
    for shop, made in filled(request, tmp_path / "test.shop", _stall):
        time.forward(hours=1)
        yield replace(made, time=time, shop=shop)


def _stall(shop: Shop) -> Stall:
    channel = shop.run(add_channel, "Stall", Platform.TAOBAO).value
    wallet = shop.run(add_account, AccountDraft("Wallet", AccountKind.ALIPAY)).value
    mug = shop.run(add_sku, SkuDraft("MUG", "Mug", price_minor=2900)).value
    lid = shop.run(add_sku, SkuDraft("LID", "Lid", price_minor=900)).value
    shop.run(set_opening, [OpeningDraft(mug, 10, 10_000), OpeningDraft(lid, 10, 2_000)])
    return Stall(Clock(), shop, channel, wallet, mug, lid)
