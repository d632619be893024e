"""Charts of money: what moved on the accounts, and what is known of the next weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection, func, or_, select

from models.enums.money import Flow
from models.finance import Account, Transaction
from models.rollups import MoneyDay
from services import formatting
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Mark, Series, Shape, Tone, Unit, nothing
from services.charts.sales import spans, starts
from services.exporting.text_export import ListColumn
from services.finance.counting import counts
from services.i18n import N_, translate
from services.kernel.table_query import Kind, stored_rows
from services.messages import message
from services.owing.forecast import CalendarLine, CashForecast, cash_forecast
from services.owing.queries import SOURCE_LABELS
from services.rollups.asked import Asked

_moved = Transaction.table()
_accounts = Account.table()
_days = MoneyDay.table()
_COLUMNS = (
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("account", N_("Account"), Kind.TEXT),
    ListColumn("counterparty", N_("Counterparty"), Kind.TEXT),
    ListColumn("subject", N_("Subject"), Kind.TEXT),
    ListColumn("direction", N_("Direction"), Kind.CODE),
    ListColumn("amount", N_("Amount"), Kind.MONEY),
)
_CASH_COLUMNS = (
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("name", N_("Name"), Kind.TEXT),
    ListColumn("party", N_("Counterparty"), Kind.TEXT),
    ListColumn("source", N_("Source"), Kind.TEXT),
    ListColumn("due_on", N_("Due on"), Kind.DATE),
    ListColumn("amount", N_("Amount"), Kind.MONEY),
    ListColumn("balance", N_("Left after it"), Kind.MONEY),
)
_MARKED = 4


def moved_by_day(connection: Connection, asked: Asked) -> dict[date, tuple[int, int]]:
    """Money in and money out of each day, both above zero; neutral movements and lines told twice count in neither."""
    c = _days.c
    statement = select(c.day, func.sum(c.in_minor), func.sum(c.out_minor)).where(
        c.day.between(asked.first, asked.last), c.currency == asked.currency, or_(c.in_minor != 0, c.out_minor != 0)
    )
    rows = stored_rows(connection, statement.group_by(c.day))
    return {date.fromisoformat(day): (came, went) for day, came, went in rows}


def _cash_flow(connection: Connection, asked: Asked) -> Figures:
    found = moved_by_day(connection, asked)
    if not found:
        why = N_("No movement on any account in this period. Import statements of your accounts.")
        return nothing(Shape.BARS, message(why))
    came, went = (sum(one[place] for one in found.values()) for place in (0, 1))
    title = message(
        N_("{came} came in and {went} went out: {net} net"),
        came=words.money(came, asked.currency), went=words.money(went, asked.currency),
        net=words.money(came - went, asked.currency),
    )  # fmt: skip
    values = [
        tuple(sum(one[place] for day, one in found.items() if first <= day <= last) for first, last in asked.buckets())
        for place in (0, 1)
    ]
    series = (
        Series(message(N_("Money in")), values[0], Unit.MONEY),
        Series(message(N_("Money out")), values[1], Unit.MONEY, Tone.BAD),
    )
    return Figures(Shape.BARS, title, starts(asked), series, spans(asked), currency=asked.currency)


def _moved_in(connection: Connection, asked: Asked, key: str) -> Behind:
    first, last = behind.span_of(key, asked)
    c = _moved.c
    columns = select(c.happened_on, _accounts.c.name, c.counterparty, c.subject, c.direction, c.amount_minor)
    statement = columns.join_from(_moved, _accounts, _accounts.c.id == c.account_id).where(
        c.happened_on.between(first, last), c.currency == asked.currency, c.direction != Flow.NEUTRAL, counts()
    )
    rows = stored_rows(connection, statement.order_by(c.happened_on, c.id))
    return behind.table(_COLUMNS, rows, asked)


# -- the money of the next weeks -------------------------------------------------------------------------------


def _evenings(found: CashForecast) -> list[int]:
    """What is there on the evening of every day, today first."""
    after = {line.day: line.balance_minor for line in found.lines}
    values = [found.opening_minor]
    for number in range((found.last - found.today).days + 1):
        values.append(after.get(found.today + timedelta(days=number), values[-1]))
    return values[1:]


def _cash(connection: Connection, asked: Asked) -> Figures:
    found = cash_forecast(connection)
    if not found.lines:
        why = N_("Nothing is known to come or go in the next {days} days. Write down what is due under Finance.")
        return nothing(Shape.LINES, message(why, days=(found.last - asked.today).days))
    labels = tuple(found.today + timedelta(days=number) for number in range((found.last - found.today).days + 1))
    day, least = found.lowest
    known = {"day": formatting.day(day), "money": words.money(abs(least), found.currency)}
    title = message(
        N_("On {day} {money} will be missing") if least < 0 else N_("At the least {money} will be there, on {day}"),
        **known,
    )
    note = message(
        N_("{came} is likely to come and {went} to go. No new sale is guessed."),
        came=words.money(found.in_minor, found.currency), went=words.money(found.out_minor, found.currency),
    )  # fmt: skip
    series = Series(message(N_("Money there")), tuple(_evenings(found)), Unit.MONEY)
    keys = tuple(behind.key_of(one, one) for one in labels)
    return Figures(
        Shape.LINES, title, labels, (series,), keys, (note, *found.notes), _largest(found), currency=found.currency
    )  # fmt: skip


def _largest(found: CashForecast) -> tuple[Mark, ...]:
    """The names of the largest amounts that go."""
    going = sorted((line for line in found.lines if (line.minor or 0) < 0), key=lambda line: line.minor or 0)
    return tuple(Mark((line.day - found.today).days, line.due.name) for line in going[:_MARKED])


def _of_cash(connection: Connection, asked: Asked, key: str) -> Behind:
    found = cash_forecast(connection)
    first, last = behind.span_of(key, replace(asked, first=found.today, last=found.last))
    rows = [_due(line) for line in found.lines if first <= line.day <= last]
    return replace(behind.table(_CASH_COLUMNS, rows, asked), currency=found.currency)


def _due(line: CalendarLine) -> tuple[str | int | None, ...]:
    due, source = line.due, translate(SOURCE_LABELS[line.due.source])
    day, on = line.day.isoformat(), due.due_on.isoformat()
    return day, due.name, due.counterparty, source, on, line.minor, line.balance_minor


CHARTS: tuple[Chart, ...] = (
    Chart(
        "cash-flow", Family.MONEY, N_("Money in and out"),
        N_("Movements on all accounts by their day; transfers between one's own accounts and other neutral ones do "
           "not count, and what two statements tell counts once."),
        N_("Transactions of the accounts, imported or typed"), _cash_flow, _moved_in, by_channel=False,
    ),
    Chart(
        "cash-forecast", Family.MONEY, N_("Money of the next 90 days"),
        N_("What the accounts hold now, plus payouts each platform is likely to make by its own pace, less bills and "
           "what was written down as due; overdue counts today."),
        N_("Accounts, suppliers' bills, what was written down as due, and orders not paid out yet"),
        _cash, _of_cash, by_channel=False, by_period=False, wide=True,
    ),
)  # fmt: skip
