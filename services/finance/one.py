"""Reads: everything around one transaction: where it belongs, its parts and papers, and what fits it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from models.finance import Account, CategoryRule, Transaction, TransactionLink, TransactionPart, Transfer
from models.orders import Order
from models.reconcile import TransactionMatch
from models.values import MatchedBy, SortedBy
from services.books.chart import ChartAccount, categories
from services.errors import NotFound
from services.finance.categorising import Learned, PartDraft, by_use, learned_from
from services.finance.papers import Paper, papers_of
from services.finance.queries import TransactionDetail, transaction_detail
from services.i18n import N_
from services.messages import message

_transactions = Transaction.table()
_accounts = Account.table()
_parts = TransactionPart.table()
_links = TransactionLink.table()
_pairs = Transfer.table()
_matches = TransactionMatch.table()
_orders = Order.table()
_rules = CategoryRule.table()


@dataclass(frozen=True, slots=True)
class OtherSide:
    """The other line of a transfer."""

    transaction_id: int
    account: str
    happened_on: str


@dataclass(frozen=True, slots=True)
class OneTransaction:
    """A transaction with all that hangs on it. `is_of_none`: she said that it belongs to no order."""

    detail: TransactionDetail
    account_id: int
    category: str | None
    sorted_by: SortedBy | None
    is_by_archived_rule: bool
    parts: tuple[PartDraft, ...]
    papers: tuple[Paper, ...]
    order_id: int | None
    order_no: str | None
    case_id: int | None
    matched_by: MatchedBy | None
    is_of_none: bool
    other_side: OtherSide | None
    duplicate_of_id: int | None
    learned: Learned | None
    categories: tuple[ChartAccount, ...]


def one_transaction(connection: Connection, transaction_id: int) -> OneTransaction:
    """Everything the panel shows of one transaction; `NotFound` where it is gone."""
    row = connection.execute(select(_transactions).where(_transactions.c.id == transaction_id)).first()
    if row is None:
        raise NotFound(what=message(N_("transaction")), which=f"#{transaction_id}")
    match = connection.execute(
        select(_matches.c.order_id, _orders.c.external_no, _matches.c.case_id, _matches.c.matched_by)
        .join_from(_matches, _orders, _orders.c.id == _matches.c.order_id)
        .where(_matches.c.transaction_id == transaction_id)
    ).first()
    link = connection.execute(select(_links.c.order_id).where(_links.c.transaction_id == transaction_id)).first()
    rule = connection.execute(select(_rules.c.is_archived).where(_rules.c.id == row.rule_id)).scalar()
    return OneTransaction(
        detail=transaction_detail(connection, transaction_id),
        account_id=row.account_id,
        category=row.category,
        sorted_by=row.sorted_by,
        is_by_archived_rule=bool(rule),
        parts=parts_of(connection, transaction_id),
        papers=papers_of(connection, transaction_id),
        order_id=match.order_id if match else None,
        order_no=match.external_no if match else None,
        case_id=match.case_id if match else None,
        matched_by=match.matched_by if match else None,
        is_of_none=link is not None and link.order_id is None,
        other_side=_other_side(connection, transaction_id),
        duplicate_of_id=row.duplicate_of_id,
        learned=learned_from(connection, transaction_id),
        categories=by_use(categories(connection)),
    )


def parts_of(connection: Connection, transaction_id: int) -> tuple[PartDraft, ...]:
    """The parts of a transaction that was split; nothing for one that was not."""
    statement = select(_parts.c.category, _parts.c.amount_minor, _parts.c.note)
    rows = connection.execute(statement.where(_parts.c.transaction_id == transaction_id).order_by(_parts.c.position))
    return tuple(PartDraft(*row) for row in rows)


def _other_side(connection: Connection, transaction_id: int) -> OtherSide | None:
    is_side = or_(_pairs.c.out_id == transaction_id, _pairs.c.in_id == transaction_id)
    pair = connection.execute(select(_pairs.c.out_id, _pairs.c.in_id).where(is_side)).first()
    if pair is None:
        return None
    other = pair.in_id if pair.out_id == transaction_id else pair.out_id
    row = connection.execute(
        select(_accounts.c.name, _transactions.c.happened_on)
        .join_from(_transactions, _accounts, _accounts.c.id == _transactions.c.account_id)
        .where(_transactions.c.id == other)
    ).one()
    return OtherSide(other, row.name, row.happened_on.isoformat())
