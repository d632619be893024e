"""Rows that belong to other rows: variants under their product, pictures under a variant, parents over children.

Shop systems write a product over several rows and say things once. What a row leaves to
another one is filled in here, and rows that are no product of their own are told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from services.exporting.cells import plain
from services.i18n import NN_
from services.importing.cells import fold
from services.importing.sheets import FileWarning
from services.importing.spec import Layout
from services.messages import plural_message

_PARENT_ID = "id:"  # WooCommerce names a parent without a SKU by its number: id:741


@dataclass(slots=True)
class RowParts:
    """The rows of one table as parts of each other; `part_rows` counts what was met."""

    layout: Layout
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]
    first: int
    part_rows: int = 0
    _places: dict[str, int] = field(default_factory=dict)
    _owners: list[dict[str, int]] = field(default_factory=list)
    _needed: tuple[int, ...] = ()
    _words: tuple[tuple[int, frozenset[str]], ...] = ()

    def __post_init__(self) -> None:
        for place, header in enumerate(self.headers):
            self._places.setdefault(fold(header), place)
        self._needed = self._at(self.layout.one_filled)
        self._words = tuple(
            (self._places[fold(name)], frozenset(map(fold, words)))
            for name, words in self.layout.leave_out.items()
            if fold(name) in self._places
        )
        inherit = self.layout.inherit
        if inherit is not None and fold(inherit.of) in self._places:
            self._owners = [self._index(place) for place in self._at(inherit.by)]

    def admits(self, cells: Sequence[str]) -> bool:
        """Whether the row is a record of its own: no picture, no parent whose children stand in rows of theirs."""
        if self._needed and not any(plain(cells[place]) for place in self._needed if place < len(cells)):
            self.part_rows += 1
            return False
        for place, words in self._words:
            if place < len(cells) and words & {fold(word) for word in cells[place].split(",")}:
                self.part_rows += 1
                return False
        return True

    def whole(self, index: int, cells: list[str]) -> list[str]:
        """The cells of the row at `index` with what it leaves to its owner."""
        inherit = self.layout.inherit
        if inherit is None or not self._owners:
            return cells
        owner = self._owner(plain(cells[self._places[fold(inherit.of)]]))
        if owner is None or owner == index:
            return cells
        above = self.rows[owner]
        filled = list(cells)
        for name, always in [(name, False) for name in inherit.fill] + [(name, True) for name in inherit.take]:
            place = self._places.get(fold(name))
            if place is not None and place < len(above) and plain(above[place]) and (always or not plain(cells[place])):
                filled[place] = above[place]
        return filled

    def warnings(self) -> list[FileWarning]:
        """What a person should know about rows and cells that did not become anything."""
        found: list[FileWarning] = []
        if self.part_rows:
            forms = NN_(
                "{count} row only adds to other rows (a picture, or a product whose variants have rows of their own).",
                "{count} rows only add to other rows (pictures, or products whose variants have rows of their own).",
            )
            found.append(FileWarning("part_rows", self.part_rows, plural_message(forms, self.part_rows)))
        return found

    def _at(self, names: Sequence[str]) -> tuple[int, ...]:
        return tuple(self._places[fold(name)] for name in names if fold(name) in self._places)

    def _index(self, place: int) -> dict[str, int]:
        owners: dict[str, int] = {}
        for index in range(self.first, len(self.rows)):
            cells = self.rows[index]
            if place < len(cells) and (text := plain(cells[place])):
                owners.setdefault(text, index)
        return owners

    def _owner(self, named: str) -> int | None:
        if not named:
            return None
        if named.startswith(_PARENT_ID):
            return self._owners[-1].get(named.removeprefix(_PARENT_ID).strip())
        return next((owners[named] for owners in self._owners if named in owners), None)
