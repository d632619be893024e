"""Reads: everything around one transaction: where it belongs, its parts and papers, and what fits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection, or_, select

from models.enums.money import MatchedBy, SortedBy
from models.finance import Account, Transaction, TransactionLink, TransactionPart, Transfer
from models.orders import Order
from models.reconcile import TransactionEcho, TransactionMatch
from services.books.chart import ChartAccount, categories
from services.errors import NotFound
from services.finance.categorising import Learned, PartDraft, by_use, learned_from
from services.finance.counting import HAND, TAKEN, taken
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
_echoes = TransactionEcho.table()
_orders = Order.table()


@dataclass(frozen=True, slots=True)
class OtherSide:
    """The other line of a transfer."""

    transaction_id: int
    account: str
    happened_on: str


@dataclass(frozen=True, slots=True)
class Explained:
    """The account of the other file that tells of the same money, and its lines; none where it has no such line."""

    account: str
    transaction_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OneTransaction:
    """A transaction with all that hangs on it. `is_of_none`: she said that it belongs to no order.

    `told_by` is the statement that counts where this line only repeats it; `explained_by` the list whose lines
    say what this one was for. `kept` is what the platform took before it came, by account of the books.
    """

    detail: TransactionDetail
    account_id: int
    happened_on: date
    is_by_hand: bool
    category: str | None
    sorted_by: SortedBy | None
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
    told_by: Explained | None = None
    explained_by: Explained | None = None
    kept: Mapping[str, int] = field(default_factory=dict)


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
    return OneTransaction(
        detail=transaction_detail(connection, transaction_id),
        account_id=row.account_id,
        happened_on=row.happened_on,
        is_by_hand=row.natural_key.startswith(HAND),
        category=row.category,
        sorted_by=row.sorted_by,
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
        told_by=_told_by(connection, transaction_id),
        explained_by=_explained_by(connection, transaction_id),
        kept=_kept(connection, transaction_id),
    )


def _told_by(connection: Connection, transaction_id: int) -> Explained | None:
    row = connection.execute(
        select(_accounts.c.name, _echoes.c.of_id)
        .join_from(_echoes, _accounts, _accounts.c.id == _echoes.c.wallet_id)
        .where(_echoes.c.transaction_id == transaction_id)
    ).first()
    return None if row is None else Explained(row[0], () if row[1] is None else (row[1],))


def _explained_by(connection: Connection, transaction_id: int) -> Explained | None:
    rows = connection.execute(
        select(_accounts.c.name, _echoes.c.transaction_id)
        .join_from(_echoes, _accounts, _accounts.c.id == _echoes.c.account_id)
        .where(_echoes.c.of_id == transaction_id)
        .order_by(_echoes.c.transaction_id)
    ).all()
    return Explained(rows[0][0], tuple(row[1] for row in rows)) if rows else None


def _kept(connection: Connection, transaction_id: int) -> dict[str, int]:
    columns = [taken(name).label(name) for name in TAKEN]
    row = connection.execute(select(*columns).where(_transactions.c.id == transaction_id)).mappings().one()
    return {expense: int(row[name]) for name, expense in TAKEN.items() if row[name]}


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
