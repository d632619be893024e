"""A window over a real shop with the pages under test, and the waiting they need."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.exceptions import TimeoutError

from services.i18n import N_
from services.set_up import facts
from services.shop import Shop
from tests.ui.sure import of
from ui.dialogs.overlay import Overlay
from ui.page import Page, PageContext, PageSpec
from ui.pages.imports.page import ImportPage
from ui.pages.products.page import ProductsPage
from ui.shop_link import ShopLink
from ui.theme.apply import apply
from ui.widgets.toast import Toast
from ui.window.main_window import MainWindow, ShopInfo

FORMATS = Path(__file__).resolve().parents[2] / "data" / "formats"
TAOBAO_ORDERS = FORMATS / "taobao.orders" / "sample.csv"
TAOBAO_LINES = FORMATS / "taobao.order_lines" / "sample.csv"


class OrdersPage(Page):
    """Stands where the order list stands and writes down what it was asked to show."""

    def __init__(self, _context: PageContext) -> None:
        super().__init__()
        self.wanted: list[dict[str, Any]] = []

    def opened(self, **wanted: Any) -> None:
        self.wanted.append(wanted)


SPECS = (
    PageSpec("orders", N_("Orders"), "receipt", OrdersPage),
    PageSpec("products", N_("Products"), "package", ProductsPage),
    PageSpec("import", N_("Import files"), "upload-simple", ImportPage, section="bottom", shortcut="Ctrl+I"),
)


class Desk:
    """The window, its link, and short ways to do things."""

    def __init__(self, qtbot: Any, shop: Shop, window: MainWindow, link: ShopLink) -> None:
        self.qtbot, self.shop, self.window, self.link = qtbot, shop, window, link

    def wait(self, holds: Callable[[], bool], seconds: int = 20) -> None:
        """Let the window work until something holds; say what the window shows where it never does."""
        try:
            self.qtbot.waitUntil(holds, timeout=seconds * 1000)
        except TimeoutError as error:
            raise AssertionError(f"waited {seconds} s in vain while the window showed {self.shown()}") from error

    def shown(self) -> list[str]:
        """The words on the cards and toasts over the page."""
        over = [one for kind in (Overlay, Toast) for one in self.window.findChildren(kind) if one.isVisible()]
        return [label.text() for one in over for label in one.findChildren(QLabel) if label.text()]

    def page(self, key: str) -> Any:
        """Go to a page."""
        self.window.navigate(key)
        return self.window.page(key)

    def asked_orders(self) -> dict[str, Any]:
        """What the page of orders was asked to show last."""
        return of(OrdersPage, self.window.page("orders")).wanted[-1]

    def ask(self, query: Callable[..., Any], *args: Any) -> Any:
        """Ask the shop and wait."""
        future = self.shop.submit_ask(query, *args)
        self.wait(future.done)
        return future.result()

    def run(self, command: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a command and wait."""
        future = self.shop.submit(command, *args, **kwargs)
        self.wait(future.done)
        return future.result()

    def undo(self) -> None:
        """Take the newest operation back and wait."""
        future = self.shop.submit_undo()
        self.wait(future.done)
        future.result()

    def rows(self) -> Any:
        """Every journaled row."""
        from tests.services.soundness import rows

        return self.ask(rows)

    def preview(self, *files: Path) -> Any:
        """Drop files on the window and wait for the preview."""
        page = self.page("import")
        self.window.files_dropped.emit(list(files))
        self.wait(lambda: page.dialog is not None and page.dialog.preview is not None)
        return page.dialog

    def apply(self, dialog: Any) -> Any:
        """Import what a preview shows and wait for the report."""
        dialog.import_button.click()
        self.wait(lambda: dialog.report is not None and bool(dialog.report.tiles.figures))
        return dialog.report

    def imported(self, *files: Path) -> Any:
        """Drop, look, import: the report."""
        return self.apply(self.preview(*files))

    def overlays(self) -> list[QWidget]:
        """The cards that are open."""
        return [card for card in self.window.findChildren(Overlay) if card.isVisible()]


@contextmanager
def desk_over(
    qapp: QApplication, qtbot: Any, shop: Shop, specs: Sequence[PageSpec] = SPECS, size: QSize | None = None
) -> Iterator[Desk]:
    """A light window over `shop`, closed before the shop is; dropped files begin an import as in the program."""
    apply(qapp, "light")
    shop.forbid_thread(threading.get_ident())
    link = ShopLink(shop, shop.submit_ask(facts).result())
    window = MainWindow(specs, link, ShopInfo("Example", "2026"))
    link.on_error = window.show_error
    window.files_dropped.connect(lambda paths: window.navigate("import", files=paths))
    if size is not None:
        window.resize(size)
    qtbot.addWidget(window)
    window.show()
    made = Desk(qtbot, shop, window, link)
    yield made
    for card in made.overlays():
        card.escape()  # type: ignore[attr-defined]
    window.close()
    link.close()
    shiboken6.delete(link)
    shop.close()
