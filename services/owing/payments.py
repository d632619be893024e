"""Reads: which transactions may have paid something that is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models.finance import Account, Transaction
from models.planning import CommitmentPayment
from services.finance.counting import counts
from services.owing.queries import Due

NEAR_DAYS = 45
"""How many days before or after its due day a payment is looked for."""
MOST = 30
_transactions = Transaction.table()
_accounts = Account.table()
_payments = CommitmentPayment.table()


@dataclass(frozen=True, slots=True)
class Payer:
    """A transaction that could have paid a due amount; `left_minor`, above zero, is what it has not paid yet."""

    id: int
    happened_on: date
    account: str
    words: str
    left_minor: int


def payers(connection: Connection, due: Due) -> tuple[Payer, ...]:
    """Transactions near the due day that go the same way and have something left, the closest amount first."""
    by_transaction = select(_payments.c.transaction_id, func.sum(_payments.c.amount_minor))
    by_transaction = by_transaction.where(_payments.c.transaction_id.is_not(None)).group_by(_payments.c.transaction_id)
    taken = {row[0]: int(row[1]) for row in connection.execute(by_transaction)}
    c, near = _transactions.c, timedelta(days=NEAR_DAYS)
    statement = (
        select(c.id, c.happened_on, c.amount_minor, c.counterparty, c.subject, c.kind_text, _accounts.c.name)
        .join_from(_transactions, _accounts, _accounts.c.id == c.account_id)
        .where(
            c.happened_on.between(due.due_on - near, due.due_on + near), c.direction == due.direction,
            c.currency == due.currency, counts(),
        )
        .order_by(func.abs(func.abs(c.amount_minor) - due.open_minor), c.happened_on.desc(), c.id)
        .limit(MOST)
    )  # fmt: skip
    found = [
        Payer(
            row.id, row.happened_on, row.name, row.counterparty or row.subject or row.kind_text or "",
            abs(row.amount_minor) - taken.get(row.id, 0),
        )
        for row in connection.execute(statement)
    ]  # fmt: skip
    return tuple(one for one in found if one.left_minor > 0)
