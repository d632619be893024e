"""Reports of what is owed and owing, and of the money of the next 90 days."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from services.business_day import shop_today
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.owing.forecast import cash_forecast
from services.owing.queries import YEAR, open_dues
from services.reports.report import About, Asked, Report, Rows


def _owing(connection: Connection, asked: Asked) -> Rows:
    today = shop_today(connection)
    for due in open_dues(connection, asked.last or today + timedelta(days=YEAR)):
        yield (
            due.due_on, int(due.due_on < today), str(due.source), due.name, due.counterparty, due.month,
            str(due.direction), due.currency, due.amount_minor, due.paid_minor, due.open_minor, due.unpriced,
        )  # fmt: skip


def _forecast(connection: Connection, _asked: Asked) -> Rows:
    found = cash_forecast(connection)
    yield found.today, "opening", None, None, None, None, None, found.opening_minor
    for line in found.lines:
        due = line.due
        about = (line.day, str(due.source), due.name, due.counterparty, due.due_on, due.documents)
        yield (*about, line.minor, line.balance_minor)


_SOURCE = ListColumn("source", N_("Source"), Kind.CODE)
_NAME = ListColumn("name", N_("What"), Kind.TEXT)
_WHOM = ListColumn("counterparty", N_("Counterparty"), Kind.TEXT)
_DUE = ListColumn("due_on", N_("Due day"), Kind.DATE)
OWING = Report(
    N_("What is due, and what is paid of it"),
    (
        _DUE,
        ListColumn("overdue", N_("Overdue"), Kind.FLAG),
        _SOURCE,
        _NAME,
        _WHOM,
        ListColumn("month", N_("For month"), Kind.TEXT),
        ListColumn("direction", N_("Direction"), Kind.CODE),
        ListColumn("currency", N_("Currency"), Kind.CODE),
        ListColumn("amount", N_("Amount"), Kind.MONEY),
        ListColumn("paid", N_("Paid"), Kind.MONEY),
        ListColumn("open", N_("Still open"), Kind.MONEY),
        ListColumn("unpriced", N_("Pieces without a price"), Kind.INTEGER),
    ),
    _owing,
    About.DAY,
)
CASH_FORECAST = Report(
    N_("Money of the next 90 days"),
    (
        ListColumn("day", N_("Day"), Kind.DATE),
        _SOURCE,
        _NAME,
        _WHOM,
        _DUE,
        ListColumn("documents", N_("Documents"), Kind.INTEGER),
        ListColumn("amount", N_("Amount"), Kind.MONEY),
        ListColumn("balance", N_("Balance"), Kind.MONEY),
    ),
    _forecast,
)
