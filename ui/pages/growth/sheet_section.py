"""What the two sections of daily figures share: a grid that is typed into, with rows to begin and to delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from services.channels.queries import ChannelView, channels
from services.errors import AppError
from services.growth.pasted_figures import Sheet
from services.i18n import N_, _
from services.kernel.changes import ChangeSet
from services.messages import message
from services.types import Entity, TableRequest
from ui.page import PageContext
from ui.pages.growth import pasted_block
from ui.pages.list_export import ask_export
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.kept_list import KeptList
from ui.table.paged_model import CellEdit
from ui.table.paged_view import PagedView
from ui.table.row_menu import RowDeed, RowMenu


def with_ticked(section: Section, view: PagedView, row_id: int, then: Callable[[Sequence[int]], object]) -> None:
    """Hand on a row's id, and those of all ticked rows where it is one of them: what the menu of a row is about."""

    def known(ticked: Any) -> None:
        ids = list(ticked)
        then(ids if row_id in ids else [row_id])

    section.link.wait_for(view.selected_ids(), owner=section).then(known).fails(section.context.show_error)


class SheetSection(Section):
    """Base of both: `table` is the grid, `dialog` the card opened last. A subclass makes both."""

    page_title = N_("Growth")
    new_words = ""
    sheet: Sheet
    type_figure: Callable[..., Any]
    delete_rows: Callable[..., Any]
    export_rows: Callable[..., Any]
    watched: Sequence[Entity] = ()

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self.channels: tuple[ChannelView, ...] = ()
        self._new = self.header.set_primary(_(self.new_words), "plus", self.new)
        self._delete = self.header.add_secondary(_("Delete"), "trash", self.delete)
        self._import = self.header.add_secondary(_("Import files"), "upload-simple", self.import_files)
        self.table = self.make_table()
        self.table.model.on_edit = self.edit_cell
        pasted_block.listen(context, self, self.table.view, self.sheet)
        self.table.failed.connect(context.show_error)
        self.table.export_requested.connect(self.export)
        self.table.view.selection_changed.connect(self._show_delete)
        self.menu = RowMenu(self.table, (RowDeed(N_("Delete"), "trash", self.delete_with),))
        self._show_delete()
        self.link.watch(self, (*self.watched, Entity.CHANNEL), self._changed)
        self._read_channels()

    # --- answered by the section -------------------------------------------------------------

    def make_table(self) -> KeptList:
        """The grid."""
        raise NotImplementedError

    def make_dialog(self) -> Any:
        """The card that begins rows."""
        raise NotImplementedError

    # --- what a person does ------------------------------------------------------------------

    def new(self) -> None:
        """Begin rows to type into; without a channel there is nowhere they could belong."""
        if not self.channels:
            self.context.toast(_("Add a channel in Settings first: figures belong to one."))
            return
        self.dialog = self.make_dialog()
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
        job = self.link.run(type(self).type_figure, edit.row_id, edit.key, edit.text, owner=self)
        job.then(lambda _outcome: edit.accept()).fails(partial(self._refused, edit))

    def import_files(self) -> None:
        """Go where the platform's sheets are imported."""
        self.context.navigate("import")

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook."""
        ask_export(self.context, self, _("Growth"), type(self).export_rows, request)

    def focus_filter(self) -> None:
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_(self.new_words))
        self._delete.setText(_("Delete"))
        self._import.setText(_("Import files"))
        self.table.retranslate()

    # --- inside ------------------------------------------------------------------------------

    def _delete_ids(self, ids: Any) -> None:
        run(self.context, self, type(self).delete_rows, list(ids))
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
