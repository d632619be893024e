"""From starting the process to the first picture of the real window, beside an empty window of the same libraries."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from lines import Given, Line, Took, compiled_as_installed, took

ROUNDS = 5


def until_painted(words: list[str]) -> Took[None]:
    """From starting the process to its first paint, after which it ends at once."""
    with tempfile.TemporaryDirectory() as home:

        def work() -> None:
            child = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("first_paint.py")), *words],
                stdout=subprocess.PIPE,
                text=True,
                env={**compiled_as_installed(), "ZHANGGUI_HOME": home},
            )
            assert child.stdout is not None
            line = child.stdout.readline()
            child.wait(timeout=60)
            if line.strip() != "painted":
                raise SystemExit(f"the window did not come: {line!r}")

        return took(work)


def measure(given: Given) -> list[Line]:
    """Both in turn, several times."""
    ours = ["--shop", str(given.shop)]
    until_painted([])
    until_painted(ours)
    pairs = [(until_painted([]), until_painted(ours)) for _round in range(ROUNDS)]
    empty, real = zip(*pairs, strict=True)
    return [
        Line(
            "start to first paint",
            statistics.median(one.clock for one in real),
            busy=statistics.median(one.busy for one in real),
            floor=statistics.median(one.clock for one in empty),
            floor_busy=statistics.median(one.busy for one in empty),
            least="same libraries, empty window",
            times=1.5,
        )
    ]
