"""One column takes the width that is left, until a person sets its width by hand; others may have a part of it.

Where not all columns fit, what is left is the room behind the last one that does: no column is cut in half then.
"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QHeaderView

from ui.table.kept import KeptTable
from ui.table.paged_view import PagedView

_KEPT = "width_by_hand"
_COMFORTABLE = 240


class FreeWidth:
    """Gives the room beside the other columns to one column; a width set by hand ends that.

    Putting the columns back as they came begins it again. The columns up to `through` are seen first; only then the
    column grows to a comfortable width, then the columns of `besides` to the widths named there (pixels), in their
    order, and only then the others have their turn: more width never cuts what was whole. The first one takes the rest.
    """

    def __init__(
        self,
        view: PagedView,
        key: str,
        kept: KeptTable,
        through: str | None = None,
        besides: Mapping[str, int] | None = None,
    ) -> None:
        self._view = view
        keys = [spec.key for spec in view.table.specs]
        self._through = keys.index(through) if through is not None else None
        self._first = _Grown(view, keys.index(key), _COMFORTABLE, kept, _KEPT)
        self._besides = [
            _Grown(view, keys.index(other), width, kept, f"{_KEPT}.{other}") for other, width in (besides or {}).items()
        ]
        self._is_fitting = False

    def fit(self) -> None:
        """Take the free width now, never less than the columns came with."""
        if self._first.by_hand or self._is_fitting or self._view.isColumnHidden(self._first.column):
            return
        free = self._left_over()
        beyond = max(0, free - self._first.wants)
        self._is_fitting = True
        for other in self._besides:
            more = min(other.wants, beyond)
            if other.take(more):
                beyond, free = beyond - more, free - more
        self._first.take(free)
        self._is_fitting = False

    def _left_over(self) -> int:
        """The room behind the columns that fit, as wide as they came; pixels."""
        header, pane = self._view.header, self._view.pane
        growing = {one.column: one for one in (self._first, *self._besides)}
        order = [header.logicalIndex(place) for place in range(header.count())]
        widths = [growing[one].least if one in growing else header.sectionSize(one) for one in order]
        widths = [0 if header.isSectionHidden(one) else width for one, width in zip(order, widths, strict=True)]
        room = self._view.viewport().width() + sum(one.taken for one in self._besides if one.header is pane.header)
        if sum(widths) <= room:
            return room - sum(widths)
        first = order.index(self._through) + 1 if self._through is not None else 0
        wants = self._first.wants
        # All that grows comes before one more column, else a wider window cut again what was whole in a narrower one.
        growth = wants + sum(one.wants for one in self._besides if one.may_grow) if first else 0
        grown = max(0, min(room - sum(widths[:first]), growth))
        room -= grown
        for width in widths:
            if width > room:
                break
            room -= width
        return grown + max(0, min(room, wants))

    def arranged(self) -> None:
        """Somebody changed the columns: another width than ours is hers from now on."""
        if self._is_fitting:
            return
        for one in (self._first, *self._besides):
            one.look()
        self.fit()


class _Grown:
    """A column that grows into free room: as it came, what it was given, whether a person set it since."""

    def __init__(self, view: PagedView, column: int, comfortable: int, kept: KeptTable, kept_as: str) -> None:
        spec = view.table.specs[column]
        self._pane = view.pane if spec.frozen else view
        self.header: QHeaderView = self._pane.header
        self.column = column
        self._came_with = spec.width
        self.wants = comfortable - spec.width
        self._kept, self._kept_as = kept, kept_as
        self.by_hand = kept.is_on(kept_as)
        self._given = view.arrangement.width(self.column)

    @property
    def _width(self) -> int:
        return self.header.sectionSize(self.column)

    @property
    def least(self) -> int:
        """The width it came with, or the one a person gave it."""
        return self._width if self.by_hand else self._came_with

    @property
    def taken(self) -> int:
        """What it has now beyond its least."""
        return self._width - self.least if self._width else 0

    @property
    def may_grow(self) -> bool:
        """Whether it is shown, with a width that no person set."""
        return not self.by_hand and not self.header.isSectionHidden(self.column)

    def take(self, more: int) -> bool:
        """Be `more` pixels wider than it came; whether it may."""
        if not self.may_grow:
            return False
        self._given = self._came_with + more
        self._pane.setColumnWidth(self.column, self._given)
        return True

    def look(self) -> None:
        """See whether its width is a person's now."""
        width = self._width
        if not width:
            return
        by_hand = width not in (self._given, self._came_with)
        if self.by_hand and width != self._came_with:
            by_hand = True
        if by_hand != self.by_hand:
            self.by_hand = by_hand
            self._kept.keep(self._kept_as, by_hand)
