"""Any file becomes tables or one sentence, in bounded time, and the program survives it."""

from __future__ import annotations

import ast
import contextlib
import random
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from services.errors import Cancelled, NotFound
from services.importing import errors
from services.importing.cells import LongNumber
from services.importing.child import read, read_tables
from services.importing.read_request import ReadRequest
from services.importing.readers import read_sheets
from tests.services.importing.making import (
    TAOBAO,
    WORKBOOK_PARTS,
    csv_file,
    meta,
    order_row,
    raw_workbook,
    records,
    rows_of,
)
from tests.shared_data import SHARED_DATA, WHY_SKIPPED

pytestmark = pytest.mark.usefixtures("readers_start_as_in_the_program")

ROWS = [["编号", "名称"], ["1", "杯"], ["2", "é"]]
needs_samples = pytest.mark.skipif(not SHARED_DATA.is_dir(), reason=WHY_SKIPPED)


# --- text --------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_encodings_and_delimiters_are_found_out(tmp_path: Path, encoding: str, delimiter: str) -> None:
    (sheet,) = read_sheets(csv_file(tmp_path / "a.csv", ROWS, encoding, delimiter))
    assert (sheet.rows, sheet.encoding, sheet.delimiter) == (ROWS, encoding, delimiter)


def test_western_text_is_not_read_as_chinese(tmp_path: Path) -> None:
    (sheet,) = read_sheets(csv_file(tmp_path / "a.csv", [["première", "x"], ["sixième", "y"]], "cp1252"))
    assert (sheet.encoding, sheet.rows[0][0]) == ("cp1252", "première")


def test_a_line_that_names_the_delimiter_is_honoured(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"sep=;\r\nA;1,5\r\n2;3\r\n")
    (sheet,) = read_sheets(tmp_path / "a.csv")
    assert sheet.rows == [[], ["A", "1,5"], ["2", "3"]]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_all_line_ends_are_line_ends(tmp_path: Path, end: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(b"A,1" + end + b'"x' + b"\n" + b'y",3' + end)
    (sheet,) = read_sheets(tmp_path / "a.csv")
    assert sheet.rows == [["A", "1"], ["x\ny", "3"]]


def test_a_file_cut_off_inside_a_character_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("编号,名称\n1,杯子".encode()[:-1])
    (sheet,) = read_sheets(tmp_path / "a.csv")
    assert sheet.rows[1] == ["1", "杯"]
    assert [warning.code for warning in sheet.warnings] == ["cut_off"]


def test_a_few_broken_characters_do_not_spoil_the_encoding(tmp_path: Path) -> None:
    data = bytearray(("编号,名称\n" + "1,中文名称很长\n" * 500).encode("gb18030"))
    data[100:101] = b"\xff"
    (tmp_path / "a.csv").write_bytes(data)
    (sheet,) = read_sheets(tmp_path / "a.csv")
    assert sheet.encoding == "gb18030"
    assert sheet.rows[0] == ["编号", "名称"]
    assert [warning.code for warning in sheet.warnings] == ["unreadable_characters"]


def test_an_inch_sign_in_a_tab_file_does_not_swallow_rows(tmp_path: Path) -> None:
    rows = [
        ["id", "title", "n"],
        ["1", '"7 inch pan', "1"],
        *([str(n), "pot", "1"] for n in range(2, 9)),
        ["9", 'pan"', "2"],
    ]
    (sheet,) = read_sheets(csv_file(tmp_path / "a.txt", rows, delimiter="\t"))
    assert sheet.rows == rows


# --- what only looks like a workbook --------------------------------------------------------------


def test_a_page_called_xls_is_read_as_a_page(tmp_path: Path) -> None:
    html = (
        '<html><meta charset="gb2312"><table><tr><th>订单号<th>件数</tr><tr><td colspan=2>a&amp;b</td></tr>'
        "<tr><td>1<br>2</td><td>3</td></tr></table><table></table></html>"
    )
    (tmp_path / "a.xls").write_bytes(html.encode("gb18030"))
    (sheet,) = read_sheets(tmp_path / "a.xls")
    assert sheet.rows == [["订单号", "件数"], ["a&b", ""], ["1\n2", "3"]]


def test_excel_2003_xml_is_read(tmp_path: Path) -> None:
    xml = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="A"><Table><Row ss:Index="2"><Cell><Data ss:Type="String">x</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="Number">6917926768823643751</Data></Cell></Row>'
        '<Row><Cell><Data ss:Type="DateTime">2026-01-02T03:04:05.000</Data></Cell>'
        '<Cell><Data ss:Type="Number">0.30000000000000004</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    (tmp_path / "a.xls").write_text(xml, encoding="utf-8")
    (sheet,) = read_sheets(tmp_path / "a.xls")
    assert sheet.rows == [[], ["x", "", "6917926768823643751"], ["2026-01-02 03:04:05", "0.3"]]
    assert isinstance(sheet.rows[1][2], LongNumber)


def test_error_cells_and_formulas_without_a_result_are_not_silently_empty(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row>'
        '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><f>1+1</f></c></row>'
    )
    (sheet,) = read_sheets(raw_workbook(tmp_path / "a.xlsx", rows))
    assert sheet.rows == [["a", "b"], ["#N/A", ""]]
    assert {(warning.code, warning.count) for warning in sheet.warnings} == {
        ("error_cells", 1),
        ("formula_without_value", 1),
    }


# --- what cannot be used ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.FileEmpty),
        (b" \r\n \r\n", errors.FileEmpty),
        (b",,,\r\n,,,\r\n", errors.FileNotData),
        (b"Attachment not found!", errors.FileNotData),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), errors.FileNotData),
        (b"%PDF-1.7 ...", errors.FileNotData),
        (bytes(range(256)) * 4, errors.FileNotData),
        (b"<html><body>404</body></html>", errors.FileNotData),
        (b'<?xml version="1.0"?><rss/>', errors.FileNotData),
        (b"PK\x03\x04 cut off", errors.FileDamaged),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 cut off", errors.FileDamaged),
    ],
)
def test_a_file_that_is_no_table_gets_one_sentence(
    tmp_path: Path, content: bytes, error: type[errors.FileProblem]
) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    with pytest.raises(error) as caught:
        read_sheets(tmp_path / "a.xls")
    assert "a.xls" in str(caught.value)


def test_a_path_that_leads_nowhere_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(errors.FileMissing):
        read(ReadRequest(tmp_path / "no.csv", tmp_path / "s.db"))
    with pytest.raises(errors.FileMissing):
        read(ReadRequest(tmp_path, tmp_path / "s.db"))


def _zip(path: Path, parts: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


_BOMB = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workbook>&b;</workbook>'


def test_workbooks_built_to_overload_are_refused_without_opening_them(tmp_path: Path) -> None:
    hostile = {
        "bomb": raw_workbook(tmp_path / "bomb.xlsx", "", **{"xl/workbook.xml": _BOMB}),
        "far": raw_workbook(tmp_path / "far.xlsx", '<row r="1"><c r="ZZZZZ99999999"><v>1</v></c></row>'),
        "dense": _zip(tmp_path / "dense.xlsx", {"xl/workbook.xml": b"<a/>", "xl/sharedStrings.xml": b" " * (20 << 20)}),
        "climb": _zip(tmp_path / "climb.xlsx", {"xl/workbook.xml": b"<a/>", "../evil.xml": b""}),
        "many": _zip(tmp_path / "many.xlsx", {f"p{n}.bin": b"" for n in range(2001)}),
        "wide": raw_workbook(tmp_path / "wide.xlsx", "", **{"xl/styles.xml": "\0<"}),
    }
    for path in hostile.values():
        begun = time.process_time()
        with pytest.raises(errors.FileHostile):
            read_sheets(path)
        assert time.process_time() - begun < 5


def test_a_cell_at_the_very_end_of_a_sheet_is_too_big_not_hostile(tmp_path: Path) -> None:
    with pytest.raises(errors.FileTooBig):
        read_sheets(raw_workbook(tmp_path / "a.xlsx", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def test_a_document_and_a_locked_archive_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(errors.FileNotData):
        read_sheets(_zip(tmp_path / "a.docx", {"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}))
    with pytest.raises(errors.FileNotData):
        read_sheets(_zip(tmp_path / "a.zip", {"bill.csv": b"1,2"}))
    locked = _zip(tmp_path / "b.zip", {"bill.csv": b"1,2"})
    data = bytearray(locked.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    locked.write_bytes(data)
    with pytest.raises(errors.FileLocked):
        read_sheets(locked)


def test_a_workbook_without_cells_is_empty(tmp_path: Path) -> None:
    assert WORKBOOK_PARTS
    with pytest.raises(errors.FileEmpty):
        read_sheets(raw_workbook(tmp_path / "a.xlsx", ""))


def test_damage_anywhere_in_a_file_is_damage_and_never_a_bug(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is></c><c r="B1"><v>1</v></c></row>'
    whole = raw_workbook(tmp_path / "a.xlsx", rows).read_bytes()
    chance = random.Random(7)
    for _ in range(300):
        data = bytearray(whole[: chance.randrange(1, len(whole) + 1)] if chance.random() < 0.3 else whole)
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        (tmp_path / "b.xlsx").write_bytes(data)
        with contextlib.suppress(errors.FileProblem):
            read_sheets(tmp_path / "b.xlsx")


# --- the child process ------------------------------------------------------------------------------


def _taobao(tmp_path: Path, count: int) -> Path:
    return csv_file(tmp_path / "orders.csv", [TAOBAO, *(order_row(f"A{n}") for n in range(count))])


def test_the_child_reads_stages_and_reports(tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    result = read(
        ReadRequest(_taobao(tmp_path, 5000), tmp_path / "s.db"), lambda done, total: heard.append((done, total))
    )
    assert result.staged == 0
    assert result.tables[0].format_id == "taobao.orders"
    assert meta(tmp_path / "s.db")["rows"] == len(records(tmp_path / "s.db")) == 5000
    assert heard[-1] == (5001, 5001)
    assert len(heard) >= 3


def test_a_problem_found_in_the_child_is_the_same_problem_here(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(errors.FileEmpty) as caught:
        read(ReadRequest(tmp_path / "a.csv", tmp_path / "s.db"))
    assert str(caught.value) == "“a.csv” is empty. Nothing was imported. Export it again from the platform."
    with pytest.raises(NotFound):
        read(ReadRequest(_taobao(tmp_path, 1), tmp_path / "s.db", format_id="no.such"))
    with pytest.raises(NotFound):
        read(ReadRequest(_taobao(tmp_path, 1), tmp_path / "s.db", sheet="no such"))
    assert not (tmp_path / "s.db").exists()


def test_cancelling_ends_the_child_and_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        read(ReadRequest(_taobao(tmp_path, 100), tmp_path / "s.db"), is_cancelled=lambda: True)
    assert not (tmp_path / "s.db").exists()


def test_the_time_limit_ends_the_child(tmp_path: Path) -> None:
    with pytest.raises(errors.FileTooBig):
        read(ReadRequest(_taobao(tmp_path, 100), tmp_path / "s.db"), timeout_s=0)
    assert not (tmp_path / "s.db").exists()


def test_the_memory_limit_holds_and_this_process_does_not_grow(tmp_path: Path) -> None:
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write("订单编号,名称\n".encode())
        file.writelines(b"%d,%s\n" % (n, b"x" * 200) for n in range(200_000))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises((errors.FileTooBig, errors.FileHostile)):
        read(ReadRequest(path, tmp_path / "s.db"), memory_limit_mb=150)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024
    assert not (tmp_path / "s.db").exists()


def test_the_child_loads_neither_qt_nor_the_database_layer() -> None:
    code = "import sys, services.importing.worker; print(sorted({name.partition('.')[0] for name in sys.modules}))"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    assert not {"PySide6", "sqlalchemy", "python_calamine", "openpyxl", "matplotlib"} & set(
        ast.literal_eval(found.stdout)
    )


def test_two_recognised_sheets_are_not_mixed_and_a_hidden_one_is_not_taken(tmp_path: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.worksheets[0].title = "一"
    second, hidden = workbook.create_sheet("二"), workbook.create_sheet("藏")
    for sheet in (workbook.worksheets[0], second, hidden):
        sheet.append(TAOBAO)
        sheet.append(order_row(f"{sheet.title}1"))
    hidden.sheet_state = "hidden"
    workbook.save(tmp_path / "a.xlsx")
    result = read(ReadRequest(tmp_path / "a.xlsx", tmp_path / "s.db"))
    assert result.staged is None
    assert [(table.sheet, table.hidden, table.format_id) for table in result.tables] == [
        ("一", False, "taobao.orders"),
        ("二", False, "taobao.orders"),
        ("藏", True, "taobao.orders"),
    ]
    result = read(ReadRequest(tmp_path / "a.xlsx", tmp_path / "s.db", sheet="二"))
    assert result.staged == 0
    assert list(records(tmp_path / "s.db")) == ["二1"]


# --- the public samples -------------------------------------------------------------------------------


def _manifest() -> list[tuple[str, dict[str, str]]]:
    if not SHARED_DATA.is_dir():
        return []
    lines = (SHARED_DATA / "MANIFEST.tsv").read_text(encoding="utf-8").splitlines()[1:]
    pairs = [line.split("\t", 1) for line in lines]
    return [(name, dict(word.split("=", 1) for word in said.split() if "=" in word)) for name, said in pairs]


@pytest.mark.exhaustive
@needs_samples
@pytest.mark.parametrize(
    ("name", "said"), [entry for entry in _manifest() if "header-row" in entry[1]], ids=lambda value: str(value)[:60]
)
def test_header_and_rows_of_the_public_samples_are_read_as_listed(
    tmp_path: Path, name: str, said: dict[str, str]
) -> None:
    result = read(ReadRequest(SHARED_DATA / name, tmp_path / "s.db"))
    (table,) = result.tables
    assert table.header_row == int(said["header-row"])
    assert table.data_rows == int(said["nonblank"])
    assert table.data_rows + table.blank_rows == int(said["data-rows"])
    assert len(table.headers) == int(said["cols"])


@needs_samples
@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("bank/citic_credit_citic.xls", [(2, 13, 8)]),
        ("batch_ship/qianniu_self_print_template.xlsx", [(1, 2, 9)]),
        ("wechatpay/example-wechat-records.xlsx", [(18, 27, 11), (18, 27, 11)]),
    ],
)
def test_workbooks_among_the_public_samples_are_read_as_listed(
    name: str, shapes: list[tuple[int, int, int]], tmp_path: Path
) -> None:
    result = read(ReadRequest(SHARED_DATA / name, tmp_path / "s.db"))
    assert [(table.header_row, table.data_rows, len(table.headers)) for table in result.tables] == shapes


def _sum(scratch: Path, field: str, table: str = "record") -> int:
    ((total,),) = rows_of(scratch, f"SELECT sum(json_extract(data, '$.{field}')) FROM {table}")
    return int(total)


@needs_samples
def test_the_large_taobao_sample_is_read_to_the_last_fen(tmp_path: Path) -> None:
    orders, details = tmp_path / "orders.db", tmp_path / "details.db"
    read(ReadRequest(SHARED_DATA / "taobao" / "ExportOrderList_2017_toyshop.csv", orders))
    read(ReadRequest(SHARED_DATA / "taobao" / "ExportOrderDetailList_2017_toyshop.csv", details))
    assert [_sum(orders, name) for name in ("paid", "freight", "refunded")] == [28_965_594, 1_017_030, 135_549]
    assert meta(orders)["rows"] == len(records(orders)) == 3989
    assert [(found["code"], found["count"]) for found in meta(orders)["warnings"]] == [("ids_truncated", 3928)]
    assert rows_of(orders, "SELECT count(*) FROM problem") == rows_of(details, "SELECT count(*) FROM problem") == [(0,)]
    assert meta(details)["rows"] == 21_897
    assert _sum(details, "quantity", "line") == 96_111
    assert {key for (key,) in rows_of(details, "SELECT DISTINCT key FROM line")} == set(records(orders))


@needs_samples
def test_the_shopify_sample_is_read_to_the_last_cent(tmp_path: Path) -> None:
    read(ReadRequest(SHARED_DATA / "shopify" / "orders_export_2026_BDT_large.csv", tmp_path / "s.db"))
    assert len(records(tmp_path / "s.db")) == meta(tmp_path / "s.db")["rows"] == 57
    assert _sum(tmp_path / "s.db", "total") == 12_992_500


_HIDDEN_FAR_CELL = "<row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"


def test_a_workbook_that_ends_the_process_reading_it_ends_no_other(tmp_path: Path) -> None:
    """The look beforehand knows cells in double quotes; the readers ask for half a terabyte for these too."""
    with pytest.raises(errors.FileProblem):
        read_tables(raw_workbook(tmp_path / "a.xlsx", _HIDDEN_FAR_CELL))


def test_tables_as_they_are_come_from_a_process_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Code,Pieces\nA-1,012\n", encoding="utf-8")
    assert [sheet.rows for sheet in read_tables(tmp_path / "a.csv")] == [[["Code", "Pieces"], ["A-1", "012"]]]
