"""Reads: what each case was about, product by product, for the reports on after-sales."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select

from models.aftersales import Case, CaseLine
from models.catalog import Product, Sku, SupplierItem
from models.channels import Channel
from models.enums.aftersales import CaseKind, CaseState
from models.orders import Order, OrderLine
from models.purchasing import Supplier
from models.values import DateRange, Money
from services import clock, text
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.kernel.chunks import portions, sorted_chunks

_cases = Case.table()
_lines = CaseLine.table()
_channels = Channel.table()
_orders = Order.table()
_order_lines = OrderLine.table()
_skus = Sku.table()
_products = Product.table()
_offers = SupplierItem.table()
_suppliers = Supplier.table()
NOT_COUNTED = frozenset({CaseState.WITHDRAWN})
_FACTS = (
    "id", "external_no", "kind", "state", "reason", "blame", "order_id", "order_no", "line_no", "code", "title",
    "variant", "quantity", "currency", "refunded_minor", "freight_minor", "repair_minor", "asked_at", "refunded_at",
    "closed_at", "new_order_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseShare:
    """The part of a case that one product has. Amounts are in minor units of `currency`.

    A case's amounts are shared over its products by the refunds its lines name, where they add up
    to the whole, else by pieces (largest remainder), so that the shares add up to the case.
    `refunded_minor` went to the buyer and `recovered_minor` came from a courier or platform.
    `is_known` is False where money went back and nobody says how much. Pieces that were not
    looked at count as neither good nor bad.
    """

    case_id: int
    number: str
    day: date
    kind: CaseKind
    state: CaseState
    reason: str
    order_id: int | None
    order_no: str
    channel: str
    courier: str
    sku_id: int | None
    code: str
    title: str
    variant: str
    supplier: str
    pieces: int
    good: int
    bad: int
    currency: str
    refunded_minor: int
    recovered_minor: int
    freight_minor: int
    repair_minor: int
    new_order_id: int | None
    is_known: bool


@dataclass(frozen=True, slots=True)
class _Part:
    sku_id: int | None
    code: str
    title: str
    variant: str
    pieces: int
    good: int = 0
    bad: int = 0
    refunded_minor: int | None = None


def span_before(span: DateRange) -> DateRange:
    """As many days, right before."""
    days = (span.last - span.first).days + 1
    return DateRange(span.first - timedelta(days=days), span.first - timedelta(days=1))


def case_shares(connection: Connection, span: DateRange) -> tuple[CaseShare, ...]:
    """The shares of all cases asked for on these days of their channel; withdrawn ones are left out."""
    found: list[CaseShare] = []
    rows = _asked_in(connection, span)
    for chunk in portions(rows):
        lines = _lines_of(connection, [row["id"] for row in chunk])
        meant = _meant(connection, [row for row in chunk if row["id"] not in lines])
        for row in chunk:
            found += _shares(row, lines.get(row["id"]) or meant[row["id"]])
    named = _names(connection, {one.sku_id for one in found if one.sku_id is not None})
    return tuple(_with_names(one, named) for one in found)


def _asked_in(connection: Connection, span: DateRange) -> list[dict[str, Any]]:
    """The cases with the day they were asked for in their channel's zone."""
    margin = timedelta(days=2)
    statement = (
        select(
            *(_cases.c[name] for name in _FACTS), _channels.c.zone, _channels.c.name.label("channel"),
            func.coalesce(_orders.c.courier, "").label("courier"),
        )
        .join_from(_cases, _channels, _channels.c.id == _cases.c.channel_id)
        .outerjoin(_orders, _orders.c.id == _cases.c.order_id)
        .where(
            _cases.c.asked_at >= _midnight(span.first - margin),
            _cases.c.asked_at < _midnight(span.last + margin),
            _cases.c.state.not_in(sorted(NOT_COUNTED)),
        )
        .order_by(_cases.c.id)
    )  # fmt: skip
    found = []
    for row in connection.execute(statement).mappings():
        day = clock.business_day(row["asked_at"], row["zone"])
        if day in span:
            found.append({**row, "day": day})
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)


def _lines_of(connection: Connection, case_ids: Sequence[int]) -> dict[int, list[_Part]]:
    statement = (
        select(_lines, _order_lines.c.variant.label("sold_variant"), _order_lines.c.code.label("sold_code"))
        .outerjoin(_order_lines, _order_lines.c.id == _lines.c.order_line_id)
        .where(_lines.c.case_id.in_(case_ids))
        .order_by(_lines.c.id)
    )
    found: dict[int, list[_Part]] = {}
    for row in connection.execute(statement).mappings():
        bad = sum(row[name] or 0 for name in ("defective", "scrap", "to_supplier"))
        part = _Part(
            row["sku_id"], row["sold_code"] or "", row["title"], row["sold_variant"] or "", row["quantity"],
            row["good"] or 0, bad, row["refunded_minor"],
        )  # fmt: skip
        found.setdefault(row["case_id"], []).append(part)
    return found


def _meant(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> dict[int, list[_Part]]:
    """What cases mean that name no lines: the order's item of their number or code, else all of the order."""
    orders: dict[int, list[RowMapping]] = {}
    ids = sorted({row["order_id"] for row in rows if row["order_id"] is not None})
    statement = (
        select(_order_lines)
        .where(
            _order_lines.c.order_id.in_(ids), _order_lines.c.is_closed.is_(False) | _order_lines.c.has_left.is_(True)
        )
        .order_by(_order_lines.c.order_id, _order_lines.c.position)
    )
    for line in connection.execute(statement).mappings():
        orders.setdefault(line["order_id"], []).append(line)
    return {row["id"]: _meant_by(row, orders.get(row["order_id"], [])) for row in rows}


def _meant_by(row: Mapping[str, Any], lines: Sequence[RowMapping]) -> list[_Part]:
    key = text.key(row["code"]) if row["code"] else None
    named = [one for one in lines if row["line_no"] and one["external_no"] == row["line_no"]]
    named = named or [one for one in lines if key is not None and one["code_key"] == key] or list(lines)
    if not named:
        return [_Part(None, row["code"] or "", row["title"] or "", row["variant"] or "", row["quantity"] or 1)]
    parts = []
    for one in named:
        whole = one["sku_quantity"] if one["sku_id"] is not None and one["sku_quantity"] else one["quantity"]
        pieces = min(row["quantity"], whole) if row["quantity"] and len(named) == 1 else whole
        parts.append(_Part(one["sku_id"], one["code"] or "", one["title"], one["variant"] or "", pieces))
    return parts


def _shares(row: Mapping[str, Any], parts: Sequence[_Part]) -> list[CaseShare]:
    is_paid = row["state"] is CaseState.DONE or row["refunded_at"] is not None
    way = DEFAULTS[row["kind"]].money
    paid = (row["refunded_minor"] or 0) if is_paid else 0
    named = [part.refunded_minor for part in parts]
    if None not in named and sum(part or 0 for part in named) == paid:
        refunds = [part or 0 for part in named]
    else:
        refunds = _split(paid, parts)
    freight, repair = (_split(row[name] or 0, parts) for name in ("freight_minor", "repair_minor"))
    is_known = not (is_paid and row["refunded_minor"] is None and way is MoneyWay.TO_BUYER)
    shares = []
    for place, part in enumerate(parts):
        shares.append(
            CaseShare(
                row["id"], row["external_no"], row["day"], row["kind"], row["state"], row["reason"] or "",
                row["order_id"], row["order_no"] or "", row["channel"], row["courier"], part.sku_id, part.code,
                part.title, part.variant, "", part.pieces, part.good, part.bad, row["currency"],
                0 if way is MoneyWay.TO_US else refunds[place], refunds[place] if way is MoneyWay.TO_US else 0,
                freight[place], repair[place], row["new_order_id"], is_known,
            )
        )  # fmt: skip
    return shares


def _split(amount: int, parts: Sequence[_Part]) -> list[int]:
    weights = [part.pieces for part in parts]
    if sum(weights) <= 0:
        weights = [1] * len(parts)
    return [one.minor for one in Money(amount, "").split(weights)]


def _names(connection: Connection, sku_ids: Iterable[int]) -> dict[int, RowMapping]:
    """Our code, title and variant of SKUs, and the supplier who is asked first."""
    first = (
        select(_suppliers.c.name)
        .join_from(_offers, _suppliers, _suppliers.c.id == _offers.c.supplier_id)
        .where(_offers.c.sku_id == _skus.c.id)
        .order_by(_offers.c.position, _offers.c.id)
        .limit(1)
        .correlate(_skus)
        .scalar_subquery()
    )
    wanted, found = sorted(sku_ids), {}
    for chunk in sorted_chunks(wanted):
        statement = (
            select(_skus.c.id, _skus.c.code, _skus.c.variant, _products.c.title, first.label("supplier"))
            .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
            .where(_skus.c.id.in_(chunk))
        )
        found.update({row["id"]: row for row in connection.execute(statement).mappings()})
    return found


def _with_names(one: CaseShare, named: Mapping[int, RowMapping]) -> CaseShare:
    row = named.get(one.sku_id) if one.sku_id is not None else None
    if row is None:
        return one
    values = {name: getattr(one, name) for name in CaseShare.__slots__}
    values |= {name: row[name] or "" for name in ("code", "title", "variant", "supplier")}
    return CaseShare(**values)
