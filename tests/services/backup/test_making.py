"""A backup is the shop as it was, complete and proven, or it is not there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from services import clock, paths
from services.backup import archive, making, places
from services.backup.archive import Reason
from services.backup.errors import BackupDiffers, BackupFolderMissing, NoRoomForBackup
from services.backup.making import has_changed, make
from services.backup.queries import lines, state
from services.backup.restoring import restore_as, restore_in_place
from services.channels.commands import add as add_channel
from services.errors import Cancelled, DiskFull
from services.kernel.tasks import Task
from services.messages import Message
from services.privacy.backups import other_copies
from services.shop import Shop
from services.types import Platform
from tests.examples import few_when_quick
from tests.services.backup.conftest import add_orders
from tests.services.soundness import problems, rows

ROOT = Path(__file__).resolve().parents[3]


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


@pytest.mark.parametrize("is_open_elsewhere", [False, True])
def test_what_comes_back_is_equal_row_by_row(path: Path, tmp_path: Path, is_open_elsewhere: bool) -> None:
    with Shop.open(path) as shop:
        add_orders(shop, range(20, 23))  # still in the log
        if is_open_elsewhere:
            with Shop.open(path, read_only=True) as reading:
                made = make(reading)
        else:
            made = make(shop)
        expected = shop.ask(rows)
    restore_as(made.backup.path, tmp_path / "new" / "again.shop")
    with Shop.open(tmp_path / "new" / "again.shop") as again:
        assert again.ask(rows) == expected
        assert again.ask(problems) == []
        add_orders(again, range(30, 31))


def test_the_archive_says_what_it_holds_and_any_program_opens_it(path: Path) -> None:
    with Shop.open(path) as shop:
        made = make(shop, reason=Reason.IMPORT)
    assert made.backup.path.parent == path.parent / "backups"
    assert stat.S_IMODE(made.backup.path.stat().st_mode) == 0o600
    with zipfile.ZipFile(made.backup.path) as opened:
        assert sorted(opened.namelist()) == ["manifest.json", "shop.db"]
        assert opened.testzip() is None
        said = json.loads(opened.read("manifest.json"))
    assert (said["sequence"], said["reason"], said["shop"]) == (1, "import", "camellia.shop")
    assert (said["counts"]["order"], said["counts"]["order_line"]) == (12, 24)
    assert said["totals_minor"] == {"CNY": 100 * sum(range(1, 13))}
    assert len(said["sha256"]) == 64
    assert names(made.backup.path.parent) == [made.backup.name]


def test_it_is_known_whether_anything_came_since(path: Path) -> None:
    with Shop.open(path) as shop:
        assert has_changed(shop)
        make(shop)
        assert not has_changed(shop)
        shop.undo()
        assert has_changed(shop)


def test_a_shop_nothing_was_done_in_needs_no_backup(tmp_path: Path) -> None:
    with Shop.create(tmp_path / "new.shop") as shop:
        assert not has_changed(shop)
        assert make(shop).backup.manifest is not None


@pytest.mark.exhaustive
def test_backups_made_while_somebody_works_are_states_the_shop_was_in(path: Path, tmp_path: Path) -> None:
    with Shop.open(path) as shop, ThreadPoolExecutor(1) as pool:
        stop = threading.Event()

        def work() -> int:
            number = 100
            while not stop.is_set():
                add_orders(shop, range(number, number + 1))
                number += 1
            return number - 100

        busy = pool.submit(work)
        made = [make(shop) for _ in range(6)]
        stop.set()
        assert busy.result() > 6
    for number, one in enumerate(made):
        target = tmp_path / f"r{number}.shop"
        restore_as(one.backup.path, target)
        with Shop.open(target, read_only=True) as again:
            assert again.ask(problems) == []
            found = again.ask(rows)
            assert one.backup.manifest is not None
            assert {str(entity): len(list_) for entity, list_ in found.items()} == one.backup.manifest.holds.counts


class Seeing(Task):
    """Notes which unfinished files were how large while they were written."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.largest: dict[str, int] = {}

    def checkpoint(self, done: int = 0, total: int = 0, doing: Message | None = None) -> None:
        for part in self.folder.glob(".*.part"):
            self.largest[part.suffixes[-2]] = max(part.stat().st_size, self.largest.get(part.suffixes[-2], 0))
        super().checkpoint(done, total, doing)


def test_a_copy_that_is_not_sound_is_thrown_away_although_it_is_packed_already(path: Path) -> None:
    folder = path.parent / "backups"
    with Shop.open(path) as shop:
        with closing(sqlite3.connect(path)) as damaging, damaging:  # lines of an order that is not there
            damaging.execute("DELETE FROM orders WHERE id = (SELECT min(order_id) FROM order_line)")
        seeing = Seeing(folder)
        with pytest.raises(BackupDiffers):
            make(shop, task=seeing)
        assert seeing.largest[".db"] == path.stat().st_size
        assert seeing.largest[".zip"] > path.stat().st_size // 100
        assert names(folder) == []
        assert not has_thread("backup-look")


def test_what_goes_wrong_while_it_is_packed_ends_the_look_through_the_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_SHOP", "\ud800")  # no archive takes such a name
    with Shop.open(path) as shop:
        with pytest.raises(UnicodeEncodeError):
            make(shop)
        assert names(path.parent / "backups") == []
        assert not has_thread("backup-look")


def has_thread(name: str) -> bool:
    return any(one.name.startswith(name) for one in threading.enumerate())


@pytest.mark.parametrize("checkpoints", few_when_quick([3, 0, 5, 1, 2, 4], 2))
def test_a_cancelled_backup_leaves_nothing(path: Path, checkpoints: int) -> None:
    task = CancelledAt(checkpoints)
    with Shop.open(path) as shop:
        started = time.monotonic()
        with pytest.raises(Cancelled):
            make(shop, task=task)
        assert time.monotonic() - started < 5
        assert not any((path.parent / "backups").iterdir())
        assert make(shop).backup.path.exists()


class CancelledAt(Task):
    """Cancelled when it is looked at for the n-th time."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    def checkpoint(self, done: int = 0, total: int = 0, doing: Message | None = None) -> None:
        self.looks -= 1
        if self.looks < 0:
            self.cancel()
        super().checkpoint(done, total, doing)

    @property
    def is_cancelled(self) -> bool:
        if self.looks == 0:
            self.cancel()
        return self._cancelled.is_set()


def test_where_there_is_no_room_it_says_so_and_writes_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "_TIMES", 1 << 40)  # so much is never free
    with Shop.open(path) as shop:
        with pytest.raises(NoRoomForBackup) as caught:
            make(shop)
        assert str(path.parent / "backups") in str(caught.value)
        assert not any((path.parent / "backups").iterdir())


@pytest.fixture
def small_disk(path: Path, tmp_path: Path) -> Iterator[Path]:
    """A disk with less room than the shop needs; only root can make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    size = f"size={path.stat().st_size * 2 // 3}"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", size, "none", str(folder)], capture_output=True)
    if done.returncode:
        pytest.skip("this user cannot mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_keeps_the_backups_that_were_there(
    path: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Shop.open(path) as shop:
        with pytest.raises(NoRoomForBackup):
            make(shop, to=small_disk)
        assert names(small_disk) == []
        monkeypatch.setattr(making, "_TIMES", 0)  # the disk fills while the copy is written
        with pytest.raises(DiskFull) as caught:
            make(shop, to=small_disk)
        assert str(small_disk) in str(caught.value)
        assert names(small_disk) == []
        add_orders(shop, range(40, 41))


def test_the_second_folder_gets_a_copy_of_its_own(path: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    places.choose_second_folder(path, stick)
    with Shop.open(path) as shop:
        made = make(shop)
    assert made.second_problem is None
    assert archive.verify(stick / made.backup.name, Task()) == made.backup.manifest
    assert (stick / made.backup.name).read_bytes() == made.backup.path.read_bytes()
    assert [one.name for one in places.all_backups(path)] == [made.backup.name]


def test_a_stick_that_is_not_there_is_named_and_never_made_up(path: Path, tmp_path: Path) -> None:
    places.choose_second_folder(path, tmp_path / "stick")
    with Shop.open(path) as shop:
        made = make(shop)
    assert isinstance(made.second_problem, BackupFolderMissing)
    assert made.backup.path.exists()
    assert not (tmp_path / "stick").exists()


@pytest.fixture
def drive(tmp_path: Path) -> Iterator[Path]:
    """An empty folder on another drive than the shop's: of the disk where tests run in memory, else in memory."""
    here = tmp_path.stat().st_dev
    others = [one for one in map(Path, ("/dev/shm", "/var/tmp")) if one.is_dir() and one.stat().st_dev != here]
    if not others:
        pytest.skip("no other drive is at hand")
    with TemporaryDirectory(dir=others[0]) as made:
        yield Path(made)


def test_the_empty_folder_a_stick_leaves_behind_is_not_taken_for_it(path: Path, drive: Path, tmp_path: Path) -> None:
    """Where it was shown stays an empty folder of this disk: a second copy there would go with the first."""
    stick = tmp_path / "stick"
    stick.symlink_to(drive)
    with Shop.open(path) as shop:
        places.choose_second_folder(path, stick)
        first = make(shop)
        assert first.second_problem is None
        stick.unlink()
        stick.mkdir()
        second = make(shop)
        assert isinstance(second.second_problem, BackupFolderMissing)
        assert not shop.ask(state, path).is_second_there
        assert list(stick.iterdir()) == []
        stick.rmdir()
        stick.symlink_to(drive)
        assert make(shop).second_problem is None
        assert shop.ask(state, path).is_second_there


def test_a_second_folder_that_answers_with_an_error_stops_no_backup(path: Path, tmp_path: Path) -> None:
    """As one on a network drive does whose connection broke: here the name is longer than any file system takes."""
    dead = tmp_path / ("x" * 300)
    with pytest.raises(OSError, match="too long"):
        dead.stat()
    with Shop.open(path) as shop:
        places.choose_second_folder(path, dead)
        made = make(shop)
        assert isinstance(made.second_problem, BackupFolderMissing)
        assert made.backup.path.is_file()
        now = shop.ask(state, path)
        assert now.newest == made.backup
        assert not now.is_second_there


def test_a_folder_chosen_by_an_earlier_version_is_still_used(path: Path, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    (paths.data_dir() / "backup-folders.json").write_text(json.dumps({str(path.resolve()): str(stick)}))
    with Shop.open(path) as shop:
        made = make(shop)
    assert made.second_problem is None
    assert (stick / made.backup.name).is_file()


def test_shops_of_one_name_do_not_count_each_others_backups(path: Path, tmp_path: Path) -> None:
    stick, other = tmp_path / "stick", tmp_path / "other" / path.name
    stick.mkdir()
    with Shop.create(other) as shop:
        shop.run(add_channel, "B", Platform.TAOBAO)
        places.choose_second_folder(other, stick)
        make(shop)
    places.choose_second_folder(path, stick)
    with Shop.open(path) as shop:
        make(shop)
        assert len(shop.ask(lines, path)) == 1
    assert len(list(stick.iterdir())) == 2


def test_a_copy_in_another_folder_leaves_the_backups_of_its_original_on_the_stick(path: Path, tmp_path: Path) -> None:
    stick, copy = tmp_path / "stick", tmp_path / "other" / "Copy.shop"
    stick.mkdir()
    copy.parent.mkdir()
    shutil.copyfile(path, copy)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    made: dict[Path, list[str]] = {}
    for one in (path, copy):
        places.choose_second_folder(one, stick)
        with Shop.open(one) as shop:
            for day in range(10, 15) if one == path else range(15):
                clock.set_source(partial(start.__add__, timedelta(days=day, hours=one == copy)))
                made.setdefault(one, []).append(make(shop).backup.name)
            assert {info.info.name for info in shop.ask(lines, one)} <= set(made[one])
    assert set(made[path]) <= set(names(stick))


def test_old_backups_are_thinned_out_where_they_lie(path: Path) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with Shop.open(path) as shop:
        for number in range(14):
            clock.set_source(partial(start.__add__, timedelta(minutes=number)))
            make(shop)
    left = [one.manifest.sequence for one in places.backups_in(path.parent / "backups", path) if one.manifest]
    assert left == list(range(14, 4, -1))


_MAKES_BACKUPS = """
import os, sys
from pathlib import Path
from services.shop import Shop
from services.backup.making import make
for line in iter(sys.stdin.readline, ""):
    victim = os.fork()
    if not victim:
        with Shop.open(Path(sys.argv[1]), read_only=True) as shop:
            while True:
                os.write(1, b"begins\\n")
                make(shop)
    os.write(1, f"victim {victim}\\n".encode())
    os.waitpid(victim, 0)
"""


def kill_often(process: subprocess.Popen[bytes]) -> None:
    """Kill one process after the other while it makes backups, each a little later than the one before."""
    assert process.stdin is not None
    assert process.stdout is not None
    for number in range(25):
        process.stdin.write(b"go\n")
        process.stdin.flush()
        victim = begun = 0
        while not victim or not begun:
            words = process.stdout.readline().split()
            if words[0] == b"victim":
                victim = int(words[1])
            else:
                begun += 1
        time.sleep(number * 0.003)  # the moment of the kill is the case
        os.kill(victim, signal.SIGKILL)
    process.stdin.close()
    process.stdout.read()


@pytest.mark.exhaustive
def test_killed_at_any_moment_no_bad_backup_is_listed(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _MAKES_BACKUPS, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        kill_often(process)
    found = places.backups_in(path.parent / "backups", path)
    assert all(one.manifest is not None for one in found)
    for one in found:
        archive.verify(one.path, Task())
    with Shop.open(path) as shop:
        assert shop.ask(problems) == []
        for left in (path.parent / "backups").glob(".*.part"):
            os.utime(left, (0, 0))  # as tomorrow sees it
        make(shop)
    assert list((path.parent / "backups").glob(".*.part")) == []


def test_what_was_left_where_backups_are_opened_goes_too(path: Path) -> None:
    """A whole shop lies there for a moment, with what the database puts beside it."""
    names = (".camellia-20260101-00001.7.look.part", ".camellia-20260101-00001.7.open.part")
    beside = [path.with_name(name) for name in names]
    backups = places.home_of(path)
    backups.mkdir()
    left = [*beside, *(backups / f".camellia-20260101-00001.7.db.part{end}" for end in ("", "-wal", "-shm"))]
    fresh = path.with_name(".camellia-20260102-00002.8.look.part")
    for one in [*left, fresh]:
        one.touch()
    for one in left:
        os.utime(one, (0, 0))
    with Shop.open(path) as shop:
        make(shop)
    assert [one for one in left if one.exists()] == []
    assert fresh.exists()


def test_a_shop_whose_name_reads_as_a_pattern_leaves_nothing_behind_either(path: Path) -> None:
    odd = path.rename(path.with_name("a**b [1].shop"))
    with Shop.open(odd) as shop:
        made = make(shop).backup.path
        left = made.with_name(f".{odd.stem}-20200101-000000-00001-abcd.99.db.part")
        left.write_bytes(b"x")
        os.utime(left, (1, 1))
        make(shop)
    assert not left.exists()
    left = odd.with_name(f".{odd.name}.20200101.restore.part")
    left.write_bytes(b"x")
    kept = restore_in_place(made, odd)
    assert not left.exists()
    assert other_copies(odd) == (kept,)


def test_a_renamed_shop_keeps_its_backups_and_a_copy_beside_it_has_its_own(path: Path) -> None:
    with Shop.open(path) as shop:
        first = make(shop).backup
    renamed = path.rename(path.with_name("My Shop.shop"))
    with Shop.open(renamed) as shop:
        assert [one.info.name for one in shop.ask(lines, renamed)] == [first.name]
        assert not has_changed(shop)
        second = make(shop).backup
        assert second.manifest is not None
        assert second.manifest.sequence == 2
        copy = shutil.copyfile(renamed, path.with_name("My Shop copy.shop"))
    with Shop.open(copy) as shop:
        assert [one.info.name for one in shop.ask(lines, copy)] == [first.name], "what both were before"
        make(shop)
    with Shop.open(renamed) as shop:
        assert [one.info.name for one in shop.ask(lines, renamed)] == [second.name, first.name]
