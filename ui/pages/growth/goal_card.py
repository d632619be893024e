"""One goal in the list: its name, how far it has come, and the line to its end."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.growth.figures import FIGURE_LABELS
from services.growth.goal_pace import GoalView
from services.i18n import _
from ui.pages.growth.card_section import ViewCard
from ui.pages.growth.pace_line import PaceLine
from ui.pages.growth.words import OUTLOOK_LABELS, OUTLOOK_TONES, figure_text
from ui.theme import space
from ui.widgets.pill import Pill
from ui.widgets.text import Text

_HEIGHT, _PAD = 112, space.L


class GoalCard(ViewCard):
    """A button as wide as the list; pressing it shows the goal whole."""

    def __init__(self, goal: GoalView, parent: QWidget | None = None) -> None:
        super().__init__(goal, _HEIGHT, parent)
        self.goal = goal
        row = QHBoxLayout(self)
        row.setContentsMargins(_PAD, space.M, _PAD, space.M)
        row.setSpacing(space.XXL)
        row.addLayout(self._facts(), 3)
        line = PaceLine(goal)
        line.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(line, 2)
        outlook = _(OUTLOOK_LABELS[goal.outlook])
        self.setAccessibleName(f"{goal.draft.name}: {self._sum()}, {outlook}")

    def _facts(self) -> QVBoxLayout:
        goal = self.goal
        column = QVBoxLayout()
        column.setSpacing(space.XS)
        head = QHBoxLayout()
        head.setSpacing(space.M)
        head.addWidget(Text(goal.draft.name, "heading", elide=True), 0)
        head.addWidget(Pill(_(OUTLOOK_LABELS[goal.outlook]), OUTLOOK_TONES[goal.outlook]))
        head.addStretch(1)
        column.addLayout(head)
        where = goal.channel or _("The whole shop")
        period = f"{goal.draft.first_on} – {goal.draft.last_on}"
        words = f"{_(FIGURE_LABELS[goal.draft.figure])} · {where} · {period}"
        column.addWidget(Text(words, "caption", "text2", elide=True))
        column.addStretch(1)
        column.addWidget(Text(self._sum(), "strong", elide=True))
        column.addWidget(Text(self._next(), "caption", "text2", elide=True))
        return column

    def _sum(self) -> str:
        goal = self.goal
        done = figure_text(goal.done, goal.currency, is_money=goal.is_money)
        target = figure_text(goal.draft.target_value, goal.currency, is_money=goal.is_money)
        share = formatting.percent(goal.done / goal.draft.target_value)
        return _("{done} of {target} ({share})").format(done=done, target=target, share=share)

    def _next(self) -> str:
        goal = self.goal
        if goal.has_ended:
            return goal.review or _("It has ended. Write down what came of it.")
        needed = goal.needed_a_day
        if not goal.values or needed is None:
            return goal.draft.reason or ""
        shown = figure_text(needed, goal.currency, is_money=goal.is_money)
        return _("{amount} a day are needed until the end.").format(amount=shown)
