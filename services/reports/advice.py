"""The report of advice: every piece with its reasons, what it is worth, and what it proposes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection

from services.advice.advice import Advice, NewBundle, NewPrice, NewPurchase
from services.advice.board import advice_board
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.messages import render
from services.reports.report import Asked, Report, Rows


def _advice(connection: Connection, asked: Asked) -> Rows:
    board = advice_board(connection)
    wanted = (*board.advice, *board.dismissed)
    return [
        (
            str(one.kind), one.title, render(one.said), one.worth_minor, _of(one, NewPrice, lambda p: p.old_minor),
            _of(one, (NewPrice, NewBundle), _price), _of(one, NewPurchase, lambda p: p.quantity),
            _of(one, NewPurchase, lambda p: p.supplier), one.dismissed,
        )
        for one in wanted
        if asked.only is None or str(one.kind) == asked.only
    ]  # fmt: skip


def _of(one: Advice, kind: Any, read: Callable[[Any], Any]) -> Any:
    return read(one.proposal) if isinstance(one.proposal, kind) else None


def _price(proposal: NewPrice | NewBundle) -> int:
    return proposal.new_minor if isinstance(proposal, NewPrice) else proposal.price_minor


ADVICE = Report(
    N_("Price and bundle advice"),
    (
        ListColumn("kind", N_("Kind"), Kind.CODE),
        ListColumn("about", N_("About"), Kind.TEXT),
        ListColumn("why", N_("Why"), Kind.TEXT),
        ListColumn("worth", N_("Worth"), Kind.MONEY),
        ListColumn("price", N_("Price"), Kind.MONEY),
        ListColumn("new_price", N_("Proposed price"), Kind.MONEY),
        ListColumn("quantity", N_("Quantity to buy"), Kind.INTEGER),
        ListColumn("supplier", N_("Supplier"), Kind.TEXT),
        ListColumn("dismissed", N_("Dismissed because"), Kind.TEXT),
    ),
    _advice,
    takes_only=True,
)
