"""What the window says about files that cannot be used, and about imports with nothing to write."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.services.importing.making import order_row
from tests.ui.imports.test_import import taobao
from tests.ui.imports.window import Desk

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(desk: Desk, *files: Path) -> Any:
    """Drop files of which none can be used and wait until it is said."""
    page = desk.page("import")
    desk.window.files_dropped.emit(list(files))
    desk.wait(lambda: page.dialog is not None and len(page.dialog.files.rows) == len(files))
    return page.dialog


def locked_archive(path: Path) -> Path:
    """An archive that says its file is protected by a password."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", "a,b\n1,2\n")
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    return path


def bad_files(folder: Path) -> list[Path]:
    """One file of each kind that is refused: empty, damaged, no table, unknown columns, locked, absent."""
    contents = {
        "empty.csv": b"",
        "damaged.xlsx": b"PK\x03\x04broken",
        "broken.xls": _OLE + bytes(64),
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "unknown.csv": b"one,two\n1,2\n3,4\n",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return [*(folder / name for name in contents), locked_archive(folder / "locked.zip"), folder / "absent.csv"]


def test_every_refused_file_says_what_to_do_under_its_sentence(desk: Desk, tmp_path: Path) -> None:
    dialog = refused(desk, *bad_files(tmp_path))
    codes = set()
    for row in dialog.files.rows.values():
        codes.add(row.file.error.code)
        assert row.what.text() == str(row.file.error.message)
        assert row.advice.isVisible()
        assert row.advice.text() == str(row.file.error.advice)
        assert row.advice.geometry().top() >= row.what.geometry().bottom()
    assert {"file.empty", "file.damaged", "file.not_data", "file.unknown_format", "file.missing"} <= codes
    assert "file.archive_password" in codes


def test_where_no_file_can_be_used_no_zeros_look_like_a_result(desk: Desk, tmp_path: Path) -> None:
    dialog = refused(desk, *bad_files(tmp_path))
    assert not dialog.tiles.isVisible()
    assert not dialog.changes.isVisible()
    assert not dialog.import_button.isVisible()
    assert "None of these 7 files can be imported" in dialog.note.text()


def test_a_good_file_beside_a_refused_one_brings_the_figures_and_leaving_it_out_hides_them(
    desk: Desk, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"")
    good = taobao(tmp_path / "good.csv", order_row("A1"))
    dialog = desk.preview(bad, good)
    assert dialog.tiles.isVisible()
    assert dialog.changes.isVisible()
    assert dialog.import_button.isVisible()
    assert dialog.files.rows[good].advice.isHidden()
    dialog.files.removed.emit(good)
    assert not dialog.tiles.isVisible()
    assert not dialog.changes.isVisible()
    assert not dialog.import_button.isVisible()
    assert "This file cannot be imported" in dialog.note.text()


@pytest.mark.parametrize("size", [(1280, 800), (1000, 640)], ids=str)
def test_the_advice_is_not_cut_off(desk: Desk, tmp_path: Path, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    (tmp_path / "empty.csv").write_bytes(b"")
    dialog = refused(desk, tmp_path / "empty.csv")
    row = dialog.files.rows[tmp_path / "empty.csv"]
    desk.wait(lambda: row.advice.height() >= row.advice.heightForWidth(row.advice.width()))
    assert dialog.files.rect().contains(row.advice.mapTo(dialog.files, row.advice.rect().bottomRight()))
