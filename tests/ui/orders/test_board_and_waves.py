"""The board above the orders, and waves from the choice to the papers."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.fulfilment.wave_views import waves
from services.orders.commands import hold, set_refund, set_status
from services.orders.promises import set_ship_hours
from services.orders.stages import Board, Due, Stage, StageCount, board
from services.types import OrderStatus, PrintKind, RefundStatus
from tests.ui.orders.conftest import Person
from tests.ui.orders.test_changes import NUMBERS, order, undo
from ui.dialogs.dialog import Dialog
from ui.pages.orders.new_wave import NewWaveDialog
from ui.pages.orders.waves import WavesDialog
from ui.widgets.timeline import Timeline


def click_stage(person: Person, stage: Stage) -> None:
    person.until(person.page.board.isVisible)
    QTest.mouseClick(person.page.board.stages[stage], Qt.MouseButton.LeftButton)


def numbers(person: Person) -> list[str]:
    person.until(lambda: person.table.model.summary is not None)
    return person.texts("external_no")


def open_waves(person: Person) -> WavesDialog:
    person.until(person.page.board.isVisible)
    QTest.mouseClick(person.page.board.waves, Qt.MouseButton.LeftButton)
    return person.dialog(WavesDialog)


def make_wave(person: Person, dialog: WavesDialog) -> None:
    QTest.mouseClick(dialog.new, Qt.MouseButton.LeftButton)
    new = person.dialog(NewWaveDialog)
    person.until(new.make.isEnabled)
    QTest.mouseClick(new.make, Qt.MouseButton.LeftButton)
    person.until(lambda: dialog.shown is not None)


def test_a_click_on_a_stage_lists_its_orders(person: Person) -> None:
    person.shop.submit(hold, [order(person, NUMBERS[0]).id], "call").result(10)
    person.until(lambda: person.page.board.board.stages.get(Stage.CHECK) is not None)
    person.until(lambda: person.page.board.board.stages[Stage.CHECK].orders == 1)
    click_stage(person, Stage.CHECK)
    person.until(lambda: person.count == 1)
    assert numbers(person) == [NUMBERS[0]]
    click_stage(person, Stage.PICK)
    person.until(lambda: person.count == 5)
    assert NUMBERS[0] not in numbers(person)
    assert person.page.board.stages[Stage.PICK].accessibleName().startswith("To pick 5")


def test_deadlines_count_down_and_their_buttons_list_them(person: Person) -> None:
    channel = order(person, NUMBERS[0]).channel_id
    person.shop.submit(set_ship_hours, channel, 3).result(10)
    person.until(lambda: person.page.board.board.due == {Due.LATE: 5, Due.SOON: 1, Due.TODAY: 0})
    person.until(lambda: person.text(0, "deliver_by") == "3 h left")
    assert person.text(person.row_of(NUMBERS[1]), "deliver_by") == "21 h late"
    QTest.mouseClick(person.page.board.due[Due.SOON], Qt.MouseButton.LeftButton)
    person.until(lambda: person.count == 1)
    assert numbers(person) == [NUMBERS[0]]
    assert not person.page.board.due[Due.TODAY].isVisible()
    person.page.open_detail(order(person, NUMBERS[0]).id)
    person.until(lambda: any("3 h left" in one.accessibleName() for one in person.page.detail.findChildren(Timeline)))


def test_a_wave_is_chosen_made_walked_and_dissolved(person: Person) -> None:
    dialog = open_waves(person)
    make_wave(person, dialog)
    person.until(lambda: person.page.board.board.waves == 1)
    assert dialog.shown is not None
    assert [one.position for one in dialog.shown.parcels] == [1, 2, 3, 4, 5, 6]
    assert {one.orders[0].title for one in dialog.shown.parcels[:3]} == {"山茶花香薰蜡烛"}
    QTest.mouseClick(dialog.picked, Qt.MouseButton.LeftButton)
    person.until(lambda: dialog.shown is not None and dialog.shown.wave.picked == 6)
    person.until(lambda: person.page.board.board.stages[Stage.PACK].orders == 6)
    dialog.parcels.selectRow(0)
    person.until(dialog.remove.isEnabled)
    QTest.mouseClick(dialog.remove, Qt.MouseButton.LeftButton)
    person.until(lambda: dialog.shown is not None and len(dialog.shown.parcels) == 5)
    QTest.mouseClick(dialog.dissolve, Qt.MouseButton.LeftButton)
    person.press("Dissolve", person.dialog(Dialog))
    person.until(lambda: person.stored(waves) == ())
    undo(person, "Dissolve the wave")
    person.until(lambda: len(person.stored(waves)) == 1)


def test_the_papers_of_a_wave_are_printed_in_the_order_of_its_walk(person: Person) -> None:
    dialog = open_waves(person)
    make_wave(person, dialog)
    assert dialog.shown is not None
    wanted = dialog.shown.printable
    person.until(dialog.packing_lists.isEnabled)
    QTest.mouseClick(dialog.packing_lists, Qt.MouseButton.LeftButton)
    printing = person.page.deeds.printing
    person.until(lambda: printing.preview is not None)
    assert printing.preview is not None
    printing.preview.page.printed.emit(None)
    person.until(lambda: len(order(person, NUMBERS[1]).prints) == 1)
    assert order(person, NUMBERS[1]).prints[0][0] is PrintKind.PACKING_LIST
    assert len(wanted) == 6
    printing.preview.reject()
    person.until(lambda: printing.preview is None)
    person.until(lambda: dialog.shown is not None and all(o.is_printed for p in dialog.shown.parcels for o in p.orders))


def test_ticked_orders_become_a_wave_or_join_one(person: Person) -> None:
    person.tick(0, 1)
    person.page.deeds.wave_of_orders()
    person.said("of 2 orders")
    person.until(lambda: len(person.stored(waves)) == 1)
    person.view.setFocus()
    person.keys(Qt.Key.Key_Escape)
    person.until(lambda: person.view.selected_count == 0)
    person.tick(3, 5)
    person.page.deeds.open_waves()
    dialog = person.dialog(WavesDialog)
    person.until(dialog.add_ticked.isEnabled)
    assert dialog.add_ticked.text() == "Add the 2 ticked orders"
    QTest.mouseClick(dialog.add_ticked, Qt.MouseButton.LeftButton)
    person.until(lambda: dialog.shown is not None and len(dialog.shown.parcels) == 4)
    undo(person, "Add 2 orders to the wave")
    person.until(lambda: dialog.shown is not None and len(dialog.shown.parcels) == 2)


def test_what_must_not_leave_is_told_and_left_off_the_papers(person: Person) -> None:
    dialog = open_waves(person)
    make_wave(person, dialog)
    person.shop.submit(hold, [order(person, NUMBERS[1]).id], "call").result(10)
    person.until(lambda: dialog.shown is not None and any(one.is_stopped for one in dialog.shown.parcels))
    assert dialog.shown is not None
    assert len(dialog.shown.printable) == 5
    person.shop.submit(set_status, list(dialog.shown.printable), OrderStatus.SHIPPED).result(10)
    person.until(lambda: dialog.shown is not None and dialog.shown.wave.shipped == 5)
    assert person.stored(board).stages[Stage.SENT].orders == 5


@pytest.mark.exhaustive
def test_a_rule_that_fits_nothing_makes_no_wave_and_a_wrong_number_is_said(person: Person) -> None:
    dialog = open_waves(person)
    QTest.mouseClick(dialog.new, Qt.MouseButton.LeftButton)
    new = person.dialog(NewWaveDialog)
    new.shelf.setText("Z-")
    person.until(lambda: new.result.text() == "No order fits.")
    assert not new.make.isEnabled()
    new.shelf.setText("a-")
    person.until(new.make.isEnabled)
    assert new.make.text() == "Make a wave of 3 orders"
    new.most.setText("0")
    person.until(lambda: not new.make.isEnabled())
    new.reject()


def test_the_board_turns_red_for_a_refund_in_a_wave_and_lists_it(person: Person) -> None:
    dialog = open_waves(person)
    make_wave(person, dialog)
    dialog.escape()
    person.no_dialog()
    red = person.page.board.stopped
    assert not red.isVisible()
    person.shop.submit(set_refund, [order(person, NUMBERS[0]).id], RefundStatus.REQUESTED).result(10)
    person.until(lambda: red.isVisible() and not red.rect().isEmpty())
    assert red.accessibleName() == "Stopped 1"
    QTest.mouseClick(red, Qt.MouseButton.LeftButton)
    person.until(lambda: person.table.model.request.view == "refunding" and person.count == 2)
    assert NUMBERS[0] in numbers(person)
    person.shop.submit_undo().result(10)
    person.until(lambda: not red.isVisible())


def test_nothing_of_the_board_is_cut_off_in_a_small_window(person: Person) -> None:
    strip = person.page.board
    counts = {stage: StageCount(194, None) for stage in Stage}
    strip.show_board(Board(counts, dict.fromkeys(Due, 56), 7))
    strip.show_stopped(2)
    for width in (822, 1400):
        strip.setFixedWidth(width)
        shown = [strip.waves, strip.stopped, *strip.stages.values(), strip.due[Due.LATE]]
        person.until(partial(lambda shown: all(one.width() >= one.sizeHint().width() for one in shown), shown))
    assert all(button.isVisible() for button in strip.due.values())
