"""Today in the real window: the six numbers, tasks, the queue, and what came since the last look."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from services import clock, formatting
from services.growth.actions import ActionDraft, note_action
from services.orders.commands import hold
from services.tasks import commands as task_commands
from services.tasks.commands import TaskDraft
from services.tasks.queries import Tasks
from services.types import ActionKind, Repeat
from tests.ui.app.conftest import WAIT, Program
from tests.ui.sure import of, write
from ui.pages.orders.page import OrdersPage
from ui.pages.today.figures import FigureButton
from ui.pages.today.looks import SAME_LOOK
from ui.pages.today.page import TodayPage
from ui.pages.today.rows import WorkRow
from ui.pages.today.task_form import TaskForm
from ui.pages.today.task_rows import TaskRow
from ui.widgets.card import Card
from ui.widgets.scroll_room import ScrollRoom
from ui.window.shop_window import ShopWindow

W = TypeVar("W", bound=QWidget)

NUMBERS = {
    "sales": "orders",
    "to_ship": "orders",
    "refunds": "after-sales",
    "profit": "charts",
    "goal": "growth",
    "money": "finance",
}


def page_of(program: Program, opened: ShopWindow) -> TodayPage:
    opened.window.navigate("today")
    program.quiet(opened)
    page = opened.window.page("today")
    assert isinstance(page, TodayPage)
    program.until(lambda: page.shown() is not None and bool(rows(page, FigureButton)))
    return page


def rows(page: QWidget, kind: type[W]) -> list[W]:
    return [one for one in page.findChildren(kind) if one.isVisible() and not one.rect().isEmpty()]


def click(program: Program, button: QAbstractButton) -> None:
    program.until(lambda: not button.rect().isEmpty() and button.isVisible())
    program.bot.mouseClick(button, Qt.MouseButton.LeftButton, pos=button.rect().center())


def known(page: TodayPage) -> Tasks:
    found = page.shown()
    assert found is not None
    return found.waits.tasks


def task_row(program: Program, page: TodayPage, text: str) -> TaskRow:
    program.until(lambda: any(one.task.text == text for one in rows(page, TaskRow)))
    return next(one for one in rows(page, TaskRow) if one.task.text == text)


def work_row(program: Program, opened: ShopWindow, page: TodayPage, name: str) -> WorkRow:
    """The row once nothing is asked any more: every answer may show the queue anew."""

    def there() -> list[WorkRow]:
        return [one for one in rows(page, WorkRow) if one.objectName() == name]

    program.until(lambda: bool(there()) and opened.link.is_quiet())
    return there()[0]


def typed(program: Program, page: TodayPage, line: str) -> None:
    program.bot.keyClicks(page.tasks.line, line)
    program.bot.keyClick(page.tasks.line, Qt.Key.Key_Return)
    program.until(lambda: not page.tasks.line.text())


@pytest.mark.parametrize(("key", "leads_to"), list(NUMBERS.items()))
def test_every_number_leads_to_what_is_behind_it(opened: ShopWindow, program: Program, key: str, leads_to: str) -> None:
    page = page_of(program, opened)
    button = next(one for one in rows(page, FigureButton) if one.figure.key == key)
    assert button.accessibleName().startswith(button.figure.label)
    assert button.comparison()
    assert button.figure.formula in button.toolTip()
    click(program, button)
    program.quiet(opened)
    assert opened.window.current_page() == leads_to


def test_the_numbers_say_what_the_shop_says(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    shown = {one.figure.key: one.text() for one in rows(page, FigureButton)}
    assert set(shown) == set(NUMBERS)
    assert shown["sales"] == formatting.money(1250, "CNY")
    assert (shown["to_ship"], shown["refunds"], shown["goal"], shown["money"]) == ("3", "0", "—", "—")


def test_a_task_is_typed_ticked_and_taken_back(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    program.bot.keyClicks(page.tasks.line, "Call the printer tomorrow 15:00")
    assert page.tasks.said.text() == "tomorrow 15:00: Call the printer"
    program.bot.keyClick(page.tasks.line, Qt.Key.Key_Return)
    row = task_row(program, page, "Call the printer")
    assert row.words.remark() == "tomorrow 15:00"
    click(program, row.box)
    program.until(lambda: [one.done_at is not None for one in known(page).over] == [True])
    program.until(lambda: task_row(program, page, "Call the printer").box.isChecked())
    opened.undo()
    program.until(lambda: not task_row(program, page, "Call the printer").box.isChecked())
    opened.undo()
    program.until(lambda: not rows(page, TaskRow))


def test_a_line_being_typed_outlives_a_change_of_the_shop(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    page.tasks.focus_line()
    program.bot.keyClicks(page.tasks.line, "half a tho")
    opened.link.run(hold, [1], None)
    program.until(lambda: page.findChild(WorkRow, "work.held") is not None)
    assert page.tasks.line.text() == "half a tho"
    assert page.tasks.line.hasFocus()
    program.bot.keyClick(page.tasks.line, Qt.Key.Key_Escape)
    assert page.tasks.line.text() == ""


def test_a_late_task_stands_in_the_queue_and_leads_to_the_tasks(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    yesterday = clock.now().date() - timedelta(days=2)
    opened.link.run(task_commands.add, TaskDraft("Water the plants", yesterday, repeat=Repeat.DAY))
    row = work_row(program, opened, page, "work.tasks_late")
    assert row.accessibleName() == "1 task is late"
    click(program, row)
    assert page.tasks.line.hasFocus()
    assert task_row(program, page, "Water the plants").task.is_late


def test_the_menu_of_a_task_moves_leaves_out_and_removes(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    typed(program, page, "every Monday count the boxes")
    row = task_row(program, page, "count the boxes")
    menu = page.tasks.menu_of(row.task)
    named = {action.text(): action for action in menu.actions() if action.text()}
    assert list(named) == ["Change…", "Do it tomorrow", "Leave out once", "Remove"]
    named["Leave out once"].trigger()
    program.until(lambda: len(known(page).over) == 1)
    program.until(lambda: len(rows(page, TaskRow)) == 2)
    program.until(lambda: len([one for one in rows(page, TaskRow) if one.task.skipped_at is None]) == 1)
    program.bot.keyClick(next(one for one in rows(page, TaskRow) if one.task.skipped_at is None), Qt.Key.Key_Delete)
    program.until(lambda: not known(page).open)


def test_a_task_is_changed_in_its_form(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    typed(program, page, "Pay rent")
    click(program, task_row(program, page, "Pay rent").words)
    program.until(lambda: bool(rows(opened.window, TaskForm)))
    form = rows(opened.window, TaskForm)[0]
    for name, value in (("due_on", "2026-12-05"), ("time", "25:00")):
        write(form.rows[name], value)
    form.repeat.setCurrentIndex(form.repeat.findData("month"))
    form.submit()
    assert form.rows["time"].problem() == "type a time such as 15:00"
    write(form.rows["time"], "9")
    form.submit()
    program.until(lambda: known(page).open[0].time == "09:00")
    row = task_row(program, page, "Pay rent")
    program.until(lambda: task_row(program, page, "Pay rent").words.remark().endswith("every month"))
    assert row is not None


def test_what_came_since_the_last_look_is_told(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    program.until(lambda: page._look is not None)
    assert page.findChild(WorkRow, "work.news.steps") is None  # the first day compares with nothing
    opened.window.navigate("orders")
    program.quiet(opened)
    opened.link.run(hold, [1], None)
    program.quiet(opened)
    later = datetime.now(UTC) + SAME_LOOK + timedelta(minutes=1)
    clock.set_source(lambda: later)
    opened.window.navigate("today")
    row = work_row(program, opened, page, "work.news.steps")
    assert row.accessibleName() == "1 step in History"
    click(program, row)
    assert opened.window.current_page() == "history"


def test_on_a_low_screen_no_list_lies_over_another(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    page.setMinimumHeight(0)
    page.setFixedHeight(464)
    program.until(lambda: opened.link.is_quiet() and len(rows(page, ScrollRoom)) > 2)
    for card in rows(page, Card):
        lists = sorted((one.geometry() for one in rows(card, ScrollRoom)), key=lambda place: place.top())
        for upper, lower in pairwise(lists):
            assert upper.bottom() < lower.top()
        assert all(place.bottom() <= card.height() for place in lists)


def test_a_figure_that_is_shown_anew_keeps_the_keyboard(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    program.until(opened.link.is_quiet)
    before = rows(page, FigureButton)[1]
    before.setFocus()
    page.retranslate()
    after = opened.window.focusWidget()
    assert isinstance(after, FigureButton)
    assert after is not before
    assert after.objectName() == before.objectName()


def test_it_is_read_again_after_any_step_and_after_a_minute(opened: ShopWindow, program: Program) -> None:
    begun = now = datetime.now(UTC)
    clock.set_source(lambda: now)
    page = page_of(program, opened)

    def come_back() -> datetime | None:
        opened.window.navigate("orders")
        program.quiet(opened)
        opened.window.navigate("today")
        program.quiet(opened)
        return page._read_at

    page.reload()
    program.quiet(opened)
    now += timedelta(seconds=20)
    assert come_back() == begun
    draft = ActionDraft(now.date(), ActionKind.PRICE, "Cheaper")  # nothing Today watches
    opened.link.run(note_action, draft)
    program.quiet(opened)
    assert come_back() == now
    now += timedelta(minutes=1)
    assert come_back() == now


def test_the_right_button_opens_the_menu_where_it_was_pressed(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    typed(program, page, "Buy tape")
    row = task_row(program, page, "Buy tape")
    with program.bot.waitSignal(row.menu_asked, timeout=WAIT) as heard:
        click(program, row.more)
    assert heard.args[0] == row.task.id
    assert isinstance(heard.args[1], QPoint)


class Painted(QObject):
    """How many numbers and cards of work a page has whenever something of it is painted."""

    def __init__(self, page: TodayPage) -> None:
        super().__init__(page)
        self.least: list[tuple[int, int]] = []
        self._page = page
        page.window().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Count before the window paints what has changed."""
        if event.type() in (QEvent.Type.UpdateRequest, QEvent.Type.Paint):
            self.least.append((len(rows(self._page, FigureButton)), len(rows(self._page, Card))))
        return False


def test_no_card_is_gone_while_a_task_is_ticked(opened: ShopWindow, program: Program) -> None:
    page = page_of(program, opened)
    typed(program, page, "Call the printer")
    row = task_row(program, page, "Call the printer")
    program.quiet(opened)
    cards = len(rows(page, Card))
    seen = Painted(page)
    click(program, row.box)
    program.until(lambda: [one.done_at is not None for one in known(page).over] == [True])
    program.quiet(opened)
    assert seen.least
    assert min(numbers for numbers, _cards in seen.least) == len(NUMBERS)
    assert min(found for _numbers, found in seen.least) == cards
    page.retranslate()  # shows everything anew, and whoever looks at once sees all of it
    assert (len(rows(page, FigureButton)), len(rows(page, Card))) == (len(NUMBERS), cards)


def test_a_number_never_leads_to_the_rows_that_were_there_before(opened: ShopWindow, program: Program) -> None:
    opened.link.run(hold, [1], "ask for the colour")
    opened.window.navigate("orders")
    program.quiet(opened)
    table = of(OrdersPage, opened.window.page("orders")).table
    program.until(lambda: table.model.summary is not None and table.model.rowCount() == 3)
    page = page_of(program, opened)
    program.quiet(opened)
    button = next(one for one in rows(page, FigureButton) if one.figure.key == "to_ship")
    gate, reader = threading.Event(), opened.link.shop._tables
    busy: Any = Holding()
    for submit in (reader.submit_first, reader.submit):
        submit(busy, lambda _connection: gate.wait(WAIT / 1000))
    click(program, button)
    program.until(lambda: opened.window.current_page() == "orders" and table.isVisible())
    assert table.tabs.current() == "to_ship"
    assert (table.model.rowCount(), table.notice, table.totals.left.text()) == (0, None, "Counting…")
    gate.set()
    program.until(lambda: table.model.summary is not None)
    assert table.model.rowCount() == 2


class Holding:
    """Whoever keeps the threads of all lists busy."""

    is_closed = False
