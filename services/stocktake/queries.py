"""Reads: one stocktake with its figures, what should be counted next, and what can be chosen as a scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select

from models.catalog import Product, Sku
from models.enums.goods import StocktakeState
from models.stock import Place
from models.stocktake import CountLine, Stocktake
from services import clock, settings
from services.errors import NotFound
from services.i18n import N_
from services.messages import Message, message
from services.stock.analysis import classes
from services.stocktake import rules, scope
from services.stocktake.listing import rows_of, standings

_takes = Stocktake.table()
_lines = CountLine.table()
_skus = Sku.table()
_products = Product.table()
_places = Place.table()


@dataclass(frozen=True, slots=True)
class Tally:
    """The figures of a stocktake, in lines but for `pieces`. `value_minor` adds up the differences whose cost is
    known; `unknown_value` lines differ and nobody knows what that is worth. A blind count gives away only
    `lines`, `counted` and `pieces`.
    """

    lines: int
    counted: int
    pieces: int
    same: int = 0
    more: int = 0
    fewer: int = 0
    pieces_more: int = 0
    pieces_fewer: int = 0
    value_minor: int = 0
    unknown_value: int = 0
    moved: int = 0

    @property
    def uncounted(self) -> int:
        """Lines nobody counted yet."""
        return self.lines - self.counted

    @property
    def is_worth_known(self) -> bool:
        """Whether `value_minor` tells anything: not where every difference is one of unknown cost."""
        return self.unknown_value == 0 or self.unknown_value < self.more + self.fewer


@dataclass(frozen=True, slots=True)
class StocktakeView:
    """One stocktake. `drifted` lines of a posted one no longer agree with the books of their instant."""

    id: int
    number: str
    state: StocktakeState
    scope: Message
    is_blind: bool
    place: str
    started_at: datetime
    finished_at: datetime | None
    note: str | None
    tally: Tally
    drifted: int
    currency: str
    zone: str


def stocktake(connection: Connection, stocktake_id: int) -> StocktakeView:
    """Everything the window shows above the lines of a stocktake."""
    statement = select(_takes, _places.c.name.label("place")).join_from(
        _takes, _places, _places.c.id == _takes.c.place_id
    )
    row = connection.execute(statement.where(_takes.c.id == stocktake_id)).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("stocktake")), which=f"#{stocktake_id}")
    figures = tally(connection, stocktake_id, blind=row["is_blind"])
    return StocktakeView(
        id=row["id"],
        number=row["number"],
        state=row["state"],
        scope=scope.words(row["scope"], row["scope_values"], figures.lines),
        is_blind=row["is_blind"],
        place=row["place"],
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        note=row["note"],
        tally=figures,
        drifted=_drifted(connection, stocktake_id) if row["state"] is StocktakeState.POSTED else 0,
        currency=settings.read(connection, settings.CURRENCY),
        zone=settings.read(connection, settings.ZONE),
    )


def product_of_line(connection: Connection, line_id: int) -> tuple[int, str]:
    """The SKU a line counts, and what it is called."""
    statement = (
        select(_skus.c.id, _skus.c.code, _products.c.title, _skus.c.variant)
        .join_from(_lines, _skus, _skus.c.id == _lines.c.sku_id)
        .join(_products, _products.c.id == _skus.c.product_id)
    )
    row = connection.execute(statement.where(_lines.c.id == line_id)).first()
    if row is None:
        raise NotFound(what=message(N_("line")), which=f"#{line_id}")
    return row.id, " ".join(filter(None, (row.code, row.title, row.variant)))


def tally(connection: Connection, stocktake_id: int, *, blind: bool) -> Tally:
    """The figures of one stocktake."""
    rows = rows_of(connection, stocktake_id, ("quantity", "difference", "value", "moved"))
    counted = [row for row in rows if row["quantity"] is not None]
    moved = sum(row["moved"] for row in counted)
    pieces = sum(row["quantity"] for row in counted)
    if blind:
        return Tally(len(rows), len(counted), pieces, moved=moved)
    more = [row["difference"] for row in counted if row["difference"] > 0]
    fewer = [-row["difference"] for row in counted if row["difference"] < 0]
    return Tally(
        lines=len(rows),
        counted=len(counted),
        pieces=pieces,
        same=len(counted) - len(more) - len(fewer),
        more=len(more),
        fewer=len(fewer),
        pieces_more=sum(more),
        pieces_fewer=sum(fewer),
        value_minor=sum(row["value"] or 0 for row in counted),
        unknown_value=sum(row["difference"] != 0 and row["value"] is None for row in counted),
        moved=moved,
    )


def _drifted(connection: Connection, stocktake_id: int) -> int:
    found = standings(connection, stocktake_id)
    statement = select(_lines.c.id, _lines.c.quantity).where(
        _lines.c.stocktake_id == stocktake_id, _lines.c.quantity.is_not(None)
    )
    return sum(row.quantity != found[row.id].expected for row in connection.execute(statement))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A class of goods of which `due` products should be counted again; `never` of them never were."""

    abc: str
    every_days: int
    products: int
    due: int
    never: int
    oldest: date | None
    sku_ids: tuple[int, ...]


def suggestions(connection: Connection) -> tuple[Suggestion, ...]:
    """What to count next, class A first: dear goods every month, the cheapest once a year."""
    zone = settings.read(connection, settings.ZONE)
    today = clock.business_day(clock.now(), zone)
    counted = {sku_id: clock.business_day(at, zone) for sku_id, at in _last_counts(connection).items()}
    by_class: dict[str, list[int]] = {}
    for sku_id, abc in classes(connection, clock.now()).items():
        by_class.setdefault(abc, []).append(sku_id)
    found = []
    for abc, sku_ids in sorted(by_class.items()):
        due = [one for one in sku_ids if rules.is_due(abc, counted.get(one), today)]
        oldest = min((counted[one] for one in due if one in counted), default=None)
        never = sum(one not in counted for one in due)
        every = rules.COUNT_EVERY[abc]
        found.append(Suggestion(abc, every, len(sku_ids), len(due), never, oldest, tuple(sorted(due))))
    return tuple(found)


def _last_counts(connection: Connection) -> dict[int, datetime]:
    statement = (
        select(_lines.c.sku_id, func.max(_lines.c.counted_at).label("at"))
        .join_from(_lines, _takes, _takes.c.id == _lines.c.stocktake_id)
        .where(_takes.c.state == StocktakeState.POSTED, _lines.c.quantity.is_not(None))
        .group_by(_lines.c.sku_id)
    )
    return {row.sku_id: row.at for row in connection.execute(statement)}


@dataclass(frozen=True, slots=True)
class ScopeValues:
    """What a stocktake can be limited to in this shop: (value, products) pairs."""

    products: int
    categories: tuple[tuple[str, int], ...]
    shelves: tuple[tuple[str, int], ...]
    classes: tuple[tuple[str, int], ...]
    places: tuple[tuple[int, str], ...]


def scope_values(connection: Connection) -> ScopeValues:
    """The categories, shelves, classes and places there are."""
    counted = and_(_skus.c.is_archived.is_(False))
    base = select(func.count()).join_from(_skus, _products, _products.c.id == _skus.c.product_id).where(counted)

    def grouped(column: Any) -> tuple[tuple[str, int], ...]:
        statement = base.add_columns(column).where(column.is_not(None), column != "").group_by(column).order_by(column)
        return tuple((row[1], row[0]) for row in connection.execute(statement))

    sizes: dict[str, int] = {}
    for abc in classes(connection, clock.now()).values():
        sizes[abc] = sizes.get(abc, 0) + 1
    places = select(_places.c.id, _places.c.name).where(_places.c.is_archived.is_(False))
    return ScopeValues(
        products=connection.execute(base).scalar_one(),
        categories=grouped(_products.c.category),
        shelves=grouped(_skus.c.shelf),
        classes=tuple(sorted(sizes.items())),
        places=tuple((row.id, row.name) for row in connection.execute(places.order_by(_places.c.id))),
    )


def preview_scope(connection: Connection, wanted: scope.Scope) -> int:
    """How many products a scope has."""
    return len(scope.skus_of(connection, wanted))
