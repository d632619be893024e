"""One goal whole: pace, forecast with its past error, reason, steps and review."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from services import formatting
from services.growth.figures import FIGURE_LABELS
from services.growth.goal_pace import GoalView, Outlook
from services.i18n import N_, _
from ui.pages.growth.pace_line import PaceLine
from ui.pages.growth.words import OUTLOOK_LABELS, OUTLOOK_TONES, figure_text
from ui.widgets.buttons import IconButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text

_SAID = {
    Outlook.PLANNED: N_("It has not begun yet."),
    Outlook.REACHED: N_("The target is reached."),
    Outlook.LIKELY: N_("Even the low end of the forecast reaches the target."),
    Outlook.OPEN: N_("The target lies within what the forecast allows: it can go either way."),
    Outlook.UNLIKELY: N_("Even the high end of the forecast stays below the target."),
    Outlook.TOO_EARLY: N_("There is too little past to forecast the end; after a week its own pace says more."),
    Outlook.MISSED: N_("It ended below the target."),
}


class GoalPanel(DetailPanel):
    """`wanted` carries what the person chose to do: ``edit``, ``review`` or ``delete``."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: GoalView | None = None
        self.edit = PrimaryButton(_("Edit"), "pencil-simple")
        self.review = SecondaryButton(_("Review…"), "note-pencil")
        self.remove = IconButton("trash", _("Delete"))
        for button, what, stretch in ((self.edit, "edit", 1), (self.review, "review", 1), (self.remove, "delete", 0)):
            button.clicked.connect(lambda _on=False, _what=what: self.wanted.emit(_what))
            self.footer.addWidget(button, stretch)

    def show_goal(self, goal: GoalView) -> None:
        """Show this goal."""
        self.shown = goal
        self.set_head(goal.draft.name, f"{goal.draft.first_on} – {goal.draft.last_on}", can_copy=False)
        self.set_status(_(OUTLOOK_LABELS[goal.outlook]), OUTLOOK_TONES[goal.outlook])
        self.clear_body()
        self.add(SectionTitle(_(FIGURE_LABELS[goal.draft.figure])))
        self.add(PaceLine(goal, 96))
        self.add(Text(_(_SAID[goal.outlook]), "body", "text2", wrap=True))
        self._add_figures(goal)
        self.add_said((_("Why"), goal.draft.reason), (_("How"), goal.draft.steps), (_("Review"), goal.review))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.edit.setText(_("Edit"))
        self.review.setText(_("Review…"))
        self.remove.set_name(_("Delete"))
        if self.shown is not None:
            self.show_goal(self.shown)

    def _add_figures(self, goal: GoalView) -> None:
        self.add_line()
        self.add(KeyValueRow(_("So far"), self._shown(goal.done), strong=True))
        self.add(KeyValueRow(_("Target"), self._shown(goal.draft.target_value)))
        if goal.values and not goal.has_ended:
            behind = goal.done_before - goal.due
            tone = "neg" if behind < 0 else "pos"
            words = _("Behind the pace") if behind < 0 else _("Ahead of the pace")
            self.add(KeyValueRow(_("Due by the end of yesterday"), self._shown(goal.due)))
            self.add(KeyValueRow(words, self._shown(abs(behind)), tone=tone))
        if goal.needed_a_day is not None and goal.values:
            self.add(KeyValueRow(_("Needed a day from now on"), self._shown(goal.needed_a_day)))
        if goal.expected is not None:
            self._add_expected(goal)

    def _add_expected(self, goal: GoalView) -> None:
        expected = goal.expected
        if expected is None:
            return
        self.add_line()
        self.add(SectionTitle(_("Forecast of the end")))
        self.add(KeyValueRow(_("Likely"), self._shown(expected.value), strong=True))
        self.add(KeyValueRow(_("Between"), f"{self._shown(expected.low)} – {self._shown(expected.high)}"))
        if expected.error_ppm is None:
            words = _("The goal's own pace so far, carried on.")
        else:
            error = formatting.ppm(expected.error_ppm)
            words = _("From the last 26 weeks; tried on the past, such a forecast was off by {error} a day.")
            words = words.format(error=error)
        self.add(Text(words, "caption", "text3", wrap=True))

    def _shown(self, value: int) -> str:
        goal = self.shown
        return figure_text(value, goal.currency, is_money=goal.is_money) if goal is not None else ""
