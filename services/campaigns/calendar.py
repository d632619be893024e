"""Reads: the calendar of shopping festivals with the campaigns drawn in, and what a campaign that nears still lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, select

from models.campaigns import Campaign
from services.business_day import shop_today
from services.campaigns.allotting import shortfalls
from services.campaigns.drafts import CampaignDraft, ItemDraft, Stage, stage_of
from services.campaigns.queries import CampaignView, campaign_view
from services.festivals import festivals
from services.i18n import N_

SOON_DAYS = 3
"""So many days before it begins (or is told of) a campaign stands in Today."""
_campaigns = Campaign.table()


@dataclass(frozen=True, slots=True)
class CalendarBar:
    """A campaign in the calendar: its days, and since when it is told of."""

    id: int
    name: str
    preheat_on: date | None
    first_on: date
    last_on: date
    stage: Stage

    @property
    def begins(self) -> date:
        """The first day it is drawn on."""
        return self.preheat_on or self.first_on


@dataclass(frozen=True, slots=True)
class FestivalCalendar:
    """Festivals and campaigns of the days from `first` to `last`; of cancelled ones none."""

    first: date
    last: date
    today: date
    festivals: tuple[tuple[date, str], ...]
    campaigns: tuple[CalendarBar, ...]

    def festivals_on(self, day: date) -> tuple[str, ...]:
        """What is celebrated on a day."""
        return tuple(name for one, name in self.festivals if one == day)

    def campaigns_on(self, day: date) -> tuple[CalendarBar, ...]:
        """What is told of or runs on a day, the first to begin first."""
        return tuple(one for one in self.campaigns if one.begins <= day <= one.last_on)


def festival_calendar(connection: Connection, first: date, last: date) -> FestivalCalendar:
    """The calendar of these days; festivals are named in the language that is on."""
    c, today = _campaigns.c, shop_today(connection)
    reaches = (c.preheat_on <= last) | (c.first_on <= last)
    statement = select(c.id, c.name, c.preheat_on, c.first_on, c.last_on, c.kind, c.review).where(
        reaches, c.last_on >= first, c.is_cancelled.is_(False)
    )
    bars = []
    for row in connection.execute(statement.order_by(c.first_on, c.id)):
        draft = CampaignDraft(row.name, row.kind, row.first_on, row.last_on, row.preheat_on)
        stage = stage_of(draft, today, is_reviewed=row.review is not None)
        bars.append(CalendarBar(row.id, row.name, row.preheat_on, row.first_on, row.last_on, stage))
    return FestivalCalendar(first, last, today, tuple(festivals(first, last)), tuple(bars))


class Lack(StrEnum):
    """What a campaign that begins soon still lacks."""

    ITEMS = "items"
    PRICES = "prices"
    STOCK = "stock"
    BELOW_COST = "below_cost"
    TARGET = "target"


LACK_LABELS: Mapping[Lack, str] = {
    Lack.ITEMS: N_("no products yet"),
    Lack.PRICES: N_("products without an activity price"),
    Lack.STOCK: N_("not enough stock"),
    Lack.BELOW_COST: N_("prices below cost"),
    Lack.TARGET: N_("no target"),
}


@dataclass(frozen=True, slots=True)
class Coming:
    """A campaign that begins (or is told of) soon, and what it lacks."""

    id: int
    name: str
    begins: date
    days: int
    lacks: tuple[Lack, ...]


def coming(connection: Connection, today: date) -> tuple[Coming, ...]:
    """The campaigns that begin within `SOON_DAYS` days from `today`, with what is not ready, the nearest first."""
    c = _campaigns.c
    until = today + timedelta(days=SOON_DAYS)
    is_near = c.first_on.between(today + timedelta(days=1), until) | c.preheat_on.between(today, until)
    statement = select(c.id).where(is_near, c.first_on > today, c.is_cancelled.is_(False))
    views = [
        campaign_view(connection, number) for number in connection.execute(statement.order_by(c.first_on)).scalars()
    ]
    found = []
    for view in views:
        near = view.draft.preheat_on
        begins = near if near is not None and near >= today else view.draft.first_on
        found.append(Coming(view.id, view.draft.name, begins, (begins - today).days, lacks(connection, view)))
    return tuple(sorted(found, key=lambda one: (one.begins, one.id)))


def to_review(connection: Connection, today: date) -> int:
    """How many campaigns have ended in the last 30 days without a word of what came of them."""
    c = _campaigns.c
    ended = c.last_on.between(today - timedelta(days=30), today - timedelta(days=1))
    statement = select(c.id).where(ended, c.review.is_(None), c.is_cancelled.is_(False))
    return len(connection.execute(statement).all())


def lacks(connection: Connection, view: CampaignView) -> tuple[Lack, ...]:
    """What a campaign still lacks: products, prices, goods that are there, prices that pay, a target."""
    found = []
    if not view.items:
        found.append(Lack.ITEMS)
    if any(one.price_minor is None for one in view.items):
        found.append(Lack.PRICES)
    wanted = [ItemDraft(one.sku_id, None, one.set_aside) for one in view.items]
    sold = {one.sku_id: one.taken for one in view.items}
    has_none = any(one.available is not None and one.available <= 0 and not one.left for one in view.items)
    if has_none or shortfalls(connection, wanted, view.id, sold):
        found.append(Lack.STOCK)
    if any(one.is_below_cost for one in view.items):
        found.append(Lack.BELOW_COST)
    if view.draft.target_minor is None:
        found.append(Lack.TARGET)
    return tuple(found)
