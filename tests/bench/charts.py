"""Every chart from the rollups of a large shop, and the same figures of the raw rows by DuckDB where it is installed.

Run: python tests/bench/charts.py [DIR] [--orders N] [--days D]. The shop is built into DIR on the first run.
Target: the figures of a chart in under 300 ms; on a computer others use, of processor time. Exit code 1 where it is
missed, or where DuckDB finds another figure.
"""

from __future__ import annotations

import argparse
import importlib.util
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from measuring import ROOT, big_shop, stand_at_newest, tell, timed

# isort: split
from duck import QUERIES, SAME, Duck

from services.charts.asked import Asked, ask
from services.charts.chart import Figures
from services.charts.registry import CHARTS
from services.shop import Shop
from ui.charts.drawing import picture

TARGET_MS = 300.0
ROUNDS = 3
SIZE = (560, 330)
T = TypeVar("T")


@dataclass(frozen=True)
class Taken:
    """Milliseconds by the clock, and of the processor on all threads of ours: another program's work is not."""

    clock_ms: float
    busy_ms: float

    def __str__(self) -> str:
        return f"{self.clock_ms:.0f} ms, {self.busy_ms:.0f} ms"


def main() -> int:
    """Measure all charts; returns the exit code."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("dir", nargs="?", type=Path, default=ROOT / "build" / "bench")
    words.add_argument("--orders", type=int, default=1_000_000)
    words.add_argument("--days", type=int, default=90)
    chosen = words.parse_args()
    path = big_shop(chosen.dir, chosen.orders)
    duck = Duck(path) if importlib.util.find_spec("duckdb") is not None else None
    tell("DuckDB is not installed: not compared" if duck is None else f"DuckDB {duck.version}")
    tell("each: by the clock, of the processor; the ratio is DuckDB's processor time in ours")
    tell("| chart | figures | drawn | DuckDB, raw rows | ratio |\n|---|---|---|---|---|")
    slow, wrong = [], []
    with Shop.open(path, read_only=True, who="bench") as shop:
        stand_at_newest(shop)
        asked = shop.ask(ask, days=chosen.days)
        for key in CHARTS:
            figures, taken = _measure(shop, key, asked, duck)
            if min(taken.clock_ms, taken.busy_ms) > TARGET_MS:
                slow.append(key)
            if duck is not None and key in SAME and not SAME[key](figures, duck.rows(key, asked)):
                wrong.append(key)
    tell(f"slower than {TARGET_MS:.0f} ms: {', '.join(slow) or 'none'}")
    tell(f"another figure than DuckDB's: {', '.join(wrong) or 'none'}")
    return 1 if slow or wrong else 0


def _measure(shop: Shop, key: str, asked: Asked, duck: Duck | None) -> tuple[Figures, Taken]:
    ours, figures = _taken(lambda: shop.ask(CHARTS[key].figures, asked))
    drawn = "too little data"
    if figures.missing is None:
        drawn = str(_taken(lambda: picture(figures, "light", SIZE, 1.0), 1)[0])
    theirs = ratio = ""
    if duck is not None and key in QUERIES:
        other = _taken(lambda: duck.rows(key, asked))[0]
        theirs, ratio = str(other), f"{other.busy_ms / max(ours.busy_ms, 0.1):.1f}"
    tell(f"| {key} | {ours} | {drawn} | {theirs} | {ratio} |")
    return figures, ours


def _taken(work: Callable[[], T], rounds: int = ROUNDS) -> tuple[Taken, T]:
    """The medians of several rounds, and what the last one gave."""
    clocked, busy = [], []
    for _round in range(rounds):
        began = time.process_time()
        ms, value = timed(work)
        clocked.append(ms)
        busy.append((time.process_time() - began) * 1000)
    return Taken(statistics.median(clocked), statistics.median(busy)), value


if __name__ == "__main__":
    raise SystemExit(main())
