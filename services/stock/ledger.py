"""Writes the ledger of one SKU: replays costing from the first entry that changed and keeps what it says."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, delete, select, tuple_, type_coerce, update

from models.dialects import sqlite
from models.dialects.prepared import Prepared
from models.dialects.stored import insert_stored
from models.enums.goods import CostMethod, MoveKind
from models.stock import OrderLinePart, StockMove
from models.stock_ledger import PART_IDS, SALE_IDS, SkuStock, StockEntry
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import stored_rows
from services.stock.costing import Costed, Replay, Role, Step
from services.stock.deed_values import values_of_deeds
from services.stock.happenings import (
    BEGINNING,
    Happening,
    Position,
    Promise,
    after,
    moves_after,
    of_sku,
)
from services.stock.layers import Debt, Left, State
from services.stock.leaving import parcel_entry_ids

_CHECKPOINT = 256  # entries; a backdated move replays at most so many that did not change
_entries = StockEntry.table()
_moves = StockMove.table()
_parts = OrderLinePart.table()
_stocks = SkuStock.table()

COLUMNS = (
    "id", "sku_id", "at", "on", "kind", "quantity", "place_id", "lot_id", "condition", "move_id", "order_id",
    "order_line_id", "value_minor", "settled_minor", "late_minor", "unknown", "owed", "pending", "balance",
    "balance_minor", "balance_unknown", "state",
)  # fmt: skip
_PLACE_OF = {name: number for number, name in enumerate(COLUMNS)}
Row = tuple[Any, ...]


@dataclass(slots=True)
class Rules:
    """What the ledger goes by in this shop: the method, the zone of its days, the place sales leave from.

    `held` are the SKUs campaigns keep pieces of.
    """

    method: CostMethod
    zone: str
    place_id: int
    held: frozenset[int] = frozenset()


@dataclass(slots=True)
class Rewritten:
    """What became of a SKU's ledger: the rows that went and those that came, and the state at the end.

    `completed` are ids of earlier entries that what follows them pays for otherwise than before.
    """

    sku_id: int
    removed: list[Row]
    written: list[Row]
    state: State
    promises: list[Promise] | None = None
    completed: frozenset[int] = frozenset()

    @property
    def is_whole(self) -> bool:
        """Whether the story was written from its beginning; only then are its promises known."""
        return self.promises is not None


def rewrite(
    connection: Connection,
    rules: Rules,
    sku_id: int,
    position: Position,
    first_at: int | None,
    gone: Collection[int] = (),
    come: Sequence[Happening] = (),
) -> Rewritten:
    """Bring the SKU's entries from this position on up to date.

    `gone` are the ids of sales that are no longer, `come` the new ones. From `BEGINNING`, all
    sales are looked up in the orders instead; with `first_at` None there is nothing to keep.
    """
    start, state = _start(connection, rules, sku_id, position)
    old = _rows_after(connection, sku_id, start)
    _remove(connection, sku_id, start, bool(old))
    if first_at is None:
        return Rewritten(sku_id, old, [], State(), [])
    promises = None
    if start == BEGINNING:
        sales, promises = of_sku(connection, sku_id, first_at, rules.zone, rules.place_id)
    else:
        sales = [*(_sale_of(row) for row in old if row[0] >= SALE_IDS and row[0] not in gone), *come]
    happenings = sorted([*moves_after(connection, sku_id, start), *sales])
    _reopen_debts(connection, state)
    reopened = {debt.id for debt in state.debts}
    costed, replay, states = _costed(connection, rules, sku_id, happenings, state)
    written = [row_of(one, done, states.get(one.id)) for one, done in zip(happenings, costed, strict=True)]
    insert_stored(connection, _entries.name, COLUMNS, written)
    _complete(connection, replay.updates.values())
    completed = frozenset(reopened | {debt.id for debt in replay.updates.values()})
    return Rewritten(sku_id, old, written, replay.state, promises, completed)


def computed(connection: Connection, rules: Rules, sku_id: int, first_at: int) -> tuple[list[Row], State]:
    """What the SKU's entries ought to be, and the state after them, from the facts alone."""
    sales, _promises = of_sku(connection, sku_id, first_at, rules.zone, rules.place_id)
    happenings = sorted([*moves_after(connection, sku_id, BEGINNING), *sales])
    costed, replay, states = _costed(connection, rules, sku_id, happenings, State())
    rows = [row_of(one, done, states.get(one.id)) for one, done in zip(happenings, costed, strict=True)]
    return rows, replay.state


def costed_rows(connection: Connection, rules: Rules, sku_id: int, happenings: Iterable[Happening]) -> list[Row]:
    """What the SKU's entries would be if this, and nothing else, had happened."""
    ordered = sorted(happenings)
    costed, _replay, _states = _costed(connection, rules, sku_id, ordered, State())
    return [row_of(one, done, None) for one, done in zip(ordered, costed, strict=True)]


def row_of(one: Happening, done: Costed, state: str | None) -> Row:
    """The entry as it is stored."""
    move_id = one.id if one.id < SALE_IDS else None
    return (
        one.id, one.sku_id, one.at, one.on, one.kind, one.quantity, one.place_id, one.lot_id, one.condition, move_id,
        one.order_id, one.line_id, done.value, done.settled, done.late, done.unknown, done.owed, done.pending,
        done.balance, done.balance_value, done.balance_unknown, state,
    )  # fmt: skip


def stored_entries(connection: Connection, sku_id: int) -> list[Row]:
    """The SKU's entries as they are, in order."""
    return _rows_after(connection, sku_id, BEGINNING)


# -- where to begin ----------------------------------------------------------------------------------


_POSITION = (type_coerce(_entries.c.at, BigInteger()), _entries.c.id)
_LAST = (
    select(*_POSITION)
    .where(_entries.c.sku_id == bindparam("sku"))
    .order_by(_entries.c.at.desc(), _entries.c.id.desc())
    .limit(1)
)
_STATE = Prepared(select(_stocks.c.method, _stocks.c.state).where(_stocks.c.sku_id == bindparam("sku")))
_NEWEST = Prepared(_LAST)
_BEFORE = tuple_(*_POSITION) < tuple_(bindparam("at", type_=BigInteger), bindparam("before_id", type_=BigInteger))
_STATE_BEFORE = Prepared(_LAST.add_columns(_entries.c.state).where(_entries.c.state.is_not(None), _BEFORE))


def _start(connection: Connection, rules: Rules, sku_id: int, position: Position) -> tuple[Position, State]:
    """The place to go on from, and the state costing is in there."""
    if position == BEGINNING:
        return BEGINNING, State()
    last = _NEWEST.first(connection, sku=sku_id)
    if last is not None and (last[0], last[1]) < position:
        method, state = _STATE.first(connection, sku=sku_id) or (None, None)
        if method == rules.method and state is not None:
            return (last[0], last[1]), State.from_json(json.loads(state))
    found = _STATE_BEFORE.first(connection, sku=sku_id, at=position[0], before_id=position[1])
    return (BEGINNING, State()) if found is None else ((found[0], found[1]), State.from_json(json.loads(found[2])))


_OLD = select(*(_entries.c[name] for name in COLUMNS)).where(_entries.c.sku_id == bindparam("sku"))
_OLD = _OLD.order_by(_entries.c.at, _entries.c.id)
_ALL_OLD = Prepared(_OLD)
_OLD_AFTER = Prepared(_OLD.where(after(_entries.c.at, _entries.c.id, (bindparam("at"), bindparam("after_id")))))


def _rows_after(connection: Connection, sku_id: int, start: Position) -> list[Row]:
    if start == BEGINNING:
        return _ALL_OLD.rows(connection, sku=sku_id)
    return _OLD_AFTER.rows(connection, sku=sku_id, at=start[0], after_id=start[1])


def _remove(connection: Connection, sku_id: int, start: Position, is_needed: bool) -> None:
    if is_needed:
        statement = delete(_entries).where(_entries.c.sku_id == sku_id)
        if start != BEGINNING:
            statement = statement.where(after(_entries.c.at, _entries.c.id, start))
        connection.execute(statement)


def _sale_of(row: Row) -> Happening:
    at = _PLACE_OF
    return Happening(
        row[at["at"]], row[0], row[at["sku_id"]], row[at["kind"]], row[at["quantity"]], row[at["on"]],
        row[at["place_id"]], None, row[at["condition"]], None, row[at["order_id"]], row[at["order_line_id"]],
    )  # fmt: skip


def _reopen_debts(connection: Connection, state: State) -> None:
    """Entries that still owed at this point owe again, whatever paid them later."""
    _complete(connection, state.debts)


_COMPLETE = (
    update(_entries)
    .where(_entries.c.id == bindparam("entry_id"))
    .values(late_minor=bindparam("late"), unknown=bindparam("pieces"), pending=bindparam("still"))
)


def _complete(connection: Connection, debts: Iterable[Debt]) -> None:
    rows = [{"entry_id": debt.id, "late": debt.late, "pieces": debt.unknown, "still": debt.pending} for debt in debts]
    if rows:
        connection.execute(_COMPLETE, rows)


# -- costing -----------------------------------------------------------------------------------------


def _costed(
    connection: Connection,
    rules: Rules,
    sku_id: int,
    happenings: Sequence[Happening],
    state: State,
) -> tuple[list[Costed], Replay, dict[int, str]]:
    returned = {one.line_id for one in happenings if one.kind == MoveKind.RETURN and one.line_id is not None}
    replay = Replay(rules.method, state, _still_out(connection, sku_id, returned, happenings))
    costed: list[Costed] = []
    states: dict[int, str] = {}
    for done in replay.run(_steps(connection, happenings), returned):
        costed.append(done)
        if state.steps % _CHECKPOINT == 0:
            states[done.id] = sqlite.json_text(replay.state.as_json())
    return costed, replay, states


def _steps(connection: Connection, happenings: Sequence[Happening]) -> Iterator[Step]:
    basis = _basis(connection, {one.of_move_id for one in happenings if one.of_move_id is not None})
    deeds = values_of_deeds(
        connection, {one.deed_no for one in happenings if _is_made(one) and one.deed_no is not None}
    )
    for one in happenings:
        role = _role(one)
        value = deeds.get(one.id) if _is_made(one) else one.value
        source = basis.get(one.of_move_id) if one.of_move_id is not None else None
        yield Step(one.id, role, one.quantity, value, one.line_id, one.of_move_id, source)


def _is_made(one: Happening) -> bool:
    return one.kind == MoveKind.ASSEMBLY and one.quantity > 0


def _role(one: Happening) -> Role:
    if one.kind == MoveKind.REVALUE:
        return Role.REVALUE
    if one.kind in (MoveKind.TRANSFER, MoveKind.REGRADE):
        return Role.NEUTRAL
    if one.quantity < 0:
        return Role.BACK_OUT if one.of_move_id is not None else Role.OUT
    if one.kind == MoveKind.RETURN and one.line_id is not None:
        return Role.BACK
    return Role.FOUND if one.kind == MoveKind.ADJUST and one.value is None else Role.IN


def _basis(connection: Connection, move_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """What these moves came in at: (value, pieces), where it is known."""
    found: dict[int, tuple[int, int]] = {}
    for chunk in sorted_chunks(move_ids):
        statement = select(_moves.c.id, _moves.c.value_minor, _moves.c.quantity).where(_moves.c.id.in_(chunk))
        found.update({row[0]: (row[1], row[2]) for row in connection.execute(statement) if row[1] is not None})
    return {move_id: one for move_id, one in found.items() if one[1] > 0}


def _still_out(
    connection: Connection, sku_id: int, lines: Collection[int], happenings: Sequence[Happening]
) -> dict[int, Left]:
    """What is out of these order lines before the first of the happenings."""
    replayed = {one.id for one in happenings}
    found: dict[int, Left] = {}
    back: dict[int, list[Any]] = {}
    c = _entries.c
    columns = (c.id, c.order_line_id, c.quantity, c.value_minor, c.late_minor, c.unknown, c.pending)
    for chunk in sorted_chunks(_entry_ids_of(connection, sku_id, lines)):
        for row in stored_rows(connection, select(*columns).where(c.sku_id == sku_id, c.id.in_(chunk))):
            if row[0] in replayed:
                continue
            if row[2] < 0:
                left = found.setdefault(row[1], Left())
                left.known -= row[2] + row[5] + row[6]
                left.value += row[4] - row[3]
                left.unknown += row[5]
                left.pending += row[6]
            else:
                back.setdefault(row[1], []).append(row)
    for line, rows in back.items():
        for _id, _line, quantity, value, _late, unknown, _pending in rows:
            if line in found:
                left = found[line]
                left.known -= quantity - unknown
                left.value -= value
                left.unknown = max(0, left.unknown - unknown)
    return found


def _entry_ids_of(connection: Connection, sku_id: int, lines: Iterable[int]) -> set[int]:
    """The entries order lines may have: as they are, as a bundle's part, and their returns."""
    found: set[int] = set()
    for chunk in sorted_chunks(lines):
        found.update(SALE_IDS + line for line in chunk)
        parts = select(_parts.c.id).where(_parts.c.order_line_id.in_(chunk), _parts.c.sku_id == sku_id)
        part_ids = connection.execute(parts).scalars().all()
        found.update(PART_IDS + part for part in part_ids)
        found |= parcel_entry_ids(connection, chunk, part_ids)
        returns = select(_moves.c.id).where(_moves.c.order_line_id.in_(chunk), _moves.c.sku_id == sku_id)
        found.update(connection.execute(returns).scalars())
    return found


def stale_products(connection: Connection, left_ids: Iterable[int]) -> list[tuple[int, Position]]:
    """What was made of the pieces that left by these moves, where the ledger has it at another cost: (SKU, where)."""
    deeds: set[int] = set()
    for chunk in sorted_chunks(left_ids):
        statement = select(_moves.c.deed_no).where(_moves.c.id.in_(chunk), _moves.c.deed_no.is_not(None))
        deeds.update(connection.execute(statement).scalars())
    stale: list[tuple[int, Position]] = []
    wanted = values_of_deeds(connection, deeds)
    c = _entries.c
    for chunk in sorted_chunks(wanted):
        for row in stored_rows(
            connection, select(c.id, c.sku_id, c.at, c.value_minor, c.unknown).where(c.id.in_(chunk))
        ):
            value = wanted[row[0]]
            if (None if row[4] else row[3]) != value:
                stale.append((row[1], (row[2], row[0])))
    return stale
