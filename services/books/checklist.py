"""Reads: what a month still lacks before its books are closed. Nothing of it forbids closing; all of it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from services.books.gaps import (
    below_zero,
    orders_outside_the_ledger,
    pieces_of_unknown_cost,
    uncategorised,
    unmatched,
    unreconciled,
)
from services.books.lines import first_of, last_of, summed, unknown_between
from services.i18n import NN_
from services.messages import Message, plural_message
from services.stocktake.queries import suggestions


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at: how many there are, what they are called, and the page that shows them."""

    code: str
    count: int
    words: Message
    page: str = ""
    wanted: dict[str, Any] = field(default_factory=dict)

    @property
    def is_done(self) -> bool:
        """Nothing is left of it."""
        return not self.count


_WORDS = {
    "uncategorised": NN_("{count} transaction without a category", "{count} transactions without a category"),
    "unmatched": NN_("{count} line of orders that no order was found for",
                     "{count} lines of orders that no order was found for"),
    "unknown_cost": NN_("{count} sold piece of unknown cost", "{count} sold pieces of unknown cost"),
    "outside_ledger": NN_("{count} order with goods the stock ledger does not count",
                          "{count} orders with goods the stock ledger does not count"),
    "unknown_amounts": NN_("{count} document of unknown amount or without a rate",
                           "{count} documents of unknown amount or without a rate"),
    "below_zero": NN_("{count} product below zero", "{count} products below zero"),
    "unreconciled": NN_("{count} account not reconciled", "{count} accounts not reconciled"),
    "in_transit": NN_("{count} clearing account that is not even", "{count} clearing accounts that are not even"),
    "stocktake": NN_("{count} product due to be counted", "{count} products due to be counted"),
}  # fmt: skip
_CLEARING = ("transfers", "supplier_payments", "uncategorised")


def checklist(connection: Connection, month: str) -> tuple[Check, ...]:
    """Every check of a month written ``YYYY-MM``, also those with nothing left."""
    first, last = first_of(month), last_of(month)
    held = summed(connection, None, last)
    uneven = sorted({account for (account, _currency), one in held.items() if one[1] and account in _CLEARING})
    unknown = unknown_between(connection, first, last)
    days = [("happened_on", "between", (first.isoformat(), last.isoformat()))]
    due = sum(one.due for one in suggestions(connection))
    counts: tuple[tuple[str, int, str, dict[str, Any]], ...] = (
        ("uncategorised", uncategorised(connection, first, last), "finance", {"view": "unsorted", "filters": days}),
        ("unmatched", unmatched(connection, first, last), "finance", {"view": "unmatched", "filters": days}),
        ("unknown_cost", pieces_of_unknown_cost(connection, first, last), "inventory",
         {"section": "moves", "view": "unknown_cost"}),
        ("outside_ledger", orders_outside_the_ledger(connection, first, last), "orders",
         {"filters": [("ordered_on", "between", days[0][2])]}),
        ("unknown_amounts", max(unknown.values(), default=0), "finance",
         {"section": "books", "account": max(unknown, key=lambda one: unknown[one], default="")}),
        ("below_zero", below_zero(connection), "inventory", {"section": "stock", "view": "below_zero"}),
        ("unreconciled", len(unreconciled(connection, first, last)), "finance", {"section": "reconcile"}),
        ("in_transit", len(uneven), "finance",
         {"section": "books", "statement": "balance-sheet", "account": next(iter(uneven), "")}),
        ("stocktake", due, "inventory", {"section": "stocktakes"}),
    )  # fmt: skip
    return tuple(
        Check(code, count, plural_message(_WORDS[code], count), page, wanted) for code, count, page, wanted in counts
    )
