"""Everything the settings page shows, in one question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from services import settings
from services.channels.queries import ChannelView, channels
from services.channels.terms import Terms, terms_of
from services.orders.gift_rules import GiftRuleView, rule_views
from services.set_up import ShopFacts, facts_of
from services.stock.levels import is_any_counted
from services.stock.queries import PlaceView, places


@dataclass(frozen=True, slots=True)
class SettingsView:
    """The values of all settings by key, the shop's facts, channels, terms, gift rules, whether goods moved, places."""

    values: dict[str, Any]
    shop: ShopFacts
    channels: tuple[ChannelView, ...]
    terms: Mapping[int, tuple[Terms, ...]]
    gift_rules: tuple[GiftRuleView, ...]
    goods_moved: bool
    places: tuple[PlaceView, ...]


def settings_view(connection: Connection) -> SettingsView:
    """The settings as they are now."""
    values = settings.read_all(connection)
    found = channels(connection)
    terms = {channel.id: terms_of(connection, channel.id) for channel in found}
    return SettingsView(
        values, facts_of(values), found, terms, rule_views(connection), is_any_counted(connection), places(connection)
    )
