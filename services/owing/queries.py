"""Reads: what is owed and to whom, day by day: bills of suppliers and what was written down as due."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Row, func, select

from models.enums.money import Flow
from models.planning import Commitment, CommitmentAmount, CommitmentPayment
from models.purchasing import Supplier
from services import settings
from services.books.chart import ChartAccount, categories
from services.business_day import shop_today
from services.i18n import N_
from services.owing.commands import CommitmentDraft
from services.owing.schedule import due_days, month_of
from services.purchasing.payables import bills

_commitments = Commitment.table()
_amounts = CommitmentAmount.table()
_payments = CommitmentPayment.table()
_suppliers = Supplier.table()
YEAR = 366
"""How many days are looked ahead for what is due next."""


class DueSource(StrEnum):
    """Where a due amount comes from."""

    SUPPLIER = "supplier"
    COMMITMENT = "commitment"
    PAYOUT = "payout"


SOURCE_LABELS: dict[DueSource, str] = {
    DueSource.SUPPLIER: N_("Supplier's bill"),
    DueSource.COMMITMENT: N_("Written down"),
    DueSource.PAYOUT: N_("Platform payout"),
}


@dataclass(frozen=True, slots=True)
class Due:
    """Something that is due on a day; amounts are above zero in minor units of `currency`, whatever their way.

    `key` is the purchase, the commitment or the channel behind it, `month` the month it is for. `unpriced` pieces
    of a bill have no price yet and are in no amount. `documents` counts the orders a payout is expected for.
    """

    source: DueSource
    key: int
    due_on: date
    name: str
    counterparty: str | None
    direction: Flow
    currency: str
    amount_minor: int
    paid_minor: int = 0
    month: str | None = None
    unpriced: int = 0
    documents: int = 1

    @property
    def open_minor(self) -> int:
        """What is left to pay, or to come."""
        return self.amount_minor - self.paid_minor

    @property
    def signed_minor(self) -> int:
        """What is left, below zero where it goes out."""
        return self.open_minor if self.direction is Flow.IN else -self.open_minor


@dataclass(frozen=True, slots=True)
class CommitmentView:
    """Something due as it was written down; `next_on` is its first day that is not paid, None where none is left."""

    id: int
    version: int
    draft: CommitmentDraft
    currency: str
    next_on: date | None
    paid_minor: int
    last_payment_id: int | None


@dataclass(frozen=True, slots=True)
class CommitmentChoices:
    """What a form of something due offers: the day it is, the shop's currency, and the categories."""

    today: date
    currency: str
    categories: tuple[ChartAccount, ...]


def commitment_choices(connection: Connection) -> CommitmentChoices:
    """What the form needs to know."""
    currency = settings.read(connection, settings.CURRENCY)
    return CommitmentChoices(shop_today(connection), currency, categories(connection))


def open_dues(connection: Connection, last: date) -> tuple[Due, ...]:
    """Everything not fully paid that is due through `last`, also what is overdue, the earliest first."""
    found = [*_bills(connection, last), *(due for due in commitment_dues(connection, last) if due.open_minor)]
    return tuple(sorted(found, key=lambda one: (one.due_on, one.source, one.key)))


def commitment_dues(connection: Connection, last: date) -> tuple[Due, ...]:
    """Every due day of what was written down through `last`, paid or not, by item and day."""
    other = {(row.commitment_id, row.due_on): row.amount_minor for row in connection.execute(select(_amounts))}
    paid = _paid(connection)
    found = []
    for row in connection.execute(select(_commitments).order_by(_commitments.c.id)):
        for day in due_days(row.first_on, row.repeat, row.every, row.last_on, row.first_on, last):
            amount = other.get((row.id, day), row.amount_minor)
            found.append(
                Due(
                    DueSource.COMMITMENT, row.id, day, row.name, row.counterparty, row.direction, row.currency,
                    amount, paid.get((row.id, day), 0), month_of(day, row.months_back),
                )
            )  # fmt: skip
    return tuple(found)


def commitments(connection: Connection) -> tuple[CommitmentView, ...]:
    """Everything written down as due, what is due next first, what is over last."""
    today = shop_today(connection)
    by_item: defaultdict[int, list[Due]] = defaultdict(list)
    for due in commitment_dues(connection, today + timedelta(days=YEAR)):
        by_item[due.key].append(due)
    newest = select(_payments.c.commitment_id, func.max(_payments.c.id)).group_by(_payments.c.commitment_id)
    last = {row[0]: row[1] for row in connection.execute(newest)}
    found = [
        _view(row, by_item[row.id], last.get(row.id))
        for row in connection.execute(select(_commitments).order_by(_commitments.c.id))
    ]
    return tuple(sorted(found, key=lambda one: (one.next_on is None, one.next_on or today, one.id)))


def _view(row: Row[tuple[object, ...]], dues: list[Due], last_payment_id: int | None) -> CommitmentView:
    known = row._mapping
    draft = CommitmentDraft(**{name: known[name] for name in CommitmentDraft.__slots__})
    next_on = next((one.due_on for one in dues if one.open_minor), None)
    paid = sum(one.paid_minor for one in dues)
    return CommitmentView(known["id"], known["version"], draft, known["currency"], next_on, paid, last_payment_id)


def _bills(connection: Connection, last: date) -> list[Due]:
    names = {row.id: row.name for row in connection.execute(select(_suppliers.c.id, _suppliers.c.name))}
    return [
        Due(
            DueSource.SUPPLIER, bill.purchase_id, bill.due_on, bill.number, names[bill.supplier_id], Flow.OUT,
            bill.currency, bill.due_minor, bill.paid_minor, unpriced=bill.unpriced,
        )
        for bill in bills(connection)
        if bill.open_minor > 0 and bill.due_on <= last
    ]  # fmt: skip


def _paid(connection: Connection) -> dict[tuple[int, date], int]:
    keys = (_payments.c.commitment_id, _payments.c.due_on)
    statement = select(*keys, func.sum(_payments.c.amount_minor)).group_by(*keys)
    return {(row[0], row[1]): int(row[2]) for row in connection.execute(statement)}
