"""The key figures once more, in plain Python over the raw rows: nothing of `services.charts` is used here."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.channels import Channel
from models.couriers import CourierCharge
from models.enums.orders import OrderKind, OrderStatus
from models.orders import Order, OrderLine

COUNTED = {OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED}
SALES = {None, OrderKind.NORMAL, OrderKind.PRESALE, OrderKind.COD}


@dataclass
class Plain:
    """What some days of one currency come to."""

    orders: int = 0
    paid: int = 0
    refunded: int = 0
    buyers: set[tuple[int, str]] = field(default_factory=set)
    hours: Counter[tuple[int, int]] = field(default_factory=Counter)
    provinces: Counter[str] = field(default_factory=Counter)
    pieces: Counter[int] = field(default_factory=Counter)
    amounts: Counter[int] = field(default_factory=Counter)
    by_channel: Counter[int] = field(default_factory=Counter)
    by_day: Counter[date] = field(default_factory=Counter)


def rows(connection: Connection, mapped: Any) -> list[Any]:
    """Every row of a class."""
    return list(connection.execute(select(mapped.table()).order_by(mapped.table().c.id)))


def plain(connection: Connection, currency: str, first: date, last: date) -> Plain:
    """The sales of some days."""
    zones = {row.id: ZoneInfo(row.zone) for row in rows(connection, Channel)}
    found = Plain()
    counted = {}
    for order in rows(connection, Order):
        is_sale = order.status in COUNTED and order.kind in SALES and order.currency == currency
        if not is_sale or order.ordered_on is None or not first <= order.ordered_on <= last:
            continue
        counted[order.id] = order
        found.orders += 1
        found.paid += order.paid_minor or 0
        found.refunded += order.refunded_minor or 0
        found.by_channel[order.channel_id] += order.paid_minor or 0
        found.by_day[order.ordered_on] += order.paid_minor or 0
        found.provinces[order.province or ""] += 1
        if order.buyer is not None:
            found.buyers.add((order.channel_id, order.buyer))
        if order.ordered_at is not None:
            at = order.ordered_at.astimezone(zones[order.channel_id])
            found.hours[order.ordered_on.weekday(), at.hour] += 1
    for line in rows(connection, OrderLine):
        if line.order_id in counted and not line.is_closed:
            found.pieces[line.sku_id or 0] += pieces_of(line)
            found.amounts[line.sku_id or 0] += _amount(line)
    return found


def pieces_of(line: Any) -> int:
    """The pieces of our SKU, of which a channel's code may stand for several; of what is not linked the channel's."""
    return int(line.quantity if line.sku_quantity is None else line.sku_quantity)


def _amount(line: Any) -> int:
    if line.amount_minor is not None:
        return int(line.amount_minor)
    return 0 if line.price_minor is None else line.price_minor * line.quantity - (line.discount_minor or 0)


def days_of_buyers(connection: Connection, currency: str) -> dict[tuple[int, str], list[date]]:
    """Every buyer's order days, one for each order, in order."""
    found = defaultdict(list)
    for order in rows(connection, Order):
        is_sale = order.status in COUNTED and order.kind in SALES and order.currency == currency
        if is_sale and order.ordered_on is not None and order.buyer is not None:
            found[order.channel_id, order.buyer].append(order.ordered_on)
    return {key: sorted(days) for key, days in found.items()}


def freight(connection: Connection, currency: str) -> int:
    """What couriers billed for counted orders, shared by those that travel under one number, each part rounded."""
    billed: Counter[str] = Counter()
    for charge in rows(connection, CourierCharge):
        if charge.currency == currency and charge.waybill:
            billed[charge.waybill] += charge.amount_minor
    orders = rows(connection, Order)
    sharers = Counter(order.tracking_no for order in orders if order.tracking_no)
    total = 0
    for order in orders:
        if order.status in COUNTED and order.kind is not OrderKind.NOT_REAL and order.tracking_no in billed:
            count = sharers[order.tracking_no]
            total += (2 * billed[order.tracking_no] + count) // (2 * count)
    return total
