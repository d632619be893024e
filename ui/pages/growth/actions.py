"""The Action log section: what was changed when and why, and what came of it."""

from __future__ import annotations

from functools import partial
from typing import Any

from services.channels.queries import ChannelView, channels
from services.growth.actions import ACTION_LABELS, delete_actions
from services.growth.effects import ActionView, action_view
from services.growth.exports import export_actions
from services.growth.figures import FIGURE_LABELS
from services.growth.queries import ACTIONS
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.types import ActionKind, Entity, GoalFigure, TableRequest
from ui.home import Today
from ui.page import PageContext
from ui.pages.choices import Choices
from ui.pages.growth.action_form import ActionDialog
from ui.pages.growth.action_panel import ActionPanel
from ui.pages.growth.sheet_section import with_ticked
from ui.pages.growth.words import day_cell, day_filter
from ui.pages.list_export import ask_export
from ui.pages.list_rows import rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.columns import Cell, CellKind, ColumnSpec, RowReader
from ui.table.filters import FilterSpec
from ui.table.kept_list import KeptList, source_of
from ui.table.row_menu import RowDeed, RowMenu
from ui.table.table_panel import EmptyTexts, PanelTexts

_COUNTED = NN_("{count} action", "{count} actions")
_WATCHED = (Entity.ACTION_NOTE, Entity.CHANNEL)
_TONES = {
    ActionKind.PRICE: "amber", ActionKind.ADS: "blue", ActionKind.OFFER: "green", ActionKind.OTHER: "grey",
}  # fmt: skip


def _kind(value: Any, _row: RowReader) -> Cell:
    kind = ActionKind(value)
    return Cell(_(ACTION_LABELS[kind]), tone=_TONES.get(kind, "violet"))


def _figure(value: Any, _row: RowReader) -> Cell:
    return Cell(_(FIGURE_LABELS[GoalFigure(value)]))


_COLUMNS = (
    ColumnSpec("day", N_("Day"), 104, kind=CellKind.DATE, format=day_cell, frozen=True),
    ColumnSpec("kind", N_("Kind"), 136, kind=CellKind.PILL, format=_kind),
    ColumnSpec("what", N_("What was changed"), 210, strong=True),
    ColumnSpec("reason", N_("Why"), 150, tone="text2"),
    ColumnSpec("expected_effect", N_("Expected effect"), 140, tone="text2"),
    ColumnSpec("figure", N_("Figure"), 150, format=_figure),
    ColumnSpec("channel", N_("Channel"), 96, tone="text2"),
    ColumnSpec("code", N_("Product code"), 108, kind=CellKind.ID),
)


def _filters(today: Today) -> tuple[FilterSpec, ...]:
    return (
        FilterSpec("kind", N_("Kind"), choices=lambda: [(str(one), _(words)) for one, words in ACTION_LABELS.items()]),
        day_filter(today, "day", N_("Day")),
    )


class ActionsSection(Section):
    """`table` is the log, `panel` shows one action with its effect; `dialog` is the form opened last."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self._channels: Choices[tuple[ChannelView, ...]] = Choices(())
        self._new = self.header.set_primary(_("Note an action"), "plus", self.new)
        self._delete_ticked = self.header.add_secondary(_("Delete"), "trash", self.delete)
        self.table = self._make_table()
        self.panel = ActionPanel()
        self.panel.wanted.connect(self.do)
        self.panel.closed.connect(self.table.view.setFocus)
        self.set_panel(self.panel)
        self.one = OneShown(context, self, self.panel, action_view, self._show)
        self.column.addWidget(self.table, 1)
        self.table.view.selection_changed.connect(self._show_delete)
        self._show_delete()
        self.link.watch(self, _WATCHED, self._changed)
        self._read_channels()
        self.table.open()

    def opened(self, **wanted: Any) -> None:
        """`action` asks for one of them."""
        if "action" in wanted:
            self.show_action(int(wanted["action"]))

    def show_action(self, action_id: int) -> None:
        """Show one action at the right."""
        self.one.open(action_id)

    def new(self) -> None:
        """Write down something that was changed."""
        self._channels.first(self._begin)

    def do(self, what: str) -> None:
        """Do what the panel offers, with the action it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "edit":
            self._channels.first(partial(self._begin, shown))
        else:
            run(self.context, self, delete_actions, [shown.id], then=self.one.put_away)

    def delete(self) -> None:
        """Remove the ticked actions; one step, taken back by Undo."""
        ticked = self.table.view.selected_ids()
        self.link.wait_for(ticked, owner=self).then(self._delete_ids).fails(self.context.show_error)

    def focus_filter(self) -> None:
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("Note an action"))
        self._delete_ticked.setText(_("Delete"))
        self.table.retranslate()

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def _show(self, found: ActionView) -> None:
        self.panel.show_action(found)
        self.show_panel()

    def _delete(self, action_id: int) -> None:
        with_ticked(self, self.table.view, action_id, self._delete_ids)

    def _delete_ids(self, ids: Any) -> None:
        run(self.context, self, delete_actions, list(ids))
        self.table.view.setFocus()  # the button that was pressed goes with the ticks

    def _show_delete(self) -> None:
        self._delete_ticked.setVisible(self.table.view.selected_count > 0)

    def _changed(self, _changes: ChangeSet) -> None:
        self.table.reload()
        self._read_channels()
        self.one.read_again()

    def _read_channels(self) -> None:
        self.link.ask(channels, owner=self).then(self._channels.take).fails(self.context.show_error)

    def _begin(self, shown: ActionView | None = None) -> None:
        self._open(ActionDialog(self.context, self._channels.known, self.show_action, shown))

    def _export(self, request: TableRequest) -> None:
        ask_export(self.context, self, _("Action log"), export_actions, request)

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "note-pencil", N_("Nothing noted yet"),
            N_("Write down what you change and why: charts mark the day, and before is compared with after."),
            ((N_("Note an action"), "plus", self.new),),
        )  # fmt: skip
        texts = PanelTexts(N_("Action log"), N_("What, why, code…"), _COUNTED, empty)
        table = KeptList(
            "growth_actions", "what", texts, _COLUMNS,
            source_of(self.link, ACTIONS, tuple(spec.key for spec in _COLUMNS)),
            filters=_filters(self.link.home.today), sort=(("day", True),),
        )  # fmt: skip
        rows_show(table, self.context, self.show_action)
        self.menu = RowMenu(
            table,
            (
                RowDeed(N_("Show details"), "square-half", self.show_action),
                RowDeed(N_("Delete"), "trash", self._delete),
            ),
        )
        table.export_requested.connect(self._export)
        return table
