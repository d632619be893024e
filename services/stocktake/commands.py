"""Writes: beginning a stocktake, counting, and what becomes of the count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from models.catalog import Product, Sku
from models.entities import Entity
from models.enums.goods import MoveKind, StocktakeState
from models.stock import Place, StockMove
from models.stocktake import CountLine, Stocktake
from services import clock, settings, text
from services.catalog.queries import barcodes_of, sku_of_scan
from services.catalog.writing import cleaned_barcodes, require_barcodes, set_barcodes
from services.errors import Invalid, NothingSelected
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number
from services.orders.hold_rules import HoldRule
from services.orders.holding import reconsider
from services.stock.booking import MoveDraft, book, default_place, lot_for
from services.stocktake import rules, scope
from services.stocktake.errors import StocktakeOver, UnknownCode
from services.stocktake.listing import standings
from services.stocktake.scope import Scope
from services.stocktake.words import STATE_LABELS

DOCUMENT = "stocktake"


@dataclass(frozen=True, slots=True)
class Count:
    """How many good pieces of a line there are; `at` None is now."""

    line_id: int
    quantity: int
    at: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ScanResult:
    """The line a scan counted on, and how many pieces it has now."""

    line_id: int
    sku_id: int
    code: str
    title: str
    variant: str | None
    quantity: int
    is_new: bool


@command("stocktake.start", N_("Begin the stocktake {number}"))
def start(
    uow: UnitOfWork, wanted: Scope, *, blind: bool = False, place_id: int | None = None, note: str | None = None
) -> int:
    """A new stocktake with a line for everything in its scope, nothing counted yet. Returns its id."""
    sku_ids = scope.skus_of(uow.connection, wanted)
    if not sku_ids:
        named = message(N_("Scope"))
        raise Invalid(field=named, value=", ".join(wanted.values), reason=message(N_("no product is in it")))
    place = uow.get(Place, place_id) if place_id is not None else default_place(uow)
    now = clock.now()
    day = clock.business_day(now, settings.read(uow.connection, settings.ZONE))
    taken = Stocktake(
        number=next_number(uow.connection, NumberKind.STOCKTAKE, day), scope=wanted.kind,
        scope_values=list(wanted.values), is_blind=blind, place_id=place.id, started_at=now, started_on=day,
        note=text.clean(note),
    )  # fmt: skip
    uow.add(taken)
    uow.flush()
    lots = scope.lots_of(uow.connection, sku_ids, place.id)
    rows = [
        {"stocktake_id": taken.id, "sku_id": sku_id, "lot_id": lot_id, "is_extra": 0}
        for sku_id in sku_ids
        for lot_id in lots.get(sku_id, (None,))
    ]
    uow.bulk_insert(Entity.COUNT_LINE, rows)
    uow.describe(number=taken.number)
    return taken.id


@command("stocktake.count", NN_("Count {count} line of {number}", "Count {count} lines of {number}"))
def count(uow: UnitOfWork, stocktake_id: int, counts: Sequence[Count], *, counter: str | None = None) -> None:
    """Write down counts, each with its own instant; a line counted before is counted anew."""
    taken = open_stocktake(uow, stocktake_id)
    wanted = {one.line_id: one for one in counts}
    for line in uow.get_many(CountLine, wanted):
        _require_own(taken, line)
        given = wanted[line.id]
        _set_count(line, _pieces(given.quantity), _instant(given.at), counter)
        if given.note is not None:
            line.note = given.note.strip() or None
    uow.describe(count=len(wanted), number=taken.number)


@command("stocktake.scan", N_("Count {code} in {number}"))
def scan(uow: UnitOfWork, stocktake_id: int, typed: str, *, counter: str | None = None) -> ScanResult:
    """Count what was scanned or typed: one piece of a code or barcode, or several (``12*code``).

    A product outside the scope gets a line of its own. `UnknownCode` where nothing has the code.
    """
    taken = open_stocktake(uow, stocktake_id)
    sku, pieces = _scanned(uow, typed)
    line, is_new = _line_for(uow, taken, sku)
    now = clock.now()
    begun = line.begun_at if line.quantity else None
    line.quantity = _pieces((line.quantity or 0) + pieces)
    line.begun_at, line.counted_at, line.counter = begun or now, now, counter or line.counter
    uow.describe(code=sku.code, number=taken.number)
    title = uow.get(Product, sku.product_id).title
    return ScanResult(line.id, sku.id, sku.code, title, sku.variant, line.quantity, is_new)


@command("stocktake.count_lot", N_("Count {code} in {number}"))
def count_lot(uow: UnitOfWork, stocktake_id: int, sku_id: int, lot_number: str, quantity: int) -> int:
    """Count a lot that was found though the books do not have it here. Returns its line.

    `Invalid` where the lot was counted before: a second number would take the place of the first unseen.
    """
    taken = open_stocktake(uow, stocktake_id)
    sku = uow.get(Sku, sku_id)
    lot = lot_for(uow, sku_id, lot_number)
    line = _find_line(uow, taken, sku_id, lot.id)
    if line is None:
        line = CountLine(stocktake_id=taken.id, sku_id=sku_id, lot_id=lot.id, is_extra=True)
        uow.add(line)
    elif line.quantity is not None:
        reason = message(N_("it is counted already: {count}; change that in its row"), count=line.quantity)
        raise Invalid(field=message(N_("Lot")), value=lot.number, reason=reason)
    _set_count(line, _pieces(quantity), clock.now(), None)
    uow.describe(code=sku.code, number=taken.number)
    return line.id


@command("stocktake.clear", NN_("Count {count} line of {number} again", "Count {count} lines of {number} again"))
def clear(uow: UnitOfWork, line_ids: Sequence[int]) -> None:
    """Forget what was counted on these lines: they are not counted again until somebody counts them."""
    lines = uow.get_many(CountLine, line_ids)
    taken = open_stocktake(uow, lines[0].stocktake_id)
    for line in lines:
        _require_own(taken, line)
        line.quantity = line.begun_at = line.counted_at = line.counter = None
    uow.describe(count=len(lines), number=taken.number)


@command("stocktake.reveal", N_("Show what the books expect in {number}"))
def reveal(uow: UnitOfWork, stocktake_id: int) -> None:
    """A blind count is over: from now on it is compared openly."""
    taken = open_stocktake(uow, stocktake_id)
    taken.is_blind = False
    uow.describe(number=taken.number)


@command("stocktake.abandon", N_("Abandon the stocktake {number}"))
def abandon(uow: UnitOfWork, stocktake_id: int) -> None:
    """End a stocktake without changing the stock; what was counted stays readable."""
    taken = open_stocktake(uow, stocktake_id)
    taken.state, taken.finished_at = StocktakeState.ABANDONED, clock.now()
    uow.describe(number=taken.number)


@command("stocktake.post", N_("Post the stocktake {number}"))
def post(uow: UnitOfWork, stocktake_id: int, *, uncounted_is_none: bool = False) -> int:
    """Book every difference at the instant its line was counted, so that what was sold later stays sold.

    Lines nobody counted are left as they are, or, with `uncounted_is_none`, count as none there.
    Returns how many lines were booked.
    """
    taken = open_stocktake(uow, stocktake_id)
    lines = uow.all(select(CountLine).where(CountLine.stocktake_id == taken.id).order_by(CountLine.id))
    now = clock.now()
    if uncounted_is_none:
        for line in lines:
            if line.quantity is None:
                _set_count(line, 0, now, None)
    uow.flush()
    if all(line.quantity is None for line in lines):
        raise Invalid(field=message(N_("Counted")), value="0", reason=message(N_("nothing was counted yet")))
    found = standings(uow.connection, taken.id)
    counted = [line for line in lines if line.quantity is not None]
    for line in counted:
        line.expected = found[line.id].expected
    drafts = [one for line in counted for one in _drafts(uow, taken, line, found[line.id].is_tracked)]
    book(uow, drafts, is_counted=True)
    reconsider(uow, HoldRule.STOCK)
    taken.state, taken.finished_at, taken.is_blind = StocktakeState.POSTED, now, False
    uow.describe(number=taken.number)
    return len(drafts)


@command("stocktake.correct", N_("Correct the stocktake {number} by what was entered late"))
def correct(uow: UnitOfWork, stocktake_id: int) -> int:
    """Make the books say again what was counted, after something from before the count was entered later.

    Returns how many lines were booked.
    """
    taken = _posted(uow, stocktake_id)
    found = standings(uow.connection, taken.id)
    drafts = []
    for line in uow.get_many(CountLine, found):
        books = found[line.id].expected
        if line.quantity is None or line.quantity == books:
            continue
        line.expected = (line.expected or 0) + books - line.quantity
        drafts.append(_adjustment(taken, line, line.quantity - books))
    if not drafts:
        raise NothingSelected(what=message(N_("the books agree with the count")))
    book(uow, drafts, is_counted=True)
    uow.describe(number=taken.number)
    return len(drafts)


@command("stocktake.reverse", N_("Reverse the stocktake {number}"))
def reverse(uow: UnitOfWork, stocktake_id: int) -> int:
    """Take back everything a posted stocktake booked, by moves of today. Returns how many."""
    taken = _posted(uow, stocktake_id)
    booked = uow.all(select(StockMove).where(StockMove.document == DOCUMENT, StockMove.document_id == taken.id))
    drafts = [
        MoveDraft(
            move.sku_id, MoveKind.ADJUST, -move.quantity, place_id=move.place_id, lot_id=move.lot_id,
            reason=taken.number, document=DOCUMENT, document_id=taken.id, of_move_id=move.id,
        )
        for move in booked
        if move.quantity
    ]  # fmt: skip
    book(uow, drafts, is_counted=True)
    taken.state, taken.finished_at = StocktakeState.REVERSED, clock.now()
    uow.describe(number=taken.number)
    return len(drafts)


@command("stocktake.give_code", N_("Give the barcode {barcode} to {code}"))
def give_code(uow: UnitOfWork, sku_id: int, barcode: str) -> None:
    """From now on the SKU answers to this code too; `Invalid` names the product that has it already."""
    sku = uow.get(Sku, sku_id)
    added = barcode.strip()
    require_barcodes(uow, [added], (sku_id,))
    known = barcodes_of(uow.connection, [sku_id]).get(sku_id, ())
    set_barcodes(uow, sku, cleaned_barcodes((*known, added)))
    uow.describe(barcode=added, code=sku.code)


def open_stocktake(uow: UnitOfWork, stocktake_id: int) -> Stocktake:
    """The stocktake, which must still be counted; `StocktakeOver` otherwise."""
    taken = uow.get(Stocktake, stocktake_id)
    if taken.state is not StocktakeState.OPEN:
        raise StocktakeOver(number=taken.number, state=message(STATE_LABELS[taken.state]))
    return taken


def _posted(uow: UnitOfWork, stocktake_id: int) -> Stocktake:
    taken = uow.get(Stocktake, stocktake_id)
    if taken.state is not StocktakeState.POSTED:
        raise StocktakeOver(number=taken.number, state=message(STATE_LABELS[taken.state]))
    return taken


def _scanned(uow: UnitOfWork, typed: str) -> tuple[Sku, int]:
    """The SKU and the pieces meant; the whole text is looked for before ``12*code`` is read out of it."""
    asked = rules.read_scan(typed)
    for code, pieces in ((typed.strip(), 1), (asked.code, asked.pieces) if asked is not None else ("", 0)):
        sku_id = sku_of_scan(uow.connection, code)
        if sku_id is not None:
            return uow.get(Sku, sku_id), pieces
    raise UnknownCode(code=asked.code if asked is not None and asked.code else typed.strip())


def _line_for(uow: UnitOfWork, taken: Stocktake, sku: Sku) -> tuple[CountLine, bool]:
    lines = uow.all(select(CountLine).where(CountLine.stocktake_id == taken.id, CountLine.sku_id == sku.id))
    if len(lines) > 1:
        reason = message(N_("it is counted lot by lot; type the pieces in the row of the lot"))
        raise Invalid(field=message(N_("Code")), value=sku.code, reason=reason)
    if lines:
        return lines[0], False
    line = CountLine(stocktake_id=taken.id, sku_id=sku.id, is_extra=True)
    uow.add(line)
    return line, True


def _find_line(uow: UnitOfWork, taken: Stocktake, sku_id: int, lot_id: int) -> CountLine | None:
    wanted = (CountLine.stocktake_id == taken.id, CountLine.sku_id == sku_id, CountLine.lot_id == lot_id)
    return next(iter(uow.all(select(CountLine).where(*wanted))), None)


def _require_own(taken: Stocktake, line: CountLine) -> None:
    if line.stocktake_id != taken.id:
        raise ValueError(f"line {line.id} is not of stocktake {taken.id}")


def _set_count(line: CountLine, quantity: int, at: datetime, counter: str | None) -> None:
    line.quantity, line.begun_at, line.counted_at = quantity, at, at
    line.counter = counter or line.counter


def _pieces(quantity: int) -> int:
    if not isinstance(quantity, int) or isinstance(quantity, bool):
        reason = message(N_("it must be a whole number"))
    elif quantity < 0:
        reason = message(N_("it must not be negative"))
    elif quantity > rules.MOST_PIECES:
        reason = message(N_("nobody counts so many pieces; was a barcode scanned here?"))
    else:
        return quantity
    raise Invalid(field=message(N_("Counted")), value=str(quantity), reason=reason)


def _instant(at: datetime | None) -> datetime:
    now = clock.now()
    if at is not None and at > now:
        reason = message(N_("it lies in the future"))
        raise Invalid(field=message(N_("Counted at")), value=f"{at:%Y-%m-%d %H:%M}", reason=reason)
    return at or now


def _drafts(uow: UnitOfWork, taken: Stocktake, line: CountLine, is_tracked: bool) -> list[MoveDraft]:
    """What a counted line books: nothing, its difference, or, for goods nobody counted before, their opening."""
    quantity, difference = line.quantity or 0, (line.quantity or 0) - (line.expected or 0)
    if is_tracked:
        return [_adjustment(taken, line, difference)] if difference else []
    cost = uow.get(Sku, line.sku_id).cost_minor
    value = cost * quantity if cost is not None else None
    return [replace(_adjustment(taken, line, quantity), kind=MoveKind.OPENING, value_minor=value)]


def _adjustment(taken: Stocktake, line: CountLine, pieces: int) -> MoveDraft:
    return MoveDraft(
        line.sku_id, MoveKind.ADJUST, pieces, at=line.counted_at, place_id=taken.place_id, lot_id=line.lot_id,
        reason=taken.number, note=line.note, document=DOCUMENT, document_id=taken.id,
    )  # fmt: skip
