"""Reads: which sizes and colours come back, and how long cases take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, func, or_, select

from models.aftersales import Case, CaseLine
from models.catalog import Product, Sku
from models.channels import Channel
from models.enums.aftersales import CaseKind, CaseState
from models.enums.orders import SALE_KINDS, OrderStatus
from models.orders import Order, OrderLine
from models.stock import OrderLinePart
from models.values import DateRange
from services import clock
from services.aftersales.reports_facts import span_before
from services.kernel.chunks import sorted_chunks

_orders = Order.table()
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_cases = Case.table()
_case_lines = CaseLine.table()
_skus = Sku.table()
_products = Product.table()
_channels = Channel.table()
RETURNS = (CaseKind.RETURN_AND_REFUND, CaseKind.EXCHANGE)
_NOT_BACK = (CaseState.REFUSED, CaseState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ReturnRate:
    """How many pieces of one option of a product came back of those sold.

    ``rate = returned ÷ sold``: `sold` are the pieces of sales ordered on the days asked for that
    were sent; `returned` those of the same orders in cases of return or exchange that were not
    refused or withdrawn (what came, else what is expected), never more of an item than was sold.
    So a rate never passes 1,000 of 1,000, and the rate of young orders still grows. `axis` and
    `value` are those of the product's options, such as size and L; a product without options
    has its variant alone.
    """

    product_id: int
    title: str
    axis: str
    value: str
    sold: int
    returned: int
    sold_before: int
    returned_before: int

    @property
    def per_mille(self) -> int | None:
        """Returned of 1,000 sold, half rounded up; None where none were sold."""
        return _per_mille(self.returned, self.sold)

    @property
    def per_mille_before(self) -> int | None:
        """The same of as many days before."""
        return _per_mille(self.returned_before, self.sold_before)


def return_rates(connection: Connection, span: DateRange) -> tuple[ReturnRate, ...]:
    """Every option of every product sold on these days or before; the most returned first."""
    now, before = _by_option(connection, span), _by_option(connection, span_before(span))
    rows = []
    for key in now.keys() | before.keys():
        product_id, title, axis, value = key
        rows.append(ReturnRate(product_id, title, axis, value, *now.get(key, (0, 0)), *before.get(key, (0, 0))))
    rows.sort(key=lambda row: (-(row.per_mille or 0), -row.sold, row.title, row.axis, row.value))
    return tuple(rows)


_Option = tuple[int, str, str, str]


def _by_option(connection: Connection, span: DateRange) -> dict[_Option, tuple[int, int]]:
    sold = _sold(connection, span)
    returned = _returned(connection, span)
    by_sku: dict[int, tuple[int, int]] = {}
    for (line_id, sku_id), pieces in sold.items():
        out, back = by_sku.get(sku_id, (0, 0))
        by_sku[sku_id] = (out + pieces, back + min(returned.get((line_id, sku_id), 0), pieces))
    found: dict[_Option, tuple[int, int]] = {}
    for sku in _options(connection, by_sku):
        out, back = by_sku[sku["id"]]
        for axis, value in _values(sku):
            key = (sku["product_id"], sku["title"], axis, value)
            before = found.get(key, (0, 0))
            found[key] = (before[0] + out, before[1] + back)
    return found


def _sold(connection: Connection, span: DateRange) -> dict[tuple[int, int], int]:
    """(order line, SKU) → pieces sold and sent; bundles by their parts."""
    inside = _parts.c.order_line_id == _lines.c.id
    pieces = _lines.c.sku_quantity * func.coalesce(_parts.c.quantity, 1)
    statement = (
        select(_lines.c.id, func.coalesce(_parts.c.sku_id, _lines.c.sku_id), func.sum(pieces))
        .join_from(_lines, _orders, _orders.c.id == _lines.c.order_id)
        .outerjoin(_parts, inside)
        .where(
            _orders.c.ordered_on >= span.first, _orders.c.ordered_on <= span.last, _lines.c.sku_id.is_not(None),
            or_(_orders.c.kind.is_(None), _orders.c.kind.in_(SALE_KINDS)),
            or_(
                (_lines.c.is_closed.is_(False)) & _orders.c.status.in_([OrderStatus.SHIPPED, OrderStatus.COMPLETED]),
                _lines.c.has_left.is_(True),
            ),
        )
        .group_by(_lines.c.id, func.coalesce(_parts.c.sku_id, _lines.c.sku_id))
    )  # fmt: skip
    return {(row[0], row[1]): int(row[2] or 0) for row in connection.execute(statement)}


def _returned(connection: Connection, span: DateRange) -> dict[tuple[int, int], int]:
    """(order line, SKU) → pieces in returns; a case without lines means its item, by number or code."""
    pieces = func.coalesce(_case_lines.c.received, _case_lines.c.expected)
    in_span = (
        _orders.c.ordered_on >= span.first, _orders.c.ordered_on <= span.last, _cases.c.kind.in_(RETURNS),
        _cases.c.state.not_in(_NOT_BACK),
    )  # fmt: skip
    named = (
        select(_case_lines.c.order_line_id, _case_lines.c.sku_id, func.sum(pieces))
        .join_from(_case_lines, _cases, _cases.c.id == _case_lines.c.case_id)
        .join(_orders, _orders.c.id == _cases.c.order_id)
        .where(*in_span, _case_lines.c.order_line_id.is_not(None), _case_lines.c.sku_id.is_not(None))
        .group_by(_case_lines.c.order_line_id, _case_lines.c.sku_id)
    )
    found = {(row[0], row[1]): int(row[2] or 0) for row in connection.execute(named)}
    has_lines = select(_case_lines.c.id).where(_case_lines.c.case_id == _cases.c.id).exists()
    meant = (
        select(_lines.c.id, _lines.c.sku_id, func.sum(func.coalesce(_cases.c.quantity, _lines.c.sku_quantity)))
        .join_from(_cases, _orders, _orders.c.id == _cases.c.order_id)
        .join(_lines, _lines.c.order_id == _orders.c.id)
        .where(
            *in_span, ~has_lines, _lines.c.sku_id.is_not(None),
            or_(
                _lines.c.external_no == _cases.c.line_no,
                _cases.c.line_no.is_(None) & (func.lower(_lines.c.code) == func.lower(_cases.c.code)),
                _cases.c.line_no.is_(None) & _cases.c.code.is_(None),
            ),
        )
        .group_by(_lines.c.id, _lines.c.sku_id)
    )  # fmt: skip
    for line_id, sku_id, count in connection.execute(meant):
        found[line_id, sku_id] = found.get((line_id, sku_id), 0) + int(count or 0)
    return found


def _options(connection: Connection, sku_ids: Iterable[int]) -> list[RowMapping]:
    found: list[RowMapping] = []
    for chunk in sorted_chunks(sku_ids):
        statement = (
            select(
                _skus.c.id, _skus.c.product_id, _skus.c.options, _skus.c.variant, _products.c.title, _products.c.axes
            )
            .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
            .where(_skus.c.id.in_(chunk))
        )
        found += connection.execute(statement).mappings().all()
    return found


def _values(sku: RowMapping) -> list[tuple[str, str]]:
    axes, options = sku["axes"] or [], sku["options"] or []
    named = [(str(axis["name"]), str(value)) for axis, value in zip(axes, options, strict=False) if value]
    return named or [("", sku["variant"] or "")]


@dataclass(frozen=True, slots=True)
class ClosingTime:
    """How long the cases of one kind took that were closed on these days.

    The time of a case is ``closed − asked``. `median_minutes` is the middle one (of two the mean),
    `slow_minutes` the one that nine of ten stay below or reach (nearest rank).
    """

    kind: CaseKind
    cases: int
    median_minutes: int
    slow_minutes: int
    cases_before: int
    median_before_minutes: int | None


def closing_times(connection: Connection, span: DateRange) -> tuple[ClosingTime, ...]:
    """Every kind that was closed on these days, the slowest first; withdrawn cases do not count."""
    now, before = _minutes(connection, span), _minutes(connection, span_before(span))
    rows = [
        ClosingTime(
            kind, len(taken), median(taken), slowest(taken), len(before.get(kind, [])),
            median(before[kind]) if kind in before else None,
        )
        for kind, taken in now.items()
    ]  # fmt: skip
    return tuple(sorted(rows, key=lambda row: (-row.median_minutes, row.kind)))


def _minutes(connection: Connection, span: DateRange) -> dict[CaseKind, list[int]]:
    statement = (
        select(_cases.c.kind, _cases.c.asked_at, _cases.c.closed_at, _channels.c.zone)
        .join_from(_cases, _channels, _channels.c.id == _cases.c.channel_id)
        .where(
            _cases.c.closed_at.is_not(None), _cases.c.asked_at.is_not(None),
            _cases.c.state.in_([CaseState.DONE, CaseState.REFUSED]),
        )
    )  # fmt: skip
    found: dict[CaseKind, list[int]] = {}
    for kind, asked_at, closed_at, zone in connection.execute(statement):
        if clock.business_day(closed_at, zone) in span and closed_at >= asked_at:
            found.setdefault(kind, []).append(int((closed_at - asked_at).total_seconds()) // 60)
    return found


def median(values: Iterable[int]) -> int:
    """The middle value, of an even number the mean of the two in the middle, rounded down."""
    ordered = sorted(values)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) // 2


def slowest(values: Iterable[int]) -> int:
    """The value nine of ten do not pass: nearest rank."""
    ordered = sorted(values)
    return ordered[-(-9 * len(ordered) // 10) - 1]


def _per_mille(part: int, whole: int) -> int | None:
    return None if whole == 0 else (2_000 * part + whole) // (2 * whole)
