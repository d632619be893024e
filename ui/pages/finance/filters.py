"""What transactions can be filtered by, and their views."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from services.finance.queries import FinanceOverview
from services.i18n import N_, _
from ui.home import Today
from ui.table.filters import FilterSpec, stored_day

TABS: tuple[tuple[str, str], ...] = (
    ("all", N_("All")),
    ("in", N_("Money in")),
    ("out", N_("Money out")),
    ("neutral", N_("Neutral")),
    ("unsorted", N_("No category")),
    ("unmatched", N_("Without an order")),
)


def filter_specs(found: Callable[[], FinanceOverview | None], today: Today) -> tuple[FilterSpec, ...]:
    """All filters; `found` gives what this shop has at the moment a sheet opens."""

    def accounts() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(one.name, one.name) for one in known.accounts]

    def currencies() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(code, code) for code in sorted({one.currency for one in known.accounts})]

    def categories() -> Sequence[tuple[str, str]]:
        known = found()
        return [] if known is None else [(one.code, one.name) for one in known.categories]

    return (
        FilterSpec("happened_on", N_("Period"), "between", spans=partial(spans_of, today), parse=stored_day),
        FilterSpec("account", N_("Account"), choices=accounts),
        FilterSpec("category", N_("Category"), choices=categories),
        FilterSpec("currency", N_("Currency"), choices=currencies),
    )


def spans_of(day: Today) -> Sequence[tuple[str, str, str]]:
    """The periods a list of money is usually looked at by, as (words, first day, last day)."""
    today = day()
    month = today.replace(day=1)
    month_before = (month - timedelta(days=1)).replace(day=1)
    return (
        (_("last 7 days"), (today - timedelta(days=6)).isoformat(), today.isoformat()),
        (_("last 30 days"), (today - timedelta(days=29)).isoformat(), today.isoformat()),
        (_("this month"), month.isoformat(), today.isoformat()),
        (_("last month"), month_before.isoformat(), (month - timedelta(days=1)).isoformat()),
        (_("this year"), today.replace(month=1, day=1).isoformat(), today.isoformat()),
    )
