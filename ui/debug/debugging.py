"""What ``main.py --debug`` adds: it listens from the start, and F12 shows what it heard."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from services import memory
from services.i18n import N_, _
from services.slow_statements import SlowStatements
from ui.actions import ActionSpec, shown_keys
from ui.debug.card import DebugCard
from ui.debug.stalls import StallMeter

if TYPE_CHECKING:
    from ui.shop_window import ShopWindow

KEYS = "F12"


class Debugging(QObject):
    """Measures every shop and window opened from now on, until `end`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._began_mb = memory.resident_mb()
        self.statements = SlowStatements()
        self.stalls = StallMeter(self)
        self.statements.begin()
        self.stalls.begin()

    def end(self) -> None:
        """Listen no more."""
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
        window.registry.add(spec)
        window.toast(_("Debugging is on: {keys} shows what was measured.").format(keys=shown_keys(KEYS)))

    def show(self, made: ShopWindow) -> DebugCard:
        """Open the card over the window."""
        card = DebugCard(made.window, self.statements, self.stalls, self._began_mb)
        card.open()
        return card
