"""Counting, selling, losing and writing down late, in any order: in the end the books have what is on the shelf."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import clock
from services.errors import NothingSelected
from services.shop import Shop
from services.stocktake import commands
from tests.services.soundness import problems
from tests.services.stocktake.floor import Floor

_CODES = ("A", "B")
_DEEDS = ("sell", "lose", "find", "arrive", "arrive_unwritten", "count", "scan", "write_down")
_steps = st.lists(
    st.tuples(st.sampled_from(_DEEDS), st.sampled_from(_CODES), st.integers(1, 4)), min_size=3, max_size=14
)


@dataclass
class Shelf:
    """What really lies there, kept apart from everything the program does.

    `hidden` pieces came or went unseen since the product was last counted; `unwritten` arrivals
    are on the shelf and not in the books yet.
    """

    pieces: int = 10
    hidden: int = 0
    is_counted: bool = False
    unwritten: list[tuple[int, datetime]] = field(default_factory=list)

    def unseen(self, pieces: int) -> None:
        """Pieces came or went and nobody noticed."""
        self.pieces += pieces
        self.hidden += pieces


class Day:
    """A working day: each deed happens on the shelf, and in the program as far as somebody writes it down."""

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.shelves = {code: Shelf() for code in _CODES}
        for code in _CODES:
            floor.goods(code, 10, 1000)
        self.taken = floor.start()

    def do(self, deed: str, code: str, pieces: int) -> None:
        """One deed, a minute after the one before."""
        shelf = self.shelves[code]
        now = self.floor.later()
        if deed == "sell" and shelf.pieces >= pieces and self.floor.on_hand(code) >= pieces:
            self.floor.sell(code, pieces)
            shelf.pieces -= pieces
        elif deed == "lose" and shelf.pieces >= pieces:
            shelf.unseen(-pieces)
        elif deed == "find":
            shelf.unseen(pieces)
        elif deed == "arrive":
            self.floor.receive(code, pieces, value=100 * pieces)
            shelf.pieces += pieces
        elif deed == "arrive_unwritten":
            shelf.unwritten.append((pieces, now))
            shelf.pieces += pieces
        elif deed == "write_down":
            self.write_down(code)
        elif deed in ("count", "scan"):
            self.count(deed, code)

    def count(self, deed: str, code: str) -> None:
        """Count everything of a product at once, as a number or with the scanner."""
        shelf = self.shelves[code]
        if deed == "scan" and shelf.pieces:
            self.floor.shop.run(commands.clear, [self.floor.line(self.taken, code)])
            assert self.floor.scan(self.taken, f"{shelf.pieces}*{code}").quantity == shelf.pieces
        else:
            self.floor.count(self.taken, code, shelf.pieces)
        shelf.hidden, shelf.is_counted = 0, True

    def write_down(self, code: str) -> None:
        """Enter late what had arrived, with the time it did."""
        shelf = self.shelves[code]
        for pieces, at in shelf.unwritten:
            self.floor.receive(code, pieces, at=at, value=100 * pieces)
        shelf.unwritten.clear()


@pytest.mark.exhaustive
@settings(max_examples=25)
@given(before=_steps, after=_steps)
def test_after_a_count_the_books_have_what_is_on_the_shelf(
    before: list[tuple[str, str, int]], after: list[tuple[str, str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder, Shop.create(Path(folder) / "a.shop") as shop:
        day = Day(Floor(shop))
        try:
            for step in before:
                day.do(*step)
            if not any(shelf.is_counted for shelf in day.shelves.values()):
                day.do("count", "A", 0)
            shop.run(commands.post, day.taken)
            for deed, code, pieces in after:
                if deed not in ("count", "scan"):
                    day.do(deed, code, pieces)
            for code in _CODES:
                day.write_down(code)
            try:
                shop.run(commands.correct, day.taken)
            except NothingSelected:
                assert day.floor.view(day.taken).drifted == 0
            for code, shelf in day.shelves.items():
                if shelf.is_counted:
                    assert day.floor.on_hand(code) == shelf.pieces - shelf.hidden
            assert shop.ask(problems) == []
        finally:
            clock.set_source(None)
