"""The rollup of buyers: when each bought first, second, third and last, and in which months."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, delete, exists, func, select

from models.dialects.listed import as_texts, listed_texts
from models.entities import Entity
from models.orders import Order
from models.rollups import BuyerDay, BuyerFact
from services import row_names
from services.i18n import NN_
from services.kernel.chunks import portions
from services.kernel.images import Image
from services.kernel.projections import Differs, has_fewer_rows
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task
from services.messages import plural_message
from services.orders.kinds import counted_as
from services.rollups import buyer_counts, day_sums
from services.rollups.buyer_counts import Tally
from services.rollups.day_sums import Row

_orders = Order.table()
_days = BuyerDay.table()
_facts = BuyerFact.table()
_Key = tuple[int, str]
_WRONG = NN_("The totals of {count} buyer are out of date.", "The totals of {count} buyers are out of date.")
_CHANNEL = 2  # of a count that is wrong
_WRONG_COUNTS = NN_("{count} count of buyers is out of date.", "{count} counts of buyers are out of date.")
_LAST_BIT = 60
_COLUMNS = (
    _days.c.channel_id, _days.c.buyer, _days.c.currency, _days.c.day, _days.c.orders, _days.c.paid_minor,
    _days.c.refunded_minor,
)  # fmt: skip
_WRITTEN_AT_ONCE = 20_000


_IS_ITS = and_(*(_days.c[name] == _facts.c[name] for name in ("channel_id", "buyer", "currency")))
_WITHOUT_DAYS = select(_facts.c.channel_id, _facts.c.buyer).where(~exists().where(_IS_ITS))


def _in_order(statement: Select[Any]) -> Select[Any]:
    return statement.order_by(_days.c.channel_id, _days.c.buyer, _days.c.currency, _days.c.day)


_BUYERS = listed_texts("buyers")
_FACTS_OF = select(*_facts.c).where(_facts.c.channel_id == bindparam("channel"), _facts.c.buyer.in_(_BUYERS))
_DAYS_OF = _in_order(select(*_COLUMNS).where(_days.c.channel_id == bindparam("channel"), _days.c.buyer.in_(_BUYERS)))


def month_number(day: date) -> int:
    """The calendar month of a day, counted from the year 0."""
    return day.year * 12 + day.month - 1


def months_between(first: date, later: date) -> int:
    """Calendar months from the one day's month to the other's."""
    return month_number(later) - month_number(first)


def fact(key: Row, rows: Sequence[Row]) -> Row:
    """The row of one buyer, of its days in their order."""
    days = [row[3] for row in rows]
    first = date.fromisoformat(days[0])
    month = month_number(first)
    months = 1
    for day in days[1:]:
        months |= 1 << min(months_between(first, date.fromisoformat(day)), _LAST_BIT)
    second, third = _later_orders(rows)
    orders, paid, refunded = rows[0][4:] if len(rows) == 1 else [sum([row[at] for row in rows]) for at in (4, 5, 6)]
    return (*key, days[0], second, third, days[-1], orders, len(days), paid, refunded, month, months)


def _later_orders(rows: Sequence[Row]) -> tuple[str | None, str | None]:
    """The days of the second and the third order, which may be the day of the first."""
    seen: list[str] = []
    for row in rows:
        seen += [row[3]] * min(row[4], 3)
        if len(seen) >= 3:
            break
    return (seen[1] if len(seen) > 1 else None), (seen[2] if len(seen) > 2 else None)


class BuyerTotals:
    """`BuyerFact` and `BuyerCount`; a key is a channel and a buyer's name in it.

    It stands after `SalesRollup`, whose days it adds up.
    """

    name = "buyer_totals"
    sources = frozenset({Entity.ORDER})

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:  # noqa: ARG002 - the protocol's
        """The order's buyer."""
        return ((image["channel_id"], image["buyer"]),) if image["buyer"] is not None else ()

    def keys_of_update(self, entity: Entity, one: Image, other: Image) -> Iterable[_Key]:
        """None where the order is counted as before."""
        if counted_as(one) == counted_as(other):
            return ()
        return [*self.keys_of(entity, one), *self.keys_of(entity, other)]

    def keys_in(  # the protocol gives the signature
        self,
        connection: Connection,
        entity: Entity,  # noqa: ARG002
        first: int,
        last: int,
    ) -> Iterable[_Key]:
        """The buyers of a block of orders."""
        columns = select(_orders.c.channel_id, _orders.c.buyer).distinct()
        statement = columns.where(_orders.c.id.between(first, last), _orders.c.buyer.is_not(None))
        return [(row[0], row[1]) for row in stored_rows(connection, statement)]

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Add up the days of these buyers again."""
        done, tally = 0, Tally()
        for channel_id, buyers in _some(sorted(keys)):
            task.checkpoint(done, len(keys))
            done += len(buyers)
            named = {"channel": channel_id, "buyers": as_texts(buyers)}
            old = stored_rows(connection, _FACTS_OF, named)
            new = list(_added_up(stored_rows(connection, _DAYS_OF, named)))
            day_sums.replace(connection, _facts, old, new)
            tally.change(old, new)
        buyer_counts.add(connection, tally)

    def is_smaller_than(self, connection: Connection, count: int) -> bool:
        """Whether there are fewer orders."""
        return has_fewer_rows(connection, _orders, count)

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Add up all buyers again."""
        connection.execute(delete(_facts))
        tally = Tally()
        for chunk in _all(connection):
            task.checkpoint()
            day_sums.write(connection, _facts, chunk)
            tally.count(chunk)
        buyer_counts.write(connection, tally)

    def verify(self, connection: Connection) -> list[Differs]:
        """Buyers whose sums differ from their days, and counts that differ from the buyers."""
        tally = Tally()
        wrong, wrong_counts = _wrong_facts(connection, tally), buyer_counts.wrong(connection, tally)
        found = []
        if wrong:
            found.append(Differs(plural_message(_WRONG, len(wrong)), row_names.buyers(connection, wrong)))
        if wrong_counts:
            of_channels = row_names.channels(connection, (row[_CHANNEL] for row in wrong_counts))
            found.append(Differs(plural_message(_WRONG_COUNTS, len(wrong_counts)), of_channels))
        return found


def _wrong_facts(connection: Connection, tally: Tally) -> set[Row]:
    """(channel, buyer) of the rows that differ from their days; the buyers are counted on the way."""
    wrong: set[Row] = set()
    seen = 0
    for chunk in _all(connection):
        tally.count(chunk)
        pairs = [row[:2] for row in chunk]
        kept = set()
        for channel_id, buyers in _some(pairs):
            is_wanted = and_(_facts.c.channel_id == channel_id, _facts.c.buyer.in_(buyers))
            kept |= set(stored_rows(connection, select(*_facts.c).where(is_wanted)))
        wrong |= {row[:2] for row in set(chunk) - kept}
        seen += len(chunk)
    kept_count = connection.execute(select(func.count()).select_from(_facts)).scalar_one()
    return wrong if kept_count == seen else wrong.union(stored_rows(connection, _WITHOUT_DAYS))


def _some(pairs: Iterable[Row]) -> Iterator[tuple[int, Sequence[str]]]:
    """Pairs of channel and buyer by channel, some buyers at a time.

    Asked for the pairs themselves, SQLite walks through all days of all buyers for every portion of them.
    """
    for channel_id, of_channel in groupby(pairs, key=itemgetter(0)):
        for buyers in portions([buyer for _channel, buyer in of_channel]):
            yield channel_id, buyers


def _added_up(rows: Iterable[Row]) -> Iterator[Row]:
    for key, days in groupby(rows, key=lambda row: row[:3]):
        yield fact(key, list(days))


def _all(connection: Connection) -> Iterator[list[Row]]:
    """The rows of all buyers, some at a time."""
    waiting: list[Row] = []
    for row in _added_up(stored_rows(connection, _in_order(select(*_COLUMNS)))):
        waiting.append(row)
        if len(waiting) == _WRITTEN_AT_ONCE:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
