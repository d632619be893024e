"""Reads: every line of the ledger, goods included, and what closed months and later corrections make of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, Text, and_, case, func, literal, select, type_coerce, union_all

from models.books import MonthClose, MonthFigure, Posting, StockDay
from models.enums.money import PostingSource
from services import settings
from services.books.rules import GOODS_AT_COST, STOCK, STOCK_AGAINST

_p = Posting.table()
_days = StockDay.table()
_closes = MonthClose.table()
_figures = MonthFigure.table()
_ONE = timedelta(days=1)

Account = tuple[str, str]
"""(account, currency)."""
Sums = tuple[int, int]
"""(amount, in the home currency)."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a closed month said of an account beyond what its documents say now; booked back on the first open day."""

    day: date
    account: str
    currency: str
    amount_minor: int
    home_minor: int


def lines(home: str) -> Any:
    """Every line as a subquery: postings of documents, and the legs of what goods were worth, day by day.

    `kind` says of what kind of move a line of goods is; it is empty for every other line.
    """
    posted = select(
        _p.c.source, _p.c.source_id, _p.c.day, _p.c.account, _p.c.currency, _p.c.amount_minor, _p.c.home_minor,
        _p.c.documents, _p.c.unknown, literal("").label("kind"),
    )  # fmt: skip
    against = case(*((_days.c.kind == str(kind), account) for kind, account in STOCK_AGAINST.items()), else_=STOCK)
    is_cost = against == GOODS_AT_COST  # both legs of such a kind are in one account: one line
    legs = (
        (literal(STOCK), _days.c.value_minor - _days.c.sold_minor),
        (literal(GOODS_AT_COST), case((is_cost, 0), else_=_days.c.sold_minor)),
        (against, case((is_cost, _days.c.sold_minor), else_=0) - _days.c.value_minor),
    )
    goods = [
        select(
            literal(str(PostingSource.STOCK)), literal(0), _days.c.day, account, literal(home), amount, amount,
            _days.c.entries, literal(0), _days.c.kind,
        ).where(amount != 0)
        for account, amount in legs
    ]  # fmt: skip
    return union_all(posted, *goods).subquery("line")


def home_of(connection: Connection) -> str:
    """The shop's currency."""
    return settings.read(connection, settings.CURRENCY)


def summed(
    connection: Connection, first: date | None = None, last: date | None = None, *, corrected: bool = True
) -> dict[Account, Sums]:
    """What every account came to from `first` to `last`, either end open; debit above 0.

    Closed months count as they were closed, and what changed of them since on the first open day,
    unless `corrected` is False.
    """
    line = lines(home_of(connection)).c
    amount, home = (func.sum(type_coerce(one, BigInteger())) for one in (line.amount_minor, line.home_minor))
    statement = _between(select(line.account, line.currency, amount, home), line.day, first, last)
    found: dict[Account, list[int]] = defaultdict(lambda: [0, 0])
    for account, currency, amount_minor, home_minor in connection.execute(
        statement.group_by(line.account, line.currency)
    ):
        found[account, currency] = [int(amount_minor), int(home_minor)]
    for one in corrections(connection) if corrected else ():
        if (first is None or one.day >= first) and (last is None or one.day <= last):
            sums = found[one.account, one.currency]
            sums[0], sums[1] = sums[0] + one.amount_minor, sums[1] + one.home_minor
    return {account: (one[0], one[1]) for account, one in found.items() if any(one)}


def unknown_between(connection: Connection, first: date | None, last: date | None) -> dict[str, int]:
    """By account, how many documents of the days carry an amount nobody knows, or a currency without a rate."""
    statement = select(_p.c.account, func.sum(_p.c.unknown)).where(_p.c.unknown > 0).group_by(_p.c.account)
    return {row[0]: int(row[1]) for row in connection.execute(_between(statement, _p.c.day, first, last))}


def closed_months(connection: Connection) -> tuple[tuple[str, int], ...]:
    """(month, id of its close), the oldest first."""
    rows = connection.execute(select(_closes.c.month, _closes.c.id).order_by(_closes.c.month))
    return tuple((row[0], row[1]) for row in rows)


def by_month(connection: Connection, first: date | None, last: date) -> dict[tuple[str, str, str], Sums]:
    """What the documents say every account came to in every month: by (month, account, currency)."""
    line = lines(home_of(connection)).c
    amount, home = (func.sum(type_coerce(one, BigInteger())) for one in (line.amount_minor, line.home_minor))
    month = func.substr(type_coerce(line.day, Text()), 1, 7)
    statement = _between(select(month, line.account, line.currency, amount, home), line.day, first, last)
    rows = connection.execute(statement.group_by(month, line.account, line.currency))
    return {(row[0], row[1], row[2]): (int(row[3]), int(row[4])) for row in rows if row[3] or row[4]}


def corrections(connection: Connection) -> tuple[Correction, ...]:
    """What closed months said beyond their documents of today, and the same taken back on the first open day."""
    months = closed_months(connection)
    if not months:
        return ()
    end = last_of(months[-1][0])
    now, then = by_month(connection, None, end), _kept(connection)
    found: list[Correction] = []
    total: dict[Account, list[int]] = defaultdict(lambda: [0, 0])
    for key in sorted({*now, *then}):
        (month, account, currency), was, is_now = key, then.get(key, (0, 0)), now.get(key, (0, 0))
        amount, home = was[0] - is_now[0], was[1] - is_now[1]
        if amount or home:
            found.append(Correction(last_of(month), account, currency, amount, home))
            sums = total[account, currency]
            sums[0], sums[1] = sums[0] + amount, sums[1] + home
    found += [Correction(end + _ONE, *account, -one[0], -one[1]) for account, one in total.items() if any(one)]
    return tuple(found)


def _kept(connection: Connection) -> dict[tuple[str, str, str], Sums]:
    columns = (
        _figures.c.month,
        _figures.c.account,
        _figures.c.currency,
        _figures.c.amount_minor,
        _figures.c.home_minor,
    )
    return {(row[0], row[1], row[2]): (row[3], row[4]) for row in connection.execute(select(*columns))}


def last_of(month: str) -> date:
    """The last day of a month written ``YYYY-MM``."""
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 1) - _ONE


def first_of(month: str) -> date:
    """The first day of a month written ``YYYY-MM``."""
    return date(int(month[:4]), int(month[5:]), 1)


def _between(statement: Select[Any], column: Any, first: date | None, last: date | None) -> Select[Any]:
    if first is not None and last is not None:
        return statement.where(and_(column >= first, column <= last))
    if first is not None:
        return statement.where(column >= first)
    return statement if last is None else statement.where(column <= last)
