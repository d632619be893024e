"""What the owner of the demo shop planned and noted: goals, four weeks of daily figures, and what she changed."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from services.business_day import shop_today
from services.channels.queries import channel_named
from services.growth.actions import ActionDraft, note_action
from services.growth.daily_sheets import AdDraft, add_ad, add_days, set_day_figures
from services.growth.goals import GoalDraft, add_goal, review_goal
from services.growth.item_sheets import ItemDraft, add_item_day
from services.samples.words import load
from services.shop import Shop
from services.types import ActionKind, GoalFigure

_COUNTS = ("visitors", "views", "carts", "buyers")


def plan_growth(shop: Shop, channel: str, seed: int) -> None:
    """Goals, daily figures of one channel and noted actions around today."""
    words = load("growth")
    today = shop.ask(shop_today)
    for one in words["goals"]:
        first, last = (today + timedelta(days=one[name]) for name in ("first", "last"))
        draft = GoalDraft(
            one["name"], GoalFigure(one["figure"]), first, last, one["target"], None, one["reason"], one.get("steps")
        )
        goal_id = shop.run(add_goal, draft, source="demo").value
        if "review" in one:
            shop.run(review_goal, goal_id, one["review"], source="demo")
    for days, kind, what, why, effect, figure in words["actions"]:
        day = today - timedelta(days=days)
        action = ActionDraft(day, ActionKind(kind), what, why, effect, GoalFigure(figure))
        shop.run(note_action, action, source="demo")
    found = shop.ask(channel_named, channel)
    if found is not None:
        _figures(shop, found.id, today, seed)


def _figures(shop: Shop, channel_id: int, today: date, seed: int) -> None:
    facts, random = load("growth")["traffic"], Random(seed)
    first, last = today - timedelta(days=facts["days"]), today - timedelta(days=1)
    for number, day_id in enumerate(shop.run(add_days, channel_id, first, last, source="demo").value):
        share = random.randint(70, 130)
        figures = {name: usual * share // 100 for name, usual in zip(_COUNTS, facts["usual"], strict=True)}
        shop.run(set_day_figures, day_id, {**figures, "paid": facts["paid"] * share // 100}, source="demo")
        spend, sales = (facts[name] * random.randint(70, 130) // 100 for name in ("spend", "sales"))
        draft = AdDraft(
            channel_id, first + timedelta(days=number), facts["plan"], spend_minor=spend, sales_minor=sales,
            impressions=facts["clicks"] * random.randint(30, 50), clicks=facts["clicks"] * share // 100,
        )  # fmt: skip
        shop.run(add_ad, draft, source="demo")
        _items(shop, channel_id, first + timedelta(days=number), random)


def _items(shop: Shop, channel_id: int, day: date, random: Random) -> None:
    """What the platform would say of three listed items on a day."""
    for place, (number, title, price) in enumerate(load("growth")["traffic"]["items"]):
        visitors = random.randint(40, 70) - 12 * place
        buyers = visitors * random.randint(2, 8) // 100
        figures = {
            "visitors": visitors, "views": visitors * random.randint(15, 30) // 10, "search_visitors": visitors // 3,
            "favourites": visitors // 12, "carts": visitors // 8, "buyers": buyers, "pieces": buyers,
            "paid": buyers * price, "refunded": 0, "bad_reviews": 0,
        }  # fmt: skip
        shop.run(add_item_day, ItemDraft(channel_id, day, number, title, figures), source="demo")
