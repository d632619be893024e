"""The Orders page: figures, the list, one order at the right, and what is done with the ticked ones."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QCursor, QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from services.errors import AppError
from services.fulfilment.merging import waiting_together
from services.fulfilment.stopped_here import stopped_here
from services.i18n import N_, _
from services.kernel.changes import ChangeSet
from services.messages import counted
from services.orders.figures import lately
from services.orders.listing import FilterValues, filter_values
from services.orders.queries import view_counts
from services.orders.stages import board
from services.types import Entity, Filter, PrintKind, TableRequest
from ui.page import Page, PageContext
from ui.pages.orders.actions import order_actions
from ui.pages.orders.board_strip import BoardStrip
from ui.pages.orders.columns import GROWING, columns
from ui.pages.orders.deeds import COUNTED, OrderDeeds
from ui.pages.orders.detail import OrderPanel, PanelCalls
from ui.pages.orders.figures_strip import FiguresStrip
from ui.pages.orders.filters import TABS, filter_specs, tab_and_filters
from ui.pages.orders.inline import InlineEdits
from ui.pages.orders.kept import KeptState
from ui.pages.orders.listing import order_source
from ui.pages.orders.merge_hint import MergeHint
from ui.pages.orders.panel_place import PanelPlace
from ui.pages.orders.parcel_part import ParcelCalls
from ui.pages.orders.selection import SelectionBar
from ui.pages.orders.unknown_numbers import UnknownNumbers
from ui.pages.orders.work import Work
from ui.pause import Pause
from ui.table.free_width import FreeWidth
from ui.table.table_panel import EmptyTexts, PanelTexts, TablePanel
from ui.theme import space
from ui.widgets.page_header import PageHeader

_FRESH_MS = 250
# Changes after which rows stay where they are, so that nothing moves under the mouse; after all others the
# list is read anew.
_IN_PLACE = frozenset(
    {"orders.edit", "orders.hold", "orders.release", "orders.set_status", "orders.set_refund", "orders.set_flag",
     "orders.set_note", "orders.set_tracking", "orders.stop", "fulfilment.log_print", "parcels.merge",
     "parcels.merge_all", "parcels.split", "parcels.take_apart", "parcels.take_out", "parcels.hold", "parcels.ship",
     "parcels.set_tracking"}
)  # fmt: skip


class OrdersPage(Page):
    """Everything about orders. The parts are public: `table`, `detail`, `bulk`, `figures`, `deeds`…"""

    def __init__(self, context: PageContext, kept: KeptState | None = None) -> None:
        super().__init__()
        self.context, self.kept = context, kept if kept is not None else KeptState()
        self.work = Work(context, self)
        self._is_stale = False
        self._imported: tuple[int, int] | None = None
        self.figures, self.board = FiguresStrip(), BoardStrip()
        self.table = self._make_table()
        self.unknown_numbers = UnknownNumbers(self.work)
        self.deeds = OrderDeeds(self.work, self.table)
        self.table.model.on_edit = InlineEdits(self.work).save
        calls = PanelCalls(
            self.deeds.track_one, self.deeds.print_one, self.deeds.more_of, self._parcel_calls()
        )  # fmt: skip
        self.detail = OrderPanel(self.work, calls)
        self.bulk = SelectionBar(self.table, context.registry)
        self.hint = MergeHint(lambda: self.deeds.travelling.suggest())
        self.deeds.panel_order = lambda: self.detail.order_id if self.detail.isVisible() else None
        self.deeds.menu_spot = self._menu_spot
        self.deeds.read_figures = self._read_figures
        self._fresh = Pause(self, _FRESH_MS)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._lay_out()
        self.place = PanelPlace(self, self._row, self.detail, self.table, self.kept, self._fit.start)
        self._connect()
        context.registry.add(*order_actions(self.deeds))
        self._restore()
        self.retranslate()
        self.table.open(TableRequest(sort=self.kept.sort()))
        self._read_figures()

    def _parcel_calls(self) -> ParcelCalls:
        deeds = self.deeds.travelling
        return ParcelCalls(
            lambda order_id: self.place.open_and_go(order_id), deeds.ship, deeds.hold, deeds.number,
            deeds.take_parcel_apart, deeds.take_out, deeds.open_again,
        )  # fmt: skip

    # --- building ------------------------------------------------------------------------

    def _make_table(self) -> TablePanel:
        empty = EmptyTexts(
            "receipt",
            N_("No orders yet"),
            N_("Orders come from the files of your platforms, or you write them yourself."),
            (
                (N_("Import files"), "upload-simple", lambda: self.context.navigate("import")),
                (N_("New order"), "plus", lambda: self.deeds.new_order()),
            ),
        )
        texts = PanelTexts(N_("Orders"), N_("Order no., buyer, product…"), COUNTED, empty)
        return TablePanel(
            texts,
            columns(self.context.link.home),
            order_source(self.context.link),
            tabs=TABS,
            filters=filter_specs(self.context.link.home.today, lambda: self.deeds.values, lambda: self._imported),
            saved=self.kept.saved_views(),
            sort=self.kept.sort(),
            ahead=True,
        )

    def _lay_out(self) -> None:
        self.header = PageHeader(_("Orders"))
        self._bench = self.header.add_secondary("", "barcode", lambda: self.context.registry.trigger("window.bench"))
        self._pick = self.header.add_secondary("", "printer", lambda: self.deeds.print_papers(PrintKind.PICK_LIST))
        self._new = self.header.set_primary("", "plus", lambda: self.deeds.new_order())
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, space.XL, space.L)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.figures)
        column.addWidget(self.board)
        column.addSpacing(space.M)
        column.addWidget(self.unknown_numbers)
        column.addWidget(self.hint)
        column.addWidget(self.table, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space.XL, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(column, 1)
        self._row.addWidget(self.detail)
        self.detail.hide()

    def _connect(self) -> None:
        self.header.search_opened.connect(self.context.open_palette)
        view = self.table.view
        view.menu_requested.connect(self.deeds.row_menu)
        view.pasted.connect(self.deeds.paste)
        view.refused.connect(lambda words: self.context.toast(str(words)))
        view.arrangement_changed.connect(self._keep_table)
        self.table.request_changed.connect(self._request_changed)
        self.table.model.summary_changed.connect(self._show_count)
        self.table.export_requested.connect(lambda _request: self.deeds.export())
        self.table.failed.connect(self._failed)
        self.board.stopped_wanted.connect(lambda: self.opened(view="refunding"))
        self.board.waves_wanted.connect(lambda: self.deeds.open_waves())
        self.board.stage_chosen.connect(lambda stage: self.opened(view=stage))
        self.board.due_chosen.connect(lambda due: self.opened(view="to_ship", filters=(("due", "in", (due,)),)))
        self.figures.collapsed_changed.connect(lambda on: self.kept.keep("folded", on))
        self._fresh.timeout.connect(self._read_figures)
        watched = (Entity.ORDER, Entity.ORDER_LINE, Entity.PRINTED_ORDER, Entity.PARCEL, Entity.PARCEL_LINE)
        self.context.link.watch(self, watched, self._changed)
        self.context.link.watch(self, (Entity.WAVE,), lambda _changes: self._fresh.start())

    def _restore(self) -> None:
        state = self.kept.table()
        if state:
            self.table.view.restore_state(state)
            self.table.bar.density = self.table.view.density
        self.figures.set_collapsed(self.kept.is_on("folded"))
        self._free_width = FreeWidth(self.table.view, "title", self.kept, "margin", GROWING)
        self.table.view.arrangement_changed.connect(self._free_width_arranged)
        self._fit.timeout.connect(self._fit_columns)

    # --- what the window asks ------------------------------------------------------------

    def opened(self, **wanted: Any) -> None:
        """What another page asks for.

        `view`, `search`, `filters` and `order_ids` (a range, the new orders of an import) ask for a
        part of the list, `order` for one order, `new` for the form.
        """
        if {"view", "search", "filters", "order_ids"} & wanted.keys():
            self.table.open(self._wanted_rows(wanted))
        self.table.view.setFocus()
        if "order" in wanted:
            self.place.open_and_go(int(wanted["order"]))
        if wanted.get("new"):
            self.deeds.new_order()

    def _wanted_rows(self, wanted: dict[str, Any]) -> TableRequest:
        view, more = tab_and_filters(str(wanted.get("view", "all")))
        filters = [*more, *(Filter(*one) for one in wanted.get("filters", ()))]
        ids = wanted.get("order_ids")
        if ids:
            self._imported = (min(ids), max(ids))
            filters.append(Filter("id", "between", (str(min(ids)), str(max(ids)))))
        return TableRequest(str(wanted.get("search", "")), view, tuple(filters), self.table.request.sort)

    def may_leave(self) -> bool:
        """False while a typed order or a note would be lost."""
        self.detail.save_note()
        return self.deeds.may_leave()

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.header.title.setText(_("Orders"))
        self.header.retranslate()
        self._bench.setText(_("Packing bench"))
        self._pick.setText(_("Print pick list"))
        self._new.setText(_("New order"))
        for button in (self._bench, self._pick, self._new):
            button.updateGeometry()
        for part in (self.figures, self.board, self.hint, self.table, self.detail, self.bulk):
            part.retranslate()
        self._show_count()

    def _menu_spot(self) -> QPoint:
        return self.bulk.mapToGlobal(self.bulk.rect().topLeft()) if self.bulk.isVisible() else QCursor.pos()

    # --- the panel at the right ------------------------------------------------------------

    def open_detail(self, order_id: int) -> None:
        """Show one order beside the list."""
        self.place.open(order_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place.place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.place.place()
        if self._is_stale:
            self._read_figures()

    def hideEvent(self, event: QHideEvent) -> None:
        # What waits is asked for when the page is seen again: by then the shop may be closed.
        super().hideEvent(event)
        self._is_stale = self._is_stale or self._fresh.isActive()
        self._fresh.stop()
        self.place.stop()

    def _failed(self, error: BaseException) -> None:
        """What a person can understand stands in place of the rows; a mistake of the program is reported."""
        if not isinstance(error, AppError):
            self.context.show_error(error)

    # --- staying fresh ---------------------------------------------------------------------

    def _changed(self, changes: ChangeSet) -> None:
        if changes.code in _IN_PLACE:
            rows = changes.rows.get(Entity.ORDER)
            self.table.refresh(rows)
        else:
            self.table.reload()
        self.detail.refresh(changes)
        self._fresh.start()

    @Slot()
    def _read_figures(self) -> None:
        self._is_stale = False
        self.work.ask_newest("counts", view_counts, then=self._counts_arrived)
        self.work.ask_newest("figures", lately, then=self.figures.show_figures)
        self.work.ask_newest("board", board, then=self.board.show_board)
        self.work.ask_newest("stopped", stopped_here, then=self.board.show_stopped)
        self.work.ask_newest("values", filter_values, then=self._values_arrived)
        self.work.ask_newest("together", waiting_together, then=self.hint.show_count)

    def _counts_arrived(self, counts: dict[str, int]) -> None:
        self.table.set_counts({key: counts[key] for key, _title in TABS})
        self.context.set_badge("orders", counts["to_ship"])
        self.figures.setVisible(counts["all"] > 0)

    def _values_arrived(self, values: FilterValues) -> None:
        self.deeds.values = values

    def _show_count(self) -> None:
        summary = self.table.model.summary
        self.header.set_subtitle(counted(COUNTED, summary.count) if summary is not None else "")

    def _request_changed(self, request: TableRequest) -> None:
        self.kept.keep_sort(request.sort)
        self.unknown_numbers.look(request.search)

    @Slot()
    def _fit_columns(self) -> None:
        self._free_width.fit()

    @Slot()
    def _free_width_arranged(self) -> None:
        self._free_width.arranged()

    def _keep_table(self) -> None:
        self.kept.keep_table(self.table.view.save_state())
