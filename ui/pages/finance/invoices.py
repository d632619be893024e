"""The Invoices section: issued and received, typed or imported, with what they belong to and their files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QDesktopServices

from services.finance.papers import SUFFIXES, keep_papers
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted
from services.round_trip.records import export_invoices
from services.tax.invoice_list import INVOICES, InvoiceOverview, InvoiceView, one_invoice, overview, path_of
from services.tax.invoices import add_papers, delete_invoices, remove_paper, void_invoices
from services.types import Entity, TableRequest
from ui.actions import ActionSpec
from ui.page import PageContext
from ui.pages.finance.invoice_columns import READ_KEYS, TABS, columns, filter_specs
from ui.pages.finance.invoice_form import InvoiceForm
from ui.pages.finance.invoice_panel import InvoicePanel
from ui.pages.list_export import ask_export
from ui.pages.list_rows import part_of_list, rows_show
from ui.pages.one_shown import OneShown
from ui.pages.section import Section
from ui.pages.work import run
from ui.table.kept_list import KeptList, source_of
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.theme.icons import icon
from ui.widgets.menu import PassingMenu

_COUNTED = NN_("{count} invoice", "{count} invoices")


class InvoicesSection(Section):
    """`table` is the list, `panel` shows one invoice; `form` is the card opened last."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.overview: InvoiceOverview | None = None
        self.form: InvoiceForm | None = None
        self._new = self.header.set_primary(_("New invoice"), "plus", self.new)
        self._import = self.header.add_secondary(_("Import files"), "upload-simple", self.import_files)
        self.table = self._make_table()
        self.panel = InvoicePanel()
        self.panel.wanted.connect(self.do)
        self.panel.paper.connect(self._open_paper)
        self.panel.off.connect(lambda paper: run(self.context, self, remove_paper, paper))
        self.panel.closed.connect(self.table.view.setFocus)
        self.set_panel(self.panel)
        self.one = OneShown(context, self, self.panel, one_invoice, self._show)
        self.column.addWidget(self.table, 1)
        self._add_actions()
        self.link.watch(self, (Entity.INVOICE, Entity.INVOICE_PAPER, Entity.PURCHASE, Entity.SETTING), self._changed)
        self.table.open()
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`invoice` asks for one of them; `view`, `search` and `filters` for a part of the list."""
        if part := part_of_list(wanted):
            self.table.open(part)
        if "invoice" in wanted:
            self.show_invoice(int(wanted["invoice"]))

    def reload(self) -> None:
        """Read the counts again."""
        self.link.ask(overview, owner=self).then(self._show_overview)

    def show_invoice(self, invoice_id: int) -> None:
        """Show one invoice at the right."""
        self.one.open(invoice_id)

    def focus_filter(self) -> None:
        """Put the keyboard into the filter box."""
        self.table.focus_filter()

    def drop_words(self, files: Sequence[Path]) -> str:
        """Files dropped while an invoice is shown are its own."""
        shown = self.panel.shown
        fits = all(one.suffix.lower().lstrip(".") in SUFFIXES for one in files)
        if shown is None or not self.panel.isVisible() or not fits:
            return ""
        return _("Keep with the invoice {number}").format(number=shown.draft.number)

    def take_files(self, files: Sequence[Path]) -> None:
        """Keep files with the invoice that is shown."""
        if self.panel.shown is not None:
            self.add_files(self.panel.shown.id, files)

    # --- what can be done ------------------------------------------------------------------------

    def new(self) -> None:
        """Type an invoice in."""
        self._edit(None)

    def do(self, what: str) -> None:
        """Do what the panel offers, with the invoice it shows."""
        shown = self.panel.shown
        if shown is None:
            return
        if what == "change":
            self._edit(shown)
        elif what == "void":
            run(self.context, self, void_invoices, [shown.id], is_void=not shown.is_void)
        elif what == "order" and shown.draft.order_no:
            self.context.navigate("orders", search=shown.draft.order_no)
        elif what == "purchase":
            self.context.navigate("inventory", section="purchases", purchase=shown.purchase_id)
        elif what == "papers":
            kinds = _("Papers ({suffixes})").format(suffixes=" ".join(f"*.{one}" for one in SUFFIXES))
            self.context.ask_files(_("Files of the invoice"), kinds, partial(self.add_files, shown.id))
        elif what == "delete":
            run(self.context, self, delete_invoices, [shown.id], then=self.one.put_away)

    def add_files(self, invoice_id: int, files: Sequence[Path]) -> None:
        """Keep these files with an invoice."""
        asked = self.link.keep(keep_papers, list(files), owner=self)
        asked.then(partial(run, self.context, self, add_papers, invoice_id)).fails(self.context.show_error)

    def import_files(self) -> None:
        """Ask for tables of invoices; the import takes them from there."""
        filters = _("Tables ({suffixes})").format(suffixes="*.csv *.xlsx *.xls *.zip")
        self.context.ask_files(
            _("Import invoices"), filters, lambda files: self.context.navigate("import", files=files)
        )

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook that imports again."""
        ask_export(self.context, self, _("Invoices"), export_invoices, request)

    def delete_ticked(self) -> None:
        """Delete the ticked invoices, or the one that is shown; one step, taken back by Undo."""
        if self.table.view.selected_count:
            ticked = self.table.view.selected_ids()
            self.link.wait_for(ticked, owner=self).then(lambda ids: run(self.context, self, delete_invoices, list(ids)))
        else:
            self.do("delete")

    def menu(self) -> PassingMenu:
        """What can be done with the invoice that is shown, or those that are ticked."""
        menu = PassingMenu(self)
        several = self.table.view.selected_count > 0
        if not several:
            for what, words, name in (
                ("change", _("Change…"), "pencil-simple"),
                ("papers", _("Add files…"), "paperclip"),
            ):
                menu.addAction(icon(name), words).triggered.connect(lambda _on=False, _what=what: self.do(_what))
        menu.addAction(icon("trash"), _("Delete")).triggered.connect(lambda _on=False: self.delete_ticked())
        return menu

    def _edit(self, shown: InvoiceView | None) -> None:
        home = self.link.home
        self.form = InvoiceForm(self.context, home.currency(), home.today(), self.show_invoice, shown)
        self.context.open_dialog(self.form)

    def _open_paper(self, paper_id: int) -> None:
        self.link.ask(path_of, paper_id, owner=self).then(self._opened_paper)

    def _opened_paper(self, path: Path | None) -> None:
        if path is None:
            self.context.toast(_("The file of this invoice is not beside the shop any more."))
        else:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    # --- what changed ----------------------------------------------------------------------------

    def _show(self, found: InvoiceView) -> None:
        self.panel.show_invoice(found)
        self.show_panel()

    def _show_overview(self, found: InvoiceOverview) -> None:
        self.overview = found
        self.table.set_counts(dict(found.counts))
        self.header.set_subtitle(counted(_COUNTED, found.counts["all"]))

    def _changed(self, _changes: ChangeSet) -> None:
        self.reload()
        self.table.reload()
        self.one.read_again()

    # --- building --------------------------------------------------------------------------------

    def retranslate(self) -> None:
        super().retranslate()
        self._new.setText(_("New invoice"))
        self._import.setText(_("Import files"))
        self.table.retranslate()
        self.reload()

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "receipt",
            N_("No invoices yet"),
            N_("Type those you issue and get, or import them as a table; a number is never kept twice."),
            ((N_("Import files"), "upload-simple", self.import_files), (N_("New invoice"), "plus", self.new)),
        )
        texts = PanelTexts(N_("Invoices"), N_("Number, party, order no.…"), _COUNTED, empty)
        home = self.link.home
        table = KeptList(
            "invoices", "party", texts, columns(home.currency), source_of(self.link, INVOICES, READ_KEYS), tabs=TABS,
            filters=filter_specs(home.today), sort=(("issued_on", True),),
        )  # fmt: skip
        rows_show(table, self.context, self.show_invoice)
        table.view.menu_requested.connect(self._row_menu)
        table.export_requested.connect(self.export)
        return table

    def _row_menu(self, spot: QPoint) -> None:
        view = self.table.view
        current = view.table.row_id(view.current_row()) if view.current_row() >= 0 else None
        if current is not None and not view.selected_count:
            self.show_invoice(current)
        self.menu().popup(spot)

    def _add_actions(self) -> None:
        group, scope = N_("Finance"), "finance"
        self.context.registry.add(
            ActionSpec("finance.invoices", N_("Invoices issued and received"), self._come, "receipt", group=group),
            ActionSpec("finance.new_invoice", N_("New invoice"), self._come_new, "plus", scope=scope, group=group),
        )

    def _come(self) -> None:
        self.context.navigate("finance", section="invoices")

    def _come_new(self) -> None:
        self._come()
        self.new()
