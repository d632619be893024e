"""Random orders, changes, mergers and ways back: customers equal what plain Python makes of the rows."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select

from models.customers import Customer, CustomerMerge
from models.orders import Order, OrderLine
from services.customers.merging import merge, unmerge
from services.errors import AppError, NothingToUndo
from services.orders import commands
from services.registry import PROJECTIONS
from services.shop import Shop
from services.types import OrderStatus
from tests.services.customers.buying import bought, channels

_serial = itertools.count(1)
_NAMES = ("ann", "bea", "cat", None)
_ORDER = st.fixed_dictionaries(
    {
        "place": st.integers(0, 1),
        "buyer": st.sampled_from(_NAMES),
        "phone": st.sampled_from((None, "13800001111", "138****1111", "13900002222")),
        "receiver": st.sampled_from((None, "Ann Li", "A*")),
        "status": st.sampled_from(("paid", "shipped", "completed", "closed", "unpaid")),
        "kind": st.sampled_from((None, None, "gift", "presale")),
        "currency": st.sampled_from(("CNY", "CNY", "USD")),
        "paid_minor": st.none() | st.integers(0, 10_000),
        "refunded_minor": st.none() | st.integers(0, 500),
        "day": st.integers(0, 60),
        "pieces": st.integers(1, 5),
    }
)
_STEP = st.one_of(
    st.tuples(st.just("buy"), st.lists(_ORDER, min_size=1, max_size=4)),
    st.tuples(st.sampled_from(("merge", "unmerge", "close", "rename", "delete", "undo", "redo")),
              st.tuples(st.integers(0, 20), st.integers(0, 20))),
)  # fmt: skip


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def model(connection: Connection) -> dict[str, Any]:
    """Orders, paid, refunded, pieces and days per person, by the rules in words and nothing of ours but the orders."""
    rows = connection.execute(select(Order.table())).mappings().all()
    pieces: dict[int, int] = {}
    for line in connection.execute(select(OrderLine.order_id, OrderLine.quantity, OrderLine.is_closed)):
        pieces[line[0]] = pieces.get(line[0], 0) + (0 if line[2] else line[1])
    people: dict[tuple[Any, ...], list[Any]] = {}
    for row in rows:
        if (who := _who(row)) is not None:
            people.setdefault(who, []).append(row)
    result = []
    for orders in people.values():
        sales = [
            one for one in orders
            if one["status"] in (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)
            and one["kind"] in (None, "presale")
        ]  # fmt: skip
        newest = max(orders, key=lambda one: (one["ordered_at"], one["id"]))["currency"]
        home = [one for one in sales if one["currency"] == newest]
        paid, refunded = (sum(one[name] or 0 for one in home) for name in ("paid_minor", "refunded_minor"))
        result.append((len(sales), len(orders), paid, refunded, sum(pieces.get(one["id"], 0) for one in sales)))
    return {"people": sorted(result)}


def _who(row: Any) -> tuple[Any, ...] | None:
    channel, phone, receiver = row["channel_id"], row["phone"], row["receiver"]
    if row["buyer"]:
        return (channel, "name", row["buyer"])
    if phone and "*" not in phone:
        return (channel, "phone", phone)
    if phone and (receiver or "").strip("*"):
        return (channel, "mask", phone, receiver)
    return None


def kept(connection: Connection) -> dict[str, Any]:
    table = Customer.table()
    rows = connection.execute(select(table)).mappings()
    return {
        "people": sorted(
            (r["orders"], r["orders"] + r["other_orders"], r["paid_minor"], r["refunded_minor"], r["pieces"])
            for r in rows
        )
    }  # fmt: skip


def without_mergers(connection: Connection) -> bool:
    return connection.execute(select(CustomerMerge.id)).first() is None


def sums(people: list[tuple[int, ...]]) -> tuple[int, int, int]:
    return sum(one[0] for one in people), sum(one[1] for one in people), sum(one[4] for one in people)


@pytest.mark.exhaustive
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_STEP, min_size=3, max_size=9))
def test_customers_equal_an_independent_calculation(folder: Path, steps: list[Any]) -> None:
    with Shop.create(folder / f"{next(_serial)}.shop") as shop:
        places = channels(shop)
        for what, given_ in steps:
            take(shop, places, what, given_)
            assert [str(one) for one in verified(shop)] == []
            found, right = shop.ask(kept), shop.ask(model)
            if shop.ask(without_mergers):
                assert found == right
            else:
                assert sums(found["people"]) == sums(right["people"])


def verified(shop: Shop) -> list[Any]:
    mine = next(one for one in PROJECTIONS if one.name == "customers")
    return shop.ask(mine.verify)


def take(shop: Shop, places: tuple[int, int], what: str, given_: Any) -> None:
    """One step; what the shop refuses by name is refused."""
    if what == "buy":
        rows = [dict(one) for one in given_]
        bought(shop, *(one | {"channel_id": places[one.pop("place")]} for one in rows))
        return
    people = shop.ask(
        lambda c: list(c.execute(select(Customer.table().c.id).order_by(Customer.table().c.id)).scalars())
    )
    orders = shop.ask(lambda c: list(c.execute(select(Order.id).order_by(Order.id)).scalars()))
    first, second = given_
    try:
        if what == "undo" and orders:  # not what set the channels up
            shop.undo()
        elif what == "redo":
            shop.redo()
        elif what == "merge" and people:
            shop.run(merge, people[first % len(people)], [people[second % len(people)]])
        elif what == "unmerge" and people:
            shop.run(unmerge, people[first % len(people)])
        elif what == "close" and orders:
            shop.run(commands.set_status, [orders[first % len(orders)]], OrderStatus.CLOSED)
        elif what == "rename" and orders:
            shop.run(commands.edit, orders[first % len(orders)], {"buyer": _NAMES[second % 4]})
        elif what == "delete" and orders:
            shop.run(commands.delete, [orders[first % len(orders)]])
    except (AppError, NothingToUndo):
        return
