"""Reads: the list of reviews, one review in full, and how many wait for what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, func, or_, select

from models.catalog import Product, Sku, SkuAlias
from models.channels import Channel
from models.entities import Entity
from models.enums.aftersales import FollowResult, FollowState, FollowStep
from models.orders import OrderLine
from models.reviews import Review, ReviewStep
from services import settings
from services.errors import NotFound
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern
from services.messages import message
from services.reviews.rules import average_hundredths

_reviews = Review.table()
_steps = ReviewStep.table()
_channels = Channel.table()
_lines = OrderLine.table()
_aliases = SkuAlias.table()
_skus = Sku.table()
_products = Product.table()


def _sku_of_review() -> ColumnElement[Any]:
    """The own product a review is about: chosen by hand, else that of the order's item, else that of the code.

    A review that names no code is about the order's product where the order has only one.
    """
    named = (
        select(_lines.c.sku_id)
        .where(_lines.c.order_id == _reviews.c.order_id, _lines.c.code_key == _reviews.c.code_key)
        .order_by(_lines.c.position)
        .limit(1)
        .correlate(_reviews)
        .scalar_subquery()
    )
    only = (
        select(func.min(_lines.c.sku_id))
        .where(_lines.c.order_id == _reviews.c.order_id)
        .having(func.count(_lines.c.sku_id.distinct()) == 1)
        .correlate(_reviews)
        .scalar_subquery()
    )
    listed = (
        select(_aliases.c.sku_id)
        .where(_aliases.c.channel_id == _reviews.c.channel_id, _aliases.c.code_key == _reviews.c.code_key)
        .correlate(_reviews)
        .scalar_subquery()
    )
    own = select(_skus.c.id).where(_skus.c.code_key == _reviews.c.code_key).correlate(_reviews).scalar_subquery()
    by_code = func.coalesce(_reviews.c.sku_id, named, listed, own)
    return case((_reviews.c.code_key.is_(None), func.coalesce(_reviews.c.sku_id, only)), else_=by_code)


SKU_OF_REVIEW = _sku_of_review()
VIEWS: dict[str, ColumnElement[bool] | None] = {
    "all": None,
    "to_do": _reviews.c.follow.in_([FollowState.OPEN, FollowState.CONTACTED, FollowState.OFFERED]),
    "open": _reviews.c.follow == FollowState.OPEN,
    "contacted": _reviews.c.follow == FollowState.CONTACTED,
    "offered": _reviews.c.follow == FollowState.OFFERED,
    "settled": _reviews.c.follow == FollowState.SETTLED,
    "unanswered": _reviews.c.reply.is_(None),
    "without_order": _reviews.c.order_id.is_(None),
}


def _search(typed: str) -> ColumnElement[bool] | None:
    found = []
    for term in terms(typed):
        pattern = like_pattern(term.plain)
        columns = (_reviews.c.external_no, _reviews.c.order_no, _reviews.c.code, _reviews.c.title, _reviews.c.text,
                   _reviews.c.added_text, _reviews.c.tags, _reviews.c.buyer)  # fmt: skip
        found.append(or_(*(column.like(pattern, escape="\\") for column in columns)))
    return and_(*found) if found else None


REVIEWS = TableQuery(
    name="reviews",
    entity=Entity.REVIEW,
    base=_reviews,
    joins=(
        (_channels, _channels.c.id == _reviews.c.channel_id),
        (_skus, _skus.c.id == SKU_OF_REVIEW),
        (_products, _products.c.id == _skus.c.product_id),
    ),
    columns=by_key(
        QueryColumn("external_no", N_("Review no."), Kind.ID, _reviews.c.external_no),
        QueryColumn("rating", N_("Stars"), Kind.INTEGER, _reviews.c.rating),
        QueryColumn("follow", N_("Follow-up"), Kind.CODE, _reviews.c.follow),
        QueryColumn("text", N_("Text"), Kind.TEXT, _reviews.c.text),
        QueryColumn("added_text", N_("Added later"), Kind.TEXT, _reviews.c.added_text),
        QueryColumn("title", N_("Product"), Kind.TEXT, _reviews.c.title),
        QueryColumn("variant", N_("Variant"), Kind.TEXT, _reviews.c.variant),
        QueryColumn("code", N_("Code"), Kind.ID, _reviews.c.code),
        QueryColumn("sku", N_("Own code"), Kind.ID, _skus.c.code),
        QueryColumn("own_title", N_("Own product"), Kind.TEXT, _products.c.title),
        QueryColumn("tags", N_("Tags"), Kind.TEXT, _reviews.c.tags),
        QueryColumn("buyer", N_("Buyer"), Kind.TEXT, _reviews.c.buyer),
        QueryColumn("order_no", N_("Order no."), Kind.ID, _reviews.c.order_no),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
        QueryColumn("reviewed_at", N_("Reviewed at"), Kind.INSTANT, _reviews.c.reviewed_at),
        QueryColumn("reviewed_on", N_("Day"), Kind.DATE, _reviews.c.reviewed_on),
        QueryColumn("reply", N_("Public reply"), Kind.TEXT, _reviews.c.reply),
        QueryColumn("replied_at", N_("Replied at"), Kind.INSTANT, _reviews.c.replied_at),
        QueryColumn("note", N_("Note"), Kind.TEXT, _reviews.c.note),
    ),
    views=VIEWS,
    default_sort=(("reviewed_at", True),),
    search=_search,
    companions=frozenset({_channels}),
)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step of a follow-up."""

    id: int
    step: FollowStep
    at: datetime
    result: FollowResult | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ReviewDetail:
    """One review in full; `order_id` and `own_sku_id` are None while they are not known here."""

    id: int
    version: int
    channel_id: int
    channel: str
    external_no: str
    order_no: str | None
    order_id: int | None
    code: str | None
    title: str | None
    variant: str | None
    sku_id: int | None
    own_sku_id: int | None
    own_title: str | None
    rating: int
    text: str | None
    added_text: str | None
    tags: str | None
    pictures: str | None
    buyer: str | None
    reviewed_at: datetime | None
    reply: str | None
    replied_at: datetime | None
    follow: FollowState
    note: str | None
    steps: tuple[StepView, ...] = ()


_SPECIAL = {"channel", "own_sku_id", "own_title", "steps"}


def detail(connection: Connection, review_id: int) -> ReviewDetail:
    """Everything about one review; `NotFound` where it does not exist."""
    names = [name for name in ReviewDetail.__slots__ if name not in _SPECIAL]
    statement = (
        select(
            _channels.c.name.label("channel"),
            _skus.c.id.label("own_sku_id"),
            _products.c.title.label("own_title"),
            *(_reviews.c[name] for name in names),
        )
        .join_from(_reviews, _channels, _channels.c.id == _reviews.c.channel_id)
        .outerjoin(_skus, _skus.c.id == SKU_OF_REVIEW)
        .outerjoin(_products, _products.c.id == _skus.c.product_id)
        .where(_reviews.c.id == review_id)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("review")), which=f"#{review_id}")
    return ReviewDetail(**row, steps=_steps_of(connection, review_id))


def _steps_of(connection: Connection, review_id: int) -> tuple[StepView, ...]:
    columns = [_steps.c[name] for name in StepView.__slots__]
    statement = select(*columns).where(_steps.c.review_id == review_id).order_by(_steps.c.at, _steps.c.id)
    return tuple(StepView(*row) for row in connection.execute(statement))


@dataclass(frozen=True, slots=True)
class ReviewOverview:
    """What stands beside the rows: counts of every view, the channels, stars on average in hundredths.

    `is_masked` says that buyers are hidden on screen.
    """

    counts: Mapping[str, int]
    channels: tuple[str, ...]
    average: int | None
    bad_stars: int
    is_masked: bool = True


def overview(connection: Connection) -> ReviewOverview:
    """Everything about all reviews together."""
    figures = [
        func.count() if condition is None else func.coalesce(func.sum(func.iif(condition, 1, 0)), 0)
        for condition in VIEWS.values()
    ]
    total = func.coalesce(func.sum(_reviews.c.rating), 0, type_=BigInteger)
    row = connection.execute(select(*figures, total).select_from(_reviews)).one()
    counts = dict(zip(VIEWS, (int(count) for count in row[:-1]), strict=True))
    used = select(_channels.c.name).where(_channels.c.id.in_(select(_reviews.c.channel_id))).order_by(_channels.c.name)
    return ReviewOverview(
        counts,
        tuple(connection.execute(used).scalars()),
        average_hundredths(int(row[-1]), counts["all"]),
        settings.read(connection, settings.BAD_STARS),
        settings.read(connection, settings.MASK_SCREEN),
    )


def of_order(connection: Connection, order_id: int) -> tuple[ReviewDetail, ...]:
    """The reviews of an order, oldest first."""
    statement = select(_reviews.c.id).where(_reviews.c.order_id == order_id).order_by(_reviews.c.id)
    return tuple(detail(connection, review_id) for review_id in connection.execute(statement).scalars())
