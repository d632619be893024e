"""Reads: what a campaign brought, beside what the same weekdays before it usually bring."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, select

from models.campaigns import Campaign, CampaignChannel, CampaignItem
from models.orders import Order
from models.rollups import BuyerDay, BuyerFact, SalesDay, SkuDay
from models.values import WHOLE_PPM
from services.campaigns.baseline import WEEKS_BACK, Baseline, Compared, Said, baseline
from services.campaigns.orders import of_campaign, within
from services.campaigns.queries import CampaignView, campaign_view
from services.festivals import festivals
from services.growth.ad_days import ads_where
from services.kernel.table_query import stored_rows
from services.orders.kinds import IS_SALE
from services.rollups.asked import ask
from services.rollups.day_sums import IS_COUNTED
from services.rollups.sums import Sums, by_day

_campaigns = Campaign.table()
_places = CampaignChannel.table()
_items = CampaignItem.table()
_orders = Order.table()
_days = SalesDay.table()
_goods = SkuDay.table()
_buyers = BuyerDay.table()
_facts = BuyerFact.table()


class Figure(StrEnum):
    """What is compared with usual days."""

    SALES = "sales"
    ORDERS = "orders"
    ALL_SALES = "all_sales"
    PROFIT = "profit"
    OTHERS = "others"
    ADS = "ads"


@dataclass(frozen=True, slots=True)
class Result:
    """What a campaign brought in the days of it that are over. Amounts are minor units of `currency`.

    `figures` compare with usual days: `SALES` and `ORDERS` of the orders with its items, net of refunds; `ALL_SALES`
    and `PROFIT` of everything its channels sold, the latter only in the currency costs are kept in; `OTHERS` what
    items not in it sold, before discounts of whole orders; `ADS` what the sheets say was spent. `ads_by_rate` is what
    the channels' terms take off the profit for ads. `given_away` is what its items' lines were below the products' own
    prices, `taken_off` what was taken off its whole orders.
    """

    campaign: CampaignView
    base: Baseline
    figures: Mapping[Figure, Compared]
    events: Compared
    ads_by_rate: Compared
    given_away: int
    taken_off: int
    new_buyers: int
    old_buyers: int

    @property
    def currency(self) -> str:
        """What the amounts are in."""
        return self.campaign.currency

    @property
    def days(self) -> int:
        """How many of its days are over."""
        return len(self.base.days)

    def said(self, figure: Figure) -> Said:
        """What the comparison of a figure can say."""
        return self.figures[figure].said(self.events, self.days)

    @property
    def extra_profit(self) -> int | None:
        """Profit of its channels beyond usual, less what was spent on ads beyond usual.

        What was really spent takes the place of what the terms took for ads: no yuan is taken off twice.
        """
        profit, ads = self.figures.get(Figure.PROFIT), self.figures[Figure.ADS]
        if profit is None or profit.change is None:
            return None
        is_told = ads.value or any(ads.spans)
        return profit.change + (self.ads_by_rate.change or 0) - (ads.change or 0) if is_told else profit.change

    @property
    def target_ppm(self) -> int | None:
        """How much of the target its sales are; None without one."""
        target = self.campaign.draft.target_minor
        return None if target is None else self.figures[Figure.SALES].value * WHOLE_PPM // target

    @property
    def budget_ppm(self) -> int | None:
        """How much of the budget was spent on ads; None without one."""
        budget = self.campaign.draft.budget_minor
        spent = self.figures[Figure.ADS].value
        return None if budget is None else spent * WHOLE_PPM // budget


def campaign_result(connection: Connection, campaign_id: int) -> Result:
    """The result of a campaign up to yesterday, or to its last day."""
    view = campaign_view(connection, campaign_id)
    base = _baseline(connection, view)
    own = _own_orders(connection, view, (*base.days, *base.compared_days))
    whole = _whole_channels(connection, view, base)
    values: dict[Figure, Mapping[date, int]] = {
        Figure.SALES: {day: row[0] for day, row in own.items()},
        Figure.ORDERS: {day: row[1] for day, row in own.items()},
        Figure.ALL_SALES: {day: one.net for day, one in whole.items()},
        Figure.OTHERS: _others(connection, view, base),
        Figure.ADS: {day: spent for day, (spent, _sales) in ads_where(connection, partial(_in, view, base)).items()},
    }
    if view.currency == view.home:
        values[Figure.PROFIT] = {day: one.profit for day, one in whole.items()}
    new, old = _buyers_of(connection, view, base)
    return Result(
        view, base, {figure: base.compare(by) for figure, by in values.items()},
        base.compare({day: one.orders for day, one in whole.items()}),
        base.compare({day: one.ads for day, one in whole.items()}), _given_away(connection, view, base),
        sum(row[2] for day, row in own.items() if day in base.days), new, old,
    )  # fmt: skip


def _baseline(connection: Connection, view: CampaignView) -> Baseline:
    draft = view.draft
    begins = draft.preheat_on or draft.first_on
    first = begins - timedelta(weeks=WEEKS_BACK)
    left_out = {day for day, _name in festivals(first, begins)} | _other_campaigns(connection, view, first, begins)
    since = select(func.min(_days.c.day)).where(*within(draft.channel_ids, _days.c.channel_id))
    known = stored_rows(connection, since)[0][0]
    return baseline(
        draft.first_on, draft.last_on, begins, view.today - timedelta(days=1), left_out,
        date.fromisoformat(known) if known is not None else None,
    )  # fmt: skip


def _other_campaigns(connection: Connection, view: CampaignView, first: date, last: date) -> set[date]:
    """The days on which another campaign ran in one of the same channels."""
    c = _campaigns.c
    statement = select(c.first_on, c.last_on).where(
        c.id != view.id, c.is_cancelled.is_(False), c.first_on <= last, c.last_on >= first
    )
    if view.draft.channel_ids:
        shared = select(_places.c.campaign_id).where(_places.c.channel_id.in_(view.draft.channel_ids))
        whole_shop = c.id.not_in(select(_places.c.campaign_id))
        statement = statement.where(c.id.in_(shared) | whole_shop)
    found: set[date] = set()
    for start, end in connection.execute(statement):
        found.update(start + timedelta(days=number) for number in range((end - start).days + 1))
    return found


def _own_orders(connection: Connection, view: CampaignView, days: Sequence[date]) -> dict[date, tuple[int, int, int]]:
    """Of every day (sales net of refunds, orders, taken off whole orders) of the orders with its items."""
    if not days:
        return {}
    is_own = of_campaign(
        view.id, min(days), max(days), has_channels=bool(view.draft.channel_ids), has_items=bool(view.items)
    )
    net = func.coalesce(_orders.c.paid_minor, 0) - func.coalesce(_orders.c.refunded_minor, 0)
    columns = (_orders.c.ordered_on, func.sum(net), func.count(), func.sum(func.coalesce(_orders.c.discount_minor, 0)))
    statement = select(*columns).where(
        _orders.c.ordered_on.in_(days), is_own, IS_COUNTED, IS_SALE, _orders.c.currency == view.currency
    )
    rows = stored_rows(connection, statement.group_by(_orders.c.ordered_on))
    return {date.fromisoformat(day): (sales, count, off) for day, sales, count, off in rows}


def _whole_channels(connection: Connection, view: CampaignView, base: Baseline) -> dict[date, Sums]:
    """The sums of everything its channels sold, day by day."""
    days = (*base.days, *base.compared_days)
    found: dict[date, Sums] = {}
    for channel_id in view.draft.channel_ids or (None,):
        if days:
            asked = replace(ask(connection, min(days), max(days), channel_id=channel_id), currency=view.currency)
            for day, one in by_day(connection, asked, costs=True).items():
                found.setdefault(day, Sums()).add(one)
    return found


def _others(connection: Connection, view: CampaignView, base: Baseline) -> dict[date, int]:
    """What items that are not in it sold day by day; nothing where it names no items."""
    if not view.items:
        return {}
    inside = select(_items.c.sku_id).where(_items.c.campaign_id == view.id)
    columns = select(_goods.c.day, func.sum(_goods.c.amount_minor)).where(*_in(view, base, _goods))
    rows = stored_rows(connection, columns.where(_goods.c.sku_id.not_in(inside)).group_by(_goods.c.day))
    return {date.fromisoformat(day): amount for day, amount in rows}


def _buyers_of(connection: Connection, view: CampaignView, base: Baseline) -> tuple[int, int]:
    """How many of its buyers bought for the first time in its days, and how many had bought before."""
    if not base.days:
        return 0, 0
    days = _buyers.c.day.between(base.days[0], base.days[-1])
    limits = (days, _buyers.c.currency == view.currency, *within(view.draft.channel_ids, _buyers.c.channel_id))
    bought = select(_buyers.c.channel_id, _buyers.c.buyer).where(*limits).distinct().subquery()
    is_same = and_(
        _facts.c.channel_id == bought.c.channel_id, _facts.c.buyer == bought.c.buyer, _facts.c.currency == view.currency
    )
    is_new = _facts.c.first_on >= base.days[0]
    counted: Any = select(func.count().filter(is_new), func.count().filter(~is_new))
    new, old = stored_rows(connection, counted.join_from(bought, _facts, is_same))[0]
    return int(new), int(old)


def _given_away(connection: Connection, view: CampaignView, base: Baseline) -> int:
    """How much less its items' lines brought than the products' own prices; where they brought more it is nothing."""
    if not base.days or not view.items or view.currency != view.home:
        return 0
    prices = {one.sku_id: one.usual_minor for one in view.items if one.usual_minor is not None}
    days = _goods.c.day.between(base.days[0], base.days[-1])
    limits = (days, _goods.c.currency == view.currency, *within(view.draft.channel_ids, _goods.c.channel_id))
    columns = select(_goods.c.sku_id, func.sum(_goods.c.pieces), func.sum(_goods.c.amount_minor)).where(*limits)
    rows = stored_rows(connection, columns.where(_goods.c.sku_id.in_(list(prices))).group_by(_goods.c.sku_id))
    return sum(max((prices[sku_id] or 0) * pieces - amount, 0) for sku_id, pieces, amount in rows)


def _in(view: CampaignView, base: Baseline, table: Table) -> tuple[ColumnElement[bool], ...]:
    """The rows of its channels, in its currency, of its days and the usual ones."""
    is_day = table.c.day.in_((*base.days, *base.compared_days))
    return (is_day, table.c.currency == view.currency, *within(view.draft.channel_ids, table.c.channel_id))
