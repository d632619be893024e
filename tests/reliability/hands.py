"""Hands that do anything a person can do in the window, drawn by chance from what is on screen."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QInputMethodEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from services import i18n
from services.i18n import _
from ui.dialogs.overlay import open_overlay
from ui.theme.apply import apply
from ui.window.main_window import MainWindow

_KEYS = (
    Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space, Qt.Key.Key_Up,
    Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown, Qt.Key.Key_F2, Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_N, Qt.Key.Key_E,
    Qt.Key.Key_X, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_Slash, Qt.Key.Key_Question,
)  # fmt: skip
_WITH_CTRL = (
    Qt.Key.Key_K, Qt.Key.Key_F, Qt.Key.Key_A, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_D, Qt.Key.Key_S, Qt.Key.Key_P,
    Qt.Key.Key_Return, Qt.Key.Key_E, Qt.Key.Key_N,
)  # fmt: skip
_TEXTS = (
    "1", "0", "-3", "12.50", "1e9", "99999999999999999999", "abc", "蜡烛",
    "张三 13800138000 浙江省杭州市西湖区文三路1号", "'; DROP TABLE orders; --", "\"", "50%", "_", "*", "NEAR(", "a:b",
    "2026-11-11", "11.11", "=1+1", " ", "，", "🕯", "é", "SF1234567890123", "x" * 300,
)  # fmt: skip
_LETTERS_TOLD = 20
_SIZES = ((1366, 768), (1920, 1080), (1024, 700), (1600, 1000))
_AWAY = ("shop.quit", "shop.new", "shop.open", "shop.remove_demo", "shop.recent", "shop.lock")


class Hands:
    """Does one thing after the other; equal seeds and an equal window give equal deeds."""

    def __init__(self, app: QApplication, files: Sequence[Path], out: Path, typed: Callable[[], None]) -> None:
        """`files` may be dropped or chosen; what is saved goes to the folder `out`; `typed` hears of each letter."""
        self._app, self._files, self._out, self._typed = app, files, out, typed
        self._chance = random.Random()
        self._saved = 0
        self._deeds: tuple[tuple[int, Callable[[MainWindow], str]], ...] = (
            (32, self._click), (14, self._type), (16, self._press), (14, self._cell), (6, self._context_menu),
            (10, self._act), (9, self._go), (3, self._search), (5, self._undo), (4, self._redo), (2, self._dress),
            (2, self._speak), (3, self._drop), (2, self._resize), (6, self._scroll), (2, self._scan),
        )  # fmt: skip
        self._deeds_on_card: tuple[tuple[int, Callable[[MainWindow], str]], ...] = (
            (36, self._click), (26, self._type), (20, self._press), (8, self._cell), (2, self._context_menu),
            (1, self._dress), (1, self._speak), (1, self._drop), (1, self._resize), (5, self._scroll), (8, self._leave),
        )  # fmt: skip

    def step(self, window: MainWindow, seed: str) -> str:
        """Do one thing and say what it was."""
        self._chance = random.Random(seed)
        popup = self._app.activePopupWidget()
        if popup is not None:
            return self._in_popup(popup)
        modal = self._app.activeModalWidget()
        if modal is not None:
            return self._in_modal(modal)
        if not window.isActiveWindow():
            window.activateWindow()
        deeds = self._deeds if open_overlay(window) is None else self._deeds_on_card
        return self._chance.choices(deeds, [weight for weight, _deed in deeds])[0][1](window)

    # -- what stands in front -----------------------------------------------------------------------

    def _in_popup(self, popup: QWidget) -> str:
        if isinstance(popup, QMenu):
            entries = [one for one in popup.actions() if one.isEnabled() and one.isVisible() and not one.isSeparator()]
            if entries and self._chance.random() < 0.75:
                entry = self._chance.choice(entries)
                at = popup.actionGeometry(entry).center()
                QTest.mouseClick(popup, Qt.MouseButton.LeftButton, pos=at)
                return f"menu {entry.text()!r}"
            popup.close()
            return "menu left"
        target = popup.focusWidget() or popup
        key = self._chance.choice((Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Escape))
        QTest.keyClick(target, key)
        return f"{key.name} in {_named(popup)}"

    def _in_modal(self, modal: QWidget) -> str:
        if isinstance(modal, QFileDialog):
            return self._answer_files(modal)
        buttons = [one for one in modal.findChildren(QAbstractButton) if one.isVisible() and one.isEnabled()]
        if buttons and "Print" not in type(modal).__name__ and self._chance.random() < 0.7:
            button = self._chance.choice(buttons)
            button.click()
            return f"click {_named(button)} in {_named(modal)}"
        modal.close()
        return f"close {_named(modal)}"

    def _answer_files(self, dialog: QFileDialog) -> str:
        if self._chance.random() < 0.25:
            dialog.reject()
            return "no file chosen"
        if dialog.acceptMode() == QFileDialog.AcceptMode.AcceptSave:
            self._saved += 1
            chosen = self._out / f"saved-{self._saved}.{dialog.defaultSuffix() or 'bin'}"
        elif dialog.fileMode() == QFileDialog.FileMode.Directory:
            chosen = self._out
        else:
            chosen = self._chance.choice(self._files)
        dialog.close()
        dialog.filesSelected.emit([str(chosen)])
        dialog.fileSelected.emit(str(chosen))
        return f"file {chosen.name}"

    # -- deeds -----------------------------------------------------------------------------------------

    def _click(self, window: MainWindow) -> str:
        buttons = _ground(window).findChildren(QAbstractButton)
        ends_it = _("Remove the demo")  # an undo may have made a demo of the shop again
        found = [one for one in buttons if one.isEnabled() and one.text() != ends_it and _is_reachable(one)]
        if not found:
            return self._press(window)
        button = self._chance.choice(found)
        words = _named(button)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        return f"click {words}"

    def _type(self, window: MainWindow) -> str:
        kinds = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
        found = [
            one for one in _ground(window).findChildren(QWidget)
            if isinstance(one, kinds) and one.isEnabled() and _is_reachable(one)
        ]  # fmt: skip
        if not found:
            return self._press(window)
        field = self._chance.choice(found)
        words, text = _named(field), self._chance.choice(_TEXTS)
        field.setFocus(Qt.FocusReason.MouseFocusReason)
        if self._chance.random() < 0.5:
            QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self._letters(text, window)
        if self._chance.random() < 0.5:
            QTest.keyClick(self._app.focusWidget() or window, Qt.Key.Key_Return)
        return f"type {_shortened(text)} into {words}"

    def _press(self, window: MainWindow) -> str:
        is_control = self._chance.random() < 0.2
        key = self._chance.choice(_WITH_CTRL if is_control else _KEYS)
        modifier = Qt.KeyboardModifier.ControlModifier if is_control else Qt.KeyboardModifier.NoModifier
        if not is_control and self._chance.random() < 0.1:
            modifier = Qt.KeyboardModifier.ShiftModifier
        focus = self._app.focusWidget() or window
        words = _named(focus)
        QTest.keyClick(focus, key, modifier)
        return f"{'Ctrl ' if is_control else ''}{key.name} at {words}"

    def _cell(self, window: MainWindow) -> str:
        view = self._view(window)
        if view is None:
            return self._go(window)
        at = self._point_in(view.viewport())
        words = f"{_named(view)} at {at.x()},{at.y()}"
        modifier = self._chance.choice((
            Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier,
            Qt.KeyboardModifier.ControlModifier,
        ))  # fmt: skip
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, at)
        if self._chance.random() < 0.3:
            QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
            return f"double click {words}"
        return f"click {words}"

    def _context_menu(self, window: MainWindow) -> str:
        view = self._view(window)
        if view is None:
            return self._go(window)
        at = self._point_in(view.viewport())
        words = _named(view)
        place = view.viewport().mapToGlobal(at)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, place, Qt.KeyboardModifier.NoModifier)
        QApplication.postEvent(view.viewport(), event)
        return f"menu of {words} at {at.x()},{at.y()}"

    def _act(self, window: MainWindow) -> str:
        specs = [one for one in window.registry.specs() if not one.id.startswith(_AWAY)]
        spec = self._chance.choice(specs)
        return f"action {spec.id}{'' if window.registry.trigger(spec.id) else ' (not now)'}"

    def _go(self, window: MainWindow) -> str:
        return self._act_on(window, [one.id for one in window.registry.every_spec() if one.id.startswith("go.")])

    def _undo(self, window: MainWindow) -> str:
        return self._act_on(window, [one.id for one in window.registry.every_spec() if one.id.endswith(".undo")])

    def _redo(self, window: MainWindow) -> str:
        return self._act_on(window, [one.id for one in window.registry.every_spec() if one.id.endswith(".redo")])

    def _act_on(self, window: MainWindow, ids: list[str]) -> str:
        chosen = self._chance.choice(ids)
        if not window.registry.trigger(chosen) and self._chance.random() < 0.5:
            QTest.keyClick(self._app.focusWidget() or window, Qt.Key.Key_Escape)
            return f"Escape, for {chosen}"
        return f"action {chosen}"

    def _search(self, window: MainWindow) -> str:
        if open_overlay(window) is not None:
            return self._press(window)
        text = self._chance.choice(_TEXTS)
        window.open_palette(text)
        return f"search {_shortened(text)}"

    def _leave(self, window: MainWindow) -> str:
        top = open_overlay(window)
        QTest.keyClick(self._app.focusWidget() or top or window, Qt.Key.Key_Escape)
        return f"Escape from {_named(top) if top is not None else 'nothing'}"

    def _dress(self, _window: MainWindow) -> str:
        mode = self._chance.choice(("light", "dark"))
        apply(self._app, mode)
        return f"theme {mode}"

    def _speak(self, _window: MainWindow) -> str:
        code = self._chance.choice(tuple(i18n.LANGUAGES))
        i18n.set_language(code)
        return f"language {code}"

    def _drop(self, window: MainWindow) -> str:
        chosen = self._chance.sample(self._files, k=min(len(self._files), self._chance.choice((1, 1, 2, 4))))
        window.files_dropped.emit(chosen)
        return f"drop {', '.join(one.parent.name + '/' + one.name for one in chosen)}"

    def _resize(self, window: MainWindow) -> str:
        size = self._chance.choice(_SIZES)
        window.resize(*size)
        return f"size {size}"

    def _scroll(self, window: MainWindow) -> str:
        ground = _ground(window)
        at = self._point_in(ground)
        target = ground.childAt(at) or ground
        by = QPoint(0, self._chance.choice((-480, -120, 120, 480)))
        event = QWheelEvent(
            target.mapFrom(ground, at).toPointF(), ground.mapToGlobal(at).toPointF(), QPoint(), by,
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        words = _named(target)
        QApplication.sendEvent(target, event)
        return f"scroll {by.y()} over {words}"

    def _scan(self, window: MainWindow) -> str:
        code = self._chance.choice(("SF1234567890123", "6901234567892", "ABC-1", "T1000"))
        self._letters(code, window)
        QTest.keyClick(self._app.focusWidget() or window, Qt.Key.Key_Return)
        return f"scan {code}"

    def _letters(self, text: str, window: MainWindow) -> None:
        """Each letter goes where the keyboard is by then; what no key has arrives as from an input method."""
        if not text.isascii():
            event = QInputMethodEvent("", [])
            event.setCommitString(text)
            QApplication.sendEvent(self._app.focusWidget() or window, event)
            return
        for letter in text:
            QTest.keyClicks(self._app.focusWidget() or window, letter)
            self._typed()

    def _view(self, window: MainWindow) -> QAbstractItemView | None:
        found = [one for one in _ground(window).findChildren(QAbstractItemView) if _is_reachable(one.viewport())]
        return self._chance.choice(found) if found else None

    def _point_in(self, widget: QWidget) -> QPoint:
        rect = widget.rect()
        return QPoint(
            self._chance.randint(0, max(0, rect.width() - 1)), self._chance.randint(0, max(0, rect.height() - 1))
        )


def _ground(window: MainWindow) -> QWidget:
    """Where hands can reach: the card on top, or the whole window."""
    top = open_overlay(window)
    return top if top is not None else window


def _is_reachable(widget: QWidget) -> bool:
    """Whether a person could point at the middle of it."""
    if not widget.isVisible() or widget.visibleRegion().isEmpty():
        return False
    middle = widget.visibleRegion().boundingRect().center()
    hit = widget.window().childAt(widget.mapTo(widget.window(), middle))
    return hit is not None and (hit is widget or widget.isAncestorOf(hit))


def _shortened(text: str) -> str:
    """The beginning of a text, and how long it is where that is not all of it: three hundred letters are no twenty."""
    return repr(text) if len(text) <= _LETTERS_TOLD else f"{text[:_LETTERS_TOLD]!r}… ({len(text)} letters)"


def _named(widget: QWidget) -> str:
    words = widget.accessibleName() or widget.objectName()
    if not words and isinstance(widget, QAbstractButton):
        words = widget.text()
    return f"{type(widget).__name__} {words[:40]!r}" if words else type(widget).__name__
