"""Runs jobs in processes that break at a chosen write, and tells what they said before."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path
from types import TracebackType

_SOURCE = Path(__file__).with_name("shim.c")
ROOT = Path(__file__).resolve().parents[2]


class Fault(IntEnum):
    """What befalls one call that changes the disk, or one that reads; the numbers are those of ``shim.c``."""

    NOTHING = 0
    DIE = 1
    TEAR = 2
    FULL_ONCE = 3
    BROKEN_ONCE = 4
    FULL = 5
    BROKEN = 6
    READ_ONCE = 7
    READ = 8

    @property
    def is_death(self) -> bool:
        """Whether the process does not survive it."""
        return self in (Fault.DIE, Fault.TEAR)

    @property
    def is_of_reading(self) -> bool:
        """Whether the calls that read are counted, and one of them fails."""
        return self in (Fault.READ_ONCE, Fault.READ)


@dataclass(frozen=True, slots=True)
class Told:
    """What became of a job: how many writes and reads it made, and what it said in which order.

    Words are ``saved``, ``refused CODE``, ``odd …`` (an error nobody planned for) and ``again`` before
    what a second try in the same process said. `took_s` is the time until the process had ended.
    """

    writes: int | None
    words: tuple[str, ...]
    was_killed: bool
    took_s: float
    reads: int | None = None


def compiler() -> str | None:
    """The C compiler that can make the shim here."""
    return shutil.which("cc") or shutil.which("gcc") if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Try:
    """A job to be done in a folder, with one fault at its `at`-th write; where it is refused, once more if `again`."""

    folder: Path
    fault: Fault = Fault.NOTHING
    at: int = -1
    again: bool = False


class Breaker:
    """A process that knows every job and forks a victim for each fault that is asked for."""

    def __init__(self, folder: Path) -> None:
        shim = folder / "shim.so"
        found = compiler()
        assert found is not None
        subprocess.run([found, "-O1", "-shared", "-fPIC", "-o", str(shim), str(_SOURCE), "-ldl"], check=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.reliability.victim", str(folder)],
            cwd=ROOT,
            env={**os.environ, "LD_PRELOAD": str(shim), "QT_QPA_PLATFORM": "offscreen"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # the program logs every fault there, as it should
            text=True,
        )

    def __enter__(self) -> Breaker:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._process.communicate()

    def run(self, job: str, folder: Path) -> Told:
        """Do the job in `folder` without any fault."""
        return self.tried(job, [Try(folder)])[0]

    def tried(self, job: str, tries: Sequence[Try]) -> list[Told]:
        """Do the job with each fault in one process, one after the other; after a death the rest say nothing."""
        return self._ask({"job": job, "tries": [_as_asked(one) for one in tries]})

    def record(self, job: str, folder: Path, into: Path) -> Told:
        """Do the job in `folder` without a fault, and write every call that changes the disk into the file `into`."""
        return self._ask({"job": job, "tries": [_as_asked(Try(folder)) | {"record": str(into)}]})[0]

    def kill(self, job: str, folder: Path, after_s: float) -> Told:
        """Begin the job in `folder` and kill it after so many seconds, wherever it is."""
        return self._ask({"job": job, "tries": [_as_asked(Try(folder))], "after": after_s})[0]

    def _ask(self, asked: dict[str, object]) -> list[Told]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return [
            Told(one["writes"], tuple(one["words"]), answer["killed"], answer["took"], one["reads"])
            for one in answer["tries"]
        ]


def _as_asked(one: Try) -> dict[str, object]:
    return {"folder": str(one.folder), "fault": int(one.fault), "at": one.at, "again": one.again}
