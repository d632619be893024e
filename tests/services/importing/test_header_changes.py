"""A platform changes the columns of its export overnight: the change is named, and what can be read is read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from services.importing.detect import detect
from services.importing.errors import HeaderChanged, UnknownFormat
from services.importing.formats import load_formats
from services.importing.header_changes import header_change
from services.importing.readers import read_sheets
from services.importing.service import ImportSession
from services.messages import render
from services.shop import Shop
from tests.services.importing.making import TAOBAO, csv_file, order_row
from tests.shared_data import SHARED_DATA, WHY_SKIPPED

BOOK = load_formats()
_SAMPLES = sorted((Path(__file__).resolve().parents[2] / "data" / "formats").glob("*/sample*"))
_WHOLE = next(path for path in _SAMPLES if path.parent.name == "taobao.orders")
_HEADER_LISTS = SHARED_DATA.parent / "formats" / "headers.json"


@pytest.fixture
def session(tmp_path: Path):  # type: ignore[no-untyped-def]
    with Shop.create(tmp_path / "a.shop", who="tests") as shop, ImportSession(shop) as session:
        yield session


def _changed(path: Path, changes: dict[str, str | None], added: str = "") -> Path:
    """A Taobao order list whose columns are called something else, or are gone; `added` is new."""
    places = [place for place, name in enumerate(TAOBAO) if changes.get(name, name) is not None]
    header = [changes.get(TAOBAO[place], TAOBAO[place]) or "" for place in places]
    row = order_row("A1")
    more = [added] if added else []
    return csv_file(path, [[*header, *more], [*(row[place] for place in places), *more]])


def _said(session: ImportSession) -> dict[str, str]:
    return {one.code: render(one.message) for staged in session.staged for one in staged.warnings}


def test_a_column_that_is_gone_is_named_and_the_rest_is_read(tmp_path: Path, session: ImportSession) -> None:
    lines = _WHOLE.read_text(encoding="gb18030").splitlines()
    lines[0] = lines[0].replace("买家留言", "买家的话")
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    (found,) = session.add_all([tmp_path / "a.csv"])
    assert found.staged is not None
    said = _said(session)
    assert said["columns_gone"] == "The column 买家留言 of this export is gone. Everything else was read."
    assert said["columns_new"] == "The column 买家的话 is new in this export and not used yet."
    assert len(list(found.staged.records())) > 3


def test_new_columns_alone_are_named_too(tmp_path: Path, session: ImportSession) -> None:
    session.add_all([_changed(tmp_path / "a.csv", {}, added="会员等级")])
    assert "会员等级" in _said(session)["columns_new"]


def test_a_needed_column_that_is_gone_is_named_in_the_refusal(tmp_path: Path, session: ImportSession) -> None:
    (found,) = session.add_all([_changed(tmp_path / "a.csv", {"订单编号": "单号"})])
    assert isinstance(found.error, HeaderChanged)
    assert "订单编号" in str(found.error)
    assert "单号" in str(found.error)


def test_a_table_that_is_like_nothing_known_stays_unknown(tmp_path: Path, session: ImportSession) -> None:
    (found,) = session.add_all([csv_file(tmp_path / "a.csv", [["colour", "smell"], ["red", "rose"]])])
    assert type(found.error) is UnknownFormat


@pytest.mark.parametrize("sample", _SAMPLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_layout_that_was_seen_is_called_changed(sample: Path) -> None:
    for sheet in read_sheets(sample):
        found = detect(sheet.rows, BOOK)
        if found.format_id is not None:
            change = header_change(BOOK.formats[found.format_id], sheet.rows[found.header_row - 1])
            assert change.gone == ()
            assert change.new == ()


@pytest.mark.skipif(not _HEADER_LISTS.is_file(), reason=WHY_SKIPPED)
def test_no_header_list_from_public_sources_is_called_changed() -> None:
    for name, entry in json.loads(_HEADER_LISTS.read_text(encoding="utf-8")).items():
        found = detect([entry["headers"]], BOOK)
        if found.format_id is not None:
            change = header_change(BOOK.formats[found.format_id], entry["headers"])
            assert change.gone == (), name


def test_the_reason_column_of_rows_to_correct_is_nothing_new_and_is_not_kept(
    tmp_path: Path, session: ImportSession
) -> None:
    rows = [[*TAOBAO, "Why it waits"], [*order_row("A1"), "its amount"]]
    (found,) = session.add_all([csv_file(tmp_path / "a.csv", rows)])
    assert found.staged is not None
    ((_key, _row, data),) = found.staged.records()
    assert "Why it waits" not in data.get("extra", {})
    assert "columns_new" not in _said(session)


def test_a_needed_column_the_format_is_not_recognised_by_is_named_too(tmp_path: Path, session: ImportSession) -> None:
    sample = next(path for path in _SAMPLES if path.parent.name == "pinduoduo.aftersales")
    (sheet,) = read_sheets(sample)
    rows = [["现在的状态" if cell == "售后状态" else cell for cell in row] for row in sheet.rows]
    (found,) = session.add_all([csv_file(tmp_path / "a.csv", rows)])
    assert isinstance(found.error, HeaderChanged)
    assert "售后状态" in str(found.error)
    assert "现在的状态" in str(found.error)
