"""Days as the lists of Inventory are filtered by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from services.i18n import _
from ui.home import Today
from ui.table.filters import FilterSpec, stored_day


def day_filter(today: Today, key: str, label: str) -> FilterSpec:
    """From a day to a day; `label` is marked with `N_`."""
    return FilterSpec(key, label, "between", spans=partial(day_spans, today), parse=stored_day)


def day_spans(day: Today) -> Sequence[tuple[str, str, str]]:
    """The spans that are offered: words, first and last day."""
    today = day()

    def last(days: int) -> tuple[str, str]:
        return (today - timedelta(days=days - 1)).isoformat(), today.isoformat()

    return (
        (_("today"), *last(1)),
        (_("last 7 days"), *last(7)),
        (_("last 30 days"), *last(30)),
        (_("this month"), today.replace(day=1).isoformat(), today.isoformat()),
    )
