"""Reads: every row that tells something of certain orders and customers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, or_, select, type_coerce
from sqlalchemy.types import Text

from models.aftersales import Case, CaseFile, CasePayment
from models.customers import (
    Coupon,
    CustomerApart,
    CustomerCard,
    CustomerContact,
    CustomerMerge,
    FollowUp,
    OrderCustomer,
)
from models.dialects.stored import stored_result
from models.entities import CLASSES, Entity
from models.finance import Transaction
from models.fulfilment import Parcel, ParcelLine
from models.imports import ImportProblem
from models.orders import Order, OrderLine
from models.reviews import Review, ReviewStep
from models.tax import Invoice
from services.customers.people import members_of
from services.kernel.chunks import sorted_chunks

_orders, _lines = Order.table(), OrderLine.table()
_owners = OrderCustomer.table()


@dataclass(slots=True)
class PersonalRows:
    """The rows by kind, the buyers they are of, and the orders' numbers."""

    ids: dict[Entity, set[int]] = field(default_factory=dict)
    identities: set[int] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    def add(self, entity: Entity, ids: Iterable[int]) -> None:
        """More rows of a kind."""
        self.ids.setdefault(entity, set()).update(ids)

    def of(self, entity: Entity) -> set[int]:
        """The rows of a kind."""
        return self.ids.get(entity, set())


def of_customer(connection: Connection, customer_id: int) -> PersonalRows:
    """Everything about one customer and all buyers he is."""
    found = PersonalRows()
    found.identities.update(members_of(connection, customer_id))
    statement = select(_owners.c.order_id).where(_owners.c.customer_id == customer_id)
    found.add(Entity.ORDER, connection.execute(statement).scalars())
    _add_notes(connection, found)
    add_of_orders(connection, found)
    return found


def _add_notes(connection: Connection, found: PersonalRows) -> None:
    people = found.identities
    for entity, table in (
        (Entity.CUSTOMER_CARD, CustomerCard.table()),
        (Entity.CUSTOMER_CONTACT, CustomerContact.table()),
        (Entity.FOLLOW_UP, FollowUp.table()),
        (Entity.COUPON, Coupon.table()),
    ):
        found.add(entity, _ids(connection, table, table.c.customer_id, people))
    merges, apart = CustomerMerge.table(), CustomerApart.table()
    found.add(Entity.CUSTOMER_MERGE, _ids(connection, merges, merges.c.member_id, people))
    for column in (apart.c.first_id, apart.c.second_id):
        found.add(Entity.CUSTOMER_APART, _ids(connection, apart, column, people))


def add_of_orders(connection: Connection, found: PersonalRows) -> None:
    """Whatever else belongs to the orders in `found`: lines, cases, reviews, parcels, payments, waiting rows."""
    orders = found.of(Entity.ORDER)
    for ids in sorted_chunks(orders):
        found.numbers.update(connection.execute(select(_orders.c.external_no).where(_orders.c.id.in_(ids))).scalars())
    cases, reviews, payments = Case.table(), Review.table(), Transaction.table()
    found.add(Entity.ORDER_LINE, _ids(connection, _lines, _lines.c.order_id, orders))
    found.add(Entity.CASE, _ids(connection, cases, cases.c.order_id, orders))
    found.add(Entity.CASE, _ids(connection, cases, cases.c.order_no, found.numbers))
    found.add(Entity.REVIEW, _ids(connection, reviews, reviews.c.order_id, orders))
    found.add(Entity.REVIEW, _ids(connection, reviews, reviews.c.order_no, found.numbers))
    found.add(Entity.TRANSACTION, _ids(connection, payments, payments.c.order_no, found.numbers))
    invoices = Invoice.table()
    found.add(Entity.INVOICE, _ids(connection, invoices, invoices.c.order_id, orders))
    found.add(Entity.INVOICE, _ids(connection, invoices, invoices.c.order_no, found.numbers))
    of_cases, steps, files = CasePayment.table(), ReviewStep.table(), CaseFile.table()
    found.add(Entity.CASE_PAYMENT, _ids(connection, of_cases, of_cases.c.case_id, found.of(Entity.CASE)))
    found.add(Entity.CASE_FILE, _ids(connection, files, files.c.case_id, found.of(Entity.CASE)))
    found.add(Entity.REVIEW_STEP, _ids(connection, steps, steps.c.review_id, found.of(Entity.REVIEW)))
    packed, parcels = ParcelLine.table(), Parcel.table()
    of_lines = [
        select(packed.c.parcel_id).where(packed.c.order_line_id.in_(ids))
        for ids in sorted_chunks(found.of(Entity.ORDER_LINE))
    ]
    for statement in of_lines:
        found.add(Entity.PARCEL, connection.execute(select(parcels.c.id).where(parcels.c.id.in_(statement))).scalars())


def add_waiting(connection: Connection, found: PersonalRows, words: Collection[str]) -> None:
    """Rows of imports that wait and hold one of these words."""
    problems = ImportProblem.table()
    texts = [type_coerce(problems.c[name], Text()) for name in ("value", "cells", "message")]
    for word in words:
        holds = or_(*(one.contains(word, autoescape=True) for one in texts))
        found.add(Entity.IMPORT_PROBLEM, connection.execute(select(problems.c.id).where(holds)).scalars())


def stored_rows(connection: Connection, entity: Entity, ids: Collection[int]) -> Iterable[dict[str, Any]]:
    """These rows as the file holds them."""
    table = CLASSES[entity].table()
    names = tuple(column.name for column in table.columns)
    for wanted in sorted_chunks(ids):
        statement = select(*(table.c[name] for name in names)).where(table.c.id.in_(wanted))
        for row in stored_result(connection, statement):
            yield dict(zip(names, row, strict=True))


def _ids(connection: Connection, table: Any, column: Any, values: Collection[Any]) -> set[int]:
    found: set[int] = set()
    for chunk in sorted_chunks(values):
        statement = select(table.c.id).where(column.in_(chunk))
        found.update(connection.execute(statement).scalars())
    return found
