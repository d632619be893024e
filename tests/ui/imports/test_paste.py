"""Files copied in a file manager and pasted are taken as if they were dropped."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QWidget

from tests.services.importing.making import order_row
from tests.ui.imports.test_import import taobao
from tests.ui.imports.window import Desk
from ui.widgets.search_box import SearchBox
from ui.widgets.toast import Toast


def _copy(*files: Path) -> None:
    """Put files on the clipboard as a file manager does: their addresses, and their paths as text."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    data.setText("\n".join(map(str, files)))
    QGuiApplication.clipboard().setMimeData(data)


def _paste(desk: Desk, on: QWidget) -> None:
    desk.qtbot.keyClick(on, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_pasted_files_are_imported(desk: Desk, tmp_path: Path) -> None:
    page = desk.page("import")
    _copy(taobao(tmp_path / "a.csv", order_row("A1")), taobao(tmp_path / "b.csv", order_row("B1")))
    _paste(desk, desk.window)
    desk.wait(lambda: page.dialog is not None and page.dialog.preview is not None)
    assert [one.path.name for one in page.dialog.session.files] == ["a.csv", "b.csv"]


def test_files_pasted_into_a_list_are_imported_and_are_no_rows(desk: Desk, tmp_path: Path) -> None:
    grid = desk.page("products").findChild(QAbstractItemView)
    _copy(taobao(tmp_path / "a.csv", order_row("A1")))
    _paste(desk, grid)
    page = desk.page("import")
    desk.wait(lambda: page.dialog is not None and page.dialog.preview is not None)
    assert not [one.words for one in desk.window.findChildren(Toast) if one.isVisible()]


def test_a_pasted_file_that_is_no_table_is_refused_with_its_reason(desk: Desk, tmp_path: Path) -> None:
    page = desk.page("import")
    file = tmp_path / "photo.png"
    file.write_bytes(b"x")
    _copy(file)
    _paste(desk, desk.window)
    assert any("photo.png" in one.words for one in desk.window.findChildren(Toast))
    assert page.dialog is None


def test_in_a_text_field_the_paths_are_text(desk: Desk, tmp_path: Path) -> None:
    file = taobao(tmp_path / "a.csv", order_row("A1"))
    box = next(one for one in desk.page("products").findChildren(SearchBox) if not one.isReadOnly())
    _copy(file)
    _paste(desk, box)
    assert str(file) in box.text()
    assert desk.page("import").dialog is None
