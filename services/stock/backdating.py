"""Reads: what a late or corrected cost, or a move entered late, would change; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models.columns import to_epoch_ms
from models.enums.goods import MoveKind
from models.orders import Order
from models.stock import StockMove
from models.stock_ledger import SALE_IDS
from services import clock, settings
from services.kernel.chunks import sorted_chunks
from services.stock import happenings, ledger
from services.stock.booking import MoveDraft
from services.stock.happenings import BEGINNING, Happening
from services.stock.ledger import COLUMNS, Row
from services.stock.projections import rules_of

_moves = StockMove.table()
_orders = Order.table()
_ABSENT = -1  # no cost is negative: the order's goods were not counted
_AT = {name: number for number, name in enumerate(COLUMNS)}


@dataclass(frozen=True, slots=True)
class OrderEffect:
    """What the goods concerned of one order cost before and after; None where the cost of some is not known."""

    order_id: int
    order_no: str
    before_minor: int | None
    after_minor: int | None

    @property
    def profit_minor(self) -> int | None:
        """By how much the order's profit changes; None where one of the costs is not known."""
        if self.before_minor is None or self.after_minor is None:
            return None
        return self.before_minor - self.after_minor


@dataclass(frozen=True, slots=True)
class Effect:
    """What would change: the orders whose goods cost something else, and the value on the shelf.

    `profit_minor` sums the orders whose cost is known before and after; `became_known` and
    `became_unknown` count the others. `locked` says that a closed month would be touched, so
    the change will be refused.
    """

    orders: tuple[OrderEffect, ...]
    profit_minor: int
    became_known: int
    became_unknown: int
    value_minor: int
    locked: bool


def of_prices(connection: Connection, values: Sequence[tuple[int, int | None]]) -> Effect:
    """What `commands.reprice` would change: (move id, what it cost in all)."""
    wanted = dict(values)
    skus: set[int] = set()
    days: list[str] = []
    for chunk in sorted_chunks(wanted):
        for row in connection.execute(select(_moves.c.sku_id, _moves.c.on).where(_moves.c.id.in_(chunk))):
            skus.add(row.sku_id)
            days.append(row.on.isoformat())
    return _effect(connection, skus, days, prices=wanted)


def of_moves(connection: Connection, drafts: Sequence[MoveDraft]) -> Effect:
    """What booking these moves would change."""
    zone = settings.read(connection, settings.ZONE)
    late = [_imagined(draft, number, zone) for number, draft in enumerate(drafts)]
    return _effect(connection, {draft.sku_id for draft in drafts}, [one.on for one in late], late=late)


def _imagined(draft: MoveDraft, number: int, zone: str) -> Happening:
    at: datetime = draft.at or clock.this_second()
    stored = to_epoch_ms(at)
    return Happening(
        at=stored,
        id=SALE_IDS - 1_000_000 + number,
        sku_id=draft.sku_id,
        kind=draft.kind,
        quantity=draft.quantity,
        on=happenings.business_day(stored, zone),
        place_id=draft.place_id or 0,
        lot_id=draft.lot_id,
        condition=draft.condition,
        value=draft.value_minor,
        line_id=draft.order_line_id,
        of_move_id=draft.of_move_id,
    )


def _effect(
    connection: Connection,
    sku_ids: Iterable[int],
    days: Sequence[str],
    prices: Mapping[int, int | None] | None = None,
    late: Sequence[Happening] = (),
) -> Effect:
    rules = rules_of(connection)
    wanted = sorted(set(sku_ids))
    first_at = happenings.first_moves(connection, wanted)
    for one in late:
        first_at[one.sku_id] = min(one.at, first_at.get(one.sku_id, one.at))
    before: dict[int, int | None] = {}
    after: dict[int, int | None] = {}
    value = 0
    for sku_id in wanted:
        old = ledger.stored_entries(connection, sku_id)
        sales, _promises = happenings.of_sku(connection, sku_id, first_at[sku_id], rules.zone, rules.place_id)
        moves = [
            move._replace(value=prices[move.id]) if prices and move.id in prices else move
            for move in happenings.moves_after(connection, sku_id, BEGINNING)
        ]
        new = ledger.costed_rows(connection, rules, sku_id, [*moves, *sales, *(x for x in late if x.sku_id == sku_id)])
        value += _value_of(new) - _value_of(old)
        _add_costs(old, before)
        _add_costs(new, after)
    changed = {one for one in before | after if before.get(one, _ABSENT) != after.get(one, _ABSENT)}
    through = settings.read(connection, settings.LOCKED_THROUGH)
    return _told(connection, changed, before, after, value, any(day <= through for day in days))


def _value_of(rows: Sequence[Row]) -> int:
    return int(rows[-1][_AT["balance_minor"]]) if rows else 0


def _add_costs(rows: Iterable[Row], costs: dict[int, int | None]) -> None:
    for row in rows:
        order_id = row[_AT["order_id"]]
        if order_id is None or row[_AT["kind"]] != MoveKind.SALE:
            continue
        known = costs.get(order_id, 0)
        is_unknown = known is None or row[_AT["unknown"]] or row[_AT["pending"]]
        costs[order_id] = None if is_unknown else (known or 0) + row[_AT["late_minor"]] - row[_AT["value_minor"]]


def _told(
    connection: Connection,
    changed: set[int],
    before: Mapping[int, int | None],
    after: Mapping[int, int | None],
    value: int,
    is_locked: bool,
) -> Effect:
    numbers: dict[int, str] = {}
    for chunk in sorted_chunks(changed):
        for row in connection.execute(select(_orders.c.id, _orders.c.external_no).where(_orders.c.id.in_(chunk))):
            numbers[row.id] = row.external_no
    orders = tuple(OrderEffect(one, numbers.get(one, ""), before.get(one), after.get(one)) for one in sorted(changed))
    return Effect(
        orders,
        sum(one.profit_minor for one in orders if one.profit_minor is not None),
        sum(one.before_minor is None and one.after_minor is not None for one in orders),
        sum(one.before_minor is not None and one.after_minor is None for one in orders),
        value,
        is_locked,
    )
