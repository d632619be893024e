"""Notes something of some customers of the demo, so that their page shows what it can hold."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection, select

from models.customers import Customer
from services import clock, settings
from services.customers import commands
from services.samples.words import load
from services.shop import Shop
from services.types import ContactMeans, Filter, TableRequest

_customers = Customer.table()


def note_people(shop: Shop) -> None:
    """Tags, talks, follow-ups, coupons and a segment; the last of the list comes onto the blacklist."""
    words, ids = load("people"), shop.ask(_best)
    if len(ids) < 4:
        return
    today = clock.business_day(clock.now(), shop.ask(settings.read, settings.ZONE))
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


def _best(connection: Connection) -> list[int]:
    order = (_customers.c.orders.desc(), _customers.c.net_minor.desc(), _customers.c.id)
    return list(connection.execute(select(_customers.c.id).order_by(*order)).scalars())
