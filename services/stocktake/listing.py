"""Reads: stocktakes as a list, and the lines of one, each compared with the books at its own instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, literal, null, or_, select, true

from models.catalog import Product, Sku
from models.entities import Entity
from models.enums.goods import Condition, StocktakeState
from models.projections import SkuSearch
from models.stock import Lot, Place, StockMove
from models.stock_ledger import SkuStock, StockEntry
from models.stocktake import CountLine, Stocktake
from services.catalog.queries import SKUS
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern, stored_rows
from services.stocktake.rules import LineState

_lines = CountLine.table()
_takes = Stocktake.table()
_skus = Sku.table()
_products = Product.table()
_searches = SkuSearch.table()
_lots = Lot.table()
_places = Place.table()
_entries = StockEntry.table()
_stocks = SkuStock.table()
_moves = StockMove.table()

_SAME_SPOT = and_(
    _entries.c.sku_id == _lines.c.sku_id,
    _entries.c.place_id == _takes.c.place_id,
    _entries.c.condition == Condition.GOOD,
    _entries.c.lot_id.is_not_distinct_from(_lines.c.lot_id),
)
# What the books say now of the moment a line was counted; of a line nobody counted, what they say now.
_BOOKS = (
    select(func.coalesce(func.sum(_entries.c.quantity), 0))
    .where(_SAME_SPOT, or_(_lines.c.counted_at.is_(None), _entries.c.at <= _lines.c.counted_at))
    .correlate(_lines, _takes)
    .scalar_subquery()
)
_IS_TRACKED = exists(select(1).where(_moves.c.sku_id == _lines.c.sku_id).correlate(_lines))
# Somebody sold or received the goods between the first and the last piece that was counted.
_MOVED = exists(
    select(1)
    .where(_SAME_SPOT, _entries.c.at > _lines.c.begun_at, _entries.c.at <= _lines.c.counted_at)
    .correlate(_lines, _takes)
)
_IS_OPEN = _takes.c.state == StocktakeState.OPEN
_SETTLED = func.coalesce(_lines.c.expected, _BOOKS)
EXPECTED = case((_IS_OPEN, _BOOKS), else_=_SETTLED)
_DIFFERENCE = _lines.c.quantity - EXPECTED
_STATE = case(
    (_lines.c.quantity.is_(None), LineState.NOT_COUNTED.value),
    (_lines.c.quantity == EXPECTED, LineState.SAME.value),
    else_=LineState.DIFFERENT.value,
)


def _known_pieces() -> ColumnElement[Any]:
    return _stocks.c.on_hand + _stocks.c.defective - _stocks.c.unknown


def _estimate() -> ColumnElement[Any]:
    """What the difference is worth at what the goods cost now on average (`rules.worth` in SQL)."""
    known = _known_pieces()
    doubled = 2 * func.abs(_DIFFERENCE) * _stocks.c.value_minor
    rounded = (doubled + known) // (2 * known)
    return case(
        (_DIFFERENCE.is_(None), null()),
        (_DIFFERENCE == 0, 0),
        (_stocks.c.sku_id.is_(None), _DIFFERENCE * _skus.c.cost_minor),
        (func.coalesce(known, 0) <= 0, null()),
        (_DIFFERENCE < 0, -rounded),
        else_=rounded,
    )


_OF_LINE = and_(
    _moves.c.document == literal("stocktake"),
    _moves.c.document_id == _lines.c.stocktake_id,
    _moves.c.sku_id == _lines.c.sku_id,
    _moves.c.lot_id.is_not_distinct_from(_lines.c.lot_id),
    _moves.c.of_move_id.is_(None),
)
_BOOKED = (
    select(case((func.sum(_entries.c.unknown) > 0, null()), else_=func.coalesce(func.sum(_entries.c.value_minor), 0)))
    .join_from(_moves, _entries, _entries.c.id == _moves.c.id)  # an entry of a move has its id
    .where(_OF_LINE)
    .correlate(_lines)
    .scalar_subquery()
)
VALUE = case((_lines.c.quantity.is_(None), null()), (_IS_OPEN, _estimate()), else_=_BOOKED)


def _open(expression: ColumnElement[Any], hidden: Any = None) -> ColumnElement[Any]:
    """What a blind count gives away only once it is over."""
    return case((_takes.c.is_blind, null() if hidden is None else hidden), else_=expression)


def count_lines(stocktake_id: int | None = None) -> TableQuery:
    """The lines of one stocktake, or of all. What the books expect of a blind one nothing in them tells."""
    mine = _lines.c.stocktake_id == stocktake_id if stocktake_id is not None else true()
    counted = _lines.c.quantity.is_not(None)
    seen = and_(mine, counted, _takes.c.is_blind.is_(False))
    blind_state = case((counted, "counted"), else_=LineState.NOT_COUNTED.value)
    return TableQuery(
        name="count_lines",
        entity=Entity.COUNT_LINE,
        base=_lines,
        joins=(
            (_takes, _takes.c.id == _lines.c.stocktake_id),
            (_skus, _skus.c.id == _lines.c.sku_id),
            (_products, _products.c.id == _skus.c.product_id),
            (_searches, _searches.c.sku_id == _lines.c.sku_id),
            (_stocks, _stocks.c.sku_id == _lines.c.sku_id),
            (_lots, _lots.c.id == _lines.c.lot_id),
        ),
        columns=by_key(
            QueryColumn("number", N_("Stocktake"), Kind.ID, _takes.c.number),
            QueryColumn("code", N_("Code"), Kind.ID, _skus.c.code),
            QueryColumn("title", N_("Product"), Kind.TEXT, _products.c.title),
            QueryColumn("variant", N_("Variant"), Kind.TEXT, _skus.c.variant),
            QueryColumn("shelf", N_("Shelf"), Kind.TEXT, _skus.c.shelf),
            QueryColumn("barcode", N_("Barcode"), Kind.ID, _skus.c.barcode),
            QueryColumn("lot", N_("Lot"), Kind.TEXT, _lots.c.number),
            QueryColumn("state", N_("State"), Kind.CODE, _open(_STATE, blind_state)),
            QueryColumn("quantity", N_("Counted"), Kind.INTEGER, _lines.c.quantity, True),
            QueryColumn("expected", N_("Expected"), Kind.INTEGER, _open(EXPECTED), True),
            QueryColumn("difference", N_("Difference"), Kind.INTEGER, _open(_DIFFERENCE), True),
            QueryColumn("value", N_("Worth"), Kind.MONEY, _open(VALUE), True),
            QueryColumn("counted_at", N_("Counted at"), Kind.INSTANT, _lines.c.counted_at),
            QueryColumn("counter", N_("Counted by"), Kind.TEXT, _lines.c.counter),
            QueryColumn("note", N_("Note"), Kind.TEXT, _lines.c.note),
            QueryColumn("moved", N_("Moved meanwhile"), Kind.FLAG, case((_MOVED, 1), else_=0)),
            QueryColumn("is_extra", N_("Outside the scope"), Kind.FLAG, _lines.c.is_extra),
            QueryColumn("sku_id", N_("Product"), Kind.ID, _lines.c.sku_id),
        ),
        views={
            "all": mine,
            "not_counted": and_(mine, _lines.c.quantity.is_(None)),
            "counted": and_(mine, counted),
            "same": and_(seen, _lines.c.quantity == EXPECTED),
            "different": and_(seen, _lines.c.quantity != EXPECTED),
            "moved": and_(mine, _MOVED),
        },
        default_sort=(("shelf", False), ("code", False)),
        search=SKUS.search,
        currency=literal(""),
        companions=frozenset({_takes, _skus, _products, _searches}),
    )


COUNTS = count_lines()

_COUNTED = select(func.count(_lines.c.quantity)).where(_lines.c.stocktake_id == _takes.c.id)
_ALL_LINES = select(func.count()).select_from(_lines).where(_lines.c.stocktake_id == _takes.c.id)
_WRONG = _ALL_LINES.where(_lines.c.quantity != _lines.c.expected)
# Nobody knows before it is posted: until then every sale may change it.
_DIFFERENT = case((_takes.c.finished_at.is_(None), null()), else_=_WRONG.correlate(_takes).scalar_subquery())

STOCKTAKES = TableQuery(
    name="stocktakes",
    entity=Entity.STOCKTAKE,
    base=_takes,
    joins=((_places, _places.c.id == _takes.c.place_id),),
    columns=by_key(
        QueryColumn("number", N_("No."), Kind.ID, _takes.c.number),
        QueryColumn("state", N_("State"), Kind.CODE, _takes.c.state),
        QueryColumn("scope", N_("Scope"), Kind.CODE, _takes.c.scope),
        QueryColumn("scope_values", N_("Of it"), Kind.TEXT, _takes.c.scope_values),
        QueryColumn("place", N_("Place"), Kind.TEXT, _places.c.name),
        QueryColumn("started_on", N_("Begun on"), Kind.DATE, _takes.c.started_on),
        QueryColumn("started_at", N_("Begun"), Kind.INSTANT, _takes.c.started_at),
        QueryColumn("finished_at", N_("Ended"), Kind.INSTANT, _takes.c.finished_at),
        QueryColumn("lines", N_("Lines"), Kind.INTEGER, _ALL_LINES.correlate(_takes).scalar_subquery()),
        QueryColumn("counted", N_("Counted"), Kind.INTEGER, _COUNTED.correlate(_takes).scalar_subquery()),
        QueryColumn("different", N_("Different"), Kind.INTEGER, _DIFFERENT),
        QueryColumn("blind", N_("Blind"), Kind.FLAG, _takes.c.is_blind),
        QueryColumn("note", N_("Note"), Kind.TEXT, _takes.c.note),
    ),
    views={
        "all": None,
        "open": _takes.c.state == StocktakeState.OPEN,
        "posted": _takes.c.state == StocktakeState.POSTED,
        "over": _takes.c.state.in_((StocktakeState.REVERSED, StocktakeState.ABANDONED)),
    },
    default_sort=(("number", True),),
    search=lambda typed: and_(
        *(
            or_(*(column.like(like_pattern(term.plain), escape="\\") for column in (_takes.c.number, _takes.c.note)))
            for term in terms(typed)
        )
    ),
    companions=frozenset({_places}),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the books say of a line at its own instant, and whether its goods were ever counted before."""

    expected: int
    is_tracked: bool


def standings(connection: Connection, stocktake_id: int) -> Mapping[int, Standing]:
    """The books of this moment about every line of a stocktake, what it booked itself included."""
    statement = (
        select(_lines.c.id, _BOOKS, _IS_TRACKED)
        .join_from(_lines, _takes, _takes.c.id == _lines.c.stocktake_id)
        .where(_lines.c.stocktake_id == stocktake_id)
        .order_by(_lines.c.id)
    )
    return {row[0]: Standing(row[1], bool(row[2])) for row in connection.execute(statement)}


def rows_of(connection: Connection, stocktake_id: int, keys: Sequence[str]) -> list[dict[str, Any]]:
    """Chosen columns of all lines of a stocktake as stored values by key; for figures, papers and files."""
    query = count_lines(stocktake_id)
    columns = [query.column(key).expression for key in keys]
    statement = select(query.row_id, *columns).select_from(query.source(columns))
    statement = statement.where(_lines.c.stocktake_id == stocktake_id).order_by(query.row_id)
    return [dict(zip(("id", *keys), row, strict=True)) for row in stored_rows(connection, statement)]
