"""A shop with goods on its shelves in the real program window, and a person who sends its orders."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from services import settings
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.channels.commands import add as add_channel
from services.fulfilment.bench import parcel_of
from services.integrity import check
from services.orders.one_order import OrderDetail, detail
from services.orders.queries import ids_of, view_counts
from services.set_up import create_shop
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.types import Platform
from tests.services.soundness import rows
from tests.ui.bench.conftest import Packer
from tests.ui.orders.conftest import Person
from tests.ui.orders.morning_files import APRON, BASKET, BOX, CANDLE, CUP, PRICES, TITLES
from tests.ui.sure import first_of
from ui.dialogs.import_dialog import ImportDialog
from ui.dialogs.import_report import ImportReport
from ui.pages.orders.page import OrdersPage
from ui.palette.palette import Palette
from ui.paper.preview import PreviewDialog
from ui.paper.size import PaperSize

CHANNELS = {
    "taobao": ("淘宝 木白", Platform.TAOBAO),
    "pinduoduo": ("拼多多 木白", Platform.PINDUODUO),
    "douyin": ("抖店 木白", Platform.DOUYIN),
    "jd": ("京东 木白", Platform.JD),
    "shopify": ("Shopify Mubai", Platform.SHOPIFY),
}
BARCODES = {CANDLE: "6901234567892", APRON: "6901234567908", CUP: "6901234567915"}
_SHELVES = {CANDLE: "A-1", APRON: "B-2", CUP: "A-10", BOX: "", BASKET: "C-1"}
_MOST_TABS = 60
_STOCK = {CANDLE: 200, APRON: 200, CUP: 200, BASKET: 3}


def open_shop(path: Path) -> Shop:
    """Five channels, four products on shelves, a bundle of two of them; notes, odd addresses and too few are held."""
    shop = create_shop(path, "木白小铺", "CNY", "Asia/Shanghai", who="tests")
    for name, platform in CHANNELS.values():
        shop.run(add_channel, name, platform, currency="USD" if platform is Platform.SHOPIFY else "CNY")
    skus = {}
    for code, title in TITLES.items():
        draft = SkuDraft(
            code, title, barcode=BARCODES.get(code), shelf=_SHELVES[code] or None, price_minor=PRICES[code],
            weight_g=None if code == BOX else 300,
        )  # fmt: skip
        skus[code] = shop.run(add_sku, draft).value
    shop.run(set_components, skus[BOX], [Part(skus[CANDLE], 1), Part(skus[CUP], 1)])
    shop.run(set_opening, [OpeningDraft(skus[code], pieces) for code, pieces in _STOCK.items()])
    for rule in (settings.HOLD_NOTE, settings.HOLD_ADDRESS, settings.HOLD_STOCK):
        shop.run(settings.change, rule.key, True)
    return shop


class Morning(Packer, Person):
    """She sits in front of the whole program: every page, the scanner, the keyboard."""

    def __init__(self, bot: QtBot, shop: Shop) -> None:
        Packer.__init__(self, bot, shop)
        self.link = self.made.link
        self.errors = []
        self.link.on_error = self.errors.append
        self.window.navigate("orders")
        page = self.window.page("orders")
        assert isinstance(page, OrdersPage)
        self.page, self.table, self.view = page, page.table, page.table.view
        self.until(lambda: self.table.model.summary is not None)
        self.quiet()

    # --- seeing

    def rows(self) -> Any:
        """Every journaled row of the shop."""
        self.quiet()
        return self.stored(rows)

    def order(self, number: str) -> OrderDetail:
        """The order of this number."""
        found: OrderDetail = self.stored(detail, self.stored(ids_of, (number,))[number][0])
        return found

    def number_of(self, order_id: int) -> str:
        """The number of the order with this id."""
        found: OrderDetail = self.stored(detail, order_id)
        return found.external_no

    def items_of(self, number: str) -> list[tuple[str, int]]:
        """What goes into the parcel of an order, bundles as their parts: codes with pieces."""
        parcel = self.stored(parcel_of, number)
        return [(item.code, item.quantity) for item in parcel.items]

    def findings(self) -> Any:
        """What is wrong with the shop."""
        self.quiet()
        return self.stored(check)

    # --- doing

    def press_keys(self, keys: str) -> None:
        """A combination such as ``Ctrl+T``, pressed where the keyboard is."""
        self.activate()
        combination = first_of(QKeySequence(keys))
        QTest.keyClick(self.window.windowHandle(), combination.key(), combination.keyboardModifiers())

    def key(self, keys: str, times: int = 1) -> None:
        """Press a key, or keys together, where the keyboard is, in whichever window."""
        combination = first_of(QKeySequence(keys))
        for _time in range(times):
            QTest.keyClick(self.focused(), combination.key(), combination.keyboardModifiers())

    def type(self, words: str) -> None:
        """Type where the keyboard is."""
        QTest.keyClicks(self.focused(), words)

    def focused(self) -> QWidget:
        """What has the keyboard: a field, or the window in front itself, as on a page where nothing was chosen yet.

        Where the system gave the keyboard to no window, it is asked to give it to the one in front.
        """
        front = QApplication.activeModalWidget() or self.window
        if QApplication.activeWindow() is None:
            front.activateWindow()
        self.until(lambda: QApplication.activeWindow() is not None)
        return QApplication.focusWidget() or front

    def tab_to(self, widget: QWidget, keys: str = "Tab") -> None:
        """Go on with Tab until this has the keyboard."""
        self.until(lambda: widget.isVisible() and widget.isEnabled())
        passed = []
        for _time in range(_MOST_TABS):
            if self.focused() is widget:
                return
            passed.append(self.focused().accessibleName() or str(self.focused()))
            self.key(keys)
        raise AssertionError(f"{widget.accessibleName() or widget} cannot be reached with {keys}, only {passed}")

    def run_from_palette(self, typed: str, action: str) -> None:
        """Find something to do in the palette and do it."""
        self.press_keys("Ctrl+K")
        palette = self.dialog(Palette)
        self.type(typed)
        self.until(lambda: (chosen := palette.chosen()) is not None and chosen.text == action)
        self.key("Return")

    def type_file_name(self, *files: Path) -> None:
        """Paste names into the dialog that asks for files, and Enter (a test can type no Chinese)."""
        self.file_dialog().activateWindow()
        self.until(lambda: isinstance(QApplication.activeWindow(), QFileDialog))
        names = " ".join(f'"{file}"' for file in files) if len(files) > 1 else str(files[0])
        QApplication.clipboard().setText(names)
        # The fields of Qt's own dialog are asked for by name each time: Python may know others at their addresses.
        for _time in range(_MOST_TABS):
            if self.focused().objectName() == "fileNameEdit":
                break
            self.key("Tab")
        for keys in ("Ctrl+A", "Ctrl+V", "Return"):
            self.key(keys)

    def file_dialog(self) -> QFileDialog:
        """The dialog in front that asks for a file."""
        self.until(lambda: isinstance(QApplication.activeModalWidget(), QFileDialog))
        found = QApplication.activeModalWidget()
        assert isinstance(found, QFileDialog)
        return found

    def button(self, words: str, inside: QWidget) -> QPushButton:
        """The visible button of these words."""
        self.until(lambda: [one for one in inside.findChildren(QPushButton) if one.text() == words and one.isVisible()])
        return next(one for one in inside.findChildren(QPushButton) if one.text() == words and one.isVisible())

    def save_pdf_by_keyboard(self, out: Path) -> None:
        """In the preview: to the button that saves, the name, Enter, and out with Escape."""
        preview = self.preview()
        self.tab_to(self.button("Save as PDF…", preview))
        self.key("Space")
        self.type_file_name(out)
        self.until(out.is_file)
        self.key("Escape")
        self.until(lambda: self.page.deeds.printing.preview is None)
        self.quiet()

    def drop(self, files: list[Path]) -> ImportDialog:
        """Drop files on the window and wait for the preview."""
        self.window.files_dropped.emit(files)
        page = self.window.page("import")
        self.until(lambda: page.dialog is not None and page.dialog.preview is not None)  # type: ignore[union-attr]
        dialog: ImportDialog = page.dialog  # type: ignore[union-attr]
        return dialog

    def import_all(self, dialog: ImportDialog) -> ImportReport:
        """Import what the preview shows and wait for the report."""
        self.until(dialog.import_button.isEnabled)
        dialog.import_button.click()
        self.until(lambda: dialog.report is not None and bool(dialog.report.tiles.figures))
        assert dialog.report is not None
        return dialog.report

    def to_orders(self) -> None:
        """Go to the order list and see all of it."""
        self.window.navigate("orders")
        self.page.opened(view="all")
        self.until(lambda: self.table.model.request.view == "all" and self.count == self.stored(view_counts)["all"])
        self.quiet()

    def save_as(self, file: Path) -> None:
        """Choose where to write, in the dialog that asks for it."""
        chooser = self.file_dialog()
        chooser.fileSelected.emit(str(file))
        chooser.close()

    def preview(self) -> PreviewDialog:
        """The print preview with all its pages laid out."""
        printing = self.page.deeds.printing
        self.until(lambda: printing.preview is not None)
        assert printing.preview is not None
        page = printing.preview.page
        self.until(lambda: page.page_count and page.bar._save.isEnabled())
        return printing.preview

    def choose_in_preview(self, paper: PaperSize, *fields: str) -> None:
        """Choose the paper, and switch these fields on, in the live preview."""
        page = self.preview().page
        if page.bar.paper is not paper:
            page.bar.choose_paper(paper.key)
        self.preview()
        assert page.fields is not None
        for field in fields:
            box = page.fields.boxes[field]
            assert not box.isChecked()
            box.click()
        self.preview()

    def save_pdf(self, out: Path) -> int:
        """Save what the preview shows as a PDF, close it, and return its pages."""
        preview = self.preview()
        pages = preview.page.page_count
        self.press("Save as PDF…", preview)
        self.save_as(out)
        self.until(out.is_file)
        preview.reject()
        self.until(lambda: self.page.deeds.printing.preview is None)
        self.quiet()
        return pages

    def undo(self) -> None:
        """Ctrl+Z, once the window knows what there is to take back."""
        self.until(lambda: self.link.undo_text() is not None)
        self.press_keys("Ctrl+Z")

    def redo(self) -> None:
        """Ctrl+Shift+Z, once the window knows what there is to do again."""
        self.until(lambda: self.link.redo_text() is not None)
        self.press_keys("Ctrl+Shift+Z")

    @contextmanager
    def can_be_undone(self) -> Iterator[None]:
        """What is done inside is one step: taken back with Ctrl+Z everything is as before, and done again as after."""
        before = self.rows()
        yield
        after = self.rows()
        assert after != before
        self.undo()
        self.until(lambda: self.rows() == before)
        self.redo()
        self.until(lambda: self.rows() == after)


def sit_down(bot: QtBot, shop: Shop) -> Iterator[Morning]:
    """The morning begins, and ends with a window that is closed and said nothing wrong."""
    made = Morning(bot, shop)
    yield made
    made.close()
    assert made.errors == []
