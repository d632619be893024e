"""The number of an order that stands somewhere in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection, select

from models.orders import Order

_orders = Order.table()
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{5,39}", re.ASCII)
_MOST = 50


def named_order(connection: Connection, texts: Iterable[str | None]) -> str | None:
    """The number of the one order these texts name; None where they name none, or several."""
    wanted = list(dict.fromkeys(number for text in texts for number in _NUMBER.findall(text or "")))[:_MOST]
    if not wanted:
        return None
    found = connection.execute(select(_orders.c.external_no).where(_orders.c.external_no.in_(wanted)).distinct())
    numbers = list(found.scalars())
    return numbers[0] if len(numbers) == 1 else None
