"""Every hold rule: a file brings its cause and holds the order; the cause goes, the order goes on; undo follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.customers import OrderCustomer
from models.orders import Order
from services import settings
from services.catalog.commands import add_sku, edit_sku, link
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.customers.commands import blacklist, unblacklist
from services.fulfilment.stopping import stop_orders
from services.integrity import check
from services.orders import commands
from services.orders.hold_rules import SWITCHES, HoldRule
from services.shop import Shop
from services.stock.commands import count_to, receive
from services.stock.levels import Spot
from services.types import OrderStatus, Platform, RefundStatus
from tests.services.importing.applying import apply, table

HEADER = ("Order no.", "Channel", "Order status", "Item", "Code", "Quantity", "Ordered at", "Paid at", "Buyer",
          "Receiver", "Phone", "Province", "City", "Address", "Buyer note", "Refund status", "Total",
          "Paid")  # fmt: skip
SOUND = {
    "Channel": "Stall", "Order status": "To ship", "Item": "Candle", "Code": "LZ", "Quantity": "1",
    "Ordered at": "2026-11-20 12:00:00", "Paid at": "2026-11-20 12:01:00", "Buyer": "Lin", "Receiver": "Lin",
    "Phone": "13900009591", "Province": "浙江省", "City": "杭州市", "Address": "文三路1号", "Refund status": "None",
    "Total": "50.00", "Paid": "50.00",
}  # fmt: skip
CANDLE = SkuDraft("LZ", "Candle", cost_minor=1_000)


@dataclass
class Desk:
    """A shop with one channel and one candle; `folder` takes the files."""

    shop: Shop
    folder: Path
    channel: int
    candle: int

    def bring(self, number: str, **cells: str) -> int:
        """Import a file with one order; `cells` by their headings, spaces as underscores."""
        row = SOUND | {"Order no.": number} | {name.replace("_", " "): cell for name, cell in cells.items()}
        apply(self.shop, table(self.folder / f"{number}.csv", HEADER, [row.get(name, "") for name in HEADER]))
        statement = select(Order.id).where(Order.external_no == number)
        return int(self.shop.ask(lambda connection: connection.execute(statement).scalar_one()))

    def held(self, order_id: int) -> str | None:
        """The code the order is held by."""
        statement = select(Order.hold_code).where(Order.id == order_id)
        found: str | None = self.shop.ask(lambda connection: connection.execute(statement).scalar_one())
        return found

    def customer(self, order_id: int) -> int:
        """Whose order it is."""
        statement = select(OrderCustomer.customer_id).where(OrderCustomer.order_id == order_id)
        return int(self.shop.ask(lambda connection: connection.execute(statement).scalar_one()))


@pytest.fixture
def desk(shop: Shop, tmp_path: Path) -> Desk:
    channel = int(shop.run(add_channel, "Stall", Platform.OTHER).value)
    return Desk(shop, tmp_path, channel, int(shop.run(add_sku, CANDLE).value))


def switch(desk: Desk, rule: HoldRule) -> None:
    for one, declared in SWITCHES.items():
        desk.shop.run(settings.change, declared.key, one is rule)


Case = tuple[HoldRule, Callable[[Desk], int], Callable[[Desk, int], Any]]


def _first_of_two(desk: Desk) -> int:
    first = desk.bring("A")
    desk.bring("B")
    return first


def _close_the_other(desk: Desk, _order_id: int) -> Any:
    statement = select(Order.id).where(Order.external_no == "B")
    other = desk.shop.ask(lambda connection: connection.execute(statement).scalar_one())
    return desk.shop.run(commands.set_status, [other], OrderStatus.CLOSED)


def _scarce(desk: Desk) -> int:
    desk.shop.run(count_to, Spot(desk.candle), 1, reason="counted")
    desk.bring("A")
    return desk.bring("B", Buyer="Mo")


def _stop_the_first(desk: Desk, _order_id: int) -> Any:
    statement = select(Order.id).where(Order.external_no == "A")
    first = desk.shop.ask(lambda connection: connection.execute(statement).scalar_one())
    return desk.shop.run(stop_orders, [first])


def _unmatched(desk: Desk) -> int:
    return desk.bring("A", Code="NEW-1")


def _of_listed_buyer(desk: Desk) -> int:
    first = desk.bring("OLD", Order_status="Completed")
    desk.shop.run(blacklist, [desk.customer(first)], "Sends empty boxes back")
    return desk.bring("A")


CASES: dict[str, Case] = {
    "note": (
        HoldRule.NOTE,
        lambda desk: desk.bring("A", Buyer_note="hurry"),
        lambda desk, one: desk.shop.run(commands.edit, one, {"buyer_note": ""}),
    ),
    "address": (
        HoldRule.ADDRESS,
        lambda desk: desk.bring("A", Phone=""),
        lambda desk, one: desk.shop.run(commands.edit, one, {"phone": "13900009591"}),
    ),
    "unmatched": (
        HoldRule.UNMATCHED,
        _unmatched,
        lambda desk, _one: desk.shop.run(link, desk.channel, "NEW-1", desk.candle),
    ),
    "unmatched, the product is made": (
        HoldRule.UNMATCHED,
        _unmatched,
        lambda desk, _one: desk.shop.run(add_sku, SkuDraft("NEW-1", "New candle")),
    ),
    "refund withdrawn by hand": (
        HoldRule.REFUND,
        lambda desk: desk.bring("A", Refund_status="Refund requested"),
        lambda desk, one: desk.shop.run(commands.set_refund, [one], RefundStatus.NONE),
    ),
    "refund withdrawn by a file": (
        HoldRule.REFUND,
        lambda desk: desk.bring("A", Refund_status="Refund requested"),
        lambda desk, _one: desk.bring("A"),
    ),
    "the other order closes": (HoldRule.DUPLICATE, _first_of_two, _close_the_other),
    "goods arrive": (HoldRule.STOCK, _scarce, lambda desk, _one: desk.shop.run(receive, desk.candle, 1)),
    "goods turn up": (
        HoldRule.STOCK,
        _scarce,
        lambda desk, _one: desk.shop.run(count_to, Spot(desk.candle), 2, reason="counted"),
    ),
    "a refund frees the goods": (HoldRule.STOCK, _scarce, _stop_the_first),
    "cheaper goods": (
        HoldRule.MARGIN,
        lambda desk: desk.bring("A", Total="9.00", Paid="9.00"),
        lambda desk, _one: desk.shop.run(edit_sku, desk.candle, replace(CANDLE, cost_minor=500)),
    ),
    "off the blacklist": (
        HoldRule.BLACKLIST,
        _of_listed_buyer,
        lambda desk, one: desk.shop.run(unblacklist, [desk.customer(one)]),
    ),
}


@pytest.mark.exhaustive
@pytest.mark.parametrize("case", CASES)
def test_a_rule_holds_what_a_file_brings_and_lets_it_go_when_the_cause_is_gone(desk: Desk, case: str) -> None:
    rule, bring, end = CASES[case]
    switch(desk, rule)
    held = bring(desk)
    assert desk.held(held) == rule
    end(desk, held)
    assert desk.held(held) is None
    desk.shop.undo()
    assert desk.held(held) == rule
    desk.shop.redo()
    assert desk.held(held) is None
    assert desk.shop.ask(check) == ()


def test_every_rule_is_in_the_table() -> None:
    assert {rule for rule, _bring, _end in CASES.values()} == set(HoldRule)


def test_the_margin_is_that_of_the_profit_with_fees_and_freight(desk: Desk) -> None:
    switch(desk, HoldRule.MARGIN)
    free = desk.bring("A", Total="12.00", Paid="12.00")
    assert desk.held(free) is None
    desk.shop.run(set_terms, desk.channel, Terms(date(2000, 1, 1), freight_minor=350))
    dear = desk.bring("B", Buyer="Mo", Total="12.00", Paid="12.00")
    assert desk.held(dear) == HoldRule.MARGIN
    desk.shop.run(set_terms, desk.channel, Terms(date(2000, 1, 1), freight_minor=100))
    assert desk.held(dear) is None


def test_what_was_asked_back_leaves_its_goods_to_the_next_order(desk: Desk) -> None:
    switch(desk, HoldRule.STOCK)
    desk.shop.run(count_to, Spot(desk.candle), 1, reason="counted")
    desk.bring("A", Refund_status="Refund requested")
    assert desk.held(desk.bring("B", Buyer="Mo")) is None
