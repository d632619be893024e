"""The pages of a paper one below the other, as they will be printed."""

from __future__ import annotations

from bisect import bisect_right

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.paper.sheet import Pages
from ui.paper.size import UNITS_PER_INCH
from ui.theme import space

_GAP = space.L
_SCREEN_DPI = 96


class PageStrip(QWidget):
    """Draws the pages that are in sight; knows where each begins."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._pages: list[tuple[Pages, int]] = []
        self._tops: list[int] = []
        self._scale = 1.0

    @property
    def page_count(self) -> int:
        """Pages laid out so far."""
        return len(self._pages)

    @property
    def page_tops(self) -> tuple[int, ...]:
        """Where each page begins, in pixels of the strip."""
        return tuple(self._tops)

    def clear(self) -> None:
        """Forget all pages."""
        self._pages = []
        self.place()

    def add(self, sheet: Pages) -> None:
        """Put the pages of one more sheet below the others."""
        self._pages.extend((sheet, page) for page in range(sheet.pages))

    def set_zoom(self, zoom: float) -> None:
        """Show paper at `zoom` times its real size (1.0 is real size at 96 dpi)."""
        self._scale = zoom * _SCREEN_DPI / UNITS_PER_INCH
        self.place()

    def place(self) -> None:
        """Make room for the pages added since."""
        self._tops = []
        y = width = 0
        for sheet, _page in self._pages:
            self._tops.append(y + _GAP)
            y += _GAP + round(sheet.paper.extent.height() * self._scale)
            width = max(width, round(sheet.paper.extent.width() * self._scale))
        self.setMinimumSize(QSize(width + 2 * _GAP, y + _GAP))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages the event touches."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.fillRect(event.rect(), self.palette().color(QPalette.ColorRole.Mid))
        first = max(0, bisect_right(self._tops, event.rect().top()) - 1)
        for index in range(first, len(self._pages)):
            if self._tops[index] > event.rect().bottom():
                break
            self._paint_page(painter, index)

    def _paint_page(self, painter: QPainter, index: int) -> None:
        sheet, page = self._pages[index]
        width, height = sheet.paper.extent.width() * self._scale, sheet.paper.extent.height() * self._scale
        area = QRectF((self.width() - width) / 2, self._tops[index], width, height)
        painter.fillRect(area, Qt.GlobalColor.white)
        painter.save()
        painter.setClipRect(area)
        painter.translate(area.topLeft())
        painter.scale(self._scale, self._scale)
        sheet.draw(painter, page)
        painter.restore()


class PageCanvas(QScrollArea):
    """A scrolling strip of pages that can be zoomed, also to the width of the window."""

    page_shown = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.strip = PageStrip(self)
        self.setWidget(self.strip)
        self.setWidgetResizable(True)
        self._zoom: float | None = None
        self._paper_width = 1.0
        self.verticalScrollBar().valueChanged.connect(self._tell_page)

    def start(self, paper_width: float) -> None:
        """Begin a new paper, `paper_width` layout units wide."""
        self._paper_width = paper_width
        self.strip.clear()
        self._apply()

    def set_zoom(self, zoom: float | None) -> None:
        """Zoom to a factor, or with None so that the paper's width fits."""
        self._zoom = zoom
        self._apply()

    @property
    def zoom(self) -> float:
        """The factor pages are shown at now."""
        if self._zoom is not None:
            return self._zoom
        room = max(self.viewport().width() - 2 * _GAP, _SCREEN_DPI)
        return min(room / (self._paper_width / UNITS_PER_INCH * _SCREEN_DPI), 2.0)

    @property
    def page(self) -> int:
        """The page in sight, counted from 1; 0 where there is none."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return bisect_right(self.strip.page_tops, middle)

    def go_to(self, page: int) -> None:
        """Scroll to a page, counted from 1; pages outside the paper mean its ends."""
        if self.strip.page_count:
            top = self.strip.page_tops[min(max(page, 1), self.strip.page_count) - 1]
            self.verticalScrollBar().setValue(top - _GAP // 2)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the width fitting."""
        super().resizeEvent(event)
        if self._zoom is None:
            self._apply()

    def _apply(self) -> None:
        self.strip.set_zoom(self.zoom)
        self._tell_page()

    def _tell_page(self) -> None:
        self.page_shown.emit(self.page)
