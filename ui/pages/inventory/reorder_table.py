"""The reorder list as a table: sorted by a click on a heading, with the columns a person chose; both are kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from services.i18n import _
from services.purchasing.reorder_list import Suggestion
from ui.dialogs.import_table import Line, ListTable
from ui.pages.inventory.reorder_rows import COLUMNS, FIXED, KEYS, ROOMY, SPARE, TICK, sort_value
from ui.table.kept import KeptTable
from ui.table.popovers import ColumnPopover

_DEFAULT = "default"


class ReorderTable(ListTable):
    """`sorting_changed` asks for the rows anew, `all_ticked` says that the box in the heading was clicked."""

    sorting_changed = Signal()
    all_ticked = Signal()

    def __init__(self, line_of: Callable[[Any], Line], parent: QWidget | None = None) -> None:
        super().__init__(COLUMNS, line_of, parent)
        self._kept = KeptTable("reorder")
        kept = self._kept.sort()
        self.sorted_by: tuple[str, bool] | None = kept[0] if kept and kept[0][0] in KEYS else None
        chosen = self._kept.text("hidden") or _DEFAULT
        self._hidden = None if chosen == _DEFAULT else {key for key in chosen.split(",") if key in KEYS}
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._heading_clicked)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda _spot: self.open_columns(header))

    def direction(self, section: int) -> int:
        if self.sorted_by is None or KEYS[section] != self.sorted_by[0]:
            return 0
        return -1 if self.sorted_by[1] else 1

    def in_order(self, rows: Iterable[Suggestion], amounts: dict[int, int]) -> tuple[Suggestion, ...]:
        """The rows as they are sorted; unsorted they stay in the order of their urgency, and empty cells come last."""
        found = tuple(rows)
        if self.sorted_by is None:
            return found
        key, descending = self.sorted_by
        known = [row for row in found if sort_value(key, row, amounts.get(row.sku_id, 0)) is not None]
        known.sort(key=lambda row: sort_value(key, row, amounts.get(row.sku_id, 0)), reverse=descending)
        there = {row.sku_id for row in known}
        return (*known, *(row for row in found if row.sku_id not in there))

    def sort_by(self, key: str) -> None:
        """Sort by this column; again: the other way round; a third time: by urgency again."""
        if self.sorted_by is None or self.sorted_by[0] != key:
            self.sorted_by = (key, False)
        else:
            self.sorted_by = None if self.sorted_by[1] else (key, True)
        self._kept.keep_sort(() if self.sorted_by is None else (self.sorted_by,))
        self.horizontalHeader().viewport().update()
        self.sorting_changed.emit()

    def fit_columns(self) -> None:
        """Show the columns that were chosen; where nothing was, a narrow window leaves out what the panel says too."""
        for place, key in enumerate(KEYS):
            narrow = place in SPARE and self.width() < ROOMY
            self.setColumnHidden(place, narrow if self._hidden is None else key in self._hidden)

    def open_columns(self, under: QWidget) -> ColumnPopover:
        """The sheet that shows and hides columns."""
        choices = [
            (key, _(COLUMNS[place].header), not self.isColumnHidden(place))
            for place, key in enumerate(KEYS)
            if key not in FIXED
        ]
        sheet = ColumnPopover(choices, self)
        sheet.toggled.connect(self._show_column)
        sheet.open_under(under)
        return sheet

    def _show_column(self, key: str, on: bool) -> None:
        if self._hidden is None:
            self._hidden = {KEYS[place] for place in range(len(KEYS)) if self.isColumnHidden(place)}
        (self._hidden.discard if on else self._hidden.add)(key)
        self._kept.keep_text("hidden", ",".join(sorted(self._hidden)) or "-")
        self.fit_columns()

    def _heading_clicked(self, section: int) -> None:
        if section == TICK:
            self.all_ticked.emit()
        else:
            self.sort_by(KEYS[section])
