"""The chart of deadlines: which orders left in time."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, func, select, type_coerce

from models.enums.orders import OrderStatus
from models.orders import Order
from services import clock, formatting
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.charts.sales import spans, starts
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind, stored_rows
from services.messages import message
from services.orders.deadlines import Fate, fate_of
from services.rollups.asked import Asked

_orders = Order.table()
_LEFT = (OrderStatus.SHIPPED, OrderStatus.COMPLETED)
_QUARTER_MS = 900_000


def _within_days(asked: Asked) -> tuple[ColumnElement[bool], ...]:
    """Orders whose deadline lies in the period, found by the deadline alone: nothing else is as narrow."""
    zone = ZoneInfo(asked.zone)
    begin = datetime.combine(asked.first, time(), zone)
    end = datetime.combine(asked.last + timedelta(days=1), time(), zone)
    wanted = [_orders.c.status.in_((OrderStatus.PAID, *_LEFT)), _orders.c.currency == asked.currency]
    if asked.channel_id is not None:
        wanted.append(_orders.c.channel_id == asked.channel_id)
    is_wanted = case((and_(*wanted), 1), else_=0) == 1
    return _orders.c.deliver_by >= begin, _orders.c.deliver_by < end, is_wanted


def _stood(connection: Connection, asked: Asked) -> Counter[tuple[date, int]]:
    """How many orders of each day of a deadline left in time (0), late or are late (1), or may still leave (2).

    The database counts by quarters of an hour, of which every zone's days consist.
    """
    by, left = (type_coerce(_orders.c[name], BigInteger()) for name in ("deliver_by", "shipped_at"))
    quarter = by // _QUARTER_MS
    now = int(clock.now().timestamp() * 1_000)
    place = case(
        (_orders.c.status.in_(_LEFT), case((left > by, 1), else_=0)), (by < now, 1), else_=2
    )  # fmt: skip
    statement = select(quarter, place, func.count()).where(*_within_days(asked)).group_by(quarter, place)
    zone, counts = ZoneInfo(asked.zone), Counter[tuple[date, int]]()
    for at, stands, count in stored_rows(connection, statement):
        counts[datetime.fromtimestamp(at * _QUARTER_MS // 1_000, zone).date(), stands] += count
    return counts


def _deadlines(connection: Connection, asked: Asked) -> Figures:
    counts = _stood(connection, asked)
    late = sum(count for (_day, place), count in counts.items() if place == 1)
    over = late + sum(count for (_day, place), count in counts.items() if place == 0)
    if not over:
        why = N_("No order of this period has a deadline that is over. Set a channel's shipping hours in Settings.")
        return nothing(Shape.STACKED, message(why))
    title = message(
        N_("{share} of orders left in time, {count} late"),
        share=words.share(over - late, over), count=formatting.integer(late),
    )  # fmt: skip
    names = ((N_("In time"), Tone.MAIN), (N_("Late"), Tone.BAD), (N_("Still to leave"), Tone.REST))
    series = tuple(
        Series(message(name), _by_part(counts, place, asked), Unit.COUNT, tone)
        for place, (name, tone) in enumerate(names)
    )
    return Figures(
        Shape.STACKED, title, starts(asked), series, spans(asked), words.short_parts(asked), currency=asked.currency
    )  # fmt: skip


def _by_part(counts: Counter[tuple[date, int]], place: int, asked: Asked) -> tuple[int, ...]:
    return tuple(
        sum(count for (day, at), count in counts.items() if at == place and first <= day <= last)
        for first, last in asked.buckets()
    )


def _due(connection: Connection, asked: Asked) -> list[tuple[date, Fate, str]]:
    """(day of the deadline in the shop's zone, how the order stands to it, order number) of the period's deadlines."""
    columns = (_orders.c.deliver_by, _orders.c.shipped_at, _orders.c.status, _orders.c.external_no)
    statement = select(*columns).where(*_within_days(asked)).order_by(_orders.c.deliver_by, _orders.c.id)
    now, zone = clock.now(), ZoneInfo(asked.zone)
    return [
        (row.deliver_by.astimezone(zone).date(), fate_of(row.status, row.deliver_by, row.shipped_at, now, asked.zone),
         row.external_no)
        for row in connection.execute(statement)
    ]  # fmt: skip


def _due_in(connection: Connection, asked: Asked, key: str) -> Behind:
    first, last = behind.span_of(key, asked)
    found = _due(connection, replace(asked, first=first, last=last))
    columns = (
        ListColumn("order_no", N_("Order no."), Kind.ID),
        ListColumn("day", N_("Deadline"), Kind.DATE),
        ListColumn("state", N_("State"), Kind.CODE),
    )
    return behind.table(columns, [(number, day, str(fate)) for day, fate, number in found], asked)


CHARTS: tuple[Chart, ...] = (
    Chart(
        "deadlines", Family.SERVICE, N_("Left in time"),
        N_("Orders by the day they had to leave; late: left after it, or is still here."),
        N_("Orders with a deadline of the platform or of the channel's own"), _deadlines, _due_in,
    ),
)  # fmt: skip
