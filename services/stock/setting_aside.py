"""Pieces kept for campaigns: what their own channels have not sold of them yet, nobody else may sell.

What a campaign sets aside of a SKU is held until it is released or cancelled. Orders of the campaign's channels in its
days come out of it, whether they were sent or still wait, so that no piece is promised twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, select

from models.campaigns import Campaign, CampaignChannel, CampaignItem
from models.orders import Order
from models.stock_ledger import Reservation, StockEntry
from models.values import MoveKind
from services.kernel.table_query import stored_rows
from services.stock.happenings import chunks

_campaigns = Campaign.table()
_places = CampaignChannel.table()
_items = CampaignItem.table()
_orders = Order.table()
_entries = StockEntry.table()
_reservations = Reservation.table()

IS_HELD: ColumnElement[bool] = and_(
    _items.c.set_aside > 0, _campaigns.c.is_released.is_(False), _campaigns.c.is_cancelled.is_(False)
)
"""Items of campaigns that still keep their pieces."""


@dataclass(frozen=True, slots=True)
class SetAside:
    """What one campaign keeps of a SKU: `pieces` at first, of which its own orders took `taken`."""

    sku_id: int
    campaign_id: int
    campaign: str
    first_on: date
    last_on: date
    pieces: int
    taken: int

    @property
    def left(self) -> int:
        """The pieces nobody else may sell now."""
        return max(self.pieces - self.taken, 0)


def held_skus(connection: Connection) -> frozenset[int]:
    """The SKUs some campaign keeps pieces of."""
    statement = select(_items.c.sku_id).join(_campaigns, _campaigns.c.id == _items.c.campaign_id).where(IS_HELD)
    return frozenset(connection.execute(statement.distinct()).scalars())


def skus_of(connection: Connection, campaign_ids: Collection[int]) -> set[int]:
    """The SKUs in these campaigns."""
    found: set[int] = set()
    for chunk in chunks(campaign_ids):
        statement = select(_items.c.sku_id).where(_items.c.campaign_id.in_(chunk))
        found.update(connection.execute(statement).scalars())
    return found


def set_aside(connection: Connection, sku_id: int) -> tuple[SetAside, ...]:
    """What each campaign keeps of the SKU, the one that begins first at the front."""
    names = (_campaigns.c.id, _campaigns.c.name, _campaigns.c.first_on, _campaigns.c.last_on, _items.c.set_aside)
    statement = select(*names).join(_campaigns, _campaigns.c.id == _items.c.campaign_id)
    rows = connection.execute(statement.where(IS_HELD, _items.c.sku_id == sku_id)).all()
    found = [SetAside(sku_id, *row, taken_of(connection, sku_id, row.id, row.first_on, row.last_on)) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.first_on, one.campaign_id)))


def pieces_set_aside(connection: Connection, sku_id: int) -> int:
    """How many pieces of the SKU all campaigns together keep."""
    return sum(one.left for one in set_aside(connection, sku_id))


def taken_of(connection: Connection, sku_id: int, campaign_id: int, first: date, last: date) -> int:
    """Pieces of the SKU that orders of the campaign's channels took from `first` to `last`, or wait for."""
    channels = connection.execute(select(_places.c.channel_id).where(_places.c.campaign_id == campaign_id)).scalars()
    own = _own_orders(tuple(channels), first, last)
    sold = select(func.coalesce(-func.sum(_entries.c.quantity), 0)).join_from(
        _entries, _orders, _orders.c.id == _entries.c.order_id
    )
    waiting = select(func.coalesce(func.sum(_reservations.c.quantity), 0)).join_from(
        _reservations, _orders, _orders.c.id == _reservations.c.order_id
    )
    is_sale = and_(_entries.c.sku_id == sku_id, _entries.c.kind == MoveKind.SALE)
    gone = stored_rows(connection, sold.where(is_sale, own))[0][0]
    return int(gone) + int(stored_rows(connection, waiting.where(_reservations.c.sku_id == sku_id, own))[0][0])


def _own_orders(channels: Sequence[int], first: date, last: date) -> ColumnElement[bool]:
    days = _orders.c.ordered_on.between(first, last)
    return and_(days, _orders.c.channel_id.in_(channels)) if channels else days
