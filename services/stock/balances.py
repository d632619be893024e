"""Writes what the ledger adds up to: pieces by place, lot and condition, and one row of totals per SKU."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, delete, func, select, type_coerce, update

from models.catalog import Component
from models.dialects import sqlite
from models.dialects.prepared import Prepared
from models.dialects.stored import add_stored, insert_stored, replace_stored
from models.enums.goods import Condition, MoveKind
from models.stock import Lot
from models.stock_ledger import Reservation, SkuStock, StockEntry, StockLevel
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import stored_rows
from services.stock.bundles import compositions
from services.stock.happenings import Promise
from services.stock.layers import State
from services.stock.ledger import COLUMNS, Rewritten, Row, Rules
from services.stock.rules import Shelf, Shift, makeable, spread
from services.stock.setting_aside import pieces_set_aside

_entries = StockEntry.table()
_levels = StockLevel.table()
_stocks = SkuStock.table()
_reservations = Reservation.table()
_lots = Lot.table()
_components = Component.table()

LEVEL_COLUMNS = ("sku_id", "place_id", "lot_id", "condition", "quantity")
STOCK_COLUMNS = (
    "sku_id", "is_bundle", "on_hand", "defective", "reserved", "set_aside", "available", "value_minor", "unknown",
    "pending", "first_at", "last_at", "last_in_at", "last_out_at", "method", "state",
)  # fmt: skip
RESERVATION_COLUMNS = ("id", "sku_id", "order_id", "order_line_id", "quantity")
_AT = {name: number for number, name in enumerate(COLUMNS)}
_BALANCE = ("at", "balance_minor", "balance_unknown")
# Built once: putting them together takes longer than answering them for one SKU.
_SKU = bindparam("sku", type_=BigInteger)
_LEVELS_OF = Prepared(select(*(_levels.c[name] for name in LEVEL_COLUMNS)).where(_levels.c.sku_id == _SKU))
_ANY_LOT = Prepared(select(_lots.c.id).where(_lots.c.sku_id == _SKU).limit(1))
_STOCK_OF = Prepared(select(*(_stocks.c[name] for name in STOCK_COLUMNS)).where(_stocks.c.sku_id == _SKU))
_TURNED = slice(STOCK_COLUMNS.index("last_in_at"), STOCK_COLUMNS.index("last_out_at") + 1)
_BY_CONDITION = select(_levels.c.condition, func.sum(_levels.c.quantity)).where(_levels.c.sku_id == _SKU)
_PIECES = Prepared(_BY_CONDITION.group_by(_levels.c.condition))
_SUM_RESERVED = select(func.coalesce(func.sum(_reservations.c.quantity), 0))
_RESERVED = Prepared(_SUM_RESERVED.where(_reservations.c.sku_id == _SKU))
_NEWEST_FIRST = (_entries.c.at.desc(), _entries.c.id.desc())
_LAST = select(_entries.c.at, _entries.c.balance_minor, _entries.c.balance_unknown).where(_entries.c.sku_id == _SKU)
_LAST_ENTRY = Prepared(_LAST.order_by(*_NEWEST_FIRST).limit(1))
_NEWEST_OF = Prepared(
    select(type_coerce(_entries.c.at, BigInteger()))
    .where(_entries.c.sku_id == _SKU, _entries.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(*_NEWEST_FIRST)
    .limit(1)
)
_PROMISES = select(*(_reservations.c[name] for name in RESERVATION_COLUMNS))
_PROMISES_OF = Prepared(_PROMISES.where(_reservations.c.order_id.in_(bindparam("orders", expanding=True))))
_DELETE_PROMISES = Prepared(delete(_reservations).where(_reservations.c.id.in_(bindparam("ids", expanding=True))))
_OF_PARTS = _components.c.part_id.in_(bindparam("parts", expanding=True))
_BUNDLES_ABOVE = Prepared(select(_components.c.bundle_id).where(_OF_PARTS))
_TURNING = ((MoveKind.OPENING, MoveKind.RECEIPT, MoveKind.ASSEMBLY), (MoveKind.SALE,))


def write_levels(connection: Connection, changed: Rewritten) -> None:
    """Bring the SKU's levels up to date with what became of its entries."""
    if changed.is_whole:
        _replace_levels(connection, changed.sku_id, levels_of(connection, changed.sku_id, changed.written))
        return
    if _has_lots(connection, changed):
        write_all_levels(connection, changed.sku_id)
        return
    moved: dict[Shelf, int] = {}
    for rows, sign in ((changed.removed, -1), (changed.written, 1)):
        for shift in map(shift_of, rows):
            moved[shift.shelf] = moved.get(shift.shelf, 0) + sign * shift.quantity
    rows = [(changed.sku_id, *shelf, pieces) for shelf, pieces in moved.items() if pieces]
    add_stored(connection, _levels.name, LEVEL_COLUMNS[:-1], LEVEL_COLUMNS[-1:], rows)


def levels_of(connection: Connection, sku_id: int, rows: Iterable[Row]) -> dict[Shelf, int]:
    """Where the SKU's pieces lie after these entries, in order."""
    entries = list(rows)
    expiries: dict[int, str | None] = {}
    if any(row[_AT["lot_id"]] is not None for row in entries):
        statement = select(_lots.c.id, _lots.c.expires_on).where(_lots.c.sku_id == sku_id)
        expiries = {row[0]: row[1] for row in stored_rows(connection, statement)}
    return spread(map(shift_of, entries), expiries)


def shift_of(row: Row) -> Shift:
    """An entry as a change of the place it happened in."""
    shelf = (row[_AT["place_id"]], row[_AT["lot_id"]] or 0, row[_AT["condition"]])
    return Shift(shelf, row[_AT["quantity"]], row[_AT["on"]], row[_AT["kind"]] == MoveKind.SALE)


def _has_lots(connection: Connection, changed: Rewritten) -> bool:
    return _ANY_LOT.first(connection, sku=changed.sku_id) is not None


def write_all_levels(connection: Connection, sku_id: int) -> None:
    """Work the SKU's levels out again from all of its entries."""
    statement = select(*(_entries.c[name] for name in COLUMNS)).where(_entries.c.sku_id == sku_id)
    rows = stored_rows(connection, statement.order_by(_entries.c.at, _entries.c.id))
    _replace_levels(connection, sku_id, levels_of(connection, sku_id, rows))


def _replace_levels(connection: Connection, sku_id: int, held: dict[Shelf, int]) -> None:
    rows = [(sku_id, *shelf, pieces) for shelf, pieces in held.items()]
    replace_stored(
        connection, _levels.name, LEVEL_COLUMNS, len(LEVEL_COLUMNS) - 1, _LEVELS_OF.rows(connection, sku=sku_id), rows
    )


# -- one row per SKU ---------------------------------------------------------------------------------


def write_stock(connection: Connection, rules: Rules, changed: Rewritten, first_at: int | None) -> None:
    """The SKU's totals after its entries changed; with `first_at` None it is not counted any more."""
    sku_id = changed.sku_id
    kept = _STOCK_OF.rows(connection, sku=sku_id)
    if first_at is None:
        replace_stored(connection, _stocks.name, STOCK_COLUMNS, 1, kept, ())
        return
    if changed.is_whole or not changed.removed:
        before = (None, None) if changed.is_whole or not kept else kept[0][_TURNED]
        newest = [_newest_of(changed.written, kinds, old) for kinds, old in zip(_TURNING, before, strict=True)]
    else:
        newest = [_newest(connection, sku_id, kinds) for kinds in _TURNING]
    last = changed.written[-1] if changed.written else None
    row = stock_row(connection, rules, sku_id, first_at, changed.state, newest, last)
    replace_stored(connection, _stocks.name, STOCK_COLUMNS, 1, kept, [row])


def stock_row(
    connection: Connection,
    rules: Rules,
    sku_id: int,
    first_at: int,
    state: State,
    newest: Sequence[int | None],
    last: Row | None = None,
) -> Row:
    """The SKU's totals, added up from its levels, reservations and last entry, which is looked up if not given."""
    good, defective = _pieces(connection, sku_id)
    reserved, kept = _promised(connection, sku_id), _kept(connection, sku_id, rules.held)
    balance = _last_entry(connection, sku_id) if last is None else [last[_AT[name]] for name in _BALANCE]
    last_at, value, unknown = balance
    owing = sum(debt.pending for debt in state.debts)
    return (
        sku_id, 0, good, defective, reserved, kept, good - reserved - kept, value, unknown, owing, first_at, last_at,
        *newest, str(rules.method), sqlite.json_text(state.as_json()),
    )  # fmt: skip


def write_availability(connection: Connection, sku_ids: Iterable[int], held: Collection[int]) -> None:
    """What is promised of these SKUs and kept for campaigns, and what is left, where nothing else changed."""
    for sku_id in sku_ids:
        good, defective = _pieces(connection, sku_id)
        reserved, kept = _promised(connection, sku_id), _kept(connection, sku_id, held)
        values = {
            "on_hand": good, "defective": defective, "reserved": reserved, "set_aside": kept,
            "available": good - reserved - kept,
        }  # fmt: skip
        is_counted = _stocks.c.is_bundle.is_(False)
        connection.execute(update(_stocks).where(_stocks.c.sku_id == sku_id, is_counted).values(values))


def newest_of_rows(rows: Sequence[Row]) -> list[int | None]:
    """When goods last arrived and last were sold, of all entries of a SKU."""
    return [_newest_of(rows, kinds, None) for kinds in _TURNING]


def _pieces(connection: Connection, sku_id: int) -> tuple[int, int]:
    pieces = dict(_PIECES.rows(connection, sku=sku_id))
    return pieces.get(Condition.GOOD, 0), pieces.get(Condition.DEFECTIVE, 0)


def _promised(connection: Connection, sku_id: int) -> int:
    return int(_RESERVED.column(connection, sku=sku_id)[0])


def _kept(connection: Connection, sku_id: int, held: Collection[int]) -> int:
    return pieces_set_aside(connection, sku_id) if sku_id in held else 0


def _last_entry(connection: Connection, sku_id: int) -> Sequence[Any]:
    return _LAST_ENTRY.first(connection, sku=sku_id) or (None, 0, 0)


def _newest_of(rows: Sequence[Row], kinds: Collection[MoveKind], old: int | None) -> int | None:
    found = [row[_AT["at"]] for row in rows if row[_AT["kind"]] in kinds]
    return max([*found, *([old] if old is not None else [])], default=None)


def _newest(connection: Connection, sku_id: int, kinds: Collection[MoveKind]) -> int | None:
    found = _NEWEST_OF.column(connection, sku=sku_id, kinds=kinds)
    return found[0] if found else None


def write_promises(connection: Connection, order_ids: Iterable[int], promises: Iterable[Promise]) -> set[int]:
    """Replace what these orders wait for; returns the SKUs whose promised pieces changed."""
    new = {(one.id, one.sku_id, one.order_id, one.line_id, one.quantity) for one in promises}
    old: set[Row] = set()
    for chunk in sorted_chunks(order_ids):
        old.update(_PROMISES_OF.rows(connection, orders=chunk))
    for chunk in sorted_chunks(row[0] for row in old - new):
        _DELETE_PROMISES.run(connection, ids=chunk)
    insert_stored(connection, _reservations.name, RESERVATION_COLUMNS, sorted(new - old))
    return {row[1] for row in old ^ new}


def replace_promises(connection: Connection, sku_id: int, promises: Iterable[Promise]) -> None:
    """Replace everything that is promised of one SKU."""
    connection.execute(delete(_reservations).where(_reservations.c.sku_id == sku_id))
    rows = sorted((one.id, one.sku_id, one.order_id, one.line_id, one.quantity) for one in promises)
    insert_stored(connection, _reservations.name, RESERVATION_COLUMNS, rows)


# -- bundles -----------------------------------------------------------------------------------------


def bundles_above(connection: Connection, sku_ids: Iterable[int]) -> set[int]:
    """Bundles that one of these SKUs is part of, at any depth."""
    found: set[int] = set()
    ask = set(sku_ids)
    while ask:
        above: set[int] = set()
        for chunk in sorted_chunks(ask):
            above.update(_BUNDLES_ABOVE.column(connection, parts=chunk))
        ask = above - found
        found |= above
    return found


def write_bundles(connection: Connection, bundle_ids: Iterable[int]) -> None:
    """How many of each bundle its parts make; one that was assembled has stock of its own and is left alone."""
    wanted = sorted(set(bundle_ids))
    for chunk in sorted_chunks(wanted):
        connection.execute(delete(_stocks).where(_stocks.c.sku_id.in_(chunk), _stocks.c.is_bundle.is_(True)))
    insert_stored(connection, _stocks.name, STOCK_COLUMNS, bundle_rows(connection, wanted))


def bundle_rows(connection: Connection, bundle_ids: Sequence[int]) -> list[Row]:
    """The rows of these bundles; such as have an uncounted part get none."""
    parts = compositions(connection, bundle_ids)
    counted: dict[int, int] = {}
    asked = {part for one in parts.values() for part in one} | set(parts)
    for chunk in sorted_chunks(asked):
        statement = select(_stocks.c.sku_id, _stocks.c.available).where(
            _stocks.c.sku_id.in_(chunk), _stocks.c.is_bundle.is_(False)
        )
        counted.update({row[0]: row[1] for row in connection.execute(statement)})
    rows: list[Row] = []
    for bundle, composition in sorted(parts.items()):
        pieces = makeable(composition, counted)
        if pieces is not None and bundle not in counted:
            rows.append((bundle, 1, 0, 0, 0, 0, pieces, 0, 0, 0, None, None, None, None, None, None))
    return rows
