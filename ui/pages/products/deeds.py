"""What can be done with chosen products: archive, delete, change many, print labels, list, calculate, export."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from services import formatting, paths
from services.catalog import commands
from services.catalog.bulk import apply_change
from services.catalog.changes import SetAmount
from services.catalog.listings import ListingView, set_listing
from services.catalog.page_overview import PageOverview
from services.catalog.queries import SkuDetail, detail
from services.catalog.removal import Removable, archive, delete, removable, restore
from services.channels.queries import ChannelView, channels
from services.errors import AppError
from services.fulfilment.labels import LabelRun, label_run
from services.i18n import N_, NN_, _
from services.kernel.runner import Outcome
from services.messages import counted, message, render
from services.round_trip.products import export_products
from services.round_trip.templates import suggested_name
from services.types import ListingState, PriceField, TableRequest
from ui.dialogs.dialog import confirm
from ui.page import PageContext
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.products.bulk_edit import BulkEditDialog
from ui.pages.products.listing_dialog import ListingDialog
from ui.pages.products.margin_dialog import MarginDialog
from ui.paper.beforehand import for_paper
from ui.said import way_back
from ui.table.kept import KeptTable
from ui.table.paged_model import CellEdit

if TYPE_CHECKING:
    from ui.pages.products.labels import LabelDialog

_MOST_NAMED = 5
_SIZE = "labels/size"


class ProductDeeds:
    """Each deed is one step with its way back; dialogs open over the window. `known` is what the page read last."""

    def __init__(
        self, context: PageContext, owner: QWidget, known: Callable[[], PageOverview | None], kept: KeptTable
    ) -> None:
        self._context, self._link, self._owner = context, context.link, owner
        self._known, self._kept = known, kept

    # --- chosen products ---------------------------------------------------------------------------

    def archive(self, sku_ids: Sequence[int]) -> None:
        """Take products out of the lists."""
        self._run(archive, sku_ids, NN_("{count} product was archived", "{count} products were archived"))

    def restore(self, sku_ids: Sequence[int]) -> None:
        """Put archived products back."""
        self._run(restore, sku_ids, NN_("{count} product is back", "{count} products are back"))

    def delete(self, sku_ids: Sequence[int]) -> None:
        """Remove products nothing refers to; for the others archiving is offered, with the reason."""
        job = self._link.ask(removable, list(sku_ids), owner=self._owner)
        job.then(self._delete_possible).fails(self._context.show_error)

    def _delete_possible(self, found: Removable) -> None:
        if not found.kept:
            self._delete(found.ids)
            return
        lines = [f"{code}: {render(reason)}" for _number, code, reason in found.kept[:_MOST_NAMED]]
        if len(found.kept) > _MOST_NAMED:
            lines.append(counted(NN_("and {count} more", "and {count} more"), len(found.kept) - _MOST_NAMED))
        forms = NN_("{count} product has history and stays", "{count} products have history and stay")
        yes = counted(NN_("Archive {count} product", "Archive {count} products"), len(found.kept))
        if found.ids:
            yes = _("Delete {deleted}, archive {archived}").format(deleted=len(found.ids), archived=len(found.kept))
        confirm(
            self._context.dialog_parent(), counted(forms, len(found.kept)), "\n".join(lines), yes,
            partial(self._delete_and_archive, found),
        )  # fmt: skip

    def _delete_and_archive(self, found: Removable) -> None:
        if found.ids:
            self._delete(found.ids)
        self.archive([number for number, _code, _reason in found.kept])

    def _delete(self, sku_ids: Sequence[int]) -> None:
        self._run(delete, sku_ids, NN_("{count} product was deleted", "{count} products were deleted"))

    def bulk_edit(self, sku_ids: Sequence[int]) -> None:
        """Open the dialog that changes many products at once."""
        known = self._known()
        if sku_ids and known is not None:
            self._context.open_dialog(BulkEditDialog(self._context, sku_ids, known))

    def print_labels(self, sku_ids: Sequence[int]) -> None:
        """Open the labels of these products."""
        if sku_ids:
            self._link.ask(for_paper, label_run, list(sku_ids), owner=self._owner).then(self._show_labels)

    def _show_labels(self, run: LabelRun) -> None:
        from ui.pages.products.labels import LabelDialog  # here: most visits print nothing

        dialog = LabelDialog(self._context, run, self._kept.text(_SIZE) or "40x30")
        keep = partial(self._keep_size, dialog)
        dialog.preview.paper_bar.changed.connect(keep)
        self._context.open_dialog(dialog)

    def _keep_size(self, dialog: LabelDialog) -> None:
        self._kept.keep_text(_SIZE, dialog.preview.size_chosen.key)

    # --- one product -------------------------------------------------------------------------------

    def open_margin(self, sku_id: int | None = None) -> None:
        """Open the margin calculator, for one product where one is named."""
        if sku_id is None:
            self._context.open_dialog(MarginDialog(self._context, self._link.home.currency(), self._kept))
        else:
            self._link.ask(detail, sku_id, owner=self._owner).then(self._margin_of)

    def _margin_of(self, found: SkuDetail) -> None:
        draft = found.draft
        dialog = MarginDialog(
            self._context, self._link.home.currency(), self._kept, name=f"{draft.code} · {draft.title}",
            price_minor=draft.price_minor, cost_minor=draft.cost_minor, use_price=partial(self._set_price, found.id),
        )  # fmt: skip
        self._context.open_dialog(dialog)

    def _set_price(self, sku_id: int, price_minor: int) -> None:
        change, reason = SetAmount(PriceField.PRICE, price_minor), _("Margin calculator")
        job = self._link.run(apply_change, [sku_id], change, reason=reason, owner=self._owner)
        job.then(partial(self._done, NN_("{count} price was set", "{count} prices were set"), 1))

    def open_listing(self, sku_id: int, one: ListingView | None) -> None:
        """Open a listing of a product, a new one where none is named."""

        def show(found: tuple[ChannelView, ...]) -> None:
            self._context.open_dialog(ListingDialog(self._context, sku_id, found, self._link.home.zone(), one))

        self._link.ask(channels, owner=self._owner).then(show)

    def switch_listing(self, one: ListingView) -> None:
        """Put a listing on sale, or take it off the shelf."""
        goes_on = one.draft.state is not ListingState.ON_SALE
        draft = replace(one.draft, state=ListingState.ON_SALE if goes_on else ListingState.OFF_SHELF)
        forms = NN_("{count} listing was changed", "{count} listings were changed")
        self._link.run(set_listing, draft, one.id, owner=self._owner).then(partial(self._done, forms, 1))

    def edit_cell(self, edit: CellEdit) -> None:
        """Keep what was typed into a cell; a refusal puts the old value back."""
        job = self._link.ask(detail, edit.row_id, owner=self._owner)
        job.then(partial(self._save_cell, edit)).fails(partial(self._cell_failed, edit))

    def _save_cell(self, edit: CellEdit, found: SkuDetail) -> None:
        typed = edit.text.strip()
        changed: dict[str, Any] = {"shelf": typed or None}
        if edit.key != "shelf":
            amount = formatting.parse_amount(typed, self._link.home.currency()) if typed else None
            changed = {f"{edit.key}_minor": amount}
        draft = replace(found.draft, **changed)
        job = self._link.run(commands.edit_sku, edit.row_id, draft, owner=self._owner)
        job.then(lambda _outcome: edit.accept()).fails(partial(self._cell_failed, edit))

    def _cell_failed(self, edit: CellEdit, error: Exception) -> None:
        edit.reject(error.message if isinstance(error, AppError) else message(N_("It could not be saved.")))
        self._context.show_error(error)

    # --- files -------------------------------------------------------------------------------------

    def import_products(self) -> None:
        """Ask for a product workbook and import it."""
        filters = _("Tables ({suffixes})").format(suffixes="*.xlsx *.xls *.csv *.ods")
        self._context.ask_files(_("Import products"), filters, self._import_files)

    def _import_files(self, files: list[Path]) -> None:
        self._context.navigate("import", files=files)

    def export(self, request: TableRequest) -> None:
        """Offer to write the rows on screen to a workbook (with pictures) or CSV that imports again."""
        suggested = paths.documents_dir() / suggested_name("products")
        then = partial(self.export_to, request)
        self._context.ask_save(_("Export products"), _("Tables (*.xlsx *.csv)"), suggested, then)

    def export_to(self, request: TableRequest, out: Path) -> None:
        """Write the rows of a request to this file."""
        write_and_say(self._context, self._owner, ROWS, out, export_products, out, request=request)

    # --- saying ------------------------------------------------------------------------------------

    def _run(self, command: Callable[..., Any], sku_ids: Sequence[int], forms: tuple[str, str]) -> None:
        done = partial(self._done, forms, len(sku_ids))
        self._link.run(command, list(sku_ids), owner=self._owner).then(done)

    def _done(self, forms: tuple[str, str], count: int, outcome: Outcome[Any]) -> None:
        undo = way_back(self._link, outcome.changes)
        self._context.toast(counted(forms, count), undo=undo)
