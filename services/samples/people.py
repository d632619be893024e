"""Notes something of some customers of the demo, so that their page shows what it can hold."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from models.customers import Customer
from models.enums.orders import OrderStatus
from models.orders import Order
from services import clock
from services.business_day import shop_today
from services.customers import commands
from services.orders.commands import edit
from services.samples.words import load
from services.shop import Shop
from services.types import ContactMeans, Filter, TableRequest

_customers = Customer.table()
_orders = Order.table()
_PERSON = ("receiver", "phone", "province", "city", "district", "address")


def note_people(shop: Shop) -> None:
    """Tags, talks, follow-ups, coupons and a segment; the last of the list comes onto the blacklist."""
    words, ids = load("people"), shop.ask(_best)
    if len(ids) < 4:
        return
    today = shop.ask(shop_today)
    first, second, *_others, last = ids
    birthday = today + timedelta(days=words["birthday_in_days"])
    facts = {"note": words["note"], "birthday": f"{birthday:%m-%d}", "member_since": today - timedelta(days=200)}
    shop.run(commands.describe, first, facts, source="demo")
    shop.run(commands.tag, [first, second], words["tags"][:1], source="demo")
    shop.run(commands.tag, [second], words["tags"][1:], source="demo")
    for days, talk in enumerate(words["talks"], start=1):
        at = clock.now() - timedelta(days=days)
        shop.run(commands.add_contact, first, talk["text"], ContactMeans(talk["means"]), at, source="demo")
    plan = words["follow_up"]
    shop.run(commands.plan_follow_up, first, plan["text"], today + timedelta(days=5), source="demo")
    shop.run(commands.plan_follow_up, second, plan["late"], today, source="demo")
    until = today + timedelta(days=30)
    shop.run(commands.give_coupon, [first, second], plan["coupon"], plan["worth_minor"], until, today, source="demo")
    shop.run(commands.blacklist, [last], plan["blacklist"], source="demo")
    asked = TableRequest(view="repeat", filters=(Filter("net", "between", ("10000", "")),))
    shop.run(commands.save_segment, plan["segment"], asked, source="demo")


def know_somebody_twice(shop: Shop) -> None:
    """The buyer of an order in another channel is one the shop knows already: the two can be made one person."""
    found = shop.ask(_two_orders)
    if found is not None:
        order_id, person = found
        shop.run(edit, order_id, person, source="demo")


def _two_orders(connection: Connection) -> tuple[int, dict[str, Any]] | None:
    """An order of another channel than that of the first full phone number, and whose number it is."""
    columns = [_orders.c[name] for name in ("channel_id", *_PERSON)]
    statement = select(*columns).where(_orders.c.phone.regexp_match("^1[0-9]{10}$")).order_by(_orders.c.id)
    known = connection.execute(statement.limit(1)).mappings().first()
    if known is None:
        return None
    other = (
        select(_orders.c.id)
        .where(
            _orders.c.channel_id != known["channel_id"], _orders.c.currency == "CNY",
            _orders.c.status == OrderStatus.COMPLETED,
        )
        .order_by(_orders.c.id)
    )  # fmt: skip
    order_id = connection.execute(other.limit(1)).scalar()
    return None if order_id is None else (order_id, {name: known[name] for name in _PERSON})


def _best(connection: Connection) -> list[int]:
    order = (_customers.c.orders.desc(), _customers.c.net_minor.desc(), _customers.c.id)
    return list(connection.execute(select(_customers.c.id).order_by(*order)).scalars())
