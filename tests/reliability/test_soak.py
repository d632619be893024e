"""The soak and the random kills, which are run long by hand: a short one of each, and what the soak notes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tests.reliability.faults import Breaker, compiler
from tests.reliability.holds import LONGEST_S, Hold, HoldMeter
from tests.reliability.kills import finds_the_mistake, kills, paced
from tests.reliability.soak import Diary

ROOT = Path(__file__).resolve().parents[2]


def test_what_was_found_is_told_once() -> None:
    diary = Diary(seed=1)
    diary.note("qt", "Timer 17 fell down")
    diary.note("qt", "Timer 18 fell down")
    assert [one.words for one in diary.found] == ["Timer 17 fell down"]


def test_a_hold_is_own_work_and_is_told_once_for_each_place() -> None:
    meter = HoldMeter()
    try:
        threading.Event().wait(LONGEST_S * 2)
        assert meter.turn() is None  # whoever waits holds nothing by work
        began = time.thread_time()
        while time.thread_time() - began < LONGEST_S * 1.2:
            pass
        hold = meter.turn()
        assert hold is not None
        assert hold.took_s > LONGEST_S
        assert meter.turn() is None
    finally:
        meter.end()
    diary = Diary(seed=1)
    diary.holds = [(Hold(0.2, "a"), "first"), (Hold(0.3, "a"), "second"), (Hold(0.1, "b"), "third")]
    told = [line for line in diary.report().splitlines() if line.startswith("window held")]
    assert told == ["window held 300 ms: second (a)", "window held 100 ms: third (b)"]


@pytest.mark.exhaustive
def test_random_hands_find_nothing_in_a_short_walk_through_the_real_window(tmp_path: Path) -> None:
    words = ("--minutes", "3", "--steps", "25", "--orders", "30", "--seed", "3", "--out", str(tmp_path))
    walk = [sys.executable, "-m", "tests.reliability.soak", *words]
    done = subprocess.run(walk, capture_output=True, text=True, check=False, cwd=ROOT, timeout=600)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "25 steps, 0 findings" in (tmp_path / "report-3.txt").read_text(encoding="utf-8")


@pytest.mark.exhaustive
@pytest.mark.skipif(compiler() is None, reason="measuring kills with the shim needs Linux and a C compiler")
def test_random_kills_leave_a_shop_as_it_was_or_as_it_should_be(breaker: Breaker, tmp_path: Path) -> None:
    jobs = [paced(breaker, name, tmp_path) for name in ("ship", "case")]
    assert [found for _job, _was_killed, found in kills(breaker, jobs, 6, tmp_path) if found] == []
    assert finds_the_mistake(breaker, tmp_path) > 0
