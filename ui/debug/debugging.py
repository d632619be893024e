"""What ``main.py --debug`` adds: it listens from the start, and F12 shows what it heard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Slot
from PySide6.QtWidgets import QWidget

from services import memory
from services.i18n import N_, _
from services.slow_statements import SlowStatements
from ui.actions import ActionSpec, shown_keys
from ui.debug.card import DebugCard
from ui.debug.stalls import StallMeter
from ui.widgets.window_state import FRAME, least_size

if TYPE_CHECKING:
    from ui.window.shop_window import ShopWindow

KEYS = "F12"
_GALLERY = (1180, 760)


class Debugging(QObject):
    """Measures every shop and window opened from now on, until `end`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._began_mb = memory.resident_mb()
        self.gallery: QWidget | None = None
        self.statements = SlowStatements()
        self.stalls = StallMeter(self)
        self.statements.begin()
        self.stalls.begin()

    def end(self) -> None:
        """Listen no more."""
        if self.gallery is not None:
            self.gallery.close()
        self.statements.end()
        self.stalls.end()

    @Slot(object)
    def attach(self, made: ShopWindow) -> None:
        """Give the window of a shop that was opened the action that shows it."""
        window = made.window
        spec = ActionSpec(
            "debug.show", N_("Debugging: slow queries, stalls, memory…"), partial(self.show, made), "gauge", KEYS,
            group=N_("Debugging"),
        )  # fmt: skip
        every_widget = ActionSpec(
            "debug.gallery", N_("Debugging: all widgets…"), self.show_gallery, "squares-four", group=N_("Debugging")
        )
        window.registry.add(spec, every_widget)
        window.toast(_("Debugging is on: {keys} shows what was measured.").format(keys=shown_keys(KEYS)))

    def show_gallery(self) -> None:
        """Open every widget under each other in a window of its own."""
        from ui.debug.gallery import gallery

        self.gallery = gallery()
        self.gallery.setWindowTitle(_("Debugging: all widgets…"))
        self.gallery.resize(least_size(QSize(*_GALLERY), self.gallery.screen().availableGeometry(), FRAME))
        self.gallery.show()

    def show(self, made: ShopWindow) -> DebugCard:
        """Open the card over the window."""
        card = DebugCard(made.window, self.statements, self.stalls, self._began_mb)
        card.open()
        return card
