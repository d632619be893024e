"""A clock that is set back under the open shop, and a drive for temporary files that is full."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services import clock
from services.backup.making import has_changed, make
from services.backup.places import backups_in, home_of
from services.history.queries import undo_state
from services.shop import Shop
from tests.journal import commands
from tests.services.soundness import problems, rows

ROOT = Path(__file__).resolve().parents[3]
_SORTS = """
import sys
from pathlib import Path
from services.errors import AppError
from services.shop import Shop
from tests.journal import commands
from tests.services.soundness import problems
def sort(connection):
    connection.exec_driver_sql(
        "WITH RECURSIVE numbers(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM numbers WHERE i < 300000) "
        "SELECT hex(randomblob(40)) AS words FROM numbers ORDER BY words"
    ).fetchone()
    return "sorted"
with Shop.create(Path(sys.argv[1])) as shop:
    shop.run(commands.open_channel, "A")
    try:
        print(shop.ask(sort), flush=True)
    except AppError as error:
        print(error.code, error, flush=True)
    shop.run(commands.import_orders, 1, ["kept"])
    print("1 order,", shop.ask(problems), flush=True)
    sys.stdin.readline()
    print(shop.ask(sort), flush=True)
"""


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    clock.set_source(None)


def test_a_clock_set_back_changes_neither_the_order_of_steps_nor_which_backup_is_the_newest(tmp_path: Path) -> None:
    with Shop.create(tmp_path / "a.shop") as shop:
        shop.run(commands.open_channel, "A")
        first = shop.ask(rows)
        make(shop)
        clock.set_source(lambda: datetime.now(UTC) - timedelta(days=400))
        shop.run(commands.import_orders, 1, ["back then"])
        assert has_changed(shop), "a newer step with an older time is a change all the same"
        made = make(shop).backup
        assert backups_in(home_of(shop.path), shop.path)[0].name == made.name
        assert not has_changed(shop)
        shop.undo()
        assert shop.ask(rows) == first
        clock.set_source(None)
        shop.redo()
        assert shop.ask(undo_state).undo_text is not None
        assert shop.ask(problems) == []


@pytest.fixture
def small_temp(tmp_path: Path) -> Iterator[Path]:
    """A drive of 2 MB for the database's temporary files."""
    folder = tmp_path / "temp"
    folder.mkdir()
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("a small disk can be mounted by root on Linux only")
    words = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.exhaustive
def test_no_room_for_temporary_files_names_their_drive_and_work_goes_on(tmp_path: Path, small_temp: Path) -> None:
    words = [sys.executable, "-c", _SORTS, str(tmp_path / "a.shop")]
    given = {**os.environ, "SQLITE_TMPDIR": str(small_temp)}  # read once, when the database is first used
    with subprocess.Popen(
        words, cwd=ROOT, env=given, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        said = other.stdout.readline()
        assert said.startswith("disk.full")
        assert str(small_temp) in said
        assert other.stdout.readline() == "1 order, []\n", "what needs no such files goes on"
        subprocess.run(["mount", "-o", "remount,size=200m", str(small_temp)], check=True)
        assert other.communicate("again\n")[0] == "sorted\n"
