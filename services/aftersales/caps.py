"""What of an order's money can still go back, and amounts of cases shared among their lines."""

from __future__ import annotations

from collections.abc import Mapping

from models.aftersales import Case, CaseLine
from models.orders import Order
from services import text
from services.aftersales.errors import RefundBeyondPaid
from services.aftersales.kinds import DEFAULTS, MoneyWay
from services.aftersales.sold import refunded_by_line, refunded_elsewhere, shares_of
from services.errors import Invalid
from services.formatting import money
from services.i18n import N_
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

ByLine = Mapping[int, int]
"""Case line → minor units of it."""


def require_within(
    uow: UnitOfWork, case: Case, amount: int, lines: list[CaseLine], by_line: ByLine | None, override: str | None
) -> None:
    """No more goes back than was paid, for the order and for each line; a claim on others has no such end."""
    if text.clean(override) or case.order_id is None or DEFAULTS[case.kind].money is MoneyWay.TO_US:
        return
    order = uow.get(Order, case.order_id)
    known = [one for one in (order.paid_minor, order.total_minor) if one is not None]
    if known and order.currency == case.currency:
        left = max(known) - refunded_elsewhere(uow.connection, order.id, case.id)
        _require(amount, left, case.currency, order.external_no)
    _require_lines_within(uow, case, lines, by_line)


def require_asked_within(uow: UnitOfWork, case: Case, amount: int | None) -> None:
    """What is asked for an order is no more than can still go back for it (`RefundBeyondPaid`)."""
    if amount is not None:
        require_within(uow, case, amount, [], None, None)


def _require_lines_within(uow: UnitOfWork, case: Case, lines: list[CaseLine], by_line: ByLine | None) -> None:
    if not by_line or case.order_id is None:
        return
    shares = shares_of(uow.connection, case.order_id)
    asked: dict[int, int] = {}
    titles: dict[int, str] = {}
    for line in lines:
        if line.order_line_id is not None:
            asked[line.order_line_id] = asked.get(line.order_line_id, 0) + by_line.get(line.id, 0)
            titles.setdefault(line.order_line_id, line.title)
    elsewhere = refunded_by_line(uow.connection, asked, case.id)
    for line_id, amount in asked.items():
        if line_id in shares:
            _require(amount, shares[line_id] - elsewhere.get(line_id, 0), case.currency, titles[line_id])


def _require(amount: int, left: int, currency: str, name: str) -> None:
    if amount > left:
        raise RefundBeyondPaid(amount=money(amount, currency), left=money(max(left, 0), currency), rows=(name,))


def require_amount(label: str, amount: int | None) -> None:
    """`Invalid` at the field for an amount below zero."""
    if amount is not None and amount < 0:
        reason = message(N_("it must not be negative"))
        raise Invalid(field=message(label), value=str(amount), reason=reason)


def take_by_line(lines: list[CaseLine], name: str, by_line: ByLine | None, amount: int | None) -> None:
    """Write the amounts of the lines; they add up to the whole, and one line alone has all of it."""
    if by_line is None:
        by_line = {lines[0].id: amount} if len(lines) == 1 and amount is not None else None
    if by_line is None:
        for line in lines:
            setattr(line, name, None)
        return
    require_sum(lines, by_line, amount or 0)
    for line in lines:
        setattr(line, name, by_line.get(line.id, 0))


def require_sum(lines: list[CaseLine], by_line: ByLine, amount: int) -> None:
    """`Invalid` where amounts of lines are no amounts of this case's lines, or do not add up."""
    unknown = set(by_line) - {line.id for line in lines}
    if unknown or sum(by_line.values()) != amount or min(by_line.values(), default=0) < 0:
        reason = message(N_("the amounts of the items do not add up to it"))
        raise Invalid(field=message(N_("Amount")), value=str(amount), reason=reason)


def keep_override(case: Case, override: str | None) -> None:
    """Remember why an exception was made."""
    if text.clean(override):
        case.override_reason = text.clean(override)
