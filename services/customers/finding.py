"""Reads: what Ctrl+K finds among the customers."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection, select

from models.channels import Channel
from models.customers import Customer
from models.entities import Entity
from services import settings
from services.customers.listing import customer_list
from services.fulfilment.papers import mask_name
from services.kernel.table_query import TableRequest
from services.orders.queries import Hit

_customers = Customer.table()
_channels = Channel.table()
_MOST = 5


def find_customers(connection: Connection, typed: str, limit: int = _MOST) -> tuple[Hit, ...]:
    """The customers of what was typed, who bought last first; names are masked as on the page."""
    if not typed.strip():
        return ()
    query, request = customer_list(date.min), TableRequest(search=typed)
    condition = query.condition(request)
    if condition is None:
        return ()
    name, city = query.column("name").expression, _customers.c.city
    expressions = [_customers.c.id, name.label("name"), _channels.c.name.label("channel"), city]
    statement = (
        select(*expressions)
        .select_from(query.source([*expressions, condition]))
        .where(condition)
        .order_by(_customers.c.last_on.desc(), _customers.c.id.desc())
        .limit(limit)
    )
    is_masked = settings.read(connection, settings.MASK_SCREEN)
    return tuple(
        Hit(Entity.CUSTOMER_CARD, row.id, mask_name(row.name) if is_masked else row.name, (row.channel, row.city or ""))
        for row in connection.execute(statement)
    )
