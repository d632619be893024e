"""Charts of buyers: who they are worth, whether and when they come again."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, select

from models.orders import Order
from models.rollups import BuyerFact
from services import formatting
from services.charts import behind, words
from services.charts.asked import Asked, Step, buckets, month_end
from services.charts.buyer_rollup import months_between
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind, stored_rows
from services.messages import Message, message

_facts = BuyerFact.table()
_orders = Order.table()
_SOURCE = N_("Paid, shipped and completed orders that name their buyer; one of two channels counts as two")
_RECENT = (30, 90, 180, 365)
_RECENT_LABELS = (
    N_("Up to 30 days ago"), N_("31 to 90"), N_("91 to 180"), N_("181 to 365"), N_("Longer ago"),
)  # fmt: skip
_OFTEN_LABELS = (N_("1 order"), N_("2 orders"), N_("3 orders"), N_("4 or more"))
_COHORTS = 12
_GAPS = (1, 7, 14, 30, 60, 90, 180, 365)
_GAP_LABELS = (
    N_("Same day or next"), N_("2 to 7 days"), N_("8 to 14"), N_("15 to 30"), N_("31 to 60"), N_("61 to 90"),
    N_("91 to 180"), N_("181 to 365"), N_("Later"),
)  # fmt: skip
_COLUMNS = (
    ListColumn("buyer", N_("Buyer"), Kind.TEXT),
    ListColumn("first", N_("First order"), Kind.DATE),
    ListColumn("second", N_("Second order"), Kind.DATE),
    ListColumn("last", N_("Last order"), Kind.DATE),
    ListColumn("orders", N_("Orders"), Kind.INTEGER),
    ListColumn("paid", N_("Paid"), Kind.MONEY),
    ListColumn("refunded", N_("Refunded"), Kind.MONEY),
)


@dataclass(frozen=True, slots=True)
class Person:
    """One buyer over all time."""

    buyer: str
    first: date
    second: date | None
    third: date | None
    last: date
    orders: int
    days: int
    paid: int
    refunded: int
    months: int


def people(connection: Connection, asked: Asked) -> list[Person]:
    """Every buyer in the currency, and of the channel where one is chosen."""
    names = ("buyer", "first_on", "second_on", "third_on", "last_on", "orders", "days", "paid_minor", "refunded_minor",
             "months")  # fmt: skip
    statement = select(*(_facts.c[name] for name in names)).where(_facts.c.currency == asked.currency)
    if asked.channel_id is not None:
        statement = statement.where(_facts.c.channel_id == asked.channel_id)
    dates: dict[str | None, date | None] = {None: None}
    found = []
    for row in stored_rows(connection, statement):
        days: list[Any] = []
        for text in row[1:5]:
            if text not in dates:
                dates[text] = date.fromisoformat(text)
            days.append(dates[text])
        found.append(Person(row[0], *days, *row[5:]))
    return found


def _nobody(shape: Shape) -> Figures:
    return nothing(shape, message(N_("No order names its buyer yet. Import orders with buyer names.")))


def _table(found: list[Person], asked: Asked) -> Behind:
    rows = [
        (one.buyer, one.first, one.second, one.last, one.orders, one.paid, one.refunded)
        for one in sorted(found, key=lambda one: (-one.paid, one.buyer))
    ]
    return behind.table(_COLUMNS, rows, asked)


# -- recency and frequency -----------------------------------------------------------------------------


def rfm_place(one: Person, today: date) -> tuple[int, int]:
    """(row by how long ago the last order is, column by how many orders there were)."""
    ago = (today - one.last).days
    row = next((place for place, most in enumerate(_RECENT) if ago <= most), len(_RECENT))
    return row, min(one.orders, 4) - 1


def _rfm(connection: Connection, asked: Asked) -> Figures:
    found = people(connection, asked)
    if not found:
        return _nobody(Shape.HEAT)
    counts = Counter(rfm_place(one, asked.today) for one in found)
    loyal = [one for one in found if rfm_place(one, asked.today)[0] <= 1 and one.orders >= 2]
    slipping = sum(rfm_place(one, asked.today)[0] >= 2 and one.orders >= 3 for one in found)
    title = message(
        N_("{loyal} regulars bought in the last 90 days; {gone} who bought 3 times have not"),
        loyal=formatting.integer(len(loyal)), gone=formatting.integer(slipping),
    )  # fmt: skip
    series = tuple(
        Series(message(name), tuple(counts[row, column] for column in range(4)), Unit.COUNT)
        for row, name in enumerate(_RECENT_LABELS)
    )
    labels = tuple(message(name) for name in _OFTEN_LABELS)
    rows = tuple(str(row) for row in range(len(_RECENT_LABELS)))
    return Figures(
        Shape.HEAT, title, labels, series, ("0", "1", "2", "3"), currency=asked.currency, row_keys=rows
    )  # fmt: skip


def _of_rfm(connection: Connection, asked: Asked, key: str) -> Behind:
    wanted = tuple(map(int, key.split("|"))) if key else None
    found = people(connection, asked)
    return _table([one for one in found if wanted is None or rfm_place(one, asked.today) == wanted], asked)


# -- cohorts ---------------------------------------------------------------------------------------------


def _cohort_months(asked: Asked) -> list[date]:
    """The first days of the last months up to that of the period's last day."""
    end = asked.last.replace(day=1)
    found = [end]
    while len(found) < _COHORTS:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def cohorts(found: list[Person], months: list[date], until: date) -> dict[date, list[int | None]]:
    """Month of the first order → buyers who ordered in that month and each one after it; None for what is to come."""
    wanted = set(months)
    table: dict[date, list[int | None]] = {}
    for month in months:
        known = months_between(month, until)
        table[month] = [0 if number <= known else None for number in range(len(months))]
    for one in found:
        month = one.first.replace(day=1)
        if month in wanted:
            row = table[month]
            for number in range(len(months)):
                count = row[number]
                if count is not None and one.months >> number & 1:
                    row[number] = count + 1
    return {month: row for month, row in table.items() if row[0]}


def _cohort(connection: Connection, asked: Asked) -> Figures:
    found = people(connection, asked)
    months = _cohort_months(asked)
    table = cohorts(found, months, asked.last)
    if len(table) < 2:
        return nothing(Shape.HEAT, message(N_("Needs buyers whose first orders lie in at least two months.")))
    width = max(sum(value is not None for value in row) for row in table.values())
    later = [(row[1], row[0]) for row in table.values() if row[1] is not None and row[0]]
    back, base = sum(one or 0 for one, _first in later), sum(first or 0 for _one, first in later)
    title = message(
        N_("{share} of new buyers order again in the month after"), share=words.share(back, base)
    )  # fmt: skip
    series = tuple(
        Series(
            message(N_("{month} ({count})"), month=f"{month:%Y-%m}", count=row[0] or 0),
            tuple(None if one is None else one * 1_000_000 // (row[0] or 1) for one in row[1:width]),
            Unit.SHARE,
        )
        for month, row in table.items()
    )
    labels = tuple(f"+{number}" for number in range(1, width))
    note = message(N_("Columns are months after the first order; in brackets how many buyers began then."))
    return Figures(
        Shape.HEAT, title, labels, series, labels, (note,), currency=asked.currency,
        row_keys=tuple(month.isoformat() for month in table),
    )  # fmt: skip


def _of_cohort(connection: Connection, asked: Asked, key: str) -> Behind:
    month, _bar, later = key.partition("|")
    found = people(connection, asked)
    if key:
        found = [one for one in found if one.first.replace(day=1).isoformat() == month]
        found = [one for one in found if one.months >> int(later) & 1]
    return _table(found, asked)


# -- coming again ------------------------------------------------------------------------------------------


def _repeat(connection: Connection, asked: Asked) -> Figures:
    """Buyers of each month by whether they had bought before."""
    found = people(connection, asked)
    if not found:
        return _nobody(Shape.STACKED)
    months = buckets(_cohort_months(asked)[0], asked.last, Step.MONTH)
    new, old = [], []
    for first, _last in months:
        bought = [one for one in found if one.first.replace(day=1) <= first and _bought_in(one, first)]
        new.append(sum(one.first.replace(day=1) == first for one in bought))
        old.append(len(bought) - new[-1])
    twice = sum(one.orders >= 2 for one in found)
    title = message(
        N_("{share} of all buyers have ordered at least twice"), share=words.share(twice, len(found))
    )  # fmt: skip
    shares = tuple(o * 1_000_000 // (n + o) if n + o else None for n, o in zip(new, old, strict=True))
    series = (
        Series(message(N_("New buyers")), tuple(new), Unit.COUNT),
        Series(message(N_("Bought before")), tuple(old), Unit.COUNT, Tone.SECOND),
        Series(message(N_("Share that bought before")), shares, Unit.SHARE, Tone.THIRD, on_right=True),
    )
    labels = tuple(f"{first:%Y-%m}" for first, _last in months)
    keys = tuple(first.isoformat() for first, _last in months)
    return Figures(Shape.STACKED, title, labels, series, keys, currency=asked.currency)


def _bought_in(one: Person, month: date) -> bool:
    return bool(one.months >> months_between(one.first, month) & 1)


def _of_month(connection: Connection, asked: Asked, key: str) -> Behind:
    found = people(connection, asked)
    if key:
        month = date.fromisoformat(key)
        found = [one for one in found if one.first <= month_end(month) and _bought_in(one, month)]
    return _table(found, asked)


def _gap_place(days: int) -> int:
    return next((place for place, most in enumerate(_GAPS) if days <= most), len(_GAPS))


def _second(connection: Connection, asked: Asked) -> Figures:
    found = people(connection, asked)
    came_back = [one for one in found if one.second is not None]
    if len(came_back) < 3:
        return nothing(Shape.BARS, message(N_("Needs at least three buyers who ordered twice.")))
    counts: defaultdict[int, int] = defaultdict(int)
    gaps = sorted(((one.second or one.first) - one.first).days for one in came_back)
    for gap in gaps:
        counts[_gap_place(gap)] += 1
    keen = sum(one.third is not None and (one.third - one.first).days <= 7 for one in found)
    title = message(
        N_("Half of those who come back do so within {days} days; {share} order 3 times in 7 days"),
        days=gaps[len(gaps) // 2], share=words.share(keen, len(found)),
    )  # fmt: skip
    labels: tuple[Message, ...] = tuple(message(name) for name in _GAP_LABELS)
    values = tuple(counts[place] for place in range(len(labels)))
    series = Series(message(N_("Buyers")), values, Unit.COUNT)
    keys = tuple(str(place) for place in range(len(labels)))
    note = message(N_("{count} of {all} buyers ordered a second time."), count=len(came_back), all=len(found))
    return Figures(Shape.RANKING, title, labels, (series,), keys, (note,), currency=asked.currency)


def _of_gap(connection: Connection, asked: Asked, key: str) -> Behind:
    found = [one for one in people(connection, asked) if one.second is not None]
    if key:
        found = [one for one in found if _gap_place(((one.second or one.first) - one.first).days) == int(key)]
    return _table(found, asked)


def _interval(connection: Connection, asked: Asked) -> Figures:
    """Average days between the orders of buyers who ordered on several days."""
    found = [one for one in people(connection, asked) if one.days >= 2]
    if len(found) < 3:
        return nothing(Shape.RANKING, message(N_("Needs at least three buyers who ordered on two days.")))
    counts: defaultdict[int, int] = defaultdict(int)
    gaps = sorted(average_gap(one) for one in found)
    for gap in gaps:
        counts[_gap_place(gap)] += 1
    title = message(N_("Regulars order every {days} days (half more often, half less)"), days=gaps[len(gaps) // 2])
    labels = tuple(message(name) for name in _GAP_LABELS)
    series = Series(message(N_("Buyers")), tuple(counts[place] for place in range(len(labels))), Unit.COUNT)
    keys = tuple(str(place) for place in range(len(labels)))
    return Figures(Shape.RANKING, title, labels, (series,), keys, currency=asked.currency)


def average_gap(one: Person) -> int:
    """Days from the first order day to the last ÷ the steps between them, rounded half up."""
    steps = max(one.days - 1, 1)
    return (2 * (one.last - one.first).days + steps) // (2 * steps)


def _of_interval(connection: Connection, asked: Asked, key: str) -> Behind:
    found = [one for one in people(connection, asked) if one.days >= 2]
    return _table([one for one in found if not key or _gap_place(average_gap(one)) == int(key)], asked)


CHARTS: tuple[Chart, ...] = (
    Chart(
        "rfm", Family.CUSTOMERS, N_("How recent and how often"),
        N_("Buyers by the days since their last order and by how many orders they placed, up to today."),
        _SOURCE, _rfm, _of_rfm, by_period=False,
    ),
    Chart(
        "cohorts", Family.CUSTOMERS, N_("Cohorts"),
        N_("Of the buyers whose first order lies in a month, the share that ordered in each month after it; the 12 "
           "months up to the period's end."),
        _SOURCE, _cohort, _of_cohort, wide=True,
    ),
    Chart(
        "repeat", Family.CUSTOMERS, N_("New buyers and regulars"),
        N_("Buyers of each month by whether they had bought before; repeat rate = buyers with 2 orders or more ÷ all, "
           "over all time."),
        _SOURCE, _repeat, _of_month,
    ),
    Chart(
        "second-order", Family.CUSTOMERS, N_("From the first to the second order"),
        N_("Days between a buyer's first and second order; 3 in 7 days: the third came within 7 days of the first."),
        _SOURCE, _second, _of_gap, by_period=False,
    ),
    Chart(
        "interval", Family.CUSTOMERS, N_("Days between orders"),
        N_("Days from first to last order ÷ number of order days less one, of buyers with at least two."),
        _SOURCE, _interval, _of_interval, by_period=False,
    ),
)  # fmt: skip
