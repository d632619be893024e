"""A shop file that does not open: its backups are offered, and what can be read of it."""

from __future__ import annotations

import time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QLabel, QWidget

from services import settings
from services.backup.making import make
from services.errors import AppError
from services.orders.queries import view_counts
from services.shop import Shop
from tests.services.backup.test_lost_list import overwrite, pages_of_list
from tests.ui.app.conftest import Program, make_shop
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import open_overlay
from ui.dialogs.rescue import RescueDialog
from ui.window.shop_window import ShopWindow


def damaged(shop_file: Path, *, backed_up: bool) -> bytes:
    """The shop with a page that is no page any more; returns the file as it is then."""
    if backed_up:
        with Shop.open(shop_file) as shop:
            make(shop)
    content = bytearray(shop_file.read_bytes())
    content[-8192:] = b"\xff" * 8192
    shop_file.write_bytes(content)
    return bytes(content)


def rescue(program: Program, shop_file: Path) -> RescueDialog:
    page = program.first_run(shop_file)
    program.until(lambda: any(one.isVisible() for one in page.findChildren(RescueDialog)))
    return next(one for one in page.findChildren(RescueDialog) if one.isVisible())


def said(where: QWidget) -> str:
    return " | ".join(label.text() for label in where.findChildren(QLabel))


def orders(opened: ShopWindow) -> int:
    return opened.link.shop.submit_ask(view_counts).result()["all"]


def test_the_newest_backup_takes_the_place_of_a_damaged_shop_which_is_kept(program: Program, shop_file: Path) -> None:
    content = damaged(shop_file, backed_up=True)
    dialog = rescue(program, shop_file)
    assert "is damaged" in said(dialog)
    assert [dialog.table.list.index(0, column).data() for column in (1, 3)] == ["on demand · the newest", "3"]
    button = dialog.findChild(QAbstractButton, "restore")
    assert button is not None
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        program.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    opened = program.active(heard.args[0])
    assert opened.link.shop.path == shop_file
    assert orders(opened) == 3
    kept = list(shop_file.parent.glob("camellia.before-restore-*.shop"))
    assert [one.read_bytes()[100:] for one in kept] == [content[100:]]  # the head says that it has no log any more


def test_every_backup_can_be_chosen_and_one_that_lies_elsewhere(program: Program, shop_file: Path) -> None:
    with Shop.open(shop_file) as shop:
        for _number in range(5):
            make(shop)
    damaged(shop_file, backed_up=True)
    dialog = rescue(program, shop_file)
    assert len(dialog.table.list.rows) == 6
    heard: list[Path] = []
    dialog.restore_wanted.disconnect()
    dialog.restore_wanted.connect(heard.append)
    dialog.table.selectRow(5)
    dialog.restore.click()
    assert heard == [dialog.table.list.rows[5].path]


def test_a_file_that_is_no_backup_leads_back_to_the_card(program: Program, shop_file: Path) -> None:
    damaged(shop_file, backed_up=False)
    dialog = rescue(program, shop_file)
    assert not dialog.table.isVisible()
    wrong = shop_file.with_name("photos.zip")
    wrong.write_bytes(b"no archive")
    dialog.restore_from(wrong)
    page = program.session.first_page.window
    assert page is not None

    def card() -> RescueDialog | None:
        shown = (one for one in page.findChildren(RescueDialog) if one.isVisible() and one is not dialog)
        return next(shown, None)

    program.until(lambda: card() is not None)
    again = card()
    assert again is not None
    assert "No backup of it was found" in said(again)
    again.reject()


def test_what_can_be_read_is_saved_as_a_new_shop_and_opened(program: Program, shop_file: Path) -> None:
    content = damaged(shop_file, backed_up=False)
    dialog = rescue(program, shop_file)
    assert "No backup of it was found" in said(dialog)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        dialog.save_to(shop_file.with_name("saved.shop"))
    opened = program.active(heard.args[0])
    assert opened.link.shop.path.name == "saved.shop"
    assert 0 < orders(opened) <= 3
    assert shop_file.read_bytes() == content


def test_a_shop_whose_list_of_tables_is_lost_is_saved_whole_and_says_who_helped(
    program: Program, shop_file: Path
) -> None:
    with Shop.open(shop_file) as shop:
        make(shop)
    overwrite(shop_file, pages_of_list(shop_file)[1:])
    dialog = rescue(program, shop_file)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        dialog.save_to(shop_file.with_name("saved.shop"))
    opened = program.active(heard.args[0])
    assert orders(opened) == 3
    toasts = opened.window.toasts
    program.until(lambda: any("was taken from the backup of" in toast.accessibleName() for toast in toasts.toasts()))


def test_a_shop_that_is_gone_is_brought_back_from_its_backup(program: Program, shop_file: Path) -> None:
    damaged(shop_file, backed_up=True)
    shop_file.unlink()
    dialog = rescue(program, shop_file)
    assert "is not there" in said(dialog)
    assert dialog.findChild(QAbstractButton, "salvage") is None
    dialog.reject()
    assert not shop_file.exists()


def backup_of(shop_file: Path) -> Path:
    """A backup of this shop, made the usual way."""
    with Shop.open(shop_file) as shop:
        return make(shop).backup.path


def question(program: Program) -> Dialog:
    page = program.session.first_page.window
    assert page is not None

    def is_there() -> bool:
        top = open_overlay(page)
        return isinstance(top, Dialog) and "another shop" in top.title.text()

    program.until(is_there)
    top = open_overlay(page)
    assert isinstance(top, Dialog)
    return top


def test_a_backup_of_another_shop_takes_the_place_only_after_a_question(
    program: Program, shop_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    other = backup_of(make_shop(tmp_path / "elsewhere" / "other.shop", "Second shop", 1))
    content = damaged(shop_file, backed_up=True)
    rescue(program, shop_file).restore_from(other)
    asked = question(program)
    assert "other.shop" in said(asked)
    assert "holds 1 order." in said(asked)
    QTest.keyClick(asked, Qt.Key.Key_Return)  # Enter means no: the ways back come again
    page = program.session.first_page.window
    assert page is not None
    card = open_overlay(page)
    assert isinstance(card, RescueDialog)
    assert shop_file.read_bytes() == content
    card.restore_from(other)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        question(program).accept()
    opened = program.active(heard.args[0])
    assert (opened.link.shop.path, orders(opened)) == (shop_file, 1)


def test_a_backup_of_this_shop_under_its_earlier_name_is_restored_without_a_question(
    program: Program, tmp_path: Path
) -> None:
    earlier = backup_of(make_shop(tmp_path / "earlier.shop"))
    shop_file = (tmp_path / "earlier.shop").rename(tmp_path / "camellia.shop")
    damaged(shop_file, backed_up=True)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        rescue(program, shop_file).restore_from(earlier)
    assert orders(program.active(heard.args[0])) == 3


def cards(program: Program) -> list[RescueDialog]:
    page = program.session.first_page.window
    assert page is not None
    return [one for one in page.findChildren(RescueDialog) if one.isVisible()]


def test_a_second_damaged_shop_takes_the_place_of_the_first_on_the_card(program: Program, tmp_path: Path) -> None:
    first, second = make_shop(tmp_path / "first.shop"), make_shop(tmp_path / "second.shop")
    damaged(first, backed_up=False)
    damaged(second, backed_up=False)
    rescue(program, first)
    program.session.take([second])
    program.until(lambda: any("second does not open" in said(one) for one in cards(program)))
    assert len(cards(program)) == 1
    cards(program)[0].reject()
    assert cards(program) == []


def test_a_backup_is_restored_as_a_new_file_and_the_damaged_one_stays(program: Program, shop_file: Path) -> None:
    content = damaged(shop_file, backed_up=True)
    dialog = rescue(program, shop_file)
    assert dialog.as_new.isVisible()
    to = shop_file.with_name("again.shop")
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        dialog.restore_as(dialog.table.list.rows[0].path, to)
    opened = program.active(heard.args[0])
    assert (opened.link.shop.path, orders(opened)) == (to, 3)
    assert "The file that does not open is as it was." in said(opened.window)
    assert shop_file.read_bytes() == content


def test_a_new_file_whose_name_is_taken_leads_back_to_the_card(program: Program, shop_file: Path) -> None:
    content = damaged(shop_file, backed_up=True)
    dialog = rescue(program, shop_file)
    dialog.restore_as(dialog.table.list.rows[0].path, shop_file)
    program.until(lambda: bool(cards(program)) and cards(program) != [dialog])
    assert program.session.first_page.window is not None
    assert "exists already" in said(program.session.first_page.window)
    assert shop_file.read_bytes() == content
    cards(program)[0].reject()


def test_a_shop_asked_for_while_a_backup_is_looked_at_is_opened_alone(
    program: Program, shop_file: Path, tmp_path: Path
) -> None:
    other = make_shop(tmp_path / "other.shop", "Second shop", 1)
    damaged(shop_file, backed_up=True)
    dialog = rescue(program, shop_file)
    heard: list[ShopWindow] = []
    program.session.opened.connect(heard.append)
    dialog.restore.click()
    program.session.take([other])
    program.until(lambda: bool(heard) and heard[-1].link.shop.path == other)
    assert program.session.open_window is heard[-1]
    assert [one.link.shop.path.name for one in heard] == ["camellia.shop", "other.shop"], "restored first, then closed"


def test_a_shop_asked_for_while_backups_are_looked_for_is_not_covered_by_the_card(
    program: Program, shop_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = make_shop(tmp_path / "other.shop", "Second shop", 1)
    damaged(shop_file, backed_up=True)
    look_for_backups = program.session.rescue.look_for_backups

    def asked_meanwhile(path: Path, error: AppError) -> None:
        look_for_backups(path, error)
        program.session.take([other])

    monkeypatch.setattr(program.session.rescue, "look_for_backups", asked_meanwhile)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        program.session.start([shop_file])
    assert program.active(heard.args[0]).link.shop.path == other
    assert program.session.rescue._card is None, "put away before the other shop was opened"


def test_a_page_closed_while_a_backup_is_looked_at_restores_nothing(program: Program, shop_file: Path) -> None:
    content = damaged(shop_file, backed_up=True)
    dialog = rescue(program, shop_file)
    page = program.session.first_page.window
    assert page is not None
    dialog.restore.click()
    page.close()
    read: list[object] = []
    for times in (1, 2):  # after the look at the backup, and after whatever it led to
        program.session.waiting.ask(read.append, read.append, shop_file.read_bytes)
        program.until(lambda: len(read) == times)  # noqa: B023 - waited for here
    assert read == [content, content]


def test_nobody_is_asked_to_replace_a_file_that_would_not_be_replaced(program: Program, shop_file: Path) -> None:
    damaged(shop_file, backed_up=True)
    shop_file.with_name("camellia-saved.shop").write_bytes(b"saved yesterday")
    dialog = rescue(program, shop_file)
    press(dialog, "salvage")
    press(dialog, "restore.new")
    for asked in dialog.findChildren(QFileDialog):
        chosen = Path(asked.selectedFiles()[0])
        assert not chosen.exists(), chosen
        assert asked.testOption(QFileDialog.Option.DontConfirmOverwrite)
        asked.reject()
    dialog.reject()


def press(where: QWidget, name: str) -> None:
    button = where.findChild(QAbstractButton, name)
    assert button is not None
    button.click()


def test_the_times_of_backups_are_those_of_the_shop_not_of_the_computer(
    program: Program, shop_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        with Shop.open(shop_file) as shop:
            shop.run(settings.change, "shop.zone", "Asia/Tokyo", source="tests")
            manifest = make(shop).backup.manifest
        assert manifest is not None
        damaged(shop_file, backed_up=False)
        dialog = rescue(program, shop_file)
        shown = [dialog.table.list.index(0, column).data() for column in (0, 2)]
        tokyo = [at.astimezone(ZoneInfo("Asia/Tokyo")) for at in (manifest.made_at, manifest.holds.last_step_at)]
        assert shown == [f"{at:%Y-%m-%d %H:%M}" for at in tokyo]
    finally:
        monkeypatch.undo()
        time.tzset()
