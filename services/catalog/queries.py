"""Reads: the product list, one SKU in full, and the codes nobody linked yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, func, not_, or_, select

from models.catalog import Barcode, Product, Sku, SkuAlias
from models.channels import Channel
from models.dialects import sqlite
from models.entities import Entity
from models.enums.orders import OrderStatus
from models.orders import Order, OrderLine
from models.projections import SkuSearch
from services import text
from services.catalog.drafts import SkuDraft
from services.errors import NotFound
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.search import LONGEST_WORD, terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern, stored_rows
from services.messages import message
from services.orders.kinds import IS_SALE
from services.orders.queries import READY, Hit

_skus = Sku.table()
_products = Product.table()
_aliases = SkuAlias.table()
_barcodes = Barcode.table()
_searches = SkuSearch.table()
_lines = OrderLine.table()
_orders = Order.table()
_channels = Channel.table()


def _search(typed: str) -> ColumnElement[bool] | None:
    found: list[ColumnElement[bool]] = []
    for term in terms(typed):
        matches = _searches.c.search.like(like_pattern(term.plain), escape="\\")
        expression = text.grams_query(term.plain)
        if expression is not None:
            found.append(_skus.c.id.in_(sqlite.ngram_hits("sku_ngrams", expression)))
        found.append(matches)
    return and_(*found) if found else None


SKUS = TableQuery(
    name="skus",
    entity=Entity.SKU,
    base=_skus,
    joins=(
        (_products, _products.c.id == _skus.c.product_id),
        (_searches, _searches.c.sku_id == _skus.c.id),
    ),
    columns=by_key(
        QueryColumn("code", N_("Code"), Kind.ID, _skus.c.code),
        QueryColumn("title", N_("Product"), Kind.TEXT, _products.c.title),
        QueryColumn("variant", N_("Variant"), Kind.TEXT, _skus.c.variant),
        QueryColumn("barcode", N_("Barcode"), Kind.ID, _skus.c.barcode),
        QueryColumn("category", N_("Category"), Kind.TEXT, _products.c.category),
        QueryColumn("tags", N_("Tags"), Kind.TEXT, _products.c.tags),
        QueryColumn("shelf", N_("Shelf"), Kind.TEXT, _skus.c.shelf),
        QueryColumn("unit", N_("Unit"), Kind.TEXT, _skus.c.unit),
        QueryColumn("price", N_("Price"), Kind.MONEY, _skus.c.price_minor),
        QueryColumn("cost", N_("Cost"), Kind.MONEY, _skus.c.cost_minor),
        QueryColumn("min_price", N_("Minimum price"), Kind.MONEY, _skus.c.min_price_minor),
        QueryColumn("weight_g", N_("Weight (g)"), Kind.INTEGER, _skus.c.weight_g),
        QueryColumn("length_mm", N_("Length (mm)"), Kind.INTEGER, _skus.c.length_mm),
        QueryColumn("width_mm", N_("Width (mm)"), Kind.INTEGER, _skus.c.width_mm),
        QueryColumn("height_mm", N_("Height (mm)"), Kind.INTEGER, _skus.c.height_mm),
        QueryColumn("note", N_("Note"), Kind.TEXT, _products.c.note),
        QueryColumn("is_archived", N_("Archived"), Kind.FLAG, _skus.c.is_archived),
    ),
    views={
        "all": _skus.c.is_archived.is_(False),
        "archived": _skus.c.is_archived.is_(True),
        "no_cost": and_(_skus.c.is_archived.is_(False), _skus.c.cost_minor.is_(None)),
        "no_shelf": and_(_skus.c.is_archived.is_(False), or_(_skus.c.shelf.is_(None), _skus.c.shelf == "")),
    },
    default_sort=(("code", False),),
    search=_search,
    companions=frozenset({_products, _searches}),
)

_sku_count = select(func.count()).where(_skus.c.product_id == _products.c.id).scalar_subquery()
PRODUCTS = TableQuery(
    name="products",
    entity=Entity.PRODUCT,
    base=_products,
    joins=(),
    columns=by_key(
        QueryColumn("title", N_("Product"), Kind.TEXT, _products.c.title),
        QueryColumn("category", N_("Category"), Kind.TEXT, _products.c.category),
        QueryColumn("tags", N_("Tags"), Kind.TEXT, _products.c.tags),
        QueryColumn("skus", N_("Variants"), Kind.INTEGER, _sku_count),
        QueryColumn("note", N_("Note"), Kind.TEXT, _products.c.note),
        QueryColumn("is_archived", N_("Archived"), Kind.FLAG, _products.c.is_archived),
    ),
    views={"all": None},
    default_sort=(("title", False),),
    search=lambda typed: and_(
        *(_products.c.title.like(like_pattern(term.plain), escape="\\") for term in terms(typed))
    ),
)


_SKU_COLUMNS = (
    "code", "variant", "barcode", "unit", "shelf", "price_minor", "cost_minor", "min_price_minor",
    "weight_g", "length_mm", "width_mm", "height_mm", "is_archived",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AliasView:
    """A channel's code for a SKU."""

    id: int
    channel: str
    code: str
    quantity: int


@dataclass(frozen=True, slots=True)
class SkuDetail:
    """One SKU in full; `sold` counts the pieces of orders that were paid."""

    id: int
    draft: SkuDraft
    is_archived: bool
    aliases: tuple[AliasView, ...]
    order_count: int
    sold: int


def detail(connection: Connection, sku_id: int) -> SkuDetail:
    """Everything the detail panel shows of one SKU."""
    columns = [_skus.c[name] for name in _SKU_COLUMNS]
    columns += [_products.c[name] for name in ("title", "category", "note", "tags")]
    statement = (
        select(*columns).join_from(_skus, _products, _products.c.id == _skus.c.product_id).where(_skus.c.id == sku_id)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("product")), which=f"#{sku_id}")
    values = dict(row)
    archived = values.pop("is_archived")
    values["more_barcodes"] = barcodes_of(connection, [sku_id]).get(sku_id, ())[1:]
    orders, sold = _sales(connection, sku_id)
    return SkuDetail(sku_id, SkuDraft(**values), archived, aliases_of(connection, sku_id), orders, sold)


def barcodes_of(connection: Connection, sku_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The barcodes SKUs answer to, by SKU id; the first is on the label."""
    found: dict[int, list[str]] = {}
    for chunk in sorted_chunks(sku_ids):
        statement = select(_barcodes.c.sku_id, _barcodes.c.code)
        statement = statement.where(_barcodes.c.sku_id.in_(chunk))
        for row in connection.execute(statement.order_by(_barcodes.c.sku_id, _barcodes.c.position)):
            found.setdefault(row.sku_id, []).append(row.code)
    return {sku_id: tuple(codes) for sku_id, codes in found.items()}


def sku_of_scan(connection: Connection, scanned: str) -> int | None:
    """The SKU a scanned or typed code means: a barcode first, then our own code; None where nothing answers."""
    code_key = text.key(scanned)
    for table, column in ((_barcodes, _barcodes.c.sku_id), (_skus, _skus.c.id)):
        found = connection.execute(select(column).where(table.c.code_key == code_key)).scalar()
        if found is not None:
            return int(found)
    return None


def aliases_of(connection: Connection, sku_id: int) -> tuple[AliasView, ...]:
    """The codes channels sell a SKU under."""
    statement = (
        select(_aliases.c.id, _channels.c.name, _aliases.c.code, _aliases.c.quantity)
        .join_from(_aliases, _channels, _channels.c.id == _aliases.c.channel_id)
        .where(_aliases.c.sku_id == sku_id)
        .order_by(_channels.c.name, _aliases.c.code)
    )
    return tuple(AliasView(*row) for row in connection.execute(statement))


_SOLD = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)


def _sales(connection: Connection, sku_id: int) -> tuple[int, int]:
    statement = (
        select(func.count(func.distinct(_lines.c.order_id)), func.coalesce(func.sum(_lines.c.sku_quantity), 0))
        .join_from(_lines, _orders, _orders.c.id == _lines.c.order_id)
        .where(_lines.c.sku_id == sku_id, _lines.c.is_closed.is_(False), _orders.c.status.in_(_SOLD), IS_SALE)
    )
    row = connection.execute(statement).one()
    return row[0], row[1]


@dataclass(frozen=True, slots=True)
class UnlinkedCode:
    """A code that orders carry and no SKU answers to; `to_ship` counts the orders that wait to leave for it."""

    channel_id: int
    channel: str
    code: str
    title: str
    variant: str | None
    lines: int
    pieces: int
    to_ship: int = 0


def unlinked_codes(connection: Connection, limit: int = 2_000) -> tuple[UnlinkedCode, ...]:
    """Codes waiting for a SKU: first those that orders to ship wait for, then the most sold."""
    to_ship = func.count(func.distinct(case((READY, _orders.c.id)))).label("to_ship")
    statement = (
        select(
            _channels.c.id,
            _channels.c.name,
            func.max(_lines.c.code),
            func.max(_lines.c.title),
            func.max(_lines.c.variant),
            func.count(),
            func.sum(_lines.c.quantity),
            to_ship,
        )
        .select_from(_lines)
        .join(_orders, _orders.c.id == _lines.c.order_id)
        .join(_channels, _channels.c.id == _orders.c.channel_id)
        .where(_lines.c.sku_id.is_(None), _lines.c.code_key.is_not(None), _lines.c.is_closed.is_(False))
        .group_by(_channels.c.id, _lines.c.code_key)
        .order_by(to_ship.desc(), func.sum(_lines.c.quantity).desc())
        .limit(limit)
    )
    return tuple(UnlinkedCode(*row) for row in connection.execute(statement))


def lines_without_code(connection: Connection) -> int:
    """How many open lines carry no code at all, and so can only be linked by hand."""
    statement = select(func.count()).where(
        _lines.c.sku_id.is_(None), _lines.c.code_key.is_(None), _lines.c.is_closed.is_(False)
    )
    return int(connection.execute(statement).scalar_one())


def find(connection: Connection, typed: str, limit: int = 5) -> tuple[Hit, ...]:
    """SKUs that match, for the palette and for choosing one to link to; then those whose initials skip letters."""
    condition = _search(typed)
    if condition is None:
        return ()
    rows = _found(connection, condition, limit)
    letters = text.key(typed)
    if (
        len(rows) < limit
        and _FEWEST_LETTERS <= len(letters) <= LONGEST_WORD
        and letters.isascii()
        and letters.isalpha()
    ):
        pattern = f"%{'%'.join(letters)}%"
        more = _found(connection, and_(not_(condition), _searches.c.search.like(pattern)), _MOST_LOOKED_AT)
        skipping = [row for row in more if _begins_and_skips(letters, text.initials(row[1]))]
        rows = [*rows, *sorted(skipping, key=lambda row: text.initials(row[1]))][:limit]
    return tuple(Hit(Entity.SKU, row[0], row[1], (row[2], row[3] or "")) for row in rows)


_FEWEST_LETTERS, _MOST_LOOKED_AT = 2, 500


def _found(connection: Connection, condition: ColumnElement[bool], limit: int) -> list[Any]:
    statement = (
        select(_skus.c.id, _products.c.title, _skus.c.code, _skus.c.variant)
        .select_from(_skus.join(_products, _products.c.id == _skus.c.product_id))
        .join(_searches, _searches.c.sku_id == _skus.c.id)
        .where(condition, _skus.c.is_archived.is_(False))
        .order_by(_skus.c.code)
        .limit(limit)
    )
    return list(stored_rows(connection, statement))


def _begins_and_skips(letters: str, initials: str) -> bool:
    """Whether the initials begin like the letters and hold the rest of them in their order."""
    if not initials.startswith(letters[0]):
        return False
    rest = iter(initials)
    return all(letter in rest for letter in letters)
