"""What must hold of transactions beyond their own rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from models.finance import Transaction, TransactionPart, Transfer
from services.i18n import N_
from services.row_names import of_transaction

_transactions = Transaction.table()
_parts = TransactionPart.table()
_pairs = Transfer.table()
_kept = _transactions.alias("kept")
_out = _transactions.alias("going")
_in = _transactions.alias("coming")

MONEY_RULES: tuple[tuple[str, str, Select[Any]], ...] = (
    (
        "transaction.parts",
        N_("These transactions were split into parts that do not add up to them."),
        select(of_transaction(_transactions))
        .join_from(_transactions, _parts, _parts.c.transaction_id == _transactions.c.id)
        .group_by(_transactions.c.id, _transactions.c.amount_minor)
        .having(func.sum(_parts.c.amount_minor) != _transactions.c.amount_minor),
    ),
    (
        "transaction.duplicate",
        N_("These transactions were left out for one that is left out itself, or is another movement."),
        select(of_transaction(_transactions))
        .join_from(_transactions, _kept, _kept.c.id == _transactions.c.duplicate_of_id)
        .where(_kept.c.duplicate_of_id.is_not(None) | (_kept.c.account_id != _transactions.c.account_id)),
    ),
    (
        "transaction.transfer",
        N_("These transfers take from an account what they put into the same one, or are in two transfers."),
        select(of_transaction(_out))
        .join_from(_pairs, _out, _out.c.id == _pairs.c.out_id)
        .join(_in, _in.c.id == _pairs.c.in_id)
        .where((_out.c.account_id == _in.c.account_id) | _pairs.c.out_id.in_(select(_pairs.c.in_id))),
    ),
)
"""(code, sentence, the rows for which it does not hold)."""
