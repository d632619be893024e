"""The rollup of orders alone: sales by day, hour, province and buyer, and what fees and parcels cost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    and_,
    case,
    func,
    literal,
    select,
    type_coerce,
)

from models.channels import Channel
from models.columns import from_epoch_ms
from models.couriers import CourierCharge
from models.dialects.prepared import Prepared
from models.entities import Entity
from models.orders import Order
from models.rollups import BuyerDay, ProvinceDay, SalesDay, SalesHour
from services.i18n import NN_
from services.kernel.images import Image
from services.kernel.projections import Differs, has_fewer_rows
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task
from services.orders.kept_profit import KEPT, KEPT_JOIN
from services.orders.kinds import IS_SALE, counted_as
from services.orders.parcel_costs import TERMS, TERMS_JOIN
from services.orders.profit import Part
from services.orders.profit_columns import REFUNDED, SUBSIDY
from services.rollups import day_sums, freight_days
from services.rollups.day_sums import IS_COUNTED, Row, at, grouped, kept_at, of_days, of_place, total

_orders = Order.table()
_channels = Channel.table()
_charges = CourierCharge.table()
_sales_days = SalesDay.table()
_QUARTER_MS = 900_000  # every zone is a whole number of quarters of an hour away from UTC
_Key = tuple[Any, ...]
_DAY, _COSTS, _TERMS = "day", "costs", "terms"
_FEW = 60  # places summed by themselves; of more of them the whole days are
_WRONG = NN_("The sales totals of {count} day are out of date.", "The sales totals of {count} days are out of date.")


def _whole(expression: Any) -> ColumnElement[int]:
    return type_coerce(expression, BigInteger())


_IS_SOLD = and_(IS_SALE, IS_COUNTED)


def _of_sales(column: Any) -> ColumnElement[int]:
    return total(case((_IS_SOLD, _whole(column)), else_=0))


def _many(condition: Any) -> ColumnElement[int]:
    return total(case((condition, literal(1, Integer())), else_=literal(0, Integer())))


_o = _orders.c
_INCOME = _whole(KEPT.c.income_minor)
_OF_PARCELS_AND_RATES = (Part.FEE, Part.COMMISSION, Part.ADS, Part.FREIGHT, Part.PACKING)
_SALES = (
    _many(_IS_SOLD),
    func.count(case((_IS_SOLD, _o.buyer)).distinct()),
    _many(_INCOME.is_(None)),
    _many(and_(_IS_SOLD, _o.refunded_minor > 0)),
    _of_sales(_o.goods_minor),
    _of_sales(_o.discount_minor),
    _of_sales(_o.paid_minor),
    total(_INCOME),
    total(SUBSIDY),
    total(REFUNDED),
    *(total(_whole(KEPT.c[f"{part}_minor"])) for part in _OF_PARCELS_AND_RATES),
    _many(and_(IS_COUNTED, TERMS.c.fee_ppm.is_(None) | TERMS.c.commission_ppm.is_(None) | TERMS.c.ads_ppm.is_(None))),
    _many(KEPT.c.freight_minor.is_(None)),
    _many(KEPT.c.packing_minor.is_(None)),
)


_BY = (_o.ordered_on, _o.channel_id, _o.currency)
_QUARTER = type_coerce(_o.ordered_at, BigInteger()) // _QUARTER_MS
_PROVINCE = func.coalesce(_o.province, "")
_WITH_COSTS = grouped(select(*_BY, *_SALES).select_from(_orders.join(*KEPT_JOIN).outerjoin(*TERMS_JOIN)))
_OF_SALES = Prepared(_WITH_COSTS.where(*of_days(sales=False)))
_SALES_AT = Prepared(_WITH_COSTS.where(*of_place(sales=False)))
_KEPT_AT = Prepared(kept_at(_sales_days))
_COUNT_AND_PAID = (func.count(), total(_o.paid_minor))
_OF_HOURS = Prepared(
    grouped(select(*_BY, _QUARTER, *_COUNT_AND_PAID).where(*of_days(), _o.ordered_at.is_not(None)), _QUARTER)
)
_OF_PROVINCES = Prepared(grouped(select(*_BY, _PROVINCE, *_COUNT_AND_PAID).where(*of_days()), _PROVINCE))
_OF_BUYERS = Prepared(
    grouped(
        select(
            _o.ordered_on, _o.channel_id, _o.buyer, _o.currency, *_COUNT_AND_PAID, total(_o.refunded_minor)
        ).where(*of_days(), _o.buyer.is_not(None)),
        _o.buyer,
    )
)  # fmt: skip
_ZONES = select(_channels.c.id, _channels.c.zone)


def _sales(connection: Connection, days: Sequence[date]) -> list[Row]:
    return _OF_SALES.rows(connection, days=days)


def _hours(connection: Connection, days: Sequence[date]) -> list[Row]:
    zones = {row[0]: row[1] for row in connection.execute(_ZONES)}
    found: defaultdict[Row, list[int]] = defaultdict(lambda: [0, 0])
    for day, channel, currency, when, count, paid in _OF_HOURS.rows(connection, days=days):
        sums = found[day, channel, currency, _hour(when, zones[channel])]
        sums[0] += count
        sums[1] += paid
    return [(*key, *sums) for key, sums in found.items()]


def _told(image: Image) -> tuple[Any, ...]:
    """What hours, provinces and buyers are told of an order."""
    return (*counted_as(image), image["ordered_at"], image["province"])


@lru_cache(maxsize=20_000)
def _hour(quarter: int, zone: str) -> int:
    return from_epoch_ms(quarter * _QUARTER_MS).astimezone(ZoneInfo(zone)).hour


def _provinces(connection: Connection, days: Sequence[date]) -> list[Row]:
    return _OF_PROVINCES.rows(connection, days=days)


def _buyers(connection: Connection, days: Sequence[date]) -> list[Row]:
    return _OF_BUYERS.rows(connection, days=days)


class SalesRollup:
    """`SalesDay`, `SalesHour`, `ProvinceDay` and `BuyerDay`.

    It stands after `OrderProfits`, which knows what fees and parcels cost. A key is a day, a place (day, channel,
    currency) with its costs alone, what changes freight (`freight_days`), or the channel and day from which terms hold.
    """

    name = "sales_rollup"
    sources = frozenset({Entity.ORDER, Entity.CHANNEL_TERMS, Entity.COURIER_CHARGE}) | freight_days.SOURCES
    tables = (
        (_sales_days, _sales),
        (SalesHour.table(), _hours),
        (ProvinceDay.table(), _provinces),
        (BuyerDay.table(), _buyers),
    )

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """The order's day and those it shares a parcel with; the parcel of a bill; the days of terms."""
        if entity in freight_days.SOURCES:
            return freight_days.keys_of(entity, image)
        if entity is Entity.COURIER_CHARGE:
            return (freight_days.of_waybill(image["waybill"]),)
        if entity is Entity.CHANNEL_TERMS:
            return ((_TERMS, image["channel_id"], image["since"]),)
        keys: list[_Key] = [(_DAY, image["ordered_on"])] if image["ordered_on"] is not None else []
        return [*keys, *freight_days.of_order(image)]

    def keys_of_update(self, entity: Entity, one: Image, other: Image) -> Iterable[_Key]:
        """Of an order that is counted as before, the places with their costs: it may travel otherwise now."""
        found = [*self.keys_of(entity, one), *self.keys_of(entity, other)]
        if entity is Entity.ORDER and _told(one) == _told(other):
            return [(_COSTS, key[1], one["channel_id"], one["currency"]) if key[0] == _DAY else key for key in found]
        return found

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The same of a block of rows."""
        if entity in freight_days.SOURCES:
            return freight_days.keys_in(connection, entity, first, last)
        if entity is Entity.ORDER:
            columns = (_o.ordered_on, _o.tracking_no)
            rows = stored_rows(connection, select(*columns).where(_o.id.between(first, last)).distinct())
            days = {(_DAY, row[0]) for row in rows if row[0] is not None}
            return [*days, *(freight_days.of_waybill(row[1]) for row in rows if row[1] is not None)]
        if entity is Entity.COURIER_CHARGE:
            statement = select(_charges.c.waybill).where(_charges.c.id.between(first, last)).distinct()
            return [freight_days.of_waybill(number) for number in connection.execute(statement).scalars()]
        return [(_TERMS, row[0], "") for row in stored_rows(connection, select(_channels.c.id))]

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Sum the days concerned again."""
        if freight_days.is_all(keys):
            self.rebuild(connection, task)
            return
        days = {date.fromisoformat(key[1]) for key in keys if key[0] == _DAY}
        places = {key[1:] for key in keys if key[0] == _COSTS} | freight_days.places(connection, keys)
        with_costs: set[date] = set()
        for key in keys:
            if key[0] == _TERMS:
                since = date.fromisoformat(key[2]) if key[2] else date.min
                with_costs |= day_sums.days_of(connection, and_(_o.channel_id == key[1], _o.ordered_on >= since))
        day_sums.replace_days(connection, self.tables, days, task)
        few = {} if len(places) > _FEW else {place: date.fromisoformat(place[0]) for place in sorted(places)}
        with_costs |= {date.fromisoformat(place[0]) for place in places} - set(few.values())
        day_sums.replace_days(connection, self.tables[:1], with_costs - days, task)  # the others know of no costs
        for place, day in few.items():
            if day not in days | with_costs:
                old, new = (one.rows(connection, **at(place)) for one in (_KEPT_AT, _SALES_AT))
                day_sums.replace(connection, _sales_days, old, new)

    def is_smaller_than(self, connection: Connection, count: int) -> bool:
        """Whether there are fewer orders."""
        return has_fewer_rows(connection, _orders, count)

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Sum all days again."""
        day_sums.rebuild(connection, self.tables, task)

    def verify(self, connection: Connection) -> list[Differs]:
        """Days whose sums differ from their orders."""
        return day_sums.problems(day_sums.wrong_days(connection, self.tables), _WRONG)
