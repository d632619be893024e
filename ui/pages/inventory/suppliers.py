"""The Suppliers section: who goods are bought from, and what is owed to them."""

from __future__ import annotations

from typing import Any

from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.purchasing import suppliers
from services.purchasing.supplier_facts import SupplierDetail, supplier_detail
from services.purchasing.tables import SUPPLIERS
from services.round_trip.records import export_suppliers
from services.types import Entity, TableRequest
from ui.page import PageContext
from ui.pages.inventory.purchase_columns import SUPPLIER_COLUMNS, SUPPLIER_KEYS, SUPPLIER_TABS, supplier_filters
from ui.pages.inventory.purchase_small import PayDialog
from ui.pages.inventory.supplier_form import SupplierDialog
from ui.pages.inventory.supplier_panel import SupplierPanel
from ui.pages.list_export import ask_export
from ui.pages.list_rows import rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.kept_list import KeptList, source_of
from ui.table.row_menu import RowDeed, RowMenu
from ui.table.table_panel import EmptyTexts, PanelTexts

_COUNTED = NN_("{count} supplier", "{count} suppliers")
_WATCHED = (
    Entity.SUPPLIER, Entity.PURCHASE, Entity.PURCHASE_LINE, Entity.RECEIPT_LINE, Entity.SUPPLIER_PAYMENT,
    Entity.SUPPLIER_RETURN_LINE,
)  # fmt: skip


class SuppliersSection(Section):
    """`table` is the list, `panel` shows one supplier; `dialog` is the card opened last."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.dialog: Any = None
        self._new = self.header.set_primary(_("New supplier"), "plus", self.new)
        self.table = self._make_table()
        self.panel = SupplierPanel()
        self.panel.wanted.connect(self.do)
        self.panel.purchase_wanted.connect(self._go_to_purchase)
        self.panel.payment_wrong.connect(self._delete_payment)
        self.panel.closed.connect(self.table.view.setFocus)
        self.set_panel(self.panel)
        self.one = OneShown(context, self, self.panel, supplier_detail, self._show)
        self.column.addWidget(self.table, 1)
        self.link.watch(self, _WATCHED, self._changed)
        self.table.open()
        self._count()

    def opened(self, **wanted: Any) -> None:
        """`supplier` asks for one of them."""
        if "supplier" in wanted:
            self.show_supplier(int(wanted["supplier"]))

    def show_supplier(self, supplier_id: int) -> None:
        """Show one supplier at the right."""
        self.one.open(supplier_id)

    def new(self) -> None:
        """Begin a supplier."""
        self._open(SupplierDialog(self.context, self.show_supplier))

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New supplier"))
        self.table.retranslate()

    def do(self, what: str) -> None:
        """Do what the panel offers, with the supplier it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "edit":
            self._open(SupplierDialog(self.context, self.show_supplier, shown))
        elif what == "buy":
            self.context.navigate("inventory", section="purchases", supplier=shown.id)
        elif what == "pay":
            owed = shown.owed[0] if shown.owed else None
            currency = owed.currency if owed else shown.draft.currency or shown.own_currency
            amount = owed.owed_minor if owed else None
            self._open(PayDialog(self.context, shown.id, shown.draft.name, currency=currency, owed_minor=amount))
        elif what == "delete":
            run(self.context, self, suppliers.delete_suppliers, [shown.id], then=self.one.put_away)
        else:
            command = suppliers.archive_suppliers if what == "archive" else suppliers.restore_suppliers
            run(self.context, self, command, [shown.id])

    def _open(self, dialog: Any) -> None:
        self.dialog = dialog
        self.context.open_dialog(dialog)

    def _go_to_purchase(self, purchase_id: int) -> None:
        self.context.navigate("inventory", section="purchases", purchase=purchase_id)

    def _delete_payment(self, payment_id: int) -> None:
        run(self.context, self, suppliers.delete_payment, payment_id)

    def _buy_from(self, supplier_id: int) -> None:
        self.context.navigate("inventory", section="purchases", supplier=supplier_id)

    def _show(self, found: SupplierDetail) -> None:
        self.panel.show_supplier(found)
        self.show_panel()

    def _count(self) -> None:
        self.link.ask(SUPPLIERS.view_counts, owner=self).then(self.table.set_counts)

    def _changed(self, _changes: ChangeSet) -> None:
        self.table.reload()
        self._count()
        self.one.read_again()

    def _export(self, request: TableRequest) -> None:
        ask_export(self.context, self, _("Suppliers"), export_suppliers, request)

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "storefront",
            N_("No supplier yet"),
            N_("Who you buy from, how long they take, and what you owe them: it is measured as you buy."),
            ((N_("New supplier"), "plus", self.new),),
        )
        texts = PanelTexts(N_("Suppliers"), N_("Name, contact, phone…"), _COUNTED, empty)
        table = KeptList(
            "suppliers", "note", texts, SUPPLIER_COLUMNS, source_of(self.link, SUPPLIERS, SUPPLIER_KEYS),
            tabs=SUPPLIER_TABS, filters=supplier_filters(self.link.home.today), sort=(("name", False),),
        )  # fmt: skip
        rows_show(table, self.context, self.show_supplier)
        self.menu = RowMenu(
            table,
            (
                RowDeed(N_("Show details"), "square-half", self.show_supplier),
                RowDeed(N_("New purchase"), "plus", self._buy_from),
            ),
        )
        table.export_requested.connect(self._export)
        return table
