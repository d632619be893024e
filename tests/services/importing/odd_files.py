"""Odd and hostile files made here, one builder per kind of damage; each returns the bytes' path."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from openpyxl import Workbook
from xlsxwriter import Workbook as Written

from tests.services.importing.making import WORKBOOK_PARTS, raw_workbook

_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET = "xl/worksheets/sheet1.xml"


def _bytes(content: bytes) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_bytes(content)

    return write


def _parts(**changed: str) -> dict[str, str]:
    return {**WORKBOOK_PARTS, **changed}


def _zip(path: Path, parts: Mapping[str, str]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


_TWO_ROWS = (
    f'<row r="1">{_cell("A1", "a")}{_cell("B1", "b")}</row><row r="2">{_cell("A2", "1")}{_cell("B2", "2")}</row>'
)


def _strict(path: Path) -> None:
    _zip(path, {name: text.replace(_MAIN, _STRICT).replace("{rows}", _TWO_ROWS) for name, text in _parts().items()})


def _prefixed(path: Path) -> None:
    sheet = _parts()[_SHEET].replace("{rows}", _TWO_ROWS).replace(f'xmlns="{_MAIN}"', f'xmlns:x="{_MAIN}"')
    for tag in ("worksheet", "sheetData", "row", "c", "is", "t"):
        for end in (">", " "):
            sheet = sheet.replace(f"<{tag}{end}", f"<x:{tag}{end}")
        sheet = sheet.replace(f"</{tag}>", f"</x:{tag}>")
    _zip(path, _parts(**{_SHEET: sheet}))


def _without_numbers(path: Path) -> None:
    rows = _TWO_ROWS
    for ref in ("1", "2", "A1", "B1", "A2", "B2"):
        rows = rows.replace(f' r="{ref}"', "")
    _zip(path, {name: text.replace("{rows}", rows) for name, text in _parts().items()})


def _backslashes(path: Path) -> None:
    _zip(path, {name.replace("/", "\\"): text.replace("{rows}", _TWO_ROWS) for name, text in _parts().items()})


def _bomb(path: Path) -> None:
    levels = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    declared = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a0 "ha">{levels}]>'
    _zip(path, {name: declared + text.replace("{rows}", "&a8;") for name, text in _parts().items()})


def _looping(path: Path) -> None:
    """An old workbook whose directory chain leads back to itself."""
    numbers = (0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, 0, 0, 0, 0)
    header = struct.pack("<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", *numbers)
    header += struct.pack("<I", 0) + b"\xff" * (512 - len(header) - 4)
    path.write_bytes(header + struct.pack("<128I", *([0xFFFFFFFD, 1] + [0xFFFFFFFF] * 126)) + bytes(512))


def _cut_off(path: Path) -> None:
    raw_workbook(path, _TWO_ROWS)
    path.write_bytes(path.read_bytes()[:-200])


def _hidden(path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["seen", "1"])
    secret = book.create_sheet("secret")
    secret.append(["hidden", "2"])
    secret.sheet_state = "hidden"
    book.save(path)


def _merged(path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["A statement of July", "", ""])
    book.worksheets[0].merge_cells("A1:C1")
    book.worksheets[0].append([])
    book.worksheets[0].append(["Day", "What", "Sum"])
    book.worksheets[0].append(["2026-01-02", "tea", "3.50"])
    book.save(path)


def _since_1904(path: Path) -> None:
    from datetime import datetime

    with Written(str(path), {"date_1904": True}) as book:
        sheet, style = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for place, day in enumerate((datetime(2022, 1, 1), datetime(2021, 12, 31))):  # noqa: DTZ001 - a cell has no zone
            sheet.write_datetime(0, place, day, style)


def _empty_sheet(path: Path) -> None:
    raw_workbook(path, "")


def _errors_and_no_values(path: Path) -> None:
    rows = (
        f'<row r="1">{_cell("A1", "a")}{_cell("B1", "b")}</row>'
        '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><f>1+1</f></c></row>'
    )
    raw_workbook(path, rows)


def _numbers(path: Path) -> None:
    with Written(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["number", "text"])
        sheet.write_number(1, 0, 2**31 - 1)
        sheet.write_string(1, 1, "2147483647")
        sheet.write_number(2, 0, 1.23e17)
        sheet.write_string(2, 1, "123456789012345678")


def _repetitive(path: Path) -> None:
    """A harmless workbook that packs very well."""
    with Written(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for row in range(9_000):
            sheet.write_row(row, 0, ["a" * 60, f"b{row % 7}"])


def _ods(path: Path) -> None:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    cells = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>' for text in "ab"
    )
    content = (
        f'<office:document-content xmlns:office="{office}office:1.0" xmlns:table="{office}table:1.0" '
        f'xmlns:text="{office}text:1.0"><office:body><office:spreadsheet><table:table table:name="S">'
        f"<table:table-row>{cells}</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{office}manifest:1.0"/>'
    _zip(path, {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


_PAGE = "<html><meta charset={0}><table><tr><td>编号<td>名称</tr><tr><td>1<td>杯</tr></table></html>"
_XML = (
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="A"><Table>'
    '<Row><Cell><Data ss:Type="String">x</Data></Cell><Cell><Data ss:Type="Number">1</Data></Cell></Row>'
    "</Table></Worksheet></Workbook>"
)

MAKERS: Mapping[str, Callable[[Path], None]] = MappingProxyType(
    {
        "gbk-tab-text.xls": _bytes('="编号"\t="名称"\r\n="0012"\t="杯"\r\n'.encode("gb18030")),
        "page.xls": _bytes(_PAGE.format("utf-8").encode()),
        "gb18030-page.xls": _bytes(_PAGE.format("gb2312").encode("gb18030")),
        "office-2003.xml": _bytes(_XML.encode()),
        "a-word.xls": _bytes(b"Attachment not found!"),
        "zero-byte.xlsx": _bytes(b""),
        "zero-byte.csv": _bytes(b""),
        "bomb.xlsx": _bomb,
        "looping.xls": _looping,
        "cut-off.xlsx": _cut_off,
        "repetitive.xlsx": _repetitive,
        "strict.xlsx": _strict,
        "prefixed.xlsx": _prefixed,
        "without-numbers.xlsx": _without_numbers,
        "backslashes.xlsx": _backslashes,
        "hidden.xlsx": _hidden,
        "merged-title.xlsx": _merged,
        "since-1904.xlsx": _since_1904,
        "errors.xlsx": _errors_and_no_values,
        "numbers.xlsx": _numbers,
        "open-document.ods": _ods,
        "empty-sheet.xlsx": _empty_sheet,
        "utf16.csv": _bytes("première,second\r\nun,deux\r\n".encode("utf-16")),
        "western.csv": _bytes("première;second\r\nun;deux\r\n".encode("cp1252")),
        "sep-line.csv": _bytes(b"sep=;\r\nA;1,5\r\n2;3\r\n"),
        "old-mac.csv": _bytes(b"A,1\r2,3\r"),
        "german.csv": _bytes(b'"-123","1.234","12.345,67"\n"1","2","3"\n'),
        "long-numbers.csv": _bytes(b"a,b\n123456789012345678901234,2\n"),
        "blanks.csv": _bytes(" 编号\xa0,　名称\n1,杯\n".encode()),
        "same-names.csv": _bytes(b",a,,a\n1,2,3,4\n"),
    }
)
