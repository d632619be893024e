"""Which orders a campaign has: those of its channels in its days with one of its items, or all where it names none."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, and_, select

from models.campaigns import CampaignChannel, CampaignItem
from models.orders import Order, OrderLine

_orders = Order.table()
_lines = OrderLine.table()
_places = CampaignChannel.table()
_items = CampaignItem.table()


def of_campaign(
    campaign_id: int, first: date, last: date, *, has_channels: bool, has_items: bool
) -> ColumnElement[bool]:
    """The condition on orders from `first` to `last` that would be the campaign's in its days."""
    found: list[ColumnElement[bool]] = [_orders.c.ordered_on.between(first, last)]
    if has_channels:
        found.append(_orders.c.channel_id.in_(select(_places.c.channel_id).where(_places.c.campaign_id == campaign_id)))
    if has_items:
        skus = select(_items.c.sku_id).where(_items.c.campaign_id == campaign_id)
        found.append(select(_lines.c.id).where(_lines.c.order_id == _orders.c.id, _lines.c.sku_id.in_(skus)).exists())
    return and_(*found)


def within(channel_ids: Collection[int], column: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    """The condition that a row is of one of the channels; none where a campaign names no channels."""
    return (column.in_(list(channel_ids)),) if channel_ids else ()
