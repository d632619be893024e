"""Reads: what after-sales cost, order by order and product by product."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from models.stock import StockMove
from models.stock_ledger import StockEntry
from models.values import DateRange
from services import settings
from services.aftersales.goods import DOCUMENT
from services.aftersales.reports_facts import CaseShare, case_shares, span_before
from services.kernel.chunks import sorted_chunks

_entries = StockEntry.table()
_moves = StockMove.table()
ById = dict[tuple[int, int], tuple[int, int]]
"""(case or order, SKU) → (value, pieces of unknown cost)."""


@dataclass(frozen=True, slots=True)
class CostRow:
    """What the cases of one order, or of one product, took out of the shop.

    ``cost = refunded − recovered + freight + repair + sent again − goods back``: what went to
    buyers, less what couriers and platforms paid, plus what returns and repairs cost, plus the
    goods of exchanges and re-ships at their cost, less the goods that came back into stock at the
    cost they left with (thrown-away pieces do not count as back). Goods are in the shop's
    currency; where the order has another, `cost_minor` is None. `unknown` counts what nobody
    knows: refunds without an amount and pieces without a cost. What becomes of defective stock
    later is not part of it.
    """

    name: str
    code: str
    channel: str
    currency: str
    cases: int
    refunded_minor: int
    recovered_minor: int
    freight_minor: int
    repair_minor: int
    sent_again_minor: int
    goods_back_minor: int
    cost_minor: int | None
    unknown: int
    cost_before_minor: int | None


@dataclass(slots=True)
class _Total:
    name: str = ""
    code: str = ""
    channel: str = ""
    cases: set[int] = field(default_factory=set)
    refunded: int = 0
    recovered: int = 0
    freight: int = 0
    repair: int = 0
    sent: int = 0
    back: int = 0
    unknown: int = 0


Key = tuple[int | str, str]
"""An order's or product's id (its number or title where it is not ours), and the currency."""


def order_costs(connection: Connection, span: DateRange) -> tuple[CostRow, ...]:
    """The cost of every order whose cases were asked for on these days; the dearest first."""
    return _rows(connection, span, lambda one: one.order_id if one.order_id is not None else one.order_no, _of_order)


def product_costs(connection: Connection, span: DateRange) -> tuple[CostRow, ...]:
    """The cost of every product whose cases were asked for on these days; the dearest first."""
    return _rows(connection, span, lambda one: one.sku_id if one.sku_id is not None else one.title, _of_product)


def _of_order(one: CaseShare) -> tuple[str, str, str]:
    return one.order_no, "", one.channel


def _of_product(one: CaseShare) -> tuple[str, str, str]:
    return " ".join(filter(None, (one.title, one.variant))), one.code, ""


def _rows(
    connection: Connection,
    span: DateRange,
    key_of: Callable[[CaseShare], int | str],
    named: Callable[[CaseShare], tuple[str, str, str]],
) -> tuple[CostRow, ...]:
    own = settings.read(connection, settings.CURRENCY)
    before = _totals(connection, case_shares(connection, span_before(span)), key_of, named)
    rows = []
    for key, total in _totals(connection, case_shares(connection, span), key_of, named).items():
        earlier = before.get(key)
        rows.append(
            CostRow(
                total.name, total.code, total.channel, key[1], len(total.cases), total.refunded, total.recovered,
                total.freight, total.repair, total.sent, total.back, _cost(total, key[1], own), total.unknown,
                _cost(earlier, key[1], own) if earlier is not None else 0,
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (-(row.cost_minor or 0), row.name, row.code))
    return tuple(rows)


def _cost(total: _Total, currency: str, own: str) -> int | None:
    if currency != own and (total.sent or total.back):
        return None
    return total.refunded - total.recovered + total.freight + total.repair + total.sent - total.back


def _totals(
    connection: Connection,
    shares: Sequence[CaseShare],
    key_of: Callable[[CaseShare], int | str],
    named: Callable[[CaseShare], tuple[str, str, str]],
) -> dict[Key, _Total]:
    back = goods_back(connection, {one.case_id for one in shares})
    sent = goods_sent(connection, {one.new_order_id for one in shares if one.new_order_id is not None})
    found: dict[Key, _Total] = {}
    rest: dict[int, Key] = {}
    for one in shares:
        key = (key_of(one), one.currency)
        total = found.setdefault(key, _Total())
        total.name, total.code, total.channel = named(one)
        total.cases.add(one.case_id)
        total.refunded += one.refunded_minor
        total.recovered += one.recovered_minor
        total.freight += one.freight_minor
        total.repair += one.repair_minor
        total.unknown += 0 if one.is_known or one.case_id in rest else 1
        _take(total, back, one.case_id, one.sku_id, is_back=True)
        if one.new_order_id is not None:
            _take(total, sent, one.new_order_id, one.sku_id, is_back=False)
        rest.setdefault(one.case_id, key)
    _take_others(found, rest, shares, sent)
    return found


def _take(total: _Total, values: ById, row_id: int, sku_id: int | None, *, is_back: bool) -> None:
    """Count the goods of this product once; what is counted is taken out of `values`."""
    value, unknown = values.pop((row_id, sku_id or 0), (0, 0))
    if is_back:
        total.back += value
    else:
        total.sent += value
    total.unknown += unknown


def _take_others(found: dict[Key, _Total], rest: dict[int, Key], shares: Iterable[CaseShare], sent: ById) -> None:
    """Another product that was sent instead counts with the first product of its case."""
    of_order = {one.new_order_id: one.case_id for one in reversed(list(shares)) if one.new_order_id is not None}
    for order_id, _sku_id in sorted(sent):
        if order_id in of_order:
            total = found[rest[of_order[order_id]]]
            value, unknown = sent[order_id, _sku_id]
            total.sent += value
            total.unknown += unknown


def goods_back(connection: Connection, case_ids: Iterable[int]) -> ById:
    """What each case brought back into stock, by product, at the cost it left with; thrown-away pieces taken off."""
    found: ById = {}
    for chunk in sorted_chunks(case_ids):
        statement = (
            select(
                _moves.c.document_id, _moves.c.sku_id, func.sum(_entries.c.value_minor - _entries.c.late_minor),
                func.sum(_entries.c.unknown),
            )
            .join_from(_moves, _entries, _entries.c.id == _moves.c.id)  # an entry of a move has its id
            .where(_moves.c.document == DOCUMENT, _moves.c.document_id.in_(chunk))
            .group_by(_moves.c.document_id, _moves.c.sku_id)
        )  # fmt: skip
        for case_id, sku_id, value, unknown in connection.execute(statement):
            found[case_id, sku_id] = (int(value), int(unknown))
    return found


def goods_sent(connection: Connection, order_ids: Iterable[int]) -> ById:
    """What left with each order, by product, at its cost."""
    found: ById = {}
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(
                _entries.c.order_id, _entries.c.sku_id, func.sum(_entries.c.late_minor - _entries.c.value_minor),
                func.sum(_entries.c.unknown + _entries.c.pending),
            )
            .where(_entries.c.order_id.in_(chunk), _entries.c.move_id.is_(None))
            .group_by(_entries.c.order_id, _entries.c.sku_id)
        )  # fmt: skip
        for order_id, sku_id, value, unknown in connection.execute(statement):
            found[order_id, sku_id] = (int(value), int(unknown))
    return found
