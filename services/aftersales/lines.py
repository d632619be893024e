"""The lines of a case: those it means where nobody named them, and what of them can still come back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.aftersales import Case, CaseLine
from services.aftersales.errors import MoreThanSold
from services.aftersales.following import lines_of
from services.aftersales.meaning import meant_lines
from services.aftersales.opening import new_line
from services.aftersales.sold import SoldPart, parts_of
from services.i18n import N_
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message


def ensured_lines(uow: UnitOfWork, case: Case) -> list[CaseLine]:
    """The lines of a case; a case an import brought gets those it means, where its order says which."""
    lines = lines_of(uow, case.id)
    if lines or case.order_id is None:
        return lines
    parts = parts_of(uow.connection, case.order_id)
    lines = [new_line(case, draft, parts) for draft in meant_lines(uow.connection, case, parts)]
    uow.add_all(lines)
    uow.flush()
    return lines


def require_were_out(uow: UnitOfWork, case: Case, lines: Sequence[CaseLine]) -> None:
    """No more came than left: of this line in all cases together."""
    if case.order_id is None:
        return
    parts = {(one.order_line_id, one.sku_id): one for one in parts_of(uow.connection, case.order_id)}
    beyond: list[str] = []
    for line in lines:
        if line.order_line_id is None or not line.received:
            continue
        part = parts.get((line.order_line_id, line.sku_id))
        left = 0 if part is None else _left(uow, case, line, part)
        if line.received > left:
            beyond.append(over(line, line.received, left))
    if beyond:
        raise MoreThanSold(rows=tuple(beyond))


def over(line: CaseLine, pieces: int, left: int) -> str:
    """Names a line of which more would come back than there are."""
    text: Message = message(N_("{title} ({pieces} of {left})"), title=line.title, pieces=pieces, left=max(left, 0))
    return str(text)


def _left(uow: UnitOfWork, case: Case, line: CaseLine, part: SoldPart) -> int:
    """Pieces of the part that are with the buyer, less those other cases have received and not put away."""
    others = [
        other
        for other in uow.all(select(CaseLine).where(CaseLine.order_line_id == line.order_line_id))
        if other.case_id != case.id and other.sku_id == line.sku_id and other.received
    ]
    if line.sku_id is None:
        return part.pieces - sum(other.received or 0 for other in others)
    waiting = sum(other.received or 0 for other in others if other.good is None and _is_kept(uow, other))
    return part.out - waiting


def _is_kept(uow: UnitOfWork, line: CaseLine) -> bool:
    """Whether received pieces are still to become stock; what was repaired goes back to the buyer."""
    case = uow.get(Case, line.case_id)
    return case.sent_back_at is None
