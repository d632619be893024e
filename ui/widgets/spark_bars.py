"""Daily amounts as bars: grid, few ticks, the peak named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import floor, log10

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from services.i18n import language
from ui.theme.apply import current_theme
from ui.theme.tokens import Theme
from ui.widgets import painting

_TOP = 18
_BOTTOM = 20
_NICE = (1.0, 2.0, 2.5, 4.0, 5.0, 8.0, 10.0)


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: `value` is the whole bar, `part` the darker share of it (None: not divided), in the unit of the axis."""

    label: str
    value: int
    tip: str = ""
    part: int | None = None


class SparkBars(QWidget):
    """Bars over days. `axis` turns an amount into a short tick text (``16k``), `peak` names the highest bar.

    Nothing stands there before the first bars were set.
    Left and right move a mark from bar to bar; the bar's `tip` is shown and spoken.
    """

    def __init__(self, axis: Callable[[int], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._axis = axis
        self._bars: tuple[Bar, ...] = ()
        self._highest = 0
        self._peak = ""
        self._name = ""
        self._nothing = ""
        self._is_known = False
        self._every = 7
        self._mark = -1
        self._measured: tuple[Theme, str, int] | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_bars(self, bars: Sequence[Bar], name: str, *, peak: str = "", every: int = 7) -> None:
        """Show `bars`; `name` says what the chart is to a screen reader, every `every`-th day gets a tick."""
        self._bars, self._peak, self._name, self._every = tuple(bars), peak, name, max(every, 1)
        self._highest = max((bar.value for bar in self._bars), default=0)
        self._mark, self._measured, self._is_known = -1, None, True
        self.setAccessibleName(name)
        self.update()

    def set_axis(self, axis: Callable[[int], str]) -> None:
        """Write amounts at the axis another way."""
        self._axis, self._measured = axis, None
        self.update()

    def set_nothing(self, words: str) -> None:
        """What stands in place of bars and axis while every amount is zero; an empty text keeps the axis."""
        self._nothing = words
        self.update()

    def says_nothing(self) -> bool:
        """Whether words stand in place of bars."""
        return bool(self._nothing) and not any(bar.value for bar in self._bars)

    def sizeHint(self) -> QSize:
        return QSize(420, 112)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 72)

    def ticks(self) -> tuple[int, int, int]:
        """The three amounts at the left: zero, a round step, two steps."""
        step = nice_step(self._highest)
        return (0, step, 2 * step)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        plot, slot = self._plot(), self._slot()
        index = int((event.position().x() - plot.left()) // slot) if slot else -1
        self._set_mark(index if 0 <= index < len(self._bars) else -1)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._set_mark(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._set_mark(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()), 0)
        if not step or not self._bars:
            super().keyPressEvent(event)
            return
        start = self._mark if self._mark >= 0 else len(self._bars) - (1 if step > 0 else 0)
        self._set_mark(min(max(start + step, 0), len(self._bars) - 1))

    def _set_mark(self, index: int) -> None:
        if index == self._mark:
            return
        self._mark = index
        self.setAccessibleDescription(self._bars[index].tip if index >= 0 else "")
        if index >= 0 and self._bars[index].tip:
            box = self._bar_box(index)
            QToolTip.showText(self.mapToGlobal(box.topRight().toPoint()), self._bars[index].tip, self)
        self.update()

    def _axis_width(self) -> int:
        """What the tick texts need; measured once for a theme and a language, because every bar asks for it."""
        theme, spoken = current_theme(), language()
        if self._measured is None or self._measured[:2] != (theme, spoken):
            font = theme.font("caption")
            widest = max((painting.text_width(self._axis(tick), font) for tick in self.ticks()), default=0)
            self._measured = (theme, spoken, widest + 10)
        return self._measured[2]

    def _plot(self) -> QRect:
        left = self._axis_width()
        return QRect(left, _TOP, max(self.width() - left - 2, 1), max(self.height() - _TOP - _BOTTOM, 1))

    def _slot(self) -> float:
        return self._plot().width() / len(self._bars) if self._bars else 0.0

    def _y(self, amount: int, plot: QRect) -> float:
        top = max(self._highest, self.ticks()[2], 1)
        return plot.bottom() + 1 - plot.height() * max(amount, 0) / top

    def _bar_box(self, index: int) -> QRectF:
        plot, slot = self._plot(), self._slot()
        width = max(min(slot * 0.62, 22.0), 1.0)
        top = self._y(self._bars[index].value, plot)
        return QRectF(plot.left() + slot * (index + 0.5) - width / 2, top, width, plot.bottom() + 1 - top)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._is_known:
            return
        painter = painting.painter_for(self)
        if self.says_nothing():
            theme, middle = current_theme(), Qt.AlignmentFlag.AlignHCenter
            painting.text(painter, self.rect(), self._nothing, theme.font("caption"), theme.color("text3"), middle)
            return
        plot = self._plot()
        self._paint_grid(painter, plot)
        if not self._bars:
            return
        self._paint_bars(painter, plot)
        self._paint_days(painter, plot)
        self._paint_peak(painter)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), 4)

    def _paint_grid(self, painter: QPainter, plot: QRect) -> None:
        theme = current_theme()
        font = theme.font("caption")
        for tick in dict.fromkeys(self.ticks()):
            y = round(self._y(tick, plot))
            painter.fillRect(QRect(plot.left(), y, plot.width(), 1), theme.color("border"))
            room = QRect(0, y - 9, plot.left() - 8, 18)
            painting.text(painter, room, self._axis(tick), font, theme.color("text3"), Qt.AlignmentFlag.AlignRight)

    def _paint_bars(self, painter: QPainter, plot: QRect) -> None:
        theme = current_theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for index, bar in enumerate(self._bars):
            box = self._bar_box(index)
            strong = "accent_hover" if index == self._mark else "chart.1"
            painter.fillRect(box, theme.color(strong if bar.part is None else "chart_soft"))
            if bar.part:
                top = self._y(min(bar.part, bar.value), plot)
                low = QRectF(box.left(), top, box.width(), plot.bottom() + 1 - top)
                painter.fillRect(low, theme.color(strong))
            if index == self._mark and bar.part is not None:  # a light part alone would look as before
                painter.setPen(theme.color(strong))
                painter.drawRect(box.toAlignedRect().adjusted(0, 0, -1, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _paint_days(self, painter: QPainter, plot: QRect) -> None:
        theme = current_theme()
        font = theme.font("caption")
        slot, last, free = self._slot(), len(self._bars) - 1, self.width() + 8
        wanted = [last, *(i for i in range(last - last % self._every, -1, -self._every) if i != last)]
        for index in sorted(set(wanted), reverse=True):
            width = painting.text_width(self._bars[index].label, font) + 4
            left = round(plot.left() + slot * (index + 0.5) - width / 2)
            left = max(min(left, self.width() - width), plot.left() - 2)
            if left + width > free - 8:
                continue
            free = left
            room = QRect(left, plot.bottom() + 3, width, 16)
            painting.text(
                painter, room, self._bars[index].label, font, theme.color("text3"), Qt.AlignmentFlag.AlignHCenter
            )

    def _paint_peak(self, painter: QPainter) -> None:
        if not self._peak:
            return
        theme = current_theme()
        highest = max(range(len(self._bars)), key=lambda index: self._bars[index].value)
        box = self._bar_box(highest)
        width = painting.text_width(self._peak, theme.font("caption")) + 4
        left = max(min(round(box.center().x() - width / 2), self.width() - width), 0)
        room = QRect(left, round(box.top()) - 18, width, 16)
        painting.text(
            painter, room, self._peak, theme.font("caption"), theme.color("text2"), Qt.AlignmentFlag.AlignHCenter
        )


def nice_step(highest: int) -> int:
    """The largest round number of which two fit under `highest` (at least 1)."""
    half = highest / 2
    if half < 1:
        return 1
    power = 10 ** floor(log10(half))
    return max(int(max(factor for factor in _NICE if factor * power <= half) * power), 1)
