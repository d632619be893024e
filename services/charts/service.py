"""Charts of service: refunds, their reasons and what cases cost."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from models.aftersales import Case, CasePayment
from models.channels import Channel
from models.enums.aftersales import CaseKind
from services import clock
from services.aftersales.kinds import DEFAULTS, MoneyWay
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
_payments = CasePayment.table()
_channels = Channel.table()
_TO_US = tuple(kind for kind, one in DEFAULTS.items() if one.money is MoneyWay.TO_US)
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
    """One case: its days in the zone of its channel, and what it cost.

    `refunds` are what went back to the buyer and when: every payment of it, and what a file told besides. What a
    courier paid to the shop is none.
    """

    number: str
    order_no: str | None
    channel: str
    kind: CaseKind
    state: str
    reason: str
    asked_on: date | None
    refunds: tuple[tuple[date | None, int], ...]
    extra: int

    @property
    def refunded(self) -> int:
        """What went back to the buyer."""
        return sum(minor for _day, minor in self.refunds)

    @property
    def refunded_on(self) -> date | None:
        """When the last of it went back."""
        return max((day for day, _minor in self.refunds if day is not None), default=None)

    def refunded_within(self, first: date, last: date) -> CaseFacts:
        """The case with what of it went back on these days."""
        return replace(self, refunds=tuple(one for one in self.refunds if _within(one[0], first, last)))

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
        c.refunded_minor, c.freight_minor, c.repair_minor, c.id, _channels.c.zone,
    )  # fmt: skip
    statement = select(*columns).join_from(_cases, _channels, _channels.c.id == c.channel_id)
    statement = statement.where(c.currency == asked.currency)
    if asked.channel_id is not None:
        statement = statement.where(c.channel_id == asked.channel_id)
    rows = connection.execute(statement.order_by(c.asked_at, c.id)).all()
    paid = _payments_of(connection)
    return [_facts(row, paid.get(row.id, ())) for row in rows]


def _payments_of(connection: Connection) -> dict[int, list[tuple[datetime, int]]]:
    """Case → (when, how much) of every payment entered here."""
    p, found = _payments.c, defaultdict[int, list[tuple[datetime, int]]](list)
    for case_id, at, minor in connection.execute(select(p.case_id, p.paid_at, p.amount_minor).order_by(p.paid_at)):
        found[case_id].append((at, minor))
    return found


def _facts(row: Any, payments: Iterable[tuple[datetime, int]]) -> CaseFacts:
    refunds: list[tuple[date | None, int]] = []
    if row.kind not in _TO_US:
        refunds = [(_day(at, row.zone), minor) for at, minor in payments]
        told = (row.refunded_minor or 0) - sum(minor for _on, minor in refunds)
        if told:
            refunds.append((_day(row.refunded_at or row.closed_at or row.asked_at, row.zone), told))
    return CaseFacts(
        row.external_no, row.order_no, row.name, row.kind, row.state, row.reason or "", _day(row.asked_at, row.zone),
        tuple(refunds), (row.freight_minor or 0) + (row.repair_minor or 0),
    )  # fmt: skip


def refunded_by_day(connection: Connection, asked: Asked) -> dict[date, int]:
    """What went back to buyers on each day of the period that anything did."""
    found: defaultdict[date, int] = defaultdict(int)
    for one in cases(connection, asked):
        for day, minor in one.refunds:
            if day is not None and asked.first <= day <= asked.last:
                found[day] += minor
    return dict(found)


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
    went = refunded_by_day(connection, asked)
    paid = over_time(days, asked, lambda one: one.paid)
    of_orders = over_time(days, asked, lambda one: one.refunded)
    by_date = tuple(sum(went.get(day, 0) for day in _days(*span)) for span in asked.buckets())
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
    found = (one.refunded_within(*span) for one in cases(connection, asked))
    return _table([one for one in found if one.refunds], asked)


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
    ranked = sorted(((kind, one) for kind, one in sums.items() if any(one)), key=lambda one: (-sum(one[1]), one[0]))
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
