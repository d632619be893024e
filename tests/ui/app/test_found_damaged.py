"""A large file is opened without being read through: when damage is found in it later, the way to a backup is there."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from services import settings
from services.backup.archive import Reason
from services.backup.making import make
from services.backup.places import codes_found, good_backups
from services.errors import AppError, ShopDamaged, ShopOnlyLookedAt
from services.integrity import check_and_note, last_check
from services.shop import Shop
from tests.services.damage import break_a_key, lose_pages_of
from tests.ui.app.conftest import Program
from tests.ui.app.test_rescue import orders, said
from tests.ui.sure import of
from ui.dialogs.rescue import RescueDialog
from ui.pages.settings.page import SettingsPage
from ui.window.shop_window import ShopWindow

_MORE_THAN_IS_READ_ON_OPENING = 70 << 20


def _lose_history(path: Path) -> None:
    """What no page reads that is shown first."""
    lose_pages_of(path, "change")


@pytest.fixture
def large(shop_file: Path) -> Path:
    """A shop that is larger than what is read through when it is opened, with a good backup of the time before."""
    with Shop.open(shop_file) as shop:
        make(shop)
    with closing(sqlite3.connect(shop_file)) as raw, raw:
        raw.execute("create table ballast (content blob)")
        raw.execute("insert into ballast values (zeroblob(?))", (_MORE_THAN_IS_READ_ON_OPENING,))
    return shop_file


def _opened(program: Program, shop: Path) -> ShopWindow:
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        program.session.start([shop])
    return program.active(heard.args[0])


def _checked_by_hand(program: Program, opened: ShopWindow) -> None:
    opened.window.navigate("settings", section="health")
    program.quiet(opened)
    health = of(SettingsPage, opened.window.page("settings")).health
    health.start()
    program.until(lambda: not health.is_running())
    assert "structure" in {one.code for one in health.findings or ()}
    assert "Write nothing more to this file" in said(health)


def _alone(program: Program, opened: ShopWindow) -> None:
    opened.checking.alone.pause.setInterval(1)
    opened.checking.look()
    program.until(lambda: opened.damage is not None)


def _in_a_backup(program: Program, opened: ShopWindow) -> None:
    pending = opened.backups.back_up(opened)
    assert pending is not None
    pending.fails(lambda _error: None)
    program.until(lambda: opened.damage is not None)


def _met_by_a_page(program: Program, opened: ShopWindow) -> None:
    program.until(lambda: opened.damage is not None)


def _card(program: Program) -> RescueDialog | None:
    page = program.session.first_page.window
    shown = page.findChildren(RescueDialog) if page is not None else []
    return next((one for one in shown if one.isVisible()), None)


@pytest.mark.expects_log
@pytest.mark.parametrize("damage", [_lose_history, break_a_key])
@pytest.mark.parametrize("found", [_checked_by_hand, _alone])
def test_found_damage_stops_writing_and_leads_to_the_backups(
    program: Program, large: Path, damage: Callable[[Path], None], found: Callable[[Program, ShopWindow], None]
) -> None:
    damage(large)
    opened = _opened(program, large)
    assert opened.damage is None, "not read through"
    kept = [one.path for one in good_backups(large)]
    found(program, opened)
    assert opened.damage is not None
    assert "was found damaged" in opened.damage.banner.accessibleName()
    refused: list[Exception] = []
    opened.link.run(settings.change, "shop.name", "B", owner=opened).fails(refused.append)
    program.until(lambda: bool(refused))
    assert isinstance(refused[0], ShopOnlyLookedAt)
    with pytest.raises(ShopOnlyLookedAt):
        opened.backups.keeper.submit(opened.backups.keeper.back_up, Reason.ASKED).result()
    assert opened.backups.words() == ("Damaged: no backup", "problem")
    content = sha256(large.read_bytes()).digest()
    button = opened.damage.banner.findChild(QAbstractButton, "rescue")
    assert button is not None
    program.bot.mouseClick(button, Qt.MouseButton.LeftButton)
    program.until(lambda: _card(program) is not None)
    card = of(RescueDialog, _card(program))
    for name in ("restore", "look", "salvage"):
        assert card.findChild(QAbstractButton, name) is not None
    assert [one.path for one in good_backups(large)] == kept, "none of the damaged file, and no good one is gone"
    assert sha256(large.read_bytes()).digest() == content
    with program.bot.waitSignal(program.session.opened, timeout=15_000) as heard:
        of(QAbstractButton, card.findChild(QAbstractButton, "restore")).click()
    restored = program.active(heard.args[0])
    assert restored.damage is None
    assert orders(restored) == 3


@pytest.mark.expects_log
@pytest.mark.parametrize(
    ("lost", "found"),
    [("change", _checked_by_hand), ("change", _alone), ("change", _in_a_backup), ("orders", _met_by_a_page)],
)
def test_one_that_was_found_damaged_is_not_opened_as_sound_again(
    program: Program, large: Path, lost: str, found: Callable[[Program, ShopWindow], None]
) -> None:
    lose_pages_of(large, lost)
    opened = _opened(program, large)
    found(program, opened)
    program.quiet(opened)
    program.close()
    with pytest.raises(ShopDamaged):
        Shop.open(large)
    with pytest.raises(ShopDamaged):
        Shop.open(large, read_only=True)


def test_nobody_who_closes_waits_for_a_look_at_the_file(program: Program, large: Path) -> None:
    opened = _opened(program, large)
    program.quiet(opened)
    opened.checking.look_at_structure()
    look = opened.link.tasks()[-1]
    opened.checking.close()
    assert look.is_cancelled


def test_one_that_was_mended_meanwhile_is_opened(large: Path) -> None:
    break_a_key(large)
    with Shop.open(large) as shop:
        assert shop.ask(check_and_note)
    with pytest.raises(ShopDamaged):
        Shop.open(large)
    with closing(sqlite3.connect(large)) as raw, raw:
        raw.execute("UPDATE order_line SET sku_id = NULL, sku_quantity = NULL WHERE sku_id = 987654")
    with Shop.open(large, read_only=True):
        assert codes_found(large), "who only reads writes nothing beside the file either"
    with Shop.open(large) as shop:
        assert not shop.is_damaged
        assert not codes_found(large), "it is not read through at the next start again"
        assert shop.ask(last_check).is_due


@pytest.mark.expects_log
def test_a_backup_of_a_damaged_file_fails_and_lets_the_file_be_looked_at(program: Program, large: Path) -> None:
    _lose_history(large)
    opened = _opened(program, large)
    kept = [one.path for one in good_backups(large)]
    opened.link.run(settings.change, "shop.name", "B", owner=opened)
    program.quiet(opened)
    failed: list[Exception] = []
    pending = opened.backups.back_up(opened)
    assert pending is not None
    pending.fails(failed.append)
    program.until(lambda: bool(failed))
    assert isinstance(failed[0], AppError)
    program.until(lambda: opened.damage is not None)
    assert [one.path for one in good_backups(large)] == kept


def test_an_error_that_names_the_damage_leads_there_too(program: Program, large: Path) -> None:
    lose_pages_of(large, "orders")
    opened = _opened(program, large)
    program.until(lambda: opened.damage is not None)
    assert opened.link.shop.is_damaged
