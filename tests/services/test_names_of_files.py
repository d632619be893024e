"""Words of people as names of files: what one system takes, all take."""

from __future__ import annotations

import pytest

from services import paths


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("天猫/旗舰店 20260301", "天猫-旗舰店 20260301"),
        ('a:b?c*"d"<e>|f\\g', "a-b-c--d--e--f-g"),
        (" name. ", "name"),
        ("...", ""),
        ("CON", "_CON"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("Lpt1 .csv", "_Lpt1 .csv"),
        ("COM10.csv", "COM10.csv"),
        ("console", "console"),
    ],
)
def test_what_some_file_system_refuses_is_not_in_it(words: str, name: str) -> None:
    assert paths.fit_for_a_file(words) == name
