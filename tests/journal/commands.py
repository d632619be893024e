"""Commands as a shop has them, written to meet the journal from all sides: blocks, rows, settings."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from models.catalog import Product, Sku
from models.channels import Channel
from models.entities import Entity
from models.enums.orders import OrderStatus, Platform
from models.orders import Order, OrderLine
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

DAYS = ("2026-11-01", "2026-11-02", None)


@command("test.open", N_("Test: open"))
def open_channel(uow: UnitOfWork, name: str) -> int:
    """A channel to sell on."""
    channel = Channel(name=name, platform=Platform.OTHER, currency="CNY", zone="Asia/Shanghai")
    uow.add(channel)
    return channel.id


@command("test.add_product", N_("Test: add {title}"))
def add_product(uow: UnitOfWork, title: str, code: str) -> tuple[int, int]:
    """A product with one SKU."""
    uow.describe(title=title)
    product = Product(title=title)
    uow.add(product)
    sku = Sku(product_id=product.id, code=code, code_key=code.casefold(), price_minor=100)
    uow.add(sku)
    return product.id, sku.id


def order_row(channel_id: int, number: str, **more: Any) -> dict[str, Any]:
    """A stored order row as an import makes it."""
    row: dict[str, Any] = {
        "channel_id": channel_id,
        "external_no": number,
        "status": "paid",
        "refund_status": "none",
        "flag": "none",
        "currency": "CNY",
        "paid_minor": 1990,
        "ordered_on": DAYS[0],
        "is_damaged_no": 0,
        "buyer": "买家",
        "extra": {"备注": "原样"},
    }
    return row | more


@command("test.import", NN_("Test: import {count} order", "Test: import {count} orders"))
def import_orders(uow: UnitOfWork, channel_id: int, numbers: list[str], sku_id: int | None = None) -> list[int]:
    """Orders and their lines in two blocks of consecutive ids, some of them edited in the same operation."""
    uow.describe(count=len(numbers))
    rows = [
        order_row(channel_id, number, ordered_on=DAYS[i % 3], paid_minor=1000 + i) for i, number in enumerate(numbers)
    ]
    ids = uow.bulk_insert(Entity.ORDER, rows)
    lines = [
        {
            "order_id": order_id,
            "position": position,
            "title": "山茶花发夹",
            "quantity": position,
            "is_closed": 0,
            "refund_status": "none",
            "sku_id": sku_id,
        }
        for order_id in ids
        for position in (1, 2)
    ]
    uow.bulk_insert(Entity.ORDER_LINE, lines)
    return list(ids)


@command("test.import_and_edit", N_("Test: import and edit"))
def import_and_edit(uow: UnitOfWork, channel_id: int, numbers: list[str]) -> list[int]:
    """An import that edits the first of its own rows and removes the last again."""
    ids = import_orders(uow, channel_id, numbers)
    uow.describe()
    orders = uow.get_many(Order, ids)
    orders[0].seller_note = "first"
    uow.flush()
    if len(orders) > 1:
        for line in uow.all(select(OrderLine).where(OrderLine.order_id == ids[-1])):
            uow.delete(line)
        uow.flush()
        uow.delete(orders[-1])
    return ids


@command("test.place", N_("Test: place {number}"))
def place(uow: UnitOfWork, channel_id: int, number: str, sku_id: int | None) -> int:
    """One order with one line, row by row."""
    uow.describe(number=number)
    order = Order(
        channel_id=channel_id,
        external_no=number,
        status=OrderStatus.PAID,
        currency="CNY",
        ordered_at=datetime(2026, 11, 2, tzinfo=UTC),
        extra={"来源": number},
    )
    uow.add(order)
    line = OrderLine(order_id=order.id, position=1, title="Mug", quantity=1, sku_id=sku_id)
    uow.add(line)
    uow.flush()
    line.quantity = 2
    return order.id


@command("test.rename", N_("Test: rename #{which}"))
def rename(uow: UnitOfWork, order_id: int, receiver: str) -> None:
    """Another receiver."""
    uow.describe(which=order_id)
    order = uow.get(Order, order_id)
    order.receiver = receiver
    order.extra = {"改": receiver}


@command("test.reprice", N_("Test: reprice #{which}"))
def reprice(uow: UnitOfWork, order_id: int, paid_minor: int, day: str | None) -> None:
    """Another amount, another day; via a value that does not stay."""
    uow.describe(which=order_id)
    order = uow.get(Order, order_id)
    order.paid_minor, order.seller_note = paid_minor + 1, "for a moment"
    uow.flush()
    order.paid_minor, order.seller_note = paid_minor, None
    order.ordered_on = None if day is None else datetime.fromisoformat(day).date()


@command("test.ship", N_("Test: ship #{which}"))
def ship(uow: UnitOfWork, order_id: int) -> None:
    """Paid becomes shipped."""
    uow.describe(which=order_id)
    uow.get(Order, order_id).status = OrderStatus.SHIPPED


@command("test.drop", N_("Test: drop #{which}"))
def drop(uow: UnitOfWork, order_id: int) -> None:
    """Remove the order with its lines, one of them edited just before."""
    uow.describe(which=order_id)
    order = uow.get(Order, order_id)
    for line in uow.all(select(OrderLine).where(OrderLine.order_id == order_id)):
        line.quantity = 77  # assigned and never written
        uow.delete(line)
    uow.flush()
    uow.delete(order)


@command("test.replace_lines", N_("Test: replace the lines of #{which}"))
def replace_lines(uow: UnitOfWork, order_id: int, quantity: int) -> None:
    """New lines in the places of the old ones, as an import does when an order changed."""
    uow.describe(which=order_id)
    uow.get(Order, order_id)
    for line in uow.all(select(OrderLine).where(OrderLine.order_id == order_id)):
        uow.delete(line)
    uow.flush()
    uow.add(OrderLine(order_id=order_id, position=1, title="New", quantity=quantity))


@command("test.swap_numbers", N_("Test: swap numbers"))
def swap_numbers(uow: UnitOfWork, first_id: int, second_id: int) -> None:
    """Two orders exchange a value that must be unique at any moment."""
    first, second = uow.get_many(Order, [first_id, second_id])
    numbers = first.external_no, second.external_no
    first.external_no = "aside"
    uow.flush()
    second.external_no = numbers[0]
    uow.flush()
    first.external_no = numbers[1]


@command("test.link", N_("Test: link {what}"))
def link(uow: UnitOfWork, order_id: int, sku_id: int | None) -> None:
    """Point all lines of an order at a SKU, through the relationship."""
    uow.describe(what=message(N_("order")))
    sku = None if sku_id is None else uow.find(Sku, sku_id)
    for line in uow.all(select(OrderLine).where(OrderLine.order_id == order_id)):
        line.sku = sku
