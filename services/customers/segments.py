"""Reads: what each part of the customers comes to: the views, the saved segments and the RFM groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, func, select

from models.customers import Customer
from services.business_day import shop_today
from services.customers.cuts import cuts_of
from services.customers.listing import customer_list
from services.customers.overview import segments
from services.kernel.table_query import TableQuery, TableRequest

_customers = Customer.table()


class SegmentKind(StrEnum):
    """Where a segment comes from."""

    VIEW = "view"
    SAVED = "saved"
    RFM = "rfm"


@dataclass(frozen=True, slots=True)
class SegmentFigures:
    """What a segment comes to in one currency: customers, their orders, and their money net of refunds."""

    kind: SegmentKind
    name: str
    currency: str
    customers: int
    orders: int
    net_minor: int

    @property
    def average_minor(self) -> int:
        """Net money per customer, rounded down."""
        return self.net_minor // self.customers if self.customers else 0


def segment_figures(connection: Connection, today: date | None = None) -> Iterator[SegmentFigures]:
    """Every view, every saved segment, and every RFM group in which there is somebody; one row per currency."""
    day = today or shop_today(connection)
    cuts = cuts_of(connection)
    query = customer_list(day, cuts)
    for view in query.views:
        yield from _figures(connection, query, TableRequest(view=view), SegmentKind.VIEW, view)
    for saved in segments(connection, day, cuts):
        yield from _figures(connection, query, saved.request, SegmentKind.SAVED, saved.name)
    yield from _rfm(connection, query)


def _figures(
    connection: Connection, query: TableQuery, request: TableRequest, kind: SegmentKind, name: str
) -> Iterator[SegmentFigures]:
    columns = (_customers.c.currency, func.count(), func.sum(_customers.c.orders), func.sum(_customers.c.net_minor))
    statement = query.select(columns, request).group_by(_customers.c.currency).order_by(_customers.c.currency)
    for currency, customers, orders, net in connection.execute(statement):
        yield SegmentFigures(kind, name, currency, int(customers), int(orders), int(net))


def _rfm(connection: Connection, query: TableQuery) -> Iterator[SegmentFigures]:
    scores = [query.column(key).expression.label(key) for key in ("r", "f", "m")]
    scored = (
        select(_customers.c.currency, _customers.c.orders, _customers.c.net_minor, *scores)
        .where(_customers.c.orders > 0)
        .subquery("scored")
    )
    keys = (scored.c.r, scored.c.f, scored.c.m)
    statement = (
        select(*keys, scored.c.currency, func.count(), func.sum(scored.c.orders), func.sum(scored.c.net_minor))
        .group_by(*keys, scored.c.currency)
        .order_by(*(key.desc() for key in keys), scored.c.currency)
    )
    for r, f, m, currency, customers, orders, net in connection.execute(statement):
        yield SegmentFigures(SegmentKind.RFM, f"{r}-{f}-{m}", currency, int(customers), int(orders), int(net))
