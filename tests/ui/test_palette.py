"""Ctrl+K: grouped results, keys, input methods, late answers."""

from __future__ import annotations

from functools import partial
from typing import TypeAlias

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from services import pinyin
from tests.ui.in_front import in_front
from tests.ui.sure import there
from ui.actions import ActionRegistry, ActionSpec
from ui.palette.palette import Answer, Palette, PaletteEntry, PaletteGroup, match_rank
from ui.theme.apply import apply


class Finder:
    """A search whose answers are given by the test."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Answer]] = []

    def __call__(self, text: str, answer: Answer) -> None:
        self.asked.append((text, answer))


Opened: TypeAlias = tuple[Palette, Finder, list[str]]


@pytest.fixture
def opened(qapp: QApplication, qtbot: QtBot) -> Opened:
    pinyin.load()  # the window itself would do without until a reader has its tables
    apply(qapp, "light")
    window = QWidget()
    window.resize(1200, 700)
    in_front(qtbot, window)
    ran: list[str] = []
    registry = ActionRegistry(window)
    registry.add(
        ActionSpec("import", "导入订单", lambda: ran.append("import"), "upload-simple", "Ctrl+I"),
        ActionSpec("print", "打印拣货单", lambda: ran.append("print"), "printer", "Ctrl+P"),
        ActionSpec("theme", "Dark theme", lambda: ran.append("theme")),
    )
    finder = Finder()
    palette = Palette(window, registry, finder)
    palette.open_with()
    palette.keep = window  # type: ignore[attr-defined]
    return palette, finder, ran


def test_actions_are_found_by_pinyin_initials_whole_pinyin_and_words() -> None:
    pinyin.load()
    assert match_rank("导入订单", "drdd") > 0
    assert match_rank("导入订单", "daoru") > 0
    assert match_rank("导入订单", "订单") > 0
    assert match_rank("导入订单", "导入") == 0
    assert match_rank("Dark theme", "dt") > 0
    assert match_rank("Dark theme", "zz") == -1


def test_enter_runs_what_the_arrows_chose(opened: Opened, qtbot: QtBot) -> None:
    palette, _finder, ran = opened
    assert [entry.text for entry in palette.entries()] == ["导入订单", "打印拣货单", "Dark theme"]
    qtbot.keyClick(palette.input, Qt.Key.Key_Down)
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)
    assert ran == ["print"]
    assert not palette.isVisible()


def test_arrows_wrap_and_skip_headings(opened: Opened, qtbot: QtBot) -> None:
    palette, _finder, _ran = opened
    qtbot.keyClick(palette.input, Qt.Key.Key_Up)
    assert there(palette.chosen()).text == "Dark theme"
    qtbot.keyClick(palette.input, Qt.Key.Key_Down)
    assert there(palette.chosen()).text == "导入订单"


def test_results_come_in_groups_before_the_actions_and_the_first_is_chosen(opened: Opened, qtbot: QtBot) -> None:
    palette, finder, ran = opened
    qtbot.keyClicks(palette.input, "dr")
    text, answer = finder.asked[-1]
    assert text == "dr"
    product = PaletteEntry("山茶花香薰蜡烛", lambda: ran.append("product"), "SC-1 · ¥99.00", "package")
    answer([PaletteGroup("Products", (product,)), PaletteGroup("Orders", ())], True)
    assert [entry.text for entry in palette.entries()] == ["山茶花香薰蜡烛", "导入订单"]
    headings = [palette.list.item(row).text() for row in range(palette.list.count())]
    assert headings == ["Products", "山茶花香薰蜡烛", "Actions", "导入订单"]
    assert palette.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole) == "山茶花香薰蜡烛 SC-1 · ¥99.00"
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)
    assert ran == ["product"]


def test_what_the_arrows_chose_stays_chosen_when_more_is_found(opened: Opened, qtbot: QtBot) -> None:
    palette, finder, ran = opened
    qtbot.keyClicks(palette.input, "d")
    answer = finder.asked[-1][1]
    two = [PaletteEntry("Anna", partial(ran.append, end), f"…{end}") for end in ("1111", "2222")]
    answer([PaletteGroup("Customers", tuple(two))], True)
    qtbot.keyClick(palette.input, Qt.Key.Key_Down)
    mug = PaletteEntry("Mug", lambda: ran.append("mug"))
    answer([PaletteGroup("Products", (mug,)), PaletteGroup("Customers", tuple(two))], True)
    assert palette.chosen() is two[1]
    answer([PaletteGroup("Products", (mug,))], True)
    assert palette.chosen() is mug  # what was chosen is not there any more
    answer([PaletteGroup("Products", (mug,)), PaletteGroup("Customers", tuple(two))], True)
    qtbot.keyClick(palette.input, Qt.Key.Key_Down)
    qtbot.keyClicks(palette.input, "r")
    finder.asked[-1][1]([PaletteGroup("Products", (mug,)), PaletteGroup("Customers", tuple(two))], True)
    assert palette.chosen() is mug  # other words: the first again
    qtbot.keyClick(palette.input, Qt.Key.Key_Down)
    finder.asked[-1][1]([PaletteGroup("Customers", tuple(two))], True)
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)
    assert ran == ["1111"]


def test_an_answer_to_an_older_question_is_dropped(opened: Opened, qtbot: QtBot) -> None:
    palette, finder, _ran = opened
    qtbot.keyClicks(palette.input, "da")
    first = next(answer for text, answer in finder.asked if text == "d")
    first([PaletteGroup("Products", (PaletteEntry("old", str),))], True)
    assert "old" not in [entry.text for entry in palette.entries()]


def test_nothing_found_says_so(opened: Opened, qtbot: QtBot) -> None:
    palette, finder, ran = opened
    qtbot.keyClicks(palette.input, "qqqq")
    assert not palette._empty.isVisible(), "said while the answers still come"
    finder.asked[-1][1]([], False)
    assert not palette._empty.isVisible()
    finder.asked[-1][1]([], True)
    assert palette.entries() == []
    assert palette._empty.isVisible()
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)
    assert ran == []
    assert palette.isVisible()


def test_nothing_found_is_not_said_before_the_manual_has_answered(opened: Opened) -> None:
    first, shop, _ran = opened
    manual = Finder()
    palette = Palette(there(first.parentWidget()), ActionRegistry(first), shop, manual)
    palette.open_with("qqqq")
    shop.asked[-1][1]([], True)
    assert not palette._empty.isVisible()
    manual.asked[-1][1]([], True)
    assert palette._empty.isVisible()
    palette.input.setText("q")  # of one letter the manual is not asked
    shop.asked[-1][1]([], True)
    assert palette._empty.isVisible()


def test_keys_belong_to_the_input_method_while_it_composes(opened: Opened, qtbot: QtBot) -> None:
    palette, finder, ran = opened
    asked = len(finder.asked)
    QApplication.sendEvent(palette.input, QInputMethodEvent("shan", []))
    assert palette.input.composing
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)
    qtbot.keyClick(palette.input, Qt.Key.Key_Down)
    qtbot.keyClick(palette.input, Qt.Key.Key_Escape)
    assert ran == []
    assert palette.isVisible()
    assert len(finder.asked) == asked
    done = QInputMethodEvent("", [])
    done.setCommitString("山茶")
    QApplication.sendEvent(palette.input, done)
    assert not palette.input.composing
    assert finder.asked[-1][0] == "山茶"


def test_escape_and_a_click_on_a_row(opened: Opened, qtbot: QtBot) -> None:
    palette, _finder, ran = opened
    item = palette.list.item(3)
    box = palette.list.visualItemRect(item)
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert ran == ["theme"]
    palette.open_with("x")
    qtbot.keyClick(palette.input, Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_answers_that_come_when_it_is_gone_are_dropped(opened: Opened, qtbot: QtBot) -> None:
    palette, finder, ran = opened
    qtbot.keyClicks(palette.input, "dark")
    qtbot.keyClick(palette.input, Qt.Key.Key_Return)
    assert ran == ["theme"]
    shiboken6.delete(palette)
    for _asked, answer in finder.asked:
        answer([PaletteGroup("Orders", (PaletteEntry("1", lambda: None),))], True)
