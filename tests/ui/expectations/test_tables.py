"""Every table of the program has what people expect of one, or a reason why not; both are held against the window."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QTableView

from tests.ui.expectations import tables
from tests.ui.expectations.reasons import REASONS
from tests.ui.expectations.tables import EXPECTED, Listed
from tests.ui.expectations.walking import House, every_place
from ui.table.frozen import FrozenPane
from ui.table.table_view import TableView

_WITHOUT = ("today", "charts", "history", "settings", "growth.goals", "growth.launches", "finance.closing")
"""Places whose lists are no tables: figures, cards, a calendar, a diary, forms."""


@pytest.fixture(scope="module")
def found(english_house: House) -> list[Listed]:
    """Every table of the program, walked once."""
    return tables.tables_of(english_house)


@pytest.mark.parametrize("words", list(EXPECTED))
def test_every_gap_has_a_reason_and_every_reason_a_gap(found: list[Listed], words: str) -> None:
    missing = tables.gaps_of(found)[words]
    named = set(REASONS.get(words, {}))
    assert sorted(missing - named) == []
    assert sorted(named - missing) == []


def test_the_documentation_shows_the_matrix_of_today(found: list[Listed]) -> None:
    assert tables.DOCUMENT.read_text("utf-8") == tables.text_of(found)


def test_every_table_of_a_page_is_in_the_matrix(english_house: House, found: list[Listed]) -> None:
    places = {str(one.place) for one in found}
    assert [str(place) for place in every_place() if str(place) not in (*places, *_WITHOUT)] == []
    others = [
        one
        for one in english_house.window.findChildren(QTableView)
        if not isinstance(one, TableView | FrozenPane) and type(one).__name__ != "SkuGrid"
    ]
    assert others == []
    assert [one for one in tables.bare_lists(english_house) if not one.accessibleName()] == []


def test_no_button_of_a_table_does_nothing(found: list[Listed]) -> None:
    dead = [str(one) for one in found if not one.card.bar.export_button.isHidden() and not EXPECTED["export"](one)]
    assert dead == []
