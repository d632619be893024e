"""Writes: goods of a purchase arrive, and some of them go back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from models.enums.goods import Condition, MoveKind
from models.purchasing import Purchase, PurchaseLine, Receipt, ReceiptLine
from services import clock, settings, text
from services.errors import Invalid, NothingSelected
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number
from services.orders.holding import judge
from services.purchasing import rules
from services.purchasing.drafts import MOST_PIECES
from services.purchasing.errors import MoreThanOrdered
from services.purchasing.landed import DeliveryCost
from services.purchasing.rules import Deed
from services.purchasing.settling import (
    Arrival,
    arrivals_of,
    costed,
    costs_of,
    lines_of,
    received_pieces,
    require_weights,
    settle,
    split_value,
)
from services.stock.booking import MoveDraft, book, lot_for

RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class ReceiptEntry:
    """What arrived of one purchase line. `place_id` None is the default place."""

    line_id: int
    good: int
    defective: int = 0
    place_id: int | None = None
    lot_number: str | None = None
    expires_on: date | None = None

    @property
    def pieces(self) -> int:
        """Good and defective together."""
        return self.good + self.defective


@command("purchasing.receive", N_("Receive {pieces} pieces of {number}"))
def receive(
    uow: UnitOfWork,
    purchase_id: int,
    entries: Sequence[ReceiptEntry],
    *,
    received_at: datetime | None = None,
    over_reason: str | None = None,
    note: str | None = None,
) -> int:
    """Book what arrived, with its share of the costs; lines left out or at zero did not come.

    More than is open is refused with `MoreThanOrdered` unless `over_reason` says why it is meant.
    Returns the receipt's id.
    """
    purchase = uow.get(Purchase, purchase_id)
    rules.require(Deed.RECEIVE, [purchase])
    came = [entry for entry in entries if entry.good or entry.defective]
    if not came:
        raise NothingSelected(what=message(N_("no piece was entered")))
    lines = _lines_for(uow, purchase_id, came)
    before = received_pieces(uow, purchase_id)
    _require_expected(lines, before, came, text.clean(over_reason))
    receipt = _new_receipt(uow, purchase, received_at, text.clean(over_reason), text.clean(note))
    state = rules.state_for({one.id: one.quantity for one in lines_of(uow, purchase_id)}, _after(before, came))
    purchase.state = state
    uow.flush()
    _book(uow, purchase, receipt, lines, came)
    settle(uow, purchase, beside_closed=True)
    judge(uow)
    uow.describe(pieces=sum(entry.pieces for entry in came), number=purchase.number)
    return receipt.id


def _lines_for(uow: UnitOfWork, purchase_id: int, entries: Sequence[ReceiptEntry]) -> dict[int, PurchaseLine]:
    lines = {line.id: line for line in uow.get_many(PurchaseLine, dict.fromkeys(one.line_id for one in entries))}
    for entry in entries:
        line = lines[entry.line_id]
        for label, pieces in ((N_("Good"), entry.good), (N_("Defective"), entry.defective)):
            if not isinstance(pieces, int) or not 0 <= pieces <= MOST_PIECES:
                named = message(N_("{title}, {field}"), title=line.title, field=message(label))
                raise Invalid(field=named, value=str(pieces), reason=message(N_("it must be a whole number from 0")))
        if line.purchase_id != purchase_id:
            raise Invalid(field=message(N_("Item")), value=line.title, reason=message(N_("it is in another purchase")))
        if line.sku_id is None:
            reason = message(N_("link it to a product first"))
            raise Invalid(field=message(N_("Item")), value=line.title, reason=reason)
    return lines


def _require_expected(
    lines: Mapping[int, PurchaseLine], before: Mapping[int, int], entries: Sequence[ReceiptEntry], reason: str | None
) -> None:
    after = _after(before, entries)
    over = [
        message(N_("{title} ({arrived} of {ordered})"), title=line.title, arrived=after[line.id], ordered=line.quantity)
        for line in lines.values()
        if after[line.id] > line.quantity
    ]
    if over and reason is None:
        raise MoreThanOrdered(rows=rules.shortened([str(one) for one in over]))


def _after(before: Mapping[int, int], entries: Sequence[ReceiptEntry]) -> dict[int, int]:
    after = dict(before)
    for entry in entries:
        after[entry.line_id] = after.get(entry.line_id, 0) + entry.pieces
    return after


def _new_receipt(
    uow: UnitOfWork, purchase: Purchase, received_at: datetime | None, over_reason: str | None, note: str | None
) -> Receipt:
    at = received_at or clock.this_second()
    receipt = Receipt(
        purchase_id=purchase.id,
        number=next_number(uow.connection, NumberKind.RECEIPT),
        received_at=at,
        received_on=clock.business_day(at, settings.read(uow.connection, settings.ZONE)),
        over_reason=over_reason,
        note=note,
    )
    uow.add(receipt)
    uow.flush()
    return receipt


def _book(
    uow: UnitOfWork,
    purchase: Purchase,
    receipt: Receipt,
    lines: Mapping[int, PurchaseLine],
    entries: Sequence[ReceiptEntry],
) -> None:
    """The receipt's rows and the moves behind them, costed together with what came before."""
    costs = costs_of(uow.connection, purchase.id)
    require_weights(uow.connection, purchase.id, costs)
    coming = [
        Arrival(
            id=-place,
            purchase_line_id=entry.line_id,
            sku_id=lines[entry.line_id].sku_id or 0,
            receipt=receipt.number,
            received_on=receipt.received_on,
            good=entry.good,
            defective=entry.defective,
            goods_minor=None,
            landed_minor=0,
            good_move_id=None,
            defective_move_id=None,
        )
        for place, entry in enumerate(entries, start=1)
    ]
    known = [*arrivals_of(uow.connection, purchase.id), *coming]
    wanted = costed(uow.connection, purchase.id, costs, known)
    for entry, arrival in zip(entries, coming, strict=True):
        good, defective = _moves(uow, receipt, entry, arrival.sku_id, wanted[arrival.id])
        uow.add(
            ReceiptLine(
                receipt_id=receipt.id,
                purchase_line_id=entry.line_id,
                sku_id=arrival.sku_id,
                good=entry.good,
                defective=entry.defective,
                goods_minor=wanted[arrival.id].goods_minor,
                landed_minor=wanted[arrival.id].landed_minor,
                lot_number=text.clean(entry.lot_number),
                expires_on=entry.expires_on,
                good_move_id=good,
                defective_move_id=defective,
            )
        )


def _moves(
    uow: UnitOfWork, receipt: Receipt, entry: ReceiptEntry, sku_id: int, cost: DeliveryCost
) -> tuple[int | None, int | None]:
    number = text.clean(entry.lot_number)
    lot = lot_for(uow, sku_id, number, entry.expires_on) if number is not None else None
    good, defective = split_value(cost.value_minor, entry.good, entry.defective)
    draft = MoveDraft(
        sku_id,
        MoveKind.RECEIPT,
        entry.good,
        value_minor=good,
        at=receipt.received_at,
        place_id=entry.place_id,
        lot_id=lot.id if lot is not None else None,
        document=RECEIPT,
        document_id=receipt.id,
    )
    broken = replace(draft, quantity=entry.defective, value_minor=defective, condition=Condition.DEFECTIVE)
    drafts = [one for one in (draft, broken) if one.quantity]
    ids = dict(zip((one.condition for one in drafts), book(uow, drafts), strict=True))
    return ids.get(Condition.GOOD), ids.get(Condition.DEFECTIVE)
