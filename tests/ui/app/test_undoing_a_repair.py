"""A repair is taken back by the backup that was made directly before it, and where none can be made it asks first."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from services.backup.places import good_backups, home_of
from tests.ui.app.conftest import Program
from tests.ui.app.test_rescue import said
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import open_overlay
from ui.pages.settings.health import HealthCheck
from ui.pages.settings.page import SettingsPage
from ui.window.shop_window import ShopWindow

_WRONG = "insert into stock_day values ('1999-01-01', 'goods', 700, 0, 1)"


def _wrong_rows(shop: Path) -> int:
    with closing(sqlite3.connect(shop)) as raw:
        return int(raw.execute("select count(*) from stock_day where day = '1999-01-01'").fetchone()[0])


def _checked(opened: ShopWindow, program: Program) -> HealthCheck:
    with closing(sqlite3.connect(opened.link.shop.path)) as raw, raw:
        raw.execute(_WRONG)
    opened.window.navigate("settings", section="health")
    program.quiet(opened)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    page.health.start()
    program.until(lambda: not page.health.is_running() and bool(page.health.findings))
    return page.health


def _press(card: object, words: str) -> None:
    assert isinstance(card, Dialog)
    next(one for one in card.findChildren(QAbstractButton) if words in one.text()).click()


def test_the_backup_of_the_very_moment_before_it_takes_a_repair_back(opened: ShopWindow, program: Program) -> None:
    shop = opened.link.shop.path
    health = _checked(opened, program)
    health.repair_button.click()
    program.until(lambda: not health.is_running() and health.findings == ())
    assert _wrong_rows(shop) == 0
    assert [str(one.manifest.reason) for one in good_backups(shop) if one.manifest is not None] == ["repair"]
    health.undo_button.click()
    program.until(lambda: isinstance(open_overlay(opened.window), Dialog))
    card = open_overlay(opened.window)
    assert card is not None
    assert "done since." not in said(card), "nobody did anything"
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        _press(card, "In place of this shop")
    program.active(heard.args[0])
    assert _wrong_rows(shop) == 1, "all is as it was, what was wrong too"
    kept = list(shop.parent.glob("*.before-restore-*.shop"))
    assert [_wrong_rows(one) for one in kept] == [0], "the repaired file, which is the way forth again"


def _wrong_again(opened: ShopWindow, program: Program, health: HealthCheck) -> None:
    with closing(sqlite3.connect(opened.link.shop.path)) as raw, raw:
        raw.execute(_WRONG)
    health.start()
    program.until(lambda: not health.is_running() and bool(health.findings))


def _offered(health: HealthCheck) -> set[str]:
    """What can be pressed."""
    return {one.text() for one in health.findChildren(QAbstractButton) if one.isVisibleTo(health)}


def test_where_its_backup_is_gone_taking_a_repair_back_says_so(opened: ShopWindow, program: Program) -> None:
    health = _checked(opened, program)
    health.repair_button.click()
    program.until(lambda: not health.is_running() and health.findings == ())
    for one in good_backups(opened.link.shop.path):
        one.path.unlink()
    health.undo_button.click()
    toasts = opened.window.toasts
    program.until(lambda: any("is not there any more" in toast.accessibleName() for toast in toasts.toasts()))
    assert open_overlay(opened.window) is None


@pytest.mark.expects_log
def test_a_repair_without_a_backup_does_not_lead_to_that_of_an_earlier_one(
    opened: ShopWindow, program: Program
) -> None:
    home = home_of(opened.link.shop.path)
    health = _checked(opened, program)
    health.repair_button.click()
    program.until(lambda: not health.is_running() and health.findings == ())
    _wrong_again(opened, program, health)
    home.rename(home.with_name("away"))
    home.write_text("a file where the folder should be", encoding="utf-8")
    health.repair_button.click()
    program.until(lambda: isinstance(open_overlay(opened.window), Dialog))
    _press(open_overlay(opened.window), "Repair all the same")
    program.until(lambda: open_overlay(opened.window) is None)
    assert health.is_running(), "nothing else is begun meanwhile"
    program.until(lambda: not health.is_running() and health.findings == ())
    home.unlink()
    home.with_name("away").rename(home)
    assert "Check my data" in _offered(health)
    assert "Undo the repair…" not in _offered(health)


@pytest.mark.expects_log
def test_where_no_backup_can_be_made_nothing_is_repaired_before_a_question(
    opened: ShopWindow, program: Program
) -> None:
    shop = opened.link.shop.path
    health = _checked(opened, program)
    for one in home_of(shop).iterdir():
        one.unlink()
    home_of(shop).rmdir()
    home_of(shop).write_text("a file where the folder should be", encoding="utf-8")
    health.repair_button.click()
    program.until(lambda: isinstance(open_overlay(opened.window), Dialog))
    card = open_overlay(opened.window)
    assert card is not None
    assert "could not be made" in said(card)
    assert _wrong_rows(shop) == 1
    _press(card, "Repair all the same")
    program.until(lambda: not health.is_running() and health.findings == ())
    assert _wrong_rows(shop) == 0
    assert not hasattr(health, "undo_button"), "nothing is promised that is not there"
    home_of(shop).unlink()
