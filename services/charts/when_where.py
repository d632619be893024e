"""Charts of when and where people buy: hours, weekdays, provinces."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from models.channels import Channel
from models.orders import Order
from models.rollups import ProvinceDay, SalesHour
from services import i18n, paths
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Unit, nothing
from services.couriers.regions import province_key
from services.i18n import N_
from services.kernel.table_query import stored_rows
from services.messages import Message, message
from services.rollups.asked import Asked
from services.rollups.sums import limited

_hours = SalesHour.table()
_provinces = ProvinceDay.table()
_orders = Order.table()
_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"), N_("Sunday"),
)  # fmt: skip
_SOURCE = N_("Paid, shipped and completed orders")
_SHOWN = 34


def by_hour(connection: Connection, asked: Asked) -> dict[tuple[int, int], int]:
    """(weekday from Monday 0, hour) → orders."""
    columns = select(_hours.c.day, _hours.c.hour, func.sum(_hours.c.orders)).where(*limited(_hours, asked))
    found: defaultdict[tuple[int, int], int] = defaultdict(int)
    weekdays: dict[str, int] = {}
    for day, hour, count in stored_rows(connection, columns.group_by(_hours.c.day, _hours.c.hour)):
        if day not in weekdays:
            weekdays[day] = date.fromisoformat(day).weekday()
        found[weekdays[day], hour] += count
    return dict(found)


def _heat(connection: Connection, asked: Asked) -> Figures:
    found = by_hour(connection, asked)
    if not found:
        return nothing(Shape.HEAT, words.no_sales())
    (weekday, hour), most = max(found.items(), key=lambda one: (one[1], one[0]))
    title = message(
        N_("Most orders come on {weekday} between {first}:00 and {last}:00: {count}"),
        weekday=message(_WEEKDAYS[weekday]), first=hour, last=hour + 1, count=most,
    )  # fmt: skip
    series = tuple(
        Series(message(name), tuple(found.get((day, one), 0) for one in range(24)), Unit.COUNT)
        for day, name in enumerate(_WEEKDAYS)
    )
    hours = tuple(str(one) for one in range(24))
    rows = tuple(str(day) for day in range(7))
    return Figures(Shape.HEAT, title, hours, series, hours, currency=asked.currency, row_keys=rows)


def _of_hour(connection: Connection, asked: Asked, key: str) -> Behind:
    """The orders of one weekday and hour in the zones of their channels."""
    found = behind.orders(connection, asked)
    if not key:
        return found
    weekday, hour = map(int, key.split("|"))
    hours = _hours_of_orders(connection, asked)
    rows = tuple(row for row in found.rows if hours.get((row[1], row[0])) == (weekday, hour))
    return Behind(found.columns, rows, found.currency)


def _hours_of_orders(connection: Connection, asked: Asked) -> dict[tuple[str, str], tuple[int, int]]:
    """(channel, order number) → weekday and hour of the order where it was placed."""
    channels = Channel.table()
    columns = select(
        _orders.c.external_no, channels.c.name, channels.c.zone, _orders.c.ordered_at, _orders.c.ordered_on
    )
    joined = columns.join_from(_orders, channels, channels.c.id == _orders.c.channel_id)
    found = {}
    for number, name, zone, at, day in connection.execute(joined.where(*behind.of(asked))):
        if at is not None:
            found[name, number] = (day.weekday(), at.astimezone(ZoneInfo(zone)).hour)
    return found


# -- provinces -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ProvinceSales:
    """Orders and money of one province; `key` is empty where the orders name none."""

    key: str
    orders: int
    paid: int


@cache
def _known() -> dict[str, dict[str, Any]]:
    table = tomllib.loads((paths.resources() / "provinces.toml").read_text("utf-8"))["province"]
    return {one["key"]: one for one in table}


def by_province(connection: Connection, asked: Asked) -> tuple[ProvinceSales, ...]:
    """Every province by what it brought, all ways to write it together."""
    columns = select(_provinces.c.province, func.sum(_provinces.c.orders), func.sum(_provinces.c.paid_minor))
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    statement = columns.where(*limited(_provinces, asked)).group_by(_provinces.c.province)
    for written, count, paid in stored_rows(connection, statement):
        sums = found[province_key(written) or written]
        sums[0] += count
        sums[1] += paid
    made = (ProvinceSales(key, *sums) for key, sums in found.items())
    return tuple(sorted(made, key=lambda one: (-one.paid, one.key)))


def _name(key: str) -> str | Message:
    if not key:
        return message(N_("Province unknown"))
    known = _known().get(key)
    return known["name"].get(i18n.language(), known["name"]["en"]) if known is not None else key


def _full_name(key: str) -> str | Message:
    """The name in the language that is on; names of other countries' provinces as they are written."""
    known = _known().get(key)
    if known is None:
        return _name(key)
    return str(known["name"]["zh_CN" if i18n.language() == "zh_CN" else "full"])


def _ranking(connection: Connection, asked: Asked) -> Figures:
    found = by_province(connection, asked)
    if not found:
        return nothing(Shape.RANKING, words.no_sales())
    total = sum(one.paid for one in found)
    three = [one for one in found if one.key][:3]
    title = message(
        N_("The first {count} provinces bring {share} of sales"),
        count=len(three), share=words.share(sum(one.paid for one in three), total),
    )  # fmt: skip
    top = found[:_SHOWN]
    series = Series(message(N_("Sales")), tuple(one.paid for one in top), Unit.MONEY)
    labels, keys = tuple(_full_name(one.key) for one in top), tuple(one.key or "?" for one in top)
    return Figures(Shape.RANKING, title, labels, (series,), keys, currency=asked.currency)


def _map(connection: Connection, asked: Asked) -> Figures:
    found = {one.key: one for one in by_province(connection, asked)}
    known = _known()
    here = [one for key, one in found.items() if key in known]
    if not here:
        return nothing(Shape.TILES, message(N_("No order of this period names a province of China.")))
    best = max(here, key=lambda one: one.orders)
    title = message(N_("{name} orders most; {count} of {all} provinces ordered at all"), name=_full_name(best.key),
                    count=len(here), all=len(known))  # fmt: skip
    empty = ProvinceSales("", 0, 0)
    series = Series(message(N_("Orders")), tuple(found.get(key, empty).orders for key in known), Unit.COUNT)
    places = tuple("{},{}".format(*one["place"]) for one in known.values())
    labels = tuple(_name(key) for key in known)
    return Figures(Shape.TILES, title, labels, (series,), tuple(known), currency=asked.currency, row_keys=places)


def _of_province(connection: Connection, asked: Asked, key: str) -> Behind:
    found = behind.orders(connection, asked)
    if not key:
        return found
    wanted = "" if key == "?" else key
    rows = (row for row in found.rows if (province_key(row[6] or "") or (row[6] or "")) == wanted)
    return Behind(found.columns, tuple(rows), found.currency)


CHARTS: tuple[Chart, ...] = (
    Chart(
        "hours", Family.SALES, N_("Weekday and hour"),
        N_("Orders by weekday and hour, in the zone of their channel."),
        _SOURCE, _heat, _of_hour, wide=True,
    ),
    Chart(
        "provinces", Family.SALES, N_("Provinces"),
        N_("Sum of what buyers paid by the province the parcel goes to; all ways to write one count together."),
        _SOURCE, _ranking, _of_province,
    ),
    Chart(
        "province-map", Family.SALES, N_("Map of provinces"),
        N_("Orders by the province the parcel goes to; each province is one square, about where it lies."),
        _SOURCE, _map, _of_province,
    ),
)  # fmt: skip
