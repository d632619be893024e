"""The Goals section: what the owner wants to reach, each with its pace."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.channels.queries import ChannelView, channels
from services.growth.figures import main_currency
from services.growth.goal_pace import GoalView, goals
from services.growth.goals import delete_goal
from services.i18n import N_, NN_, _
from services.messages import counted
from services.types import Entity
from ui.page import PageContext
from ui.pages.growth.card_section import CardSection
from ui.pages.growth.goal_card import GoalCard
from ui.pages.growth.goal_form import GoalDialog, GoalReviewDialog
from ui.pages.growth.goal_panel import GoalPanel
from ui.pages.work import run
from ui.widgets.empty_state import EmptyState

_COUNTED = NN_("{count} goal", "{count} goals")
_WATCHED = (Entity.GOAL, Entity.ORDER, Entity.SHOP_DAY, Entity.CHANNEL)


class GoalsSection(CardSection):
    """The goals stand running first, then planned, then ended."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, GoalPanel(), _WATCHED)
        self._channels: tuple[ChannelView, ...] = ()
        self._currency = ""
        self._new = self.header.set_primary(_("New goal"), "plus", self.new)
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`goal` asks for one of them."""
        if "goal" in wanted:
            self.show_one(int(wanted["goal"]))

    def reload(self) -> None:
        """Read the goals again."""
        self.link.ask(_read, owner=self).then(self._show).fails(self.context.show_error)

    def new(self) -> None:
        """Set a goal."""
        self.open_form(GoalDialog(self.context, self._channels, self._currency, self.show_one))

    def do(self, what: str) -> None:
        """Do what the panel offers, with the goal it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "edit":
            self.open_form(GoalDialog(self.context, self._channels, self._currency, self.show_one, shown))
        elif what == "review":
            self.open_form(GoalReviewDialog(self.context, shown))
        else:
            run(self.context, self, delete_goal, shown.id, then=lambda _value: self.panel.close_panel())

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New goal"))
        self.fill()

    def make_card(self, view: GoalView) -> GoalCard:
        """A goal with its pace."""
        return GoalCard(view)

    def show_whole(self, view: GoalView) -> None:
        """Everything about one goal."""
        self.panel.show_goal(view)

    def counted_views(self) -> str:
        """How many goals there are."""
        return counted(_COUNTED, len(self.views))

    def empty_state(self) -> EmptyState:
        """What a goal is for."""
        why = _("Choose a figure, a period and why it matters; the pace is then measured every day.")
        return EmptyState("target", _("No goal yet"), why, ((_("New goal"), "plus", self.new),))

    def _show(self, found: tuple[tuple[GoalView, ...], tuple[ChannelView, ...], str]) -> None:
        views, self._channels, self._currency = found
        self.show_views(views)

    def _groups(self) -> Sequence[tuple[str, list[GoalCard]]]:
        planned = [card for card in self.cards if not card.goal.values and not card.goal.has_ended]
        ended = [card for card in self.cards if card.goal.has_ended]
        running = [card for card in self.cards if card not in planned and card not in ended]
        return (_("Running"), running), (_("Planned"), planned), (_("Ended"), ended)


def _read(connection: Any) -> tuple[tuple[GoalView, ...], tuple[ChannelView, ...], str]:
    return goals(connection), channels(connection), main_currency(connection)
