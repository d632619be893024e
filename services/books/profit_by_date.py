"""Reads: what orders earned, by the day they were ordered and by the day their money came: two answers, both named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, case, func, select

from models.orders import Order
from models.reconcile import OrderMoney
from services.books.lines import home_of
from services.i18n import N_
from services.orders.kept_profit import KEPT_JOIN, MISSING, PROFIT
from services.rollups.day_sums import IS_COSTING

_orders = Order.table()
_money = OrderMoney.table()


class By(StrEnum):
    """By which day an order belongs to a period."""

    ORDER_DATE = "order_date"
    SETTLEMENT_DATE = "settlement_date"


BY_LABELS = {
    By.ORDER_DATE: N_("By order date"),
    By.SETTLEMENT_DATE: N_("By settlement date"),
}


@dataclass(frozen=True, slots=True)
class OrderProfit:
    """What paid, shipped and completed orders of a period earned together, less what those cost that were closed after
    they had been sent: the very orders the charts count.

    `unknown` of them have no profit yet, `partial` lack some part.
    """

    by: By
    orders: int
    profit_minor: int
    unknown: int
    partial: int


def profit_by_date(connection: Connection, first: date, last: date) -> tuple[OrderProfit, ...]:
    """Both answers for the days from `first` to `last`, in the shop's currency."""
    return tuple(_profit(connection, by, first, last) for by in By)


def _profit(connection: Connection, by: By, first: date, last: date) -> OrderProfit:
    source = _orders.join(*KEPT_JOIN)
    day = _orders.c.ordered_on
    if by is By.SETTLEMENT_DATE:
        source, day = source.join(_money, _money.c.order_id == _orders.c.id), _money.c.last_on
    each = (
        select(PROFIT.label("profit"), MISSING.label("missing"))
        .select_from(source)
        .where(day >= first, day <= last, IS_COSTING, _orders.c.currency == home_of(connection))
        .subquery()
    )
    known = each.c.profit.is_not(None)
    statement = select(
        func.count(),
        func.coalesce(func.sum(each.c.profit), 0),
        func.coalesce(func.sum(case((known, 0), else_=1)), 0),
        func.coalesce(func.sum(case((known & (each.c.missing > 0), 1), else_=0)), 0),
    )
    row = connection.execute(statement).one()
    return OrderProfit(by, int(row[0]), int(row[1]), int(row[2]), int(row[3]))
