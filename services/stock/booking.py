"""The one way by which goods move: whoever moves them hands in drafts, and all are checked together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from models.catalog import Component, Sku
from models.enums.goods import Condition, MoveKind
from models.orders import OrderLine
from models.stock import Lot, Place, StockMove
from services import clock, settings, text
from services.errors import Invalid, MonthLocked, NotEnoughStock
from services.i18n import N_, translate
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message
from services.stock import levels
from services.stock.levels import Spot

DEFAULT_PLACE = N_("Shop stock")
_AHEAD = timedelta(days=1)  # clocks of two computers differ; a year that was mistyped differs more
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class MoveDraft:
    """Pieces of one SKU that come (`quantity` above 0) or go (below 0).

    `value_minor` is the total the incoming pieces cost in the shop's currency, None where
    nobody knows; outgoing pieces carry none, for their cost is computed. `at` None is now,
    `place_id` None the default place. `deed` groups the drafts of one deed: those with the
    same number share the stored `deed_no`. The other fields are those of `StockMove`.
    """

    sku_id: int
    kind: MoveKind
    quantity: int
    value_minor: int | None = None
    at: datetime | None = None
    place_id: int | None = None
    lot_id: int | None = None
    condition: Condition = Condition.GOOD
    reason: str | None = None
    note: str | None = None
    document: str | None = None
    document_id: int | None = None
    order_line_id: int | None = None
    of_move_id: int | None = None
    deed: int | None = None


def book(uow: UnitOfWork, drafts: Sequence[MoveDraft], *, is_counted: bool = False) -> list[int]:
    """Create the moves, all of them or none; returns their ids in the order of the drafts.

    Hand in everything one command moves at once: what leaves is compared with what is there
    after all of it. Raises `Invalid` for a quantity, value, time or bundle that cannot be,
    `MonthLocked` for a closed month, and `NotEnoughStock` naming every product that would go
    below zero though it may not; what `is_counted` is a fact and goes below zero all the same,
    where more was sold since than was found.
    """
    if not drafts:
        return []
    now = clock.this_second()
    placed = [replace(one, at=one.at or now, place_id=one.place_id or default_place(uow).id) for one in drafts]
    skus = {sku.id: sku for sku in uow.get_many(Sku, dict.fromkeys(one.sku_id for one in placed))}
    zone = settings.read(uow.connection, settings.ZONE)
    moves = [_move(one, zone) for one in placed]
    for draft, move in zip(placed, moves, strict=True):
        _require_possible(draft, move.at, now)
    require_open(uow, (move.on for move in moves))
    _require_references(uow, placed)
    _require_no_bundles(uow, placed)
    if not is_counted:
        _require_covered(uow, placed, skus)
    uow.add_all(moves)
    _number_deeds(placed, moves)
    uow.flush()
    return [move.id for move in moves]


def default_place(uow: UnitOfWork) -> Place:
    """The place sales leave from; made when goods first move."""
    found = next(iter(uow.all(select(Place).where(Place.is_default.is_(True)).order_by(Place.id).limit(1))), None)
    if found is None:
        name = translate(DEFAULT_PLACE)
        found = Place(name=name, name_key=text.key(name), is_default=True)
        uow.add(found)
        uow.flush()
    return found


def lot_for(uow: UnitOfWork, sku_id: int, number: str, expires_on: date | None = None) -> Lot:
    """The SKU's lot of this number; a new one where there is none. A given expiry is kept where none was known."""
    if not number.strip():
        raise Invalid(field=message(N_("Lot")), value=number, reason=message(N_("it must not be empty")))
    key = text.key(number)
    found = next(iter(uow.all(select(Lot).where(Lot.sku_id == sku_id, Lot.number_key == key))), None)
    if found is None:
        found = Lot(sku_id=sku_id, number=number.strip(), number_key=key, expires_on=expires_on)
        uow.add(found)
        uow.flush()
    elif expires_on is not None and found.expires_on is None:
        found.expires_on = expires_on
    elif expires_on is not None and found.expires_on != expires_on:
        reason = message(N_("this lot expires on {day}"), day=str(found.expires_on))
        raise Invalid(field=message(N_("Expires on")), value=expires_on.isoformat(), reason=reason)
    return found


def require_open(uow: UnitOfWork, days: Iterable[date]) -> None:
    """None of the days lies in a closed month; `MonthLocked` names the first that does."""
    through = settings.read(uow.connection, settings.LOCKED_THROUGH)
    closed = sorted(day for day in days if day.isoformat() <= through)
    if closed:
        raise MonthLocked(month=f"{closed[0]:%Y-%m}", through=through)


def require_whole(quantity: object, label: str, *, least: int = 1) -> int:
    """The quantity, if it is a whole number of at least `least`; `Invalid` at the field otherwise."""
    if not isinstance(quantity, int) or isinstance(quantity, bool):
        raise Invalid(field=message(label), value=str(quantity), reason=message(N_("it must be a whole number")))
    if quantity < least:
        reason = message(N_("it must be {least} or more"), least=least)
        raise Invalid(field=message(label), value=str(quantity), reason=reason)
    return quantity


def _move(draft: MoveDraft, zone: str) -> StockMove:
    at = draft.at or clock.this_second()
    fields = ("sku_id", "kind", "quantity", "value_minor", "place_id", "lot_id", "condition", "reason", "note",
              "document", "document_id", "order_line_id", "of_move_id")  # fmt: skip
    return StockMove(at=at, on=clock.business_day(at, zone), **{name: getattr(draft, name) for name in fields})


def _require_possible(draft: MoveDraft, at: datetime, now: datetime) -> None:
    if draft.kind is MoveKind.SALE:
        raise ValueError("a sale follows from its order and is never booked")
    if not isinstance(draft.quantity, int) or isinstance(draft.quantity, bool):
        raise _invalid(N_("Quantity"), draft.quantity, message(N_("it must be a whole number")))
    if draft.quantity == 0 and draft.kind not in (MoveKind.OPENING, MoveKind.REVALUE):
        raise _invalid(N_("Quantity"), 0, message(N_("nothing would move")))
    if draft.value_minor is not None and draft.kind is not MoveKind.REVALUE:
        if draft.quantity < 0:
            raise ValueError("what goes out costs what costing says")
        if draft.value_minor < 0:
            raise _invalid(N_("Cost"), draft.value_minor, message(N_("it must not be negative")))
    if at > now + _AHEAD:
        raise _invalid(N_("Date"), f"{at:%Y-%m-%d}", message(N_("it lies in the future")))


def _require_references(uow: UnitOfWork, drafts: Sequence[MoveDraft]) -> None:
    """Places, lots, order lines and moves that are named exist, and a lot is the SKU's own."""
    uow.get_many(Place, {one.place_id for one in drafts if one.place_id is not None})
    uow.get_many(OrderLine, {one.order_line_id for one in drafts if one.order_line_id is not None})
    uow.get_many(StockMove, {one.of_move_id for one in drafts if one.of_move_id is not None})
    lots = {lot.id: lot for lot in uow.get_many(Lot, {one.lot_id for one in drafts if one.lot_id is not None})}
    for draft in drafts:
        if draft.lot_id is not None and lots[draft.lot_id].sku_id != draft.sku_id:
            raise _invalid(N_("Lot"), lots[draft.lot_id].number, message(N_("it belongs to another product")))


def _require_no_bundles(uow: UnitOfWork, drafts: Sequence[MoveDraft]) -> None:
    """A bundle has no stock but what was assembled; everything else of it lies on its parts' shelves."""
    plain = {one.sku_id for one in drafts if one.kind is not MoveKind.ASSEMBLY}
    bundles = {one.bundle_id for one in uow.all_in(Component, Component.bundle_id, plain)}
    if not bundles:
        return
    assembled = {one.sku_id for one in uow.all_in(StockMove, StockMove.sku_id, bundles)}
    for sku in uow.get_many(Sku, sorted(bundles - assembled)):
        raise _invalid(N_("Product"), sku.code, message(N_("it is a bundle: count its parts, or assemble it")))


def _require_covered(uow: UnitOfWork, drafts: Sequence[MoveDraft], skus: dict[int, Sku]) -> None:
    """What leaves a place was there, but for products that may go below zero."""
    taken: dict[Spot, int] = {}
    for draft in drafts:
        spot = Spot(draft.sku_id, draft.place_id or 0, draft.lot_id or 0, draft.condition)
        taken[spot] = taken.get(spot, 0) + draft.quantity
    leaving = {spot: pieces for spot, pieces in taken.items() if pieces < 0 and not skus[spot.sku_id].below_zero}
    if not leaving:
        return
    there = levels.now(uow.connection, {spot.sku_id for spot in leaving})
    short: dict[str, tuple[int, int]] = {}
    for spot, pieces in leaving.items():
        if there.get(spot, 0) + pieces < 0:
            short[skus[spot.sku_id].code] = (-pieces, there.get(spot, 0))
    require_none_short(short)


def require_none_short(short: dict[str, tuple[int, int]]) -> None:
    """Raise `NotEnoughStock` for code → (pieces wanted, pieces there), where there is any."""
    if not short:
        return
    shown = [
        str(message(N_("{code} (needs {wanted}, has {there})"), code=code, wanted=wanted, there=there))
        for code, (wanted, there) in sorted(short.items())[:_SHOWN]
    ]
    raise NotEnoughStock(products=tuple([*shown, "…"] if len(short) > _SHOWN else shown))


def _number_deeds(drafts: Sequence[MoveDraft], moves: Sequence[StockMove]) -> None:
    numbers: dict[int, int] = {}
    for draft, move in zip(drafts, moves, strict=True):
        if draft.deed is not None:
            move.deed_no = numbers.setdefault(draft.deed, move.id)


def _invalid(label: str, value: object, reason: Message) -> Invalid:
    return Invalid(field=message(label), value=str(value), reason=reason)
