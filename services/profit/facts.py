"""Reads: orders taken apart into what they brought and cost, each with what is missing to know it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from models.channels import Channel
from models.orders import Order
from models.reconcile import OrderMoney
from services.books.lines import home_of
from services.i18n import N_
from services.kernel.table_query import stored_rows
from services.orders.kept_profit import GOODS, KEPT, KEPT_JOIN, MISSING
from services.orders.profit import ESSENTIAL, MISSING_BITS, Part, missing_parts
from services.orders.profit_columns import REFUNDED, SUBSIDY
from services.rollups.day_sums import IS_COSTING
from services.types import OrderKind

_o = Order.table()
_money = OrderMoney.table()
_channels = Channel.table()


class Basis(StrEnum):
    """By which day an order belongs to a period."""

    ORDERED = "ordered"
    SETTLED = "settled"


BASIS_LABELS = {
    Basis.ORDERED: N_("By order date"),
    Basis.SETTLED: N_("By settlement date"),
}


@dataclass(slots=True)
class Parts:
    """What orders brought and cost, in minor units; costs are below zero, so that all of it adds up to the profit."""

    paid: int = 0
    platform_discount: int = 0
    refunded: int = 0
    goods: int = 0
    fee: int = 0
    commission: int = 0
    ads: int = 0
    freight: int = 0
    packing: int = 0
    after_sales: int = 0

    @property
    def came_in(self) -> int:
        """Paid by buyers and platforms, without what went back."""
        return self.paid + self.platform_discount + self.refunded

    @property
    def profit(self) -> int:
        """The sum of the parts."""
        return sum(getattr(self, one.name) for one in fields(self))

    def add(self, other: Parts) -> None:
        """Count the other's too."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


@dataclass(slots=True)
class OneOrder:
    """An order of a period. `parts` is None where its money or the cost of its goods is unknown.

    `is_partial` says that another part is missing: the profit can only get smaller. `sales_minor` is what ads are
    shared by, and nothing for what was given away.
    """

    id: int
    number: str
    channel_id: int
    ordered_on: str
    day: str
    sales_minor: int
    parts: Parts | None
    is_partial: bool
    missing: tuple[Part, ...] = field(default=())


_COLUMNS = (
    _o.c.id, _o.c.external_no, _o.c.channel_id, _o.c.ordered_on, _o.c.kind, KEPT.c.income_minor,
    SUBSIDY, -REFUNDED, -GOODS,
    *(-func.coalesce(KEPT.c[f"{part}_minor"], 0)
      for part in (Part.FEE, Part.COMMISSION, Part.ADS, Part.FREIGHT, Part.PACKING)),
    KEPT.c.after_sales_minor, MISSING,
)  # fmt: skip


def counted(connection: Connection, basis: Basis, first: date, last: date) -> ColumnElement[bool]:
    """The orders of a period that brought or cost something (`IS_COSTING`), in the shop's currency."""
    of_shop = (IS_COSTING, _o.c.currency == home_of(connection))
    if basis is Basis.ORDERED:
        within = _o.c.ordered_on.between(first, last)
    else:
        settled = select(_money.c.order_id).where(_money.c.last_on.between(first, last))
        within = _o.c.id.in_(settled)
    found: ColumnElement[bool] = within
    for one in of_shop:
        found = found & one
    return found


def orders(connection: Connection, basis: Basis, first: date, last: date) -> list[OneOrder]:
    """Every order of a period, taken apart; the oldest first."""
    source = _o.join(*KEPT_JOIN).outerjoin(_money, _money.c.order_id == _o.c.id)
    day = _o.c.ordered_on if basis is Basis.ORDERED else _money.c.last_on
    statement = select(*_COLUMNS, day.label("day")).select_from(source).where(counted(connection, basis, first, last))
    return [_one(row) for row in stored_rows(connection, statement.order_by(day, _o.c.id))]


def _one(row: tuple[Any, ...]) -> OneOrder:
    number, named, channel, ordered_on, kind, *minor, bits, day = row
    missing = missing_parts(bits) if bits else ()
    parts = None if bits & _ESSENTIAL_BITS else Parts(*minor)
    sales = max(minor[0] or 0, 0) if kind not in _GIVEN else 0
    return OneOrder(number, named, channel, ordered_on, day, sales, parts, bool(missing) and parts is not None, missing)


_ESSENTIAL_BITS = sum(MISSING_BITS[part] for part in ESSENTIAL)
_GIVEN = (OrderKind.GIFT, OrderKind.SAMPLE, OrderKind.RESHIP, OrderKind.EXCHANGE)


def channel_names(connection: Connection) -> dict[int, str]:
    """The channels' names by id."""
    return {row[0]: row[1] for row in connection.execute(select(_channels.c.id, _channels.c.name))}
