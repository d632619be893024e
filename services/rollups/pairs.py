"""The rollup of what is bought together: pairs of SKUs by day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from models.advice import PairDay
from models.dialects.prepared import Prepared
from models.entities import Entity
from models.orders import Order, OrderLine
from services import settings
from services.i18n import NN_
from services.kernel.images import Image
from services.kernel.projections import Differs
from services.kernel.tasks import Task
from services.orders.kinds import counted_as
from services.rollups import day_sums
from services.rollups.day_sums import Row, of_days

_o = Order.table()
_one = OrderLine.table().alias("one")
_other = OrderLine.table().alias("other")
_lines = OrderLine.table()
_pairs = PairDay.table()

_Key = tuple[Any, ...]
_DAY, _ORDER, _ALL = "day", "order", "all"
_WRONG = NN_("The pairs of {count} day are out of date.", "The pairs of {count} days are out of date.")


_OF_PAIRS = Prepared(
    select(_o.c.ordered_on, _one.c.sku_id, _other.c.sku_id, func.count(_o.c.id.distinct()))
    .select_from(_o.join(_one, _one.c.order_id == _o.c.id).join(_other, _other.c.order_id == _o.c.id))
    .where(*of_days(), _one.c.sku_id < _other.c.sku_id, _one.c.is_closed.is_(False), _other.c.is_closed.is_(False))
    .group_by(_o.c.ordered_on, _one.c.sku_id, _other.c.sku_id)
)


def pair_sums(connection: Connection, days: Sequence[date]) -> list[Row]:
    """The rows of `PairDay` of these days."""
    return _OF_PAIRS.rows(connection, days=days)


class PairRollup:
    """`PairDay`; a key is a day, an order, or everything."""

    name = "pair_rollup"
    sources = frozenset({Entity.ORDER, Entity.ORDER_LINE, Entity.SETTING})
    tables = ((_pairs, pair_sums),)

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """Where the row is counted."""
        if entity is Entity.ORDER:
            return ((_DAY, image["ordered_on"]),) if image["ordered_on"] is not None else ()
        if entity is Entity.ORDER_LINE:
            return ((_ORDER, image["order_id"]),) if image["sku_id"] is not None else ()
        return ((_ALL,),) if image["key"] == settings.ZONE.key else ()

    def keys_of_update(self, entity: Entity, one: Image, other: Image) -> Iterable[_Key]:
        """None where the order is counted as before."""
        if entity is Entity.ORDER and counted_as(one) == counted_as(other):
            return ()
        return [*self.keys_of(entity, one), *self.keys_of(entity, other)]

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The same of a block of rows."""
        if entity is Entity.SETTING:
            return ((_ALL,),)
        days = select(_o.c.ordered_on).distinct()
        if entity is Entity.ORDER:
            statement = days.where(_o.c.id.between(first, last))
        else:
            joined = days.join(_lines, _lines.c.order_id == _o.c.id)
            statement = joined.where(_lines.c.id.between(first, last))
        return [(_DAY, day.isoformat()) for day in connection.execute(statement).scalars() if day is not None]

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Sum the days concerned again."""
        if (_ALL,) in keys:
            self.rebuild(connection, task)
            return
        days = {date.fromisoformat(key[1]) for key in keys if key[0] == _DAY}
        days |= day_sums.days_of_orders(connection, {key[1] for key in keys if key[0] == _ORDER})
        day_sums.replace_days(connection, self.tables, days, task)

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Sum all days again."""
        day_sums.rebuild(connection, self.tables, task)

    def verify(self, connection: Connection) -> list[Differs]:
        """Days whose pairs differ from their orders."""
        return day_sums.problems(day_sums.wrong_days(connection, self.tables), _WRONG)
