"""Figures in a row, as the import shows them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.text import Text


class Tiles(QWidget):
    """Figures in a row: (number, words, colour role)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space.M)
        self._row = row
        self.figures: dict[str, Text] = {}

    def show_figures(self, figures: Sequence[tuple[int, str, str]]) -> None:
        """Show these figures."""
        while (item := self._row.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.figures = {}
        for number, words, tone in figures:
            tile = _Tile()
            figure = Text(f"{number:,}", "kpi", tone if number else "text2")
            column = QVBoxLayout(tile)
            column.setContentsMargins(space.M, space.M, space.M, space.M)
            column.setSpacing(0)
            column.addWidget(figure)
            column.addWidget(Text(words, "body", "text2"))
            tile.setAccessibleName(f"{words}: {number}")
            self.figures[words] = figure
            self._row.addWidget(tile, 1)


class _Tile(QWidget):
    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painting.rounded(painting.painter_for(self), self.rect().toRectF(), theme.radii["card"], theme.color("subtle"))
