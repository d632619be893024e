"""Reads: what platforms fined the shop for sending orders too late, from the statements that name the orders."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import Connection, func, or_, select

from models.enums.money import Flow
from models.finance import Transaction
from models.orders import Order
from services import paths
from services.finance.counting import counts
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import like_pattern

_orders = Order.table()
_transactions = Transaction.table()
_TEXTS = (_transactions.c.kind_text, _transactions.c.subject, _transactions.c.note)


@lru_cache(maxsize=1)
def _words() -> tuple[str, ...]:
    with (paths.resources() / "late_penalties.toml").open("rb") as file:
        return tuple(tomllib.load(file)["words"])


def late_penalties(connection: Connection, order_ids: Sequence[int]) -> dict[int, int]:
    """Order → what was paid for its being late, above zero, in minor units of its currency; others are left out.

    What a platform gave back of it is taken off; a movement that is told twice counts once.
    """
    said = or_(*(text.like(like_pattern(word), escape="\\") for text in _TEXTS for word in _words()))
    found: dict[int, int] = {}
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(_orders.c.id, -func.sum(_transactions.c.amount_minor))
            .join_from(_orders, _transactions, _transactions.c.order_no == _orders.c.external_no)
            .where(
                _orders.c.id.in_(chunk),
                _transactions.c.currency == _orders.c.currency,
                _transactions.c.direction != Flow.NEUTRAL,
                counts(),
                said,
            )
            .group_by(_orders.c.id)
        )
        found.update((row[0], int(row[1])) for row in connection.execute(statement) if row[1] > 0)
    return found
