"""A notice that stays until it no longer holds or somebody closes it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.buttons import Button, IconButton
from ui.widgets.text import Text

KINDS = {"info": ("blue", "info"), "warning": ("amber", "warning"), "error": ("red", "warning-circle")}


class Banner(QWidget):
    """A line across the page of kind ``info``, ``warning`` or ``error``, with buttons; `closed` when dismissed."""

    closed = Signal()

    def __init__(self, kind: str, words: str, advice: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._icon = KINDS[kind]
        self.kind = kind
        sizes = current_theme().sizes
        row = QHBoxLayout(self)
        row.setContentsMargins(space.M + sizes["icon_nav"] + space.M, space.S, space.S, space.S)
        row.setSpacing(space.S)
        column = QVBoxLayout()
        column.setSpacing(space.XXS)
        self.words = Text(words, "strong" if advice else "body", f"pill.{self._tone}.word", wrap=True)
        column.addWidget(self.words)
        self.advice = Text(advice, "body", f"pill.{self._tone}.word", wrap=True)
        column.addWidget(self.advice)
        if not advice:
            self.advice.hide()
        row.addLayout(column, 1)
        self._row = row
        self._close = close = IconButton("x", _("Close"), self)
        close.set_side(sizes["control_small"])
        close.clicked.connect(self.dismiss)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{words} {advice}".strip())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add_action(self, words: str, run: Callable[[], object]) -> Button:
        """A button before the cross."""
        button = Button(words)
        button.set_height(current_theme().sizes["control_small"])
        button.clicked.connect(lambda _on=False: run())
        self._row.insertWidget(self._row.count() - 1, button, 0, Qt.AlignmentFlag.AlignTop)
        return button

    def say(self, words: str, advice: str) -> None:
        """Say something else, where the words and the advice stand."""
        self.words.setText(words)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))
        self.setAccessibleName(f"{words} {advice}".strip())

    def keep(self) -> None:
        """Let nobody close it: what it says holds for as long as the window is there."""
        self._close.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        ground = theme.color(f"pill.{self._tone}.background")
        painting.rounded(painter, QRectF(self.rect()), theme.radii["card"], ground)
        side = theme.sizes["icon_nav"]
        top = space.S + (theme.sizes["control_small"] - side) // 2
        paint_icon(painter, QRect(space.M, top, side, side), self._icon, f"pill.{self._tone}.word")

    def dismiss(self) -> None:
        """Take the notice away."""
        self.hide()
        self.closed.emit()
        self.deleteLater()
