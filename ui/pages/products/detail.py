"""One product at the right: pictures, money, stock, how it sold, where it is on sale, and what became of its prices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QKeyEvent, QKeySequence

from services.catalog.sku_page import SkuPage
from services.i18n import _
from services.types import ListingState
from ui.pages.products.detail_sections import ProductCalls, ProductParts
from ui.theme.icons import icon
from ui.widgets.buttons import SECONDARY, IconButton, PrimaryButton, SecondaryButton
from ui.widgets.menu import PassingMenu


class ProductPanel(ProductParts):
    """The panel of a product: its head, its parts, and what can be done with it."""

    def __init__(self, calls: ProductCalls) -> None:
        super().__init__(calls)
        self.edit_button = PrimaryButton(_("Edit"), "pencil-simple")
        self.archive_button = SecondaryButton(_("Archive"), "archive")
        self.more_button = IconButton("dots-three", _("More actions"), look=SECONDARY)
        self.edit_button.clicked.connect(lambda _on=False: self._run(calls.edit))
        self.archive_button.clicked.connect(lambda _on=False: self._archive())
        self.more_button.clicked.connect(lambda _on=False: self.open_more())
        self.footer.addWidget(self.edit_button, 1)
        self.footer.addWidget(self.archive_button)
        self.footer.addWidget(self.more_button)

    @property
    def product_id(self) -> int | None:
        """The product that is shown."""
        return self.page.product_id if self.page is not None else None

    def show_product(self, page: SkuPage, currency: str, zone: str) -> None:
        """Show this product."""
        self.page, self.shown = page, page.detail
        self._currency, self._zone = currency, zone
        draft = page.detail.draft
        self.set_head(draft.code, " · ".join(part for part in (draft.title, draft.variant) if part))
        self.set_status(*_status(page))
        self.archive_button.setText(_("Bring back") if page.detail.is_archived else _("Archive"))
        self.show_parts(page)

    def show_files(self, files: Mapping[int, str]) -> None:
        """The small pictures are made: show them."""
        self._files = files
        if self.page is not None:
            self.strip.show_pictures(self.page.pictures, files)

    def retranslate(self) -> None:
        super().retranslate()
        self.edit_button.setText(_("Edit"))
        self.more_button.set_name(_("More actions"))
        if self.page is not None:
            self.show_product(self.page, self._currency, self._zone)

    def open_more(self) -> PassingMenu:
        """The menu of what is done less often."""
        menu = PassingMenu(self)
        menu.addAction(icon("barcode"), _("Print labels"), partial(self._run, self._calls.labels))
        menu.addAction(icon("calculator"), _("Margin calculator"), partial(self._run, self._calls.margin))
        if self.shown is not None and not self.shown.order_count:
            # Sold products keep their history: only the others can be deleted.
            menu.addSeparator()
            menu.addAction(icon("trash"), _("Delete"), partial(self._run, self._calls.delete))
        menu.open_above(self.more_button)
        return menu

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.strip.paste()
            return
        super().keyPressEvent(event)

    # --- doing ------------------------------------------------------------------------------

    def _archive(self) -> None:
        if self.shown is not None:
            self._run(self._calls.restore if self.shown.is_archived else self._calls.archive)

    def _run(self, call: Callable[[int], object]) -> None:
        if self.shown is not None:
            call(self.shown.id)


def _status(page: SkuPage) -> tuple[str, str]:
    """The word of the pill in the head, and its colour."""
    if page.detail.is_archived:
        return _("Archived"), "grey"
    if any(one.draft.state is ListingState.ON_SALE for one in page.listings):
        return _("On sale"), "green"
    return (_("Off the shelf"), "grey") if page.listings else ("", "grey")
