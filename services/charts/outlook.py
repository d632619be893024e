"""Charts that look ahead: sales of the shop and pieces of its best sellers, with the forecast's past error."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from models.rollups import SkuDay
from services import formatting
from services.charts import behind
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.charts.marks import marks_of
from services.charts.products import CHARTS as PRODUCT_CHARTS
from services.charts.words import money
from services.i18n import N_
from services.kernel.table_query import stored_rows
from services.messages import Message, message
from services.rollups.asked import Asked
from services.rollups.forecast import LEAST_DAYS, WEEK, Forecast, forecast
from services.rollups.sold import best_sellers
from services.rollups.sums import by_day, limited

AHEAD = 28
_LEARNT, _SHOWN = 182, 42
_SKUS = 12
_goods = SkuDay.table()
_RULES = {
    "same_weekday": N_("Average of the last four same weekdays"),
    "last_weeks": N_("Average of the last four weeks"),
    "smoothed": N_("Smoothed level and damped trend with weekdays"),
}


def past_sales(connection: Connection, asked: Asked) -> list[int]:
    """What buyers paid on each of the last 26 weeks' days before today; today itself is not over."""
    first = asked.today - timedelta(days=_LEARNT)
    days = by_day(connection, replace(asked, first=first, last=asked.today - timedelta(days=1)))
    return [days[one].paid if (one := first + timedelta(days=number)) in days else 0 for number in range(_LEARNT)]


def _too_short(shape: Shape) -> Figures:
    needs = message(N_("Needs sales of at least {days} days to learn from and be tried on."), days=LEAST_DAYS)
    return nothing(shape, needs)


def _error(made: Forecast) -> str:
    return "—" if made.error_ppm is None else formatting.ppm(made.error_ppm)


def how(made: Forecast) -> Message:
    """How a forecast was made and how far it was off."""
    return message(
        N_("{rule}. In {trials} trials on the past it was off by {error} a day."),
        rule=message(_RULES[made.rule]), trials=made.trials, error=_error(made),
    )  # fmt: skip


def _shop(connection: Connection, asked: Asked) -> Figures:
    past = past_sales(connection, asked)
    made = forecast(past, AHEAD)
    if made is None:
        return _too_short(Shape.LINES)
    first = asked.today - timedelta(days=_SHOWN)
    labels = tuple(first + timedelta(days=number) for number in range(_SHOWN + AHEAD))
    real = (*past[-_SHOWN:], *(None for _day in range(AHEAD)))
    expected = (*(None for _day in range(_SHOWN - 1)), past[-1], *made.values)
    band = (*(None for _day in range(_SHOWN)), *zip(made.low, made.high, strict=True))
    title = message(
        N_("About {money} in the next {days} days; in the past such a forecast was off by {error} a day"),
        money=money(sum(made.values), asked.currency), days=AHEAD, error=_error(made),
    )  # fmt: skip
    series = (
        Series(message(N_("Sales")), real, Unit.MONEY),
        Series(message(N_("Forecast")), expected, Unit.MONEY, Tone.EXPECTED),
    )
    span = replace(asked, first=labels[0], last=labels[-1], step=None)
    marks = tuple(one for one in marks_of(connection, span)) if span.divided.value == "day" else ()
    keys = tuple(behind.key_of(day, day) for day in labels)
    return Figures(Shape.LINES, title, labels, series, keys, (how(made),), marks, band, asked.currency)


def _of_day(connection: Connection, asked: Asked, key: str) -> Behind:
    span = behind.span_of(key, replace(asked, first=asked.today - timedelta(days=_LEARNT), last=asked.today))
    return behind.orders(connection, asked, span=span)


def past_pieces(connection: Connection, asked: Asked, sku_ids: tuple[int, ...]) -> dict[int, list[int]]:
    """Pieces of each SKU sold on each of the last 26 weeks' days before today."""
    first = asked.today - timedelta(days=_LEARNT)
    span = replace(asked, first=first, last=asked.today - timedelta(days=1))
    columns = select(_goods.c.sku_id, _goods.c.day, func.sum(_goods.c.pieces)).where(*limited(_goods, span))
    statement = columns.where(_goods.c.sku_id.in_(sku_ids)).group_by(_goods.c.sku_id, _goods.c.day)
    found: defaultdict[int, list[int]] = defaultdict(lambda: [0] * _LEARNT)
    for sku_id, day, pieces in stored_rows(connection, statement):
        found[sku_id][(date.fromisoformat(day) - first).days] = pieces
    return {sku_id: found[sku_id] for sku_id in sku_ids}


class _SkuForecast(NamedTuple):
    sku_id: int
    name: str
    ahead: Forecast
    lately: int  # pieces sold in the last 4 weeks


def sku_forecasts(connection: Connection, asked: Asked) -> list[_SkuForecast]:
    """The forecast of the best sellers of the last 26 weeks that have sold long enough."""
    span = replace(asked, first=asked.today - timedelta(days=_LEARNT), last=asked.today - timedelta(days=1))
    best = best_sellers(connection, span, _SKUS, asked)
    past = past_pieces(connection, asked, tuple(best))
    made = [(sku_id, name, forecast(past[sku_id], AHEAD)) for sku_id, name in best.items()]
    return [
        _SkuForecast(sku_id, name, ahead, sum(past[sku_id][-4 * WEEK :]))
        for sku_id, name, ahead in made
        if ahead is not None
    ]


def _skus(connection: Connection, asked: Asked) -> Figures:
    found = sku_forecasts(connection, asked)
    if not found:
        return _too_short(Shape.RANKING)
    found.sort(key=lambda one: (-sum(one.ahead.values), one.sku_id))
    title = message(
        N_("{name} will sell most: about {count} pieces in {days} days"),
        name=found[0].name, count=sum(found[0].ahead.values), days=AHEAD,
    )  # fmt: skip
    labels = tuple(one.name for one in found)
    details = tuple(message(N_("off by {error}"), error=_error(one.ahead)) for one in found)
    series = (
        Series(message(N_("Next 4 weeks")), tuple(sum(one.ahead.values) for one in found), Unit.COUNT, Tone.EXPECTED),
        Series(message(N_("Last 4 weeks")), tuple(one.lately for one in found), Unit.COUNT, Tone.BEFORE),
    )
    keys = tuple(str(one.sku_id) for one in found)
    note = message(N_("“Off by”: the misses of daily forecasts in the past ÷ what was really sold."))
    return Figures(Shape.RANKING, title, labels, series, keys, (note,), currency=asked.currency, details=details)


def _of_sku(connection: Connection, asked: Asked, key: str) -> Behind:
    span = replace(asked, first=asked.today - timedelta(days=_LEARNT), last=asked.today)
    return PRODUCT_CHARTS[0].behind(connection, span, key)


CHARTS: tuple[Chart, ...] = (
    Chart(
        "forecast", Family.SALES, N_("Sales forecast"),
        N_("Of three simple rules the one that was least off when tried on fortnights of the last 26 weeks; the band "
           "held in four of five trials."),
        N_("Sales of the last 26 weeks, without today"), _shop, _of_day, by_category=True, by_period=False, wide=True,
    ),
    Chart(
        "sku-forecast", Family.PRODUCTS, N_("Forecast of best sellers"),
        N_("Pieces of the next 28 days, forecast for each product as the shop's sales are."),
        N_("Items sold in the last 26 weeks, without today"), _skus, _of_sku, by_category=True, by_period=False,
    ),
)  # fmt: skip
