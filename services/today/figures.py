"""Reads: the six numbers of Today with what each is compared with; from rollups and small indexed sets only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    bindparam,
    case,
    func,
    select,
    type_coerce,
)

from models.aftersales import OPEN_STATES, Case
from models.books import Posting
from models.catalog import Sku
from models.dialects.prepared import Prepared
from models.enums.growth import GoalFigure
from models.growth import Goal
from models.orders import Order
from models.rollups import SkuDay, UncostedDay
from models.stock_ledger import SkuStock
from services import settings
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.books.balances import Held, held
from services.books.rates import Rates
from services.books.rules import money
from services.growth.figures import MONEY_FIGURES, Measured, daily
from services.growth.goal_pace import due_by, over_days
from services.orders.kinds import IS_SALE
from services.rollups.asked import Asked, ask
from services.rollups.day_sums import IS_COUNTED
from services.rollups.sums import Sums, after_sales_by, by_day, whole

_orders = Order.table()
_cases = Case.table()
_postings = Posting.table()
_goals = Goal.table()
_sold = SkuDay.table()
_open = UncostedDay.table()
_skus = Sku.table()
_stock = SkuStock.table()
_DAY = timedelta(days=1)
_TO_BUYER = tuple(kind for kind, one in DEFAULTS.items() if one.money is MoneyWay.TO_BUYER)

# Put together once: that takes longer than adding up.
_CURRENCY: BindParameter[str] = bindparam("currency")


def _of_period(table: Table) -> tuple[ColumnElement[bool], ...]:
    return table.c.day.between(bindparam("first"), bindparam("last")), table.c.currency == _CURRENCY


def _cost_of_uncosted() -> Select[Any]:
    """(what pieces without a booked cost cost now, rounded for each day and SKU; pieces nobody knows the cost of)."""
    pieces = func.sum(_open.c.pieces).label("pieces")
    each = select(_open.c.sku_id, pieces).where(*_of_period(_open)).group_by(_open.c.day, _open.c.sku_id).subquery()
    known = _stock.c.on_hand + _stock.c.defective - _stock.c.unknown
    value = case((known > 0, _stock.c.value_minor), else_=_skus.c.cost_minor)
    per = case((known > 0, known), else_=1)
    cost = (2 * type_coerce(value, BigInteger()) * each.c.pieces + per) // (2 * per)
    return (
        select(
            func.coalesce(func.sum(cost), 0),
            func.coalesce(func.sum(case((value.is_(None), each.c.pieces), else_=0)), 0),
        )
        .select_from(each)
        .outerjoin(_skus, _skus.c.id == each.c.sku_id)
        .outerjoin(_stock, _stock.c.sku_id == each.c.sku_id)
    )


_UNCOSTED = Prepared(_cost_of_uncosted())
_COSTS = Prepared(
    select(func.coalesce(func.sum(_sold.c.cost_minor), 0), func.coalesce(func.sum(_sold.c.unknown), 0)).where(
        *_of_period(_sold)
    )
)
_PAID = Prepared(
    select(func.coalesce(func.sum(_orders.c.paid_minor), 0)).where(
        _orders.c.ordered_at.between(bindparam("since"), bindparam("until")),
        _orders.c.ordered_on == bindparam("day"),
        IS_COUNTED,
        IS_SALE,
        _orders.c.currency == _CURRENCY,
    )
)
_REFUNDS = Prepared(
    select(
        func.count(),
        func.coalesce(func.sum(func.iif(_cases.c.deadline_at < bindparam("now"), 1, 0)), 0),
        func.coalesce(
            func.sum(
                func.iif(_cases.c.currency == _CURRENCY, func.coalesce(_cases.c.agreed_minor, _cases.c.asked_minor), 0)
            ),
            0,
        ),
    ).where(_cases.c.state.in_(sorted(OPEN_STATES)), _cases.c.kind.in_(_TO_BUYER), _cases.c.refunded_at.is_(None))
)
_MOVED = Prepared(
    select(func.coalesce(func.sum(type_coerce(_postings.c.amount_minor, BigInteger())), 0)).where(
        _postings.c.account == bindparam("account"),
        _postings.c.currency == _CURRENCY,
        _postings.c.day > bindparam("after"),
        _postings.c.day <= bindparam("day"),
    )
)


@dataclass(frozen=True, slots=True)
class MonthProfit:
    """What this month's orders earned up to today, and those of the same days a month before; minor units.

    `uncosted` pieces of this month have no known cost: then the profit is at most so much. None where sales are in
    another currency than costs.
    """

    minor: int | None
    before_minor: int | None
    orders: int
    uncosted: int
    since: date
    before_last: date


@dataclass(frozen=True, slots=True)
class RefundsWaiting:
    """Open cases that send money to the buyer: `minor` is what they ask for, `late` are past their deadline."""

    cases: int
    late: int
    minor: int
    kinds: tuple[str, ...] = tuple(str(kind) for kind in _TO_BUYER)


@dataclass(frozen=True, slots=True)
class GoalPace:
    """The running goal: what is done up to today, and by yesterday beside what was due by then."""

    id: int
    name: str
    is_money: bool
    currency: str
    target: int
    done: int
    done_before: int
    due_before: int
    last_on: date

    @property
    def permille(self) -> int:
        """How much of the target is done."""
        return max(self.done, 0) * 1_000 // self.target


@dataclass(frozen=True, slots=True)
class Available:
    """The money in all accounts now and a week ago, in the shop's currency; `missing` currencies have no rate."""

    minor: int
    before_minor: int
    currency: str
    missing: tuple[str, ...]
    is_known: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """What the six numbers need beyond the sales of the day and the orders to ship."""

    yesterday_minor: int
    profit: MonthProfit
    refunds: RefundsWaiting
    goal: GoalPace | None
    money: Available


def figures(connection: Connection, now: datetime, day: date, currency: str) -> Figures:
    """Everything at this moment; `day` is the shop's business day, `currency` the one sales are in."""
    return Figures(
        sold_by_now_yesterday(connection, now, day, currency),
        month_profit(connection, day, currency),
        refunds_waiting(connection, now, currency),
        running_goal(connection, day),
        available(connection, day),
    )


def sold_by_now_yesterday(connection: Connection, now: datetime, day: date, currency: str) -> int:
    """What yesterday's orders had brought at this time of the day, also where clocks were changed since."""
    there = ZoneInfo(settings.read(connection, settings.ZONE))
    then = datetime.combine(day - _DAY, now.astimezone(there).time(), there)
    return int(_PAID.column(connection, since=now - 3 * _DAY, until=then, day=day - _DAY, currency=currency)[0])


def month_profit(connection: Connection, day: date, currency: str) -> MonthProfit:
    """This month up to today beside the same days of the month before."""
    since = day.replace(day=1)
    before_end = since - _DAY
    before_since = before_end.replace(day=1)
    before_last = min(before_since + (day - since), before_end)
    asked = replace(ask(connection, since, day), currency=currency)
    if asked.currency != asked.home:
        orders = whole(by_day(connection, asked)).orders
        return MonthProfit(None, None, orders, 0, since, before_last)
    now, before = _sums(connection, asked), _sums(connection, replace(asked, first=before_since, last=before_last))
    return MonthProfit(now.profit, before.profit, now.orders, now.uncosted, since, before_last)


def _sums(connection: Connection, asked: Asked) -> Sums:
    """The sums of a period with the cost of its goods, as `charts.sums.by_day` has them, added up by the database."""
    found = whole(by_day(connection, asked))
    period = {"first": asked.first, "last": asked.last, "currency": asked.currency}
    booked, unknown = _COSTS.rows(connection, **period)[0]
    expected, without = _UNCOSTED.rows(connection, **period)[0]
    found.goods, found.uncosted = int(booked) + int(expected), int(unknown) + int(without)
    found.after_sales = sum(minor for _currency, minor in after_sales_by(connection, asked, _orders.c.currency))
    return found


def refunds_waiting(connection: Connection, now: datetime, currency: str) -> RefundsWaiting:
    """Cases nobody has finished whose money has not gone back yet."""
    cases, late, minor = _REFUNDS.rows(connection, now=now, currency=currency)[0]
    return RefundsWaiting(int(cases), int(late), int(minor))


def running_goal(connection: Connection, day: date) -> GoalPace | None:
    """The goal that ends first of those that run today, one of sales or profit before others; None without any."""
    statement = (
        select(_goals)
        .where(_goals.c.last_on >= day, _goals.c.first_on <= day)
        .order_by(_goals.c.figure.not_in((GoalFigure.SALES, GoalFigure.PROFIT)), _goals.c.last_on, _goals.c.id)
        .limit(1)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        return None
    first, last, target = row["first_on"], row["last_on"], row["target_value"]
    values = daily(connection, Measured(row["figure"], row["currency"], row["channel_id"]), first, day)
    over = over_days(first, last, day)
    due = due_by(target, (last - first).days + 1, over)
    is_money = row["figure"] in MONEY_FIGURES
    return GoalPace(
        row["id"], row["name"], is_money, row["currency"], target, sum(values), sum(values[:over]), due, last
    )


def available(connection: Connection, day: date) -> Available:
    """What all accounts hold by the one rule of `services.books.balances`.

    Other currencies count at the rate of today. A week ago is now, less what has moved since.
    """
    rates = Rates.read(connection)
    total = before = 0
    missing: set[str] = set()
    lies = held(connection, day)
    for one in lies:
        minor = one.minor - _moved(connection, one, day)
        now, then = rates.home_minor(one.minor, one.currency, day), rates.home_minor(minor, one.currency, day)
        if now is None or then is None:
            missing.add(one.currency)
        else:
            total, before = total + now, before + then
    return Available(total, before, rates.home, tuple(sorted(missing)), bool(lies))


def _moved(connection: Connection, one: Held, day: date) -> int:
    """What was posted on an account in the last week."""
    given = {"account": money(one.account_id), "currency": one.currency, "after": day - 7 * _DAY, "day": day}
    return int(_MOVED.column(connection, **given)[0])
