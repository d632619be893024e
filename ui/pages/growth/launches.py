"""The Launches section: new products from the idea to day 30, one of them whole at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from services import clock, paths, settings
from services.growth.launch_exports import export_launches
from services.growth.launch_queries import LaunchView, launches
from services.growth.launch_words import LaunchTemplate, launch_templates
from services.growth.launches import close_launch, delete_launch, tick_launch_step
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.types import Entity
from ui.dialogs.import_words import counted
from ui.pages.growth.launch_card import LaunchCard
from ui.pages.growth.launch_costs import LaunchCostDialog
from ui.pages.growth.launch_forms import LaunchDialog, LaunchReviewDialog, LaunchStepDialog
from ui.pages.growth.launch_panel import LaunchPanel
from ui.pages.growth.launch_template_form import TemplateDialog, template_of
from ui.pages.section import Section
from ui.pages.spec import PageContext
from ui.pages.work import run
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Text

_COUNTED = NN_("{count} launch", "{count} launches")
_WATCHED = (Entity.LAUNCH, Entity.LAUNCH_STEP, Entity.LAUNCH_COST, Entity.ORDER, Entity.SKU, Entity.SETTING)
_WRITTEN = NN_("{file}: {count} row written.", "{file}: {count} rows written.")


class LaunchesSection(Section):
    """`cards` are the launches on screen, `panel` shows one whole, `dialog` is the form opened last."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.cards: list[LaunchCard] = []
        self.launches: tuple[LaunchView, ...] = ()
        self.templates: tuple[LaunchTemplate, ...] = ()
        self._currency = settings.CURRENCY.default
        self._wanted_id: int | None = None
        self._new = self.header.set_primary(_("New launch"), "plus", self.new)
        self._lists = self.header.add_secondary(_("Checklists…"), "list-bullets", self.edit_templates)
        self._save = self.header.add_secondary(_("Export"), "export", self.export)
        self._list = QVBoxLayout()
        self.column.addWidget(self._scroller(), 1)
        self.panel = LaunchPanel()
        self.panel.wanted.connect(self.do)
        self.panel.ticked.connect(lambda step, on: run(self.context, self, tick_launch_step, step, is_done=on))
        self.panel.step_wanted.connect(self.edit_step)
        self.panel.product.connect(lambda sku_id: self.context.navigate("products", sku=sku_id))
        self.panel.closed.connect(self._closed)
        self.set_panel(self.panel)
        self.link.watch(self, _WATCHED, self._changed)
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`launch` asks for one of them."""
        if "launch" in wanted:
            self.show_launch(int(wanted["launch"]))

    def reload(self) -> None:
        """Read the launches again."""
        self.link.ask(_read, owner=self).then(self._show).fails(self.context.show_error)

    def new(self) -> None:
        """Begin a launch."""
        self._open(LaunchDialog(self.context, self.templates, self._currency, self.show_launch))

    def edit_templates(self) -> None:
        """Change the owner's own checklists."""
        self._open(TemplateDialog(self.context, self.templates))

    def edit_step(self, step_id: int) -> None:
        """Change one step of the launch that is shown."""
        shown = self.panel.shown
        step = next((one for one in shown.steps if one.id == step_id), None) if shown is not None else None
        if shown is not None and step is not None:
            self._open(LaunchStepDialog(self.context, shown.id, step))

    def show_launch(self, launch_id: int) -> None:
        """Show one launch at the right, as soon as it is read."""
        self._wanted_id = launch_id
        found = next((one for one in self.launches if one.id == launch_id), None)
        if found is not None:
            self.panel.show_launch(found)
            self.show_panel()
        for card in self.cards:
            card.setChecked(card.launch.id == launch_id)

    def do(self, what: str) -> None:
        """Do what the panel offers, with the launch it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "edit":
            self._open(LaunchDialog(self.context, self.templates, self._currency, self.show_launch, shown))
        elif what == "costs":
            self._open(LaunchCostDialog(self.context, shown))
        elif what == "review":
            self._open(LaunchReviewDialog(self.context, shown))
        elif what == "step":
            self._open(LaunchStepDialog(self.context, shown.id))
        elif what == "keep":
            self._open(TemplateDialog(self.context, self.templates, template_of(shown)))
        elif what == "close":
            run(self.context, self, close_launch, shown.id, is_closed=shown.closed_on is None)
        else:
            run(self.context, self, delete_launch, shown.id, then=lambda _value: self.panel.close_panel())

    def export(self) -> None:
        """Offer to write every launch with its steps to a workbook."""
        suggested = paths.documents_dir() / f"{_('Launches')} {clock.now():%Y-%m-%d}.xlsx"
        kinds = _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv")
        self.context.ask_save(_("Export"), kinds, suggested, self.export_to)

    def export_to(self, out: Any) -> None:
        """Write every launch to a file and say how many rows it has."""
        asked = self.link.ask(export_launches, out, owner=self)
        asked.then(lambda count: self.context.toast(counted(_WRITTEN, count, file=out.name)))
        asked.fails(self.context.show_error)

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New launch"))
        self._lists.setText(_("Checklists…"))
        self._save.setText(_("Export"))
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

    def _show(self, found: tuple[tuple[LaunchView, ...], tuple[LaunchTemplate, ...], str]) -> None:
        self.launches, self.templates, self._currency = found
        self._fill()
        if self._wanted_id is not None:
            if any(one.id == self._wanted_id for one in self.launches):
                self.show_launch(self._wanted_id)
            else:
                self.panel.close_panel()

    def _fill(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self.cards = [LaunchCard(one) for one in self.launches]
        self.header.set_subtitle(counted(_COUNTED, len(self.launches)) if self.launches else "")
        if not self.launches:
            why = _("From the idea to day 30: steps with their days, what a piece costs, and what it sold.")
            action = (_("New launch"), "plus", self.new)
            self._list.addWidget(EmptyState("rocket-launch", _("No launch yet"), why, (action,)), 1)
            return
        for title, cards in self._groups():
            if cards:
                self._list.addWidget(Text(title, "caption_strong", "text2"))
            for card in cards:
                card.clicked.connect(partial(self._chosen, card.launch.id))
                card.setChecked(card.launch.id == self._wanted_id)
                self._list.addWidget(card)
        self._list.addStretch(1)

    def _chosen(self, launch_id: int, _on: bool = False) -> None:
        self.show_launch(launch_id)

    def _groups(self) -> Sequence[tuple[str, list[LaunchCard]]]:
        over = [card for card in self.cards if card.launch.closed_on is not None]
        return (_("Under way"), [card for card in self.cards if card not in over]), (_("Over"), over)

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


def _read(connection: Any) -> tuple[tuple[LaunchView, ...], tuple[LaunchTemplate, ...], str]:
    return launches(connection), launch_templates(connection), settings.read(connection, settings.CURRENCY)
