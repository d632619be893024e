"""The returns desk without its window: whose parcel it is, what was counted, and what that does to the shop."""

from __future__ import annotations

from datetime import timedelta

import pytest

from services.aftersales.desk import Counted, ParcelCount, Quality, Tally, count_parcel, line_counts
from services.aftersales.errors import MoreThanSold, ParcelCameBefore
from services.aftersales.goods import set_waybill
from services.aftersales.matching import ArrivalKind, arrival, chosen
from services.aftersales.matching_parcels import DeskLine, DeskParcel, of_nobody, product_line
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.errors import Invalid
from services.messages import render
from services.orders.commands import edit as edit_order
from services.orders.commands import set_tracking
from services.types import CaseKind, CaseState, OrderStatus
from tests.services.aftersales.conftest import Stall

WAYBILL = "SF1234567890123"
BACK = "YT9876543210123"


def _count(stall: Stall, parcel: DeskParcel, **pieces: tuple[int, int, int, int]) -> int:
    tally = Tally.of(parcel.lines)
    for place, line in enumerate(parcel.lines):
        for quality, count in zip(Quality, pieces.get(line.code, (0, 0, 0, 0)), strict=True):
            tally.count(place, quality, count)
    return stall.shop.run(count_parcel, _counted(parcel, tally)).value


def _counted(parcel: DeskParcel, tally: Tally) -> ParcelCount:
    return ParcelCount(
        parcel.waybill, line_counts(tally), parcel.case_id, parcel.order_id, parcel.channel_id, parcel.kind,
        parcel.courier,
    )  # fmt: skip


def _announced(stall: Stall, pieces: int = 2) -> int:
    case = stall.open(CaseKind.RETURN_AND_REFUND, stall.sell((stall.mug, pieces, 2900)))
    stall.shop.run(set_waybill, case, "YTO", BACK)
    return case


def test_an_announced_parcel_is_known_by_its_number_and_counted_in_one_step(stall: Stall) -> None:
    case = _announced(stall)
    found = stall.shop.ask(arrival, f" {BACK} ")
    assert (found.kind, found.parcel.case_id if found.parcel else None) == (ArrivalKind.CASE, case)
    assert found.parcel is not None
    assert [(line.code, line.expected) for line in found.parcel.lines] == [("MUG", 2)]
    before = stall.shelf()
    _count(stall, found.parcel, MUG=(1, 1, 0, 0))
    assert stall.shelf() == (before[0] + 1, before[1] + 1, before[2] + 2_000)
    assert stall.case(case).inspected_at is not None
    stall.shop.undo()
    assert stall.shelf() == before
    assert stall.case(case).received_at is None


def test_the_same_parcel_twice_is_named_with_the_case_it_came_with(stall: Stall) -> None:
    case = _announced(stall)
    parcel = stall.shop.ask(arrival, BACK).parcel
    assert parcel is not None
    _count(stall, parcel, MUG=(2, 0, 0, 0))
    again = stall.shop.ask(arrival, BACK)
    assert (again.kind, again.numbers) == (ArrivalKind.BEFORE, (stall.case(case).external_no,))
    assert again.came_at == stall.case(case).received_at
    other = stall.open(CaseKind.RETURN_AND_REFUND, stall.sell((stall.mug, 1, 2900)))
    tally = Tally.of([DeskLine(stall.lines(other)[0].order_line_id, stall.mug, "MUG", "Mug", "", 1)])
    tally.all_good()
    with pytest.raises(ParcelCameBefore, match="received already"):
        stall.shop.run(count_parcel, ParcelCount(BACK, line_counts(tally), other))


def test_a_parcel_that_comes_back_as_it_went_out_is_a_refused_delivery(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 2900), status=OrderStatus.PAID)
    stall.shop.run(set_tracking, [(order, "SF", WAYBILL)], mark_shipped=True)
    found = stall.shop.ask(arrival, WAYBILL)
    (choice,) = found.choices
    assert [render(reason) for reason in choice.reasons] == ["it went out under this number"]
    parcel = stall.shop.ask(chosen, found.waybill, found.courier, choice)
    assert (parcel.kind, parcel.case_id, parcel.order_id) == (CaseKind.REFUSED, None, order)
    case = _count(stall, parcel, MUG=(1, 0, 0, 0))
    row = stall.case(case)
    assert (row.kind, row.order_id, row.return_tracking_no) == (CaseKind.REFUSED, order, WAYBILL)
    assert stall.shop.ask(arrival, WAYBILL).kind is ArrivalKind.BEFORE


def test_a_case_of_the_order_is_offered_before_the_order_itself(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 2900), status=OrderStatus.PAID)
    stall.shop.run(set_tracking, [(order, "SF", WAYBILL)], mark_shipped=True)
    case = stall.open(CaseKind.INTERCEPTION, order)
    (choice,) = stall.shop.ask(arrival, WAYBILL).choices
    assert (choice.case_id, choice.order_id) == (case, order)


def test_the_end_of_a_phone_finds_the_orders_of_the_last_months(stall: Stall) -> None:
    old = stall.sell((stall.mug, 1, 2900))
    stall.shop.run(edit_order, old, {"phone": "13800001234"})
    stall.time.forward(days=100)
    order = stall.sell((stall.mug, 1, 2900))
    stall.shop.run(edit_order, order, {"phone": "13900001234"})
    found = stall.shop.ask(arrival, "1234")
    assert ([choice.order_id for choice in found.choices], found.waybill) == ([order], "")
    assert render(found.choices[0].reasons[0]) == "the phone ends in 1234"


def test_a_number_nobody_knows_suggests_what_waits_for_goods(stall: Stall) -> None:
    assert stall.shop.ask(arrival, "ZT000000000").kind is ArrivalKind.NOBODY
    waiting = stall.open(CaseKind.RETURN_AND_REFUND, stall.sell((stall.mug, 1, 2900)))
    stall.open(CaseKind.COMPENSATION, stall.sell((stall.mug, 1, 2900)), asked_minor=100)
    _announced(stall)
    found = stall.shop.ask(arrival, "ZT000000000")
    assert [choice.case_id for choice in found.choices] == [waiting]
    parcel = stall.shop.ask(chosen, found.waybill, found.courier, found.choices[0])
    _count(stall, parcel, MUG=(1, 0, 0, 0))
    assert stall.case(waiting).return_tracking_no == "ZT000000000"


def test_a_case_and_an_order_are_found_by_their_own_numbers(stall: Stall) -> None:
    order = stall.sell((stall.mug, 1, 2900))
    assert stall.shop.ask(arrival, stall.order(order).external_no).choices[0].order_id == order
    case = stall.open(CaseKind.RETURN_AND_REFUND, order)
    found = stall.shop.ask(arrival, stall.case(case).external_no)
    assert found.kind is ArrivalKind.CASE
    assert found.waybill == ""


def test_a_parcel_nobody_announced_opens_a_case_of_its_channel_and_moves_no_stock(stall: Stall) -> None:
    line = stall.shop.ask(product_line, "mug")
    assert line is not None
    parcel = stall.shop.ask(of_nobody, "ZT1", "ZTO", stall.channel)
    tally = Tally.of(parcel.lines)
    tally.count(tally.add(line), Quality.GOOD, 2)
    before = stall.shelf()
    case = stall.shop.run(count_parcel, _counted(parcel, tally)).value
    (row,) = stall.lines(case)
    assert (row.title, row.received, row.good, row.order_line_id) == ("Mug", 2, 2, None)
    assert (stall.case(case).order_id, stall.shelf()) == (None, before)


def test_a_repair_is_received_and_stays_the_buyers(stall: Stall) -> None:
    case = stall.open(CaseKind.REPAIR, stall.sell((stall.mug, 1, 2900)))
    stall.shop.run(set_waybill, case, "YTO", BACK)
    parcel = stall.shop.ask(arrival, BACK).parcel
    assert parcel is not None
    assert not parcel.is_ours
    before = stall.shelf()
    _count(stall, parcel, MUG=(1, 0, 0, 0))
    row = stall.case(case)
    assert (row.received_at is not None, row.inspected_at, stall.shelf()) == (True, None, before)


def test_an_empty_count_or_one_too_many_or_a_foreign_item_is_refused_and_nothing_changes(stall: Stall) -> None:
    case = _announced(stall, 1)
    parcel = stall.shop.ask(arrival, BACK).parcel
    assert parcel is not None
    tally = Tally.of(parcel.lines)
    with pytest.raises(Invalid):
        stall.shop.run(count_parcel, _counted(parcel, tally))
    assert tally.count(0, Quality.GOOD) is Counted.RIGHT
    assert tally.count(0, Quality.GOOD) is Counted.MORE
    with pytest.raises(MoreThanSold):
        stall.shop.run(count_parcel, _counted(parcel, tally))
    lid = stall.shop.ask(product_line, "LID")
    assert lid is not None
    foreign = Tally.of([lid])
    foreign.count(0, Quality.GOOD)
    with pytest.raises(Invalid, match="not part of this case"):
        stall.shop.run(count_parcel, _counted(parcel, foreign))
    assert stall.case(case).state is CaseState.WAITING_COURIER
    assert stall.case(case).received_at is None


def test_an_imported_case_without_lines_gets_those_it_means(stall: Stall) -> None:
    case = _announced(stall)
    (line,) = stall.lines(case)
    parcel = stall.shop.ask(arrival, BACK).parcel
    assert parcel is not None
    assert parcel.lines[0].order_line_id == line.order_line_id


def test_scanning_counts_the_line_that_still_waits_and_never_below_none(stall: Stall) -> None:
    stall.shop.run(add_sku, SkuDraft("PLATE", "Plate", barcode="6901234567892"))
    plate = stall.shop.ask(product_line, "6901234567892")
    assert plate is not None
    assert plate == stall.shop.ask(product_line, "plate")
    assert stall.shop.ask(product_line, "nothing") is None
    first = DeskLine(1, stall.mug, "MUG", "Mug", "", 1, frozenset({"mug"}))
    second = DeskLine(2, stall.mug, "MUG", "Mug", "", 1, frozenset({"mug"}))
    tally = Tally.of([first, second])
    for place in (0, 1, 0):
        assert tally.place_of("MUG") == place
        tally.count(place, Quality.DEFECTIVE)
    assert tally.place_of("LID") is None
    tally.count(0, Quality.DEFECTIVE, -5)
    assert (tally.of_line(0), tally.pieces, tally.expected) == (0, 1, 2)
    tally.all_good()
    assert [counts[Quality.GOOD] for counts in tally.counts] == [1, 0]


def test_goods_that_came_before_are_told_with_the_order(stall: Stall) -> None:
    order = stall.sell((stall.mug, 2, 2900))
    stall.shop.run(edit_order, order, {"phone": "13900001234"})
    case = stall.open(CaseKind.RETURN_AND_REFUND, order)
    stall.shop.run(set_waybill, case, "YTO", BACK)
    parcel = stall.shop.ask(arrival, BACK).parcel
    assert parcel is not None
    _count(stall, parcel, MUG=(2, 0, 0, 0))
    stall.time.now += timedelta(days=1)
    (choice,) = stall.shop.ask(arrival, "1234").choices
    assert [render(reason) for reason in choice.reasons] == [
        "the phone ends in 1234", f"goods of {stall.case(case).external_no} came before"
    ]  # fmt: skip
