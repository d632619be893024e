"""The bars beside the numbers: what was received on each of the last days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from services import festivals, formatting
from services.i18n import _
from services.today.queries import Today
from ui.widgets.spark_bars import Bar, SparkBars

_DAYS = 30


def sales_bars(found: Today) -> SparkBars:
    """Thirty days up to today, the highest one named."""
    chart = SparkBars(partial(_axis, currency=found.currency))
    chart.set_nothing(_("No sales in this period"))
    days = [found.day - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]
    bars = [_bar(one, found) for one in days]
    bars[-1] = replace(bars[-1], label=_("today"))
    best = max(days, key=lambda one: found.sold_on(one).paid_minor)
    top = found.sold_on(best).paid_minor
    peak = f"{festivals.name_of(best)}  {formatting.money(top, found.currency)}" if top else ""
    chart.set_bars(bars, _("Received per day, last 30 days"), peak=peak)
    return chart


def _bar(day: date, found: Today) -> Bar:
    shown, sold = formatting.day(day), found.sold_on(day).paid_minor
    return Bar(shown, sold, f"{shown}: {formatting.money(sold, found.currency)}")


def _axis(minor: int, currency: str) -> str:
    return formatting.compact(minor, currency)
