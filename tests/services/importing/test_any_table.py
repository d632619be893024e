"""What goes into a file comes out of the readers, whatever the cells, encoding, delimiter and order of columns."""

from __future__ import annotations

import csv
import io
import re
import tempfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from services.importing.errors import FileEmpty, FileProblem
from services.importing.formats import load_formats
from services.importing.read_request import ReadRequest
from services.importing.readers import read_sheets
from services.importing.worker import read_here
from tests.services.importing.making import TAOBAO, meta, order_row, problems, records, rows_of

_PLAIN = re.compile(r"\d{1,6}(\.\d{2})?", re.ASCII)
_SOME = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
_LETTERS = st.characters(
    codec="gb18030", exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\ufeff\ufffe\u2028\u2029\x85"
)
_CELLS = st.text(_LETTERS, max_size=12)
_WORDS = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=6)
_TABLES = st.integers(2, 6).flatmap(
    lambda width: st.tuples(
        st.lists(_WORDS, min_size=width, max_size=width, unique=True),
        st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=8),
    )
)


def _text(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()


@given(_TABLES, st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]), st.sampled_from([",", "\t", ";", "|"]))
@_SOME
def test_a_text_table_comes_out_as_it_went_in_or_says_what_was_lost(
    table: tuple[list[str], list[list[str]]], encoding: str, delimiter: str
) -> None:
    rows = [table[0], *table[1]]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(_text(rows, delimiter).encode(encoding))
        (sheet,) = read_sheets(path)
    assert sheet.rows == rows or sheet.warnings
    assert sheet.delimiter == delimiter


@pytest.mark.exhaustive
@given(st.lists(st.lists(_CELLS.filter(bool), min_size=2, max_size=5), min_size=1, max_size=8))
@_SOME
def test_a_workbooks_texts_come_out_as_they_went_in(rows: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        with Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for row, cells in enumerate(rows):
                for column, text in enumerate(cells):
                    sheet.write_string(row, column, text)
        if not any(text.strip() for cells in rows for text in cells):
            with pytest.raises(FileEmpty):
                read_sheets(path)
            return
        (found,) = read_sheets(path)
    width = max(map(len, rows))
    assert found.rows == [[*cells, *[""] * (width - len(cells))] for cells in rows]


@given(st.binary(max_size=400))
@_SOME
def test_any_bytes_are_a_table_or_one_sentence(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        try:
            said, rows = "", [sheet.rows for sheet in read_sheets(path)]
        except FileProblem as error:
            said, rows = str(error), []
    assert path.name in said or all(rows)


@st.composite
def _order_lists(draw: st.DrawFn) -> tuple[list[list[str]], list[str]]:
    """A Taobao order list with its columns in any order among columns nobody knows, and the amounts in it."""
    known = {fold for spec in load_formats().all() for fold in spec.columns()}
    strangers = draw(st.lists(_WORDS.filter(lambda word: word not in known), max_size=4, unique=True))
    order = draw(st.permutations([*TAOBAO, *strangers]))
    amounts = draw(st.lists(_CELLS | st.from_regex(_PLAIN, fullmatch=True), min_size=1, max_size=10))
    rows = []
    for number, amount in enumerate(amounts, start=1):
        row = dict(zip(TAOBAO, order_row(f"20260101{number:08d}", 总金额=amount), strict=True))
        row |= {name: draw(_CELLS) for name in strangers}
        rows.append([row[name] for name in order])
    return [list(order), *rows], amounts


@given(_order_lists())
@_SOME
def test_every_row_of_an_order_list_is_an_order_or_waits_with_its_reason(
    made: tuple[list[list[str]], list[str]],
) -> None:
    rows, amounts = made
    with tempfile.TemporaryDirectory() as folder:
        path, scratch = Path(folder) / "a.csv", Path(folder) / "s.db"
        path.write_bytes(_text(rows, ",").encode("gb18030"))
        found = read_here(ReadRequest(path, scratch), lambda _done, _total: None)
        assert found.tables[0].format_id == "taobao.orders"
        facts, kept, said = meta(scratch), records(scratch), problems(scratch)
        waiting = {row for row, _column, _code, rejects in said if rejects}
        raw = dict(rows_of(scratch, "SELECT row, cells FROM raw"))
    assert facts["rows"] + facts["blank_rows"] + facts["footer_rows"] == len(amounts)
    assert len(kept) + len(waiting) == facts["rows"]
    assert raw.keys() >= waiting
    for number, amount in enumerate(amounts, start=1):
        if _PLAIN.fullmatch(amount):
            assert kept[f"20260101{number:08d}"]["total"] == round(Decimal(amount) * 100)
