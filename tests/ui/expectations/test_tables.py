"""Every table of the program has what people expect of one, or a reason why not; both are held against the window."""

from __future__ import annotations

import pytest

from tests.ui.expectations import tables
from tests.ui.expectations.reasons import REASONS
from tests.ui.expectations.tables import EXPECTED, Listed
from tests.ui.expectations.walking import House


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
