"""What is done in a window before its picture is taken: a panel opened, rows ticked, a file imported.

A deed begins something and answers with a test that holds once it is on screen.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from services.fulfilment.queries import ready_ids
from services.types import PrintKind
from ui.dialogs.import_dialog import ImportDialog
from ui.dialogs.import_report import ImportReport
from ui.pages.orders.page import OrdersPage
from ui.palette.palette import Palette
from ui.paper.preview import PreviewDialog
from ui.table.table_panel import TablePanel
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.buttons import PrimaryButton
from ui.widgets.detail_panel import DetailPanel
from ui.window.main_window import MainWindow

Holds = Callable[[], bool]
Deed = Callable[[MainWindow], Holds]
_TICKED = (0, 1, 3, 5)


def open_row(window: MainWindow) -> Holds:
    """The second row of the list with its panel."""
    table = _table(window)
    table.view.go_to(1)
    table.view.open_row(1)
    return lambda: _is_there(window, DetailPanel)


def tick_rows(window: MainWindow) -> Holds:
    """Four rows ticked, with what can be done with all of them."""
    table = _table(window)
    for row in _TICKED:
        table.model.selection.toggle(row)
    return lambda: _is_there(window, BulkBar) and "…" not in {value for _label, value in table.totals.values()}


def search(window: MainWindow) -> Holds:
    """The palette with what four initials find."""
    window.open_palette("scl")
    return lambda: any(one.entries() for one in window.findChildren(Palette))


def preview_files(window: MainWindow, files: list[Path]) -> Holds:
    """What importing files would do, before anything is written."""
    window.navigate("import", files=files)
    return lambda: any(one.preview is not None for one in window.findChildren(ImportDialog))


def import_files(window: MainWindow, files: list[Path]) -> Holds:
    """Files imported, and what is said of it."""
    seen = preview_files(window, files)
    begun: list[bool] = []

    def holds() -> bool:
        if not begun and seen():
            begun.append(True)
            next(one for one in window.findChildren(ImportDialog)).import_button.click()
        return _is_there(window, ImportReport)

    return holds


def pick_list(window: MainWindow) -> Holds:
    """The pick list of all orders to ship, as it will be printed."""
    return _paper(window, PrintKind.PICK_LIST)


def packing_lists(window: MainWindow) -> Holds:
    """The packing lists of all orders to ship, as they will be printed."""
    return _paper(window, PrintKind.PACKING_LIST)


def _paper(window: MainWindow, kind: PrintKind) -> Holds:
    page = window.page("orders")
    assert isinstance(page, OrdersPage)
    window.link.ask(ready_ids, owner=page).then(partial(page.deeds.printing.open_preview, kind))
    return lambda: any(one.isVisible() and _is_ready(one) for one in window.findChildren(PreviewDialog))


def _is_ready(preview: PreviewDialog) -> bool:
    return preview.page.page_count > 0 and all(one.isEnabled() for one in preview.findChildren(PrimaryButton))


def _table(window: MainWindow) -> TablePanel:
    return next(one for one in window.findChildren(TablePanel) if one.isVisible())


def _is_there(window: MainWindow, kind: type[QWidget]) -> bool:
    return any(one.isVisible() and not one.visibleRegion().isEmpty() for one in window.findChildren(kind))
