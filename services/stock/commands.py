"""Writes: what a person does to goods. Sales are none of these; they follow from the orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from models.catalog import Sku
from models.enums.goods import Condition, MoveKind
from models.stock import Place, StockMove
from services.errors import Invalid
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.hold_rules import HoldRule
from services.orders.holding import reconsider
from services.stock import levels
from services.stock.booking import MoveDraft, book, default_place, lot_for, require_open, require_whole
from services.stock.levels import Spot
from services.stock.words import CONDITION_LABELS


@dataclass(frozen=True, slots=True)
class OpeningDraft:
    """What there is of a SKU when counting begins; `value_minor` is what all of it cost, None unknown."""

    sku_id: int
    quantity: int
    value_minor: int | None = None
    place_id: int | None = None
    lot_number: str | None = None
    expires_on: date | None = None
    at: datetime | None = None
    note: str | None = None


@command("stock.set_opening", NN_("Enter the opening stock of {count} product",
                                  "Enter the opening stock of {count} products"))  # fmt: skip
def set_opening(uow: UnitOfWork, drafts: Sequence[OpeningDraft]) -> list[int]:
    """Begin to count SKUs that have never moved; one SKU may come with several lots or places.

    A cost left out stays unknown and is never taken for 0. Returns the ids of the moves.
    """
    skus = uow.get_many(Sku, dict.fromkeys(draft.sku_id for draft in drafts))
    counted = {move.sku_id for move in uow.all_in(StockMove, StockMove.sku_id, [sku.id for sku in skus])}
    for sku in skus:
        if sku.id in counted:
            reason = message(N_("it is counted already; correct it with an adjustment"))
            raise Invalid(field=message(N_("Product")), value=sku.code, reason=reason)
    ids = book(uow, [_opening(uow, draft) for draft in drafts])
    reconsider(uow, HoldRule.STOCK, HoldRule.MARGIN)
    uow.describe(count=len(skus))
    return ids


def _opening(uow: UnitOfWork, draft: OpeningDraft) -> MoveDraft:
    require_whole(draft.quantity, N_("Quantity"), least=0)
    lot = lot_for(uow, draft.sku_id, draft.lot_number, draft.expires_on) if draft.lot_number else None
    return MoveDraft(
        draft.sku_id,
        MoveKind.OPENING,
        draft.quantity,
        value_minor=draft.value_minor,
        at=draft.at,
        place_id=draft.place_id,
        lot_id=lot.id if lot else None,
        note=draft.note,
    )


@command("stock.receive", N_("Receive {pieces} of {code}"))
def receive(
    uow: UnitOfWork,
    sku_id: int,
    quantity: int,
    *,
    value_minor: int | None = None,
    place_id: int | None = None,
    lot_number: str | None = None,
    expires_on: date | None = None,
    at: datetime | None = None,
    note: str | None = None,
) -> int:
    """Pieces that came without a purchase; `value_minor` is what all of them cost. Returns the move's id."""
    require_whole(quantity, N_("Quantity"))
    lot = lot_for(uow, sku_id, lot_number, expires_on) if lot_number else None
    draft = MoveDraft(
        sku_id,
        MoveKind.RECEIPT,
        quantity,
        value_minor=value_minor,
        at=at,
        place_id=place_id,
        lot_id=lot.id if lot else None,
        note=note,
    )
    uow.describe(pieces=quantity, code=uow.get(Sku, sku_id).code)
    (move_id,) = book(uow, [draft])
    reconsider(uow, HoldRule.STOCK, HoldRule.MARGIN)
    return move_id


@command("stock.adjust", N_("Adjust {code} by {pieces}"))
def adjust_by(
    uow: UnitOfWork, spot: Spot, quantity: int, *, reason: str, at: datetime | None = None, note: str | None = None
) -> int:
    """So many pieces more (above 0) or fewer, for the reason named. Returns the move's id.

    Pieces that turn up come in at what the others cost at the moment.
    """
    _require_reason(reason)
    uow.describe(pieces=quantity, code=uow.get(Sku, spot.sku_id).code)
    (move_id,) = book(uow, [replace(_draft(spot, MoveKind.ADJUST, quantity), at=at, reason=reason.strip(), note=note)])
    reconsider(uow, HoldRule.STOCK)
    return move_id


@command("stock.count", N_("Set the stock of {code} to {pieces}"))
def count_to(uow: UnitOfWork, spot: Spot, counted: int, *, reason: str, note: str | None = None) -> int | None:
    """There are exactly so many in this spot now. Returns the move's id, None where that was known."""
    require_whole(counted, N_("Counted"), least=0)
    _require_reason(reason)
    uow.describe(pieces=counted, code=uow.get(Sku, spot.sku_id).code)
    found = _placed(uow, spot)
    difference = counted - levels.now(uow.connection, [spot.sku_id]).get(found, 0)
    if difference == 0:
        return None
    (move_id,) = book(uow, [replace(_draft(spot, MoveKind.ADJUST, difference), reason=reason.strip(), note=note)])
    reconsider(uow, HoldRule.STOCK)
    return move_id


@command("stock.scrap", N_("Throw away {pieces} of {code}"))
def scrap(
    uow: UnitOfWork, spot: Spot, quantity: int, *, reason: str, at: datetime | None = None, note: str | None = None
) -> int:
    """Pieces that are gone for good: broken, expired, given away. Returns the move's id."""
    require_whole(quantity, N_("Quantity"))
    _require_reason(reason)
    uow.describe(pieces=quantity, code=uow.get(Sku, spot.sku_id).code)
    return book(uow, [replace(_draft(spot, MoveKind.SCRAP, -quantity), at=at, reason=reason.strip(), note=note)])[0]


@command("stock.transfer", N_("Move {pieces} of {code} to {place}"))
def transfer(uow: UnitOfWork, spot: Spot, quantity: int, *, to_place_id: int, note: str | None = None) -> None:
    """Carry pieces from their spot to another place; what they cost stays the same."""
    require_whole(quantity, N_("Quantity"))
    spot = _placed(uow, spot)
    if spot.place_id == to_place_id:
        name = uow.get(Place, to_place_id).name
        raise Invalid(field=message(N_("To")), value=name, reason=message(N_("they lie there already")))
    ends = ((spot, -quantity), (spot._replace(place_id=to_place_id), quantity))
    uow.describe(pieces=quantity, code=uow.get(Sku, spot.sku_id).code, place=uow.get(Place, to_place_id).name)
    book(uow, [replace(_draft(end, MoveKind.TRANSFER, pieces), note=note, deed=1) for end, pieces in ends])


@command("stock.regrade", N_("Mark {pieces} of {code} as {condition}"))
def regrade(uow: UnitOfWork, spot: Spot, quantity: int, *, reason: str | None = None, note: str | None = None) -> None:
    """Good pieces are defective after all, or defective ones good again; they stay in their place."""
    require_whole(quantity, N_("Quantity"))
    to = Condition.GOOD if spot.condition is Condition.DEFECTIVE else Condition.DEFECTIVE
    ends = ((spot, -quantity), (spot._replace(condition=to), quantity))
    label = message(CONDITION_LABELS[to])
    uow.describe(pieces=quantity, code=uow.get(Sku, spot.sku_id).code, condition=label)
    book(
        uow, [replace(_draft(end, MoveKind.REGRADE, pieces), reason=reason, note=note, deed=1) for end, pieces in ends]
    )


@command("stock.reprice", NN_("Correct what {count} delivery cost", "Correct what {count} deliveries cost"))
def reprice(uow: UnitOfWork, values: Sequence[tuple[int, int | None]]) -> None:
    """What came in by these moves cost (move id, total) after all; None: nobody knows.

    Everything that left since is costed again (`services.stock.backdating` shows beforehand
    which orders that changes). `MonthLocked` where one of the moves lies in a closed month.
    """
    by_id = dict(values)
    moves = uow.get_many(StockMove, by_id)
    require_open(uow, (move.on for move in moves))
    for move in moves:
        value = by_id[move.id]
        if move.quantity <= 0 or move.order_line_id is not None or move.kind in _COSTED_OTHERWISE:
            reason = message(N_("its cost follows from what left"))
            raise Invalid(field=message(N_("Cost")), value=str(value), reason=reason)
        if value is not None and value < 0:
            raise Invalid(field=message(N_("Cost")), value=str(value), reason=message(N_("it must not be negative")))
        move.value_minor = value
    uow.describe(count=len(moves))


_COSTED_OTHERWISE = (MoveKind.TRANSFER, MoveKind.REGRADE, MoveKind.ASSEMBLY)


def _placed(uow: UnitOfWork, spot: Spot) -> Spot:
    """The spot with its place by name: 0 is the one sales leave from."""
    return spot if spot.place_id else spot._replace(place_id=default_place(uow).id)


def _draft(spot: Spot, kind: MoveKind, quantity: int) -> MoveDraft:
    sku_id, place_id, lot_id, condition = spot
    return MoveDraft(sku_id, kind, quantity, place_id=place_id or None, lot_id=lot_id or None, condition=condition)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(field=message(N_("Reason")), value="", reason=message(N_("it must not be empty")))
