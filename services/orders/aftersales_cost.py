"""What the after-sales cases of an order brought and cost beyond refunds, as SQL about one order at a time.

What a courier paid for a lost parcel comes in; the way back, a repair, and pieces that came back as scrap cost.
Refunds and compensations are in `Order.refunded_minor`, and goods that came back in what the goods cost.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, or_, select, type_coerce

from models.aftersales import Case
from models.enums.aftersales import CaseKind, CaseState
from models.enums.goods import MoveKind
from models.orders import Order
from models.stock import StockMove
from models.stock_ledger import StockEntry

_o = Order.table()
_a = Case.table().alias("profit_case")
_m = StockMove.table().alias("profit_scrap")
_e = StockEntry.table().alias("profit_scrapped")
_DOCUMENT = "case"  # services.aftersales.goods.DOCUMENT


def _whole(expression: ColumnElement[int]) -> ColumnElement[int]:
    return type_coerce(func.coalesce(type_coerce(expression, BigInteger()), 0), BigInteger())


def _of_cases() -> ColumnElement[int]:
    has_come = and_(
        _a.c.kind == CaseKind.COURIER_CLAIM, or_(_a.c.refunded_at.is_not(None), _a.c.state == CaseState.DONE)
    )
    claim = case((has_come, _whole(_a.c.refunded_minor)), else_=0)
    total = func.sum(claim - _whole(_a.c.freight_minor) - _whole(_a.c.repair_minor))
    return _whole(select(total).where(_a.c.order_id == _o.c.id).correlate(_o).scalar_subquery())


def _scrapped() -> ColumnElement[int]:
    """What the pieces cost that came back and were thrown away, below zero."""
    value = func.sum(type_coerce(_e.c.value_minor, BigInteger()) - type_coerce(_e.c.late_minor, BigInteger()))
    of_case = select(value).join_from(_m, _e, _e.c.id == _m.c.id)
    of_case = of_case.where(_m.c.document == _DOCUMENT, _m.c.document_id == _a.c.id, _m.c.kind == MoveKind.SCRAP)
    # One question for each case: as a join SQLite would go through the moves of every case for each order.
    thrown = select(func.sum(of_case.correlate(_a).scalar_subquery())).where(_a.c.order_id == _o.c.id)
    return _whole(thrown.correlate(_o).scalar_subquery())


AFTER_SALES: ColumnElement[int] = _of_cases() + _scrapped()
"""The sum, below zero where cases cost more than they brought; 0 without cases."""
