"""Shares of a whole as one bar with a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services.i18n import join_list
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.text import Text

_SQUARE = 8  # pixels a side of the colour before a name


@dataclass(frozen=True, slots=True)
class Share:
    """One part: what it is, its amount in minor units, the amount as text, and its colour role."""

    text: str
    amount: int
    shown: str
    role: str


class StackedBar(QWidget):
    """Shares side by side in proportion, named below. Negative shares are listed but take no room.

    `strip` is the bar itself, which a screen reader says as a whole.
    """

    def __init__(self, shares: Sequence[Share] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space.XS)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_shares(shares)

    def set_shares(self, shares: Sequence[Share]) -> None:
        """Show these shares."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        strip = _Strip(tuple(shares), self)
        strip.setAccessibleName(join_list([f"{share.text} {share.shown}" for share in shares]))
        self._column.addWidget(strip)
        self.strip = strip
        self._column.addSpacing(space.XS)
        for share in shares:
            self._column.addWidget(_LegendRow(share, self))


class _Strip(QWidget):
    def __init__(self, shares: tuple[Share, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._shares = shares
        self.setFixedHeight(10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        whole = QRectF(self.rect())
        path = QPainterPath()
        path.addRoundedRect(whole, 5, 5)
        painter.setClipPath(path)
        painter.fillRect(whole, theme.color("border"))
        shown = [share for share in self._shares if share.amount > 0]
        total = sum(share.amount for share in shown)
        left, gaps = 0.0, 2.0 * max(len(shown) - 1, 0)
        if shown:
            painter.fillRect(whole, theme.color("surface"))
        for share in shown:
            width = (whole.width() - gaps) * share.amount / total
            painter.fillRect(QRectF(left, 0, width, whole.height()), theme.color(share.role))
            left += width + 2


class _LegendRow(QWidget):
    def __init__(self, share: Share, parent: QWidget) -> None:
        super().__init__(parent)
        self._role = share.role
        row = QHBoxLayout(self)
        row.setContentsMargins(_SQUARE + space.S, 0, 0, 0)
        row.addWidget(Text(share.text, "body", "text2", elide=True), 1)
        row.addWidget(Text(share.shown))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painting.painter_for(self)
        square = QRectF(0, (self.height() - _SQUARE) / 2, _SQUARE, _SQUARE)
        painting.rounded(painter, square, 2.5, current_theme().color(self._role))
