"""The Products page: the list, the codes that wait for a product, one product at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from services.catalog.form_data import FormData, form_data
from services.catalog.page_overview import PageOverview, page_overview, product_figures
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.messages import counted
from services.types import Entity
from ui.page import Page, PageContext, PageSpec
from ui.pages.list_rows import part_of_list, rows_say
from ui.pages.products import pasting
from ui.pages.products.actions import bulk_actions, product_actions, row_menu
from ui.pages.products.deeds import ProductDeeds
from ui.pages.products.detail import ProductPanel
from ui.pages.products.detail_sections import ProductCalls
from ui.pages.products.figures_strip import ProductFiguresStrip
from ui.pages.products.form import ProductForm
from ui.pages.products.gallery import pictures_among
from ui.pages.products.list_table import KeptColumns, sku_table
from ui.pages.products.picture_places import PicturePlaces
from ui.pages.products.side import ProductSide
from ui.pages.products.sku_panel import UNLINKED
from ui.pages.products.unlinked import UnlinkedPanel
from ui.table.kept import KeptTable
from ui.theme import space
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.page_header import PageHeader

_IN_PLACE = frozenset({"catalog.edit_sku"})
_LISTED = (Entity.SKU, Entity.PRODUCT, Entity.PICTURE, Entity.LISTING, Entity.STOCK_MOVE, Entity.COMPONENT)
_WATCHED = frozenset({*_LISTED, Entity.SKU_ALIAS, Entity.ORDER_LINE, Entity.BARCODE, Entity.SUPPLIER_ITEM})


class ProductsPage(Page):
    """Everything about products. The parts are public: `table`, `unlinked`, `detail`, `bulk`; `overview` once read."""

    def __init__(self, context: PageContext, kept: KeptTable | None = None) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self.kept = kept if kept is not None else KeptTable("products")
        self.overview: PageOverview | None = None
        self.deeds = ProductDeeds(context, self, lambda: self.overview, self.kept)
        self.form: ProductForm | None = None
        self.figures = ProductFiguresStrip()
        self.unlinked = UnlinkedPanel(context)
        deeds = self.deeds
        self.table = sku_table(
            self._link, lambda: self.overview, self.kept, self.unlinked, self.new_product, deeds.import_products
        )
        self.pictures = PicturePlaces(context, self)
        self.detail = ProductPanel(self._panel_calls())
        self.side = ProductSide(context, self, self.table, self.detail, self.pictures)
        self.columns = KeptColumns(self.table, self.kept)
        self.bulk = BulkBar(self.table)
        self._lay_out()
        self._connect()
        context.registry.add(*product_actions(self.deeds, self.table, self.new_product, self.targets))
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`view` asks for a tab, `search` for a search, `sku` for one product, `new` for the form."""
        if wanted.get("view") == UNLINKED:
            self.table.show_unlinked()
        elif part := part_of_list(wanted):
            self.table.open(part)
        if "sku" in wanted:
            self.open_detail(int(wanted["sku"]))
        if wanted.get("new"):
            self.new_product()

    def may_leave(self) -> bool:
        """False while a product that is being written would be lost."""
        return self.form is None or self.form.may_close()

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.header.title.setText(_("Products"))
        self.header.retranslate()
        self._import.setText(_("Import products"))
        self._new.setText(_("New product"))
        self.figures.retranslate()
        self.table.retranslate()
        self.unlinked.retranslate()
        self.bulk.retranslate()
        self._fill_bulk()
        self.detail.retranslate()
        self.reload()

    def reload(self) -> None:
        """Read the counts and the unlinked codes again."""
        self._link.ask(page_overview, owner=self).then(self._show)
        self._link.wait_for(self.table.rows_there(), owner=self).then(self._read_figures)

    def _read_figures(self, _rows_there: object) -> None:
        self._link.ask(product_figures, owner=self).then(self.figures.show_figures)

    def _show(self, found: PageOverview) -> None:
        self.overview = found
        self.table.set_counts({**found.counts, UNLINKED: len(found.unlinked)})
        self.figures.setVisible(found.counts["all"] > 0)
        self.unlinked.show_codes(found.unlinked, found.without_code)
        count = found.counts["all"]
        self.header.set_subtitle(counted(NN_("{count} product", "{count} products"), count))

    def _changed(self, changes: ChangeSet) -> None:
        self.reload()
        if changes.touches(*_LISTED):
            if changes.code in _IN_PLACE:
                self.table.refresh()
            else:
                self.table.reload()
        self.side.reload()

    # --- one product ---------------------------------------------------------------------------

    def open_detail(self, sku_id: int) -> None:
        """Show a product at the right."""
        self.side.open(sku_id)

    def _row_menu(self, spot: QPoint) -> None:
        current = self.table.model.row_id(self.table.view.current_row())
        if current is not None:
            row_menu(self, self.deeds, self.edit, current).popup(spot)

    def _panel_calls(self) -> ProductCalls:
        deeds, one, pictures = self.deeds, self._one, self.pictures
        return ProductCalls(
            self.edit, one(deeds.archive), one(deeds.restore), self._delete_one, self.open_detail,
            one(deeds.print_labels), deeds.open_margin, self._show_orders, self._show_order,
            deeds.open_listing, deeds.switch_listing,
            pictures.add, pictures.ask, pictures.arrange, pictures.assign, pictures.remove, pictures.open,
        )  # fmt: skip

    @staticmethod
    def _one(do: Callable[[Sequence[int]], object]) -> Callable[[int], object]:
        return lambda sku_id: do([sku_id])

    def _show_orders(self, code: str) -> None:
        self._context.navigate("orders", search=code)

    def _show_order(self, order_id: int) -> None:
        self._context.navigate("orders", order=order_id)

    def drop_words(self, files: Sequence[Path]) -> str:
        """Pictures dropped while a product is open become its own."""
        shown = self.detail.shown if self.detail.isVisible() else None
        if shown is None or not pictures_among(files):
            return ""
        return _("Add as pictures of {code}").format(code=shown.draft.code)

    def take_files(self, files: Sequence[Path]) -> None:
        """Add dropped pictures to the product that is open."""
        number = self.detail.product_id
        if number is not None:
            self.pictures.add(number, list(pictures_among(files)))

    def new_product(self) -> None:
        """Open the form for a new product."""
        self._link.ask(form_data, owner=self).then(self._open_form)

    def edit(self, sku_id: int) -> None:
        """Open the form of a product, at one of its variants."""
        self._link.ask(form_data, sku_id, owner=self).then(self._open_form)

    def _open_form(self, found: FormData) -> None:
        if self.form is not None:
            return
        self.form = form = ProductForm(self._context, found)
        form.closed.connect(self._form_closed)
        self._context.open_dialog(form)

    def _form_closed(self) -> None:
        self.form = None

    # --- several products ------------------------------------------------------------------------

    def targets(self, then: Callable[[Sequence[int]], object]) -> None:
        """The ticked products, else the one the panel or the cursor is at."""
        if self.table.view.selected_count:
            self._with_ticked(then)
            return
        shown = self.side.shown
        current = shown if shown is not None else self.table.model.row_id(self.table.view.current_row())
        if current is not None:
            then([current])

    def _delete_one(self, sku_id: int) -> None:
        self.detail.hide()
        self.deeds.delete([sku_id])

    def _with_ticked(self, then: Any) -> None:
        self._link.wait_for(self.table.view.selected_ids(), self).then(lambda ids: then(list(ids)))

    # --- building ----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.header = PageHeader(_("Products"))
        self._import = self.header.add_secondary(_("Import products"), "upload-simple", self.deeds.import_products)
        self._new = self.header.set_primary(_("New product"), "plus", self.new_product)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, space.XL, space.L)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.figures)
        column.addSpacing(space.M)
        column.addWidget(self.table, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space.XL, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(column, 1)
        self._row.addWidget(self.detail)
        self.detail.hide()

    def _connect(self) -> None:
        self.header.search_opened.connect(self._context.open_palette)
        self.table.model.on_edit = self.deeds.edit_cell
        view = self.table.view
        view.open_requested.connect(self.open_detail)
        view.peek_requested.connect(self.side.peek)
        self.side.opened.connect(self._place)
        view.menu_requested.connect(self._row_menu)
        view.selection_changed.connect(self._ticked)
        pasting.listen(self._context, self, view)
        self.table.export_requested.connect(self.deeds.export)
        rows_say(self.table, self._context)
        self.bulk.closed.connect(self.table.model.selection.clear)
        self._fill_bulk()
        self._link.watch(self, _WATCHED, self._changed)
        self.figures.collapsed_changed.connect(lambda on: self.kept.keep("folded", on))
        self.figures.set_collapsed(self.kept.is_on("folded"))
        self.table.open()

    def _fill_bulk(self) -> None:
        self.bulk.set_actions(bulk_actions(self.deeds, self._with_ticked), rest=2)

    def _ticked(self) -> None:
        count = self.table.view.selected_count
        said = counted(NN_("{count} product chosen", "{count} products chosen"), count) if count else ""
        self.bulk.show_selection(said)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.side.rest()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def _place(self) -> None:
        self.columns.fit()
        self.detail.stand_in(self, self._row)


PRODUCTS = PageSpec(
    "products", N_("Products"), "package", ProductsPage, badge_tone="amber", badge_meaning=N_("orders not linked")
)
