"""Two large files through the whole import, beside their raw floor and beside openpyxl with the ORM.

Run: python tests/bench/import_large.py [--part read|whole|window|orm] [--share 1.0]. A `--share` below 1 makes the
files smaller. The sheet has the shape of the UCI retail list (541,909 rows of 8 columns), the text file is a
Taobao order list of 100,000 rows and 40 columns; both are made here.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from measuring import compare, tell, timed, worked
from orm_peer import cells_of, through_orm

from services import memory, paths
from services.errors import Cancelled
from services.importing.format_writer import write_format
from services.importing.service import ImportSession
from services.kernel.tasks import Task
from services.shop import Shop

RETAIL_ROWS, WIDE_ROWS, ORM_ROWS = 541_909, 100_000, 20_000
RETAIL = ("Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country")
WIDE = ("订单编号", "买家会员名", "总金额", "买家实际支付金额", "订单状态", "收货人姓名", "订单创建时间", "收货地址",
        "联系手机", "宝贝标题", "买家应付货款", "买家应付邮费", "订单付款时间", "物流单号", "物流公司", "订单备注",
        "买家留言", "宝贝种类", "宝贝总数量", *(f"列{number}" for number in range(21)))  # fmt: skip
_FORMAT = {
    "id": "user.retail",
    "version": 1,
    "title": {"zh_CN": "Retail", "en": "Retail"},
    "kind": "orders",
    "platform": "other",
    "zone": "Europe/London",
    "currency": "GBP",
    "layout": {"rows": "line"},
    "detect": {"signature": ["Invoice", "StockCode", "Price"], "known": []},
    "fields": {
        "external_no": "Invoice",
        "ordered_at": "InvoiceDate",
        "buyer_account": "Customer ID",
        "country": "Country",
        "line.code": "StockCode",
        "line.title": "Description",
        "line.quantity": "Quantity",
        "line.price": "Price",
    },
}


def retail_sheet(path: Path, rows: int) -> Path:
    """A workbook of items, 21 of them in each invoice."""
    from xlsxwriter import Workbook

    began = datetime(2025, 1, 1)  # noqa: DTZ001 - a workbook's cell has no zone
    with Workbook(str(path), {"constant_memory": True}) as book:
        sheet, moment = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, RETAIL)
        for row in range(1, rows):
            invoice, code = row // 21, row * 7919 % 4070
            sheet.write_string(row, 0, str(536_365 + invoice))
            sheet.write_string(row, 1, f"S{code:05d}")
            sheet.write_string(row, 2, f"ITEM NUMBER {code}")
            sheet.write_number(row, 3, 1 + row % 12)
            sheet.write_datetime(row, 4, began + timedelta(minutes=10 * invoice), moment)
            sheet.write_number(row, 5, (100 + row % 900) / 100)
            sheet.write_number(row, 6, 12_346 + invoice % 4000)
            sheet.write_string(row, 7, "United Kingdom")
    return path


def wide_list(path: Path, rows: int) -> Path:
    """A Taobao order list of 40 columns, of which the format reads 19."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(WIDE)
        for row in range(rows):
            head = [str(2_026_010_100_000_000 + row * 7), f"buyer{row}", "29.90", "29.90", "交易成功", f"张{row}"]
            times = ["2026-01-02 03:04:05", "浙江省 杭州市 西湖区 文一路1号", "13800000000", "杯子", "29.90", "0.00"]
            rest = ["2026-01-02 03:05:05", f"7700{row}", "申通快递", "", "", "1", "1"]
            writer.writerow([*head, *times, *rest, *itertools.repeat(f"x{row % 97}", 21)])
    return path


def read_only(folder: Path, path: Path) -> None:
    """Read and stage, as the import does before anything is shown."""
    with Shop.create(folder / "read.shop") as shop, ImportSession(shop) as session:
        _staged(session, path)
    (folder / "read.shop").unlink()


def whole(folder: Path, path: Path) -> None:
    """Read, stage, compare and write."""
    with Shop.create(folder / "whole.shop") as shop, ImportSession(shop) as session:
        _staged(session, path)
        session.submit_apply().result()


def _staged(session: ImportSession, path: Path) -> None:
    found = session.add(path)
    if found.staged is None:
        raise SystemExit(str(found.error))


def floor(folder: Path, rows: Iterable[Sequence[Any]], width: int) -> None:
    """The same rows into one plain table, indexed by its first column."""
    raw = sqlite3.connect(folder / "floor.db", isolation_level=None)
    raw.execute("PRAGMA journal_mode=WAL")
    raw.execute("BEGIN IMMEDIATE")
    raw.execute(f"CREATE TABLE t({', '.join(f'c{column}' for column in range(width))})")
    raw.execute("CREATE INDEX i ON t(c0)")
    raw.executemany(f"INSERT INTO t VALUES ({','.join('?' * width)})", rows)
    raw.execute("COMMIT")
    raw.close()
    (folder / "floor.db").unlink()


def calamine_rows(path: Path) -> Iterator[list[Any]]:
    """The rows of the sheet as calamine alone gives them, moments as text."""
    from python_calamine import CalamineWorkbook

    for row in CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).iter_rows():
        yield [value.isoformat() if isinstance(value, datetime) else value for value in row]


def csv_rows(path: Path) -> Iterator[list[str]]:
    """The rows of the text file as csv alone gives them."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def window(folder: Path, path: Path) -> None:
    """The longest the window's thread is busy in one go while the file is read, compared and written."""
    from stall import pump

    from tests.stalls import Pulse
    from tests.ui.imports.window import desk_over
    from ui.start.startup import make_application

    app = make_application([])
    shop = Shop.create(folder / "window.shop")
    with desk_over(app, SimpleNamespace(addWidget=lambda _widget: None), shop) as desk:
        for _turn in range(20):
            app.processEvents()
        page = desk.page("import")
        pulse = Pulse()
        pulse.restart()
        desk.window.files_dropped.emit([path])
        pump(app, lambda: page.dialog is not None and page.dialog.preview is not None, 600)
        tell(f"window while reading and comparing: longest gap {max(pulse.gaps):.0f} ms, busy {max(pulse.busy):.0f} ms")
        pulse.restart()
        page.dialog.apply()
        pump(app, lambda: page.dialog.report is not None, 600)
        tell(f"window while writing: longest gap {max(pulse.gaps):.0f} ms, busy {max(pulse.busy):.0f} ms")


def cancelled(folder: Path, path: Path) -> None:
    """How long it takes from “cancel” until everything is as it was, while reading and while writing."""
    with Shop.create(folder / "cancel.shop") as shop, ImportSession(shop) as session:
        task = Task()
        ended = _cancel_after(1.0, task, lambda: session.add(path, task=task))
        tell(f"cancelled while reading: {ended:.2f} s (< 0.5), files left: {len(list(session._folder.iterdir()))}")
        _staged(session, path)
        task = Task()
        ended = _cancel_after(1.0, task, session.submit_apply(task=task).result)
        left = shop.ask(lambda connection: connection.exec_driver_sql("SELECT count(*) FROM orders").scalar())
        tell(f"cancelled while writing: {ended:.2f} s (< 0.5), orders left: {left}")


def _cancel_after(seconds: float, task: Task, work: Callable[[], object]) -> float:
    asked: list[float] = []

    def cancel() -> None:
        asked.append(time.perf_counter())
        task.cancel()

    timer = threading.Timer(seconds, cancel)
    timer.start()
    try:
        work()
    except Cancelled:
        return time.perf_counter() - asked[0]
    timer.cancel()
    raise SystemExit("it was done before it could be cancelled; use a larger --share")


def main() -> None:
    """Make the files, import them, and compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=("read", "whole", "window", "orm"))
    parser.add_argument("--share", type=float, default=1.0)
    options = parser.parse_args()
    memory.collect_seldom()  # as the program does
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        formats = paths.user_formats_dir()
        taught = formats / "bench.retail.toml"
        write_format(_FORMAT, taught)
        try:
            _run(folder, options.part, options.share)
        finally:
            taught.unlink()


def _run(folder: Path, part: str | None, share: float) -> None:
    retail_rows, wide_rows = int(RETAIL_ROWS * share), int(WIDE_ROWS * share)
    retail = retail_sheet(folder / "retail.xlsx", retail_rows)
    wide = wide_list(folder / "wide.csv", wide_rows)
    for label, path, rows, read in (
        (f"{retail_rows:,} x 8 xlsx", retail, calamine_rows, len(RETAIL)),
        (f"{wide_rows:,} x 40 csv", wide, csv_rows, len(WIDE)),
    ):
        floor_ms, _nothing = worked(lambda source=path, alone=rows, width=read: floor(folder, alone(source), width))  # type: ignore[misc]
        if part in (None, "read"):
            ms, _nothing = worked(partial(read_only, folder, path))
            compare(f"{label}: read and stage", ms, floor_ms, "reader alone + sqlite3", "< 3")
        if part in (None, "whole"):
            ms, _nothing = worked(partial(whole, folder, path))
            compare(f"{label}: whole import", ms, floor_ms, "reader alone + sqlite3", "< 3")
            (folder / "whole.shop").unlink()
    if part in (None, "orm"):
        count = min(ORM_ROWS, retail_rows)
        rows_of = itertools.islice(cells_of(retail), count)
        orm_ms, _nothing = worked(lambda: through_orm(folder, rows_of, tuple(range(len(RETAIL)))))
        ours_ms, _nothing = worked(lambda: whole(folder, retail))
        compare("openpyxl + ORM, scaled to all rows, beside ours", orm_ms * retail_rows / count, ours_ms, "ours", "> 5")
        (folder / "whole.shop").unlink()
    if part in (None, "window"):
        window(folder, wide)
        taken, _nothing = timed(lambda: cancelled(folder, retail))
        tell(f"both cancellations took {taken / 1000:.1f} s with what was read before")
