"""Reads: the list of after-sales cases, one case in full, and how many wait for whom."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, union

from models.aftersales import OPEN_STATES, Case, CasePayment
from models.channels import Channel
from models.entities import Entity
from models.enums.aftersales import CaseKind, CaseParty, CaseState, Interception
from services import clock, settings
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.errors import NotFound
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern
from services.messages import message

_cases = Case.table()
_payments = CasePayment.table()
_channels = Channel.table()

_OPEN = _cases.c.state.in_(sorted(OPEN_STATES))
_LAST = "\U0010ffff"
_SOON, _LATELY = timedelta(days=1), timedelta(days=30)
_GOODS_BACK = [str(kind) for kind, one in DEFAULTS.items() if one.goods_back]
_TO_US = [str(kind) for kind, one in DEFAULTS.items() if one.money is MoneyWay.TO_US]

_STATES_OF: dict[str, frozenset[CaseState]] = {
    "all": frozenset(CaseState),
    "open": OPEN_STATES,
    "waiting_seller": frozenset({CaseState.WAITING_SELLER}),
    "waiting_buyer": frozenset({CaseState.WAITING_BUYER}),
    "waiting_courier": frozenset({CaseState.WAITING_COURIER}),
    "waiting_platform": frozenset({CaseState.WAITING_PLATFORM}),
    "agreed": frozenset({CaseState.AGREED}),
    "finished": frozenset({CaseState.REFUSED, CaseState.WITHDRAWN, CaseState.DONE}),
}
VIEWS: dict[str, ColumnElement[bool] | None] = {
    **{view: _cases.c.state.in_(sorted(states)) for view, states in _STATES_OF.items()},
    "all": None,
    "without_order": _cases.c.order_id.is_(None),
}
_NUMBER = re.compile(r"[a-z]{0,4}[0-9]{6,}(-[0-9]*)?", re.IGNORECASE)


def _search(typed: str) -> ColumnElement[bool] | None:
    found = []
    for term in terms(typed):
        if _NUMBER.fullmatch(term.plain):
            found.append(_numbered(term.plain))
            continue
        pattern = like_pattern(term.plain)
        columns = (_cases.c.external_no, _cases.c.order_no, _cases.c.return_tracking_no, _cases.c.code, _cases.c.title,
                   _cases.c.reason)  # fmt: skip
        found.append(or_(*(column.like(pattern, escape="\\") for column in columns)))
    return and_(*found) if found else None


def _numbered(typed: str) -> ColumnElement[bool]:
    """Cases of a number as it begins: such a search reads indexes only."""
    columns = (_cases.c.external_no, _cases.c.order_no, _cases.c.return_tracking_no)
    written = dict.fromkeys((typed, typed.upper()))
    found = [select(_cases.c.id).where(column >= one, column < one + _LAST) for column in columns for one in written]
    return _cases.c.id.in_(union(*found))


CASES = TableQuery(
    name="cases",
    entity=Entity.CASE,
    base=_cases,
    joins=((_channels, _channels.c.id == _cases.c.channel_id),),
    columns=by_key(
        QueryColumn("external_no", N_("Case no."), Kind.ID, _cases.c.external_no),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
        QueryColumn("order_no", N_("Order no."), Kind.ID, _cases.c.order_no),
        QueryColumn("kind", N_("Case kind"), Kind.CODE, _cases.c.kind),
        QueryColumn("state", N_("Case state"), Kind.CODE, _cases.c.state),
        QueryColumn("code", N_("Code"), Kind.ID, _cases.c.code),
        QueryColumn("title", N_("Product"), Kind.TEXT, _cases.c.title),
        QueryColumn("variant", N_("Variant"), Kind.TEXT, _cases.c.variant),
        QueryColumn("quantity", N_("Quantity"), Kind.INTEGER, _cases.c.quantity, has_total=True),
        QueryColumn("reason", N_("Reason"), Kind.TEXT, _cases.c.reason),
        QueryColumn("asked", N_("Asked"), Kind.MONEY, _cases.c.asked_minor, has_total=True),
        QueryColumn("agreed", N_("Agreed"), Kind.MONEY, _cases.c.agreed_minor, has_total=True),
        QueryColumn("refunded", N_("Refunded"), Kind.MONEY, _cases.c.refunded_minor, has_total=True),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _cases.c.currency),
        QueryColumn("asked_at", N_("Asked at"), Kind.INSTANT, _cases.c.asked_at),
        QueryColumn("deadline_at", N_("Deadline"), Kind.INSTANT, _cases.c.deadline_at),
        QueryColumn("agreed_at", N_("Agreed at"), Kind.INSTANT, _cases.c.agreed_at),
        QueryColumn("refunded_at", N_("Refunded at"), Kind.INSTANT, _cases.c.refunded_at),
        QueryColumn("closed_at", N_("Closed at"), Kind.INSTANT, _cases.c.closed_at),
        QueryColumn("return_courier", N_("Return courier"), Kind.TEXT, _cases.c.return_courier),
        QueryColumn("return_tracking_no", N_("Return tracking no."), Kind.ID, _cases.c.return_tracking_no),
        QueryColumn("return_text", N_("Return state"), Kind.TEXT, _cases.c.return_text),
        QueryColumn("intercept_text", N_("Interception state"), Kind.TEXT, _cases.c.intercept_text),
        QueryColumn("payer_text", N_("Who pays"), Kind.TEXT, _cases.c.payer_text),
        QueryColumn("kind_text", N_("Platform's kind"), Kind.TEXT, _cases.c.kind_text),
        QueryColumn("state_text", N_("Platform's state"), Kind.TEXT, _cases.c.state_text),
        QueryColumn("blame", N_("To blame"), Kind.CODE, _cases.c.blame),
        QueryColumn("payer", N_("Who bears it"), Kind.CODE, _cases.c.payer),
        QueryColumn("next_action", N_("Next step"), Kind.TEXT, _cases.c.next_action),
        QueryColumn("note", N_("Note"), Kind.TEXT, _cases.c.note),
    ),
    views=VIEWS,
    default_sort=(("asked_at", True),),
    search=_search,
    currency=_cases.c.currency,
    companions=frozenset({_channels}),
)


@dataclass(frozen=True, slots=True)
class CaseDetail:
    """One after-sales case in full; `order_id` is None while its order is not known here."""

    id: int
    channel: str
    external_no: str
    order_no: str | None
    order_id: int | None
    line_no: str | None
    code: str | None
    title: str | None
    variant: str | None
    quantity: int | None
    kind: CaseKind
    kind_text: str | None
    state: CaseState
    state_text: str | None
    reason: str | None
    currency: str
    asked_minor: int | None
    refunded_minor: int | None
    asked_at: datetime | None
    agreed_at: datetime | None
    refunded_at: datetime | None
    closed_at: datetime | None
    deadline_at: datetime | None
    return_courier: str | None
    return_tracking_no: str | None
    return_text: str | None
    intercept_text: str | None
    payer_text: str | None
    note: str | None
    version: int
    channel_id: int
    is_own: bool | None
    agreed_minor: int | None
    freight_minor: int | None
    repair_minor: int | None
    blame: CaseParty | None
    payer: CaseParty | None
    next_action: str | None
    override_reason: str | None
    received_at: datetime | None
    inspected_at: datetime | None
    repair_sent_at: datetime | None
    repair_back_at: datetime | None
    sent_back_at: datetime | None
    sent_back_no: str | None
    interception: Interception | None
    new_order_id: int | None
    is_told_by_order: bool | None = None


def detail(connection: Connection, case_id: int) -> CaseDetail:
    """Everything about one case; `NotFound` where it does not exist."""
    names = [name for name in CaseDetail.__slots__ if name != "channel"]
    statement = (
        select(_channels.c.name.label("channel"), *(_cases.c[name] for name in names))
        .join_from(_cases, _channels, _channels.c.id == _cases.c.channel_id)
        .where(_cases.c.id == case_id)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("after-sales case")), which=f"#{case_id}")
    return CaseDetail(**row)


def counts(connection: Connection) -> Mapping[str, int]:
    """How many cases each view holds; read from the index by state, not from the cases."""
    by_state: dict[CaseState, int] = dict.fromkeys(CaseState, 0)
    for state, count in connection.execute(select(_cases.c.state, func.count()).group_by(_cases.c.state)):
        by_state[CaseState(state)] = int(count)
    lost = select(func.count()).select_from(_cases).where(_cases.c.order_id.is_(None))
    found = {view: sum(by_state[state] for state in states) for view, states in _STATES_OF.items()}
    return {**found, "without_order": int(connection.execute(lost).scalar_one())}


@dataclass(frozen=True, slots=True)
class CaseOverview:
    """What the After-sales page shows beside its rows: counts of every view, the channels, and the shop's currency.

    `late` open cases are past their deadline, `soon` ones will be within a day. `asked_minor` is
    what open cases ask for and `refunded_minor` what went back in the last 30 days, in `currency`.
    """

    counts: Mapping[str, int]
    channels: tuple[str, ...]
    currency: str
    late: int = 0
    soon: int = 0
    asked_minor: int = 0
    refunded_minor: int = 0
    awaited: int = 0


def overview(connection: Connection) -> CaseOverview:
    """Everything about all cases together."""
    has_cases = select(_cases.c.id).where(_cases.c.channel_id == _channels.c.id).exists()
    used = select(_channels.c.name).where(has_cases).order_by(_channels.c.name)
    names = tuple(connection.execute(used).scalars())
    currency = settings.read(connection, settings.CURRENCY)
    return CaseOverview(counts(connection), names, currency, *_figures(connection, currency))


def _figures(connection: Connection, currency: str) -> tuple[int, int, int, int, int]:
    """(late, soon, asked by open cases, refunded lately, cases whose goods are awaited)."""
    now = clock.now()
    is_late = and_(_OPEN, _cases.c.deadline_at < now)
    is_soon = and_(_OPEN, _cases.c.deadline_at >= now, _cases.c.deadline_at < now + _SOON)
    is_asked = and_(_cases.c.currency == currency, _cases.c.kind.not_in(_TO_US))  # a claim asks for money for us
    is_awaited = and_(_OPEN, _cases.c.received_at.is_(None), _cases.c.kind.in_(_GOODS_BACK))
    waiting = select(
        func.coalesce(func.sum(func.iif(is_late, 1, 0)), 0),
        func.coalesce(func.sum(func.iif(is_soon, 1, 0)), 0),
        func.coalesce(func.sum(func.iif(is_asked, _cases.c.asked_minor, 0)), 0),
        func.coalesce(func.sum(func.iif(is_awaited, 1, 0)), 0),
    ).where(_OPEN)
    late, soon, asked, awaited = (int(one) for one in connection.execute(waiting).one())
    return late, soon, asked, _refunded_since(connection, now - _LATELY, currency), awaited


def _refunded_since(connection: Connection, since: datetime, currency: str) -> int:
    """What went back to buyers since then: a case is paid on the day of its newest payment, which is not all of it."""
    of_buyer = (_cases.c.currency == currency, _cases.c.kind.not_in(_TO_US))
    whole = select(func.coalesce(func.sum(_cases.c.refunded_minor), 0)).where(_cases.c.refunded_at >= since, *of_buyer)
    before = (
        select(func.coalesce(func.sum(_payments.c.amount_minor), 0))
        .join_from(_payments, _cases, _cases.c.id == _payments.c.case_id)
        .where(_cases.c.refunded_at >= since, _payments.c.paid_at < since, *of_buyer)
    )
    return int(connection.execute(whole).scalar_one()) - int(connection.execute(before).scalar_one())


@dataclass(frozen=True, slots=True)
class LateCase:
    """An open case past its deadline; `minutes` ago it was due."""

    id: int
    external_no: str
    order_no: str | None
    channel: str
    title: str | None
    kind: CaseKind
    state: CaseState
    deadline_at: datetime
    minutes: int


def late(connection: Connection, now: datetime, *, limit: int = 200) -> tuple[LateCase, ...]:
    """The open cases that are past their deadline at `now`, the latest first; `overview` counts all of them."""
    names = ("id", "external_no", "order_no", "title", "kind", "state", "deadline_at")
    statement = (
        select(*(_cases.c[name] for name in names), _channels.c.name.label("channel"))
        .join_from(_cases, _channels, _channels.c.id == _cases.c.channel_id)
        .where(_OPEN, _cases.c.deadline_at < now)
        .order_by(_cases.c.deadline_at, _cases.c.id)
        .limit(limit)
    )
    return tuple(
        LateCase(**row, minutes=int((now - row["deadline_at"]) / timedelta(minutes=1)))
        for row in connection.execute(statement).mappings()
    )


def case_ids(connection: Connection, numbers: Sequence[str]) -> dict[str, int]:
    """Case number → id; numbers no case has are left out. For verbs that name cases by their number."""
    statement = select(_cases.c.external_no, _cases.c.id).where(_cases.c.external_no.in_(list(numbers)))
    return {row[0]: row[1] for row in connection.execute(statement)}


def of_order(connection: Connection, order_id: int) -> tuple[CaseDetail, ...]:
    """The cases of an order, oldest first."""
    statement = select(_cases.c.id).where(_cases.c.order_id == order_id).order_by(_cases.c.asked_at, _cases.c.id)
    return tuple(detail(connection, case_id) for case_id in connection.execute(statement).scalars())
