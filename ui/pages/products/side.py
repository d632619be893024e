"""The panel of one product beside the list: opened, and following the cursor."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from services.catalog.sku_page import SkuPage, sku_page
from ui.page import PageContext
from ui.pages.one_shown import OneShown
from ui.pages.products.detail import ProductPanel
from ui.pages.products.picture_places import PicturePlaces
from ui.pages.products.sku_panel import SkuPanel
from ui.pause import Pause

_FOLLOW_MS = 60


class ProductSide(QObject):
    """Shows in `panel` the product that is asked for, or the one the list's cursor goes to.

    `opened` tells that it stands there, and wants its place.
    """

    opened = Signal()

    def __init__(
        self, context: PageContext, page: QWidget, table: SkuPanel, panel: ProductPanel, pictures: PicturePlaces
    ) -> None:
        super().__init__(page)
        self._context, self._link, self._page = context, context.link, page
        self._table, self._panel, self._pictures = table, panel, pictures
        self.one = OneShown(context, page, panel, sku_page, self._show)
        self._follow = Pause(self, _FOLLOW_MS)
        self._follow.timeout.connect(self._follow_row)
        table.view.current_row_changed.connect(self._follow.start)

    def open(self, sku_id: int) -> None:
        """Show a product."""
        self.one.open(sku_id)

    def peek(self, sku_id: int) -> None:
        """Show a product, or close the panel where it shows this one."""
        shown = self.shown
        if shown is not None and shown == sku_id:
            self._panel.close_panel()
        else:
            self.open(sku_id)

    @property
    def shown(self) -> int | None:
        """The SKU that is in sight."""
        return self._panel.shown.id if self._panel.isVisible() and self._panel.shown is not None else None

    def reload(self) -> None:
        """Read the product that is in sight again."""
        self.one.read_again()

    def rest(self) -> None:
        """Follow nothing any more: by the time the page is seen again the shop may be closed."""
        self._follow.stop()

    @Slot()
    def _follow_row(self) -> None:
        row = self._table.view.current_row()
        current = self._table.model.row_id(row) if row >= 0 else None
        if self._panel.isVisible() and current is not None and current != self.one.wanted:
            self.open(current)

    def _show(self, found: SkuPage) -> None:
        home = self._link.home
        self._panel.show_product(found, home.currency(), home.zone())
        self._panel.show()
        self.opened.emit()
        self._pictures.make_small(found.pictures, self._panel.show_files)
