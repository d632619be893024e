"""Which days' figures an operation changes, told by the projections that know, for the guards at its end."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection

_KEY = "touched_days"


def touch(connection: Connection, days: Iterable[str]) -> None:
    """Figures of these days (as stored) changed."""
    connection.info.setdefault(_KEY, set()).update(days)


def taken(connection: Connection) -> Collection[str]:
    """The days touched since this was last asked; they are forgotten by it."""
    found: Collection[str] = connection.info.pop(_KEY, set())
    return found
