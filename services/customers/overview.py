"""Reads: what the Customers page shows of all customers together, and the segments that are kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from models.channels import Channel
from models.customers import Customer, Segment
from services import clock, settings
from services.customers.cuts import Cuts, cuts_of
from services.customers.listing import customer_list
from services.customers.people import orders_without_buyer
from services.kernel.table_query import Filter, TableQuery, TableRequest
from services.kernel.walking import unindexed

_customers = Customer.table()
_channels = Channel.table()
_segments = Segment.table()
_RECENT = 365


@dataclass(frozen=True, slots=True)
class SavedSegment:
    """A part of the customers under a name, and how many are in it."""

    id: int
    name: str
    request: TableRequest
    count: int


@dataclass(frozen=True, slots=True)
class CustomerOverview:
    """What the page shows beside its rows.

    `bought` customers have a sale; of the `recent` ones, whose last is within 365 days,
    `bought_again` have at least two. `net_minor` is in the shop's `currency`; customers of others are left out of it.
    """

    counts: Mapping[str, int]
    bought: int
    recent: int
    bought_again: int
    net_minor: int
    net_customers: int
    without_buyer: int
    channels: tuple[str, ...]
    segments: tuple[SavedSegment, ...]
    cuts: Cuts
    currency: str
    today: date
    member_day: int
    is_masked: bool


def overview(connection: Connection) -> CustomerOverview:
    """Everything about all customers together."""
    zone, currency = settings.read(connection, settings.ZONE), settings.read(connection, settings.CURRENCY)
    today, cuts = clock.business_day(clock.now(), zone), cuts_of(connection)
    home = _customers.c.currency == currency
    totals = select(
        func.count(), func.coalesce(func.sum(func.iif(home, _customers.c.net_minor, 0)), 0),
        func.coalesce(func.sum(func.iif(home, 1, 0)), 0),
    ).where(unindexed(_customers.c.orders > 0))  # fmt: skip  # most have: through an index each is looked up
    bought, net, at_home = connection.execute(totals).one()
    recent, again = _bought_again(connection, today)
    used = select(_channels.c.name).where(_channels.c.id.in_(select(_customers.c.channel_id).distinct()))
    return CustomerOverview(
        counts=view_counts(connection, today, cuts),
        bought=int(bought),
        recent=recent,
        bought_again=again,
        net_minor=int(net),
        net_customers=int(at_home),
        without_buyer=orders_without_buyer(connection),
        channels=tuple(connection.execute(used.order_by(_channels.c.name)).scalars()),
        segments=segments(connection, today, cuts),
        cuts=cuts,
        currency=currency,
        today=today,
        member_day=settings.read(connection, settings.MEMBER_DAY),
        is_masked=settings.read(connection, settings.MASK_SCREEN),
    )


def view_counts(connection: Connection, today: date, cuts: Cuts) -> dict[str, int]:
    """How many customers each view holds."""
    query = customer_list(today, cuts)
    return {view: _count(connection, query, TableRequest(view=view)) for view in query.views}


def count_of(connection: Connection, request: TableRequest, today: date, cuts: Cuts) -> int:
    """How many customers a request finds."""
    return _count(connection, customer_list(today, cuts), request)


def _count(connection: Connection, query: TableQuery, request: TableRequest) -> int:
    return int(connection.execute(query.select([func.count(query.row_id)], request)).scalar_one())


def segments(connection: Connection, today: date, cuts: Cuts) -> tuple[SavedSegment, ...]:
    """The saved segments with their counts, by name."""
    found = []
    for row in connection.execute(select(_segments.c.id, _segments.c.name, _segments.c.request)):
        request = request_in(row.request)
        found.append(SavedSegment(row.id, row.name, request, count_of(connection, request, today, cuts)))
    return tuple(sorted(found, key=lambda one: one.name))


def request_in(kept: Mapping[str, Any]) -> TableRequest:
    """The request a segment keeps."""
    filters = tuple(Filter(key, operator, tuple(values)) for key, operator, values in kept.get("filters", ()))
    return TableRequest(str(kept.get("search", "")), str(kept.get("view", "all")), filters)


def _bought_again(connection: Connection, today: date) -> tuple[int, int]:
    """Customers with a sale in the last 365 days, and those of them who have at least two sales by now."""
    statement = select(func.count(), func.coalesce(func.sum(func.iif(_customers.c.orders > 1, 1, 0)), 0))
    row = connection.execute(statement.where(_customers.c.last_on > today - timedelta(days=_RECENT))).one()
    return int(row[0]), int(row[1])
