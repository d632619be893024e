"""The figures of a month on one page: each beside that of the period it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from models.rollups import SalesDay
from services import clock, formatting, settings
from services.charts.chart import Chart, Figures, Unit
from services.charts.registry import CHARTS
from services.charts.service import refunded_by_day
from services.i18n import N_, NN_
from services.messages import Message, message, plural_message
from services.rollups.asked import Asked, Compare, ask, month_end
from services.rollups.sums import Sums, buyers, by_day, whole

_days = SalesDay.table()
_LEFT_OUT = frozenset({"orders", "province-map"})  # their figures stand in another chart of the report too


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: what it is called, how it is reckoned, now and before; None where it cannot be known."""

    key: str
    name: str
    formula: str
    unit: Unit
    now: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class MonthReport:
    """A month: its key figures, its charts, and the names of those with too little data.

    `gaps` say why the profit is left open, where it is.
    """

    asked: Asked
    figures: tuple[Figure, ...]
    charts: tuple[tuple[Chart, Figures], ...]
    left_out: tuple[Chart, ...]
    fresh: Message
    gaps: tuple[Message, ...] = ()


_UNCOSTED = NN_(
    "The profit is left open: the cost of {count} piece is unknown.",
    "The profit is left open: the cost of {count} pieces is unknown.",
)
_UNPRICED = NN_(
    "The profit is left open: {count} order has no known amount.",
    "The profit is left open: {count} orders have no known amount.",
)
DEFINITIONS: tuple[tuple[str, str, str, Unit], ...] = (
    ("sales", N_("Sales"), N_("Sum of what buyers paid, refunds not taken off"), Unit.MONEY),
    ("net", N_("Sales net of refunds"), N_("Sales less what went back of these orders, whenever it did"), Unit.MONEY),
    ("orders", N_("Orders"), N_("Paid, shipped and completed orders; no gifts, samples or re-ships"), Unit.COUNT),
    ("buyers", N_("Buyers"), N_("Different buyers; one of two channels counts as two"), Unit.COUNT),
    ("per_buyer", N_("Average per buyer"), N_("Sales ÷ buyers"), Unit.MONEY),
    ("per_order", N_("Average per order"), N_("Sales ÷ orders"), Unit.MONEY),
    ("refunded", N_("Refunded in the period"), N_("Refunds of cases by the day of the refund"), Unit.MONEY),
    ("refund_share", N_("Refund share"), N_("What went back of these orders ÷ sales"), Unit.SHARE),
    (
        "profit",
        N_("Profit"),
        N_("What came in − goods − fees, commission, ads, freight and packing ± after-sales"),
        Unit.MONEY,
    ),
    ("margin", N_("Profit share"), N_("Profit ÷ what came in after refunds"), Unit.SHARE),
)
"""Key, name, formula and unit of every key figure; the table in the documentation is made of them."""


def key_figures(connection: Connection, asked: Asked) -> tuple[Figure, ...]:
    """The key figures of a period."""
    compared = asked.compared()
    now = _values(connection, asked)
    before = _values(connection, compared) if compared is not None else {}
    return tuple(
        Figure(key, name, formula, unit, now[key], before.get(key)) for key, name, formula, unit in DEFINITIONS
    )


def _values(connection: Connection, asked: Asked) -> dict[str, int | None]:
    total = whole(by_day(connection, asked, costs=True))
    people = buyers(connection, asked)
    return {
        "sales": total.paid,
        "net": total.net,
        "orders": total.orders,
        "buyers": people,
        "per_buyer": _rounded(total.paid, people),
        "per_order": _rounded(total.paid, total.orders),
        "refunded": sum(refunded_by_day(connection, asked).values()),
        "refund_share": _rounded(total.refunded * 1_000_000, total.paid),
        **_profit(total, asked),
    }


def _profit(total: Sums, asked: Asked) -> dict[str, int | None]:
    """Nothing where a cost is unknown or kept in another currency: a missing cost is not zero."""
    if asked.currency != asked.home or total.uncosted or total.unpriced:
        return {"profit": None, "margin": None}
    kept = total.income + total.platform_discount - total.refunded
    return {"profit": total.profit, "margin": total.profit * 1_000_000 // kept if kept > 0 else None}


def _gaps(connection: Connection, asked: Asked) -> tuple[Message, ...]:
    """Why there is no profit, a sentence for each reason."""
    if asked.currency != asked.home:
        words = N_("The profit is left open: sales are in {currency}, costs in {home}.")
        return (message(words, currency=asked.currency, home=asked.home),)
    total = whole(by_day(connection, asked, costs=True))
    known = ((_UNCOSTED, total.uncosted), (_UNPRICED, total.unpriced))
    return tuple(plural_message(forms, count) for forms, count in known if count)


def _rounded(part: int, count: int) -> int | None:
    return (2 * part + count) // (2 * count) if count > 0 else None


def month_report(connection: Connection, first: date | None = None, last: date | None = None) -> MonthReport:
    """The report of these days, or of the last whole month; compared with the same days a year before."""
    if first is None and last is None:
        today = ask(connection).today
        first = (today.replace(day=1) - date.resolution).replace(day=1)
    if last is None and first is not None:
        last = month_end(first)
    asked = ask(connection, first, last, compare=Compare.LAST_YEAR)
    charts, left_out = [], []
    for chart in CHARTS.values():
        if chart.key not in _LEFT_OUT:
            figures = chart.figures(connection, asked)
            if figures.missing is None:
                charts.append((chart, figures))
            else:
                left_out.append(chart)
    return MonthReport(
        asked, key_figures(connection, asked), tuple(charts), tuple(left_out), freshness(connection),
        _gaps(connection, asked),
    )  # fmt: skip


def freshness(connection: Connection) -> Message:
    """As of when the figures are: the rollups follow every change, so it is now, and the newest order's day."""
    newest = connection.execute(select(func.max(_days.c.day))).scalar()
    now = formatting.instant(clock.now(), settings.read(connection, settings.ZONE))
    if newest is None:
        return message(N_("As of {now}; there are no orders"), now=now)
    return message(N_("As of {now}; newest order of {day}"), now=now, day=newest.isoformat())
