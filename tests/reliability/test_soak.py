"""What the soak (``soak.py``, run by hand) notes: growth without end, and each finding once."""

from __future__ import annotations

from tests.reliability.soak import Diary


def test_what_grows_without_end_is_seen_and_what_was_found_is_told_once() -> None:
    diary = Diary(seed=1)
    diary.memory = [(float(at), 300 + at) for at in range(0, 600, 5)]
    assert round(diary.growth_per_hour()) == 3600
    diary.memory = [(float(at), 300.0) for at in range(0, 600, 5)]
    assert diary.growth_per_hour() == 0
    diary.note("qt", "Timer 17 fell down")
    diary.note("qt", "Timer 18 fell down")
    assert [one.words for one in diary.found] == ["Timer 17 fell down"]
