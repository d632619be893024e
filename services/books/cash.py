"""Reads: what moved money, by the account it was for."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Connection, and_, func, select, type_coerce

from models.books import Posting
from models.enums.money import PostingSource
from services.books.chart import MONEY

_p = Posting.table()
_other = _p.alias("money_line")


def flows(connection: Connection, first: date, last: date) -> dict[str, int]:
    """Money in (above 0) and out of all money accounts together by what it was for, in the shop's currency.

    An entry by hand counts where one of its lines is a money account's.
    """
    of_money = _other.c.account.startswith(f"{MONEY}:")
    touches_money = (
        select(_other.c.source_id)
        .where(_other.c.source == _p.c.source, _other.c.source_id == _p.c.source_id, _other.c.day == _p.c.day, of_money)
        .exists()
    )
    statement = (
        select(_p.c.account, func.sum(type_coerce(_p.c.home_minor, BigInteger())))
        .where(
            _p.c.source.in_((PostingSource.TRANSACTION, PostingSource.ENTRY, PostingSource.OPENING)),
            and_(_p.c.day >= first, _p.c.day <= last),
            ~_p.c.account.startswith(f"{MONEY}:"),
            touches_money,
        )
        .group_by(_p.c.account)
        .order_by(_p.c.account)
    )
    return {row[0]: -int(row[1]) for row in connection.execute(statement)}
