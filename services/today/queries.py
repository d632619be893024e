"""Reads: what today looks like and what waits to be done. Only counts over indexed, small sets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import BindParameter, ColumnElement, Connection, and_, bindparam, func, select

from models.channels import Channel
from models.columns import from_epoch_ms
from models.dialects.prepared import Prepared
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


def _view(name: str) -> ColumnElement[bool]:
    condition = VIEWS[name]
    if condition is None:
        raise ValueError(f"the view {name!r} has no condition")
    return condition


def _orders_where(*conditions: ColumnElement[bool]) -> Prepared:
    return Prepared(select(func.count()).select_from(_orders).where(*conditions))


def _summed_up_where(*conditions: ColumnElement[bool]) -> Prepared:
    joined = select(func.count()).join_from(_orders, _summaries, _summaries.c.order_id == _orders.c.id)
    return Prepared(joined.where(*conditions))


# All put together once: that takes longer than counting. What hangs on the time is given `now` and `soon`.
_NOW: BindParameter[datetime] = bindparam("now")
_SOON: BindParameter[datetime] = bindparam("soon")
# The index begins with the status: a refund is looked up under each of them instead of over all orders.
_STATUSES = _orders.c.status.in_(list(OrderStatus))
_OF_ORDERS = {
    "to_ship": _orders_where(READY),
    "overdue": _orders_where(READY, _orders.c.deliver_by < _NOW),
    "due_soon": _orders_where(READY, _orders.c.deliver_by.between(_NOW, _SOON)),
    "held": _orders_where(_view("held"), _orders.c.hold_code != _LINES_MISSING),
    "refunding": _orders_where(_view("refunding"), _STATUSES),
    "unlinked": _summed_up_where(READY, _summaries.c.unmatched > 0),
    "without_items": _orders_where(_view("held"), _orders.c.hold_code == _LINES_MISSING),
    "unpicked": _summed_up_where(READY, _summaries.c.pick_prints == 0),
    "untracked": _orders_where(READY, _orders.c.tracking_no.is_(None)),
    "unreported": _summed_up_where(
        _orders.c.status.in_((OrderStatus.PAID, OrderStatus.SHIPPED)),
        _orders.c.tracking_no.is_not(None),
        _orders.c.tracking_entered_at.is_not(None),
        _summaries.c.ship_files == 0,
    ),
}
_ANY_ORDER = Prepared(select(_orders.c.id).limit(1))
_OLDEST = Prepared(select(func.min(func.coalesce(_orders.c.paid_at, _orders.c.ordered_at))).where(READY))
_NEXT_DUE = Prepared(select(func.min(_orders.c.deliver_by)).where(and_(READY, _orders.c.deliver_by >= _NOW)))
_WAITING_ROWS = Prepared(
    select(func.count()).select_from(
        select(_problems.c.file_id, _problems.c.row).where(_problems.c.resolved_at.is_(None)).distinct().subquery()
    )
)


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
    counted = {name: _number(connection, one, now=now, soon=soon) for name, one in _OF_ORDERS.items()}
    return Today(
        day=day,
        zone=zone,
        currency=currency,
        is_demo=settings.read(connection, settings.IS_DEMO),
        has_orders=_ANY_ORDER.first(connection) is not None,
        sales=daily_sales(connection, day - timedelta(days=_CHART_DAYS - 1), day, currency),
        to_ship=counted["to_ship"],
        oldest_at=_moment(connection, _OLDEST, now),
        overdue=counted["overdue"],
        due_soon=counted["due_soon"],
        next_due=_moment(connection, _NEXT_DUE, now),
        held=counted["held"],
        refunding=counted["refunding"],
        unlinked=counted["unlinked"],
        without_items=counted["without_items"],
        unpicked=counted["unpicked"],
        untracked=counted["untracked"],
        unreported=counted["unreported"],
        mergeable=waiting_together(connection),
        waiting_rows=_number(connection, _WAITING_ROWS),
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
        to_ship=_number(connection, _OF_ORDERS["to_ship"]),
        unlinked=_number(connection, _OF_ORDERS["unlinked"]),
        rows=_number(connection, _WAITING_ROWS),
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


def _number(connection: Connection, counted: Prepared, **given: datetime) -> int:
    return int(counted.column(connection, **given)[0])


def _moment(connection: Connection, found: Prepared, now: datetime) -> datetime | None:
    at = found.column(connection, now=now)[0]
    return from_epoch_ms(at) if at is not None else None
