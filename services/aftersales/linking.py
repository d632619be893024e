"""Cases whose order was not known when they came, joined to it once it is."""

from __future__ import annotations

from sqlalchemy import and_, select

from models.aftersales import Case
from models.orders import Order
from services.kernel.unit_of_work import UnitOfWork

_cases = Case.table()
_orders = Order.table()


def link_cases(uow: UnitOfWork, channel_id: int) -> int:
    """Give the cases of a channel that wait for their order the order that has come. Returns how many."""
    statement = (
        select(_cases.c.id, _orders.c.id)
        .join(
            _orders,
            and_(_orders.c.channel_id == _cases.c.channel_id, _orders.c.external_no == _cases.c.order_no),
        )
        .where(_cases.c.channel_id == channel_id, _cases.c.order_id.is_(None))
    )
    found: dict[int, int] = {row[0]: row[1] for row in uow.connection.execute(statement)}
    for case in uow.get_many(Case, found):
        case.order_id = found[case.id]
    return len(found)
