"""Reads: from a figure to its lines, and from a line to the documents behind it.

One rule of signs: what explains a figure has the sign of the figure. In an account of what is owned or spent a debit
counts up, in one of what is owed or earned a credit does; so a refund counts down in Refunds as in the statement, and
documents add up to their line as it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Connection, and_, case, func, or_, select, type_coerce

from models.aftersales import Case
from models.books import JournalEntry
from models.catalog import Sku
from models.couriers import CourierCharge
from models.enums.goods import MoveKind
from models.enums.money import LedgerClass, PostingSource
from models.finance import Account, Transaction, TransactionPart
from models.growth import AdDay
from models.orders import Order
from models.purchasing import Purchase, Receipt, SupplierPayment, SupplierReturn
from models.stock_ledger import StockEntry
from services import settings
from services.books.chart import UNCATEGORISED, every_account, family
from services.books.lines import corrections, home_of, lines
from services.books.of_money import COUNTS, of_platform
from services.books.of_orders import (
    INCOME,
    IS_POSTED,
    IS_VAGUE,
    LEFT_AT,
    SUBSIDY_ADDED,
    UNDATED,
    refunds_of,
    subsidies_taken_back,
    within,
)
from services.books.rules import GOODS_AT_COST, OF_RECEIVABLE, STOCK, STOCK_AGAINST, receivable
from services.finance.counting import TAKEN, taken
from services.i18n import N_, translate
from services.stock.words import KIND_LABELS

_orders = Order.table()
_cases = Case.table()
_accounts = Account.table()
_t = Transaction.table()
_parts = TransactionPart.table()
_charges = CourierCharge.table()
_ads = AdDay.table()
_entries = StockEntry.table()
_skus = Sku.table()
_receipts = Receipt.table()
_purchases = Purchase.table()
_returns = SupplierReturn.table()
_payments = SupplierPayment.table()
_journal = JournalEntry.table()

SOURCE_LABELS: Mapping[PostingSource, str] = {
    PostingSource.OPENING: N_("Opening balance"),
    PostingSource.ORDERS: N_("Orders that left"),
    PostingSource.REFUNDS: N_("Refunds"),
    PostingSource.STOCK: N_("Goods"),
    PostingSource.TRANSACTION: N_("Transactions"),
    PostingSource.RECEIPT: N_("Delivery"),
    PostingSource.SUPPLIER_RETURN: N_("Return to the supplier"),
    PostingSource.SUPPLIER_PAYMENT: N_("Payment to a supplier"),
    PostingSource.COURIER_CHARGES: N_("Couriers' bills"),
    PostingSource.ADS: N_("Ad spend"),
    PostingSource.ENTRY: N_("Entry by hand"),
    PostingSource.CORRECTION: N_("Correction of closed months"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an account: debit above 0, credit below; `balance_minor` is what the account holds after it.

    `sign` turns its amounts into what a person reads, as in its `AccountLedger`. Goods have a line for every kind of
    move of a day.
    """

    source: PostingSource
    source_id: int
    day: date
    currency: str
    amount_minor: int
    home_minor: int
    documents: int
    balance_minor: int
    sign: int = 1
    kind: MoveKind | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What is behind a line: its number and words, its amount, and the page that shows it whole.

    The amount is signed as its line is shown; None where nobody knows it.
    """

    number: str
    text: str
    minor: int | None
    currency: str
    page: str = ""
    wanted: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class AccountLedger:
    """An account from one day to another; amounts in the shop's currency.

    `sign` turns amounts into what a person reads: what is owed, owned or earned counts up. `is_result`
    says that what was there before means nothing to the days.
    """

    account: str
    opening_minor: int
    lines: tuple[Line, ...]
    currency: str
    sign: int = 1
    is_result: bool = False

    @property
    def closing_minor(self) -> int:
        """What is in it at the end."""
        return self.lines[-1].balance_minor if self.lines else self.opening_minor


def account_ledger(connection: Connection, account: str, first: date | None, last: date) -> AccountLedger:
    """Every line of an account in these days, the oldest first, with what was there before."""
    home = home_of(connection)
    line = lines(home).c
    amount = type_coerce(line.home_minor, BigInteger())
    before = select(func.coalesce(func.sum(amount), 0)).where(line.account == account)
    fixes = [one for one in corrections(connection) if one.account == account]
    opening = 0
    if first is not None:
        opening = int(connection.execute(before.where(line.day < first)).scalar_one())
        opening += sum(one.home_minor for one in fixes if one.day < first)
    statement = select(
        line.source, line.source_id, line.day, line.currency, line.amount_minor, line.home_minor, line.documents,
        line.kind,
    ).where(line.account == account, line.day <= last)  # fmt: skip
    if first is not None:
        statement = statement.where(line.day >= first)
    rows = [tuple(row) for row in connection.execute(statement)]
    rows += [
        (PostingSource.CORRECTION, 0, one.day, one.currency, one.amount_minor, one.home_minor, 0, "")
        for one in fixes
        if one.day <= last and (first is None or one.day >= first)
    ]
    rows.sort(key=lambda row: (row[2], str(row[0]), row[1], row[7]))
    known = every_account(connection).get(account)
    counts_up = known is None or known.ledger_class in (LedgerClass.ASSET, LedgerClass.EXPENSE)
    sign = 1 if counts_up else -1
    found, balance = [], opening
    for source, source_id, day, currency, minor, home_minor, count, kind in rows:
        balance += home_minor
        moved = MoveKind(kind) if kind else None
        found.append(
            Line(PostingSource(source), source_id, day, currency, minor, home_minor, count, balance, sign, moved)
        )
    is_result = known is not None and known.is_result
    return AccountLedger(account, opening, tuple(found), home, sign, is_result)


def documents(connection: Connection, account: str, line: Line, limit: int = 500) -> tuple[Document, ...]:
    """What is behind a line of an account; at most `limit` of them."""
    found = _FINDERS[line.source](connection, account, line, limit)
    return tuple(one if one.minor is None else replace(one, minor=line.sign * one.minor) for one in found)


def line_label(line: Line) -> str:
    """What a line's source is called, of goods with why they moved, in the language that is on."""
    source = source_label(line.source)
    return source if line.kind is None else f"{source} · {translate(KIND_LABELS[line.kind])}"


def source_label(source: PostingSource) -> str:
    """What a line's source is called, in the language that is on."""
    return translate(SOURCE_LABELS[source])


def _of_orders(connection: Connection, account: str, line: Line, limit: int) -> list[Document]:
    """The orders that left on the line's day, each with its part of the line."""
    zone = settings.read(connection, settings.ZONE)
    amount: Any = {
        "sales": -INCOME, "platform_subsidy": -SUBSIDY_ADDED, "refunds": case((IS_VAGUE, None), else_=UNDATED),
    }.get(account, INCOME + SUBSIDY_ADDED - UNDATED)  # fmt: skip
    statement = (
        select(_orders.c.id, _orders.c.external_no, _orders.c.buyer, amount, _orders.c.currency)
        .where(
            IS_POSTED, _orders.c.channel_id == line.source_id, _orders.c.currency == line.currency,
            within(LEFT_AT, [line.day], zone),
        )
        .order_by(LEFT_AT, _orders.c.id)
        .limit(limit)
    )  # fmt: skip
    if account == "platform_subsidy":
        statement = statement.where(SUBSIDY_ADDED != 0)
    if account == "refunds":
        statement = statement.where(or_(IS_VAGUE, UNDATED != 0))
    return [
        Document(row[1], row[2] or "", row[3], row[4], "orders", {"search": row[1]})
        for row in connection.execute(statement)
    ]


def _of_refunds(connection: Connection, account: str, line: Line, limit: int) -> list[Document]:
    """What was paid back, and of orders that went back whole what the platform had added.

    Of a platform's receivable it is what it owes less.
    """
    sign = -1 if family(account) == "receivable" else 1
    zone = settings.read(connection, settings.ZONE)
    of_line = (_orders.c.channel_id == line.source_id, _orders.c.currency == line.currency)
    found = []
    if account != "platform_subsidy":
        columns = (_cases.c.external_no, _orders.c.external_no, _cases.c.currency)
        found = [
            Document(number, order_no, sign * minor, currency, "after-sales", {"search": number})
            for statement in refunds_of(line.day, zone, *columns)
            for minor, number, order_no, currency in connection.execute(
                statement.where(*of_line).order_by(_cases.c.id).limit(limit)
            )
        ]
    if account != "refunds":
        columns = (_orders.c.external_no, _orders.c.buyer, _orders.c.currency)
        statement = subsidies_taken_back(line.day, zone, *columns).where(*of_line)
        found += [
            Document(number, buyer or "", sign * minor, currency, "orders", {"search": number})
            for minor, number, buyer, currency in connection.execute(statement.order_by(_orders.c.id).limit(limit))
        ]
    return found[:limit]


def _of_stock(connection: Connection, account: str, line: Line, limit: int) -> list[Document]:
    """What moved by the line's kind; what of its value went to goods sold before counts in their cost alone."""
    c = _entries.c
    value: Any = -c.value_minor
    if account == STOCK:
        value = c.value_minor - c.settled_minor
    elif account == GOODS_AT_COST:
        is_cost = line.kind is not None and STOCK_AGAINST[line.kind] == GOODS_AT_COST
        value = c.settled_minor - c.value_minor if is_cost else c.settled_minor
    statement = (
        select(_skus.c.code, c.kind, c.quantity, value, _orders.c.external_no)
        .join_from(_entries, _skus, _skus.c.id == c.sku_id)
        .outerjoin(_orders, _orders.c.id == c.order_id)
        .where(c.on == line.day, c.kind == line.kind)
        .order_by(c.at, c.id)
        .limit(limit)
    )
    return [
        Document(row[4] or row[0], f"{row[0]} × {row[2]}", row[3], line.currency, "orders" if row[4] else "inventory",
                 {"search": row[4]} if row[4] else {"section": "moves", "search": row[0]})
        for row in connection.execute(statement)
    ]  # fmt: skip


def _of_transactions(connection: Connection, account: str, line: Line, limit: int) -> list[Document]:
    of_day = and_(
        _t.c.account_id == line.source_id, _t.c.happened_on == line.day, _t.c.currency == line.currency, COUNTS
    )
    own = 1 if family(account) == "money" else -1  # a line stands in its account, and the other way round against it
    amount: Any = own * _t.c.amount_minor
    if family(account) == "receivable":  # what the platform kept of it was paid for the order too
        amount = amount + sum(taken(name) for name in TAKEN)
    whole = select(_t.c.id, _t.c.counterparty, _t.c.subject, _t.c.external_no, amount, _t.c.currency)
    category: Any = _t.c.category
    is_split = select(_parts.c.id).where(_parts.c.transaction_id == _t.c.id).exists()
    parts = (
        select(_t.c.id, _t.c.counterparty, _t.c.subject, _t.c.external_no, own * _parts.c.amount_minor, _t.c.currency)
        .join_from(_parts, _t, _t.c.id == _parts.c.transaction_id)
        .join(_accounts, _accounts.c.id == _t.c.account_id)
        .where(of_day, _wanted(account, _parts.c.category))
    )
    whole = whole.join_from(_t, _accounts, _accounts.c.id == _t.c.account_id).where(of_day)
    statements = [whole]
    if family(account) != "money":
        statements = [whole.where(~is_split, _wanted(account, category)), parts]
    for name in (name for name, expense in TAKEN.items() if expense == account):
        kept = select(_t.c.id, _t.c.counterparty, _t.c.subject, _t.c.external_no, -taken(name), _t.c.currency)
        about_orders = and_(of_day, ~is_split, _t.c.category.in_(OF_RECEIVABLE), taken(name) != 0)
        statements.append(kept.join_from(_t, _accounts, _accounts.c.id == _t.c.account_id).where(about_orders))
    found = []
    for statement in statements:
        for row in connection.execute(statement.order_by(_t.c.happened_at, _t.c.id).limit(limit)):
            words = " · ".join(filter(None, (row[1], row[2])))
            found.append(Document(row[3] or f"#{row[0]}", words, row[4], row[5], "finance", {"transaction": row[0]}))
    return found[:limit]


def _wanted(account: str, category: Any) -> Any:
    if account == UNCATEGORISED:
        return category.is_(None)
    if family(account) == "receivable":
        return of_platform(category) == account.removeprefix(receivable(""))
    return category == account


def _of_charges(connection: Connection, account: str, line: Line, limit: int) -> list[Document]:
    amount = _charges.c.amount_minor if account == "freight" else -_charges.c.amount_minor
    statement = select(_charges.c.waybill, _charges.c.courier, amount, _charges.c.currency)
    statement = (
        statement.where(_charges.c.charged_on == line.day, _charges.c.currency == line.currency)
        .order_by(_charges.c.id)
        .limit(limit)
    )
    wanted = {"section": "courier-bills"}
    return [Document(row[0], row[1], row[2], row[3], "finance", wanted) for row in connection.execute(statement)]


def _of_ads(connection: Connection, account: str, line: Line, limit: int) -> list[Document]:
    spend = _ads.c.spend_minor if account == "ads" else -_ads.c.spend_minor
    columns = (_ads.c.plan, _ads.c.title, spend, _ads.c.currency)
    of_day = (_ads.c.channel_id == line.source_id) & (_ads.c.day == line.day)
    statement = select(*columns).where(of_day, _ads.c.currency == line.currency).order_by(_ads.c.id).limit(limit)
    return [Document(row[0] or "—", row[1] or "", row[2], row[3], "growth") for row in connection.execute(statement)]


def _of_receipt(connection: Connection, _account: str, line: Line, _limit: int) -> list[Document]:
    statement = (
        select(_receipts.c.number, _purchases.c.number)
        .join_from(_receipts, _purchases, _purchases.c.id == _receipts.c.purchase_id)
        .where(_receipts.c.id == line.source_id)
    )
    return [
        Document(row[0], row[1], line.amount_minor, line.currency, "inventory",
                 {"section": "purchases", "search": row[1]})
        for row in connection.execute(statement)
    ]  # fmt: skip


def _single(table: Any, number: Any, text: Any, page: str, wanted: Mapping[str, Any]) -> Any:
    def find(connection: Connection, _account: str, line: Line, _limit: int) -> list[Document]:
        statement = select(number, text).where(table.c.id == line.source_id)
        return [
            Document(str(row[0]), str(row[1] or ""), line.amount_minor, line.currency, page, wanted)
            for row in connection.execute(statement)
        ]

    return find


def _nothing(_connection: Connection, _account: str, _line: Line, _limit: int) -> list[Document]:
    return []


_Finder = Callable[[Connection, str, Line, int], list[Document]]
"""What finds the documents of a line, each with the amount it posts in the account: debit above 0, credit below."""
_FINDERS: Mapping[PostingSource, _Finder] = {
    PostingSource.ORDERS: _of_orders,
    PostingSource.REFUNDS: _of_refunds,
    PostingSource.STOCK: _of_stock,
    PostingSource.TRANSACTION: _of_transactions,
    PostingSource.COURIER_CHARGES: _of_charges,
    PostingSource.ADS: _of_ads,
    PostingSource.RECEIPT: _of_receipt,
    PostingSource.SUPPLIER_RETURN: _single(
        _returns, _returns.c.number, _returns.c.reason, "inventory", {"section": "suppliers"}
    ),
    PostingSource.SUPPLIER_PAYMENT: _single(
        _payments, _payments.c.id, _payments.c.note, "inventory", {"section": "suppliers"}
    ),
    PostingSource.ENTRY: _single(_journal, _journal.c.number, _journal.c.text, "finance", {"section": "books"}),
    PostingSource.OPENING: _single(_accounts, _accounts.c.name, _accounts.c.note, "finance", {}),
    PostingSource.CORRECTION: _nothing,
}
