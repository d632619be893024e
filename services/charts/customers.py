"""Charts of buyers: who they are worth, whether and when they come again."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from models.enums.orders import BuyerTrait
from models.rollups import BuyerFact
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind, stored_rows
from services.messages import Message, message
from services.rollups.asked import Asked, Step, buckets, month_end
from services.rollups.buyer_counts import NO_SECOND, average_gap, counted
from services.rollups.buyers import month_number, months_between
from services.rollups.sums import not_by_index

_facts = BuyerFact.table()
SOURCE = N_("Paid, shipped and completed orders that name their buyer; one of two channels counts as two")
_COHORTS = 12
_GAPS = (1, 7, 14, 30, 60, 90, 180, 365)
_GAP_LABELS = (
    N_("Same day or next"), N_("2 to 7 days"), N_("8 to 14"), N_("15 to 30"), N_("31 to 60"), N_("61 to 90"),
    N_("91 to 180"), N_("181 to 365"), N_("More than a year"),
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
    statement = select(*(_facts.c[name] for name in names)).where(not_by_index(_facts.c.currency == asked.currency))
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


def nobody(shape: Shape) -> Figures:
    """Nothing to draw: no order names its buyer."""
    return nothing(shape, message(N_("No order names its buyer yet. Import orders with buyer names.")))


def buyers_table(found: list[Person], asked: Asked) -> Behind:
    """Buyers as the rows behind a figure, those who paid most first."""
    rows = [
        (one.buyer, one.first, one.second, one.last, one.orders, one.paid, one.refunded)
        for one in sorted(found, key=lambda one: (-one.paid, one.buyer))
    ]
    return behind.table(_COLUMNS, rows, asked)


# -- cohorts ---------------------------------------------------------------------------------------------


def _cohort_months(asked: Asked) -> list[date]:
    """The first days of the last months up to that of the period's last day."""
    end = asked.last.replace(day=1)
    found = [end]
    while len(found) < _COHORTS:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


Cohorts: TypeAlias = dict[date, list[int | None]]
"""Month of the first order → buyers who ordered in it and in each month after; None for months to come."""


def cohorts(connection: Connection, asked: Asked, months: list[date]) -> Cohorts:
    """The cohorts of these months, those without buyers left out."""
    table: Cohorts = {
        month: [0 if number <= months_between(month, asked.last) else None for number in range(len(months))]
        for month in months
    }
    for first, number, count, _net in counted(connection, asked, BuyerTrait.MONTH):
        row = table.get(date(first // 12, first % 12 + 1, 1))
        known = row[number] if row is not None and number < len(row) else None
        if row is not None and known is not None:
            row[number] = known + count
    return {month: row for month, row in table.items() if row[0]}


def _cohort(connection: Connection, asked: Asked) -> Figures:
    table = cohorts(connection, asked, _cohort_months(asked))
    if len(table) < 3:
        return nothing(Shape.HEAT, message(N_("Needs buyers whose first orders lie in at least three months.")))
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
    return buyers_table(found, asked)


# -- coming again ------------------------------------------------------------------------------------------


def _repeat(connection: Connection, asked: Asked) -> Figures:
    """Buyers of each month by whether they had bought before."""
    seconds = counted(connection, asked, BuyerTrait.SECOND)
    if not seconds:
        return nobody(Shape.STACKED)
    months = buckets(_cohort_months(asked)[0], asked.last, Step.MONTH)
    new, old = [0] * len(months), [0] * len(months)
    begin = month_number(months[0][0])
    for began, apart, count, _net in counted(connection, asked, BuyerTrait.MONTH):
        place = began + apart - begin
        if 0 <= place < len(months):
            into = old if apart else new
            into[place] += count
    everybody = sum(count for _gap, _keen, count, _net in seconds)
    twice = sum(count for gap, _keen, count, _net in seconds if gap != NO_SECOND)
    title = message(
        N_("{share} of all buyers have ordered at least twice"), share=words.share(twice, everybody)
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
    return buyers_table(found, asked)


def _gap_place(days: int) -> int:
    return next((place for place, most in enumerate(_GAPS) if days <= most), len(_GAPS))


def middle(counts: Counter[int]) -> int:
    """The value in the middle of all that were counted, the upper one of two."""
    place, reached = counts.total() // 2, 0
    for value in sorted(counts):
        reached += counts[value]
        if reached > place:
            return value
    raise ValueError("nothing was counted")


def _second(connection: Connection, asked: Asked) -> Figures:
    seconds = counted(connection, asked, BuyerTrait.SECOND)
    gaps = Counter[int]()
    for days, _keen, count, _net in seconds:
        if days != NO_SECOND:
            gaps[days] += count
    came_back, everybody = gaps.total(), sum(count for _days, _keen, count, _net in seconds)
    if came_back < 3:
        return nothing(Shape.RANKING, message(N_("Needs at least three buyers who ordered twice.")))
    counts: Counter[int] = Counter()
    for days, count in gaps.items():
        counts[_gap_place(days)] += count
    keen = sum(count for _days, is_keen, count, _net in seconds if is_keen)
    forms = N_("Half of those who come back do so within {days} days; {share} order 3 times in 7 days")
    if not keen:
        forms = N_("Half of those who come back do so within {days} days; nobody orders 3 times in 7 days")
    title = message(forms, days=middle(gaps), share=words.share(keen, everybody))
    labels: tuple[Message, ...] = tuple(message(name) for name in _GAP_LABELS)
    values = tuple(counts[place] for place in range(len(labels)))
    series = Series(message(N_("Buyers")), values, Unit.COUNT)
    keys = tuple(str(place) for place in range(len(labels)))
    note = message(N_("{count} of {all} buyers ordered a second time."), count=came_back, all=everybody)
    return Figures(Shape.RANKING, title, labels, (series,), keys, (note,), currency=asked.currency, is_whole=True)


def _of_gap(connection: Connection, asked: Asked, key: str) -> Behind:
    found = [one for one in people(connection, asked) if one.second is not None]
    if key:
        found = [one for one in found if _gap_place(((one.second or one.first) - one.first).days) == int(key)]
    return buyers_table(found, asked)


def _interval(connection: Connection, asked: Asked) -> Figures:
    """Average days between the orders of buyers who ordered on several days."""
    gaps = Counter({gap: count for gap, _part, count, _net in counted(connection, asked, BuyerTrait.PACE)})
    if gaps.total() < 3:
        return nothing(Shape.RANKING, message(N_("Needs at least three buyers who ordered on two days.")))
    counts: Counter[int] = Counter()
    for gap, count in gaps.items():
        counts[_gap_place(gap)] += count
    title = message(N_("Regulars order every {days} days (half more often, half less)"), days=middle(gaps))
    labels = tuple(message(name) for name in _GAP_LABELS)
    series = Series(message(N_("Buyers")), tuple(counts[place] for place in range(len(labels))), Unit.COUNT)
    keys = tuple(str(place) for place in range(len(labels)))
    return Figures(Shape.RANKING, title, labels, (series,), keys, currency=asked.currency, is_whole=True)


def _of_interval(connection: Connection, asked: Asked, key: str) -> Behind:
    found = [one for one in people(connection, asked) if one.days >= 2]
    if key:
        found = [one for one in found if _gap_place(average_gap((one.last - one.first).days, one.days)) == int(key)]
    return buyers_table(found, asked)


CHARTS: tuple[Chart, ...] = (
    Chart(
        "cohorts", Family.CUSTOMERS, N_("Cohorts"),
        N_("Of the buyers whose first order lies in a month, the share that ordered in each month after it; the 12 "
           "months up to the period's end."),
        SOURCE, _cohort, _of_cohort, wide=True,
    ),
    Chart(
        "repeat", Family.CUSTOMERS, N_("New buyers and regulars"),
        N_("Buyers of each month by whether they had bought before; repeat rate = buyers with 2 orders or more ÷ all, "
           "over all time."),
        SOURCE, _repeat, _of_month,
    ),
    Chart(
        "second-order", Family.CUSTOMERS, N_("From the first to the second order"),
        N_("Days between a buyer's first and second order; 3 in 7 days: the third came within 7 days of the first."),
        SOURCE, _second, _of_gap, by_period=False,
    ),
    Chart(
        "interval", Family.CUSTOMERS, N_("Days between orders"),
        N_("Days from first to last order ÷ number of order days less one, of buyers with at least two."),
        SOURCE, _interval, _of_interval, by_period=False,
    ),
)  # fmt: skip
