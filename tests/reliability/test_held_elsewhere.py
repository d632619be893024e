"""Another program holds the shop file while a job begins: it is refused in a sentence, and works once it is free."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.dialects import sqlite
from services import clock
from services.errors import AppError
from tests.reliability.jobs import JOBS, SHOP, stop_the_clock
from tests.reliability.write_points import SOUND

_HOLDS = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
other.execute("UPDATE setting SET version = version")
print("held", flush=True)
sys.stdin.readline()
other.execute("ROLLBACK")
other.close()
"""


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.2)
    stop_the_clock()
    yield
    clock.set_source(None)


@contextmanager
def _held(shop: Path) -> Iterator[None]:
    """A program that is no part of this one writes to the file and does not come to an end."""
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(shop)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "held\n"
        yield
        other.stdin.write("\n")


# A paper needs no shop; an import is one command, as shipping is, and what it has read must outlive this test. What
# vanishes leaves its shop open, which is for a process of its own.
@pytest.mark.exhaustive
@pytest.mark.parametrize("name", [one for one in SOUND if one not in ("paper", "import", "ship and vanish")])
@pytest.mark.expects_log
def test_a_job_waits_for_no_other_program_for_ever(name: str, tmp_path: Path) -> None:
    job = JOBS[name]
    job.warm_up(tmp_path)
    folder = tmp_path / "shop"
    folder.mkdir()
    job.make(folder)
    before = job.state(folder)
    said: list[str] = []
    with _held(folder / SHOP):
        try:
            job.run(folder, lambda: said.append("saved"))
        except AppError as error:
            said.append(error.code)
    held = job.state(folder)
    if said == ["shop.busy"]:
        assert held == before
        job.run(folder, lambda: said.append("saved"))
        assert said[-1] == "saved"
        assert job.state(folder) != before
    else:
        assert said[0] == "saved", "what only reads is not in anybody's way"
        assert held != before
