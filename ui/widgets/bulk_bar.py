"""What can be done with the ticked rows: a dark bar floating over the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import icon
from ui.widgets import painting
from ui.widgets.buttons import INVERSE, Button, IconButton
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text

_BOTTOM = 86
_EDGE = space.S


class BulkBar(QWidget):
    """Count and sum of the selection, actions, and a cross that clears it (`closed`).

    Lives inside the widget it floats over; actions that do not fit go into the menu of the dots.
    """

    closed = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._actions: list[tuple[Button, Callable[[], object]]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space.L, space.XS, space.S, space.XS)
        self._row.setSpacing(space.XXS)
        self.label = Text("", "body", "on_inverse")
        self._row.addWidget(self.label)
        self._row.addSpacing(space.S)
        self._more = IconButton("dots-three", _("More actions"), self, look=INVERSE)
        self._more.clicked.connect(self._open_more)
        self._close = IconButton("x", _("Clear selection"), self, look=INVERSE)
        self._close.clicked.connect(self.closed)
        self._row.addWidget(self._more)
        self._row.addWidget(self._close)
        self._rest: list[tuple[str, str, Callable[[], object]]] = []
        over.installEventFilter(self)
        self.hide()

    def set_actions(self, actions: Sequence[tuple[str, str, Callable[[], object]]], rest: int = 0) -> None:
        """Offer (words, icon, what to do); the last `rest` of them only in the menu of the dots."""
        for button, _run in self._actions:
            self._row.removeWidget(button)
            button.deleteLater()
        self._actions = []
        cut = len(actions) - rest
        self._rest = list(actions[cut:])
        for place, (words, name, run) in enumerate(actions[:cut]):
            button = Button(words, name, look=INVERSE)
            button.clicked.connect(lambda _on=False, _run=run: _run())
            self._actions.append((button, run))
            self._row.insertWidget(2 + place, button)
        self.place()

    def show_selection(self, words: str) -> None:
        """Say what is selected and appear; an empty text hides the bar."""
        self.label.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))
        self.place()

    def retranslate(self) -> None:
        """Name the icon buttons in the language that is on; the actions are the page's."""
        self._more.set_name(_("More actions"))
        self._close.set_name(_("Clear selection"))

    def place(self) -> None:
        """Centre the bar near the lower edge of what it floats over."""
        self._fit()
        self.adjustSize()
        left = max((self._over.width() - self.width()) // 2, 0)
        self.move(left, max(self._over.height() - _BOTTOM - self.height(), 0))
        self.raise_()

    def _fit(self) -> None:
        """Where the bar would be wider than what it floats over, its last actions go into the menu first."""
        room = self._over.width() - 2 * _EDGE
        shown = len(self._actions)
        self._show_actions(shown)
        while shown and self._row.sizeHint().width() > room:
            shown -= 1
            self._show_actions(shown)

    def _show_actions(self, count: int) -> None:
        for place, (button, _run) in enumerate(self._actions):
            button.setVisible(place < count)
        self._more.setVisible(bool(self._rest) or count < len(self._actions))
        self._row.invalidate()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Also on a page that is out of sight: the window may have become narrower meanwhile.
        if watched is self._over and event.type() == QEvent.Type.Resize and not self.isHidden():
            self.place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painting.rounded(painter, QRectF(self.rect()), theme.radii["card"], theme.color("inverse"))

    def _open_more(self) -> None:
        menu = PassingMenu(self)
        moved = [(button.text(), button.icon_name(), run) for button, run in self._actions if button.isHidden()]
        for words, name, run in (*moved, *self._rest):
            menu.addAction(icon(name), words).triggered.connect(lambda _on=False, _run=run: _run())
        menu.open_above(self._more)
