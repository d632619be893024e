"""What ads cost each order: the channel's share of sales, or the real spend of its day shared out to the cent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, func, or_, select

from models.catalog import Sku
from models.growth import AdDay
from models.orders import Order, OrderLine
from services.books.lines import home_of
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import stored_rows
from services.orders.kinds import IS_SALE
from services.profit.facts import OneOrder
from services.rollups.day_sums import IS_COUNTED

_ads = AdDay.table()
_o = Order.table()
_l = OrderLine.table()
_s = Sku.table()

DayOfChannel = tuple[int, str]
"""(channel, day as stored)."""


class AdShare(StrEnum):
    """How ads are shared out."""

    TERMS = "terms"
    SALES = "sales"
    ORDERS = "orders"
    ITEMS = "items"


SHARE_LABELS = {
    AdShare.TERMS: N_("Ads by the channel's rate"),
    AdShare.SALES: N_("Real ad spend by sales"),
    AdShare.ORDERS: N_("Real ad spend by order"),
    AdShare.ITEMS: N_("Real ad spend by advertised item"),
}


def share_out(total: int, weights: Sequence[int]) -> list[int]:
    """An amount in parts as large as their weights, to the last unit; equal parts where no weight is above zero."""
    if not weights:
        return []
    whole = sum(weights)
    sizes = list(weights) if whole > 0 else [1] * len(weights)
    whole = whole if whole > 0 else len(weights)
    found, done, given = [], 0, 0
    for size in sizes:
        done += size
        upto = (2 * total * done + whole) // (2 * whole)
        found.append(upto - given)
        given = upto
    return found


def charge(connection: Connection, orders: Sequence[OneOrder], share: AdShare, days: tuple[date, date] | None) -> int:
    """Put what ads cost into the orders. Returns what no order bears, below zero: of days in `days` without sales.

    The spend of a day belongs to the orders of that day, whenever their money came.
    """
    if share is AdShare.TERMS:
        return 0
    of_days: defaultdict[DayOfChannel, list[OneOrder]] = defaultdict(list)
    for one in orders:
        of_days[one.channel_id, one.ordered_on].append(one)
    first, last = _span(of_days, days)
    spent = _spent(connection, first, last) if first is not None and last is not None else {}
    shared = _shares(connection, share, spent, set(of_days))
    for one in orders:
        if one.parts is not None:
            one.parts.ads = -shared.get(one.id, 0)
    if days is None:
        return 0
    borne = sum(shared.values())
    inside = sum(
        sum(items.values())
        for (_channel, day), items in spent.items()
        if days[0].isoformat() <= day <= days[1].isoformat()
    )
    return -(inside - borne)


def _span(of_days: Iterable[DayOfChannel], days: tuple[date, date] | None) -> tuple[date | None, date | None]:
    known = [date.fromisoformat(day) for _channel, day in of_days]
    known += [] if days is None else list(days)
    return (min(known), max(known)) if known else (None, None)


def _spent(connection: Connection, first: date, last: date) -> dict[DayOfChannel, dict[str, int]]:
    """What each channel spent on each day, by advertised item; in the shop's currency."""
    columns = (_ads.c.channel_id, _ads.c.day, _ads.c.item_no, func.sum(_ads.c.spend_minor))
    statement = select(*columns).where(
        _ads.c.day.between(first, last), _ads.c.spend_minor.is_not(None), _ads.c.currency == home_of(connection)
    )
    found: defaultdict[DayOfChannel, dict[str, int]] = defaultdict(dict)
    for channel, day, item, spend in stored_rows(connection, statement.group_by(*columns[:3])):
        found[channel, day][item] = int(spend)
    return found


def _shares(
    connection: Connection, share: AdShare, spent: Mapping[DayOfChannel, Mapping[str, int]], wanted: set[DayOfChannel]
) -> dict[int, int]:
    """What each order of these days bears: all orders of a day share its spend, also those of another period."""
    found: dict[int, int] = {}
    for day, weighed in _weights(connection, set(spent) & wanted).items():
        items = dict(spent[day])
        left = sum(items.values())
        if share is AdShare.ITEMS:
            for item, spend in items.items():
                of_item = [(order, sizes[item]) for order, sizes in weighed.items() if sizes.get(item)]
                if item and of_item:
                    left -= spend
                    _put(found, of_item, spend)
        sizes_of_all = [(order, 1 if share is AdShare.ORDERS else sizes[""]) for order, sizes in weighed.items()]
        _put(found, sizes_of_all, left)
    return found


def _put(found: dict[int, int], weights: Sequence[tuple[int, int]], spend: int) -> None:
    for (order, _size), part in zip(weights, share_out(spend, [size for _order, size in weights]), strict=True):
        found[order] = found.get(order, 0) + part


def _weights(connection: Connection, days: set[DayOfChannel]) -> dict[DayOfChannel, dict[int, dict[str, int]]]:
    """Every order of these days with what it sold ("") and what of it by each code an ad may name."""
    found: defaultdict[DayOfChannel, dict[int, dict[str, int]]] = defaultdict(dict)
    for chunk in sorted_chunks((date.fromisoformat(day) for _channel, day in days), 200):
        of_days = (_o.c.ordered_on.in_(chunk), IS_COUNTED, IS_SALE, _o.c.currency == home_of(connection))
        paid = func.coalesce(_o.c.paid_minor, _o.c.total_minor, 0)
        statement = select(_o.c.id, _o.c.channel_id, _o.c.ordered_on, paid).where(*of_days).order_by(_o.c.id)
        for order, channel, day, minor in stored_rows(connection, statement):
            if (channel, day) in days:
                found[channel, day][order] = {"": max(minor, 0)}
        named = _named(connection, of_days)
        for sizes in found.values():
            for order, one in sizes.items():
                one.update(named.get(order, {}))
    return found


def _named(connection: Connection, of_days: tuple[object, ...]) -> dict[int, dict[str, int]]:
    """By order, what was sold of each code: ours, the channel's and the item's own."""
    amount = func.coalesce(_l.c.amount_minor, _l.c.price_minor * _l.c.quantity, 0)
    statement = (
        select(_o.c.id, _l.c.code, _s.c.code, _l.c.external_no, amount)
        .join_from(_o, _l, _l.c.order_id == _o.c.id)
        .outerjoin(_s, _s.c.id == _l.c.sku_id)
        .where(*of_days, or_(_l.c.code.is_not(None), _s.c.code.is_not(None)))  # type: ignore[arg-type]
    )
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for order, *codes, minor in stored_rows(connection, statement):
        for code in {code for code in codes if code}:
            found[order][code] = found[order].get(code, 0) + max(minor, 1)
    return found
