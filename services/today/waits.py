"""Reads: what waits beside the orders: cases, stock, bills, follow-ups and tasks. Counts over indexed, small sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import BindParameter, ColumnElement, Connection, Table, and_, bindparam, func, select

from models.aftersales import OPEN_STATES, Case
from models.customers import FollowUp
from models.dialects.prepared import Prepared
from models.reviews import Review
from services.campaigns.calendar import Coming, coming, to_review
from services.competitors.queries import alerts
from services.growth.launch_queries import DueSteps, due_steps
from services.growth.post_queries import DuePosts, due_posts
from services.kernel.table_query import TableRequest, stored_rows
from services.purchasing.payables import bills
from services.reviews.queries import VIEWS as REVIEW_VIEWS
from services.stock.listing import STOCK
from services.tasks.queries import Tasks, tasks
from services.today.money_waits import MoneyWaits, money_waits

_cases = Case.table()
_follow_ups = FollowUp.table()
_reviews = Review.table()
_BILL_DAYS, _CASE_SOON = timedelta(days=7), timedelta(hours=24)


def _required(condition: ColumnElement[bool] | None) -> ColumnElement[bool]:
    if condition is None:
        raise ValueError("a view of all reviews is no work")
    return condition


def _rows_of(table: Table, *conditions: ColumnElement[bool]) -> Prepared:
    return Prepared(select(func.count()).select_from(table).where(*conditions))


# All put together once: that takes longer than counting.
_NOW: BindParameter[datetime] = bindparam("now")
_SOON: BindParameter[datetime] = bindparam("soon")
_TODAY: BindParameter[date] = bindparam("today")
_OPEN = _cases.c.state.in_(sorted(OPEN_STATES))
_LATE = and_(_OPEN, _cases.c.deadline_at < _NOW)
_DUE = and_(_follow_ups.c.done_at.is_(None), _follow_ups.c.due_on <= _TODAY)
_OF_STOCK = {view: STOCK.select([func.count()], TableRequest(view=view)) for view in ("short", "low")}
_CASES_LATE = _rows_of(_cases, _LATE)
_CASES_SOON = _rows_of(_cases, _OPEN, _cases.c.deadline_at.between(_NOW, _SOON))
_LATEST_CASE = Prepared(select(_cases.c.id).where(_LATE).order_by(_cases.c.deadline_at, _cases.c.id).limit(1))
_FOLLOW_UPS = _rows_of(_follow_ups, _DUE)
_FOLLOW_UPS_LATE = _rows_of(_follow_ups, _DUE, _follow_ups.c.due_on < _TODAY)
_REVIEWS_TO_DO = _rows_of(_reviews, _required(REVIEW_VIEWS["to_do"]))


@dataclass(frozen=True, slots=True)
class Waits:
    """How much waits of each kind. `bills_soon` are due within a week; `late_case` and `late_bill` lead to the oldest.

    `campaigns` begin soon; `rivals` are competitors' items that are cheaper, or whose price moved.
    `short` products are promised to more orders than there are pieces, `low` ones are in the list of low stock.
    """

    cases_late: int
    cases_soon: int
    late_case: int | None
    short: int
    low: int
    bills_late: int
    bills_soon: int
    late_bill: int | None
    next_bill_on: date | None
    follow_ups: int
    follow_ups_late: int
    reviews: int
    tasks: Tasks
    posts: DuePosts
    launches: DueSteps
    money: MoneyWaits
    campaigns: tuple[Coming, ...] = ()
    campaigns_to_review: int = 0
    rivals: int = 0


def waits(connection: Connection, now: datetime, day: date) -> Waits:
    """Everything at this moment; `day` is the shop's business day."""
    soon, oldest = now + _CASE_SOON, _LATEST_CASE.first(connection, now=now)
    owed = sorted(
        (bill for bill in bills(connection) if bill.open_minor > 0 and bill.due_on <= day + _BILL_DAYS),
        key=lambda bill: (bill.due_on, bill.purchase_id),
    )
    late = sum(bill.due_on < day for bill in owed)
    return Waits(
        cases_late=_number(connection, _CASES_LATE, now=now),
        cases_soon=_number(connection, _CASES_SOON, now=now, soon=soon),
        late_case=oldest[0] if oldest is not None else None,
        short=_products(connection, "short"),
        low=_products(connection, "low"),
        bills_late=late,
        bills_soon=len(owed) - late,
        late_bill=owed[0].purchase_id if owed else None,
        next_bill_on=owed[late].due_on if len(owed) > late else None,
        follow_ups=_number(connection, _FOLLOW_UPS, today=day),
        follow_ups_late=_number(connection, _FOLLOW_UPS_LATE, today=day),
        reviews=_number(connection, _REVIEWS_TO_DO),
        tasks=tasks(connection),
        campaigns=coming(connection, day),
        campaigns_to_review=to_review(connection, day),
        rivals=alerts(connection).either,
        posts=due_posts(connection, day),
        launches=due_steps(connection, day),
        money=money_waits(connection, day),
    )


def _products(connection: Connection, view: str) -> int:
    """How many rows the list of stock shows in a view that does not hang on the time."""
    return int(stored_rows(connection, _OF_STOCK[view])[0][0])


def _number(connection: Connection, counted: Prepared, **given: date) -> int:
    return int(counted.column(connection, **given)[0])
