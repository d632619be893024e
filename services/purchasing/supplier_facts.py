"""Reads: a supplier whole: how long they take, what they charge, how good their goods are, what is open and owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from statistics import median_low

from sqlalchemy import Connection, func, select

from models.catalog import Product, Sku, SupplierItem
from models.enums.goods import PurchaseState
from models.purchasing import (
    Purchase,
    PurchaseLine,
    Receipt,
    ReceiptLine,
    Supplier,
    SupplierPayment,
    SupplierReturn,
    SupplierReturnLine,
)
from models.values import WHOLE_PPM
from services import settings
from services.business_day import shop_today
from services.errors import NotFound
from services.exchange import converted
from services.i18n import N_
from services.messages import message
from services.purchasing.payables import Owed, payables
from services.purchasing.rules import EXPECTING, SETTLED
from services.purchasing.suppliers import SupplierDraft

_suppliers = Supplier.table()
_purchases = Purchase.table()
_lines = PurchaseLine.table()
_receipts = Receipt.table()
_arrived = ReceiptLine.table()
_returned = SupplierReturnLine.table()
_returns = SupplierReturn.table()
_payments = SupplierPayment.table()
_items = SupplierItem.table()
_skus = Sku.table()
_products = Product.table()


@dataclass(frozen=True, slots=True)
class LeadTime:
    """Days from order to the last delivery, over the newest received purchases: the middle one and the slowest."""

    typical_days: int
    slowest_days: int
    purchases: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Pieces that came, that were broken when they came, and that were sent back."""

    received: int
    defective: int
    returned: int

    @property
    def bad_ppm(self) -> int | None:
        """Share of pieces that were broken or sent back, in millionths; None where nothing has come."""
        bad = max(self.defective, self.returned)
        return bad * WHOLE_PPM // self.received if self.received else None


@dataclass(frozen=True, slots=True)
class PricePoint:
    """What a SKU was bought at: per piece in the purchase's currency, and landed in the shop's once it came."""

    sku_id: int
    code: str
    title: str
    day: date
    number: str
    currency: str
    quantity: int
    price_minor: int
    landed_minor: int | None


@dataclass(frozen=True, slots=True)
class OpenPurchase:
    """A purchase that is not all there yet."""

    id: int
    number: str
    state: PurchaseState
    ordered_on: date | None
    expected_on: date | None
    left: int


@dataclass(frozen=True, slots=True)
class ItemView:
    """A SKU this supplier sells, as the catalogue has it. The price is for a piece, in the shop's currency."""

    sku_id: int
    code: str
    title: str
    supplier_code: str | None
    price_minor: int | None
    pack_size: int
    minimum: int
    lead_days: int | None


@dataclass(frozen=True, slots=True)
class PaymentView:
    """Money that was paid; `number` is the purchase it was for."""

    id: int
    paid_on: date
    amount_minor: int
    currency: str
    number: str | None
    method: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class SupplierDetail:
    """Everything the supplier's page shows."""

    id: int
    version: int
    draft: SupplierDraft
    is_archived: bool
    own_currency: str
    lead_time: LeadTime | None
    quality: Quality
    prices: tuple[PricePoint, ...]
    open: tuple[OpenPurchase, ...]
    items: tuple[ItemView, ...]
    owed: tuple[Owed, ...]
    payments: tuple[PaymentView, ...]


def supplier_detail(connection: Connection, supplier_id: int) -> SupplierDetail:
    """One supplier in full; what is owed counts up to today in the shop's zone."""
    row = connection.execute(select(_suppliers).where(_suppliers.c.id == supplier_id)).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("supplier")), which=f"#{supplier_id}")
    today = shop_today(connection)
    return SupplierDetail(
        id=supplier_id,
        version=row["version"],
        draft=SupplierDraft(**{name: row[name] for name in SupplierDraft.__dataclass_fields__}),
        is_archived=row["is_archived"],
        own_currency=settings.read(connection, settings.CURRENCY),
        lead_time=lead_times(connection, [supplier_id]).get(supplier_id),
        quality=quality(connection, supplier_id),
        prices=prices(connection, supplier_id=supplier_id),
        open=_open(connection, supplier_id),
        items=_supplier_items(connection, supplier_id),
        owed=tuple(one for one in payables(connection, today) if one.supplier_id == supplier_id),
        payments=_payments_to(connection, supplier_id),
    )


def lead_times(connection: Connection, supplier_ids: list[int] | None = None, newest: int = 10) -> dict[int, LeadTime]:
    """Measured lead times by supplier; one without a finished purchase is left out."""
    last = func.max(_receipts.c.received_on)
    statement = (
        select(_purchases.c.supplier_id, _purchases.c.ordered_on, last)
        .join_from(_purchases, _receipts, _receipts.c.purchase_id == _purchases.c.id)
        .where(_purchases.c.state.in_(SETTLED), _purchases.c.ordered_on.is_not(None))
        .group_by(_purchases.c.id)
        .order_by(last.desc(), _purchases.c.id.desc())
    )
    if supplier_ids is not None:
        statement = statement.where(_purchases.c.supplier_id.in_(supplier_ids))
    taken: dict[int, list[int]] = {}
    for supplier_id, ordered_on, received_on in connection.execute(statement):
        days = taken.setdefault(supplier_id, [])
        if len(days) < newest:
            days.append(max((received_on - ordered_on).days, 0))
    return {key: LeadTime(median_low(days), max(days), len(days)) for key, days in taken.items()}


def quality(connection: Connection, supplier_id: int) -> Quality:
    """How much of what this supplier delivered was good."""
    came = (
        select(func.sum(_arrived.c.good + _arrived.c.defective), func.sum(_arrived.c.defective))
        .join_from(_arrived, _receipts, _receipts.c.id == _arrived.c.receipt_id)
        .join(_purchases, _purchases.c.id == _receipts.c.purchase_id)
        .where(_purchases.c.supplier_id == supplier_id)
    )
    went = (
        select(func.sum(_returned.c.good + _returned.c.defective))
        .join_from(_returned, _returns, _returns.c.id == _returned.c.supplier_return_id)
        .where(_returns.c.supplier_id == supplier_id)
    )
    received, defective = connection.execute(came).one()
    return Quality(received or 0, defective or 0, connection.execute(went).scalar() or 0)


def prices(
    connection: Connection, *, supplier_id: int | None = None, sku_id: int | None = None, limit: int = 200
) -> tuple[PricePoint, ...]:
    """What was paid for pieces, newest first: of one supplier, of one SKU, or both."""
    landed = (
        select(
            _arrived.c.purchase_line_id.label("line_id"),
            func.sum(_arrived.c.landed_minor).label("landed"),
            func.sum(_arrived.c.good + _arrived.c.defective).label("pieces"),
        )
        .group_by(_arrived.c.purchase_line_id)
        .subquery("landed")
    )
    day = func.coalesce(_purchases.c.ordered_on, _purchases.c.created_on)
    statement = (
        select(
            _skus.c.id, _skus.c.code, _lines.c.title, day.label("day"), _purchases.c.number, _purchases.c.currency,
            _purchases.c.rate_ppm, _lines.c.quantity, _lines.c.amount_minor, landed.c.landed, landed.c.pieces,
        )
        .join_from(_lines, _purchases, _purchases.c.id == _lines.c.purchase_id)
        .join(_skus, _skus.c.id == _lines.c.sku_id)
        .outerjoin(landed, landed.c.line_id == _lines.c.id)
        .where(_lines.c.amount_minor.is_not(None), day.is_not(None))
        .where(_purchases.c.state.not_in([PurchaseState.DRAFT, PurchaseState.CANCELLED]))
        .order_by(day.desc(), _purchases.c.id.desc(), _lines.c.position)
        .limit(limit)
    )  # fmt: skip
    if supplier_id is not None:
        statement = statement.where(_purchases.c.supplier_id == supplier_id)
    if sku_id is not None:
        statement = statement.where(_lines.c.sku_id == sku_id)
    found = []
    for row in connection.execute(statement):
        landed_minor = None
        if row.pieces:
            goods = converted(row.amount_minor, row.rate_ppm) * row.pieces // row.quantity
            landed_minor = (goods + row.landed) // row.pieces
        price = row.amount_minor // row.quantity
        found.append(
            PricePoint(
                row.id, row.code, row.title, row.day, row.number, row.currency, row.quantity, price, landed_minor
            )
        )
    return tuple(found)


def _open(connection: Connection, supplier_id: int) -> tuple[OpenPurchase, ...]:
    ordered = select(func.sum(_lines.c.quantity)).where(_lines.c.purchase_id == _purchases.c.id).scalar_subquery()
    came = (
        select(func.coalesce(func.sum(_arrived.c.good + _arrived.c.defective), 0))
        .join_from(_arrived, _receipts, _receipts.c.id == _arrived.c.receipt_id)
        .where(_receipts.c.purchase_id == _purchases.c.id)
        .scalar_subquery()
    )
    names = ("id", "number", "state", "ordered_on", "expected_on")
    statement = (
        select(*(_purchases.c[name] for name in names), (ordered - came).label("left"))
        .where(_purchases.c.supplier_id == supplier_id)
        .where(_purchases.c.state.in_([PurchaseState.DRAFT, *EXPECTING]))
        .order_by(_purchases.c.id.desc())
    )
    return tuple(OpenPurchase(**row) for row in connection.execute(statement).mappings())


def _supplier_items(connection: Connection, supplier_id: int) -> tuple[ItemView, ...]:
    statement = (
        select(
            _skus.c.id.label("sku_id"), _skus.c.code, _products.c.title, _items.c.code.label("supplier_code"),
            _items.c.price_minor, _items.c.pack_size, _items.c.minimum, _items.c.lead_days,
        )
        .join_from(_items, _skus, _skus.c.id == _items.c.sku_id)
        .join(_products, _products.c.id == _skus.c.product_id)
        .where(_items.c.supplier_id == supplier_id, _skus.c.is_archived.is_(False))
        .order_by(_skus.c.code_key)
    )  # fmt: skip
    return tuple(ItemView(**row) for row in connection.execute(statement).mappings())


def _payments_to(connection: Connection, supplier_id: int) -> tuple[PaymentView, ...]:
    names = ("id", "paid_on", "amount_minor", "currency", "method", "note")
    statement = (
        select(*(_payments.c[name] for name in names), _purchases.c.number)
        .outerjoin_from(_payments, _purchases, _purchases.c.id == _payments.c.purchase_id)
        .where(_payments.c.supplier_id == supplier_id)
        .order_by(_payments.c.paid_on.desc(), _payments.c.id.desc())
    )
    return tuple(PaymentView(**row) for row in connection.execute(statement).mappings())
