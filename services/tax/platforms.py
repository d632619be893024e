"""What platforms reported to the tax office, typed or imported, held against the own books with the gap explained."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, func, select, type_coerce

from models.aftersales import Case
from models.channels import Channel
from models.orders import Order
from models.tax import PlatformIncome
from services import settings, text
from services.books.days import spans
from services.books.of_orders import INCOME, IS_POSTED, LEFT_AT, PAID_BACK, TO_BUYER
from services.editing import require_unchanged
from services.errors import Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.kinds import IS_SALE

_o = Order.table()
_cases = Case.table()
_channels = Channel.table()
_reports = PlatformIncome.table()
_PAID_AT: ColumnElement[int] = type_coerce(func.coalesce(_o.c.paid_at, _o.c.ordered_at), BigInteger())
_SUBSIDY: ColumnElement[int] = type_coerce(func.coalesce(_o.c.platform_discount_minor, 0), BigInteger())


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """What a platform reported of a channel, in the channel's currency; `income_minor` is before refunds."""

    channel_id: int
    first_on: date
    last_on: date
    income_minor: int
    refunds_minor: int = 0
    fees_minor: int | None = None
    orders: int | None = None
    note: str | None = None


class Reason(StrEnum):
    """Why a platform's figure and the own books differ."""

    OWN = "own"
    COUPONS = "coupons"
    LEFT_LATER = "left_later"
    PAID_BEFORE = "paid_before"
    CANCELLED = "cancelled"
    UNEXPLAINED = "unexplained"


REASON_LABELS = {
    Reason.OWN: N_("Own books: orders that left in these days"),
    Reason.COUPONS: N_("Coupons the platform paid for"),
    Reason.LEFT_LATER: N_("Paid in these days, left later or not yet"),
    Reason.PAID_BEFORE: N_("Left in these days, paid before"),
    Reason.CANCELLED: N_("Paid in these days, closed before they left"),
    Reason.UNEXPLAINED: N_("Not explained"),
}


@dataclass(frozen=True, slots=True)
class GapLine:
    """One step from the own figure to the platform's, and how many orders it is about."""

    reason: Reason
    minor: int
    orders: int = 0


@dataclass(frozen=True, slots=True)
class Reported:
    """A report beside the own books. `lines` add up to what was reported; `own_refunds_minor` are dated in the days."""

    id: int
    version: int
    draft: ReportDraft
    channel: str
    currency: str
    lines: tuple[GapLine, ...]
    own_refunds_minor: int

    @property
    def own_minor(self) -> int:
        """What the own books have of the days, before refunds."""
        return next(line.minor for line in self.lines if line.reason is Reason.OWN)

    @property
    def gap_minor(self) -> int:
        """What the platform reported beyond the own books, before refunds."""
        return self.draft.income_minor - self.own_minor

    @property
    def unexplained_minor(self) -> int:
        """The part of the gap no step explains."""
        return next(line.minor for line in self.lines if line.reason is Reason.UNEXPLAINED)


@command("tax.add_report", N_("Enter what {channel} reported from {day} on"))
def add_report(uow: UnitOfWork, draft: ReportDraft) -> int:
    """A new report; one for a channel and first day. Returns its id."""
    channel = _require_sound(uow, draft)
    same = (_reports.c.channel_id == draft.channel_id, _reports.c.first_on == draft.first_on)
    _require_free(uow, same)
    row = PlatformIncome(**{name: getattr(draft, name) for name in ReportDraft.__slots__})
    row.note = text.clean(draft.note)
    uow.add(row)
    uow.flush()
    uow.describe(channel=channel, day=draft.first_on.isoformat())
    return row.id


@command("tax.change_report", N_("Change what {channel} reported from {day} on"))
def change_report(uow: UnitOfWork, report_id: int, draft: ReportDraft, *, version: int | None = None) -> None:
    """Write a report anew; with `version`, refuse when it changed meanwhile."""
    row = uow.get(PlatformIncome, report_id)
    require_unchanged(row, version, N_("report of a platform"))
    channel = _require_sound(uow, draft)
    same = (_reports.c.channel_id == draft.channel_id, _reports.c.first_on == draft.first_on)
    _require_free(uow, (*same, _reports.c.id != report_id))
    for name in ReportDraft.__slots__:
        setattr(row, name, getattr(draft, name))
    row.note = text.clean(draft.note)
    uow.describe(channel=channel, day=draft.first_on.isoformat())


@command("tax.delete_report", N_("Delete what {channel} reported from {day} on"))
def delete_report(uow: UnitOfWork, report_id: int) -> None:
    """Take a report out again."""
    row = uow.get(PlatformIncome, report_id)
    uow.describe(channel=uow.get(Channel, row.channel_id).name, day=row.first_on.isoformat())
    uow.delete(row)


def reported(connection: Connection, first: date | None = None, last: date | None = None) -> tuple[Reported, ...]:
    """The reports whose days begin within these, the newest first, each with its gap to the own books explained."""
    statement = select(_reports, _channels.c.name.label("channel"), _channels.c.currency).join_from(
        _reports, _channels, _channels.c.id == _reports.c.channel_id
    )
    if first is not None:
        statement = statement.where(_reports.c.first_on >= first)
    if last is not None:
        statement = statement.where(_reports.c.first_on <= last)
    rows = connection.execute(statement.order_by(_reports.c.first_on.desc(), _reports.c.id.desc())).mappings()
    zone = settings.read(connection, settings.ZONE)
    found = []
    for row in list(rows):
        draft = ReportDraft(**{name: row[name] for name in ReportDraft.__slots__})
        lines = tuple(_lines(connection, draft, row["currency"], zone))
        refunds = _own_refunds(connection, draft, row["currency"], zone)
        found.append(Reported(row["id"], row["version"], draft, row["channel"], row["currency"], lines, refunds))
    return tuple(found)


def _lines(connection: Connection, draft: ReportDraft, currency: str, zone: str) -> Iterator[GapLine]:
    ((begin, end),) = spans(_days(draft), zone)
    mine = and_(_o.c.channel_id == draft.channel_id, _o.c.currency == currency)
    left = and_(_is(mine), IS_POSTED, begin <= LEFT_AT, end > LEFT_AT)
    paid = and_(_is(and_(mine, IS_SALE, _o.c.paid_minor > 0)), begin <= _PAID_AT, end > _PAID_AT)
    parts = (
        (Reason.OWN, INCOME, left, 1),
        (Reason.COUPONS, _SUBSIDY, and_(left, _SUBSIDY != 0), 1),
        (Reason.LEFT_LATER, INCOME + _SUBSIDY, and_(paid, IS_POSTED, end <= LEFT_AT), 1),
        (Reason.LEFT_LATER, INCOME + _SUBSIDY, and_(paid, _is(_o.c.status == "paid")), 1),
        (Reason.PAID_BEFORE, INCOME + _SUBSIDY, and_(left, begin > _PAID_AT), -1),
        (Reason.CANCELLED, INCOME + _SUBSIDY, and_(paid, _is(_o.c.status == "closed")), 1),
    )
    sums: dict[Reason, tuple[int, int]] = {}
    for reason, amount, condition, sign in parts:
        statement = select(func.coalesce(func.sum(amount), 0), func.count()).where(condition)
        minor, orders = connection.execute(statement).one()
        before = sums.get(reason, (0, 0))
        sums[reason] = (before[0] + sign * int(minor), before[1] + int(orders))
    explained = sum(minor for minor, _orders in sums.values())
    for reason, (minor, orders) in sums.items():
        if minor or reason is Reason.OWN:
            yield GapLine(reason, minor, orders)
    yield GapLine(Reason.UNEXPLAINED, draft.income_minor - explained)


def _is(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition, said so that no index of a channel, status or kind serves it: the days are the narrower way."""
    return case((condition, 1), else_=0) == 1


def _own_refunds(connection: Connection, draft: ReportDraft, currency: str, zone: str) -> int:
    """What went back to buyers in these days, payment by payment; what a courier paid to the shop is no refund."""
    ((begin, end),) = spans(_days(draft), zone)
    found = 0
    for one in PAID_BACK:
        statement = (
            select(func.coalesce(func.sum(one.minor), 0))
            .select_from(one.source.join(_o, _o.c.id == _cases.c.order_id))
            .where(
                _is(_o.c.channel_id == draft.channel_id), _is(_cases.c.currency == currency),
                _is(_cases.c.kind.in_(TO_BUYER)), one.condition, begin <= one.at, end > one.at,
            )
        )  # fmt: skip
        found += int(connection.execute(statement).scalar_one())
    return found


def _days(draft: ReportDraft) -> list[date]:
    first, last = draft.first_on.toordinal(), draft.last_on.toordinal()
    return [date.fromordinal(number) for number in range(first, last + 1)]


def _require_sound(uow: UnitOfWork, draft: ReportDraft) -> str:
    if draft.last_on < draft.first_on:
        reason = message(N_("it is before the first day"))
        raise Invalid(field=message(N_("Last day")), value=draft.last_on.isoformat(), reason=reason)
    for label, value in (
        (N_("Income reported"), draft.income_minor),
        (N_("Refunds reported"), draft.refunds_minor),
        (N_("Fees reported"), draft.fees_minor or 0),
        (N_("Orders"), draft.orders or 0),
    ):
        if value < 0:
            reason = message(N_("type a number, 0 or more"))
            raise Invalid(field=message(label), value=str(value), reason=reason)
    return uow.get(Channel, draft.channel_id).name


def _require_free(uow: UnitOfWork, same: tuple[ColumnElement[bool], ...]) -> None:
    if uow.connection.execute(select(_reports.c.id).where(*same)).first() is not None:
        reason = message(N_("this channel has a report that begins on this day; change that one"))
        raise Invalid(field=message(N_("First day")), value="", reason=reason)
