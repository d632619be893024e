"""The Stocktakes section: all of them as a list, and the one that is being counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services import paths
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.stocktake import commands, papers, reading
from services.stocktake.errors import NotACountSheet
from services.stocktake.listing import STOCKTAKES
from services.stocktake.papers import CountSheet
from services.stocktake.queries import ScopeValues, scope_values, suggestions
from services.types import Entity, StocktakeState
from ui.dialogs.import_dialog import import_files
from ui.page import PageContext
from ui.pages.inventory.stocktake_columns import LIST_KEYS, LIST_TABS, list_columns, list_filters
from ui.pages.inventory.stocktake_count import CountView
from ui.pages.inventory.stocktake_hints import HintsCard
from ui.pages.inventory.stocktake_post import PostDialog, ask_abandon, ask_reverse
from ui.pages.inventory.stocktake_read import ReadDialog
from ui.pages.inventory.stocktake_start import StartDialog
from ui.pages.inventory.stocktake_unknown import CreateProductDialog, GiveCodeDialog
from ui.pages.list_export import write_and_say
from ui.pages.list_rows import rows_show
from ui.pages.section import Section
from ui.pages.work import run
from ui.paper.beforehand import for_paper
from ui.table.kept_list import KeptList, source_of
from ui.table.row_menu import RowDeed, RowMenu
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.theme import space

_COUNT_SHEETS = (".xlsx", ".csv")
_COUNTED = NN_("{count} stocktake", "{count} stocktakes")
_WRITTEN = NN_("{count} line was written to {file}", "{count} lines were written to {file}")


class StocktakesSection(Section):
    """`count_view` is the open stocktake, `table` the list; `dialog` the card opened last."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self._new = self.header.set_primary(_("New stocktake"), "plus", self.new)
        self.hints = HintsCard()
        self.hints.chosen.connect(self._start_chosen)
        self.table = self._make_table()
        self.count_view = CountView(context)
        self.count_view.left.connect(self.show_list)
        self.count_view.wanted.connect(self._wanted)
        self.count_view.code_offered.connect(self._code_offered)
        self.count_view.counts_read.connect(partial(self._read, _("From the clipboard")))
        list_page = QWidget()
        column = QVBoxLayout(list_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.M)
        column.addWidget(self.hints)
        column.addWidget(self.table, 1)
        self._list_page = list_page
        self.stack = QStackedWidget()
        self.stack.addWidget(list_page)
        self.stack.addWidget(self.count_view)
        self.column.addWidget(self.stack, 1)
        self.link.watch(self, (Entity.STOCKTAKE, Entity.COUNT_LINE, Entity.STOCK_MOVE), self._changed)
        self.table.open()
        self._read_beside()

    # --- going about ---------------------------------------------------------------------------

    def opened(self, **wanted: Any) -> None:
        """`stocktake` asks for one of them, `new` for another one, over the products `skus` where they are given."""
        if "stocktake" in wanted:
            self.show_stocktake(int(wanted["stocktake"]))
        elif wanted.get("new"):
            self.show_list()
            self._start_chosen(tuple(wanted.get("skus", ())))

    def show_stocktake(self, stocktake_id: int) -> None:
        """Go to one stocktake."""
        self.stack.setCurrentWidget(self.count_view)
        self._new.hide()
        self.count_view.open_stocktake(stocktake_id)

    def show_list(self) -> None:
        """Go back to all of them."""
        self.stack.setCurrentWidget(self._list_page)
        self._new.show()
        self._read_list()
        self.table.view.setFocus()

    @property
    def is_counting(self) -> bool:
        """Whether one stocktake is on screen."""
        return self.stack.currentWidget() is self.count_view

    def new(self) -> None:
        """Ask what the next stocktake counts."""
        self._start_chosen(())

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box that is on screen."""
        (self.count_view if self.is_counting else self.table).focus_filter()

    def take_scan(self, code: str) -> bool:
        """Count it into the stocktake on screen."""
        shown = self.count_view.shown
        if not self.is_counting or shown is None or shown.state is not StocktakeState.OPEN:
            return False
        self.count_view.scan_card.scan(code)
        return True

    def drop_words(self, files: Sequence[Path]) -> str:
        """A table dropped on an open stocktake holds its counts; what holds none is imported as everywhere."""
        shown = self.count_view.shown
        is_open = self.is_counting and shown is not None and shown.state is StocktakeState.OPEN
        if shown is None or not is_open or len(files) != 1 or files[0].suffix.lower() not in _COUNT_SHEETS:
            return ""
        return _("Read counts into {number}, or import").format(number=shown.number)

    def take_files(self, files: Sequence[Path]) -> None:
        """Read the counts of a dropped table, else import it."""
        shown = self.count_view.shown
        if shown is not None:
            asked = self.link.ask(reading.read_counts, shown.id, files[0], owner=self)
            asked.then(partial(self._dropped, files)).fails(partial(self._no_counts, files))

    def _dropped(self, files: Sequence[Path], found: reading.ReadCounts) -> None:
        if found.is_sure:
            self._read(files[0].name, found)
        else:
            import_files(self.context, files)

    def _no_counts(self, files: Sequence[Path], error: Exception) -> None:
        if isinstance(error, NotACountSheet):
            import_files(self.context, files)
        else:
            self.context.show_error(error)

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New stocktake"))
        self.table.retranslate()
        self.count_view.retranslate()
        self._read_beside()

    def _start_chosen(self, sku_ids: Sequence[int]) -> None:
        self.link.ask(scope_values, owner=self).then(partial(self._ask_scope, tuple(sku_ids)))

    def _ask_scope(self, sku_ids: tuple[int, ...], values: ScopeValues) -> None:
        self._open(StartDialog(self.context, values, self.show_stocktake, chosen=sku_ids))

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def _changed(self, _changes: ChangeSet) -> None:
        if not self.is_counting:
            self._read_list()

    def _read_list(self) -> None:
        self.table.reload()
        self._read_beside()

    def _read_beside(self) -> None:
        """What to count next, and how many stocktakes each view has."""
        self.link.ask(STOCKTAKES.view_counts, owner=self).then(self.table.set_counts)
        self.link.ask(suggestions, owner=self).then(self.hints.show_hints)

    # --- what is wanted of the open stocktake -------------------------------------------------------

    def _wanted(self, what: str) -> None:
        shown = self.count_view.shown
        if shown is None:
            return
        deeds: dict[str, Callable[[], object]] = {
            "post": self._post,
            "sheet": self._ask_sheet,
            "workbook": partial(self._ask_out, papers.export_count_sheet, shown.number),
            "result": partial(self._ask_out, papers.export_result, _("{number} result").format(number=shown.number)),
            "read": self._ask_file,
            "abandon": partial(self._confirm, ask_abandon, commands.abandon),
            "reverse": partial(self._confirm, ask_reverse, commands.reverse),
            "correct": partial(run, self.context, self, commands.correct, shown.id),
        }
        deeds[what]()

    def _post(self) -> None:
        shown = self.count_view.shown
        if shown is None:
            return
        if shown.is_blind:
            run(self.context, self, commands.reveal, shown.id)
            return
        self._open(PostDialog(self.context, shown, partial(self._do_post, shown.id)))

    def _do_post(self, stocktake_id: int, uncounted_is_none: bool) -> None:
        run(self.context, self, commands.post, stocktake_id, uncounted_is_none=uncounted_is_none)

    def _confirm(self, ask: Any, command: Any) -> None:
        shown = self.count_view.shown
        if shown is not None:
            self.dialog = ask(self.context, shown, lambda: run(self.context, self, command, shown.id))

    def _code_offered(self, what: str, code: str) -> None:
        kind = CreateProductDialog if what == "create" else GiveCodeDialog
        self._open(kind(self.context, code, partial(self.count_view.scan_card.resolve, code)))

    # --- papers and files -----------------------------------------------------------------------------

    def _ask_sheet(self) -> None:
        if self.count_view.shown is not None:
            shown = self.count_view.shown.id
            self.link.ask(for_paper, papers.count_sheet, shown, owner=self).then(self._show_sheet)

    def _show_sheet(self, sheet: CountSheet) -> None:
        from ui.paper.count_sheet import CountSheetPreview  # here: most visits print nothing
        from ui.paper.paper_preview import PaperDialog

        preview = PaperDialog(CountSheetPreview(sheet), _("Count sheet"), self.context.dialog_parent())
        preview.open_once(self.context.show_error)

    def _ask_out(self, write: Any, name: str) -> None:
        suggested = paths.documents_dir() / f"{name}.xlsx"
        self.context.ask_save(_("Export"), _("Workbooks (*.xlsx)"), suggested, partial(self.write_to, write))

    def write_to(self, write: Any, out: Path) -> None:
        """Write the open stocktake into a file with one of the functions of `services.stocktake.papers`."""
        shown = self.count_view.shown
        if shown is not None:
            write_and_say(self.context, self, _WRITTEN, out, write, shown.id, out)

    def _ask_file(self) -> None:
        filters = _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv")
        self.context.ask_file(_("Read counts from a file"), filters, self.read_file)

    def read_file(self, path: Path) -> None:
        """Read a filled-in count sheet and say what is in it."""
        shown = self.count_view.shown
        if shown is not None:
            asked = self.link.ask(reading.read_counts, shown.id, path, owner=self)
            asked.then(partial(self._read, path.name)).fails(self.context.show_error)

    def _read(self, name: str, found: reading.ReadCounts) -> None:
        self._open(ReadDialog(self.context, name, found, self._write_counts))

    def _write_counts(self, counts: Sequence[commands.Count]) -> None:
        shown = self.count_view.shown
        if shown is not None:
            run(self.context, self, commands.count, shown.id, list(counts))

    # --- building ---------------------------------------------------------------------------------------

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "clipboard-text",
            N_("No stocktake yet"),
            N_("Count everything once, and the books know what is there. Later count a shelf or a class at a time."),
            ((N_("New stocktake"), "plus", self.new),),
        )
        texts = PanelTexts(N_("Stocktakes"), N_("Number or note…"), _COUNTED, empty)
        table = KeptList(
            "stocktakes", "note", texts, list_columns(self.link.home.zone), source_of(self.link, STOCKTAKES, LIST_KEYS),
            tabs=LIST_TABS, filters=list_filters(self.link.home.today), sort=(("number", True),),
        )  # fmt: skip
        rows_show(table, self.context, self.show_stocktake)
        self.menu = RowMenu(table, (RowDeed(N_("Show details"), "square-half", self.show_stocktake),))
        table.bar.export_button.hide()
        return table
