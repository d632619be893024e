"""Opening a shop: everything that is not one is refused by name and left as it was."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from models.dialects import sqlite
from models.migrations.registry import CURRENT_VERSION
from services.about import program_version
from services.errors import (
    AppError,
    CannotWrite,
    DiskFull,
    NotAShop,
    ShopBusy,
    ShopDamaged,
    ShopExists,
    ShopMissing,
    ShopNewer,
    ShopReadOnly,
)
from services.kernel.lock import WriterLock, holder_of
from services.shop import Shop
from services.shop_file import write_empty_shop
from tests.journal import commands
from tests.services.soundness import problems, rows

ROOT = Path(__file__).resolve().parents[3]
_AS_NOBODY = """
import os, sys
from pathlib import Path
from services.errors import AppError
from services.shop import Shop
from tests.journal import commands
from tests.services.soundness import problems
with Shop.open(Path(sys.argv[3])) as shop:  # whatever is imported later is imported now, while it can be read
    shop.run(commands.import_orders, 1, ["warm"])
os.setgroups([]); os.setgid(65534); os.setuid(65534)
for mode in sys.argv[2].split():
    try:
        with Shop.open(Path(sys.argv[1]), read_only=mode == "ro") as shop:
            print("opened", shop.ask(problems))
    except AppError as error:
        print(type(error).__name__)
"""
_HOLDS = """
import sys
from pathlib import Path
from services.shop import Shop
with Shop.open(Path(sys.argv[1]), who="the other window"):
    print("open", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A closed shop with an order."""
    path = tmp_path / "a.shop"
    with Shop.create(path) as shop:
        shop.run(commands.open_channel, "A")
        shop.run(commands.import_orders, 1, [f"N{i}" for i in range(300)])
    return path


def digest(path: Path) -> str:
    """What the file holds, as one short text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2 // 4096 * 4096 + 100)


def _cut_to_the_head(path: Path) -> None:
    os.truncate(path, 60)


def _damage(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(os.urandom(4096))


def _foreign(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t(a)")
    connection.commit()
    connection.close()


def _newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={CURRENT_VERSION + 1}")
    connection.commit()
    connection.close()


def _lose_tables(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE buyer_count")
    connection.execute("DROP TABLE order_ngrams")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda path: os.truncate(path, 0), ShopDamaged),
        (_truncate, ShopDamaged),
        (_cut_to_the_head, ShopDamaged),
        (_damage, ShopDamaged),
        (lambda path: path.write_text("<html><body>403</body></html>"), NotAShop),
        (lambda path: path.write_bytes(b"SQLite"), NotAShop),
        (_foreign, NotAShop),
        (_newer, ShopNewer),
        (_lose_tables, ShopDamaged),
    ],
    ids=[
        "empty",
        "truncated",
        "only a head",
        "damaged page",
        "html",
        "few bytes",
        "foreign database",
        "newer",
        "tables lost",
    ],
)
@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_sound_shop_is_named_and_left(
    file: Path, spoil: Callable[[Path], object], error: type[AppError], read_only: bool
) -> None:
    spoil(file)
    before = digest(file)
    with pytest.raises(error) as refused:
        Shop.open(file, read_only=read_only)
    assert type(refused.value) is error
    assert file.name in str(refused.value)
    assert digest(file) == before
    assert not file.with_name("a.shop.lock").exists()


@pytest.mark.parametrize("read_only", [False, True])
def test_a_missing_file_is_not_made(tmp_path: Path, read_only: bool) -> None:
    with pytest.raises(ShopMissing):
        Shop.open(tmp_path / "gone.shop", read_only=read_only)
    with pytest.raises(ShopMissing):
        Shop(tmp_path / "gone.shop", read_only=read_only)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_shop(tmp_path: Path) -> None:
    with pytest.raises(ShopMissing):
        Shop.open(tmp_path)


def test_an_existing_file_is_not_overwritten(file: Path) -> None:
    before = digest(file)
    with pytest.raises(ShopExists):
        Shop.create(file)
    assert digest(file) == before


@pytest.mark.parametrize("name", ["shop #1 100%?x&y=1", "店 铺", "a%20b", "it's;--"])
def test_any_folder_and_file_name_will_do(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / f"{name}.shop"
    with Shop.create(path) as shop:
        shop.run(commands.open_channel, "A")
        assert shop.ask(problems) == []
    with Shop.open(path) as shop:
        shop.undo()
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.not_on_windows(reason="an open file cannot be renamed there")
def test_a_file_taken_away_under_the_open_shop_is_not_written(file: Path) -> None:
    moved = file.with_name("moved.shop")
    with Shop.open(file) as shop:
        shop.run(commands.open_channel, "before")
        before = shop.ask(rows)
        file.rename(moved)
        with pytest.raises(ShopMissing):
            shop.run(commands.open_channel, "after")
        assert not file.exists()
    assert not file.exists()
    with Shop.open(moved) as again:
        assert again.ask(rows) == before


def test_a_file_that_is_gone_when_the_shop_closes_is_not_made_again(file: Path) -> None:
    with Shop.open(file):
        file.unlink()
    assert not file.exists()


def test_a_file_put_in_its_place_is_not_written(file: Path) -> None:
    other = file.with_name("other.shop")
    shutil.copyfile(file, other)
    before = digest(other)
    with Shop.open(file) as shop:
        os.replace(other, file)  # noqa: PTH105 - what a synchronising program does
        with pytest.raises(ShopMissing):
            shop.run(commands.open_channel, "B")
        assert digest(file) == before


def test_a_second_process_is_told_who_has_the_file(file: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(file)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdin is not None
        assert child.stdout.readline() == "open\n"
        with pytest.raises(ShopBusy, match=f"the other window, {child.pid}"):
            Shop.open(file)
        assert holder_of(file) == f"the other window, {child.pid}"
        with Shop.open(file, read_only=True) as looking:
            assert looking.ask(problems) == []
        child.stdin.write("\n")
        child.stdin.close()
    assert holder_of(file) is None
    with Shop.open(file) as shop:
        shop.run(commands.open_channel, "B")


@pytest.mark.exhaustive
def test_a_lock_whose_holder_was_killed_does_not_hold(file: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _HOLDS, str(file)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        child.kill()
    assert holder_of(file) is None
    with Shop.open(file) as shop:
        assert shop.ask(problems) == []


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_a_lock_file_removed_between_opening_and_locking_is_not_taken_for_the_lock(tmp_path: Path) -> None:
    shop = tmp_path / "a.shop"
    first = WriterLock(shop, "first")
    (tmp_path / "a.shop.lock").unlink()
    second = WriterLock(shop, "second")
    first.release()
    with pytest.raises(ShopBusy, match="second"):
        WriterLock(shop, "third")
    second.release()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes of POSIX")
@pytest.mark.parametrize("stands", ["link", "pipe"])
def test_what_stands_in_the_place_of_the_lock_is_neither_emptied_nor_waited_for(file: Path, stands: str) -> None:
    letter, lock = file.with_name("letter.txt"), file.with_name("a.shop.lock")
    letter.write_text("dear", encoding="utf-8")
    if stands == "link":
        lock.symlink_to(letter)
    else:
        os.mkfifo(lock)
    with pytest.raises(CannotWrite, match=r"a\.shop\.lock"):
        Shop.open(file)
    with pytest.raises(CannotWrite):
        holder_of(file)
    assert letter.read_text(encoding="utf-8") == "dear"
    lock.unlink()
    with Shop.open(file):
        assert holder_of(file)


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_a_file_that_has_the_name_of_the_lock_as_a_second_one_is_not_emptied(file: Path) -> None:
    letter = file.with_name("letter.txt")
    letter.write_text("dear", encoding="utf-8")
    os.link(letter, file.with_name("a.shop.lock"))
    with Shop.open(file):
        assert holder_of(file)
    assert letter.read_text(encoding="utf-8") == "dear"


@pytest.mark.skipif(sys.platform == "win32", reason="names are not looked at there")
def test_a_file_system_that_counts_no_names_has_a_lock_all_the_same(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some network drives and sticks say of every file that it has no name at all."""
    asked, looked = os.fstat, []

    def counts_none(number: int) -> os.stat_result:
        found = asked(number)
        looked.append(number)
        return os.stat_result((*found[:3], 0, *found[4:]))

    monkeypatch.setattr(os, "fstat", counts_none)
    with Shop.open(file) as shop:
        assert holder_of(file)
        with pytest.raises(ShopBusy):
            WriterLock(file, "another")
        assert shop.ask(problems) == []
    assert looked
    assert holder_of(file) is None
    assert not file.with_name("a.shop.lock").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="a process begun there has none of our files open")
def test_a_process_that_was_begun_meanwhile_does_not_hold_the_lock(tmp_path: Path) -> None:
    import fcntl

    lock = WriterLock(tmp_path / "a.shop", "first")
    kept = tmp_path / "kept"
    os.link(tmp_path / "a.shop.lock", kept)  # as where the lock's own name cannot be removed
    inherited = os.dup(lock._file.fileno())
    lock.release()
    with kept.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(inherited)


@pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")
def test_a_shop_copied_for_all_to_read_is_its_owners_alone(file: Path) -> None:
    pictures = file.with_name(f"{file.name}.files")
    pictures.mkdir(mode=0o755)
    file.chmod(0o644)
    with Shop.open(file, read_only=True):
        assert file.stat().st_mode & 0o777 == 0o644, "who only looks changes nothing"
    with Shop.open(file) as shop:
        shop.run(commands.open_channel, "B")
        log = file.with_name(f"{file.name}-wal")
        assert {path.stat().st_mode & 0o777 for path in (file, log)} == {0o600}
    assert pictures.stat().st_mode & 0o777 == 0o700


def test_another_program_that_is_writing_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.1)
    with Shop.open(file) as shop:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(ShopBusy):
            shop.run(commands.open_channel, "B")
        other.execute("ROLLBACK")
        other.close()
        shop.run(commands.open_channel, "B")


def test_a_shop_opened_for_reading_refuses_to_write(file: Path) -> None:
    before = digest(file)
    with Shop.open(file, read_only=True) as shop:
        with pytest.raises(ShopReadOnly):
            shop.run(commands.open_channel, "B")
        with pytest.raises(ShopReadOnly):
            shop.undo()
    assert digest(file) == before


def _as_nobody(path: Path, modes: str) -> list[str]:
    warm = path.parent.with_name(f"{path.parent.name}-warm.shop")
    shutil.copyfile(path, warm)
    result = subprocess.run(
        [sys.executable, "-c", _AS_NOBODY, str(path), modes, str(warm)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    warm.unlink()
    assert result.stderr == ""
    return result.stdout.splitlines()


@cache  # the same for every file: it is about the folders of the program
def _can_nobody_come_here(kept: Path) -> bool:
    return _as_nobody(kept, "rw") == ["opened []"]


@pytest.fixture
def for_nobody(file: Path) -> Iterator[Path]:
    """The shop in a folder another user can reach."""
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("rights of another user can be tried by root only")
    folder = Path("/tmp") / f"zhanggui-rights-{os.getpid()}"  # tmp_path is closed to other users
    folder.mkdir()
    kept = folder / "a.shop"
    shutil.copyfile(file, kept)
    kept.chmod(0o666)
    folder.chmod(0o777)
    try:
        if not _can_nobody_come_here(kept):
            pytest.skip("another user cannot reach this checkout")
        yield kept
    finally:
        shutil.rmtree(folder)


@pytest.mark.exhaustive
def test_a_write_protected_file_is_named_and_can_be_looked_at(for_nobody: Path) -> None:
    for_nobody.chmod(0o444)
    before = digest(for_nobody)
    assert _as_nobody(for_nobody, "rw ro") == ["ShopReadOnly", "opened []"]
    assert digest(for_nobody) == before


@pytest.mark.exhaustive
def test_a_write_protected_folder_is_named_and_can_be_looked_at(for_nobody: Path) -> None:
    for_nobody.parent.chmod(0o555)
    before = digest(for_nobody)
    assert _as_nobody(for_nobody, "rw ro") == ["ShopReadOnly", "opened []"]
    assert digest(for_nobody) == before


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 5 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root on Linux only")
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.exhaustive
def test_a_full_disk_is_named_and_nothing_is_half_written(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1 << 20))
    with Shop.create(small_disk / "a.shop") as shop:
        shop.run(commands.open_channel, "A")
        shop.run(commands.import_orders, 1, ["kept"])
        before = shop.ask(rows)
        with pytest.raises(DiskFull):
            shop.run(commands.import_orders, 1, [f"N{i}" for i in range(20_000)])
        assert shop.ask(rows) == before
        assert shop.ask(problems) == []
        with pytest.raises(DiskFull):
            _place_many(shop)
        assert shop.ask(problems) == []
        ballast.unlink()
        shop.run(commands.place, 1, "after", None)
        shop.undo()
        shop.redo()
        assert shop.ask(problems) == []
    with Shop.open(small_disk / "a.shop") as again:
        assert again.ask(problems) == []


@pytest.mark.expects_log
def test_closing_on_a_full_disk_loses_nothing(small_disk: Path) -> None:
    shop = Shop.create(small_disk / "a.shop")
    shop.run(commands.open_channel, "A")
    shop.run(commands.import_orders, 1, [f"N{i}" for i in range(500)])
    before = shop.ask(rows)
    _fill(small_disk / "ballast")
    shop.close()
    (small_disk / "ballast").unlink()
    with Shop.open(small_disk / "a.shop") as again:
        assert again.ask(rows) == before


def test_a_new_shop_on_a_full_disk_leaves_nothing_behind(small_disk: Path) -> None:
    _fill(small_disk / "ballast")
    with pytest.raises(DiskFull):
        Shop.create(small_disk / "a.shop")
    assert [path.name for path in small_disk.iterdir()] == ["ballast"]


def _place_many(shop: Shop) -> None:
    for number in range(2_000):
        shop.run(commands.place, 1, f"P{number}", None)


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(b"x" * 4096):
                pass
        except OSError:
            return


def test_an_empty_shop_is_the_same_file_each_time(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("one.shop", "other.shop")]
    for file in files:
        file.touch()
        write_empty_shop(file)
    assert files[0].read_bytes() == files[1].read_bytes()


def _of_a_version_to_come(path: Path, program: str) -> None:
    """As a later program leaves a file: another layout, with what no program of today knows."""
    connection = sqlite3.connect(path)
    connection.execute("DROP VIEW IF EXISTS written_by")
    connection.execute(program)
    connection.execute("ALTER TABLE setting RENAME TO setting_of_tomorrow")
    connection.execute(f"PRAGMA user_version={CURRENT_VERSION + 5}")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("read_only", [True, False])
def test_a_file_of_a_newer_version_is_refused_with_the_version_to_install(file: Path, *, read_only: bool) -> None:
    _of_a_version_to_come(file, "CREATE VIEW written_by AS SELECT '3.14.0-beta+2' AS program")
    before = file.read_bytes()
    with pytest.raises(ShopNewer) as refused:
        Shop.open(file, read_only=read_only)
    said = str(refused.value)
    assert "was written by version 3.14.0-beta+2 of the program, which is newer than this one" in said
    assert "Install version 3.14.0-beta+2, or a newer one, to open it." in said
    assert refused.value.code == "shop.of_newer_version"
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    "view",
    [
        "CREATE VIEW other AS SELECT 1",
        "CREATE VIEW written_by AS SELECT 'a b; <script>' AS program",
        "CREATE VIEW written_by AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n",
        f"CREATE VIEW written_by AS SELECT '{'9' * 33}' AS program",
        f"CREATE VIEW written_by AS SELECT '{program_version()}' AS program",
        f"CREATE VIEW written_by AS SELECT '{program_version()}-rc.9' AS program",
        "CREATE VIEW written_by AS SELECT '0.0.99' AS program",
        "CREATE VIEW written_by AS SELECT '....' AS program",
    ],
    ids=["none", "no version", "one that never ends", "too long", "ours", "not after ours", "older", "no number"],
)
def test_a_newer_file_that_names_no_later_version_is_refused_with_its_number(file: Path, view: str) -> None:
    _of_a_version_to_come(file, view)
    with pytest.raises(ShopNewer) as refused:
        Shop.open(file)
    assert f"(file version {CURRENT_VERSION + 5}, this program knows {CURRENT_VERSION})" in str(refused.value)
    assert "Install the newer version to open it." in str(refused.value)


def test_a_new_shop_names_the_version_that_made_it(file: Path) -> None:
    with Shop.open(file, read_only=True) as shop:
        assert shop.ask(sqlite.read_writer) == program_version()
