"""What lists and search need to know about orders, kept beside them and always recomputable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, case, delete, func, insert, select

from models.dialects import sqlite
from models.dialects.listed import as_list, listed
from models.dialects.prepared import Prepared
from models.dialects.stored import replace_stored
from models.entities import Entity
from models.enums.orders import OrderStatus, ParcelState, PrintKind
from models.fulfilment import Parcel, ParcelLine, PrintedOrder, PrintRun
from models.orders import Order, OrderLine
from models.projections import DailySales, OrderSummary
from services import row_names, text
from services.i18n import N_, NN_
from services.kernel.chunks import AT_ONCE, sorted_chunks
from services.kernel.gram_check import GramCheck
from services.kernel.images import Image
from services.kernel.projections import Differs, has_fewer_rows
from services.kernel.tasks import Task
from services.messages import message, plural_message
from services.orders.kinds import IS_SALE, counted_as

_Key = int | tuple[str, int]
_Row = tuple[Any, ...]
_NGRAMS = "order_ngrams"
_TITLES_SEARCHED = 12  # more than a dozen different titles in one order do not help finding it
_TITLE_TEXT_SEARCHED = 200  # characters of all titles in one text, while the lines are not known

_orders = Order.table()
_lines = OrderLine.table()
_summaries = OrderSummary.table()
_days = DailySales.table()
_printed = PrintedOrder.table()
_runs = PrintRun.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()


class _TheOrder(NamedTuple):
    """What the list's entry of an order is made of, as stored."""

    id: int
    external_no: str
    buyer: str | None
    receiver: str | None
    title_text: str | None
    declared_pieces: int | None
    tracking_no: str | None


class _ItsLine(NamedTuple):
    """The same of one of its lines."""

    order_id: int
    title: str
    variant: str | None
    code: str | None
    quantity: int
    is_closed: int
    sku_id: int | None


_WRONG = NN_("The list entry of {count} order is out of date.", "The list entries of {count} orders are out of date.")
_STRAY = NN_("{count} list entry belongs to no order.", "{count} list entries belong to no order.")
_WRONG_DAYS = NN_(
    "The daily totals of {count} day differ from its orders.",
    "The daily totals of {count} days differ from their orders.",
)
_OF_NO_ORDER = select(_summaries.c.order_id).where(_summaries.c.order_id.not_in(select(_orders.c.id)))
_PRINT_COLUMNS = {
    PrintKind.PICK_LIST: "pick_prints",
    PrintKind.PACKING_LIST: "pack_prints",
    PrintKind.SHIP_FILE: "ship_files",
}

# Built once: of one shipped order's time, putting these together would be a tenth.
_LISTED = listed("ids")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)  # in joins: SQLite takes a list to be short
_COLUMNS = (
    "order_id", "pieces", "lines", "unmatched", "title", "variant", "search", *_PRINT_COLUMNS.values(), "parcels",
    "sent_pieces", "together",
)  # fmt: skip
_SEARCH = _COLUMNS.index("search")
_KEPT = Prepared(select(*(_summaries.c[name] for name in _COLUMNS)).where(_summaries.c.order_id.in_(_LISTED)))
_ORDERS_OF = Prepared(
    select(*(_orders.c[name] for name in _TheOrder._fields)).where(_orders.c.id.in_(_LISTED)).order_by(_orders.c.id)
)
_LINES_OF = Prepared(
    select(*(_lines.c[name] for name in _ItsLine._fields))
    .where(_lines.c.order_id.in_(_LISTED))
    .order_by(_lines.c.order_id, _lines.c.position)
)
_PRINTS_OF = Prepared(
    select(_printed.c.order_id, _runs.c.kind, func.count())
    .join_from(_printed, _runs, _runs.c.id == _printed.c.run_id)
    .where(_printed.c.order_id.in_(_IDS))
    .group_by(_printed.c.order_id, _runs.c.kind)
)
_ANY_PRINTED = Prepared(select(_printed.c.id).limit(1))
_ANY_PARCEL = Prepared(select(_parcels.c.id).limit(1))
_WITH_LINES = _packed.join(_lines, _lines.c.id == _packed.c.order_line_id)
_PARCELS_OF = Prepared(
    select(
        _lines.c.order_id,
        func.count(_packed.c.parcel_id.distinct()),
        func.sum(case((_parcels.c.state == ParcelState.SHIPPED, _packed.c.quantity), else_=0)),
    )
    .select_from(_WITH_LINES.join(_parcels, _parcels.c.id == _packed.c.parcel_id))
    .where(_lines.c.order_id.in_(_IDS))
    .group_by(_lines.c.order_id)
)
_other_packed, _other_lines = _packed.alias(), _lines.alias()
_TOGETHER_WITH = Prepared(
    select(_lines.c.order_id, func.count(_other_lines.c.order_id.distinct()))
    .select_from(
        _WITH_LINES.join(_other_packed, _other_packed.c.parcel_id == _packed.c.parcel_id).join(
            _other_lines, _other_lines.c.id == _other_packed.c.order_line_id
        )
    )
    .where(_lines.c.order_id.in_(_IDS), _other_lines.c.order_id != _lines.c.order_id)
    .group_by(_lines.c.order_id)
)


class OrderSummaries:
    """`OrderSummary` and the n-gram index over its search text.

    A key is an order id, or (column, id) for the orders that have pieces in a parcel or at an order line.
    """

    name = "order_summary"
    sources = frozenset(
        {Entity.ORDER, Entity.ORDER_LINE, Entity.PRINTED_ORDER, Entity.PARCEL, Entity.PARCEL_LINE}
    )  # fmt: skip

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """The order the row is or belongs to, or where it is looked up."""
        if entity is Entity.PARCEL:
            return ((_packed.c.parcel_id.name, image["id"]),)
        if entity is Entity.PARCEL_LINE:
            return tuple((name, image[name]) for name in (_packed.c.parcel_id.name, _packed.c.order_line_id.name))
        return (image["id"] if entity is Entity.ORDER else image["order_id"],)

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The orders of a block of rows."""
        if entity is Entity.ORDER:
            return range(first, last + 1)
        if entity in (Entity.PARCEL, Entity.PARCEL_LINE):
            name = _packed.c.parcel_id.name if entity is Entity.PARCEL else _packed.c.id.name
            return [(name, number) for number in range(first, last + 1)]
        source = _lines if entity is Entity.ORDER_LINE else _printed
        statement = select(source.c.order_id).where(source.c.id.between(first, last)).distinct()
        return connection.execute(statement).scalars().all()

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Replace the summaries of these orders and what the search index holds of them."""
        wanted = {key for key in keys if isinstance(key, int)} | _orders_packed(connection, keys)
        for done, chunk in enumerate(sorted_chunks(wanted)):
            task.checkpoint(done * AT_ONCE, len(wanted))
            self._recompute_chunk(connection, chunk)

    def is_smaller_than(self, connection: Connection, count: int) -> bool:
        """Whether there are fewer orders."""
        return has_fewer_rows(connection, _orders, count)

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Compute all summaries again."""
        connection.execute(delete(_summaries))
        sqlite.clear_grams(connection, _NGRAMS)
        for ids in _chunks_of_ids(connection):
            task.checkpoint()
            self._write(connection, (), self._computed(connection, ids))

    def verify(self, connection: Connection) -> list[Differs]:
        """Orders whose summary is missing or says something else than the order, or which the index misses."""
        wrong: list[int] = []
        seen = 0
        grams = GramCheck()
        for ids in _chunks_of_ids(connection):
            right = {row["order_id"]: row for row in self._computed(connection, ids)}
            kept = connection.execute(select(_summaries).where(_summaries.c.order_id.in_(ids))).mappings()
            found = {row["order_id"]: dict(row) for row in kept}
            wrong += [order_id for order_id in ids if found.get(order_id) != right[order_id]]
            seen += len(found)
            for row in right.values():
                grams.add(row["order_id"], row["search"])
        total = connection.execute(select(func.count()).select_from(_summaries)).scalar_one()
        problems = []
        if wrong:
            problems.append(Differs(plural_message(_WRONG, len(wrong)), row_names.orders(connection, wrong)))
        if total != seen:
            strays = row_names.orders(connection, connection.execute(_OF_NO_ORDER).scalars())
            problems.append(Differs(plural_message(_STRAY, total - seen), strays))
        return problems + grams.problems(connection, _NGRAMS, message(N_("Orders")), row_names.orders, wrong)

    def _recompute_chunk(self, connection: Connection, ids: Sequence[int]) -> None:
        old = _KEPT.rows(connection, ids=as_list(ids))
        self._write(connection, old, self._computed(connection, ids))

    @staticmethod
    def _write(connection: Connection, old: Sequence[_Row], computed: Sequence[dict[str, Any]]) -> None:
        new = [tuple([row[name] for name in _COLUMNS]) for row in computed]
        replace_stored(connection, _summaries.name, _COLUMNS, 1, old, new)
        before, after = ({row[0]: row[_SEARCH] for row in rows} for rows in (old, new))
        sqlite.index_grams(connection, _NGRAMS, _others(before, after), "remove")
        sqlite.index_grams(connection, _NGRAMS, _others(after, before), "add")

    def _computed(self, connection: Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
        chosen = as_list(ids)
        orders = [_TheOrder(*values) for values in _ORDERS_OF.rows(connection, ids=chosen)]
        lines: dict[int, list[_ItsLine]] = {}
        for values in _LINES_OF.rows(connection, ids=chosen):
            lines.setdefault(values[0], []).append(_ItsLine(*values))
        prints = self._prints(connection, ids)
        rows = [_summary_of(order, lines.get(order.id, []), prints) for order in orders]
        packed, together = self._parcels(connection, ids)
        for row in rows:
            row["parcels"], row["sent_pieces"] = packed.get(row["order_id"], (0, 0))
            row["together"] = together.get(row["order_id"], 0)
        return rows

    @staticmethod
    def _prints(connection: Connection, ids: Sequence[int]) -> dict[tuple[int, PrintKind], int]:
        if _ANY_PRINTED.first(connection) is None:
            return {}
        return {(row[0], PrintKind(row[1])): row[2] for row in _PRINTS_OF.rows(connection, ids=ids)}

    @staticmethod
    def _parcels(connection: Connection, ids: Sequence[int]) -> tuple[dict[int, tuple[int, int]], dict[int, int]]:
        """(order → its parcels and pieces sent in them, order → others in its parcels)."""
        if _ANY_PARCEL.first(connection) is None:
            return {}, {}
        packed = {row[0]: (row[1], row[2]) for row in _PARCELS_OF.rows(connection, ids=ids)}
        if not packed:
            return {}, {}
        return packed, {row[0]: row[1] for row in _TOGETHER_WITH.rows(connection, ids=list(packed))}


class DailySalesTotals:
    """`DailySales`; a key is a business day (None collects orders without a date, which are not shown)."""

    name = "daily_sales"
    sources = frozenset({Entity.ORDER})

    def keys_of(self, entity: Entity, image: Image) -> Iterable[str]:
        """The day of the order, as stored."""
        return (image["ordered_on"],) if image["ordered_on"] is not None else ()

    def keys_of_update(self, entity: Entity, one: Image, other: Image) -> Iterable[str]:
        """None where the order is counted as before."""
        if counted_as(one) == counted_as(other):
            return ()
        return [*self.keys_of(entity, one), *self.keys_of(entity, other)]

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[str]:
        """The days of a block of orders."""
        statement = select(_orders.c.ordered_on).where(_orders.c.id.between(first, last)).distinct()
        return [day.isoformat() for day in connection.execute(statement).scalars() if day is not None]

    def recompute(self, connection: Connection, keys: Collection[str], task: Task) -> None:
        """Sum these days again."""
        days = sorted(date.fromisoformat(key) for key in keys)
        for chunk in sorted_chunks(days):
            _DELETE_DAYS.run(connection, days=chunk)
            _INSERT_DAYS.run(connection, days=chunk)

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Sum all days again."""
        connection.execute(delete(_days))
        connection.execute(_insert_days(_orders.c.ordered_on.is_not(None)))

    def verify(self, connection: Connection) -> list[Differs]:
        """Days whose sums differ from their orders."""
        right = {tuple(row) for row in connection.execute(_sums(_orders.c.ordered_on.is_not(None)))}
        kept = {tuple(row) for row in connection.execute(select(*(_days.c[name] for name in _DAY_COLUMNS)))}
        wrong = {row[0] for row in right ^ kept}
        if not wrong:
            return []
        return [Differs(plural_message(_WRONG_DAYS, len(wrong)), row_names.days(map(str, wrong)))]


_DAY_COLUMNS = ("day", "channel_id", "currency", "orders", "paid_minor", "refunded_minor")
_COUNTED = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)


def _sums(condition: Any) -> Any:
    return (
        select(
            _orders.c.ordered_on,
            _orders.c.channel_id,
            _orders.c.currency,
            func.count(),
            func.coalesce(func.sum(_orders.c.paid_minor), 0),
            func.coalesce(func.sum(_orders.c.refunded_minor), 0),
        )
        .where(condition, _orders.c.status.in_(_COUNTED), IS_SALE)
        .group_by(_orders.c.ordered_on, _orders.c.channel_id, _orders.c.currency)
    )


def _insert_days(condition: Any) -> Any:
    return insert(_days).from_select(list(_DAY_COLUMNS), _sums(condition))


_DELETE_DAYS = Prepared(delete(_days).where(_days.c.day.in_(bindparam("days", expanding=True))))
_INSERT_DAYS = Prepared(_insert_days(_orders.c.ordered_on.in_(bindparam("days", expanding=True))))


def _others(texts: Mapping[int, str], compared: Mapping[int, str]) -> list[tuple[int, str]]:
    """The n-grams of the texts that are other ones, or none, among those they are compared with."""
    return [(row_id, text.grams(one)) for row_id, one in texts.items() if compared.get(row_id) != one]


def _summary_of(
    order: _TheOrder, lines: Sequence[_ItsLine], prints: dict[tuple[int, PrintKind], int]
) -> dict[str, Any]:
    titles = dict.fromkeys([line.title for line in lines])
    head = lines[0].title if lines else (order.title_text or "")
    searched = [order.external_no, order.buyer, order.receiver, order.tracking_no]
    searched += list(titles)[:_TITLES_SEARCHED] if lines else [(order.title_text or "")[:_TITLE_TEXT_SEARCHED]]
    searched += dict.fromkeys([line.code for line in lines[:_TITLES_SEARCHED]])
    summary: dict[str, Any] = {
        "order_id": order.id,
        "pieces": sum([line.quantity for line in lines]) if lines else (order.declared_pieces or 0),
        "lines": len(lines),
        "unmatched": sum([not line.is_closed and line.sku_id is None for line in lines]),
        "title": head,
        "variant": (lines[0].variant or "") if lines else "",
        "search": " ".join(filter(None, [text.searchable(one) for one in searched if one])),
    }
    for kind, column in _PRINT_COLUMNS.items():
        summary[column] = prints.get((order.id, kind), 0) if prints else 0
    return summary


def _orders_packed(connection: Connection, keys: Collection[_Key]) -> set[int]:
    """The orders of parcels, parcel lines and order lines that parcels changed with."""
    ids: dict[str, list[int]] = {}
    for key in keys:
        if not isinstance(key, int):
            ids.setdefault(key[0], []).append(key[1])
    found: set[int] = set()
    for name, numbers in ids.items():
        is_line = name == _packed.c.order_line_id.name  # a line that was just taken out is in no parcel any more
        statement = select(_lines.c.order_id) if is_line else select(_lines.c.order_id).select_from(_WITH_LINES)
        column = _lines.c.id if is_line else _packed.c[name]
        for chunk in sorted_chunks(numbers):
            found.update(connection.execute(statement.where(column.in_(chunk))).scalars())
    return found


def _chunks_of_ids(connection: Connection) -> Iterator[list[int]]:
    """All order ids, a chunk at a time, without holding them all."""
    last = 0
    while True:
        statement = select(_orders.c.id).where(_orders.c.id > last).order_by(_orders.c.id).limit(AT_ONCE)
        ids = list(connection.execute(statement).scalars())
        if not ids:
            return
        yield ids
        last = ids[-1]
