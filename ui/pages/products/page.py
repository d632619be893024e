"""The Products page: the list, the codes that wait for a product, one product at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from services import clock, formatting, paths, settings
from services.catalog import commands
from services.catalog.bulk import apply_change
from services.catalog.changes import SetAmount
from services.catalog.form_data import FormData, form_data
from services.catalog.listings import ListingView, set_listing
from services.catalog.page_overview import PageOverview, page_overview, product_figures
from services.catalog.pictures import folder_of
from services.catalog.queries import SkuDetail, detail
from services.catalog.sku_page import SkuPage, sku_page
from services.catalog.thumbnails import small_file
from services.channels.queries import ChannelView, channels
from services.errors import AppError, NotFound
from services.exporting.products import export_products
from services.exporting.templates import suggested_name
from services.fulfilment.labels import LabelRun, label_run
from services.i18n import N_, NN_, _
from services.kernel.changes import ChangeSet
from services.kernel.runner import Outcome
from services.messages import message
from services.types import Entity, Filter, ListingState, PriceField
from ui.actions import ActionSpec
from ui.dialogs.import_words import counted
from ui.pages.products.bulk_edit import BulkEditDialog
from ui.pages.products.columns import columns, sku_source
from ui.pages.products.detail import ProductCalls, ProductPanel
from ui.pages.products.figures_strip import ProductFiguresStrip
from ui.pages.products.filters import TABS, filter_specs
from ui.pages.products.form import ProductForm
from ui.pages.products.gallery import pictures_among
from ui.pages.products.labels import LabelDialog
from ui.pages.products.listing_dialog import ListingDialog
from ui.pages.products.margin_dialog import MarginDialog
from ui.pages.products.picture_places import PicturePlaces
from ui.pages.products.sku_panel import UNLINKED, SkuPanel
from ui.pages.products.unlinked import UnlinkedPanel
from ui.pages.spec import Page, PageContext, PageSpec
from ui.table.free_width import FreeWidth
from ui.table.kept import KeptTable
from ui.table.paged_model import CellEdit
from ui.table.source import TableRequest
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.page_header import PageHeader

_IN_PLACE = frozenset({"catalog.edit_sku"})
_NARROW = 1280
_LISTED = (Entity.SKU, Entity.PRODUCT, Entity.PICTURE, Entity.LISTING, Entity.STOCK_MOVE, Entity.COMPONENT)
_WATCHED = frozenset({*_LISTED, Entity.SKU_ALIAS, Entity.ORDER_LINE, Entity.BARCODE, Entity.SUPPLIER_ITEM})


class ProductsPage(Page):
    """Everything about products. The parts are public: `table`, `unlinked`, `detail`, `bulk`."""

    def __init__(self, context: PageContext, kept: KeptTable | None = None) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self.kept = kept if kept is not None else KeptTable("products")
        self.currency, self.zone = settings.CURRENCY.default, settings.ZONE.default
        self.overview: PageOverview | None = None
        self.form: ProductForm | None = None
        self._asked: int | None = None
        self.figures = ProductFiguresStrip()
        self.unlinked = UnlinkedPanel(context)
        self.table = self._make_table()
        self.pictures = PicturePlaces(context, self)
        self.detail = ProductPanel(self._panel_calls())
        self.bulk = BulkBar(self.table)
        self._lay_out()
        self._connect()
        self._add_actions()
        self.reload()

    def opened(self, **wanted: Any) -> None:
        """`view` asks for a tab, `search` for a search, `sku` for one product, `new` for the form."""
        if wanted.get("view") == UNLINKED:
            self.table.show_unlinked()
        elif {"view", "search", "filters"} & wanted.keys():
            filters = tuple(Filter(*one) for one in wanted.get("filters", ()))
            self.table.open(TableRequest(str(wanted.get("search", "")), str(wanted.get("view", "all")), filters))
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
        self.bulk.retranslate()
        self._fill_bulk()
        self.detail.retranslate()
        self.reload()

    def reload(self) -> None:
        """Read the counts and the unlinked codes again."""
        self._link.ask(page_overview, owner=self).then(self._show)
        self._link.ask(product_figures, owner=self).then(self.figures.show_figures)

    def _show(self, found: PageOverview) -> None:
        self.overview = found
        if (found.currency, found.zone) != (self.currency, self.zone):
            self.currency, self.zone = found.currency, found.zone
            self.table.reload()
        self.table.set_counts({**found.counts, UNLINKED: len(found.unlinked)})
        self.figures.setVisible(found.counts["all"] > 0)
        self.unlinked.show_codes(found.unlinked, found.without_code)
        count = found.counts["all"]
        self.header.set_subtitle(counted(NN_("{count} product", "{count} products"), count))
        self._context.set_badge("products", len(found.unlinked))

    def _changed(self, changes: ChangeSet) -> None:
        self.reload()
        if changes.touches(*_LISTED):
            if changes.code in _IN_PLACE:
                self.table.refresh()
            else:
                self.table.reload()
        if self.detail.isVisible() and self.detail.shown is not None:
            self.open_detail(self.detail.shown.id)

    # --- one product ---------------------------------------------------------------------------

    def open_detail(self, sku_id: int) -> None:
        """Show a product at the right."""
        self._asked = sku_id
        self._link.ask(sku_page, sku_id, owner=self).then(self._show_detail).fails(self._no_detail)

    def _show_detail(self, found: SkuPage) -> None:
        if found.detail.id != self._asked:
            return
        self.detail.show_product(found, self.currency, self.zone)
        self.detail.show()
        self._place_detail()
        self.pictures.make_small(found.pictures, self.detail.show_files)

    def _no_detail(self, error: Exception) -> None:
        self.detail.hide()
        if not isinstance(error, NotFound):
            self._context.show_error(error)

    def _panel_calls(self) -> ProductCalls:
        one = self._one
        return ProductCalls(
            self.edit, one(self.archive), one(self.restore), self._delete_one, self.open_detail,
            one(self.print_labels), self.open_margin, self._show_orders, self._open_listing, self._switch_listing,
            self.pictures.add, self.pictures.ask, self.pictures.arrange, self.pictures.remove, self.pictures.open,
        )  # fmt: skip

    @staticmethod
    def _one(do: Callable[[Sequence[int]], object]) -> Callable[[int], object]:
        return lambda sku_id: do([sku_id])

    def _show_orders(self, code: str) -> None:
        self._context.navigate("orders", search=code)

    def _open_listing(self, sku_id: int, one: ListingView | None) -> None:
        def show(found: tuple[ChannelView, ...]) -> None:
            self._context.open_dialog(ListingDialog(self._context, sku_id, found, self.zone, one))

        self._link.ask(channels, owner=self).then(show)

    def _switch_listing(self, one: ListingView) -> None:
        goes_on = one.draft.state is not ListingState.ON_SALE
        draft = replace(one.draft, state=ListingState.ON_SALE if goes_on else ListingState.OFF_SHELF)
        forms = NN_("{count} listing was changed", "{count} listings were changed")
        self._link.run(set_listing, draft, one.id, owner=self).then(partial(self._done, forms, 1))

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

    def _edit_cell(self, edit: CellEdit) -> None:
        """Keep what was typed into a cell; a refusal puts the old value back."""
        self._link.ask(detail, edit.row_id, owner=self).then(partial(self._save_cell, edit)).fails(
            partial(self._cell_failed, edit)
        )

    def _save_cell(self, edit: CellEdit, found: SkuDetail) -> None:
        typed = edit.text.strip()
        changed: dict[str, Any] = {"shelf": typed or None}
        if edit.key != "shelf":
            amount = formatting.parse_amount(typed, self.currency) if typed else None
            changed = {f"{edit.key}_minor": amount}
        draft = replace(found.draft, **changed)
        job = self._link.run(commands.edit_sku, edit.row_id, draft, owner=self)
        job.then(lambda _outcome: edit.accept()).fails(partial(self._cell_failed, edit))

    def _cell_failed(self, edit: CellEdit, error: Exception) -> None:
        edit.reject(error.message if isinstance(error, AppError) else message(N_("It could not be saved.")))
        self._context.show_error(error)

    # --- several products ------------------------------------------------------------------------

    def archive(self, sku_ids: Sequence[int]) -> None:
        """Take products out of the lists."""
        forms = NN_("{count} product was archived", "{count} products were archived")
        self._run(commands.archive, sku_ids, forms)

    def restore(self, sku_ids: Sequence[int]) -> None:
        """Put archived products back."""
        self._run(commands.restore, sku_ids, NN_("{count} product is back", "{count} products are back"))

    def delete(self, sku_ids: Sequence[int]) -> None:
        """Remove products that were never sold."""
        forms = NN_("{count} product was deleted", "{count} products were deleted")
        self._run(commands.delete, sku_ids, forms)

    def bulk_edit(self, sku_ids: Sequence[int]) -> None:
        """Open the dialog that changes many products at once."""
        if sku_ids and self.overview is not None:
            self._context.open_dialog(BulkEditDialog(self._context, sku_ids, self.overview))

    def print_labels(self, sku_ids: Sequence[int]) -> None:
        """Open the labels of these products."""
        self._link.ask(label_run, list(sku_ids), owner=self).then(self._show_labels)

    def _show_labels(self, run: LabelRun) -> None:
        size = self.kept.text("labels/size") or "40x30"
        dialog = LabelDialog(self._context, run, size)
        dialog.preview.paper_bar.changed.connect(
            lambda: self.kept.keep_text("labels/size", dialog.preview.size_chosen.key)
        )
        self._context.open_dialog(dialog)

    def open_margin(self, sku_id: int | None = None) -> None:
        """Open the margin calculator, for one product where one is named."""
        if sku_id is None:
            self._context.open_dialog(MarginDialog(self._context, self.currency, self.kept))
        else:
            self._link.ask(detail, sku_id, owner=self).then(self._margin_of)

    def _margin_of(self, found: SkuDetail) -> None:
        draft = found.draft
        dialog = MarginDialog(
            self._context, self.currency, self.kept, name=f"{draft.code} · {draft.title}",
            price_minor=draft.price_minor, cost_minor=draft.cost_minor, use_price=partial(self._set_price, found.id),
        )  # fmt: skip
        self._context.open_dialog(dialog)

    def _set_price(self, sku_id: int, price_minor: int) -> None:
        change, reason = SetAmount(PriceField.PRICE, price_minor), _("Margin calculator")
        job = self._link.run(apply_change, [sku_id], change, reason=reason, owner=self)
        job.then(partial(self._done, NN_("{count} price was set", "{count} prices were set"), 1))

    def _targets(self, then: Callable[[Sequence[int]], object]) -> None:
        """The ticked products, else the one the panel or the cursor is at."""
        if self.table.view.selected_count:
            self._with_ticked(then)
            return
        shown = self.detail.shown if self.detail.isVisible() else None
        current = shown.id if shown is not None else self.table.model.row_id(self.table.view.current_row())
        if current is not None:
            then([current])

    def _run(self, command: Any, sku_ids: Sequence[int], forms: tuple[str, str]) -> None:
        done = partial(self._done, forms, len(sku_ids))
        self._link.run(command, list(sku_ids), owner=self).then(done)

    def _done(self, forms: tuple[str, str], count: int, outcome: Outcome[Any]) -> None:
        undo = partial(self._link.undo, outcome.changes.operation_id)
        self._context.toast(counted(forms, count), undo=undo)

    def _delete_one(self, sku_id: int) -> None:
        self.detail.hide()
        self.delete([sku_id])

    def _with_ticked(self, then: Any) -> None:
        self._link.wait_for(self.table.view.selected_ids(), self).then(lambda ids: then(list(ids)))

    # --- files ---------------------------------------------------------------------------------------

    def import_products(self) -> None:
        """Ask for a product workbook and import it."""
        filters = _("Tables ({suffixes})").format(suffixes="*.xlsx *.xls *.csv *.ods")
        self._context.ask_files(_("Import products"), filters, self._import_files)

    def _import_files(self, files: list[Path]) -> None:
        self._context.navigate("import", files=files)

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook that imports again."""
        suggested = paths.documents_dir() / suggested_name("products")
        then = partial(self.export_to, request)
        self._context.ask_save(_("Export products"), _("Workbooks (*.xlsx)"), suggested, then)

    def export_to(self, request: TableRequest, out: Path) -> None:
        """Write the rows of a request to this file."""
        self._link.ask(export_products, out, request=request, owner=self).then(partial(self._exported, out))

    def _exported(self, out: Path, count: int) -> None:
        forms = NN_("{count} row was written to {file}", "{count} rows were written to {file}")
        self._context.toast(counted(forms, count, file=out.name))

    # --- building ----------------------------------------------------------------------------------

    def _make_table(self) -> SkuPanel:
        empty = EmptyTexts(
            "package",
            N_("No products yet"),
            N_("Write them down, import the product workbook, or create them from the codes in your orders."),
            (
                (N_("New product"), "plus", self.new_product),
                (N_("Import products"), "upload-simple", self.import_products),
            ),
        )
        texts = PanelTexts(
            N_("Products"), N_("Name, code, barcode, pinyin…"), NN_("{count} product", "{count} products"), empty
        )
        return SkuPanel(
            self.unlinked,
            texts,
            columns(lambda: self.currency, partial(small_file, folder_of(self._link.shop.path))),
            sku_source(self._link, lambda: clock.business_day(clock.now(), self.zone)),
            tabs=TABS,
            filters=filter_specs(lambda: self.overview, lambda: self.currency),
            saved=self.kept.saved_views(),
            sort=self.kept.sort() or (("code", False),),
        )

    def _lay_out(self) -> None:
        self.header = PageHeader(_("Products"))
        self._import = self.header.add_secondary(_("Import products"), "upload-simple", self.import_products)
        self._new = self.header.set_primary(_("New product"), "plus", self.new_product)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 20, 16)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.figures)
        column.addSpacing(12)
        column.addWidget(self.table, 1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addLayout(column, 1)
        self._row.addWidget(self.detail)
        self.detail.hide()

    def _connect(self) -> None:
        self.header.search_opened.connect(self._context.open_palette)
        self.table.model.on_edit = self._edit_cell
        view = self.table.view
        view.open_requested.connect(self.open_detail)
        view.peek_requested.connect(self.open_detail)
        view.selection_changed.connect(self._ticked)
        view.refused.connect(lambda words: self._context.toast(str(words)))
        self.table.export_requested.connect(self.export)
        self.table.failed.connect(self._context.show_error)
        self.bulk.closed.connect(self.table.model.selection.clear)
        self._fill_bulk()
        self._link.watch(self, _WATCHED, self._changed)
        self.figures.collapsed_changed.connect(lambda on: self.kept.keep("folded", on))
        self._restore()
        self.table.open()

    def _restore(self) -> None:
        state = self.kept.table()
        if state:
            self.table.view.restore_state(state)
            self.table.bar.density = self.table.view.density
        self.figures.set_collapsed(self.kept.is_on("folded"))
        self._free_width = FreeWidth(self.table.view, "title", self.kept)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_columns)
        self.table.view.arrangement_changed.connect(self._arranged)
        self.table.request_changed.connect(lambda request: self.kept.keep_sort(request.sort))

    @Slot()
    def _fit_columns(self) -> None:
        self._free_width.fit()

    @Slot()
    def _arranged(self) -> None:
        self.kept.keep_table(self.table.view.save_state())
        self._free_width.arranged()

    def _fill_bulk(self) -> None:
        self.bulk.set_actions(
            [
                (_("Change"), "pencil-simple", lambda: self._with_ticked(self.bulk_edit)),
                (_("Labels"), "barcode", lambda: self._with_ticked(self.print_labels)),
                (_("Archive"), "archive", lambda: self._with_ticked(self.archive)),
                (_("Bring back"), "arrow-u-up-left", lambda: self._with_ticked(self.restore)),
                (_("Delete"), "trash", lambda: self._with_ticked(self.delete)),
            ],
            rest=2,
        )

    def _ticked(self) -> None:
        count = self.table.view.selected_count
        said = counted(NN_("{count} product chosen", "{count} products chosen"), count) if count else ""
        self.bulk.show_selection(said)

    def _add_actions(self) -> None:
        group = N_("Products")
        self._context.registry.add(
            ActionSpec(
                "products.new", N_("New product"), self.new_product, "plus", "Ctrl+N", scope="products", group=group
            ),
            ActionSpec(
                "products.labels", N_("Print labels"), lambda: self._targets(self.print_labels), "barcode", "Ctrl+P",
                scope="products", group=group,
            ),
            ActionSpec(
                "products.bulk", N_("Change several products"), lambda: self._targets(self.bulk_edit),
                "pencil-simple", "Ctrl+Shift+E", scope="products", group=group,
            ),
            ActionSpec(
                "products.margin", N_("Margin calculator"), self.open_margin, "calculator", scope="products",
                group=group,
            ),
            ActionSpec(
                "products.filter", N_("Filter these rows"), self.table.focus_filter, "funnel-simple", "Ctrl+F",
                scope="products", group=group, palette=False,
            ),
        )  # fmt: skip

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_detail()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place_detail()

    def _place_detail(self) -> None:
        """Beside the list; over it where the window is narrow."""
        self._fit.start()
        self.detail.fit_window(self.window().width())
        if self.window().width() < _NARROW:
            self._row.removeWidget(self.detail)
            width = self.detail.width()
            self.detail.setGeometry(self.width() - width, 0, width, self.height())
            self.detail.raise_()
        elif self._row.indexOf(self.detail) < 0:
            self._row.addWidget(self.detail)


PRODUCTS = PageSpec(
    "products", N_("Products"), "package", ProductsPage, badge_tone="amber", badge_meaning=N_("codes not linked")
)
