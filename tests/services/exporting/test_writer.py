"""Files of tables: complete or not at all, exact, and honest about what they cannot hold."""

from __future__ import annotations

import gc
import os
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from services.errors import Cancelled, CannotWrite, DiskFull, Invalid
from services.exporting.writer import OutColumn, table_file
from services.kernel.tasks import Task
from services.round_trip.orders import export_orders
from services.shop import Shop

COLUMNS = [OutColumn("A"), OutColumn("B")]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_failure_leaves_the_file_that_was_there(tmp_path: Path, kind: str) -> None:
    out = tmp_path / f"table.{kind}"
    out.write_bytes(b"before")
    with pytest.raises(ZeroDivisionError), table_file(out, COLUMNS) as add:
        add(["a", 1 // 0])
    assert out.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [out]


def test_another_kind_of_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid), table_file(tmp_path / "table.doc", COLUMNS):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_text_no_cell_can_hold_is_refused_rather_than_cut(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite), table_file(tmp_path / "table.xlsx", COLUMNS) as add:
        add(["x" * 32_768, None])
    assert list(tmp_path.iterdir()) == []
    with table_file(tmp_path / "table.csv", COLUMNS) as add:
        add(["x" * 32_768, None])


def test_an_amount_a_spreadsheet_would_round_is_a_text(tmp_path: Path) -> None:
    out = tmp_path / "table.xlsx"
    with table_file(out, COLUMNS) as add:
        add([Decimal("12345678901234.56"), Decimal("-0.10")])
    exact, amount = load_workbook(out).worksheets[0][2]
    assert (exact.value, exact.data_type) == ("12345678901234.56", "s")
    assert (amount.value, amount.number_format) == (-0.1, "0.00")


def test_cancelling_an_export_leaves_no_file(empty_shop: Shop, tmp_path: Path) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        empty_shop.ask(export_orders, tmp_path / "orders.xlsx", task=task)
    assert not list(tmp_path.glob("*orders*"))


def test_a_place_that_cannot_be_written_is_named(empty_shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "orders.csv").mkdir()
    with pytest.raises(CannotWrite) as caught:
        empty_shop.ask(export_orders, tmp_path / "orders.csv")
    assert "orders.csv" in str(caught.value)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("name", ["table.xlsx", "table.csv"])
def test_a_full_disk_is_named_and_nothing_is_left_behind(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ignored: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", ignored.append)
    really = os.open

    def open_on_full_disk(path: str | Path, *how: Any, **where: Any) -> int:
        """A file is made, for names take no room, and not a byte goes into it."""
        if Path(path).suffix != ".part":
            return really(path, *how, **where)
        Path(path).symlink_to("/dev/full")
        return really("/dev/full", os.O_WRONLY)

    monkeypatch.setattr(os, "open", open_on_full_disk)
    with pytest.raises(DiskFull) as caught:
        _write_rows(tmp_path / name, 2_000)
    assert name in str(caught.value)
    assert list(tmp_path.iterdir()) == []
    del caught
    gc.collect()
    assert ignored == []


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files")
def test_rows_that_find_no_room_leave_no_scratch_file(tmp_path: Path) -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(CannotWrite):
            _write_rows(tmp_path / "table.xlsx", 20_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(tmp_path.iterdir()) == []


def _write_rows(out: Path, count: int) -> None:
    with table_file(out, COLUMNS) as add:
        for number in range(count):
            add([f"text {number * 7919}", number])
