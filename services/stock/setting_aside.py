"""Pieces kept for campaigns: what their own channels have not sold of them yet, nobody else may sell.

What a campaign sets aside of a SKU is held until it is released or cancelled. Orders of the campaign's channels in its
days come out of it, whether they were sent or still wait, so that no piece is promised twice. An order that is in
the days of several campaigns comes out of one of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from models.campaigns import Campaign, CampaignChannel, CampaignItem
from models.dialects.prepared import Prepared
from models.enums.goods import MoveKind
from models.orders import Order
from models.stock_ledger import Reservation, StockEntry
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import stored_rows

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
_HELD = select(_items.c.sku_id).join(_campaigns, _campaigns.c.id == _items.c.campaign_id).where(IS_HELD).distinct()
_HELD_SKUS = Prepared(_HELD)


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
    return frozenset(_HELD_SKUS.column(connection))


def skus_of(connection: Connection, campaign_ids: Collection[int]) -> set[int]:
    """The SKUs in these campaigns."""
    found: set[int] = set()
    for chunk in sorted_chunks(campaign_ids):
        statement = select(_items.c.sku_id).where(_items.c.campaign_id.in_(chunk))
        found.update(connection.execute(statement).scalars())
    return found


def set_aside(connection: Connection, sku_id: int) -> tuple[SetAside, ...]:
    """What each campaign keeps of the SKU, the one that begins first at the front."""
    names = (_campaigns.c.id, _campaigns.c.name, _campaigns.c.first_on, _campaigns.c.last_on, _items.c.set_aside)
    statement = select(*names).join(_campaigns, _campaigns.c.id == _items.c.campaign_id)
    rows = connection.execute(statement.where(IS_HELD, _items.c.sku_id == sku_id)).all()
    taken = taken_by(connection, sku_id)
    found = [SetAside(sku_id, *row, taken.get(row.id, 0)) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.first_on, one.campaign_id)))


def pieces_set_aside(connection: Connection, sku_id: int) -> int:
    """How many pieces of the SKU all campaigns together keep."""
    return sum(one.left for one in set_aside(connection, sku_id))


def taken_of(connection: Connection, sku_id: int, campaign_id: int) -> int:
    """Pieces of the SKU that orders took from a campaign, or wait for; it need not keep any yet."""
    return taken_by(connection, sku_id, campaign_id)[campaign_id]


def taken_by(connection: Connection, sku_id: int, campaign_id: int | None = None) -> dict[int, int]:
    """By campaign, the pieces of the SKU that orders of its channels in its days took, or wait for.

    A piece counts in one campaign: of those an order is in, the one that ends first and has some left. Campaigns that
    gave back what they had left are among them (what they sold was theirs), cancelled ones are not; `campaign_id` is
    in any case.
    """
    pools = _pools(connection, sku_id, campaign_id)
    if not pools:
        return {}
    for day, channel_id, pieces in _ordered(connection, sku_id, pools):
        mine = [pool for pool in pools if pool.has(day, channel_id)]
        for pool in mine:
            part = min(max(pool.pieces - pool.taken, 0), pieces)
            pool.taken += part
            pieces -= part
        if mine and pieces:  # more than they kept
            mine[0].taken += pieces
    return {pool.campaign_id: pool.taken for pool in pools}


@dataclass(slots=True)
class _Pool:
    campaign_id: int
    first_on: date
    last_on: date
    pieces: int
    channels: frozenset[int]
    taken: int = 0

    def has(self, day: date, channel_id: int) -> bool:
        return self.first_on <= day <= self.last_on and (not self.channels or channel_id in self.channels)


def _pools(connection: Connection, sku_id: int, campaign_id: int | None) -> list[_Pool]:
    """The campaigns with pieces of the SKU, the one that ends first at the front."""
    c = _campaigns.c
    of_sku = _campaigns.outerjoin(_items, and_(_items.c.campaign_id == c.id, _items.c.sku_id == sku_id))
    counts = or_(and_(_items.c.set_aside > 0, c.is_cancelled.is_(False)), c.id == campaign_id)
    columns = select(c.id, c.first_on, c.last_on, func.coalesce(_items.c.set_aside, 0)).select_from(of_sku)
    rows = connection.execute(columns.where(counts).order_by(c.last_on, c.first_on, c.id)).all()
    places: dict[int, set[int]] = {row[0]: set() for row in rows}
    for chunk in sorted_chunks(places):
        found = select(_places.c.campaign_id, _places.c.channel_id).where(_places.c.campaign_id.in_(chunk))
        for number, channel_id in connection.execute(found):
            places[number].add(channel_id)
    return [_Pool(*row, channels=frozenset(places[row[0]])) for row in rows]


def _ordered(connection: Connection, sku_id: int, pools: Sequence[_Pool]) -> list[tuple[date, int, int]]:
    """(day, channel, pieces) that orders of the campaigns' days took or wait for, the first day first."""
    days = _orders.c.ordered_on.between(min(one.first_on for one in pools), max(one.last_on for one in pools))
    keys = (_orders.c.ordered_on, _orders.c.channel_id)
    sold = select(*keys, -func.sum(_entries.c.quantity)).join_from(
        _entries, _orders, _orders.c.id == _entries.c.order_id
    )
    waiting = select(*keys, func.sum(_reservations.c.quantity)).join_from(
        _reservations, _orders, _orders.c.id == _reservations.c.order_id
    )
    is_sale = and_(_entries.c.sku_id == sku_id, _entries.c.kind == MoveKind.SALE)
    found: defaultdict[tuple[str, int], int] = defaultdict(int)
    for statement in (sold.where(is_sale, days), waiting.where(_reservations.c.sku_id == sku_id, days)):
        for day, channel_id, pieces in stored_rows(connection, statement.group_by(*keys)):
            found[day, channel_id] += int(pieces)
    return [(date.fromisoformat(day), channel_id, pieces) for (day, channel_id), pieces in sorted(found.items())]
