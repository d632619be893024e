"""Small files and formats for the import tests."""

from __future__ import annotations

import json
import os
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from services.importing.read_request import ReadRequest, ReadResult
from services.importing.scratch import read_meta
from services.importing.worker import read_here

TAOBAO = [
    "订单编号",
    "买家会员名",
    "总金额",
    "买家应付邮费",
    "买家实际支付金额",
    "订单状态",
    "收货人姓名",
    "订单创建时间",
    "物流单号",
]


def order_row(number: str, **changes: str) -> list[str]:
    """One row of a Taobao order list; `changes` replace cells by column name."""
    row = dict(
        zip(
            TAOBAO,
            [number, "buyer", "10.00", "0.00", "10.00", "交易成功", "王一", "2026-01-02 03:04:05", ""],
            strict=True,
        )
    )
    return [changes.get(name, text) for name, text in row.items()]


def csv_file(path: Path, rows: Iterable[Sequence[str]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    """A text table, written without any quoting."""
    path.write_bytes("".join(delimiter.join(row) + "\r\n" for row in rows).encode(encoding))
    return path


def read_into(path: Path, scratch: Path, **options: Any) -> ReadResult:
    """Read in this process, without progress."""
    return read_here(ReadRequest(path, scratch, **options), lambda _done, _total: None)


def meta(scratch: Path) -> dict[str, Any]:
    """The facts of a scratch file."""
    return read_meta(scratch)


def rows_of(scratch: Path, statement: str) -> list[tuple[Any, ...]]:
    """The rows of one query on a scratch file."""
    with closing(sqlite3.connect(scratch)) as db:
        return db.execute(statement).fetchall()


def warned(path: Path) -> list[tuple[str, int]]:
    """(code, count) of the warnings in a scratch file, but for those about the few columns these tests use."""
    return [(one["code"], one["count"]) for one in meta(path)["warnings"] if not one["code"].startswith("columns_")]


def records(scratch: Path) -> dict[str, dict[str, Any]]:
    """Key → data of the staged records."""
    return {key: json.loads(data) for key, data in rows_of(scratch, "SELECT key, data FROM record ORDER BY seq")}


def problems(scratch: Path) -> list[tuple[int, str, str, int]]:
    """(row, column, code, rejects) of the problems found."""
    return rows_of(scratch, 'SELECT row, "column", code, rejects FROM problem ORDER BY row, seq')


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
WORKBOOK_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData>{{rows}}</sheetData></worksheet>',
}


def raw_workbook(path: Path, rows: str, **parts: str) -> Path:
    """An .xlsx written part by part, so that a test can put anything into its sheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in {**WORKBOOK_PARTS, **parts}.items():
            archive.writestr(name, text.replace("{rows}", rows))
    return path


def gbk_path(folder: Path, name: str) -> Path:
    """What an archive of Chinese Windows leaves elsewhere: a name in the bytes of GBK."""
    return folder / os.fsdecode(name.encode("gb18030"))
