"""Reads: everything that is to be done for customers, or was, of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from models.customers import Customer, CustomerCard, FollowUp
from services.errors import NotFound
from services.i18n import N_
from services.messages import message

_follow_ups = FollowUp.table()
_customers = Customer.table()
_cards = CustomerCard.table()


@dataclass(frozen=True, slots=True)
class Reminder:
    """Something to do for a customer by a day; `done_at` and `result` once it was."""

    id: int
    customer_id: int
    customer: str
    due_on: date
    text: str
    done_at: datetime | None
    result: str | None

    def state(self, today: date) -> str:
        """``late``, ``open`` or ``done``."""
        if self.done_at is not None:
            return "done"
        return "late" if self.due_on < today else "open"


def reminders(connection: Connection) -> tuple[Reminder, ...]:
    """What is still to be done, the earliest first, then what was done."""
    statement = _all().order_by(_follow_ups.c.done_at.is_not(None), _follow_ups.c.due_on, _follow_ups.c.id)
    return tuple(Reminder(*row) for row in connection.execute(statement))


def reminder(connection: Connection, follow_up_id: int) -> Reminder:
    """The follow-up of this number; `NotFound` where there is none."""
    found = connection.execute(_all().where(_follow_ups.c.id == follow_up_id)).first()
    if found is None:
        raise NotFound(what=message(N_("follow-up")), which=f"#{follow_up_id}")
    return Reminder(*found)


def _all() -> Select[Any]:
    c = _follow_ups.c
    name = func.coalesce(_cards.c.name, _customers.c.name, "")
    return (
        select(c.id, c.customer_id, name, c.due_on, c.text, c.done_at, c.result)
        .outerjoin_from(_follow_ups, _customers, _customers.c.id == c.customer_id)
        .outerjoin(_cards, _cards.c.customer_id == c.customer_id)
    )
