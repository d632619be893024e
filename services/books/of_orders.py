"""Postings of orders and their refunds: one sum per channel and day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    true,
    type_coerce,
    union,
)

from models.aftersales import Case, CasePayment
from models.channels import Channel
from models.dialects.prepared import Prepared
from models.enums.money import PostingSource
from models.enums.orders import OrderKind, OrderStatus, RefundStatus
from models.orders import Order
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.books.days import QUARTER_MS, day_of_quarter, spans
from services.books.legs import Legs
from services.books.rules import receivable
from services.kernel.walking import unindexed
from services.orders.kinds import KIND

_o = Order.table()
_c = Case.table()
_paid = CasePayment.table()
_channels = Channel.table()
_GIVEN_AWAY = tuple(
    str(kind) for kind in (OrderKind.GIFT, OrderKind.SAMPLE, OrderKind.RESHIP, OrderKind.EXCHANGE)
)  # fmt: skip
_LEFT_COLUMNS = ("shipped_at", "tracking_entered_at", "completed_at", "paid_at", "ordered_at")


def left_at(image: dict[str, Any]) -> int | None:
    """When an order (as stored) left, as well as its times tell; epoch milliseconds."""
    return next((image[name] for name in _LEFT_COLUMNS if image[name] is not None), None)


LEFT_AT: ColumnElement[int] = type_coerce(func.coalesce(*(_o.c[name] for name in _LEFT_COLUMNS)), BigInteger())
"""The same in SQL; orders have an index over it."""
OUT = frozenset((str(OrderStatus.SHIPPED), str(OrderStatus.COMPLETED)))
"""The stored statuses of orders that have left."""
_IS_OUT = case((_o.c.status.in_((OrderStatus.SHIPPED, OrderStatus.COMPLETED)), 1), else_=0)  # the day's index serves
IS_POSTED: ColumnElement[bool] = and_(_IS_OUT == 1, KIND.is_not(str(OrderKind.NOT_REAL)))
"""Orders that are in the books at all."""
INCOME: ColumnElement[int] = type_coerce(
    case(
        (KIND.in_(_GIVEN_AWAY), func.coalesce(_o.c.paid_minor, 0)),
        else_=func.coalesce(_o.c.paid_minor, _o.c.total_minor),
    ),
    BigInteger(),
)
"""What the buyer paid; the same as `services.orders.profit.income` of an order that has left."""

TO_BUYER = tuple(kind for kind, one in DEFAULTS.items() if one.money is not MoneyWay.TO_US)
"""The kinds of cases whose money goes to the buyer, where any goes."""
IS_DATED: ColumnElement[bool] = and_(
    _c.c.refunded_at.is_not(None),
    _c.c.refunded_minor > 0,
    _c.c.kind.in_(TO_BUYER),
    _c.c.currency == _o.c.currency,
    _o.c.refunded_minor.is_not(None),
)
"""Cases that say on which day an order was paid back."""
_DATED = select(func.coalesce(func.sum(_c.c.refunded_minor), 0)).where(_c.c.order_id == _o.c.id, IS_DATED)
UNDATED: ColumnElement[int] = case(
    (_o.c.refunded_minor > 0, _o.c.refunded_minor - _DATED.correlate(_o).scalar_subquery()), else_=0
)
"""What of an order's refund no dated case explains: it counts on the day the order left."""
IS_VAGUE: ColumnElement[bool] = and_(_o.c.refund_status == RefundStatus.REFUNDED, _o.c.refunded_minor.is_(None))
"""Orders that were refunded nobody knows how much."""

_PAID_IN_PARTS = select(func.coalesce(func.sum(_paid.c.amount_minor), 0)).where(_paid.c.case_id == _c.c.id)
_REST: ColumnElement[int] = type_coerce(
    _c.c.refunded_minor - _PAID_IN_PARTS.correlate(_c).scalar_subquery(), BigInteger()
)


class PaidBack(NamedTuple):
    """Where paying back is told of; the amounts are those that fulfil the condition."""

    source: FromClause
    at: ColumnElement[int]
    minor: ColumnElement[int]
    condition: ColumnElement[bool]


PAID_BACK = (
    PaidBack(
        _paid.join(_c, _c.c.id == _paid.c.case_id), type_coerce(_paid.c.paid_at, BigInteger()),
        type_coerce(_paid.c.amount_minor, BigInteger()), true(),
    ),
    PaidBack(_c, type_coerce(_c.c.refunded_at, BigInteger()), _REST, _REST != 0),
)  # fmt: skip
"""Each payment of a case, and what of a case no payment of it tells, as of one a file brought."""


def back_at(one: PaidBack) -> ColumnElement[int]:
    """When paying back counts: not before the sale itself does, on the day the order left."""
    return func.max(one.at, LEFT_AT, type_=BigInteger)


def _last_of(one: PaidBack) -> ColumnElement[int]:
    last = select(func.max(one.at)).select_from(one.source).where(_c.c.order_id == _o.c.id, IS_DATED, one.condition)
    return type_coerce(func.coalesce(last.correlate(_o).scalar_subquery(), 0), BigInteger())


_SUBSIDY: ColumnElement[int] = type_coerce(func.coalesce(_o.c.platform_discount_minor, 0), BigInteger())
_LOSES_SUBSIDY = and_(case((_o.c.refund_status == RefundStatus.REFUNDED, 1), else_=0) == 1, _SUBSIDY != 0)
_LAST_BACK: ColumnElement[int] = func.max(*(_last_of(one) for one in PAID_BACK), type_=BigInteger)
SUBSIDY_ADDED: ColumnElement[int] = case((and_(_LOSES_SUBSIDY, _LAST_BACK == 0), 0), else_=_SUBSIDY)
"""What the platform adds on the day an order left: not where all was refunded and no dated case says when."""
_TAKEN_BACK_AT: ColumnElement[int] = func.max(_LAST_BACK, LEFT_AT, type_=BigInteger)
_IS_TAKEN_BACK = and_(IS_POSTED, LEFT_AT.is_not(None), _LOSES_SUBSIDY, _LAST_BACK > 0)


def subsidies_taken_back(day: date, zone: str, *columns: Any) -> Select[Any]:
    """What platforms take back on this day, for the last of what an order brought was refunded: (amount, columns)."""
    return select(_SUBSIDY, *columns).where(_IS_TAKEN_BACK, within(_TAKEN_BACK_AT, [day], zone))


def refunds_of(day: date, zone: str, *columns: Any) -> tuple[Select[Any], ...]:
    """What was paid back by dated cases and counts on this day: (amount, and these columns of case and order)."""
    return tuple(
        select(one.minor, *columns)
        .select_from(one.source.join(_o, _o.c.id == _c.c.order_id))
        .where(IS_POSTED, LEFT_AT.is_not(None), IS_DATED, one.condition, within(back_at(one), [day], zone))
        for one in PAID_BACK
    )


def within(column: ColumnElement[int], days: Collection[date] | None, zone: str) -> ColumnElement[bool]:
    """Instants of these days; of all days with None."""
    if days is None:
        return true()
    return or_(*(and_(column >= first, column < end) for first, end in spans(days, zone)))


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """How many fulfil it: SQLAlchemy reads a sum of truth values as a truth value."""
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_LEFT_QUARTER = LEFT_AT // QUARTER_MS
_SALES = (
    select(
        _LEFT_QUARTER, _o.c.channel_id, _channels.c.platform, _o.c.currency, func.count(),
        func.coalesce(func.sum(INCOME), 0), _many(INCOME.is_(None)),
        func.coalesce(func.sum(SUBSIDY_ADDED), 0), func.sum(UNDATED), _many(UNDATED != 0),
        _many(IS_VAGUE),
    )
    .join_from(_o, _channels, _channels.c.id == _o.c.channel_id)
    .where(IS_POSTED, LEFT_AT.is_not(None))
    .group_by(_LEFT_QUARTER, _o.c.channel_id, _o.c.currency)
)  # fmt: skip
_FIRST, _END = bindparam("first", type_=BigInteger), bindparam("end", type_=BigInteger)


def _paid_back(one: PaidBack) -> Select[Any]:
    quarter = back_at(one) // QUARTER_MS
    return (
        select(quarter, _o.c.channel_id, _channels.c.platform, _o.c.currency, func.count(), func.sum(one.minor))
        .select_from(one.source.join(_o, _o.c.id == _c.c.order_id).join(_channels, _channels.c.id == _o.c.channel_id))
        .where(IS_POSTED, LEFT_AT.is_not(None), IS_DATED, one.condition)
        .group_by(quarter, _o.c.channel_id, _o.c.currency)
    )


def _paid_back_within() -> Iterator[Select[Any]]:
    """What counts between two instants: paid in between of what had left by its end, and paid before of what left then.

    Each begins with the narrower side, by its index.
    """
    for one in PAID_BACK:
        yield _paid_back(one).where(one.at >= _FIRST, one.at < _END, unindexed(LEFT_AT < _END))
        yield _paid_back(one).where(LEFT_AT >= _FIRST, LEFT_AT < _END, unindexed(one.at < _FIRST))


_TAKEN_BACK = (
    select(
        _TAKEN_BACK_AT // QUARTER_MS, _o.c.channel_id, _channels.c.platform, _o.c.currency, func.count(),
        func.sum(_SUBSIDY),
    )
    .join_from(_o, _channels, _channels.c.id == _o.c.channel_id)
    .where(_IS_TAKEN_BACK)
    .group_by(_TAKEN_BACK_AT // QUARTER_MS, _o.c.channel_id, _o.c.currency)
)  # fmt: skip


def _taken_back_within() -> Iterator[Select[Any]]:
    """The same between two instants: of orders paid back in between, and of those paid back before and left then."""
    paid = union(
        *(select(_c.c.order_id).select_from(one.source).where(one.at >= _FIRST, one.at < _END) for one in PAID_BACK)
    )
    last_in_between = and_(_TAKEN_BACK_AT >= _FIRST, _TAKEN_BACK_AT < _END)
    yield _TAKEN_BACK.where(_o.c.id.in_(paid), last_in_between, unindexed(LEFT_AT < _END))
    yield _TAKEN_BACK.where(LEFT_AT >= _FIRST, LEFT_AT < _END, unindexed(_LAST_BACK < _FIRST))


class _ByQuarters:
    """Sums by quarters of an hour: of all time, or of spans of days, which begin and end with one."""

    def __init__(self, of_all: Iterable[Select[Any]], of_span: Iterable[Select[Any]]) -> None:
        self._of_all = tuple(Prepared(one) for one in of_all)
        self._of_span = tuple(Prepared(one) for one in of_span)

    def rows(self, connection: Connection, days: Collection[date] | None, zone: str) -> Iterator[tuple[Any, ...]]:
        """The sums of these days; of all days with None."""
        if days is None:
            for one in self._of_all:
                yield from one.rows(connection)
            return
        for first, end in spans(days, zone):
            for one in self._of_span:
                yield from one.rows(connection, first=first, end=end)


# Built once: putting them together takes longer than adding up a day.
_SALES_OF = _ByQuarters([_SALES], [_SALES.where(LEFT_AT >= _FIRST, LEFT_AT < _END)])
_REFUNDS_OF = _ByQuarters(map(_paid_back, PAID_BACK), _paid_back_within())
_TAKEN_BACK_OF = _ByQuarters([_TAKEN_BACK], _taken_back_within())


def post_orders(connection: Connection, legs: Legs, zone: str, days: Collection[date] | None = None) -> None:
    """Sales of orders that left on these days, and the refunds no dated case explains."""
    for row in _SALES_OF.rows(connection, days, zone):
        at, channel, platform, currency, count, income, unknown, subsidy, refunded, refunds, vague = row
        about = (PostingSource.ORDERS, channel, day_of_quarter(at, zone))
        owed = receivable(platform)
        legs.pair(about, (owed, "sales"), income, currency, documents=count, unknown=unknown)
        legs.pair(about, (owed, "platform_subsidy"), subsidy, currency, documents=count)
        legs.pair(about, ("refunds", owed), int(refunded), currency, documents=refunds, unknown=vague)


def post_refunds(connection: Connection, legs: Legs, zone: str, days: Collection[date] | None = None) -> None:
    """What dated cases paid back, of orders that are in the books; paid before an order left it counts on that day.

    With the last of it the platform takes back what it had added.
    """
    for at, channel, platform, currency, count, refunded in _REFUNDS_OF.rows(connection, days, zone):
        about = (PostingSource.REFUNDS, channel, day_of_quarter(at, zone))
        legs.pair(about, ("refunds", receivable(platform)), int(refunded), currency, documents=count)
    for at, channel, platform, currency, count, subsidy in _TAKEN_BACK_OF.rows(connection, days, zone):
        about = (PostingSource.REFUNDS, channel, day_of_quarter(at, zone))
        legs.pair(about, ("platform_subsidy", receivable(platform)), int(subsidy), currency, documents=count)
