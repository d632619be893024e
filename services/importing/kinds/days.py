"""From an instant to the calendar day it was somewhere."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from models.columns import from_epoch_ms


def local_day(instant_ms: int | None, zone: str) -> str | None:
    """The day of an instant (epoch milliseconds) in a zone, as ISO text; None for None."""
    if instant_ms is None:
        return None
    return from_epoch_ms(instant_ms).astimezone(ZoneInfo(zone)).date().isoformat()
