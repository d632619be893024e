"""A day, typed or picked from a calendar that looks like the other sheets."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QEvent, QLocale, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QShowEvent,
    QTextCharFormat,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QCalendarWidget, QDateEdit, QToolButton, QWidget

from services.days import FIRST_DAY, LAST_DAY
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import icon, paint_icon
from ui.widgets import painting
from ui.widgets.popup import paint_sheet, round_corners

_EDGE = space.S
_BEFORE_WORDS = space.S
_ON_ARROW = 10


class DayField(QDateEdit):
    """One day as 2026-01-31; the arrow or Alt and arrow down open the calendar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDisplayFormat("yyyy-MM-dd")
        self.setDateRange(_qt(FIRST_DAY), _qt(LAST_DAY))
        self.setFont(current_theme().font("body"))
        self.setCalendarPopup(True)
        self._has_calendar = False
        self.lineEdit().setTextMargins(_BEFORE_WORDS, 0, 0, 0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._make_calendar()
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._make_calendar()
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # it scrolls the page: a value is never changed on the way

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self._open_calendar()
        else:
            super().keyPressEvent(event)

    def _open_calendar(self) -> None:
        """As a click on the arrow does: Qt opens its calendar for a mouse alone."""
        spot, left = QPointF(self.width() - _ON_ARROW, self.height() / 2), Qt.MouseButton.LeftButton
        press = QEvent.Type.MouseButtonPress
        nothing_held = Qt.KeyboardModifier.NoModifier
        self.mousePressEvent(QMouseEvent(press, spot, self.mapToGlobal(spot), left, left, nothing_held))

    def _make_calendar(self) -> None:
        """Only where it can be opened next: most days are never picked."""
        if not self._has_calendar:
            self._has_calendar = True
            self.setCalendarWidget(Calendar())
            round_corners(self.calendarWidget().window())

    def sizeHint(self) -> QSize:
        width = painting.text_width("0000-00-00", self.font())
        return QSize(width + 56, current_theme().sizes["control"])

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        ground = theme.color("surface" if self.isEnabled() else "subtle")
        painting.rounded(painter, QRectF(self.rect()), theme.radii["control"], ground, theme.color("border_input"))
        size = theme.sizes["icon"]
        paint_icon(painter, QRect(self.width() - size - 8, (self.height() - size) // 2, size, size), "calendar-blank")
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])


def _qt(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)


class Calendar(QCalendarWidget):
    """A month on a sheet: the chosen day filled, what is not of the month quiet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setFont(current_theme().font("body"))
        self.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)

    def showEvent(self, event: QShowEvent) -> None:
        self.setLocale(QLocale())  # of the language that is on
        self._wear_theme()
        super().showEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_sheet(self)

    def paintCell(self, painter: QPainter, rect: QRect, date: QDate) -> None:
        theme = current_theme()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen, box = date == self.selectedDate(), QRectF(rect).adjusted(1, 1, -1, -1)
        if is_chosen:
            painting.rounded(painter, box, theme.radii["option"], theme.color("accent"))
        of_month = date.month() == self.monthShown() and date.year() == self.yearShown()
        tone = "on_accent" if is_chosen else "text" if of_month else "text3"
        font = theme.font("strong" if is_chosen else "body")
        painting.text(painter, rect, str(date.day()), font, theme.color(tone), Qt.AlignmentFlag.AlignHCenter)
        painter.restore()

    def _wear_theme(self) -> None:
        theme = current_theme()
        for bar in self.findChildren(QWidget, "qt_calendar_navigationbar"):
            bar.setAutoFillBackground(False)
            colours = QPalette(bar.palette())
            colours.setColor(QPalette.ColorRole.HighlightedText, theme.color("text"))  # Qt writes month and year in it
            bar.setPalette(colours)
        for name, sign in (("qt_calendar_prevmonth", "caret-left"), ("qt_calendar_nextmonth", "caret-right")):
            for button in self.findChildren(QToolButton, name):
                button.setIcon(icon(sign, "text2"))
        self.setAutoFillBackground(False)
        for view in self.findChildren(QAbstractItemView):
            view.viewport().setAutoFillBackground(False)
            colours = QPalette(view.palette())
            colours.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)  # `paintCell` marks the day
            view.setPalette(colours)
        quiet = QTextCharFormat()
        quiet.setForeground(theme.color("text3"))
        quiet.setFont(theme.font("caption"))
        self.setHeaderTextFormat(quiet)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, quiet)
