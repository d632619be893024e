"""Reviews whose order was not known when they came, joined to it once it is."""

from __future__ import annotations

from sqlalchemy import and_, select

from models.orders import Order
from models.reviews import Review
from services.kernel.unit_of_work import UnitOfWork

_reviews = Review.table()
_orders = Order.table()


def link_reviews(uow: UnitOfWork, channel_id: int) -> int:
    """Give the reviews of a channel that wait for their order the order that has come. Returns how many."""
    statement = (
        select(_reviews.c.id, _orders.c.id)
        .join(
            _orders,
            and_(_orders.c.channel_id == _reviews.c.channel_id, _orders.c.external_no == _reviews.c.order_no),
        )
        .where(_reviews.c.channel_id == channel_id, _reviews.c.order_id.is_(None))
    )
    found: dict[int, int] = {row[0]: row[1] for row in uow.connection.execute(statement)}
    for review in uow.get_many(Review, found):
        review.order_id = found[review.id]
    return len(found)
