"""Reads: what sending an order should cost by the shop's freight rules, and who would do it cheapest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from models.catalog import Sku
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from models.stock import OrderLinePart
from services import clock, settings
from services.couriers.book import Courier, couriers, named, recognised
from services.couriers.freight import FreightRule, Quote, from_json, price, quotes, rule_for
from services.couriers.regions import province_key
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.messages import Message, message

_orders = Order.table()
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_skus = Sku.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()


@dataclass(frozen=True, slots=True)
class Load:
    """What an order weighs, in grams and cubic millimetres; None while a piece of it has no known measure."""

    weight_g: int | None
    volume_mm3: int


@dataclass(frozen=True, slots=True)
class OrderFreight:
    """What sending one order should cost, in minor units of the shop's currency.

    `courier` is the key of the order's courier. `expected` is None where something is `missing`;
    `cheapest` is the best offer among the couriers in use, even while no courier is chosen.
    """

    order_id: int
    courier: str | None
    province: str
    load: Load
    expected: Quote | None = None
    cheapest: Quote | None = None
    missing: tuple[Message, ...] = ()

    @property
    def likely(self) -> Quote | None:
        """What it will cost as far as is known: what its courier asks, before one is chosen the cheapest."""
        return self.expected if self.courier is not None else self.cheapest


@dataclass(frozen=True, slots=True)
class FreightBook:
    """The rules and couriers of a shop, read once for many orders."""

    rules: tuple[FreightRule, ...]
    couriers: tuple[Courier, ...]
    zone: str

    @property
    def in_use(self) -> tuple[str, ...]:
        """Keys of the couriers the shop uses and has rules for."""
        having = {rule.courier for rule in self.rules}
        return tuple(one.key for one in self.couriers if one.is_used and one.key in having)

    def courier_of(self, word: str | None, number: str | None) -> Courier | None:
        """The courier an order names, else the one its number belongs to."""
        return named(self.couriers, word or "") or (recognised(self.couriers, number) if number else None)

    def name_of(self, key: str) -> str:
        """What a courier is called."""
        return next((one.name for one in self.couriers if one.key == key), key)


def freight_book(connection: Connection) -> FreightBook:
    """The rules and couriers of the shop."""
    rules = tuple(from_json(one) for one in settings.read(connection, settings.FREIGHT_RULES))
    return FreightBook(rules, couriers(connection), settings.read(connection, settings.ZONE))


def expected_freight(
    connection: Connection, order_ids: Sequence[int], book: FreightBook | None = None
) -> dict[int, OrderFreight]:
    """What each of these orders should cost to send by itself; `parcel_freight` knows what travels together."""
    kept = book if book is not None else freight_book(connection)
    loads = loads_of(connection, order_ids)
    today = clock.business_day(clock.now(), kept.zone)
    columns = ("id", "courier", "tracking_no", "province", "city", "address", "shipped_at", "tracking_entered_at")
    found: dict[int, OrderFreight] = {}
    for chunk in sorted_chunks(order_ids):
        for row in connection.execute(select(*(_orders.c[name] for name in columns)).where(_orders.c.id.in_(chunk))):
            courier = kept.courier_of(row.courier, row.tracking_no)
            province = province_key(row.province or "", row.city or "", row.address or "")
            day = _day_of(row.shipped_at or row.tracking_entered_at, kept.zone, today)
            load = loads.get(row.id, Load(None, 0))
            found[row.id] = freight_of(kept, row.id, courier.key if courier else None, province, load, day)
    return found


def freight_of(
    book: FreightBook, order_id: int, courier: str | None, province: str, load: Load, day: date
) -> OrderFreight:
    """What one load should cost; what is not known for it is named."""
    missing: list[Message] = []
    if not book.rules:
        missing.append(message(N_("there are no freight rules yet")))
    if not province:
        missing.append(message(N_("the province is not known")))
    if load.weight_g is None:
        missing.append(message(N_("a product has no weight")))
    if missing or load.weight_g is None:
        return OrderFreight(order_id, courier, province, load, missing=tuple(missing))
    offers = quotes(book.rules, book.in_use, province, load.weight_g, load.volume_mm3, day)
    rule = rule_for(book.rules, courier, province, day) if courier is not None else None
    expected = price(rule, load.weight_g, load.volume_mm3) if rule is not None else None
    if courier is None:
        missing.append(message(N_("no courier is chosen yet")))
    elif expected is None:
        missing.append(message(N_("no rule of {courier} fits"), courier=book.name_of(courier)))
    return OrderFreight(order_id, courier, province, load, expected, next(iter(offers), None), tuple(missing))


def loads_of(connection: Connection, order_ids: Sequence[int]) -> dict[int, Load]:
    """What the open pieces of these orders weigh; a parcel that was put on a scale weighs what the scale said."""
    pieces = _pieces(connection, order_ids)
    known = measures(connection, {sku_id for taken in pieces.values() for sku_id, _count in taken if sku_id})
    weighed = _weighed(connection, order_ids)
    return {order_id: load_of(taken, known, weighed.get(order_id)) for order_id, taken in pieces.items()} | {
        order_id: Load(weight, 0) for order_id, weight in weighed.items() if order_id not in pieces
    }


def load_of(
    pieces: Iterable[tuple[int | None, int]], known: Mapping[int, tuple[int | None, int]], weighed: int | None
) -> Load:
    """What (SKU, pieces) weigh by the measures `known` of each; what a scale said goes before."""
    weights: list[int | None] = []
    volume = 0
    for sku_id, count in pieces:
        weight, space = known.get(sku_id, (None, 0)) if sku_id is not None else (None, 0)
        weights.append(None if weight is None else weight * count)
        volume += space * count
    weighing = [weight for weight in weights if weight is not None]
    total = sum(weighing) if weighing and len(weighing) == len(weights) else None
    return Load(weighed if weighed is not None else total, volume)


def _pieces(connection: Connection, order_ids: Sequence[int]) -> dict[int, list[tuple[int | None, int]]]:
    """(SKU, pieces) that leave the shelf for each order; bundles by the parts they had when they were sold."""
    found: dict[int, list[tuple[int | None, int]]] = {}
    for chunk in sorted_chunks(order_ids):
        columns = (_lines.c.id, _lines.c.order_id, _lines.c.sku_id, _lines.c.sku_quantity)
        lines = connection.execute(
            select(*columns).where(_lines.c.order_id.in_(chunk), _lines.c.is_closed.is_(False))
        ).all()
        parts = parts_of(connection, [line.id for line in lines])
        for line in lines:
            own = [(line.sku_id, line.sku_quantity or 0)]
            taken = [(sku_id, count * (line.sku_quantity or 0)) for sku_id, count in parts.get(line.id, [])] or own
            found.setdefault(line.order_id, []).extend(taken)
    return found


def parts_of(connection: Connection, line_ids: Sequence[int]) -> dict[int, list[tuple[int, int]]]:
    """(SKU, pieces in one bundle) by order line, as the bundle was when it was sold."""
    found: dict[int, list[tuple[int, int]]] = {}
    for chunk in sorted_chunks(line_ids):
        columns = (_parts.c.order_line_id, _parts.c.sku_id, _parts.c.quantity)
        for line_id, sku_id, count in connection.execute(select(*columns).where(_parts.c.order_line_id.in_(chunk))):
            found.setdefault(line_id, []).append((sku_id, count))
    return found


def measures(connection: Connection, sku_ids: Iterable[int]) -> dict[int, tuple[int | None, int]]:
    """(grams, cubic millimetres) of a piece by SKU."""
    found: dict[int, tuple[int | None, int]] = {}
    columns = (_skus.c.id, _skus.c.weight_g, _skus.c.length_mm, _skus.c.width_mm, _skus.c.height_mm)
    for chunk in sorted_chunks(sku_ids):
        for row in connection.execute(select(*columns).where(_skus.c.id.in_(chunk))):
            space = (row.length_mm or 0) * (row.width_mm or 0) * (row.height_mm or 0)
            found[row.id] = (row.weight_g, space)
    return found


def _weighed(connection: Connection, order_ids: Sequence[int]) -> dict[int, int]:
    """Grams a scale said, of orders that are alone in one parcel."""
    seen: dict[int, dict[int, int | None]] = {}
    sharing: dict[int, set[int]] = {}
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(_lines.c.order_id, _parcels.c.id, _parcels.c.weight_g)
            .join_from(_packed, _parcels, _parcels.c.id == _packed.c.parcel_id)
            .join(_lines, _lines.c.id == _packed.c.order_line_id)
            .where(_lines.c.order_id.in_(chunk))
        )
        for order_id, parcel_id, weight in connection.execute(statement):
            seen.setdefault(order_id, {})[parcel_id] = weight
            sharing.setdefault(parcel_id, set()).add(order_id)
    return {
        order_id: weight
        for order_id, parcels in seen.items()
        for parcel_id, weight in parcels.items()
        if weight is not None and len(parcels) == 1 and len(sharing[parcel_id]) == 1
    }


def _day_of(at: datetime | None, zone: str, today: date) -> date:
    return today if at is None else clock.business_day(at, zone)
