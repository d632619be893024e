"""Customers: what a person knows of the people behind the orders, and what the orders say of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Journaled
from models.columns import BusinessDate, CodeEnum, MinorUnits, UtcInstant
from models.enums.aftersales import ContactMeans


class CustomerCard(Journaled, Base):
    """What was written down about a customer; at most one card per customer.

    `customer_id` is the number that `services.customers.identity` gives a buyer of a channel; it
    is the same in every file. `birthday` is ``MM-DD``. `tags` are separated by a comma and a space.
    A customer with a `blacklist_reason` is on the blacklist.
    """

    __tablename__ = "customer_card"
    __table_args__ = (UniqueConstraint("customer_id"), Index(None, "birthday"))

    customer_id: Mapped[int] = mapped_column(BigInteger)
    name: Mapped[str | None] = mapped_column(Text)
    birthday: Mapped[str | None] = mapped_column(Text)
    member_since: Mapped[date | None] = mapped_column(BusinessDate)
    tags: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    blacklist_reason: Mapped[str | None] = mapped_column(Text)
    blacklisted_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class CustomerMerge(Journaled, Base):
    """Somebody decided that buyer `member_id` is the same person as customer `head_id`."""

    __tablename__ = "customer_merge"
    __table_args__ = (UniqueConstraint("member_id"), Index(None, "head_id"))

    member_id: Mapped[int] = mapped_column(BigInteger)
    head_id: Mapped[int] = mapped_column(BigInteger)


class CustomerApart(Journaled, Base):
    """Somebody decided that two customers are two people; `first_id` is the smaller number."""

    __tablename__ = "customer_apart"
    __table_args__ = (UniqueConstraint("first_id", "second_id"),)

    first_id: Mapped[int] = mapped_column(BigInteger)
    second_id: Mapped[int] = mapped_column(BigInteger)


class CustomerContact(Journaled, Base):
    """One talk with a customer: when, by which means, and what was said."""

    __tablename__ = "customer_contact"
    __table_args__ = (Index(None, "customer_id", "happened_at"),)

    customer_id: Mapped[int] = mapped_column(BigInteger)
    happened_at: Mapped[datetime] = mapped_column(UtcInstant)
    means: Mapped[ContactMeans] = mapped_column(CodeEnum(ContactMeans))
    text: Mapped[str] = mapped_column(Text)


class FollowUp(Journaled, Base):
    """Something to do for a customer by a day; `result` says what came of it."""

    __tablename__ = "customer_follow_up"
    __table_args__ = (Index(None, "customer_id"), Index(None, "done_at", "due_on"))

    customer_id: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date] = mapped_column(BusinessDate)
    text: Mapped[str] = mapped_column(Text)
    done_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    result: Mapped[str | None] = mapped_column(Text)


class Coupon(Journaled, Base):
    """A coupon a customer holds: `worth_minor` units of `currency`, until the day it ends or is used."""

    __tablename__ = "customer_coupon"
    __table_args__ = (Index(None, "customer_id"),)

    customer_id: Mapped[int] = mapped_column(BigInteger)
    title: Mapped[str] = mapped_column(Text)
    worth_minor: Mapped[int | None] = mapped_column(MinorUnits)
    currency: Mapped[str] = mapped_column(Text)
    given_on: Mapped[date] = mapped_column(BusinessDate)
    valid_until: Mapped[date | None] = mapped_column(BusinessDate)
    used_on: Mapped[date | None] = mapped_column(BusinessDate)


class Segment(Journaled, Base):
    """A part of the customers under a name: `request` is what the list was asked for."""

    __tablename__ = "customer_segment"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(Text)
    request: Mapped[dict[str, Any]] = mapped_column(JSON)


class Erasure(Journaled, Base):
    """One erasure of personal data: of a person, or of everybody older than a number of days.

    Its number is the pseudonym the orders go on under. `orders` counts the orders that were
    erased. Nothing here says who it was.
    """

    __tablename__ = "erasure"

    erased_at: Mapped[datetime] = mapped_column(UtcInstant)
    reason: Mapped[str | None] = mapped_column(Text)
    is_person: Mapped[bool]
    orders: Mapped[int]


class OrderCustomer(Base):
    """Whose an order is: `identity_id` the buyer as the channel names him, `customer_id` the person he is.

    Repeats what orders and merges say. An order that tells nobody has no row.
    """

    __tablename__ = "order_customer"
    __table_args__ = (Index(None, "customer_id"), Index(None, "identity_id"))

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    identity_id: Mapped[int] = mapped_column(BigInteger)
    customer_id: Mapped[int] = mapped_column(BigInteger)


class Customer(Base):
    """What the orders of one person come to. Repeats what they say.

    `orders` counts sales that are paid, `other_orders` the rest (unpaid, closed, gifts, samples). Amounts
    are minor units of `currency`, that of the newest order; paid orders in others are counted in
    `foreign_orders` and in no amount. `typical_days` is the median of the days between two
    buying days, NULL with fewer than three of those. `evidence` is what the buyer is known by.
    """

    __tablename__ = "customer"
    __table_args__ = (
        Index(None, "last_on"),
        Index("ix_customer_away", "last_on", "orders"),
        Index("ix_customer_worth", "currency", "net_minor"),
        Index(None, "net_minor"),
        Index(None, "orders"),
        Index(None, "first_on"),
        Index(None, "name"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    channel_id: Mapped[int] = mapped_column(BigInteger)
    evidence: Mapped[str] = mapped_column(Text)
    name: Mapped[str] = mapped_column(Text)
    phone_tail: Mapped[str | None] = mapped_column(Text)
    province: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(Text)
    members: Mapped[int]
    orders: Mapped[int]
    other_orders: Mapped[int]
    foreign_orders: Mapped[int]
    pieces: Mapped[int]
    currency: Mapped[str] = mapped_column(Text)
    paid_minor: Mapped[int] = mapped_column(MinorUnits)
    refunded_minor: Mapped[int] = mapped_column(MinorUnits)
    net_minor: Mapped[int] = mapped_column(MinorUnits)
    first_on: Mapped[date | None] = mapped_column(BusinessDate)
    last_on: Mapped[date | None] = mapped_column(BusinessDate)
    typical_days: Mapped[int | None]
    search: Mapped[str] = mapped_column(Text)
