"""Which orders and places (day, channel, currency) have other freight or packing after a change.

That is what orders bear of their parcels.

A key is an order, a line, a parcel, a waybill, the measures of a SKU, the freight rules as they are or were, or
everything.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, time
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, between, bindparam, case, or_, select

from models.dialects.listed import as_list, as_texts, listed, listed_texts
from models.dialects.prepared import Prepared
from models.entities import Entity
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from models.stock import OrderLinePart
from services import settings
from services.kernel.chunks import sorted_chunks
from services.kernel.images import Image
from services.kernel.table_query import stored_rows
from services.rollups import day_sums

Key = tuple[Any, ...]
ALL: Key = ("all",)
_ORDER, _LINE, _PARCEL, _WAYBILL, _SKU, _RULES = "order", "line", "parcel", "waybill", "sku", "rules"

_o = Order.table().c
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_mine = OrderLine.table().alias("changed_line")
_with_mine = ParcelLine.table().alias("changed_packed")
_block = Order.table().alias("block")

SOURCES = frozenset(
    {Entity.ORDER_LINE, Entity.ORDER_LINE_PART, Entity.PARCEL, Entity.PARCEL_LINE, Entity.SKU, Entity.SETTING}
)
"""What decides about freight beside orders, terms and bills."""
_ALL_AFTER = (settings.COURIERS.key, settings.ZONE.key)


def of_order(image: Image) -> Iterable[Key]:
    """An order, and those that share a number or a parcel with it."""
    yield (_ORDER, image["id"])
    if image["tracking_no"] is not None:
        yield of_waybill(image["tracking_no"])


def of_waybill(number: str) -> Key:
    """Whatever travels under a number."""
    return (_WAYBILL, number)


def of_line(line_id: int) -> Key:
    """The order a line belongs to, and those that share a parcel with it."""
    return (_LINE, line_id)


def keys_of(entity: Entity, image: Image) -> Iterable[Key]:
    """The keys of a row of one of the `SOURCES`."""
    match entity:
        case Entity.ORDER_LINE:
            return ((_ORDER, image["order_id"]),)
        case Entity.ORDER_LINE_PART:
            return ((_LINE, image["order_line_id"]),)
        case Entity.PARCEL:
            return ((_PARCEL, image["id"]),)
        case Entity.PARCEL_LINE:
            return (_PARCEL, image["parcel_id"]), (_LINE, image["order_line_id"])
        case Entity.SKU:
            measures = tuple(image[name] for name in ("weight_g", "length_mm", "width_mm", "height_mm"))
            return ((_SKU, image["id"], measures),)
        case _ if image["key"] == settings.FREIGHT_RULES.key:
            return ((_RULES, tuple(json.dumps(one, sort_keys=True) for one in _listed(image["value"]))),)
        case _:
            return (ALL,) if image["key"] in _ALL_AFTER else ()


def keys_in(connection: Connection, entity: Entity, first: int, last: int) -> Iterable[Key]:
    """The same of a block of rows; a SKU that is new or goes away is in no order."""
    match entity:
        case Entity.ORDER_LINE:
            return _many(connection, _ORDER, _lines.c.order_id, _lines.c.id.between(first, last))
        case Entity.ORDER_LINE_PART:
            return _many(connection, _LINE, _parts.c.order_line_id, _parts.c.id.between(first, last))
        case Entity.PARCEL:
            return [(_PARCEL, number) for number in range(first, last + 1)]
        case Entity.PARCEL_LINE:
            within = _packed.c.id.between(first, last)
            parcels = _many(connection, _PARCEL, _packed.c.parcel_id, within)
            return [*parcels, *_many(connection, _LINE, _packed.c.order_line_id, within)]
        case Entity.SKU:
            return ()
        case _:
            return (ALL,)


def is_all(keys: Collection[Key]) -> bool:
    """Whether every order may bear something else now."""
    return ALL in keys or _other_rules_since(keys) is date.min


def places(connection: Connection, keys: Collection[Key]) -> set[day_sums.Place]:
    """Where the orders are counted that bear what the keys name."""
    found: set[Any] = set()
    for name, statements in _PLACES_OF.items():
        for chosen, statement in product(_named(keys, name), statements):
            found.update(statement.rows(connection, chosen=chosen))
    for orders_of in _bearing_by_rules(connection, keys):
        found.update(stored_rows(connection, day_sums.places_where(orders_of)))
    return found


def orders(connection: Connection, keys: Collection[Key]) -> set[int]:
    """The orders themselves, and those named that exist no more."""
    found = {key[1] for key in keys if key[0] == _ORDER}
    for name, statements in _ORDERS_OF.items():
        for chosen, statement in product(_named(keys, name), statements):
            found.update(statement.column(connection, chosen=chosen))
    for orders_of in _bearing_by_rules(connection, keys):
        found.update(connection.execute(select(_o.id).where(orders_of)).scalars())
    return found


def orders_beside(connection: Connection, first: int, last: int) -> set[int]:
    """The orders that share a number with one of the orders from `first` to `last`, without those."""
    return {order for one in _ORDERS_BESIDE for order in one.column(connection, first=first, last=last)}


def _bearing_by_rules(connection: Connection, keys: Collection[Key]) -> Iterator[ColumnElement[bool]]:
    yield from _of_measures(connection, keys)
    if (since := _other_rules_since(keys)) is not None:
        yield from _quoted_since(connection, since)


def _listed(value: Any) -> list[Any]:
    """The rules of a stored setting, which is JSON text or what was read of it."""
    return list(json.loads(value) if isinstance(value, str) else value or ())


def _other_rules_since(keys: Collection[Key]) -> date | None:
    """The first day for which other rules hold than before; None where they are the same."""
    versions = [[(_since(rule), rule) for rule in key[1]] for key in keys if key[0] == _RULES]
    if not versions:
        return None
    if len(versions) == 1:  # kept for the first time, or no more
        versions.append([])
    common = set.intersection(*map(set, versions))
    others = [since for version in versions for since, rule in version if (since, rule) not in common]
    first = min(others, default=date.max)
    earlier = [[rule for since, rule in version if since < first] for version in versions]
    if any(one != earlier[0] for one in earlier):  # of two rules since the same day the first holds
        return date.min
    return first if others else None


def _since(rule: str) -> date:
    since = json.loads(rule)["since"]
    return date.fromisoformat(since) if since else date.min


def _quoted_since(connection: Connection, since: date) -> Iterator[ColumnElement[bool]]:
    """Orders that are quoted by the rules of a day from `since` on, and those that lie in a parcel with them."""
    zone = ZoneInfo(settings.read(connection, settings.ZONE))
    at = datetime.combine(since, time.min, zone)
    later = or_(_o.ordered_at.is_(None), _o.ordered_at >= at, _o.shipped_at >= at, _o.tracking_entered_at >= at)
    of_parcels = select(_with_mine.c.parcel_id).join_from(_with_mine, _mine, _mine.c.id == _with_mine.c.order_line_id)
    theirs = of_parcels.where(_mine.c.order_id.in_(select(_o.id).where(later)))
    yield _o.id.in_(_inside(or_(_parcels.c.shipped_at >= at, _parcels.c.id.in_(theirs))))
    yield later


def _of_orders(mine: ColumnElement[bool], themselves: ColumnElement[bool]) -> Iterator[ColumnElement[bool]]:
    """Orders, and those that lie in a parcel with them."""
    parcels = select(_with_mine.c.parcel_id).join_from(_with_mine, _mine, _mine.c.id == _with_mine.c.order_line_id)
    yield _o.id.in_(_inside(_parcels.c.id.in_(parcels.where(mine))))
    yield themselves


def _inside(condition: ColumnElement[bool]) -> Any:
    joined = _parcels.join(_packed, _packed.c.parcel_id == _parcels.c.id)
    joined = joined.join(_lines, _lines.c.id == _packed.c.order_line_id)
    return select(_lines.c.order_id).select_from(joined).where(condition)


def _of_measures(connection: Connection, keys: Collection[Key]) -> Iterator[ColumnElement[bool]]:
    """Orders of SKUs that have another weight or size now; a changed price gives the same key twice, which is one."""
    versions = Counter(key[1] for key in keys if key[0] == _SKU)
    changed = [sku_id for sku_id, count in versions.items() if count > 1]
    if not changed or not _has_rules(connection):
        return
    for chunk in sorted_chunks(changed):
        of_parts = select(_parts.c.order_line_id).where(_parts.c.sku_id.in_(chunk))
        for sold in (_mine.c.sku_id.in_(chunk), _mine.c.id.in_(of_parts)):
            yield from _of_orders(sold, _o.id.in_(select(_mine.c.order_id).where(sold)))


def _has_rules(connection: Connection) -> bool:
    return bool(settings.read(connection, settings.FREIGHT_RULES))


def _many(connection: Connection, name: str, column: Any, condition: ColumnElement[bool]) -> list[Key]:
    return [(name, value) for value in connection.execute(select(column).where(condition).distinct()).scalars()]


def _named(keys: Collection[Key], name: str) -> Iterable[str]:
    as_parameter = as_texts if name == _WAYBILL else as_list
    return map(as_parameter, sorted_chunks(key[1] for key in keys if key[0] == name))


# Built once: putting these together takes longer than answering them for one order.
_CHOSEN = listed("chosen")
_NUMBERS = listed_texts("chosen")
_OWNERS = select(_lines.c.order_id).where(_lines.c.id.in_(_CHOSEN))
_BEARING: dict[str, tuple[ColumnElement[bool], ...]] = {
    _WAYBILL: (_o.tracking_no.in_(_NUMBERS), _o.id.in_(_inside(_parcels.c.tracking_no.in_(_NUMBERS)))),
    _PARCEL: (_o.id.in_(_inside(_parcels.c.id.in_(_CHOSEN))),),
    _ORDER: tuple(_of_orders(_mine.c.order_id.in_(_CHOSEN), _o.id.in_(_CHOSEN))),
    _LINE: tuple(_of_orders(_mine.c.order_id.in_(_OWNERS), _o.id.in_(_OWNERS))),
}
# Of a block of orders the file itself is asked: an import would name a hundred thousand numbers one by one.
_IS_OF_BLOCK = between(_block.c.id, bindparam("first"), bindparam("last"))
_NUMBERS_OF_BLOCK = select(_block.c.tracking_no).where(_IS_OF_BLOCK, _block.c.tracking_no.is_not(None))
_IS_BESIDE = case((between(_o.id, bindparam("first"), bindparam("last")), 1), else_=0) == 0  # no index shall serve it
_ORDERS_BESIDE = tuple(
    Prepared(select(_o.id).where(shares, _IS_BESIDE))
    for shares in (
        _o.tracking_no.in_(_NUMBERS_OF_BLOCK),
        _o.id.in_(_inside(_parcels.c.tracking_no.in_(_NUMBERS_OF_BLOCK))),
    )
)
_PLACES_OF = {
    name: tuple(Prepared(day_sums.places_where(one)) for one in conditions) for name, conditions in _BEARING.items()
}
_ORDERS_OF = {
    name: tuple(Prepared(select(_o.id).where(one)) for one in conditions) for name, conditions in _BEARING.items()
}
