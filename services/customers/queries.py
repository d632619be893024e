"""Reads: one customer in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from models.aftersales import Case
from models.channels import Channel
from models.customers import Coupon, Customer, CustomerCard, CustomerContact, FollowUp, OrderCustomer
from models.enums.aftersales import CaseKind, CaseState, ContactMeans
from models.enums.orders import OrderStatus
from models.orders import Order, OrderLine
from models.reviews import Review
from services import clock, settings
from services.customers.commands import tags_in
from services.customers.figures import typical_interval
from services.customers.people import members_of
from services.errors import NotFound
from services.i18n import N_
from services.messages import message
from services.orders.kinds import IS_SALE

_customers = Customer.table()
_cards = CustomerCard.table()
_channels = Channel.table()
_owners = OrderCustomer.table()
_orders = Order.table()
_lines = OrderLine.table()
_cases = Case.table()
_reviews = Review.table()
_contacts = CustomerContact.table()
_follow_ups = FollowUp.table()
_coupons = Coupon.table()
_NEWEST, _FAVOURITES = 50, 5
_COUNTED = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class OrderOfCustomer:
    """One order of a customer."""

    id: int
    external_no: str
    channel: str
    status: OrderStatus
    ordered_at: datetime | None
    ordered_on: date | None
    currency: str
    paid_minor: int | None
    refunded_minor: int | None


@dataclass(frozen=True, slots=True)
class CaseOfCustomer:
    """One after-sales case of a customer's orders."""

    id: int
    external_no: str
    kind: CaseKind
    state: CaseState
    currency: str
    refunded_minor: int | None


@dataclass(frozen=True, slots=True)
class ReviewOfCustomer:
    """What a customer wrote about an order: one to five stars, and the words."""

    id: int
    rating: int
    text: str | None
    reviewed_on: date | None


@dataclass(frozen=True, slots=True)
class Favourite:
    """What a customer usually buys: pieces, and in how many orders."""

    title: str
    pieces: int
    orders: int


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """One talk with a customer."""

    id: int
    happened_at: datetime
    means: ContactMeans
    text: str


@dataclass(frozen=True, slots=True)
class FollowUpEntry:
    """Something to do for a customer, or done."""

    id: int
    due_on: date
    text: str
    done_at: datetime | None
    result: str | None


@dataclass(frozen=True, slots=True)
class CouponEntry:
    """A coupon of a customer; `is_open` while it can still be used."""

    id: int
    title: str
    worth_minor: int | None
    currency: str
    given_on: date
    valid_until: date | None
    used_on: date | None
    is_open: bool


@dataclass(frozen=True, slots=True)
class Buyer:
    """A buyer this person is: the channel, and how it shows him."""

    id: int
    channel: str
    buyer: str
    receiver: str
    phone: str
    address: str
    orders: int


@dataclass(frozen=True, slots=True)
class NextPurchase:
    """When the next order may come: the last buying day and the usual interval; None with fewer than three days."""

    days: int | None
    expected_on: date | None
    buying_days: int


@dataclass(frozen=True, slots=True)
class CustomerDetail:
    """One customer in full. Amounts are minor units of `currency`; `net_minor` is what stayed after refunds."""

    id: int
    name: str
    channel: str
    evidence: str
    phone_tail: str | None
    province: str | None
    city: str | None
    currency: str
    orders: int
    other_orders: int
    foreign_orders: int
    pieces: int
    paid_minor: int
    refunded_minor: int
    net_minor: int
    first_on: date | None
    last_on: date | None
    own_name: str | None
    birthday: str | None
    member_since: date | None
    tags: tuple[str, ...]
    note: str | None
    blacklist_reason: str | None
    blacklisted_at: datetime | None
    buyers: tuple[Buyer, ...]
    newest: tuple[OrderOfCustomer, ...]
    cases: tuple[CaseOfCustomer, ...]
    reviews: tuple[ReviewOfCustomer, ...]
    favourites: tuple[Favourite, ...]
    contacts: tuple[ContactEntry, ...]
    follow_ups: tuple[FollowUpEntry, ...]
    coupons: tuple[CouponEntry, ...]
    next_purchase: NextPurchase
    zone: str


def detail(connection: Connection, customer_id: int) -> CustomerDetail:
    """Everything about one customer; `NotFound` where no order is his."""
    names = ("id", "name", "evidence", "phone_tail", "province", "city", "currency", "orders", "other_orders",
             "foreign_orders", "pieces", "paid_minor", "refunded_minor", "net_minor", "first_on",
             "last_on")  # fmt: skip
    card = ("birthday", "member_since", "note", "blacklist_reason", "blacklisted_at")
    statement = (
        select(
            *(_customers.c[name] for name in names), _channels.c.name.label("channel"),
            _cards.c.name.label("own_name"), _cards.c.tags, *(_cards.c[name] for name in card),
        )
        .join_from(_customers, _channels, _channels.c.id == _customers.c.channel_id)
        .outerjoin(_cards, _cards.c.customer_id == _customers.c.id)
        .where(_customers.c.id == customer_id)
    )  # fmt: skip
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("customer")), which=f"#{customer_id % 1_000_000:06d}")
    zone = settings.read(connection, settings.ZONE)
    today = clock.business_day(clock.now(), zone)
    people = members_of(connection, customer_id)
    known: dict[str, Any] = {**row, "tags": tuple(tags_in(row["tags"]))}
    return CustomerDetail(
        **known,
        buyers=_buyers(connection, customer_id),
        newest=_newest(connection, customer_id),
        cases=_cases_of(connection, customer_id),
        reviews=_reviews_of(connection, customer_id),
        favourites=_favourites(connection, customer_id),
        contacts=_contacts_of(connection, people),
        follow_ups=_follow_ups_of(connection, people),
        coupons=_coupons_of(connection, people, today),
        next_purchase=next_purchase(connection, customer_id),
        zone=zone,
    )


def next_purchase(connection: Connection, customer_id: int) -> NextPurchase:
    """The last buying day plus the median of the days between buying days."""
    statement = (
        select(_orders.c.ordered_on)
        .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
        .where(_owners.c.customer_id == customer_id, _orders.c.status.in_(_COUNTED), IS_SALE)
        .where(_orders.c.ordered_on.is_not(None))
        .distinct()
        .order_by(_orders.c.ordered_on)
    )
    days = list(connection.execute(statement).scalars())
    usual = typical_interval(days)
    expected = days[-1] + timedelta(days=usual) if usual is not None else None
    return NextPurchase(usual, expected, len(days))


def _buyers(connection: Connection, customer_id: int) -> tuple[Buyer, ...]:
    """Each buyer as his newest order shows him."""
    statement = (
        select(
            _owners.c.identity_id, _channels.c.name, _orders.c.buyer, _orders.c.buyer_account, _orders.c.receiver,
            _orders.c.phone, _orders.c.province, _orders.c.city, _orders.c.district, _orders.c.address,
            func.max(_orders.c.id), func.count(),
        )
        .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
        .join(_channels, _channels.c.id == _orders.c.channel_id)
        .where(_owners.c.customer_id == customer_id)
        .group_by(_owners.c.identity_id)
        .order_by(_owners.c.identity_id != customer_id, func.max(_orders.c.id).desc())
    )  # fmt: skip
    return tuple(
        Buyer(
            row[0], row[1], row[2] or row[3] or "", row[4] or "", row[5] or "",
            " ".join(part for part in row[6:10] if part), row[11],
        )
        for row in connection.execute(statement)
    )  # fmt: skip


def _newest(connection: Connection, customer_id: int) -> tuple[OrderOfCustomer, ...]:
    names = ("id", "external_no", "status", "ordered_at", "ordered_on", "currency", "paid_minor", "refunded_minor")
    statement = (
        select(*(_orders.c[name] for name in names), _channels.c.name.label("channel"))
        .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
        .join(_channels, _channels.c.id == _orders.c.channel_id)
        .where(_owners.c.customer_id == customer_id)
        .order_by(_orders.c.ordered_at.desc().nulls_last(), _orders.c.id.desc())
        .limit(_NEWEST)
    )
    return tuple(OrderOfCustomer(**row) for row in connection.execute(statement).mappings())


def _cases_of(connection: Connection, customer_id: int) -> tuple[CaseOfCustomer, ...]:
    statement = (
        select(*(_cases.c[name] for name in CaseOfCustomer.__slots__))
        .join_from(_cases, _owners, _owners.c.order_id == _cases.c.order_id)
        .where(_owners.c.customer_id == customer_id)
        .order_by(_cases.c.asked_at.desc(), _cases.c.id.desc())
    )
    return tuple(CaseOfCustomer(**row) for row in connection.execute(statement).mappings())


def _reviews_of(connection: Connection, customer_id: int) -> tuple[ReviewOfCustomer, ...]:
    statement = (
        select(*(_reviews.c[name] for name in ReviewOfCustomer.__slots__))
        .join_from(_reviews, _owners, _owners.c.order_id == _reviews.c.order_id)
        .where(_owners.c.customer_id == customer_id)
        .order_by(_reviews.c.reviewed_on.desc(), _reviews.c.id.desc())
    )
    return tuple(ReviewOfCustomer(**row) for row in connection.execute(statement).mappings())


def _favourites(connection: Connection, customer_id: int) -> tuple[Favourite, ...]:
    pieces, orders = func.sum(_lines.c.quantity), func.count(_orders.c.id.distinct())
    statement = (
        select(_lines.c.title, pieces, orders)
        .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
        .join(_lines, _lines.c.order_id == _orders.c.id)
        .where(_owners.c.customer_id == customer_id, _orders.c.status.in_(_COUNTED), _lines.c.is_closed.is_(False))
        .where(_lines.c.gift_rule.is_(None))
        .group_by(_lines.c.title)
        .order_by(orders.desc(), pieces.desc(), _lines.c.title)
        .limit(_FAVOURITES)
    )
    return tuple(Favourite(row[0], int(row[1]), int(row[2])) for row in connection.execute(statement))


def _contacts_of(connection: Connection, people: tuple[int, ...]) -> tuple[ContactEntry, ...]:
    statement = (
        select(*(_contacts.c[name] for name in ContactEntry.__slots__))
        .where(_contacts.c.customer_id.in_(people))
        .order_by(_contacts.c.happened_at.desc(), _contacts.c.id.desc())
    )
    return tuple(ContactEntry(**row) for row in connection.execute(statement).mappings())


def _follow_ups_of(connection: Connection, people: tuple[int, ...]) -> tuple[FollowUpEntry, ...]:
    statement = (
        select(*(_follow_ups.c[name] for name in FollowUpEntry.__slots__))
        .where(_follow_ups.c.customer_id.in_(people))
        .order_by(_follow_ups.c.done_at.is_not(None), _follow_ups.c.due_on, _follow_ups.c.id)
    )
    return tuple(FollowUpEntry(**row) for row in connection.execute(statement).mappings())


def _coupons_of(connection: Connection, people: tuple[int, ...], today: date) -> tuple[CouponEntry, ...]:
    names = ("id", "title", "worth_minor", "currency", "given_on", "valid_until", "used_on")
    statement = select(*(_coupons.c[name] for name in names)).where(_coupons.c.customer_id.in_(people))
    found = []
    for row in connection.execute(statement.order_by(_coupons.c.used_on.is_not(None), _coupons.c.id)).mappings():
        is_open = row["used_on"] is None and (row["valid_until"] is None or row["valid_until"] >= today)
        found.append(CouponEntry(**row, is_open=is_open))
    return tuple(found)
