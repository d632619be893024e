"""The Stock section: figures, every product with what there is of it, one product's story at the right."""

from __future__ import annotations

from functools import cached_property, partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from services import paths
from services.i18n import N_, NN_, _
from services.inventory.exports import export_stock
from services.inventory.listing import (
    STOCK_LIST,
    StockFigures,
    StockFilterValues,
    stock_figures,
    stock_filter_values,
    stock_weeks,
)
from services.inventory.queries import StockSheet, stock_sheet
from services.kernel.changes import ChangeSet
from services.messages import counted
from services.stock.keeping import allow_below_zero, keep_lots
from services.stock.queries import SpotView, StoryLine
from services.types import Entity, TableRequest
from ui.page import PageContext
from ui.pages.inventory.stock_columns import STOCK_KEYS, TABS, stock_columns, stock_filters
from ui.pages.inventory.stock_cost import CostDialog
from ui.pages.inventory.stock_deeds import DEEDS, entries
from ui.pages.inventory.stock_expiry import ExpiryDialog
from ui.pages.inventory.stock_figures import StockFiguresStrip
from ui.pages.inventory.stock_forms import StockForm
from ui.pages.inventory.stock_looks import LooksView
from ui.pages.inventory.stock_opening import OpeningDialog
from ui.pages.inventory.stock_panel import PanelCalls, StockPanel
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.list_rows import rows_say
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.pause import Pause
from ui.table.kept_list import KeptList, source_of
from ui.table.row_menu import RowDeed, RowMenu
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.theme import space
from ui.widgets.bulk_bar import BulkBar

_COUNTED = NN_("{count} product", "{count} products")
_CHOSEN = NN_("{count} product chosen", "{count} products chosen")
_FRESH_MS = 250
_FOLLOW_MS = 60


class StockSection(Section):
    """The parts are public: `table`, `panel`, `figures`, `bulk`; `dialog` is the card opened last."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.values = StockFilterValues()
        self.dialog: Any = None
        self._is_stale = False
        self._opening = self.header.add_secondary("", "list-plus", self.enter_opening)
        self._looks = self.header.add_secondary("", "chart-bar", self.show_looks)
        self._count = self.header.set_primary("", "clipboard-text", self.count_chosen)
        self.figures = StockFiguresStrip()
        self.table = self._make_table()
        calls = PanelCalls(self.do, self._open_order, self._open_moves, self.correct_cost, self.correct_expiry, entries)
        self.panel = StockPanel(calls)
        self.one = OneShown(context, self, self.panel, stock_sheet, self._show_panel)
        self.bulk = BulkBar(self.table)
        self._lay_out()
        self._fresh = Pause(self, _FRESH_MS)
        self._follow = Pause(self, _FOLLOW_MS)
        self._connect()
        self.retranslate_own()
        self.table.open()
        self._read_figures()
        self.link.wait_for(self.table.rows_there(), owner=self).then(self._read_weeks)

    @cached_property
    def looks(self) -> LooksView:
        """What the goods were worth on a day and how old they are; made when somebody looks."""
        looks = LooksView(self.context)
        looks.left.connect(self.show_list)
        looks.opened.connect(self.open_panel)
        self.stack.addWidget(looks)
        return looks

    # --- going about ---------------------------------------------------------------------------

    def opened(self, **wanted: Any) -> None:
        """`view` and `search` ask for a part of the list, `sku` for one product, `opening` for the opening stock."""
        if {"view", "search"} & wanted.keys():
            self.show_list()
            request = TableRequest(str(wanted.get("search", "")), str(wanted.get("view", "all")))
            self.table.open(request)
        if "sku" in wanted:
            self.open_panel(int(wanted["sku"]))
        if wanted.get("opening"):
            self.enter_opening()

    def show_list(self) -> None:
        """Go back from the looks to the list."""
        self.stack.setCurrentWidget(self._list_page)

    def show_looks(self) -> None:
        """Show what the goods were worth on a day, how old they are, and which of them matter."""
        self.panel.hide()
        self.looks.refresh()
        self.stack.setCurrentWidget(self.looks)

    def new(self) -> None:
        """Ctrl+N begins a count of what is ticked, or of everything."""
        self.count_chosen()

    def focus_filter(self) -> None:
        self.show_list()
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self.retranslate_own()
        for part in (self.figures, self.table, self.panel, self.bulk):
            part.retranslate()
        if "looks" in self.__dict__:
            self.looks.retranslate()

    def retranslate_own(self) -> None:
        """The words of the section itself."""
        self._opening.setText(_("Opening stock"))
        self._looks.setText(_("Value and age"))
        self._count.setText(_("Count"))
        for button in (self._opening, self._looks, self._count):
            button.updateGeometry()
        self.bulk.set_actions(
            [
                (_("Count"), "clipboard-text", self.count_chosen),
                (_("Clear"), "x", self.table.model.selection.clear),
            ]
        )
        self._show_count()

    # --- one product -----------------------------------------------------------------------------

    def open_panel(self, sku_id: int) -> None:
        """Show one product's stock at the right."""
        self.one.open(sku_id)

    def _show_panel(self, sheet: StockSheet) -> None:
        self.panel.show_sheet(sheet)
        self.show_panel()

    def _peek(self, sku_id: int) -> None:
        if self.panel.isVisible() and self.panel.shown is not None and self.panel.shown.sku_id == sku_id:
            self.panel.close_panel()
        else:
            self.open_panel(sku_id)

    def _follow_row(self) -> None:
        view = self.table.view
        current = self.table.model.row_id(view.current_row()) if view.current_row() >= 0 else None
        if current is not None and self.panel.isVisible() and current != self.one.wanted:
            self.open_panel(current)

    def do(self, key: str, sheet: StockSheet) -> None:
        """Open the form of a deed for one product, or turn a switch of it."""
        switches: dict[str, tuple[Any, bool]] = {
            "lots": (keep_lots, not sheet.has_lots),
            "below_zero": (allow_below_zero, not sheet.below_zero),
        }
        if key in switches:
            command, on = switches[key]
            run(self.context, self, command, [sheet.sku_id], on)
            return
        self.dialog = StockForm(self.context, DEEDS[key], sheet, self.values)
        self.context.open_dialog(self.dialog)

    def do_to(self, key: str, sku_id: int) -> None:
        """Open the form of a deed for a product of the list."""
        self.link.ask(stock_sheet, sku_id, owner=self).then(partial(self.do, key)).fails(self.context.show_error)

    def _has_parts(self, _sku_id: int) -> bool:
        """Whether the row the menu opens on is a bundle."""
        model = self.table.model
        column = next(place for place, spec in enumerate(model.specs) if spec.key == "has_parts")
        cell = model.cell(self.table.view.current_row(), column)
        return cell is not None and bool(cell.text)

    def correct_cost(self, sheet: StockSheet, line: StoryLine) -> None:
        """Ask what an arrival cost after all."""
        self.dialog = CostDialog(self.context, sheet, line)
        self.context.open_dialog(self.dialog)

    def correct_expiry(self, sheet: StockSheet, spot: SpotView) -> None:
        """Ask when a lot expires after all."""
        self.dialog = ExpiryDialog(self.context, sheet, spot)
        self.context.open_dialog(self.dialog)

    def _open_order(self, order_id: int) -> None:
        self.context.navigate("orders", order=order_id)

    def _open_moves(self, sheet: StockSheet) -> None:
        self.context.navigate("inventory", section="moves", code=sheet.code)

    # --- several products ---------------------------------------------------------------------------

    def enter_opening(self) -> None:
        """Enter the opening stock of many products."""
        self.dialog = OpeningDialog(self.context, self.link.home.currency())
        self.context.open_dialog(self.dialog)

    def count_chosen(self) -> None:
        """Begin a stocktake over the ticked products; without any, ask what is to be counted."""
        if self.table.view.selected_count > 1:
            self.link.wait_for(self.table.view.selected_ids(), self).then(self._count_ids)
        else:
            self._count_ids(())

    def _count_ids(self, ids: Any) -> None:
        self.context.navigate("inventory", section="stocktakes", skus=tuple(ids), new=True)

    # --- staying fresh ---------------------------------------------------------------------------------

    def _changed(self, _changes: ChangeSet) -> None:
        self.table.reload()
        self.one.read_again()
        self._fresh.start()

    def _read_figures(self) -> None:
        self.link.ask(stock_figures, owner=self).then(self._show_figures)
        self.link.ask(stock_filter_values, owner=self).then(self._values_known)

    def _read_weeks(self, _rows_there: object) -> None:
        self.link.ask(stock_weeks, owner=self).then(self.figures.show_weeks)

    def _show_figures(self, found: StockFigures) -> None:
        self.figures.show_figures(found)
        has_goods = found.counts["all"] > 0
        self.figures.setVisible(has_goods)
        self.table.kept.keep("figures", has_goods)
        self.table.set_counts({key: found.counts[key] for key, _title in TABS})
        self.context.set_badge("inventory", found.counts["short"] + found.counts["below_zero"])

    def _values_known(self, values: StockFilterValues) -> None:
        self.values = values

    def _show_count(self) -> None:
        summary = self.table.model.summary
        self.header.set_subtitle(counted(_COUNTED, summary.count) if summary is not None else "")

    def _ticked(self) -> None:
        count = self.table.view.selected_count
        self.bulk.show_selection(counted(_CHOSEN, count) if count > 1 else "")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._is_stale = False
            self._read_figures()

    def hideEvent(self, event: QHideEvent) -> None:
        # What waits is asked for when the section is seen again: by then the shop may be closed.
        super().hideEvent(event)
        self._is_stale = self._is_stale or self._fresh.isActive()
        self._fresh.stop()
        self._follow.stop()

    # --- building ------------------------------------------------------------------------------------------

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "stack",
            N_("No stock yet"),
            N_("Enter what there is of your products, or count it: from then on sales and deliveries are followed."),
            (
                (N_("Opening stock"), "list-plus", lambda: self.enter_opening()),
                (N_("Count everything"), "clipboard-text", lambda: self._count_ids(())),
            ),
        )
        texts = PanelTexts(N_("Stock"), N_("Code, product, barcode…"), _COUNTED, empty)
        return KeptList(
            "stock", "title", texts, stock_columns(self.link.home),
            source_of(self.link, STOCK_LIST, STOCK_KEYS), tabs=TABS, filters=stock_filters(lambda: self.values),
            sort=(("code", False),), ahead=True,
        )  # fmt: skip

    def _lay_out(self) -> None:
        self._list_page = QWidget()
        column = QVBoxLayout(self._list_page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.M)
        column.addWidget(self.figures)
        column.addWidget(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self._list_page)
        self.column.addWidget(self.stack, 1)
        self.set_panel(self.panel)
        self.figures.set_collapsed(self.table.kept.is_on("folded"))
        self.figures.setVisible(self.table.kept.is_on("figures"))  # as last time: the list shall not move down

    def _connect(self) -> None:
        view = self.table.view
        view.open_requested.connect(self.open_panel)
        view.peek_requested.connect(self._peek)
        self.menu = RowMenu(
            self.table,
            (
                RowDeed(N_("Show details"), "square-half", self.open_panel),
                RowDeed(N_("Count"), "clipboard-text", lambda sku_id: self._count_ids((sku_id,))),
                RowDeed(N_("Put together…"), "package", partial(self.do_to, "assemble"), self._has_parts),
                RowDeed(N_("Take apart…"), "link-break", partial(self.do_to, "take_apart"), self._has_parts),
            ),
        )
        view.current_row_changed.connect(self._follow.start)
        view.selection_changed.connect(self._ticked)
        self.table.export_requested.connect(self.export)
        rows_say(self.table, self.context)
        self.table.model.summary_changed.connect(self._show_count)
        self.bulk.closed.connect(self.table.model.selection.clear)
        self.panel.closed.connect(view.setFocus)
        self.figures.collapsed_changed.connect(lambda on: self.table.kept.keep("folded", on))
        self._fresh.timeout.connect(self._read_figures)
        self._follow.timeout.connect(self._follow_row)
        watched = (Entity.STOCK_MOVE, Entity.SKU, Entity.PRODUCT, Entity.ORDER, Entity.ORDER_LINE, Entity.PURCHASE_LINE,
                   Entity.LOT)  # fmt: skip
        self.link.watch(self, watched, self._changed)

    # --- files ---------------------------------------------------------------------------------------------

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook."""
        suggested = paths.documents_dir() / (_("Stock") + ".xlsx")
        self.context.ask_save(_("Export stock"), _("Workbooks (*.xlsx)"), suggested, partial(self.export_to, request))

    def export_to(self, request: TableRequest, out: Path) -> None:
        """Write the rows of a request to this file."""
        write_and_say(self.context, self, ROWS, out, export_stock, out, request=request)
