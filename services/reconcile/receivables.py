"""Reads: what each order should have brought and what it brought, with a reason for every gap, and how old it is.

What is expected is what the buyer paid and what the platform pays of the discount. What came is told by the
statements' lines of the order (`models.reconcile.OrderMoney`). The gap between the two is what was taken by
name, and the rest, for which the reason is found as `GapReason` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Integer, and_, case, cast, func, or_, select, type_coerce

from models.channels import Channel, ChannelTerms
from models.columns import to_epoch_ms
from models.entities import Entity
from models.enums.orders import OrderStatus, RefundStatus
from models.orders import Order
from models.reconcile import OrderMoney
from models.settings import Setting
from models.values import WHOLE_PPM
from services import clock, settings
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern, stored_rows
from services.orders.kinds import IS_SALE

_orders = Order.table()
_money = OrderMoney.table()
_channels = Channel.table()
_terms = ChannelTerms.table()
_settings = Setting.table()
_DAY_MS = 86_400_000


class GapReason(StrEnum):
    """Why an order brought something else than expected.

    Nothing: `SETTLED`. No line names the order: `WAITING`, but `REFUND` where all of it went back. All of the gap
    was taken by name: the largest of what was taken. The money came without it: `REFUND` where just the refund is
    missing, `FEE` where just the terms' share is. Else `PARTIAL` where less came, `TOO_MUCH` where more, `UNKNOWN`
    where what was expected is not known or what was taken has no name.
    """

    SETTLED = "settled"
    WAITING = "waiting"
    PARTIAL = "partial"
    FEE = "fee"
    COMMISSION = "commission"
    REFUND = "refund"
    PENALTY = "penalty"
    INSURANCE = "insurance"
    UNKNOWN = "unknown"
    TOO_MUCH = "too_much"


REASON_LABELS: Mapping[GapReason, str] = MappingProxyType(
    {
        GapReason.SETTLED: N_("Agrees"),
        GapReason.WAITING: N_("Not paid yet"),
        GapReason.PARTIAL: N_("Partly paid"),
        GapReason.FEE: N_("Platform fee"),
        GapReason.COMMISSION: N_("Commission"),
        GapReason.REFUND: N_("Refund"),
        GapReason.PENALTY: N_("Penalty"),
        GapReason.INSURANCE: N_("Freight insurance"),
        GapReason.UNKNOWN: N_("Unknown"),
        GapReason.TOO_MUCH: N_("More than expected"),
    }
)
OPEN_REASONS = (GapReason.WAITING, GapReason.PARTIAL, GapReason.UNKNOWN, GapReason.TOO_MUCH)
"""Reasons somebody has to look after; the others explain themselves."""
AGES = (7, 15, 30, 60)
"""The days at which the ages of unpaid orders are divided."""
_TAKEN = {
    GapReason.REFUND: "refund_minor",
    GapReason.FEE: "fee_minor",
    GapReason.COMMISSION: "commission_minor",
    GapReason.PENALTY: "penalty_minor",
    GapReason.INSURANCE: "insurance_minor",
}


def _whole(expression: Any) -> ColumnElement[int]:
    return type_coerce(expression, BigInteger())


def _nothing(column: Any) -> ColumnElement[int]:
    return _whole(func.coalesce(_whole(column), 0))


TOLERANCE: ColumnElement[int] = func.coalesce(
    select(cast(_settings.c.value, Integer))
    .where(_settings.c.key == settings.RECONCILE_TOLERANCE.key)
    .scalar_subquery(),
    settings.RECONCILE_TOLERANCE.default,
)
EXPECTED = _whole(func.coalesce(_orders.c.paid_minor, _orders.c.total_minor)) + _nothing(
    _orders.c.platform_discount_minor
)
RECEIVED = _nothing(_money.c.received_minor)
GAP = EXPECTED - RECEIVED
_NEVER_CAME = EXPECTED - _nothing(_money.c.payout_minor)
# Once all of an order went back the platform does not pay what it had added either.
_NOT_ADDED = case(
    (_orders.c.refund_status == RefundStatus.REFUNDED, _nothing(_orders.c.platform_discount_minor)), else_=0
)
_REFUND_TO_COME = _nothing(_orders.c.refunded_minor) + _nothing(_money.c.refund_minor) + _NOT_ADDED
STILL_OWED = func.max(_NEVER_CAME - func.max(_REFUND_TO_COME, 0, type_=BigInteger), 0, type_=BigInteger)
"""What is still to come: not what was refunded, nor what was taken by name of what came."""
_PPM = (
    select(func.coalesce(_terms.c.fee_ppm, 0) + func.coalesce(_terms.c.commission_ppm, 0))
    .where(_terms.c.channel_id == _orders.c.channel_id, _terms.c.since <= _orders.c.ordered_on)
    .order_by(_terms.c.since.desc())
    .limit(1)
    .correlate(_orders)
    .scalar_subquery()
)
SHARE = (2 * (EXPECTED - _nothing(_orders.c.refunded_minor)) * _whole(_PPM) + WHOLE_PPM) // (2 * WHOLE_PPM)
"""What the channel's terms take of an order, in its currency; NULL where there are none."""


def _near(amount: Any) -> ColumnElement[bool]:
    return func.abs(amount) <= TOLERANCE


def _largest_taken() -> ColumnElement[str]:
    """The reason of the largest amount taken by name; of equal ones the first."""
    sizes = {reason: func.abs(_nothing(_money.c[name])) for reason, name in _TAKEN.items()}
    most = func.max(*sizes.values(), func.abs(_nothing(_money.c.other_minor)))
    return case(
        *((and_(size > 0, size == most), reason.value) for reason, size in sizes.items()),
        else_=GapReason.UNKNOWN.value,
    )


REASON: ColumnElement[str] = case(
    (EXPECTED.is_(None), GapReason.UNKNOWN.value),
    (_near(GAP), GapReason.SETTLED.value),
    (
        and_(_nothing(_money.c.payout_minor) == 0, _orders.c.refunded_minor > 0, STILL_OWED <= TOLERANCE),
        GapReason.REFUND.value,
    ),
    (_money.c.order_id.is_(None), GapReason.WAITING.value),
    (_near(_NEVER_CAME), _largest_taken()),
    (_nothing(_money.c.payout_minor) == 0, GapReason.WAITING.value),
    (_NEVER_CAME < 0, GapReason.TOO_MUCH.value),
    (_near(_NEVER_CAME - _nothing(_orders.c.refunded_minor)), GapReason.REFUND.value),
    (_near(_NEVER_CAME - _nothing(_orders.c.refunded_minor) - _nothing(SHARE)), GapReason.FEE.value),
    else_=GapReason.PARTIAL.value,
)
_DUE = _whole(
    func.coalesce(_orders.c.completed_at, _orders.c.shipped_at, _orders.c.paid_at, _orders.c.ordered_at)
)  # fmt: skip
_SOLD = _orders.c.status.in_((OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED))
COUNTED = case((and_(IS_SALE, or_(_SOLD, _money.c.order_id.is_not(None))), 1), else_=0) == 1
"""Orders money is expected for, and those it came for all the same.

A case: as plain conditions the kind and the status have indexes, by which all orders would be walked through.
"""


def _is(*reasons: GapReason) -> ColumnElement[bool]:
    return REASON.in_([reason.value for reason in reasons])


def _age() -> ColumnElement[int]:
    return (to_epoch_ms(clock.now()) - _DUE) // _DAY_MS


def _search(typed: str) -> ColumnElement[bool] | None:
    found = [
        or_(*(_orders.c[name].like(like_pattern(term.plain), escape="\\") for name in ("external_no", "buyer")))
        for term in terms(typed)
    ]
    return and_(*found) if found else None


def order_money_list() -> TableQuery:
    """The list of orders with what they should bring and what they brought; ages are those of this moment."""
    columns = (
        QueryColumn("external_no", N_("Order no."), Kind.ID, _orders.c.external_no),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
        QueryColumn("ordered_on", N_("Day"), Kind.DATE, _orders.c.ordered_on),
        QueryColumn("status", N_("Status"), Kind.CODE, _orders.c.status),
        QueryColumn("buyer", N_("Buyer"), Kind.TEXT, _orders.c.buyer),
        QueryColumn("expected", N_("Money expected"), Kind.MONEY, EXPECTED, True),
        QueryColumn("received", N_("Money received"), Kind.MONEY, RECEIVED, True),
        QueryColumn("gap", N_("Gap"), Kind.MONEY, GAP, True),
        QueryColumn("reason", N_("Reason"), Kind.CODE, REASON),
        QueryColumn("refund", N_("Refund"), Kind.MONEY, _money.c.refund_minor, True),
        QueryColumn("fee", N_("Platform fee"), Kind.MONEY, _money.c.fee_minor, True),
        QueryColumn("commission", N_("Commission"), Kind.MONEY, _money.c.commission_minor, True),
        QueryColumn("penalty", N_("Penalty"), Kind.MONEY, _money.c.penalty_minor, True),
        QueryColumn("insurance", N_("Freight insurance"), Kind.MONEY, _money.c.insurance_minor, True),
        QueryColumn("other", N_("Other"), Kind.MONEY, _money.c.other_minor, True),
        QueryColumn("lines", N_("Lines"), Kind.INTEGER, _money.c.lines),
        QueryColumn("last_on", N_("Last money"), Kind.DATE, _money.c.last_on),
        QueryColumn("age", N_("Days open"), Kind.INTEGER, _age()),
        QueryColumn("currency", N_("Currency"), Kind.CODE, _orders.c.currency),
    )
    is_open = _is(*OPEN_REASONS)
    return TableQuery(
        name="order_money",
        entity=Entity.ORDER,
        base=_orders,
        joins=((_money, _money.c.order_id == _orders.c.id), (_channels, _channels.c.id == _orders.c.channel_id)),
        columns=by_key(*columns),
        views={
            "open": and_(COUNTED, is_open),
            "waiting": and_(COUNTED, _is(GapReason.WAITING)),
            "explained": and_(COUNTED, ~_is(*OPEN_REASONS, GapReason.SETTLED)),
            "settled": and_(COUNTED, _is(GapReason.SETTLED)),
            "all": COUNTED,
        },
        default_sort=(("ordered_on", True),),
        search=_search,
        currency=_orders.c.currency,
        companions=frozenset({_channels}),
    )


@dataclass(frozen=True, slots=True)
class ChannelMoney:
    """One channel's orders of a period in one currency: amounts in minor units, gaps by reason.

    `unknown` orders have no known amount and are in no sum but that of what was received.
    """

    channel_id: int
    channel: str
    currency: str
    orders: int
    expected_minor: int
    received_minor: int
    unknown: int
    counts: Mapping[GapReason, int] = field(default_factory=dict)
    gaps: Mapping[GapReason, int] = field(default_factory=dict)

    @property
    def gap_minor(self) -> int:
        """Expected less received."""
        return self.expected_minor - self.received_minor


@dataclass(frozen=True, slots=True)
class AgeBand:
    """What one channel's waiting or partly paid orders of one age still owe; `upto` None is older than all."""

    channel: str
    currency: str
    since: int
    upto: int | None
    orders: int
    owed_minor: int


def channel_money(
    connection: Connection, first: date | None = None, last: date | None = None
) -> tuple[ChannelMoney, ...]:
    """What the orders of a period (by order day, either end open) should have brought and brought, per channel."""
    statement = (
        select(
            _orders.c.channel_id, _channels.c.name, _orders.c.currency, REASON.label("reason"), func.count(),
            func.count(EXPECTED), func.coalesce(func.sum(EXPECTED), 0), func.sum(RECEIVED),
        )
        .select_from(_joined())
        .where(COUNTED, *_within(first, last))
        .group_by(_orders.c.channel_id, _channels.c.name, _orders.c.currency, REASON)
        .order_by(_channels.c.name, _orders.c.currency)
    )  # fmt: skip
    rows: dict[tuple[int, str, str], dict[GapReason, tuple[int, int, int, int]]] = {}
    for channel_id, name, currency, reason, *figures in stored_rows(connection, statement):
        rows.setdefault((channel_id, name, currency), {})[GapReason(reason)] = tuple(figures)
    return tuple(_channel(*key, found) for key, found in rows.items())


def _channel(channel_id: int, name: str, currency: str, found: Mapping[GapReason, Any]) -> ChannelMoney:
    orders, known, expected, received = (sum(one[place] for one in found.values()) for place in range(4))
    return ChannelMoney(
        channel_id, name, currency, orders, expected, received, orders - known,
        {reason: one[0] for reason, one in found.items()},
        {reason: one[2] - one[3] for reason, one in found.items()},
    )  # fmt: skip


def ageing(connection: Connection) -> tuple[AgeBand, ...]:
    """What is owed for orders that are waiting or partly paid, per channel and age in days since they were done."""
    age = _age()
    band = case(*((age <= edge, edge) for edge in AGES), else_=None)
    statement = (
        select(
            _channels.c.name,
            _orders.c.currency,
            band.label("band"),
            func.count(),
            func.coalesce(func.sum(STILL_OWED), 0),
        )
        .select_from(_joined())
        .where(COUNTED, _is(GapReason.WAITING, GapReason.PARTIAL))
        .group_by(_channels.c.name, _orders.c.currency, band)
    )
    before = dict(zip((*AGES, None), (0, *(edge + 1 for edge in AGES)), strict=True))
    found = [
        AgeBand(name, code, before[edge], edge, count, owed)
        for name, code, edge, count, owed in stored_rows(connection, statement)
    ]
    return tuple(sorted(found, key=lambda one: (one.channel, one.currency, one.since)))


def _joined() -> Any:
    return _orders.outerjoin(_money, _money.c.order_id == _orders.c.id).join(
        _channels, _channels.c.id == _orders.c.channel_id
    )


def _within(first: date | None, last: date | None) -> list[ColumnElement[bool]]:
    found = []
    if first is not None:
        found.append(_orders.c.ordered_on >= first)
    if last is not None:
        found.append(_orders.c.ordered_on <= last)
    return found


def month_before(day: date) -> tuple[date, date]:
    """The first and last day of the month before the one of this day."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
