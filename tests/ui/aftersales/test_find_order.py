"""Which order a case is of, or which was sent instead: found by number, parcel, buyer or phone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from services.aftersales import views
from services.channels.commands import add as add_channel
from services.orders.commands import set_tracking
from services.orders.entering import LineDraft, OrderDraft, add
from services.reconcile.choices import MOST
from services.types import CaseKind, CaseState, OrderStatus, Platform
from tests.ui.aftersales.counter import Counter
from tests.ui.imports.window import Desk
from ui.pages.aftersales.find_order import FindOrderDialog
from ui.pause import Pause


def asked_for(desk: Desk, typed: str) -> tuple[FindOrderDialog, list[int]]:
    """The question which order is meant with this typed, and the orders that are taken with it."""
    taken: list[int] = []
    ask = FindOrderDialog(desk.window, "Find", taken.append)
    ask.show()
    ask.number.setText(typed)
    return ask, taken


def listed(desk: Desk, typed: str) -> tuple[FindOrderDialog, list[int]]:
    """The same when what matches is listed."""
    ask, taken = asked_for(desk, typed)
    desk.wait(ask.found.isVisible)
    return ask, taken


def test_a_new_case_finds_its_order_by_buyer_or_phone(desk: Desk) -> None:
    counter = Counter(desk)
    counter.section.new()
    ask = counter.card("FindOrderDialog")
    for typed in ("Lin", "8888"):
        ask.number.setText("")
        desk.wait(lambda: not ask.found.isVisible())
        desk.qtbot.keyClicks(ask.number, typed)
        desk.wait(ask.found.isVisible)
        assert [one.number for one in ask.found.selected()] == ["T-1"]
    desk.qtbot.keyClick(ask.number, Qt.Key.Key_Return)
    assert counter.card("NewCaseDialog").pieces.counts[0].value() == 2


def test_the_new_button_asks_for_the_number_of_the_order(desk: Desk) -> None:
    counter = Counter(desk)
    counter.section.new()
    ask = counter.card("FindOrderDialog")
    ask.number.setText("nobody")
    desk.qtbot.keyClick(ask.number, Qt.Key.Key_Return)
    desk.wait(lambda: ask.nothing.title.text() == "No order is found")
    assert ask.number.hasFocus()
    assert not ask.failure.isVisible()
    ask.number.setText("T-1")
    desk.qtbot.keyClick(ask.number, Qt.Key.Key_Return)
    assert counter.card("NewCaseDialog").pieces.counts[0].value() == 2


def test_a_number_typed_in_full_means_its_own_order_though_another_is_listed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pause, "share", 1000.0)  # nothing is listed but what the test asks for
    counter = Counter(desk)
    older, newer = (counter.another(number) for number in ("20260001", "20260002"))
    ask, taken = asked_for(desk, "2026")
    ask.look()
    ask.number.setText("20260001")
    counter.answered(ask)
    assert not ask.found.isVisible()
    ask.submit()
    ask.submit()
    desk.wait(lambda: bool(taken))
    assert taken == [older]
    assert newer != older


def test_a_number_that_is_typed_on_before_it_is_looked_up_is_not_taken(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pause, "share", 1000.0)  # nothing is listed but what the test asks for
    counter = Counter(desk)
    counter.another("A-100")
    longer = counter.another("A-1002")
    ask, taken = asked_for(desk, "A-100")
    ask.submit()
    ask.number.setText("A-1002")
    counter.answered(ask)
    assert not taken
    ask.submit()
    desk.wait(lambda: bool(taken))
    assert taken == [longer]


def test_the_order_whose_number_is_typed_is_marked_however_old_and_any_row_can_be_taken(desk: Desk) -> None:
    counter = Counter(desk)
    short, long, *_more = (counter.another(number) for number in ("2026", *(f"2026{n:02d}" for n in range(MOST + 1))))
    ask, taken = listed(desk, "2026")
    assert [one.id for one in ask.found.selected()] == [short]
    ask.submit()
    assert taken == [short]
    ask, taken = listed(desk, "2026")
    pointed_at = ask.found.list.rows[1].id
    ask.found.selectRow(1)
    ask.submit()
    assert taken == [pointed_at]
    ask, taken = listed(desk, "02600")
    ask.submit()
    assert taken == [long]


@pytest.mark.parametrize("typed", ["SF10000001", "sf10000001"])
def test_the_order_in_the_parcel_whose_number_is_typed_is_marked_before_newer_ones_that_hold_it(
    desk: Desk, typed: str
) -> None:
    counter = Counter(desk)
    older, newer = counter.another("31"), counter.another("32")
    desk.run(set_tracking, [(older, "sf", "SF10000001"), (newer, "sf", "SF100000012")])
    ask, taken = listed(desk, typed)
    assert [one.id for one in ask.found.list.rows] == [older, newer]
    desk.qtbot.keyClick(ask.number, Qt.Key.Key_Return)
    assert taken == [older]


def test_of_two_orders_of_one_number_somebody_says_which(desk: Desk) -> None:
    counter = Counter(desk)
    other = desk.run(add_channel, "Street", Platform.TAOBAO).value
    first, second = counter.another("77"), counter.another("77", other)
    ask, taken = asked_for(desk, "77")
    ask.submit()
    desk.wait(lambda: ask.found.isVisible() and ask.failure.isVisible())
    assert "choose which one is meant" in ask.failure.text()
    assert not ask.found.selected()
    ask.number.setText("7")
    assert not ask.failure.isVisible(), "it was said of what stood there before"
    ask.number.setText("77")
    desk.wait(lambda: [one.is_named for one in ask.found.list.rows] == [True, True])
    row = ask.found.visualRect(ask.found.model().index(0, 0)).center()
    desk.qtbot.mouseClick(ask.found.viewport(), Qt.MouseButton.LeftButton, pos=row)
    ask.submit()
    assert taken[0] in (first, second)


def test_where_the_buyer_has_no_other_order_the_one_that_was_sent_is_looked_for(desk: Desk) -> None:
    counter = Counter(desk)
    case = counter.opened(CaseKind.RESHIP)
    line = LineDraft("Mug", 1, code="MUG", price_minor=0, sku_id=counter.mug)
    desk.run(add, OrderDraft(counter.channel, (line,), external_no="T-2", status=OrderStatus.PAID, buyer="her sister"))
    counter.press("link_sent")
    ask = counter.card("FindSentDialog")
    desk.qtbot.keyClicks(ask.number, "sister")
    desk.qtbot.keyClick(ask.number, Qt.Key.Key_Return)
    desk.wait(lambda: bool(ask.found.selected()))
    desk.qtbot.keyClick(ask.number, Qt.Key.Key_Return)
    counter.becomes(case, CaseState.DONE)
    assert desk.ask(views.case_view, case).new_order.order_no == "T-2"


def test_looking_for_the_order_that_was_sent_offers_not_the_cases_own_and_marks_none_that_was_paid(desk: Desk) -> None:
    counter = Counter(desk)
    counter.opened(CaseKind.RESHIP)
    line = LineDraft("Mug", 1, code="MUG", price_minor=1_500, sku_id=counter.mug)
    draft = OrderDraft(counter.channel, (line,), external_no="S-2", status=OrderStatus.PAID, buyer="Linda")
    sale = desk.run(add, draft).value
    counter.press("link_sent")
    ask = counter.card("FindSentDialog")
    ask.number.setFocus()
    desk.qtbot.keyClicks(ask.number, "Lin")
    desk.wait(ask.found.isVisible)
    assert [one.id for one in ask.found.list.rows] == [sale]
    assert not ask.found.selected()
    desk.qtbot.keyClick(ask.number, Qt.Key.Key_Return)
    desk.wait(ask.failure.isVisible)
    assert ask.failure.text() == "Choose an order, or look for another."
    assert not counter.section.detail.view.new_order
    ask.number.setText("S-2")
    desk.wait(lambda: bool(ask.found.selected()))
    ask.submit()
    ask.submit()
    desk.wait(lambda: counter.section.detail.view.new_order is not None)
    assert counter.section.detail.view.new_order.order_no == "S-2"
    assert not desk.overlays()
