"""Every write of a job as a moment to die at, or to be refused. By hand for all of them: ``python -m`` this module."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.errors import SaveUncertain
from tests.reliability.every_job import EVERY
from tests.reliability.faults import Breaker, Fault, Told, Try
from tests.reliability.jobs import JOBS, Job, stop_the_clock

SOUND = tuple(name for name in JOBS if not name.endswith(("in two steps", "in place", "uncovered")))
_FAULTS = tuple(fault for fault in Fault if fault is not Fault.NOTHING and not fault.is_of_reading)


@dataclass(frozen=True, slots=True)
class Course:
    """A job ready to be broken: where it starts, the states before and after it, how many writes and reads it makes."""

    name: str
    job: Job
    start: Path
    before: str
    after: str
    writes: int
    reads: int


def course(breaker: Breaker, name: str, folder: Path) -> Course:
    """Make what the job starts from and do it once without any fault."""
    job, start = EVERY[name], folder / f"{name} start"
    start.mkdir()
    job.make(start)
    before = _state_of_copy(job, start, folder / f"{name} before")
    done = folder / f"{name} done"
    shutil.copytree(start, done)
    told = breaker.run(name, done)
    assert told.words == ("saved",), told.words
    assert told.writes is not None
    assert told.reads is not None
    after = _state_of_copy(job, done, folder / f"{name} after")
    assert "UNSOUND" not in before + after, before + after
    assert before != after
    return Course(name, job, start, before, after, told.writes, told.reads)


Point = tuple[Fault, int]


def broken(breaker: Breaker, track: Course, fault: Fault, at: int, folder: Path) -> Iterator[str]:
    """Do the job with one fault and say what is wrong afterwards; nothing is, where all is well."""
    yield from all_broken(breaker, track, [(fault, at)], folder)


def all_broken(breaker: Breaker, track: Course, points: Sequence[Point], folder: Path) -> Iterator[str]:
    """The same for several faults, in one process that must go on working after each; only the last may be a death."""
    tries = [_laid_down(track, point, folder / f"victim {number}") for number, point in enumerate(points)]
    for one, told in zip(tries, breaker.tried(track.name, tries), strict=True):
        yield from _found(track, one, told)


def _laid_down(track: Course, point: Point, victim: Path) -> Try:
    fault, at = point
    shutil.rmtree(victim, ignore_errors=True)
    shutil.copytree(track.start, victim)
    return Try(victim, fault, at, again=track.job.can_be_tried_again and not fault.is_death and at % 2 == 0)


def _found(track: Course, one: Try, told: Told) -> Iterator[str]:
    """What is wrong with what a fault left behind."""
    place = f"read {one.at} of {track.reads}" if one.fault.is_of_reading else f"write {one.at} of {track.writes}"
    where = f"{track.name}, {one.fault.name} at {place}"
    yield from (f"{where}: {said}" for said in told.words if said.startswith("odd"))
    if one.fault.is_death and not told.was_killed and one.at <= track.writes - _SLACK:
        yield f"{where}: it did not die"
    if one.fault in (Fault.FULL_ONCE, Fault.BROKEN_ONCE) and _UNCERTAIN in told.words:
        yield f"{where}: it was not certain, though the disk failed once only"
    if not one.fault.is_death and told.writes is None:
        yield f"{where}: it died"
    try:
        state = track.job.state(one.folder)
    except Exception as error:  # noqa: BLE001 - a file that cannot be read is the finding
        yield f"{where}: what is left cannot be read: {error!r}"
        return
    yield from (f"{where}: {said}" for said in wrong(track, told, state))


# A job closes its shop last; what is written then depends on what the threads did before.
_SLACK = 12


_UNCERTAIN = f"refused {SaveUncertain.code}"


def wrong(track: Course, told: Told, state: str) -> Iterator[str]:
    """What of the state a job left does not fit what it said."""
    if state not in (track.before, track.after):
        yield f"half done after {told.words}: {state}"
    elif "saved" in told.words and state != track.after:
        yield f"it was called saved and is gone: {told.words}"
    elif told.words and told.words[-1] == "again":
        yield "the second try said nothing"
    elif told.words[:1] == (_UNCERTAIN,) and ("again" not in told.words or state == track.after):
        return  # it shows whether it was kept; what was kept may be in the way of a second try
    elif told.words[:1] and told.words[0].startswith("refused") and "again" not in told.words and state != track.before:
        yield f"it was refused and is there: {told.words}"
    elif "again" in told.words and told.words[-1] != "saved":
        yield f"it was refused again when the cause was gone: {told.words}"


def _state_of_copy(job: Job, folder: Path, copy: Path) -> str:
    """The state, read from a copy: reading opens the shop, which writes."""
    shutil.copytree(folder, copy)
    return job.state(copy)


def main() -> None:
    """Break jobs at every write and print a table: in every way, or with ``--once`` in one way each, in turn."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("jobs", nargs="*", metavar="JOB", help=f"of {', '.join(EVERY)}; without any: all that are sound")
    words.add_argument("--once", action="store_true", help="each write in one way, the ways in turn")
    ways = [fault.name for fault in _FAULTS]
    words.add_argument("--way", action="append", choices=ways, help="only in this way; may be said again")
    words.add_argument("--start", type=int, default=1, help="the first write that is broken")
    words.add_argument("--step", type=int, default=1, help="only every so many-th write after it")
    said = words.parse_args()
    stop_the_clock()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["ZHANGGUI_HOME"] = str(folder / "home")  # what jobs note of this computer stays out of her own
        with Breaker(folder) as breaker:
            for name in said.jobs or SOUND:
                track = course(breaker, name, folder)
                places = range(said.start, track.writes + 1, said.step)
                if said.once:
                    turns = [(_FAULTS[turn % len(_FAULTS)], at) for turn, at in enumerate(places, said.start)]
                    _tell(breaker, track, "in turn", turns, folder)
                else:
                    for fault in [one for one in _FAULTS if one.name in (said.way or ways)]:
                        _tell(breaker, track, fault.name, [(fault, at) for at in places], folder)


_IN_ONE_PROCESS = 20


def _tell(breaker: Breaker, track: Course, how: str, points: Sequence[Point], folder: Path) -> None:
    """Break the job at the points; say each finding at once, and now and then how far it is: it may be stopped."""
    began, problems, done = time.monotonic(), 0, 0
    for some in _batches(points):
        for one in all_broken(breaker, track, some, folder):
            problems += 1
            sys.stdout.write(f"    {one}\n")
        before, done = done, done + len(some)
        if done // _IN_ONE_PROCESS > before // _IN_ONE_PROCESS or done == len(points):
            took = f"{time.monotonic() - began:6.1f} s"
            of = f"{done:4} points to write {some[-1][1]:4} of {track.writes:4}"
            sys.stdout.write(f"{track.name:10} {how:12} {of} {problems:3} problems {took}\n")
        sys.stdout.flush()


def _batches(points: Sequence[Point]) -> Iterator[list[Point]]:
    """The points in their order, so many together; a death ends its process."""
    batch: list[Point] = []
    for point in points:
        batch.append(point)
        if point[0].is_death or len(batch) == _IN_ONE_PROCESS:
            yield batch
            batch = []
    if batch:
        yield batch


if __name__ == "__main__":
    main()
