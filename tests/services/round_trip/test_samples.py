"""The workbooks to fill in: every one imports as it comes, in both languages, and together they fit."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from services import i18n
from services.importing import queries
from services.importing.formats import load_formats
from services.round_trip.templates import SAMPLES, sample_title, suggested_name, write_template
from services.shop import Shop
from tests.services.importing.applying import apply, outcome


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_examples_import_together_and_a_second_time_change_nothing(
    shop: Shop, tmp_path: Path, language: str
) -> None:
    i18n.set_language(language)
    files = [tmp_path / suggested_name(kind) for kind in SAMPLES]
    for kind, path in zip(SAMPLES, files, strict=True):
        write_template(kind, path)
    first = {path.name: outcome(apply(shop, path)) for path in files}
    assert {name: (waiting, new + updated) for name, (new, updated, _, waiting) in first.items()} == {
        path.name: (0, 3) for path in files
    }
    assert shop.ask(queries.waiting_count) == 0
    for path in files:
        assert outcome(apply(shop, path))[0] == 0, path.name


@pytest.mark.parametrize("kind", SAMPLES)
def test_a_workbook_explains_every_column_of_its_table(tmp_path: Path, kind: str) -> None:
    out = tmp_path / "sample.xlsx"
    write_template(kind, out)
    table, meanings = openpyxl.load_workbook(out).worksheets
    headings = [cell.value for cell in table[1]]
    assert [row[0].value for row in meanings.iter_rows(min_row=2)] == headings
    assert all(row[3].value for row in meanings.iter_rows(min_row=2))
    assert table.title == sample_title(kind)[:31]


def test_there_is_a_workbook_for_every_format_of_our_own() -> None:
    own = {spec.id.removeprefix("zhanggui.") for spec in load_formats().all() if spec.id.startswith("zhanggui.")}
    assert own == set(SAMPLES)
