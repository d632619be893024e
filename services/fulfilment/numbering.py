"""Writes inside other commands: a parcel has one tracking number, and so have the orders that travel in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.enums.orders import ParcelState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services.errors import NotAllowed
from services.fulfilment.settling import any_parcel, orders_in
from services.i18n import N_
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders import rules

Entry = tuple[str | None, str]
"""Courier (None: leave it) and tracking number."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """What tracking numbers go to: orders, and the parcel each entry means.

    `in_parts` are orders that travel in several parcels, `apart` those of them of which something
    stays here when that parcel leaves: they are not shipped by it.
    """

    entries: Mapping[int, Entry]
    parcels: Mapping[int, Parcel]
    in_parts: frozenset[int] = frozenset()
    apart: frozenset[int] = frozenset()

    def leaving(self) -> list[Parcel]:
        """The parcels that leave without the rest of their orders."""
        return list({one.id: one for order_id, one in self.parcels.items() if order_id in self.apart}.values())


def spread(uow: UnitOfWork, entries: Mapping[int, Entry], *, strict: bool = True) -> Numbered:
    """Find the parcel of every entry, and the orders that share its number.

    An order in parts gets the number for the first parcel of it that has none and is not kept back.
    `NotAllowed` where two orders of one parcel are given different numbers; not `strict`, each keeps its own.
    """
    if not any_parcel(uow.connection):
        return Numbered(entries, {})
    uow.flush()
    waiting = _waiting(uow, list(entries))
    found, chosen = dict(entries), {}
    for order_id, entry in entries.items():
        candidates = waiting.get(order_id, [])
        parcel = next((one for one in candidates if one.tracking_no is None), candidates[0] if candidates else None)
        if parcel is None:
            continue
        together = orders_in(uow, [parcel.id])
        for order in together:
            if found.setdefault(order.id, entry)[1] != entry[1] and strict:
                reason = message(N_("they travel in one parcel, which has one number"))
                raise NotAllowed(rows=rules.numbers(together), reason=reason)
            chosen[order.id] = parcel
    return Numbered(found, chosen, *_parts_and_rests(uow, chosen))


def write(numbered: Numbered, orders: Sequence[Order]) -> list[Order]:
    """Give the parcels their numbers; returns the orders that carry them (an order in parts keeps its first)."""
    before = {order_id: parcel.tracking_no for order_id, parcel in numbered.parcels.items()}
    for order_id, parcel in numbered.parcels.items():
        courier, number = numbered.entries[order_id]
        parcel.tracking_no = "".join(number.split())
        parcel.courier = (courier or "").strip() or parcel.courier
    return [
        order
        for order in orders
        if order.id not in numbered.in_parts or order.tracking_no in (None, before.get(order.id))
    ]


def _waiting(uow: UnitOfWork, order_ids: Sequence[int]) -> dict[int, list[Parcel]]:
    """Order → its parcels that are here and not kept back, oldest first."""
    order_of = {line.id: line.order_id for line in uow.all_in(OrderLine, OrderLine.order_id, order_ids)}
    packed = uow.all_in(ParcelLine, ParcelLine.order_line_id, order_of)
    parcels = {one.id: one for one in uow.get_many(Parcel, {one.parcel_id for one in packed})}
    found: dict[int, dict[int, Parcel]] = {}
    for one in sorted(packed, key=lambda one: one.parcel_id):
        parcel = parcels[one.parcel_id]
        if parcel.state is not ParcelState.SHIPPED and parcel.hold_note is None:
            found.setdefault(order_of[one.order_line_id], {})[parcel.id] = parcel
    return {order_id: list(mine.values()) for order_id, mine in found.items()}


def _parts_and_rests(uow: UnitOfWork, chosen: Mapping[int, Parcel]) -> tuple[frozenset[int], frozenset[int]]:
    """Orders in several parcels, and those with open pieces neither in their chosen parcel nor in one that left."""
    lines = [line for line in uow.all_in(OrderLine, OrderLine.order_id, chosen) if not line.is_closed]
    rest = {line.id: line.quantity for line in lines}
    order_of = {line.id: line.order_id for line in lines}
    packed = uow.all_in(ParcelLine, ParcelLine.order_line_id, order_of)
    states = {one.id: one.state for one in uow.get_many(Parcel, {one.parcel_id for one in packed})}
    for one in packed:
        mine = chosen[order_of[one.order_line_id]].id == one.parcel_id
        if mine or states[one.parcel_id] is ParcelState.SHIPPED:
            rest[one.order_line_id] -= one.quantity
    pairs = {(order_of[one.order_line_id], one.parcel_id) for one in packed}
    several = frozenset(order_id for order_id, parcel_id in pairs if chosen[order_id].id != parcel_id)
    apart = frozenset(order_of[line_id] for line_id, pieces in rest.items() if pieces > 0)
    return several | apart, apart
