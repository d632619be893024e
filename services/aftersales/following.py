"""What a case's step means for the case itself and for its order; every command of this area ends here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from models.aftersales import OPEN_STATES, Case, CaseLine, CasePayment
from models.entities import Entity
from models.enums.aftersales import CaseState
from models.enums.orders import RefundStatus
from models.orders import Order
from services import clock
from services.aftersales import deadlines
from services.aftersales.errors import CaseOver
from services.aftersales.rules import CaseFacts, Claim, Refund, claim, next_state, refund_of
from services.aftersales.words import STATE_LABELS
from services.kernel import images
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.commands import change as change_order
from services.orders.holding import judge

IMPORTED_FIELDS = frozenset(
    {
        "kind", "state", "reason", "asked_minor", "refunded_minor", "asked_at", "agreed_at", "refunded_at", "closed_at",
        "deadline_at", "return_courier", "return_tracking_no", "note", "quantity",
    }
)  # fmt: skip


def change(case: Case, values: Mapping[str, Any]) -> None:
    """Set fields of a case, remembering what the platform said of each; a case of ours has no platform's word."""
    kept = dict(case.base or {})
    for name, value in values.items():
        old, new = (images.stored(Entity.CASE, name, one) for one in (getattr(case, name), value))
        if old == new:
            continue
        setattr(case, name, value)
        if name in IMPORTED_FIELDS and not case.is_own:
            platform = kept.get(name, old)
            if new == platform:
                kept.pop(name, None)
            else:
                kept[name] = platform
    if (kept or None) != case.base:
        case.base = kept or None


def require_open(case: Case) -> None:
    """`CaseOver` for a case that is finished."""
    if case.state not in OPEN_STATES:
        raise CaseOver(number=case.external_no, state=message(STATE_LABELS[case.state]))


def lines_of(uow: UnitOfWork, case_id: int) -> list[CaseLine]:
    """The lines of a case, in the order they were entered."""
    return uow.all(select(CaseLine).where(CaseLine.case_id == case_id).order_by(CaseLine.id))


def payments_of(uow: UnitOfWork, case_id: int) -> list[CasePayment]:
    """The payments of a case, the oldest first."""
    return uow.all(select(CasePayment).where(CasePayment.case_id == case_id).order_by(CasePayment.id))


def facts_of(case: Case, lines: Sequence[CaseLine]) -> CaseFacts:
    """The facts that decide whom the case waits for."""
    return CaseFacts(
        case.kind,
        agreed_minor=case.agreed_minor,
        refunded_minor=case.refunded_minor or 0,
        is_asked=bool(case.asked_minor),
        is_agreed=case.agreed_at is not None,
        expected=sum(line.expected for line in lines),
        received=sum(min(line.received or 0, line.expected) for line in lines),
        inspected=case.inspected_at is not None,
        has_waybill=bool(case.return_tracking_no),
        has_new_order=case.new_order_id is not None,
        is_sent_back=case.sent_back_at is not None,
    )


def go_on(uow: UnitOfWork, case: Case) -> None:
    """After a step: whom the case waits for now, and what its order follows."""
    uow.flush()
    set_state(uow, case, next_state(facts_of(case, lines_of(uow, case.id))))
    follow_order(uow, case.order_id)


def set_state(uow: UnitOfWork, case: Case, state: CaseState) -> None:
    """Let the case wait for somebody, or end it at this moment; a deadline that follows a rule begins again."""
    values: dict[str, Any] = {"state": state}
    waits_anew = state is not case.state
    if state in OPEN_STATES:
        values["closed_at"] = None
    elif case.closed_at is None or case.state in OPEN_STATES:
        values["closed_at"] = clock.this_second()
    change(case, values)
    if waits_anew and case.is_own_deadline:
        change(case, {"deadline_at": deadlines.due(uow.connection, case)})


def follow_order(uow: UnitOfWork, order_id: int | None) -> None:
    """Let the refund of an order be what all its cases say; what the platform said stays remembered."""
    if order_id is None:
        return
    uow.flush()
    order = uow.get(Order, order_id)
    cases = uow.all_in(Case, Case.order_id, [order_id])
    claims = [claim_of(case) for case in cases if case.currency == order.currency]
    values = _refund_values(order, refund_of(claims, order.paid_minor, order.total_minor))
    if values:
        change_order(order, values)
        judge(uow, [order.id])


def claim_of(case: Case) -> Claim:
    """What a case says about the money of its order."""
    return claim(
        case.kind, case.state, case.asked_minor, case.agreed_minor, case.refunded_minor,
        is_own=bool(case.is_own), is_paid=case.refunded_at is not None,
    )  # fmt: skip


def _refund_values(order: Order, said: Refund | None) -> dict[str, Any]:
    """What the order's columns become; without a claim they are what the platform said, where cases had changed it."""
    base = order.base or {}
    if said is None or said.status is RefundStatus.NONE:
        if order.refund_status is not RefundStatus.REQUESTED:
            return {}
        return {
            # Files written before imports kept "none" here hold nothing where the order file said nothing of refunds.
            "refund_status": RefundStatus(base.get("refund_status") or RefundStatus.NONE),
            "refunded_minor": base.get("refunded_minor", order.refunded_minor),
        }
    refunded = said.refunded_minor
    if refunded is None:
        refunded = base.get("refunded_minor", order.refunded_minor)
    return {"refund_status": said.status, "refunded_minor": refunded}
