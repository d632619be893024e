"""The couriers' bill of the demo shop: fair for most parcels, with the mistakes an owner looks for in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from models.enums.orders import OrderStatus
from models.orders import Order
from services.couriers.expected import expected_freight
from services.samples.files import amount, write
from services.samples.words import load
from services.shop import Shop

_orders = Order.table()
_STEP_G = 1_000
_ON_ITS_WAY = timedelta(hours=30)  # after the order, where the platform's file does not say when


@dataclass(frozen=True, slots=True)
class _Parcel:
    """One parcel as its courier bills it: the weight in grams, the amount in minor units of the shop's currency."""

    waybill: str
    courier: str
    province: str
    scanned_at: str
    weight_g: int
    minor: int


def write_freight_bill(shop: Shop, folder: Path) -> Path | None:
    """What the couriers want for the parcels that left, as a workbook; None while nothing left whose price is known."""
    parcels = shop.ask(_sent)
    layout = load("files")["freight_bill"]
    rows = [_row(layout, one) for one in _billed(layout, parcels)] if parcels else []
    return write(layout, rows, folder) if rows else None


def _sent(connection: Connection) -> list[_Parcel]:
    """The parcels of orders that left with a courier the shop has rules for, the oldest first."""
    statement = (
        select(*(_orders.c[name] for name in ("id", "tracking_no", "courier", "province", "ordered_at", "shipped_at")))
        .where(
            _orders.c.tracking_no.is_not(None),
            _orders.c.status.in_([str(OrderStatus.SHIPPED), str(OrderStatus.COMPLETED)]),
        )
        .order_by(_orders.c.ordered_at, _orders.c.id)
    )
    rows = connection.execute(statement).all()
    known = expected_freight(connection, [row.id for row in rows])
    found = []
    for row in rows:
        quote = known[row.id].expected
        if quote is not None and row.courier:
            scanned = f"{row.shipped_at or row.ordered_at + _ON_ITS_WAY:%Y-%m-%d %H:%M:%S}"
            found.append(_Parcel(row.tracking_no, row.courier, row.province, scanned, quote.billed_g, quote.minor))
    return found


def _billed(layout: dict[str, Any], parcels: list[_Parcel]) -> Iterator[_Parcel]:
    """The parcels as they are billed: one too heavy, one twice, one for somebody else's parcel."""
    heavier, again, strange = (place % len(parcels) for place in layout["mistakes"])
    for place, one in enumerate(parcels):
        weight, minor = one.weight_g, one.minor
        if place == heavier:
            weight, minor = weight + layout["heavier_g"], minor + layout["dearer_minor"]
        billed = _Parcel(one.waybill, one.courier, one.province, one.scanned_at, _rounded(weight), minor)
        yield billed
        if place == again:
            yield billed
        if place == strange:
            yield _Parcel(layout["strange_waybill"], one.courier, one.province, one.scanned_at, _STEP_G, one.minor)


def _rounded(weight_g: int) -> int:
    """Couriers bill full kilograms."""
    return -(-weight_g // _STEP_G) * _STEP_G


def _row(layout: dict[str, Any], one: _Parcel) -> list[str]:
    facts = {
        "waybill": one.waybill,
        "courier": one.courier,
        "province": one.province,
        "scanned_at": one.scanned_at,
        "weight": str(one.weight_g),
        "charge": amount(one.minor),
    }
    return [pattern.format_map(facts) for _heading, pattern in layout["columns"]]
