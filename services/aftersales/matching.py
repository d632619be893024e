"""Reads for the returns desk: which case or order a returned parcel belongs to, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, or_, select

from models.aftersales import OPEN_STATES, Case
from models.enums.aftersales import CaseState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services import clock, formatting, settings
from services.aftersales.kinds import DEFAULTS
from services.aftersales.matching_parcels import DeskParcel, masked, of_case, of_order
from services.couriers.book import couriers, recognised
from services.i18n import N_
from services.messages import Message, message

_cases = Case.table()
_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
MOST_CHOICES = 9
_PHONE_DAYS = 90
_SHORTEST_PHONE, _LONGEST_PHONE = 4, 11
_GOODS_BACK = [kind for kind, one in DEFAULTS.items() if one.goods_back]


class ArrivalKind(StrEnum):
    """What is known of a parcel: its case, that it came before, whose it may be, or nothing."""

    CASE = "case"
    BEFORE = "before"
    CHOICES = "choices"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Choice:
    """A case or an order a parcel may belong to, and why; `went_out` that the order left under this number."""

    case_id: int | None
    order_id: int | None
    numbers: str
    about: str
    reasons: tuple[Message, ...]
    went_out: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a scanned number says. `came_at` and `numbers` name when and with which cases the parcel came before.

    `waybill` is empty where the code is a phone's end, or the number of a case or an order.
    """

    code: str
    waybill: str
    courier: str
    kind: ArrivalKind
    parcel: DeskParcel | None = None
    choices: tuple[Choice, ...] = ()
    numbers: tuple[str, ...] = ()
    came_at: datetime | None = None


def arrival(connection: Connection, code: str) -> Arrival:
    """Whose parcel this is: by its return number, else by the number it went out with, a phone's end, or what waits.

    A case's or an order's own number leads to it too.
    """
    plain = "".join(code.split())
    courier = recognised(couriers(connection), plain)
    name = courier.name if courier is not None else ""
    announced = _rows(connection, _cases.c.return_tracking_no == plain)
    waiting = [row for row in announced if row["received_at"] is None and row["state"] in OPEN_STATES]
    came = [row for row in announced if row["received_at"] is not None]
    if came and not waiting:
        numbers = tuple(row["external_no"] for row in came)
        return Arrival(plain, plain, name, ArrivalKind.BEFORE, numbers=numbers, came_at=came[-1]["received_at"])
    if len(waiting) == 1:
        return Arrival(plain, plain, name, ArrivalKind.CASE, of_case(connection, waiting[0]["id"], plain, name))
    if waiting:
        told = message(N_("announced with this number"))
        choices = [_case_choice(row, told) for row in waiting]
        return Arrival(plain, plain, name, ArrivalKind.CHOICES, choices=tuple(choices))
    named = _rows(connection, _cases.c.external_no == plain, _is_waiting())
    if len(named) == 1:
        return Arrival(plain, "", "", ArrivalKind.CASE, of_case(connection, named[0]["id"]))
    return _guessed(connection, plain, name)


def chosen(connection: Connection, waybill: str, courier: str, choice: Choice) -> DeskParcel:
    """The parcel as it is once somebody said whose it is."""
    if choice.case_id is not None:
        return of_case(connection, choice.case_id, waybill, courier)
    return of_order(connection, choice.order_id or 0, waybill, courier, went_out=choice.went_out)


# --- whose it may be -------------------------------------------------------------------------------


def _guessed(connection: Connection, plain: str, courier: str) -> Arrival:
    numbered = _of_orders(connection, _orders.c.external_no == plain, message(N_("the order's number")))
    if numbered:
        return Arrival(plain, "", "", ArrivalKind.CHOICES, choices=tuple(numbered[:MOST_CHOICES]))
    packed = (
        select(_lines.c.order_id)
        .join_from(_packed, _lines, _lines.c.id == _packed.c.order_line_id)
        .join(_parcels, _parcels.c.id == _packed.c.parcel_id)
        .where(_parcels.c.tracking_no == plain)
    )
    sent = or_(_orders.c.tracking_no == plain, _orders.c.id.in_(packed))
    found = _of_orders(connection, sent, message(N_("it went out under this number")), went_out=True)
    waybill = plain
    if not found and plain.isdecimal() and _SHORTEST_PHONE <= len(plain) <= _LONGEST_PHONE:
        waybill, tail = "", plain[-_SHORTEST_PHONE:]
        since = clock.now() - timedelta(days=_PHONE_DAYS)
        newer = (_orders.c.phone_tail == tail) & (_orders.c.ordered_at >= since)
        found = _of_orders(connection, newer, message(N_("the phone ends in {tail}"), tail=tail))
    elif not found:
        found = _without_number(connection)
    kind = ArrivalKind.CHOICES if found else ArrivalKind.NOBODY
    return Arrival(plain, waybill, courier if waybill else "", kind, choices=tuple(found[:MOST_CHOICES]))


def _of_orders(
    connection: Connection, condition: ColumnElement[bool], reason: Message, *, went_out: bool = False
) -> list[Choice]:
    """The cases of these orders that wait for goods, and the orders themselves where they have none."""
    statement = select(_orders).where(condition).order_by(_orders.c.ordered_at.desc()).limit(MOST_CHOICES)
    orders = list(connection.execute(statement).mappings())
    cases = _rows(connection, _cases.c.order_id.in_([order["id"] for order in orders]), _is_waiting())
    found: list[Choice] = []
    for order in orders:
        own = [row for row in cases if row["order_id"] == order["id"]]
        found += [_case_choice(row, reason) for row in own]
        if not own:
            earlier = _rows(connection, _cases.c.order_id == order["id"], _cases.c.received_at.is_not(None))
            came = [message(N_("goods of {number} came before"), number=row["external_no"]) for row in earlier]
            buyer = masked(order["buyer"], order["receiver"])
            about = " · ".join(filter(None, (order["title_text"] or _title(connection, order["id"]), buyer)))
            found.append(Choice(None, order["id"], order["external_no"], about, (reason, *came), went_out))
    return found


def _without_number(connection: Connection) -> list[Choice]:
    """The newest cases that wait for goods and have no return number yet."""
    zone = settings.read(connection, settings.ZONE)
    rows = _rows(connection, _is_waiting(), _cases.c.return_tracking_no.is_(None), newest_first=True)
    found = []
    for row in rows[:MOST_CHOICES]:
        day = formatting.day(clock.business_day(row["asked_at"], zone)) if row["asked_at"] else "—"
        found.append(_case_choice(row, message(N_("waits for goods since {day} without a number"), day=day)))
    return found


def _is_waiting() -> ColumnElement[bool]:
    return (
        _cases.c.state.in_(sorted(OPEN_STATES)) & _cases.c.received_at.is_(None) & _cases.c.kind.in_(_GOODS_BACK)
    )  # fmt: skip


def _rows(connection: Connection, *conditions: ColumnElement[bool], newest_first: bool = False) -> list[Any]:
    columns = [_cases.c[name] for name in ("id", "external_no", "state", "kind", "order_id", "order_no", "title",
               "variant", "reason", "asked_at", "received_at", "return_tracking_no")]  # fmt: skip
    statement = (
        select(*columns, _orders.c.buyer, _orders.c.receiver)
        .outerjoin(_orders, _orders.c.id == _cases.c.order_id)
        .where(_cases.c.state != CaseState.WITHDRAWN, *conditions)
        .order_by(_cases.c.asked_at.desc() if newest_first else _cases.c.id)
        .limit(MOST_CHOICES)
    )
    return list(connection.execute(statement).mappings())


def _case_choice(row: Any, reason: Message) -> Choice:
    numbers = " · ".join(filter(None, (row["external_no"], row["order_no"])))
    buyer = masked(row["buyer"], row["receiver"])
    about = " · ".join(filter(None, (row["title"], row["variant"], row["reason"], buyer)))
    return Choice(row["id"], row["order_id"], numbers, about, (reason,))


def _title(connection: Connection, order_id: int) -> str:
    statement = select(_lines.c.title).where(_lines.c.order_id == order_id).order_by(_lines.c.position).limit(1)
    return connection.execute(statement).scalar() or ""
