"""Reads: all advice there is now, what is missing for more, and the rows behind each piece."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from models.advice import DismissedAdvice
from models.enums.growth import AdviceKind
from services.advice.advice import KIND_LABELS, Advice, Evidence
from services.advice.basis import Basis, read_basis
from services.advice.leaks import (
    below_cost,
    below_minimum,
    cost_rise,
    fee_rise,
    line_evidence,
    price_evidence,
    terms_evidence,
)
from services.advice.restock import restock, restock_evidence
from services.advice.slow import slow_evidence, slow_stock
from services.advice.together import bundles, pair_evidence, too_few
from services.i18n import N_
from services.messages import Message, message

_dismissed = DismissedAdvice.table()
_ORDER = list(KIND_LABELS)


@dataclass(frozen=True, slots=True)
class Board:
    """Advice by kind and worth; `dismissed` ones apart. `gaps` say what could not be worked out and why."""

    currency: str
    advice: tuple[Advice, ...]
    dismissed: tuple[Advice, ...]
    gaps: tuple[Message, ...]


def advice_board(connection: Connection) -> Board:
    """Everything that can be advised now."""
    basis = read_basis(connection)
    found = sorted(_all(connection, basis), key=lambda one: (_ORDER.index(one.kind), -one.worth_minor, one.subject))
    reasons = {
        (kind, subject, facts): reason
        for kind, subject, facts, reason in connection.execute(
            select(_dismissed.c.kind, _dismissed.c.subject, _dismissed.c.facts, _dismissed.c.reason)
        )
    }
    marked = [replace(one, dismissed=reasons.get((one.kind, one.subject, one.facts))) for one in found]
    return Board(
        basis.asked.home,
        tuple(one for one in marked if one.dismissed is None),
        tuple(one for one in marked if one.dismissed is not None),
        _gaps(connection, basis),
    )


def evidence(connection: Connection, kind: AdviceKind, subject: str) -> Evidence:
    """The rows behind a piece of advice."""
    basis = read_basis(connection)
    if kind is AdviceKind.SLOW:
        return slow_evidence(connection, subject, basis.asked.home)
    if kind is AdviceKind.BUNDLE:
        return pair_evidence(connection, basis, subject)
    if kind is AdviceKind.RESTOCK:
        return restock_evidence(connection, basis, subject)
    if kind is AdviceKind.FEE_RISE:
        return terms_evidence(connection, basis, subject)
    if kind is AdviceKind.COST_RISE:
        return price_evidence(connection, basis, subject)
    return line_evidence(connection, basis, subject, below=kind is AdviceKind.BELOW_MINIMUM)


def _all(connection: Connection, basis: Basis) -> Sequence[Advice]:
    makers = (restock, below_cost, below_minimum, cost_rise, fee_rise, slow_stock, bundles)
    found = [one for make in makers for one in make(connection, basis)]
    wanted = {one.sku_ids for one in found if one.kind is AdviceKind.RESTOCK}
    return [one for one in found if one.kind is not AdviceKind.SLOW or one.sku_ids not in wanted]


def _gaps(connection: Connection, basis: Basis) -> tuple[Message, ...]:
    found = []
    if not basis.knows_fees:
        found.append(message(N_("Fees and freight are unknown and count as nothing: fill in the channel's terms.")))
    if not basis.is_home:
        words = N_("Most sales are in {currency}; margins are only told of sales in {home}.")
        found.append(message(words, currency=basis.asked.currency, home=basis.asked.home))
    few = too_few(connection, basis)
    return (*found, few) if few is not None else tuple(found)
