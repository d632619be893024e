"""A write-protected shop is looked at as it is, or copied and the copy opened; the file itself stays as it was."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget

from models.migrations.registry import CURRENT_VERSION
from services import settings
from services.backup.places import home_of
from services.catalog.pictures import folder_of, keep
from services.errors import ShopReadOnly
from tests.services.backup.test_pictures import picture, refusing
from tests.ui.app.conftest import Program
from tests.ui.app.test_rescue import orders, said
from ui.dialogs.overlay import open_overlay
from ui.dialogs.write_protected import WriteProtectedDialog
from ui.pages.settings.sections import choose_language
from ui.window.shop_window import ShopWindow


@pytest.fixture
def protect(shop_file: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """The system says of the shop's file that nobody may write to it, as it does on a stick with its lock on."""
    asked, state = os.access, {"on": True}

    def answer(path: object, mode: int, **named: bool) -> bool:
        is_it = Path(os.fsdecode(path)) == shop_file and mode & os.W_OK  # type: ignore[arg-type]
        return not (is_it and state["on"]) and asked(path, mode, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "access", answer)
    return lambda on: state.update(on=on)


def card(program: Program, shop_file: Path) -> WriteProtectedDialog:
    page = program.first_run(shop_file)
    program.until(lambda: any(one.isVisible() for one in page.findChildren(WriteProtectedDialog)))
    return next(one for one in page.findChildren(WriteProtectedDialog) if one.isVisible())


def click(program: Program, where: QWidget, name: str) -> None:
    button = where.findChild(QAbstractButton, name)
    assert button is not None
    program.bot.mouseClick(button, Qt.MouseButton.LeftButton)


def looked_at(program: Program, shop_file: Path) -> ShopWindow:
    asked = card(program, shop_file)
    assert "can only be read" in said(asked)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        click(program, asked, "look")
    return program.active(heard.args[0])


@pytest.mark.usefixtures("protect")
def test_it_is_looked_at_and_says_so_and_nothing_in_it_changes(program: Program, shop_file: Path) -> None:
    before = sha256(shop_file.read_bytes()).hexdigest()
    opened = looked_at(program, shop_file)
    assert opened.protection is not None
    assert opened.protection.banner.isVisible()
    assert "write-protected and open only to look" in opened.protection.banner.accessibleName()
    assert orders(opened) == 3
    for page in ("today", "orders", "products", "finance", "settings", "history"):
        opened.window.navigate(page)
        program.quiet(opened)
        assert open_overlay(opened.window) is None, page
    refused: list[Exception] = []
    opened.link.run(settings.change, "shop.name", "B", owner=opened).fails(refused.append)
    program.until(lambda: bool(refused))
    assert isinstance(refused[0], ShopReadOnly)
    program.close()
    assert sha256(shop_file.read_bytes()).hexdigest() == before
    assert not (shop_file.parent / "backups").exists()


@pytest.mark.usefixtures("protect")
def test_that_it_has_no_backup_is_no_worry(program: Program, shop_file: Path) -> None:
    opened = looked_at(program, shop_file)
    program.until(lambda: opened.backups.state is not None)
    assert opened.backups.words() == ("Only looked at", "info")
    home_of(shop_file).write_text("no backup can be made here")
    opened.window.navigate("settings")
    program.quiet(opened)
    pending = opened.backups.back_up(opened)
    assert pending is not None
    failed: list[Exception] = []
    pending.fails(failed.append)
    program.until(lambda: bool(failed) and opened.backups.task is None)
    assert opened.backups.words() == ("Only looked at", "info")


@pytest.mark.usefixtures("protect")
def test_one_of_an_older_layout_can_only_be_copied(program: Program, shop_file: Path) -> None:
    with closing(sqlite3.connect(shop_file)) as connection:
        connection.execute(f"PRAGMA user_version={CURRENT_VERSION - 1}")
    asked = card(program, shop_file)
    assert "brought up to date" in said(asked)
    assert asked.findChild(QAbstractButton, "look") is None
    assert asked.findChild(QAbstractButton, "copy") is not None
    assert not (shop_file.parent / "backups").exists()


@pytest.mark.expects_log
@pytest.mark.usefixtures("protect")
def test_the_copy_says_how_many_files_are_not_with_it(
    program: Program, shop_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = keep(folder_of(shop_file), picture("red"), "red.png").sha256
    (file,) = folder_of(shop_file).glob(f"*/{name}.*")
    refusing(monkeypatch, file, errno.EIO)
    asked = card(program, shop_file)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        asked.copy_to(tmp_path / "documents" / "mine.shop")
    opened = program.active(heard.args[0])
    assert any("1 file could not be read and is not with it" in toast.words for toast in opened.window.toasts.toasts())


@pytest.mark.usefixtures("protect")
def test_the_notice_speaks_the_language_that_is_on(program: Program, shop_file: Path) -> None:
    opened = looked_at(program, shop_file)
    assert opened.protection is not None
    choose_language("zh_CN")
    assert "写保护" in opened.protection.banner.accessibleName()


@pytest.mark.usefixtures("protect")
def test_it_is_copied_and_the_copy_is_opened_to_work_with(program: Program, shop_file: Path, tmp_path: Path) -> None:
    before = shop_file.read_bytes()
    asked = card(program, shop_file)
    to = tmp_path / "documents" / "mine.shop"
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        asked.copy_to(to)
    opened = program.active(heard.args[0])
    assert opened.link.shop.path == to
    assert opened.protection is None
    assert not opened.link.shop.read_only
    assert orders(opened) == 3
    assert any("This is the copy mine.shop." in toast.words for toast in opened.window.toasts.toasts())
    assert shop_file.read_bytes() == before


@pytest.mark.usefixtures("protect")
def test_a_copy_that_cannot_be_made_leads_back_to_the_card(program: Program, shop_file: Path) -> None:
    asked = card(program, shop_file)
    asked.copy_to(shop_file)  # it is there already
    page = program.session.first_page.window
    assert page is not None
    program.until(lambda: any(one.isVisible() and one is not asked for one in page.findChildren(WriteProtectedDialog)))
    assert "exists already" in said(page)


def test_once_it_is_not_protected_any_more_the_notice_leads_to_working(
    program: Program, shop_file: Path, protect: Callable[[bool], None]
) -> None:
    opened = looked_at(program, shop_file)
    assert opened.protection is not None
    protect(False)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        click(program, opened.protection.banner, "leave")
    again = program.active(heard.args[0])
    assert again.protection is None
    assert not again.link.shop.read_only
