"""The calendar of shopping festivals with the campaigns drawn in: a month, or the twelve months of a year."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.campaigns.calendar import FestivalCalendar, festival_calendar
from services.i18n import _
from ui.page import PageContext
from ui.pages.growth.campaign_days import CalendarSheet
from ui.theme import space
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.text import Text

_WEEK, _MONTHS = 7, 12


class CampaignCalendar(QWidget):
    """`chosen` carries a campaign's id, `day_chosen` a day without one. `found` is what is drawn."""

    chosen = Signal(int)
    day_chosen = Signal(object)

    def __init__(self, context: PageContext, today: date) -> None:
        super().__init__()
        self._context = context
        self.month = today.replace(day=1)
        self.is_year = False
        self.found: FestivalCalendar | None = None
        self.title = Text("", "heading")
        self.sheet = CalendarSheet(self)
        self.sheet.chosen.connect(self.chosen)
        self.sheet.day_chosen.connect(self.day_chosen)
        self.sheet.left.connect(self.go_to)
        self.sheet.stepped.connect(self._go)
        self._back = IconButton("caret-left", _("Earlier"))
        self._on = IconButton("caret-right", _("Later"))
        self._today = SecondaryButton(_("Today"), "calendar-blank")
        self.switch = SecondaryButton(_("Year"), "calendar-check")
        for button, run in (
            (self._back, self.earlier), (self._on, self.later), (self._today, self.go_today), (self.switch, self.turn),
        ):  # fmt: skip
            button.clicked.connect(lambda _on=False, _run=run: _run())
        self._lay_out()
        self.reload()

    def earlier(self) -> None:
        """Go a month, or a year, back."""
        self._go(-1)

    def later(self) -> None:
        """Go a month, or a year, on."""
        self._go(1)

    def go_today(self) -> None:
        """Go to the month of today."""
        if self.found is not None:
            self.month = self.found.today.replace(day=1)
            self.reload()

    def go_to(self, day: date) -> None:
        """Go to the month, or year, of a day."""
        self.month = day.replace(day=1)
        self.reload()

    def turn(self) -> None:
        """Show the year instead of the month, or back."""
        self.is_year = not self.is_year
        self.reload()

    def reload(self) -> None:
        """Read the days on screen again."""
        first, last = self.span()
        asked = self._context.link.ask(festival_calendar, first, last, owner=self)
        asked.then(self._show).fails(self._context.show_error)
        self.title.setText(f"{self.month.year}" if self.is_year else formatting.month(self.month))
        self.switch.setText(_("Month") if self.is_year else _("Year"))

    def span(self) -> tuple[date, date]:
        """The first and last day on screen: whole weeks from Monday, or the year."""
        if self.is_year:
            return date(self.month.year, 1, 1), date(self.month.year, 12, 31)
        first = self.month - timedelta(days=self.month.weekday())
        days = calendar.monthrange(self.month.year, self.month.month)[1]
        last = self.month.replace(day=days)
        return first, last + timedelta(days=_WEEK - 1 - last.weekday())

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self._today.setText(_("Today"))
        self._back.set_name(_("Earlier"))
        self._on.set_name(_("Later"))
        self.sheet.setAccessibleName(_("Calendar of festivals and campaigns"))
        self.reload()

    def _go(self, way: int) -> None:
        if self.is_year:
            self.month = self.month.replace(year=self.month.year + way)
        else:
            number = self.month.year * _MONTHS + self.month.month - 1 + way
            self.month = date(number // _MONTHS, number % _MONTHS + 1, 1)
        self.reload()

    def _show(self, found: FestivalCalendar) -> None:
        self.found = found
        self.sheet.show_calendar(found, self.month, is_year=self.is_year)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(space.S)
        for widget in (self._back, self._on, self.title):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._today)
        row.addWidget(self.switch)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.M)
        column.addLayout(row)
        column.addWidget(self.sheet, 1)
