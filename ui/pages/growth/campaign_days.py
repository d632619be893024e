"""What the calendar of festivals draws: the days of a month, or the twelve months of a year, with campaigns as bars."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from services import formatting
from services.campaigns.calendar import CalendarBar, FestivalCalendar
from services.i18n import _
from ui.pages.growth.campaign_words import STAGE_TONES
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting

_WEEK, _MONTHS, _LONGEST = 7, 12, 31
_HEAD, _BAR, _GAP = 26, 18, space.XXS
_LABEL = 56


class CalendarSheet(QWidget):
    """`chosen` carries a campaign's id, `day_chosen` a day without one, `left` a day that is not on screen.

    `stepped` carries -1 or 1: a page back or on. Arrow keys move a day's mark, Enter opens what is on it.
    """

    chosen = Signal(int)
    day_chosen = Signal(object)
    left = Signal(object)
    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: FestivalCalendar | None = None
        self._month, self._is_year = date.min, False
        self.marked: date | None = None
        self._bars: list[tuple[QRect, CalendarBar]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(300)
        self.setAccessibleName(_("Calendar of festivals and campaigns"))

    def show_calendar(self, found: FestivalCalendar, month: date, *, is_year: bool) -> None:
        """Draw these days."""
        self._found, self._month, self._is_year = found, month, is_year
        if self.marked is None or not found.first <= self.marked <= found.last:
            self.marked = found.today if found.first <= found.today <= found.last else month
        self.update()

    def cell(self, day: date) -> QRect:
        """Where a day is drawn."""
        if self._is_year:
            width, height = (self.width() - _LABEL) / _LONGEST, (self.height() - _HEAD) / _MONTHS
            left, top = _LABEL + (day.day - 1) * width, _HEAD + (day.month - 1) * height
            return QRectF(left, top, width, height).toAlignedRect()
        first = self._found.first if self._found is not None else self._month
        place = (day - first).days
        width, height = self.width() / _WEEK, (self.height() - _HEAD) / max(self._weeks(), 1)
        return QRectF(place % _WEEK * width, _HEAD + place // _WEEK * height, width, height).toAlignedRect()

    def day_at(self, spot: QPoint) -> date | None:
        """The day drawn at a spot."""
        if self._found is None:
            return None
        days = (self._found.last - self._found.first).days + 1
        every = (self._found.first + timedelta(days=number) for number in range(days))
        return next((day for day in every if self.cell(day).contains(spot)), None)

    # --- what a person does ------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        day = self.day_at(event.position().toPoint())
        if day is not None:
            self.marked = day
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        bar = next((one for rect, one in reversed(self._bars) if rect.contains(spot)), None)
        if bar is not None:
            self.chosen.emit(bar.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        spot = event.position().toPoint()
        if self.marked is not None and not any(rect.contains(spot) for rect, _bar in self._bars):
            self.day_chosen.emit(self.marked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps: dict[int, int] = {
            Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -_WEEK, Qt.Key.Key_Down: _WEEK,
        }  # fmt: skip
        keys: dict[int, Callable[[], object]] = {
            Qt.Key.Key_PageUp: lambda: self.stepped.emit(-1), Qt.Key.Key_PageDown: lambda: self.stepped.emit(1),
            Qt.Key.Key_Return: self._open, Qt.Key.Key_Enter: self._open,
        }  # fmt: skip
        if event.key() in steps and self.marked is not None:
            self._mark(self.marked + timedelta(days=steps[event.key()]))
        elif event.key() in keys:
            keys[event.key()]()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            day = self.day_at(event.pos())
            QToolTip.showText(event.globalPos(), self.words_of(day) if day is not None else "", self)
            return True
        return super().event(event)

    def words_of(self, day: date) -> str:
        """What is on a day, in words."""
        if self._found is None:
            return ""
        names = [*self._found.festivals_on(day), *(one.name for one in self._found.campaigns_on(day))]
        return "\n".join([formatting.day(day), *names])

    def _mark(self, day: date) -> None:
        self.marked = day
        if self._found is not None and not self._found.first <= day <= self._found.last:
            self.left.emit(day)
        self.setAccessibleDescription(self.words_of(day))
        self.update()

    def _open(self) -> None:
        if self._found is None or self.marked is None:
            return
        on_day = self._found.campaigns_on(self.marked)
        if on_day:
            self.chosen.emit(on_day[0].id)
        else:
            self.day_chosen.emit(self.marked)

    # --- drawing -----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._found is None:
            return
        painter = painting.painter_for(self)
        self._bars = []
        if self._is_year:
            self._paint_year(painter, self._found)
        else:
            self._paint_month(painter, self._found)
        if self.hasFocus() and self.marked is not None:
            painting.focus_ring(painter, self.cell(self.marked), current_theme().radii["control"])

    def _weeks(self) -> int:
        return ((self._found.last - self._found.first).days + 1) // _WEEK if self._found is not None else 0

    def _paint_month(self, painter: QPainter, found: FestivalCalendar) -> None:
        theme = current_theme()
        width = self.width() / _WEEK
        for place in range(_WEEK):
            head = QRectF(place * width + 8, 0, width - 8, _HEAD).toAlignedRect()
            words = formatting.weekday(found.first + timedelta(days=place))
            painting.text(painter, head, words, theme.font("caption_strong"), theme.color("text2"))
        for number in range(self._weeks() * _WEEK):
            self._paint_day(painter, found, found.first + timedelta(days=number))
        for week in range(self._weeks()):
            self._paint_week_bars(painter, found, found.first + timedelta(days=week * _WEEK))

    def _paint_day(self, painter: QPainter, found: FestivalCalendar, day: date) -> None:
        theme, cell = current_theme(), self.cell(day)
        ground = theme.color("row_sel" if day == found.today else "surface")
        painting.rounded(painter, QRectF(cell).adjusted(0.5, 0.5, -0.5, -0.5), 0, ground, theme.color("border"))
        tone = "text" if day.month == self._month.month else "text3"
        number = cell.adjusted(8, 4, -4, 0)
        number.setHeight(18)
        painting.text(painter, number, str(day.day), theme.font("caption_strong"), theme.color(tone))
        names = found.festivals_on(day)
        if names:
            number.setLeft(number.left() + 22)
            words = ", ".join(names)
            painting.text(painter, number, words, theme.font("caption_strong"), theme.color("pill.red.word"))

    def _paint_week_bars(self, painter: QPainter, found: FestivalCalendar, first: date) -> None:
        last = first + timedelta(days=_WEEK - 1)
        room = (self.cell(first).height() - 26) // (_BAR + _GAP)
        lanes: list[date] = []
        for bar in (one for one in found.campaigns if one.begins <= last and one.last_on >= first):
            start, end = max(bar.begins, first), min(bar.last_on, last)
            lane = next((place for place, until in enumerate(lanes) if until < start), len(lanes))
            lanes[lane : lane + 1] = [end]
            if lane >= room:
                continue
            top = self.cell(start).top() + 26 + lane * (_BAR + _GAP)
            rect = QRect(self.cell(start).left() + 4, top, 0, _BAR)
            rect.setRight(self.cell(end).right() - 4)
            self._paint_bar(painter, bar, rect, start, end)

    def _paint_bar(self, painter: QPainter, bar: CalendarBar, rect: QRect, start: date, end: date) -> None:
        theme, tone = current_theme(), STAGE_TONES[bar.stage]
        radius = theme.radii["control"] / 2
        edge = theme.color(f"pill.{tone}.dot")
        painting.rounded(painter, QRectF(rect), radius, theme.color("surface"), edge)
        if end >= bar.first_on:
            solid = QRectF(rect)
            if start < bar.first_on:
                solid.setLeft(self.cell(bar.first_on).left() + 2)
            painting.rounded(
                painter, solid, radius, theme.color(f"pill.{tone}.background"), theme.color(f"pill.{tone}.word")
            )
        inner = rect.adjusted(7, 0, -5, 0)
        painting.text(painter, inner, bar.name, theme.font("caption"), theme.color(f"pill.{tone}.word"))
        self._bars.append((rect, bar))

    def _paint_year(self, painter: QPainter, found: FestivalCalendar) -> None:
        theme = current_theme()
        for day in range(1, _LONGEST + 1):
            head = self.cell(date(self._month.year, 1, day))
            head.moveTop(0)
            head.setHeight(_HEAD)
            font = theme.font("caption")
            painting.text(painter, head.adjusted(4, 0, 0, 0), str(day), font, theme.color("text3"))
        for month in range(1, _MONTHS + 1):
            first = date(self._month.year, month, 1)
            label = self.cell(first)
            label.setLeft(4)
            label.setRight(_LABEL - 6)
            words = formatting.month_name(first)
            painting.text(painter, label, words, theme.font("caption_strong"), theme.color("text2"))
            self._paint_year_row(painter, found, first)

    def _paint_year_row(self, painter: QPainter, found: FestivalCalendar, first: date) -> None:
        theme = current_theme()
        days = calendar.monthrange(first.year, first.month)[1]
        for number in range(days):
            day = first + timedelta(days=number)
            ground = "row_sel" if day == found.today else "subtle" if day.weekday() >= 5 else "surface"
            cell = QRectF(self.cell(day)).adjusted(0.5, 0.5, -0.5, -0.5)
            painting.rounded(painter, cell, 0, theme.color(ground), theme.color("border"))
        for bar in found.campaigns:
            start, end = max(bar.begins, first), min(bar.last_on, first.replace(day=days))
            if start <= end:
                top, bottom = self.cell(start), self.cell(end)
                rect = QRect(top.left() + 2, top.bottom() - _BAR - 1, 0, _BAR - 1)
                rect.setRight(bottom.right() - 2)
                self._paint_bar(painter, bar, rect, start, end)
        for day, name in found.festivals:
            if (day.year, day.month) == (first.year, first.month):
                spot = self.cell(day)
                painting.dot(painter, spot.left() + 8, spot.top() + 9, 3, theme.color("pill.red.word"))
                words = QRect(spot.left() + 14, spot.top(), spot.width() * 4, 18)
                painting.text(painter, words, name, theme.font("caption"), theme.color("pill.red.word"))
