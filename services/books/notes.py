"""Reads: what the figures of a statement leave out, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from models.books import Posting
from models.enums.money import PostingSource
from services import formatting
from services.books.chart import chart
from services.books.gaps import (
    deposits_in_no_income,
    orders_outside_the_ledger,
    pieces_of_unknown_cost,
    uncategorised,
)
from services.books.lines import home_of
from services.i18n import N_, NN_
from services.messages import Message, message, plural_message

_p = Posting.table()
_UNKNOWN_GOODS = NN_(
    "{count} sold piece has no known cost; it counts as nothing here.",
    "{count} sold pieces have no known cost; they count as nothing here.",
)
_UNSORTED = NN_(
    "{count} transaction has no category yet; it is in no income and no expense.",
    "{count} transactions have no category yet; they are in no income and no expense.",
)
_UNKNOWN_SALES = NN_(
    "{count} order that left has no known amount or no exchange rate; it counts as nothing here.",
    "{count} orders that left have no known amount or no exchange rate; they count as nothing here.",
)


_UNKNOWN_REFUNDS = NN_(
    "{count} order was refunded nobody knows how much; it counts as nothing here.",
    "{count} orders were refunded nobody knows how much; they count as nothing here.",
)


_DEPOSITS = NN_(
    "{count} presale was closed and its deposit kept. That is no sale; it is income once the line that brought it, "
    "with the order's number, stands under “Other income”.",
    "{count} presales were closed and their deposits kept. That is no sale; it is income once the lines that brought "
    "it, with the orders' numbers, stand under “Other income”.",
)


_OUTSIDE = NN_(
    "{count} order sold goods the stock ledger does not count; their cost is missing here.",
    "{count} orders sold goods the stock ledger does not count; their cost is missing here.",
)


_TWICE = N_(
    "{amount} was paid as “{category}” beside bills that are in it already. What pays such a bill belongs under "
    "“{owed}”, else it costs twice."
)
_BILLED = (("freight", PostingSource.COURIER_CHARGES, "payable_couriers"), ("ads", PostingSource.ADS, "ad_balance"))
"""What is a cost when it is billed or spent: the account, what posts it then, and what its payment belongs under."""


def paid_as_cost(connection: Connection, first: date, last: date) -> list[Message]:
    """Payments of these days that are a cost although the shop's bills of it are in the books, in sentences."""
    names, found = {one.code: one.name for one in chart(connection)}, []
    for account, source, owed in _BILLED:
        of_account = (_p.c.account == account, _p.c.day <= last)
        is_billed = connection.execute(select(_p.c.day).where(*of_account, _p.c.source == source).limit(1)).first()
        amount = func.coalesce(func.sum(type_coerce(_p.c.home_minor, BigInteger())), 0)
        paid = select(amount).where(*of_account, _p.c.day >= first, _p.c.source == PostingSource.TRANSACTION)
        minor = int(connection.execute(paid).scalar_one()) if is_billed is not None else 0
        if minor > 0:
            shown = formatting.money(minor, home_of(connection))
            found.append(message(_TWICE, amount=shown, category=names[account], owed=names[owed]))
    return found


def missing_goods(connection: Connection, first: date, last: date) -> Message | None:
    """What a profit and loss lacks where sold goods are in no stock ledger; None where all are.

    Looks at every order of the days, so it is asked beside the statement and not with it.
    """
    count = orders_outside_the_ledger(connection, first, last)
    return plural_message(_OUTSIDE, count) if count else None


def notes_of(
    connection: Connection, first: date | None, last: date, missing: Iterable[str], unknown: Mapping[str, int]
) -> list[Message]:
    """What the figures leave out, in sentences."""
    notes = [
        plural_message(forms, count)
        for forms, count in (
            (_UNKNOWN_GOODS, pieces_of_unknown_cost(connection, first, last)),
            (_UNSORTED, uncategorised(connection, first, last)),
            (_UNKNOWN_SALES, unknown.get("sales", 0)),
            (_UNKNOWN_REFUNDS, unknown.get("refunds", 0)),
            (_DEPOSITS, deposits_in_no_income(connection, first, last)),
        )
        if count
    ]
    codes = sorted(set(missing))
    if codes:
        notes.append(
            message(N_("There is no exchange rate of {currencies}; such amounts count as nothing here."),
                    currencies=tuple(codes))
        )  # fmt: skip
    return notes
