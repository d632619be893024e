"""Reads: what today looks like and what waits to be done. Only counts over indexed, small sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, and_, func, select

from models.channels import Channel
from models.enums.orders import OrderStatus
from models.imports import ImportFile, ImportProblem
from models.orders import Order
from models.projections import OrderSummary
from services import clock, settings
from services.competitors.queries import alerts
from services.fulfilment.merging import waiting_together
from services.orders.day_sales import DaySales, daily_sales, main_currency
from services.orders.queries import READY, VIEWS
from services.today.figures import Figures, figures
from services.today.first_steps import FirstSteps, first_steps
from services.today.waits import Waits, waits

_orders = Order.table()
_summaries = OrderSummary.table()
_files = ImportFile.table()
_problems = ImportProblem.table()
_channels = Channel.table()

_CHART_DAYS = 30
_LINES_MISSING = "lines_missing"
_IMPORTS_SHOWN = 6


class NextStep(StrEnum):
    """The one thing to do next in the morning's order."""

    IMPORT = "import"
    LINK = "link"
    PICK = "pick"
    TRACK = "track"
    REPORT = "report"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One imported file, as Today lists it."""

    id: int
    file_name: str
    channel: str | None
    at: datetime
    rows: int
    new: int
    updated: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Today:
    """What the Today page shows. Amounts are minor units of `currency`; counts are orders unless named."""

    day: date
    zone: str
    currency: str
    is_demo: bool
    has_orders: bool
    sales: tuple[DaySales, ...]
    to_ship: int
    oldest_at: datetime | None
    overdue: int
    due_soon: int
    next_due: datetime | None
    held: int
    refunding: int
    unlinked: int
    without_items: int
    unpicked: int
    untracked: int
    unreported: int
    mergeable: int
    waiting_rows: int
    imported_today: bool
    imports: tuple[ImportLine, ...]
    figures: Figures
    waits: Waits
    first_steps: FirstSteps

    def sold_on(self, day: date) -> DaySales:
        """The sales of one business day; zero where there were none."""
        return next((one for one in self.sales if one.day == day), DaySales(day, 0, 0, 0))

    @property
    def yesterday(self) -> date:
        """The business day before this one."""
        return self.day - timedelta(days=1)

    def received(self, first_back: int, last_back: int) -> int:
        """Money of the days from `first_back` up to, not including, `last_back` days ago."""
        return sum(self.sold_on(self.day - timedelta(days=back)).paid_minor for back in range(first_back, last_back))

    @property
    def next_step(self) -> NextStep:
        """What to do now: fetch, link, print, enter tracking numbers, report them."""
        if not self.has_orders or (not self.imported_today and not self.to_ship):
            return NextStep.IMPORT
        if self.unlinked:
            return NextStep.LINK
        if self.unpicked:
            return NextStep.PICK
        if self.untracked:
            return NextStep.TRACK
        if self.unreported:
            return NextStep.REPORT
        return NextStep.DONE if self.imported_today else NextStep.IMPORT


def today(connection: Connection) -> Today:
    """Everything the Today page shows, at this moment."""
    zone = settings.read(connection, settings.ZONE)
    now = clock.now()
    day = clock.business_day(now, zone)
    currency = main_currency(connection) or settings.read(connection, settings.CURRENCY)
    imports = last_imports(connection)
    soon = now + timedelta(hours=24)
    return Today(
        day=day,
        zone=zone,
        currency=currency,
        is_demo=settings.read(connection, settings.IS_DEMO),
        has_orders=connection.execute(select(_orders.c.id).limit(1)).first() is not None,
        sales=daily_sales(connection, day - timedelta(days=_CHART_DAYS - 1), day, currency),
        to_ship=_count(connection, READY),
        oldest_at=_moment(connection, func.min(func.coalesce(_orders.c.paid_at, _orders.c.ordered_at)), READY),
        overdue=_count(connection, and_(READY, _orders.c.deliver_by < now)),
        due_soon=_count(connection, and_(READY, _orders.c.deliver_by.between(now, soon))),
        next_due=_moment(connection, func.min(_orders.c.deliver_by), and_(READY, _orders.c.deliver_by >= now)),
        held=_count(connection, _view("held"), _orders.c.hold_code != _LINES_MISSING),
        refunding=_count(connection, _view("refunding"), _STATUSES),
        unlinked=_joined(connection, READY, _summaries.c.unmatched > 0),
        without_items=_count(connection, _view("held"), _orders.c.hold_code == _LINES_MISSING),
        unpicked=_joined(connection, READY, _summaries.c.pick_prints == 0),
        untracked=_count(connection, and_(READY, _orders.c.tracking_no.is_(None))),
        unreported=_unreported(connection),
        mergeable=waiting_together(connection),
        waiting_rows=_waiting_rows(connection),
        imported_today=any(clock.business_day(one.at, zone) == day for one in imports),
        imports=imports,
        figures=figures(connection, now, day, currency),
        waits=waits(connection, now, day),
        first_steps=first_steps(connection),
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """How much waits on the pages: orders to ship, orders with codes nobody linked, rows of imports.

    `rivals` are competitors' items that are cheaper than ours or whose price moved, by more than she allows.
    """

    to_ship: int
    unlinked: int
    rows: int
    rivals: int = 0


def waiting(connection: Connection) -> Waiting:
    """The counts beside the names of the pages."""
    return Waiting(
        to_ship=_count(connection, READY),
        unlinked=_joined(connection, READY, _summaries.c.unmatched > 0),
        rows=_waiting_rows(connection),
        rivals=alerts(connection).either,
    )


def last_imports(connection: Connection, limit: int = _IMPORTS_SHOWN) -> tuple[ImportLine, ...]:
    """The newest imported files first."""
    waiting = (
        select(func.count(func.distinct(_problems.c.row)))
        .where(_problems.c.file_id == _files.c.id, _problems.c.resolved_at.is_(None))
        .scalar_subquery()
    )
    names = ("row_count", "new_count", "updated_count")
    statement = (
        select(_files.c.id, _files.c.file_name, _channels.c.name, _files.c.imported_at,
               *(_files.c[name] for name in names), waiting)
        .outerjoin_from(_files, _channels, _channels.c.id == _files.c.channel_id)
        .order_by(_files.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(ImportLine(*tuple(row)) for row in connection.execute(statement))


# The index begins with the status: a refund is looked up under each of them instead of over all orders.
_STATUSES = _orders.c.status.in_(list(OrderStatus))


def _view(name: str) -> ColumnElement[bool]:
    condition = VIEWS[name]
    if condition is None:
        raise ValueError(f"the view {name!r} has no condition")
    return condition


def _count(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count()).select_from(_orders).where(*conditions)).scalar_one())


def _joined(connection: Connection, *conditions: ColumnElement[bool]) -> int:
    statement = (
        select(func.count()).join_from(_orders, _summaries, _summaries.c.order_id == _orders.c.id).where(*conditions)
    )
    return int(connection.execute(statement).scalar_one())


def _moment(
    connection: Connection, expression: ColumnElement[datetime], condition: ColumnElement[bool]
) -> datetime | None:
    return connection.execute(select(expression).select_from(_orders).where(condition)).scalar()


def _unreported(connection: Connection) -> int:
    open_states: Sequence[OrderStatus] = (OrderStatus.PAID, OrderStatus.SHIPPED)
    return _joined(
        connection,
        _orders.c.status.in_(open_states),
        _orders.c.tracking_no.is_not(None),
        _orders.c.tracking_entered_at.is_not(None),
        _summaries.c.ship_files == 0,
    )


def _waiting_rows(connection: Connection) -> int:
    rows = select(_problems.c.file_id, _problems.c.row).where(_problems.c.resolved_at.is_(None)).distinct().subquery()
    return int(connection.execute(select(func.count()).select_from(rows)).scalar_one())
