"""One test for every import format: it claims its samples, no other does, and they become the golden."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.importing.detect import detect
from services.importing.formats import load_formats
from services.importing.readers import read_sheets
from tests.formats.golden import SAMPLES, expected, samples, staged

BOOK = load_formats()


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def test_every_bundled_format_has_a_sample_and_every_sample_a_format() -> None:
    assert {path.parent.name for path in samples()} == {spec.id for spec in BOOK.all()}
    assert {path.name for path in SAMPLES.iterdir()} == {spec.id for spec in BOOK.all()}


@pytest.mark.parametrize("sample", samples(), ids=_name)
def test_exactly_its_own_format_claims_a_sample(sample: Path) -> None:
    (sheet,) = read_sheets(sample)
    claims = [spec.id for spec in BOOK.all() if detect(sheet.rows, BOOK, spec.id).format_id == spec.id]
    assert claims == [sample.parent.name]
    assert detect(sheet.rows, BOOK).format_id == sample.parent.name


@pytest.mark.parametrize("sample", samples(), ids=_name)
def test_a_sample_becomes_its_golden(sample: Path, tmp_path: Path) -> None:
    assert staged(sample, tmp_path / "scratch.db") == json.loads(expected(sample).read_text(encoding="utf-8"))


@pytest.mark.parametrize("spec", BOOK.all(), ids=lambda spec: spec.id)
def test_a_format_has_both_titles_and_is_named_after_its_file(spec) -> None:  # type: ignore[no-untyped-def]
    assert spec.title["zh_CN"] != spec.title["en"]
    assert spec.path.stem == spec.id
