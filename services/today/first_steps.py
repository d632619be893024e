"""Reads: what a new shop has done already on the way from its first file to its first parcel."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, Table, select

from models.catalog import Sku
from models.dialects.prepared import Prepared
from models.enums.orders import PrintKind
from models.fulfilment import PrintRun
from models.orders import Order
from models.projections import OrderSummary
from models.stock import StockMove
from services import settings

_skus, _runs, _orders = Sku.table(), PrintRun.table(), Order.table()
_summaries, _moves = OrderSummary.table(), StockMove.table()
_NEWEST = 20_000


def _any(table: Table, *conditions: ColumnElement[bool]) -> Prepared:
    return Prepared(select(1).select_from(table).where(*conditions).limit(1))


_IMPORTED, _OWN, _MOVED = _any(_orders), _any(_skus), _any(_moves)
_UNLINKED = _any(_summaries, _summaries.c.unmatched > 0)
_PACKED = _any(_runs, _runs.c.kind == PrintKind.PACKING_LIST)
_REPORTED = _any(_runs, _runs.c.kind == PrintKind.SHIP_FILE)
_newest = select(_orders.c.tracking_entered_at).order_by(_orders.c.id.desc()).limit(_NEWEST).subquery()
_TRACKED = Prepared(select(1).select_from(_newest).where(_newest.c.tracking_entered_at.is_not(None)).limit(1))
"""A person entered a tracking number; the newest orders tell, for no index holds it."""


class FirstStep(StrEnum):
    """What a new shop does once, in its order. `BACKUP` is done where this computer has a second backup folder."""

    IMPORT = "import"
    LINK = "link"
    STOCK = "stock"
    PRINT = "print"
    TRACK = "track"
    SHIP_FILE = "ship_file"
    BACKUP = "backup"


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """Which steps the shop's own facts say are done; `is_wanted` unless it is a demo or a person hid the list."""

    is_wanted: bool
    done: frozenset[FirstStep]


def first_steps(connection: Connection) -> FirstSteps:
    """What is done so far; a list nobody wants to see is not looked into."""
    values = settings.read_all(connection)
    if values[settings.IS_DEMO.key] or not values[settings.FIRST_STEPS.key]:
        return FirstSteps(False, frozenset())
    has_orders = _is_any(connection, _IMPORTED)
    has_products = _is_any(connection, _OWN)
    facts = {
        FirstStep.IMPORT: has_orders,
        FirstStep.LINK: has_orders and has_products and not _is_any(connection, _UNLINKED),
        FirstStep.STOCK: _is_any(connection, _MOVED),
        FirstStep.PRINT: _is_any(connection, _PACKED),
        FirstStep.TRACK: _is_any(connection, _TRACKED),
        FirstStep.SHIP_FILE: _is_any(connection, _REPORTED),
    }
    return FirstSteps(True, frozenset(step for step, is_done in facts.items() if is_done))


def _is_any(connection: Connection, fact: Prepared) -> bool:
    return fact.first(connection) is not None
