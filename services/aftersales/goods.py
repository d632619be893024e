"""Writes: the goods of a case and their quality: expected, received, and what was found when somebody looked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from models.aftersales import Case, CaseLine
from models.enums.aftersales import CaseState
from models.enums.goods import Condition, MoveKind
from models.stock import StockMove
from services import clock, text
from services.aftersales.errors import MoreThanSold, ParcelCameBefore
from services.aftersales.following import change, go_on, lines_of, require_open
from services.aftersales.kinds import DEFAULTS
from services.aftersales.lines import ensured_lines, over, require_were_out
from services.errors import Invalid, NotAtThisPoint
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.stock import levels
from services.stock.booking import MoveDraft, book, require_whole
from services.stock.booking import require_none_short as require_covered
from services.stock.booking import require_open as require_open_month
from services.stock.levels import Spot
from services.stock.returning import ReturnDraft, take_back

DOCUMENT = "case"
"""How the moves of stock of a case name it."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found of a case's line; together at most what was received.

    Pieces for the supplier wait in the defective stock until they are sent there.
    """

    line_id: int
    good: int = 0
    defective: int = 0
    scrap: int = 0
    to_supplier: int = 0

    @property
    def pieces(self) -> int:
        """All of them."""
        return self.good + self.defective + self.scrap + self.to_supplier


@command("cases.expect", N_("Change what comes back for the case {number}"))
def expect(uow: UnitOfWork, case_id: int, pieces: Mapping[int, int]) -> None:
    """So many pieces of these lines of the case are to come back; 0 for what the buyer keeps."""
    case = uow.get(Case, case_id)
    require_open(case)
    for line in _named(uow, case, pieces):
        wanted = require_whole(pieces[line.id], N_("Expected"), least=0)
        if wanted > line.quantity:
            raise MoreThanSold(rows=(over(line, wanted, line.quantity),))
        line.expected = wanted
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.set_waybill", N_("Enter the return parcel of the case {number}"))
def set_waybill(uow: UnitOfWork, case_id: int, courier: str | None, number: str | None) -> None:
    """By which courier and under which number the goods come back; empty takes the number away."""
    case = uow.get(Case, case_id)
    clean = "".join((number or "").split()) or None
    if clean is not None and clean != case.return_tracking_no:
        _require_fresh(uow, case, clean)
    change(case, {"return_courier": text.clean(courier), "return_tracking_no": clean})
    if case.state not in (CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.DONE):
        go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.receive", N_("Receive the goods of the case {number}"))
def receive(
    uow: UnitOfWork, case_id: int, pieces: Mapping[int, int] | None = None, *, at: datetime | None = None
) -> None:
    """The parcel is here, with so many pieces of each line (all that were expected where nothing is said).

    Nothing goes to stock before somebody has looked (`inspect`). `ParcelCameBefore` where this case or
    another received the same parcel, `MoreThanSold` where more would come back than left.
    """
    case = uow.get(Case, case_id)
    require_open(case)
    if case.received_at is not None:
        raise ParcelCameBefore(number=case.return_tracking_no or case.external_no, rows=(case.external_no,))
    if case.return_tracking_no:
        _require_fresh(uow, case, case.return_tracking_no)
    lines = ensured_lines(uow, case)
    came = pieces if pieces is not None else {line.id: line.expected for line in lines}
    named = _named(uow, case, came)
    for line in named:
        line.received = require_whole(came[line.id], N_("Received"), least=0)
    if not sum(line.received or 0 for line in lines):
        raise Invalid(field=message(N_("Received")), value="0", reason=message(N_("nothing came")))
    require_were_out(uow, case, named)
    case.received_at = at or clock.this_second()
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.receive_all", NN_("Receive the goods of {count} case", "Receive the goods of {count} cases"))
def receive_all(uow: UnitOfWork, case_ids: Sequence[int]) -> None:
    """The parcels of these cases are here, with everything that was expected; errors are those of `receive`."""
    for case_id in case_ids:
        receive(uow, case_id)
    uow.describe(count=len(case_ids))


@command("cases.take_back_receipt", N_("Take back that the goods of the case {number} came"))
def take_back_receipt(uow: UnitOfWork, case_id: int) -> None:
    """The parcel is not here after all. `NotAllowed` once its goods were looked at."""
    case = uow.get(Case, case_id)
    if case.inspected_at is not None:
        reason = message(N_("its goods were looked at; take that back first"))
        raise NotAtThisPoint(rows=(case.external_no,), reason=reason)
    for line in lines_of(uow, case_id):
        line.received = None
    case.received_at = None
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.inspect", NN_("Put {count} returned piece into stock", "Put {count} returned pieces into stock"))
def inspect(
    uow: UnitOfWork,
    case_id: int,
    found: Sequence[Inspection],
    *,
    place_id: int | None = None,
    at: datetime | None = None,
) -> None:
    """What came is good, defective, scrap or for the supplier; it is stock again at the cost it left with.

    What was not received yet is received with it. Scrap comes back and is thrown away, so that its cost is
    seen. Pieces of lines that are not linked to a product are counted and move no stock.
    """
    case = uow.get(Case, case_id)
    require_open(case)
    _require_ours(case)
    if case.inspected_at is not None:
        reason = message(N_("its goods were looked at already; take that back first"))
        raise NotAtThisPoint(rows=(case.external_no,), reason=reason)
    if case.received_at is None:
        receive(uow, case_id, {one.line_id: one.pieces for one in found if one.pieces}, at=at)
    lines = {line.id: line for line in _named(uow, case, [one.line_id for one in found])}
    _require_each_once(found)
    for one in found:
        _write_down(lines[one.line_id], one)
    case.inspected_at = at or clock.this_second()
    uow.flush()
    _book(uow, case, [(lines[one.line_id], one) for one in found], place_id, at)
    go_on(uow, case)
    uow.describe(count=sum(one.pieces for one in found))


@command("cases.take_back_inspection", N_("Take the goods of the case {number} out of stock again"))
def take_back_inspection(uow: UnitOfWork, case_id: int) -> None:
    """Nobody has looked yet. `NotEnoughStock` where the pieces have gone on since, `MonthLocked` in a closed month."""
    case = uow.get(Case, case_id)
    moves = moves_of(uow, case_id)
    require_open_month(uow, (move.on for move in moves))
    _require_still_there(uow, moves)
    for move in reversed(moves):
        uow.delete(move)
    for line in lines_of(uow, case_id):
        line.good = line.defective = line.scrap = line.to_supplier = None
    case.inspected_at = None
    uow.flush()
    go_on(uow, case)
    uow.describe(number=case.external_no)


def _require_each_once(found: Sequence[Inspection]) -> None:
    if len({one.line_id for one in found}) < len(found):
        raise Invalid(field=message(N_("Item")), value="", reason=message(N_("it was counted twice")))


def moves_of(uow: UnitOfWork, case_id: int) -> list[StockMove]:
    """The moves of stock a case has made, the first first."""
    statement = select(StockMove).where(StockMove.document == DOCUMENT, StockMove.document_id == case_id)
    return uow.all(statement.order_by(StockMove.id))


def _named(uow: UnitOfWork, case: Case, line_ids: Mapping[int, int] | Sequence[int]) -> list[CaseLine]:
    lines = uow.get_many(CaseLine, line_ids)
    for line in lines:
        if line.case_id != case.id:
            reason = message(N_("it belongs to another case"))
            raise Invalid(field=message(N_("Item")), value=line.title, reason=reason)
    return lines


def _require_ours(case: Case) -> None:
    if not DEFAULTS[case.kind].is_ours:
        reason = message(N_("the piece is the buyer's and goes back to them; change the kind where it stays here"))
        raise NotAtThisPoint(rows=(case.external_no,), reason=reason)


def _require_fresh(uow: UnitOfWork, case: Case, number: str) -> None:
    """No other case has received this parcel; one parcel may bring the goods of several cases that wait for it."""
    statement = select(Case).where(Case.return_tracking_no == number, Case.id != case.id)
    came = [
        other.external_no for other in uow.all(statement) if other.received_at is not None and not _same(case, other)
    ]
    if came:
        raise ParcelCameBefore(number=number, rows=tuple(came[:5]))


def _same(case: Case, other: Case) -> bool:
    """Two cases of one order may share the parcel."""
    return case.order_id is not None and case.order_id == other.order_id


def _write_down(line: CaseLine, one: Inspection) -> None:
    for label, pieces in (
        (N_("Good"), one.good),
        (N_("Defective"), one.defective),
        (N_("Thrown away"), one.scrap),
        (N_("Back to the supplier"), one.to_supplier),
    ):
        require_whole(pieces, label, least=0)
    if one.pieces > (line.received or 0):
        raise MoreThanSold(rows=(over(line, one.pieces, line.received or 0),))
    line.good, line.defective = one.good, one.defective
    line.scrap, line.to_supplier = one.scrap, one.to_supplier


def _book(
    uow: UnitOfWork,
    case: Case,
    found: Sequence[tuple[CaseLine, Inspection]],
    place_id: int | None,
    at: datetime | None,
) -> None:
    linked = [(line, one) for line, one in found if line.sku_id is not None and line.order_line_id is not None]
    drafts = [
        ReturnDraft(
            line.order_line_id or 0, one.good, one.defective + one.scrap + one.to_supplier, line.sku_id, place_id
        )
        for line, one in linked
        if one.pieces
    ]
    if not drafts:
        return
    take_back(uow, drafts, at=at, document=DOCUMENT, document_id=case.id)
    thrown = [
        MoveDraft(
            line.sku_id or 0, MoveKind.SCRAP, -one.scrap, at=at, place_id=place_id, condition=Condition.DEFECTIVE,
            reason=case.reason, document=DOCUMENT, document_id=case.id,
        )
        for line, one in linked
        if one.scrap
    ]  # fmt: skip
    book(uow, thrown)


def _require_still_there(uow: UnitOfWork, moves: Sequence[StockMove]) -> None:
    """What the case brought in still lies where it was put."""
    brought: dict[Spot, int] = {}
    for move in moves:
        spot = Spot(move.sku_id, move.place_id, move.lot_id or 0, move.condition)
        brought[spot] = brought.get(spot, 0) + move.quantity
    there = levels.now(uow.connection, {spot.sku_id for spot in brought})
    gone = {spot: pieces for spot, pieces in brought.items() if pieces > there.get(spot, 0)}
    require_covered({f"#{spot.sku_id}": (pieces, there.get(spot, 0)) for spot, pieces in gone.items()})
