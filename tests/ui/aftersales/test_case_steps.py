"""A case driven as a person does: opened of an order, agreed, received, counted, paid, answered, taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from services.aftersales import views
from services.aftersales.goods import Inspection, inspect
from services.aftersales.work_rules import work_rules
from services.orders.entering import LineDraft, OrderDraft, add
from services.stock.queries import stock_of
from services.types import CaseKind, CaseState, DefectiveFate, OrderStatus
from tests.ui.aftersales.counter import Counter
from tests.ui.imports.window import Desk
from ui.pause import Pause


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


def test_an_exchange_makes_an_order_that_the_panel_shows(desk: Desk) -> None:
    counter = Counter(desk)
    counter.opened(CaseKind.EXCHANGE)
    counter.press("replace")
    counter.card("ReplaceForm").submit()
    desk.wait(lambda: counter.section.detail.view.new_order is not None)
    counter.press("new_order")
    number = counter.section.detail.view.new_order.order_no
    assert desk.asked_orders() == {"search": number}


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
