"""Reads: what lies in the money accounts. The one rule by which every page, chart and report says it.

A statement's newest line that tells what was left is believed; what came after it is added. Where no statement tells,
it is what the account began with and everything posted on it since: its lines, and what was booked on it besides,
such as money the owner put in. What is dated after the day asked for is not there yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, case, func, or_, select, type_coerce

from models.books import Posting
from models.enums.money import Flow, PostingSource
from models.finance import Account, Transaction
from services.books.rules import money
from services.business_day import shop_today
from services.finance.counting import HAND, counts

_p = Posting.table()
_t = Transaction.table()
_accounts = Account.table()
_TWO_DAYS = timedelta(days=2)
_OF_LINES = (PostingSource.OPENING, PostingSource.TRANSACTION)
_AMOUNT = type_coerce(_p.c.amount_minor, BigInteger())


@dataclass(frozen=True, slots=True)
class Held:
    """What an account holds at the end of a day, in the smallest unit of its currency.

    `told_on` is the day of the line whose balance is believed, None where no statement tells one. `beside_minor` is
    what of it was booked beside the account's lines, by `beside` entries.
    """

    account_id: int
    currency: str
    minor: int
    told_on: date | None
    beside_minor: int
    beside: int


def held(connection: Connection, through: date | None = None) -> tuple[Held, ...]:
    """Every account by id, archived ones too, for money is not gone with them; today for None."""
    day = through or shop_today(connection)
    columns = select(_accounts.c.id, _accounts.c.currency).order_by(_accounts.c.id)
    return tuple(_held(connection, account_id, currency, day) for account_id, currency in connection.execute(columns))


def _held(connection: Connection, account_id: int, currency: str, through: date) -> Held:
    told = _told(connection, account_id, currency, through)
    if told is None:
        by_lines, beside, entries = _posted(connection, account_id, currency, None, through)
        return Held(account_id, currency, by_lines + beside, None, beside, entries)
    minor, at, told_on = told
    _of_lines, beside, entries = _posted(connection, account_id, currency, told_on, through)
    since = _after(connection, account_id, currency, at, through)
    return Held(account_id, currency, minor + since + beside, told_on, beside, entries)


def beside_lines(
    connection: Connection, account_id: int, currency: str, after: date | None, through: date
) -> tuple[int, int]:
    """(what was booked on an account beside its lines, by how many entries) in the days after one through another.

    What was booked on the day of a balance that is believed, or before it, is in that balance already.
    """
    _of_lines, beside, entries = _posted(connection, account_id, currency, after, through)
    return beside, entries


def _posted(
    connection: Connection, account_id: int, currency: str, after: date | None, through: date
) -> tuple[int, int, int]:
    """(what the account began with and its lines came to, what was booked beside them, by how many entries)."""
    is_line = _p.c.source.in_(_OF_LINES)
    sums = (case((is_line, _AMOUNT), else_=0), case((is_line, 0), else_=_AMOUNT), case((is_line, 0), else_=1))
    statement = select(*(func.coalesce(func.sum(one), 0) for one in sums)).where(
        _p.c.account == money(account_id), _p.c.currency == currency, _p.c.day <= through
    )
    if after is not None:
        statement = statement.where(_p.c.day > after)
    of_lines, beside, entries = connection.execute(statement).one()
    return int(of_lines), int(beside), int(entries)


def _told(connection: Connection, account_id: int, currency: str, through: date) -> tuple[int, datetime, date] | None:
    """(what the newest line of a statement says was left, when, its day); None where that line tells nothing.

    Lines typed by hand tell nothing and hide nothing: they are passed over.
    """
    after_it = datetime.combine(through + _TWO_DAYS, time(), UTC)  # whatever the zone: the index need not be walked
    is_of_statement = or_(_t.c.balance_minor.is_not(None), ~_t.c.natural_key.startswith(HAND))
    newest = (
        select(_t.c.happened_at)
        .where(*_lines_of(account_id, currency, through), _t.c.happened_at < after_it, is_of_statement)
        .order_by(_t.c.happened_at.desc())
        .limit(1)
    )
    at = connection.execute(newest).scalar()
    if at is None:
        return None
    statement = select(_t.c.balance_minor, _t.c.amount_minor, _t.c.happened_on).where(
        *_lines_of(account_id, currency, through), _t.c.happened_at == at, _t.c.balance_minor.is_not(None)
    )
    found = connection.execute(statement.order_by(_t.c.id)).all()
    return None if not found else (_last(found), at, found[-1].happened_on)


def _last(found: Sequence[Any]) -> int:
    """Of several balances of one moment, the one no other line starts from."""
    starts = {row.balance_minor - row.amount_minor for row in found if row.amount_minor}
    last = [row.balance_minor for row in found if row.balance_minor not in starts]
    return int(last[-1] if last else found[-1].balance_minor)


def _after(connection: Connection, account_id: int, currency: str, at: datetime, through: date) -> int:
    """What moved after a moment."""
    statement = select(func.coalesce(func.sum(_t.c.amount_minor), 0)).where(
        *_lines_of(account_id, currency, through), _t.c.happened_at > at, _t.c.direction != Flow.NEUTRAL, counts()
    )
    return int(connection.execute(statement).scalar_one())


def _lines_of(account_id: int, currency: str, through: date) -> tuple[ColumnElement[bool], ...]:
    return _t.c.account_id == account_id, _t.c.currency == currency, _t.c.happened_on <= through
