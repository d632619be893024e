"""Charts of service: refunds, their reasons and what cases cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from models.aftersales import Case
from models.channels import Channel
from models.enums.aftersales import CaseKind
from services import clock
from services.aftersales.words import KIND_LABELS
from services.charts import behind, words
from services.charts.chart import Behind, Chart, Family, Figures, Series, Shape, Tone, Unit, nothing
from services.charts.sales import over_time, spans, starts
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind
from services.messages import message
from services.rollups.asked import Asked
from services.rollups.sums import by_day, whole

_cases = Case.table()
_channels = Channel.table()
_TOP = 14
_CASES = N_("After-sales cases")
_COLUMNS = (
    ListColumn("case_no", N_("Case no."), Kind.ID),
    ListColumn("order_no", N_("Order no."), Kind.ID),
    ListColumn("channel", N_("Channel"), Kind.TEXT),
    ListColumn("kind", N_("Kind"), Kind.CODE),
    ListColumn("state", N_("State"), Kind.CODE),
    ListColumn("reason", N_("Reason"), Kind.TEXT),
    ListColumn("day", N_("Asked on"), Kind.DATE),
    ListColumn("refunded_on", N_("Refunded on"), Kind.DATE),
    ListColumn("refunded", N_("Refunded"), Kind.MONEY),
    ListColumn("extra", N_("Return freight and repair"), Kind.MONEY),
)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case: its days in the zone of its channel, and what it cost."""

    number: str
    order_no: str | None
    channel: str
    kind: CaseKind
    state: str
    reason: str
    asked_on: date | None
    refunded_on: date | None
    refunded: int
    extra: int

    @property
    def row(self) -> tuple[Any, ...]:
        """As a table shows it."""
        return (
            self.number, self.order_no, self.channel, self.kind, self.state, self.reason, self.asked_on,
            self.refunded_on, self.refunded, self.extra,
        )  # fmt: skip


def cases(connection: Connection, asked: Asked) -> list[CaseFacts]:
    """Every case in the currency, and of the channel where one is chosen, whenever it was."""
    c = _cases.c
    columns = (
        c.external_no, c.order_no, _channels.c.name, c.kind, c.state, c.reason, c.asked_at, c.refunded_at, c.closed_at,
        c.refunded_minor, c.freight_minor, c.repair_minor, _channels.c.zone,
    )  # fmt: skip
    statement = select(*columns).join_from(_cases, _channels, _channels.c.id == c.channel_id)
    statement = statement.where(c.currency == asked.currency)
    if asked.channel_id is not None:
        statement = statement.where(c.channel_id == asked.channel_id)
    return [_facts(row) for row in connection.execute(statement.order_by(c.asked_at, c.id))]


def _facts(row: Any) -> CaseFacts:
    refunded = row.refunded_minor or 0
    at = (row.refunded_at or row.closed_at or row.asked_at) if refunded else None
    return CaseFacts(
        row.external_no, row.order_no, row.name, row.kind, row.state, row.reason or "", _day(row.asked_at, row.zone),
        _day(at, row.zone), refunded, (row.freight_minor or 0) + (row.repair_minor or 0),
    )  # fmt: skip


def _day(at: datetime | None, zone: str) -> date | None:
    return None if at is None else clock.business_day(at, zone)


def _within(day: date | None, first: date, last: date) -> bool:
    return day is not None and first <= day <= last


def _table(found: Iterable[CaseFacts], asked: Asked) -> Behind:
    return behind.table(_COLUMNS, [one.row for one in found], asked)


# -- refunds ----------------------------------------------------------------------------------------------


def _refund_rate(connection: Connection, asked: Asked) -> Figures:
    days = by_day(connection, asked)
    total = whole(days)
    if not total.paid:
        return nothing(Shape.LINES, words.no_sales())
    found = [one for one in cases(connection, asked) if _within(one.refunded_on, asked.first, asked.last)]
    went: defaultdict[date, int] = defaultdict(int)
    for one in found:
        if one.refunded_on is not None:
            went[one.refunded_on] += one.refunded
    paid = over_time(days, asked, lambda one: one.paid)
    of_orders = over_time(days, asked, lambda one: one.refunded)
    by_date = tuple(sum(went[day] for day in _days(*span)) for span in asked.buckets())
    title = message(
        N_("{share} of what buyers paid went back ({orders} of orders); in the period itself {money} were refunded"),
        share=words.share(total.refunded, total.paid),
        orders=words.share(total.refunded_orders, total.orders),
        money=words.money(sum(went.values()), asked.currency),
    )
    shares = tuple(
        None if not came else (back or 0) * 1_000_000 // came for came, back in zip(paid, of_orders, strict=True)
    )
    series = (
        Series(message(N_("Refunded on the day")), by_date, Unit.MONEY, Tone.BAD),
        Series(message(N_("Share of the orders' sales")), shares, Unit.SHARE, Tone.SECOND, on_right=True),
    )
    note = message(N_("Bars: by the day of the refund. Line: of the orders of the day, whenever it was refunded."))
    notes = (note, *words.short_parts(asked))
    return Figures(Shape.BARS, title, starts(asked), series, spans(asked), notes, currency=asked.currency)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _refunded_in(connection: Connection, asked: Asked, key: str) -> Behind:
    span = behind.span_of(key, asked)
    return _table([one for one in cases(connection, asked) if _within(one.refunded_on, *span)], asked)


def _asked_in(connection: Connection, asked: Asked) -> list[CaseFacts]:
    return [one for one in cases(connection, asked) if _within(one.asked_on, asked.first, asked.last)]


def _no_cases(shape: Shape) -> Figures:
    return nothing(shape, message(N_("No after-sales case in this period.")))


def _reasons(connection: Connection, asked: Asked) -> Figures:
    found = _asked_in(connection, asked)
    if not found:
        return _no_cases(Shape.RANKING)
    counts = Counter(one.reason for one in found).most_common(_TOP)
    first = message(N_("Without a reason")) if not counts[0][0] else counts[0][0]
    title = message(
        N_("Most common reason: {reason}, {share} of {count} cases"),
        reason=first, share=words.share(counts[0][1], len(found)), count=len(found),
    )  # fmt: skip
    labels = tuple(name or message(N_("Without a reason")) for name, _count in counts)
    if len(counts) > 1 and counts[0][1] == counts[1][1]:
        alike = sum(count == counts[0][1] for _name, count in counts)
        forms = N_("No reason stands out: {alike} of them come {times} times each, of {count} cases")
        if counts[0][1] == 1:
            forms = N_("No reason stands out: {count} cases, each with a reason of its own")
        title = message(forms, alike=alike, times=counts[0][1], count=len(found))
    series = Series(message(N_("Cases")), tuple(count for _name, count in counts), Unit.COUNT, Tone.SECOND)
    keys = tuple(f"={name}" for name, _count in counts)
    return Figures(Shape.RANKING, title, labels, (series,), keys, currency=asked.currency)


def _of_reason(connection: Connection, asked: Asked, key: str) -> Behind:
    return _table([one for one in _asked_in(connection, asked) if not key or one.reason == key[1:]], asked)


def _costs(connection: Connection, asked: Asked) -> Figures:
    found = _asked_in(connection, asked)
    sums: defaultdict[CaseKind, list[int]] = defaultdict(lambda: [0, 0])
    for one in found:
        sums[one.kind][0] += one.refunded
        sums[one.kind][1] += one.extra
    ranked = sorted(sums.items(), key=lambda one: (-sum(one[1]), one[0]))
    total = sum(sum(one) for one in sums.values())
    if not total:
        return _no_cases(Shape.RANKING)
    title = message(
        N_("Cases cost {money}, most of it {kind}"),
        money=words.money(total, asked.currency), kind=message(KIND_LABELS[ranked[0][0]]),
    )  # fmt: skip
    series = (
        Series(message(N_("Refunded")), tuple(one[0] for _kind, one in ranked), Unit.MONEY, Tone.BAD),
        Series(
            message(N_("Return freight and repair")), tuple(one[1] for _kind, one in ranked), Unit.MONEY, Tone.SECOND
        ),
    )
    labels = tuple(message(KIND_LABELS[kind]) for kind, _sums in ranked)
    keys = tuple(str(kind) for kind, _sums in ranked)
    return Figures(Shape.RANKING, title, labels, series, keys, currency=asked.currency)


def _of_kind(connection: Connection, asked: Asked, key: str) -> Behind:
    return _table([one for one in _asked_in(connection, asked) if not key or one.kind == key], asked)


CHARTS: tuple[Chart, ...] = (
    Chart(
        "refunds", Family.SERVICE, N_("Refunds"),
        N_("Money that went back ÷ what buyers paid. By the date of the refund and by the date of the order are two "
           "figures; both are shown."),
        N_("Orders, and after-sales cases with their refunds"), _refund_rate, _refunded_in,
    ),
    Chart(
        "refund-reasons", Family.SERVICE, N_("Reasons"),
        N_("Cases of the period by the reason the buyer gave."),
        _CASES, _reasons, _of_reason,
    ),
    Chart(
        "case-costs", Family.SERVICE, N_("What cases cost"),
        N_("Refunds, return freight and repairs of the cases asked for in the period, by kind."),
        _CASES, _costs, _of_kind,
    ),
)  # fmt: skip
