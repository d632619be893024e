"""Reads: whether the rule that erases old recipients has something to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, func, select

from models.customers import Erasure
from services import clock, settings
from services.privacy.erasing import recipients_to_erase

EVERY = timedelta(days=1)
_erasures = Erasure.table()


@dataclass(frozen=True, slots=True)
class RetentionDue:
    """The rule as it is set: after how many days (0: off), and how many orders it would take now."""

    days: int
    orders: int


def retention(connection: Connection) -> RetentionDue:
    """What the rule would do if it was run now."""
    days = settings.read(connection, settings.RETENTION_DAYS)
    return RetentionDue(days, recipients_to_erase(connection, days) if days else 0)


def due_by_itself(connection: Connection) -> RetentionDue:
    """The same, with nothing to take while it ran by itself or by hand within the last day."""
    found = retention(connection)
    by_rule = (_erasures.c.is_person.is_(False), _erasures.c.erased_at <= clock.now())  # no day a wrong clock told
    last = connection.execute(select(func.max(_erasures.c.erased_at)).where(*by_rule)).scalar()
    return RetentionDue(found.days, 0) if clock.was_within(last, EVERY) else found
