"""Writes: what is due once or again and again, what one due day differs in, and what was paid of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from models.enums.growth import Repeat
from models.enums.money import Flow
from models.finance import Transaction
from models.planning import Commitment, CommitmentAccrual, CommitmentAmount, CommitmentPayment
from services import settings, text
from services.editing import overwrite, require_unchanged
from services.errors import Invalid
from services.finance.rules import require_category
from services.formatting import money
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.owing.booked import accrual_of, booked_already, paid_with, remove_accrual, share_out
from services.owing.schedule import due_days
from services.tasks.repeating import month_end

_payments = CommitmentPayment.table()
_MOST_EVERY, _MOST_BACK = 120, 12
_FIXED = ("direction", "amount_minor", "first_on", "repeat", "every", "months_back")


@dataclass(frozen=True, slots=True)
class CommitmentDraft:
    """Something due as a form describes it; `amount_minor` is above zero in the shop's currency, whatever its way."""

    name: str
    amount_minor: int
    first_on: date
    direction: Flow = Flow.OUT
    repeat: Repeat | None = None
    every: int = 1
    last_on: date | None = None
    months_back: int = 0
    counterparty: str | None = None
    category: str | None = None
    note: str | None = None


@command("owing.add", N_("Write down that {name} is due"))
def add_commitment(uow: UnitOfWork, draft: CommitmentDraft) -> int:
    """A new thing that is due. Returns its id."""
    row = Commitment(**_valid(uow, draft), currency=settings.read(uow.connection, settings.CURRENCY))
    uow.add(row)
    uow.flush()
    uow.describe(name=row.name)
    return row.id


@command("owing.edit", N_("Change what is due for {name}"))
def edit_commitment(uow: UnitOfWork, commitment_id: int, draft: CommitmentDraft, *, version: int | None = None) -> None:
    """Replace what was entered; once something was paid of it, its amount and days stay as they are."""
    row = uow.get(Commitment, commitment_id)
    require_unchanged(row, version, N_("due item"))
    values = _valid(uow, draft)
    paid = _paid_days(uow, commitment_id)
    booked = [one.due_on for one in _accruals_of(uow, commitment_id)]
    if booked and any(getattr(row, name) != values[name] for name in (*_FIXED, "category")):
        raise booked_already(row.name)
    if booked and values["last_on"] is not None and values["last_on"] < max(booked):
        raise booked_already(row.name)
    if paid and any(getattr(row, name) != values[name] for name in _FIXED):
        reason = message(N_("something was paid of it already; let it end and write down a new one"))
        raise Invalid(field=message(N_("Amount and days")), value=row.name, reason=reason)
    if paid and values["last_on"] is not None and values["last_on"] < paid[-1]:
        reason = message(N_("a later day was paid already: {day}"), day=paid[-1].isoformat())
        raise Invalid(field=message(N_("Last day")), value=values["last_on"].isoformat(), reason=reason)
    overwrite(row, values)
    _drop_amounts_off_schedule(uow, row)
    uow.describe(name=row.name)


@command("owing.delete", N_("Delete what is due for {name}"))
def delete_commitment(uow: UnitOfWork, commitment_id: int) -> None:
    """Remove it with what was noted as paid; the transactions themselves stay."""
    row = uow.get(Commitment, commitment_id)
    uow.describe(name=row.name)
    for accrual in _accruals_of(uow, commitment_id):
        remove_accrual(uow, row, accrual)
    for mapped in (CommitmentPayment, CommitmentAmount):
        for one in uow.all(select(mapped).where(mapped.commitment_id == commitment_id)):
            uow.delete(one)
    uow.delete(row)


@command("owing.this_time", N_("Set what is due for {name} on {day}"))
def set_this_time(uow: UnitOfWork, commitment_id: int, due_on: date, amount_minor: int | None) -> None:
    """Another amount for one due day: 0 where nothing is due this once, None for the usual amount again."""
    row = uow.get(Commitment, commitment_id)
    _require_due(row, due_on)
    if accrual_of(uow, commitment_id, due_on) is not None:
        raise booked_already(row.name)
    paid = _paid_of(uow, commitment_id, due_on)
    wanted = row.amount_minor if amount_minor is None else amount_minor
    if wanted < paid:
        reason = message(N_("more than that was paid already"))
        raise Invalid(field=message(N_("Amount")), value=money(wanted, row.currency), reason=reason)
    known = _amount_row(uow, commitment_id, due_on)
    if wanted == row.amount_minor:
        if known is not None:
            uow.delete(known)
    elif known is None:
        uow.add(CommitmentAmount(commitment_id=commitment_id, due_on=due_on, amount_minor=wanted))
    else:
        known.amount_minor = wanted
    uow.describe(name=row.name, day=due_on.isoformat())


@command("owing.pay", N_("Note that {name} of {day} was paid"))
def pay(
    uow: UnitOfWork,
    commitment_id: int,
    due_on: date,
    amount_minor: int,
    paid_on: date,
    transaction_id: int | None = None,
) -> int:
    """Note a whole or partial payment, by the transaction that paid it where there is one. Returns its id."""
    row = uow.get(Commitment, commitment_id)
    _require_due(row, due_on)
    known = _amount_row(uow, commitment_id, due_on)
    due = row.amount_minor if known is None else known.amount_minor
    if not 0 < amount_minor <= due - _paid_of(uow, commitment_id, due_on):
        reason = message(N_("it must be more than zero and not more than is still open"))
        raise Invalid(field=message(N_("Amount")), value=money(amount_minor, row.currency), reason=reason)
    if transaction_id is not None:
        _require_covering(uow, row, transaction_id, amount_minor)
    payment = CommitmentPayment(
        commitment_id=commitment_id, due_on=due_on, paid_on=paid_on, amount_minor=amount_minor,
        transaction_id=transaction_id,
    )  # fmt: skip
    before = paid_with(uow, [transaction_id])
    uow.add(payment)
    share_out(uow, row, before)
    uow.describe(name=row.name, day=due_on.isoformat())
    return payment.id


@command("owing.take_back_payment", N_("Take back a payment of {name} of {day}"))
def take_back_payment(uow: UnitOfWork, payment_id: int) -> None:
    """Forget that something was paid; a transaction that paid it stays."""
    payment = uow.get(CommitmentPayment, payment_id)
    row = uow.get(Commitment, payment.commitment_id)
    uow.describe(name=row.name, day=payment.due_on.isoformat())
    before = paid_with(uow, [payment.transaction_id])
    uow.delete(payment)
    share_out(uow, row, before)


def _require_covering(uow: UnitOfWork, row: Commitment, transaction_id: int, amount_minor: int) -> None:
    moved = uow.get(Transaction, transaction_id)
    statement = select(func.coalesce(func.sum(_payments.c.amount_minor), 0))
    taken = int(uow.connection.execute(statement.where(_payments.c.transaction_id == transaction_id)).scalar_one())
    fits = moved.direction is row.direction and moved.currency == row.currency and moved.duplicate_of_id is None
    if not fits or abs(moved.amount_minor) - taken < amount_minor:
        reason = message(N_("it goes another way, is in another currency, or has not so much left"))
        raise Invalid(field=message(N_("Transaction")), value=str(transaction_id), reason=reason)


def _require_due(row: Commitment, due_on: date) -> None:
    if due_on not in due_days(row.first_on, row.repeat, row.every, row.last_on, due_on, due_on):
        reason = message(N_("nothing is due on that day"))
        raise Invalid(field=message(N_("Due day")), value=due_on.isoformat(), reason=reason)


def _amount_row(uow: UnitOfWork, commitment_id: int, due_on: date) -> CommitmentAmount | None:
    chosen = (CommitmentAmount.commitment_id == commitment_id, CommitmentAmount.due_on == due_on)
    return next(iter(uow.all(select(CommitmentAmount).where(*chosen))), None)


def _drop_amounts_off_schedule(uow: UnitOfWork, row: Commitment) -> None:
    for one in uow.all(select(CommitmentAmount).where(CommitmentAmount.commitment_id == row.id)):
        if one.due_on not in due_days(row.first_on, row.repeat, row.every, row.last_on, one.due_on, one.due_on):
            uow.delete(one)


def _accruals_of(uow: UnitOfWork, commitment_id: int) -> list[CommitmentAccrual]:
    return uow.all(select(CommitmentAccrual).where(CommitmentAccrual.commitment_id == commitment_id))


def _paid_days(uow: UnitOfWork, commitment_id: int) -> list[date]:
    statement = select(_payments.c.due_on).where(_payments.c.commitment_id == commitment_id)
    return [day for (day,) in uow.connection.execute(statement.order_by(_payments.c.due_on))]


def _paid_of(uow: UnitOfWork, commitment_id: int, due_on: date) -> int:
    statement = select(func.coalesce(func.sum(_payments.c.amount_minor), 0))
    chosen = (_payments.c.commitment_id == commitment_id, _payments.c.due_on == due_on)
    return int(uow.connection.execute(statement.where(*chosen)).scalar_one())


def _valid(uow: UnitOfWork, draft: CommitmentDraft) -> dict[str, Any]:
    name = draft.name.strip()
    if not name:
        raise Invalid(field=message(N_("Name")), value=draft.name, reason=message(N_("it must not be empty")))
    if draft.amount_minor <= 0:
        reason = message(N_("it must be more than zero"))
        typed = money(draft.amount_minor, settings.read(uow.connection, settings.CURRENCY))
        raise Invalid(field=message(N_("Amount")), value=typed, reason=reason)
    for label, value, least, most in (
        (N_("Every"), draft.every, 1, _MOST_EVERY),
        (N_("For how many months back"), draft.months_back, 0, _MOST_BACK),
    ):
        if not least <= value <= most:
            reason = message(N_("use a number from {least} to {most}"), least=least, most=most)
            raise Invalid(field=message(label), value=str(value), reason=reason)
    if draft.direction is Flow.NEUTRAL:
        reason = message(N_("it comes in or goes out"))
        raise Invalid(field=message(N_("Direction")), value=str(draft.direction), reason=reason)
    first_on = month_end(draft.first_on) if draft.repeat is Repeat.MONTH_END else draft.first_on
    if draft.last_on is not None and draft.last_on < first_on:
        reason = message(N_("it is before the first day"))
        raise Invalid(field=message(N_("Last day")), value=draft.last_on.isoformat(), reason=reason)
    if draft.category is not None:
        require_category(uow.connection, draft.category)
    return {
        "name": name, "amount_minor": draft.amount_minor, "first_on": first_on, "direction": draft.direction,
        "repeat": draft.repeat, "every": draft.every if draft.repeat is not None else 1,
        "last_on": draft.last_on if draft.repeat is not None else None, "months_back": draft.months_back,
        "counterparty": text.clean(draft.counterparty), "category": draft.category,
        "note": text.clean(draft.note),
    }  # fmt: skip
