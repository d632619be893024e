"""Reads: one purchase in full, what forms offer, and what is on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import BigInteger, Connection, cast, func, select

from models.catalog import Sku
from models.enums.goods import LandedBasis, PurchaseState
from models.purchasing import Purchase, PurchaseLine, Receipt, ReceiptLine, Supplier, SupplierReturnLine
from services import settings
from services.errors import NotFound
from services.i18n import N_
from services.messages import message
from services.purchasing.rules import EXPECTING

_suppliers = Supplier.table()
_purchases = Purchase.table()
_lines = PurchaseLine.table()
_receipts = Receipt.table()
_arrived = ReceiptLine.table()
_returned = SupplierReturnLine.table()
_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of a purchase; `received` counts good and defective pieces. Amounts in its currency."""

    id: int
    sku_id: int | None
    code: str | None
    barcode: str | None
    title: str
    variant: str | None
    supplier_code: str | None
    shelf: str | None
    has_lots: bool
    quantity: int
    received: int
    defective: int
    price_minor: int | None
    amount_minor: int | None
    note: str | None

    @property
    def open(self) -> int:
        """Pieces that are still to come."""
        return max(self.quantity - self.received, 0)


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """One delivery: its number, day, pieces, and what they cost in the shop's currency (None: not known)."""

    id: int
    number: str
    received_at: datetime
    received_on: date
    good: int
    defective: int
    goods_minor: int | None
    landed_minor: int
    over_reason: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class PurchaseDetail:
    """One purchase in full. Prices and freight in `currency`; duty, other costs and receipts in `own_currency`."""

    id: int
    version: int
    number: str
    external_no: str | None
    supplier_id: int
    supplier: str
    state: PurchaseState
    created_on: date | None
    ordered_on: date | None
    expected_on: date | None
    currency: str
    own_currency: str
    rate_ppm: int
    freight_minor: int
    duty_minor: int
    other_minor: int
    stated_minor: int | None
    landed_basis: LandedBasis
    courier: str | None
    tracking_no: str | None
    note: str | None
    close_reason: str | None
    lines: tuple[LineView, ...]
    receipts: tuple[ReceiptView, ...]

    @property
    def goods_minor(self) -> int | None:
        """All lines together, or None where a price is not known."""
        amounts = [line.amount_minor for line in self.lines]
        return None if None in amounts else sum(amount for amount in amounts if amount is not None)

    @property
    def pieces(self) -> int:
        """Pieces ordered."""
        return sum(line.quantity for line in self.lines)

    @property
    def received(self) -> int:
        """Pieces that have arrived."""
        return sum(line.received for line in self.lines)


def purchase_detail(connection: Connection, purchase_id: int) -> PurchaseDetail:
    """Everything the form and the panel show of one purchase."""
    own = [name for name in PurchaseDetail.__dataclass_fields__ if name in _purchases.c]
    statement = (
        select(*(_purchases.c[name] for name in own), _suppliers.c.name.label("supplier"))
        .join_from(_purchases, _suppliers, _suppliers.c.id == _purchases.c.supplier_id)
        .where(_purchases.c.id == purchase_id)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("purchase")), which=f"#{purchase_id}")
    return PurchaseDetail(
        **row,
        own_currency=settings.read(connection, settings.CURRENCY),
        lines=purchase_lines(connection, purchase_id),
        receipts=receipts_of(connection, purchase_id),
    )


def purchase_lines(connection: Connection, purchase_id: int) -> tuple[LineView, ...]:
    """The lines of one purchase with what has arrived of each, in their order."""
    came = (
        select(
            _arrived.c.purchase_line_id.label("line_id"),
            func.sum(_arrived.c.good + _arrived.c.defective).label("received"),
            func.sum(_arrived.c.defective).label("defective"),
        )
        .group_by(_arrived.c.purchase_line_id)
        .subquery("came_of_line")
    )
    statement = (
        select(
            _lines.c.id, _lines.c.sku_id, _skus.c.code, _skus.c.barcode, _lines.c.title, _lines.c.variant,
            _lines.c.supplier_code, _skus.c.shelf, func.coalesce(_skus.c.has_lots, False).label("has_lots"),
            _lines.c.quantity, func.coalesce(came.c.received, 0).label("received"),
            func.coalesce(came.c.defective, 0).label("defective"),
            _lines.c.price_minor, _lines.c.amount_minor, _lines.c.note,
        )
        .outerjoin_from(_lines, _skus, _skus.c.id == _lines.c.sku_id)
        .outerjoin(came, came.c.line_id == _lines.c.id)
        .where(_lines.c.purchase_id == purchase_id)
        .order_by(_lines.c.position)
    )  # fmt: skip
    return tuple(LineView(**row) for row in connection.execute(statement).mappings())


def receipts_of(connection: Connection, purchase_id: int) -> tuple[ReceiptView, ...]:
    """The deliveries of one purchase, oldest first."""
    is_unknown = func.max(cast(_arrived.c.goods_minor.is_(None), BigInteger))
    statement = (
        select(
            _receipts.c.id, _receipts.c.number, _receipts.c.received_at, _receipts.c.received_on,
            func.sum(_arrived.c.good).label("good"), func.sum(_arrived.c.defective).label("defective"),
            func.sum(_arrived.c.goods_minor).label("goods_minor"),
            func.sum(_arrived.c.landed_minor).label("landed_minor"),
            _receipts.c.over_reason, _receipts.c.note, is_unknown.label("is_unknown"),
        )
        .join_from(_receipts, _arrived, _arrived.c.receipt_id == _receipts.c.id)
        .where(_receipts.c.purchase_id == purchase_id)
        .group_by(_receipts.c.id)
        .order_by(_receipts.c.received_at, _receipts.c.id)
    )  # fmt: skip
    found = []
    for row in connection.execute(statement).mappings():
        values = dict(row)
        if values.pop("is_unknown"):
            values["goods_minor"] = None
        found.append(ReceiptView(**values))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class SupplierChoice:
    """A supplier as forms offer it; `currency` is theirs, or the shop's."""

    id: int
    name: str
    currency: str
    lead_days: int | None


def supplier_choices(connection: Connection) -> tuple[SupplierChoice, ...]:
    """Suppliers in use, by name."""
    own = settings.read(connection, settings.CURRENCY)
    columns = (_suppliers.c.id, _suppliers.c.name, _suppliers.c.currency, _suppliers.c.lead_days)
    statement = select(*columns).where(_suppliers.c.is_archived.is_(False)).order_by(_suppliers.c.name_key)
    return tuple(SupplierChoice(row[0], row[1], row[2] or own, row[3]) for row in connection.execute(statement))


def drafted(connection: Connection) -> dict[int, int]:
    """Pieces per SKU that stand in drafts and are not ordered yet."""
    statement = (
        select(_lines.c.sku_id, func.sum(_lines.c.quantity))
        .join_from(_lines, _purchases, _purchases.c.id == _lines.c.purchase_id)
        .where(_purchases.c.state == PurchaseState.DRAFT, _lines.c.sku_id.is_not(None))
        .group_by(_lines.c.sku_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(statement)}


def incoming(connection: Connection) -> dict[int, int]:
    """Pieces on the way per SKU: ordered, not arrived, and still expected."""
    came = (
        select(
            _arrived.c.purchase_line_id.label("line_id"),
            func.sum(_arrived.c.good + _arrived.c.defective).label("received"),
        )
        .group_by(_arrived.c.purchase_line_id)
        .subquery("came_of_line")
    )
    left = _lines.c.quantity - func.coalesce(came.c.received, 0)
    statement = (
        select(_lines.c.sku_id, func.sum(left))
        .join_from(_lines, _purchases, _purchases.c.id == _lines.c.purchase_id)
        .outerjoin(came, came.c.line_id == _lines.c.id)
        .where(_purchases.c.state.in_(EXPECTING), _lines.c.sku_id.is_not(None), left > 0)
        .group_by(_lines.c.sku_id)
    )
    return {row[0]: int(row[1]) for row in connection.execute(statement)}


@dataclass(frozen=True, slots=True)
class Returnable:
    """One line of a delivery that can go back: how many of its pieces have not gone back yet."""

    receipt_line_id: int
    receipt: str
    received_on: date
    title: str
    variant: str | None
    code: str
    good: int
    defective: int
    left: int


def returnable(connection: Connection, purchase_id: int) -> tuple[Returnable, ...]:
    """What of a purchase can be sent back, newest delivery first."""
    went = (
        select(
            _returned.c.receipt_line_id.label("line_id"),
            func.sum(_returned.c.good + _returned.c.defective).label("pieces"),
        )
        .group_by(_returned.c.receipt_line_id)
        .subquery("went_back")
    )
    left = _arrived.c.good + _arrived.c.defective - func.coalesce(went.c.pieces, 0)
    statement = (
        select(
            _arrived.c.id.label("receipt_line_id"), _receipts.c.number.label("receipt"), _receipts.c.received_on,
            _lines.c.title, _lines.c.variant, _skus.c.code, _arrived.c.good, _arrived.c.defective, left.label("left"),
        )
        .join_from(_arrived, _receipts, _receipts.c.id == _arrived.c.receipt_id)
        .join(_lines, _lines.c.id == _arrived.c.purchase_line_id)
        .join(_skus, _skus.c.id == _arrived.c.sku_id)
        .outerjoin(went, went.c.line_id == _arrived.c.id)
        .where(_receipts.c.purchase_id == purchase_id, left > 0)
        .order_by(_receipts.c.received_at.desc(), _arrived.c.id)
    )  # fmt: skip
    return tuple(Returnable(**row) for row in connection.execute(statement).mappings())


@dataclass(frozen=True, slots=True)
class FormValues:
    """What the form of a purchase needs before it opens: suppliers to choose from, and the shop's currency."""

    suppliers: tuple[SupplierChoice, ...]
    currency: str


def form_values(connection: Connection) -> FormValues:
    """Both from one look at the shop."""
    return FormValues(supplier_choices(connection), settings.read(connection, settings.CURRENCY))


def purchase_named(connection: Connection, number: str) -> int | None:
    """The purchase of this number, ours or else the supplier's where only one has it."""
    ours: int | None = connection.execute(select(_purchases.c.id).where(_purchases.c.number == number.strip())).scalar()
    if ours is not None:
        return ours
    theirs = list(
        connection.execute(select(_purchases.c.id).where(_purchases.c.external_no == number.strip())).scalars()
    )
    return theirs[0] if len(theirs) == 1 else None
