"""A few hundred random deeds with faults between their statements find nothing; the seeded mistakes are found."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.examples import examples
from tests.reliability.seeded_bugs import BUGS
from tests.reliability.simulator import simulate


def test_random_deeds_with_faults_between_their_statements_leave_a_sound_shop(tmp_path: Path) -> None:
    score = simulate(tmp_path, examples(200, 3_000), seed=1)
    assert score.found == []
    assert score.faults > 0
    assert score.taken_back > 0
    assert score.looks > 0
    assert score.repeated > 0


@pytest.mark.exhaustive
@pytest.mark.parametrize("bug", BUGS)
def test_a_seeded_mistake_is_found(bug: str, tmp_path: Path) -> None:
    assert simulate(tmp_path, 400, seed=2, bug=bug).found, "the simulator is blind"
