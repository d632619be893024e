"""The reorder list as a table: sorted by a click on a heading, with the columns a person chose; both are kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from ui.pages.inventory.reorder_rows import COLUMNS, TICK
from ui.table.list_table import Line, ListTable


class ReorderTable(ListTable):
    """`all_ticked` says that the box in the heading was clicked."""

    all_ticked = Signal()

    def __init__(self, line_of: Callable[[Any], Line], parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, line_of, parent, kept="reorder")
        self.pane.header.plain_clicked.connect(self._heading_clicked)

    @Slot(int)
    def _heading_clicked(self, section: int) -> None:
        if section == TICK:
            self.all_ticked.emit()
