"""``--debug``: slow statements without values, what held the window, and memory."""

from __future__ import annotations

import importlib
import pkgutil
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection, func, literal, select

import ui.widgets
from services.set_up import create_shop
from services.slow_statements import SlowStatements, without_values
from ui.debug.card import DebugCard
from ui.debug.debugging import Debugging
from ui.debug.gallery import example_window, gallery
from ui.debug.stalls import StallMeter, calls_of
from ui.preferences import Preferences
from ui.start.session import Session
from ui.start.startup import make_application
from ui.widgets.click_area import ClickArea

WAIT = 30_000


def _slow(connection: Connection, secret: str) -> list[int]:
    """A statement whose work is in its rows: a million of them, one by one."""
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < 200_000))
    return list(connection.scalars(select(numbers.c.n).where(func.length(secret) == 3, numbers.c.n > 199_999)))


def test_slow_statements_are_counted_with_their_rows_and_without_their_values(tmp_path: Path) -> None:
    statements = SlowStatements(slower_than_s=0.005)
    statements.begin()
    try:
        with create_shop(tmp_path / "a.shop", "A", "CNY", "Asia/Shanghai", who="tests") as shop:
            statements.clear()
            for _again in range(2):
                assert shop.ask(_slow, "Lin") == [200_000]
        (found,) = [one for one in statements.found() if "numbers" in one.words]
    finally:
        statements.end()
    assert found.count == 2
    assert 0.005 <= found.worst_s <= found.total_s
    assert "Lin" not in found.words


def test_nothing_is_measured_where_nobody_listens(tmp_path: Path) -> None:
    statements = SlowStatements(slower_than_s=0)
    statements.begin()
    statements.end()
    with create_shop(tmp_path / "a.shop", "A", "CNY", "Asia/Shanghai", who="tests") as shop:
        shop.ask(_slow, "Lin")
    assert statements.found() == []


def test_texts_and_long_lists_of_values_are_left_out_of_a_statement() -> None:
    assert without_values("SELECT  a\n FROM b WHERE c IN (?, ?, ?, ?) AND d = 'Lin''s'") == (
        "SELECT a FROM b WHERE c IN (?…) AND d = '…'"
    )


def test_a_stall_names_the_calls_that_held_the_window(qapp: QApplication, qtbot: QtBot) -> None:
    meter = StallMeter(qapp, longer_than_s=0.05)
    meter.begin()
    try:
        _hold_the_window()
        qtbot.waitUntil(lambda: any(one.took_s > 0.25 for one in meter.found()), timeout=WAIT)
    finally:
        meter.end()
    assert any("_hold_the_window" in call for one in meter.found() for call in one.calls)
    assert not [one for one in threading.enumerate() if one.name == "stall-meter"]
    meter.clear()
    assert meter.found() == []


def test_who_looks_at_the_windows_thread_is_never_the_last_to_hold_what_it_worked_with() -> None:
    ended_on: list[int] = []
    over = threading.Event()
    here = threading.get_ident()
    seen: set[str] = set()

    def look() -> None:
        with TemporaryFile() as written:
            while not over.is_set():
                seen.update(name for _file, _line, name in calls_of(here, written))

    def paint() -> None:
        painter = _Painter()
        weakref.finalize(painter, lambda: ended_on.append(threading.get_ident())).atexit = False
        sum(range(200))

    looker = threading.Thread(target=look)
    looker.start()
    try:
        while len(ended_on) < 5_000 or "paint" not in seen:
            paint()
    finally:
        over.set()
        looker.join()
    assert set(ended_on) == {here}


class _Painter:
    pass


def _hold_the_window() -> None:
    until = time.monotonic() + 0.3
    while time.monotonic() < until:
        sum(range(1000))


@pytest.mark.parametrize("key", ["queries", "stalls", "memory"])
def test_f12_opens_the_card_over_the_shop(qapp: QApplication, qtbot: QtBot, tmp_path: Path, key: str) -> None:
    create_shop(tmp_path / "a.shop", "A", "CNY", "Asia/Shanghai", who="tests").close()
    make_application([])
    session = Session(Preferences(), qapp)
    debugging = Debugging(session)
    session.opened.connect(debugging.attach)
    try:
        with qtbot.waitSignal(session.opened, timeout=WAIT):
            session.start([tmp_path / "a.shop"])
        made = session.open_window
        assert made is not None
        qtbot.waitUntil(made.window.isVisible, timeout=WAIT)
        with qtbot.waitActive(made.window, timeout=WAIT):
            made.window.activateWindow()
        qtbot.keyClick(made.window, Qt.Key.Key_F12)
        (card,) = made.window.findChildren(DebugCard)
        card.tabs.set_current(key)
        card.show_words()
        assert card.text.toPlainText()
        card.reject()
        assert made.window.registry.trigger("debug.gallery")
        assert debugging.gallery is not None
        assert debugging.gallery.isVisible()
        assert debugging.gallery.height() <= debugging.gallery.screen().availableGeometry().height() - 40
        with qtbot.waitSignal(session.ended, timeout=WAIT):
            made.window.close()
    finally:
        debugging.end()
        session.finish()
        session.deleteLater()


def test_the_gallery_shows_every_widget_there_is(qtbot: QtBot) -> None:
    shown = (gallery(), example_window())
    for one in shown:
        qtbot.addWidget(one)
    kinds = {kind for root in shown for one in (root, *root.findChildren(QWidget)) for kind in type(one).__mro__}
    assert [kind.__name__ for kind in _public_widgets() if kind not in kinds and kind not in _WITHOUT_A_LOOK] == []


_WITHOUT_A_LOOK = (ClickArea,)
"""Painted by those that are made of it."""


def _public_widgets() -> Iterator[type]:
    for found in pkgutil.iter_modules(ui.widgets.__path__):
        module = importlib.import_module(f"ui.widgets.{found.name}")
        for kind in vars(module).values():
            is_ours = isinstance(kind, type) and kind.__module__ == module.__name__ and issubclass(kind, QWidget)
            if is_ours and not kind.__name__.startswith("_"):
                yield kind
