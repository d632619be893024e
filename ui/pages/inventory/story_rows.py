"""One SKU's story as lines to be read: what happened, how many pieces, how many were left."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from services import formatting
from services.i18n import _, join_list, translate
from services.stock.queries import StoryLine
from services.stock.words import KIND_LABELS
from services.types import Condition, MoveKind
from ui.pages.inventory.cells import signed
from ui.theme.apply import current_theme
from ui.widgets import painting

_HEIGHT = 42
_STAYS_OURS = (MoveKind.TRANSFER, MoveKind.REGRADE)


def what_happened(line: StoryLine) -> str:
    """The first words of a line: what it was, and of which order or for which reason."""
    detail = line.order_no or line.reason or line.note or ""
    words = translate(KIND_LABELS[line.kind])
    if line.condition is Condition.DEFECTIVE:
        words = _("{what} (defective)").format(what=words)
    return f"{words} · {detail}" if detail else words


def cost_words(line: StoryLine, currency: str) -> str:
    """What the pieces of a line cost; that nobody knows it is said."""
    if line.unknown:
        return _("cost unknown")
    if line.pending:
        return _("cost not known yet")
    if line.kind in _STAYS_OURS:
        return ""
    return formatting.money(line.cost_minor, currency)


class StoryRow(QWidget):
    """One line; a click or Enter sends `opened` with it where there is something behind it (`leads_on`)."""

    opened = Signal(object)

    def __init__(self, line: StoryLine, currency: str, zone: str, *, leads_on: bool) -> None:
        super().__init__()
        self._line, self._leads_on = line, leads_on
        self._words = what_happened(line)
        parts = [formatting.instant(line.at, zone), cost_words(line, currency), line.lot or ""]
        self._below = " · ".join(part for part in parts if part)
        self._pieces, self._left = signed(line.quantity), formatting.integer(line.balance)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        left = _("{count} left").format(count=self._left)
        self.setAccessibleName(join_list([self._words, self._pieces, left, self._below]))
        self.setToolTip(join_list([text for text in (self._words, line.place, line.note or "") if text]))
        if leads_on:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def sizeHint(self) -> QSize:
        return QSize(200, _HEIGHT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
            return
        super().keyPressEvent(event)

    def _open(self) -> None:
        if self._leads_on:
            self.opened.emit(self._line)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        right = Qt.AlignmentFlag.AlignRight
        upper = QRect(0, 2, self.width(), 20)
        lower = QRect(0, 21, self.width(), 17)
        tone = "pos" if self._line.quantity > 0 else "neg" if self._line.quantity < 0 else "text3"
        painting.text(painter, upper.adjusted(0, 0, -58, 0), self._words, theme.font("body"), theme.color("text"))
        painting.text(painter, upper, self._pieces, theme.font("strong"), theme.color(tone), right)
        below = theme.color("pill.amber.word" if self._line.unknown else "text3")
        painting.text(painter, lower.adjusted(0, 0, -58, 0), self._below, theme.font("caption"), below)
        balance = f"= {self._left}"
        minus = theme.color("neg" if self._line.balance < 0 else "text2")
        painting.text(painter, lower, balance, theme.font("caption"), minus, right)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), 4)
