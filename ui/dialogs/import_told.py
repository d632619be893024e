"""What an import's report says of its files: what is proven, and what is odd."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import space
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

MOST_HEIGHT = 168


class Told(ScrollRoom):
    """Sentences one under the other; as high as they are, and scrolled where that is more than its share."""

    def __init__(self, told: Sequence[Text], width: int) -> None:
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space.M)
        for one in told:
            self._column.addWidget(one)
        super().__init__(inside, wraps=True)
        self._fit(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit(self.width())

    def _fit(self, width: int) -> None:
        wanted = self._column.totalHeightForWidth(width)
        self.setFixedHeight(min(wanted, MOST_HEIGHT))
        # The keyboard stops here only where there is something to scroll.
        scrolls = wanted > MOST_HEIGHT
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if scrolls else Qt.FocusPolicy.NoFocus)
