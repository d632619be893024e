"""Surfaces: the card, the hairline, and the small rows that stand on them."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import LinkButton
from ui.widgets.text import Text


class Card(QWidget):
    """A sheet of paper with a hairline around it. Put widgets into `body`."""

    def __init__(
        self, parent: QWidget | None = None, *, padding: int = 16, spacing: int = 8, ground: str = "surface"
    ) -> None:
        super().__init__(parent)
        self._ground = ground
        self._framed = ground == "surface"
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(spacing)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        border = theme.color("border") if self._framed else None
        painting.rounded(painter, QRectF(self.rect()), theme.radii["card"], theme.color(self._ground), border)


class Hairline(QWidget):
    """A line of one pixel, horizontal unless `vertical`."""

    def __init__(self, parent: QWidget | None = None, *, vertical: bool = False) -> None:
        super().__init__(parent)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painting.painter_for(self)
        painter.fillRect(self.rect(), current_theme().color("border"))


class SectionTitle(QWidget):
    """The heading of a part, with an optional remark or widget at the right."""

    def __init__(
        self, words: str, remark: str = "", parent: QWidget | None = None, *, remark_tone: str = "text2"
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.title = Text(words, "section")
        self.remark = Text(remark, "body", remark_tone, elide=True)
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self.remark)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end; links stand close together."""
        if isinstance(widget, LinkButton):
            widget.set_flush()
        layout = self.layout()
        if layout is not None:
            layout.addWidget(widget)


_NAME_LEAST = 190  # pixels a name keeps beside a long value


class KeyValueRow(QWidget):
    """A name at the left and its value at the right, the value strong where it is a sum."""

    def __init__(
        self, name: str, value: str, parent: QWidget | None = None, *, strong: bool = False, tone: str = "text"
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.name = Text(name, "body", "text2", elide=True)
        self.name.setMinimumWidth(min(self.name.sizeHint().width(), _NAME_LEAST))
        self.value = Text(value, "strong" if strong else "body", tone, elide=True)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.value, 0)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_value(self, value: str) -> None:
        """Show another value."""
        self.value.setText(value)
