"""Writes: what a person does to a case as a whole. Its money, goods and replacements have modules of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.aftersales import OPEN_STATES, Case
from models.enums.aftersales import CaseKind, CaseParty, CaseState, Interception
from models.orders import Order
from services import text
from services.aftersales import deadlines
from services.aftersales.caps import keep_override
from services.aftersales.drafts import CaseLineDraft
from services.aftersales.fitting import Exceptions
from services.aftersales.following import change, follow_order, go_on, lines_of, require_open, set_state
from services.aftersales.kinds import DEFAULTS
from services.aftersales.money import joined, require_unpaid
from services.aftersales.opening import new_line, require_fitting, require_sent, resolved
from services.aftersales.sold import SoldPart, parts_of
from services.aftersales.words import INTERCEPTION_LABELS, PARTY_LABELS, STATE_LABELS
from services.editing import require_unchanged
from services.errors import Invalid, NotAtThisPoint
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_TEXTS = ("reason", "note", "next_action")
_AMOUNTS = ("freight_minor", "repair_minor")
_EDITABLE = (*_TEXTS, *_AMOUNTS, "deadline_at")


@command("cases.edit", N_("Edit the case {number}"))
def edit(uow: UnitOfWork, case_id: int, values: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change the reason, note, next step, deadline, or what the return or repair cost. `StaleEdit` as with orders."""
    case = uow.get(Case, case_id)
    require_unchanged(case, version, N_("after-sales case"))
    for name, value in values.items():
        if name not in _EDITABLE:
            raise Invalid(field=name, value=str(value), reason=message(N_("it cannot be edited here")))
        if name in _AMOUNTS and value is not None and value < 0:
            raise Invalid(field=name, value=str(value), reason=message(N_("it must not be negative")))
    clean = {name: text.clean(value) if name in _TEXTS else value for name, value in values.items()}
    change(case, clean)
    if "deadline_at" in clean:
        case.is_own_deadline = None
    uow.describe(number=case.external_no)


@command("cases.set_kind", N_("Change the kind of the case {number}"))
def set_kind(uow: UnitOfWork, case_id: int, kind: CaseKind, *, override: str | None = None) -> None:
    """It is about something else; what was done stays, and only what comes next follows the new kind.

    Refused as a case is when it is opened, where no reason says that it is meant (`override`).
    """
    case = uow.get(Case, case_id)
    require_open(case)
    if case.order_id is not None and kind is not case.kind:
        order, parts = uow.get(Order, case.order_id), parts_of(uow.connection, case.order_id)
        require_sent(order, kind, parts)
        if case.received_at is None:
            drafts = [CaseLineDraft(one.order_line_id, one.quantity, one.sku_id) for one in lines_of(uow, case_id)]
            _require_fitting(uow, case, kind, drafts, parts, override)
    change(case, {"kind": kind})
    if case.received_at is None:
        for line in lines_of(uow, case_id):
            line.expected = line.quantity if DEFAULTS[kind].goods_back else 0
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.set_lines", N_("Change the items of the case {number}"))
def set_lines(
    uow: UnitOfWork, case_id: int, drafts: Sequence[CaseLineDraft], *, override: str | None = None
) -> tuple[int, ...]:
    """Say which pieces the case is about; for a case that an import brought, or that was opened of a parcel.

    `NotAllowed` once goods were received or money was paid; else refused as a case is when it is opened, where
    no reason says that it is meant (`override`). Returns the ids of the new lines.
    """
    case = uow.get(Case, case_id)
    require_open(case)
    require_unpaid(uow, case)
    if case.received_at is not None:
        raise NotAtThisPoint(rows=(case.external_no,), reason=message(N_("its goods came already")))
    parts = parts_of(uow.connection, case.order_id) if case.order_id is not None else ()
    wanted = resolved(drafts, parts)
    if case.order_id is not None:
        _require_fitting(uow, case, case.kind, wanted, parts, override)
    for line in lines_of(uow, case_id):
        uow.delete(line)
    uow.flush()
    lines = [new_line(case, draft, parts) for draft in wanted]
    uow.add_all(lines)
    change(case, {"quantity": sum(line.quantity for line in lines) or None})
    go_on(uow, case)
    uow.describe(number=case.external_no)
    return tuple(line.id for line in lines)


def _require_fitting(
    uow: UnitOfWork,
    case: Case,
    kind: CaseKind,
    lines: Sequence[CaseLineDraft],
    parts: Sequence[SoldPart],
    override: str | None,
) -> None:
    exceptions = Exceptions(override)
    require_fitting(uow, uow.get(Order, case.order_id or 0), kind, lines, parts, exceptions, case.id)
    if exceptions.was_made:
        keep_override(case, override)


@command("cases.link_order", N_("Link the case {number} to an order"))
def link_order(uow: UnitOfWork, case_id: int, order_id: int) -> None:
    """The parcel nobody announced is of this order. Its items have to be named anew (`set_lines`)."""
    case, order = uow.get(Case, case_id), uow.get(Order, order_id)
    if case.order_id is not None and case.order_id != order_id:
        require_unpaid(uow, case)
    if case.inspected_at is not None or any(line.order_line_id for line in lines_of(uow, case_id)):
        reason = message(N_("its goods belong to another order already"))
        raise NotAtThisPoint(rows=(case.external_no,), reason=reason)
    was = case.order_id
    case.order_id, case.order_no, case.currency = order.id, order.external_no, order.currency
    follow_order(uow, was if was != order_id else None)
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.set_blame", N_("Say who is to blame for the case {number}: {who}"))
def set_blame(uow: UnitOfWork, case_id: int, blame: CaseParty | None, payer: CaseParty | None = None) -> None:
    """Who is to blame, and who pays; None where nobody knows."""
    case = uow.get(Case, case_id)
    case.blame, case.payer = blame, payer
    uow.describe(number=case.external_no, who=message(PARTY_LABELS[blame]) if blame else "—")


@command("cases.wait_for", NN_("Let {count} case wait: {state}", "Let {count} cases wait: {state}"))
def wait_for(uow: UnitOfWork, case_ids: Sequence[int], state: CaseState) -> None:
    """Say by hand whom cases wait for, until the next step says it again."""
    if state not in OPEN_STATES:
        reason = message(N_("close the case instead"))
        raise Invalid(field=message(N_("Case state")), value=str(state), reason=reason)
    for case in uow.get_many(Case, case_ids):
        require_open(case)
        set_state(uow, case, state)
    uow.describe(count=len(case_ids), state=message(STATE_LABELS[state]))


@command("cases.close", NN_("Close {count} case", "Close {count} cases"))
def close(uow: UnitOfWork, case_ids: Sequence[int], note: str | None = None) -> None:
    """Cases are done, whatever they still wait for; their money and goods stay as they are.

    A case an import brought of which no payment is known gave nothing back then.
    """
    for case in uow.get_many(Case, case_ids):
        require_open(case)
        change(case, {"note": joined(case.note, note)})
        if not case.is_own and case.refunded_minor is None:
            change(case, {"refunded_minor": 0})
        set_state(uow, case, CaseState.DONE)
        follow_order(uow, case.order_id)
    uow.describe(count=len(case_ids))


@command("cases.withdraw", NN_("Mark {count} case as withdrawn", "Mark {count} cases as withdrawn"))
def withdraw(uow: UnitOfWork, case_ids: Sequence[int]) -> None:
    """The buyer does not want it any more. `NotAllowed` where money was paid for it."""
    for case in uow.get_many(Case, case_ids):
        require_open(case)
        require_unpaid(uow, case)
        set_state(uow, case, CaseState.WITHDRAWN)
        follow_order(uow, case.order_id)
    uow.describe(count=len(case_ids))


@command("cases.reopen", NN_("Open {count} case again", "Open {count} cases again"))
def reopen(uow: UnitOfWork, case_ids: Sequence[int]) -> None:
    """Cases that were over wait again, for us where nothing says otherwise."""
    for case in uow.get_many(Case, case_ids):
        if case.state in OPEN_STATES:
            continue
        if not case.is_own and case.refunded_minor == 0:
            change(case, {"refunded_minor": None})
        set_state(uow, case, CaseState.WAITING_SELLER)
        follow_order(uow, case.order_id)
    uow.describe(count=len(case_ids))


@command("cases.intercept", N_("Interception for the case {number}: {state}"))
def intercept(uow: UnitOfWork, case_id: int, state: Interception | None) -> None:
    """What became of stopping the parcel: once it is stopped its goods are expected, and never if it failed."""
    case = uow.get(Case, case_id)
    require_open(case)
    case.interception = state
    if state is not None and case.received_at is None:
        for line in lines_of(uow, case_id):
            line.expected = 0 if state is Interception.FAILED else line.quantity
    go_on(uow, case)
    uow.describe(number=case.external_no, state=message(INTERCEPTION_LABELS[state]) if state else "—")


@command("cases.follow_deadline_rules", N_("Give open cases their deadlines by the rules"))
def follow_deadline_rules(uow: UnitOfWork) -> int:
    """Give every open case without a deadline the one its rule says. Returns how many got one."""
    given = 0
    for case in uow.all_in(Case, Case.state, sorted(OPEN_STATES)):
        if case.deadline_at is None and (at := deadlines.due(uow.connection, case)) is not None:
            change(case, {"deadline_at": at})
            case.is_own_deadline = True
            given += 1
    return given
