"""Reports about money: what orders still owe by age, and how every account agrees with its statement."""

from __future__ import annotations

from sqlalchemy import Connection

from services.errors import NotFound
from services.exporting.text_export import ListColumn
from services.finance.queries import accounts
from services.i18n import N_
from services.kernel.table_query import Kind
from services.messages import message
from services.reconcile.receivables import OPEN_REASONS, GapReason, ageing, channel_money
from services.reconcile.statements import marks_of, statement_proof
from services.reports.report import About, Asked, Report, Rows
from services.text import key


def _receivables(connection: Connection, _asked: Asked) -> Rows:
    for one in ageing(connection):
        yield one.channel, one.currency, one.since, one.upto, one.orders, one.owed_minor


def _expected(connection: Connection, asked: Asked) -> Rows:
    for one in channel_money(connection, asked.first, asked.last):
        for reason in GapReason:
            if one.counts.get(reason):
                is_open = int(reason in OPEN_REASONS)
                yield one.channel, one.currency, str(reason), one.counts[reason], one.gaps[reason], is_open


def _accounts(connection: Connection, asked: Asked) -> Rows:
    known = [one for one in accounts(connection) if asked.only is None or key(one.name) == key(asked.only)]
    if asked.only is not None and not known:
        raise NotFound(what=message(N_("account")), which=asked.only)
    for one in known:
        if not one.is_archived or asked.only is not None:
            found = statement_proof(connection, one.id, asked.last)
            marks = marks_of(connection, one.id)
            yield (
                one.name, one.currency, found.first, found.through, found.rows, found.proof.opening_minor,
                found.proof.in_minor, found.proof.out_minor, found.proof.beside_minor, found.proof.closing_minor,
                found.proof.told_minor,
                len(found.gap_rows), found.unmatched, found.unsorted, marks[0].through if marks else None,
            )  # fmt: skip


_CHANNEL = ListColumn("channel", N_("Channel"), Kind.TEXT)
_CURRENCY = ListColumn("currency", N_("Currency"), Kind.CODE)
_ORDERS = ListColumn("orders", N_("Orders"), Kind.INTEGER)
RECEIVABLES = Report(
    N_("What platforms owe, by age"),
    (
        _CHANNEL,
        _CURRENCY,
        ListColumn("since_days", N_("From day"), Kind.INTEGER),
        ListColumn("upto_days", N_("To day"), Kind.INTEGER),
        _ORDERS,
        ListColumn("owed", N_("Owed"), Kind.MONEY),
    ),
    _receivables,
)
EXPECTED_RECEIVED = Report(
    N_("Expected and received, by reason"),
    (
        _CHANNEL,
        _CURRENCY,
        ListColumn("reason", N_("Reason"), Kind.CODE),
        _ORDERS,
        ListColumn("gap", N_("Gap"), Kind.MONEY),
        ListColumn("open", N_("To be looked at"), Kind.FLAG),
    ),
    _expected,
    About.PERIOD,
)
RECONCILIATION = Report(
    N_("Accounts and their statements"),
    (
        ListColumn("account", N_("Account"), Kind.TEXT),
        _CURRENCY,
        ListColumn("first", N_("From"), Kind.DATE),
        ListColumn("through", N_("Through"), Kind.DATE),
        ListColumn("rows", N_("Rows"), Kind.INTEGER),
        ListColumn("opening", N_("Opening"), Kind.MONEY),
        ListColumn("came_in", N_("Money in"), Kind.MONEY),
        ListColumn("went_out", N_("Money out"), Kind.MONEY),
        ListColumn("by_hand", N_("Booked by hand"), Kind.MONEY),
        ListColumn("closing", N_("Closing"), Kind.MONEY),
        ListColumn("told", N_("Statement says"), Kind.MONEY),
        ListColumn("gaps", N_("Rows that do not follow"), Kind.INTEGER),
        ListColumn("unmatched", N_("Without an order"), Kind.INTEGER),
        ListColumn("unsorted", N_("Without a category"), Kind.INTEGER),
        ListColumn("reconciled_through", N_("Reconciled through"), Kind.DATE),
    ),
    _accounts,
    About.DAY,
    takes_only=True,
)
