"""Whether a new claim fits its order: pieces another case claims, pieces still here, parcels of several orders."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, select

from models.aftersales import OPEN_STATES, Case, CaseLine
from models.enums.aftersales import CaseKind
from models.enums.orders import ParcelState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services import text
from services.aftersales.drafts import CaseLineDraft
from services.aftersales.errors import MoreThanSold, PiecesClaimed, SharedParcel
from services.aftersales.kinds import DEFAULTS
from services.aftersales.meaning import meant_lines
from services.aftersales.sold import SoldPart
from services.errors import NotAtThisPoint, UserError
from services.i18n import N_
from services.messages import message

_cases = Case.table()
_case_lines = CaseLine.table()
_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_CLAIMING = [kind for kind, one in DEFAULTS.items() if one.whole or one.goods_back or one.sends is not None]
_WHOLE_PARCEL = (CaseKind.REFUSED, CaseKind.INTERCEPTION)
_Pieces = dict[tuple[int | None, int | None], int]


class Exceptions:
    """Refusals a person may overrule with a reason; `was_made` tells whether the reason was needed."""

    def __init__(self, override: str | None) -> None:
        self._may = text.clean(override) is not None
        self.was_made = False

    def unless(self, require: Callable[[], None]) -> None:
        """Let a requirement stand, or overrule it."""
        try:
            require()
        except UserError:
            if not self._may:
                raise
            self.was_made = True


def require_free(
    connection: Connection,
    order: Order,
    kind: CaseKind,
    lines: Sequence[CaseLineDraft],
    parts: Sequence[SoldPart],
    except_case: int | None = None,
) -> None:
    """`PiecesClaimed` where other open cases claim the pieces already; small sums of money claim none."""
    if kind not in _CLAIMING:
        return
    claimed, numbers = _claimed(connection, order.id, parts, except_case)
    if not claimed:
        return
    asked = _pieces(lines)
    over = [
        _named(one, asked[one.order_line_id, one.sku_id], one.pieces - claimed[one.order_line_id, one.sku_id])
        for one in parts
        if claimed.get((one.order_line_id, one.sku_id), 0) + asked.get((one.order_line_id, one.sku_id), 0) > one.pieces
        and asked.get((one.order_line_id, one.sku_id))
        and claimed.get((one.order_line_id, one.sku_id))
    ]
    if over:
        raise PiecesClaimed(rows=tuple(over), cases=tuple(numbers))


def require_out(kind: CaseKind, lines: Sequence[CaseLineDraft], parts: Sequence[SoldPart]) -> None:
    """Only pieces that were sent, and are not back, come back: of an order in parts, and after another return."""
    if not any(one.sent for one in parts):
        return
    asked = _pieces(lines)
    if DEFAULTS[kind].goods_back:
        over = [
            _named(one, asked[one.order_line_id, one.sku_id], one.out)
            for one in parts
            if one.sku_id is not None and asked.get((one.order_line_id, one.sku_id), 0) > one.out
        ]
        if over:
            raise MoreThanSold(rows=tuple(over))
    if kind is CaseKind.REFUND_BEFORE_SHIPPING:
        gone = [
            one.title
            for one in parts
            if one.sku_id is not None and asked.get((one.order_line_id, one.sku_id), 0) > one.pieces - one.sent
        ]
        if gone:
            reason = message(N_("it has been sent; choose “Refund only” or a return"))
            raise NotAtThisPoint(rows=tuple(gone), reason=reason)


def require_alone(connection: Connection, order: Order, kind: CaseKind) -> None:
    """`SharedParcel` where a whole parcel comes back that carries other orders too, and they have no such case."""
    if kind not in _WHOLE_PARCEL:
        return
    inside = select(_packed.c.parcel_id).join_from(_packed, _lines, _lines.c.id == _packed.c.order_line_id)
    others = (
        select(_orders.c.external_no)
        .join_from(_packed, _lines, _lines.c.id == _packed.c.order_line_id)
        .join(_parcels, _parcels.c.id == _packed.c.parcel_id)
        .join(_orders, _orders.c.id == _lines.c.order_id)
        .where(
            _packed.c.parcel_id.in_(inside.where(_lines.c.order_id == order.id)),
            _parcels.c.state == ParcelState.SHIPPED,
            _lines.c.order_id != order.id,
            _lines.c.order_id.not_in(
                select(_cases.c.order_id).where(_cases.c.order_id.is_not(None), _cases.c.kind.in_(_WHOLE_PARCEL))
            ),
        )
        .distinct()
        .order_by(_orders.c.external_no)
    )
    numbers = tuple(connection.execute(others).scalars())
    if numbers:
        raise SharedParcel(number=order.external_no, rows=numbers)


def _claimed(
    connection: Connection, order_id: int, parts: Sequence[SoldPart], except_case: int | None
) -> tuple[_Pieces, list[str]]:
    """Pieces by line and product that open cases claim, and the numbers of those cases."""
    claimed: _Pieces = {}
    numbers: list[str] = []
    statement = select(_cases).where(
        _cases.c.order_id == order_id,
        _cases.c.state.in_(sorted(OPEN_STATES)),
        _cases.c.kind.in_(_CLAIMING),
        _cases.c.id != (except_case or 0),
    )
    for row in connection.execute(statement).all():
        own = connection.execute(select(_case_lines).where(_case_lines.c.case_id == row.id)).all()
        drafts = [CaseLineDraft(one.order_line_id, one.quantity, one.sku_id) for one in own]
        numbers.append(row.external_no)
        for key, pieces in _pieces(drafts or meant_lines(connection, row, parts)).items():
            claimed[key] = claimed.get(key, 0) + pieces
    return claimed, numbers


def _pieces(lines: Sequence[CaseLineDraft]) -> _Pieces:
    found: _Pieces = {}
    for line in lines:
        if line.order_line_id is not None:
            key = (line.order_line_id, line.sku_id)
            found[key] = found.get(key, 0) + line.quantity
    return found


def _named(part: SoldPart, pieces: int, left: int) -> str:
    return str(message(N_("{title} ({pieces} of {left})"), title=part.title, pieces=pieces, left=max(left, 0)))
