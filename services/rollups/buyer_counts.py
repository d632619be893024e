"""How many buyers are alike in what charts tell of them: sums of what is known of each, kept and read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, delete, func, select

from models.dialects.stored import add_stored, insert_stored
from models.enums.orders import BuyerTrait
from models.rollups import BuyerCount
from services.kernel.remembering import remembered_rows
from services.kernel.table_query import stored_rows
from services.rollups.asked import Asked
from services.rollups.day_sums import Row

_counts = BuyerCount.table()
_KEYS, _SUMS = ("currency", "trait", "channel_id", "value", "part"), ("buyers", "net_minor")
_KEEN_DAYS, _MANY_ORDERS = 7, 4
NO_SECOND = -1
_MONTH, _FIRST, _SECOND, _PACE, _LAST = (
    one.value for one in (BuyerTrait.MONTH, BuyerTrait.FIRST, BuyerTrait.SECOND, BuyerTrait.PACE, BuyerTrait.LAST)
)
_Key: TypeAlias = tuple[Any, ...]


class Tally:
    """How many buyers there are of each key, and what they paid less refunds; more or fewer than before."""

    def __init__(self) -> None:
        self._buyers = Counter[_Key]()
        self._net = Counter[_Key]()

    def count(self, rows: Iterable[Row]) -> None:
        """Count buyers, rows of `BuyerFact`."""
        self._buyers.update(_keys_of(rows, self._net, 1))

    def change(self, old: Collection[Row], new: Collection[Row]) -> None:
        """Buyers who were the `old` rows are the `new` ones."""
        before, after = set(old), set(new)
        self._buyers.subtract(_keys_of(before - after, self._net, -1))
        self._buyers.update(_keys_of(after - before, self._net, 1))

    def rows(self) -> list[Row]:
        """What differs, as rows of `BuyerCount`."""
        found = ((*key, buyers, self._net[key]) for key, buyers in self._buyers.items())
        return [row for row in found if row[-2] or row[-1]]


def _keys_of(rows: Iterable[Row], net: Counter[_Key], sign: int) -> list[_Key]:
    """Every key these buyers count in; what they paid is added to `net`."""
    keys: list[_Key] = []
    for row in rows:
        channel, _buyer, currency, first_on, second_on, third_on, last_on, orders, days, paid, back, month, bits = row
        first, last, number = _number(first_on), _number(last_on), 0
        while bits:
            if bits & 1:
                keys.append((currency, _MONTH, channel, month, number))
            bits, number = bits >> 1, number + 1
        second = NO_SECOND if second_on is None else _number(second_on) - first
        is_keen = third_on is not None and _number(third_on) - first <= _KEEN_DAYS
        if days >= 2:
            keys.append((currency, _PACE, channel, average_gap(last - first, days), 0))
        came_last = (currency, _LAST, channel, last, min(orders, _MANY_ORDERS))
        keys += (
            (currency, _FIRST, channel, first, 0), (currency, _SECOND, channel, second, int(is_keen)), came_last,
        )  # fmt: skip
        net[came_last] += sign * (paid - back)
    return keys


@lru_cache(maxsize=20_000)
def _number(day: str) -> int:
    return date.fromisoformat(day).toordinal()


def average_gap(span: int, days: int) -> int:
    """Days from the first order day to the last ÷ the steps between `days` order days, rounded half up."""
    steps = max(days - 1, 1)
    return (2 * span + steps) // (2 * steps)


# -- kept --------------------------------------------------------------------------------------------------


def add(connection: Connection, tally: Tally) -> None:
    """There are so many more or fewer of each."""
    add_stored(connection, _counts.name, _KEYS, _SUMS, tally.rows())


def write(connection: Connection, tally: Tally) -> None:
    """Keep what was counted of all buyers, and nothing else."""
    connection.execute(delete(_counts))
    insert_stored(connection, _counts.name, (*_KEYS, *_SUMS), tally.rows())


def wrong(connection: Connection, tally: Tally) -> set[Row]:
    """(currency, trait, channel, value, part) of the counts that are not those of all buyers."""
    return {row[: len(_KEYS)] for row in set(stored_rows(connection, select(*_counts.c))) ^ set(tally.rows())}


# -- read --------------------------------------------------------------------------------------------------


def counted(connection: Connection, asked: Asked, trait: BuyerTrait) -> Sequence[tuple[int, int, int, int]]:
    """(value, part, buyers, what they paid less refunds) in the currency, and of the channel where one is chosen."""
    sums = (func.sum(_counts.c.buyers), func.sum(_counts.c.net_minor))
    statement = select(_counts.c.value, _counts.c.part, *sums).where(
        _counts.c.currency == asked.currency, _counts.c.trait == trait
    )
    if asked.channel_id is not None:
        statement = statement.where(_counts.c.channel_id == asked.channel_id)
    return remembered_rows(connection, statement.group_by(_counts.c.value, _counts.c.part))
