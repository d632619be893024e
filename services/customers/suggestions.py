"""Reads: which customers may be one person. Suggestions with reasons; a person decides.

Two customers are only suggested for something that is hardly shared by accident: a full phone
number, an e-mail address, a full name at a full address, or a masked phone and name that agree
at one address. A name alone never is a reason, and least of all across channels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from models.channels import Channel
from models.customers import Customer, CustomerApart, OrderCustomer
from models.orders import Order
from services import text
from services.customers.identity import compact, full_address, full_phone, is_masked
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.messages import Message, message

_orders = Order.table()
_owners = OrderCustomer.table()
_customers = Customer.table()
_channels = Channel.table()
_apart = CustomerApart.table()
_SURE, _LIKELY, _POSSIBLE = 95, 85, 65
_ACROSS = 10
_MOST = 200
_FACTS = ("channel_id", "buyer", "receiver", "phone", "email", "province", "city", "district", "address")
_SAME_PHONE, _SAME_EMAIL = N_("same phone"), N_("same e-mail address")
_SAME_PLACE, _MASKED = N_("same name at the same address"), N_("name, phone and address agree as far as they are shown")
_TWO_CHANNELS = N_("in two channels")


@dataclass(frozen=True, slots=True)
class Suggested:
    """A customer of a suggestion, as he is shown."""

    id: int
    name: str
    channel: str
    phone_tail: str | None
    orders: int


@dataclass(frozen=True, slots=True)
class MergeSuggestion:
    """Customers who seem to be one person, those with most orders first; `confidence` 0 to 100, and why."""

    customers: tuple[Suggested, ...]
    confidence: int
    reasons: tuple[Message, ...]


def suggestions(connection: Connection, only: int | None = None) -> tuple[MergeSuggestion, ...]:
    """The surest first, at most two hundred; with `only` those about that customer."""
    pairs: dict[tuple[int, int], tuple[int, list[str]]] = {}
    for tells, confidence, reason in (
        (_phones, _SURE, _SAME_PHONE),
        (_emails, _SURE, _SAME_EMAIL),
        (_places, _LIKELY, _SAME_PLACE),
        (_masked, _POSSIBLE, _MASKED),
    ):
        for first, second in _pairs(tells(connection)):
            known = pairs.get((first, second))
            pairs[first, second] = (confidence, [reason]) if known is None else (known[0], [*known[1], reason])
    for row in connection.execute(select(_apart.c.first_id, _apart.c.second_id)):
        pairs.pop((row[0], row[1]), None)
    wanted = {pair: found for pair, found in pairs.items() if only is None or only in pair}
    return _shown(connection, wanted)


def _shown(connection: Connection, pairs: dict[tuple[int, int], tuple[int, list[str]]]) -> tuple[MergeSuggestion, ...]:
    best = sorted(pairs, key=lambda pair: (-pairs[pair][0], -len(pairs[pair][1]), pair))[:_MOST]
    people = _people(connection, {one for pair in best for one in pair})
    found = []
    for pair in best:
        confidence, reasons = pairs[pair]
        one, other = (people[number] for number in pair)
        said = [message(reason) for reason in reasons]
        if one[0] != other[0]:
            confidence -= _ACROSS
            said.append(message(_TWO_CHANNELS))
        both = sorted((one[1], other[1]), key=lambda shown: (-shown.orders, shown.id))
        found.append(MergeSuggestion(tuple(both), confidence, tuple(said)))
    return tuple(sorted(found, key=lambda one: -one.confidence))


def _people(connection: Connection, ids: Iterable[int]) -> dict[int, tuple[int, Suggested]]:
    found = {}
    for chunk in sorted_chunks(ids):
        statement = select(
            _customers.c.id, _customers.c.name, _channels.c.name.label("channel"), _customers.c.phone_tail,
            _customers.c.orders, _customers.c.channel_id,
        ).join_from(_customers, _channels, _channels.c.id == _customers.c.channel_id)  # fmt: skip
        for row in connection.execute(statement.where(_customers.c.id.in_(chunk))):
            found[row.id] = (row.channel_id, Suggested(row.id, row.name, row.channel, row.phone_tail, row.orders))
    return found


def _pairs(groups: Iterable[set[int]]) -> Iterator[tuple[int, int]]:
    """Everybody of a group with its smallest number; a fact that a crowd shares says nothing of anybody."""
    for group in groups:
        if 2 <= len(group) <= 6:
            first, *others = sorted(group)
            yield from ((first, other) for other in others)


def _phones(connection: Connection) -> Iterator[set[int]]:
    return _grouped(connection, _orders.c.phone, lambda row: full_phone(row["phone"]))


def _emails(connection: Connection) -> Iterator[set[int]]:
    def tell(row: Any) -> str | None:
        found = text.key(row["email"] or "")
        return found if "@" in found and not is_masked(found) else None

    return _grouped(connection, _orders.c.email, tell)


def _places(connection: Connection) -> Iterator[set[int]]:
    def tell(row: Any) -> str | None:
        name, address = text.key(row["receiver"] or ""), full_address(row)
        return f"{name}|{address}" if len(name) > 1 and not is_masked(name) and address else None

    return _grouped(connection, _orders.c.address, tell)


def _masked(connection: Connection) -> Iterator[set[int]]:
    """First letter of the name, last four digits, and an address that is the same letter by letter."""

    def tell(row: Any) -> str | None:
        name, tail = text.key(row["receiver"] or row["buyer"] or ""), text.tail(row["phone"])
        address = compact("".join(part for part in (row["city"], row["district"], row["address"]) if part))
        shown = address.replace("*", "")
        return f"{name[0]}|{tail}|{address}" if name.strip("*") and tail and len(shown) >= 6 else None

    return _grouped(connection, _orders.c.address, tell)


def _grouped(connection: Connection, column: Any, tell: Any) -> Iterator[set[int]]:
    """Customers by what `tell` says of their orders; only values of `column` that several customers have are read."""
    shared = (
        select(column)
        .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
        .where(column.is_not(None), column != "")
        .group_by(column)
        .having(func.count(_owners.c.customer_id.distinct()) > 1)
    )
    statement = (
        select(_owners.c.customer_id, *(_orders.c[name] for name in _FACTS))
        .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
        .where(column.in_(shared))
    )
    groups: dict[str, set[int]] = {}
    for row in connection.execute(statement).mappings():
        told = tell(row)
        if told is not None:
            groups.setdefault(told, set()).add(row["customer_id"])
    yield from (group for group in groups.values() if len(group) > 1)
