"""Cases of orders that travelled together, and of an order that travels in parts."""

from __future__ import annotations

import pytest

from services.aftersales.drafts import CaseLineDraft
from services.aftersales.errors import MoreThanSold, SharedParcel
from services.aftersales.goods import Inspection, inspect
from services.aftersales.paying import pay
from services.fulfilment.parcels import merge, set_tracking, ship, split
from services.types import CaseKind, OrderStatus
from tests.services.aftersales.conftest import Stall

K = CaseKind


def test_each_order_of_one_parcel_has_its_own_pieces_and_money(stall: Stall) -> None:
    first = stall.sell((stall.mug, 1, 1_500), status=OrderStatus.PAID)
    second = stall.sell((stall.mug, 2, 1_500), status=OrderStatus.PAID)
    parcel = stall.shop.run(merge, [first, second]).value
    stall.shop.run(set_tracking, parcel, "SF", "SF1234567890123")
    stall.shop.run(ship, [parcel])
    assert stall.shelf() == (7, 0, 7_000)
    one, both = stall.open(K.RETURN_AND_REFUND, first), stall.open(K.RETURN_AND_REFUND, second)
    with pytest.raises(MoreThanSold):
        stall.shop.run(inspect, one, [Inspection(stall.lines(one)[0].id, good=2)])
    stall.shop.run(inspect, one, [Inspection(stall.lines(one)[0].id, good=1)])
    stall.shop.run(inspect, both, [Inspection(stall.lines(both)[0].id, good=1, defective=1)])
    assert stall.shelf() == (9, 1, 10_000)
    stall.shop.run(pay, one, account_id=stall.wallet)
    stall.shop.run(pay, both, account_id=stall.wallet)
    assert (stall.order(first).refunded_minor, stall.order(second).refunded_minor) == (1_500, 3_000)


def test_of_an_order_in_parts_only_what_was_sent_comes_back(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500), status=OrderStatus.PAID)
    line = stall.shop.ask(_first_line, order)
    here, _later = stall.shop.run(split, order, {line: 1}).value
    stall.shop.run(set_tracking, here, "SF", "SF1234567890124")
    stall.shop.run(ship, [here])
    with pytest.raises(MoreThanSold, match=r"2 of 1"):
        stall.open(K.RETURN_AND_REFUND, order, lines=(CaseLineDraft(line, 2),))
    assert [one.quantity for one in stall.lines(stall.open(K.COMPENSATION, order))] == [2]
    whole = (CaseLineDraft(line, 2),)
    case = stall.open(K.RETURN_AND_REFUND, order, lines=whole, override="the second parcel is on its way")
    assert stall.case(case).override_reason == "the second parcel is on its way"
    (claimed,) = stall.lines(case)
    with pytest.raises(MoreThanSold, match=r"2 of 1"):
        stall.shop.run(inspect, case, [Inspection(claimed.id, good=2)])
    stall.shop.run(inspect, case, [Inspection(claimed.id, good=1)])
    assert stall.shelf()[0] == 10


def test_of_an_order_in_parts_a_return_means_what_was_sent(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 1_500), status=OrderStatus.PAID)
    line = stall.shop.ask(_first_line, order)
    here, _later = stall.shop.run(split, order, {line: 1}).value
    stall.shop.run(set_tracking, here, "SF", "SF1234567890124")
    stall.shop.run(ship, [here])
    assert [one.quantity for one in stall.lines(stall.open(K.RETURN_AND_REFUND, order))] == [1]
    rest = stall.open(K.REFUND_BEFORE_SHIPPING, order, lines=(CaseLineDraft(line, 1),))
    assert [one.quantity for one in stall.lines(rest)] == [1]


def test_a_parcel_of_two_orders_that_comes_back_asks_for_the_other_order(stall: Stall) -> None:
    first = stall.sell((stall.mug, 1, 1_500), status=OrderStatus.PAID)
    second = stall.sell((stall.mug, 2, 1_500), status=OrderStatus.PAID)
    parcel = stall.shop.run(merge, [first, second]).value
    stall.shop.run(set_tracking, parcel, "SF", "SF1234567890123")
    stall.shop.run(ship, [parcel])
    with pytest.raises(SharedParcel, match=stall.order(second).external_no):
        stall.open(K.REFUSED, first)
    case = stall.open(K.REFUSED, first, override="the other order was handed over")
    assert stall.case(case).override_reason == "the other order was handed over"
    assert stall.open(K.REFUSED, second)


def _first_line(connection: object, order_id: int) -> int:
    from models.orders import OrderLine

    lines = OrderLine.table()
    return int(connection.execute(lines.select().where(lines.c.order_id == order_id)).first().id)  # type: ignore[attr-defined]
