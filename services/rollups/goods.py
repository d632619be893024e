"""The rollup of what was sold: pieces, amounts and costs by day and SKU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    Connection,
    Select,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    type_coerce,
)

from models.dialects.listed import as_list, listed
from models.dialects.prepared import Prepared
from models.entities import Entity
from models.enums.goods import MoveKind
from models.enums.orders import OrderStatus
from models.orders import Order, OrderLine
from models.rollups import ChangedSale, SkuDay, UncostedDay
from models.stock import OrderLinePart, StockMove
from models.stock_ledger import StockEntry
from services import settings
from services.i18n import NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.images import Image
from services.kernel.projections import Differs
from services.kernel.tasks import Task
from services.orders.kinds import IS_SALE
from services.rollups import day_sums
from services.rollups.day_sums import Place, Row, at, kept_at, of_days, of_place, total

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
_DAY, _ORDER, _SOLD_IN, _LINE, _LEDGER, _ALL = "day", "order", "sold", "line", "ledger", "all"
_FEW = 80  # SKUs of a place summed by themselves; of more of them the whole place is
_OF_LEDGER = frozenset({Entity.STOCK_MOVE, Entity.COMPONENT, Entity.LOT, Entity.PARCEL, Entity.PARCEL_LINE})
_WRONG = NN_(
    "The product totals of {count} day are out of date.", "The product totals of {count} days are out of date."
)
_IS_OPEN = or_(_l.c.is_closed.is_(False), _l.c.has_left.is_(True), _o.c.status == OrderStatus.CLOSED)
"""Lines that cost: also all of an order that was closed after it had been sent."""
_GROUP = (_o.c.ordered_on, _o.c.channel_id, _o.c.currency)
_LINKED_TO_NONE = 0  # stands for the SKU of items without one
_SOLD = func.coalesce(_l.c.sku_id, _LINKED_TO_NONE)
_OF_SKU = func.coalesce(_l.c.sku_quantity, _l.c.quantity)
"""A channel's code may stand for several pieces: it is these that are sold, forecast and priced."""


def _amount() -> Any:
    price, discount, amount = (
        type_coerce(_l.c[name], BigInteger()) for name in ("price_minor", "discount_minor", "amount_minor")
    )
    return func.coalesce(amount, price * _l.c.quantity - func.coalesce(discount, 0), 0)


def _of_sold(*where: Any) -> Select[Any]:
    return (
        select(*_GROUP, _SOLD, func.count(_o.c.id.distinct()), total(_OF_SKU), total(_amount()))
        .join_from(_o, _l, _l.c.order_id == _o.c.id)
        .where(*where, _l.c.is_closed.is_(False))
        .group_by(*_GROUP, _SOLD)
    )


_OF_PART = func.coalesce(_p.c.sku_id, _l.c.sku_id, 0)
_PIECES = _OF_SKU * func.coalesce(_p.c.quantity, 1)
_GONE = (OrderStatus.SHIPPED, OrderStatus.COMPLETED, OrderStatus.CLOSED)
_HAS_LEFT = case((_o.c.status.in_(_GONE), 1), else_=0)
_COST = total(type_coerce(_e.c.late_minor, BigInteger()) - type_coerce(_e.c.value_minor, BigInteger()))


def _of_lines(*where: Any) -> Select[Any]:
    return (
        select(*_GROUP, _SOLD, _l.c.id, _OF_PART, _PIECES, _HAS_LEFT)
        .select_from(_o.join(_l, _l.c.order_id == _o.c.id).outerjoin(_p, _p.c.order_line_id == _l.c.id))
        .where(*where, _IS_OPEN)
    )


def _of_booked(*where: Any) -> Select[Any]:
    return (
        select(_e.c.order_line_id, _e.c.sku_id, _COST, total(_e.c.unknown + _e.c.pending))
        .join_from(_o, _e, _e.c.order_id == _o.c.id)
        .where(*where, _e.c.kind == MoveKind.SALE)
        .group_by(_e.c.order_line_id, _e.c.sku_id)
    )


def _of_returned(*where: Any) -> Select[Any]:
    joined = _o.join(_l, _l.c.order_id == _o.c.id).join(_m, _m.c.order_line_id == _l.c.id)
    return (
        select(_m.c.order_line_id, _m.c.sku_id, total(_back.c.value_minor))
        .select_from(joined.join(_back, _back.c.id == _m.c.id))
        .where(*where, _m.c.kind == MoveKind.RETURN)
        .group_by(_m.c.order_line_id, _m.c.sku_id)
    )


_OF_SOLD, _OF_LINES = Prepared(_of_sold(*of_days())), Prepared(_of_lines(*of_days(sales=False)))
_OF_BOOKED, _OF_RETURNED = (Prepared(of(*of_days(sales=False))) for of in (_of_booked, _of_returned))
_HAS_LINES = select(_l.c.id).where(_l.c.order_id == _o.c.id).exists()
_WITHOUT_LINES = select(*_GROUP, func.count()).where(~_HAS_LINES).group_by(*_GROUP)
_EMPTY = Prepared(_WITHOUT_LINES.where(*of_days(sales=False)))
_EMPTY_AT = Prepared(_WITHOUT_LINES.where(*of_place(sales=False)))
_ANY_RETURN = Prepared(select(_m.c.id).where(_m.c.order_line_id.is_not(None)).limit(1))

# The same of some of the SKUs sold at a place: what one order's change concerns. The place is walked through once, for
# the orders that have them.
_SKUS: BindParameter[Any] = bindparam("skus", expanding=True)
_HAVING = select(_o.c.id).join_from(_o, _l, _l.c.order_id == _o.c.id).distinct()
_HAVING_SOME = Prepared(_HAVING.where(*of_place(sales=False), _SOLD.in_(_SKUS)))
_AMONG = _o.c.id.in_(listed("ids"))
_SOME_SOLD = Prepared(_of_sold(_AMONG, day_sums.IS_COUNTED, IS_SALE, _SOLD.in_(_SKUS)))
_SOME_LINES = Prepared(_of_lines(_AMONG, _SOLD.in_(_SKUS)))
_SOME_BOOKED = Prepared(_of_booked(_AMONG))
_SOME_RETURNED = Prepared(_of_returned(_AMONG))
_KEPT_SOME = {
    table: Prepared(kept_at(table).where(sold.in_(_SKUS)))
    for table, sold in ((_sku_days, _sku_days.c.sku_id), (_uncosted, _uncosted.c.sold_id))
}
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_GOODS = select(*_GROUP, _SOLD).join_from(_o, _l, _l.c.order_id == _o.c.id).distinct()
_GOODS = _GOODS.where(_o.c.ordered_on.is_not(None))
_OF_ORDERS = select(*_GROUP, _SOLD).outerjoin_from(_o, _l, _l.c.order_id == _o.c.id).distinct()
_GOODS_OF_ORDERS = Prepared(_OF_ORDERS.where(_o.c.ordered_on.is_not(None), _o.c.id.in_(_IDS)))
_GOODS_OF_LINES = Prepared(_GOODS.where(_l.c.id.in_(_IDS)))
_GOODS_OF_CHANGED = Prepared(_GOODS.where(_o.c.id.in_(select(_changed.c.order_id))))
_PLACES = select(_o.c.id, *_GROUP).where(_o.c.ordered_on.is_not(None))
_PLACES_OF_ORDERS = Prepared(_PLACES.where(_o.c.id.in_(_IDS)))
_FORGET_CHANGED = Prepared(delete(_changed))

_Some = Mapping[str, Any]
"""What a statement is asked for: ``days``; or ``skus``, and the ``ids`` of the counted orders that have them."""


def _rows(connection: Connection, whole: Prepared, some: Prepared, wanted: _Some) -> list[Row]:
    return (some if "skus" in wanted else whole).rows(connection, **wanted)


def _sold(connection: Connection, wanted: _Some) -> dict[Row, list[int]]:
    """(day, channel, currency, SKU) → orders, pieces and amount of sales."""
    return {row[:4]: [*row[4:], 0, 0] for row in _rows(connection, _OF_SOLD, _SOME_SOLD, wanted)}


def _pieces_of_lines(connection: Connection, wanted: _Some) -> list[Row]:
    """(day, channel, currency, SKU sold, line, SKU that costs, pieces, whether it left) of everything that costs."""
    return _rows(connection, _OF_LINES, _SOME_LINES, wanted)


def _booked(connection: Connection, wanted: _Some) -> dict[Row, Row]:
    """(line, SKU) → what the ledger says left with it: its cost, and the pieces of unknown cost."""
    return {row[:2]: row[2:] for row in _rows(connection, _OF_BOOKED, _SOME_BOOKED, wanted)}


def _returned(connection: Connection, wanted: _Some) -> dict[Row, int]:
    """(line, SKU) → what came back of it was worth."""
    if _ANY_RETURN.first(connection) is None:
        return {}
    return {row[:2]: row[2] for row in _rows(connection, _OF_RETURNED, _SOME_RETURNED, wanted)}


def sums(connection: Connection, days: Sequence[date]) -> tuple[list[Row], list[Row]]:
    """The rows of `SkuDay` and of `UncostedDay` of these days."""
    return _sums(connection, {"days": days}, _EMPTY.rows(connection, days=days))


def _sums_of_some(connection: Connection, place: Place, skus: Sequence[int]) -> tuple[list[Row], list[Row]]:
    """The same of some of the SKUs sold at one place."""
    having = _HAVING_SOME.column(connection, **at(place), skus=skus)
    empty = _EMPTY_AT.rows(connection, **at(place)) if _LINKED_TO_NONE in skus else ()
    return _sums(connection, {"ids": as_list(having), "skus": skus}, empty)


def _sums(connection: Connection, wanted: _Some, empty: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """`empty` are (day, channel, currency, orders without lines): what is in them nobody knows, so neither its cost."""
    sold = _sold(connection, wanted)
    booked, returned = _booked(connection, wanted), _returned(connection, wanted)
    open_pieces: defaultdict[Row, int] = defaultdict(int)
    for *where, orders in empty:
        open_pieces[(*where, _LINKED_TO_NONE, _LINKED_TO_NONE)] = orders
    for *key, line, sku, pieces, has_left in _pieces_of_lines(connection, wanted):
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
    """`SkuDay` and `UncostedDay`.

    A key is a day, everything, what the ledger wrote anew, or what is sold on some day and summed by itself: the goods
    of an order, a SKU in an order, the goods of an order line. It stands after the stock ledger, whose entries say what
    the pieces cost: the ledger leaves in `ChangedSale` which orders it wrote.
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
            return _sold_in(image), (_SOLD_IN, image["order_id"], _LINKED_TO_NONE)  # it may be its first or last
        if entity is Entity.ORDER_LINE_PART:
            return ((_LINE, image["order_line_id"]),)
        if entity is Entity.SETTING:
            return ((_ALL,),) if image["key"] in (settings.COSTING.key, settings.ZONE.key) else ()
        is_return = entity is Entity.STOCK_MOVE and image["order_line_id"] is not None
        return ((_LEDGER,), (_LINE, image["order_line_id"])) if is_return else ((_LEDGER,),)

    def keys_of_update(self, entity: Entity, one: Image, other: Image) -> Iterable[_Key]:
        """Of an order that stays at its place, its goods: lines that change as well say what they were."""
        if entity is Entity.ORDER and all(one[column.name] == other[column.name] for column in _GROUP):
            return ((_ORDER, one["id"]),)
        if entity is Entity.ORDER_LINE and one["order_id"] == other["order_id"]:
            return _sold_in(one), _sold_in(other)
        return [*self.keys_of(entity, one), *self.keys_of(entity, other)]

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
        goods: defaultdict[Place, set[int]] = defaultdict(set)
        for place, sku in _goods(connection, keys):
            goods[place].add(sku)
        _FORGET_CHANGED.run(connection)
        days |= {date.fromisoformat(place[0]) for place, skus in goods.items() if len(skus) > _FEW}
        self._replace(connection, days, task)
        some = sorted(place for place in goods if date.fromisoformat(place[0]) not in days)
        for done, place in enumerate(some):
            task.checkpoint(done, len(some))
            self._replace_some(connection, place, sorted(goods[place]))

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Sum all days again."""
        for table in (_changed, _sku_days, _uncosted):
            connection.execute(delete(table))
        for chunk in day_sums.followed(day_sums.all_days(connection), task):
            for table, rows in zip((_sku_days, _uncosted), sums(connection, chunk), strict=True):
                day_sums.write(connection, table, rows)

    def verify(self, connection: Connection) -> list[Differs]:
        """Days whose sums differ from their orders and the ledger."""
        return day_sums.problems(day_sums.wrong_days(connection, self.tables), _WRONG)

    def _replace(self, connection: Connection, days: Collection[date], task: Task) -> None:
        for chunk in day_sums.followed(sorted(days), task):
            for table, rows in zip((_sku_days, _uncosted), sums(connection, chunk), strict=True):
                day_sums.replace(connection, table, day_sums.kept(connection, table, chunk), rows)

    def _replace_some(self, connection: Connection, place: Place, skus: Sequence[int]) -> None:
        for (table, kept), rows in zip(_KEPT_SOME.items(), _sums_of_some(connection, place, skus), strict=True):
            day_sums.replace(connection, table, kept.rows(connection, **at(place), skus=skus), rows)


def _sold_in(line: Image) -> _Key:
    return _SOLD_IN, line["order_id"], line["sku_id"] or _LINKED_TO_NONE


def _goods(connection: Connection, keys: Collection[_Key]) -> Iterator[tuple[Place, int]]:
    """(place, SKU sold) of the orders and lines named, and of the orders the ledger wrote."""
    for kind, statement in ((_ORDER, _GOODS_OF_ORDERS), (_LINE, _GOODS_OF_LINES)):
        for chunk in sorted_chunks(key[1] for key in keys if key[0] == kind):
            yield from _pairs(statement.rows(connection, ids=chunk))
    yield from _pairs(_GOODS_OF_CHANGED.rows(connection))
    sold = [(key[1], key[2]) for key in keys if key[0] == _SOLD_IN]
    place_of: dict[int, Place] = {}
    for chunk in sorted_chunks(order_id for order_id, _sku in sold):
        for order_id, day, channel, currency in _PLACES_OF_ORDERS.rows(connection, ids=chunk):
            place_of[order_id] = (day, channel, currency)
    yield from ((place_of[order_id], sku) for order_id, sku in sold if order_id in place_of)


def _pairs(rows: Iterable[Row]) -> Iterator[tuple[Place, int]]:
    return (((day, channel, currency), sku) for day, channel, currency, sku in rows)
