"""Charts of money that moved on the accounts."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import Connection, func, select

from models.finance import Account, Transaction
from models.values import Flow
from services.charts import behind, words
from services.charts.asked import Asked
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.charts.sales import spans, starts
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind, stored_rows
from services.messages import message

_moved = Transaction.table()
_accounts = Account.table()
_COLUMNS = (
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("account", N_("Account"), Kind.TEXT),
    ListColumn("counterparty", N_("Counterparty"), Kind.TEXT),
    ListColumn("subject", N_("Subject"), Kind.TEXT),
    ListColumn("direction", N_("Direction"), Kind.CODE),
    ListColumn("amount", N_("Amount"), Kind.MONEY),
)


def moved_by_day(connection: Connection, asked: Asked) -> dict[date, tuple[int, int]]:
    """Money in and money out of each day, both above zero; neutral movements count in neither."""
    c = _moved.c
    columns = select(c.happened_on, c.direction, func.sum(c.amount_minor)).where(
        c.happened_on.between(asked.first, asked.last), c.currency == asked.currency, c.direction != Flow.NEUTRAL
    )
    found: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0])
    for day, direction, amount in stored_rows(connection, columns.group_by(c.happened_on, c.direction)):
        found[date.fromisoformat(day)][int(direction == Flow.OUT)] += abs(amount)
    return {day: (came, went) for day, (came, went) in found.items()}


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
        c.happened_on.between(first, last), c.currency == asked.currency, c.direction != Flow.NEUTRAL
    )
    rows = stored_rows(connection, statement.order_by(c.happened_on, c.id))
    return behind.table(_COLUMNS, rows, asked)


CHARTS: tuple[Chart, ...] = (
    Chart(
        "cash-flow", Family.MONEY, N_("Money in and out"),
        N_("Movements on all accounts by their day; transfers between one's own accounts and other neutral ones do "
           "not count."),
        N_("Transactions of the accounts, imported or typed"), _cash_flow, _moved_in, by_channel=False,
    ),
)  # fmt: skip
