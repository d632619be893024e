"""One stocktake on screen: what a scanner counts into, the figures, and every line of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted, message
from services.stocktake import commands, reading
from services.stocktake.commands import Count, ScanResult
from services.stocktake.listing import count_lines
from services.stocktake.queries import StocktakeView, product_of_line, stocktake
from services.types import Entity, StocktakeState
from services.written_numbers import parse_count
from ui.page import PageContext
from ui.pages.inventory.stocktake_bar import CountBar
from ui.pages.inventory.stocktake_columns import BLIND_TABS, LINE_KEYS, LINE_TABS, line_columns
from ui.pages.inventory.stocktake_figures import StocktakeFigures
from ui.pages.inventory.stocktake_lot import CountLotDialog
from ui.pages.inventory.stocktake_scan import ScanCard
from ui.pages.list_rows import rows_say
from ui.pages.work import run
from ui.pause import Pause
from ui.table.kept_list import KeptList, source_of
from ui.table.paged_model import CellEdit
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.card import Card
from ui.widgets.menu import PassingMenu

_FRESH_MS = 120
_SETTLE_MS = 700
_LINES = NN_("{count} line", "{count} lines")


class CountView(QWidget):
    """Shows and counts one stocktake. `left` is sent to go back; `wanted` carries what else a person asks for.

    ``wanted`` is one of ``post``, ``sheet``, ``workbook``, ``result``, ``read``, ``abandon``, ``reverse``,
    ``correct``; ``code_offered`` carries what shall become of an unknown code, and the code;
    ``counts_read`` what was pasted.
    """

    left = Signal()
    wanted = Signal(str)
    code_offered = Signal(str, str)
    counts_read = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context, self.link = context, context.link
        self.shown: StocktakeView | None = None
        self.table: KeptList | None = None
        self._is_blind: bool | None = None
        self._banner: Banner | None = None
        self.scan_card = ScanCard(context)
        self.figures = StocktakeFigures()
        self._fresh = Pause(self, _FRESH_MS)
        self._fresh.timeout.connect(self.reload)
        self._settle = Pause(self, _SETTLE_MS)
        self._settle.timeout.connect(self._settled)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space.M)
        self.bar = CountBar()
        self.bar.left.connect(self.left)
        self.bar.wanted.connect(self.wanted)
        self._column.addWidget(self.bar)
        self._column.addWidget(self._top())
        self.scan_card.counted.connect(self._scanned)
        self.scan_card.offer.connect(self.code_offered)
        watched = (Entity.COUNT_LINE, Entity.STOCKTAKE, Entity.STOCK_MOVE, Entity.ORDER, Entity.SKU)
        self.link.watch(self, watched, self._changed)

    # --- showing ---------------------------------------------------------------------------

    def open_stocktake(self, stocktake_id: int) -> None:
        """Show this stocktake."""
        self.link.ask(stocktake, stocktake_id, owner=self).then(self._show).fails(self._gone)

    def reload(self) -> None:
        """Read the figures again."""
        if self.shown is not None and self.isVisible():
            self.open_stocktake(self.shown.id)

    def _gone(self, error: Exception) -> None:
        self.shown = None
        self.left.emit()
        self.context.show_error(error)

    def _show(self, found: StocktakeView) -> None:
        is_other = self.shown is None or self.shown.id != found.id or self._is_blind is not found.is_blind
        self.shown = found
        if is_other:
            self._make_table(found)
        self.scan_card.show_stocktake(found.id)
        self.figures.show_figures(found)
        self.bar.show_stocktake(found)
        self.scan_card.setVisible(found.state is StocktakeState.OPEN)
        self._show_counts(found)
        self._show_drift(found)
        if is_other and found.state is StocktakeState.OPEN:
            self.scan_card.focus_field()

    def _show_counts(self, found: StocktakeView) -> None:
        if self.table is None:
            return
        tally = found.tally
        counts: dict[str, int | None] = {
            "all": tally.lines, "not_counted": tally.uncounted, "counted": tally.counted, "same": tally.same,
            "different": tally.more + tally.fewer, "moved": tally.moved,
        }  # fmt: skip
        self.table.set_counts({key: counts[key] for key, _title in self._tabs(found.is_blind)})

    def _show_drift(self, found: StocktakeView) -> None:
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None
        if not found.drifted:
            return
        forms = NN_(
            "{count} line no longer agrees: something from before the count was entered later.",
            "{count} lines no longer agree: something from before the count was entered later.",
        )
        banner = Banner("warning", counted(forms, found.drifted))
        banner.add_action(_("Adjust again"), partial(self.wanted.emit, "correct"))
        banner.closed.connect(self._banner_closed)
        self._banner = banner
        self._column.insertWidget(1, banner)

    def _banner_closed(self) -> None:
        self._banner = None

    # --- the lines ---------------------------------------------------------------------------

    @staticmethod
    def _tabs(blind: bool) -> tuple[tuple[str, str], ...]:
        return BLIND_TABS if blind else LINE_TABS

    def _make_table(self, found: StocktakeView) -> None:
        if self.table is not None:
            self.table.close_table()
            self._column.removeWidget(self.table)
            self.table.hide()
            self.table.deleteLater()
        self._is_blind = found.is_blind
        empty = EmptyTexts("barcode", N_("Nothing to count"), N_("Scan something, and it gets a line here."))
        texts = PanelTexts(N_("Lines of the stocktake"), N_("Code, product, barcode…"), _LINES, empty)
        query = count_lines(found.id)
        table = KeptList(
            "stocktake_blind" if found.is_blind else "stocktake", "title", texts,
            line_columns(self.link.home, blind=found.is_blind), source_of(self.link, query, LINE_KEYS),
            tabs=self._tabs(found.is_blind), sort=(("shelf", False), ("code", False)), saves_views=False,
        )  # fmt: skip
        if found.state is StocktakeState.OPEN:
            table.model.on_edit = self._edit_cell
        for part in (table.view, table.view.pane):
            part.installEventFilter(self)
        table.view.menu_requested.connect(self._row_menu)
        table.view.pasted.connect(self._paste)
        table.export_requested.connect(lambda _request: self.wanted.emit("result"))
        rows_say(table, self.context)
        self.table = table
        self._column.addWidget(table, 1)
        table.open()

    def _edit_cell(self, edit: CellEdit) -> None:
        if self.shown is None:
            return
        counted = parse_count(edit.text)
        if counted is not None:
            job = self.link.run(commands.count, self.shown.id, [Count(edit.row_id, counted)], owner=self)
        else:
            job = self.link.run(commands.clear, [edit.row_id], owner=self)
        job.then(lambda _outcome: edit.accept()).fails(partial(self._edit_failed, edit))

    def _edit_failed(self, edit: CellEdit, error: Exception) -> None:
        edit.reject(getattr(error, "message", message(N_("It could not be saved."))))
        self.context.show_error(error)

    def _scanned(self, result: ScanResult) -> None:
        table = self.table
        if table is None:
            return
        if result.is_new:
            table.reload()
            return
        table.refresh([result.line_id])
        if table.model.snapshot is not None:
            table.model.ask(table.model.snapshot.row_of(result.line_id), self._go_to)

    def _go_to(self, row: int | None) -> None:
        if self.table is not None and row is not None and row < self.table.model.rowCount():
            self.table.view.go_to(row, by_key=False)

    def _changed(self, changes: ChangeSet) -> None:
        if self.table is not None:
            self.table.refresh(changes.rows.get(Entity.COUNT_LINE))
            self._settle.start()
        self._fresh.start()

    def _settled(self) -> None:
        """Nobody has counted for a moment: rows go where they belong now, and the sums follow."""
        if self.table is not None and self.isVisible():
            self.table.reload()

    # --- what is done with chosen lines -----------------------------------------------------------

    def with_chosen(self, then: Callable[[list[int]], object]) -> None:
        """Hand on the ids of the ticked lines."""
        if self.table is not None and self.table.view.selected_count:
            self.link.wait_for(self.table.view.selected_ids(), self).then(lambda ids: then(list(ids)))

    def _row_menu(self, spot: Any) -> None:
        if self.shown is None or self.shown.state is not StocktakeState.OPEN:
            return
        menu = PassingMenu(self)
        menu.addAction(_("None there (0)"), partial(self.with_chosen, self.count_none))
        menu.addAction(_("Count again"), partial(self.with_chosen, self.count_again))
        if self.table is not None and self.table.view.selected_count == 1:
            menu.addAction(_("Count another lot of it…"), partial(self.with_chosen, self.ask_lot))
        menu.popup(spot)

    def count_none(self, line_ids: list[int]) -> None:
        """None of these was found."""
        if self.shown is not None:
            run(self.context, self, commands.count, self.shown.id, [Count(one, 0) for one in line_ids])

    def ask_lot(self, line_ids: list[int]) -> None:
        """Ask for a lot of this line's product that was found besides."""
        asked = self.link.ask(product_of_line, line_ids[0], owner=self)
        asked.then(self._open_lot).fails(self.context.show_error)

    def _open_lot(self, found: tuple[int, str]) -> None:
        if self.shown is not None:
            self.context.open_dialog(CountLotDialog(self.context, self.shown.id, *found))

    def count_again(self, line_ids: list[int]) -> None:
        """Forget what was counted on these lines."""
        run(self.context, self, commands.clear, line_ids)

    def _paste(self, cells: list[list[str]]) -> None:
        if self.shown is not None and self.shown.state is StocktakeState.OPEN:
            asked = self.link.ask(reading.counts_from_cells, self.shown.id, cells, owner=self)
            asked.then(self.counts_read.emit).fails(self.context.show_error)

    # --- building -----------------------------------------------------------------------------------

    def _top(self) -> Card:
        card = Card(padding=0)
        row = QHBoxLayout()
        row.setContentsMargins(space.L, space.M, space.L, space.M)
        row.setSpacing(space.XXL)
        row.addWidget(self.scan_card, 1)
        row.addWidget(self.figures, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch(0)
        card.body.addLayout(row)
        return card

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What a scanner types while the keyboard is in the list goes into the field; F2 changes a cell there."""
        del watched
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_meant_for_field(event):
            self.scan_card.focus_field(event.text())
            return True
        return False

    def _is_meant_for_field(self, event: QKeyEvent) -> bool:
        is_open = self.shown is not None and self.shown.state is StocktakeState.OPEN
        held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        return is_open and not held and event.text().isprintable() and bool(event.text().strip())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._is_meant_for_field(event):
            self.scan_card.focus_field(event.text())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        if self.table is not None:
            self.table.focus_filter()

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.bar.retranslate()
        self.scan_card.retranslate()
        if self.table is not None:
            self.table.retranslate()
        if self.shown is not None:
            self._show(self.shown)
