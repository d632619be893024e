"""A scroll area that lets the paper under it show."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from ui.theme import space


class PlainScroll(QScrollArea):
    """Without frame and ground; `column` makes the layout its contents go into."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)

    def put(self, inner: QWidget) -> None:
        """Show this widget in place of the one before."""
        # Qt would delete the old one at once, perhaps under the field that is just telling of its new value.
        before = self.takeWidget()
        if before is not None:
            before.hide()
            before.deleteLater()
        self.setWidget(inner)
        # Taking a widget in turns its ground on.
        inner.setAutoFillBackground(False)


def column_of(inner: QWidget, *, right: int = space.S, spacing: int = space.S) -> QVBoxLayout:
    """An upright layout for the contents, with room for the scroll bar."""
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, right, 0)
    column.setSpacing(spacing)
    return column
