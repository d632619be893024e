"""The periods a statement can be about, and what it can be held against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from services.i18n import N_, _

_ONE = timedelta(days=1)
NOTHING, BEFORE, YEAR_BEFORE = "nothing", "before", "year_before"
COMPARED = (
    (NOTHING, N_("Compared with nothing")),
    (BEFORE, N_("The period before")),
    (YEAR_BEFORE, N_("The same a year before")),
)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last` under a name in the language that is on."""

    key: str
    name: str
    first: date
    last: date


def periods(today: date, months: int = 12) -> tuple[Period, ...]:
    """This month and those before it, then quarters and years."""
    found = []
    first = today.replace(day=1)
    for _number in range(months):
        found.append(Period(f"{first:%Y-%m}", f"{first:%Y-%m}", first, _end_of_month(first)))
        first = (first - _ONE).replace(day=1)
    quarter = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
    found.append(Period("quarter", _("This quarter"), quarter, _quarter_end(quarter)))
    before = (quarter - _ONE).replace(day=1)
    before = before.replace(month=before.month - 2)
    found.append(Period("last-quarter", _("Last quarter"), before, _quarter_end(before)))
    found.append(Period("year", str(today.year), date(today.year, 1, 1), date(today.year, 12, 31)))
    found.append(Period("last-year", str(today.year - 1), date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)))
    return tuple(found)


def compared(period: Period, way: str) -> tuple[date, date] | None:
    """The days a period is held against."""
    if way == NOTHING:
        return None
    if way == YEAR_BEFORE:
        return _year_before(period.first), _year_before(period.last)
    last = period.first - _ONE
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month
    first = last.replace(day=1)
    for _number in range(months):
        first = (first - _ONE).replace(day=1)
    return first, last


def _year_before(day: date) -> date:
    is_end = (day + _ONE).day == 1
    earlier = day.replace(year=day.year - 1, day=min(day.day, 28))
    return _end_of_month(earlier.replace(day=1)) if is_end else earlier.replace(day=day.day)


def _end_of_month(first: date) -> date:
    following = first.replace(day=28) + timedelta(days=4)
    return following.replace(day=1) - _ONE


def _quarter_end(first: date) -> date:
    return _end_of_month(first.replace(month=first.month + 2))
