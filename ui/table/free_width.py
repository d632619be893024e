"""One column takes the width that is left, until a person sets its width by hand."""

from __future__ import annotations

from ui.table.kept import KeptTable
from ui.table.paged_view import PagedView

_KEPT = "width_by_hand"


class FreeWidth:
    """Gives the room beside the other columns to one column; a width set by hand ends that.

    Putting the columns back as they came begins it again.
    """

    def __init__(self, view: PagedView, key: str, kept: KeptTable) -> None:
        self._view, self._kept = view, kept
        self._column = [spec.key for spec in view.table.specs].index(key)
        self._came_with = view.table.specs[self._column].width
        self._by_hand = kept.is_on(_KEPT)
        self._given = view.header.sectionSize(self._column)
        self._is_fitting = False

    def fit(self) -> None:
        """Take the free width now, never less than the column came with."""
        if self._by_hand or self._is_fitting or self._view.isColumnHidden(self._column):
            return
        header = self._view.header
        others = header.length() - header.sectionSize(self._column)
        self._given = max(self._came_with, self._view.viewport().width() - others)
        self._is_fitting = True
        self._view.setColumnWidth(self._column, self._given)
        self._is_fitting = False

    def arranged(self) -> None:
        """Somebody changed the columns: another width of ours is hers from now on."""
        width = self._view.header.sectionSize(self._column)
        if self._is_fitting or not width:
            return
        by_hand = width not in (self._given, self._came_with)
        if self._by_hand and width != self._came_with:
            by_hand = True
        if by_hand != self._by_hand:
            self._by_hand = by_hand
            self._kept.keep(_KEPT, by_hand)
        self.fit()
