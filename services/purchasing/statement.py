"""Reads: a supplier's account as a bank would print it: bills, credits and payments with what is owed after each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, func, select

from models.purchasing import (
    Purchase,
    Receipt,
    ReceiptLine,
    Supplier,
    SupplierPayment,
    SupplierReturn,
    SupplierReturnLine,
)
from services.purchasing.payables import deliveries

_suppliers = Supplier.table()
_purchases = Purchase.table()
_receipts = Receipt.table()
_arrived = ReceiptLine.table()
_returns = SupplierReturn.table()
_returned = SupplierReturnLine.table()
_payments = SupplierPayment.table()


class Entry(StrEnum):
    """What a line of a statement is; on one day they come in this order."""

    OPENING = "opening"
    BILL = "bill"
    CREDIT = "credit"
    PAYMENT = "payment"


_ORDER = {entry: place for place, entry in enumerate(Entry)}


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of an account: `amount_minor` adds to what is owed, `balance_minor` is what is owed after it.

    `number` is the purchase's, or the return's; `unpriced` pieces came without a price and are billed at nothing.
    """

    supplier_id: int
    supplier: str
    currency: str
    on: date | None
    entry: Entry
    number: str | None
    amount_minor: int
    unpriced: int = 0
    balance_minor: int = 0


def statement(
    connection: Connection,
    supplier_id: int | None = None,
    first: date | None = None,
    last: date | None = None,
) -> tuple[StatementLine, ...]:
    """One supplier's account, or everybody's, from `first` to `last`; what was before is one opening line."""
    names = {row.id: row.name for row in connection.execute(select(_suppliers.c.id, _suppliers.c.name))}
    accounts: dict[tuple[str, str, int], list[StatementLine]] = {}
    for line in _entries(connection, supplier_id, names):
        if last is None or line.on is None or line.on <= last:
            accounts.setdefault((line.supplier, line.currency, line.supplier_id), []).append(line)
    found: list[StatementLine] = []
    for key in sorted(accounts):
        found += _balanced(accounts[key], first)
    return tuple(found)


def _balanced(lines: Iterable[StatementLine], first: date | None) -> Iterator[StatementLine]:
    ordered = sorted(lines, key=lambda line: (line.on or date.min, _ORDER[line.entry]))
    earlier = [line for line in ordered if first is not None and line.on is not None and line.on < first]
    balance = sum(line.amount_minor for line in earlier)
    if earlier:
        unpriced = sum(line.unpriced for line in earlier)
        yield replace(
            earlier[0], on=first, entry=Entry.OPENING, number=None, amount_minor=0, unpriced=unpriced,
            balance_minor=balance,
        )  # fmt: skip
    for line in ordered[len(earlier) :]:
        balance += line.amount_minor
        yield replace(line, balance_minor=balance)


def _entries(connection: Connection, supplier_id: int | None, names: dict[int, str]) -> Iterator[StatementLine]:
    for one in deliveries(connection, supplier_id):
        yield StatementLine(
            one.supplier_id, names[one.supplier_id], one.currency, one.received_on, Entry.BILL, one.number,
            one.billed_minor, one.unpriced,
        )  # fmt: skip
    for of, currency, on, number, amount in _credits(connection, supplier_id):
        yield StatementLine(of, names[of], currency, on, Entry.CREDIT, number, -amount)
    for of, currency, on, for_number, amount in _paid(connection, supplier_id):
        yield StatementLine(of, names[of], currency, on, Entry.PAYMENT, for_number, -amount)


def _credits(connection: Connection, supplier_id: int | None) -> list[tuple[int, str, date, str, int]]:
    columns = (_purchases.c.supplier_id, _purchases.c.currency, _returns.c.returned_on, _returns.c.number)
    wanted = (
        select(*columns, func.coalesce(func.sum(_returned.c.credit_minor), 0))
        .join_from(_returned, _returns, _returns.c.id == _returned.c.supplier_return_id)
        .join(_arrived, _arrived.c.id == _returned.c.receipt_line_id)
        .join(_receipts, _receipts.c.id == _arrived.c.receipt_id)
        .join(_purchases, _purchases.c.id == _receipts.c.purchase_id)
        .group_by(_returns.c.id, _purchases.c.currency)
        .order_by(_returns.c.id)
    )
    if supplier_id is not None:
        wanted = wanted.where(_purchases.c.supplier_id == supplier_id)
    return [(row[0], row[1], row[2], row[3], int(row[4])) for row in connection.execute(wanted)]


def _paid(connection: Connection, supplier_id: int | None) -> list[tuple[int, str, date, str | None, int]]:
    columns = (_payments.c.supplier_id, _payments.c.currency, _payments.c.paid_on, _purchases.c.number)
    wanted = (
        select(*columns, _payments.c.amount_minor)
        .outerjoin_from(_payments, _purchases, _purchases.c.id == _payments.c.purchase_id)
        .order_by(_payments.c.id)
    )
    if supplier_id is not None:
        wanted = wanted.where(_payments.c.supplier_id == supplier_id)
    return [(row[0], row[1], row[2], row[3], row[4]) for row in connection.execute(wanted)]
