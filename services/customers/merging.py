"""Writes: two buyers are one person, or are not. Always by hand, never by a rule."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from models.customers import CustomerApart, CustomerCard, CustomerMerge
from services.customers.commands import card_of, short_no, tags_in
from services.customers.people import head_of, members_of
from services.errors import Invalid, NotFound
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.holding import judge

_merges = CustomerMerge.table()
_apart = CustomerApart.table()
_cards = CustomerCard.table()


@command("customers.merge", NN_("Join {count} customer to {who}", "Join {count} customers to {who}"))
def merge(uow: UnitOfWork, into_id: int, customer_ids: Sequence[int]) -> None:
    """These customers are the person `into_id`; everything of theirs is shown with him from now on.

    Tags and the blacklist are taken over. `NotFound` where one of them has no order.
    """
    others = [one for one in dict.fromkeys(customer_ids) if one != into_id]
    if not others:
        reason = message(N_("choose at least two customers"))
        raise Invalid(field=message(N_("Customers")), value=short_no(into_id), reason=reason)
    for one in (into_id, *others):
        _require_head(uow, one)
    for one in others:
        _take_over(uow, into_id, one)
        for member in uow.all(select(CustomerMerge).where(_merges.c.head_id == one)):
            member.head_id = into_id
        uow.add(CustomerMerge(member_id=one, head_id=into_id))
        _forget_apart(uow, into_id, one)
    uow.flush()
    judge(uow)
    uow.describe(count=len(others), who=short_no(into_id))


@command("customers.unmerge", N_("Take {who} apart again"))
def unmerge(uow: UnitOfWork, customer_id: int, member_ids: Sequence[int] | None = None) -> None:
    """The buyers joined to this customer, or only these of them, are people of their own again.

    Where only some leave, those who stay remain joined; what was noted for each stays his.
    """
    joined = uow.all(select(CustomerMerge).where(_merges.c.head_id == customer_id))
    leaving = [one for one in joined if member_ids is None or one.member_id in set(member_ids)]
    if not leaving:
        raise NotFound(what=message(N_("joined buyer")), which=short_no(customer_id))
    for one in leaving:
        uow.delete(one)
    uow.flush()
    judge(uow)
    uow.describe(who=short_no(customer_id))


@command("customers.keep_apart", N_("Say that {one} and {other} are two people"))
def keep_apart(uow: UnitOfWork, one_id: int, other_id: int) -> None:
    """Never suggest again that these two are one person."""
    first, second = sorted((one_id, other_id))
    known = uow.all(select(CustomerApart).where(_apart.c.first_id == first, _apart.c.second_id == second))
    if not known and first != second:
        uow.add(CustomerApart(first_id=first, second_id=second))
    uow.describe(one=short_no(one_id), other=short_no(other_id))


def _require_head(uow: UnitOfWork, customer_id: int) -> None:
    if head_of(uow.connection, customer_id) != customer_id:
        raise NotFound(what=message(N_("customer")), which=short_no(customer_id))


def _take_over(uow: UnitOfWork, into_id: int, other_id: int) -> None:
    """What is true of a person however he is called: tags, birthday, membership, the blacklist."""
    found = uow.all(select(CustomerCard).where(_cards.c.customer_id == other_id))
    if not found:
        return
    other, card = found[0], card_of(uow, into_id)
    card.tags = ", ".join(dict.fromkeys([*tags_in(card.tags), *tags_in(other.tags)])) or None
    for name in ("name", "birthday", "member_since", "note", "blacklist_reason", "blacklisted_at"):
        if getattr(card, name) is None:
            setattr(card, name, getattr(other, name))


def _forget_apart(uow: UnitOfWork, into_id: int, other_id: int) -> None:
    ids = {*members_of(uow.connection, into_id), *members_of(uow.connection, other_id)}
    both = or_(_apart.c.first_id.in_(ids), _apart.c.second_id.in_(ids))
    for row in uow.all(select(CustomerApart).where(both)):
        if row.first_id in ids and row.second_id in ids:
            uow.delete(row)
