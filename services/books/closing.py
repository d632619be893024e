"""Writes: months are closed one after the other, keep their figures, and are opened again only with a reason."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from models.books import MonthClose, MonthFigure
from services import clock, settings, text
from services.books.checklist import checklist
from services.books.errors import MonthNotReady
from services.books.lines import by_month, closed_months, corrections, first_of, last_of
from services.business_day import shop_today
from services.errors import Invalid, NotFound
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message


@command("books.close_month", N_("Close the books of {month}"))
def close_month(uow: UnitOfWork, month: str, note: str | None = None) -> int:
    """Keep what was posted through the end of a month, and let nothing of it change. Returns the close's id.

    `MonthNotReady` before the month is over, or out of turn. What the checklist still names is kept with it.
    """
    uow.describe(month=month)
    _require_turn(uow, month)
    months = closed_months(uow.connection)
    begin = last_of(months[-1][0]) + timedelta(days=1) if months else None
    end = last_of(month)
    left_open = [f"{check.code}={check.count}" for check in checklist(uow.connection, month) if check.count]
    figures = by_month(uow.connection, begin, end)
    for one in corrections(uow.connection):
        if begin is not None and begin <= one.day <= end:
            key = (month, one.account, one.currency)
            held = figures.get(key, (0, 0))
            figures[key] = (held[0] + one.amount_minor, held[1] + one.home_minor)
    close = MonthClose(month=month, closed_at=clock.now(), left_open=" ".join(left_open) or None, note=text.clean(note))
    uow.add(close)
    uow.flush()
    uow.add_all(
        MonthFigure(
            close_id=close.id,
            month=of_month,
            account=account,
            currency=currency,
            amount_minor=one[0],
            home_minor=one[1],
        )
        for (of_month, account, currency), one in sorted(figures.items())
    )
    settings.keep(uow, settings.LOCKED_THROUGH, end.isoformat())
    return close.id


@command("books.reopen_month", N_("Open the books of {month} again: {reason}"))
def reopen_month(uow: UnitOfWork, month: str, reason: str) -> None:
    """Let the month closed last change again. The reason is kept in History; `Invalid` without one."""
    uow.describe(month=month, reason=reason.strip())
    if not reason.strip():
        raise Invalid(field=message(N_("Reason")), value=reason, reason=message(N_("it must not be empty")))
    months = closed_months(uow.connection)
    if month not in [one for one, _id in months]:
        raise NotFound(what=message(N_("closed month")), which=month)
    if month != months[-1][0]:
        later = message(N_("{month} was closed later"), month=months[-1][0])
        raise MonthNotReady(month=month, reason=later)
    close_id = months[-1][1]
    for figure in uow.all(select(MonthFigure).where(MonthFigure.close_id == close_id)):
        uow.delete(figure)
    uow.flush()
    uow.delete(uow.get(MonthClose, close_id))
    before = last_of(months[-2][0]).isoformat() if len(months) > 1 else ""
    settings.keep(uow, settings.LOCKED_THROUGH, before)


@command("books.choose_late_changes", N_("Change what happens to late changes of closed months"))
def choose_late_changes(uow: UnitOfWork, choice: str) -> None:
    """Whether changes of closed months are refused or booked in the first open one."""
    if choice not in (settings.REFUSE_LATE_CHANGES, settings.BOOK_LATE_CHANGES):
        reason = message(N_("there is no such choice"))
        raise Invalid(field=message(settings.LATE_CHANGES.label), value=choice, reason=reason)
    settings.keep(uow, settings.LATE_CHANGES, choice)


def _require_turn(uow: UnitOfWork, month: str) -> None:
    if not _is_month(month):
        raise Invalid(field=message(N_("Month")), value=month, reason=message(N_("write it like 2026-03")))
    today = shop_today(uow.connection)
    reason: Message | None = None
    months = [one for one, _id in closed_months(uow.connection)]
    if month in months:
        reason = message(N_("they are closed already"))
    elif last_of(month) >= today:
        reason = message(N_("the month is not over"))
    elif months and first_of(month) != last_of(months[-1]) + timedelta(days=1):
        following = last_of(months[-1]) + timedelta(days=1)
        reason = message(N_("{month} comes first"), month=f"{following:%Y-%m}")
    if reason is not None:
        raise MonthNotReady(month=month, reason=reason)


def _is_month(text: str) -> bool:
    try:
        return f"{date.fromisoformat(f'{text}-01'):%Y-%m}" == text
    except ValueError:
        return False
