"""Writes: talks, follow-ups and coupons put right afterwards: said in other words, moved, taken back, removed."""

from __future__ import annotations

from datetime import date, datetime

from models.customers import Coupon, CustomerContact, FollowUp
from models.enums.aftersales import ContactMeans
from services.customers.commands import require_past, required, short_no
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork


@command("customers.change_contact", N_("Correct a talk with {who}"))
def change_contact(
    uow: UnitOfWork, contact_id: int, text: str, means: ContactMeans, at: datetime | None = None
) -> None:
    """What was said, by which means and when (None: as it was); `Invalid` for nothing said, or a time to come."""
    said = required(text, N_("What was said"))
    if at is not None:
        require_past(uow, at)
    row = uow.get(CustomerContact, contact_id)
    row.text, row.means = said, means
    if at is not None:
        row.happened_at = at
    uow.describe(who=short_no(row.customer_id))


@command("customers.remove_contact", N_("Remove a talk with {who}"))
def remove_contact(uow: UnitOfWork, contact_id: int) -> None:
    """The talk was never held, or is of somebody else."""
    row = uow.get(CustomerContact, contact_id)
    uow.describe(who=short_no(row.customer_id))
    uow.delete(row)


@command("customers.change_follow_up", N_("Change a follow-up with {who}"))
def change_follow_up(uow: UnitOfWork, follow_up_id: int, text: str, due_on: date) -> None:
    """Something else is to be done, or by another day."""
    what = required(text, N_("What to do"))
    row = uow.get(FollowUp, follow_up_id)
    row.text, row.due_on = what, due_on
    uow.describe(who=short_no(row.customer_id))


@command("customers.move_follow_up", N_("Move a follow-up with {who} to {day}"))
def move_follow_up(uow: UnitOfWork, follow_up_id: int, due_on: date) -> None:
    """Do it on another day."""
    row = uow.get(FollowUp, follow_up_id)
    row.due_on = due_on
    uow.describe(who=short_no(row.customer_id), day=due_on.isoformat())


@command("customers.reopen_follow_up", N_("A follow-up with {who} is not done after all"))
def reopen_follow_up(uow: UnitOfWork, follow_up_id: int) -> None:
    """It is still to be done; what was written down as its result goes."""
    row = uow.get(FollowUp, follow_up_id)
    row.done_at = row.result = None
    uow.describe(who=short_no(row.customer_id))


@command("customers.remove_follow_up", N_("Remove a follow-up with {who}"))
def remove_follow_up(uow: UnitOfWork, follow_up_id: int) -> None:
    """Take a follow-up off the list, done or not."""
    row = uow.get(FollowUp, follow_up_id)
    uow.describe(who=short_no(row.customer_id))
    uow.delete(row)


@command("customers.reopen_coupon", N_("The coupon “{title}” was not used after all"))
def reopen_coupon(uow: UnitOfWork, coupon_id: int) -> None:
    """The customer still holds it."""
    row = uow.get(Coupon, coupon_id)
    row.used_on = None
    uow.describe(title=row.title)


@command("customers.remove_coupon", N_("Remove the coupon “{title}”"))
def remove_coupon(uow: UnitOfWork, coupon_id: int) -> None:
    """The customer never got it."""
    row = uow.get(Coupon, coupon_id)
    uow.describe(title=row.title)
    uow.delete(row)
