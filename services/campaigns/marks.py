"""Reads: the days charts over time mark because a campaign began."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from models.campaigns import Campaign

_campaigns = Campaign.table()


def campaign_marks(connection: Connection, first: date, last: date) -> Sequence[tuple[date, str]]:
    """(first day, name) of every campaign that began from `first` to `last`, in order; of cancelled ones none."""
    c = _campaigns.c
    statement = select(c.first_on, c.name).where(c.first_on.between(first, last), c.is_cancelled.is_(False))
    return [(day, name) for day, name in connection.execute(statement.order_by(c.first_on, c.id))]
