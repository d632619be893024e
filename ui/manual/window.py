"""The manual in a window of its own beside the shop: contents and search at the left, the text at the right."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import NN_, _, on_language_change
from services.messages import counted
from ui.manual.asking import Hits, ManualAsker
from ui.manual.contents import ContentsList
from ui.manual.reader import ManualReader
from ui.theme import space
from ui.theme.apply import current_theme, theme_signals
from ui.widgets import painting
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.search_box import SearchBox
from ui.widgets.text import Text

_SIDE = 272
_LISTED = 40
_PLACES = NN_("{count} passage", "{count} passages")


class ManualWindow(QWidget):
    """Stays beside the program; F1 shows another page in the same window."""

    def __init__(self, parent: QWidget | None, shortcuts: Callable[[], object] | None = None) -> None:
        """`shortcuts` opens the sheet of all shortcuts of the window it belongs to."""
        super().__init__(parent, Qt.WindowType.Window)
        self._shortcuts = shortcuts
        self.search = SearchBox("", hint="Ctrl F")
        self.contents, self.reader = ContentsList(), ManualReader()
        self.back, self.forward = IconButton("arrow-left", "…"), IconButton("arrow-right", "…")
        self.sheet = SecondaryButton("", "keyboard")
        self.found = Text("", "caption", "text2", wrap=True)
        self._asker, self._opens_first = ManualAsker(self), False
        self._lay_out()
        self._connect()
        self.resize(1060, 700)
        self.retranslate()
        self._stop: Callable[[], None] | None = on_language_change(self.retranslate)
        if parent is not None:
            parent.installEventFilter(self)

    def open_at(self, target: str) -> None:
        """Show the window with that page, in front."""
        self.search.clear()
        self.reader.go(target)
        self.show()
        self.raise_()
        self.activateWindow()
        self.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        """The language changed: show every text again."""
        self.setWindowTitle(_("Manual"))
        self.search.set_placeholder(_("Search the manual"))
        self.back.set_name(_("Back"))
        self.forward.set_name(_("Forward"))
        self.sheet.setText(_("Keyboard shortcuts"))
        self._typed(self.search.text())
        self.reader.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        self._asker.stop()
        if self._stop is not None:
            self._stop()
            self._stop = None
        super().closeEvent(event)
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Hide and not event.spontaneous():
            self.close()  # the window it belongs to was closed
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painter.fillRect(self.rect(), theme.color("surface"))
        painter.fillRect(0, 0, _SIDE, self.height(), theme.color("sidebar"))
        painter.fillRect(_SIDE, 0, 1, self.height(), theme.color("border"))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        side = QVBoxLayout()
        side.setContentsMargins(space.M, space.M, space.S, space.M)
        side.setSpacing(space.S)
        side.addWidget(self.search)
        side.addWidget(self.found)
        side.addWidget(self.contents, 1)
        holder = QWidget()
        holder.setFixedWidth(_SIDE)
        holder.setLayout(side)
        row.addWidget(holder)
        text = QVBoxLayout()
        text.setContentsMargins(space.HAIRLINE, 0, 0, 0)
        text.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(space.XL, space.M, space.XL, space.XXS)
        head.setSpacing(space.XS)
        head.addWidget(self.back)
        head.addWidget(self.forward)
        head.addStretch(1)
        head.addWidget(self.sheet)
        self.sheet.setVisible(self._shortcuts is not None)
        text.addLayout(head)
        text.addWidget(self.reader, 1)
        row.addLayout(text, 1)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._typed)
        self.search.returnPressed.connect(self._open_first)
        self.contents.wanted.connect(self.reader.go)
        self.back.clicked.connect(self._go_back)
        self.forward.clicked.connect(self._go_on)
        self.sheet.clicked.connect(self._show_sheet)
        self.reader.moved.connect(self._moved)
        theme_signals.changed.connect(self.update)
        for keys, run in (
            ("Ctrl+F", self._to_search), ("Alt+Left", self._go_back), ("Alt+Right", self._go_on),
            ("Esc", self.close), ("Ctrl+/", self._show_sheet),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, run)

    @Slot(str)
    def _typed(self, typed: str) -> None:
        wanted, self._opens_first = typed.strip(), False
        if wanted:
            self._asker.ask(wanted, self._show_hits, _LISTED)  # the first time what is looked through must be made
            return
        self._asker.stop()
        self.found.setVisible(False)
        self.contents.show_contents()
        self._mark()

    def _show_hits(self, hits: Hits) -> None:
        count = len(hits)
        self.contents.show_hits(hits)
        self.found.setVisible(True)
        words = counted(_PLACES, count)
        self.found.setText(words if count else _("Nothing found. Try another word, or pinyin initials."))
        if self._opens_first:
            self._open_first()

    @Slot()
    def _open_first(self) -> None:
        self._opens_first = self._asker.is_waiting()  # Enter means what was typed, not what was listed before
        if not self._opens_first and (first := self.contents.currentItem()) is not None:
            self.contents.itemActivated.emit(first)

    @Slot()
    def _moved(self) -> None:
        self.back.setEnabled(self.reader.may_step(-1))
        self.forward.setEnabled(self.reader.may_step(1))
        if not self.search.text().strip():
            self._mark()

    def _mark(self) -> None:
        if shown := self.reader.key():
            self.contents.mark(shown)

    @Slot()
    def _go_back(self) -> None:
        self.reader.step(-1)

    @Slot()
    def _go_on(self) -> None:
        self.reader.step(1)

    @Slot()
    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def _show_sheet(self) -> None:
        if self._shortcuts is not None:
            parent = self.parentWidget()
            if parent is not None:
                parent.activateWindow()
                parent.raise_()
            self._shortcuts()
