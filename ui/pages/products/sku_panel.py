"""The product list with one more tab: codes that wait for a product."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot

from ui.pages.products.unlinked import UnlinkedPanel
from ui.table.table_panel import TablePanel

UNLINKED = "unlinked"


class SkuPanel(TablePanel):
    """The product list, with one more tab that shows the unlinked codes in place of the table."""

    def __init__(self, unlinked: UnlinkedPanel, *given: Any, **named: Any) -> None:
        self.unlinked = unlinked
        super().__init__(*given, **named)
        self.stack.addWidget(unlinked)

    def show_unlinked(self) -> None:
        """Go to the unlinked codes."""
        self.tabs.set_current(UNLINKED)
        self._tab_chosen(UNLINKED)

    @property
    def is_unlinked(self) -> bool:
        """Whether the unlinked codes are on screen."""
        return self.tabs.current() == UNLINKED

    @Slot(str)
    def _tab_chosen(self, key: str) -> None:
        for part in (self.bar, self.totals):
            part.setVisible(key != UNLINKED)
        if key == UNLINKED:
            self.model.selection.clear()  # what was ticked is out of sight, and so is what could be done with it
            self.stack.setCurrentWidget(self.unlinked)
            return
        super()._tab_chosen(key)
        self._choose_page()

    @Slot()
    def _choose_page(self) -> None:
        if self.is_unlinked:
            self.stack.setCurrentWidget(self.unlinked)
        else:
            super()._choose_page()
