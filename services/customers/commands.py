"""Writes: what a person notes about a customer, who is whom, and parts of the customers under a name."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from models.customers import Coupon, Customer, CustomerCard, CustomerContact, FollowUp, Segment
from models.enums.aftersales import ContactMeans
from services import clock, settings, text
from services.business_day import shop_today
from services.customers.people import head_of
from services.errors import Invalid, NotFound
from services.formatting import money
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.table_query import TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.holding import judge

_customers = Customer.table()
_cards = CustomerCard.table()
_BIRTHDAY = re.compile(r"(\d{1,2})-(\d{1,2})$")
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_FIELDS = ("name", "birthday", "member_since", "note")


@command("customers.describe", N_("Write down facts about {who}"))
def describe(uow: UnitOfWork, customer_id: int, values: Mapping[str, Any]) -> None:
    """Set the `name`, `birthday` (``MM-DD``), `member_since` or `note` of a customer; None or nothing clears one."""
    clean = {name: text.clean(value) if isinstance(value, str) else value for name, value in values.items()}
    unknown = next((name for name in clean if name not in _FIELDS), None)
    if unknown is not None:
        raise Invalid(field=unknown, value=str(values[unknown]), reason=message(N_("it cannot be edited here")))
    if clean.get("birthday"):
        clean["birthday"] = _birthday(str(clean["birthday"]))
    who = name_of(uow, customer_id)
    card = card_of(uow, customer_id)
    for name, value in clean.items():
        setattr(card, name, value)
    _drop_empty(uow, card)
    uow.describe(who=who)


@command("customers.tag", NN_("Tag {count} customer", "Tag {count} customers"))
def tag(uow: UnitOfWork, customer_ids: Sequence[int], add: Sequence[str] = (), remove: Sequence[str] = ()) -> None:
    """Put tags on customers and take others off; a tag holds no comma."""
    wanted, unwanted = [_tag(one) for one in add], {_tag(one) for one in remove}
    for customer_id in _known(uow, customer_ids):
        card = card_of(uow, customer_id)
        kept = [one for one in tags_in(card.tags) if one not in unwanted]
        card.tags = ", ".join(dict.fromkeys([*kept, *wanted])) or None
        _drop_empty(uow, card)
    uow.describe(count=len(customer_ids))


@command("customers.blacklist", NN_("Put {count} customer on the blacklist", "Put {count} customers on the blacklist"))
def blacklist(uow: UnitOfWork, customer_ids: Sequence[int], reason: str) -> None:
    """Hold every order of these people from now on, open ones too; the reason is shown wherever they come up."""
    why = text.clean(reason)
    if why is None:
        raise Invalid(field=message(N_("Reason")), value="", reason=message(N_("say why; it is shown with the order")))
    for customer_id in _known(uow, customer_ids):
        card = card_of(uow, customer_id)
        if card.blacklist_reason is None:
            card.blacklisted_at = clock.this_second()
        card.blacklist_reason = why
    uow.flush()
    judge(uow)
    uow.describe(count=len(customer_ids))


@command(
    "customers.unblacklist", NN_("Take {count} customer off the blacklist", "Take {count} customers off the blacklist")
)
def unblacklist(uow: UnitOfWork, customer_ids: Sequence[int]) -> None:
    """Treat these people as everybody else; what was held only because of them is released."""
    for customer_id in _known(uow, customer_ids):
        card = card_of(uow, customer_id)
        card.blacklist_reason = card.blacklisted_at = None
        _drop_empty(uow, card)
    uow.flush()
    judge(uow)
    uow.describe(count=len(customer_ids))


@command("customers.add_contact", N_("Note a talk with {who}"))
def add_contact(
    uow: UnitOfWork, customer_id: int, text: str, means: ContactMeans = ContactMeans.CHAT, at: datetime | None = None
) -> int:
    """Write down that a customer was talked to, now or `at` a time that has been; returns the number of the entry."""
    said = required(text, N_("What was said"))
    if at is not None:
        require_past(uow, at)
    who = name_of(uow, customer_id)
    row = CustomerContact(customer_id=customer_id, happened_at=at or clock.this_second(), means=means, text=said)
    uow.add(row)
    uow.describe(who=who)
    return row.id


@command("customers.plan", N_("Plan a follow-up with {who}"))
def plan_follow_up(uow: UnitOfWork, customer_id: int, text: str, due_on: date) -> int:
    """Something to do for a customer by a day; returns its number."""
    what = required(text, N_("What to do"))
    who = name_of(uow, customer_id)
    row = FollowUp(customer_id=customer_id, due_on=due_on, text=what)
    uow.add(row)
    uow.describe(who=who)
    return row.id


@command("customers.finish_follow_up", N_("Finish a follow-up"))
def finish_follow_up(uow: UnitOfWork, follow_up_id: int, result: str | None = None) -> None:
    """Say that it was done, and what came of it."""
    row = uow.get(FollowUp, follow_up_id)
    row.done_at, row.result = clock.this_second(), text.clean(result)


@command("customers.give_coupon", NN_("Note a coupon of {count} customer", "Note a coupon of {count} customers"))
def give_coupon(
    uow: UnitOfWork,
    customer_ids: Sequence[int],
    title: str,
    worth_minor: int | None = None,
    valid_until: date | None = None,
    given_on: date | None = None,
) -> None:
    """Note that these customers hold a coupon; its worth is in minor units of each customer's currency."""
    named = required(title, N_("Coupon"))
    ids = _known(uow, customer_ids)
    currencies = _currencies(uow, ids)
    if worth_minor is not None and worth_minor < 0:
        home = settings.read(uow.connection, settings.CURRENCY)
        value = money(worth_minor, next(iter(currencies.values()), home))
        raise Invalid(field=message(N_("Worth")), value=value, reason=message(N_("it is less than nothing")))
    day = given_on or shop_today(uow.connection)
    for customer_id in ids:
        uow.add(
            Coupon(
                customer_id=customer_id, title=named, worth_minor=worth_minor, currency=currencies[customer_id],
                given_on=day, valid_until=valid_until,
            )
        )  # fmt: skip
    uow.describe(count=len(ids))


@command("customers.use_coupon", N_("Mark a coupon as used"))
def use_coupon(uow: UnitOfWork, coupon_id: int, used_on: date | None = None) -> None:
    """The coupon was spent."""
    uow.get(Coupon, coupon_id).used_on = used_on or shop_today(uow.connection)


@command("customers.save_segment", N_("Save the segment “{name}”"))
def save_segment(uow: UnitOfWork, name: str, request: TableRequest, *, segment_id: int | None = None) -> int:
    """Keep a part of the customers under a name; with `segment_id` change that one. Returns its number."""
    title = required(name, N_("Name"))
    for other in uow.all(select(Segment)):
        if other.name == title and other.id != segment_id:
            reason = message(N_("there is a segment of this name"))
            raise Invalid(field=message(N_("Name")), value=title, reason=reason)
    asked = {
        "search": request.search,
        "view": request.view,
        "filters": [[one.key, one.operator, list(one.values)] for one in request.filters],
    }
    uow.describe(name=title)
    if segment_id is not None:
        row = uow.get(Segment, segment_id)
        row.name, row.request = title, asked
        return row.id
    row = Segment(name=title, request=asked)
    uow.add(row)
    return row.id


@command("customers.remove_segment", N_("Remove the segment “{name}”"))
def remove_segment(uow: UnitOfWork, segment_id: int) -> None:
    """Forget a segment; nobody in it changes."""
    row = uow.get(Segment, segment_id)
    uow.describe(name=row.name)
    uow.delete(row)


# -- what commands share ------------------------------------------------------------------------


def card_of(uow: UnitOfWork, customer_id: int) -> CustomerCard:
    """The card of a customer; a new one where there is none."""
    found = uow.all(select(CustomerCard).where(_cards.c.customer_id == customer_id))
    if found:
        return found[0]
    card = CustomerCard(customer_id=customer_id)
    uow.add(card)
    return card


def name_of(uow: UnitOfWork, customer_id: int) -> str:
    """How History names a customer: by number, since what is written there stays; `NotFound` where there is nobody."""
    _known(uow, [customer_id])
    return short_no(customer_id)


def short_no(customer_id: int) -> str:
    """A customer's number as people read it: its last six digits."""
    return f"#{customer_id % 1_000_000:06d}"


def required(typed: str, field: str) -> str:
    """What was typed without the space around it; `Invalid` at this field where that is nothing."""
    found = text.clean(typed)
    if found is None:
        raise Invalid(field=message(field), value="", reason=message(N_("it is empty")))
    return found


def require_past(uow: UnitOfWork, at: datetime) -> None:
    """`Invalid` where a time is still to come; the day is told as the shop's calendar has it."""
    if at > clock.now():
        day = clock.business_day(at, settings.read(uow.connection, settings.ZONE))
        reason = message(N_("that day is still to come"))
        raise Invalid(field=message(N_("Day")), value=day.isoformat(), reason=reason)


def tags_in(listed: str | None) -> list[str]:
    """The tags of a card, one by one."""
    return [one for one in (listed or "").split(", ") if one]


def _known(uow: UnitOfWork, customer_ids: Iterable[int]) -> list[int]:
    wanted = list(dict.fromkeys(customer_ids))
    for customer_id in wanted:
        if head_of(uow.connection, customer_id) is None:
            raise NotFound(what=message(N_("customer")), which=short_no(customer_id))
    return wanted


def _currencies(uow: UnitOfWork, ids: Sequence[int]) -> dict[int, str]:
    statement = select(_customers.c.id, _customers.c.currency).where(_customers.c.id.in_(ids))
    return {row[0]: row[1] for row in uow.connection.execute(statement)}


def _drop_empty(uow: UnitOfWork, card: CustomerCard) -> None:
    """A card on which nothing stands any more is thrown away."""
    names = ("name", "birthday", "member_since", "tags", "note", "blacklist_reason")
    if any(getattr(card, name) for name in names):
        return
    uow.flush()
    uow.delete(card)


def _birthday(typed: str) -> str:
    match = _BIRTHDAY.search(typed.replace("/", "-").replace(".", "-"))
    if match is not None:
        month, day = int(match[1]), int(match[2])
        if 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]:
            return f"{month:02d}-{day:02d}"
    reason = message(N_("type a day such as 03-15"))
    raise Invalid(field=message(N_("Birthday")), value=typed, reason=reason)


def _tag(typed: str) -> str:
    found = " ".join(typed.replace(",", " ").split())
    if not found:
        raise Invalid(field=message(N_("Tag")), value=typed, reason=message(N_("it is empty")))
    return found
