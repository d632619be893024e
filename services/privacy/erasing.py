"""Writes: erases one person for good, or the recipients of old orders. The figures stay.

What can be said of a person afterwards is what the orders came to, under a number. Everything
else goes, in the journal too; therefore it cannot be taken back, and `Shop.compact` has to be
run afterwards so that the file's free pages go as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from models.aftersales import CaseFile
from models.catalog import Picture
from models.customers import CustomerMerge, Erasure, OrderCustomer
from models.dialects.sqlite import json_text
from models.entities import CLASSES, Entity
from models.enums.orders import OrderStatus
from models.finance import TransactionPaper
from models.orders import Order
from models.tax import InvoicePaper
from services import clock, settings
from services.business_day import shop_today
from services.customers.commands import short_no
from services.customers.identity import FIELDS, PSEUDONYM, Evidence, identity_of, number_of
from services.errors import Invalid, NotAtThisPoint, NotFound
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.images import Image
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message, plural_message
from services.privacy.finding import PersonalRows, add_of_orders, add_waiting, of_customer, stored_rows
from services.privacy.personal import CLEARED, RECIPIENT, WHOLE, Secrets, cleared, pseudonym
from services.privacy.redacting import Redaction, blot_rows, learn, redact_journal

_orders = Order.table()
_owners = OrderCustomer.table()
_DONE = (OrderStatus.COMPLETED, OrderStatus.CLOSED, OrderStatus.SHIPPED)
_NAMED = (Evidence.ACCOUNT, Evidence.NICKNAME)
_NOTES = (Entity.CUSTOMER_CONTACT, Entity.FOLLOW_UP, Entity.COUPON, Entity.CUSTOMER_CARD)
_FINAL = message(N_("what was erased is nowhere any more"))


@dataclass(frozen=True, slots=True)
class PersonToErase:
    """What an erasure would take: rows by kind, and the orders that stand in the way because they are not sent yet."""

    rows: Mapping[Entity, int]
    waiting: tuple[str, ...]

    @property
    def total(self) -> int:
        """Rows that lose something."""
        return sum(self.rows.values())


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: the number it goes on under, the orders, and the SHA-256 of files nothing refers to any more."""

    erasure_id: int
    orders: int
    files: tuple[str, ...] = ()


def person_to_erase(connection: Connection, customer_id: int) -> PersonToErase:
    """What `erase_person` would take, before anybody decides."""
    found = of_customer(connection, customer_id)
    return PersonToErase(_counted(found), _waiting(connection, found))


def would_erase(connection: Connection, customer_id: int) -> int:
    """How many rows `erase_person` would take; refused as it would be."""
    return sum(_counted(_erasable(connection, customer_id)).values())


def _counted(found: PersonalRows) -> dict[Entity, int]:
    """How many rows of each kind of record would be cleared."""
    return {entity: len(ids) for entity, ids in found.ids.items() if ids and entity in CLEARED}


def _erasable(connection: Connection, customer_id: int) -> PersonalRows:
    found = of_customer(connection, customer_id)
    if not found.of(Entity.ORDER):
        raise NotFound(what=message(N_("customer")), which=short_no(customer_id))
    _require_none_waiting(connection, found)
    return found


@command("privacy.erase_person", N_("Erase the person {who}"), final_reason=_FINAL)
def erase_person(uow: UnitOfWork, customer_id: int, reason: str | None = None) -> Erased:
    """Erase a customer: names, phones, addresses, notes, texts and pictures, here and in the journal.

    `NotFound` where no order is his, `NotAllowed` while one of them still has to be sent.
    """
    found = _erasable(uow.connection, customer_id)
    uow.describe(who=short_no(customer_id))
    return _erase(uow, found, reason)


@command("privacy.erase_again", N_("Erase again who was erased"), final_reason=_FINAL)
def erase_again(uow: UnitOfWork, order_ids: Sequence[int], recipient_ids: Sequence[int] = ()) -> None:
    """Erase in an older state of a shop who was erased since: the people of these orders, and recipients of those."""
    if recipient_ids:
        _erase_recipients_of(uow, _existing(uow.connection, recipient_ids), None)
    customers: set[int] = set()
    nobody = PersonalRows()
    for ids in sorted_chunks(order_ids):
        statement = select(_owners.c.order_id, _owners.c.customer_id).where(_owners.c.order_id.in_(ids))
        known = {row[0]: row[1] for row in uow.connection.execute(statement)}
        customers.update(known.values())
        nobody.add(Entity.ORDER, _existing(uow.connection, ids) - known.keys())
    for customer_id in sorted(customers):
        _erase(uow, of_customer(uow.connection, customer_id), None)
    if nobody.of(Entity.ORDER):
        add_of_orders(uow.connection, nobody)
        _erase(uow, nobody, None)


def _erase(uow: UnitOfWork, found: PersonalRows, reason: str | None) -> Erased:
    """Take everything of these rows out of the tables and the journal."""
    erasure = _new_erasure(uow, reason, is_person=True, orders=len(found.of(Entity.ORDER)))
    name = pseudonym(erasure.id)
    redaction = Redaction(found, Secrets(), lambda _row, image: _orders_values(image, name))
    for entity in CLEARED:
        for row in stored_rows(uow.connection, entity, found.of(entity)):
            redaction.secrets.take(row)
    learn(uow, redaction)
    add_waiting(uow.connection, found, [*redaction.secrets.all(), *sorted(found.numbers)])
    channels = _channels_of(uow.connection, found)
    files = _files_left(uow.connection, found, redaction.files)
    _clear_rows(uow, found, name)
    _forget_listed(uow, redaction.secrets)
    blot_rows(uow, redaction.secrets)
    _remove_notes(uow, found)
    _rejoin(uow, channels, name)
    redact_journal(uow, redaction)
    return Erased(erasure.id, len(found.of(Entity.ORDER)), files)


def recipients_to_erase(connection: Connection, days: int, today: date | None = None) -> int:
    """How many orders would lose their recipient by the rule."""
    condition = _old_orders(_before(connection, days, today))
    return int(connection.execute(select(func.count()).select_from(_orders).where(condition)).scalar_one())


@command("privacy.erase_recipients",
         NN_("Erase the recipients of {count} old order", "Erase the recipients of {count} old orders"),
         final_reason=_FINAL)  # fmt: skip
def erase_recipients(uow: UnitOfWork, days: int) -> Erased:
    """Erase receiver, phone and address of finished orders older than so many days, here and in the journal.

    The buyer's account or nickname stays, so that he is known when he comes again; buyers who were
    known by phone or address go on under a number. `Invalid` for a number below 1.
    """
    if days < 1:
        raise Invalid(field=message(settings.RETENTION_DAYS.label), value=str(days),
                      reason=message(N_("it must be more than nothing")))  # fmt: skip
    before = _before(uow.connection, days)
    ids = set(uow.connection.execute(select(_orders.c.id).where(_old_orders(before))).scalars())
    uow.describe(count=len(ids))
    if not ids:
        return Erased(0, 0)
    return _erase_recipients_of(uow, ids, before)


def _erase_recipients_of(uow: UnitOfWork, ids: set[int], before: date | None) -> Erased:
    """Take the recipients out of these orders, and out of orders of `before` that are in the journal alone."""
    erasure = _new_erasure(uow, None, is_person=False, orders=len(ids))
    names = _Names(erasure.id)
    values = {row["id"]: names.values(row) for row in stored_rows(uow.connection, Entity.ORDER, ids)}
    found = PersonalRows()
    found.add(Entity.ORDER, ids)
    limit = before.isoformat() if before is not None else ""
    redaction = Redaction(
        found, Secrets(), lambda row, image: values.get(row) or names.values(image), is_whole=False,
        is_old=lambda image: bool(image.get("ordered_on")) and image["ordered_on"] < limit,
    )  # fmt: skip
    uow.redact(Entity.ORDER, values)
    redact_journal(uow, redaction)
    return Erased(erasure.id, len(ids))


def _existing(connection: Connection, order_ids: Sequence[int]) -> set[int]:
    found: set[int] = set()
    for ids in sorted_chunks(order_ids):
        found.update(connection.execute(select(_orders.c.id).where(_orders.c.id.in_(ids))).scalars())
    return found


# -- one person ------------------------------------------------------------------------------------


def _orders_values(image: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What stands in an order afterwards. What the platform last said stays, without the person."""
    values: dict[str, Any] = dict.fromkeys(WHOLE)
    values["buyer"] = values["receiver"] = name
    values["base"] = _base_without_person(image.get("base"))
    if image.get("hold_code") != "blacklist":
        values.pop("hold_note")
    return values


def _base_without_person(base: Any) -> str | None:
    known = json.loads(base) if isinstance(base, str) else None
    if not isinstance(known, dict):
        return None
    kept = {name: value for name, value in known.items() if name not in WHOLE}
    return json_text(kept) if kept else None


def _clear_rows(uow: UnitOfWork, found: PersonalRows, name: str) -> None:
    for entity in CLEARED:
        ids = found.of(entity)
        if entity is Entity.ORDER:
            rows = stored_rows(uow.connection, entity, ids)
            uow.redact(entity, {row["id"]: _orders_values(row, name) for row in rows})
        elif ids:
            uow.redact(entity, dict.fromkeys(ids, cleared(entity)))


def _forget_listed(uow: UnitOfWork, secrets: Secrets) -> None:
    """Take the person off the typed blacklist; a pseudonym can not be recognised."""
    listed = settings.read(uow.connection, settings.BLACKLIST)
    kept = secrets.lines_without(listed)
    if kept != listed:
        table = CLASSES[Entity.SETTING].table()
        row_id = uow.connection.execute(select(table.c.id).where(table.c.key == settings.BLACKLIST.key)).scalar_one()
        uow.redact(Entity.SETTING, {int(row_id): {"value": json_text(kept)}})


def _remove_notes(uow: UnitOfWork, found: PersonalRows) -> None:
    """Rows that are about the person and nothing else; their columns were cleared before."""
    for entity in (*_NOTES, Entity.CUSTOMER_APART, Entity.CUSTOMER_MERGE, Entity.CASE_FILE):
        for row in uow.get_many(CLASSES[entity], sorted(found.of(entity))):
            uow.delete(row)
    uow.flush()


def _channels_of(connection: Connection, found: PersonalRows) -> list[int]:
    channels: set[int] = set()
    for ids in sorted_chunks(found.of(Entity.ORDER)):
        channels.update(connection.execute(select(_orders.c.channel_id).where(_orders.c.id.in_(ids))).scalars())
    return sorted(channels)


def _rejoin(uow: UnitOfWork, channels: list[int], name: str) -> None:
    """Who was one person in several channels stays one under the number."""
    first, *others = [number_of(channel, Evidence.NICKNAME, name) for channel in channels]
    uow.add_all([CustomerMerge(member_id=other, head_id=first) for other in others])
    uow.flush()


def _files_left(connection: Connection, found: PersonalRows, taken_off: set[str]) -> tuple[str, ...]:
    """The SHA-256 of files of the person's cases, of now and of before, that no other case has, and nothing else."""
    files, mine = CaseFile.table(), found.of(Entity.CASE_FILE)
    theirs = {str(row["sha256"]) for row in stored_rows(connection, Entity.CASE_FILE, mine)} | taken_off
    kept = connection.execute(select(files.c.id, files.c.sha256)).all() if theirs else []
    others: set[str] = set()
    for named in (Picture.table().c.sha256, TransactionPaper.table().c.sha256, InvoicePaper.table().c.sha256):
        others.update(connection.execute(select(named).where(named.in_(sorted(theirs)))).scalars())
    return tuple(sorted(theirs - others - {row.sha256 for row in kept if row.id not in mine}))


def _waiting(connection: Connection, found: PersonalRows) -> tuple[str, ...]:
    numbers: list[str] = []
    for ids in sorted_chunks(found.of(Entity.ORDER)):
        still = and_(_orders.c.id.in_(ids), _orders.c.status == OrderStatus.PAID)
        numbers += connection.execute(select(_orders.c.external_no).where(still).order_by(_orders.c.id)).scalars()
    return tuple(numbers)


def _require_none_waiting(connection: Connection, found: PersonalRows) -> None:
    waiting = _waiting(connection, found)
    if waiting:
        reason = message(N_("they still have to be sent; send or close them first"))
        raise NotAtThisPoint(rows=", ".join(waiting[:5]), reason=reason)


def _new_erasure(uow: UnitOfWork, reason: str | None, *, is_person: bool, orders: int) -> Erasure:
    row = Erasure(erased_at=clock.this_second(), reason=reason or None, is_person=is_person, orders=orders)
    uow.add(row)
    uow.flush()
    return row


# -- the rule ----------------------------------------------------------------------------------------


def _before(connection: Connection, days: int, today: date | None = None) -> date:
    now = today or shop_today(connection)
    return now - timedelta(days=min(max(days, 0), now.toordinal() - 1))


def _old_orders(before: date) -> ColumnElement[bool]:
    """Finished orders of before that day which still have a recipient."""
    told = or_(*(_orders.c[name].is_not(None) for name in RECIPIENT if name != "receiver"))
    named = and_(_orders.c.receiver.is_not(None), _orders.c.receiver.not_like("erased-%"))
    return and_(_orders.c.ordered_on < before, _orders.c.status.in_(_DONE), or_(named, told))


class _Names:
    """Gives every buyer of an erasure a pseudonym of his own, the same in all of his orders."""

    def __init__(self, erasure_id: int) -> None:
        self._erasure_id = erasure_id
        self._places: dict[int, int] = {}

    def values(self, image: Image | Mapping[str, Any]) -> dict[str, Any]:
        """What stands in the order's recipient columns afterwards."""
        values: dict[str, Any] = dict.fromkeys((*RECIPIENT, "extra"))
        values["receiver"] = pseudonym(self._erasure_id)
        values["base"] = _base_without_person(image.get("base"))
        if not all(name in image for name in FIELDS):
            return {name: value for name, value in values.items() if name in image}
        identity = identity_of(dict(image))
        if identity is None or identity.evidence not in _NAMED:
            key = identity.id if identity is not None else -int(image["id"])
            place = self._places.setdefault(key, len(self._places) + 1)
            values["buyer"] = pseudonym(self._erasure_id, place)
        elif PSEUDONYM.match(str(image.get("buyer") or "")):
            values["receiver"] = image["buyer"]
        return values


def erased_words(erased: Erased) -> Any:
    """What was erased, in one sentence."""
    return plural_message(
        NN_("{count} order lost what told of its person.", "{count} orders lost what told of their person."),
        erased.orders,
    )
