"""A hundred thousand order lines as a workbook, beside the same cells by XlsxWriter alone in constant memory."""

from __future__ import annotations

import tempfile
from pathlib import Path

from large_imports import calamine_rows
from lines import Given, Line, took

from services.round_trip.orders import export_orders
from services.shop import Shop
from services.types import IdRanges

LINES = 100_000
TIMES = 1.3


def measure(given: Given) -> list[Line]:
    """What the program exports of orders: all its columns, one row a line."""
    ids = IdRanges.union_of([(1, min(given.orders, LINES // 2))])
    with tempfile.TemporaryDirectory(dir=given.folder) as name, Shop.open(given.shop, read_only=True) as shop:
        out, bare = Path(name) / "ours.xlsx", Path(name) / "bare.xlsx"
        ours = took(lambda: shop.ask(export_orders, out, order_ids=ids))
        cells = list(calamine_rows(out))
        floor = took(lambda: write_alone(bare, cells))
    filled = sum(cell != "" for row in cells for cell in row)
    return [
        Line(f"export {ours.value:,} lines × {len(cells[0])} as xlsx", ours.clock, busy=ours.busy, floor=floor.clock,
             floor_busy=floor.busy, least="bare XlsxWriter, constant memory, the same cells", times=TIMES,
             note=f"{filled:,} cells that hold something")
    ]  # fmt: skip


def write_alone(out: Path, cells: list[list[object]]) -> None:
    """The cells, texts as texts and numbers as numbers."""
    from xlsxwriter import Workbook

    with Workbook(str(out), {"constant_memory": True}) as book:
        sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
        amount = book.add_format({"num_format": "0.00"})
        for number, row in enumerate(cells):
            for column, value in enumerate(row):
                if isinstance(value, str) and value:
                    sheet.write_string(number, column, value, text)
                elif isinstance(value, (int, float)):
                    sheet.write_number(number, column, value, amount)
