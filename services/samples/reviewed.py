"""Reviews of the demo's completed orders, typed as a person would; one bad one is followed up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from models.channels import Channel
from models.enums.aftersales import FollowStep
from models.enums.orders import OrderStatus
from models.orders import Order, OrderLine
from services import clock
from services.business_day import shop_today
from services.reviews.commands import ReviewDraft, add_review, note_reply, take_step
from services.reviews.scores import ScoreDay, note_scores
from services.samples.words import load
from services.shop import Shop

_orders = Order.table()
_lines = OrderLine.table()
_channels = Channel.table()
_AFTER = timedelta(hours=20)


def write_reviews(shop: Shop) -> None:
    """Some buyers of completed orders say what they think; scores of the first shop stand beside them."""
    words = load("reviews")
    rows = shop.ask(_reviewed)[:: words["every"]][: len(words["reviews"])]
    reviews = []
    for row, (stars, text) in zip(rows, words["reviews"], strict=False):
        draft = ReviewDraft(
            row.channel_id, stars, row.external_no, code=row.code, title=row.title, variant=row.variant, text=text,
            buyer=row.buyer, reviewed_at=min(row.completed_at + _AFTER, clock.now()),
        )  # fmt: skip
        reviews.append((shop.run(add_review, draft, source="demo").value, stars))
    _follow_up(shop, reviews, words)
    first = shop.ask(_first_channel)
    if first is not None:
        today = shop.ask(shop_today)
        scores = ScoreDay(first, today - timedelta(days=1), *words["scores"])
        shop.run(note_scores, [scores], source="demo")


def _follow_up(shop: Shop, reviews: Sequence[tuple[int, int]], words: dict[str, Any]) -> None:
    good = next((review_id for review_id, stars in reviews if stars == 5), None)
    bad = next((review_id for review_id, stars in reviews if stars <= 2), None)
    if good is not None:
        shop.run(note_reply, good, words["reply"], source="demo")
    if bad is not None:
        shop.run(take_step, bad, FollowStep.CONTACTED, words["contacted"], source="demo")
        shop.run(take_step, bad, FollowStep.OFFERED, words["offered"], source="demo")


def _reviewed(connection: Connection) -> list[Any]:
    """The first item of every completed order, the newest order first."""
    statement = (
        select(
            _orders.c.channel_id, _orders.c.external_no, _orders.c.buyer, _orders.c.completed_at, _lines.c.code,
            _lines.c.title, _lines.c.variant,
        )
        .join_from(_orders, _lines, _lines.c.order_id == _orders.c.id)
        .where(_orders.c.status == OrderStatus.COMPLETED, _orders.c.completed_at.is_not(None))
        .order_by(_orders.c.completed_at.desc(), _orders.c.id, _lines.c.position)
    )  # fmt: skip
    first: dict[tuple[int, str], Any] = {}
    for row in connection.execute(statement):
        first.setdefault((row.channel_id, row.external_no), row)
    return list(first.values())


def _first_channel(connection: Connection) -> int | None:
    return connection.execute(select(_channels.c.id).order_by(_channels.c.id).limit(1)).scalar()
