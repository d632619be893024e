"""Reads: how each product is rated month by month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from models.catalog import Product, Sku
from models.reviews import Review
from services import settings
from services.reviews.queries import SKU_OF_REVIEW
from services.reviews.rules import average_hundredths, share_ppm

_reviews = Review.table()
_skus = Sku.table()
_products = Product.table()


@dataclass(frozen=True, slots=True)
class Rate:
    """The reviews of one product in one month (``2026-11``; empty where the day is not known).

    `product_id` is None where the review is about nothing of ours; `title` is then what the
    platform calls it. `average` is the sum of the stars ÷ the number of reviews, in hundredths;
    `bad_ppm` the share of reviews with no more stars than the shop's rule calls bad; both are
    rounded half up.
    """

    month: str
    product_id: int | None
    title: str
    reviews: int
    stars: int
    bad: int

    @property
    def average(self) -> int | None:
        """Stars on average, in hundredths."""
        return average_hundredths(self.stars, self.reviews)

    @property
    def bad_ppm(self) -> int | None:
        """The share of bad reviews, in parts per million."""
        return share_ppm(self.bad, self.reviews)


def rates(connection: Connection, first: date | None = None, last: date | None = None) -> tuple[Rate, ...]:
    """Product by product and month by month, newest month first, then the worst average first."""
    limit = settings.read(connection, settings.BAD_STARS)
    month = func.coalesce(func.substr(_reviews.c.reviewed_on, 1, 7), "").label("month")
    title = func.coalesce(_products.c.title, _reviews.c.title, "").label("title")
    statement = (
        select(
            month, _products.c.id, title, func.count(), func.sum(_reviews.c.rating),
            func.sum(func.iif(_reviews.c.rating <= limit, 1, 0)),
        )
        .select_from(_reviews)
        .outerjoin(_skus, _skus.c.id == SKU_OF_REVIEW)
        .outerjoin(_products, _products.c.id == _skus.c.product_id)
        .group_by(month, _products.c.id, title)
    )  # fmt: skip
    if first is not None:
        statement = statement.where(_reviews.c.reviewed_on >= first)
    if last is not None:
        statement = statement.where(_reviews.c.reviewed_on <= last)
    found = [Rate(str(row[0]), row[1], row[2], int(row[3]), int(row[4]), int(row[5])) for row in connection.execute(
        statement)]  # fmt: skip
    found.sort(key=lambda one: (one.average or 0, one.title, one.product_id or 0))
    found.sort(key=lambda one: one.month, reverse=True)
    return tuple(found)
