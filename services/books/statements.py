"""Reads: profit and loss, balance sheet, cash flow and trial balance, of any period against any other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from models.enums.money import LedgerClass
from services.books.cash import flows
from services.books.chart import MONEY, PAYABLE, RECEIVABLE, ChartAccount, every_account, family
from services.books.lines import Account, Sums, corrections, home_of, summed, unknown_between
from services.books.notes import notes_of, paid_as_cost
from services.books.revaluing import gain, worth
from services.i18n import N_, translate
from services.messages import Message

_ONE = timedelta(days=1)
_NET_SALES = ("sales", "platform_subsidy", "refunds")
_COST = ("goods_at_cost",)
_EXCHANGE = "exchange"


class Kind(StrEnum):
    """Which statement one is; the code scripts ask for."""

    PROFIT_AND_LOSS = "profit-and-loss"
    BALANCE_SHEET = "balance-sheet"
    CASH_FLOW = "cash-flow"
    TRIAL_BALANCE = "trial-balance"


TITLES: Mapping[Kind, str] = {
    Kind.PROFIT_AND_LOSS: N_("Profit and loss"),
    Kind.BALANCE_SHEET: N_("Balance sheet"),
    Kind.CASH_FLOW: N_("Cash flow"),
    Kind.TRIAL_BALANCE: N_("Trial balance"),
}


class Level(StrEnum):
    """What a row of a statement is."""

    HEADING = "heading"
    ACCOUNT = "account"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `minor` as a person reads it (income and what is owed count up), None for a heading.

    `before_minor` is the same of the period it is held against. `account` leads to the lines behind it.
    The trial balance also fills `debit_minor` and `credit_minor`, and has its opening in `before_minor`.
    """

    level: Level
    label: str
    minor: int | None = None
    before_minor: int | None = None
    account: str | None = None
    unknown: int = 0
    debit_minor: int | None = None
    credit_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the days from `first` to `last` (a balance sheet: at the end of `last`)."""

    kind: Kind
    first: date | None
    last: date
    against: tuple[date, date] | None
    currency: str
    rows: tuple[Row, ...]
    notes: tuple[Message, ...]

    def value(self, label_or_account: str) -> int:
        """The figure of a row, by its account or label."""
        named = [row for row in self.rows if label_or_account in (row.account, row.label)]
        # An account of the shop's own may be called like a total.
        found = next((row for row in named if row.level is Level.TOTAL), None) or named[0]
        return found.minor or 0


def statement(
    connection: Connection, kind: Kind, first: date, last: date, against: tuple[date, date] | None = None
) -> Statement:
    """One statement; with `against` every row also has the figure of those days."""
    make = _MAKERS[kind]
    rows, notes = make(connection, first, last)
    if against is not None and kind is not Kind.TRIAL_BALANCE:
        rows = _beside(rows, make(connection, *against)[0])
    return Statement(kind, first, last, against, home_of(connection), tuple(rows), tuple(notes))


_Made = tuple[list[Row], list[Message]]


def _profit_and_loss(connection: Connection, first: date, last: date) -> _Made:
    accounts, sums = every_account(connection), _home(summed(connection, first, last))
    unknown = unknown_between(connection, first, last)
    unrealised, missing = gain(connection, first, last)
    income = _of_class(accounts, LedgerClass.INCOME)
    expense = _of_class(accounts, LedgerClass.EXPENSE)
    others_in = [one for one in income if one.code not in _NET_SALES]
    others_out = [one for one in expense if one.code not in (*_COST, _EXCHANGE)]
    rows: list[Row] = []

    def part(label: str, chosen: Iterable[ChartAccount], sign: int) -> int:
        shown = [_row(one, sign * sums.get(one.code, 0), unknown) for one in chosen]
        kept = [row for row in shown if row.minor or row.unknown]
        if kept:
            rows.append(Row(Level.HEADING, translate(label)))
            rows.extend(kept)
        return sum(row.minor or 0 for row in kept)

    net = part(N_("Sales of goods"), [accounts[code] for code in _NET_SALES], -1)
    rows.append(_total(N_("Net sales"), net))
    gross = net - part(N_("Cost of goods"), [accounts[code] for code in _COST], 1)
    rows.append(_total(N_("Gross profit"), gross))
    left = gross + part(N_("Other income"), others_in, -1)
    left -= part(N_("Expenses"), others_out, 1)
    rows.append(_total(N_("Profit before currency gains"), left))
    exchange = unrealised - sums.get(_EXCHANGE, 0)
    if exchange:
        rows.append(Row(Level.ACCOUNT, translate(N_("Gain or loss by exchange rates")), exchange, account=_EXCHANGE))
    rows.append(_total(N_("Profit"), left + exchange))
    return rows, [*notes_of(connection, first, last, missing, unknown), *paid_as_cost(connection, first, last)]


def _balance_sheet(connection: Connection, _first: date, last: date) -> _Made:
    accounts, sums = every_account(connection), summed(connection, None, last)
    values, missing = worth(connection, sums, last)
    by_account: dict[str, int] = {}
    for (account, _currency), home in values.items():
        by_account[account] = by_account.get(account, 0) + home
    unknown = unknown_between(connection, None, last)
    rows: list[Row] = []
    totals: dict[LedgerClass, int] = {}
    for ledger_class, heading, sign in (
        (LedgerClass.ASSET, N_("What the shop has"), 1),
        (LedgerClass.LIABILITY, N_("What the shop owes"), -1),
        (LedgerClass.EQUITY, N_("What belongs to the owner"), -1),
    ):
        of_class = [one for one in _of_class(accounts, ledger_class) if one.stands_for is None]
        rows.append(Row(Level.HEADING, translate(heading)))
        kept = [_row(one, sign * by_account.get(one.code, 0), unknown) for one in of_class]
        kept = [row for row in kept if row.minor]
        if ledger_class is LedgerClass.EQUITY:
            result = -sum(home for account, home in by_account.items() if accounts[account].is_result)
            result += sum(values.values())  # what rates changed is nobody's posting
            kept.append(Row(Level.ACCOUNT, translate(N_("Profit so far")), result))
        rows.extend(kept)
        totals[ledger_class] = sum(row.minor or 0 for row in kept)
        rows.append(_total(_SUMS_OF[ledger_class], totals[ledger_class]))
    both = totals[LedgerClass.LIABILITY] + totals[LedgerClass.EQUITY]
    rows.append(_total(N_("Owed and owned together"), both))
    return rows, notes_of(connection, None, last, missing, unknown)


_SUMS_OF = {
    LedgerClass.ASSET: N_("Assets in total"),
    LedgerClass.LIABILITY: N_("Debts in total"),
    LedgerClass.EQUITY: N_("Equity in total"),
}


def _cash_flow(connection: Connection, first: date, last: date) -> _Made:
    accounts = every_account(connection)
    before, missing = worth(connection, _of_money(summed(connection, None, first - _ONE)), first - _ONE)
    after, missing_now = worth(connection, _of_money(summed(connection, None, last)), last)
    opening, closing = sum(before.values()), sum(after.values())
    moved = flows(connection, first, last)
    rows = [_total(N_("Money at the beginning"), opening)]
    headed = {code: _heading_of(accounts[code]) for code in moved}
    for heading in (_TRADING, _FINANCED, _OWNER):
        part = [Row(Level.ACCOUNT, _label(accounts[code]), minor, account=code) for code, minor in moved.items()
                if minor and headed[code] == heading]  # fmt: skip
        if part:
            rows += [Row(Level.HEADING, translate(heading)), *part]
    corrected = _corrected(connection, first, last)
    if corrected:
        rows.append(Row(Level.ACCOUNT, translate(_CORRECTED), corrected))
    rest = closing - opening - sum(moved.values()) - corrected
    if rest:
        rows.append(Row(Level.ACCOUNT, translate(N_("Gain or loss by exchange rates")), rest, account=_EXCHANGE))
    rows.append(_total(N_("Money at the end"), closing))
    return rows, notes_of(connection, first, last, {*missing, *missing_now}, {})


def _corrected(connection: Connection, first: date, last: date) -> int:
    """What late changes of closed months made of money: the balances have them, what moved has its own days."""
    found = (one for one in corrections(connection) if family(one.account) == MONEY and first <= one.day <= last)
    return sum(one.home_minor for one in found)


_CORRECTED = N_("Correction of closed months")
_FINANCING = ("loans", "deposits", "fund_products", "transfers")
_TRADING, _FINANCED, _OWNER = N_("Trading"), N_("Loans, deposits and fund products"), N_("Owner")


def _heading_of(account: ChartAccount) -> str:
    if account.code in _FINANCING:
        return _FINANCED
    return _OWNER if account.ledger_class is LedgerClass.EQUITY else _TRADING


def _trial_balance(connection: Connection, first: date, last: date) -> _Made:
    accounts = every_account(connection)
    before, now = _home(summed(connection, None, first - _ONE)), _home(summed(connection, first, last))
    rows = []
    for code, account in accounts.items():
        opening, moved = before.get(code, 0), now.get(code, 0)
        if opening or moved:
            closing = opening + moved
            debit, credit = max(closing, 0), max(-closing, 0)
            rows.append(Row(Level.ACCOUNT, _label(account), moved, opening, code, 0, debit, credit))
    sums = [sum(one or 0 for one in column) for column in zip(
        *((row.minor, row.before_minor, row.debit_minor, row.credit_minor) for row in rows), strict=True
    )] or [0, 0, 0, 0]  # fmt: skip
    total = Row(Level.TOTAL, translate(N_("In total")), sums[0], sums[1], None, 0, sums[2], sums[3])
    return [*rows, total], notes_of(connection, first, last, set(), {})


_MAKERS: Mapping[Kind, Callable[[Connection, date, date], _Made]] = {
    Kind.PROFIT_AND_LOSS: _profit_and_loss,
    Kind.BALANCE_SHEET: _balance_sheet,
    Kind.CASH_FLOW: _cash_flow,
    Kind.TRIAL_BALANCE: _trial_balance,
}


# -- what all of them need --------------------------------------------------------------------------


def _home(sums: Mapping[Account, Sums]) -> dict[str, int]:
    found: dict[str, int] = {}
    for (account, _currency), one in sums.items():
        found[account] = found.get(account, 0) + one[1]
    return found


def _of_money(sums: Mapping[Account, Sums]) -> dict[Account, Sums]:
    return {key: one for key, one in sums.items() if family(key[0]) == MONEY}


def _of_class(accounts: Mapping[str, ChartAccount], ledger_class: LedgerClass) -> list[ChartAccount]:
    return [one for one in accounts.values() if one.ledger_class is ledger_class]


def _row(account: ChartAccount, minor: int, unknown: Mapping[str, int]) -> Row:
    return Row(Level.ACCOUNT, _label(account), minor, account=account.code, unknown=unknown.get(account.code, 0))


_FAMILY_LABELS = {RECEIVABLE: N_("Owed by {name}"), PAYABLE: N_("Owed to {name}")}


def _label(account: ChartAccount) -> str:
    pattern = _FAMILY_LABELS.get(family(account.code))
    return account.name if pattern is None else translate(pattern).format(name=account.name)


def _total(label: str, minor: int) -> Row:
    return Row(Level.TOTAL, translate(label), minor)


def _beside(rows: Iterable[Row], before: Iterable[Row]) -> list[Row]:
    """The rows with the other period's figures; what only that one has comes in under its heading."""
    kept = list(rows)
    places = {(row.level, row.account or row.label): number for number, row in enumerate(kept)}
    heading: str | None = None
    late: list[tuple[str | None, Row]] = []
    for row in before:
        heading = row.label if row.level is Level.HEADING else heading
        place = places.get((row.level, row.account or row.label))
        if place is not None:
            kept[place] = replace(kept[place], before_minor=row.minor)
        elif row.level is Level.ACCOUNT:
            late.append((heading, replace(row, minor=0, before_minor=row.minor)))
    for under, row in late:
        at = next((number for number, one in enumerate(kept) if one.label == under and one.level is Level.HEADING), -1)
        if at < 0:
            kept.insert(len(kept) - 1, row)
        else:
            kept.insert(at + 1, row)
    return [replace(row, before_minor=0) if row.level is Level.ACCOUNT and row.before_minor is None else row
            for row in kept]  # fmt: skip
