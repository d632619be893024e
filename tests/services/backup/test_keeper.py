"""Backups that are made by themselves come at the right moments and never stop the work."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from models.enums.orders import Platform
from models.orders import Order
from services import clock, settings
from services.backup import places
from services.backup.archive import Reason
from services.backup.errors import BackupDamaged, NoRoomForBackup, NoWayBack
from services.backup.keeper import Keeper
from services.backup.making import make
from services.backup.places import backups_in, home_of
from services.backup.queries import before_repair, lines, state, state_words
from services.backup.summary import born_at, last_step
from services.catalog.bulk import apply_change
from services.catalog.changes import SetArchived
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.errors import Cancelled, NotFound
from services.fulfilment import waves
from services.importing.service import ImportSession
from services.integrity import last_check, rebuild, rebuild_for_good
from services.kernel.tasks import Task
from services.orders.commands import delete, set_flag
from services.shop import Shop
from services.types import Flag
from tests.cli.command_line import TAOBAO
from tests.services.backup.conftest import add_orders


def reasons(path: Path) -> list[str]:
    return [str(one.manifest.reason) for one in backups_in(home_of(path), path) if one.manifest is not None]


def later(minutes: int) -> None:
    clock.set_source(lambda: datetime.now(UTC) + timedelta(minutes=minutes))


def orders(shop: Shop) -> int:
    return int(shop.ask(lambda connection: connection.execute(select(func.count(Order.id))).scalar_one()))


def test_before_an_import_what_is_there_is_backed_up(path: Path) -> None:
    with Shop.open(path) as shop, ImportSession(shop) as session:
        Keeper(shop)
        assert session.add(TAOBAO[0]).error is None
        session.submit_apply().result()
        found = backups_in(home_of(path), path)
        assert reasons(path) == ["import"]
        assert found[0].manifest is not None
        assert found[0].manifest.holds.counts["order"] == 12
        assert orders(shop) > 12
        add_orders(shop, range(80, 81))  # other commands need none
        shop.undo()
    assert reasons(path) == ["import"]


def test_nothing_is_backed_up_twice(path: Path) -> None:
    with Shop.open(path) as shop:
        keeper = Keeper(shop)
        assert keeper.back_up_if_changed(Reason.SCHEDULE) is not None
        assert keeper.back_up_if_changed(Reason.SCHEDULE) is None
        assert keeper.back_up() is not None


def test_deleting_one_after_the_other_is_backed_up_once(path: Path) -> None:
    with Shop.open(path) as shop:
        Keeper(shop)
        shop.run(delete, [1])
        shop.run(delete, [2])
        assert reasons(path) == ["delete"]
        clock.set_source(lambda: datetime.now(UTC) + timedelta(minutes=11))
        shop.run(delete, [3])
    assert reasons(path) == ["delete", "delete"]


def test_a_demo_is_not_backed_up_by_itself(path: Path) -> None:
    with Shop.open(path) as shop:
        Keeper(shop, on_close=True)
        shop.run(settings.change, settings.IS_DEMO.key, True)
        shop.run(delete, [1])
    assert not home_of(path).exists()


@pytest.mark.expects_log
def test_a_backup_that_fails_stops_nothing_and_is_told(path: Path) -> None:
    home_of(path).write_text("a file where the folder should be")
    with Shop.open(path) as shop:
        keeper = Keeper(shop, on_close=True)
        shop.run(delete, [1])
        assert orders(shop) == 11
        assert keeper.problem is not None
        assert str(home_of(path)) in str(keeper.problem)
    home_of(path).unlink()
    with Shop.open(path) as shop:
        keeper = Keeper(shop)
        keeper.back_up()
        assert keeper.problem is None


def test_stopping_the_backup_before_a_deletion_deletes_nothing(path: Path) -> None:
    task = Task()
    task.cancel()
    with Shop.open(path) as shop:
        Keeper(shop)
        with pytest.raises(Cancelled):
            shop.run(delete, [1], task=task)
        assert orders(shop) == 12
    assert reasons(path) == []


def test_closing_waits_for_what_is_queued_and_backs_it_up(path: Path) -> None:
    shop = Shop.open(path)
    Keeper(shop, on_close=True)
    shop.submit(delete, [1])
    shop.close()
    found = backups_in(home_of(path), path)
    assert [one.manifest.holds.counts["order"] for one in found if one.manifest is not None] == [11, 12]


def test_the_backup_on_closing_can_be_stopped(path: Path) -> None:
    shop = Shop.open(path)
    Keeper(shop, on_close=True).closing_task.cancel()
    shop.close()
    assert not any(home_of(path).iterdir())
    with Shop.open(path) as again:
        assert orders(again) == 12


def test_while_a_backup_is_restored_none_is_thinned_out(path: Path) -> None:
    with Shop.open(path) as shop:
        for _ in range(15):
            make(shop, reason=Reason.RESTORE)
    assert len(reasons(path)) == 15


def test_the_newest_backup_is_proven_once_a_month(path: Path) -> None:
    with Shop.open(path) as shop:
        keeper = Keeper(shop)
        assert keeper.prove_if_due() is None  # there is nothing to prove
        keeper.back_up()
        assert keeper.prove_if_due() is not None
        assert keeper.prove_if_due() is None
        clock.set_source(lambda: datetime.now(UTC) + timedelta(days=31))
        try:
            assert keeper.prove_if_due() is not None
        finally:
            clock.set_source(None)


def test_a_second_folder_that_is_there_again_gets_the_newest_backup_without_a_change(
    path: Path, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    places.choose_second_folder(path, stick)
    with Shop.open(path) as shop:
        keeper = Keeper(shop)
        keeper.back_up()
        stick.rename(tmp_path / "pulled")
        add_orders(shop, range(80, 81))
        made = keeper.back_up_if_changed(Reason.CLOSE)
        assert made is not None
        assert shop.ask(state, path).is_second_away
        (tmp_path / "pulled").rename(stick)
        words, is_well = state_words(shop.ask(state, path))
        assert (words.template, is_well) == ("2nd copy is missing", False)
        assert keeper.back_up_if_changed(Reason.SCHEDULE) is not None
        assert keeper.back_up_if_changed(Reason.SCHEDULE) is None
        assert (stick / made.backup.name).read_bytes() == made.backup.path.read_bytes()
        assert state_words(shop.ask(state, path))[1]


def test_a_second_copy_that_failed_is_told_at_the_next_start_until_it_is_made_up_for(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, usage = tmp_path / "stick", shutil.disk_usage
    stick.mkdir()
    places.choose_second_folder(path, stick)
    monkeypatch.setattr(shutil, "disk_usage", lambda of: usage(of)._replace(free=0) if of == stick else usage(of))
    with Shop.open(path) as shop:
        Keeper(shop, on_close=True)
        add_orders(shop, range(80, 81))
    with Shop.open(path) as shop:
        keeper, found = Keeper(shop), shop.ask(state, path)
        assert str(stick) in found.failed
        assert not state_words(found)[1]
        monkeypatch.setattr(shutil, "disk_usage", usage)
        keeper.back_up_if_changed(Reason.SCHEDULE)
        add_orders(shop, range(81, 82))
        assert shop.ask(state, path).failed == ""
        assert len(list(stick.iterdir())) == 1


def test_what_a_clock_that_stood_ahead_noted_puts_nothing_off(path: Path) -> None:
    ahead = datetime.now(UTC) + timedelta(days=3650)
    with Shop.open(path) as shop:
        keeper = Keeper(shop)
        clock.set_source(lambda: ahead)
        keeper.back_up()
        assert keeper.prove_if_due() is not None
        places.note_restore(path)
        places.note_check(path, [])
        clock.set_source(None)
        add_orders(shop, range(80, 81))
        assert shop.ask(state, path).is_overdue
        places.note_failure(path, "no room")
        assert shop.ask(state, path).failed == "no room"
        assert keeper.prove_if_due() is not None
        assert shop.ask(last_check).is_due
        keeper.back_up_if_changed(Reason.SCHEDULE)
        assert not shop.ask(state, path).is_overdue
        rests_since = places.restored_at(path)
    assert rests_since is not None
    assert rests_since <= clock.now(), "the two weeks in which none is thinned out begin anew, and end"


def test_the_backup_of_another_shop_of_this_name_on_the_same_stick_proves_nothing(path: Path, tmp_path: Path) -> None:
    other, stick = tmp_path / "other" / path.name, tmp_path / "stick"
    other.parent.mkdir()
    stick.mkdir()
    for shop_file in (path, other):
        places.choose_second_folder(shop_file, stick)
    with Shop.create(other, who="tests") as shop:
        shop.run(add_channel, "Taobao B", Platform.TAOBAO)
        for _newer in range(3):
            make(shop)
    with Shop.open(path) as shop:
        keeper = Keeper(shop)
        assert keeper.prove_if_due() is None, "this one has none"
        keeper.back_up()
        proven = keeper.prove_if_due()
    assert proven is not None
    assert proven.holds.counts["order"] == 12
    assert proven.sequence == 1


@pytest.mark.expects_log
def test_a_backup_that_cannot_be_proven_is_followed_by_a_fresh_one(path: Path) -> None:
    with Shop.open(path) as shop:
        keeper = Keeper(shop)
        bad = keeper.back_up().backup.path
        content = bytearray(bad.read_bytes())
        content[len(content) // 2] ^= 0xFF
        bad.write_bytes(content)
        with pytest.raises(BackupDamaged):
            keeper.prove_if_due()
        assert places.proven_at(path) is None
        good = [one for one in places.good_backups(path) if one.path != bad]
        assert len(good) == 1
        assert keeper.prove(good[0].path).holds.counts["order"] == 12


def test_before_many_products_are_changed_at_once_there_is_a_backup(path: Path) -> None:
    with Shop.open(path) as shop:
        Keeper(shop)
        sku = shop.run(add_sku, SkuDraft("BULK", "Candle", cost_minor=100)).value
        assert reasons(path) == []
        shop.run(apply_change, [sku], SetArchived(True))
        shop.run(apply_change, [sku], SetArchived(False))
    assert reasons(path) == ["bulk"], "one serves the changes of some minutes"


def test_before_whatever_changes_many_rows_at_once_there_is_a_young_backup(path: Path) -> None:
    with Shop.open(path) as shop:
        add_orders(shop, range(20, 40))
        Keeper(shop)
        ids = list(range(1, 33))
        shop.run(set_flag, ids[:19], Flag.RED)
        assert reasons(path) == []
        shop.run(set_flag, ids[:20], Flag.BLUE)
        shop.run(set_flag, order_ids=ids, flag=Flag.GREEN)
        assert reasons(path) == ["bulk"], "each can be undone: one serves them all"
        later(minutes=241)
        shop.run(set_flag, order_ids=ids, flag=Flag.RED)
        assert reasons(path) == ["bulk", "bulk"]


def test_a_wave_of_many_orders_counts_as_many(path: Path) -> None:
    with Shop.open(path) as shop:
        add_orders(shop, range(20, 40))
        Keeper(shop)
        shop.run(waves.make, list(range(1, 21)))
        assert reasons(path) == ["bulk"]


def test_many_rows_are_not_taken_back_or_brought_again_without_a_young_backup(path: Path) -> None:
    with Shop.open(path) as shop:
        add_orders(shop, range(20, 40))
        shop.run(set_flag, list(range(1, 21)), Flag.RED)
        Keeper(shop)
        shop.undo()
        shop.redo()
        assert reasons(path) == ["bulk"]
        later(minutes=241)
        shop.undo()
        assert reasons(path) == ["bulk", "bulk"]
        later(minutes=482)
        shop.undo()
        assert reasons(path) == ["bulk", "bulk"], "one order taken back is none of that"
        with pytest.raises(NotFound):
            shop.undo(4711)


@pytest.mark.parametrize("when", ["before the shop was", "in the future"])
def test_a_failure_that_is_not_of_this_shop_or_time_is_not_told(path: Path, when: str) -> None:
    with Shop.open(path) as shop:
        born = shop.ask(born_at)
        assert born is not None
        told_at = born - timedelta(days=1) if when.startswith("before") else clock.now() + timedelta(days=900)
        clock.set_source(lambda: told_at)
        places.note_failure(path, "no room")
        clock.set_source(None)
        assert shop.ask(state, path).failed == ""
        places.note_failure(path, "no room")
        assert shop.ask(state, path).failed == "no room"


def test_a_second_copy_that_was_stopped_is_no_success(path: Path, tmp_path: Path) -> None:
    stick, stopped = tmp_path / "stick", Task()
    stopped.cancel()
    with Shop.open(path) as shop:
        keeper = Keeper(shop)
        keeper.back_up()
        stick.mkdir()
        places.choose_second_folder(path, stick)
        keeper.problem = NoRoomForBackup(folder=str(stick), needed=2, free=1)
        places.note_failure(path, "no room")
        with pytest.raises(Cancelled):
            keeper.back_up_if_changed(Reason.SCHEDULE, stopped)
        assert keeper.problem is not None
        assert shop.ask(state, path).failed == "no room"
        keeper.back_up_if_changed(Reason.SCHEDULE)
        assert keeper.problem is None
        assert shop.ask(state, path).failed == ""


def test_a_failure_is_over_where_everything_is_in_a_backup(path: Path) -> None:
    with Shop.open(path) as shop:
        make(shop)
        places.note_failure(path, "no room")
        assert shop.ask(state, path).failed == ""


def test_directly_before_each_repair_there_is_a_backup_also_where_no_step_was_done_since_the_last(path: Path) -> None:
    with Shop.open(path) as shop:
        keeper = Keeper(shop)
        keeper.back_up()
        for _time in range(2):
            shop.run(rebuild)
        found = shop.ask(before_repair, path)
        newest = backups_in(home_of(path), path)[0]
        assert [one.steps_since for one in shop.ask(lines, path)] == [0, 1, 2], "the repair it was made for is none"
        shop.run(set_flag, [1], Flag.RED)
        assert shop.ask(lines, path)[0].steps_since == 1
    assert reasons(path) == ["repair", "repair", "asked"]
    assert found is not None
    assert found.path == newest.path


def test_a_step_after_a_repair_that_did_not_happen_is_counted(path: Path) -> None:
    with Shop.open(path) as shop:
        Keeper(shop).back_up(Reason.REPAIR)
        shop.run(set_flag, [1], Flag.RED)
        assert shop.ask(lines, path)[0].steps_since == 1


@pytest.mark.expects_log
def test_no_repair_begins_without_its_backup_unless_that_is_wanted(path: Path) -> None:
    home_of(path).write_text("a file where the folder should be")
    with Shop.open(path) as shop:
        Keeper(shop)
        steps = shop.ask(last_step)
        with pytest.raises(NoWayBack, match=str(home_of(path))):
            shop.run(rebuild)
        assert shop.ask(last_step) == steps
        shop.run(rebuild_for_good)
        assert shop.ask(last_step) != steps
    home_of(path).unlink()
