"""Why there is nothing to see, and the next thing to do about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.text import Text


class EmptyState(QWidget):
    """Icon, what is missing, why, and one or more buttons; the first button is the obvious one."""

    def __init__(
        self,
        icon: str,
        title: str,
        why: str,
        actions: Sequence[tuple[str, str, Callable[[], object]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        """`actions` are (words, icon, what to do)."""
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(space.XXL, space.XXL, space.XXL, space.XXL)
        column.setSpacing(space.S)
        column.addStretch(1)
        column.addWidget(_Disc(icon, self), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(space.XS)
        self.title = _centred(Text(title, "heading", wrap=True))
        self.why = _centred(Text(why, "body", "text2", wrap=True))
        column.addWidget(self.title)
        column.addWidget(self.why)
        column.addSpacing(space.S)
        row = QHBoxLayout()
        row.setSpacing(space.S)
        row.addStretch(1)
        self.buttons: list[Button] = []
        for words, name, run in actions:
            button = SecondaryButton(words, name) if self.buttons else PrimaryButton(words, name)
            button.clicked.connect(lambda _on=False, _run=run: _run())
            self.buttons.append(button)
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        self.setAccessibleName(f"{title} {why}")

    def set_words(self, title: str, why: str, *actions: str) -> None:
        """Say the same in another language: title, reason and the words of the buttons."""
        self.title.setText(title)
        self.why.setText(why)
        for button, words in zip(self.buttons, actions, strict=True):
            button.setText(words)
        self.setAccessibleName(f"{title} {why}")


class _Disc(QWidget):
    def __init__(self, icon: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setFixedSize(56, 56)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painting.painter_for(self)
        painting.rounded(painter, QRectF(self.rect()), 28, current_theme().color("accent_soft"))
        paint_icon(painter, QRect(15, 15, 26, 26), self._icon, "accent_text")


def _centred(label: Text) -> Text:
    label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
    return label
