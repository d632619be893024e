"""Importing a hundred thousand order lines, as text and as a workbook, beside the reader alone and beside an ORM.

Also two Taobao files of a public data set where they lie beside the repository. Each is taken into an empty shop.
"""

from __future__ import annotations

import itertools
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from kept_rows import rewritten
from large_imports import WIDE, calamine_rows, csv_rows, wide_list
from lines import Given, Line, Took, took
from measuring import ROOT
from orm_peer import cells_of, through_orm

from services import memory
from services.importing.service import ImportSession
from services.shop import Shop

ROWS, ORM_ROWS = 100_000, 5_000
TIMES, UNDO_MS = 3.0, 5_000.0
LEAST = "reader alone + executemany"
REACHABLE = "reader alone + all rows kept, with their indexes, by executemany"
# Where the wide list has what the ORM wants: number, account, title, pieces, time, amount, buyer, place.
_ORDER = tuple(WIDE.index(name) for name in ("订单编号", "买家会员名", "宝贝标题", "宝贝总数量", "订单创建时间",
                                             "总金额", "收货人姓名", "收货地址"))  # fmt: skip


def measure(_given: Given) -> list[Line]:
    """Each file once: such an import fills its caches within its first thousand rows."""
    memory.collect_seldom()  # as the program does
    lines = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wide = wide_list(folder / "wide.csv", ROWS)
        book = as_workbook(wide, folder / "wide.xlsx")
        for path, rows in ((wide, csv_rows), (book, calamine_rows)):
            lines += _whole(
                folder, f"import {ROWS:,} rows × {len(WIDE)}, {path.suffix[1:]}", [path], rows, _orm(folder, path)
            )
        public = sorted((ROOT.parent / "shared" / "data" / "taobao").glob("ExportOrder*.csv"))
        if len(public) == 2:
            lines += _whole(folder, "import two public Taobao files", public, csv_rows, None)
    return lines


def _whole(
    folder: Path, what: str, paths: list[Path], rows_of: Callable[[Path], Iterable[Sequence[Any]]], peer: float | None
) -> list[Line]:
    floor = took(lambda: [plain(folder / "floor.db", path, rows_of(path)) for path in paths])
    (folder / "floor.db").unlink()
    reading = took(lambda: [sum(1 for _row in rows_of(path)) for path in paths])
    parts = imported(folder / "bench.shop", paths)
    bare = parts.pop("bare")
    (folder / "bench.shop").unlink()
    clock, busy = (sum(getattr(parts[name], of) for name in ("read", "apply")) for of in ("clock", "busy"))
    count = sum(floor.value)
    split = ", ".join(f"{name} {one.busy / 1000:.1f} s" for name, one in parts.items())
    alone = imported(folder / "alone.shop", paths, derives=False)
    (folder / "alone.shop").unlink()
    note = f"{count:,} rows; of the processor {split}; applied with nothing derived {alone['apply'].busy / 1000:.1f} s"
    instead = f"ORM, {ORM_ROWS:,} rows scaled up" if peer else ""
    return [
        Line(what, clock, busy=busy, floor=floor.clock, floor_busy=floor.busy, least=LEAST, times=TIMES, peer=peer,
             instead=instead, note=note),
        Line(f"{what}: beside what is kept", clock, busy=busy, floor=reading.clock + bare.clock,
             floor_busy=reading.busy + bare.busy, least=REACHABLE, note=f"{bare.value:,} rows in all tables"),
        Line(f"{what}: undo", parts["undo"].clock, busy=parts["undo"].busy, most=UNDO_MS),
    ]  # fmt: skip


def imported(shop_path: Path, paths: list[Path], *, derives: bool = True) -> dict[str, Took[Any]]:
    """What reading (a process of its own included), planning, applying and undoing took.

    “bare” is what writing the same rows takes SQLite alone.

    Without `derives` nothing is kept beside the rows and their journal, which no shop could be used with: it shows
    what reading, comparing and writing take by themselves.
    """
    parts: dict[str, Took[Any]] = {}
    with Shop.create(shop_path) as shop, ImportSession(shop) as session:
        if not derives:
            shop._runner._projections = ()
        parts["read"] = took(lambda: [session.add(path) for path in paths])
        failed = [str(one.error) for one in session.files if one.error]
        if failed:
            raise SystemExit("; ".join(failed))
        parts["plan"] = took(session.submit_plan().result)
        parts["apply"] = took(session.submit_apply().result)
        parts["bare"] = rewritten(shop_path, shop_path.with_suffix(".bare"))
        parts["undo"] = took(shop.undo)
    return parts


def plain(db: Path, path: Path, rows: Iterable[Sequence[Any]]) -> int:
    """The same rows into one plain table of texts, indexed by its first column, committed to the disk; how many."""
    raw = sqlite3.connect(db, isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("PRAGMA synchronous=FULL")
    found = iter(rows)
    width, table = len(next(found)), f"t{abs(hash(path.name))}"
    raw.execute("BEGIN IMMEDIATE")
    raw.execute(f"CREATE TABLE {table} ({', '.join(f'c{column} TEXT' for column in range(width))})")
    raw.execute(f"CREATE INDEX i{table} ON {table}(c0)")
    done = raw.executemany(
        f"INSERT INTO {table} VALUES ({','.join('?' * width)})", (row for row in found if len(row) == width)
    )
    raw.execute("COMMIT")
    raw.close()
    return done.rowcount


def as_workbook(source: Path, out: Path) -> Path:
    """The same cells as texts of a workbook, as platforms write them."""
    from xlsxwriter import Workbook

    with Workbook(str(out), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(csv_rows(source)):
            for column, value in enumerate(row):
                sheet.write_string(number, column, value)
    return out


def _orm(folder: Path, path: Path) -> float:
    """Milliseconds for all rows, reckoned from the first ones."""
    done = took(lambda: through_orm(folder, itertools.islice(cells_of(path), ORM_ROWS), _ORDER))
    return done.clock * ROWS / ORM_ROWS
