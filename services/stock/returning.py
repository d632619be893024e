"""Writes: goods that come back from buyers. Reads: what of an order is still out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from models.catalog import Sku
from models.enums.goods import Condition, MoveKind
from models.stock import StockMove
from services.errors import Invalid
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.stock.booking import MoveDraft, book, require_whole
from services.stock.happenings import gone_with

_skus = Sku.table()
_moves = StockMove.table()


@dataclass(frozen=True, slots=True)
class ReturnDraft:
    """Pieces of a SKU that left with an order line and came back: good ones, and defective ones.

    `sku_id` may be left out where the line is no bundle.
    """

    order_line_id: int
    good: int
    defective: int = 0
    sku_id: int | None = None
    place_id: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class StillOut:
    """Pieces of a SKU that left with an order line: `sent` in all, of which `back` came back."""

    order_line_id: int
    sku_id: int
    code: str
    sent: int
    back: int

    @property
    def out(self) -> int:
        """Pieces the buyer still has."""
        return self.sent - self.back


@command("stock.take_back", NN_("Take back {count} returned piece", "Take back {count} returned pieces"))
def take_back(
    uow: UnitOfWork,
    drafts: Sequence[ReturnDraft],
    *,
    at: datetime | None = None,
    document: str | None = None,
    document_id: int | None = None,
) -> list[int]:
    """Put returned goods back into stock at the cost they left with. Returns the ids of the moves.

    `Invalid` where more would come back than left, or where a bundle does not say which of
    its parts came. `document` and `document_id` name the paper behind it (an after-sales case).
    """
    outs = still_out(uow.connection, [draft.order_line_id for draft in drafts])
    moves: list[MoveDraft] = []
    rest = {(one.order_line_id, one.sku_id): one.out for one in outs}
    for draft in drafts:
        require_whole(draft.good, N_("Good pieces"), least=0)
        require_whole(draft.defective, N_("Defective pieces"), least=0)
        one = _of(draft, outs)
        pieces = draft.good + draft.defective
        if pieces > rest[one.order_line_id, one.sku_id]:
            reason = message(N_("only {out} of {code} are out"), out=rest[one.order_line_id, one.sku_id], code=one.code)
            raise Invalid(field=message(N_("Quantity")), value=str(pieces), reason=reason)
        rest[one.order_line_id, one.sku_id] -= pieces
        for condition, count in ((Condition.GOOD, draft.good), (Condition.DEFECTIVE, draft.defective)):
            if count:
                moves.append(
                    MoveDraft(
                        one.sku_id,
                        MoveKind.RETURN,
                        count,
                        at=at,
                        place_id=draft.place_id,
                        condition=condition,
                        note=draft.note,
                        document=document,
                        document_id=document_id,
                        order_line_id=one.order_line_id,
                    )
                )
    uow.describe(count=sum(move.quantity for move in moves))
    return book(uow, moves)


def still_out(connection: Connection, order_line_ids: Iterable[int]) -> tuple[StillOut, ...]:
    """What left with these order lines, SKU by SKU, counted or not, and what of it came back."""
    sent: dict[tuple[int, int], int] = {}
    wanted = sorted(set(order_line_ids))
    for chunk in sorted_chunks(wanted):
        for sku_id, line_id, pieces in gone_with(connection, chunk):
            sent[line_id, sku_id] = sent.get((line_id, sku_id), 0) + pieces
    back: dict[tuple[int, int], int] = {}
    codes: dict[int, str] = {}
    for chunk in sorted_chunks(wanted):
        statement = select(_moves.c.order_line_id, _moves.c.sku_id, func.sum(_moves.c.quantity))
        statement = statement.where(_moves.c.order_line_id.in_(chunk), _moves.c.kind == MoveKind.RETURN)
        for line_id, sku_id, pieces in connection.execute(statement.group_by(_moves.c.order_line_id, _moves.c.sku_id)):
            back[line_id, sku_id] = pieces
    for chunk in sorted_chunks({sku_id for _line, sku_id in sent}):
        for row in connection.execute(select(_skus.c.id, _skus.c.code).where(_skus.c.id.in_(chunk))):
            codes[row.id] = row.code
    return tuple(
        StillOut(line_id, sku_id, codes[sku_id], pieces, back.get((line_id, sku_id), 0))
        for (line_id, sku_id), pieces in sorted(sent.items())
    )


def _of(draft: ReturnDraft, outs: Sequence[StillOut]) -> StillOut:
    fitting = [one for one in outs if one.order_line_id == draft.order_line_id and draft.sku_id in (None, one.sku_id)]
    if len(fitting) == 1:
        return fitting[0]
    reason = message(N_("nothing of it has left")) if not fitting else message(N_("say which part of the bundle"))
    raise Invalid(field=message(N_("Order item")), value=str(draft.order_line_id), reason=reason)
