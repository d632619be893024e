"""Reads: the shops she sells in."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.channels import Channel
from models.enums.orders import Platform

_channels = Channel.table()


@dataclass(frozen=True, slots=True)
class ChannelView:
    """One channel as lists and menus show it."""

    id: int
    name: str
    platform: Platform
    currency: str
    zone: str
    ship_hours: int | None = None


def channels(connection: Connection) -> tuple[ChannelView, ...]:
    """All channels by name."""
    columns = [_channels.c[name] for name in ("id", "name", "platform", "currency", "zone", "ship_hours")]
    rows = connection.execute(select(*columns).order_by(_channels.c.name))
    return tuple(ChannelView(*row) for row in rows)


def channel_named(connection: Connection, name: str) -> ChannelView | None:
    """The channel of this exact name."""
    return next((channel for channel in channels(connection) if channel.name == name.strip()), None)
