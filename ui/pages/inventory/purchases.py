"""The Purchases section: what is being bought, from draft to the last delivery."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from services import paths
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.purchasing import commands
from services.purchasing.papers import PurchasePaper, export_purchase, purchase_paper
from services.purchasing.queries import (
    FormValues,
    PurchaseDetail,
    form_values,
    purchase_detail,
    returnable,
)
from services.purchasing.tables import PURCHASES
from services.round_trip.purchases import export_purchases
from services.types import Entity, TableRequest
from ui.page import PageContext
from ui.pages.inventory.purchase_columns import PURCHASE_KEYS, PURCHASE_TABS, purchase_columns, purchase_filters
from ui.pages.inventory.purchase_costs import CostsDialog, PricesDialog
from ui.pages.inventory.purchase_form import NO_SUPPLIER, PurchaseDialog
from ui.pages.inventory.purchase_panel import PurchasePanel
from ui.pages.inventory.purchase_receive import ReceiveDialog
from ui.pages.inventory.purchase_return import ReturnDialog
from ui.pages.inventory.purchase_small import LinkLineDialog, PayDialog, ReasonDialog, ShippingDialog
from ui.pages.inventory.supplier_form import SupplierDialog
from ui.pages.list_export import ask_export, write_and_say
from ui.pages.list_rows import rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.paper.beforehand import for_paper
from ui.table.kept_list import KeptList, source_of
from ui.table.row_menu import RowDeed, RowMenu
from ui.table.table_panel import EmptyTexts, PanelTexts

_COUNTED = NN_("{count} purchase", "{count} purchases")
_WRITTEN = NN_("{count} line was written to {file}", "{count} lines were written to {file}")
_WATCHED = (
    Entity.PURCHASE, Entity.PURCHASE_LINE, Entity.RECEIPT, Entity.RECEIPT_LINE, Entity.SUPPLIER,
    Entity.SUPPLIER_RETURN_LINE, Entity.SKU,
)  # fmt: skip


class PurchasesSection(Section):
    """`table` is the list, `panel` shows one purchase; `dialog` is the card opened last."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self._new = self.header.set_primary(_("New purchase"), "plus", self.new)
        self.table = self._make_table()
        self.panel = PurchasePanel()
        self.panel.wanted.connect(self.do)
        self.panel.link_wanted.connect(self._link_line)
        self.panel.closed.connect(self.table.view.setFocus)
        self.set_panel(self.panel)
        self.one = OneShown(context, self, self.panel, purchase_detail, self._show)
        self.column.addWidget(self.table, 1)
        self.link.watch(self, _WATCHED, self._changed)
        self.table.open()
        self._count()

    # --- going about ---------------------------------------------------------------------------

    def opened(self, **wanted: Any) -> None:
        """`purchase` asks for one of them, `view` for a tab, `supplier` for a new purchase there."""
        if "purchase" in wanted:
            self.show_purchase(int(wanted["purchase"]))
        if "view" in wanted:
            self.table.open(TableRequest(view=str(wanted["view"])))
        if "supplier" in wanted:
            self.new(int(wanted["supplier"]))

    def show_purchase(self, purchase_id: int) -> None:
        """Show one purchase at the right."""
        self.one.open(purchase_id)

    def new(self, supplier_id: int | None = None) -> None:
        """Begin a purchase; without any supplier, begin with one."""
        self.link.ask(form_values, owner=self).then(partial(self._open_form, supplier_id, None))

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New purchase"))
        self.table.retranslate()

    def _show(self, found: PurchaseDetail) -> None:
        self.panel.show_purchase(found)
        self.show_panel()

    def _changed(self, changes: ChangeSet) -> None:
        self.table.reload()
        self._count()
        self.one.read_again()

    def _count(self) -> None:
        self.link.ask(PURCHASES.view_counts, owner=self).then(self.table.set_counts)

    # --- what can be done with one ------------------------------------------------------------------

    def do(self, what: str) -> None:
        """Do what the panel offers, with the purchase it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        steps: dict[str, Callable[[], object]] = {
            "order": lambda: run(self.context, self, commands.order, [shown.id]),
            "take_back": lambda: run(self.context, self, commands.take_back, [shown.id]),
            "delete": lambda: run(self.context, self, commands.delete, [shown.id], then=self.one.put_away),
            "reopen": lambda: run(self.context, self, commands.reopen, shown.id),
            "receive": lambda: self._open(ReceiveDialog(self.context, shown, self.one.read_again)),
            "edit": lambda: self.link.ask(form_values, owner=self).then(partial(self._open_form, None, shown)),
            "costs": lambda: self._open(CostsDialog(self.context, shown, self.one.read_again)),
            "prices": lambda: self._open(PricesDialog(self.context, shown, self.one.read_again)),
            "shipping": lambda: self._open(ShippingDialog(self.context, shown)),
            "pay": lambda: self._open(PayDialog(self.context, shown.supplier_id, shown.supplier, shown)),
            "return": lambda: self._ask_return(shown),
            "close": lambda: self._open(ReasonDialog(self.context, shown, "close")),
            "cancel": lambda: self._open(ReasonDialog(self.context, shown, "cancel")),
            "paper": lambda: self.link.ask(for_paper, purchase_paper, shown.id, owner=self).then(self._show_paper),
            "workbook": lambda: self._ask_out(shown),
        }
        steps[what]()

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def _open_form(self, supplier_id: int | None, shown: PurchaseDetail | None, found: FormValues) -> None:
        if not found.suppliers:
            self.context.toast(_(NO_SUPPLIER))
            self._open(SupplierDialog(self.context, lambda number: self.new(number)))
            return
        form = PurchaseDialog(
            self.context, found.suppliers, found.currency, self.show_purchase, shown=shown, supplier_id=supplier_id
        )
        self._open(form)

    def _ask_return(self, shown: PurchaseDetail) -> None:
        asked = self.link.ask(returnable, shown.id, owner=self)
        asked.then(lambda found: self._open(ReturnDialog(self.context, shown, found, self.one.read_again)))

    def _link_line(self, line_id: int) -> None:
        shown = self.panel.shown
        line = next((one for one in shown.lines if one.id == line_id), None) if shown is not None else None
        if shown is not None and line is not None:
            self._open(LinkLineDialog(self.context, line, shown.supplier_id))

    # --- papers and files -------------------------------------------------------------------------------

    def _show_paper(self, paper: PurchasePaper) -> None:
        from ui.paper.paper_preview import PaperDialog  # here: most visits print nothing
        from ui.paper.purchase_order import PurchasePreview

        preview = PaperDialog(PurchasePreview(paper), _("Purchase order"), self.context.dialog_parent())
        preview.open_once(self.context.show_error)

    def _ask_out(self, shown: PurchaseDetail) -> None:
        suggested = paths.documents_dir() / paths.fit_for_a_file(f"{shown.number}.xlsx")
        filters = _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv")
        self.context.ask_save(_("Export"), filters, suggested, partial(self.write_to, shown.id))

    def write_to(self, purchase_id: int, out: Path) -> None:
        """Write a purchase into a workbook or CSV file."""
        write_and_say(self.context, self, _WRITTEN, out, export_purchase, purchase_id, out)

    def _export(self, request: TableRequest) -> None:
        ask_export(self.context, self, _("Purchases"), export_purchases, request)

    # --- building ---------------------------------------------------------------------------------------

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "shopping-cart-simple",
            N_("Nothing is on order"),
            N_("Write down what you buy: what arrives is booked with its share of the freight."),
            ((N_("New purchase"), "plus", self.new),),
        )
        texts = PanelTexts(N_("Purchases"), N_("Number, supplier, product…"), _COUNTED, empty)
        today = self.link.home.today
        table = KeptList(
            "purchases", "title", texts, purchase_columns(today), source_of(self.link, PURCHASES, PURCHASE_KEYS),
            tabs=PURCHASE_TABS, filters=purchase_filters(today), sort=(("number", True),),
        )  # fmt: skip
        rows_show(table, self.context, self.show_purchase)
        self.menu = RowMenu(table, (RowDeed(N_("Show details"), "square-half", self.show_purchase),))
        table.export_requested.connect(self._export)
        return table
