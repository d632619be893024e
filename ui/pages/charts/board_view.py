"""The board: cards in columns, wide ones over two; only those in view ask for their figures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from ui.pages.charts.card import ChartCard
from ui.theme import space

_GAP = space.M
_COLUMN = 430  # pixels a column has at least
_MOST = 4
_NEAR = 200  # pixels before the edge from which a card counts as seen
_FIRST_MS = 250  # that others wait at most for the first chart


class BoardView(QScrollArea):
    """Shows cards in an order; scrolls up and down only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.viewport().setAutoFillBackground(False)
        self._inside = QWidget()
        self._inside.setAutoFillBackground(False)
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(0, 0, space.S, space.M)
        self._grid.setSpacing(_GAP)
        self.setWidget(self._inside)
        self.cards: dict[str, ChartCard] = {}
        self._order: tuple[tuple[str, bool], ...] = ()
        self._columns = 0
        self._coming: list[ChartCard] = []
        self._behind: list[ChartCard] = []
        self._first = QTimer(self, singleShot=True, interval=_FIRST_MS)
        self._first.timeout.connect(self.read_others)
        self._look = QTimer(self, singleShot=True, interval=30)
        self._look.timeout.connect(self.look)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._look.start())

    def columns(self) -> int:
        """How many columns there is room for."""
        return max(1, min(_MOST, (self.viewport().width() + _GAP) // (_COLUMN + _GAP)))

    def arrange(self, cards: Mapping[str, ChartCard], order: Sequence[tuple[str, bool]]) -> None:
        """Show these charts, (key, wide), in this order, and no others."""
        self.cards, self._order, self._columns = dict(cards), tuple(order), 0
        self._place()

    def _place(self) -> None:
        columns = self.columns()
        if columns == self._columns:
            return
        self._columns = columns
        while self._grid.count():
            self._grid.takeAt(0)
        wanted = {key for key, _wide in self._order}
        for key, card in self.cards.items():
            card.setVisible(key in wanted)
        for key, row, column, span in places(self._order, columns):
            self._grid.addWidget(self.cards[key], row, column, 1, span)
        for column in range(_MOST):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._grid.setRowStretch(self._grid.rowCount(), 1)
        self._inside.resize(self.viewport().width(), self._grid.totalMinimumSize().height())
        self._grid.activate()  # so that it is known at once which cards are in view
        self._look.start()

    def look(self) -> None:
        """Tell the cards that are in view, and those that are not."""
        top = self.verticalScrollBar().value() - _NEAR
        bottom = top + self.viewport().height() + 2 * _NEAR
        seen: list[ChartCard] = []
        unseen: list[ChartCard] = []
        for key, _wide in self._order:
            card = self.cards[key]
            box = card.geometry()
            (seen if box.bottom() >= top and box.top() <= bottom else unseen).append(card)
        for card in unseen:
            card.unsee()
        self._coming = []
        self._read(seen)

    def _read(self, seen: list[ChartCard]) -> None:
        """Ask for what the cards show, before they are built; where none shows anything, first for the first alone.

        Figures, drawing and building take the processor from each other: all at once would show the first chart last
        of all.
        """
        self._behind = list(seen)
        if not seen or any(card.is_whole for card in seen):
            self.read_others()
        elif not self._first.isActive():
            seen[0].read()
            seen[0].see()
            self._first.start()

    @Slot()
    def read_others(self) -> None:
        """A chart is shown, or takes long: ask for what the other cards in view show, and build them."""
        self._first.stop()
        for card in self._behind:
            card.read()
        if self._behind:  # else they were asked for already, and are being built
            self._coming, self._behind = self._behind, []
            self._see_next()

    @Slot()
    def _see_next(self) -> None:
        """Build one card, and the next with the next turn."""
        if self._coming:
            self._coming.pop(0).see()
            QTimer.singleShot(0, self, self._see_next)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self._look.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look.start()


def places(order: Sequence[tuple[str, bool]], columns: int) -> list[tuple[str, int, int, int]]:
    """(key, row, column, columns taken): in rows from the left; a gap is filled by the next narrow card that fits."""
    waiting, found, row = list(order), [], 0
    while waiting:
        column = 0
        while column < columns:
            fitting = next((one for one in waiting if (2 if one[1] and columns > 1 else 1) <= columns - column), None)
            if fitting is None:
                break
            span = 2 if fitting[1] and columns > 1 else 1
            found.append((fitting[0], row, column, span))
            waiting.remove(fitting)
            column += span
        row += 1
    return found
