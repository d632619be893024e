"""One drawn chart on the screen: says the value under the pointer, and is walked through with the arrow keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.pause import Pause
from ui.theme.apply import current_theme
from ui.widgets import painting

if TYPE_CHECKING:
    from ui.charts.drawing import Drawn
    from ui.charts.sheet import Hit

_SETTLED_MS = 140
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class ChartPicture(QWidget):
    """Shows a picture; `chosen` carries the key of a value, `resized` comes when the size has settled."""

    chosen = Signal(str)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.hits: tuple[Hit, ...] = ()
        self._at = -1
        self._settle = Pause(self, _SETTLED_MS)
        self._settle.timeout.connect(self.resized)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_drawn(self, drawn: Drawn) -> None:
        """Show another picture."""
        made = QImage(drawn.pixels, drawn.width, drawn.height, drawn.width * 4, QImage.Format.Format_RGBA8888)
        self._image = made.copy()  # the bytes are Python's and may go
        self._image.setDevicePixelRatio(drawn.scale)
        self.hits = drawn.hits
        self._at = -1
        self.update()

    def clear(self) -> None:
        """Show nothing."""
        self._image, self.hits, self._at = None, (), -1
        self.update()

    @property
    def is_drawn(self) -> bool:
        """Whether there is a picture."""
        return self._image is not None

    def sizeHint(self) -> QSize:
        return QSize(360, 240)

    def hit_at(self, spot: QPoint) -> int:
        """The number of the value at a place, the smallest where several lie over each other; -1 where none."""
        x, y = spot.x(), spot.y()
        found = [
            number
            for number, hit in enumerate(self.hits)
            if hit.left <= x < hit.right and hit.top <= y < hit.bottom
        ]  # fmt: skip
        return min(found, key=self._area, default=-1)

    def _area(self, number: int) -> float:
        hit = self.hits[number]
        return (hit.right - hit.left) * (hit.bottom - hit.top)

    def _go(self, number: int, *, tell: bool) -> None:
        if number != self._at:
            self._at = number
            self.setCursor(Qt.CursorShape.PointingHandCursor if number >= 0 else Qt.CursorShape.ArrowCursor)
            self.update()
        if tell and number >= 0:
            hit = self.hits[number]
            spot = QPointF((hit.left + hit.right) / 2, max(hit.top, 4)).toPoint()
            QToolTip.showText(self.mapToGlobal(spot), hit.words, self)
            self.setAccessibleDescription(hit.words)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self.hit_at(event.position().toPoint())
        changed = number != self._at
        self._go(number, tell=False)
        if number >= 0 and changed:
            QToolTip.showText(event.globalPosition().toPoint(), self.hits[number].words, self)
        elif number < 0:
            QToolTip.hideText()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._go(-1, tell=False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.is_drawn:
            number = self.hit_at(event.position().toPoint())
            self.chosen.emit(self.hits[number].key if number >= 0 else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self.hits:
            self._go((self._at + step) % len(self.hits) if self._at >= 0 else 0, tell=True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.is_drawn:
            self.chosen.emit(self.hits[self._at].key if self._at >= 0 else "")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._go(-1, tell=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painting.painter_for(self)
        if self._image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(self.rect()), self._image)
        if self._at >= 0:
            hit = self.hits[self._at]
            mark = current_theme().color("accent").toRgb()
            mark.setAlpha(26)
            painter.fillRect(QRectF(hit.left, hit.top, hit.right - hit.left, hit.bottom - hit.top), mark)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), current_theme().radii["control"])
