"""The Goals section: what the owner wants to reach, each with its pace."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from services.channels.queries import ChannelView, channels
from services.growth.figures import main_currency
from services.growth.goal_pace import GoalView, goals
from services.growth.goals import delete_goal
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.types import Entity
from ui.dialogs.import_words import counted
from ui.pages.growth.goal_card import GoalCard
from ui.pages.growth.goal_form import GoalDialog, GoalReviewDialog
from ui.pages.growth.goal_panel import GoalPanel
from ui.pages.section import Section
from ui.pages.spec import PageContext
from ui.pages.work import run
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Text

_COUNTED = NN_("{count} goal", "{count} goals")
_WATCHED = (Entity.GOAL, Entity.ORDER, Entity.SHOP_DAY, Entity.CHANNEL)


class GoalsSection(Section):
    """`cards` are the goals on screen, running first; `panel` shows one whole, `dialog` is the form opened last."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.cards: list[GoalCard] = []
        self.goals: tuple[GoalView, ...] = ()
        self._wanted_id: int | None = None
        self._channels: tuple[ChannelView, ...] = ()
        self._currency = ""
        self._new = self.header.set_primary(_("New goal"), "plus", self.new)
        self._list = QVBoxLayout()
        self._scroll = self._scroller()
        self.column.addWidget(self._scroll, 1)
        self.panel = GoalPanel()
        self.panel.wanted.connect(self.do)
        self.panel.closed.connect(self._closed)
        self.set_panel(self.panel)
        self.link.watch(self, _WATCHED, self._changed)
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`goal` asks for one of them."""
        if "goal" in wanted:
            self.show_goal(int(wanted["goal"]))

    def reload(self) -> None:
        """Read the goals again."""
        self.link.ask(_read, owner=self).then(self._show).fails(self.context.show_error)

    def new(self) -> None:
        """Set a goal."""
        self._open(GoalDialog(self.context, self._channels, self._currency, self.show_goal))

    def show_goal(self, goal_id: int) -> None:
        """Show one goal at the right, as soon as it is read."""
        self._wanted_id = goal_id
        found = next((one for one in self.goals if one.id == goal_id), None)
        if found is not None:
            self.panel.show_goal(found)
            self.show_panel()
        for card in self.cards:
            card.setChecked(card.goal.id == goal_id)

    def do(self, what: str) -> None:
        """Do what the panel offers, with the goal it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "edit":
            self._open(GoalDialog(self.context, self._channels, self._currency, self.show_goal, shown))
        elif what == "review":
            self._open(GoalReviewDialog(self.context, shown))
        else:
            run(self.context, self, delete_goal, shown.id, then=lambda _value: self.panel.close_panel())

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New goal"))
        self._fill()

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def _closed(self) -> None:
        self._wanted_id, self.panel.shown = None, None
        for card in self.cards:
            card.setChecked(False)

    def _changed(self, _changes: ChangeSet) -> None:
        self.reload()

    def _show(self, found: tuple[tuple[GoalView, ...], tuple[ChannelView, ...], str]) -> None:
        self.goals, self._channels, self._currency = found
        self._fill()
        if self._wanted_id is not None:
            if any(one.id == self._wanted_id for one in self.goals):
                self.show_goal(self._wanted_id)
            else:
                self.panel.close_panel()

    def _fill(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = [GoalCard(goal) for goal in self.goals]
        self.header.set_subtitle(counted(_COUNTED, len(self.goals)) if self.goals else "")
        if not self.goals:
            why = _("Choose a figure, a period and why it matters; the pace is then measured every day.")
            action = (_("New goal"), "plus", self.new)
            self._list.addWidget(EmptyState("target", _("No goal yet"), why, (action,)), 1)
            return
        for title, cards in self._groups():
            if cards:
                self._list.addWidget(Text(title, "caption_strong", "text2"))
            for card in cards:
                card.clicked.connect(partial(self._chosen, card.goal.id))
                card.setChecked(card.goal.id == self._wanted_id)
                self._list.addWidget(card)
        self._list.addStretch(1)

    def _chosen(self, goal_id: int, _on: bool = False) -> None:
        self.show_goal(goal_id)

    def _groups(self) -> Sequence[tuple[str, list[GoalCard]]]:
        planned = [card for card in self.cards if not card.goal.values and not card.goal.has_ended]
        ended = [card for card in self.cards if card.goal.has_ended]
        running = [card for card in self.cards if card not in planned and card not in ended]
        return (_("Running"), running), (_("Planned"), planned), (_("Ended"), ended)

    def _scroller(self) -> QScrollArea:
        inside = QWidget()
        inside.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 8, 0)
        self._list.setSpacing(8)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        return area


def _read(connection: Any) -> tuple[tuple[GoalView, ...], tuple[ChannelView, ...], str]:
    return goals(connection), channels(connection), main_currency(connection)
