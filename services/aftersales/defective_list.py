"""Reads: the list of defective stock by product, and one product's pieces with what became of earlier ones."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from models.aftersales import DefectiveOutcome
from models.catalog import Product, Sku, SupplierItem
from models.entities import Entity
from models.purchasing import Supplier
from models.stock_ledger import SkuStock
from services.aftersales.defective import Lying, Outcome, lying, outcomes
from services.channels.queries import ChannelView, channels
from services.errors import NotFound
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, like_pattern
from services.messages import message

_skus = Sku.table()
_products = Product.table()
_stock = SkuStock.table()
_outcomes = DefectiveOutcome.table()
_items = SupplierItem.table()
_suppliers = Supplier.table()

_HAD = select(_outcomes.c.id).where(_outcomes.c.sku_id == _skus.c.id).correlate(_skus).exists()
_SETTLED = (
    select(func.coalesce(func.sum(_outcomes.c.quantity), 0))
    .where(_outcomes.c.sku_id == _skus.c.id)
    .correlate(_skus)
    .scalar_subquery()
)
_LIES = func.coalesce(_stock.c.defective, 0)
VIEWS: dict[str, ColumnElement[bool] | None] = {
    "lying": _stock.c.defective > 0,
    "settled": and_(_HAD, _LIES <= 0),
    "all": or_(_stock.c.defective > 0, _HAD),
}


def _search(typed: str) -> ColumnElement[bool] | None:
    found = []
    for term in terms(typed):
        pattern = like_pattern(term.plain)
        columns = (_skus.c.code, _products.c.title, _skus.c.variant)
        found.append(or_(*(column.like(pattern, escape="\\") for column in columns)))
    return and_(*found) if found else None


DEFECTIVE = TableQuery(
    name="defective",
    entity=Entity.SKU,
    base=_skus,
    joins=((_products, _products.c.id == _skus.c.product_id), (_stock, _stock.c.sku_id == _skus.c.id)),
    columns={
        "code": QueryColumn("code", N_("Code"), Kind.ID, _skus.c.code),
        "title": QueryColumn("title", N_("Product"), Kind.TEXT, _products.c.title),
        "variant": QueryColumn("variant", N_("Variant"), Kind.TEXT, _skus.c.variant),
        "defective": QueryColumn("defective", N_("Defective"), Kind.INTEGER, _stock.c.defective, True),
        "good": QueryColumn("good", N_("Good"), Kind.INTEGER, _stock.c.on_hand, True),
        "settled": QueryColumn("settled", N_("Dealt with"), Kind.INTEGER, _SETTLED, True),
        "last_in_at": QueryColumn("last_in_at", N_("Last came in"), Kind.INSTANT, _stock.c.last_in_at),
    },
    views=VIEWS,
    default_sort=(("defective", True),),
    search=_search,
)


@dataclass(frozen=True, slots=True)
class DefectiveView:
    """One product's defective pieces, what became of others, who supplies it, and where seconds can be sold."""

    sku_id: int
    code: str
    title: str
    variant: str | None
    spots: tuple[Lying, ...]
    outcomes: tuple[Outcome, ...]
    suppliers: tuple[tuple[int, str], ...]
    channels: tuple[ChannelView, ...]

    @property
    def pieces(self) -> int:
        """All that lie there."""
        return sum(spot.quantity for spot in self.spots)


def defective_view(connection: Connection, sku_id: int) -> DefectiveView:
    """Everything about the defective pieces of a SKU; `NotFound` where it does not exist."""
    statement = (
        select(_skus.c.code, _products.c.title, _skus.c.variant)
        .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
        .where(_skus.c.id == sku_id)
    )
    row = connection.execute(statement).first()
    if row is None:
        raise NotFound(what=message(N_("product")), which=f"#{sku_id}")
    return DefectiveView(
        sku_id,
        row.code,
        row.title,
        row.variant,
        lying(connection, sku_id),
        outcomes(connection, sku_id),
        _suppliers_of(connection, sku_id),
        channels(connection),
    )


def defective_counts(connection: Connection) -> dict[str, int]:
    """How many products each view holds."""
    joined = _skus.outerjoin(_stock, _stock.c.sku_id == _skus.c.id)
    counts = {}
    for view, condition in VIEWS.items():
        statement = select(func.count()).select_from(joined)
        counts[view] = int(connection.execute(statement.where(condition)).scalar_one())  # type: ignore[arg-type]
    return counts


def _suppliers_of(connection: Connection, sku_id: int) -> tuple[tuple[int, str], ...]:
    statement = (
        select(_suppliers.c.id, _suppliers.c.name)
        .join_from(_items, _suppliers, _suppliers.c.id == _items.c.supplier_id)
        .where(_items.c.sku_id == sku_id)
        .order_by(_items.c.position, _items.c.id)
    )
    return tuple((row[0], row[1]) for row in connection.execute(statement))
