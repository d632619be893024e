"""Writes: goods go back to the supplier, at the cost they came in at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from models.enums.goods import Condition, MoveKind
from models.purchasing import Purchase, PurchaseLine, Receipt, ReceiptLine, Supplier, SupplierReturn, SupplierReturnLine
from models.stock import StockMove
from services import clock, settings, text
from services.errors import Invalid, NothingSelected
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number
from services.purchasing import rules
from services.purchasing.drafts import MOST_PIECES
from services.purchasing.errors import MoreThanReceived
from services.purchasing.landed import portion
from services.purchasing.settling import billed
from services.stock.booking import MoveDraft, book

SUPPLIER_RETURN = "supplier_return"
_returned = SupplierReturnLine.table()
_moves = StockMove.table()


@dataclass(frozen=True, slots=True)
class ReturnEntry:
    """Pieces of one receipt line that go back; `good` and `defective` say what they are today.

    `place_id` None takes them from where they were put when they came.
    """

    receipt_line_id: int
    good: int = 0
    defective: int = 0
    place_id: int | None = None

    @property
    def pieces(self) -> int:
        """Good and defective together."""
        return self.good + self.defective


@dataclass(frozen=True, slots=True)
class _Source:
    """A receipt line with what it belongs to."""

    row: ReceiptLine
    line: PurchaseLine
    purchase: Purchase


@command("purchasing.return_goods", N_("Return {pieces} pieces to {name}"))
def return_goods(
    uow: UnitOfWork,
    supplier_id: int,
    entries: Sequence[ReturnEntry],
    *,
    reason: str | None = None,
    returned_at: datetime | None = None,
    courier: str | None = None,
    tracking_no: str | None = None,
    note: str | None = None,
) -> int:
    """Send pieces of deliveries back; each leaves at the cost it came in at. Returns the return's id.

    `MoreThanReceived` where a delivery did not bring so many, `NotEnoughStock` where they are gone.
    """
    supplier = uow.get(Supplier, supplier_id)
    leaving = [entry for entry in entries if entry.good or entry.defective]
    if not leaving:
        raise NothingSelected(what=message(N_("no piece was entered")))
    sources = _sources(uow, supplier, leaving)
    before = _returned_before(uow, list(sources))
    _require_there(sources, before, leaving)
    at = returned_at or clock.this_second()
    back = SupplierReturn(
        supplier_id=supplier_id,
        number=next_number(uow.connection, NumberKind.SUPPLIER_RETURN),
        returned_at=at,
        returned_on=clock.business_day(at, settings.read(uow.connection, settings.ZONE)),
        currency=_one_currency(sources),
        courier=text.clean(courier),
        tracking_no=text.clean(tracking_no),
        reason=text.clean(reason),
        note=text.clean(note),
    )
    uow.add(back)
    uow.flush()
    for entry in leaving:
        source = sources[entry.receipt_line_id]
        credit = _credit(uow, source, before.get(source.row.id, 0), entry.pieces)
        uow.add(
            SupplierReturnLine(
                supplier_return_id=back.id, receipt_line_id=source.row.id, sku_id=source.row.sku_id,
                good=entry.good, defective=entry.defective, credit_minor=credit,
            )
        )  # fmt: skip
    book(uow, [draft for entry in leaving for draft in _moves_of(uow, back, sources[entry.receipt_line_id], entry)])
    uow.describe(pieces=sum(entry.pieces for entry in leaving), name=supplier.name)
    return back.id


def _sources(uow: UnitOfWork, supplier: Supplier, entries: Sequence[ReturnEntry]) -> dict[int, _Source]:
    wanted = list(dict.fromkeys(entry.receipt_line_id for entry in entries))
    if len(wanted) != len(entries):
        raise Invalid(field=message(N_("Item")), value="", reason=message(N_("a delivery was named twice")))
    rows = uow.get_many(ReceiptLine, wanted)
    receipts = {one.id: one for one in uow.get_many(Receipt, {row.receipt_id for row in rows})}
    lines = {one.id: one for one in uow.get_many(PurchaseLine, {row.purchase_line_id for row in rows})}
    purchases = {one.id: one for one in uow.get_many(Purchase, {one.purchase_id for one in receipts.values()})}
    found = {
        row.id: _Source(row, lines[row.purchase_line_id], purchases[receipts[row.receipt_id].purchase_id])
        for row in rows
    }
    for source in found.values():
        if source.purchase.supplier_id != supplier.id:
            reason = message(N_("it came from another supplier"))
            raise Invalid(field=message(N_("Item")), value=source.line.title, reason=reason)
    for entry in entries:
        for label, pieces in ((N_("Good"), entry.good), (N_("Defective"), entry.defective)):
            if not isinstance(pieces, int) or not 0 <= pieces <= MOST_PIECES:
                named = message(
                    N_("{title}, {field}"), title=found[entry.receipt_line_id].line.title, field=message(label)
                )
                raise Invalid(field=named, value=str(pieces), reason=message(N_("it must be a whole number from 0")))
    return found


def _one_currency(sources: Mapping[int, _Source]) -> str:
    currencies = sorted({source.purchase.currency for source in sources.values()})
    if len(currencies) > 1:
        reason = message(N_("return goods of each currency apart"))
        raise Invalid(field=message(N_("Currency")), value=", ".join(currencies), reason=reason)
    return currencies[0]


def _returned_before(uow: UnitOfWork, receipt_line_ids: Sequence[int]) -> dict[int, int]:
    """Pieces of each receipt line that went back already."""
    statement = (
        select(_returned.c.receipt_line_id, func.sum(_returned.c.good + _returned.c.defective))
        .where(_returned.c.receipt_line_id.in_(receipt_line_ids))
        .group_by(_returned.c.receipt_line_id)
    )
    return {row[0]: row[1] for row in uow.connection.execute(statement)}


def _require_there(sources: Mapping[int, _Source], before: Mapping[int, int], entries: Sequence[ReturnEntry]) -> None:
    over = []
    for entry in entries:
        source = sources[entry.receipt_line_id]
        left = source.row.good + source.row.defective - before.get(entry.receipt_line_id, 0)
        if entry.pieces > left:
            words = N_("{title} ({pieces} of {left})")
            over.append(str(message(words, title=source.line.title, pieces=entry.pieces, left=left)))
    if over:
        raise MoreThanReceived(rows=rules.shortened(over))


def _credit(uow: UnitOfWork, source: _Source, before: int, pieces: int) -> int | None:
    """What the supplier owes for the pieces: their part of what this delivery was billed at."""
    bill = billed(uow.connection, source.purchase.id)[source.row.id]
    return None if bill is None else portion(bill, source.row.good + source.row.defective, before, pieces)


def _moves_of(uow: UnitOfWork, back: SupplierReturn, source: _Source, entry: ReturnEntry) -> list[MoveDraft]:
    """Moves that take the pieces out of the deliveries they came with, like to like where that is possible."""
    came = {Condition.GOOD: source.row.good_move_id, Condition.DEFECTIVE: source.row.defective_move_id}
    known = {condition: move_id for condition, move_id in came.items() if move_id is not None}
    moves = {move.id: move for move in uow.get_many(StockMove, known.values())}
    left = {move.id: move.quantity - _taken(uow, move.id) for move in moves.values()}
    drafts = []
    for condition, pieces in ((Condition.GOOD, entry.good), (Condition.DEFECTIVE, entry.defective)):
        for move_id in sorted(left, key=lambda one: moves[one].condition is not condition):
            taken = min(pieces, left[move_id])
            if taken:
                drafts.append(_leaving(back, moves[move_id], condition, taken, entry.place_id))
                left[move_id] -= taken
                pieces -= taken
    return drafts


def _leaving(
    back: SupplierReturn, move: StockMove, condition: Condition, pieces: int, place_id: int | None
) -> MoveDraft:
    return MoveDraft(
        move.sku_id,
        MoveKind.SUPPLIER_RETURN,
        -pieces,
        at=back.returned_at,
        place_id=place_id or move.place_id,
        lot_id=move.lot_id,
        condition=condition,
        reason=back.reason,
        document=SUPPLIER_RETURN,
        document_id=back.id,
        of_move_id=move.id,
    )


def _taken(uow: UnitOfWork, move_id: int) -> int:
    statement = select(func.coalesce(func.sum(-_moves.c.quantity), 0)).where(
        _moves.c.of_move_id == move_id, _moves.c.kind == MoveKind.SUPPLIER_RETURN
    )
    return int(uow.connection.execute(statement).scalar_one())
