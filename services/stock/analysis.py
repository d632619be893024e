"""Reads: how old goods are, how they sell, and what that means: ageing, dead stock, ABC × XYZ, turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, ScalarSelect, func, select, type_coerce

from models.catalog import Product, Sku
from models.columns import to_epoch_ms
from models.enums.goods import MoveKind
from models.stock_ledger import SALE_IDS, SkuStock, StockEntry
from models.values import Money
from services.kernel.table_query import stored_rows
from services.kernel.walking import unindexed

AGES = (30, 60, 90, 180)
"""The last day of each age but the oldest."""
WEEKS = 13
"""Whole weeks that sales are looked at over."""

_skus = Sku.table()
_products = Product.table()
_stock = SkuStock.table()
_entries = StockEntry.table()
_DAY_MS = 86_400_000
_SHARES = (("A", 80), ("B", 95))  # percent of the cost of goods sold, added up from the dearest
_STAYING = (MoveKind.TRANSFER, MoveKind.REGRADE)


@dataclass(frozen=True, slots=True)
class Age:
    """Pieces of one age and their share of the value."""

    pieces: int
    value_minor: int


@dataclass(frozen=True, slots=True)
class GoodsLine:
    """One SKU looked at as an investment; good and defective pieces together.

    `ages` has one entry for each of `AGES` and one for what is older, reckoned as if the oldest
    pieces always left first. `abc` ranks by the cost of goods sold, `xyz` by how evenly they
    sell from week to week: X evenly, Y unevenly, Z now and then or never. `turns_percent` is
    how often a year the value on the shelf is sold, in hundredths; None where that means
    nothing. `idle_days` are the days since the last sale, or since counting began.
    """

    sku_id: int
    code: str
    title: str
    variant: str | None
    pieces: int
    value_minor: int
    unknown: int
    sold: int
    sold_cost_minor: int
    abc: str
    xyz: str
    turns_percent: int | None
    idle_days: int
    ages: tuple[Age, ...]


class Sales(Enum):
    """How much of the sales is asked for with the goods: they are the dearest part of the question."""

    NONE = "none"
    PIECES = "pieces"
    COSTED = "costed"


def goods(
    connection: Connection, now: datetime, sales_asked: Sales = Sales.COSTED, *, with_ages: bool = True
) -> tuple[GoodsLine, ...]:
    """Every counted SKU, what is worth most first.

    With `Sales.PIECES` sales have neither costs nor weeks, so that classes and turns say nothing; with `Sales.NONE`
    each counts as unsold. Without `with_ages` nobody looks when goods came, and `ages` is empty.
    """
    since = now - timedelta(weeks=WEEKS)
    weekly = _WEEKLY[sales_asked](connection, since)
    sales = {sku_id: tuple(map(sum, zip(*weeks, strict=True))) for sku_id, weeks in weekly.items()}
    then = _values_at(connection, since) if sales_asked is Sales.COSTED else {}
    ranks = ranked({sku_id: cost for sku_id, (_sold, cost) in sales.items()})
    came = _arrivals(connection) if with_ages else {}
    lines = []
    for sku_id, code, title, variant, pieces, value, unknown, first_at, last_out in _counted(connection):
        sold, cost = sales.get(sku_id, (0, 0))
        average = (value + then.get(sku_id, 0)) // 2 if sales_asked is Sales.COSTED else 0
        lines.append(
            GoodsLine(
                sku_id=sku_id,
                code=code,
                title=title,
                variant=variant,
                pieces=pieces,
                value_minor=value,
                unknown=unknown,
                sold=sold,
                sold_cost_minor=cost,
                abc=ranks.get(sku_id, "C"),
                xyz=evenness([pieces for pieces, _cost in weekly.get(sku_id, ())], WEEKS),
                turns_percent=cost * 100 * 52 // (WEEKS * average) if average > 0 else None,
                idle_days=max(0, (to_epoch_ms(now) - (last_out or first_at)) // _DAY_MS),
                ages=ages(pieces, value, came.get(sku_id, ()), to_epoch_ms(now)) if with_ages else (),
            )
        )
    return tuple(sorted(lines, key=lambda line: (-line.value_minor, line.code)))


def classes(connection: Connection, now: datetime) -> dict[int, str]:
    """The class of every counted SKU by what its sales cost, and nothing else of it: A, B or C."""
    sales = _sales(connection, now - timedelta(weeks=WEEKS))
    ranks = ranked({sku_id: cost for sku_id, (_sold, cost) in sales.items()})
    counted = connection.execute(select(_stock.c.sku_id).where(_stock.c.is_bundle.is_(False))).scalars()
    return {sku_id: ranks.get(sku_id, "C") for sku_id in counted}


def ranked(worth: Mapping[int, int]) -> dict[int, str]:
    """A for those that together make the first 80 percent, B up to 95, C for the others and for nothing."""
    total, before = sum(max(one, 0) for one in worth.values()), 0
    found: dict[int, str] = {}
    for sku_id in sorted(worth, key=lambda one: (-worth[one], one)):
        share = next((name for name, percent in _SHARES if before * 100 < total * percent), "C")
        found[sku_id] = share if worth[sku_id] > 0 else "C"
        before += max(worth[sku_id], 0)
    return found


def evenness(sold: Sequence[int], weeks: int) -> str:
    """X, Y or Z by how far the weeks differ: up to half of the average week, up to all of it, more.

    Weeks without a sale count as nothing sold; `sold` may leave them out.
    """
    total = sum(sold)
    if total <= 0:
        return "Z"
    spread = weeks * sum(one * one for one in sold) - total * total
    return "X" if 4 * spread <= total * total else "Y" if spread <= total * total else "Z"


def ages(pieces: int, value_minor: int, arrivals: Sequence[tuple[int, int]], now_ms: int) -> tuple[Age, ...]:
    """How old so many pieces are: `arrivals` are (instant, pieces), the newest first."""
    counts = [0] * (len(AGES) + 1)
    rest = max(pieces, 0)
    for at, came in arrivals:
        taken = min(rest, came)
        days = (now_ms - at) // _DAY_MS
        counts[next((place for place, last in enumerate(AGES) if days <= last), len(AGES))] += taken
        rest -= taken
        if not rest:
            break
    counts[-1] += rest
    if not sum(counts):
        return tuple(Age(0, 0) for _count in counts)
    shares = Money(value_minor).split(counts)
    return tuple(Age(count, share.minor) for count, share in zip(counts, shares, strict=True))


def cover_days(one: GoodsLine) -> int | None:
    """How many days the pieces last at the speed of the last weeks, rounded down; None where nothing sold."""
    return max(one.pieces, 0) * WEEKS * 7 // one.sold if one.sold > 0 else None


def _counted(connection: Connection) -> list[tuple[int, str, str, str | None, int, int, int, int, int | None]]:
    s = _stock.c
    statement = (
        select(_skus.c.id, _skus.c.code, _products.c.title, _skus.c.variant, s.on_hand + s.defective, s.value_minor,
               s.unknown, s.first_at, s.last_out_at)
        .join_from(_stock, _skus, _skus.c.id == s.sku_id)
        .join(_products, _products.c.id == _skus.c.product_id)
        .where(s.is_bundle.is_(False))
    )  # fmt: skip
    return stored_rows(connection, statement)


def _sales(connection: Connection, since: datetime) -> dict[int, tuple[int, int]]:
    c = _entries.c
    sku_id = c.sku_id + 0  # an expression, so that the days are looked up and not every story read
    statement = (
        select(sku_id, -func.sum(c.quantity), func.sum(c.late_minor - c.value_minor))
        .where(c.kind == MoveKind.SALE, c.at >= since)
        .group_by(sku_id)
    )
    return {row[0]: (row[1], row[2]) for row in stored_rows(connection, statement)}


def _weekly(connection: Connection, since: datetime) -> dict[int, list[tuple[int, int]]]:
    """SKU → (pieces sold, what they cost) of every week something was sold in."""
    c = _entries.c
    week = (type_coerce(c.at, BigInteger()) - to_epoch_ms(since)) // (7 * _DAY_MS)
    sku_id = c.sku_id + 0
    sums = (-func.sum(c.quantity), func.sum(c.late_minor - c.value_minor))
    sold = select(sku_id, *sums).where(c.kind == MoveKind.SALE, c.at >= since)
    found: dict[int, list[tuple[int, int]]] = {}
    for sku, pieces, cost in stored_rows(connection, sold.group_by(sku_id, week)):
        found.setdefault(sku, []).append((pieces, cost))
    return found


def _pieces(connection: Connection, since: datetime) -> dict[int, list[tuple[int, int]]]:
    """SKU → pieces sold, all weeks in one and without costs.

    Told by what lay there then and lies there now and by the moves between, which are few: no sale is read.
    """
    c = _entries.c
    sku_id = c.sku_id + 0  # an expression, so that moves are found by their low numbers
    moves = (c.id < SALE_IDS, c.kind != MoveKind.SALE, unindexed(c.at >= since))
    moved = select(sku_id, func.sum(c.quantity)).where(*moves)
    came = dict[int, int](stored_rows(connection, moved.group_by(sku_id)))
    there = select(_stock.c.sku_id, _newest(c.balance, since), _newest(c.balance)).where(_stock.c.is_bundle.is_(False))
    found = {}
    for sku, before, now in stored_rows(connection, there):
        sold = (before or 0) + came.get(sku, 0) - (now or 0)
        if sold:
            found[sku] = [(sold, 0)]
    return found


def _unsold(_connection: Connection, _since: datetime) -> dict[int, list[tuple[int, int]]]:
    return {}


_WEEKLY = {Sales.NONE: _unsold, Sales.PIECES: _pieces, Sales.COSTED: _weekly}


def _values_at(connection: Connection, at: datetime) -> dict[int, int]:
    statement = select(_stock.c.sku_id, _newest(_entries.c.balance_minor, at)).where(_stock.c.is_bundle.is_(False))
    return {row[0]: row[1] or 0 for row in stored_rows(connection, statement)}


def _newest(column: ColumnElement[Any], before: datetime | None = None) -> ScalarSelect[Any]:
    """Of the newest entry of a SKU, or the newest before an instant."""
    c = _entries.c
    conditions = [c.sku_id == _stock.c.sku_id, *([c.at < before] if before is not None else [])]
    return select(column).where(*conditions).order_by(c.at.desc(), c.id.desc()).limit(1).scalar_subquery()


def _arrivals(connection: Connection) -> dict[int, list[tuple[int, int]]]:
    """(instant, pieces) of everything that came in, newest first, as far back as what is there reaches."""
    c = _entries.c
    sku_id = c.sku_id + 0  # an expression, so that only what is no sale is read: moves have the lowest numbers
    after = func.sum(c.quantity).over(partition_by=sku_id, order_by=(c.at.desc(), c.id.desc()), rows=(None, 0))
    came = (
        select(sku_id.label("sku_id"), c.at, c.id, c.quantity, (after - c.quantity).label("newer"))
        .where(c.id < SALE_IDS, c.quantity > 0, c.kind.not_in(_STAYING))
        .subquery("came")
    )
    statement = (
        select(came.c.sku_id, came.c.at, came.c.quantity)
        .join_from(came, _stock, _stock.c.sku_id == came.c.sku_id)
        .where(came.c.newer < _stock.c.on_hand + _stock.c.defective)
        .order_by(came.c.sku_id, came.c.at.desc(), came.c.id.desc())
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for sku_id, at, pieces in stored_rows(connection, statement):
        found.setdefault(sku_id, []).append((at, pieces))
    return found
