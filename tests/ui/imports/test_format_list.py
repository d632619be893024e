"""The formats on the Import page: painted rows, with buttons for the ones a person taught."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QLabel

from services import paths
from services.importing.formats import load_formats
from services.importing.taught_files import add_format_file
from tests.services.importing.applying import sample
from tests.ui.imports.window import Desk
from ui.widgets.buttons import IconButton


def _teach(folder: Path) -> str:
    source = load_formats().formats["zhanggui.tracking"].path
    assert source is not None
    taught = folder / "taught.toml"
    words = source.read_text("utf-8").replace("zhanggui.tracking", "user.numbers", 1)
    taught.write_text(words, "utf-8")
    return add_format_file(taught, paths.user_formats_dir()).id


def test_every_format_has_a_row_and_taught_ones_come_first_with_buttons(desk: Desk, tmp_path: Path) -> None:
    page = desk.page("import")
    desk.wait(lambda: len(page.formats.specs) == len(load_formats().all()))
    assert not page.formats.list.findChildren(IconButton)
    taught = _teach(tmp_path)
    page.reload()
    desk.wait(lambda: page.formats.specs[0].id == taught)
    share, forget = page.formats.list.findChildren(IconButton)
    assert (share.accessibleName(), forget.accessibleName()) == ("Share this format", "Forget this format")
    forget.click()
    desk.wait(lambda: bool(desk.overlays()))
    page._forget(page.formats.specs[0])
    desk.wait(lambda: page.formats.specs[0].id != taught)


def test_a_format_whose_file_cannot_be_removed_stays_and_says_so(desk: Desk, tmp_path: Path) -> None:
    page = desk.page("import")
    taught = _teach(tmp_path)
    page.reload()
    desk.wait(lambda: [spec.id for spec in page.formats.specs][:1] == [taught])
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("")
    page._forget(replace(page.formats.specs[0], path=in_the_way / "taught.toml"))
    desk.wait(lambda: any("cannot be written" in one.text() for one in desk.window.findChildren(QLabel)))
    assert page.formats.specs[0].id == taught


def test_a_format_file_that_cannot_be_read_is_named_above_the_list(desk: Desk) -> None:
    paths.user_formats_dir().mkdir(parents=True, exist_ok=True)
    (paths.user_formats_dir() / "broken.toml").write_text("id = 5", "utf-8")
    page = desk.page("import")
    desk.wait(lambda: bool(page.formats.specs))
    assert "broken.toml" in page.formats.problems.text()


def test_totals_that_agree_are_no_warning(desk: Desk) -> None:
    dialog = desk.preview(sample("alipay.personal"))
    (row,) = dialog.preview_page.files.rows.values()
    assert [one.code for one in row.file.staged.warnings] == ["totals_agree"]
    assert row.state.icon == "check-circle"
