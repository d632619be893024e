"""No spreadsheet runs a text of ours, wherever it cuts the file, and every text reads back as it was."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.exporting.cells import BLANK, plain, safe_csv_text
from services.exporting.writer import OutColumn, as_it_reads_back, csv_text, table_file

HOSTILE = (
    "=1+1",
    "cup;=1+1",
    "cup; =1+1",
    "cup,=1+1",
    "cup\t=1+1",
    "cup\n=1+1",
    "cup\r\n\r\n=1+1",
    "cup;\u3000\uff1d1+1",
    'cup;"=1+1;',
    'cup,\n"=1+1\nsaucer',
    '"=1+1",cup',
    "cup;-1+1",
    "cup;+1+1",
    "cup;@SUM(1;2)",
    "cup;'=1+1",
    "cup;''=1+1'",
    "=1+1'",
    "\t=1+1'",
    " \t'=1+1'",
    "\u200b\t=1+1",
)
_TEXTS = st.text(st.sampled_from("=+-@'`\",;\t\r\n a1.\uff1d\u3000\u200b"), max_size=12)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("cup;=1+1", "cup;'=1+1"),
        ("cup; -blue", "cup;' -blue"),
        ("cup,\t@x", "cup,\t'@x"),
        ("one\r\n=two", "one\r\n'=two"),
        ('cup;"=1', "cup;'\"=1"),
        ("cup;'=1", "cup;''=1"),
        ("=1;=2", "'=1;'=2"),
        ("19,-", "19,'-"),
        ("\t=1", "'\t'=1"),
        ("-3", "-3"),
        ("+8613800000000", "+8613800000000"),
        ("one; two, three\nfour", "one; two, three\nfour"),
        ("it's 1-2; 'quoted'", "it's 1-2; 'quoted'"),
        ("2026-01-02;a=b", "2026-01-02;a=b"),
    ],
)
def test_a_mark_stands_where_a_cell_with_a_formula_could_begin(value: str, written: str) -> None:
    assert safe_csv_text(value) == written
    assert plain(written) == value.strip(BLANK)


@given(_TEXTS)
def test_every_text_reads_back_as_it_was(value: str) -> None:
    assert plain(csv_text(value)) == value.strip(BLANK)
    assert plain(as_it_reads_back(value)) == value.strip(BLANK)


@pytest.mark.parametrize("value", HOSTILE)
def test_every_hostile_text_reads_back_as_it_was(value: str) -> None:
    assert plain(csv_text(value)) == plain(as_it_reads_back(value)) == value.strip(BLANK)


@given(st.lists(st.lists(_TEXTS, min_size=2, max_size=3), min_size=1, max_size=4))
@example([["cup", text, text] for text in HOSTILE])
@example([[text, "cup", Decimal("-1.50"), text] for text in HOSTILE])
def test_no_cut_of_a_file_of_ours_makes_a_formula(rows: list[list[str]]) -> None:
    headings = ["Name", "=Own column", "a;=b"]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "table.csv"
        with table_file(out, [OutColumn(heading) for heading in headings]) as add:
            for row in rows:
                add(row)
        text = out.read_text("utf-8-sig")
    assert [cell for row in _cuts(text) for cell in row if _is_run(cell)] == []
    assert [plain(heading) for heading in _read(text, ",")[0]] == headings


def _cuts(text: str) -> list[list[str]]:
    """The rows as spreadsheets see them: each separator, quotes heeded or not, and then cut once more.

    Who sees whole lines in the first column has them cut at the commas afterwards, when the quotes of the first cell
    are gone already.
    """
    once = [row for sign in ",;\t" for heeded in (True, False) for row in _read(text, sign, heeded)]
    again = [row for cells in once for cell in cells for row in _read(cell, ",")]
    return once + again


def _read(text: str, sign: str, heeded: bool = True) -> list[list[str]]:
    lines = io.StringIO(text, newline="")
    return list(csv.reader(lines, delimiter=sign, quoting=csv.QUOTE_MINIMAL if heeded else csv.QUOTE_NONE))


def _is_run(cell: str) -> bool:
    """A formula; a line that begins with a number goes on behind its comma where the separator is another."""
    cell = cell.strip()
    return cell.startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20")) and not _NUMBER.fullmatch(cell.split(",")[0])
