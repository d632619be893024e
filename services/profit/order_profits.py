"""What each order earned, kept beside the orders and always recomputable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, delete, func, insert, or_, select

from models.aftersales import Case
from models.channels import Channel
from models.couriers import CourierCharge
from models.dialects.prepared import Prepared
from models.dialects.stored import replace_stored
from models.entities import Entity
from models.orders import Order, OrderLine
from models.rollups import ChangedSale, CountedSku, OrderProfit
from models.stock import OrderLinePart, StockMove
from models.stock_ledger import SkuStock
from services import row_names, settings
from services.i18n import NN_
from services.kernel.chunks import AT_ONCE, sorted_chunks
from services.kernel.images import Image
from services.kernel.projections import Differs, has_fewer_rows
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task
from services.messages import plural_message
from services.orders.profit_columns import kept
from services.rollups import freight_days

_o = Order.table()
_l = OrderLine.table()
_p = OrderLinePart.table()
_m = StockMove.table()
_cases = Case.table()
_channels = Channel.table()
_charges = CourierCharge.table()
_changed = ChangedSale.table()
_counted = CountedSku.table()
_stock = SkuStock.table()
_kept = OrderProfit.table()

_Key = int | tuple[Any, ...]
_CASE, _COST, _LEDGER, _TERMS = "case", "cost", "ledger", "terms"
_OF_LEDGER = frozenset({Entity.STOCK_MOVE, Entity.COMPONENT, Entity.LOT, Entity.PARCEL, Entity.PARCEL_LINE})
_ALL_AFTER = (settings.COSTING.key, settings.ZONE.key, settings.CURRENCY.key)
_RANGE = 5_000
_WRONG = NN_("The kept profit of {count} order is out of date.", "The kept profits of {count} orders are out of date.")

# Built once: putting these together takes longer than one order's row.
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_COLUMNS = [column.name for column in _kept.c]
_KEPT_OF = Prepared(select(*_kept.c).where(_kept.c.order_id.in_(_IDS)))
_COMPUTED_OF = Prepared(kept(_o.c.id.in_(_IDS)))
_WITHIN = _o.c.id.between(bindparam("first"), bindparam("last"))
_DELETE_RANGE = Prepared(delete(_kept).where(_kept.c.order_id.between(bindparam("first"), bindparam("last"))))
_INSERT_RANGE = Prepared(insert(_kept).from_select(_COLUMNS, kept(_WITHIN)))
_COMPUTED_RANGE = kept(_WITHIN)
_CHANGED = Prepared(select(_changed.c.order_id))
_COUNTED_NOW = select(_stock.c.sku_id).where(_stock.c.is_bundle.is_(False))


class OrderProfits:
    """`OrderProfit` and `CountedSku`.

    A key is an order, what decides about freight (`freight_days`), the terms of a channel, a case, a SKU's written
    cost, or what the ledger wrote anew: it stands after the ledger, and before whoever empties `ChangedSale`.
    """

    name = "order_profits"
    sources = freight_days.SOURCES | _OF_LEDGER | {
        Entity.ORDER, Entity.CHANNEL_TERMS, Entity.COURIER_CHARGE, Entity.CASE
    }  # fmt: skip

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """The order a row is or belongs to, or what leads to its orders."""
        match entity:
            case Entity.ORDER:
                return freight_days.of_order(image)
            case Entity.CHANNEL_TERMS:
                return ((_TERMS, image["channel_id"], image["since"]),)
            case Entity.COURIER_CHARGE:
                return (freight_days.of_waybill(image["waybill"]),)
            case Entity.CASE:
                return () if image["order_id"] is None else (image["order_id"],)
            case Entity.STOCK_MOVE:
                return ((_LEDGER,), *_of_move(image))
            case Entity.COMPONENT | Entity.LOT:
                return ((_LEDGER,),)
            case Entity.SKU:
                return (*freight_days.keys_of(entity, image), (_COST, image["id"], image["cost_minor"]))
            case Entity.SETTING:
                return (freight_days.ALL,) if image["key"] in _ALL_AFTER else freight_days.keys_of(entity, image)
        keys = freight_days.keys_of(entity, image)
        return (*keys, (_LEDGER,)) if entity in _OF_LEDGER else keys

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The same of a block of rows."""
        match entity:
            case Entity.ORDER:
                return [*range(first, last + 1), *freight_days.orders_beside(connection, first, last)]
            case Entity.ORDER_LINE:
                return _values(connection, _l.c.order_id, _l.c.id.between(first, last))
            case Entity.CHANNEL_TERMS:
                return [(_TERMS, channel, "") for channel in _values(connection, _channels.c.id)]
            case Entity.COURIER_CHARGE:
                return map(
                    freight_days.of_waybill,
                    _values(connection, _charges.c.waybill, _charges.c.id.between(first, last)),
                )
            case Entity.CASE:
                within = _cases.c.id.between(first, last)
                return _values(connection, _cases.c.order_id, within, _cases.c.order_id.is_not(None))
            case Entity.STOCK_MOVE | Entity.COMPONENT | Entity.LOT:
                return [(_LEDGER,), *(_moves_in(connection, first, last) if entity is Entity.STOCK_MOVE else ())]
        keys = freight_days.keys_in(connection, entity, first, last)
        return [*keys, (_LEDGER,)] if entity in _OF_LEDGER else keys

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Compute the rows of the orders concerned again."""
        named = [key for key in keys if isinstance(key, tuple)]
        if freight_days.is_all(named):
            self.rebuild(connection, task)
            return
        ids = {key for key in keys if isinstance(key, int)} | freight_days.orders(connection, named)
        ids.update(_of_cases(connection, _named(named, _CASE)))
        ids.update(_of_terms(connection, named))
        ids.update(_of_skus(connection, _costing(connection, _twice(named))))
        ids.update(_CHANGED.column(connection))
        if (_LEDGER,) in keys:
            ids.update(_of_skus(connection, _newly_counted(connection)))
        for done, chunk in enumerate(sorted_chunks(ids)):
            task.checkpoint(done * AT_ONCE, len(ids))
            if len(chunk) > 1 and chunk[-1] - chunk[0] == len(chunk) - 1:  # of an import: one after the other
                _DELETE_RANGE.run(connection, first=chunk[0], last=chunk[-1])
                _INSERT_RANGE.run(connection, first=chunk[0], last=chunk[-1])
            else:
                old, new = _KEPT_OF.rows(connection, ids=chunk), _COMPUTED_OF.rows(connection, ids=chunk)
                replace_stored(connection, _kept.name, _COLUMNS, 1, old, new)

    def is_smaller_than(self, connection: Connection, count: int) -> bool:
        """Whether there are fewer orders."""
        return has_fewer_rows(connection, _o, count)

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Compute everything again."""
        connection.execute(delete(_kept))
        connection.execute(delete(_counted))
        connection.execute(insert(_counted).from_select(["sku_id"], _COUNTED_NOW))
        last = _last_id(connection)
        for first in range(1, last + 1, _RANGE):
            task.checkpoint(first - 1, last)
            _INSERT_RANGE.run(connection, first=first, last=first + _RANGE - 1)
        task.checkpoint(last, last)

    def verify(self, connection: Connection) -> list[Differs]:
        """Orders of which the kept profit differs from the facts."""
        wrong: set[int] = set(_values(connection, _kept.c.order_id, _kept.c.order_id.not_in(select(_o.c.id))))
        wrong.update(_of_skus(connection, _uncounted(connection)))
        for first in range(1, _last_id(connection) + 1, _RANGE):
            span = {"first": first, "last": first + _RANGE - 1}
            right = set(map(tuple, connection.execute(_COMPUTED_RANGE, span)))
            within = _kept.c.order_id.between(span["first"], span["last"])
            wrong |= {row[0] for row in right ^ set(map(tuple, connection.execute(select(*_kept.c).where(within))))}
        return [Differs(plural_message(_WRONG, len(wrong)), row_names.orders(connection, wrong))] if wrong else []


# -- from what changed to the orders concerned ------------------------------------------------------


def _of_move(image: Image) -> Iterator[_Key]:
    if image["order_line_id"] is not None:
        yield freight_days.of_line(image["order_line_id"])
    if image["document"] == _CASE and image["document_id"] is not None:
        yield (_CASE, image["document_id"])


def _moves_in(connection: Connection, first: int, last: int) -> Iterator[_Key]:
    columns = select(_m.c.order_line_id, _m.c.document, _m.c.document_id).where(_m.c.id.between(first, last))
    names = ("order_line_id", "document", "document_id")
    for row in stored_rows(connection, columns.where(or_(_m.c.order_line_id.is_not(None), _m.c.document == _CASE))):
        yield from _of_move(dict(zip(names, row, strict=True)))


def _of_cases(connection: Connection, cases: Iterable[int]) -> Iterator[int]:
    for chunk in sorted_chunks(cases):
        yield from _values(connection, _cases.c.order_id, _cases.c.id.in_(chunk), _cases.c.order_id.is_not(None))


def _of_terms(connection: Connection, keys: Iterable[tuple[Any, ...]]) -> Iterator[int]:
    """The orders sold on terms that changed; those without a day go by the newest."""
    for key in keys:
        if key[0] == _TERMS:
            since = date.fromisoformat(key[2]) if key[2] else date.min
            later = or_(_o.c.ordered_on >= since, _o.c.ordered_on.is_(None))
            yield from _values(connection, _o.c.id, _o.c.channel_id == key[1], later)


def _twice(keys: Iterable[tuple[Any, ...]]) -> set[int]:
    """The SKUs that cost something else now; one whose cost is the same gives the same key twice, which is one."""
    versions = Counter(_named(keys, _COST))
    return {sku_id for sku_id, count in versions.items() if count > 1}


def _costing(connection: Connection, skus: set[int]) -> set[int]:
    """Those of which orders cost what is written: the others' goods are in the ledger or are priced when read."""
    return skus - set(connection.execute(select(_counted.c.sku_id)).scalars()) if skus else skus


def _of_skus(connection: Connection, skus: Iterable[int]) -> Iterator[int]:
    """The orders that have one of these SKUs in them."""
    for chunk in sorted_chunks(skus):
        yield from _values(connection, _l.c.order_id, _l.c.sku_id.in_(chunk))
        of_parts = select(_p.c.order_line_id).where(_p.c.sku_id.in_(chunk))
        yield from _values(connection, _l.c.order_id, _l.c.id.in_(of_parts))


def _newly_counted(connection: Connection) -> set[int]:
    """The SKUs counted now and not before, or the other way round; noted."""
    found = _uncounted(connection)
    if found:
        connection.execute(delete(_counted))
        connection.execute(insert(_counted).from_select(["sku_id"], _COUNTED_NOW))
    return found


def _uncounted(connection: Connection) -> set[int]:
    now = set(connection.execute(_COUNTED_NOW).scalars())
    return now ^ set(connection.execute(select(_counted.c.sku_id)).scalars())


def _named(keys: Iterable[tuple[Any, ...]], name: str) -> Iterator[int]:
    return (key[1] for key in keys if key[0] == name)


def _values(connection: Connection, column: Any, *conditions: ColumnElement[bool]) -> Sequence[Any]:
    return connection.execute(select(column).where(*conditions).distinct()).scalars().all()


def _last_id(connection: Connection) -> int:
    return int(connection.execute(select(func.coalesce(func.max(_o.c.id), 0))).scalar_one())
