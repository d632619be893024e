"""From starting the process to the first picture of the window, and to its whole first page; beside an empty window."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from lines import Given, Line, Took, compiled_as_installed, took

ROUNDS = 5


def until_painted(words: list[str], last: str = "painted") -> Took[None]:
    """From starting the process to its first paint, or until it says its `last` word; then it ends at once."""
    with tempfile.TemporaryDirectory() as home:

        def work() -> None:
            child = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("first_paint.py")), *words],
                stdout=subprocess.PIPE,
                text=True,
                env={**compiled_as_installed(), "ZHANGGUI_HOME": home},
            )
            assert child.stdout is not None
            said = [line.strip() for line in child.stdout]
            child.wait(timeout=60)
            if last not in said:
                raise SystemExit(f"the window did not come: {said!r}")

        return took(work)


def measure(given: Given) -> list[Line]:
    """Both in turn, several times."""
    ours = ["--shop", str(given.shop)]
    until_painted([])
    until_painted(ours)
    rounds = [
        (until_painted([]), until_painted(ours), until_painted([*ours, "--then", "whole"], "whole"))
        for _round in range(ROUNDS)
    ]
    empty, real, whole = zip(*rounds, strict=True)
    return [_line("start to first paint", real, empty, 1.5), _line("start to the whole first page", whole, empty, None)]


def _line(work: str, ours: tuple[Took[None], ...], empty: tuple[Took[None], ...], times: float | None) -> Line:
    return Line(
        work,
        statistics.median(one.clock for one in ours),
        busy=statistics.median(one.busy for one in ours),
        floor=statistics.median(one.clock for one in empty),
        floor_busy=statistics.median(one.busy for one in empty),
        least="same libraries, empty window",
        times=times,
    )
