"""The count sheet as paper and as a workbook that is filled in and read back."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest

from services import i18n
from services.errors import Invalid
from services.messages import render
from services.stocktake import commands, papers, reading
from services.stocktake.errors import NotACountSheet, OtherStocktake
from tests.services.stocktake.floor import Floor


@pytest.fixture
def taken(floor: Floor) -> int:
    """A stocktake of three products on two shelves."""
    floor.goods("B-1", 5, 500, shelf="A-10", barcode="690")
    floor.goods("A-1", 7, 700, shelf="A-2", variant="white")
    floor.goods("C-1", 1, 100)
    return floor.start()


def _fill(path: Path, cells: dict[str, object]) -> None:
    """Write counts, and where a pair is given times, behind the codes of a sheet."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    code, counted, at = (headings.index(name) + 1 for name in ("Code", "Counted", "Counted at"))
    for row in range(2, sheet.max_row + 1):
        given = cells.get(str(sheet.cell(row, code).value))
        if isinstance(given, tuple):
            sheet.cell(row, counted).value, sheet.cell(row, at).value = given
        elif given is not None:
            sheet.cell(row, counted).value = given  # type: ignore[assignment]
    book.save(path)


def test_the_sheet_goes_from_shelf_to_shelf_and_never_tells_what_the_books_expect(floor: Floor, taken: int) -> None:
    sheet = floor.shop.ask(papers.count_sheet, taken)
    assert [(line.shelf, line.code, line.variant) for line in sheet.lines] == [
        ("A-2", "A-1", "white"),
        ("A-10", "B-1", ""),
        ("", "C-1", ""),
    ]
    assert sheet.scope == "Everything"
    floor.count(taken, "A-1", 7)
    left = floor.shop.ask(papers.count_sheet, taken, uncounted_only=True)
    assert [line.code for line in left.lines] == ["B-1", "C-1"]


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
def test_a_sheet_read_back_unfilled_changes_nothing(floor: Floor, taken: int, tmp_path: Path, suffix: str) -> None:
    floor.count(taken, "A-1", 7)
    path = tmp_path / f"sheet{suffix}"
    assert floor.shop.ask(papers.export_count_sheet, taken, path) == 3
    floor.later()
    found = floor.shop.ask(reading.read_counts, taken, path)
    assert (found.counts, found.problems, found.same, found.blank) == ([], [], 1, 2)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_filled_sheet_becomes_counts_at_their_own_times(
    floor: Floor, taken: int, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "sheet.xlsx"
    floor.shop.ask(papers.export_count_sheet, taken, path)
    _fill(path, {"A-1": (6, "17:05"), "B-1": 0})
    i18n.set_language(language)
    floor.later(30)
    found = floor.shop.ask(reading.read_counts, taken, path)
    by_quantity = {one.quantity: one.at for one in found.counts}
    assert by_quantity == {6: datetime(2026, 11, 20, 9, 5, tzinfo=UTC), 0: floor.now}
    floor.shop.run(commands.count, taken, found.counts)
    assert {code: row["difference"] for code, row in floor.rows(taken).items()} == {"A-1": -1, "B-1": -5, "C-1": None}
    again = floor.shop.ask(reading.read_counts, taken, path)
    assert (again.same, len(again.counts)) == (2, 0)


def test_rows_that_cannot_be_used_say_why_and_the_others_are_taken(floor: Floor, taken: int) -> None:
    cells = [["A-1", "7"], ["nope", "1"], ["B-1", "2.5"], ["C-1", "-1"], ["A-1", "8"], ["", ""], ["690", ""]]
    found = floor.shop.ask(reading.counts_from_cells, taken, cells)
    assert [(one.line_id, one.quantity) for one in found.counts] == [(floor.line(taken, "A-1"), 7)]
    assert [(bad.row, bad.code) for bad in found.problems] == [(2, "nope"), (3, "B-1"), (4, "C-1"), (5, "A-1")]
    assert "no product" in render(found.problems[0].reason)
    assert "twice" in render(found.problems[3].reason)
    assert found.blank == 1


@pytest.mark.parametrize(
    ("headings", "row", "is_sure"),
    [
        (("\u8d27\u53f7", "\u5e93\u5b58\u6570\u91cf", "\u5b9e\u76d8\u6570"), ("A-1", "9", "6"), True),
        (("Barcode", "Item", "Qty"), ("690", "Vase", "6"), False),
        (("SKU", "On hand", "Quantity"), ("A-1", "9", "6"), False),
        (("\u89c4\u683c\u7f16\u7801", "\u5546\u54c1\u7f16\u7801", "\u5b9e\u76d8\u6570"), ("A-1", "A", "6"), True),
        (("SKU\u7f16\u7801", "\u5546\u5bb6\u7f16\u7801", "\u5b9e\u76d8\u6570"), ("A-1", "B-1", "6"), True),
    ],
)
def test_her_own_headings_are_known_and_a_count_goes_before_what_the_books_say(
    floor: Floor, taken: int, tmp_path: Path, headings: tuple[str, ...], row: tuple[str, ...], is_sure: bool
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(",".join(headings) + "\n" + ",".join(row) + "\n", encoding="utf-8")
    found = floor.shop.ask(reading.read_counts, taken, path)
    assert [one.quantity for one in found.counts] == [6]
    assert (found.headings, found.is_sure) == ((headings[0], headings[2]), is_sure)


def test_a_sheet_of_another_stocktake_is_refused_by_its_number(floor: Floor, taken: int, tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    floor.shop.ask(papers.export_count_sheet, taken, path)
    other = floor.start()
    with pytest.raises(OtherStocktake, match=floor.view(taken).number):
        floor.shop.ask(reading.read_counts, other, path)


def test_a_file_without_counts_is_refused(floor: Floor, taken: int, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("Name,Colour\nrose,red\n", encoding="utf-8")
    with pytest.raises(NotACountSheet, match=r"other\.csv"):
        floor.shop.ask(reading.read_counts, taken, path)
    old = tmp_path / "old.xls"
    old.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2048))
    with pytest.raises(Invalid, match="xlsx"):
        floor.shop.ask(reading.read_counts, taken, old)


def test_the_result_is_written_with_differences_and_their_worth(floor: Floor, taken: int, tmp_path: Path) -> None:
    floor.count(taken, "A-1", 6)
    floor.shop.run(commands.post, taken)
    path = tmp_path / "result.xlsx"
    assert floor.shop.ask(papers.export_result, taken, path) == 3
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    first = dict(zip([cell.value for cell in sheet[1]], rows[0], strict=True))
    assert (first["Code"], first["State"], first["Expected"], first["Counted"]) == ("A-1", "Different", 7, 6)
    assert (first["Difference"], float(str(first["Worth"]))) == (-1, -1.0)


@pytest.mark.usefixtures("qapp")
def test_the_count_sheet_is_an_a4_pdf_with_a_box_per_line(floor: Floor, taken: int, tmp_path: Path) -> None:
    from ui.paper.count_sheet import count_sheets
    from ui.paper.pdf import write_pdf
    from ui.paper.size import PaperSize

    path = tmp_path / "sheet.pdf"
    assert write_pdf(count_sheets(floor.shop.ask(papers.count_sheet, taken)), PaperSize.A4, path, "") == 1
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed")
    shown = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout
    assert shown.index("A-2") < shown.index("A-10")
    assert "Count sheet" in shown
    assert floor.view(taken).number in shown
