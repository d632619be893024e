"""SIGKILL at random moments of random jobs. By hand: ``python -m tests.reliability.kills 1000 --seed 7``.

Half of the kills fall anywhere in a job, half into its last quarter, where it says that it is saved and closes the
shop. A job that ended before its kill is not counted as killed; it tells how long the job takes just now.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.reliability.faults import Breaker
from tests.reliability.jobs import stop_the_clock
from tests.reliability.write_points import Course, course, wrong

JOBS = ("import", "ship", "case", "migrate", "backup", "restore")
MISTAKE = "import in two steps"


_LATE = 0.75
_TRUST_IN_THE_NEWEST = 0.3
_MOST_TRIES = 3
_ENOUGH_FOR_THE_MISTAKE = 60
_SEED = 20261122


@dataclass(slots=True)
class Paced:
    """A job and how long it takes here just now, in seconds."""

    track: Course
    takes_s: float

    def aim(self, chance: random.Random) -> float:
        """When to kill it, in seconds after its beginning."""
        share = chance.random() if chance.random() < 0.5 else _LATE + (1 - _LATE) * chance.random()
        return share * self.takes_s

    def was_done_within(self, seconds: float) -> None:
        """It ended before it was killed, so that much is known of how long it takes."""
        self.takes_s += _TRUST_IN_THE_NEWEST * (seconds - self.takes_s)


def paced(breaker: Breaker, name: str, folder: Path) -> Paced:
    """Make what the job starts from and measure it once."""
    track = course(breaker, name, folder)
    done = folder / f"{name} timed"
    shutil.copytree(track.start, done)
    return Paced(track, breaker.run(name, done).took_s)


def killed(breaker: Breaker, job: Paced, chance: random.Random, folder: Path) -> tuple[bool, list[str]]:
    """Kill the job somewhere; whether it was killed before it ended, and what is wrong afterwards."""
    victim = folder / "killed"
    shutil.rmtree(victim, ignore_errors=True)
    shutil.copytree(job.track.start, victim)
    after = job.aim(chance)
    told = breaker.kill(job.track.name, victim, after)
    if not told.was_killed:
        job.was_done_within(told.took_s)
    where = f"{job.track.name}, killed after {after * 1000:.1f} ms of {job.takes_s * 1000:.1f}"
    found = [f"{where}: {one}" for one in told.words if one.startswith("odd")]
    try:
        state = job.track.job.state(victim)
    except Exception as error:  # noqa: BLE001 - a file that cannot be read is the finding
        return told.was_killed, [*found, f"{where}: what is left cannot be read: {error!r}"]
    return told.was_killed, [*found, *(f"{where}: {said}" for said in wrong(job.track, told, state))]


def kills(
    breaker: Breaker, jobs: list[Paced], count: int, folder: Path, *, seed: int = _SEED
) -> Iterator[tuple[str, bool, list[str]]]:
    """So many kills that hit, the jobs in turn: the job, whether it was killed, what is wrong."""
    chance = random.Random(seed)
    hits = Counter[str]()
    tries = 0
    while hits.total() < count and tries < count * _MOST_TRIES:
        job = min(jobs, key=lambda one: hits[one.track.name])
        was_killed, found = killed(breaker, job, chance, folder)
        hits[job.track.name] += was_killed
        tries += 1
        yield job.track.name, was_killed, found


def finds_the_mistake(breaker: Breaker, folder: Path) -> int:
    """How many kills it takes until an import in two steps is caught half done; 0 where it never was."""
    job = paced(breaker, MISTAKE, folder)
    for number, (_name, _was_killed, found) in enumerate(kills(breaker, [job], _ENOUGH_FOR_THE_MISTAKE, folder), 1):
        if any("half done" in one for one in found):
            return number
    return 0


def main() -> None:
    """Kill so many times and print what was found; then the same with a known mistake, which must be found."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("count", nargs="?", type=int, default=1000, help="so many kills that hit, of all jobs together")
    words.add_argument("--seed", type=int, default=_SEED, help="the moments are drawn from it")
    said = words.parse_args()
    count: int = said.count
    stop_the_clock()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with Breaker(folder) as breaker:
            died, bad = Counter[str](), 0
            jobs = [paced(breaker, name, folder) for name in JOBS]
            tried = kills(breaker, jobs, count, folder, seed=said.seed)
            for number, (name, was_killed, found) in enumerate(tried, start=1):
                died[name] += was_killed
                bad += bool(found)
                sys.stdout.write("".join(f"    {one}\n" for one in found))
                if number % 50 == 0 or died.total() == count:
                    each = ", ".join(f"{job} {times}" for job, times in died.items())
                    sys.stdout.write(f"{number} tries, {died.total()} killed ({each}), {bad} bad\n")
                    sys.stdout.flush()
            sys.stdout.write(f"{MISTAKE}: caught by kill {finds_the_mistake(breaker, folder)}\n")


if __name__ == "__main__":
    main()
