"""The rollup of what was sold: pieces, amounts and costs by day and SKU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Connection, bindparam, case, delete, func, or_, select, type_coerce

from models.entities import Entity
from models.orders import Order, OrderLine
from models.rollups import ChangedSale, SkuDay, UncostedDay
from models.stock import OrderLinePart, StockMove
from models.stock_ledger import StockEntry
from models.values import MoveKind, OrderStatus
from services import settings
from services.charts import day_sums
from services.charts.day_sums import Row, of_days, rows_of, total
from services.i18n import NN_
from services.kernel.images import Image
from services.kernel.tasks import Task
from services.messages import Message

_o = Order.table()
_l = OrderLine.table()
_p = OrderLinePart.table()
_e = StockEntry.table()
_m = StockMove.table()
_back = StockEntry.table().alias("came_back")
_changed = ChangedSale.table()
_sku_days = SkuDay.table()
_uncosted = UncostedDay.table()

_Key = tuple[Any, ...]
_DAY, _ORDER, _LINE, _LEDGER, _ALL = "day", "order", "line", "ledger", "all"
_OF_LEDGER = frozenset({Entity.STOCK_MOVE, Entity.COMPONENT, Entity.LOT, Entity.PARCEL, Entity.PARCEL_LINE})
_WRONG = NN_(
    "The product totals of {count} day are out of date.", "The product totals of {count} days are out of date."
)
_IS_OPEN = or_(_l.c.is_closed.is_(False), _l.c.has_left.is_(True))
_GROUP = (_o.c.ordered_on, _o.c.channel_id, _o.c.currency)
_SOLD = func.coalesce(_l.c.sku_id, 0)


def _amount() -> Any:
    price, discount, amount = (
        type_coerce(_l.c[name], BigInteger()) for name in ("price_minor", "discount_minor", "amount_minor")
    )
    return func.coalesce(amount, price * _l.c.quantity - func.coalesce(discount, 0), 0)


_OF_SOLD = (
    select(*_GROUP, _SOLD, func.count(_o.c.id.distinct()), total(_l.c.quantity), total(_amount()))
    .join_from(_o, _l, _l.c.order_id == _o.c.id)
    .where(*of_days(), _l.c.is_closed.is_(False))
    .group_by(*_GROUP, _SOLD)
)
_OF_PART = func.coalesce(_p.c.sku_id, _l.c.sku_id, 0)
_PIECES = func.coalesce(_l.c.sku_quantity, _l.c.quantity) * func.coalesce(_p.c.quantity, 1)
_HAS_LEFT = case((_o.c.status.in_((OrderStatus.SHIPPED, OrderStatus.COMPLETED)), 1), else_=0)
_OF_LINES = (
    select(*_GROUP, _SOLD, _l.c.id, _OF_PART, _PIECES, _HAS_LEFT)
    .select_from(_o.join(_l, _l.c.order_id == _o.c.id).outerjoin(_p, _p.c.order_line_id == _l.c.id))
    .where(*of_days(sales=False), _IS_OPEN)
)
_COST = total(type_coerce(_e.c.late_minor, BigInteger()) - type_coerce(_e.c.value_minor, BigInteger()))
_OF_BOOKED = (
    select(_e.c.order_line_id, _e.c.sku_id, _COST, total(_e.c.unknown + _e.c.pending))
    .join_from(_o, _e, _e.c.order_id == _o.c.id)
    .where(*of_days(sales=False), _e.c.kind == MoveKind.SALE)
    .group_by(_e.c.order_line_id, _e.c.sku_id)
)
_OF_RETURNED = (
    select(_m.c.order_line_id, _m.c.sku_id, total(_back.c.value_minor))
    .select_from(
        _o.join(_l, _l.c.order_id == _o.c.id).join(_m, _m.c.order_line_id == _l.c.id).join(_back, _back.c.id == _m.c.id)
    )
    .where(*of_days(sales=False), _m.c.kind == MoveKind.RETURN)
    .group_by(_m.c.order_line_id, _m.c.sku_id)
)
_ANY_RETURN = select(_m.c.id).where(_m.c.order_line_id.is_not(None)).limit(1)
_LINES: BindParameter[Any] = bindparam("lines", expanding=True)
_DAYS_OF_LINES = day_sums.days_where(_o.c.id.in_(select(_l.c.order_id).where(_l.c.id.in_(_LINES))))
_DAYS_OF_CHANGED = day_sums.days_where(_o.c.id.in_(select(_changed.c.order_id)))


def _sold(connection: Connection, days: Sequence[date]) -> dict[Row, list[int]]:
    """(day, channel, currency, SKU) → orders, pieces and amount of sales."""
    return {row[:4]: [*row[4:], 0, 0] for row in rows_of(connection, _OF_SOLD, days)}


def _pieces_of_lines(connection: Connection, days: Sequence[date]) -> list[Row]:
    """(day, channel, currency, SKU sold, line, SKU that costs, pieces, whether it left) of everything that costs."""
    return rows_of(connection, _OF_LINES, days)


def _booked(connection: Connection, days: Sequence[date]) -> dict[Row, Row]:
    """(line, SKU) → what the ledger says left with it: its cost, and the pieces of unknown cost."""
    return {row[:2]: row[2:] for row in rows_of(connection, _OF_BOOKED, days)}


def _returned(connection: Connection, days: Sequence[date]) -> dict[Row, int]:
    """(line, SKU) → what came back of it was worth."""
    if connection.execute(_ANY_RETURN).first() is None:
        return {}
    return {row[:2]: row[2] for row in rows_of(connection, _OF_RETURNED, days)}


def sums(connection: Connection, days: Sequence[date]) -> tuple[list[Row], list[Row]]:
    """The rows of `SkuDay` and of `UncostedDay` of these days."""
    sold = _sold(connection, days)
    booked, returned = _booked(connection, days), _returned(connection, days)
    open_pieces: defaultdict[Row, int] = defaultdict(int)
    for *key, line, sku, pieces, has_left in _pieces_of_lines(connection, days):
        known = booked.get((line, sku)) if has_left else None
        if known is None:
            open_pieces[(*key, sku)] += pieces
            continue
        row = sold.setdefault(tuple(key), [0, 0, 0, 0, 0])
        cost, unknown = known
        if unknown:
            row[4] += unknown
        else:
            row[3] += cost - returned.get((line, sku), 0)
    return [(*key, *row) for key, row in sold.items()], [(*key, pieces) for key, pieces in open_pieces.items()]


def _sku_sums(connection: Connection, days: Sequence[date]) -> list[Row]:
    return sums(connection, days)[0]


def _open_sums(connection: Connection, days: Sequence[date]) -> list[Row]:
    return sums(connection, days)[1]


class GoodsRollup:
    """`SkuDay` and `UncostedDay`; a key is a day, an order, an order line, what the ledger wrote anew, or everything.

    It stands after the stock ledger, whose entries say what the pieces cost: the ledger leaves in
    `ChangedSale` which orders it wrote.
    """

    name = "goods_rollup"
    sources = frozenset(
        {Entity.ORDER, Entity.ORDER_LINE, Entity.ORDER_LINE_PART, Entity.SETTING, *_OF_LEDGER}
    )  # fmt: skip
    tables = ((_sku_days, _sku_sums), (_uncosted, _open_sums))

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """Where the row is counted."""
        if entity is Entity.ORDER:
            return ((_DAY, image["ordered_on"]),) if image["ordered_on"] is not None else ()
        if entity is Entity.ORDER_LINE:
            return ((_ORDER, image["order_id"]),)
        if entity is Entity.ORDER_LINE_PART:
            return ((_LINE, image["order_line_id"]),)
        if entity is Entity.SETTING:
            return ((_ALL,),) if image["key"] in (settings.COSTING.key, settings.ZONE.key) else ()
        is_return = entity is Entity.STOCK_MOVE and image["order_line_id"] is not None
        return ((_LEDGER,), (_LINE, image["order_line_id"])) if is_return else ((_LEDGER,),)

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The same of a block of rows."""
        if entity in _OF_LEDGER:
            returned = select(_m.c.order_line_id).where(_m.c.id.between(first, last), _m.c.order_line_id.is_not(None))
            lines = connection.execute(returned).scalars() if entity is Entity.STOCK_MOVE else ()
            return [(_LEDGER,), *((_LINE, line) for line in lines)]
        days = select(_o.c.ordered_on).distinct()
        if entity is Entity.ORDER:
            statement = days.where(_o.c.id.between(first, last))
        elif entity is Entity.ORDER_LINE:
            statement = days.join(_l, _l.c.order_id == _o.c.id).where(_l.c.id.between(first, last))
        else:
            joined = _o.join(_l, _l.c.order_id == _o.c.id).join(_p, _p.c.order_line_id == _l.c.id)
            statement = days.select_from(joined).where(_p.c.id.between(first, last))
        return [(_DAY, day.isoformat()) for day in connection.execute(statement).scalars() if day is not None]

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Sum the days concerned again, and those whose costs the ledger has changed."""
        if (_ALL,) in keys:
            self.rebuild(connection, task)
            return
        days = {date.fromisoformat(key[1]) for key in keys if key[0] == _DAY}
        days |= day_sums.days_of_orders(connection, {key[1] for key in keys if key[0] == _ORDER})
        for chunk in day_sums.chunks(sorted(key[1] for key in keys if key[0] == _LINE), 900):
            days.update(connection.execute(_DAYS_OF_LINES, {"lines": chunk}).scalars())
        days.update(connection.execute(_DAYS_OF_CHANGED).scalars())
        connection.execute(delete(_changed))
        self._replace(connection, days, task)

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Sum all days again."""
        for table in (_changed, _sku_days, _uncosted):
            connection.execute(delete(table))
        for chunk in day_sums.followed(day_sums.all_days(connection), task):
            self._insert(connection, chunk)

    def verify(self, connection: Connection) -> list[Message]:
        """Days whose sums differ from their orders and the ledger."""
        return day_sums.problems(day_sums.wrong_days(connection, self.tables), _WRONG)

    def _replace(self, connection: Connection, days: Collection[date], task: Task) -> None:
        for chunk in day_sums.followed(sorted(days), task):
            for table in (_sku_days, _uncosted):
                day_sums.delete_days(connection, table, chunk)
            self._insert(connection, chunk)

    @staticmethod
    def _insert(connection: Connection, days: Sequence[date]) -> None:
        for table, rows in zip((_sku_days, _uncosted), sums(connection, days), strict=True):
            day_sums.write(connection, table, rows)
