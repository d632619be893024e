"""The form of a goal, with what makes one worth setting, and the note at its end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt

from services import formatting
from services.channels.queries import ChannelView
from services.formatting import plain_amount
from services.growth.figures import FIGURE_LABELS, MONEY_FIGURES
from services.growth.goal_pace import GoalView
from services.growth.goals import GoalDraft, add_goal, edit_goal, review_goal
from services.i18n import _
from services.rollups.asked import month_end
from services.types import GoalFigure
from services.written_numbers import parse_number
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.growth.words import figure_text, lines_field
from ui.widgets.fields import Choice, text_field
from ui.widgets.text import Text


class GoalDialog(FormDialog):
    """A new goal, or `shown` to be edited; `currency` is that of the whole shop, `then` gets the id."""

    topic = "growth#goal"

    def __init__(
        self, context: PageContext, channels: Sequence[ChannelView], currency: str, then: Callable[[int], object],
        shown: GoalView | None = None,
    ) -> None:  # fmt: skip
        title = _("New goal") if shown is None else _("Edit goal")
        super().__init__(context, title, _("One figure, one period, and why it matters to you."), width=620)
        self._then, self._shown, self._home = then, shown, currency
        self._currencies = {one.id: one.currency for one in channels}
        now = self.link.home.today()
        draft = shown.draft if shown is not None else None
        self.name = text_field(_("Sales in November"), draft.name if draft else "")
        self.figure, self.channel = Choice(), Choice()
        for figure, words in FIGURE_LABELS.items():
            self.figure.addItem(_(words), figure)
        self.channel.addItem(_("The whole shop"), None)
        for one in channels:
            self.channel.addItem(one.name, one.id)
        if draft is not None:
            self.figure.setCurrentIndex(self.figure.findData(draft.figure))
            self.channel.setCurrentIndex(self.channel.findData(draft.channel_id))
        self.target = text_field("", self._target_text())
        self.target.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.first = text_field("", (draft.first_on if draft else now.replace(day=1)).isoformat())
        self.last = text_field("", (draft.last_on if draft else month_end(now)).isoformat())
        self.reason = text_field(_("What it is for"), (draft.reason or "") if draft else "")
        self.steps = lines_field((draft.steps or "") if draft else "")
        self._lay_out()

    def contents(self) -> object:
        return super().contents(), self.steps.toPlainText()

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        draft = self._draft()
        if draft is None:
            return
        self.save_draft(draft, self._shown, add_goal, edit_goal, self._then)

    def _lay_out(self) -> None:
        self.add_row(("name", _("Name"), self.name))
        self.add_row(("figure", _("Figure"), self.figure), ("target", _("Target"), self.target))
        self.add_row(("first", _("First day"), self.first), ("last", _("Last day"), self.last),
                     ("channel", _("Where"), self.channel))  # fmt: skip
        self.add_row(("reason", _("Why"), self.reason))
        self.add_row(("steps", _("How: the steps that make it possible"), self.steps))
        hint = _("A good goal is specific, measurable, within reach, worth it and has an end.")
        self.body.addWidget(Text(hint, "caption", "text3", wrap=True))
        self.finish_form(_("Save goal"))

    @property
    def currency(self) -> str:
        """The currency of the place that is chosen."""
        return self._currencies.get(self.channel.currentData(), self._home)

    def _target_text(self) -> str:
        shown = self._shown
        if shown is None:
            return ""
        value = shown.draft.target_value
        return plain_amount(value, shown.currency) if shown.is_money else str(value)

    def _draft(self) -> GoalDraft | None:
        figure = GoalFigure(self.figure.currentData())
        typed = self.text_of("target") or ""
        is_money = figure in MONEY_FIGURES
        target = formatting.parse_amount(typed, self.currency) if is_money else parse_number(typed, 0)
        if target is None:
            self.refuse_field("target", _("type a number") if typed else _("it must not be empty"))
            return None
        can_first, first = self.day_of("first")
        can_last, last = self.day_of("last")
        if first is None or last is None:
            for name, is_read, day in (("first", can_first, first), ("last", can_last, last)):
                if is_read and day is None:
                    self.refuse_field(name, _("it must not be empty"))
            return None
        return GoalDraft(
            self.name.text(), figure, first, last, target, self.channel.currentData(), self.reason.text(),
            self.steps.toPlainText(),
        )  # fmt: skip


class GoalReviewDialog(FormDialog):
    """What came of a goal, in the owner's words."""

    topic = "growth#goal"

    def __init__(self, context: PageContext, shown: GoalView) -> None:
        done = figure_text(shown.done, shown.currency, is_money=shown.is_money)
        target = figure_text(shown.draft.target_value, shown.currency, is_money=shown.is_money)
        said = _("{done} of {target}").format(done=done, target=target)
        super().__init__(context, _("Review of {name}").format(name=shown.draft.name), said, width=520)
        self._shown = shown
        self.words = lines_field(shown.review or "")
        self.add_row(("words", _("What helped, what did not, what next"), self.words))
        self.finish_form(_("Save review"))

    def contents(self) -> object:
        return self.words.toPlainText()

    def check_and_save(self) -> None:
        """Keep the words."""
        self.run(review_goal, self._shown.id, self.words.toPlainText())
