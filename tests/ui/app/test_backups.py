"""Backups in the real window: made on closing, shown at the left, listed, and brought back both ways."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QWidget

from services import clock, paths, settings
from services.backup import archive, places
from services.backup.archive import Reason
from services.backup.keys import Identity, unlock
from services.backup.places import backups_in, home_of
from services.backup.sealing import key_in
from services.catalog.pictures import folder_of, keep
from services.kernel.tasks import Task
from services.orders.commands import delete, hold
from services.shop import Shop
from tests.ready_keys import KEY, WORD
from tests.services.backup.test_pictures import damaged, picture
from tests.services.soundness import problems, rows
from tests.ui.app.conftest import Program
from tests.ui.sure import there
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import open_overlay
from ui.pages.settings.backups import BackupsPanel
from ui.pages.settings.page import SettingsPage
from ui.pages.today.rows import WorkRow
from ui.pages.today.tasks_card import TasksCard
from ui.widgets.card import Card
from ui.window.shop_window import ShopWindow


def line(opened: ShopWindow) -> str:
    return opened.window.sidebar.backup.words.text()


def panel(opened: ShopWindow, program: Program) -> BackupsPanel:
    opened.window.navigate("settings")
    program.quiet(opened)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    return page.backups


def said(of: QWidget) -> str:
    return " | ".join(label.text() for label in of.findChildren(QLabel) if not label.isHidden())


def backed_up(opened: ShopWindow, program: Program) -> BackupsPanel:
    """The section after its button was pressed."""
    found = panel(opened, program)
    before = len(found.lines)
    program.until(lambda: found.back_up_button.isVisible())
    found.back_up_button.click()
    assert opened.backups.task is not None
    program.until(lambda: opened.backups.task is None)
    assert opened.backups.keeper.problem is None
    program.until(lambda: len(found.lines) == before + 1)
    program.quiet(opened)
    return found


def test_closing_makes_a_backup_when_something_was_done(program: Program, shop_file: Path) -> None:
    program.open(shop_file)
    program.close()
    (first,) = backups_in(home_of(shop_file), shop_file)
    assert first.manifest is not None
    assert first.manifest.reason is Reason.CLOSE
    program.open(shop_file)
    program.close()
    assert len(backups_in(home_of(shop_file), shop_file)) == 1
    opened = program.open(shop_file)
    program.until(lambda: "Backed up · today" in line(opened))


def test_a_backup_on_demand_shows_at_once(opened: ShopWindow, program: Program) -> None:
    assert line(opened) == "No backup yet"
    found = backed_up(opened, program)
    assert "Backed up · today" in line(opened)
    assert "on demand · 3 orders" in said(found)
    assert "the same as now" in said(found)


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_the_line_at_the_left_leads_to_the_backups(opened: ShopWindow, program: Program, by: str) -> None:
    line_of = opened.window.sidebar.backup
    opened.window.navigate("orders")
    if by == "mouse":
        QTest.mouseClick(line_of, Qt.MouseButton.LeftButton)
    else:
        line_of.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(line_of, Qt.Key.Key_Return)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    program.until(lambda: not page.backups.visibleRegion().isEmpty())
    assert opened.window.current_page() == "settings"
    assert line_of.accessibleName() == "No backup yet"
    assert line_of.accessibleDescription() == "Go to the backups"


def test_after_a_change_the_list_says_at_once_that_a_backup_differs(opened: ShopWindow, program: Program) -> None:
    found = backed_up(opened, program)
    assert "the same as now" in said(found)
    pending = opened.link.run(delete, [1])
    program.until(pending.future.done)
    program.until(lambda: "the same as now" not in said(found))
    opened.window.registry.trigger("edit.undo")
    program.until(lambda: "as many orders and products as now" in said(found))


@pytest.mark.expects_log
def test_a_file_a_backup_made_by_itself_lacks_is_said_at_the_next_start_too(program: Program, shop_file: Path) -> None:
    name = keep(folder_of(shop_file), picture("red"), "red.png").sha256
    (file,) = folder_of(shop_file).glob(f"*/{name}.*")
    damaged(file)
    program.open(shop_file)
    program.close()
    opened = program.open(shop_file)
    program.until(lambda: line(opened) == "1 file not backed up")
    assert opened.backups.words()[1] == "info"
    assert "“Check my data” names them" in said(panel(opened, program))
    file.write_bytes(picture("red"))
    backed_up(opened, program)
    program.until(lambda: line(opened).startswith("Backed up"))
    assert "“Check my data”" not in said(panel(opened, program))


def test_a_demo_without_a_backup_is_no_reason_to_worry(opened: ShopWindow, program: Program) -> None:
    opened.link.run(settings.change, settings.IS_DEMO.key, True)
    program.until(lambda: opened.facts.is_demo)
    opened.backups.refresh()
    program.until(lambda: line(opened) == "Demo: not backed up")
    assert opened.backups.words()[1] == "info"


def test_the_line_warns_when_the_last_backup_is_old(opened: ShopWindow, program: Program) -> None:
    backed_up(opened, program)
    clock.set_source(lambda: datetime.now(UTC) + timedelta(days=3))
    opened.backups.refresh()
    program.quiet(opened)
    assert line(opened).startswith("Backed up")  # nothing was done since: it is still all there is
    opened.link.run(hold, [1], None)
    program.quiet(opened)
    opened.backups.refresh()
    program.until(lambda: line(opened).startswith("Last backup"))
    opened.window.navigate("today")
    program.until(lambda: there(opened.window.page("today")).findChild(QWidget, "work.backup") is not None)


def work(opened: ShopWindow, program: Program) -> str:
    """What Today says of backups, or nothing."""
    opened.window.navigate("today")
    program.quiet(opened)
    rows = [one for one in there(opened.window.page("today")).findChildren(WorkRow, "work.backup") if one.isVisible()]
    return " / ".join(f"{one.text()} · {one.remark()}" for one in rows)


def test_today_asks_for_a_first_backup_once_the_shop_is_no_longer_new(opened: ShopWindow, program: Program) -> None:
    assert work(opened, program) == ""
    clock.set_source(lambda: datetime.now(UTC) + timedelta(hours=6))
    opened.backups.refresh()
    program.until(lambda: work(opened, program) == "No backup yet · back up now")
    backed_up(opened, program)
    program.until(lambda: work(opened, program) == "")


def test_today_puts_up_its_cards_anew_only_where_they_tell_something_else_of_the_backups(
    opened: ShopWindow, program: Program
) -> None:
    assert work(opened, program) == ""
    page = there(opened.window.page("today"))
    news: list[None] = []
    opened.backups.changed.connect(lambda: news.append(None))

    def cards() -> list[QWidget]:
        return [one for one in page.findChildren(QWidget) if isinstance(one, Card) and one.isVisible()]

    before = cards()
    opened.backups.refresh()
    program.until(lambda: bool(news))
    assert before
    assert cards() == before
    clock.set_source(lambda: datetime.now(UTC) + timedelta(hours=6))
    opened.backups.refresh()
    program.until(lambda: page.findChild(WorkRow, "work.backup") is not None)
    assert not set(cards()) & set(before) - {page.findChild(TasksCard)}


def test_a_demo_is_never_asked_for_a_backup(opened: ShopWindow, program: Program) -> None:
    opened.link.run(settings.change, settings.IS_DEMO.key, True)
    program.until(lambda: opened.facts.is_demo)
    clock.set_source(lambda: datetime.now(UTC) + timedelta(hours=6))
    opened.backups.refresh()
    program.quiet(opened)
    assert work(opened, program) == ""


@pytest.mark.expects_log
def test_one_that_failed_on_closing_is_told_by_the_next_start(program: Program, shop_file: Path) -> None:
    program.open(shop_file)
    home_of(shop_file).write_text("no folder")
    program.close()
    opened = program.open(shop_file)
    program.until(lambda: line(opened) == "Last backup failed")
    program.until(lambda: work(opened, program) == "The last backup failed · see why and try again")
    assert str(home_of(shop_file)) in said(panel(opened, program))
    home_of(shop_file).unlink()
    backed_up(opened, program)
    program.until(lambda: "Backed up · today" in line(opened))
    program.until(lambda: work(opened, program) == "")


def test_today_says_that_the_second_folder_is_away(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    opened.backups.choose_second_folder(stick)
    backed_up(opened, program)
    assert work(opened, program) == ""
    stick.rename(tmp_path / "away")
    opened.backups.refresh()
    program.until(lambda: work(opened, program) == "Second backup folder is not there · connect the drive")
    (tmp_path / "away").rename(stick)
    opened.backups.refresh()
    program.until(lambda: work(opened, program) == "")


def test_while_open_it_is_backed_up_when_four_hours_have_passed(opened: ShopWindow, program: Program) -> None:
    backed_up(opened, program)
    opened.link.run(hold, [1], None)
    program.quiet(opened)
    opened.backups.look()
    program.quiet(opened)
    assert opened.backups.task is None
    clock.set_source(lambda: datetime.now(UTC) + timedelta(hours=4, minutes=1))
    opened.backups.look()
    shop = opened.link.shop.path
    program.until(lambda: len(backups_in(home_of(shop), shop)) == 2)
    program.quiet(opened)
    newest = backups_in(home_of(shop), shop)[0].manifest
    assert newest is not None
    assert newest.reason is Reason.SCHEDULE


def test_one_nobody_asked_for_that_failed_says_why_where_backups_are(opened: ShopWindow, program: Program) -> None:
    in_the_way = home_of(opened.link.shop.path)
    in_the_way.write_text("a file where the folder should be")
    opened.link.run(hold, [1], None)
    program.quiet(opened)
    opened.backups.look()
    program.until(lambda: line(opened) == "Last backup failed")
    found = panel(opened, program)
    program.until(lambda: str(in_the_way) in said(found))
    in_the_way.unlink()
    backed_up(opened, program)
    assert str(in_the_way) not in said(found)


def test_deleting_orders_is_preceded_by_a_backup(opened: ShopWindow, program: Program) -> None:
    opened.link.run(delete, [1, 2])
    program.quiet(opened)
    shop = opened.link.shop.path
    program.until(lambda: len(backups_in(home_of(shop), shop)) == 1)
    found = panel(opened, program)
    program.until(lambda: "2 orders more" in said(found))
    assert "before deleting" in said(found)


def test_a_second_folder_that_takes_nothing_does_not_put_off_the_monthly_drill(
    opened: ShopWindow, program: Program, tmp_path: Path
) -> None:
    shop, stick = opened.link.shop.path, tmp_path / "stick"
    stick.mkdir()
    backed_up(opened, program)
    in_the_way = stick / f".{backups_in(home_of(shop), shop)[0].name}.{os.getpid()}.part"
    in_the_way.mkdir()
    opened.backups.choose_second_folder(stick)
    program.until(lambda: opened.backups.keeper.problem is not None and opened.backups.task is None)
    opened.backups.look()
    program.until(lambda: opened.backups.task is not None)
    program.until(lambda: opened.backups.task is None)
    assert places.proven_at(shop) is not None
    in_the_way.rmdir()
    opened.backups.look()
    program.quiet(opened)
    assert opened.backups.task is None, "the drive is left alone for an hour"
    clock.set_source(lambda: datetime.now(UTC) + timedelta(minutes=61))
    opened.backups.look()
    program.until(lambda: line(opened).startswith("Backed up"))
    assert [one.name for one in stick.iterdir()] == [backups_in(home_of(shop), shop)[0].name]


def test_a_second_folder_is_chosen_filled_and_missed(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    found = panel(opened, program)
    found.choose_second(stick)
    backed_up(opened, program)
    assert len(list(stick.iterdir())) == 1
    stick.rename(tmp_path / "pulled")
    opened.backups.refresh()
    program.until(lambda: line(opened) == "2nd folder is away")
    program.until(lambda: "Connect the drive" in said(found))
    found.choose_second(None)
    program.until(lambda: line(opened).startswith("Backed up"))


def test_a_second_folder_chosen_after_the_backup_gets_it_at_once(
    opened: ShopWindow, program: Program, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    found = backed_up(opened, program)
    found.choose_second(stick)
    program.until(lambda: [one.name for one in stick.glob("*.zip")] == [found.lines[0].info.name])
    program.until(lambda: line(opened).startswith("Backed up"))


@pytest.mark.exhaustive
def test_the_newest_backup_can_be_proven(opened: ShopWindow, program: Program) -> None:
    found = backed_up(opened, program)
    heard: list[str] = []
    found._context.toast = lambda words, **_more: heard.append(words)  # type: ignore[method-assign]
    found.prove()
    program.until(lambda: bool(heard))
    assert "sound" in heard[0]


def test_the_name_offered_for_a_new_file_has_the_time_that_the_list_says(opened: ShopWindow, program: Program) -> None:
    found = backed_up(opened, program)
    backup, state = found.lines[0].info.manifest, opened.backups.state
    assert backup is not None
    assert state is not None
    found._ask_file(found.lines[0], None)
    asked = opened.window.findChild(QFileDialog)
    assert asked is not None
    offered = Path(asked.selectedFiles()[0])
    assert offered.stem.endswith(f"{backup.made_at.astimezone(ZoneInfo(state.zone)):%Y%m%d-%H%M}")
    offered.touch()
    asked.reject()
    found._ask_file(found.lines[0], None)
    again = opened.window.findChildren(QFileDialog)[-1]
    assert Path(again.selectedFiles()[0]) == offered.with_stem(f"{offered.stem}-2"), "no file is replaced"
    again.reject()


@pytest.mark.exhaustive
def test_a_damaged_backup_is_refused_with_a_sentence(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    found = backed_up(opened, program)
    file = found.lines[0].info.path
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    heard: list[BaseException] = []
    found._context.show_error = heard.append  # type: ignore[method-assign, assignment]
    found.restore_as(found.lines[0], tmp_path / "new.shop")
    program.until(lambda: bool(heard))
    assert "is damaged" in str(heard[0])
    assert not (tmp_path / "new.shop").exists()


@pytest.mark.exhaustive
def test_a_backup_comes_back_as_a_new_file_that_is_opened(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    shop = opened.link.shop.path
    template = paths.data_dir() / "templates" / "packing_list-1.html"
    template.parent.mkdir(parents=True, exist_ok=True)
    template.write_text("<p>Thank you!</p>")
    found = backed_up(opened, program)
    template.unlink()
    opened.link.run(delete, [1])
    program.quiet(opened)
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        found.restore_as(found.lines[0], tmp_path / "again.shop")
    again = program.active(heard.args[0])
    assert again.link.shop.path == tmp_path / "again.shop"
    program.until(lambda: "restored as again.shop" in said(again.window))
    assert "Also taken over to this computer: 1 template." in said(again.window)
    program.until(lambda: again.window.sidebar.button("orders").count() == 3)
    with Shop.open(shop, read_only=True) as old:
        assert len(old.ask(rows)["order"]) == 2  # type: ignore[index]


def test_a_backup_comes_back_in_place_and_the_present_shop_is_kept(opened: ShopWindow, program: Program) -> None:
    shop = opened.link.shop.path
    found = backed_up(opened, program)
    opened.link.run(delete, [1])
    program.quiet(opened)
    found.reload()
    program.until(lambda: any("1 order more" in str(words) for one in found.lines for words in one.differs))
    dialog = found.ask_restore(found.lines[0])
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        found._in_place(dialog, found.lines[0])
    again = program.active(heard.args[0])
    assert again.link.shop.path == shop
    program.until(lambda: again.window.sidebar.button("orders").count() == 3)
    (kept,) = shop.parent.glob("*.before-restore-*")
    assert f"kept as {kept.name}" in said(again.window)
    with Shop.open(kept, read_only=True) as old:
        assert len(old.ask(rows)["order"]) == 2  # type: ignore[index]
        assert old.ask(problems) == []
    reasons = [one.manifest.reason for one in backups_in(home_of(shop), shop) if one.manifest is not None]
    assert reasons[0] is Reason.RESTORE
    assert places.restored_at(shop) is not None


@pytest.mark.parametrize("is_asked_for_another", [False, True])
def test_a_restore_that_is_refused_brings_the_shop_back(
    opened: ShopWindow, program: Program, is_asked_for_another: bool
) -> None:
    found = backed_up(opened, program)
    file = found.lines[0].info.path
    file.write_bytes(file.read_bytes()[:-3])
    if is_asked_for_another:  # the page for a new shop stays open behind this one
        program.session.start_new()
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        opened.backups.restore_wanted.emit(file, None)
    again = program.active(heard.args[0])
    program.until(lambda: again.window.sidebar.button("orders").count() == 3)
    assert "is damaged" in " ".join(label.text() for label in again.window.findChildren(QLabel))


@pytest.mark.exhaustive
def test_backups_are_shown_in_either_language(opened: ShopWindow, program: Program) -> None:
    from ui.pages.settings.sections import choose_language

    found = backed_up(opened, program)
    choose_language("zh_CN")
    program.quiet(opened)
    assert said(found)
    choose_language("en")
    program.quiet(opened)
    assert "on demand" in said(found)


@pytest.mark.parametrize("times", [1])
def test_what_lies_beside_the_shop_can_be_verified(opened: ShopWindow, program: Program, times: int) -> None:
    found = backed_up(opened, program)
    assert len(found.lines) == times
    assert archive.verify(found.lines[0].info.path, Task()) == found.lines[0].info.manifest


def _set(opened: ShopWindow, program: Program, word: str, again: str) -> Dialog:
    """The card that asks for a new passphrase, after these were typed into it and confirmed."""
    found = panel(opened, program)
    assert found.passphrase is not None
    dialog = found.passphrase.choose()
    fields = dialog.findChildren(QLineEdit)
    for field, typed in zip(fields, (word, again), strict=True):
        field.setText(typed)
    dialog.focus_chain()[-1].click()  # type: ignore[attr-defined]
    return dialog


@pytest.mark.exhaustive
def test_the_passphrase_that_was_set_opens_the_next_backup(opened: ShopWindow, program: Program) -> None:
    """With a key as the program makes it: seconds of work, to make it and to open it."""
    _set(opened, program, "correct horse", "correct horse")
    program.until(lambda: opened.backups.state is not None and opened.backups.state.is_encrypting)
    found = backed_up(opened, program)
    key = key_in(found.lines[0].info.path)
    assert key is not None
    assert Identity(unlock(key, "correct horse").secret).recipient == key.recipient


def test_a_passphrase_is_typed_twice_and_asked_for_before_a_restore(
    opened: ShopWindow, program: Program, tmp_path: Path
) -> None:
    dialog = _set(opened, program, "correct horse", "correct house")
    assert "not the same" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.reject()
    places.keep_key(opened.link.shop.path, KEY)
    found = backed_up(opened, program)
    assert found.lines[0].info.is_encrypted
    assert found.passphrase is not None
    asked: list[str | None] = []
    found.passphrase.before(found.lines[0].info.path, True, asked.append)
    _type(program, opened, "wrong horse!", "This backup is encrypted")
    program.until(lambda: "does not open" in _card(opened))
    assert "the shop file" in _card(opened)  # what is left to who forgot it
    _type(program, opened, WORD, "This backup is encrypted")
    program.until(lambda: asked == [WORD])
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        found.restore_as(found.lines[0], tmp_path / "again.shop", WORD)
    assert program.active(heard.args[0]).link.shop.path == tmp_path / "again.shop"


def _card(opened: ShopWindow) -> str:
    top = open_overlay(opened.window)
    return "" if top is None else " ".join(label.text() for label in top.findChildren(QLabel))


def _type(program: Program, opened: ShopWindow, words: str, title: str) -> None:
    program.until(lambda: title in _card(opened))
    top = open_overlay(opened.window)
    assert isinstance(top, Dialog)
    top.findChildren(QLineEdit)[0].setText(words)
    top.focus_chain()[-1].click()  # type: ignore[attr-defined]


@pytest.mark.expects_log
def test_a_file_that_could_not_be_backed_up_is_told_and_stays_told_in_the_list(
    opened: ShopWindow, program: Program
) -> None:
    name = "ab/" + "ab" * 32 + ".png"
    file = folder_of(opened.link.shop.path) / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"no picture any more")
    found = backed_up(opened, program)
    told = opened.window.toasts.toasts()[-1].words
    assert told.startswith("The shop was backed up. 1 file is not in the backup,")
    assert name in told
    assert "1 file is not in it" in said(found)
