"""Writes: waves. A wave makes a parcel of every order in it, so that each has its place on the walk."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from models.enums.orders import ParcelState
from models.fulfilment import Parcel, ParcelLine, Wave
from models.orders import Order, OrderLine
from services import clock, text
from services.errors import NotAllowed, NothingSelected
from services.fulfilment.settling import orders_in
from services.fulfilment.wave_choice import WaveRule, in_pick_order, supply_of
from services.fulfilment.wave_units import Unit, units
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message, plural_message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number
from services.orders import rules
from services.stock.booking import require_none_short

_MADE = NN_("Make the wave {number} of {count} order", "Make the wave {number} of {count} orders")
_ADDED = NN_("Add {count} order to the wave {number}", "Add {count} orders to the wave {number}")
_REMOVED = NN_("Take {count} order out of the wave {number}", "Take {count} orders out of the wave {number}")


@command("waves.make", "{what}")
def make(uow: UnitOfWork, order_ids: Sequence[int], *, rule: WaveRule | None = None, note: str | None = None) -> int:
    """Pick these orders in one walk; there must be enough for all of them together. Returns the wave's id.

    `rule` is what they were chosen by. Every order gets a parcel; merged and split ones keep theirs.
    """
    chosen = _units_of(uow, order_ids)
    wave = Wave(
        number=next_number(uow.connection, NumberKind.WAVE),
        made_at=clock.this_second(),
        note=text.clean(note),
    )
    wave.rule = (rule or WaveRule()).as_json()
    uow.add(wave)
    uow.flush()
    _take_in(uow, wave, chosen)
    count = len({order_id for unit in chosen for order_id in unit.order_ids})
    uow.describe(what=plural_message(_MADE, count, number=wave.number))
    return wave.id


@command("waves.add", "{what}")
def add(uow: UnitOfWork, wave_id: int, order_ids: Sequence[int]) -> None:
    """Put more orders into a wave; every parcel in it gets its place on the walk anew."""
    wave = uow.get(Wave, wave_id)
    chosen = _units_of(uow, order_ids)
    _take_in(uow, wave, chosen)
    uow.describe(what=plural_message(_ADDED, len(set(order_ids)), number=wave.number))


@command("waves.remove", "{what}")
def remove(uow: UnitOfWork, wave_id: int, order_ids: Sequence[int]) -> None:
    """Take orders out of a wave with all that travels in their parcels; what was packed or has left stays in it."""
    wave = uow.get(Wave, wave_id)
    wanted = set(order_ids)
    parcels = uow.all(select(Parcel).where(Parcel.wave_id == wave_id))
    concerned = [one for one in parcels if wanted & {order.id for order in orders_in(uow, [one.id])}]
    if not concerned:
        raise NothingSelected(what=message(N_("none of these orders is in the wave")))
    closed = [one.id for one in concerned if one.state is not ParcelState.OPEN]
    if closed:
        reason = message(N_("their parcels are packed already"))
        raise NotAllowed(rows=rules.numbers(orders_in(uow, closed)), reason=reason)
    _let_go(uow, concerned)
    _number(uow, wave)
    uow.describe(what=plural_message(_REMOVED, len(wanted), number=wave.number))


@command("waves.dissolve", N_("Dissolve the wave {number}"))
def dissolve(uow: UnitOfWork, wave_id: int) -> None:
    """Forget a wave nothing of which was packed or has left; its orders wait to be picked again."""
    wave = uow.get(Wave, wave_id)
    parcels = uow.all(select(Parcel).where(Parcel.wave_id == wave_id))
    closed = [one.id for one in parcels if one.state is not ParcelState.OPEN]
    if closed:
        reason = message(N_("their parcels are packed already"))
        raise NotAllowed(rows=rules.numbers(orders_in(uow, closed)), reason=reason)
    _let_go(uow, parcels)
    uow.flush()
    uow.delete(wave)
    uow.describe(number=wave.number)


@command("waves.set_picked", N_("Mark the wave {number} as {state}"))
def set_picked(uow: UnitOfWork, wave_id: int, is_picked: bool = True) -> None:
    """Note that everything of a wave was taken from the shelves, or that it was not."""
    wave = uow.get(Wave, wave_id)
    wave.picked_at = (wave.picked_at or clock.this_second()) if is_picked else None
    uow.describe(number=wave.number, state=message(N_("picked") if is_picked else N_("not picked yet")))


@command("waves.set_note", N_("Write a note on the wave {number}"))
def set_note(uow: UnitOfWork, wave_id: int, note: str) -> None:
    """Replace the note of a wave."""
    wave = uow.get(Wave, wave_id)
    wave.note = note.strip() or None
    uow.describe(number=wave.number)


def _units_of(uow: UnitOfWork, order_ids: Sequence[int]) -> list[Unit]:
    """The parcels-to-be of these orders; `NotAllowed` names orders that cannot go into a wave."""
    if not order_ids:
        raise NothingSelected(what=message(N_("no order is ready to be picked")))
    uow.flush()
    orders = uow.get_many(Order, dict.fromkeys(order_ids))
    rules.require_shippable(orders)
    found = units(uow.connection, set(order_ids))
    having = {order_id for unit in found for order_id in unit.order_ids}
    others = [order for order in orders if order.id not in having]
    if others:
        reason = message(N_("they have no items, are in a wave already, or travel with an order that is not ready"))
        raise NotAllowed(rows=rules.numbers(others), reason=reason)
    require_none_short(supply_of(uow.connection, found).short())
    return list(found)


def _take_in(uow: UnitOfWork, wave: Wave, chosen: Sequence[Unit]) -> None:
    """Give every unit a parcel in the wave, and all parcels of it their places."""
    lines = uow.all_in(OrderLine, OrderLine.order_id, [one.order_ids[0] for one in chosen if one.parcel_id is None])
    open_lines: dict[int, list[OrderLine]] = {}
    for line in sorted(lines, key=lambda line: line.position):
        if not line.is_closed:
            open_lines.setdefault(line.order_id, []).append(line)
    kept = uow.get_many(Parcel, [one.parcel_id for one in chosen if one.parcel_id is not None])
    for parcel in kept:
        parcel.wave_id = wave.id
    fresh = [one for one in chosen if one.parcel_id is None]
    parcels = [Parcel(channel_id=one.channel_id, state=ParcelState.OPEN, wave_id=wave.id) for one in fresh]
    uow.add_all(parcels)
    uow.flush()
    uow.add_all(
        ParcelLine(parcel_id=parcel.id, order_line_id=line.id, quantity=line.quantity)
        for parcel, one in zip(parcels, fresh, strict=True)
        for line in open_lines[one.order_ids[0]]
    )
    _number(uow, wave)


def _number(uow: UnitOfWork, wave: Wave) -> None:
    """The places of the walk, from 1, over every parcel of the wave."""
    uow.flush()
    parcels = {one.id: one for one in uow.all(select(Parcel).where(Parcel.wave_id == wave.id))}
    rule: dict[str, Any] = wave.rule or {}
    found = in_pick_order(units(uow.connection, wave_id=wave.id), single_first=bool(rule.get("single_first", True)))
    placed = [one.parcel_id for one in found if one.parcel_id in parcels]
    rest = sorted(set(parcels) - set(placed), key=lambda one: (parcels[one].position or 1 << 30, one))
    for position, parcel_id in enumerate((*placed, *rest), start=1):
        parcels[parcel_id or 0].position = position


def _let_go(uow: UnitOfWork, parcels: Collection[Parcel]) -> None:
    """Parcels a wave made of one whole order are taken apart again; merged and split ones stay, in no wave."""
    if not parcels:
        return
    uow.flush()
    packed: dict[int, list[ParcelLine]] = {parcel.id: [] for parcel in parcels}
    for one in uow.all_in(ParcelLine, ParcelLine.parcel_id, packed):
        packed[one.parcel_id].append(one)
    lines = {one.id: one for one in uow.get_many(OrderLine, {p.order_line_id for ps in packed.values() for p in ps})}
    everything = uow.all_in(OrderLine, OrderLine.order_id, {line.order_id for line in lines.values()})
    whole = {(line.id, line.quantity) for line in everything if not line.is_closed}
    order_of = {line.id: line.order_id for line in everything}
    gone = []
    for parcel in parcels:
        mine = packed[parcel.id]
        owners = {order_of[one.order_line_id] for one in mine}
        asked = {pair for pair in whole if order_of[pair[0]] in owners}
        if len(owners) == 1 and asked <= {(one.order_line_id, one.quantity) for one in mine}:
            gone.append(parcel)
        else:
            parcel.wave_id = parcel.position = None
    for parcel in gone:
        for one in packed[parcel.id]:
            uow.delete(one)
    uow.flush()
    for parcel in gone:
        uow.delete(parcel)
