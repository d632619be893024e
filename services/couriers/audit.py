"""Reads: what couriers billed, held against what was sent and what it should have cost."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, String, func, select, type_coerce

from models.couriers import CourierCharge
from models.enums.orders import OrderStatus
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services import settings
from services.business_day import shop_today
from services.couriers.expected import FreightBook, Load, freight_book, loads_of
from services.couriers.freight import FreightRule, billed_weight, price, rounded_weight, rule_for
from services.couriers.regions import province_key
from services.kernel.chunks import sorted_chunks

_charges = CourierCharge.table()
_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_ORDER_COLUMNS = ("id", "external_no", "status", "shipped_at", "province", "city", "address", "tracking_no")


class Finding(StrEnum):
    """What is wrong with the charges for one waybill."""

    DUPLICATE = "duplicate"
    UNKNOWN = "unknown"
    CANCELLED = "cancelled"
    OVERWEIGHT = "overweight"
    WRONG_ZONE = "wrong_zone"
    OVERCHARGED = "overcharged"


@dataclass(frozen=True, slots=True)
class AuditRow:
    """All charges for one waybill, of all months, beside what is known of it here.

    Amounts are minor units of `currency`, weights grams; None is unknown. `claim_minor` is what to ask back:
    0 where nothing is wrong, None where something is and no rule says how much of it.
    """

    id: int
    waybill: str
    courier: str
    charged_on: date | None
    order_numbers: tuple[str, ...]
    charges: int
    billed_minor: int
    expected_minor: int | None
    claim_minor: int | None
    currency: str
    billed_weight_g: int | None
    weight_g: int | None
    billed_province: str
    province: str
    findings: tuple[Finding, ...]

    @property
    def difference_minor(self) -> int | None:
        """How much more was billed than expected; negative where it was less."""
        return None if self.expected_minor is None else self.billed_minor - self.expected_minor


@dataclass(frozen=True, slots=True)
class CourierAudit:
    """The waybills of a period, those with findings first, the dearest claim first."""

    rows: tuple[AuditRow, ...]

    @property
    def wrong(self) -> tuple[AuditRow, ...]:
        """The waybills something is wrong with."""
        return tuple(row for row in self.rows if row.findings)

    def counts(self) -> Mapping[Finding, int]:
        """How many waybills have each finding."""
        return {finding: sum(finding in row.findings for row in self.rows) for finding in Finding}

    def sums(self) -> Mapping[str, tuple[int, int]]:
        """(billed, to claim) in minor units by currency."""
        found: dict[str, tuple[int, int]] = {}
        for row in self.rows:
            billed, claim = found.get(row.currency, (0, 0))
            found[row.currency] = (billed + row.billed_minor, claim + (row.claim_minor or 0))
        return found


@dataclass(slots=True)
class _Sent:
    """What left under one waybill: its orders, and grams where the parcel was put on a scale."""

    orders: dict[int, Any] = field(default_factory=dict)
    weight_g: int | None = None


def courier_audit(connection: Connection, first: date | None = None, last: date | None = None) -> CourierAudit:
    """Every waybill billed from `first` to `last` (either end open), with its charges of all months."""
    charges = connection.execute(_charges_of(first, last)).all()
    waybills = list(dict.fromkeys(row.waybill for row in charges))
    sent = _sent(connection, waybills, {row.waybill: row.order_no for row in charges if row.order_no})
    loads = loads_of(connection, [order_id for one in sent.values() for order_id in one.orders])
    desk = _Desk(
        freight_book(connection),
        settings.read(connection, settings.CURRENCY),
        settings.read(connection, settings.WEIGHT_TOLERANCE),
        shop_today(connection),
    )
    rows = [
        desk.row(list(group), sent.get(waybill, _Sent()), loads)
        for (waybill, _currency), group in groupby(charges, key=lambda row: (row.waybill, row.currency))
    ]
    return CourierAudit(tuple(sorted(rows, key=_order)))


def _order(row: AuditRow) -> tuple[bool, int, str]:
    return not row.findings, -(row.claim_minor or 0), row.waybill


def _charges_of(first: date | None, last: date | None) -> Select[Any]:
    statement = select(_charges).order_by(_charges.c.waybill, _charges.c.currency, _charges.c.charged_on, _charges.c.id)
    if first is None and last is None:
        return statement
    within = select(_charges.c.waybill)
    if first is not None:
        within = within.where(_charges.c.charged_on >= first)
    if last is not None:
        within = within.where(_charges.c.charged_on <= last)
    return statement.where(_charges.c.waybill.in_(within))


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every waybill is judged by."""

    book: FreightBook
    currency: str
    tolerance_g: int
    today: date

    def row(self, charges: Sequence[Any], sent: _Sent, loads: Mapping[int, Load]) -> AuditRow:
        """All charges of one waybill in one currency, judged."""
        first = charges[0]
        load = _load_of(sent, loads)
        orders = list(sent.orders.values())
        ours = next((key for one in orders if (key := _province_of(one))), "")
        theirs = province_key(*(part for one in charges for part in (one.province or "", one.city or "")))
        day = first.charged_on or self.today
        rule = self._rule(first, ours, day)
        weight = None if load.weight_g is None else _billable(rule, load.weight_g, load.volume_mm3)
        minor = None if rule is None or load.weight_g is None else price(rule, load.weight_g, load.volume_mm3).minor
        billed = sum(one.amount_minor for one in charges)
        again = _billed_again(charges)
        heaviest = max((one.weight_g for one in charges if one.weight_g is not None), default=None)
        tests = {
            Finding.DUPLICATE: again > 0,
            Finding.UNKNOWN: not orders,
            Finding.CANCELLED: bool(orders) and all(_never_left(one) for one in orders),
            Finding.OVERWEIGHT: None not in (heaviest, weight) and (heaviest or 0) > (weight or 0) + self.tolerance_g,
            Finding.WRONG_ZONE: bool(ours and theirs) and ours != theirs,
            Finding.OVERCHARGED: minor is not None and billed - again > minor,
        }
        findings = tuple(finding for finding, is_so in tests.items() if is_so)
        return AuditRow(
            id=first.id,
            waybill=first.waybill,
            courier=first.courier,
            charged_on=first.charged_on,
            order_numbers=tuple(one.external_no for one in orders),
            charges=len(charges),
            billed_minor=billed,
            expected_minor=minor,
            claim_minor=_claim(findings, billed, again, minor),
            currency=first.currency,
            billed_weight_g=heaviest,
            weight_g=load.weight_g,
            billed_province=theirs,
            province=ours,
            findings=findings,
        )

    def _rule(self, charge: Any, province: str, day: date) -> FreightRule | None:
        courier = self.book.courier_of(charge.courier, charge.waybill)
        if courier is None or charge.currency != self.currency or not province:
            return None
        return rule_for(self.book.rules, courier.key, province, day)


def _billable(rule: FreightRule | None, weight_g: int, volume_mm3: int) -> int:
    """The weight a fair bill would name, in grams."""
    return rounded_weight(rule, billed_weight(rule, weight_g, volume_mm3) if rule is not None else weight_g)


def _claim(findings: Sequence[Finding], billed: int, again: int, expected: int | None) -> int | None:
    """What to ask back: all of it for what we never sent, else what is above the expected, or was billed twice."""
    if not findings:
        return 0
    if Finding.UNKNOWN in findings or Finding.CANCELLED in findings:
        return max(billed, 0)
    if expected is not None:
        return max(billed - expected, again, 0)
    return again or None


def _billed_again(charges: Sequence[Any]) -> int:
    """What was charged a second time for the same service, in minor units; what was given back is taken off."""
    kinds: dict[str | None, list[int]] = {}
    for one in charges:
        kinds.setdefault(one.kind_text, []).append(one.amount_minor)
    again = sum(
        max(sum(amounts) - max(amounts), 0) for amounts in kinds.values() if sum(amount > 0 for amount in amounts) > 1
    )
    return int(again)


def _never_left(order: Any) -> bool:
    return order.status is OrderStatus.CLOSED and order.shipped_at is None


def _province_of(order: Any) -> str:
    return province_key(order.province or "", order.city or "", order.address or "")


def _load_of(sent: _Sent, loads: Mapping[int, Load]) -> Load:
    found = [loads.get(order_id, Load(None, 0)) for order_id in sent.orders]
    weights = [one.weight_g for one in found if one.weight_g is not None]
    total = sum(weights) if weights and len(weights) == len(found) else None
    return Load(sent.weight_g if sent.weight_g is not None else total, sum(one.volume_mm3 for one in found))


def _sent(connection: Connection, waybills: Sequence[str], named: Mapping[str, str]) -> dict[str, _Sent]:
    """What left under each waybill; a bill that names the order is believed where no order has the waybill."""
    found: dict[str, _Sent] = {}
    columns = [_orders.c[name] for name in _ORDER_COLUMNS]
    for chunk in sorted_chunks(waybills):
        for row in connection.execute(select(*columns).where(_orders.c.tracking_no.in_(chunk))):
            found.setdefault(row.tracking_no, _Sent()).orders[row.id] = row
        parcels = (
            select(*columns, _parcels.c.tracking_no.label("waybill"), _parcels.c.weight_g)
            .join_from(_packed, _parcels, _parcels.c.id == _packed.c.parcel_id)
            .join(_lines, _lines.c.id == _packed.c.order_line_id)
            .join(_orders, _orders.c.id == _lines.c.order_id)
            .where(_parcels.c.tracking_no.in_(chunk))
        )
        for row in connection.execute(parcels):
            one = found.setdefault(row.waybill, _Sent())
            one.orders[row.id], one.weight_g = row, row.weight_g
    by_number = {number: waybill for waybill, number in named.items() if waybill not in found}
    for chunk in sorted_chunks(by_number):
        for row in connection.execute(select(*columns).where(_orders.c.external_no.in_(chunk))):
            found.setdefault(by_number[row.external_no], _Sent()).orders[row.id] = row
    return found


def billed_months(connection: Connection) -> tuple[str, ...]:
    """The months couriers charged for, as ``2026-11``, the newest first."""
    month = func.substr(type_coerce(_charges.c.charged_on, String), 1, 7)
    statement = select(month).where(_charges.c.charged_on.is_not(None)).distinct().order_by(month.desc())
    return tuple(connection.execute(statement).scalars())


def month_audit(connection: Connection, month: str = "") -> tuple[CourierAudit, tuple[str, ...]]:
    """The audit of a month (``2026-11``), or of everything, and the months there are."""
    months = billed_months(connection)
    if not month:
        return courier_audit(connection), months
    year, number = (int(part) for part in month.split("-"))
    first = date(year, number, 1)
    return courier_audit(connection, first, date(year, number, monthrange(year, number)[1])), months
