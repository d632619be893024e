"""What a person should know of a page, said once: a line above it that goes with the first visit."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from services.i18n import N_, _
from ui.preferences import Preferences
from ui.widgets.banner import Banner
from ui.window.main_window import MainWindow

HINTS: dict[str, str] = {
    "orders": N_(
        "Mark rows with Space or Ctrl+A: a bar appears with what can be done to all of them at once. "
        "Enter opens an order."
    ),
    "products": N_("A code of a shop is linked once to a product; from then on every import knows it."),
    "inventory": N_("Enter the opening stock once; sales, deliveries and returns are followed from there."),
    "after-sales": N_("A case keeps money, goods and blame apart: refund at once, and book the parcel when it comes."),
    "finance": N_("Drop the statements of your accounts on the window; rules learn how you sort them."),
    "customers": N_("Customers come from the orders by themselves; names and phones are masked on screen."),
    "charts": N_("A click on a bar or point shows the rows behind it."),
    "growth": N_("Set a goal first: pace and forecast are measured against it."),
    "import": N_("Nothing is written before you have seen it, and one click takes a whole import back."),
    "history": N_("Every step stands here and can be undone, also after a restart."),
}


class Hints(QObject):
    """Shows the hint of a page on its first visit on this computer; leaving the page or the cross takes it away."""

    def __init__(self, window: MainWindow, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._preferences = window, preferences
        self.banner: Banner | None = None
        window.page_changed.connect(self.visit)
        self.visit(window.current_page())

    @Slot(str)
    def visit(self, page: str) -> None:
        """A page came to the front."""
        self._take_away()
        if page in HINTS and page not in self._preferences.seen_hints():
            self._preferences.remember_hint(page)
            self.banner = Banner("info", _(HINTS[page]))
            self.banner.closed.connect(self._closed)
            self._window.show_banner(self.banner)

    def _take_away(self) -> None:
        if self.banner is not None:
            self.banner.dismiss()

    @Slot()
    def _closed(self) -> None:
        self.banner = None
