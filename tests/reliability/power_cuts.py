"""The power goes at any moment of a job. By hand: ``python -m tests.reliability.power_cuts 200 ship import``."""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.faults import Breaker
from tests.reliability.jobs import stop_the_clock
from tests.reliability.power import Deed, Disk, deeds
from tests.reliability.write_points import Course, course

# One cut of so many falls just after it was said; the others are drawn from all moments. Of a job with a thousand of
# them chance seldom meets that one, and it is where a disk that ignores syncs shows what it lost.
_DONE_EACH = 10

JOBS = ("ship", "undo", "import", "case", "erase", "backup", "restore", "export", "migrate", "rewrite", "delete")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A job that was done once, with everything it did to the disk, and the folder it was done in."""

    track: Course
    deeds: tuple[Deed, ...]
    folder: Path


def recorded(breaker: Breaker, name: str, folder: Path) -> Recorded:
    """Make what the job starts from, and do it once under the eyes of the shim."""
    track = course(breaker, name, folder)
    done, record = folder / f"{name} recorded", folder / f"{name}.record"
    shutil.copytree(track.start, done)
    told = breaker.record(name, done, record)
    assert told.words == ("saved",), told.words
    found = tuple(deeds(record))
    assert any(deed.letter == "S" for deed in found)
    return Recorded(track, found, done)


def after_cut(
    job: Recorded, seed: str, folder: Path, *, forgets: bool = False, when_done: bool = False
) -> Iterator[str]:
    """Let the power go at one moment and say what is wrong with what is left; nothing is, where all is well.

    `when_done`: just after it was called saved, which of a thousand moments is the one that is seldom met.
    """
    chance = random.Random(seed)
    at = len(job.deeds) if when_done else chance.randint(1, len(job.deeds))
    disk = Disk(job.track.start, job.folder, forgets=forgets)
    for deed in job.deeds[:at]:
        disk.do(deed)
    left = folder / "left"
    shutil.rmtree(left, ignore_errors=True)
    left.mkdir()
    disk.cut(chance, left)
    was_said = any(deed.letter == "A" for deed in job.deeds[:at])
    where = f"{job.track.name}, cut after {at} of {len(job.deeds)} ({seed})"
    try:
        state = job.track.job.state(left)
    except Exception as error:  # noqa: BLE001 - a file that cannot be read is the finding
        yield f"{where}: what is left cannot be read: {error!r}"
        return
    if state not in (job.track.before, job.track.after):
        yield f"{where}: half done: {state}"
    elif was_said and state != job.track.after:
        yield f"{where}: it was called saved and is gone"


def main() -> None:
    """Cut the power of each job so many times and print a table; then with a disk that ignores every sync."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("cuts", nargs="?", type=int, default=200, help="so many of each job")
    words.add_argument("jobs", nargs="*", metavar="JOB", help=f"without any: {', '.join(JOBS)}")
    words.add_argument("--seed", type=int, default=1, help="the cuts are drawn from it")
    said = words.parse_args()
    cuts: int = said.cuts
    stop_the_clock()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        os.environ["ZHANGGUI_HOME"] = str(folder / "home")
        with Breaker(folder) as breaker:
            for name in said.jobs or JOBS:
                job = recorded(breaker, name, folder)
                for forgets in (False, True):
                    began = time.monotonic()
                    seeds = [f"{name} {said.seed} {cut}" for cut in range(cuts)]
                    found = [
                        one
                        for turn, seed in enumerate(seeds)
                        for one in after_cut(job, seed, folder, forgets=forgets, when_done=turn % _DONE_EACH == 0)
                    ]
                    took, disk = time.monotonic() - began, "forgetful" if forgets else "honest"
                    sys.stdout.write(f"{name:8} {disk:9} {cuts} cuts {len(found):4} problems {took:6.1f} s\n")
                    sys.stdout.write("".join(f"    {one}\n" for one in found[:3]))
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
