"""Reads: what sending parcels should cost, of several orders or a part of one, and each order's share of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, select

from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services import clock, settings
from services.couriers.expected import (
    FreightBook,
    Load,
    OrderFreight,
    expected_freight,
    freight_book,
    freight_of,
    load_of,
    measures,
    parts_of,
)
from services.couriers.freight import Quote
from services.couriers.regions import province_key
from services.kernel.chunks import sorted_chunks
from services.messages import Message

_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()


@dataclass(frozen=True, slots=True)
class ParcelFreight:
    """What one parcel should cost; `order_ids` share it equally. `quoted` is the whole parcel's."""

    parcel_id: int
    order_ids: tuple[int, ...]
    quoted: OrderFreight


@dataclass(frozen=True, slots=True)
class FreightNote:
    """What a person reads about freight; offers are (courier's name, minor units of `currency`)."""

    currency: str
    expected: tuple[str, int] | None
    cheapest: tuple[str, int] | None
    missing: tuple[Message, ...]


def parcel_freight(
    connection: Connection, parcel_ids: Sequence[int], book: FreightBook | None = None
) -> dict[int, ParcelFreight]:
    """What each of these parcels should cost to send; a parcel that was put on a scale weighs what the scale said."""
    kept = book if book is not None else freight_book(connection)
    inside = _inside(connection, parcel_ids)
    loads = _loads(connection, inside)
    today = clock.business_day(clock.now(), kept.zone)
    found: dict[int, ParcelFreight] = {}
    for parcel_id, rows in inside.items():
        first = rows[0]
        number = first.own_number or (first.tracking_no if _is_only_parcel(connection, first.order_id) else None)
        courier = kept.courier_of(first.own_courier or first.courier, number)
        province = province_key(first.province or "", first.city or "", first.address or "")
        at = first.left_at or first.shipped_at or first.tracking_entered_at
        day = today if at is None else clock.business_day(at, kept.zone)
        quoted = freight_of(kept, first.order_id, courier.key if courier else None, province, loads[parcel_id], day)
        found[parcel_id] = ParcelFreight(parcel_id, tuple(dict.fromkeys(row.order_id for row in rows)), quoted)
    return found


def parcel_notes(connection: Connection, parcel_ids: Sequence[int]) -> dict[int, FreightNote]:
    """What a person reads about the freight of each parcel; nothing where the shop has no rules."""
    book = freight_book(connection)
    if not book.rules or not parcel_ids:
        return {}
    currency = settings.read(connection, settings.CURRENCY)
    return {
        parcel_id: _note(book, currency, one.quoted)
        for parcel_id, one in parcel_freight(connection, parcel_ids, book).items()
    }


def freight_note(connection: Connection, order_id: int) -> FreightNote | None:
    """What sending this order should cost, its share where it travels with others; None where the shop has no rules."""
    book = freight_book(connection)
    if not book.rules:
        return None
    currency = settings.read(connection, settings.CURRENCY)
    statement = select(_packed.c.parcel_id).join(_lines, _lines.c.id == _packed.c.order_line_id)
    ids = connection.execute(statement.where(_lines.c.order_id == order_id).distinct()).scalars().all()
    if not ids:
        found = expected_freight(connection, [order_id], book).get(order_id)
        return None if found is None else _note(book, currency, found)
    shares = [_share(one) for one in parcel_freight(connection, ids, book).values()]
    first = replace(
        shares[0],
        expected=_sum([one.expected for one in shares]),
        cheapest=_sum([one.cheapest for one in shares]),
        missing=next((one.missing for one in shares if one.missing), ()),
    )
    return _note(book, currency, first)


def _note(book: FreightBook, currency: str, found: OrderFreight) -> FreightNote:
    def offer(quote: Quote | None) -> tuple[str, int] | None:
        return None if quote is None else (book.name_of(quote.courier), quote.minor)

    return FreightNote(currency, offer(found.expected), offer(found.cheapest), found.missing)


def _share(one: ParcelFreight) -> OrderFreight:
    count = len(one.order_ids)

    def part(quote: Quote | None) -> Quote | None:
        return None if quote is None else replace(quote, minor=(2 * quote.minor + count) // (2 * count))

    return replace(one.quoted, expected=part(one.quoted.expected), cheapest=part(one.quoted.cheapest))


def _sum(offers: Sequence[Quote | None]) -> Quote | None:
    known = [offer for offer in offers if offer is not None]
    return replace(known[0], minor=sum(one.minor for one in known)) if known and len(known) == len(offers) else None


def _inside(connection: Connection, parcel_ids: Sequence[int]) -> dict[int, list[Any]]:
    """Everything in the parcels, line by line, with whom it goes to."""
    orders = ("courier", "tracking_no", "province", "city", "address", "shipped_at", "tracking_entered_at")
    found: dict[int, list[Any]] = {}
    for chunk in sorted_chunks(parcel_ids):
        statement = (
            select(
                *(_packed.c.parcel_id, _packed.c.quantity, _parcels.c.weight_g, _parcels.c.shipped_at.label("left_at")),
                *(_parcels.c.courier.label("own_courier"), _parcels.c.tracking_no.label("own_number")),
                *(_lines.c.id, _lines.c.order_id, _lines.c.sku_id, _lines.c.sku_quantity, _lines.c.is_closed),
                *(_lines.c.quantity.label("whole"), *(_orders.c[name] for name in orders)),
            )
            .join_from(_packed, _parcels, _parcels.c.id == _packed.c.parcel_id)
            .join(_lines, _lines.c.id == _packed.c.order_line_id)
            .join(_orders, _orders.c.id == _lines.c.order_id)
            .where(_packed.c.parcel_id.in_(chunk))
            .order_by(_packed.c.parcel_id, _lines.c.order_id, _lines.c.position)
        )
        for row in connection.execute(statement):
            found.setdefault(row.parcel_id, []).append(row)
    return found


def _loads(connection: Connection, inside: dict[int, list[Any]]) -> dict[int, Load]:
    parts = parts_of(connection, [row.id for rows in inside.values() for row in rows])
    pieces: dict[int, list[tuple[int | None, int]]] = {}
    for parcel_id, rows in inside.items():
        taken: list[tuple[int | None, int]] = []
        for row in rows:
            if row.is_closed:
                continue
            count = (row.sku_quantity or 0) * row.quantity // row.whole
            taken += [(sku_id, each * count) for sku_id, each in parts.get(row.id, [])] or [(row.sku_id, count)]
        pieces[parcel_id] = taken
    known = measures(connection, {sku_id for taken in pieces.values() for sku_id, _count in taken if sku_id})
    return {parcel_id: load_of(taken, known, inside[parcel_id][0].weight_g) for parcel_id, taken in pieces.items()}


def _is_only_parcel(connection: Connection, order_id: int) -> bool:
    statement = (
        select(_packed.c.parcel_id)
        .join(_lines, _lines.c.id == _packed.c.order_line_id)
        .where(_lines.c.order_id == order_id)
        .distinct()
    )
    return len(connection.execute(statement.limit(2)).all()) == 1
