"""One read that fails: the job is refused with a sentence or done, nothing is half done, and it works again after."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.examples import examples
from tests.reliability.faults import Breaker, Fault, compiler
from tests.reliability.write_points import broken, course

_JOBS = ("ship", "import", "case", "backup", "restore", "export", "migrate")
_CHANCE = random.Random(20261122)

pytestmark = [
    pytest.mark.long,
    pytest.mark.exhaustive,
    pytest.mark.skipif(compiler() is None, reason="failing reads needs Linux and a C compiler"),
]


@pytest.mark.parametrize("name", _JOBS)
def test_a_read_that_fails_loses_nothing(name: str, breaker: Breaker, tmp_path: Path) -> None:
    track = course(breaker, name, tmp_path)
    found = [
        problem
        for fault in (Fault.READ_ONCE, Fault.READ)
        for at in sorted(_CHANCE.sample(range(1, track.reads + 1), min(track.reads, examples(2, 6))))
        for problem in broken(breaker, track, fault, at, tmp_path)
    ]
    assert found == []
