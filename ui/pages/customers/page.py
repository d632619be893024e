"""The Customers page: the people behind the orders, and one of them at the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from services.customers.cuts import Cuts
from services.customers.exporting import export_customers
from services.customers.listing import customer_list
from services.customers.overview import CustomerOverview, overview
from services.customers.queries import CustomerDetail, detail
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted
from services.types import Entity, TableRequest
from ui.page import Page, PageContext, PageSpec
from ui.pages.customers.actions import bulk_actions, customer_actions, row_menu, segments_menu
from ui.pages.customers.columns import READ_KEYS, columns
from ui.pages.customers.deeds import CustomerDeeds
from ui.pages.customers.figures_strip import CustomersStrip
from ui.pages.customers.filters import TABS, filter_specs
from ui.pages.customers.known import Known
from ui.pages.customers.panel import CustomerPanel
from ui.pages.list_export import ask_export
from ui.pages.list_rows import part_of_list, rows_show
from ui.pages.one_shown import OneShown
from ui.table.kept_list import KeptList
from ui.table.source import Snapshot
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.theme import space
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.page_header import PageHeader

_REVEAL_MS = 60_000
_COUNTED = NN_("{count} customer", "{count} customers")
_TICKED = NN_("{count} customer chosen", "{count} customers chosen")
_WATCHED = (
    Entity.ORDER, Entity.CUSTOMER_CARD, Entity.CUSTOMER_MERGE, Entity.CUSTOMER_CONTACT, Entity.FOLLOW_UP,
    Entity.COUPON, Entity.SEGMENT, Entity.CASE, Entity.ERASURE, Entity.SETTING,
)  # fmt: skip


class CustomersPage(Page):
    """Everything about customers. The parts are public: `known`, `table`, `figures`, `panel`, `bulk`, `deeds`."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self.known = Known()
        self.figures = CustomersStrip()
        self.table = self._make_table()
        self.panel = CustomerPanel()
        self.deeds = CustomerDeeds(context, self, self.known, self.table, self.panel)
        self.one = OneShown(context, self, self.panel, detail, self._show_detail)
        self.bulk = BulkBar(self.table)
        self._masks_again = QTimer(self, singleShot=True, interval=_REVEAL_MS)
        self._masks_again.timeout.connect(self._mask)
        self._lay_out()
        self._connect()
        self._context.registry.add(*customer_actions(self.deeds, self.table, self.reveal, self.export))
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`view`, `search` and `filters` ask for a part of the list, `customer` for one."""
        if part := part_of_list(wanted):
            self.table.open(part)
        if "customer" in wanted:
            self.open_detail(int(wanted["customer"]))

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.header.title.setText(_("Customers"))
        self.header.retranslate()
        self._segments.setText(_("Segments"))
        self._same.setText(_("Same person?"))
        self._name_reveal()
        for part in (self.table, self.figures, self.panel, self.bulk):
            part.retranslate()
        self._fill_bulk()
        self.reload()

    def reload(self) -> None:
        """Read what the page shows beside the rows again."""
        self._link.ask(overview, owner=self).then(self._show)

    # --- one customer ---------------------------------------------------------------------------

    def open_detail(self, customer_id: int) -> None:
        """Show a customer at the right."""
        self.one.open(customer_id)

    def open_segment(self, request: TableRequest) -> None:
        """Show the customers of a segment."""
        self.table.open(TableRequest(request.search, request.view, request.filters, self.table.request.sort))

    def reveal(self) -> None:
        """Show people in full for a minute, or hide them again at once."""
        self.known.is_revealed = not self.known.is_revealed
        if self.known.is_revealed:
            self._masks_again.start()
        self._masked_changed()

    @Slot()
    def _mask(self) -> None:
        self.known.is_revealed = False
        self._masked_changed()

    def _masked_changed(self) -> None:
        self._name_reveal()
        self.table.refresh()
        if self.panel.shown is not None:
            self.panel.show_customer(self.panel.shown, masked=self.known.is_masked)

    def _name_reveal(self) -> None:
        self._reveal.setText(_("Hide names") if self.known.is_revealed else _("Reveal names"))
        self._reveal.set_icon_name("eye-slash" if self.known.is_revealed else "eye")
        self._reveal.setVisible(self.known.overview is None or self.known.overview.is_masked)

    def _show(self, found: CustomerOverview) -> None:
        before, self.known.overview = self.known.overview, found
        if _shown_by(before) != _shown_by(found):
            self.table.reload()
        self.table.set_counts(dict(found.counts))
        self.figures.show_figures(found)
        self._name_reveal()
        self.header.set_subtitle(counted(_COUNTED, found.counts["all"]))

    def _changed(self, _changes: ChangeSet) -> None:
        self.reload()
        self.table.reload()
        self.one.read_again()

    def _show_detail(self, found: CustomerDetail) -> None:
        self.panel.show_customer(found, masked=self.known.is_masked)
        self.panel.show()
        self._place()

    def _panel_wants(self, what: str, number: object) -> None:
        if what == "reveal":
            self.reveal()
        elif self.panel.shown is not None:
            self.deeds.do(what, self.panel.shown, number)

    def _row_menu(self, at: QPoint) -> None:
        row_id = self.table.model.row_id(self.table.view.current_row())
        if row_id is not None:
            row_menu(self, self.deeds, self.open_detail, int(row_id)).popup(at)

    # --- building -----------------------------------------------------------------------------------

    def _source(self, request: TableRequest) -> Snapshot:
        cuts = self.known.overview.cuts if self.known.overview is not None else Cuts()
        snapshot: Snapshot = self._link.shop.table(customer_list(self._link.home.today(), cuts), request, READ_KEYS)
        return snapshot

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "users",
            N_("No customers yet"),
            N_("They come with the orders: whoever a channel shows as a buyer is a customer here."),
            ((N_("Import orders"), "upload-simple", lambda: self._context.navigate("import")),),
        )
        texts = PanelTexts(N_("Customers"), N_("Name, phone, tag…"), _COUNTED, empty)
        home = self._link.home
        return KeptList(
            "customers", "tags", texts, columns(home.currency, lambda: self.known.is_masked), self._source,
            tabs=TABS, filters=filter_specs(lambda: self.known.overview, home.currency), sort=(("last_on", True),),
            ahead=True,
        )  # fmt: skip

    def _lay_out(self) -> None:
        self.header = PageHeader(_("Customers"))
        self._reveal = self.header.add_secondary(_("Reveal names"), "eye", self.reveal)
        self._same = self.header.add_secondary(_("Same person?"), "arrows-in", self.deeds.suggest)
        self._segments = self.header.add_secondary(_("Segments"), "funnel", self._open_segments)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, space.XL, space.L)
        column.setSpacing(space.M)
        column.addWidget(self.header)
        column.addWidget(self.figures)
        column.addWidget(self.table, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space.XL, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(column, 1)
        self._row.addWidget(self.panel)
        self.panel.hide()

    def _open_segments(self) -> None:
        segments = self.known.overview.segments if self.known.overview is not None else ()
        segments_menu(self, self.deeds, segments, self.open_segment).open_below(self._segments)

    def _connect(self) -> None:
        self.header.search_opened.connect(self._context.open_palette)
        view = self.table.view
        rows_show(self.table, self._context, self.open_detail)
        view.menu_requested.connect(self._row_menu)
        view.selection_changed.connect(self._ticked)
        self.table.export_requested.connect(self.export)
        self.bulk.closed.connect(self.table.model.selection.clear)
        self.panel.closed.connect(self._place)
        self.panel.wanted.connect(self._panel_wants)
        self.panel.order_wanted.connect(lambda number: self._context.navigate("orders", search=number))
        self.panel.case_wanted.connect(lambda number: self._context.navigate("after-sales", case=number))
        kept = self.table.kept
        self.figures.collapsed_changed.connect(lambda on: kept.keep("folded", on))
        self.figures.set_collapsed(kept.is_on("folded"))
        self._link.watch(self, _WATCHED, self._changed)
        self._fill_bulk()
        self.table.open()

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook."""
        ask_export(self._context, self, _("Customers"), export_customers, request)

    def _fill_bulk(self) -> None:
        self.bulk.set_actions(bulk_actions(self.deeds), rest=1)

    def _ticked(self) -> None:
        count = self.table.view.selected_count
        self.bulk.show_selection(counted(_TICKED, count) if count else "")

    def _place(self) -> None:
        self.panel.stand_in(self, self._row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()


def _shown_by(found: CustomerOverview | None) -> tuple[Any, ...]:
    """What of all customers together decides how the rows look."""
    if found is None:
        return (Cuts(), True)
    return (found.cuts, found.is_masked)


CUSTOMERS = PageSpec("customers", N_("Customers"), "users", CustomersPage)
