"""One column takes the width that is left, until a person sets its width by hand.

Where not all columns fit, what is left is the room behind the last one that does: no column is cut in half then.
"""

from __future__ import annotations

from ui.table.kept import KeptTable
from ui.table.paged_view import PagedView

_KEPT = "width_by_hand"
_COMFORTABLE = 240


class FreeWidth:
    """Gives the room beside the other columns to one column; a width set by hand ends that.

    Putting the columns back as they came begins it again. The columns up to `through` are seen first; only then the
    column grows to a comfortable width, and only then the others have their turn.
    """

    def __init__(self, view: PagedView, key: str, kept: KeptTable, through: str | None = None) -> None:
        self._view, self._kept = view, kept
        keys = [spec.key for spec in view.table.specs]
        self._column = keys.index(key)
        self._through = keys.index(through) if through is not None else None
        self._came_with = view.table.specs[self._column].width
        self._by_hand = kept.is_on(_KEPT)
        self._given = view.header.sectionSize(self._column)
        self._is_fitting = False

    def fit(self) -> None:
        """Take the free width now, never less than the column came with."""
        if self._by_hand or self._is_fitting or self._view.isColumnHidden(self._column):
            return
        self._given = self._came_with + self._left_over()
        self._is_fitting = True
        self._view.setColumnWidth(self._column, self._given)
        self._is_fitting = False

    def _left_over(self) -> int:
        """The room behind the columns that fit; pixels."""
        header, room = self._view.header, self._view.viewport().width()
        order = [header.logicalIndex(place) for place in range(header.count())]
        widths = [self._came_with if one == self._column else header.sectionSize(one) for one in order]
        if sum(widths) <= room:
            return room - sum(widths)
        first = order.index(self._through) + 1 if self._through is not None else 0
        grown = max(0, min(room - sum(widths[:first]), _COMFORTABLE - self._came_with)) if first else 0
        room -= grown
        for width in widths:
            if width > room:
                break
            room -= width
        return grown + max(0, min(room, _COMFORTABLE - self._came_with))

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
