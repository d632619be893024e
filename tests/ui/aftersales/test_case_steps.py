"""A case driven as a person does: opened of an order, agreed, received, counted, paid, answered, taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from services.aftersales import views
from services.aftersales.drafts import CaseDraft
from services.aftersales.goods import Inspection, inspect
from services.aftersales.opening import open_case
from services.aftersales.work_rules import work_rules
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.finance.commands import AccountDraft, add_account
from services.orders.commands import set_tracking
from services.orders.entering import LineDraft, OrderDraft, add
from services.reconcile.choices import MOST, orders_found
from services.stock.commands import OpeningDraft, set_opening
from services.stock.queries import stock_of
from services.types import CaseKind, CaseState, DefectiveFate, OrderStatus, Platform
from tests.ui.imports.window import Desk
from ui.pages.aftersales.find_order import FindOrderDialog
from ui.pause import Pause


class Counter:
    """A shop that sent two mugs, and its Cases section."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.channel = desk.run(add_channel, "Stall", Platform.TAOBAO).value
        self.account = desk.run(add_account, AccountDraft("Wallet")).value
        self.mug = desk.run(add_sku, SkuDraft("MUG", "Mug", price_minor=1_500)).value
        desk.run(set_opening, [OpeningDraft(self.mug, 10, 10_000)])
        line = LineDraft("Mug", 2, code="MUG", price_minor=1_500, sku_id=self.mug)
        draft = OrderDraft(
            self.channel, (line,), external_no="T-1", status=OrderStatus.SHIPPED, buyer="Lin", phone="13811118888"
        )
        self.order = desk.run(add, draft).value
        self.section = desk.page("after-sales").show_section("cases")

    def another(self, number: str, channel: int | None = None) -> int:
        """One more order of this number."""
        line = LineDraft("Mug", 1, code="MUG", price_minor=1_500, sku_id=self.mug)
        return int(self.desk.run(add, OrderDraft(channel or self.channel, (line,), external_no=number)).value)

    def answered(self, ask: FindOrderDialog) -> None:
        """Wait until what the card asked before is answered: the answers come in the order they were asked."""
        arrived: list[object] = []
        self.desk.link.ask(orders_found, "nobody", owner=ask).then(arrived.append)
        self.desk.wait(lambda: bool(arrived))

    def opened(self, kind: CaseKind = CaseKind.RETURN_AND_REFUND) -> int:
        """A case of the order, shown at the right."""
        case = int(self.desk.run(open_case, CaseDraft(kind, self.order)).value)
        self.show(case)
        return case

    def show(self, case: int) -> None:
        """Show a case."""
        self.section.open_detail(case)
        self.desk.wait(lambda: self.section.detail.isVisible() and self.section.detail.shown.id == case)

    def press(self, key: str) -> None:
        """Press the button of a step, once it is there."""
        buttons = self.section.detail.buttons
        self.desk.wait(lambda: key in self.section.detail.buttons and not self._button(key).rect().isEmpty())
        assert buttons is not None
        self.desk.qtbot.mouseClick(self._button(key), Qt.MouseButton.LeftButton)

    def card(self, cls: str) -> Any:
        """The card that opened."""
        self.desk.wait(
            lambda: type(self.section.deeds.dialog).__name__ == cls and self.section.deeds.dialog.isVisible()
        )
        return self.section.deeds.dialog

    def state(self, case: int) -> CaseState:
        """Whom the case waits for."""
        return CaseState(self.desk.ask(views.case_view, case).case.state)

    def becomes(self, case: int, state: CaseState) -> None:
        """Wait until the panel shows this state."""
        self.desk.wait(lambda: self.section.detail.shown.id == case and self.section.detail.shown.state is state)

    def _button(self, key: str) -> QWidget:
        return self.section.detail.buttons[key]  # type: ignore[no-any-return]


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


def test_a_return_is_taken_through_all_its_steps(desk: Desk) -> None:
    counter = Counter(desk)
    case = counter.opened()
    counter.press("agree")
    counter.card("AmountForm").submit()
    counter.becomes(case, CaseState.WAITING_BUYER)
    counter.press("waybill")
    form = counter.card("WordsForm")
    form.fields["number"].setText("SF1234567890123")
    form.submit()
    counter.becomes(case, CaseState.WAITING_COURIER)
    counter.press("receive")
    counter.becomes(case, CaseState.WAITING_SELLER)
    counter.press("inspect")
    form = counter.card("InspectForm")
    fields = next(iter(form.counts.values()))
    assert fields["good"].value() == 2
    fields["defective"].setValue(1)
    assert fields["good"].value() == 1, "a defective piece is taken off the good ones"
    form.submit()
    counter.becomes(case, CaseState.AGREED)
    counter.press("pay")
    form = counter.card("AmountForm")
    form.account.setCurrentIndex(form.account.findData(counter.account))
    form.submit()
    counter.becomes(case, CaseState.DONE)
    found = desk.ask(stock_of, counter.mug)
    assert (found.on_hand, found.defective, found.value_minor) == (9, 1, 10_000)
    table = counter.section.table
    desk.wait(lambda: table.notice is not None and table.notice.title.text() == "Nothing under “Open”")
    table.notice.buttons[0].click()
    desk.wait(lambda: table.notice is None and table.model.rowCount() == 1)
    counter.press("take_back_payment")
    counter.becomes(case, CaseState.AGREED)


def test_more_than_was_paid_asks_for_a_reason_in_its_field(desk: Desk) -> None:
    counter = Counter(desk)
    case = counter.opened(CaseKind.REFUND_ONLY)
    counter.press("agree")
    form = counter.card("AmountForm")
    assert not form.override.isVisible()
    form.amount.setText("50")
    desk.qtbot.keyClick(form.amount, Qt.Key.Key_Return)  # the only field: Enter saves
    desk.wait(form.failure.isVisible)
    assert "30.00 is left" in form.failure.text()
    assert form.override.isVisible()
    assert form.override.hasFocus()
    form.override.setText("and their freight")
    form.submit()
    counter.becomes(case, CaseState.AGREED)
    assert counter.section.detail.shown.override_reason == "and their freight"


def test_a_case_is_opened_of_an_order_with_its_pieces_and_reason(desk: Desk) -> None:
    counter = Counter(desk)
    desk.window.navigate("after-sales", new_of=counter.order)
    form = counter.card("NewCaseDialog")
    assert form.amount.text() == "30.00"
    form.pieces.counts[0].setValue(1)
    assert form.amount.text() == "15.00"
    form.reason.setText("Quality")
    form.submit()
    desk.wait(counter.section.detail.isVisible)
    shown = counter.section.detail.shown
    assert (shown.kind, shown.quantity, shown.asked_minor, shown.reason) == (
        CaseKind.RETURN_AND_REFUND, 1, 1_500, "Quality",
    )  # fmt: skip


def test_a_new_case_is_not_shown_beside_another_that_is_ticked(desk: Desk) -> None:
    counter = Counter(desk)
    before = counter.opened(CaseKind.REPAIR)
    table = counter.section.table
    desk.wait(lambda: table.model.rowCount() == 1)
    table.model.selection.set_ranges([(0, 0)])
    desk.window.navigate("after-sales", new_of=counter.order)
    form = counter.card("NewCaseDialog")
    form.kind.setCurrentIndex(form.kind.findData(CaseKind.REPAIR))
    form.pieces.counts[0].setValue(1)
    form.override.setText("a second one")
    form.submit()
    desk.wait(lambda: counter.section.detail.shown is not None and counter.section.detail.shown.id != before)
    assert table.model.selection.count == 0, "the bar below would act on the other one"


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


def test_an_exchange_makes_an_order_that_the_panel_shows(desk: Desk) -> None:
    counter = Counter(desk)
    counter.opened(CaseKind.EXCHANGE)
    counter.press("replace")
    counter.card("ReplaceForm").submit()
    desk.wait(lambda: counter.section.detail.view.new_order is not None)
    counter.press("new_order")
    number = counter.section.detail.view.new_order.order_no
    assert desk.window.page("orders").wanted[-1] == {"search": number}


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
    assert counter.section.detail.view.new_order is None
    ask.number.setText("S-2")
    desk.wait(lambda: bool(ask.found.selected()))
    ask.submit()
    ask.submit()
    desk.wait(lambda: counter.section.detail.view.new_order is not None)
    assert counter.section.detail.view.new_order.order_no == "S-2"
    assert not desk.overlays()


def test_another_product_is_found_and_its_pieces_are_said_by_keys_alone(desk: Desk) -> None:
    counter = Counter(desk)
    counter.opened(CaseKind.EXCHANGE)
    counter.press("replace")
    form = counter.card("ReplaceForm")
    form.search.search.setFocus()
    desk.qtbot.keyClicks(form.search.search, "nothing of the kind")
    desk.wait(lambda: not form.search.found.isVisible())
    assert form.other.value() == 0
    form.search.search.clear()
    desk.qtbot.keyClicks(form.search.search, "MUG")
    desk.qtbot.keyClick(form.search.search, Qt.Key.Key_Return)
    desk.wait(form.search.found.hasFocus)
    assert form.other.value() == 1
    desk.qtbot.keyClick(form.search.found, Qt.Key.Key_Return)
    assert form.other.hasFocus()


def test_what_is_sent_instead_is_asked_for_where_other_words_stand_in_the_search(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = Counter(desk)
    counter.opened(CaseKind.EXCHANGE)
    monkeypatch.setattr(Pause, "share", 1000.0)  # nothing is listed but what is asked for
    counter.press("replace")
    form = counter.card("ReplaceForm")
    search = form.search.search
    search.setFocus()
    search.setText("MUG")
    desk.qtbot.keyClick(search, Qt.Key.Key_Return)
    desk.wait(lambda: form.other.value() == 1)
    search.setText("another")
    form.submit()
    assert form.rows["other"].problem() == "Choose the product."
    assert form.isVisible()


def test_a_reply_is_copied_with_one_key(desk: Desk) -> None:
    counter = Counter(desk)
    counter.opened(CaseKind.REFUND_ONLY)
    counter.section.detail.reply_button.click()
    card = counter.card("CaseReplyDialog")
    desk.qtbot.keyClick(card, Qt.Key.Key_1)
    text = QGuiApplication.clipboard().text()
    assert "Lin" in text
    assert "T-1" in text


def test_a_pasted_photo_and_a_dropped_paper_stay_with_the_case(desk: Desk, tmp_path: Path) -> None:
    counter = Counter(desk)
    counter.opened()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(QColor(200, 40, 40))
    QGuiApplication.clipboard().setImage(image)
    desk.qtbot.keyClick(counter.section.detail, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: len(counter.section.detail.view.files) == 1)
    paper = tmp_path / "receipt.pdf"
    paper.write_bytes(b"%PDF-1.4 not much of one")
    assert counter.section.drop_words([paper]).startswith("Add to the case")
    assert counter.section.drop_words([tmp_path / "orders.csv"]) == ""
    counter.section.take_files([paper])
    desk.wait(lambda: len(counter.section.detail.view.files) == 2)
    kept = [one.kept for one in counter.section.detail.view.files]
    assert [one.suffix for one in kept] == [".png", ".pdf"]
    counter.section.deeds.detach(counter.section.detail.view.files[0].id)
    desk.wait(lambda: len(counter.section.detail.view.files) == 1)


def test_a_case_is_withdrawn_and_opened_again_from_the_menu(desk: Desk) -> None:
    counter = Counter(desk)
    case = counter.opened()
    counter.section.deeds.do("withdraw", counter.section.detail.view)
    counter.becomes(case, CaseState.WITHDRAWN)
    menu = counter.section.detail.open_more()
    words = [action.text() for action in menu.actions()]
    menu.close()
    assert "Open it again" in words
    assert "Close the case" not in words
    counter.section.deeds.do("reopen", counter.section.detail.view)
    counter.becomes(case, CaseState.WAITING_SELLER)


def test_defective_pieces_are_written_off_and_brought_back(desk: Desk) -> None:
    counter = Counter(desk)
    case = counter.opened()
    line = desk.ask(views.lines_of, case)[0].id
    desk.run(inspect, case, [Inspection(line, defective=2)])
    section = desk.page("after-sales").show_section("defective")
    section.show_product(counter.mug)
    desk.wait(lambda: section.panel.isVisible() and section.panel.shown.pieces == 2)
    section.panel.buttons[DefectiveFate.WRITTEN_OFF].click()
    card = section.dialog
    desk.wait(card.isVisible)
    card.submit()
    desk.wait(lambda: bool(card.rows["note"].problem()))
    card.note.setText("in pieces")
    card.count.setValue(2)
    card.submit()
    desk.wait(lambda: section.panel.shown.pieces == 0)
    section.panel.taken_back.emit(section.panel.shown.outcomes[0].id)
    desk.wait(lambda: section.panel.shown.pieces == 2)


def test_the_rules_of_cases_are_kept_in_one_step(desk: Desk) -> None:
    counter = Counter(desk)
    counter.section.deeds.open_rules()
    card = counter.card("CaseRulesDialog")
    card.hours.setText("none")
    card.add_rule()
    assert card.rows["hours"].problem()
    card.hours.setText("12")
    card.kind.setCurrentIndex(card.kind.findData(str(CaseKind.REFUND_ONLY)))
    card.add_rule()
    card.reasons.setPlainText("Broken\n\nLate")
    card.address.setText("Road 1")
    card.submit()
    desk.wait(lambda: not desk.overlays())
    found = desk.ask(work_rules)
    assert [(rule.hours, rule.kind) for rule in found.own] == [(12, "refund_only")]
    assert (found.reasons, found.return_address) == (("Broken", "Late"), "Road 1")
    desk.undo()
    assert desk.ask(work_rules).own == ()


def test_the_note_the_deadline_and_the_return_freight_are_edited_together(desk: Desk) -> None:
    counter = Counter(desk)
    counter.opened()
    counter.section.deeds.do("edit", counter.section.detail.view)
    form = counter.card("WordsForm")
    form.fields["note"].setText("call her at noon")
    form.fields["deadline"].setText("2031-05-01")
    form.fields["freight"].setText("8")
    form.submit()
    desk.wait(lambda: counter.section.detail.shown.note == "call her at noon")
    shown = counter.section.detail.shown
    assert (shown.freight_minor, f"{shown.deadline_at:%Y-%m-%d %H:%M}") == (800, "2031-05-01 15:59")


@pytest.mark.exhaustive
def test_an_order_that_is_here_already_is_linked_and_taken_off_again(desk: Desk) -> None:
    counter = Counter(desk)
    line = LineDraft("Mug", 1, code="MUG", price_minor=0, sku_id=counter.mug)
    case = counter.opened(CaseKind.RESHIP)
    again = OrderDraft(counter.channel, (line,), external_no="T-2", status=OrderStatus.PAID, buyer="Lin")
    sent = desk.run(add, again).value
    bought = OrderDraft(counter.channel, (replace(line, price_minor=1_500),), external_no="T-3", buyer="Lin")
    sale = desk.run(add, replace(bought, status=OrderStatus.PAID)).value
    counter.press("link_sent")
    form = counter.card("LinkReplacementForm")
    assert [form.orders.itemData(place) for place in range(form.orders.count())] == [sale, sent]
    assert form.orders.itemText(1).startswith("T-2 · ")
    assert form.orders.currentData() == sent, "what brings money is not chosen beforehand"
    form.orders.setCurrentIndex(-1)
    form.submit()
    assert form.rows["order"].problem() == "Choose an order, or look for another."
    form.another.click()
    ask = counter.card("FindSentDialog")
    assert "no longer as a sale" in ask.subtitle.text()
    ask.number.setText("T-1")
    ask.submit()
    desk.wait(lambda: "the case is about" in ask.failure.text())
    assert ask.isVisible()
    assert ask.number.text() == "T-1"
    ask.number.setText("nobody")
    assert not ask.failure.isVisible()
    ask.reject()
    counter.press("link_sent")
    form = counter.card("LinkReplacementForm")
    form.orders.setCurrentIndex(1)
    form.submit()
    counter.becomes(case, CaseState.DONE)
    assert desk.ask(views.case_view, case).new_order.order_no == "T-2"
    counter.press("unlink_sent")
    counter.becomes(case, CaseState.WAITING_SELLER)
    desk.undo()
    counter.becomes(case, CaseState.DONE)
