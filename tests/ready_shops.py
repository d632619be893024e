"""Demo shops for tests that only need a full one: each is made once in a run, by whichever process wants it first."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services import clock, demo

_LONGEST_WAIT_S = 300
_ZONE = "Asia/Shanghai"


def ready_shop(tmp_path_factory: pytest.TempPathFactory, orders: int | None = None, seed: int = 1) -> Path:
    """A copy of the demo shop as `demo.build` makes it, for the caller alone; its folder holds nothing else."""
    own = tmp_path_factory.getbasetemp()
    common = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "ready"
    common.mkdir(exist_ok=True)
    folder = common / f"{orders}-{seed}-{_moment()}"
    with closing(sqlite3.connect(common / "lock", timeout=_LONGEST_WAIT_S, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")  # waits for whoever is making one just now
        if not (folder / demo.NAME).exists():
            shutil.rmtree(folder, ignore_errors=True)
            demo.build(folder, orders, seed)
        lock.execute("ROLLBACK")
    return Path(shutil.copyfile(folder / demo.NAME, tmp_path_factory.mktemp("ready") / demo.NAME))


def _moment() -> str:
    """What decides when the shop is: the day by the computer's clock, the very moment by one of the test's own."""
    now = clock.now()
    if abs(now - datetime.now(UTC)) > timedelta(seconds=1):
        return f"{now:%Y%m%dT%H%M%S%f}"
    return clock.business_day(now, _ZONE).isoformat()
