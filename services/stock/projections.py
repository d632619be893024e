"""The stock ledger as a projection: it follows moves, orders and bundles in the transaction that changes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from models.aftersales import Case
from models.catalog import Component
from models.dialects.prepared import Prepared
from models.dialects.stored import note_stored
from models.entities import Entity
from models.enums.goods import CostMethod, MoveKind
from models.fulfilment import ParcelLine
from models.orders import OrderLine
from models.rollups import ChangedSale
from models.stock import OrderLinePart, StockMove
from models.stock_ledger import SALE_IDS, Reservation, SkuStock, StockEntry, StockLevel
from services import row_names, settings
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.images import Image
from services.kernel.projections import Differs
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task
from services.messages import message, plural_message
from services.stock import balances, day_worth, happenings, ledger, setting_aside
from services.stock.happenings import BEGINNING, Happening, Position
from services.stock.ledger import COLUMNS, Rewritten, Rules

_cases = Case.table()
_moves = StockMove.table()
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_packed = ParcelLine.table()
_entries = StockEntry.table()
_levels = StockLevel.table()
_stocks = SkuStock.table()
_reservations = Reservation.table()
_components = Component.table()
_changed = ChangedSale.table()
_RULING_SETTINGS = (settings.COSTING.key, settings.ZONE.key)
_WRONG = NN_(
    "The stock ledger of {count} product is out of date.", "The stock ledger of {count} products is out of date."
)
_STORY = "ix_stock_entry_story"
_BESIDE = 1 << 61  # where the ids of entries are that are about to go
_CASE = "case"  # services.aftersales.goods.DOCUMENT
_KIND, _QUANTITY, _ORDER = COLUMNS.index("kind"), COLUMNS.index("quantity"), COLUMNS.index("order_id")

# A key is an order's id, or one of these with an id (and, of a move, its instant).
_MOVE, _LINE, _PARCEL, _BUNDLE, _LOT, _ALL = "move", "line", "parcel", "bundle", "lot", "all"
_CAMPAIGN, _KEPT = "campaign", "kept"
_Key = int | tuple[Any, ...]
_OF_ORDERS = frozenset(
    {Entity.ORDER, Entity.ORDER_LINE, Entity.ORDER_LINE_PART, Entity.PARCEL, Entity.PARCEL_LINE}
)  # fmt: skip
_OF_CAMPAIGNS = frozenset({Entity.CAMPAIGN, Entity.CAMPAIGN_CHANNEL, Entity.CAMPAIGN_ITEM})

# Built once: putting them together takes longer than answering them for one order.
_e = _entries.c
_SALES = select(_e.at, _e.id, _e.sku_id, _e.quantity, _e.order_line_id).where(_e.id >= SALE_IDS)
_SALES_OF = Prepared(_SALES.where(_e.order_id.in_(bindparam("orders", expanding=True))))
_IS_COUNTED = _stocks.c.is_bundle.is_(False)
_ANY_COUNTED = Prepared(select(_stocks.c.sku_id).where(_IS_COUNTED).limit(1))
_ANY_STOCK = Prepared(select(_stocks.c.sku_id).limit(1))
_OF_SKUS = _stocks.c.sku_id.in_(bindparam("skus", expanding=True))
_KEPT_FIRST = Prepared(select(_stocks.c.sku_id, _stocks.c.first_at).where(_OF_SKUS, _IS_COUNTED))

_FREE_ID = Prepared(update(_entries).where(_e.id == bindparam("entry")).values(id=_e.id + _BESIDE))


@dataclass(slots=True)
class _Work:
    """What has to be replayed: of each SKU from which position, and the sales that went and came."""

    starts: dict[int, Position] = field(default_factory=dict)
    gone: dict[int, set[int]] = field(default_factory=dict)
    come: dict[int, list[Happening]] = field(default_factory=dict)
    promised: set[int] = field(default_factory=set)
    _waiting: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._waiting = sorted(self.starts)

    def begin(self, sku_id: int, position: Position) -> None:
        """The SKU's story changes from this position on."""
        if sku_id not in self.starts:
            heappush(self._waiting, sku_id)
        self.starts[sku_id] = min(position, self.starts.get(sku_id, position))

    def next(self) -> tuple[int, Position]:
        """The SKU to replay now, the lowest number first, and from where."""
        sku_id = heappop(self._waiting)
        return sku_id, self.starts.pop(sku_id)


class StockLedger:
    """`StockEntry`, `StockLevel`, `Reservation` and `SkuStock`, of SKUs that have moved at least once.

    A shop that counts nothing has none of them, and its imports do not pay for it.
    """

    name = "stock_ledger"
    sources = frozenset(
        {
            Entity.STOCK_MOVE, Entity.ORDER, Entity.ORDER_LINE, Entity.ORDER_LINE_PART, Entity.PARCEL,
            Entity.PARCEL_LINE, Entity.COMPONENT, Entity.LOT, Entity.SETTING, Entity.CAMPAIGN,
            Entity.CAMPAIGN_CHANNEL, Entity.CAMPAIGN_ITEM,
        }
    )  # fmt: skip

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """The order, the SKU's story from an instant on, the bundle, or everything where the rules change."""
        if entity is Entity.ORDER:
            return (image["id"],)
        if entity is Entity.ORDER_LINE:
            return (image["order_id"],)
        if entity is Entity.STOCK_MOVE:
            return ((_MOVE, image["sku_id"], image["at"], image["id"]),)
        if entity in (Entity.ORDER_LINE_PART, Entity.PARCEL_LINE):
            return ((_LINE, image["order_line_id"]),)
        if entity is Entity.PARCEL:
            return ((_PARCEL, image["id"]),)
        if entity is Entity.COMPONENT:
            return ((_BUNDLE, image["bundle_id"]),)
        if entity is Entity.LOT:
            return ((_LOT, image["sku_id"]),)
        if entity is Entity.CAMPAIGN_ITEM:
            return ((_KEPT, image["sku_id"]),)
        if entity in (Entity.CAMPAIGN, Entity.CAMPAIGN_CHANNEL):
            return ((_CAMPAIGN, image["id" if entity is Entity.CAMPAIGN else "campaign_id"]),)
        return ((_ALL,),) if image["key"] in _RULING_SETTINGS else ()

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The same of a block of rows; orders count for nothing while no SKU has moved."""
        if entity is Entity.STOCK_MOVE:
            c = _moves.c
            rows = stored_rows(connection, select(c.sku_id, c.at, c.id).where(c.id.between(first, last)))
            return [(_MOVE, *row) for row in rows]
        if entity is Entity.COMPONENT:
            statement = select(_components.c.bundle_id).where(_components.c.id.between(first, last)).distinct()
            return [(_BUNDLE, bundle) for bundle in connection.execute(statement).scalars()]
        if entity in _OF_CAMPAIGNS:
            return [(_KEPT, sku_id) for sku_id in setting_aside.held_skus(connection)]
        if entity not in _OF_ORDERS or not _counts_anything(connection):
            return ()
        if entity is Entity.ORDER:
            return range(first, last + 1)
        statement = select(_lines.c.order_id).where(_lines.c.id.between(first, last)).distinct()
        if entity is Entity.ORDER_LINE_PART:
            source = _parts.join(_lines, _lines.c.id == _parts.c.order_line_id)
            statement = select(_lines.c.order_id).select_from(source).where(_parts.c.id.between(first, last)).distinct()
        if entity in (Entity.PARCEL, Entity.PARCEL_LINE):
            number = _packed.c.parcel_id if entity is Entity.PARCEL else _packed.c.id
            source = _packed.join(_lines, _lines.c.id == _packed.c.order_line_id)
            statement = select(_lines.c.order_id).select_from(source).where(number.between(first, last)).distinct()
        return connection.execute(statement).scalars().all()

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Replay the stories of the SKUs concerned, each from the first thing that changed in it."""
        if (_ALL,) in keys:
            self.rebuild(connection, task)
            return
        moves = [key for key in keys if isinstance(key, tuple) and key[0] == _MOVE]
        if not moves and not _has_rows(connection):
            return
        rules = rules_of(connection)
        work = _Work()
        first_at = self._moved(connection, moves, work)
        self._ordered(connection, keys, first_at, rules, work)
        changed = self._replay(connection, rules, first_at, work, task)
        work.promised |= set(_ids(keys, _KEPT)) | setting_aside.skus_of(connection, _ids(keys, _CAMPAIGN))
        for sku_id in _ids(keys, _LOT):
            balances.write_all_levels(connection, sku_id)
        balances.write_availability(connection, sorted(work.promised - changed), rules.held)
        above = balances.bundles_above(connection, changed | work.promised)
        bundles = above | balances.bundles_above(connection, _ids(keys, _BUNDLE)) | set(_ids(keys, _BUNDLE))
        balances.write_bundles(connection, bundles | {sku_id for sku_id in changed if sku_id not in first_at})

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Write the stories of all SKUs again."""
        for table in (_entries, _levels, _reservations, _stocks):
            connection.execute(delete(table))
        day_worth.clear_days(connection)
        late = [index for index in _entries.indexes if index.name != _STORY]
        for index in late:  # written once at the end, in their order: a million entries in half the time
            index.drop(connection, checkfirst=True)
        rules = rules_of(connection)
        first_at = happenings.first_moves(connection, _all_moved(connection))
        work = _Work(dict.fromkeys(first_at, BEGINNING))
        self._replay(connection, rules, first_at, work, task)
        for index in late:
            index.create(connection, checkfirst=True)
        bundles = connection.execute(select(_components.c.bundle_id).distinct()).scalars().all()
        balances.write_bundles(connection, bundles)

    def verify(self, connection: Connection) -> list[Differs]:
        """SKUs whose entries, levels or totals differ from what moves and orders say."""
        wrong = verification(connection)
        problems = []
        if wrong:
            problems.append(Differs(plural_message(_WRONG, len(wrong)), row_names.skus(connection, wrong)))
        if wrong_days := day_worth.wrong_days(connection):
            words = message(N_("What goods were worth day by day differs from the stock ledger."))
            problems.append(Differs(words, row_names.days(wrong_days)))
        return problems

    # -- what changed ------------------------------------------------------------------------------

    def _moved(self, connection: Connection, moves: Sequence[Any], work: _Work) -> dict[int, int]:
        """Note where moves changed; returns when each counted SKU concerned so far first moved."""
        touched = {key[1] for key in moves}
        first_at = happenings.first_moves(connection, touched)
        kept = _kept_first(connection, touched)
        for _kind, sku_id, at, move_id in moves:
            is_same_first = first_at.get(sku_id) == kept.get(sku_id)
            work.begin(sku_id, (at, move_id) if is_same_first else BEGINNING)
        return first_at

    def _ordered(
        self, connection: Connection, keys: Collection[_Key], first_at: dict[int, int], rules: Rules, work: _Work
    ) -> None:
        """Note which sales and promises changed with the orders concerned."""
        order_ids = {key for key in keys if isinstance(key, int)} | _orders_of(connection, _ids(keys, _LINE))
        order_ids |= _orders_in(connection, _ids(keys, _PARCEL))
        if not order_ids:
            return
        moved = set(work.starts)
        for chunk in sorted_chunks(order_ids):
            wanted = happenings.wanted_by(connection, chunk)
            others = {row[1] for row in wanted} - moved
            counted = _kept_first(connection, others) | {sku_id: first_at[sku_id] for sku_id in moved & first_at.keys()}
            sales, promises = happenings.told(wanted, counted, rules.zone, rules.place_id)
            work.promised |= balances.write_promises(connection, chunk, promises) | (others | moved) & rules.held
            _compare(connection, chunk, sales, work)
        first_at |= _kept_first(connection, work.starts.keys() - moved)

    def _replay(
        self, connection: Connection, rules: Rules, first_at: dict[int, int], work: _Work, task: Task
    ) -> set[int]:
        """Replay every SKU noted, and those whose cost follows from it; returns which were."""
        changed: set[int] = set()
        days = day_worth.DayWorth(connection)
        _free_ids(connection, work)
        while work.starts:
            task.checkpoint(len(changed), len(changed) + len(work.starts))
            sku_id, start = work.next()
            since = first_at.get(sku_id)
            gone, come = work.gone.pop(sku_id, set()), work.come.pop(sku_id, [])
            done = ledger.rewrite(connection, rules, sku_id, start, since, gone, come)
            if done.promises is not None:
                balances.replace_promises(connection, sku_id, done.promises)
            balances.write_levels(connection, done)
            balances.write_stock(connection, rules, done, since)
            days.note(done)
            changed.add(sku_id)
            note_stored(connection, _changed.name, "order_id", _orders_changed(connection, done))
            self._follow(connection, done, first_at, work)
        days.write()
        return changed

    def _follow(self, connection: Connection, done: Rewritten, first_at: dict[int, int], work: _Work) -> None:
        """What was made of pieces of this SKU costs what they cost: replay it where that has changed."""
        rows = (*done.removed, *done.written)
        left = {row[0] for row in rows if row[_KIND] == MoveKind.ASSEMBLY and row[_QUANTITY] < 0}
        for sku_id, position in ledger.stale_products(connection, left):
            work.begin(sku_id, position)
            if sku_id not in first_at:
                first_at.update(happenings.first_moves(connection, [sku_id]))


def _free_ids(connection: Connection, work: _Work) -> None:
    """Of sales that turned to another SKU: that SKU's story may be written before the one that loses them."""
    came = {sale.id: sku_id for sku_id, sales in work.come.items() for sale in sales}
    for sku_id, ids in work.gone.items():
        for entry_id in [one for one in ids if came.get(one, sku_id) != sku_id]:
            _FREE_ID.run(connection, entry=entry_id)
            ids.add(entry_id + _BESIDE)


def rules_of(connection: Connection) -> Rules:
    """What costing goes by in this shop; a method this version does not know counts as the average."""
    chosen = settings.read(connection, settings.COSTING)
    method = CostMethod.FIFO if chosen == CostMethod.FIFO else CostMethod.AVERAGE
    place_id = happenings.default_place_id(connection)
    return Rules(method, settings.read(connection, settings.ZONE), place_id, setting_aside.held_skus(connection))


def verification(connection: Connection) -> list[int]:
    """The SKUs whose ledger is not what the facts say."""
    rules = rules_of(connection)
    first_at = happenings.first_moves(connection, _all_moved(connection))
    known = set(connection.execute(select(_entries.c.sku_id).distinct()).scalars())
    known |= set(connection.execute(select(_stocks.c.sku_id)).scalars())
    known |= set(connection.execute(select(_levels.c.sku_id).distinct()).scalars())
    known |= set(connection.execute(select(_reservations.c.sku_id).distinct()).scalars())
    bundles = sorted(connection.execute(select(_components.c.bundle_id).distinct()).scalars())
    right = {row[0]: row for row in balances.bundle_rows(connection, bundles)}
    wrong: list[int] = []
    for sku_id in sorted(known | set(first_at) | set(right)):
        if sku_id in first_at:
            is_right = _is_right(connection, rules, sku_id, first_at[sku_id])
        else:
            expected = [right[sku_id]] if sku_id in right else []
            is_right = _stock_rows(connection, sku_id) == expected and not _has_ledger(connection, sku_id)
        if not is_right:
            wrong.append(sku_id)
    return wrong


def _is_right(connection: Connection, rules: Rules, sku_id: int, first_at: int) -> bool:
    rows, state = ledger.computed(connection, rules, sku_id, first_at)
    if rows != ledger.stored_entries(connection, sku_id):
        return False
    c = _levels.c
    held = stored_rows(connection, select(c.place_id, c.lot_id, c.condition, c.quantity).where(c.sku_id == sku_id))
    if {row[:3]: row[3] for row in held} != balances.levels_of(connection, sku_id, rows):
        return False
    promises = happenings.of_sku(connection, sku_id, first_at, rules.zone, rules.place_id)[1]
    columns = [_reservations.c[name] for name in balances.RESERVATION_COLUMNS]
    kept = stored_rows(connection, select(*columns).where(_reservations.c.sku_id == sku_id))
    if set(kept) != {(one.id, one.sku_id, one.order_id, one.line_id, one.quantity) for one in promises}:
        return False
    newest = balances.newest_of_rows(rows)
    return _stock_rows(connection, sku_id) == [balances.stock_row(connection, rules, sku_id, first_at, state, newest)]


def _orders_changed(connection: Connection, done: Rewritten) -> set[int]:
    """The orders of which an entry was written, taken out, or written or completed at another cost."""
    other = set(done.removed) ^ set(done.written)
    found = {row[_ORDER] for row in other} | _of_cases(connection, other)
    for chunk in sorted_chunks(sorted(done.completed)):
        found.update(connection.execute(select(_entries.c.order_id).where(_entries.c.id.in_(chunk))).scalars())
    return found - {None}


def _of_cases(connection: Connection, rows: Iterable[Any]) -> set[Any]:
    """The orders whose pieces came back or were thrown away with these entries."""
    found: set[Any] = set()
    moved = sorted({row[0] for row in rows if row[_KIND] in (MoveKind.RETURN, MoveKind.SCRAP)})
    if not moved:
        return found
    returned = select(_lines.c.order_id).join(_moves, _moves.c.order_line_id == _lines.c.id)
    scrapped = select(_cases.c.order_id).join(_moves, _moves.c.document_id == _cases.c.id)
    for chunk in sorted_chunks(moved):
        of_moves = _moves.c.id.in_(chunk)
        found.update(connection.execute(returned.where(of_moves)).scalars())
        found.update(connection.execute(scrapped.where(of_moves, _moves.c.document == _CASE)).scalars())
    return found


def _stock_rows(connection: Connection, sku_id: int) -> list[Any]:
    columns = [_stocks.c[name] for name in balances.STOCK_COLUMNS]
    return stored_rows(connection, select(*columns).where(_stocks.c.sku_id == sku_id))


def _has_ledger(connection: Connection, sku_id: int) -> bool:
    tables = (_entries, _levels, _reservations)
    found = (connection.execute(select(one.c.sku_id).where(one.c.sku_id == sku_id).limit(1)).first() for one in tables)
    return any(row is not None for row in found)


def _compare(connection: Connection, order_ids: Sequence[int], sales: Sequence[Happening], work: _Work) -> None:
    """Note where the sales of these orders differ from what the ledger has of them."""
    old = {row[1]: row for row in _SALES_OF.rows(connection, orders=order_ids)}
    new = {sale.id: sale for sale in sales}
    for entry_id, row in old.items():
        sale = new.get(entry_id)
        if sale is not None and row == (sale.at, sale.id, sale.sku_id, sale.quantity, sale.line_id):
            del new[entry_id]
            continue
        work.gone.setdefault(row[2], set()).add(entry_id)
        work.begin(row[2], (row[0], row[1]))
    for sale in new.values():
        work.come.setdefault(sale.sku_id, []).append(sale)
        work.begin(sale.sku_id, sale.position)


def _counts_anything(connection: Connection) -> bool:
    return _ANY_COUNTED.first(connection) is not None


def _has_rows(connection: Connection) -> bool:
    return _ANY_STOCK.first(connection) is not None


def _kept_first(connection: Connection, sku_ids: Iterable[int]) -> dict[int, int]:
    """When those of the SKUs that are counted first moved, as the ledger has it."""
    found: dict[int, int] = {}
    for chunk in sorted_chunks(sku_ids):
        found.update(dict(_KEPT_FIRST.rows(connection, skus=chunk)))
    return found


def _orders_of(connection: Connection, line_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for chunk in sorted_chunks(line_ids):
        found.update(connection.execute(select(_lines.c.order_id).where(_lines.c.id.in_(chunk))).scalars())
    return found


def _orders_in(connection: Connection, parcel_ids: Iterable[int]) -> set[int]:
    found: set[int] = set()
    for chunk in sorted_chunks(parcel_ids):
        statement = select(_lines.c.order_id).join(_packed, _packed.c.order_line_id == _lines.c.id)
        found.update(connection.execute(statement.where(_packed.c.parcel_id.in_(chunk))).scalars())
    return found


def _all_moved(connection: Connection) -> list[int]:
    return list(connection.execute(select(_moves.c.sku_id).distinct()).scalars())


def _ids(keys: Collection[_Key], kind: str) -> list[int]:
    return sorted(key[1] for key in keys if isinstance(key, tuple) and key[0] == kind)
