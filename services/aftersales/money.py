"""Writes: what is asked for a case and what is agreed, each a step of its own."""

from __future__ import annotations

from models.aftersales import Case
from models.enums.aftersales import CaseState
from services import clock, text
from services.aftersales.caps import ByLine, keep_override, require_amount, require_within, take_by_line
from services.aftersales.following import (
    change,
    follow_order,
    go_on,
    lines_of,
    payments_of,
    require_open,
    set_state,
)
from services.errors import NotAtThisPoint
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message


@command("cases.ask", N_("Change what the case {number} asks for"))
def ask(
    uow: UnitOfWork,
    case_id: int,
    amount_minor: int | None,
    *,
    by_line: ByLine | None = None,
    override: str | None = None,
) -> None:
    """What the buyer (or we, of a courier) want; `by_line` says how much of it for which line of the case.

    `RefundBeyondPaid` as with `agree`.
    """
    case = uow.get(Case, case_id)
    require_open(case)
    require_amount(N_("Asked"), amount_minor)
    lines = lines_of(uow, case_id)
    require_within(uow, case, amount_minor or 0, lines, by_line, override)
    take_by_line(lines, "asked_minor", by_line, amount_minor)
    change(case, {"asked_minor": amount_minor})
    keep_override(case, override)
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.agree", N_("Agree to the case {number}"))
def agree(
    uow: UnitOfWork,
    case_id: int,
    amount_minor: int | None = None,
    *,
    by_line: ByLine | None = None,
    override: str | None = None,
) -> None:
    """Agree to what was asked, or to another amount.

    `RefundBeyondPaid` where that is more than is left of what was paid for the line or the order;
    `override` is the reason why it is meant all the same, and is kept.
    """
    case = uow.get(Case, case_id)
    require_open(case)
    agreed = amount_minor if amount_minor is not None else case.asked_minor
    require_amount(N_("Agreed"), agreed)
    lines = lines_of(uow, case_id)
    require_within(uow, case, agreed or 0, lines, by_line, override)
    take_by_line(lines, "agreed_minor", by_line, agreed)
    change(case, {"agreed_minor": agreed, "agreed_at": clock.this_second()})
    keep_override(case, override)
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.refuse", N_("Refuse the case {number}"))
def refuse(uow: UnitOfWork, case_id: int, note: str | None = None) -> None:
    """Say no; the case is over. `NotAllowed` where money has gone back for it already."""
    case = uow.get(Case, case_id)
    require_open(case)
    require_unpaid(uow, case)
    for line in lines_of(uow, case_id):
        line.agreed_minor = None
    change(case, {"agreed_minor": None, "agreed_at": None, "note": joined(case.note, note)})
    set_state(uow, case, CaseState.REFUSED)
    follow_order(uow, case.order_id)
    uow.describe(number=case.external_no)


@command("cases.take_back_decision", N_("Take back the decision on the case {number}"))
def take_back_decision(uow: UnitOfWork, case_id: int) -> None:
    """Neither agreed nor refused; the case waits for a decision again."""
    case = uow.get(Case, case_id)
    require_unpaid(uow, case)
    for line in lines_of(uow, case_id):
        line.agreed_minor = None
    change(case, {"agreed_minor": None, "agreed_at": None})
    go_on(uow, case)
    uow.describe(number=case.external_no)


def require_unpaid(uow: UnitOfWork, case: Case) -> None:
    """`NotAllowed` for a case that money was paid for."""
    if payments_of(uow, case.id):
        reason = message(N_("money was paid for it; take the payment back first"))
        raise NotAtThisPoint(rows=(case.external_no,), reason=reason)


def joined(note: str | None, added: str | None) -> str | None:
    """A note with what is added to it, on a line of its own."""
    return "\n".join(filter(None, (note, text.clean(added)))) or None
