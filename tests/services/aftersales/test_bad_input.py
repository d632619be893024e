"""More than was sold, more than was paid, the same parcel twice: refused by name, or meant and recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.aftersales import CasePayment
from models.catalog import Component
from models.orders import Order
from services.aftersales.candidates import sent_candidates
from services.aftersales.commands import close, edit, link_order, reopen, set_kind, set_lines, wait_for
from services.aftersales.drafts import CaseDraft, CaseLineDraft
from services.aftersales.errors import CaseOver, MoreThanSold, ParcelCameBefore, PiecesClaimed, RefundBeyondPaid
from services.aftersales.goods import Inspection, expect, inspect, receive, set_waybill, take_back_inspection
from services.aftersales.money import agree, ask
from services.aftersales.opening import open_case
from services.aftersales.paying import pay
from services.aftersales.replacing import (
    Replacement,
    link_replacement,
    repair_back,
    repair_out,
    send_back,
    send_replacement,
    take_back_repair,
    unlink_replacement,
)
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.errors import Invalid, MonthLocked, NotAllowed, NotAtThisPoint, NotEnoughStock, StaleEdit
from services.finance.commands import AccountDraft, add_account
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import render
from services.orders.commands import delete
from services.orders.entering import LineDraft, OrderDraft, add
from services.settings import LOCKED_THROUGH, change
from services.stock.commands import scrap
from services.stock.levels import Spot
from services.types import CaseKind, CaseState, Condition, OrderKind, OrderStatus, RefundStatus
from tests.services.aftersales.conftest import Stall

K = CaseKind


@command("test.cases.set", N_("Test: a setting"))
def set_setting(uow: UnitOfWork, key: str, value: str) -> None:
    """Write a setting."""
    change(uow, key, value)


@command("test.cases.consists_of", N_("Test: what a bundle consists of"))
def consists_of(uow: UnitOfWork, bundle_id: int, parts: dict[int, int]) -> None:
    """Make the bundle of these parts."""
    uow.add_all(Component(bundle_id=bundle_id, part_id=part, quantity=count) for part, count in parts.items())


def test_more_pieces_than_were_sold_are_refused_by_name(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    line = stall.lines(stall.open(K.RETURN_AND_REFUND, order))[0].order_line_id
    with pytest.raises(MoreThanSold, match=r"Mug.*3 of 2"):
        stall.open(K.RETURN_AND_REFUND, order, lines=(CaseLineDraft(line, 3),))


def test_pieces_of_one_open_case_are_not_claimed_by_another(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500), (stall.lid, 1, 500))
    first = stall.open(K.RETURN_AND_REFUND, order)
    mug, lid = (line.order_line_id for line in stall.lines(first))
    with pytest.raises(PiecesClaimed, match=rf"Mug.*2 of 0.*Lid.*{stall.case(first).external_no}"):
        stall.open(K.REFUND_ONLY, order)
    stall.open(K.COMPENSATION, order, asked_minor=100)
    second = stall.open(K.EXCHANGE, order, lines=(CaseLineDraft(lid, 1),), override="she wants another colour")
    assert stall.case(second).override_reason == "she wants another colour"
    stall.shop.run(set_lines, first, [CaseLineDraft(mug, 1)])
    third = stall.open(K.RETURN_AND_REFUND, order, lines=(CaseLineDraft(mug, 1),), override="not needed")
    assert stall.case(third).override_reason is None
    with pytest.raises(PiecesClaimed):
        stall.shop.run(set_lines, first, [CaseLineDraft(mug, 2)])
    stall.shop.run(set_lines, first, [CaseLineDraft(mug, 2)], override="counted twice on purpose")
    assert stall.case(first).override_reason == "counted twice on purpose"


def test_more_than_was_paid_is_refused_when_it_is_asked_for(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    with pytest.raises(RefundBeyondPaid, match=r"35\.00.*30\.00"):
        stall.open(K.REFUND_ONLY, order, asked_minor=3_500)
    case = stall.open(K.REFUND_ONLY, order, asked_minor=3_500, override="and the post")
    assert (stall.case(case).asked_minor, stall.case(case).override_reason) == (3_500, "and the post")
    with pytest.raises(RefundBeyondPaid):
        stall.shop.run(ask, case, 4_000)
    stall.shop.run(ask, case, 4_000, override="and the taxi")
    assert stall.case(case).override_reason == "and the taxi"


def test_what_was_sent_is_no_refund_before_shipping(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 1_500))
    with pytest.raises(NotAtThisPoint, match="has been sent"):
        stall.open(K.REFUND_BEFORE_SHIPPING, order)
    assert stall.open(K.REFUND_BEFORE_SHIPPING, order, override="the platform calls it so")


def test_what_came_back_once_does_not_come_back_again(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    first, second = (stall.open(K.RETURN_AND_REFUND, order, override="both came") for _ in range(2))
    stall.shop.run(inspect, first, [Inspection(stall.lines(first)[0].id, good=2)])
    with pytest.raises(MoreThanSold, match=r"2 of 0"):
        stall.shop.run(receive, second)
    assert stall.shelf() == (10, 0, 10_000)


def test_received_and_not_looked_at_counts_as_back_too(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    first, second = (stall.open(K.RETURN_AND_REFUND, order, override="both came") for _ in range(2))
    stall.shop.run(receive, first, {stall.lines(first)[0].id: 1})
    with pytest.raises(MoreThanSold, match=r"2 of 1"):
        stall.shop.run(receive, second)


def test_no_more_is_found_than_came_and_nothing_twice(stall: Stall) -> None:
    case = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 2, 1_500)))
    line = stall.lines(case)[0].id
    stall.shop.run(receive, case, {line: 1})
    with pytest.raises(MoreThanSold, match=r"2 of 1"):
        stall.shop.run(inspect, case, [Inspection(line, good=1, defective=1)])
    with pytest.raises(Invalid, match="twice"):
        stall.shop.run(inspect, case, [Inspection(line, good=1), Inspection(line, scrap=1)])
    stall.shop.run(inspect, case, [Inspection(line, good=1)])
    with pytest.raises(NotAtThisPoint, match="looked at already"):
        stall.shop.run(inspect, case, [Inspection(line, good=1)])


def test_a_return_of_an_order_that_was_never_sent_is_refused(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500), status=OrderStatus.PAID)
    for kind in (K.RETURN_AND_REFUND, K.EXCHANGE, K.REFUSED):
        with pytest.raises(NotAtThisPoint, match="refund it before shipping"):
            stall.open(kind, order)
    case = stall.open(K.REFUND_BEFORE_SHIPPING, order)
    with pytest.raises(NotAtThisPoint, match="refund it before shipping"):
        stall.shop.run(set_kind, case, K.RETURN_AND_REFUND)


def test_the_same_parcel_is_received_once(stall: Stall) -> None:
    first = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 1, 1_500)), return_tracking_no="SF1000000001")
    second = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 1, 1_500)), return_tracking_no="SF1000000001")
    stall.shop.run(receive, first)
    with pytest.raises(ParcelCameBefore, match=stall.case(first).external_no):
        stall.shop.run(receive, second)
    with pytest.raises(ParcelCameBefore):
        stall.shop.run(receive, first)
    third = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 1, 1_500)))
    with pytest.raises(ParcelCameBefore, match="SF1000000001"):
        stall.shop.run(set_waybill, third, "SF", "SF1000000001")


def test_a_refund_beyond_what_was_paid_needs_a_reason_which_is_kept(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    case = stall.open(K.REFUND_ONLY, order)
    with pytest.raises(RefundBeyondPaid, match=r"35\.00.*30\.00"):
        stall.shop.run(agree, case, 3_500)
    with pytest.raises(RefundBeyondPaid):
        stall.shop.run(pay, case, 3_500, account_id=stall.wallet)
    stall.shop.run(pay, case, 3_500, account_id=stall.wallet, override="their way to the post office")
    found = stall.case(case)
    assert (found.refunded_minor, found.override_reason) == (3_500, "their way to the post office")
    assert stall.order(order).refund_status is RefundStatus.REFUNDED


def test_all_cases_of_an_order_together_stay_within_what_was_paid(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    first, second = (stall.open(K.REFUND_ONLY, order, override="in two parts") for _ in range(2))
    stall.shop.run(pay, first, 2_000, account_id=stall.wallet)
    with pytest.raises(RefundBeyondPaid, match=r"10\.00 is left"):
        stall.shop.run(pay, second, 1_500, account_id=stall.wallet)
    stall.shop.run(pay, second, 1_000, account_id=stall.wallet)
    assert stall.order(order).refunded_minor == 3_000
    with pytest.raises(RefundBeyondPaid, match=r"0\.00 is left"):
        stall.shop.run(pay, second, 1, account_id=stall.wallet)


def test_a_line_gives_back_no_more_than_was_paid_for_it(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 2_000), (stall.lid, 1, 500))
    case = stall.open(K.REFUND_ONLY, order)
    mug, lid = (line.id for line in stall.lines(case))
    with pytest.raises(RefundBeyondPaid, match="Lid"):
        stall.shop.run(agree, case, 600, by_line={lid: 600})
    with pytest.raises(Invalid, match="do not add up"):
        stall.shop.run(agree, case, 700, by_line={lid: 500, mug: 100})
    stall.shop.run(pay, case, 500, by_line={lid: 500}, account_id=stall.wallet)
    other = stall.open(K.COMPENSATION, order)
    with pytest.raises(RefundBeyondPaid, match="Lid"):
        stall.shop.run(pay, other, 1, by_line={stall.lines(other)[1].id: 1}, account_id=stall.wallet)


def test_a_case_that_is_over_takes_no_further_step(stall: Stall) -> None:
    case = stall.open(K.REFUND_ONLY, stall.sell((stall.mug, 1, 1_500)))
    stall.shop.run(close, [case])
    steps: tuple[Callable[[], object], ...] = (
        lambda: stall.shop.run(agree, case),
        lambda: stall.shop.run(ask, case, 100),
        lambda: stall.shop.run(expect, case, {}),
        lambda: stall.shop.run(close, [case]),
    )
    for step in steps:
        with pytest.raises(CaseOver, match="is finished"):
            step()


@pytest.mark.parametrize("amount", [0, -5])
def test_nothing_and_less_is_no_payment(stall: Stall, amount: int) -> None:
    case = stall.open(K.COMPENSATION, stall.sell((stall.mug, 1, 1_500)))
    with pytest.raises(Invalid, match="more than nothing"):
        stall.shop.run(pay, case, amount, account_id=stall.wallet)
    with pytest.raises(Invalid, match="must not be negative"):
        stall.shop.run(ask, case, -1)


def test_an_account_of_another_currency_pays_nothing(stall: Stall) -> None:
    dollars = stall.shop.run(add_account, AccountDraft("Dollars", currency="USD")).value
    case = stall.open(K.COMPENSATION, stall.sell((stall.mug, 1, 1_500)))
    with pytest.raises(Invalid, match="another currency"):
        stall.shop.run(pay, case, 100, account_id=dollars)


def test_goods_that_went_on_since_cannot_be_taken_out_of_the_case(stall: Stall) -> None:
    case = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 2, 1_500)))
    stall.shop.run(inspect, case, [Inspection(stall.lines(case)[0].id, defective=2)])
    stall.shop.run(scrap, Spot(stall.mug, condition=Condition.DEFECTIVE), 2, reason="broken")
    with pytest.raises(NotEnoughStock):
        stall.shop.run(take_back_inspection, case)
    assert stall.case(case).inspected_at is not None


@pytest.mark.without_undo_check("the month is closed at its end")
def test_a_closed_month_keeps_its_returns_and_payments(stall: Stall) -> None:
    case = stall.open(K.RETURN_AND_REFUND, stall.sell((stall.mug, 2, 1_500)))
    stall.shop.run(inspect, case, [Inspection(stall.lines(case)[0].id, good=2)])
    stall.shop.run(set_setting, LOCKED_THROUGH.key, "2026-03-31")
    with pytest.raises(MonthLocked):
        stall.shop.run(take_back_inspection, case)
    with pytest.raises(MonthLocked):
        stall.shop.run(pay, case, account_id=stall.wallet)


def test_a_bundle_comes_back_part_by_part_at_the_cost_of_its_parts(stall: Stall) -> None:
    bundle = stall.shop.run(add_sku, SkuDraft("SET", "Set")).value
    stall.shop.run(consists_of, bundle, {stall.mug: 1, stall.lid: 2})
    lines = (LineDraft("Set", 2, code="SET", price_minor=2_000, sku_id=bundle),)
    draft = OrderDraft(stall.channel, lines, status=OrderStatus.SHIPPED)
    order = stall.shop.run(add, draft).value
    stall.time.forward(hours=1)
    case = stall.open(K.RETURN_AND_REFUND, order)
    assert [(line.sku_id, line.quantity) for line in stall.lines(case)] == [(stall.mug, 2), (stall.lid, 4)]
    assert stall.case(case).asked_minor == 4_000
    mug, lid = (line.id for line in stall.lines(case))
    stall.shop.run(inspect, case, [Inspection(mug, good=1, defective=1), Inspection(lid, good=3)])
    assert stall.shelf() == (9, 1, 10_000)
    assert (stall.stock(stall.lid).on_hand, stall.stock(stall.lid).value_minor) == (9, 1_800)


def test_a_parcel_nobody_announced_gets_its_order_and_items_later(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500))
    draft = CaseDraft(
        K.RETURN_AND_REFUND, channel_id=stall.channel, return_tracking_no="YT9900000000001",
        lines=(CaseLineDraft(None, 1, title="a mug without a note"),),
    )  # fmt: skip
    case = stall.shop.run(open_case, draft).value
    assert stall.case(case).order_id is None
    stall.shop.run(link_order, case, order)
    line = stall.lines(stall.open(K.REFUND_ONLY, order))[0].order_line_id
    with pytest.raises(PiecesClaimed):
        stall.shop.run(set_lines, case, [CaseLineDraft(line, 1)])
    new = stall.shop.run(set_lines, case, [CaseLineDraft(line, 1)], override="it came all the same").value
    stall.shop.run(inspect, case, [Inspection(new[0], good=1)])
    assert stall.shelf() == (9, 0, 9_000)
    assert stall.order(order).refund_status is RefundStatus.REQUESTED


def test_a_product_that_was_never_linked_is_counted_and_moves_no_stock(stall: Stall) -> None:
    lines = (LineDraft("Surprise", 1, code="???", price_minor=900),)
    order = stall.shop.run(add, OrderDraft(stall.channel, lines, status=OrderStatus.SHIPPED)).value
    case = stall.open(K.RETURN_AND_REFUND, order)
    stall.shop.run(inspect, case, [Inspection(stall.lines(case)[0].id, good=1)])
    assert (stall.lines(case)[0].good, stall.shelf()) == (1, (10, 0, 10_000))
    second = stall.open(K.RETURN_AND_REFUND, order, override="a second parcel")
    with pytest.raises(MoreThanSold):
        stall.shop.run(receive, second)


def test_an_edit_of_a_case_that_changed_meanwhile_is_refused(stall: Stall) -> None:
    case = stall.open(K.REFUND_ONLY, stall.sell((stall.mug, 1, 1_500)))
    version = stall.case(case).version
    stall.shop.run(edit, case, {"note": "first"}, version=version)
    with pytest.raises(StaleEdit):
        stall.shop.run(edit, case, {"note": "second"}, version=version)
    with pytest.raises(Invalid):
        stall.shop.run(edit, case, {"state": CaseState.DONE})
    assert stall.case(case).note == "first"


def test_an_order_with_a_case_is_not_deleted(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 1_500), status=OrderStatus.PAID)
    stall.open(K.REFUND_BEFORE_SHIPPING, order)
    with pytest.raises(NotAllowed, match="after-sales cases"):
        stall.shop.run(delete, [order])
    sent = stall.sell((stall.mug, 1, 1_500))
    new = stall.shop.run(send_replacement, stall.open(K.RESHIP, sent), [Replacement(stall.mug)]).value
    with pytest.raises(NotAllowed, match="made for an after-sales case"):
        stall.shop.run(delete, [new])


def test_a_replacement_is_made_once_and_only_of_a_known_order(stall: Stall) -> None:
    case = stall.open(K.RESHIP, stall.sell((stall.mug, 1, 1_500)))
    stall.shop.run(wait_for, [case], CaseState.WAITING_SELLER)
    stall.shop.run(send_replacement, case, [Replacement(stall.mug)])
    stall.shop.run(reopen, [case])
    with pytest.raises(NotAllowed, match="made for it already"):
        stall.shop.run(send_replacement, case, [Replacement(stall.mug)])
    draft = CaseDraft(K.RESHIP, channel_id=stall.channel, lines=(CaseLineDraft(None, 1, title="?"),))
    with pytest.raises(NotAtThisPoint, match="order is not known"):
        stall.shop.run(send_replacement, stall.shop.run(open_case, draft).value, [Replacement(stall.mug)])


def test_an_order_that_is_here_already_is_linked_once_and_taken_off_again(stall: Stall) -> None:
    first = stall.sell((stall.mug, 1, 1_500))
    case, other = stall.open(K.RESHIP, first), stall.open(K.RESHIP, stall.sell((stall.mug, 1, 1_500)))
    sent, paid = stall.sell((stall.mug, 1, 0)), stall.sell((stall.mug, 1, 1_500))
    closed = stall.sell((stall.mug, 1, 0), status=OrderStatus.CLOSED)
    before = stall.order(sent).kind
    for order, reason in ((first, "the case is about"), (closed, "nothing was sent with it")):
        with pytest.raises(Invalid, match=reason):
            stall.shop.run(link_replacement, case, order)
    assert [one.id for one in stall.shop.ask(sent_candidates, case)][:2] == [paid, sent]
    stall.shop.run(link_replacement, case, sent)
    assert stall.case(case).state is CaseState.DONE
    assert sent not in [one.id for one in stall.shop.ask(sent_candidates, other)]
    assert (before, stall.order(sent).kind) == (None, OrderKind.RESHIP)
    with pytest.raises(Invalid, match="was sent for the case"):
        stall.shop.run(link_replacement, other, sent)
    with pytest.raises(NotAtThisPoint, match="made for it already"):
        stall.shop.run(link_replacement, case, paid)
    stall.shop.undo()
    assert (stall.case(case).new_order_id, stall.order(sent).kind) == (None, None)
    stall.shop.run(link_replacement, case, paid)
    assert stall.order(paid).kind is None, "what brought money stays a sale"
    stall.shop.run(unlink_replacement, case)
    assert stall.case(case).state is CaseState.WAITING_SELLER
    with pytest.raises(NotAtThisPoint, match="no order was made"):
        stall.shop.run(unlink_replacement, case)


def test_only_an_order_that_brings_nothing_is_no_sale_when_it_is_linked(stall: Stall) -> None:
    case = stall.open(K.EXCHANGE, stall.sell((stall.mug, 1, 1_500)))
    unknown, unpaid, free = (
        stall.shop.run(told_of, stall.sell((stall.mug, 1, 0)), status, paid, total).value
        for status, paid, total in (
            (OrderStatus.SHIPPED, None, 1_500), (OrderStatus.UNPAID, None, None), (OrderStatus.SHIPPED, None, None),
        )
    )  # fmt: skip
    for order, kind in ((unknown, None), (unpaid, None), (free, OrderKind.EXCHANGE)):
        stall.shop.run(link_replacement, case, order)
        assert stall.order(order).kind is kind
        said = render(stall.shop.run(unlink_replacement, case).changes.label)
        assert stall.order(order).kind is kind
        assert ("still marked: Exchange" in said) is (kind is not None), "that it is no sale yet is told"


@command("test.cases.told_of", N_("Test: what a file tells of an order"))
def told_of(uow: UnitOfWork, order_id: int, status: OrderStatus, paid: int | None, total: int | None) -> int:
    """What a file says of an order's state and money."""
    order = uow.get(Order, order_id)
    order.status, order.paid_minor, order.total_minor = status, paid, total
    return order_id


def test_the_steps_of_a_repair_come_in_their_order(stall: Stall) -> None:
    case = stall.open(K.REPAIR, stall.sell((stall.mug, 1, 1_500)))
    with pytest.raises(NotAtThisPoint, match="not come yet"):
        stall.shop.run(repair_out, case)
    stall.shop.run(receive, case)
    with pytest.raises(NotAtThisPoint, match="not given to be repaired"):
        stall.shop.run(repair_back, case)
    stall.shop.run(repair_out, case)
    with pytest.raises(NotAtThisPoint, match="not here"):
        stall.shop.run(send_back, case)
    with pytest.raises(NotAtThisPoint, match="the buyer's"):
        stall.shop.run(inspect, case, [Inspection(stall.lines(case)[0].id, good=1)])
    stall.shop.run(take_back_repair, case)
    assert stall.case(case).repair_sent_at is None
    exchange = stall.open(K.EXCHANGE, stall.sell((stall.mug, 1, 1_500)))
    with pytest.raises(NotAtThisPoint, match="no repair"):
        stall.shop.run(repair_out, exchange)


def test_a_transaction_that_a_statement_brought_pays_one_case_of_its_amount(stall: Stall) -> None:
    first, second = (stall.open(K.COMPENSATION, stall.sell((stall.mug, 1, 1_500))) for _ in range(2))
    payment = stall.shop.run(pay, first, 500, account_id=stall.wallet).value
    transaction = stall.row(CasePayment, payment).transaction_id
    with pytest.raises(Invalid, match="another amount"):
        stall.shop.run(pay, second, 400, transaction_id=transaction)
    with pytest.raises(Invalid, match="another case"):
        stall.shop.run(pay, second, 500, transaction_id=transaction)
