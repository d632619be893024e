"""The scores platforms give each shop, typed for one day, with those before beside the fields."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from services import formatting
from services.i18n import N_, _
from services.reviews.scores import HIGHEST, SCORES, ChannelScores, ScoreDay, note_scores, score_text
from services.written_numbers import parse_number
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.theme import space
from ui.widgets.fields import text_field
from ui.widgets.text import Text

SCORE_LABELS = {
    "item_score": N_("Item score"),
    "service_score": N_("Service score"),
    "delivery_score": N_("Delivery score"),
}


class ScoresDialog(FormDialog):
    """A row of three scores for every channel; rows left empty are not written."""

    topic = "after-sales#reviews"

    def __init__(self, context: PageContext, found: Sequence[ChannelScores], today: date) -> None:
        super().__init__(context, _("Shop scores"), _("As the platforms show them, from 0 to 5."), width=640)
        self.found = tuple(found)
        self.day = text_field("", today.isoformat())
        self.add_row(("day", _("Day"), self.day))
        self.fields: dict[tuple[int, str], QLineEdit] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(space.M)
        grid.setVerticalSpacing(space.S)
        grid.setColumnStretch(0, 1)
        for column, name in enumerate(SCORES, start=1):
            grid.addWidget(Text(_(SCORE_LABELS[name]), "caption_strong", "text2"), 0, column)
        for row, channel in enumerate(self.found, start=1):
            self._add_channel(grid, row, channel)
        self.body.addLayout(grid)
        self.finish_form(_("Save scores"))

    def _add_channel(self, grid: QGridLayout, row: int, channel: ChannelScores) -> None:
        last = channel.days[0] if channel.days else None
        said = _("last on {day}").format(day=formatting.day(last.day)) if last is not None else _("none yet")
        grid.addWidget(_named(channel.channel, said), row, 0)
        for column, name in enumerate(SCORES, start=1):
            field = text_field(score_text(getattr(last, name)) if last is not None else "")
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            field.setMaximumWidth(110)
            field.setAccessibleName(f"{channel.channel} {_(SCORE_LABELS[name])}")
            self.fields[channel.channel_id, name] = field
            grid.addWidget(field, row, column)

    def contents(self) -> object:
        return super().contents(), tuple(field.text() for field in self.fields.values())

    def check_and_save(self) -> None:
        """Check every score, then save the rows that were filled."""
        can_read, day = self.day_of("day")
        if not can_read:
            return
        if day is None:
            self.refuse_day("day")
            return
        rows = []
        for channel in self.found:
            values = self._read(channel.channel_id)
            if values is None:
                return
            if any(value is not None for value in values):
                rows.append(ScoreDay(channel.channel_id, day, *values))
        self.run(note_scores, rows)

    def _read(self, channel_id: int) -> list[int | None] | None:
        """The scores of a row, None where one cannot be read; it is said and the keyboard goes there."""
        values: list[int | None] = []
        for name in SCORES:
            field = self.fields[channel_id, name]
            typed = field.text().strip()
            value = parse_number(typed, 2)
            if typed and (value is None or not 0 <= value <= HIGHEST):
                self.say_words(_("“{value}” is not a score from 0 to 5.").format(value=typed))
                field.setFocus()
                return None
            values.append(value)
        return values


def _named(name: str, said: str) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(Text(name, "body"))
    column.addWidget(Text(said, "caption", "text3"))
    return whole
