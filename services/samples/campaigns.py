"""The campaigns the owner of the demo shop planned, and the competitors she watches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from models.catalog import Sku
from models.rollups import SkuDay
from models.stock_ledger import SkuStock
from services.business_day import shop_today
from services.campaigns.commands import add_campaign, review_campaign
from services.campaigns.drafts import CampaignDraft, ItemDraft
from services.campaigns.items import set_items
from services.channels.queries import channel_named
from services.competitors.commands import add_competitor, add_item, note_seen
from services.competitors.drafts import CompetitorDraft, CompetitorItemDraft, SeenDraft
from services.samples.words import load
from services.shop import Shop
from services.types import CampaignKind, Platform

_skus = Sku.table()
_stock = SkuStock.table()
_sold = SkuDay.table()


def plan_campaigns(shop: Shop, channel: str) -> None:
    """Campaigns behind, around and ahead of today in one channel, and a few competitors with what was seen of them."""
    words = load("campaigns")
    today = shop.ask(shop_today)
    found = shop.ask(channel_named, channel)
    goods = shop.ask(_goods)
    for one in words["campaigns"]:
        _plan(shop, one, (found.id,) if found is not None else (), today, goods)
    by_code = {ours[1]: ours for ours in goods}
    for one in words["competitors"]:
        _watch(shop, one, today, by_code.get(one["ours"]))


def _plan(
    shop: Shop, one: Mapping[str, Any], channels: tuple[int, ...], today: date, goods: list[tuple[int, str, int]]
) -> None:
    days = {name: today + timedelta(days=one[name]) for name in ("first", "last", "preheat") if name in one}
    draft = CampaignDraft(
        one["name"], CampaignKind(one["kind"]), days["first"], days["last"], days.get("preheat"), channels,
        one.get("budget"), one.get("target"), one.get("note"),
    )  # fmt: skip
    campaign_id = shop.run(add_campaign, draft, source="demo").value
    left = 100 - one["off"]
    items = [ItemDraft(sku_id, price * left // 100, one["aside"]) for sku_id, _code, price in goods[: one["items"]]]
    shop.run(set_items, campaign_id, items, allow_over=True, source="demo")
    if "review" in one:
        shop.run(review_campaign, campaign_id, one["review"], source="demo")


def _watch(shop: Shop, one: Mapping[str, Any], today: date, ours: tuple[int, str, int] | None) -> None:
    texts = {name: one.get(name) for name in ("link", "strengths", "weaknesses", "opportunities", "threats")}
    rival = shop.run(add_competitor, CompetitorDraft(one["name"], Platform(one["platform"]), **texts), source="demo")
    code, price = (ours[1], ours[2]) if ours is not None else (None, 0)
    item = shop.run(add_item, CompetitorItemDraft(rival.value, one["item"], one.get("link"), code), source="demo").value
    seen = [
        SeenDraft(item, today - timedelta(days=back), price * share // 100 or None, sales, favourites, words)
        for back, share, sales, favourites, words in one["seen"]
    ]
    shop.run(note_seen, seen, source="demo")


def _goods(connection: Connection) -> list[tuple[int, str, int]]:
    """(SKU, code, price) of products that are counted, what sells most at the front."""
    sold = select(func.sum(_sold.c.pieces)).where(_sold.c.sku_id == _skus.c.id).scalar_subquery()
    statement = (
        select(_skus.c.id, _skus.c.code, _skus.c.price_minor)
        .join(_stock, _stock.c.sku_id == _skus.c.id)
        .where(_skus.c.price_minor.is_not(None), _stock.c.is_bundle.is_(False))
        .order_by(func.coalesce(sold, 0).desc(), _skus.c.id)
    )
    return [(row.id, row.code, row.price_minor) for row in connection.execute(statement)]
