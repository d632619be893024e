"""Reads: how SKUs sold week by week, in which orders, and what came back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from models.aftersales import Case
from models.catalog import Sku
from models.channels import Channel
from models.enums.aftersales import CaseKind, CaseState
from models.enums.orders import OrderStatus, RefundStatus
from models.orders import Order, OrderLine
from services.business_day import shop_today
from services.orders.kinds import IS_SALE

WEEKS = 26
_skus = Sku.table()
_lines = OrderLine.table()
_orders = Order.table()
_channels = Channel.table()
_cases = Case.table()
_SOLD = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class WeekSales:
    """Pieces sold in the week that begins on Monday `first`, and in how many orders."""

    first: date
    pieces: int
    orders: int


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One line of an order in which the product was sold; the amount is in the order's currency."""

    order_id: int
    order_no: str
    channel: str
    ordered_at: datetime | None
    status: OrderStatus
    refund_status: RefundStatus
    sku_code: str
    pieces: int
    amount_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One after-sales case about the product; the amount is in the case's currency."""

    case_id: int
    case_no: str
    order_id: int | None
    order_no: str | None
    kind: CaseKind
    state: CaseState
    reason: str | None
    asked_at: datetime | None
    refunded_minor: int | None
    currency: str


def sales_by_week(connection: Connection, sku_ids: Sequence[int], weeks: int = WEEKS) -> tuple[WeekSales, ...]:
    """Pieces and orders of the last weeks, this one included, weeks without a sale too; oldest first."""
    today = shop_today(connection)
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    statement = (
        select(_orders.c.ordered_on, _lines.c.order_id, func.sum(_lines.c.sku_quantity))
        .join_from(_lines, _orders, _orders.c.id == _lines.c.order_id)
        .where(_is_sale_of(sku_ids), _orders.c.ordered_on >= first)
        .group_by(_orders.c.ordered_on, _lines.c.order_id)
    )
    pieces: dict[date, int] = {}
    orders: dict[date, int] = {}
    for day, _order, count in connection.execute(statement):
        week = day - timedelta(days=day.weekday())
        pieces[week] = pieces.get(week, 0) + (count or 0)
        orders[week] = orders.get(week, 0) + 1
    all_weeks = (first + timedelta(weeks=number) for number in range(weeks))
    return tuple(WeekSales(week, pieces.get(week, 0), orders.get(week, 0)) for week in all_weeks)


def orders_with(connection: Connection, sku_ids: Sequence[int], limit: int = 50) -> tuple[SoldLine, ...]:
    """The newest order lines of these SKUs, whatever became of the orders."""
    statement = (
        select(
            _orders.c.id, _orders.c.external_no, _channels.c.name, _orders.c.ordered_at, _orders.c.status,
            _lines.c.refund_status, _skus.c.code, _lines.c.sku_quantity, _lines.c.amount_minor, _orders.c.currency,
        )
        .join_from(_lines, _orders, _orders.c.id == _lines.c.order_id)
        .join(_channels, _channels.c.id == _orders.c.channel_id)
        .join(_skus, _skus.c.id == _lines.c.sku_id)
        .where(_lines.c.sku_id.in_(sku_ids))
        .order_by(_orders.c.ordered_at.desc().nulls_last(), _lines.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(SoldLine(*tuple(row)) for row in connection.execute(statement))


def returns_of(connection: Connection, sku_ids: Sequence[int], limit: int = 50) -> tuple[ReturnLine, ...]:
    """The newest after-sales cases about lines of these SKUs.

    A case is about the line it names; where it names none, about every line of its order.
    """
    names_none = and_(_cases.c.line_no.is_(None), _cases.c.code.is_(None))
    about = or_(_cases.c.line_no == _lines.c.external_no, _cases.c.code == _lines.c.code, names_none)
    ids = (
        select(_cases.c.id)
        .join(_lines, and_(_lines.c.order_id == _cases.c.order_id, about))
        .where(_lines.c.sku_id.in_(sku_ids))
    )
    columns = (
        _cases.c.id, _cases.c.external_no, _cases.c.order_id, _cases.c.order_no, _cases.c.kind, _cases.c.state,
        _cases.c.reason, _cases.c.asked_at, _cases.c.refunded_minor, _cases.c.currency,
    )  # fmt: skip
    statement = select(*columns).where(_cases.c.id.in_(ids))
    statement = statement.order_by(_cases.c.asked_at.desc().nulls_last(), _cases.c.id.desc()).limit(limit)
    return tuple(ReturnLine(*tuple(row)) for row in connection.execute(statement))


def _is_sale_of(sku_ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(_lines.c.sku_id.in_(sku_ids), _lines.c.is_closed.is_(False), _orders.c.status.in_(_SOLD), IS_SALE)


def line_counts(connection: Connection, sku_ids: Sequence[int]) -> tuple[int, int]:
    """How many lines were sold, and how many of them were refunded wholly or in part.

    Where a whole order was refunded all of its lines were; of an order refunded in part only those that say so.
    """
    by_line = _lines.c.refund_status.in_((RefundStatus.PARTIAL, RefundStatus.REFUNDED))
    refunded = or_(by_line, _orders.c.refund_status == RefundStatus.REFUNDED)
    statement = (
        select(func.count(), func.count().filter(refunded))
        .select_from(_lines)
        .join(_orders, _orders.c.id == _lines.c.order_id)
        .where(_lines.c.sku_id.in_(sku_ids), or_(_orders.c.status.in_(_SOLD), refunded), IS_SALE)
    )
    row = connection.execute(statement).one()
    return row[0], row[1]
