"""Reports of the books: the statements, an account's lines, what may be taken out, and who changed which figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection

from models.columns import to_epoch_ms
from services.books.audit import figure_changes
from services.books.chart import every_account
from services.books.documents import account_ledger, line_label
from services.books.profit_by_date import profit_by_date
from services.books.statements import Kind as Which
from services.books.statements import Level, statement
from services.books.taking_out import taking_out
from services.business_day import shop_today
from services.errors import NotFound
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.messages import message
from services.reports.report import About, Asked, Report, Rows

_LABEL = ListColumn("label", N_("Item"), Kind.TEXT)
_ACCOUNT = ListColumn("account", N_("Account"), Kind.ID)
_AMOUNT = ListColumn("amount", N_("Amount"), Kind.MONEY)
_UNKNOWN = ListColumn("unknown", N_("Unknown amounts"), Kind.INTEGER)
_DAY = ListColumn("day", N_("Day"), Kind.DATE)


def period(connection: Connection, asked: Asked) -> tuple[date, date]:
    """The days asked for; without a first day the month of the last, without a last day through today."""
    today = shop_today(connection)
    last = asked.last or (max(today, asked.first) if asked.first is not None else today)
    return asked.first or last.replace(day=1), last


def _statement(which: Which) -> Callable[[Connection, Asked], Rows]:
    def rows(connection: Connection, asked: Asked) -> Iterator[tuple[Any, ...]]:
        for row in statement(connection, which, *period(connection, asked)).rows:
            if row.level is not Level.HEADING:
                yield str(row.level), row.account, row.label, row.minor, row.unknown

    return rows


def _trial_balance(connection: Connection, asked: Asked) -> Rows:
    for row in statement(connection, Which.TRIAL_BALANCE, *period(connection, asked)).rows:
        yield row.account, row.label, row.before_minor, row.minor, row.debit_minor, row.credit_minor


def _account_ledger(connection: Connection, asked: Asked) -> Rows:
    first, last = period(connection, asked)
    accounts = every_account(connection)
    wanted = [one for one in accounts.values() if asked.only is None or asked.only in (one.code, one.name)]
    if not wanted:
        raise NotFound(what=message(N_("account of the books")), which=asked.only or "")
    for account in wanted:
        found = account_ledger(connection, account.code, first, last)
        for line in found.lines:
            debit, credit = max(line.home_minor, 0), max(-line.home_minor, 0)
            about = (line.day.isoformat(), account.code, account.name, line_label(line), line.documents)
            yield (*about, debit, credit, line.balance_minor)


def _taking_out(connection: Connection, _asked: Asked) -> Rows:
    found = taking_out(connection)
    for part in found.parts:
        yield part.code, part.label, part.minor, part.unknown
    yield "total", None, found.minor, 0


def _profit(connection: Connection, asked: Asked) -> Rows:
    for one in profit_by_date(connection, *period(connection, asked)):
        yield str(one.by), one.orders, one.profit_minor, one.unknown, one.partial


def _audit(connection: Connection, asked: Asked) -> Rows:
    for one in figure_changes(connection, asked.first, asked.last):
        about = (to_epoch_ms(one.at), one.operation_id, str(one.what), one.source, str(one.rows), one.row_id)
        yield (*about, one.document, one.field, one.before, one.after)


def _of_statement(title: str, which: Which) -> Report:
    columns = (ListColumn("level", N_("Level"), Kind.CODE), _ACCOUNT, _LABEL, _AMOUNT, _UNKNOWN)
    return Report(title, columns, _statement(which), About.PERIOD)


PROFIT_AND_LOSS = _of_statement(N_("Profit and loss"), Which.PROFIT_AND_LOSS)
BALANCE_SHEET = _of_statement(N_("Balance sheet"), Which.BALANCE_SHEET)
CASH_FLOW = _of_statement(N_("Cash flow"), Which.CASH_FLOW)
TRIAL_BALANCE = Report(
    N_("Trial balance"),
    (
        _ACCOUNT,
        _LABEL,
        ListColumn("opening", N_("Opening"), Kind.MONEY),
        ListColumn("moved", N_("Movement"), Kind.MONEY),
        ListColumn("debit", N_("Debit side"), Kind.MONEY),
        ListColumn("credit", N_("Credit side"), Kind.MONEY),
    ),
    _trial_balance,
    About.PERIOD,
)
ACCOUNT_LEDGER = Report(
    N_("Account ledger"),
    (
        _DAY,
        _ACCOUNT,
        ListColumn("name", N_("Account name"), Kind.TEXT),
        ListColumn("source", N_("Source"), Kind.TEXT),
        ListColumn("documents", N_("Documents"), Kind.INTEGER),
        ListColumn("debit", N_("Debit side"), Kind.MONEY),
        ListColumn("credit", N_("Credit side"), Kind.MONEY),
        ListColumn("balance", N_("Balance"), Kind.MONEY),
    ),
    _account_ledger,
    About.PERIOD,
    takes_only=True,
)
TAKING_OUT = Report(
    N_("What may be taken out"), (ListColumn("part", N_("Part"), Kind.CODE), _LABEL, _AMOUNT, _UNKNOWN), _taking_out
)  # fmt: skip
PROFIT_BY_DATE = Report(
    N_("Profit of orders, by order date and by settlement date"),
    (
        ListColumn("by", N_("By"), Kind.CODE),
        ListColumn("orders", N_("Orders"), Kind.INTEGER),
        ListColumn("profit", N_("Profit"), Kind.MONEY),
        ListColumn("unknown", N_("Without a known profit"), Kind.INTEGER),
        ListColumn("partial", N_("With a part missing"), Kind.INTEGER),
    ),
    _profit,
    About.PERIOD,
)
AUDIT_TRAIL = Report(
    N_("Who changed which figure"),
    (
        ListColumn("at", N_("Time"), Kind.INSTANT),
        ListColumn("operation", N_("Operation"), Kind.ID),
        ListColumn("what", N_("What was done"), Kind.TEXT),
        ListColumn("by", N_("By"), Kind.TEXT),
        ListColumn("rows", N_("Rows"), Kind.TEXT),
        ListColumn("row", N_("Row"), Kind.ID),
        ListColumn("document", N_("Document"), Kind.TEXT),
        ListColumn("field", N_("Field"), Kind.TEXT),
        ListColumn("before", N_("Before"), Kind.INTEGER),
        ListColumn("after", N_("After"), Kind.INTEGER),
    ),
    _audit,
    About.PERIOD,
)
