"""The Launches section: new products from the idea to day 30, one of them whole at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from services import paths
from services.growth.launch_exports import export_launches
from services.growth.launch_queries import LaunchView, launches
from services.growth.launch_words import LaunchTemplate, launch_templates
from services.growth.launches import close_launch, delete_launch, tick_launch_step
from services.i18n import N_, NN_, _
from services.messages import counted
from services.types import Entity
from ui.page import PageContext
from ui.pages.choices import Choices
from ui.pages.growth.card_section import CardSection
from ui.pages.growth.launch_card import LaunchCard
from ui.pages.growth.launch_costs import LaunchCostDialog
from ui.pages.growth.launch_forms import LaunchDialog, LaunchReviewDialog, LaunchStepDialog
from ui.pages.growth.launch_panel import LaunchPanel
from ui.pages.growth.launch_template_form import TemplateDialog, template_of
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.work import run
from ui.widgets.empty_state import EmptyState

_COUNTED = NN_("{count} launch", "{count} launches")
_WATCHED = (Entity.LAUNCH, Entity.LAUNCH_STEP, Entity.LAUNCH_COST, Entity.ORDER, Entity.SKU, Entity.SETTING)


class LaunchesSection(CardSection):
    """The launches under way stand first, then those that are over."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, LaunchPanel(), _WATCHED)
        self.templates: Choices[tuple[LaunchTemplate, ...]] = Choices(())
        self._new = self.header.set_primary(_("New launch"), "plus", self.new)
        self._lists = self.header.add_secondary(_("Checklists…"), "list-bullets", self.edit_templates)
        self._save = self.header.add_secondary(_("Export"), "export", self.export)
        self.panel.ticked.connect(lambda step, on: run(self.context, self, tick_launch_step, step, is_done=on))
        self.panel.step_wanted.connect(self.edit_step)
        self.panel.product.connect(lambda sku_id: self.context.navigate("products", sku=sku_id))
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`launch` asks for one of them."""
        if "launch" in wanted:
            self.show_one(int(wanted["launch"]))

    def reload(self) -> None:
        """Read the launches again."""
        self.link.ask(_read, owner=self).then(self._show).fails(self.context.show_error)

    def new(self) -> None:
        """Begin a launch."""
        self.templates.first(self._begin)

    def edit_templates(self) -> None:
        """Change the owner's own checklists."""
        self.templates.first(self._edit_template)

    def edit_step(self, step_id: int) -> None:
        """Change one step of the launch that is shown."""
        shown = self.panel.shown
        step = next((one for one in shown.steps if one.id == step_id), None) if shown is not None else None
        if shown is not None and step is not None:
            self.open_form(LaunchStepDialog(self.context, shown.id, step))

    def do(self, what: str) -> None:
        """Do what the panel offers, with the launch it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "edit":
            self.templates.first(partial(self._begin, shown))
        elif what == "costs":
            self.open_form(LaunchCostDialog(self.context, shown))
        elif what == "review":
            self.open_form(LaunchReviewDialog(self.context, shown))
        elif what == "step":
            self.open_form(LaunchStepDialog(self.context, shown.id))
        elif what == "keep":
            self.templates.first(partial(self._edit_template, template_of(shown)))
        elif what == "close":
            run(self.context, self, close_launch, shown.id, is_closed=shown.closed_on is None)
        else:
            run(self.context, self, delete_launch, shown.id, then=lambda _value: self.panel.close_panel())

    def export(self) -> None:
        """Offer to write every launch with its steps to a workbook."""
        name = _("Launches")
        suggested = paths.documents_dir() / f"{name} {self.link.home.today()}.xlsx"
        kinds = _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv")
        self.context.ask_save(_("Export"), kinds, suggested, self.export_to)

    def export_to(self, out: Any) -> None:
        """Write every launch to a file and say how many rows it has."""
        write_and_say(self.context, self, ROWS, out, export_launches, out)

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New launch"))
        self._lists.setText(_("Checklists…"))
        self._save.setText(_("Export"))
        self.fill()

    def make_card(self, view: LaunchView) -> LaunchCard:
        """A launch with its next step."""
        return LaunchCard(view)

    def show_whole(self, view: LaunchView) -> None:
        """Everything about one launch."""
        self.panel.show_launch(view)

    def counted_views(self) -> str:
        """How many launches there are."""
        return counted(_COUNTED, len(self.views))

    def empty_state(self) -> EmptyState:
        """What a launch is for."""
        why = _("From the idea to day 30: steps with their days, what a piece costs, and what it sold.")
        return EmptyState("rocket-launch", _("No launch yet"), why, ((_("New launch"), "plus", self.new),))

    def _show(self, found: tuple[tuple[LaunchView, ...], tuple[LaunchTemplate, ...]]) -> None:
        views, templates = found
        self.show_views(views)
        self.templates.take(templates)

    def _begin(self, shown: LaunchView | None = None) -> None:
        known, currency = self.templates.known, self.link.home.currency()
        self.open_form(LaunchDialog(self.context, known, currency, self.show_one, shown))

    def _edit_template(self, begun: LaunchTemplate | None = None) -> None:
        self.open_form(TemplateDialog(self.context, self.templates.known, begun))

    def _groups(self) -> Sequence[tuple[str, list[LaunchCard]]]:
        over = [card for card in self.cards if card.launch.closed_on is not None]
        return (_("Under way"), [card for card in self.cards if card not in over]), (_("Over"), over)


def _read(connection: Any) -> tuple[tuple[LaunchView, ...], tuple[LaunchTemplate, ...]]:
    return launches(connection), launch_templates(connection)
