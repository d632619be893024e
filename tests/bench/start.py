"""From starting the process to the first picture of the real window on a shop of a million orders.

Run: python tests/bench/start.py [DIR] [--orders N]. The floor is a process that loads the same libraries and shows an
empty window. Target: under 1.5 times that.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from measuring import arguments, big_shop, compare, tell, timed

ROUNDS = 5
RATIO = 1.5


def until_painted(words: list[str]) -> float:
    """Milliseconds from starting the process to its first paint."""
    with tempfile.TemporaryDirectory() as home:
        child = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("first_paint.py")), *words],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "ZHANGGUI_HOME": home},
        )
        assert child.stdout is not None
        milliseconds, line = timed(child.stdout.readline)
        child.wait(timeout=60)
        if line.strip() != "painted":
            raise SystemExit(f"the window did not come: {line!r}")
        return milliseconds


def main() -> int:
    """Start both in turn, several times."""
    options = arguments(__doc__ or "")
    shop = str(big_shop(options.dir, options.orders))
    until_painted([])
    until_painted(["--shop", shop])
    floors, ours = [], []
    for _round in range(ROUNDS):
        floors.append(until_painted([]))
        ours.append(until_painted(["--shop", shop]))
    floor, found = statistics.median(floors), statistics.median(ours)
    compare("start to first paint", found, floor, "same libraries, empty window", f"< {RATIO} ×")
    if found > RATIO * floor:
        tell("MISSED start to first paint")
    return int(found > RATIO * floor)


if __name__ == "__main__":
    raise SystemExit(main())
