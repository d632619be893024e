"""What platforms reported beside the own books: every gap is named, and what no step explains is said to be so."""

from __future__ import annotations

from datetime import date

import pytest

from models.enums.aftersales import CaseKind
from models.orders import Order
from services.aftersales.drafts import CaseDraft
from services.aftersales.opening import open_case
from services.aftersales.paying import pay
from services.errors import Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.shop import Shop
from services.tax.platforms import Reason, ReportDraft, add_report, change_report, delete_report, reported
from services.types import OrderStatus
from tests.services.books.trading import at, refund, trader

FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


@command("test.tax.paid_on", N_("Test: an order is paid on a day"))
def paid_on(uow: UnitOfWork, order_id: int, day: date, status: OrderStatus | None = None, subsidy: int = 0) -> None:
    """What an import says of when an order was paid."""
    order = uow.get(Order, order_id)
    order.paid_at = at(day)
    if status is not None:
        order.status = status
        order.shipped_at = None
    if subsidy:
        order.platform_discount_minor = subsidy


def test_a_gap_is_explained_by_coupons_timing_and_orders_that_never_left(shop: Shop) -> None:
    world = trader(shop)
    plain = world.sold(date(2026, 2, 3), paid=10_000)
    shop.run(paid_on, plain, date(2026, 2, 2), None, 700)
    late = world.sold(date(2026, 4, 2), paid=20_000)
    shop.run(paid_on, late, date(2026, 3, 31))
    early = world.sold(date(2026, 1, 1), paid=4_000)
    shop.run(paid_on, early, date(2025, 12, 31))
    closed = world.sold(date(2026, 2, 9), paid=1_500)
    shop.run(paid_on, closed, date(2026, 2, 8), OrderStatus.CLOSED)
    shop.run(refund, plain, 2_500, date(2026, 2, 20))
    shop.run(add_report, ReportDraft(world.taobao, FIRST, LAST, 32_300, 2_500, 120, 3))
    (found,) = shop.ask(reported)
    assert (found.own_minor, found.gap_minor, found.own_refunds_minor) == (14_000, 18_300, 2_500)
    lines = {line.reason: line.minor for line in found.lines}
    assert lines == {
        Reason.OWN: 14_000,
        Reason.COUPONS: 700,
        Reason.LEFT_LATER: 20_000,
        Reason.PAID_BEFORE: -4_000,
        Reason.CANCELLED: 1_500,
        Reason.UNEXPLAINED: 100,
    }
    assert sum(lines.values()) == found.draft.income_minor


def test_own_refunds_are_what_went_to_buyers_on_the_day_of_each_payment(shop: Shop) -> None:
    world = trader(shop)
    order = world.sold(date(2026, 2, 3), paid=10_000)
    run = shop.run
    claim = run(open_case, CaseDraft(CaseKind.COURIER_CLAIM, order, asked_minor=5_000)).value
    run(pay, claim, 5_000, at=at(date(2026, 3, 1)))  # the courier paid the shop
    case = run(open_case, CaseDraft(CaseKind.REFUND_ONLY, order, asked_minor=1_000)).value
    run(pay, case, 300, at=at(date(2026, 3, 31)))
    run(pay, case, 700, at=at(date(2026, 4, 1)))
    run(add_report, ReportDraft(world.taobao, FIRST, LAST, 10_000, 300))
    (found,) = shop.ask(reported)
    assert found.own_refunds_minor == 300


def test_another_channel_is_not_in_it(shop: Shop) -> None:
    world = trader(shop)
    world.sold(date(2026, 2, 3), paid=10_000)
    shop.run(add_report, ReportDraft(world.pinduoduo, FIRST, LAST, 0))
    (found,) = shop.ask(reported)
    assert (found.own_minor, found.unexplained_minor, found.channel) == (0, 0, "Cups")


def test_a_channel_has_one_report_for_a_quarter_and_it_can_be_changed(shop: Shop) -> None:
    world = trader(shop)
    made = shop.run(add_report, ReportDraft(world.taobao, FIRST, LAST, 100)).value
    with pytest.raises(Invalid):
        shop.run(add_report, ReportDraft(world.taobao, FIRST, LAST, 200))
    shop.run(change_report, made, ReportDraft(world.taobao, FIRST, LAST, 300, note=" asked them "))
    (found,) = shop.ask(reported)
    assert (found.draft.income_minor, found.draft.note) == (300, "asked them")
    assert shop.ask(reported, date(2026, 4, 1)) == ()
    shop.run(delete_report, made)
    assert shop.ask(reported) == ()


@pytest.mark.parametrize(("last", "income", "refunds"), [(date(2025, 12, 31), 1, 0), (LAST, -1, 0), (LAST, 1, -1)])
def test_reports_that_cannot_be_are_refused(shop: Shop, last: date, income: int, refunds: int) -> None:
    world = trader(shop)
    with pytest.raises(Invalid):
        shop.run(add_report, ReportDraft(world.taobao, FIRST, last, income, refunds))
