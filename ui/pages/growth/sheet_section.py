"""A sheet of daily figures as a section: a grid that is typed into, with rows to begin and to delete."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.channels.queries import ChannelView, channels
from services.errors import AppError
from services.growth.pasted_figures import Sheet
from services.i18n import N_, _
from services.kernel.changes import ChangeSet
from services.kernel.table_query import TableQuery
from services.messages import message
from services.types import Entity, TableRequest
from ui.home import Today
from ui.page import PageContext
from ui.pages.growth import pasted_block
from ui.pages.list_export import ask_export
from ui.pages.list_rows import rows_say
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.columns import ColumnSpec
from ui.table.filters import FilterSpec
from ui.table.kept_list import KeptList, source_of
from ui.table.paged_model import CellEdit
from ui.table.paged_view import PagedView
from ui.table.row_menu import RowDeed, RowMenu
from ui.table.source import Total
from ui.table.table_panel import EmptyTexts, PanelTexts


def with_ticked(section: Section, view: PagedView, row_id: int, then: Callable[[Sequence[int]], object]) -> None:
    """Hand on a row's id, and those of all ticked rows where it is one of them: what the menu of a row is about."""

    def known(ticked: Any) -> None:
        ids = list(ticked)
        then(ids if row_id in ids else [row_id])

    section.link.wait_for(view.selected_ids(), owner=section).then(known).fails(section.context.show_error)


@dataclass(frozen=True)
class SheetSpec:
    """What one sheet is about; texts are marked with `N_`. The grid is kept under `key`, `free` is its widest column.

    `dialog` is the card that begins rows: it takes the context, the channels, and what comes after saving.
    """

    sheet: Sheet
    key: str
    free: str
    name: str
    look_for: str
    counted: tuple[str, str]
    icon: str
    nothing: str
    advice: str
    new_words: str
    query: TableQuery
    columns: Sequence[ColumnSpec]
    keys: Sequence[str]
    filters: Callable[[Today], Sequence[FilterSpec]]
    sums: Callable[[Mapping[str, Total]], Sequence[tuple[str, str]]]
    entity: Entity
    type_figure: Callable[..., Any]
    delete_rows: Callable[..., Any]
    export_rows: Callable[..., Any]
    dialog: Callable[..., Any]


class SheetSection(Section):
    """`table` is the grid of a sheet, `dialog` the card opened last."""

    page_title = N_("Growth")

    def __init__(self, context: PageContext, spec: SheetSpec) -> None:
        super().__init__(context)
        self.spec = spec
        self.dialog: Any = None
        self.channels: tuple[ChannelView, ...] = ()
        self._new = self.header.set_primary(_(spec.new_words), "plus", self.new)
        self._delete = self.header.add_secondary(_("Delete"), "trash", self.delete)
        self._import = self.header.add_secondary(_("Import files"), "upload-simple", self.import_files)
        self.table = self._make_table()
        self.column.addWidget(self.table, 1)
        self._show_delete()
        self.link.watch(self, (spec.entity, Entity.CHANNEL), self._changed)
        self._read_channels()
        self.table.open()

    # --- what a person does ------------------------------------------------------------------

    def new(self) -> None:
        """Begin rows to type into; without a channel there is nowhere they could belong."""
        if not self.channels:
            self.context.toast(_("Add a channel in Settings first: figures belong to one."))
            return
        self.dialog = self.spec.dialog(self.context, self.offered(), lambda _saved: self.table.view.setFocus())
        self.context.open_dialog(self.dialog)

    def offered(self) -> tuple[ChannelView, ...]:
        """The channels, that of the first row before the others: figures are typed for the same one day after day."""
        model = self.table.model
        place = next(number for number, spec in enumerate(model.specs) if spec.key == "channel")
        first = model.cell(0, place) if model.rowCount() else None
        return tuple(sorted(self.channels, key=lambda one: first is None or one.name != first.text))

    def delete(self) -> None:
        """Remove the ticked rows; one step, taken back by Undo."""
        ticked = self.table.view.selected_ids()
        self.link.wait_for(ticked, owner=self).then(self._delete_ids).fails(self.context.show_error)

    def delete_with(self, row_id: int) -> None:
        """Remove a row, and every other that is ticked where it is ticked itself."""
        with_ticked(self, self.table.view, row_id, self._delete_ids)

    def edit_cell(self, edit: CellEdit) -> None:
        """Keep what was typed into a cell; a refusal puts the old value back."""
        job = self.link.run(self.spec.type_figure, edit.row_id, edit.key, edit.text, owner=self)
        job.then(lambda _outcome: edit.accept()).fails(partial(self._refused, edit))

    def import_files(self) -> None:
        """Go where the platform's sheets are imported."""
        self.context.navigate("import")

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook."""
        ask_export(self.context, self, _("Growth"), self.spec.export_rows, request)

    def focus_filter(self) -> None:
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_(self.spec.new_words))
        self._delete.setText(_("Delete"))
        self._import.setText(_("Import files"))
        self.table.retranslate()

    # --- inside ------------------------------------------------------------------------------

    def _make_table(self) -> KeptList:
        spec = self.spec
        begin = ((spec.new_words, "plus", self.new), (N_("Import files"), "upload-simple", self.import_files))
        texts = PanelTexts(
            spec.name, spec.look_for, spec.counted, EmptyTexts(spec.icon, spec.nothing, spec.advice, begin)
        )
        table = KeptList(
            spec.key, spec.free, texts, spec.columns, source_of(self.link, spec.query, spec.keys),
            filters=spec.filters(self.link.home.today), sort=(("day", True),), derived=spec.sums,
        )  # fmt: skip
        table.model.on_edit = self.edit_cell
        pasted_block.listen(self.context, self, table.view, spec.sheet)
        rows_say(table, self.context)
        table.export_requested.connect(self.export)
        table.view.selection_changed.connect(self._show_delete)
        self.menu = RowMenu(table, (RowDeed(N_("Delete"), "trash", self.delete_with),))
        return table

    def _delete_ids(self, ids: Any) -> None:
        run(self.context, self, self.spec.delete_rows, list(ids))
        self.table.view.setFocus()  # the button that was pressed goes with the ticks

    def _refused(self, edit: CellEdit, error: Exception) -> None:
        edit.reject(error.message if isinstance(error, AppError) else message(N_("It could not be saved.")))
        self.context.show_error(error)

    def _show_delete(self) -> None:
        self._delete.setVisible(self.table.view.selected_count > 0)

    def _read_channels(self) -> None:
        self.link.ask(channels, owner=self).then(self._take_channels).fails(self.context.show_error)

    def _take_channels(self, found: tuple[ChannelView, ...]) -> None:
        self.channels = found

    def _changed(self, changes: ChangeSet) -> None:
        self.table.reload()
        self._read_channels()
