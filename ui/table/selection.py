"""Which rows are ticked: a set of row-number ranges, so a million rows are one range."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from ui.table.source import RowRange


class RowSelection(QObject):
    """Sorted, disjoint, inclusive ranges of row numbers, and the anchor a Shift+click extends from.

    Where it `is_single`, gestures tick one row at a time.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ranges: tuple[RowRange, ...] = ()
        self._count = 0
        self.anchor = 0
        self.is_single = False

    @property
    def ranges(self) -> tuple[RowRange, ...]:
        """The ticked rows."""
        return self._ranges

    @property
    def count(self) -> int:
        """How many rows are ticked."""
        return self._count

    def __contains__(self, row: int) -> bool:
        if not self._count:
            return False
        place = bisect_right(self._ranges, (row, 1 << 62)) - 1
        return place >= 0 and row <= self._ranges[place][1]

    def set_ranges(self, ranges: Iterable[RowRange]) -> None:
        """Tick exactly these rows; the ranges may overlap and come in any order."""
        merged: list[RowRange] = []
        for first, last in sorted(ranges):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        if tuple(merged) != self._ranges:
            self._ranges = tuple(merged)
            self._count = sum(last - first + 1 for first, last in merged)
            self.changed.emit()

    def only(self, row: int) -> None:
        """Tick this row and no other; it becomes the anchor."""
        self.anchor = row
        self.set_ranges([(row, row)])

    def toggle(self, row: int) -> None:
        """Tick or untick one row; it becomes the anchor."""
        if self.is_single:
            self.only(row)
            return
        self.anchor = row
        if row not in self:
            self.set_ranges([*self._ranges, (row, row)])
            return
        kept: list[RowRange] = []
        for first, last in self._ranges:
            if first <= row <= last:
                kept.extend(part for part in ((first, row - 1), (row + 1, last)) if part[0] <= part[1])
            else:
                kept.append((first, last))
        self.set_ranges(kept)

    def extend_to(self, row: int, *, keep: bool = False) -> None:
        """Tick from the anchor to `row`; `keep` leaves the other ticks alone."""
        if self.is_single:
            self.only(row)
            return
        span = (min(self.anchor, row), max(self.anchor, row))
        self.set_ranges([*self._ranges, span] if keep else [span])

    def select_all(self, row_count: int) -> None:
        """Tick every row, as one range."""
        if not self.is_single:
            self.set_ranges([(0, row_count - 1)] if row_count else [])

    def clear(self) -> None:
        """Untick every row."""
        self.set_ranges(())
