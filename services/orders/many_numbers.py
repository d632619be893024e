"""Many order numbers in the search box at once, as they are copied out of a sheet or a chat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, select, union_all

from models.orders import Order
from services.kernel.chunks import sorted_chunks

_LEAST_DIGITS = 6  # below it two words are more likely an amount and a year than two orders
_BETWEEN = re.compile(r"[\s,;\u3001\uff0c\uff1b]+")
_AROUND = "\"'=`\t"
_NUMBER = re.compile(r"[#A-Za-z0-9][A-Za-z0-9_.-]*")

_orders = Order.table()


def numbers_in(typed: str) -> tuple[str, ...]:
    """The order or tracking numbers, where two or more of them and nothing else were typed; each once."""
    words = [word.strip(_AROUND) for word in _BETWEEN.split(typed.strip())]
    found = tuple(dict.fromkeys(word for word in words if word))
    return found if len(found) > 1 and all(map(_is_number, found)) else ()


def condition(numbers: Sequence[str]) -> ColumnElement[bool]:
    """The orders that have one of these numbers, as their own or on their parcel."""
    wanted = _orders.alias("listed")
    columns = (wanted.c.external_no, wanted.c.tracking_no)
    found = [select(wanted.c.id).where(column.in_(chunk)) for chunk in sorted_chunks(numbers) for column in columns]
    return _orders.c.id.in_(union_all(*found))


def missing(connection: Connection, typed: str) -> tuple[str, ...]:
    """Those of the numbers typed that no order has, in the order they were typed."""
    numbers = numbers_in(typed)
    known: set[str] = set()
    for chunk in sorted_chunks(numbers):
        for column in (_orders.c.external_no, _orders.c.tracking_no):
            known.update(connection.execute(select(column).where(column.in_(chunk))).scalars())
    return tuple(number for number in numbers if number not in known)


def _is_number(word: str) -> bool:
    return _NUMBER.fullmatch(word) is not None and sum(sign.isdigit() for sign in word) >= _LEAST_DIGITS
