"""Reads: what is owed to suppliers: what they delivered, less what went back, less what was paid.

A supplier bills goods when they arrive, and their freight with the first delivery. Goods whose
price nobody knows yet are counted, not guessed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models.purchasing import (
    Purchase,
    PurchaseLine,
    Receipt,
    ReceiptLine,
    Supplier,
    SupplierPayment,
    SupplierReturnLine,
)
from services.purchasing.landed import portion

_suppliers = Supplier.table()
_purchases = Purchase.table()
_lines = PurchaseLine.table()
_receipts = Receipt.table()
_arrived = ReceiptLine.table()
_returned = SupplierReturnLine.table()
_payments = SupplierPayment.table()


@dataclass(frozen=True, slots=True)
class Bill:
    """One purchase as the supplier bills it, in its currency. `unpriced` pieces are billed at nothing so far.

    `moved_minor` is the supplier's credit for other purchases that is set off against this one; below zero what this
    one's credit has more than it needs and gives to others.
    """

    purchase_id: int
    number: str
    supplier_id: int
    currency: str
    received_on: date
    due_on: date
    billed_minor: int
    unpriced: int
    credited_minor: int = 0
    paid_minor: int = 0
    moved_minor: int = 0

    @property
    def due_minor(self) -> int:
        """What is to be paid of it in all: billed, less credits."""
        return self.billed_minor - self.credited_minor - self.moved_minor

    @property
    def open_minor(self) -> int:
        """What is left to pay; below zero the supplier owes us."""
        return self.due_minor - self.paid_minor


@dataclass(frozen=True, slots=True)
class Owed:
    """One supplier's account in one currency; `overdue_minor` is the part whose day has passed.

    `paid_minor` counts every payment, also for what has not arrived yet, so that `owed_minor`
    is below zero where money was sent ahead.
    """

    supplier_id: int
    supplier: str
    currency: str
    billed_minor: int
    credited_minor: int
    paid_minor: int
    overdue_minor: int
    next_due: date | None
    unpriced: int

    @property
    def owed_minor(self) -> int:
        """Billed, less credited, less paid."""
        return self.billed_minor - self.credited_minor - self.paid_minor


def bills(connection: Connection, supplier_id: int | None = None) -> tuple[Bill, ...]:
    """Every purchase of which something has arrived, oldest bill first.

    Payments on account and credits that a purchase has too much of go to the oldest open bills. Money sent for a
    purchase stays with it: the rest of its goods may still come.
    """
    found = {bill.purchase_id: bill for bill in _billed(connection, supplier_id)}
    for purchase_id, credit in _credits(connection):
        if purchase_id in found:
            bill = found[purchase_id]
            found[purchase_id] = replace(bill, credited_minor=bill.credited_minor + credit)
    on_account: dict[tuple[int, str], int] = {}
    for supplier, for_purchase, currency, paid in _paid(connection, supplier_id):
        if for_purchase in found:
            found[for_purchase] = replace(found[for_purchase], paid_minor=paid)
        elif for_purchase is None:
            on_account[supplier, currency] = paid
    ordered = sorted(found.values(), key=lambda bill: (bill.received_on, bill.purchase_id))
    return tuple(_with_account(_with_credits(_paid_back(ordered, on_account)), on_account))


def payables(connection: Connection, today: date) -> tuple[Owed, ...]:
    """What is owed to each supplier in each currency on this day, the largest debt first."""
    by_account: dict[tuple[int, str], list[Bill]] = {}
    for bill in bills(connection):
        by_account.setdefault((bill.supplier_id, bill.currency), []).append(bill)
    paid: dict[tuple[int, str], int] = {}
    for supplier_id, _purchase, currency, amount in _paid(connection, None):
        paid[supplier_id, currency] = paid.get((supplier_id, currency), 0) + amount
    names = {row.id: row.name for row in connection.execute(select(_suppliers.c.id, _suppliers.c.name))}
    found = [
        _owed(names[key[0]], key, by_account.get(key, []), paid.get(key, 0), today)
        for key in dict.fromkeys([*by_account, *paid])
    ]
    return tuple(sorted(found, key=lambda one: (-one.owed_minor, one.supplier)))


def _owed(name: str, account: tuple[int, str], of_account: list[Bill], paid: int, today: date) -> Owed:
    open_bills = [bill for bill in of_account if bill.open_minor > 0]
    return Owed(
        supplier_id=account[0],
        supplier=name,
        currency=account[1],
        billed_minor=sum(bill.billed_minor for bill in of_account),
        credited_minor=sum(bill.credited_minor for bill in of_account),
        paid_minor=paid,
        overdue_minor=sum(bill.open_minor for bill in open_bills if bill.due_on < today),
        next_due=min((bill.due_on for bill in open_bills), default=None),
        unpriced=sum(bill.unpriced for bill in of_account),
    )


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as the supplier bills it, in the purchase's currency; `unpriced` pieces are billed at nothing."""

    receipt_id: int
    purchase_id: int
    number: str
    supplier_id: int
    currency: str
    received_on: date
    due_on: date
    billed_minor: int
    unpriced: int


def deliveries(connection: Connection, supplier_id: int | None = None) -> tuple[Delivery, ...]:
    """Every delivery with what is billed for it, the freight with the purchase's first, in the order they came."""
    statement = (
        select(
            _purchases.c.id, _purchases.c.number, _purchases.c.supplier_id, _purchases.c.currency,
            _purchases.c.freight_minor, _suppliers.c.payment_terms_days, _receipts.c.received_on,
            _receipts.c.id.label("receipt_id"), _lines.c.id.label("line_id"), _lines.c.quantity,
            _lines.c.amount_minor, (_arrived.c.good + _arrived.c.defective).label("pieces"),
        )
        .join_from(_arrived, _receipts, _receipts.c.id == _arrived.c.receipt_id)
        .join(_lines, _lines.c.id == _arrived.c.purchase_line_id)
        .join(_purchases, _purchases.c.id == _receipts.c.purchase_id)
        .join(_suppliers, _suppliers.c.id == _purchases.c.supplier_id)
        .order_by(_receipts.c.received_at, _receipts.c.id, _arrived.c.id)
    )  # fmt: skip
    if supplier_id is not None:
        statement = statement.where(_purchases.c.supplier_id == supplier_id)
    found: dict[int, Delivery] = {}
    before: dict[int, int] = {}
    with_freight: set[int] = set()
    for row in connection.execute(statement):
        one = found.get(row.receipt_id)
        if one is None:
            due = row.received_on + timedelta(days=row.payment_terms_days or 0)
            freight = 0 if row.id in with_freight else row.freight_minor
            with_freight.add(row.id)
            one = Delivery(
                row.receipt_id, row.id, row.number, row.supplier_id, row.currency, row.received_on, due, freight, 0
            )
        first = before.get(row.line_id, 0)
        before[row.line_id] = first + row.pieces
        if row.amount_minor is None:
            found[row.receipt_id] = replace(one, unpriced=one.unpriced + row.pieces)
        else:
            more = portion(row.amount_minor, row.quantity, first, row.pieces)
            found[row.receipt_id] = replace(one, billed_minor=one.billed_minor + more)
    return tuple(found.values())


def _billed(connection: Connection, supplier_id: int | None) -> list[Bill]:
    """The bills without credits and payments; a purchase is due by its first delivery."""
    found: dict[int, Bill] = {}
    for one in deliveries(connection, supplier_id):
        bill = found.get(one.purchase_id)
        if bill is None:
            bill = Bill(one.purchase_id, one.number, one.supplier_id, one.currency, one.received_on, one.due_on, 0, 0)
        found[one.purchase_id] = replace(
            bill, billed_minor=bill.billed_minor + one.billed_minor, unpriced=bill.unpriced + one.unpriced
        )
    return list(found.values())


def _credits(connection: Connection) -> list[tuple[int, int]]:
    statement = (
        select(_receipts.c.purchase_id, func.sum(_returned.c.credit_minor))
        .join_from(_returned, _arrived, _arrived.c.id == _returned.c.receipt_line_id)
        .join(_receipts, _receipts.c.id == _arrived.c.receipt_id)
        .group_by(_receipts.c.purchase_id)
    )
    return [(row[0], row[1] or 0) for row in connection.execute(statement)]


def _paid(connection: Connection, supplier_id: int | None) -> list[tuple[int, int | None, str, int]]:
    keys = (_payments.c.supplier_id, _payments.c.purchase_id, _payments.c.currency)
    statement = select(*keys, func.sum(_payments.c.amount_minor)).group_by(*keys)
    if supplier_id is not None:
        statement = statement.where(_payments.c.supplier_id == supplier_id)
    return [(row[0], row[1], row[2], int(row[3])) for row in connection.execute(statement)]


def _paid_back(ordered: Sequence[Bill], on_account: dict[tuple[int, str], int]) -> list[Bill]:
    """Money the supplier sent back (below zero on account) is first what the oldest bills had too much of."""
    found = []
    for bill in ordered:
        account = (bill.supplier_id, bill.currency)
        back = max(min(on_account.get(account, 0), 0), min(bill.open_minor, 0))
        if back:
            on_account[account] -= back
        found.append(replace(bill, paid_minor=bill.paid_minor + back) if back else bill)
    return found


def _with_credits(ordered: Sequence[Bill]) -> list[Bill]:
    """What was credited for bills that were paid already is set off against the oldest open ones."""
    givers: defaultdict[tuple[int, str], deque[tuple[int, int]]] = defaultdict(deque)
    for place, bill in enumerate(ordered):
        if (spare := min(bill.credited_minor, -bill.open_minor)) > 0:
            givers[bill.supplier_id, bill.currency].append((place, spare))
    found = list(ordered)
    for place, bill in enumerate(ordered):
        waiting, still = givers[bill.supplier_id, bill.currency], bill.open_minor
        while waiting and still > 0:
            giver, spare = waiting.popleft()
            moved = min(spare, still)
            still -= moved
            for one, change in ((place, moved), (giver, -moved)):
                found[one] = replace(found[one], moved_minor=found[one].moved_minor + change)
            if spare > moved:
                waiting.appendleft((giver, spare - moved))
    return found


def _with_account(ordered: Iterable[Bill], on_account: dict[tuple[int, str], int]) -> Iterable[Bill]:
    """Payments that name no purchase pay the oldest open bills first; below zero the rest stays on account."""
    left = {account: max(paid, 0) for account, paid in on_account.items()}
    for bill in ordered:
        account = (bill.supplier_id, bill.currency)
        paid = min(left.get(account, 0), max(bill.open_minor, 0))
        left[account] = left.get(account, 0) - paid
        yield replace(bill, paid_minor=bill.paid_minor + paid) if paid else bill
