"""Reads behind the reorder rules: what sold on which day, when shelves were empty, and who sells what to us."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Text, and_, case, func, or_, select, type_coerce

from models.catalog import SupplierItem
from models.enums.orders import OrderKind, OrderStatus
from models.orders import Order, OrderLine
from models.purchasing import Purchase, PurchaseLine, Supplier
from models.stock import OrderLinePart
from models.stock_ledger import SkuStock, StockEntry
from services import settings
from services.kernel.table_query import stored_rows
from services.purchasing.reorder import empty_days
from services.purchasing.supplier_facts import lead_times

_orders = Order.table()
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_items = SupplierItem.table()
_suppliers = Supplier.table()
_stocks = SkuStock.table()
_entries = StockEntry.table()
_purchases = Purchase.table()
_bought = PurchaseLine.table()

# A case: as a plain condition the status has an index, by which all orders would be walked through for a few weeks.
_STATES = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)
_IS_REAL = or_(_orders.c.kind.is_(None), _orders.c.kind != OrderKind.NOT_REAL)  # others take goods off the shelf too
_IS_SOLD = case((and_(_orders.c.status.in_(_STATES), _IS_REAL), 1), else_=0) == 1


@dataclass(frozen=True, slots=True)
class Offer:
    """Who a SKU is bought from, and how: `price_minor` is for a piece, in the shop's currency."""

    supplier_id: int
    supplier: str
    lead_days: int | None
    pack_size: int = 1
    minimum: int = 1
    price_minor: int | None = None


def sold_per_day(connection: Connection, first: date, last: date) -> dict[int, dict[date, int]]:
    """Pieces per SKU and day that paid orders take off the shelf; a bundle counts for its parts."""
    # Pieces and SKU of every line of a day in one text: groups by the SKU would sort all lines, and many are alike.
    sku_id = func.coalesce(_parts.c.sku_id, _lines.c.sku_id)
    pieces = func.coalesce(_lines.c.sku_quantity * func.coalesce(_parts.c.quantity, 1), 0)
    listed = func.aggregate_strings(type_coerce(sku_id, Text).concat("*").concat(type_coerce(pieces, Text)), ",")
    statement = (
        select(_orders.c.ordered_on, listed)
        .select_from(_orders.join(_lines, _lines.c.order_id == _orders.c.id))
        .outerjoin(_parts, _parts.c.order_line_id == _lines.c.id)
        .where(_orders.c.ordered_on.between(first, last), _IS_SOLD, _lines.c.is_closed.is_(False), sku_id.is_not(None))
        .group_by(_orders.c.ordered_on)
    )
    found: dict[int, dict[date, int]] = {}
    for day, lines in connection.execute(statement):
        for line, times in Counter(lines.split(",")).items():
            sold_id, sold = map(int, line.split("*"))
            days = found.setdefault(sold_id, {})
            days[day] = days.get(day, 0) + sold * times
    return found


def together(sold: Mapping[int, Mapping[date, int]]) -> dict[date, int]:
    """What the whole shop sold per day."""
    total: dict[date, int] = {}
    for days in sold.values():
        for day, pieces in days.items():
            total[day] = total.get(day, 0) + pieces
    return total


def shelf_of(connection: Connection, first: date, last: date) -> dict[int, frozenset[date]]:
    """Per counted SKU the days its shelf was empty from morning to night."""
    zone = ZoneInfo(settings.read(connection, settings.ZONE))
    since = datetime.combine(first, time.min, zone).astimezone(UTC)
    before = dict(_balances_before(connection, since))
    known, ran_out = _run_out(connection, since, before)
    days = {sku_id: _closings(connection, since, sku_id) for sku_id in ran_out}
    return {
        sku_id: empty_days(first, last, before.get(sku_id), days[sku_id]) if sku_id in days else frozenset()
        for sku_id in known
    }


def _run_out(connection: Connection, since: datetime, before: Mapping[int, int]) -> tuple[set[int], set[int]]:
    """(SKUs that were there or moved since, those of them that may have been down to nothing at any time).

    Moves are added up in the order of an index, which is not the story's where several are of one instant: that
    finds some more, and none less.
    """
    there = dict(before)
    out = {sku_id for sku_id, pieces in before.items() if pieces <= 0}
    rows = select(_entries.c.sku_id, _entries.c.quantity).where(_entries.c.at >= since).order_by(_entries.c.at)
    for sku_id, quantity in stored_rows(connection, rows):
        if sku_id in out:
            continue
        left = there.get(sku_id, 0) + quantity
        there[sku_id] = left
        if left <= 0:
            out.add(sku_id)
    return set(there), out


def _closings(connection: Connection, since: datetime, sku_id: int) -> list[tuple[date, int, int]]:
    """(day, highest balance of the day, balance at its end) of each day a SKU moved on since."""
    moved = (
        select(_entries.c.on, _entries.c.balance, _entries.c.quantity)
        .where(_entries.c.sku_id == sku_id, _entries.c.at >= since)
        .order_by(_entries.c.at, _entries.c.id)
    )
    days: list[tuple[date, int, int]] = []
    for day, balance, quantity in connection.execute(moved):
        highest = max(balance, balance - quantity)
        if days and days[-1][0] == day:
            days[-1] = (day, max(days[-1][1], highest), balance)
        else:
            days.append((day, highest, balance))
    return days


def _balances_before(connection: Connection, since: datetime) -> list[tuple[int, int]]:
    """What lay on the shelf of each SKU at an instant; one lookup each, however long the story."""
    newest = (
        select(_entries.c.balance)
        .where(_entries.c.sku_id == _stocks.c.sku_id, _entries.c.at < since)
        .order_by(_entries.c.at.desc(), _entries.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = connection.execute(select(_stocks.c.sku_id, newest))
    return [(row[0], row[1]) for row in rows if row[1] is not None]


def offers_of(connection: Connection) -> dict[int, Offer]:
    """Who each SKU is bought from: the first supplier of the catalogue, else the one it was bought from last."""
    measured = {key: lead.typical_days for key, lead in lead_times(connection).items()}
    found: dict[int, Offer] = {}
    last = (
        select(_bought.c.sku_id, _suppliers.c.id, _suppliers.c.name, _suppliers.c.lead_days)
        .join_from(_bought, _purchases, _purchases.c.id == _bought.c.purchase_id)
        .join(_suppliers, _suppliers.c.id == _purchases.c.supplier_id)
        .where(_bought.c.sku_id.is_not(None), _suppliers.c.is_archived.is_(False))
        .order_by(_purchases.c.id)
    )
    for sku_id, supplier_id, name, lead_days in connection.execute(last):
        found[sku_id] = Offer(supplier_id, name, measured.get(supplier_id, lead_days))
    listed = (
        select(
            _items.c.sku_id, _suppliers.c.id, _suppliers.c.name, _suppliers.c.lead_days.label("stated"),
            _items.c.lead_days, _items.c.pack_size, _items.c.minimum, _items.c.price_minor,
        )
        .join_from(_items, _suppliers, _suppliers.c.id == _items.c.supplier_id)
        .where(_suppliers.c.is_archived.is_(False))
        .order_by(_items.c.sku_id, _items.c.position.desc(), _items.c.id.desc())
    )  # fmt: skip
    for row in connection.execute(listed):
        lead = measured.get(row.id, row.stated if row.lead_days is None else row.lead_days)
        found[row.sku_id] = Offer(row.id, row.name, lead, row.pack_size, row.minimum, row.price_minor)
    return found
