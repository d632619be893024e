"""Settings carried from one computer to another, in the window and on the command line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from services import settings
from services.settings_file import write_settings
from services.shop import Shop
from tests.ui.app.conftest import WAIT, Program
from ui.cli.main import main
from ui.pages.settings.carrying import CarryRow, TakeOverDialog
from ui.pages.settings.page import SettingsPage
from ui.widgets.buttons import PrimaryButton
from ui.window.shop_window import ShopWindow


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The settings of another shop."""
    with Shop.create(tmp_path / "other.shop", who="tests") as shop:
        shop.run(settings.change, settings.THANK_YOU.key, "谢谢惠顾")
        shop.ask(write_settings, tmp_path / "settings.zip")
    return tmp_path / "settings.zip"


def carry_row(program: Program, opened: ShopWindow) -> CarryRow:
    opened.window.navigate("settings")
    program.quiet(opened)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    return next(row for section in page.sections.values() for row in section.rows if isinstance(row, CarryRow))


def said(where: QWidget) -> str:
    return "\n".join(label.text() for label in where.findChildren(QLabel))


def thanks(program: Program, opened: ShopWindow) -> str:
    asked = opened.link.ask(settings.read, settings.THANK_YOU)
    program.until(asked.future.done)
    return str(asked.future.result())


def test_a_look_first_then_taken_over_then_undone(opened: ShopWindow, program: Program, file: Path) -> None:
    carry_row(program, opened).look_at(file)
    program.until(lambda: opened.window.findChild(TakeOverDialog) is not None)
    dialog = opened.window.findChild(TakeOverDialog)
    assert dialog is not None
    assert "1 setting changes." in said(dialog)
    assert "谢谢惠顾" in said(dialog)
    button = next(one for one in dialog.findChildren(PrimaryButton) if one.text() == "Take over")
    program.until(lambda: not button.rect().isEmpty())
    with program.bot.waitSignal(dialog.accepted, timeout=WAIT):
        program.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    program.quiet(opened)
    assert thanks(program, opened) == "谢谢惠顾"
    opened.window.registry.trigger("edit.undo")
    program.quiet(opened)
    assert thanks(program, opened) == ""


def test_a_taught_format_is_named_as_it_was_taught(opened: ShopWindow, program: Program, file: Path) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("formats/user.stock_a7989524.toml", 'title = { zh_CN = "我的库存", en = "My stock" }')
        archive.writestr("formats/user.odd.toml", b"\xff")
        archive.writestr("templates/list.html", "<p>")
    carry_row(program, opened).look_at(file)
    program.until(lambda: opened.window.findChild(TakeOverDialog) is not None)
    dialog = opened.window.findChild(TakeOverDialog)
    assert dialog is not None
    assert "My stock" in said(dialog)
    assert "user.odd.toml" in said(dialog)
    assert "list.html" in said(dialog)
    assert "user.stock" not in said(dialog)


def test_what_is_set_here_is_written(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    out = tmp_path / "mine.zip"
    carry_row(program, opened).write(out)
    program.until(out.exists)


def test_a_picture_is_refused_in_words(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    wrong = tmp_path / "photo.zip"
    wrong.write_bytes(b"\x89PNG")
    carry_row(program, opened).look_at(wrong)
    program.until(lambda: "it is no file of settings" in said(opened.window))


def test_the_command_line_carries_them_too(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = tmp_path / "mine.shop"
    Shop.create(shop, who="tests").close()
    assert main(["settings", "import", str(file), "--shop", str(shop)]) == 0
    assert "1 setting changed." in capsys.readouterr().err
    again = tmp_path / "again.zip"
    assert main(["settings", "export", str(again), "--shop", str(shop)]) == 0
    with Shop.open(shop, who="tests") as opened:
        assert opened.ask(settings.read, settings.THANK_YOU) == "谢谢惠顾"
    assert main(["settings", "import", str(shop), "--shop", str(shop)]) == 2
