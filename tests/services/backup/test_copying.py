"""The copy of one moment: the file itself as it lies there where it holds that moment, else page by page."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from models.dialects import copying
from services.kernel.tasks import Task
from services.shop import Shop
from tests.services.backup.conftest import add_orders
from tests.services.soundness import problems, rows

_PIECE = 65_536
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every copy goes page by page")


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty file for a copy, which is looked at often."""
    monkeypatch.setattr(copying, "_BYTES_BETWEEN_LOOKS", _PIECE)
    target = tmp_path / "copies" / "copy.shop"
    target.parent.mkdir()
    target.touch()
    return target


class Meanwhile:
    """What is done each time the copy looks whether to go on, but for the first time: then nothing is copied yet."""

    def __init__(self, work: Callable[[int], object] = int) -> None:
        self.work = work
        self.looks = 0

    def __call__(self) -> bool:
        """Go on."""
        self.looks += 1
        if self.looks > 1:
            self.work(self.looks)
        return False


@on_linux
def test_where_the_copy_cannot_be_written_the_error_names_it_and_not_the_shop(path: Path, copy: Path) -> None:
    resource = pytest.importorskip("resource")
    with Shop.open(path) as shop:
        shop.fold_if_idle()
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (_PIECE + 1, before[1]))
        try:
            with pytest.raises(OSError, match="too large") as refused:
                copying.copy_whole(path, copy, lambda: False, lambda: True)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert refused.value.filename == str(copy)


@on_linux
def test_whatever_is_written_meanwhile_the_copy_is_of_one_moment(path: Path, copy: Path) -> None:
    folded: list[bool] = []
    with Shop.open(path) as shop:
        add_orders(shop, range(20, 23))
        before, size = shop.ask(rows), path.stat().st_size

        def write_and_fold(number: int) -> None:
            add_orders(shop, range(100 + number, 101 + number))
            folded.append(shop.fold_if_idle())

        meanwhile = Meanwhile(write_and_fold)
        copying.copy_whole(path, copy, meanwhile, shop.fold_if_idle)
        assert shop.fold_if_idle()  # and not one moment earlier: the file would have changed under the copy
        assert shop.ask(problems) == []
    assert meanwhile.looks > size // _PIECE  # not by pages, which is looked at each sixteen megabytes
    assert not any(folded)
    with Shop.open(copy) as copied:
        assert copied.ask(problems) == []
        assert copied.ask(rows) == before


@on_linux
def test_the_file_lies_still_while_it_is_copied(path: Path, copy: Path) -> None:
    seen: list[bytes] = []
    with Shop.open(path) as shop:

        def write_and_look(number: int) -> None:
            add_orders(shop, range(100 + number, 101 + number))
            shop.fold_if_idle()
            seen.append(_bytes_of(path))

        copying.copy_whole(path, copy, Meanwhile(write_and_look), shop.fold_if_idle)
        shop.fold_if_idle()
        seen.append(_bytes_of(path))
    assert len(seen) > len(seen[0]) // _PIECE
    assert len(set(seen[:-1])) == 1
    assert seen[-1] != seen[0]  # what a copy of the file would be torn by, without the moment that is held


def _bytes_of(path: Path) -> bytes:
    """Read by another process: to open and close it in this one would take the locks away."""
    return subprocess.run(["cat", str(path)], capture_output=True, check=True).stdout


def test_what_another_reader_keeps_in_the_log_is_in_the_copy_too(path: Path, copy: Path) -> None:
    meanwhile = Meanwhile()
    with Shop.open(path) as shop, Shop.open(path, read_only=True) as reading:

        def copied_beside(_connection: Connection) -> None:
            add_orders(shop, range(20, 23))
            assert not shop.fold_if_idle()
            copying.copy_whole(path, copy, meanwhile, shop.fold_if_idle)

        reading.ask(_holding, copied_beside)
        expected = shop.ask(rows)
    assert meanwhile.looks < 4  # page by page, sixteen megabytes at a time
    with Shop.open(copy) as copied:
        assert copied.ask(rows) == expected


def _holding(connection: Connection, work: Callable[[Connection], None]) -> None:
    rows(connection)
    work(connection)


def test_a_copy_that_is_stopped_says_so(path: Path, copy: Path) -> None:
    looks = iter([False, True])
    with Shop.open(path) as shop, pytest.raises(sqlite3.OperationalError, match="interrupted"):
        copying.copy_whole(path, copy, lambda: next(looks), shop.fold_if_idle)
    assert copy.stat().st_size < path.stat().st_size or sys.platform != "linux"


_OPENED_ELSEWHERE = """
import sqlite3, sys
elsewhere = sqlite3.connect(sys.argv[1])
elsewhere.execute("SELECT count(*) FROM sqlite_schema").fetchone()
elsewhere.close()
"""


@on_linux
@pytest.mark.parametrize("is_opened_plainly", [False, True])
def test_the_locks_of_the_program_outlast_the_copy(path: Path, copy: Path, is_opened_plainly: bool) -> None:
    """Another program that opens the shop and closes it must see that somebody has it open, and leave the log alone.

    The known mistake of the same run: to open the file and close it again.
    """
    log = path.with_name(f"{path.name}-wal")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:

        def fold() -> bool:
            _busy, pages, moved = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            return bool(pages == moved)

        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE written_in_the_log (id INTEGER)")
        meanwhile = Meanwhile()
        copying.copy_whole(path, copy, meanwhile, fold)
        assert meanwhile.looks > 4
        if is_opened_plainly:
            path.open("rb").close()
        subprocess.run([sys.executable, "-I", "-c", _OPENED_ELSEWHERE, str(path)], check=True)
        assert log.exists() is not is_opened_plainly


def test_the_log_is_folded_on_any_thread_but_never_beside_a_command(path: Path) -> None:
    before: list[bool] = []
    beside: list[bool] = []
    with Shop.open(path) as shop, ThreadPoolExecutor(1) as pool:

        def before_command(_code: str, _rows: int, _task: Task) -> None:
            before.append(shop.fold_if_idle())

        shop.before_command = before_command
        shop.subscribe(lambda _changes: beside.append(pool.submit(shop.fold_if_idle).result()))
        add_orders(shop, range(20, 21))
        assert (before, beside) == ([True], [False])
        assert shop.fold_if_idle()
    with Shop.open(path, read_only=True) as reading:
        assert not reading.fold_if_idle()
