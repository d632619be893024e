"""Every chart from the rollups of a large shop, and the same sums of the raw rows by DuckDB where it is installed.

Run: python tests/bench/charts.py [DIR] [--orders N] [--days D]. The shop is built into DIR on the first run.
Target: the figures of a chart in under 300 ms. Exit code 1 where one is missed.
"""

from __future__ import annotations

import argparse
import importlib.util
import sqlite3
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from measuring import ROOT, big_shop, tell, timed

from services.charts.asked import Asked, ask
from services.charts.registry import CHARTS
from services.charts.sums import by_day
from services.shop import Shop
from ui.charts.drawing import picture

TARGET_MS = 300.0
ROUNDS = 3
SIZE = (560, 330)


def main() -> int:
    """Measure all charts; returns the exit code."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("dir", nargs="?", type=Path, default=ROOT / "build" / "bench")
    words.add_argument("--orders", type=int, default=1_000_000)
    words.add_argument("--days", type=int, default=90)
    chosen = words.parse_args()
    path = big_shop(chosen.dir, chosen.orders)
    with Shop.open(path, read_only=True, who="bench") as shop:
        asked = shop.ask(ask, days=chosen.days)
        slow = [key for key in CHARTS if _measure(shop, key, asked) > TARGET_MS]
        _compare(shop, path, asked)
    tell(f"slower than {TARGET_MS:.0f} ms: {', '.join(slow) or 'none'}")
    return 1 if slow else 0


def _measure(shop: Shop, key: str, asked: Asked) -> float:
    found = [timed(lambda: shop.ask(CHARTS[key].figures, asked)) for _round in range(ROUNDS)]
    figures = found[-1][1]
    middle = statistics.median(ms for ms, _figures in found)
    drawing = timed(lambda: picture(figures, "light", SIZE, 1.0))[0]
    shown = "too little data" if figures.missing is not None else f"drawn in {drawing:.0f} ms"
    tell(f"{key:14} {middle:8.1f} ms, {shown}")
    return middle


def _middle(work: Callable[[], object]) -> float:
    return statistics.median(timed(work)[0] for _round in range(ROUNDS))


def _compare(shop: Shop, path: Path, asked: Asked) -> None:
    """Sales by day: of the rollup, and of the raw rows by SQLite and by DuckDB."""
    ours = _middle(lambda: shop.ask(by_day, asked))
    raw = (
        "SELECT ordered_on, count(*), sum(paid_minor) FROM {table} WHERE ordered_on BETWEEN '{first}' AND '{last}'"
        " AND status IN ('paid', 'shipped', 'completed') AND currency = '{currency}' GROUP BY ordered_on"
    )
    asked_for = {"first": asked.first, "last": asked.last, "currency": asked.currency}
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as plain:
        text = raw.format(table="orders", **asked_for)
        rows = _middle(lambda: plain.execute(text).fetchall())
    tell(f"sales by day: rollup {ours:.1f} ms, raw rows {rows:.1f} ms, {rows / ours:.1f} times ours")
    if importlib.util.find_spec("duckdb") is None:
        tell("DuckDB is not installed: not compared")
        return
    duck: Any = importlib.import_module("duckdb").connect()
    duck.execute(f"LOAD sqlite; ATTACH '{path}' AS shop (TYPE sqlite, READ_ONLY)")
    text = raw.format(table="shop.orders", **asked_for)
    theirs = _middle(lambda: duck.execute(text).fetchall())
    tell(f"DuckDB over the raw rows: {theirs:.1f} ms, {theirs / ours:.1f} times ours")


if __name__ == "__main__":
    raise SystemExit(main())
