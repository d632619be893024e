"""What every table shows: columns, prepared rows and ticks, as Qt, the painters and the clipboard ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from services.i18n import _
from services.types import TableRequest
from ui.table.columns import EMPTY, AnyCell, CellKind, ColumnSpec
from ui.table.selection import RowSelection
from ui.table.source import Summary

Index = QModelIndex | QPersistentModelIndex
LOADING = "…"
# Plain ints: comparing Qt's enum members costs nine times as much, per cell and per repaint.
DISPLAY, EDIT, TOOLTIP, CHECKED, ACCESSIBLE = 0, 2, 3, 10, 11
_FIELD = {DISPLAY: 0, EDIT: 1, TOOLTIP: 2, ACCESSIBLE: 0}


class TableRow(Protocol):
    """One prepared row: its id, whether it still exists, and its cells in model order."""

    @property
    def row_id(self) -> int: ...

    @property
    def deleted(self) -> bool: ...

    def cell(self, column: int) -> AnyCell: ...


class TableModel(QAbstractTableModel):
    """Rows over columns; `PagedModel` reads them from the shop file, `ListModel` holds them.

    `summary_changed`: count and totals are others; `swapped` carries the `Landing` in other rows;
    `failed` what went wrong; `edit_rejected` a row id, a column key and the reason.
    """

    summary_changed = Signal()
    swapped = Signal(object)
    failed = Signal(object)
    edit_rejected = Signal(int, str, object)
    has_ticks = True
    """Whether rows are chosen by check boxes; where they are not, the current row is the chosen one."""

    def __init__(self, specs: Sequence[ColumnSpec], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.specs = tuple(specs)
        self.frozen_count = sum(spec.frozen for spec in self.specs)
        self.selection = RowSelection(self)
        self.request = TableRequest()
        self.summary: Summary | None = None
        self.on_edit: Callable[[Any], None] | None = None
        self._rows = 0

    # --- what a kind of table answers --------------------------------------------------------

    def reopen(self, request: TableRequest, *, keep_position: bool = True) -> None:
        """Show the rows of a request."""
        raise NotImplementedError

    def refresh(self, changed_ids: Iterable[int] | None = None) -> None:
        """Read changed rows again where they stand; ``None``: all of them."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what the rows are read from."""

    def let_go_of_others(self) -> None:
        """Take rows off the screen that are not those asked for; a table that has its rows at once shows none."""

    def row(self, number: int) -> TableRow | None:
        """The prepared row, or ``None`` while it is under way or was never seen."""
        raise NotImplementedError

    def is_loaded(self, _number: int) -> bool:
        """Whether the row is in memory."""
        return True

    def touch(self, number: int) -> None:
        """Keep this row longer in memory than others: it is on screen."""

    def read(self, first: int, count: int, answer: Callable[[Sequence[TableRow | None]], None]) -> None:
        """Hand prepared rows on, in memory or not."""
        raise NotImplementedError

    def sum_selection(self, answer: Callable[[Summary], None], failed: Callable[[BaseException], None]) -> None:
        """Ask for the totals of the ticked rows; `answer` is not called when the ticks changed meanwhile."""
        raise NotImplementedError

    # --- reading -------------------------------------------------------------------------

    def row_id(self, number: int) -> int | None:
        """The id of a row, where it is in memory."""
        row = self.row(number) if 0 <= number < self._rows else None
        return None if row is None else row.row_id

    def cell(self, number: int, column: int) -> AnyCell | None:
        """A prepared cell, or ``None`` while it is under way."""
        row = self.row(number)
        return None if row is None else row.cell(column)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """All rows once they are counted; before that, the first ones."""
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The tick column, where there is one, and the declared ones."""
        return 0 if parent.isValid() else len(self.specs)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Text, tooltip and accessible text of a cell, from memory only; of a checkbox, whether it is ticked."""
        field = _FIELD.get(role)
        if role in (CHECKED, ACCESSIBLE) and index.isValid() and self.specs[index.column()].kind is CellKind.TICK:
            ticked = index.row() in self.selection
            if role == CHECKED:
                return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
            return _("selected") if ticked else _("not selected")
        if field is None or not index.isValid():
            return None
        cell = self.cell(index.row(), index.column())
        if cell is None:
            return (EMPTY if self.is_loaded(index.row()) else LOADING) if field == 0 else None
        if field == 0:
            return cell.full_text
        return (cell.text if cell.edit is None else cell.edit) if field == 1 else cell.tip or None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """The translated column header and its explanation."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.specs):
            return None
        if role in (DISPLAY, ACCESSIBLE):
            return self.heading(section)
        spec = self.specs[section]
        return _(spec.tooltip) if role == TOOLTIP and spec.tooltip else None

    def heading(self, section: int) -> str:
        """What stands above a column, in the language that is on."""
        header = self.specs[section].header
        return _(header) if header else ""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Editable where the column says so and the row is there."""
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid() or not self.specs[index.column()].editable or self.on_edit is None:
            return plain
        row = self.row(index.row())
        return plain if row is None or row.deleted else plain | Qt.ItemFlag.ItemIsEditable
