"""Choosing any days for a statement, or to hold it against."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from services.i18n import _
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.finance.books_periods import Period
from ui.widgets.fields import Choice, text_field

OWN = "own"
"""The key of days that were typed, and of the entry that asks for them."""


class DaysForm(FormDialog):
    """Asks for a first and a last day; `then` gets them as a period named after them."""

    topic = "figures#books"

    def __init__(
        self, context: PageContext, shown: tuple[date, date], then: Callable[[Period], object], title: str
    ) -> None:
        super().__init__(context, title, width=420)
        self._then = then
        self.first, self.last = (text_field("", day.isoformat()) for day in shown)
        self.add_row(("first", _("First day"), self.first), ("last", _("Last day"), self.last))
        self.finish_form(_("Show"))

    def check_and_save(self) -> None:
        """Check the days, then show them."""
        (_can, first), (_can_last, last) = self.day_of("first"), self.day_of("last")
        if first is None or last is None:
            return
        if last < first:
            self.refuse_field("last", _("it is before the first day"))
            return
        self.accept()
        self._then(days_as_period(first, last))


def days_as_period(first: date, last: date) -> Period:
    """Days that were typed, as a period."""
    return Period(OWN, f"{first:%Y-%m-%d} – {last:%Y-%m-%d}", first, last)


def offer(choice: Choice, chosen: Period) -> None:
    """Put typed days before the entry that asks for them, in place of those typed before, and choose them."""
    place = choice.count() - 1
    before = choice.itemData(place - 1)
    if isinstance(before, Period) and before.key == OWN:
        choice.removeItem(place - 1)
        place -= 1
    choice.insertItem(place, chosen.name, chosen)
    choice.setCurrentIndex(place)
