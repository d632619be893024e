"""The stocktakes of the demo shop: a shelf that was counted and booked, and one where counting goes on."""

from __future__ import annotations

from typing import Any

from models.enums.goods import StocktakeScope
from services.samples.words import load
from services.shop import Shop
from services.stocktake.commands import Count, count, post, start
from services.stocktake.listing import standings
from services.stocktake.scope import Scope


def count_shelves(shop: Shop) -> None:
    """Count what ``stocktakes.toml`` says: as the books have it, but for the pieces that are missing or too many."""
    for story in load("stocktakes")["stocktake"]:
        _count(shop, story)


def _count(shop: Shop, story: dict[str, Any]) -> None:
    wanted = Scope(StocktakeScope(story["scope"]), tuple(story["values"]))
    stocktake_id = shop.run(start, wanted, note=story["note"], source="demo").value
    lines = sorted(shop.ask(standings, stocktake_id).items())
    off = dict(story["off"])
    counts = [
        Count(line_id, max(line.expected + off.get(place, 0), 0))
        for place, (line_id, line) in enumerate(lines[: story.get("counted", len(lines))])
    ]
    shop.run(count, stocktake_id, counts, source="demo")
    if story["is_posted"]:
        shop.run(post, stocktake_id, source="demo")
