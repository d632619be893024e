"""Everything the settings page shows, in one question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from services import settings
from services.channels.queries import ChannelView, channels
from services.set_up import ShopFacts, facts_of


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The values of all settings by key, the shop's facts, and its channels."""

    values: dict[str, Any]
    shop: ShopFacts
    channels: tuple[ChannelView, ...]


def settings_view(connection: Connection) -> SettingsView:
    """The settings as they are now."""
    values = settings.read_all(connection)
    return SettingsView(values, facts_of(values), channels(connection))
