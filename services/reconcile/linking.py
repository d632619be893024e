"""Which order a transaction belongs to by her word, and orders that offer themselves by amount and day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Connection, Select, case, func, select, type_coerce

from models.entities import Entity
from models.enums.money import Flow
from models.enums.orders import OrderStatus
from models.finance import Transaction, TransactionLink
from models.orders import Order
from models.reconcile import OrderMoney, TransactionMatch
from services import settings
from services.errors import NotAllowed
from services.finance.counting import counts, names_no_order
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.table_query import stored_rows
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_transactions = Transaction.table()
_links = TransactionLink.table()
_matches = TransactionMatch.table()
_orders = Order.table()
_money = OrderMoney.table()
_DAY_MS = 86_400_000
_MOST = 500
# A case: as a plain condition the status has an index, by which all orders would be walked through.
_IS_SOLD = case((_orders.c.status.in_((OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)), 1), else_=0) == 1


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line nobody matched and an order that would fit it; `percent` says how sure that is."""

    transaction_id: int
    order_id: int
    order_no: str
    amount_minor: int
    currency: str
    happened_on: str
    counterparty: str | None
    buyer: str | None
    percent: int


@command(
    "reconcile.link", NN_("Say that {count} transaction is of {order}", "Say that {count} transactions are of {order}")
)
def link_order(uow: UnitOfWork, transaction_ids: Sequence[int], order_id: int) -> None:
    """Say which order transactions belong to; it counts before every number in the files."""
    order = uow.get(Order, order_id)
    _keep(uow, dict.fromkeys(transaction_ids, order_id))
    uow.describe(count=len(transaction_ids), order=order.external_no)


@command(
    "reconcile.accept", NN_("Match {count} transaction to its order", "Match {count} transactions to their orders")
)
def accept(uow: UnitOfWork, pairs: Sequence[tuple[int, int]]) -> None:
    """Take over (transaction, order) suggestions; `NotAllowed` where a transaction is named twice or matched by now."""
    lines = [line for line, _order in pairs]
    twice = sorted(line for line, count in Counter(lines).items() if count > 1)
    taken = twice or _matched(uow.connection, lines)
    if taken:
        reason = message(N_("they belong to an order already"))
        raise NotAllowed(rows=", ".join(f"#{line}" for line in taken[:10]), reason=reason)
    uow.get_many(Order, [order for _line, order in pairs])
    _keep(uow, dict(pairs))
    uow.describe(count=len(pairs))


@command(
    "reconcile.no_order",
    NN_("Say that {count} transaction is of no order", "Say that {count} transactions are of no order"),
)
def belong_to_none(uow: UnitOfWork, transaction_ids: Sequence[int]) -> None:
    """Say that transactions belong to no order, whatever their numbers say."""
    _keep(uow, dict.fromkeys(transaction_ids, None))
    uow.describe(count=len(transaction_ids))


@command(
    "reconcile.forget",
    NN_("Let the numbers of {count} transaction decide", "Let the numbers of {count} transactions decide"),
)
def forget_links(uow: UnitOfWork, transaction_ids: Sequence[int]) -> None:
    """Take her word back: the numbers in the files say again which order it is."""
    for row in uow.all_in(TransactionLink, TransactionLink.transaction_id, transaction_ids):
        uow.delete(row)
    uow.describe(count=len(transaction_ids))


def _keep(uow: UnitOfWork, orders: Mapping[int, int | None]) -> None:
    uow.get_many(Transaction, orders)
    known = {row.transaction_id: row for row in uow.all_in(TransactionLink, TransactionLink.transaction_id, orders)}
    fresh = []
    for line, order_id in orders.items():
        if line in known:
            known[line].order_id = order_id
        else:
            fresh.append({"transaction_id": line, "order_id": order_id})
    uow.bulk_insert(Entity.TRANSACTION_LINK, fresh)


def _matched(connection: Connection, lines: Sequence[int]) -> list[int]:
    found: list[int] = []
    for chunk in sorted_chunks(lines):
        statement = select(_matches.c.transaction_id).where(_matches.c.transaction_id.in_(chunk))
        found += connection.execute(statement).scalars()
    return found


def suggestions(
    connection: Connection, first: date, last: date, account_id: int | None = None
) -> tuple[Suggestion, ...]:
    """Orders that fit lines without one by amount and day, the surest first; no line and no order stands there twice.

    Looked at is money that came in from `first` to `last`, and orders of the same amount that no statement names yet.
    """
    days = settings.read(connection, settings.RECONCILE_DAYS)
    found = _candidates(connection, first, last, days, account_id)
    lines, orders = Counter(row[0] for row in found), Counter(row[1] for row in found)
    rated = sorted((_rated(row, lines[row[0]], orders[row[1]]), row) for row in found)
    taken: set[tuple[str, int]] = set()
    chosen = []
    for (doubt, _far, _line, _order), row in rated:
        if ("line", row[0]) in taken or ("order", row[1]) in taken:
            continue
        taken |= {("line", row[0]), ("order", row[1])}
        line, order, number, amount, currency, on, counterparty, buyer, _apart = row
        chosen.append(Suggestion(line, order, number, amount, currency, on, counterparty, buyer, 100 - doubt))
    return tuple(chosen[:_MOST])


def _candidates(connection: Connection, first: date, last: date, days: int, account_id: int | None) -> list[Any]:
    """Every line and order that fit, as stored: first the lines, then once through the orders paid about then."""
    o, line = _orders.c, _open_lines(first, last, account_id).cte("line")
    reach = days * _DAY_MS
    paid_at = type_coerce(func.coalesce(o.paid_at, o.ordered_at), BigInteger())
    apart = func.abs(paid_at - line.c.at)
    earliest, latest = (select(one).scalar_subquery() for one in (func.min(line.c.at), func.max(line.c.at)))
    # coalesce: amounts have an index, but so many orders have the same that the days are the narrower way
    amount = func.coalesce(o.paid_minor, o.paid_minor)
    statement = (
        select(
            line.c.id, o.id, o.external_no, line.c.amount_minor, line.c.currency, line.c.happened_on,
            line.c.counterparty, o.buyer, apart.label("apart"),
        )
        .join_from(_orders, line, line.c.amount_minor == amount)
        .outerjoin(_money, _money.c.order_id == o.id)
        .where(paid_at >= earliest - reach, paid_at <= latest + reach, apart <= reach, line.c.currency == o.currency)
        .where(_money.c.order_id.is_(None))
        .where(_IS_SOLD)
    )  # fmt: skip
    return stored_rows(connection, statement)


def _open_lines(first: date, last: date, account_id: int | None) -> Select[Any]:
    """Money that came in on these days for an order nobody named."""
    t = _transactions.c
    statement = (
        select(
            t.id, type_coerce(t.amount_minor, BigInteger()).label("amount_minor"), t.currency, t.happened_on,
            type_coerce(t.happened_at, BigInteger()).label("at"), t.counterparty,
        )
        .outerjoin_from(_transactions, _matches, _matches.c.transaction_id == t.id)
        .outerjoin(_links, _links.c.transaction_id == t.id)
        .where(t.happened_on.between(first, last), names_no_order(), t.direction == Flow.IN, t.amount_minor > 0)
        .where(t.category.is_(None) | (t.category == "order_income"), counts())
        .where(_matches.c.transaction_id.is_(None), _links.c.id.is_(None))
    )  # fmt: skip
    return statement if account_id is None else statement.where(t.account_id == account_id)


def _rated(row: Any, lines: int, orders: int) -> tuple[int, int, int, int]:
    """(doubt in percent, distance, ids): days and rivals are doubt, the same name takes doubt away."""
    line, order, *_rest, counterparty, buyer, apart = row
    doubt = 10 + min(int(apart) // _DAY_MS, 5) * 8 + min(lines + orders - 2, 4) * 15
    if counterparty and buyer and counterparty.strip().casefold() == buyer.strip().casefold():
        doubt -= 10
    return max(min(doubt, 95), 0), int(apart), line, order
