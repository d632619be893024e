"""What a person chooses an order from: the line she asks about, and the orders it may be of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, func, select, type_coerce

from models.enums.orders import OrderStatus
from models.finance import Transaction
from models.orders import Order
from models.projections import OrderSummary
from models.reconcile import OrderMoney
from services import clock, settings
from services.errors import NotFound
from services.i18n import N_
from services.messages import message
from services.orders.queries import find

_transactions = Transaction.table()
_orders = Order.table()
_summaries = OrderSummary.table()
_money = OrderMoney.table()
_DAY_MS = 86_400_000
_REACH_DAYS = 45
MOST = 30


@dataclass(frozen=True, slots=True)
class Asked:
    """A line of a statement that is to get an order: `amount_minor` as it moved, with its sign."""

    amount_minor: int
    currency: str
    happened_at: datetime
    happened_on: date
    counterparty: str | None


@dataclass(frozen=True, slots=True)
class OrderChoice:
    """An order that can be chosen; `has_money`: a line of a statement is of it already.

    `is_named`: what was typed is its number in full, or that of its parcel where no order has the number.
    """

    id: int
    number: str
    ordered_on: date | None
    buyer: str | None
    title: str | None
    status: OrderStatus
    paid_minor: int | None
    currency: str
    has_money: bool
    is_named: bool = False


def asked_line(connection: Connection, transaction_id: int) -> Asked:
    """The line itself. `NotFound` where there is none."""
    t = _transactions.c
    statement = select(t.amount_minor, t.currency, t.happened_at, t.happened_on, t.counterparty).where(
        t.id == transaction_id
    )
    row = connection.execute(statement).one_or_none()
    if row is None:
        raise NotFound(what=message(N_("transaction")), which=f"#{transaction_id}")
    return Asked(*row)


def orders_found(connection: Connection, typed: str) -> tuple[OrderChoice, ...]:
    """The newest orders that hold what is typed; first those, however old, whose number it is in full, or whose
    parcel's."""
    number = "".join(typed.split())
    o, written = _orders.c, (number, number.upper())  # channels and carriers write capitals, people need not
    numbered = _ids(connection, o.external_no.in_(written))
    carried = () if numbered else _ids(connection, o.tracking_no.in_(written))[:1]  # of one parcel the newest is meant
    named = numbered or carried
    ids = {*named, *(hit.id for hit in find(connection, typed, MOST))}
    newest = (o.id.not_in(named), o.ordered_at.desc(), o.id.desc())
    choices = _choices(connection, o.id.in_(ids), newest) if ids else ()
    return tuple(replace(one, is_named=one.id in named) for one in choices)


def _ids(connection: Connection, condition: ColumnElement[bool]) -> tuple[int, ...]:
    """The newest orders of a condition."""
    newest = select(_orders.c.id).where(condition).order_by(_orders.c.id.desc()).limit(MOST)
    return tuple(connection.execute(newest).scalars())


def orders_that_fit(connection: Connection, asked: Asked) -> tuple[OrderChoice, ...]:
    """Orders paid with exactly this amount some weeks before or after; first those no statement tells of, the nearest
    day first."""
    at = int(asked.happened_at.timestamp() * 1000)
    paid_at = type_coerce(func.coalesce(_orders.c.paid_at, _orders.c.ordered_at), BigInteger())
    reach = _REACH_DAYS * _DAY_MS
    is_near = paid_at.between(at - reach, at + reach)
    # coalesce: so many orders have the same amount that the days are the narrower way
    is_same = func.coalesce(_orders.c.paid_minor, _orders.c.paid_minor) == abs(asked.amount_minor)
    nearest = (_money.c.order_id.is_not(None), func.abs(paid_at - at), _orders.c.id)
    return _choices(connection, is_near & is_same & (_orders.c.currency == asked.currency), nearest)


def _choices(connection: Connection, condition: ColumnElement[bool], order: Sequence[Any]) -> tuple[OrderChoice, ...]:
    o = _orders.c
    statement = (
        select(
            o.id, o.external_no, o.ordered_at, o.buyer, _summaries.c.title, o.status, o.paid_minor, o.currency,
            _money.c.order_id.is_not(None),
        )
        .outerjoin_from(_orders, _summaries, _summaries.c.order_id == o.id)
        .outerjoin(_money, _money.c.order_id == o.id)
        .where(condition)
        .order_by(*order)
        .limit(MOST)
    )  # fmt: skip
    zone = settings.read(connection, settings.ZONE)
    return tuple(_choice(row, zone) for row in connection.execute(statement))


def _choice(row: Any, zone: str) -> OrderChoice:
    order_id, number, at, buyer, title, status, paid_minor, currency, has_money = row
    day = clock.business_day(at, zone) if at is not None else None
    return OrderChoice(order_id, number, day, buyer, title, status, paid_minor, currency, bool(has_money))
