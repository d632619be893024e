"""The table of the Products page, made with its texts, tabs, filters and columns, and how its columns are kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from services.catalog.page_overview import PageOverview
from services.catalog.pictures import folder_of
from services.catalog.thumbnails import small_file
from services.i18n import N_, NN_
from ui.pages.products.columns import columns, sku_source
from ui.pages.products.filters import TABS, filter_specs
from ui.pages.products.sku_panel import SkuPanel
from ui.pages.products.unlinked import UnlinkedPanel
from ui.table.free_width import FreeWidth
from ui.table.kept import KeptTable
from ui.table.table_panel import EmptyTexts, PanelTexts, TablePanel


def sku_table(
    link: Any, known: Callable[[], PageOverview | None], kept: KeptTable, unlinked: UnlinkedPanel,
    new: Callable[[], object], import_products: Callable[[], object],
) -> SkuPanel:  # fmt: skip
    """The table; `known` is what the page read last, `new` and `import_products` what a shop without products gets."""
    empty = EmptyTexts(
        "package",
        N_("No products yet"),
        N_("Write them down, import the product workbook, or create them from the codes in your orders."),
        ((N_("New product"), "plus", new), (N_("Import products"), "upload-simple", import_products)),
    )
    texts = PanelTexts(
        N_("Products"), N_("Name, code, barcode, pinyin…"), NN_("{count} product", "{count} products"), empty
    )
    return SkuPanel(
        unlinked,
        texts,
        columns(link.home.currency, partial(small_file, folder_of(link.shop.path))),
        sku_source(link),
        tabs=TABS,
        filters=filter_specs(known, link.home.currency),
        saved=kept.saved_views(),
        sort=kept.sort() or (("code", False),),
        ahead=True,
    )


class KeptColumns(QObject):
    """Puts the columns back as they were left, keeps what is done to them, and gives the free width to the names."""

    def __init__(self, table: TablePanel, kept: KeptTable) -> None:
        super().__init__(table)
        self._table, self._kept = table, kept
        state = kept.table()
        if state:
            table.view.restore_state(state)
            table.bar.density = table.view.density
        self._free_width = FreeWidth(table.view, "title", kept)
        self._fit = QTimer(self, singleShot=True, interval=0)
        self._fit.timeout.connect(self._fit_columns)
        table.installEventFilter(self)
        table.view.arrangement_changed.connect(self._arranged)
        table.request_changed.connect(lambda request: kept.keep_sort(request.sort))

    def fit(self) -> None:
        """Share the width anew once everything has its place."""
        self._fit.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """The table grew or shrank, such as when the panel beside it closed."""
        if event.type() == QEvent.Type.Resize:
            self._fit.start()
        return False

    @Slot()
    def _fit_columns(self) -> None:
        self._free_width.fit()

    @Slot()
    def _arranged(self) -> None:
        self._kept.keep_table(self._table.view.save_state())
        self._free_width.arranged()
