"""Every odd or hostile file is read right, read with a stated reservation, or refused with a sentence.

The table names the outcome of each file of the public collection; files of the same kinds made here never skip.
"""

from __future__ import annotations

import importlib
import resource
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import pytest

from services.exporting.cells import plain
from services.importing import child, errors
from services.importing.child import read
from services.importing.read_request import ReadRequest, ReadResult
from services.importing.readers import read_sheets
from services.importing.service import ImportSession
from services.shop import Shop
from tests.services.importing.odd_files import MAKERS
from tests.shared_data import SHARED_DATA, WHY_SKIPPED

NASTY = SHARED_DATA / "nasty"
_SECONDS, _MEGABYTES = 60, 1500


@dataclass(frozen=True, slots=True)
class Read:
    """A file that is read: (rows, widest row) of its sheets, warnings, and one cell as a person knows it."""

    shapes: tuple[tuple[int, int], ...]
    warnings: tuple[str, ...] = ()
    cell: tuple[int, int, str] | None = None
    encoding: str = ""


Outcome = Read | type[errors.FileProblem]

PUBLIC: dict[str, Outcome] = {
    "xls-is-gbk-tsv-formula-quoted.xls": Read(((14, 26),), cell=(0, 0, "交收日期"), encoding="gb18030"),
    "html-table-renamed.xls": Read(((4, 8),), cell=(0, 1, "W .09"), encoding="utf-8"),
    "html-gb18030-renamed.xls": Read(((1, 1),), cell=(0, 0, "电视机"), encoding="gb18030"),
    "spreadsheetml2003-wps.xml": Read(((4, 4),), cell=(1, 3, "sheetjs")),
    "not-a-spreadsheet.xls": errors.FileNotData,
    "zero-byte.xlsx": errors.FileEmpty,
    "password.xlsx": errors.FileLocked,
    "password-rc4.xls": errors.FileLocked,
    "xml-entity-bomb.xlsx": errors.FileHostile,
    "high-compression-ratio.xlsx": Read(((9999, 17), (26, 6), (17619, 2))),
    "corrupted.xlsx": errors.FileDamaged,
    "truncated-zip.xlsx": errors.FileDamaged,
    "ole-sector-loop.xls": errors.FileHostile,
    "strict.xlsx": Read(((4, 2), (7, 4)), cell=(0, 0, "Test spreadsheet")),
    "no-dimension.xlsx": Read(((5, 7), (30, 11), (2, 4), (1, 3)), cell=(4, 6, "This is cell G5")),
    "google-sheets.xlsx": Read(((151, 5),), cell=(1, 4, "setosa")),
    "wps.xlsx": Read(((4, 4),), cell=(2, 2, "2014-02-19")),
    "wps-native.et": Read(((4, 4),), cell=(2, 2, "2014-02-19")),
    "wps-cn-merged-title.xlsx": Read(((44, 14),), cell=(2, 0, "时间")),
    "node-xlsx-stream.xlsx": Read(((13, 4),), cell=(0, 1, "てすと")),
    "no-row-numbers.xlsx": Read(((71, 11),), cell=(0, 1, "Ion")),
    "ns-prefix.xlsx": Read(((3, 2),), cell=(2, 1, "4")),
    "backslash-zip-paths.xlsx": Read(((39, 98), (39, 98)), cell=(0, 1, "Cycle")),
    "empty-sheet.xlsx": errors.FileEmpty,
    "hidden-sheet.xlsx": Read(((1, 1), (1, 1)), cell=(0, 0, "Sheet1A1")),
    "chart-macro-dialog-sheets.xlsm": errors.FileEmpty,
    "merged-cells.xlsx": Read(((2, 3),), cell=(1, 1, "Chunk Merged")),
    "formula-no-cached-value.xlsx": Read(((2, 3),), ("formula_without_value",), cell=(1, 2, "")),
    "error-values.xlsx": Read(((14, 10),), ("error_cells",), cell=(1, 0, "#NULL!")),
    "date1904.xlsx": Read(((2, 2),), cell=(0, 0, "2022-01-01")),
    "date-1900-leap-bug.xlsx": Read(((8, 3), (11, 3)), cell=(1, 0, "1900-01-01 08:00:00")),
    "big-numbers-as-number-and-text.xlsx": Read(((7, 3),), cell=(2, 0, "2147483647")),
    "whitespace.xlsx": Read(((7, 1), (3, 1)), cell=(1, 0, "<-space")),
    "unnamed-duplicate-columns.xlsx": Read(((3, 4),), cell=(0, 3, "var2")),
    "title-and-footer-rows.xlsx": Read(((19, 6), (19, 6)), cell=(0, 0, "Lots of people")),
    "x000D-escapes.xlsx": Read(((1, 1),), cell=(0, 0, "ABC\r\nDEF")),
    "biff5.xls": Read(((22, 5),), cell=(3, 1, "Number")),
    "chinese.xls": Read(((4, 2),), cell=(1, 1, "安徽省")),
    "65536-rows.xls": Read(((65536, 1),), ("row_limit",), cell=(65534, 0, "HELLO")),
    "utf16le-bom.csv": Read(((2, 3),), cell=(0, 0, "première"), encoding="utf-16"),
    "win1252.csv": Read(((2, 3),), cell=(0, 0, "première"), encoding="cp1252"),
    "semicolon.csv": Read(((3, 3),), cell=(1, 2, "25,5"), encoding="utf-8"),
    "excel-sep-line.csv": Read(((3, 2),), cell=(1, 0, "A"), encoding="utf-8"),
    "cr-only-line-ends.csv": Read(((2, 2),), cell=(1, 1, "3"), encoding="utf-8"),
    "german-decimals.csv": Read(((5, 3),), cell=(0, 2, "12.345,67"), encoding="utf-8"),
    "empty.csv": errors.FileEmpty,
    "long-integers.csv": Read(((6, 2),), cell=(1, 0, "123456789012345678901234"), encoding="utf-8"),
}

OWN: dict[str, Outcome] = {
    "gbk-tab-text.xls": Read(((2, 2),), cell=(1, 0, "0012"), encoding="gb18030"),
    "page.xls": Read(((2, 2),), cell=(1, 1, "杯"), encoding="utf-8"),
    "gb18030-page.xls": Read(((2, 2),), cell=(1, 1, "杯"), encoding="gb18030"),
    "office-2003.xml": Read(((1, 2),), cell=(0, 1, "1")),
    "a-word.xls": errors.FileNotData,
    "zero-byte.xlsx": errors.FileEmpty,
    "zero-byte.csv": errors.FileEmpty,
    "bomb.xlsx": errors.FileHostile,
    "looping.xls": errors.FileProblem,
    "cut-off.xlsx": errors.FileDamaged,
    "repetitive.xlsx": Read(((9000, 2),)),
    "strict.xlsx": Read(((2, 2),), cell=(1, 1, "2")),
    "prefixed.xlsx": Read(((2, 2),), cell=(1, 1, "2")),
    "without-numbers.xlsx": Read(((2, 2),), cell=(1, 1, "2")),
    "backslashes.xlsx": Read(((2, 2),), cell=(1, 1, "2")),
    "hidden.xlsx": Read(((1, 2), (1, 2)), cell=(0, 0, "seen")),
    "merged-title.xlsx": Read(((4, 3),), cell=(2, 1, "What")),
    "since-1904.xlsx": Read(((1, 2),), cell=(0, 1, "2021-12-31")),
    "errors.xlsx": Read(((2, 2),), ("error_cells", "formula_without_value"), cell=(1, 0, "#N/A")),
    "numbers.xlsx": Read(((3, 2),), cell=(2, 1, "123456789012345678")),
    "open-document.ods": Read(((1, 2),), cell=(0, 1, "b")),
    "empty-sheet.xlsx": errors.FileEmpty,
    "utf16.csv": Read(((2, 2),), cell=(0, 0, "première"), encoding="utf-16"),
    "western.csv": Read(((2, 2),), cell=(0, 0, "première"), encoding="cp1252"),
    "sep-line.csv": Read(((3, 2),), cell=(1, 1, "1,5"), encoding="utf-8"),
    "old-mac.csv": Read(((2, 2),), cell=(1, 1, "3"), encoding="utf-8"),
    "german.csv": Read(((2, 3),), cell=(0, 2, "12.345,67"), encoding="utf-8"),
    "long-numbers.csv": Read(((2, 2),), cell=(1, 0, "123456789012345678901234"), encoding="utf-8"),
    "blanks.csv": Read(((2, 2),), cell=(0, 1, "名称"), encoding="utf-8"),
    "same-names.csv": Read(((2, 4),), cell=(0, 3, "a"), encoding="utf-8"),
}


@dataclass(frozen=True, slots=True)
class Refused:
    """How a reading was refused: the error, its sentence, and whether it says what to do."""

    kind: type[errors.FileProblem]
    words: str
    has_advice: bool


@pytest.fixture(scope="module")
def apart() -> Iterator[ProcessPoolExecutor]:
    """A small process that starts the readers: what a reader forks from counts as its own memory until it begins."""
    with ProcessPoolExecutor(1, get_context("spawn"), _fork_readers) as pool:
        yield pool


def _fork_readers() -> None:
    """Load once what every reader needs; how readers start in the program is test_readers' matter."""
    importlib.import_module("tests.warm_reader")
    if sys.platform == "linux":
        child.PROCESSES = get_context("fork")  # type: ignore[assignment]


def _read(request: ReadRequest) -> tuple[ReadResult | Refused, int]:
    """What a reader answers or refuses with, and the most memory any reader of this process took, in kilobytes."""
    answer: ReadResult | Refused
    try:
        answer = read(request)
    except errors.FileProblem as error:
        answer = Refused(type(error), str(error), error.advice is not None)
    return answer, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def _check(path: Path, expected: Outcome, scratch: Path, apart: ProcessPoolExecutor) -> None:
    """What the child says, within the limits of time and memory; then what stands in the cells."""
    begun = time.perf_counter()
    found, kilobytes = apart.submit(_read, ReadRequest(path, scratch)).result()
    if isinstance(expected, type):
        assert isinstance(found, Refused), found
        assert issubclass(found.kind, expected)
        assert path.name in found.words
        assert found.has_advice
        assert not scratch.exists()
    else:
        assert not isinstance(found, Refused), found
        assert all(table.headers for table in found.tables)
        sheets = read_sheets(path)
        assert tuple((len(sheet.rows), max(map(len, sheet.rows))) for sheet in sheets) == expected.shapes
        assert tuple(one.code for sheet in sheets for one in sheet.warnings) == expected.warnings
        assert sheets[0].encoding == expected.encoding
        if expected.cell is not None:
            row, column, text = expected.cell
            cell = sheets[0].rows[row][column]
            assert (plain(cell) if "\r" not in text else cell) == text
    assert time.perf_counter() - begun < _SECONDS
    assert kilobytes <= _MEGABYTES << 10


@pytest.mark.exhaustive
@pytest.mark.skipif(not NASTY.is_dir(), reason=WHY_SKIPPED)
@pytest.mark.parametrize("name", PUBLIC)
def test_a_file_of_the_public_collection_ends_as_it_must(name: str, tmp_path: Path, apart: ProcessPoolExecutor) -> None:
    _check(NASTY / name, PUBLIC[name], tmp_path / "s.db", apart)


@pytest.mark.skipif(not NASTY.is_dir(), reason=WHY_SKIPPED)
def test_every_file_of_the_collection_has_an_outcome() -> None:
    listed = {line.split("\t")[0] for line in (NASTY / "manifest.tsv").read_text("utf-8").splitlines()[1:]}
    there = {path.name for path in NASTY.iterdir()} - {"manifest.tsv"}
    assert listed == there == PUBLIC.keys()


@pytest.mark.parametrize("name", OWN)
def test_a_file_of_the_same_kind_made_here_ends_as_it_must(
    name: str, tmp_path: Path, apart: ProcessPoolExecutor
) -> None:
    MAKERS[name](tmp_path / name)
    _check(tmp_path / name, OWN[name], tmp_path / "s.db", apart)


def test_every_maker_has_an_outcome() -> None:
    assert MAKERS.keys() == OWN.keys()


@pytest.mark.exhaustive
def test_all_of_them_dropped_at_once_are_all_named_and_change_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "drop"
    folder.mkdir()
    for name, make in MAKERS.items():
        make(folder / name)
    with Shop.create(tmp_path / "a.shop", who="tests") as shop, ImportSession(shop) as session:
        found = session.add_all([folder])
        named = {one.path.name for one in found} | {one.path.name for one in session.left_out}
        assert named == MAKERS.keys()
        assert all(one.error is not None and one.error.advice is not None for one in found)
        assert session.staged == ()
