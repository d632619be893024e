"""The filters all charts of the board share: days, what they are compared with, steps, channel, category."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services.charts.view import Wanted
from services.i18n import N_, _
from services.rollups.asked import COMPARE_LABELS, STEP_LABELS, Compare, Step
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.day_field import DayField
from ui.widgets.fields import Choice

_OWN = "own"
_PERIODS: tuple[tuple[str, str], ...] = (
    ("7", N_("Last 7 days")),
    ("30", N_("Last 30 days")),
    ("90", N_("Last 90 days")),
    ("365", N_("Last 365 days")),
    ("month", N_("This month")),
    ("last_month", N_("Last month")),
    ("year", N_("This year")),
    (_OWN, N_("From … to …")),
)


def period(name: str, today: date) -> tuple[date, date]:
    """The first and last day of a named period."""
    if name.isdigit():
        return today - timedelta(days=int(name) - 1), today
    start = today.replace(day=1)
    if name == "last_month":
        return (start - timedelta(days=1)).replace(day=1), start - timedelta(days=1)
    return (today.replace(month=1, day=1) if name == "year" else start), today


class ChartFilters(QWidget):
    """A row of fields; `changed` comes when one of them was chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.today: date | None = None
        self.period, self.compare, self.step = Choice(), Choice(), Choice()
        self.channel, self.category = Choice(), Choice()
        self.first, self.last = DayField(), DayField()
        self._channels: Sequence[tuple[int, str]] = ()
        self._categories: Sequence[str] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, space.XS, 0, space.M)
        row.setSpacing(space.S)
        for field in (self.period, self.first, self.last, self.compare, self.step, self.channel, self.category):
            row.addWidget(field)
        row.addStretch(1)
        for edit in (self.first, self.last):
            edit.setFixedHeight(current_theme().sizes["control"])
            edit.hide()
            edit.dateChanged.connect(lambda _day: self.changed.emit())
        self._fill()
        for choice in (self.period, self.compare, self.step, self.channel, self.category):
            choice.activated.connect(self._activated)
            choice.setMaximumWidth(240)

    def set_choices(self, today: date, channels: Sequence[tuple[int, str]], categories: Sequence[str]) -> None:
        """What can be chosen; what was chosen stays where it is still there."""
        self.today, self._channels, self._categories = today, tuple(channels), tuple(categories)
        self._fill()

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self._fill()

    def chosen_or_none(self) -> Wanted | None:
        """What the filters say now; None until the shop has said which day it is."""
        if self.today is None:
            return None
        name = str(self.period.currentData())
        if name == _OWN:
            first, last = sorted(_python(edit.date()) for edit in (self.first, self.last))
        else:
            first, last = period(name, self.today)
        step = self.step.currentData()
        return Wanted(
            first, last, Compare(self.compare.currentData()), Step(step) if step else None,
            self.channel.currentData() or None, self.category.currentData() or None,
        )  # fmt: skip

    def choose_period(self, name: str) -> None:
        """Choose one of the named periods."""
        self.period.setCurrentIndex(max(0, self.period.findData(name)))
        self._activated()

    def _activated(self) -> None:
        is_own = self.period.currentData() == _OWN
        if is_own and self.first.isHidden() and self.today is not None:
            first, last = period("30", self.today)
            for edit, day in ((self.first, first), (self.last, last)):
                edit.blockSignals(True)
                edit.setDate(QDate(day.year, day.month, day.day))
                edit.blockSignals(False)
        for edit in (self.first, self.last):
            edit.setVisible(is_own)
        self.changed.emit()

    def _fill(self) -> None:
        named = [(key, _(words)) for key, words in _PERIODS]
        _refill(self.period, named, "30")
        _refill(self.compare, [(str(key), _(words)) for key, words in COMPARE_LABELS.items()], str(Compare.BEFORE))
        steps = [("", _("Steps by length")), *((str(key), _(words)) for key, words in STEP_LABELS.items())]
        _refill(self.step, steps, "")
        _refill(self.channel, [(0, _("All channels")), *self._channels], 0)
        _refill(self.category, [("", _("All categories")), *((one, one) for one in self._categories)], "")
        for field, name in (
            (self.period, _("Period")), (self.compare, _("Compared with")), (self.step, _("Steps")),
            (self.channel, _("Channel")), (self.category, _("Category")), (self.first, _("From")), (self.last, _("To")),
        ):  # fmt: skip
            field.setAccessibleName(name)
            field.setToolTip(name)
        self.category.setVisible(bool(self._categories))
        self.channel.setVisible(len(self._channels) != 1)


def _refill(choice: Choice, values: Sequence[tuple[object, str]], usual: object) -> None:
    before = choice.currentData() if choice.count() else usual
    choice.blockSignals(True)
    choice.clear()
    for value, words in values:
        choice.addItem(words, value)
    choice.setCurrentIndex(max(0, choice.findData(before)))
    choice.blockSignals(False)


def _python(day: QDate) -> date:
    return date(day.year(), day.month(), day.day())
