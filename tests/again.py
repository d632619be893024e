"""Runs the tests over and over, each time in another order, and keeps a table of what came of it: for a night.

`python -m tests.again --runs 20 --out night.md` runs everything; words at the end go to pytest, `-m "not exhaustive"`
makes the runs quick. The order of a run comes back with `main.py test -q -n 2 --randomly-seed SEED`.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent.parent
_SEEDS = 1 << 32
_HEAD = "| seed | tests | failed | skipped | minutes | of processor | |\n|---|---|---|---|---|---|---|\n"


@dataclass(frozen=True, slots=True)
class Run:
    """What came of one run."""

    seed: int
    tests: int
    skipped: int
    failed: tuple[str, ...]
    minutes: float
    processor_minutes: float
    has_ended: bool
    """Whether the run came to its end: it does not where the tests cannot be read, or somebody ends them."""

    @property
    def is_green(self) -> bool:
        """Whether nothing failed."""
        return self.has_ended and not self.failed

    def row(self) -> str:
        """A line of the table."""
        words = "<br>".join(self.failed) if self.has_ended else "did not come to its end"
        cells = (
            self.seed, self.tests, len(self.failed), self.skipped, f"{self.minutes:.1f}",
            f"{self.processor_minutes:.1f}", words,
        )  # fmt: skip
        return f"| {' | '.join(map(str, cells))} |\n"


def run_once(words: Sequence[str], seed: int) -> Run:
    """Run pytest with these words in the order of the seed."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "told.xml"
        command = [sys.executable, "-m", "pytest", *words, f"--randomly-seed={seed}", f"--junit-xml={told}"]
        began, spent = time.monotonic(), _processor_s()
        code = subprocess.run(command, cwd=ROOT, check=False).returncode
        minutes, processor_minutes = (time.monotonic() - began) / 60, (_processor_s() - spent) / 60
        has_ended = code in (0, 1) and told.exists()
        cases = list(ElementTree.parse(told).iter("testcase")) if has_ended else []
    failed = tuple(sorted({_name(one) for one in cases if {"failure", "error"} & {part.tag for part in one}}))
    skipped = sum(one.find("skipped") is not None for one in cases)
    return Run(seed, len(cases), skipped, failed, minutes, processor_minutes, has_ended)


def _processor_s() -> float:
    used = os.times()  # nothing on Windows
    return used.children_user + used.children_system


def _name(case: ElementTree.Element) -> str:
    return f"{case.get('classname', '')}::{case.get('name', '')}"


def main(argv: Sequence[str]) -> int:
    """Run, write the table down after each run, and say whether all runs were green."""
    parser = argparse.ArgumentParser(prog="python -m tests.again", description=__doc__)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--out", type=Path, required=True, help="the table; what it holds already stays")
    own, words = parser.parse_known_args(argv)
    out: Path = own.out.absolute()
    if not out.exists():
        out.write_text(_HEAD, encoding="utf-8")
    is_green = True
    for _number in range(own.runs):
        done = run_once(["-q", "-n", "auto", *words], random.randrange(_SEEDS))
        with out.open("a", encoding="utf-8") as table:
            table.write(done.row())
        is_green = is_green and done.is_green
    return 0 if is_green else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
