"""Days of the shop as instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from services import settings


def end_of(connection: Connection, day: date) -> datetime:
    """The first instant that no longer belongs to the shop's day."""
    zone = ZoneInfo(settings.read(connection, settings.ZONE))
    return datetime.combine(day + timedelta(days=1), time.min, zone).astimezone(UTC)
