"""Ctrl+K: products, orders, customers and actions in one list, from anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListWidget, QListWidgetItem, QWidget

from services import pinyin
from services.i18n import _
from ui.actions import ActionRegistry, ActionSpec, shown_keys
from ui.dialogs.overlay import Overlay
from ui.palette.palette_rows import HEADING, ROW, RowDelegate
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.card import Hairline
from ui.widgets.text import Text

_WIDTH, _HEIGHT, _TOP = 600, 438, 96
_ACTIONS_SHOWN = 8
_MANUAL_FROM = 2  # letters: of one alone it would say something about nearly every page


@dataclass(frozen=True)
class PaletteEntry:
    """One result: what it is, a grey remark, and what Enter does."""

    text: str
    run: Callable[[], object]
    remark: str = ""
    icon: str = "magnifying-glass"
    keys: str = ""


@dataclass(frozen=True)
class PaletteGroup:
    """Results of one kind under a heading."""

    title: str
    entries: tuple[PaletteEntry, ...]


Answer = Callable[[Sequence[PaletteGroup], bool], None]
"""Told what is known so far, and whether that is all."""

Search = Callable[[str, Answer], None]
"""Asks for results of a text; the answer may come later, in several parts."""


class PaletteInput(QLineEdit):
    """The large field of the palette; knows whether an input method is composing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.composing = False
        self.setProperty("bare", True)
        self.setFont(current_theme().font("command"))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)


class Palette(Overlay):
    """The search card. Arrow keys choose, Enter opens, Esc closes; nothing happens while composing."""

    topic = "keyboard#palette"

    def __init__(
        self,
        window: QWidget,
        registry: ActionRegistry,
        search: Search | None = None,
        manual: Search | None = None,
    ) -> None:
        """`manual` is asked what the manual says about a text."""
        super().__init__(window, _WIDTH, _HEIGHT, _TOP)
        self._registry, self._search, self._manual = registry, search, manual
        self.setProperty("manual", "keyboard#palette")
        self._asked = ""
        self._is_chosen = False
        self._offered: list[ActionSpec] = []
        self._found: tuple[PaletteGroup, ...] = ()
        self._said: tuple[PaletteGroup, ...] = ()
        self._is_all_found = self._is_all_said = True
        self._entries: dict[int, PaletteEntry] = {}
        self._titles: dict[int, str] = {}
        self.setAccessibleName(_("Search everything"))
        self.input = PaletteInput()
        self.list = QListWidget()
        self._lay_out()
        self.input.textChanged.connect(self._typed)
        self.input.installEventFilter(self)
        self.list.itemClicked.connect(self._clicked)

    def open_with(self, text: str = "") -> None:
        """Open and search for `text` at once."""
        self._offered = self._registry.for_palette()  # whether an action can run is not asked again with every letter
        self.open()
        self.input.setText(text)
        self._typed(text)

    def first_focus(self) -> QWidget | None:
        return self.input

    def entries(self) -> list[PaletteEntry]:
        """What is listed now, in order."""
        return [self._entries[row] for row in sorted(self._entries)]

    def chosen(self) -> PaletteEntry | None:
        """The entry Enter would open."""
        return self._entries.get(self.list.currentRow())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.input and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 6, Qt.Key.Key_PageUp: -6}
        key = Qt.Key(event.key())
        if self.input.composing:  # the key is meant for the input method, and must not close the card either
            return key in (*steps, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)
        if key in steps:
            self._move(steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.chosen())
        elif key == Qt.Key.Key_Escape:
            self.escape()
        else:
            return False
        return True

    def _typed(self, text: str) -> None:
        self._asked = text = text.strip()
        self._found = self._said = ()
        self._is_all_found = self._search is None or not text
        self._is_all_said = self._manual is None or len(text) < _MANUAL_FROM
        self._is_chosen = False
        self._show()
        if self._search is not None and text:
            self._search(text, partial(self._answered, text))
        if self._manual is not None and len(text) >= _MANUAL_FROM:
            self._manual(text, partial(self._manual_answered, text))

    def _answered(self, asked: str, groups: Sequence[PaletteGroup], is_all: bool) -> None:
        if self._waits_for(asked):
            self._found, self._is_all_found = tuple(groups), is_all
            self._show()

    def _manual_answered(self, asked: str, groups: Sequence[PaletteGroup], is_all: bool) -> None:
        if self._waits_for(asked):
            self._said, self._is_all_said = tuple(groups), is_all
            self._show()

    def _waits_for(self, asked: str) -> bool:
        return shiboken6.isValid(self) and asked == self._asked and self.isVisible()

    def _show(self) -> None:
        """List what is known. What the arrows chose stays chosen; until then it is the first row that Enter runs."""
        chosen = self._identity(self.list.currentRow()) if self._is_chosen else None
        self.list.clear()
        self._entries, self._titles = {}, {}
        actions = PaletteGroup(_("Actions"), tuple(self._matching_actions()))
        for group in (*self._found, actions, *self._said):
            if not group.entries:
                continue
            self._add_row(group.title, None)
            for entry in group.entries:
                self._titles[self.list.count()] = group.title
                self._add_row(entry.text, entry)
        nothing = not self._entries and bool(self._asked)
        self._empty.setVisible(nothing and self._is_all_found and self._is_all_said)
        self.list.setVisible(self._empty.isHidden())
        if self._entries:
            self._choose(next((row for row in self._entries if self._identity(row) == chosen), min(self._entries)))

    def _identity(self, row: int) -> tuple[str, str, str] | None:
        """What tells an entry from all others when the list is made anew: its group, its words and its remark."""
        entry = self._entries.get(row)
        return None if entry is None else (self._titles[row], entry.text, entry.remark)

    def _choose(self, row: int) -> None:
        self.list.setCurrentRow(row)
        if row == min(self._entries):
            self.list.scrollToTop()  # with the heading above it

    def _add_row(self, text: str, entry: PaletteEntry | None) -> None:
        item = QListWidgetItem(text)
        item.setData(HEADING, entry is None)
        if entry is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        else:
            item.setData(ROW, (entry.icon, entry.remark, entry.keys))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{text} {entry.remark}".strip())
            self._entries[self.list.count()] = entry
        self.list.addItem(item)

    def _matching_actions(self) -> list[PaletteEntry]:
        ranked = [(match_rank(spec.shown_text(), self._asked), spec) for spec in self._offered]
        hits = sorted(((rank, spec) for rank, spec in ranked if rank >= 0), key=lambda pair: pair[0])
        return [_entry(spec) for _rank, spec in hits[:_ACTIONS_SHOWN]]

    def _move(self, step: int) -> None:
        rows = sorted(self._entries)
        if not rows:
            return
        now = rows.index(self.list.currentRow()) if self.list.currentRow() in rows else 0
        place = (now + step) % len(rows) if abs(step) == 1 else min(max(now + step, 0), len(rows) - 1)
        self._is_chosen = True
        self._choose(rows[place])

    def _clicked(self, item: QListWidgetItem) -> None:
        self._run(self._entries.get(self.list.row(item)))

    def _run(self, entry: PaletteEntry | None) -> None:
        if entry is not None:
            self.close_overlay()
            entry.run()

    def _lay_out(self) -> None:
        column = self.card.column
        column.setContentsMargins(space.S, space.XS, space.S, space.XS)
        column.setSpacing(space.XXS)
        head = QHBoxLayout()
        head.setContentsMargins(space.S, space.XS, space.S, space.XS)
        head.setSpacing(space.M)
        head.addWidget(_Glass(self))
        head.addWidget(self.input, 1)
        self.input.setAccessibleName(_("Search everything"))
        self.input.setPlaceholderText(_("Search products, orders, customers, actions"))
        column.addLayout(head)
        column.addWidget(Hairline())
        self.list.setItemDelegate(RowDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setAccessibleName(_("Results"))
        quiet = QPalette(self.list.palette())
        quiet.setColor(QPalette.ColorRole.Base, current_theme().color("surface"))
        self.list.setPalette(quiet)
        self._empty = Text(_("Nothing found. Try a part of the name, a number, or pinyin initials."), "body", "text2")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.list, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(Hairline())
        foot = QHBoxLayout()
        foot.setContentsMargins(space.S, space.XS, space.S, space.XS)
        foot.addWidget(Text(_("\u2191\u2193 choose   Enter open   Esc close"), "caption", "text2"))
        foot.addStretch(1)
        foot.addWidget(Text(_("Pinyin initials, last phone digits and scans work"), "caption", "text2", elide=True))
        column.addLayout(foot)


class _Glass(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(18, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_icon(painting.painter_for(self), QRect(0, 4, 16, 16), "magnifying-glass", "text2")


def _entry(spec: ActionSpec) -> PaletteEntry:
    keys = shown_keys(spec.shortcut) if spec.shortcut else ""
    return PaletteEntry(spec.shown_text(), spec.run, icon=spec.icon or "caret-right", keys=keys)


def match_rank(text: str, query: str) -> int:
    """How well `query` fits: 0 best, larger worse, -1 not at all. Knows pinyin and its initials."""
    wanted = query.casefold().replace(" ", "")
    if not wanted:
        return 1
    plain = text.casefold()
    if plain.startswith(query.casefold()):
        return 0
    for rank, spelling in enumerate((plain.replace(" ", ""), *_spellings(text)), start=1):
        if wanted in spelling:
            return rank
    return -1


def _spellings(text: str) -> tuple[str, ...]:
    """Initials and whole pinyin; no pinyin until its tables are there, for the window does not wait for them."""
    if text.isascii():
        return ("".join(word[0] for word in text.casefold().split()),)
    return pinyin.spellings(text) if pinyin.is_loaded() else ()
