"""What the owner of the demo shop publishes, and the products she brings out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from models.catalog import Sku
from models.stock_ledger import SkuStock
from services.business_day import shop_today
from services.growth.launch_costs import CostLine
from services.growth.launch_queries import launch_view
from services.growth.launch_words import usual_template
from services.growth.launches import LaunchDraft, add_launch, set_launch_costs, tick_launch_step
from services.growth.posts import PostDraft, add_post, set_post_figures, set_post_state
from services.samples.words import load
from services.shop import Shop
from services.types import LaunchCostKind, PostState

_FIGURES = ("views", "likes", "comments", "saves", "sales")


def plan_content(shop: Shop) -> None:
    """Posts around today, and launches of which one is on sale."""
    words = load("growth")
    today = shop.ask(shop_today)
    codes = shop.ask(_counted_codes)
    for number, one in enumerate(words["posts"]):
        day = today + timedelta(days=one["day"]) if "day" in one else None
        shown = (codes[number % len(codes)],) if codes else ()
        draft = PostDraft(one["title"], one["outlet"], day, one.get("minute"), one.get("words"), one.get("link"), shown)
        post_id = shop.run(add_post, draft, source="demo").value
        if one["state"] == PostState.POSTED:
            shop.run(set_post_state, (post_id,), PostState.POSTED, day, source="demo")
        if "figures" in one:
            shop.run(set_post_figures, post_id, dict(zip(_FIGURES, one["figures"], strict=True)), source="demo")
    for one in words["launches"]:
        _launch(shop, one, codes[0] if codes and one.get("first_sku") else None)


def _launch(shop: Shop, one: dict[str, Any], code: str | None) -> None:
    today = shop.ask(shop_today)
    draft = LaunchDraft(one["name"], today + timedelta(days=one["day"]), code, one["price"], one.get("note"))
    launch_id = shop.run(add_launch, draft, usual_template().steps, source="demo").value
    lines = tuple(
        CostLine(LaunchCostKind(kind), None if ppm else amount, ppm or None, once)
        for kind, amount, ppm, once in one["costs"]
    )
    shop.run(set_launch_costs, launch_id, lines, one["price"], source="demo")
    for step in shop.ask(launch_view, launch_id).steps[: one["done"]]:
        shop.run(tick_launch_step, step.id, is_done=True, source="demo")


def _counted_codes(connection: Connection) -> tuple[str, ...]:
    skus, stock = Sku.table(), SkuStock.table()
    columns = select(skus.c.code).join(stock, stock.c.sku_id == skus.c.id).where(stock.c.is_bundle.is_(False))
    return tuple(connection.execute(columns.order_by(skus.c.id).limit(8)).scalars())
