"""Reads: what the Reconcile section shows at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from services.business_day import shop_today
from services.reconcile.duplicates import Twin, twins
from services.reconcile.linking import Suggestion, suggestions
from services.reconcile.receivables import AgeBand, ChannelMoney, ageing, channel_money
from services.reconcile.statements import (
    AccountStanding,
    FileSum,
    Mark,
    StatementProof,
    files_of,
    marks_of,
    standings,
    statement_proof,
)
from services.reconcile.transfers import TransferPair, transfer_pairs

LOOK_BACK = timedelta(days=400)
"""How far back pairs, twins and orders are looked for."""


class OfferKind(StrEnum):
    """What an offer would settle."""

    ORDER = "order"
    TRANSFER = "transfer"
    TWIN = "twin"


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that looks as if two things belonged together; `pair` is what its command takes."""

    kind: OfferKind
    pair: tuple[int, int]
    happened_on: str
    left: str
    right: str
    amount_minor: int
    currency: str
    percent: int


@dataclass(frozen=True, slots=True)
class AccountCard:
    """One account held against its statement, its files and its marks, newest first."""

    proof: StatementProof
    files: tuple[FileSum, ...]
    marks: tuple[Mark, ...]


def accounts_board(connection: Connection) -> tuple[AccountStanding, ...]:
    """How far each account in use is reconciled."""
    return standings(connection)


def account_card(connection: Connection, account_id: int, through: date | None = None) -> AccountCard:
    """The proof of an account through a day, with its files and marks."""
    proof = statement_proof(connection, account_id, through)
    return AccountCard(proof, files_of(connection, account_id), marks_of(connection, account_id))


@dataclass(frozen=True, slots=True)
class OwedBoard:
    """What every channel should have brought and brought, and how old the rest is."""

    channels: tuple[ChannelMoney, ...]
    ages: tuple[AgeBand, ...]


def owed_board(connection: Connection, first: date | None = None, last: date | None = None) -> OwedBoard:
    """The channels' money of a period, and the ages of what is owed at this moment."""
    return OwedBoard(channel_money(connection, first, last), ageing(connection))


def offers(connection: Connection) -> tuple[Offer, ...]:
    """Everything that could be confirmed now, the surest first."""
    today = shop_today(connection)
    first = today - LOOK_BACK
    found = [_of_order(one) for one in suggestions(connection, first, today)]
    found += [_of_transfer(one) for one in transfer_pairs(connection, first, today)]
    found += [_of_twin(one) for one in twins(connection, first, today)]
    return tuple(sorted(found, key=lambda one: (-one.percent, one.kind, one.pair)))


def _of_order(one: Suggestion) -> Offer:
    party = one.counterparty or ""
    return Offer(
        OfferKind.ORDER, (one.transaction_id, one.order_id), one.happened_on, party, one.order_no, one.amount_minor,
        one.currency, one.percent,
    )  # fmt: skip


def _of_transfer(one: TransferPair) -> Offer:
    pair = one.out.transaction_id, one.into.transaction_id
    return Offer(
        OfferKind.TRANSFER, pair, one.out.happened_on, one.out.account, one.into.account, one.size_minor, one.currency,
        one.percent,
    )  # fmt: skip


def _of_twin(one: Twin) -> Offer:
    return Offer(
        OfferKind.TWIN, (one.kept_id, one.twin_id), one.happened_on, one.account, one.counterparty or "",
        one.amount_minor, one.currency, one.percent,
    )  # fmt: skip
