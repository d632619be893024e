"""SIGKILL at random moments of random jobs. By hand: ``python -m tests.reliability.kills 1000``."""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.faults import Breaker, Fault
from tests.reliability.jobs import stop_the_clock
from tests.reliability.write_points import Course, course, wrong

JOBS = ("import", "ship", "case", "migrate", "backup", "restore")


@dataclass(frozen=True, slots=True)
class Paced:
    """A job and how long it takes here, in seconds."""

    track: Course
    takes_s: float


def paced(breaker: Breaker, name: str, folder: Path) -> Paced:
    """Make what the job starts from and measure it once."""
    track = course(breaker, name, folder)
    done = folder / f"{name} timed"
    shutil.copytree(track.start, done)
    began = time.monotonic()
    breaker.run(name, done, Fault.NOTHING)
    return Paced(track, time.monotonic() - began)


def killed(breaker: Breaker, job: Paced, chance: random.Random, folder: Path) -> tuple[bool, list[str]]:
    """Kill the job somewhere; whether it was killed before it ended, and what is wrong afterwards."""
    victim = folder / "killed"
    shutil.rmtree(victim, ignore_errors=True)
    shutil.copytree(job.track.start, victim)
    after = chance.random() * job.takes_s * 1.1
    told = breaker.kill(job.track.name, victim, after)
    where = f"{job.track.name}, killed after {after * 1000:.1f} ms of {job.takes_s * 1000:.1f}"
    found = [f"{where}: {one}" for one in told.words if one.startswith("odd")]
    try:
        state = job.track.job.state(victim)
    except Exception as error:  # noqa: BLE001 - a file that cannot be read is the finding
        return told.was_killed, [*found, f"{where}: what is left cannot be read: {error!r}"]
    return told.was_killed, [*found, *(f"{where}: {said}" for said in wrong(job.track, told, state))]


def kills(breaker: Breaker, jobs: list[Paced], count: int, folder: Path) -> Iterator[tuple[str, bool, list[str]]]:
    """So many kills, the jobs in turn: the job, whether it was killed, what is wrong."""
    chance = random.Random(20261122)
    for number in range(count):
        job = jobs[number % len(jobs)]
        was_killed, found = killed(breaker, job, chance, folder)
        yield job.track.name, was_killed, found


def main() -> None:
    """Kill so many times and print what was found."""
    stop_the_clock()
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with Breaker(folder) as breaker:
            jobs = [paced(breaker, name, folder) for name in JOBS]
            died, bad = Counter[str](), 0
            for number, (name, was_killed, found) in enumerate(kills(breaker, jobs, count, folder), start=1):
                died[name] += was_killed
                bad += bool(found)
                sys.stdout.write("".join(f"    {one}\n" for one in found))
                if number % 50 == 0 or number == count:
                    each = ", ".join(f"{job} {times}" for job, times in died.items())
                    sys.stdout.write(f"{number} tries, {died.total()} killed ({each}), {bad} bad\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
