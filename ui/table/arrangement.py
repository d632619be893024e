"""Which columns are shown, in which order and how wide; kept by column key, so that new columns do no harm."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QTableView

from ui.table.two_panes import TwoPanes


class Arrangement:
    """The columns of one view as the user has put them."""

    def __init__(self, view: TwoPanes) -> None:
        self._view = view
        self._specs = view.table.specs
        self._hidden = {spec.key for spec in self._specs if spec.hidden_by_default}
        self._withheld: set[str] = set()
        self._crowded_out: set[str] = set()
        self.wanted: set[str] = set()  # put on screen by hand: never left out for want of room
        self._widths: dict[int, int] = {}  # of columns not on screen, as they were last

    def shown_columns(self) -> list[int]:
        """Model columns on screen from left to right, without the checkbox."""
        return self._without(self._away())

    def chosen_columns(self) -> list[int]:
        """The columns of `shown_columns`, and those that are left out only because there is no room for them now."""
        return self._without(self._hidden | self._withheld)

    def width(self, column: int) -> int:
        """Pixels of a column; of one that is not on screen, those it has when it comes back."""
        pane = self._pane_of(column)
        shown = int(pane.horizontalHeader().sectionSize(column))
        return shown or self._widths.get(column, self._specs[column].width)

    def _without(self, away: set[str]) -> list[int]:
        header = self._view.header
        frozen = [column for column, spec in enumerate(self._specs) if spec.frozen and spec.key]
        moving = (header.logicalIndex(place) for place in range(header.count()))
        rest = [column for column in moving if not self._specs[column].frozen]
        return [column for column in (*frozen, *rest) if self._specs[column].key not in away]

    def choices(self) -> list[tuple[str, str, bool]]:
        """What the column chooser offers: key, shown heading, whether it is on; nameless columns always stay."""
        table = self._view.table
        return [
            (spec.key, table.heading(column), spec.key not in self._hidden | self._crowded_out)
            for column, spec in enumerate(self._specs)
            if spec.key and not spec.stays and spec.key not in self._withheld and table.heading(column)
        ]

    def withhold(self, key: str, withheld: bool) -> None:
        """Take a column away that has nothing to say now, whatever the user chose; or give it back."""
        (self._withheld.add if withheld else self._withheld.discard)(key)
        self._hide(key, key in self._hidden)

    def leave_out(self, keys: set[str]) -> None:
        """Show all columns but these for as long as there is no room for them; they are offered as switched off."""
        changed, self._crowded_out = self._crowded_out ^ keys, set(keys)
        for key in changed:
            self._hide(key, key in self._hidden)

    def has_place(self, key: str) -> bool:
        """Whether this column would be on screen if there were room enough."""
        return key not in self._hidden | self._withheld

    def is_shown(self, key: str) -> bool:
        """Whether the user sees this column."""
        return key not in self._hidden

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or hide one column; the last one stays."""
        if not shown and len(self.shown_columns()) == 1:
            return
        (self.wanted.add if shown else self.wanted.discard)(key)
        self._hide(key, not shown)
        self._view.arrangement_changed.emit()

    def _hide(self, key: str, hidden: bool) -> None:
        for column, spec in enumerate(self._specs):
            if spec.key == key and key:
                (self._hidden.add if hidden else self._hidden.discard)(key)
                self._widths[column] = self.width(column)
                self._pane_of(column).setColumnHidden(column, key in self._away())

    def _away(self) -> set[str]:
        return self._hidden | self._withheld | self._crowded_out - self.wanted

    def save(self) -> dict[str, Any]:
        """Order, widths and hidden columns as plain JSON values."""
        header = self._view.header
        order = [self._specs[header.logicalIndex(place)].key for place in range(header.count())]
        return {
            "order": [key for key in order if key],
            "widths": {spec.key: self.width(column) for column, spec in enumerate(self._specs) if spec.key},
            "hidden": sorted(self._hidden),
            "wanted": sorted(self.wanted),
        }

    def restore(self, state: Mapping[str, Any]) -> None:
        """What `save` gave."""
        columns = {spec.key: column for column, spec in enumerate(self._specs)}
        header = self._view.header
        place = self._view.table.frozen_count
        for key in _texts(state.get("order")):
            column = columns.get(key)
            if column is not None and not self._specs[column].frozen:
                header.moveSection(header.visualIndex(column), place)
                place += 1
        hidden = set(_texts(state.get("hidden")))
        self.wanted = set(_texts(state.get("wanted")))
        for spec in self._specs:
            if "hidden" in state:
                self._hide(spec.key, spec.key in hidden)
        widths = state.get("widths")
        if isinstance(widths, Mapping):
            for key, width in widths.items():
                if key in columns and isinstance(width, int) and 20 <= width <= 2000:
                    self._resize(columns[key], width)

    def _resize(self, column: int, width: int) -> None:
        self._widths[column] = width
        self._pane_of(column).setColumnWidth(column, width)

    def _pane_of(self, column: int) -> QTableView:
        return self._view.pane if self._specs[column].frozen else self._view


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
