"""Closed months stay as they are: an operation that would change a figure of theirs is refused by name."""

from __future__ import annotations

from sqlalchemy import Connection

from services import settings
from services.books.rules import OPENING_DAY
from services.errors import MonthLocked
from services.i18n import N_
from services.kernel.touched_days import taken
from services.messages import message

# What a platform says happened is a fact, and is told before it is taken in (services/importing/kinds/closed_books.py).
_TAKEN_IN = ("imports.",)
_OPENING = OPENING_DAY.isoformat()


class ClosedMonths:
    """Refuses by what changed and not by who asks: a note on an old order changes no figure and is let through.

    Imports are let through, and everything where the shop chose so (`settings.LATE_CHANGES`): what
    they change is then booked on the first open day (`services.books.lines.corrections`).
    """

    def begin(self, connection: Connection) -> None:
        """Nothing has been touched yet."""
        taken(connection)

    def require(self, connection: Connection, code: str) -> None:
        """`MonthLocked` names the first closed month that would change."""
        days = taken(connection)
        if not days:
            return
        through = settings.read(connection, settings.LOCKED_THROUGH)
        closed = sorted(day for day in days if day <= through)
        if not closed or code.startswith(_TAKEN_IN) or settings.read(connection, settings.LATE_CHANGES) == _CORRECT:
            return
        month = message(N_("the opening balance of an account")) if closed[0] == _OPENING else closed[0][:7]
        raise MonthLocked(month=month, through=through)


_CORRECT = settings.BOOK_LATE_CHANGES
