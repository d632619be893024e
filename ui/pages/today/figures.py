"""The six numbers: each a quiet button with its comparison, leading to what is behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from services.manual.meanings import place as meant_at
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.card import Card
from ui.widgets.click_area import ClickArea
from ui.widgets.kpi import ARROWS, Change

_WIDTH, _HEIGHT = 158, 66
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """One number ready to show: key, label, value, its change in words, the formula, and where a click leads."""

    key: str
    label: str
    value: str
    change: Change | None
    formula: str
    page: str
    wanted: dict[str, Any] = field(default_factory=dict)


class FigureButton(ClickArea):
    """A label, its number and the comparison under it."""

    def __init__(self, figure: Figure, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figure = figure
        self.setObjectName(f"figure.{figure.key}")
        self.setText(figure.value)
        self.setAccessibleName(f"{figure.label} {figure.value}")
        self.setAccessibleDescription(self.comparison())
        self.setToolTip("\n".join(part for part in (self.comparison(), figure.formula) if part))
        self.setProperty("manual", meant_at(f"today.{figure.key}"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def comparison(self) -> str:
        """The words under the number."""
        change = self.figure.change
        return (
            "" if change is None else f"{ARROWS[change.direction]} {change.text}" if change.direction else change.text
        )

    def sizeHint(self) -> QSize:
        theme = current_theme()
        widest = max(
            painting.text_width(self.figure.value, theme.font("kpi")),
            painting.text_width(self.comparison(), theme.font("caption")),
            painting.text_width(self.figure.label, theme.font("caption")),
        )
        return QSize(max(_WIDTH, widest + 24), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        if self.is_lit():
            painting.rounded(painter, QRectF(self.rect()), 7, theme.color("hover"))
        left, wide = space.S, self.width() - 2 * space.S
        painting.text(painter, QRect(left, 4, wide, 16), self.figure.label, theme.font("caption"), theme.color("text3"))
        painting.text(painter, QRect(left, 18, wide, 30), self.figure.value, theme.font("kpi"), theme.color("text"))
        good = self.figure.change.good if self.figure.change is not None else None
        tone = theme.color("text2" if good is None else "pos" if good else "neg")
        painting.text(painter, QRect(left, 46, wide, 16), self.comparison(), theme.font("caption"), tone)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect().adjusted(1, 1, -1, -1), 7)


class FiguresCard(Card):
    """The numbers in two rows of three, the chart beside them."""

    def __init__(self, figures: Sequence[Figure], chart: QWidget, go: Callable[[Figure], object]) -> None:
        super().__init__(padding=0, spacing=0)
        row = QHBoxLayout()
        row.setContentsMargins(space.S, space.S, space.XL, space.S)
        row.setSpacing(space.L)
        self.body.addLayout(row)
        grid = QGridLayout()
        grid.setSpacing(space.XS)
        self.buttons = [FigureButton(one, self) for one in figures]
        for place, button in enumerate(self.buttons):
            button.clicked.connect(partial(_open, go, button.figure))
            grid.addWidget(button, place // _COLUMNS, place % _COLUMNS)
        row.addLayout(grid, 3)
        chart.setMinimumWidth(220)
        chart.setFixedHeight(2 * _HEIGHT + 4)
        row.addWidget(chart, 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


def _open(go: Callable[[Figure], object], figure: Figure, _on: bool = False) -> None:
    go(figure)
