"""Reads: product launches, how far each has come, and what its first 30 days brought."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, and_, bindparam, func, select

from models.catalog import Sku
from models.dialects.prepared import Prepared
from models.enums.growth import LaunchStage
from models.launches import Launch, LaunchCost, LaunchStep
from models.rollups import SkuDay
from services import settings
from services.business_day import shop_today
from services.errors import NotFound
from services.growth.launch_costs import CostLine, CostSheet, cost_sheet
from services.growth.launches import LaunchDraft
from services.i18n import N_
from services.kernel.table_query import stored_rows
from services.messages import message

FIRST_DAYS = 30
_launches = Launch.table()
_steps = LaunchStep.table()
_costs = LaunchCost.table()
_skus = Sku.table()
_days = SkuDay.table()
_DAY: BindParameter[date] = bindparam("day")
_OF_LAUNCHES = _steps.join(_launches, _launches.c.id == _steps.c.launch_id)
_IS_DUE = and_(_steps.c.done_on.is_(None), _launches.c.closed_on.is_(None), _steps.c.due_on <= _DAY)
# Put together once: that takes longer than counting.
_DUE = Prepared(
    select(func.count(), func.count().filter(_steps.c.due_on < _DAY)).select_from(_OF_LAUNCHES).where(_IS_DUE)
)
_FIRST_DUE = Prepared(
    select(_steps.c.launch_id).select_from(_OF_LAUNCHES).where(_IS_DUE).order_by(_steps.c.due_on, _steps.c.id).limit(1)
)


@dataclass(frozen=True, slots=True)
class StepView:
    """One step; late where its day is past and nobody ticked it."""

    id: int
    stage: LaunchStage
    title: str
    due_on: date | None
    done_on: date | None
    note: str | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class FirstDays:
    """What the SKU sold from its launch day on, as far as 30 days are over; amounts are minor units.

    `pieces_by_day` has an entry for every day up to yesterday; `cost_minor` is what the ledger says the pieces cost
    that have left, and `unknown` pieces left at a cost nobody knows.
    """

    orders: int
    pieces: int
    amount_minor: int
    cost_minor: int
    unknown: int
    pieces_by_day: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LaunchView:
    """One launch whole. `first_days` is None before the launch day and where no SKU is named."""

    id: int
    version: int
    draft: LaunchDraft
    sku_id: int | None
    review: str | None
    closed_on: date | None
    currency: str
    today: date
    steps: tuple[StepView, ...]
    costs: tuple[CostLine, ...]
    first_days: FirstDays | None

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(one.done_on is not None for one in self.steps)

    @property
    def late(self) -> int:
        """How many steps are late."""
        return sum(one.is_late for one in self.steps)

    @property
    def next_step(self) -> StepView | None:
        """The open step that comes first by its day, then by its place."""
        waiting = [one for one in self.steps if one.done_on is None]
        return min(waiting, key=lambda one: one.due_on or date.max, default=None)

    @property
    def sheet(self) -> CostSheet | None:
        """The cost sheet at the price; None without a price."""
        return cost_sheet(self.draft.price_minor, self.costs) if self.draft.price_minor is not None else None


@dataclass(frozen=True, slots=True)
class DueSteps:
    """Open steps of launches that are not over: due up to a day, how many of them before it, and one's launch."""

    due: int
    late: int
    launch_id: int | None


def launches(connection: Connection) -> tuple[LaunchView, ...]:
    """Every launch: those that go on by their launch day, then those that are over, newest first."""
    found = [_view(connection, row) for row in _rows(connection)]
    found.sort(key=lambda one: (one.draft.launch_on or date.max, one.id))
    going = [one for one in found if one.closed_on is None]
    over = sorted((one for one in found if one.closed_on is not None), key=lambda one: one.closed_on or one.today)
    return (*going, *reversed(over))


def launch_view(connection: Connection, launch_id: int) -> LaunchView:
    """One launch; `NotFound` where there is none."""
    found = _rows(connection, launch_id)
    if not found:
        raise NotFound(what=message(N_("launch")), which=f"#{launch_id}")
    return _view(connection, found[0])


def due_steps(connection: Connection, day: date) -> DueSteps:
    """What launches wait for by the end of `day`."""
    due, late = _DUE.rows(connection, day=day)[0]
    first = _FIRST_DUE.first(connection, day=day)
    return DueSteps(due, late, first[0] if first is not None else None)


def first_days(connection: Connection, sku_id: int, launch_on: date, today: date, currency: str) -> FirstDays:
    """The sales of a SKU in the 30 days from `launch_on`, as far as they are over or under way."""
    last = min(launch_on + timedelta(days=FIRST_DAYS - 1), today)
    c = _days.c
    sums = (
        func.sum(c.orders),
        func.sum(c.pieces),
        func.sum(c.amount_minor),
        func.sum(c.cost_minor),
        func.sum(c.unknown),
    )
    of_span = (c.sku_id == sku_id, c.day.between(launch_on, last), c.currency == currency)
    rows = stored_rows(connection, select(c.day, *sums).where(*of_span).group_by(c.day))
    by_day: defaultdict[date, int] = defaultdict(int)
    totals = [0, 0, 0, 0, 0]
    for row in rows:
        by_day[date.fromisoformat(row[0])] += row[2]
        totals = [total + value for total, value in zip(totals, row[1:], strict=True)]
    span = [launch_on + timedelta(days=number) for number in range((last - launch_on).days + 1)]
    orders, pieces, amount, cost, unknown = totals
    return FirstDays(orders, pieces, amount, cost, unknown, tuple(by_day[day] for day in span))


def _rows(connection: Connection, launch_id: int | None = None) -> list[Any]:
    statement = select(_launches, _skus.c.code).outerjoin_from(_launches, _skus, _skus.c.id == _launches.c.sku_id)
    if launch_id is not None:
        statement = statement.where(_launches.c.id == launch_id)
    return list(connection.execute(statement.order_by(_launches.c.id)))


def _view(connection: Connection, row: Any) -> LaunchView:
    currency = settings.read(connection, settings.CURRENCY)
    today = shop_today(connection)
    steps = connection.execute(select(_steps).where(_steps.c.launch_id == row.id).order_by(_steps.c.position))
    costs = connection.execute(select(_costs).where(_costs.c.launch_id == row.id).order_by(_costs.c.position))
    begun = row.sku_id is not None and row.launch_on is not None and row.launch_on <= today
    return LaunchView(
        row.id, row.version, LaunchDraft(row.name, row.launch_on, row.code, row.price_minor, row.note), row.sku_id,
        row.review, row.closed_on, currency, today,
        tuple(
            StepView(one.id, one.stage, one.title, one.due_on, one.done_on, one.note,
                     one.done_on is None and one.due_on is not None and one.due_on < today and row.closed_on is None)
            for one in steps
        ),
        tuple(CostLine(one.kind, one.amount_minor, one.share_ppm, one.is_once, one.name) for one in costs),
        first_days(connection, row.sku_id, row.launch_on, today, currency) if begun else None,
    )  # fmt: skip
