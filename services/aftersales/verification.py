"""What must hold of cases, for "Check my data": nothing came back twice, nothing was paid that is not written down."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, or_, select

from models.aftersales import OPEN_STATES, Case, CaseLine, CasePayment
from models.enums.aftersales import CaseState
from models.enums.goods import MoveKind
from models.finance import Transaction
from models.orders import OrderLine
from models.stock import OrderLinePart, StockMove
from services.aftersales.goods import DOCUMENT
from services.i18n import N_

_cases = Case.table()
_lines = CaseLine.table()
_payments = CasePayment.table()
_order_lines = OrderLine.table()
_parts = OrderLinePart.table()
_moves = StockMove.table()
_transactions = Transaction.table()
_put_away = (
    func.coalesce(_lines.c.good, 0)
    + func.coalesce(_lines.c.defective, 0)
    + func.coalesce(_lines.c.scrap, 0)
    + func.coalesce(_lines.c.to_supplier, 0)
)


def _paid_otherwise() -> Select[Any]:
    """Cases whose payments do not add up to what they say went back."""
    paid = select(func.sum(_payments.c.amount_minor)).where(_payments.c.case_id == _cases.c.id).scalar_subquery()
    return select(_cases.c.external_no).where(paid.is_not(None), paid != func.coalesce(_cases.c.refunded_minor, 0))


def _more_put_away_than_came() -> Select[Any]:
    return select(_lines.c.title).where(_put_away > func.coalesce(_lines.c.received, 0))


def _more_back_than_sold() -> Select[Any]:
    """Order lines of which more pieces are back by all cases than were sold."""
    part = select(_parts.c.quantity).where(
        _parts.c.order_line_id == _order_lines.c.id, _parts.c.sku_id == _lines.c.sku_id
    )
    pieces = func.coalesce(_order_lines.c.sku_quantity, _order_lines.c.quantity)
    whole = pieces * func.coalesce(part.correlate(_order_lines, _lines).scalar_subquery(), 1)
    return (
        select(_order_lines.c.title)
        .join_from(_lines, _order_lines, _order_lines.c.id == _lines.c.order_line_id)
        .group_by(_lines.c.order_line_id, _lines.c.sku_id)
        .having(func.sum(_put_away) > whole)
    )


def _other_stock_than_counted() -> Select[Any]:
    """Cases whose moves of stock are not what was found in the parcel."""
    moved = (
        select(func.coalesce(func.sum(_moves.c.quantity), 0))
        .where(_moves.c.document == DOCUMENT, _moves.c.document_id == _cases.c.id, _moves.c.kind == MoveKind.RETURN)
        .scalar_subquery()
    )
    found = (
        select(func.coalesce(func.sum(_put_away), 0))
        .where(_lines.c.case_id == _cases.c.id, _lines.c.sku_id.is_not(None), _lines.c.order_line_id.is_not(None))
        .scalar_subquery()
    )
    return select(_cases.c.external_no).where(_cases.c.inspected_at.is_not(None), moved != found)


def _other_money_than_paid() -> Select[Any]:
    """Cases with a payment whose transaction says another amount."""
    return (
        select(_cases.c.external_no)
        .join_from(_payments, _cases, _cases.c.id == _payments.c.case_id)
        .join(_transactions, _transactions.c.id == _payments.c.transaction_id)
        .where(func.abs(_transactions.c.amount_minor) != _payments.c.amount_minor)
    )


def _over_without_end() -> Select[Any]:
    """Cases opened here that are over without a time, or still open with one."""
    is_open = _cases.c.state.in_([str(state) for state in sorted(OPEN_STATES)])
    return select(_cases.c.external_no).where(
        _cases.c.is_own.is_(True),
        or_(and_(is_open, _cases.c.closed_at.is_not(None)), and_(~is_open, _cases.c.closed_at.is_(None))),
    )


def _paid_and_refused() -> Select[Any]:
    ended = [str(CaseState.REFUSED), str(CaseState.WITHDRAWN)]
    has_payment = select(_payments.c.id).where(_payments.c.case_id == _cases.c.id).exists()
    return select(_cases.c.external_no).where(_cases.c.state.in_(ended), has_payment)


RULES: tuple[tuple[str, str, Select[Any]], ...] = (
    ("case.paid", N_("The payments of these cases are not what they say went back."), _paid_otherwise()),
    ("case.counted", N_("Of these items more was put away than came."), _more_put_away_than_came()),
    ("case.twice", N_("Of these items more came back than was sold."), _more_back_than_sold()),
    ("case.stock", N_("The stock of these cases is not what was found in the parcel."), _other_stock_than_counted()),
    ("case.money", N_("The transactions of these cases are of another amount."), _other_money_than_paid()),
    ("case.end", N_("These cases are over without a time, or open with one."), _over_without_end()),
    ("case.refused", N_("Money was paid for these cases though they were refused."), _paid_and_refused()),
)
"""Code, sentence, and the query that finds what breaks the rule; its first column names the row."""
