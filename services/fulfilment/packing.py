"""Reads: which pieces of order lines go into which parcel, for the papers that say what to fetch and to pack."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, or_, select

from models.enums.orders import OrderStatus, ParcelState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services.kernel.chunks import sorted_chunks

_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_ANY_PARCEL = select(_parcels.c.id).limit(1)


@dataclass(frozen=True, slots=True)
class Share:
    """Pieces of one order line that travel in one parcel; `parcel_id` is None where the order ships whole.

    `line` is the order line as it was read, its pieces brought down to those of the share. `part` of
    `parts` counts the parcels of the order, from 1; both are 0 where it is in none.
    """

    parcel_id: int | None
    line: dict[str, Any]
    part: int = 0
    parts: int = 0
    sent: int = 0


@dataclass(frozen=True, slots=True)
class _Piece:
    """Pieces of a line in a parcel."""

    parcel_id: int
    quantity: int
    has_left: bool
    is_kept: bool


def shares(connection: Connection, lines: Iterable[dict[str, Any]], *, wave_id: int | None = None) -> list[Share]:
    """What of these lines is to be packed, parcel by parcel, in the order of the lines.

    What has left and what is kept back is not among it; of an order that has left whole, everything is.
    With `wave_id` only what lies in parcels of that wave.
    """
    found = _all_shares(connection, lines)
    if wave_id is None:
        return found
    inside = set(connection.execute(select(_parcels.c.id).where(_parcels.c.wave_id == wave_id)).scalars())
    return [one for one in found if one.parcel_id in inside]


def _all_shares(connection: Connection, lines: Iterable[dict[str, Any]]) -> list[Share]:
    every = list(lines)
    if connection.execute(_ANY_PARCEL).first() is None:
        return [Share(None, line) for line in every]
    pieces = _pieces(connection, [line["id"] for line in every])
    numbers: dict[int, dict[int, int]] = {}
    sent: dict[int, set[int]] = {}
    waits: set[int] = set()
    for line in every:
        mine = pieces.get(line["id"], [])
        own = numbers.setdefault(line["order_id"], {})
        for one in mine:
            own.setdefault(one.parcel_id, len(own) + 1)
            if one.has_left:
                sent.setdefault(line["order_id"], set()).add(one.parcel_id)
        if _loose(line, mine) > 0 or any(not one.has_left for one in mine):
            waits.add(line["order_id"])
    found: list[Share] = []
    for line in every:
        order_id, mine = line["order_id"], pieces.get(line["id"], [])
        own, gone = numbers[order_id], len(sent.get(order_id, ()))
        if _loose(line, mine) > 0:
            found.append(Share(None, _reduced(line, _loose(line, mine)), sent=gone))
        for one in mine:
            if order_id not in waits or not (one.has_left or one.is_kept):
                reduced = _reduced(line, one.quantity)
                found.append(Share(one.parcel_id, reduced, own[one.parcel_id], len(own), gone))
    return found


def companions(connection: Connection, order_ids: Sequence[int]) -> tuple[int, ...]:
    """The other orders that go with these in one parcel, or went with them, oldest first.

    One that was marked as sent by itself does not go with a parcel that is still here.
    """
    found: set[int] = set()
    for chunk in sorted_chunks(order_ids):
        shared = select(_packed.c.parcel_id).join(_lines, _lines.c.id == _packed.c.order_line_id)
        statement = (
            select(_lines.c.order_id)
            .join(_packed, _packed.c.order_line_id == _lines.c.id)
            .join(_parcels, _parcels.c.id == _packed.c.parcel_id)
            .join(_orders, _orders.c.id == _lines.c.order_id)
            .where(
                _packed.c.parcel_id.in_(shared.where(_lines.c.order_id.in_(chunk))),
                or_(_parcels.c.state == ParcelState.SHIPPED, _orders.c.status == OrderStatus.PAID),
            )
        )
        found.update(connection.execute(statement).scalars())
    return tuple(sorted(found - set(order_ids)))


def _pieces(connection: Connection, line_ids: Sequence[int]) -> dict[int, list[_Piece]]:
    found: dict[int, list[_Piece]] = {}
    for chunk in sorted_chunks(line_ids):
        statement = (
            select(_packed.c.order_line_id, _packed.c.parcel_id, _packed.c.quantity, _parcels.c.state,
                   _parcels.c.hold_note)
            .join_from(_packed, _parcels, _parcels.c.id == _packed.c.parcel_id)
            .where(_packed.c.order_line_id.in_(chunk))
            .order_by(_packed.c.parcel_id)
        )  # fmt: skip
        for line_id, parcel_id, quantity, state, hold_note in connection.execute(statement):
            has_left = state is ParcelState.SHIPPED
            one = _Piece(parcel_id, quantity, has_left, hold_note is not None and not has_left)
            found.setdefault(line_id, []).append(one)
    return found


def _loose(line: dict[str, Any], pieces: Sequence[_Piece]) -> int:
    return int(line["quantity"]) - sum(one.quantity for one in pieces)


def _reduced(line: dict[str, Any], quantity: int) -> dict[str, Any]:
    """The line with fewer pieces; what a part of it cost is nobody's figure."""
    whole = line["quantity"]
    if quantity == whole:
        return line
    own = line["sku_quantity"]
    return {
        **line,
        "quantity": quantity,
        "sku_quantity": None if own is None else own * quantity // whole,
        "amount_minor": None,
    }
