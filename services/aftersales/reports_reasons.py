"""Reads: why things come back: reason × product × supplier × courier, against the days before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from models.values import DateRange
from services.aftersales.reports_facts import CaseShare, case_shares, span_before

Key = tuple[str, str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """The cases of one reason, product, supplier and courier, in one currency.

    `cases` counts every case once in each row it has a product in; `pieces` are those the cases
    are about, `good` and `bad` those that came back and were looked at. `refunded_minor` is what
    went back to buyers, a case's refund shared over its products. `…_before` are of as many days
    right before. The supplier is the one who is asked first for the product, the courier the one
    who brought the order.
    """

    reason: str
    code: str
    title: str
    variant: str
    supplier: str
    courier: str
    currency: str
    cases: int
    pieces: int
    good: int
    bad: int
    refunded_minor: int
    cases_before: int
    refunded_before_minor: int


@dataclass(slots=True)
class _Sum:
    cases: set[int] = field(default_factory=set)
    pieces: int = 0
    good: int = 0
    bad: int = 0
    refunded_minor: int = 0


def reasons(connection: Connection, span: DateRange) -> tuple[ReasonRow, ...]:
    """Every combination that occurred on these days or in the days before; the one with most cases first."""
    now, before = _summed(case_shares(connection, span)), _summed(case_shares(connection, span_before(span)))
    none = _Sum()
    rows = []
    for key in now.keys() | before.keys():
        one, earlier = now.get(key, none), before.get(key, none)
        rows.append(
            ReasonRow(
                *key, len(one.cases), one.pieces, one.good, one.bad, one.refunded_minor, len(earlier.cases),
                earlier.refunded_minor,
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (-row.cases, -row.refunded_minor, -row.cases_before, row.reason, row.title, row.code))
    return tuple(rows)


def _summed(shares: Iterable[CaseShare]) -> dict[Key, _Sum]:
    found: dict[Key, _Sum] = {}
    for one in shares:
        key = (one.reason, one.code, one.title, one.variant, one.supplier, one.courier, one.currency)
        total = found.setdefault(key, _Sum())
        total.cases.add(one.case_id)
        total.pieces += one.pieces
        total.good += one.good
        total.bad += one.bad
        total.refunded_minor += one.refunded_minor
    return found
