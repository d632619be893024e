"""Reads: the stock list of the window, with who supplies a product, and what the list can be limited to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, func, select

from models.catalog import Product, Sku, SupplierItem
from models.purchasing import Supplier
from models.stock import StockMove
from services import settings
from services.business_day import shop_today
from services.i18n import N_
from services.kernel.table_query import Kind, QueryColumn, TableRequest, stored_rows
from services.stock.listing import SOLD_DAYS, STOCK, pieces_sold
from services.stock.queries import PlaceView, places
from services.stock.worth import Worth, value_on, worth_now

_skus = Sku.table()
_products = Product.table()
_items = SupplierItem.table()
_suppliers = Supplier.table()
_moves = StockMove.table()

# The supplier that is asked first.
_SUPPLIER = (
    select(_suppliers.c.name)
    .join_from(_items, _suppliers, _suppliers.c.id == _items.c.supplier_id)
    .where(_items.c.sku_id == _skus.c.id)
    .order_by(_items.c.position, _items.c.id)
    .limit(1)
    .correlate(_skus)
    .scalar_subquery()
)
_WEEKS = 12
COUNTED_VIEWS = (
    "all", "low", "out", "short", "set_aside", "below_zero", "unknown_cost", "defective", "dead", "uncounted",
)  # fmt: skip


STOCK_LIST = replace(
    STOCK, columns={**STOCK.columns, "supplier": QueryColumn("supplier", N_("Supplier"), Kind.TEXT, _SUPPLIER)}
)
"""`STOCK` with the supplier of each SKU."""
# Put together once: that takes longer than counting.
_OF_VIEWS = {view: STOCK.select([func.count()], TableRequest(view=view)) for view in COUNTED_VIEWS}
_PIECES_SOLD = pieces_sold(STOCK.select([STOCK.row_id], TableRequest()))


@dataclass(frozen=True, slots=True)
class StockFigures:
    """The figures above the stock list.

    `cover_days` is how long what is there lasts at the cost of goods sold in the last four weeks;
    None where nothing was sold. `counts` has how many rows each view has.
    """

    worth: Worth
    cover_days: int | None
    counts: dict[str, int]
    currency: str


def stock_figures(connection: Connection) -> StockFigures:
    """All figures of this moment."""
    counts = {view: int(stored_rows(connection, count)[0][0]) for view, count in _OF_VIEWS.items()}
    worth = worth_now(connection)
    pieces = int(stored_rows(connection, _PIECES_SOLD)[0][0])
    cover = max(worth.pieces, 0) * SOLD_DAYS // pieces if pieces > 0 else None
    return StockFigures(worth, cover, counts, settings.read(connection, settings.CURRENCY))


def stock_weeks(connection: Connection) -> tuple[tuple[date, int], ...]:
    """What the goods were worth at the end of one day of each of the last weeks, oldest first, without today.

    It reads a piece of every story for every week, so it is asked for once and not after every change.
    """
    today = shop_today(connection)
    days = [today - timedelta(weeks=back) for back in range(_WEEKS - 1, 0, -1)]
    return tuple((day, sum(line.value_minor for line in value_on(connection, day))) for day in days)


@dataclass(frozen=True, slots=True)
class StockFilterValues:
    """What the stock list can be limited to in this shop."""

    categories: tuple[str, ...] = ()
    shelves: tuple[str, ...] = ()
    suppliers: tuple[str, ...] = ()
    places: tuple[PlaceView, ...] = ()
    reasons: tuple[str, ...] = ()


def stock_filter_values(connection: Connection, reasons: int = 20) -> StockFilterValues:
    """The categories, shelves, suppliers and places there are, and the reasons given most often."""
    named = connection.execute(select(_suppliers.c.name).order_by(_suppliers.c.name)).scalars()
    used = (
        select(_moves.c.reason)
        .where(_moves.c.reason.is_not(None), _moves.c.document.is_(None))
        .group_by(_moves.c.reason)
        .order_by(func.count().desc(), _moves.c.reason)
        .limit(reasons)
    )
    return StockFilterValues(
        categories=_distinct(connection, _products.c.category),
        shelves=_distinct(connection, _skus.c.shelf),
        suppliers=tuple(named),
        places=places(connection),
        reasons=tuple(reason for reason in connection.execute(used).scalars() if reason),
    )


def _distinct(connection: Connection, column: ColumnElement[str | None]) -> tuple[str, ...]:
    statement = select(column).where(column.is_not(None), column != "").distinct().order_by(column)
    return tuple(value for value in connection.execute(statement).scalars() if value)
