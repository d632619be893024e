"""The rule by which a program's memory is called flat, on made-up series."""

from __future__ import annotations

import random

import pytest

from tests.reliability.flat import Closing, grows, judged

_EVERY = 100
# The same sixty steps again and again, measured: step, MB resident, MB lent out, blocks of Python.
_WALK = (
    (120, 325, 67, 1_581_399), (240, 332, 70, 1_593_167), (360, 334, 71, 1_603_859), (480, 335, 71, 1_611_634),
    (600, 336, 71, 1_613_374), (720, 339, 72, 1_629_768), (840, 340, 72, 1_634_596), (960, 340, 72, 1_637_190),
    (1080, 341, 72, 1_638_349), (1200, 343, 72, 1_639_601), (1320, 343, 73, 1_643_648),
)  # fmt: skip
_WALK_THAT_LOSES = (
    (120, 326, 68, 1_626_564), (240, 340, 71, 1_672_503), (360, 344, 72, 1_738_714), (480, 348, 73, 1_795_275),
    (600, 351, 73, 1_846_010), (720, 354, 74, 1_894_755), (840, 357, 75, 1_943_249), (960, 360, 75, 1_991_263),
    (1080, 364, 76, 2_039_271), (1200, 367, 76, 2_087_308), (1320, 370, 77, 2_135_363),
)  # fmt: skip


def _series(resident: list[float], lent: list[float] | None = None, blocks: list[int] | None = None) -> list[Closing]:
    """One closing each hundred steps; what is not given stays."""
    lent = lent if lent is not None else [80.0] * len(resident)
    blocks = blocks if blocks is not None else [1_700_000] * len(resident)
    rows = zip(resident, lent, blocks, strict=True)
    return [Closing(_EVERY * number, *row[:2], 20.0, row[2]) for number, row in enumerate(rows, start=1)]


def test_what_goes_up_and_down_around_one_size_is_flat() -> None:
    chance = random.Random(7)
    assert not grows(_series([380 + chance.uniform(-4, 4) for _time in range(20)]))


def test_what_is_seen_for_the_first_time_is_no_growth() -> None:
    """Pages and modules come in the first half; from then on it stays."""
    assert not grows(_series([*(300 + 8.0 * number for number in range(10)), *(380.0 for _time in range(10))]))


def test_one_time_out_of_the_way_decides_nothing() -> None:
    for place in range(12):
        sizes = [380.0] * 12
        sizes[place] = 460.0
        assert not grows(_series(sizes))


@pytest.mark.parametrize("a_step_kb", [12, 20, 100])
def test_holes_that_grow_without_end_are_found(a_step_kb: int) -> None:
    chance = random.Random(7)
    told = judged(_series([380 + number * _EVERY * a_step_kb / 1000 + chance.uniform(-1, 1) for number in range(16)]))
    assert told.startswith("memory grows: in use +0.0 MB")


@pytest.mark.parametrize("a_step_kb", [6, 20])
def test_what_is_kept_for_ever_is_found_in_either_place_even_where_it_fits_into_holes(a_step_kb: int) -> None:
    resident = [380.0] * 16
    lent = [80 + number * _EVERY * a_step_kb / 1000 for number in range(16)]
    assert grows(_series(resident, lent=lent))
    blocks = [1_700_000 + number * _EVERY * a_step_kb * 12 for number in range(16)]
    assert grows(_series(resident, blocks=blocks))


def test_a_walk_that_repeats_itself_is_told_from_one_that_loses_20_kb_with_each_step() -> None:
    assert not grows([Closing(step, resident, lent, 40.0, blocks) for step, resident, lent, blocks in _WALK])
    assert grows([Closing(step, resident, lent, 40.0, blocks) for step, resident, lent, blocks in _WALK_THAT_LOSES])


def test_too_few_times_are_not_judged() -> None:
    few = _series([300.0 + 50 * number for number in range(5)])
    assert judged(few) == "memory not judged: closed 5 times, 6 would do"
    assert not grows(few)
    assert grows(_series([300.0 + 50 * number for number in range(6)]))


def test_too_few_steps_are_not_judged() -> None:
    """A tenth of a megabyte in fifteen steps is no slope."""
    near = [Closing(5 * number, 276.0 + number / 10, 63.0, 17.0, 1_368_000) for number in range(1, 13)]
    assert judged(near) == "memory not judged: less than 200 steps over the second half"
    assert not grows(near)
