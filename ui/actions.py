"""What a person can do, written once: menus, shortcuts, palette and the shortcut sheet read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)

from services.i18n import N_, _
from ui.theme.icons import icon
from ui.widgets.menu import PassingMenu


@dataclass(frozen=True)
class ActionSpec:
    """One thing to do.

    `text` is marked with `N_`, or `words` gives it when it changes (“Undo: …”). `scope` is empty
    for the whole window or the key of the page it belongs to. `enabled` says whether it can run now.
    `over_dialogs` keeps its keys alive while a dialog is open.
    """

    id: str
    text: str
    run: Callable[[], object]
    icon: str = ""
    shortcut: str = ""
    also: tuple[str, ...] = ()
    enabled: Callable[[], bool] | None = None
    words: Callable[[], str] | None = None
    palette: bool = True
    scope: str = ""
    group: str = N_("General")
    over_dialogs: bool = False

    @property
    def shortcuts(self) -> tuple[str, ...]:
        """All key sequences, the one to show first."""
        return ((self.shortcut,) if self.shortcut else ()) + self.also

    def shown_text(self) -> str:
        """The words in the language that is on."""
        return self.words() if self.words is not None else _(self.text)

    def can_run(self) -> bool:
        """Whether running it now makes sense."""
        return self.enabled is None or self.enabled()


class DuplicateShortcut(ValueError):
    """Two actions that can be on at the same time want the same keys: a mistake of the programmer."""


class ActionRegistry(QObject):
    """Holds the actions of one window and listens to their shortcuts."""

    def __init__(self, window: QWidget, blocked: Callable[[], bool] | None = None) -> None:
        """`blocked` says when no action may run, for example while a dialog is open."""
        super().__init__(window)
        self._window = window
        self._blocked = blocked
        self._specs: dict[str, ActionSpec] = {}
        self._actions: dict[str, tuple[QAction, ...]] = {}
        self._scope = ""

    def add(self, *specs: ActionSpec) -> None:
        """Take in actions; a used id or a shortcut that would be ambiguous is refused."""
        for spec in specs:
            if spec.id in self._specs:
                raise ValueError(f"action {spec.id!r} exists already")
            self._refuse_duplicate(spec)
            self._specs[spec.id] = spec
            self._actions[spec.id] = self._listening(spec)

    def remove(self, action_id: str) -> None:
        """Forget an action."""
        self._specs.pop(action_id)
        for action in self._actions.pop(action_id):
            self._window.removeAction(action)

    def clear(self) -> None:
        """Forget every action: the window was closed."""
        self._specs.clear()
        self._actions.clear()

    def set_scope(self, page: str) -> None:
        """From now on the shortcuts of this page work, those of other pages do not."""
        before, self._scope = self._scope, page
        for action_id, spec in self._specs.items():
            if (spec.scope in ("", page)) != (spec.scope in ("", before)):
                for action in self._actions[action_id]:
                    action.setEnabled(spec.scope in ("", page))

    def spec(self, action_id: str) -> ActionSpec:
        """The action of that id."""
        return self._specs[action_id]

    def specs(self) -> list[ActionSpec]:
        """All actions of the window and the page that is on."""
        return [spec for spec in self._specs.values() if spec.scope in ("", self._scope)]

    def every_spec(self) -> list[ActionSpec]:
        """All actions of all pages."""
        return list(self._specs.values())

    def for_palette(self) -> list[ActionSpec]:
        """What the palette offers now."""
        return [spec for spec in self.specs() if spec.palette and spec.can_run()]

    def trigger(self, action_id: str) -> bool:
        """Run an action; False where it may not run now."""
        spec = self._specs[action_id]
        blocked = self._blocked is not None and not spec.over_dialogs and self._blocked()
        if blocked or not spec.can_run():
            return False
        spec.run()
        return True

    def menu(self, parent: QWidget, action_ids: Iterable[str]) -> PassingMenu:
        """A menu of actions as they are now; an empty id is a separator."""
        menu = PassingMenu(parent)
        for action_id in action_ids:
            if not action_id:
                menu.addSeparator()
                continue
            spec = self._specs[action_id]
            entry = menu.addAction(spec.shown_text())
            if spec.icon:
                entry.setIcon(icon(spec.icon))
            entry.setEnabled(spec.can_run())
            if spec.shortcut:
                entry.setText(f"{spec.shown_text()}\t{shown_keys(spec.shortcut)}")
            entry.triggered.connect(lambda _on=False, _spec=spec: _spec.run())
        return menu

    def sheet(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Groups of (words, keys) of every action with a shortcut, for the shortcut sheet."""
        groups: dict[str, list[tuple[str, str]]] = {}
        for spec in self.specs():
            if spec.shortcuts:
                keys = "  ".join(shown_keys(keys) for keys in spec.shortcuts)
                groups.setdefault(_(spec.group), []).append((spec.shown_text(), keys))
        return list(groups.items())

    def _listening(self, spec: ActionSpec) -> tuple[QAction, ...]:
        """What hears the keys of an action that has any: single letters apart, as those may be meant for a text."""
        found = []
        for bare in (False, True):
            keys = [QKeySequence(one) for one in spec.shortcuts if is_bare(one) == bare]
            if keys:
                found.append(self._hearing(spec, bare, keys))
        return tuple(found)

    def _hearing(self, spec: ActionSpec, bare: bool, keys: list[QKeySequence]) -> QAction:
        action = QAction(self._window)
        action.setShortcuts(keys)
        action.setEnabled(spec.scope in ("", self._scope))
        action.triggered.connect(lambda _on=False, _id=spec.id: self._from_keys(_id, bare))
        self._window.addAction(action)
        return action

    def _from_keys(self, action_id: str, bare: bool) -> None:
        if not (bare and text_has_focus()):
            self.trigger(action_id)

    def _refuse_duplicate(self, new: ActionSpec) -> None:
        wanted = {portable(keys) for keys in new.shortcuts}
        for other in self._specs.values():
            together = not new.scope or not other.scope or new.scope == other.scope
            clash = wanted & {portable(keys) for keys in other.shortcuts}
            if together and clash:
                raise DuplicateShortcut(f"{new.id} and {other.id} both want {', '.join(sorted(clash))}")


@lru_cache(maxsize=1024)  # every new action is compared with all there are
def portable(keys: str) -> str:
    """A key sequence in one spelling."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.PortableText)


def shown_keys(keys: str) -> str:
    """A key sequence as the person's system writes it, with spaces instead of plus signs."""
    native = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    return native.replace("+", " ") if len(native) > 1 else native


def is_bare(keys: str) -> bool:
    """Whether the sequence is one printable key without Ctrl, Alt or Meta."""
    return len(portable(keys).removeprefix("Shift+")) == 1


def text_has_focus() -> bool:
    """Whether keys typed now go into a text."""
    widget = QApplication.focusWidget()
    if isinstance(widget, QComboBox):
        return widget.isEditable()
    return isinstance(widget, QLineEdit | QTextEdit | QPlainTextEdit | QAbstractSpinBox)
