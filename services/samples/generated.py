"""A shop of any size made of the sample words: the same for the same seed and day, whoever asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from models.columns import to_epoch_ms
from models.entities import Entity
from models.enums.orders import Flag, OrderStatus, Platform, RefundStatus
from services import clock, text
from services.channels.commands import create as create_channel
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.samples import calendar
from services.samples.words import load, one_of, person

_DAY_MS = 86_400_000
_LINE_COUNTS = (1, 1, 1, 1, 2, 2, 2, 3, 3, 4)  # 2 on average
_ORDERS_AT_ONCE = 50_000
_UNLINKED, _REFUNDED, _CLOSED, _NOTED, _HELD = 0.01, 0.04, 0.05, 0.08, 0.01
_USD_RATE = 7
_SCATTER, _SCATTERED = 7_368_787_237, 10**13  # without a common factor, so that no number comes twice


@dataclass(frozen=True, slots=True)
class Goods:
    """One SKU as lines repeat it."""

    sku_id: int
    code: str
    title: str
    variant: str
    price_minor: int


@dataclass(frozen=True, slots=True)
class Seller:
    """One channel and how its order numbers look."""

    channel_id: int
    currency: str
    pattern: str
    share: int


@dataclass(frozen=True, slots=True)
class World:
    """What all orders of a generated shop share. `now_ms` is the moment the shop is made at."""

    goods: tuple[Goods, ...]
    sellers: tuple[Seller, ...]
    words: dict[str, Any]
    now_ms: int


@command("demo.found", N_("Create the demo's channels and products"))
def found(uow: UnitOfWork) -> World:
    """Create the channels and the SKUs of a generated shop."""
    words = load("words")
    made = words["generated"]
    sellers = []
    for name, platform, currency, zone, share, pattern in made["channels"]:
        row = create_channel(uow, name, Platform(platform), currency=currency, zone=zone)
        sellers.append(Seller(row.id, currency, pattern, share))
    titles = [(kind + goods, number) for kind in made["kinds"] for number, goods in enumerate(made["goods"])]
    product_ids = uow.bulk_insert(
        Entity.PRODUCT,
        [{"title": title, "category": made["goods"][number], "is_archived": 0} for title, number in titles],
    )
    rows = [
        _sku(product_id, title, number, variant, made)
        for product_id, (title, number) in zip(product_ids, titles, strict=True)
        for variant in made["variants"]
    ]
    ids = uow.bulk_insert(Entity.SKU, [row for row, _title in rows])
    goods = tuple(
        Goods(sku_id, row["code"], title, row["variant"], row["price_minor"])
        for sku_id, (row, title) in zip(ids, rows, strict=True)
    )
    return World(goods, tuple(sellers), words, to_epoch_ms(clock.now()))


@command("demo.fill", NN_("Make up {count} order", "Make up {count} orders"))
def fill(uow: UnitOfWork, world: World, first_index: int, at_ms: Sequence[int], seed: int) -> range:
    """Add one invented order per instant of `at_ms` (epoch milliseconds, in order). Returns their ids."""
    random = Random(f"{seed}/{first_index}")
    orders: list[dict[str, Any]] = []
    lines: list[list[dict[str, Any]]] = []
    for index, at in enumerate(at_ms, start=first_index):
        order, its_lines = _order(random, world, index, at)
        orders.append(order)
        lines.append(its_lines)
    ids = uow.bulk_insert(Entity.ORDER, orders)
    flat = [line | {"order_id": order_id} for order_id, its in zip(ids, lines, strict=True) for line in its]
    uow.bulk_insert(Entity.ORDER_LINE, flat)
    uow.describe(count=len(orders))
    return ids


def batches(orders: int, seed: int, zone: str = "Asia/Shanghai") -> Iterator[tuple[int, list[int]]]:
    """(index of the first, instants) of the orders, in steps small enough to be held in memory."""
    now = clock.now()
    today = clock.business_day(now, zone)
    waiting: list[int] = []
    first = 1
    for day, count in calendar.days(orders, today, load("words")["generated"]["festivals"]):
        waiting += _instants(day, count, zone, seed, min(now, _end_of(day, zone)))
        while len(waiting) >= _ORDERS_AT_ONCE:
            yield first, waiting[:_ORDERS_AT_ONCE]
            first += _ORDERS_AT_ONCE
            waiting = waiting[_ORDERS_AT_ONCE:]
    if waiting:
        yield first, waiting


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(UTC)


def _instants(day: date, count: int, zone: str, seed: int, until: datetime) -> list[int]:
    """Moments of a day, most of them in the evening, none after `until`."""
    random = Random(f"{seed}/{day.isoformat()}")
    start = to_epoch_ms(datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC))
    span = to_epoch_ms(until) - start
    return sorted(start + int(max(random.random(), random.random()) * span) for _ in range(count))


def _sku(
    product_id: int, title: str, number: int, variant: Sequence[str], made: dict[str, Any]
) -> tuple[dict[str, Any], str]:
    letter, name = variant
    code = f"{made['letters'][number]}-{product_id:03d}-{letter}"
    price = made["prices"][number]
    row = {
        "product_id": product_id,
        "code": code,
        "code_key": text.key(code),
        "variant": name,
        "shelf": f"{letter}-{1 + product_id % 20:02d}-{1 + number % 5}",
        "price_minor": price,
        "cost_minor": price * 2 // 5,
        "weight_g": 100 + 40 * number,
        "below_zero": 0,
        "has_lots": 0,
        "is_archived": 0,
    }
    return row, title


def _order(random: Random, world: World, index: int, at: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    words = world.words
    seller = _seller(random, world)
    buyer = person(random, words)
    lines = [_line(random, world, seller, position) for position in range(1, one_of(random, _LINE_COUNTS) + 1)]
    goods = sum(line["amount_minor"] for line in lines)
    freight = 0 if goods > 5_900 or random.random() < 0.5 else 600
    at_utc = datetime.fromtimestamp(at / 1000, UTC)
    on = clock.business_day(at_utc, "Asia/Shanghai" if seller.currency == "CNY" else "UTC")
    order: dict[str, Any] = {
        "channel_id": seller.channel_id,
        "external_no": seller.pattern.format(day=on, index=index, scattered=index * _SCATTER % _SCATTERED),
        "refund_status": str(RefundStatus.NONE),
        "flag": str(Flag.NONE),
        "currency": seller.currency,
        "goods_minor": goods,
        "freight_minor": freight,
        "total_minor": goods + freight,
        "ordered_at": at,
        "ordered_on": on.isoformat(),
        "buyer": buyer.nick,
        "receiver": buyer.name,
        "phone": buyer.phone,
        "phone_tail": buyer.phone[-4:],
        "province": buyer.province,
        "city": buyer.city,
        "district": buyer.district,
        "address": buyer.street,
        "zip": buyer.postcode,
        "declared_pieces": sum(line["quantity"] for line in lines),
        "is_damaged_no": 0,
    }
    if random.random() < _NOTED:
        order["buyer_note"] = one_of(random, words["buyer_notes"])
    _age(random, world, order, lines, index)
    return order, lines


def _seller(random: Random, world: World) -> Seller:
    drawn = random.random() * 100
    for seller in world.sellers:
        drawn -= seller.share
        if drawn < 0:
            return seller
    return world.sellers[0]


def _line(random: Random, world: World, seller: Seller, position: int) -> dict[str, Any]:
    # Few SKUs are sold often and most seldom, as in any shop.
    goods = world.goods[int(random.random() ** 2 * len(world.goods))]
    quantity = 1 if random.random() < 0.8 else 2 + int(random.random() * 3)
    price = goods.price_minor if seller.currency == "CNY" else goods.price_minor // _USD_RATE
    is_known = random.random() >= _UNLINKED
    code = goods.code if is_known else f"X{goods.code}"
    return {
        "position": position,
        "code": code,
        "code_key": text.key(code),
        "title": goods.title,
        "variant": goods.variant,
        "quantity": quantity,
        "price_minor": price,
        "amount_minor": price * quantity,
        "is_closed": 0,
        "refund_status": str(RefundStatus.NONE),
        "sku_id": goods.sku_id if is_known else None,
        "sku_quantity": quantity if is_known else None,
    }


def _age(random: Random, world: World, order: dict[str, Any], lines: list[dict[str, Any]], index: int) -> None:
    """Let the order come as far as its age allows: paid, shipped, completed, or closed on the way."""
    at, age_days = order["ordered_at"], (world.now_ms - order["ordered_at"]) / _DAY_MS
    if random.random() < _CLOSED or (age_days < 1 and random.random() < 0.1):
        is_open = age_days < 1
        order["status"] = str(OrderStatus.UNPAID if is_open else OrderStatus.CLOSED)
        if not is_open:
            order["close_reason"] = one_of(random, world.words["close_reasons"])
            for line in lines:
                line["is_closed"] = 1
        return
    order["paid_minor"], order["paid_at"] = order["total_minor"], at + int(random.random() * 900_000)
    sent_after = 0.5 + random.random() * 1.5
    if age_days < sent_after:
        order["status"] = str(OrderStatus.PAID)
        if random.random() < _HELD:
            order["hold_code"], order["hold_note"] = "manual", world.words["hold_note"]
        if random.random() < _REFUNDED / 2:
            order["refund_status"] = str(RefundStatus.REQUESTED)
        return
    courier, prefix = one_of(random, world.words["couriers"])
    order["shipped_at"] = at + int(sent_after * _DAY_MS)
    order["courier"], order["tracking_no"] = courier, f"{prefix}{index * _SCATTER % _SCATTERED:013d}"
    order["tracking_entered_at"] = order["shipped_at"]
    done_after = sent_after + 3 + random.random() * 8
    is_done = age_days >= done_after
    order["status"] = str(OrderStatus.COMPLETED if is_done else OrderStatus.SHIPPED)
    if is_done:
        order["completed_at"] = at + int(done_after * _DAY_MS)
    if random.random() < _REFUNDED:
        _refund(random, order)


def _refund(random: Random, order: dict[str, Any]) -> None:
    if random.random() < 0.5:
        order["refund_status"], order["refunded_minor"] = str(RefundStatus.REFUNDED), order["paid_minor"]
    else:
        order["refund_status"], order["refunded_minor"] = str(RefundStatus.PARTIAL), order["paid_minor"] // 2
