"""Every kind of case on every way it can go: what it does to stock, cost, money and the order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from services.aftersales.commands import close, intercept, reopen, withdraw
from services.aftersales.goods import Inspection, inspect, receive, set_waybill, take_back_inspection, take_back_receipt
from services.aftersales.money import agree, refuse, take_back_decision
from services.aftersales.paying import pay, take_back_payment
from services.aftersales.replacing import Replacement, repair_back, repair_out, send_back, send_replacement
from services.orders.commands import set_status
from services.orders.kept_profit import order_profit
from services.orders.listing import ORDER_LIST
from services.types import CaseKind, CaseState, Interception, OrderKind, OrderStatus, RefundStatus, TableRequest
from tests.services.aftersales.conftest import Stall

Step = Callable[[Stall, int], object]
K, S, R, O = CaseKind, CaseState, RefundStatus, OrderStatus  # noqa: E741


def _agree(stall: Stall, case: int) -> None:
    stall.shop.run(agree, case)


def _agree_half(stall: Stall, case: int) -> None:
    stall.shop.run(agree, case, 1_500)


def _agree_something(stall: Stall, case: int) -> None:
    stall.shop.run(agree, case, 500)


def _pay(stall: Stall, case: int) -> None:
    stall.shop.run(pay, case, account_id=stall.wallet)


def _refuse(stall: Stall, case: int) -> None:
    stall.shop.run(refuse, case, "the seal is broken")


def _withdraw(stall: Stall, case: int) -> None:
    stall.shop.run(withdraw, [case])


def _close(stall: Stall, case: int) -> None:
    stall.shop.run(close, [case])


def _waybill(stall: Stall, case: int) -> None:
    stall.shop.run(set_waybill, case, "ZTO", f"7700000{case:04d}")


def _receive(stall: Stall, case: int) -> None:
    stall.shop.run(receive, case)


def _found(**pieces: int) -> Step:
    def step(stall: Stall, case: int) -> None:
        stall.shop.run(inspect, case, [Inspection(stall.lines(case)[0].id, **pieces)])

    return step


def _replace(stall: Stall, case: int) -> None:
    new = stall.shop.run(send_replacement, case, [Replacement(stall.mug, 1)]).value
    stall.shop.run(set_status, [new], OrderStatus.SHIPPED)


def _stopped(stall: Stall, case: int) -> None:
    stall.shop.run(intercept, case, Interception.STOPPED)


def _failed(stall: Stall, case: int) -> None:
    stall.shop.run(intercept, case, Interception.FAILED)


def _repair(stall: Stall, case: int) -> None:
    stall.shop.run(repair_out, case)
    stall.shop.run(repair_back, case, cost_minor=800)
    stall.shop.run(send_back, case, "SF1234567890123")


@dataclass(frozen=True)
class Path:
    """A kind and its steps; the order is one of two mugs at 15.00, sent unless `sent` is False.

    `shelf` is (good mugs, defective mugs, what they cost): ten cost 100.00 before the sale.
    """

    kind: CaseKind
    steps: tuple[Step, ...]
    state: CaseState
    refund: RefundStatus
    refunded: int | None
    shelf: tuple[int, int, int]
    wallet: tuple[tuple[str, int], ...] = ()
    profit: int | None = 1_000
    status: OrderStatus = OrderStatus.SHIPPED
    sent: bool = True


GONE, ALL_BACK = (8, 0, 8_000), (10, 0, 10_000)
OUT = (("out", -3_000),)
PATHS = {
    "asked before shipping": Path(
        K.REFUND_BEFORE_SHIPPING, (), S.WAITING_SELLER, R.REQUESTED, None, ALL_BACK, status=O.PAID, sent=False
    ),
    "refunded before shipping": Path(
        K.REFUND_BEFORE_SHIPPING, (_agree, _pay), S.DONE, R.REFUNDED, 3_000, ALL_BACK, OUT, None, O.CLOSED, False
    ),
    "withdrawn before shipping": Path(
        K.REFUND_BEFORE_SHIPPING, (_withdraw,), S.WITHDRAWN, R.NONE, None, ALL_BACK, status=O.PAID, sent=False
    ),
    "refund only, whole": Path(K.REFUND_ONLY, (_agree, _pay), S.DONE, R.REFUNDED, 3_000, GONE, OUT, -2_000),
    "refund only, half": Path(
        K.REFUND_ONLY, (_agree_half, _pay), S.DONE, R.PARTIAL, 1_500, GONE, (("out", -1_500),), -500
    ),
    "refund only, agreed": Path(K.REFUND_ONLY, (_agree,), S.AGREED, R.REQUESTED, None, GONE),
    "refund only, refused": Path(K.REFUND_ONLY, (_refuse,), S.REFUSED, R.NONE, None, GONE),
    "refund only, closed unpaid": Path(K.REFUND_ONLY, (_close,), S.DONE, R.NONE, None, GONE),
    "return, asked": Path(K.RETURN_AND_REFUND, (), S.WAITING_SELLER, R.REQUESTED, None, GONE),
    "return, agreed": Path(K.RETURN_AND_REFUND, (_agree,), S.WAITING_BUYER, R.REQUESTED, None, GONE),
    "return, on its way": Path(K.RETURN_AND_REFUND, (_agree, _waybill), S.WAITING_COURIER, R.REQUESTED, None, GONE),
    "return, here": Path(
        K.RETURN_AND_REFUND, (_agree, _waybill, _receive), S.WAITING_SELLER, R.REQUESTED, None, GONE
    ),
    "return, good, unpaid": Path(
        K.RETURN_AND_REFUND, (_agree, _receive, _found(good=2)), S.AGREED, R.REQUESTED, None, ALL_BACK, profit=3_000
    ),
    "return, good, paid": Path(
        K.RETURN_AND_REFUND, (_agree, _receive, _found(good=2), _pay), S.DONE, R.REFUNDED, 3_000, ALL_BACK, OUT, 0
    ),
    "return, paid before it came": Path(
        K.RETURN_AND_REFUND, (_agree, _pay), S.WAITING_BUYER, R.REFUNDED, 3_000, GONE, OUT, -2_000
    ),
    "return, one defective": Path(
        K.RETURN_AND_REFUND, (_agree, _receive, _found(good=1, defective=1), _pay), S.DONE, R.REFUNDED, 3_000,
        (9, 1, 10_000), OUT, 0,
    ),
    "return, one is scrap": Path(
        K.RETURN_AND_REFUND, (_agree, _receive, _found(good=1, scrap=1), _pay), S.DONE, R.REFUNDED, 3_000,
        (9, 0, 9_000), OUT, -1_000,
    ),
    "return, for the supplier": Path(
        K.RETURN_AND_REFUND, (_agree, _receive, _found(to_supplier=2), _pay), S.DONE, R.REFUNDED, 3_000,
        (8, 2, 10_000), OUT, 0,
    ),
    "exchange, done": Path(
        K.EXCHANGE, (_agree, _receive, _found(defective=2), _replace), S.DONE, R.NONE, None, (7, 2, 9_000),
        profit=3_000,
    ),
    "exchange, sent first": Path(K.EXCHANGE, (_agree, _replace), S.WAITING_BUYER, R.NONE, None, (7, 0, 7_000)),
    "re-ship": Path(K.RESHIP, (_replace,), S.DONE, R.NONE, None, (7, 0, 7_000)),
    "re-ship, asked": Path(K.RESHIP, (), S.WAITING_SELLER, R.NONE, None, GONE),
    "repair, asked": Path(K.REPAIR, (), S.WAITING_SELLER, R.NONE, None, GONE),
    "repair, here": Path(K.REPAIR, (_agree, _receive), S.AGREED, R.NONE, None, GONE),
    "repair, back with the buyer": Path(K.REPAIR, (_agree, _receive, _repair), S.DONE, R.NONE, None, GONE, profit=200),
    "compensation": Path(
        K.COMPENSATION, (_agree_something, _pay), S.DONE, R.PARTIAL, 500, GONE, (("out", -500),), 500
    ),
    "refused at the door": Path(K.REFUSED, (), S.WAITING_COURIER, R.REQUESTED, None, GONE),
    "refused, back and paid": Path(
        K.REFUSED, (_receive, _found(good=2), _agree, _pay), S.DONE, R.REFUNDED, 3_000, ALL_BACK, OUT, 0
    ),
    "interception asked": Path(K.INTERCEPTION, (), S.WAITING_COURIER, R.REQUESTED, None, GONE),
    "intercepted": Path(
        K.INTERCEPTION, (_stopped, _receive, _found(good=2), _agree, _pay), S.DONE, R.REFUNDED, 3_000, ALL_BACK, OUT, 0
    ),
    "not intercepted": Path(K.INTERCEPTION, (_failed,), S.WAITING_SELLER, R.REQUESTED, None, GONE),
    "courier claim": Path(K.COURIER_CLAIM, (), S.WAITING_COURIER, R.NONE, None, GONE),
    "courier pays": Path(
        K.COURIER_CLAIM, (_agree_half, _pay), S.DONE, R.NONE, None, GONE, (("in", 1_500),), 2_500
    ),
    "price protection": Path(
        K.PRICE_PROTECTION, (_agree_something, _pay), S.DONE, R.PARTIAL, 500, GONE, (("out", -500),), 500
    ),
}  # fmt: skip


@pytest.mark.exhaustive
@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
def test_what_a_way_through_a_case_does(stall: Stall, path: Path) -> None:
    """At its end the shop of the test undoes and redoes every step of it, and compares."""
    order = stall.sell((stall.mug, 2, 1_500), status=O.SHIPPED if path.sent else O.PAID)
    case = stall.open(path.kind, order)
    for step in path.steps:
        step(stall, case)
    row, after = stall.case(case), stall.order(order)
    assert (row.state, after.refund_status, after.refunded_minor) == (path.state, path.refund, path.refunded)
    assert (stall.shelf(), tuple(stall.transactions())) == (path.shelf, path.wallet)
    assert after.status is path.status
    assert (row.closed_at is not None) == (path.state in (S.DONE, S.REFUSED, S.WITHDRAWN))
    if path.sent:
        assert _profit(stall, order) == path.profit
        assert _listed_profit(stall, order) == path.profit


def _listed_profit(stall: Stall, order: int) -> int | None:
    """The profit as the list of orders has it."""
    found = stall.shop.table(ORDER_LIST, TableRequest(), ("profit",))
    rows: dict[int, int | None] = {row[0]: row[1] for row in found.first.result()}
    found.close()
    return rows[order]


def _profit(stall: Stall, order: int) -> int | None:
    found: Any = stall.shop.ask(order_profit, order)
    return None if found is None else found.profit_minor


def test_every_kind_of_case_is_on_some_way() -> None:
    assert {path.kind for path in PATHS.values()} == set(CaseKind)


def test_each_fact_is_taken_back_alone_and_the_others_stay(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    case = stall.open(K.RETURN_AND_REFUND, order)
    for step in (_agree, _waybill, _receive, _found(good=1, defective=1)):
        step(stall, case)
    payment = stall.shop.run(pay, case, account_id=stall.wallet).value
    stall.shop.run(reopen, [case])

    stall.shop.run(take_back_inspection, case)
    assert stall.shelf() == GONE
    assert stall.order(order).refund_status is R.REFUNDED  # the money is another fact
    stall.shop.run(take_back_receipt, case)
    assert stall.case(case).received_at is None
    stall.shop.run(take_back_payment, payment)
    assert stall.transactions() == []
    assert stall.order(order).refund_status is R.REQUESTED
    stall.shop.run(take_back_decision, case)
    assert (stall.case(case).agreed_minor, stall.case(case).state) == (None, S.WAITING_COURIER)


def test_an_order_closed_by_its_refund_opens_again_with_the_payment_taken_back(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500), status=O.PAID)
    case = stall.open(K.REFUND_BEFORE_SHIPPING, order)
    payment = stall.shop.run(pay, case, account_id=stall.wallet).value
    assert stall.order(order).status is O.CLOSED
    stall.shop.run(take_back_payment, payment)
    assert (stall.order(order).status, stall.order(order).refund_status) == (O.PAID, R.REQUESTED)


def test_an_exchange_makes_an_order_with_its_own_lines_and_cost(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    case = stall.open(K.EXCHANGE, order)
    new = stall.shop.run(send_replacement, case, [Replacement(stall.lid, 2)], paid_minor=100).value
    made = stall.order(new)
    assert (made.kind, made.receiver, made.paid_minor) == (OrderKind.EXCHANGE, "Lin", 100)
    stall.shop.run(set_status, [new], OrderStatus.SHIPPED)
    assert stall.stock(stall.lid).on_hand == 8
    assert _profit(stall, new) == 100 - 400
    assert stall.case(case).new_order_id == new
