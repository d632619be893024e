"""Importing two Taobao files into an empty shop, beside reading them with csv and writing the same rows with sqlite3.

Run: python tests/bench/import.py [--profile]. Uses the public samples in ../shared/data/taobao where they lie
beside the repository, and otherwise files of 4,000 invented orders.
"""

from __future__ import annotations

import cProfile
import csv
import pstats
import sqlite3
import sys
import tempfile
from pathlib import Path

from measuring import ROOT, compare, tell, worked

from services import memory
from services.importing.service import ImportSession
from services.kernel.runner import Outcome
from services.samples import files, made
from services.samples.words import load
from services.shop import Shop

ORDERS = 4_000


def sources(folder: Path) -> tuple[list[Path], str]:
    """(the files, their encoding)."""
    public = sorted((ROOT.parent / "shared" / "data" / "taobao").glob("ExportOrder*.csv"))
    if len(public) == 2:
        return public, "utf-8-sig"
    load("orders")["group"] = [{"channel": "taobao", "state": "completed", "count": ORDERS, "days": [5, 900]}]
    orders = made.orders(1)
    return [files.write_orders(name, orders, folder) for name in files.SOURCES["taobao"]], "gb18030"


def imported(shop_path: Path, paths: list[Path], profile: bool) -> dict[str, float]:
    """Milliseconds of processor time of each part, the reading process included."""
    parts: dict[str, float] = {}
    with Shop.create(shop_path) as shop, ImportSession(shop) as session:
        parts["read"] = worked(lambda: [session.add(path) for path in paths])[0]
        failed = [str(one.error) for one in session.files if one.error]
        if failed:
            raise SystemExit("; ".join(failed))
        parts["plan"], _plan = worked(session.submit_plan().result)
        profiler = cProfile.Profile()
        if profile:
            run = shop._runner.run

            def profiled(*args: object, **named: object) -> Outcome[object]:
                return profiler.runcall(run, *args, **named)  # type: ignore[arg-type]

            shop._runner.run = profiled  # type: ignore[method-assign, assignment]
        parts["apply"], _outcome = worked(session.submit_apply().result)
        if profile:
            pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
        parts["undo"], _changes = worked(shop.undo)
    return parts


def floor(path: Path, paths: list[Path], encoding: str) -> tuple[float, int]:
    """(ms of processor time, rows) of csv into plain tables, a text column per heading, indexed by order number."""
    rows = 0

    def work() -> None:
        nonlocal rows
        raw = sqlite3.connect(path, isolation_level=None)
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute("BEGIN IMMEDIATE")
        for number, source in enumerate(paths):
            with source.open(encoding=encoding, newline="") as file:
                reader = csv.reader(file)
                width = len(next(reader))
                raw.execute(f"CREATE TABLE t{number} ({', '.join(f'c{column} TEXT' for column in range(width))})")
                raw.execute(f"CREATE INDEX i{number} ON t{number}(c0)")
                found = [row for row in reader if len(row) == width]
                rows += len(found)
                raw.executemany(f"INSERT INTO t{number} VALUES ({','.join('?' * width)})", found)
        raw.execute("COMMIT")
        raw.close()

    return worked(work)[0], rows


def main() -> None:
    """Import, and compare."""
    memory.collect_seldom()  # as the program does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths, encoding = sources(folder)
        parts = imported(folder / "bench.shop", paths, "--profile" in sys.argv)
        floor_ms, rows = floor(folder / "floor.db", paths, encoding)
        tell(f"{', '.join(path.name for path in paths)}: {rows:,} rows, {sum(p.stat().st_size for p in paths):,} bytes")
        whole = parts["read"] + parts["apply"]
        compare("import (read + apply)", whole, floor_ms, "csv + executemany", "< 15 s per 100,000 lines")
        for part, ms in parts.items():
            compare(f"of it {part}" if part in ("read", "apply") else part, ms, floor_ms, "the same")
        tell(f"{whole / rows * 1000:.0f} µs a row")
