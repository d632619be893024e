"""Reads: the lists of purchases and of suppliers, as they are searched, filtered, paged and exported."""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, and_, cast, func, or_, select

from models.catalog import Sku
from models.entities import Entity
from models.enums.goods import PurchaseState
from models.purchasing import Purchase, PurchaseLine, Receipt, ReceiptLine, Supplier
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern
from services.purchasing.rules import EXPECTING

_suppliers = Supplier.table()
_purchases = Purchase.table()
_lines = PurchaseLine.table()
_receipts = Receipt.table()
_arrived = ReceiptLine.table()
_skus = Sku.table()

_ordered = (
    select(
        _lines.c.purchase_id.label("purchase_id"),
        func.count().label("lines"),
        func.sum(_lines.c.quantity).label("pieces"),
        func.sum(_lines.c.amount_minor).label("goods"),
        func.min(_lines.c.title).label("title"),
    )
    .group_by(_lines.c.purchase_id)
    .subquery("ordered")
)
_came = (
    select(
        _receipts.c.purchase_id.label("purchase_id"),
        func.sum(_arrived.c.good + _arrived.c.defective).label("pieces"),
        func.sum(_arrived.c.defective).label("defective"),
        func.max(_receipts.c.received_on).label("received_on"),
    )
    .join_from(_arrived, _receipts, _receipts.c.id == _arrived.c.receipt_id)
    .group_by(_receipts.c.purchase_id)
    .subquery("came")
)
_open = (
    select(
        _purchases.c.supplier_id.label("supplier_id"),
        func.count().label("purchases"),
        func.max(_purchases.c.ordered_on).label("last_on"),
        func.sum(cast(_purchases.c.state.in_(EXPECTING), BigInteger)).label("open"),
    )
    .group_by(_purchases.c.supplier_id)
    .subquery("bought")
)


def _purchase_search(typed: str) -> ColumnElement[bool] | None:
    """Number, the supplier's number, tracking number, supplier, or a line's title or code."""
    found = []
    for term in terms(typed):
        pattern = like_pattern(term.plain)
        in_lines = select(_lines.c.purchase_id).outerjoin(_skus, _skus.c.id == _lines.c.sku_id)
        in_lines = in_lines.where(
            or_(*(one.like(pattern, escape="\\") for one in (_lines.c.title, _lines.c.supplier_code, _skus.c.code_key)))
        )
        named = (_purchases.c.number, _purchases.c.external_no, _purchases.c.tracking_no, _suppliers.c.name_key)
        found.append(or_(*(one.like(pattern, escape="\\") for one in named), _purchases.c.id.in_(in_lines)))
    return and_(*found) if found else None


PURCHASES = TableQuery(
    name="purchases",
    entity=Entity.PURCHASE,
    base=_purchases,
    joins=(
        (_suppliers, _suppliers.c.id == _purchases.c.supplier_id),
        (_ordered, _ordered.c.purchase_id == _purchases.c.id),
        (_came, _came.c.purchase_id == _purchases.c.id),
    ),
    columns=by_key(
        QueryColumn("number", N_("Purchase no."), Kind.ID, _purchases.c.number),
        QueryColumn("state", N_("Status"), Kind.CODE, _purchases.c.state),
        QueryColumn("supplier", N_("Supplier"), Kind.TEXT, _suppliers.c.name),
        QueryColumn("title", N_("Product"), Kind.TEXT, _ordered.c.title),
        QueryColumn("lines", N_("Items"), Kind.INTEGER, func.coalesce(_ordered.c.lines, 0)),
        QueryColumn("pieces", N_("Pieces"), Kind.INTEGER, func.coalesce(_ordered.c.pieces, 0), has_total=True),
        QueryColumn("received", N_("Received"), Kind.INTEGER, func.coalesce(_came.c.pieces, 0), has_total=True),
        QueryColumn("defective", N_("Defective"), Kind.INTEGER, func.coalesce(_came.c.defective, 0), has_total=True),
        QueryColumn("goods", N_("Goods"), Kind.MONEY, _ordered.c.goods, has_total=True),
        QueryColumn("freight", N_("Freight"), Kind.MONEY, _purchases.c.freight_minor, has_total=True),
        QueryColumn("stated", N_("Stated total"), Kind.MONEY, _purchases.c.stated_minor),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _purchases.c.currency),
        QueryColumn("ordered_on", N_("Ordered"), Kind.DATE, _purchases.c.ordered_on),
        QueryColumn("expected_on", N_("Expected on"), Kind.DATE, _purchases.c.expected_on),
        QueryColumn("received_on", N_("Last delivery"), Kind.DATE, _came.c.received_on),
        QueryColumn("external_no", N_("Supplier's order no."), Kind.ID, _purchases.c.external_no),
        QueryColumn("courier", N_("Courier"), Kind.TEXT, _purchases.c.courier),
        QueryColumn("tracking_no", N_("Tracking no."), Kind.ID, _purchases.c.tracking_no),
        QueryColumn("note", N_("Note"), Kind.TEXT, _purchases.c.note),
        QueryColumn("id", N_("New purchases"), Kind.ID, _purchases.c.id),
    ),
    views={
        "all": None,
        "draft": _purchases.c.state == PurchaseState.DRAFT,
        "open": _purchases.c.state.in_(EXPECTING),
        "received": _purchases.c.state == PurchaseState.RECEIVED,
        "closed": _purchases.c.state.in_([PurchaseState.CLOSED, PurchaseState.CANCELLED]),
        "unlinked": _purchases.c.id.in_(select(_lines.c.purchase_id).where(_lines.c.sku_id.is_(None))),
    },
    default_sort=(("id", True),),
    search=_purchase_search,
    currency=_purchases.c.currency,
    companions=frozenset({_suppliers}),
)


def _supplier_search(typed: str) -> ColumnElement[bool] | None:
    found = []
    for term in terms(typed):
        pattern = like_pattern(term.plain)
        named = (
            _suppliers.c.name_key,
            _suppliers.c.contact,
            _suppliers.c.phone,
            _suppliers.c.wechat,
            _suppliers.c.note,
        )
        found.append(or_(*(one.like(pattern, escape="\\") for one in named)))
    return and_(*found) if found else None


SUPPLIERS = TableQuery(
    name="suppliers",
    entity=Entity.SUPPLIER,
    base=_suppliers,
    joins=((_open, _open.c.supplier_id == _suppliers.c.id),),
    columns=by_key(
        QueryColumn("name", N_("Supplier"), Kind.TEXT, _suppliers.c.name),
        QueryColumn("contact", N_("Contact"), Kind.TEXT, _suppliers.c.contact),
        QueryColumn("phone", N_("Phone"), Kind.ID, _suppliers.c.phone),
        QueryColumn("wechat", N_("WeChat"), Kind.ID, _suppliers.c.wechat),
        QueryColumn("email", N_("E-mail"), Kind.TEXT, _suppliers.c.email),
        QueryColumn("website", N_("Website"), Kind.TEXT, _suppliers.c.website),
        QueryColumn("address", N_("Address"), Kind.TEXT, _suppliers.c.address),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _suppliers.c.currency),
        QueryColumn("lead_days", N_("Lead time (days)"), Kind.INTEGER, _suppliers.c.lead_days),
        QueryColumn("payment_terms_days", N_("Payment terms (days)"), Kind.INTEGER, _suppliers.c.payment_terms_days),
        QueryColumn("open", N_("Open purchases"), Kind.INTEGER, func.coalesce(_open.c.open, 0)),
        QueryColumn("purchases", N_("Purchases"), Kind.INTEGER, func.coalesce(_open.c.purchases, 0)),
        QueryColumn("last_on", N_("Last ordered"), Kind.DATE, _open.c.last_on),
        QueryColumn("note", N_("Note"), Kind.TEXT, _suppliers.c.note),
        QueryColumn("is_archived", N_("Archived"), Kind.FLAG, _suppliers.c.is_archived),
    ),
    views={
        "all": _suppliers.c.is_archived.is_(False),
        "open": and_(_suppliers.c.is_archived.is_(False), _open.c.open > 0),
        "archived": _suppliers.c.is_archived.is_(True),
    },
    default_sort=(("name", False),),
    search=_supplier_search,
)
