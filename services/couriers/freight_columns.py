"""What sending an order or a parcel should cost, as SQL: a list asks for the rows it shows.

The rules are Python (`services.couriers.freight`); SQLite calls them as `freight_quote`, so that the list,
the panel and the hold rules cannot disagree.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Text, and_, case, func, literal, select, type_coerce

from models.catalog import Sku
from models.columns import from_epoch_ms
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from models.settings import Setting
from models.stock import OrderLinePart
from services import clock, settings
from services.couriers.book import from_json as courier_from_json
from services.couriers.book import with_own
from services.couriers.expected import FreightBook, Load, freight_of
from services.couriers.freight import from_json as rule_from_json
from services.couriers.regions import province_key

_o = Order.table()
_l = OrderLine.table().alias("load_line")
_p = OrderLinePart.table().alias("load_part")
_s = Sku.table().alias("load_sku")
_packed = ParcelLine.table().alias("load_packed")
_elsewhere = ParcelLine.table().alias("load_elsewhere")
_parcels = Parcel.table()
_kept_rules = Setting.table().alias("freight_rules")
_kept_couriers = Setting.table().alias("freight_couriers")
_kept_zone = Setting.table().alias("freight_zone")


@lru_cache(maxsize=8)
def _book(rules: str, couriers: str | None, zone: str) -> FreightBook:
    own = {one["key"]: courier_from_json(one) for one in json.loads(couriers or "[]")}
    return FreightBook(tuple(rule_from_json(one) for one in json.loads(rules)), with_own(own), zone)


def freight_quote(
    rules: str | None, couriers: str | None, zone: str | None, courier: str | None, number: str | None,
    province: str | None, city: str | None, address: str | None, at: int | None, weight_g: int | None,
    volume_mm3: int | None,
) -> int | None:  # fmt: skip
    """What the courier named, or the one the number belongs to, should ask, in minor units; None where unknown.

    While no courier is chosen it is what the cheapest in use asks. `at` is when it left, in epoch milliseconds.
    """
    if not rules or weight_g is None:
        return None
    book = _book(rules, couriers, json.loads(zone) if zone else settings.ZONE.default)
    if not book.rules:
        return None
    place = province_key(province or "", city or "", address or "")
    day = clock.business_day(clock.now() if at is None else from_epoch_ms(at), book.zone)
    chosen = book.courier_of(courier, number)
    found = freight_of(book, 0, chosen.key if chosen else None, place, Load(weight_g, volume_mm3 or 0), day).likely
    return None if found is None else found.minor


def _kept(table: Any, declared: settings.Declared[Any]) -> ColumnElement[str]:
    value = select(type_coerce(table.c.value, Text())).where(table.c.key == declared.key)
    return type_coerce(value.scalar_subquery(), Text())


_RULES = _kept(_kept_rules, settings.FREIGHT_RULES)
_COURIERS, _ZONE = _kept(_kept_couriers, settings.COURIERS), _kept(_kept_zone, settings.ZONE)


def quote(courier: Any, number: Any, weight_g: Any, volume_mm3: Any, at: Any, place: Any = _o) -> ColumnElement[int]:
    """`freight_quote` to the place of an order (`place`: its table or alias); NULL at once where there are no rules."""
    asked = func.freight_quote(
        *(_RULES, _COURIERS, _ZONE, courier, number, place.c.province, place.c.city, place.c.address),
        *(type_coerce(at, BigInteger()), weight_g, volume_mm3),
    )
    return _whole(case((_RULES.is_not(None), asked)))


def _whole(expression: Any) -> ColumnElement[int]:
    return type_coerce(expression, BigInteger())


_SOURCE = _l.outerjoin(_p, _p.c.order_line_id == _l.c.id).outerjoin(
    _s, _s.c.id == func.coalesce(_p.c.sku_id, _l.c.sku_id)
)
_EACH = func.coalesce(_p.c.quantity, 1)
_SPACE = (
    func.coalesce(_s.c.length_mm, 0) * func.coalesce(_s.c.width_mm, 0) * func.coalesce(_s.c.height_mm, 0)
)  # fmt: skip
_WHOLE_PIECES = func.coalesce(_l.c.sku_quantity, 0) * _EACH
_PACKED_PIECES = func.coalesce(_l.c.sku_quantity, 0) * _packed.c.quantity // _l.c.quantity * _EACH
_TAKEN = func.coalesce(
    select(func.sum(_elsewhere.c.quantity))
    .where(_elsewhere.c.order_line_id == _l.c.id)
    .correlate(_l)
    .scalar_subquery(),
    0,
)
_REST_PIECES = func.coalesce(_l.c.sku_quantity, 0) * (_l.c.quantity - _TAKEN) // _l.c.quantity * _EACH


def _weight(pieces: Any) -> ColumnElement[int]:
    known = and_(func.count() > 0, func.count() == func.count(_s.c.weight_g))
    return _whole(case((known, func.sum(_s.c.weight_g * pieces))))


def _of_order(value: Any, *conditions: ColumnElement[bool]) -> ColumnElement[int]:
    statement = select(value).select_from(_SOURCE).where(_l.c.order_id == _o.c.id, _l.c.is_closed.is_(False))
    return _whole(statement.where(*conditions).correlate(_o).scalar_subquery())


def _of_parcel(value: Any) -> ColumnElement[int]:
    source = _SOURCE.join(_packed, _packed.c.order_line_id == _l.c.id)
    statement = select(value).select_from(source).where(_packed.c.parcel_id == _parcels.c.id, _l.c.is_closed.is_(False))
    return _whole(statement.correlate(_parcels).scalar_subquery())


_LEFT_AT = func.coalesce(_o.c.shipped_at, _o.c.tracking_entered_at)
_HAS_REST = _l.c.quantity > _TAKEN
NOW: Any = literal(None)
"""What has not left is quoted as of now."""


def whole_order(otherwise: Any = NOW) -> ColumnElement[int]:
    """What sending an order should cost that lies in no parcel; `otherwise` is the instant while it has not left."""
    weight, space = _of_order(_weight(_WHOLE_PIECES)), _of_order(func.sum(_SPACE * _WHOLE_PIECES))
    return quote(_o.c.courier, _o.c.tracking_no, weight, space, func.coalesce(_LEFT_AT, otherwise))


def rest_of_order(at: Any = NOW) -> ColumnElement[int]:
    """What sending the pieces of an order should cost that lie in none of its parcels."""
    weight = _of_order(_weight(_REST_PIECES), _HAS_REST)
    return quote(_o.c.courier, literal(None), weight, _of_order(func.sum(_SPACE * _REST_PIECES), _HAS_REST), at)


HAS_REST: ColumnElement[bool] = (
    select(_l.c.id).where(_l.c.order_id == _o.c.id, _l.c.is_closed.is_(False), _HAS_REST).correlate(_o).exists()
)
"""Whether open pieces of the order lie in none of its parcels."""


def of_parcel(number: Any, place: Any, otherwise: Any = NOW) -> ColumnElement[int]:
    """What sending a parcel should cost, whose waybill `number` is known or not; it goes where `place` goes.

    `otherwise` is the instant it is quoted for while it has not left.
    """
    return quote(
        func.coalesce(_parcels.c.courier, place.c.courier),
        number,
        func.coalesce(_parcels.c.weight_g, _of_parcel(_weight(_PACKED_PIECES))),
        _of_parcel(func.sum(_SPACE * _PACKED_PIECES)),
        func.coalesce(_parcels.c.shipped_at, place.c.shipped_at, place.c.tracking_entered_at, otherwise),
        place,
    )
