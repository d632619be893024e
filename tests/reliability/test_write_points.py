"""Whatever write a job is broken at, what was saved is there and nothing is half done."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.examples import examples
from tests.reliability.faults import Breaker, Fault, compiler
from tests.reliability.file_jobs import FILE_JOBS
from tests.reliability.write_points import SOUND, all_broken, broken, course

# Every point of every job takes hours: ``python -m tests.reliability.write_points`` does that by hand. Other points
# are drawn for the ordinary run and for the thorough one.
_POINTS = {
    Fault.DIE: examples(2, 6), Fault.TEAR: examples(1, 3), Fault.FULL_ONCE: examples(1, 3),
    Fault.BROKEN_ONCE: examples(0, 3), Fault.FULL: examples(0, 3), Fault.BROKEN: examples(1, 3),
}  # fmt: skip
_LIKE_SHIP = {Fault.DIE: examples(1, 3), Fault.FULL_ONCE: 1}
# One command each, written by the same journal.
_COUNTS = {"ship and vanish": _LIKE_SHIP, "undo": _LIKE_SHIP, "case": _LIKE_SHIP}
_CHANCE = random.Random(20261122)

pytestmark = [
    pytest.mark.long,
    pytest.mark.exhaustive,
    pytest.mark.skipif(compiler() is None, reason="breaking writes needs Linux and a C compiler"),
]


def _points(writes: int, count: int) -> list[int]:
    """Some moments of a job: one in each stretch of it, the last few writes among them."""
    step = writes / max(count, 1)
    return [min(writes, 1 + int((place + _CHANCE.random()) * step)) for place in range(count)]


@pytest.mark.parametrize("name", SOUND)
def test_a_job_broken_at_a_write_is_done_or_not_begun(name: str, breaker: Breaker, tmp_path: Path) -> None:
    track = course(breaker, name, tmp_path)
    found = [
        problem
        for fault, count in _COUNTS.get(name, _POINTS).items()
        for at in _points(track.writes, count)
        for problem in broken(breaker, track, fault, at, tmp_path)
    ]
    assert found == []


# Making the demo takes thousands of writes and is for the thorough run.
_FILES = tuple(name for name in FILE_JOBS if name != "demo" or examples(0, 1))


@pytest.mark.parametrize("name", _FILES)
def test_a_file_is_written_or_stays_as_it_was(name: str, breaker: Breaker, tmp_path: Path) -> None:
    track = course(breaker, name, tmp_path)
    drawn = ((fault, at) for fault in _POINTS for at in _points(track.writes, examples(1, 4)))
    assert [one for fault, at in drawn for one in broken(breaker, track, fault, at, tmp_path)] == []


def test_a_migration_that_was_done_says_so_whatever_its_last_writes_do(breaker: Breaker, tmp_path: Path) -> None:
    track = course(breaker, "migrate", tmp_path)
    last = range(track.writes - 5, track.writes + 1)
    assert [one for at in last for one in broken(breaker, track, Fault.BROKEN_ONCE, at, tmp_path)] == []


def test_a_new_shop_that_cannot_be_opened_is_taken_away_again(breaker: Breaker, tmp_path: Path) -> None:
    track = course(breaker, "new shop", tmp_path)
    opening = range(track.writes - 26, track.writes - 18)  # between its name and its being open
    points = [(fault, at) for at in opening for fault in (Fault.FULL_ONCE, Fault.BROKEN)]
    assert list(all_broken(breaker, track, points, tmp_path)) == []


def test_a_commit_that_was_refused_does_not_come_back_after_a_crash(breaker: Breaker, tmp_path: Path) -> None:
    # The sync of the log is among the writes of the second half; which one it is differs from run to run.
    def found(name: str) -> list[str]:
        track = course(breaker, name, tmp_path)
        points = [(Fault.BROKEN_ONCE, at) for at in range(track.writes // 2, track.writes + 1)]
        return list(all_broken(breaker, track, points, tmp_path))

    assert found("ship and vanish") == []
    assert any("it was refused and is there" in one for one in found("ship uncovered")), "the known mistake"


def test_an_import_in_two_steps_is_found_half_done(breaker: Breaker, tmp_path: Path) -> None:
    track = course(breaker, "import in two steps", tmp_path)
    middle = range(track.writes // 2, track.writes, max(1, track.writes // 12))
    assert any("half done" in one for at in middle for one in broken(breaker, track, Fault.DIE, at, tmp_path))


def test_a_list_written_over_the_old_one_is_found_half_done(breaker: Breaker, tmp_path: Path) -> None:
    track = course(breaker, "export in place", tmp_path)
    points = range(track.writes, 0, -1)  # the list is written last
    assert any("half done" in one for at in points for one in broken(breaker, track, Fault.DIE, at, tmp_path))


def test_a_restore_is_broken_at_one_write_after_the_other(breaker: Breaker, tmp_path: Path) -> None:
    track = course(breaker, "restore", tmp_path)
    found = [
        problem
        for at in range(1, track.writes + 1, examples(3, 1))
        for problem in broken(breaker, track, Fault.DIE if at % 2 else Fault.FULL_ONCE, at, tmp_path)
    ]
    assert found == []
