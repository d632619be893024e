"""Defective stock: what lies there, what became of it, and the steps that bring it to an end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from models.aftersales import DefectiveOutcome
from models.catalog import Product, Sku
from models.channels import Channel
from models.enums.aftersales import DefectiveFate
from models.enums.goods import Condition, MoveKind
from models.enums.orders import OrderStatus
from models.orders import Order
from models.purchasing import Purchase, Receipt, ReceiptLine, SupplierReturnLine
from models.stock import Place, StockMove
from models.stock_ledger import StockLevel
from services import clock, text
from services.errors import Invalid, NotAtThisPoint
from services.formatting import money
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.commands import set_status
from services.orders.entering import LineDraft, OrderDraft, add
from services.purchasing.returning import ReturnEntry, return_goods
from services.stock import levels
from services.stock.booking import (
    MoveDraft,
    book,
    default_place,
    require_none_short,
    require_open,
    require_whole,
)
from services.stock.levels import Spot

DOCUMENT = "defective"
"""How the moves of stock of an outcome name it."""
_levels = StockLevel.table()
_skus = Sku.table()
_products = Product.table()
_places = Place.table()
_outcomes = DefectiveOutcome.table()
_orders = Order.table()


@dataclass(frozen=True, slots=True)
class Lying:
    """Defective pieces of one SKU in one place, of one lot (0: none)."""

    sku_id: int
    code: str
    title: str
    place_id: int
    place: str
    lot_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of defective pieces, and the order they were sold with where they were."""

    id: int
    sku_id: int
    code: str
    title: str
    quantity: int
    fate: DefectiveFate
    happened_at: datetime
    price_minor: int | None
    order_no: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many defective pieces of a SKU, from where they lie (the default place where nothing is said)."""

    sku_id: int
    quantity: int
    place_id: int | None = None
    lot_id: int | None = None


@dataclass(frozen=True, slots=True)
class SecondsSale:
    """Whom defective pieces are sold to: one piece costs `price_minor` in the channel's currency."""

    channel_id: int
    price_minor: int
    buyer: str | None = None


@command("defective.repair", N_("Put {pieces} repaired pieces of {code} back on the shelf"))
def repair(uow: UnitOfWork, pieces: Pieces, note: str | None = None) -> int:
    """The pieces are good again; they keep what they cost. Returns the outcome's id."""
    outcome = _outcome(uow, pieces, DefectiveFate.REPAIRED, note)
    _regrade(uow, outcome, pieces, place_id=pieces.place_id)
    return outcome.id


@command("defective.write_off", N_("Write off {pieces} defective pieces of {code}"))
def write_off(uow: UnitOfWork, pieces: Pieces, reason: str) -> int:
    """The pieces are thrown away, for the reason named. Returns the outcome's id."""
    if not reason.strip():
        raise Invalid(field=message(N_("Reason")), value="", reason=message(N_("it must not be empty")))
    outcome = _outcome(uow, pieces, DefectiveFate.WRITTEN_OFF, reason)
    book(uow, [_leaving(outcome, pieces, MoveKind.SCRAP, reason=reason.strip())])
    return outcome.id


@command("defective.to_supplier", N_("Return {pieces} defective pieces of {code} to their supplier"))
def to_supplier(uow: UnitOfWork, pieces: Pieces, *, supplier_id: int | None = None, reason: str | None = None) -> int:
    """The pieces go back to who sold them, newest delivery first, at what they came in at. Returns the outcome's id.

    Without a supplier, or for pieces no delivery here brought, they leave at what they cost and no credit is kept.
    """
    outcome = _outcome(uow, pieces, DefectiveFate.TO_SUPPLIER, reason)
    if supplier_id is None:
        book(uow, [_leaving(outcome, pieces, MoveKind.SUPPLIER_RETURN, reason=reason)])
        return outcome.id
    entries = _deliveries(uow, supplier_id, pieces)
    outcome.supplier_return_id = return_goods(uow, supplier_id, entries, reason=reason)
    uow.describe(pieces=pieces.quantity, code=uow.get(Sku, pieces.sku_id).code)
    return outcome.id


@command("defective.sell", N_("Sell {pieces} defective pieces of {code} as seconds"))
def sell_as_seconds(uow: UnitOfWork, pieces: Pieces, sale: SecondsSale, note: str | None = None) -> int:
    """Make an order that has left with these pieces, at their own cost. Returns the outcome's id."""
    if sale.price_minor < 0:
        reason = message(N_("it must not be negative"))
        value = money(sale.price_minor, uow.get(Channel, sale.channel_id).currency)
        raise Invalid(field=message(N_("Price")), value=value, reason=reason)
    outcome = _outcome(uow, pieces, DefectiveFate.SECONDS, note)
    _regrade(uow, outcome, pieces, place_id=default_place(uow).id)
    sku = uow.get(Sku, pieces.sku_id)
    title = uow.get(Product, sku.product_id).title
    line = LineDraft(title, pieces.quantity, code=sku.code, price_minor=sale.price_minor, sku_id=sku.id)
    draft = OrderDraft(sale.channel_id, (line,), buyer=sale.buyer, seller_note=note, status=OrderStatus.SHIPPED)
    outcome.order_id, outcome.price_minor = add(uow, draft), sale.price_minor
    uow.describe(pieces=pieces.quantity, code=sku.code)
    return outcome.id


@command("defective.take_back", N_("Take back what became of {pieces} defective pieces of {code}"))
def take_back_outcome(uow: UnitOfWork, outcome_id: int) -> None:
    """The pieces lie in the defective stock again. `NotAllowed` for a return to a supplier that has its own paper."""
    outcome = uow.get(DefectiveOutcome, outcome_id)
    sku = uow.get(Sku, outcome.sku_id)
    if outcome.supplier_return_id is not None:
        reason = message(N_("it is a return with a paper of its own; undo it in History"))
        raise NotAtThisPoint(rows=(sku.code,), reason=reason)
    uow.describe(pieces=outcome.quantity, code=sku.code)
    order_id = outcome.order_id
    if order_id is not None:
        set_status(uow, [order_id], OrderStatus.PAID)
        set_status(uow, [order_id], OrderStatus.CLOSED)
        uow.flush()
    _remove_moves(uow, outcome)
    uow.delete(outcome)
    uow.flush()
    uow.describe(pieces=outcome.quantity, code=sku.code)


def lying(connection: Connection, sku_id: int | None = None) -> tuple[Lying, ...]:
    """All defective pieces, or those of one SKU, by product and place."""
    statement = (
        select(
            _levels.c.sku_id, _skus.c.code, _products.c.title, _levels.c.place_id, _places.c.name, _levels.c.lot_id,
            _levels.c.quantity,
        )
        .join_from(_levels, _skus, _skus.c.id == _levels.c.sku_id)
        .join(_products, _products.c.id == _skus.c.product_id)
        .join(_places, _places.c.id == _levels.c.place_id)
        .where(_levels.c.condition == Condition.DEFECTIVE, _levels.c.quantity != 0)
        .order_by(_skus.c.code, _levels.c.place_id, _levels.c.lot_id)
    )  # fmt: skip
    if sku_id is not None:
        statement = statement.where(_levels.c.sku_id == sku_id)
    return tuple(Lying(*row) for row in connection.execute(statement))


def outcomes(connection: Connection, sku_id: int | None = None, *, limit: int = 200) -> tuple[Outcome, ...]:
    """What became of defective pieces (of one SKU), the newest first."""
    names = ("quantity", "fate", "happened_at", "price_minor")
    statement = (
        select(
            _outcomes.c.id, _outcomes.c.sku_id, _skus.c.code, _products.c.title, *(_outcomes.c[name] for name in names),
            _orders.c.external_no, _outcomes.c.note,
        )
        .join_from(_outcomes, _skus, _skus.c.id == _outcomes.c.sku_id)
        .join(_products, _products.c.id == _skus.c.product_id)
        .outerjoin(_orders, _orders.c.id == _outcomes.c.order_id)
        .order_by(_outcomes.c.happened_at.desc(), _outcomes.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    if sku_id is not None:
        statement = statement.where(_outcomes.c.sku_id == sku_id)
    return tuple(Outcome(*tuple(row)) for row in connection.execute(statement))


def _outcome(uow: UnitOfWork, pieces: Pieces, fate: DefectiveFate, note: str | None) -> DefectiveOutcome:
    require_whole(pieces.quantity, N_("Quantity"))
    sku = uow.get(Sku, pieces.sku_id)
    spot = Spot(sku.id, pieces.place_id or default_place(uow).id, pieces.lot_id or 0, Condition.DEFECTIVE)
    there = levels.now(uow.connection, [sku.id]).get(spot, 0)
    if pieces.quantity > there:  # whether or not the product may be sold below zero
        require_none_short({sku.code: (pieces.quantity, there)})
    outcome = DefectiveOutcome(
        sku_id=sku.id, quantity=pieces.quantity, fate=fate, happened_at=clock.this_second(),
        note=text.clean(note),
    )  # fmt: skip
    uow.add(outcome)
    uow.flush()
    uow.describe(pieces=pieces.quantity, code=sku.code)
    return outcome


def _leaving(outcome: DefectiveOutcome, pieces: Pieces, kind: MoveKind, reason: str | None) -> MoveDraft:
    return MoveDraft(
        pieces.sku_id, kind, -pieces.quantity, at=outcome.happened_at, place_id=pieces.place_id, lot_id=pieces.lot_id,
        condition=Condition.DEFECTIVE, reason=reason, document=DOCUMENT, document_id=outcome.id,
    )  # fmt: skip


def _regrade(uow: UnitOfWork, outcome: DefectiveOutcome, pieces: Pieces, *, place_id: int | None) -> None:
    """From the defective stock to the shelf of a place."""
    ends = ((Condition.DEFECTIVE, -pieces.quantity, pieces.place_id), (Condition.GOOD, pieces.quantity, place_id))
    book(
        uow,
        [
            MoveDraft(
                pieces.sku_id, MoveKind.REGRADE, count, at=outcome.happened_at, place_id=place, lot_id=pieces.lot_id,
                condition=condition, document=DOCUMENT, document_id=outcome.id, deed=1,
            )
            for condition, count, place in ends
        ],
    )  # fmt: skip


def _remove_moves(uow: UnitOfWork, outcome: DefectiveOutcome) -> None:
    statement = select(StockMove).where(StockMove.document == DOCUMENT, StockMove.document_id == outcome.id)
    moves = uow.all(statement.order_by(StockMove.id.desc()))
    require_open(uow, (move.on for move in moves))
    there = levels.now(uow.connection, [outcome.sku_id])
    short = {}
    for move in moves:
        spot = Spot(move.sku_id, move.place_id, move.lot_id or 0, move.condition)
        if move.quantity > 0 and there.get(spot, 0) < move.quantity:
            short[uow.get(Sku, move.sku_id).code] = (move.quantity, there.get(spot, 0))
    require_none_short(short)
    for move in moves:
        uow.delete(move)
    uow.flush()


def _deliveries(uow: UnitOfWork, supplier_id: int, pieces: Pieces) -> Sequence[ReturnEntry]:
    """The deliveries of a supplier the pieces go back out of, the newest first."""
    back = SupplierReturnLine.table()
    returned = (
        select(func.coalesce(func.sum(back.c.good + back.c.defective), 0))
        .where(back.c.receipt_line_id == ReceiptLine.id)
        .scalar_subquery()
    )
    statement = (
        select(ReceiptLine.id, ReceiptLine.good + ReceiptLine.defective - returned)
        .join(Receipt, Receipt.id == ReceiptLine.receipt_id)
        .join(Purchase, Purchase.id == Receipt.purchase_id)
        .where(Purchase.supplier_id == supplier_id, ReceiptLine.sku_id == pieces.sku_id)
        .order_by(ReceiptLine.id.desc())
    )
    entries: list[ReturnEntry] = []
    wanted = pieces.quantity
    for line_id, left in uow.connection.execute(statement):
        taken = min(wanted, left)
        if taken > 0:
            entries.append(ReturnEntry(line_id, defective=taken, place_id=pieces.place_id))
            wanted -= taken
    if wanted:
        code = uow.get(Sku, pieces.sku_id).code
        reason = message(N_("this supplier brought {count} fewer of them"), count=wanted)
        raise NotAtThisPoint(rows=(code,), reason=reason)
    return entries
