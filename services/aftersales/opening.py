"""Writes: a case is opened, by hand or from a parcel nobody announced."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from models.aftersales import Case, CaseLine
from models.channels import Channel
from models.enums.aftersales import CaseKind, CaseState
from models.enums.orders import OrderStatus
from models.orders import Order
from services import clock, text
from services.aftersales import deadlines
from services.aftersales.caps import require_asked_within
from services.aftersales.drafts import CaseDraft, CaseLineDraft
from services.aftersales.errors import MoreThanSold
from services.aftersales.fitting import Exceptions, require_alone, require_free, require_out
from services.aftersales.following import go_on
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.aftersales.sold import SoldPart, parts_of
from services.errors import Invalid, NotAtThisPoint
from services.formatting import money
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number
from services.stock.booking import require_whole


@command("cases.open", N_("Open the case {number}"))
def open_case(uow: UnitOfWork, draft: CaseDraft) -> int:
    """Open a case; its kind fills in what the draft leaves out. Returns its id.

    `MoreThanSold` where it names more pieces than the order sold or sent, `NotAllowed` where goods are to
    come back that never left, `PiecesClaimed` where another open case has them, `SharedParcel` where a
    parcel of several orders comes back, `RefundBeyondPaid` where more is asked than can go back. All but
    the first two may be meant: the draft's `override` says why.
    """
    order = uow.get(Order, draft.order_id) if draft.order_id is not None else None
    channel = _channel(uow, draft, order)
    parts = parts_of(uow.connection, order.id) if order is not None else ()
    lines = resolved(draft.lines, parts) if draft.lines else _whole(parts, draft.kind)
    require_sent(order, draft.kind, parts)
    exceptions = Exceptions(draft.override)
    if order is not None:
        require_fitting(uow, order, draft.kind, lines, parts, exceptions)
    now = clock.this_second()
    case = _row(draft, order, channel, now)
    case.external_no = _number(uow, draft, channel, now)
    case.asked_minor = _asked(draft, lines, parts)
    exceptions.unless(lambda: require_asked_within(uow, case, draft.asked_minor))
    case.override_reason = text.clean(draft.override) if exceptions.was_made else None
    _say_what(case, lines, parts)
    uow.add(case)
    uow.flush()
    uow.add_all(new_line(case, line, parts) for line in lines)
    case.deadline_at = draft.deadline_at or deadlines.due(uow.connection, case)
    case.is_own_deadline = draft.deadline_at is None or None
    go_on(uow, case)
    uow.describe(number=case.external_no)
    return case.id


def resolved(drafts: Sequence[CaseLineDraft], parts: Sequence[SoldPart]) -> tuple[CaseLineDraft, ...]:
    """The drafts with their products; a bundle named as a whole becomes a line for each of its parts."""
    found: list[CaseLineDraft] = []
    for draft in drafts:
        require_whole(draft.quantity, N_("Quantity"))
        if draft.order_line_id is None:
            found.append(draft)
            continue
        of_line = [one for one in parts if one.order_line_id == draft.order_line_id]
        if not of_line:
            reason = message(N_("it is no item of this order"))
            raise Invalid(field=message(N_("Order item")), value=str(draft.order_line_id), reason=reason)
        fitting = [one for one in of_line if draft.sku_id is None or one.sku_id == draft.sku_id]
        if len(fitting) != 1:
            raise Invalid(
                field=message(N_("Order item")),
                value=of_line[0].title,
                reason=message(N_("say which part of the bundle")),
            )
        found.append(replace(draft, sku_id=fitting[0].sku_id))
    require_sold(found, parts)
    return tuple(found)


def require_sold(lines: Sequence[CaseLineDraft], parts: Sequence[SoldPart]) -> None:
    """No more pieces than the order sold, all lines of the case together; `MoreThanSold` names the products."""
    asked: dict[tuple[int | None, int | None], int] = {}
    for line in lines:
        asked[line.order_line_id, line.sku_id] = asked.get((line.order_line_id, line.sku_id), 0) + line.quantity
    over = [
        str(
            message(
                N_("{title} ({pieces} of {left})"), title=one.title, pieces=asked[one.order_line_id, one.sku_id],
                left=one.pieces,
            )
        )
        for one in parts
        if asked.get((one.order_line_id, one.sku_id), 0) > one.pieces
    ]  # fmt: skip
    if over:
        raise MoreThanSold(rows=tuple(over))


def require_sent(order: Order | None, kind: CaseKind, parts: Sequence[SoldPart]) -> None:
    """Goods can only come back of an order that was sent; `NotAllowed` says what to do instead."""
    if order is None or not DEFAULTS[kind].goods_back:
        return
    has_left = order.status in (OrderStatus.SHIPPED, OrderStatus.COMPLETED) or order.shipped_at is not None
    if not has_left and not any(one.out for one in parts):
        reason = message(N_("nothing of it has been sent; refund it before shipping instead"))
        raise NotAtThisPoint(rows=(order.external_no,), reason=reason)


def new_line(case: Case, draft: CaseLineDraft, parts: Sequence[SoldPart]) -> CaseLine:
    """The row of one line."""
    part = next((one for one in parts if (one.order_line_id, one.sku_id) == (draft.order_line_id, draft.sku_id)), None)
    expected = draft.expected
    if expected is None:
        expected = draft.quantity if DEFAULTS[case.kind].goods_back else 0
    return CaseLine(
        case_id=case.id,
        order_line_id=draft.order_line_id,
        sku_id=draft.sku_id,
        title=draft.title.strip() or (_title(part) if part is not None else case.external_no),
        quantity=draft.quantity,
        asked_minor=draft.asked_minor,
        expected=require_whole(expected, N_("Expected"), least=0),
    )


def share_of(line: CaseLineDraft, parts: Sequence[SoldPart]) -> int | None:
    """What was paid for the pieces of a case's line; 0 for the further parts of a bundle, None where unknown."""
    of_line = [one for one in parts if one.order_line_id == line.order_line_id]
    first = next(iter(of_line), None)
    if first is None or first.share_minor is None:
        return None
    if first.sku_id != line.sku_id:
        return 0
    return first.share_minor * line.quantity // first.pieces if first.pieces else 0


def require_fitting(
    uow: UnitOfWork,
    order: Order,
    kind: CaseKind,
    lines: Sequence[CaseLineDraft],
    parts: Sequence[SoldPart],
    exceptions: Exceptions,
    except_case: int | None = None,
) -> None:
    """The pieces are free, with the buyer, and come alone; or a person says that it is meant all the same."""
    exceptions.unless(lambda: require_free(uow.connection, order, kind, lines, parts, except_case))
    exceptions.unless(lambda: require_out(kind, lines, parts))
    exceptions.unless(lambda: require_alone(uow.connection, order, kind))


def _whole(parts: Sequence[SoldPart], kind: CaseKind) -> tuple[CaseLineDraft, ...]:
    """All of an order; of goods that come back, what is with the buyer."""
    is_sent = DEFAULTS[kind].goods_back and any(one.out for one in parts)
    counted = [(one, one.out if is_sent and one.sku_id is not None else one.pieces) for one in parts]
    return tuple(CaseLineDraft(one.order_line_id, pieces, one.sku_id) for one, pieces in counted if pieces)


def _title(part: SoldPart) -> str:
    return " · ".join(word for word in (part.title, part.variant) if word)


def _channel(uow: UnitOfWork, draft: CaseDraft, order: Order | None) -> Channel:
    channel_id = order.channel_id if order is not None else draft.channel_id
    if channel_id is None:
        raise Invalid(field=message(N_("Channel")), value="", reason=message(N_("it must not be empty")))
    return uow.get(Channel, channel_id)


def _row(draft: CaseDraft, order: Order | None, channel: Channel, now: datetime) -> Case:
    defaults = DEFAULTS[draft.kind]
    currency = order.currency if order is not None else channel.currency
    if draft.asked_minor is not None and draft.asked_minor < 0:
        reason = message(N_("it must not be negative"))
        raise Invalid(field=message(N_("Asked")), value=money(draft.asked_minor, currency), reason=reason)
    return Case(
        channel_id=channel.id,
        order_no=order.external_no if order is not None else None,
        order_id=order.id if order is not None else None,
        kind=draft.kind,
        state=CaseState.WAITING_SELLER,
        is_own=True,
        reason=text.clean(draft.reason),
        note=text.clean(draft.note),
        currency=currency,
        asked_at=now,
        blame=draft.blame or defaults.blame,
        payer=draft.payer or defaults.payer,
        return_courier=text.clean(draft.return_courier),
        return_tracking_no=text.clean(draft.return_tracking_no),
        next_action=text.clean(draft.next_action),
    )


def _number(uow: UnitOfWork, draft: CaseDraft, channel: Channel, now: datetime) -> str:
    number = draft.external_no.strip()
    if not number:
        return next_number(uow.connection, NumberKind.CASE, clock.business_day(now, channel.zone))
    if uow.all(select(Case).where(Case.channel_id == channel.id, Case.external_no == number)):
        raise Invalid(field=message(N_("Case no.")), value=number, reason=message(N_("this channel has it already")))
    return number


def _asked(draft: CaseDraft, lines: Sequence[CaseLineDraft], parts: Sequence[SoldPart]) -> int | None:
    defaults = DEFAULTS[draft.kind]
    if draft.asked_minor is not None:
        return draft.asked_minor
    typed = [line.asked_minor for line in lines if line.asked_minor is not None]
    if typed:
        return sum(typed)
    if defaults.money is not MoneyWay.TO_BUYER or not defaults.whole:
        return None
    shares = [share_of(line, parts) for line in lines]
    return None if not shares or None in shares else sum(share or 0 for share in shares)


def _say_what(case: Case, lines: Sequence[CaseLineDraft], parts: Sequence[SoldPart]) -> None:
    """What lists show of the goods: the one product, or how many pieces of several."""
    case.quantity = sum(line.quantity for line in lines) or None
    of_case = {(line.order_line_id, line.sku_id) for line in lines}
    named = [one for one in parts if (one.order_line_id, one.sku_id) in of_case]
    if len(named) == 1:
        case.code, case.title, case.variant = named[0].code, named[0].title, named[0].variant
    elif named:
        case.title = " + ".join(dict.fromkeys(one.title for one in named))
    elif lines:
        case.title = " + ".join(line.title for line in lines if line.title) or None
