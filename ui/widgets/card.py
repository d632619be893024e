"""Surfaces: the card, the hairline, and the small rows that stand on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import LinkButton
from ui.widgets.text import Text


class Card(QWidget):
    """A sheet of paper with a hairline around it. Put widgets into `body`.

    `flush`: a list reaches to its edges; the corners are then rounded over it.
    """

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        padding: int = space.L,
        spacing: int = space.S,
        ground: str = "surface",
        flush: bool = False,
    ) -> None:
        super().__init__(parent)
        self._ground = ground
        self._framed = ground == "surface"
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding, padding, padding, padding)
        self.body.setSpacing(spacing)
        self._corners = [_Corner(self, right, low) for right in (False, True) for low in (False, True)] if flush else []

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for corner in self._corners:
            corner.place(self.width(), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        border = theme.color("border") if self._framed else None
        painting.rounded(painter, QRectF(self.rect()), theme.radii["card"], theme.color(self._ground), border)


class _Corner(QWidget):
    """One rounded corner of a card, over what reaches into it."""

    def __init__(self, card: Card, right: bool, low: bool) -> None:
        super().__init__(card)
        self._right, self._low = right, low
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def place(self, width: int, height: int) -> None:
        """Stand in the corner of a card of this size, above all else in it."""
        side = int(current_theme().radii["card"])
        self.setGeometry(width - side if self._right else 0, height - side if self._low else 0, side, side)
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, side = current_theme(), self.width()
        painter = painting.painter_for(self)
        middle = QPointF(0 if self._right else side, 0 if self._low else side)
        outside = QPainterPath()
        outside.addRect(QRectF(self.rect()))
        outside.addEllipse(middle, side, side)
        painter.fillPath(outside, theme.color("app"))
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawEllipse(middle, side - 0.5, side - 0.5)


class CardFoot(QWidget):
    """The line under a list in a card: buttons from the left, or words over all its width; gone while all are hidden.

    A `Text` takes the room that is left.
    """

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._parts = parts
        row = QHBoxLayout(self)
        row.setContentsMargins(space.M, space.S, space.M, space.S)
        row.setSpacing(space.S)
        for part in parts:
            row.addWidget(part, int(isinstance(part, Text)))
            part.installEventFilter(self)
        if not any(isinstance(part, Text) for part in parts):
            row.addStretch(1)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ParentChange:
            self._settle()
        return super().event(event)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._settle()
        return False

    def _settle(self) -> None:
        """Nothing without a card around it: a widget that is shown alone would be a window."""
        if self.parentWidget() is not None:
            self.setVisible(not all(_was_hidden(part) for part in self._parts))


def _was_hidden(widget: QWidget) -> bool:
    """Whether somebody hid it; before it is first shown, Qt calls every widget hidden."""
    return widget.isHidden() and widget.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)


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
        row.setSpacing(space.S)
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
        row.setSpacing(space.M)
        self.name = Text(name, "body", "text2", elide=True)
        self.name.setMinimumWidth(min(self.name.sizeHint().width(), _NAME_LEAST))
        self.value = Text(value, "strong" if strong else "body", tone, elide=True)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.value, 0)
        self._row = row
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def add(self, widget: QWidget) -> None:
        """A step before the value, such as the way to what it is made of; values stay below each other."""
        self._row.insertWidget(self._row.count() - 1, widget)

    def set_value(self, value: str) -> None:
        """Show another value."""
        self.value.setText(value)
