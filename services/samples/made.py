"""The orders a demo shop starts with: invented, of the last quarter, in every state an owner meets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from services import clock
from services.samples.words import Person, load, one_of, person

_CHANCE_OF_SET = 0.1
_USD_RATE = 7
_RETURNS, _RETURNS_AFTER = 3, 2  # every third order that was sent is from the buyer two before
_THRICE, _RETURNS_AFTER_THRICE = 9, 8  # and every ninth from the one eight before, who so buys a third time
_PAID_STATES = frozenset({"paid", "shipped", "completed", "refunded", "refunding"})
_SENT_STATES = frozenset({"shipped", "completed", "refunded"})


@dataclass(frozen=True, slots=True)
class MadeLine:
    """One item; the price is in minor units of the channel's currency."""

    code: str
    title: str
    variant: str
    quantity: int
    price_minor: int


@dataclass(frozen=True, slots=True)
class MadeOrder:
    """One order before any platform wrote it. Times are in the channel's zone; None has not happened."""

    channel: str
    state: str
    number: str
    payment_no: str
    buyer: Person
    lines: tuple[MadeLine, ...]
    freight_minor: int
    buyer_note: str
    seller_note: str
    close_reason: str
    courier: str
    tracking_no: str
    ordered_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    completed_at: datetime | None

    @property
    def goods_minor(self) -> int:
        """What the items cost together."""
        return sum(line.price_minor * line.quantity for line in self.lines)

    @property
    def total_minor(self) -> int:
        """Items and freight."""
        return self.goods_minor + self.freight_minor


def orders(seed: int) -> tuple[MadeOrder, ...]:
    """The demo's orders, dated back from now, the oldest first; the same for the same seed and moment."""
    random = Random(seed)
    drawn = sorted(_drawn(random), key=lambda one: one[0])
    channels = load("files")["channels"]
    shelf = tuple(_sellable())
    made = [
        _order(random, index, at.astimezone(ZoneInfo(channels[group["channel"]][3])), group, number, shelf)
        for index, (at, group, number) in enumerate(drawn, start=1001)
    ]
    return tuple(_with_returning(made))


def _with_returning(made: list[MadeOrder]) -> Iterator[MadeOrder]:
    """Some of those who bought and got their goods buy again, one of them a third time."""
    sent: dict[str, list[MadeOrder]] = {}
    for order in made:
        before = sent.setdefault(order.channel, [])
        if order.state in _SENT_STATES:
            place = len(before)
            back = _RETURNS_AFTER_THRICE if place % _THRICE == _THRICE - 1 else _RETURNS_AFTER
            if place % _RETURNS == _RETURNS - 1 and place >= back:
                order = replace(order, buyer=before[place - back].buyer)
            before.append(order)
        yield order


def _drawn(random: Random) -> Iterator[tuple[datetime, dict[str, Any], int]]:
    """When each order of each group was placed, and the how many-th of its group it is."""
    now = clock.now().replace(microsecond=0)
    for group in load("orders")["group"]:
        youngest, oldest = group["days"]
        for number in range(group["count"]):
            minutes = 12 + random.random() * ((oldest - youngest) * 1_440 + 420)
            yield now - timedelta(days=youngest, minutes=minutes, seconds=number), group, number


def _sellable() -> Iterator[MadeLine]:
    for product in load("products")["product"]:
        for code, variant, price, _cost, _weight, _shelf in product["variants"]:
            yield MadeLine(code, product["title"], variant, 1, price)


def _order(
    random: Random, index: int, at: datetime, group: dict[str, Any], number: int, shelf: tuple[MadeLine, ...]
) -> MadeOrder:
    words, channel, state = load("words"), group["channel"], group["state"]
    pattern = load("files")["channels"][channel][4]
    lines = tuple(_lines(random, channel, shelf, is_known=number < group["count"] - group.get("unknown", 0)))
    goods = sum(line.price_minor * line.quantity for line in lines)
    courier, prefix = one_of(random, words["couriers"])
    is_sent = state in _SENT_STATES
    serial = int(random.random() * 10_000_000)
    return MadeOrder(
        channel=channel,
        state=state,
        number=pattern.format(day=at, index=index, serial=serial),
        payment_no=f"{at:%Y%m%d}22{index:06d}{serial:07d}",
        buyer=person(random, words),
        lines=lines,
        freight_minor=0 if goods >= 9_900 or channel == "shopify" else 600,
        buyer_note=one_of(random, words["buyer_notes"]) if number < group.get("notes", 0) else "",
        seller_note=one_of(random, words["seller_notes"]) if random.random() < 0.12 else "",
        close_reason=one_of(random, words["close_reasons"]) if state in ("closed", "refunded") else "",
        courier=courier if is_sent else "",
        tracking_no=f"{prefix}{serial:07d}{index:04d}" if is_sent else "",
        ordered_at=at,
        paid_at=at + timedelta(minutes=1 + random.random() * 8) if state in _PAID_STATES else None,
        shipped_at=at + timedelta(hours=20 + random.random() * 16) if is_sent else None,
        completed_at=at + timedelta(days=5, hours=random.random() * 60) if state in ("completed", "refunded") else None,
    )


def _lines(random: Random, channel: str, shelf: tuple[MadeLine, ...], *, is_known: bool) -> Iterator[MadeLine]:
    products = load("products")
    bundle, unknown = products["set"], products["unknown"]
    if channel == "taobao" and random.random() < _CHANCE_OF_SET:
        yield MadeLine(bundle["code"], bundle["title"], bundle["variant"], 1, bundle["price"])
    if not is_known:
        one = one_of(random, unknown)
        yield MadeLine(one["code"], one["title"], one["variant"], 1, one["price"])
    for _number in range(1 + int(random.random() ** 2 * 3)):
        line = one_of(random, shelf)
        quantity = 1 if random.random() < 0.75 else 2
        price = line.price_minor // _USD_RATE if channel == "shopify" else line.price_minor
        yield MadeLine(line.code, line.title, line.variant, quantity, price)
