"""A file of an older layout: a verified copy takes its place, or it stays exactly as it was."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from alembic.operations import Operations
from sqlalchemy import Connection

from models.database import Database
from models.dialects import sqlite
from models.migrations import registry
from models.migrations.runner import Migration, MigrationFailed, NoSpace, migrate
from services import shop as shop_module
from services import shop_file
from services.about import program_version
from services.errors import DiskFull, ShopBusy, ShopNotUpgraded, ShopOlderReadOnly
from services.kernel.db_errors import translated
from services.kernel.lock import WriterLock
from services.shop import Shop
from services.shop_file import rebuild_projections
from tests.data.shops.make_v1 import V1, make
from tests.journal import commands
from tests.services.soundness import in_force, problems, rows, stamp_of


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A copy of the frozen file."""
    path = tmp_path / "shop.db"
    shutil.copyfile(V1, path)
    path.chmod(0o600)
    return path


def digest(path: Path) -> str:
    """What the file holds, as one short text."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _add_column(op: Operations) -> None:
    with op.batch_alter_table("orders", recreate="always", table_kwargs={"sqlite_strict": True}) as batch:
        batch.add_column(sa.Column("priority", sa.Integer, nullable=False, server_default="0"))


def _lose_rows(op: Operations) -> None:
    op.execute("DELETE FROM order_line WHERE id % 2")


def _orphan_rows(op: Operations) -> None:
    op.execute("DELETE FROM channel")


def _clear_up_in_vain(op: Operations) -> None:
    try:
        op.execute("INSERT INTO nowhere VALUES (1)")
    except sa.exc.OperationalError:
        op.execute("DROP TABLE half_done")
        raise


def _fail(op: Operations) -> None:
    _add_column(op)
    raise ZeroDivisionError("in the middle")


def _run(path: Path, *steps: Migration) -> Path:
    kept = path.parent / "backups" / "before.db"
    migrate(path, steps, keep_original_as=kept, rebuild_projections=rebuild_projections, program="9.1.0")
    return kept


def _fetch(path: Path, statement: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(statement).fetchall()
    finally:
        connection.close()


_TABLES = ("orders", "order_line", "channel", "sku", "operation", "change", "order_summary", "daily_sales")


def _counts(path: Path) -> dict[str, object]:
    return {name: _fetch(path, f"SELECT count(*) FROM {name}")[0][0] for name in _TABLES}


def test_a_parent_table_can_be_rebuilt_and_keeps_its_children(old: Path) -> None:
    before = _counts(old)
    original = digest(old)
    indexes = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'orders' ORDER BY name"
    names = [name for name, _statement in _fetch(old, indexes)]
    kept = _run(old, Migration(2, _add_column))
    assert [name for name, _statement in _fetch(old, indexes)] == names
    assert "ix_orders_left_at" in names, "an index on an expression, which no rebuilding brings along"
    assert _counts(old) == before
    assert before["order_line"] == 17
    assert stamp_of(old) == (sqlite.APPLICATION_ID, 2)
    assert {row[0] for row in _fetch(old, "SELECT priority FROM orders")} == {0}
    assert _fetch(old, "SELECT strict FROM pragma_table_list WHERE name = 'orders'") == [(1,)]
    assert _fetch(old, "PRAGMA foreign_key_check") == []
    assert _fetch(old, "PRAGMA integrity_check") == [("ok",)]
    assert stamp_of(kept) == (sqlite.APPLICATION_ID, 1)
    assert _counts(kept) == before
    assert digest(old) != original
    assert sorted(path.name for path in old.parent.iterdir()) == ["backups", "shop.db"]
    assert [path.name for path in kept.parent.iterdir()] == ["before.db"]


def test_children_that_would_be_deleted_with_their_parent_survive_its_rebuilding(old: Path) -> None:
    connection = sqlite3.connect(old)
    connection.execute("CREATE TABLE child(id INTEGER, parent INTEGER REFERENCES orders(id) ON DELETE CASCADE)")
    connection.execute("INSERT INTO child SELECT id, id FROM orders")
    connection.commit()
    connection.close()
    children = _fetch(old, "SELECT count(*) FROM child")

    def step(op: Operations) -> None:
        assert op.get_bind().exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 0
        _add_column(op)

    _run(old, Migration(2, step))
    assert _fetch(old, "SELECT count(*) FROM child") == children == [(9,)]


def test_steps_that_were_done_are_not_done_again(old: Path) -> None:
    _run(old, Migration(2, _add_column))
    _run(old, Migration(1, _fail), Migration(2, _fail), Migration(3, lambda op: op.execute("SELECT 1")))
    assert stamp_of(old)[1] == 3


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (Migration(2, _fail), ZeroDivisionError),
        (Migration(2, _lose_rows), MigrationFailed),
        (Migration(2, _orphan_rows, frozenset({"channel"})), MigrationFailed),
    ],
    ids=["fails in the middle", "loses rows", "leaves orphans"],
)
def test_a_failed_migration_leaves_the_original_untouched(old: Path, step: Migration, error: type[Exception]) -> None:
    before = digest(old)
    with pytest.raises(error):
        _run(old, step)
    assert digest(old) == before
    assert [path.name for path in old.parent.iterdir()] == ["shop.db"]


def test_what_failed_first_is_told_not_what_failed_in_clearing_up(old: Path) -> None:
    before = digest(old)
    with pytest.raises(sa.exc.OperationalError, match="nowhere"):
        _run(old, Migration(2, _clear_up_in_vain))
    assert digest(old) == before


def test_a_declared_loss_is_allowed(old: Path) -> None:
    _run(old, Migration(2, _lose_rows, frozenset({"order_line"})))
    assert _counts(old)["order_line"] == 8


class _Usage(NamedTuple):
    total: int
    used: int
    free: int


def test_too_little_space_is_said_before_anything_is_written(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    size = old.stat().st_size
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: _Usage(10 * size, 9 * size, size))
    with pytest.raises(NoSpace):
        _run(old, Migration(2, _add_column))
    assert [path.name for path in old.parent.iterdir()] == ["shop.db"]


@pytest.mark.skipif(os.name != "posix", reason="rights are kept differently elsewhere")
def test_the_migrated_file_and_the_kept_one_are_as_private_as_the_original(old: Path) -> None:
    kept = _run(old, Migration(2, _add_column))
    assert [stat.S_IMODE(path.stat().st_mode) for path in (old, kept)] == [0o600, 0o600]


@pytest.mark.exhaustive
def test_what_a_crash_left_in_the_log_is_migrated_too(old: Path) -> None:
    script = (
        "import os, sys; from pathlib import Path; from services.shop import Shop; from tests.journal import commands\n"
        "shop = Shop.open(Path(sys.argv[1])); shop.run(commands.place, 1, 'in the log', None); os._exit(0)"
    )
    root = Path(__file__).resolve().parents[2]
    subprocess.run([sys.executable, "-c", script, str(old)], cwd=root, check=True)
    assert old.with_name("shop.db-wal").stat().st_size > 0
    kept = _run(old, Migration(2, _add_column))
    for path in (old, kept):
        assert _fetch(path, "SELECT count(*) FROM orders WHERE external_no = 'in the log'") == [(1,)]
    assert not old.with_name("shop.db-wal").exists()


@pytest.fixture
def newer_program(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Migration], None]]:
    """A later version of the program, which knows one more layout."""

    def know(step: Migration) -> None:
        for module in (shop_module, shop_file):
            monkeypatch.setattr(module, "CURRENT_VERSION", step.version)
        monkeypatch.setattr(shop_file, "MIGRATIONS", (step,))

    return know  # type: ignore[return-value]


def test_opening_an_older_file_migrates_it_and_keeps_the_original(
    old: Path, newer_program: Callable[[Migration], None]
) -> None:
    newer_program(Migration(2, lambda op: op.execute("UPDATE channel SET name = name || '!'")))
    with Shop.open(old) as shop:
        assert shop.ask(problems) == []
        assert shop.run(commands.open_channel, "B").value == 2
        assert shop.ask(sqlite.read_writer) == program_version()  # for a program of today that meets it
    (kept,) = (old.parent / "backups").iterdir()
    assert kept.name.startswith("shop-v1-before-v2-")
    assert (stamp_of(old)[1], stamp_of(kept)[1]) == (2, 1)


def test_an_older_file_is_not_migrated_for_looking_nor_while_it_is_open_elsewhere(
    old: Path, newer_program: Callable[[Migration], None]
) -> None:
    newer_program(Migration(2, _add_column))
    before = digest(old)
    with pytest.raises(ShopOlderReadOnly):
        Shop.open(old, read_only=True)
    lock = WriterLock(old, "the older version")
    with pytest.raises(ShopBusy, match="the older version"):
        Shop.open(old)
    lock.release()
    assert digest(old) == before


def test_no_room_for_the_copy_is_said_as_a_full_disk(
    old: Path, newer_program: Callable[[Migration], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    newer_program(Migration(2, _add_column))
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: _Usage(1, 1, 0))
    with pytest.raises(DiskFull):
        Shop.open(old)
    assert stamp_of(old)[1] == 1


# --- files people have -----------------------------------------------------------------------


def _schema(path: Path) -> dict[str, str]:
    database = Database(path, read_only=True)
    try:
        with database.reading() as connection:
            return sqlite.schema_of(connection)
    finally:
        database.close()


def test_every_layout_has_its_frozen_file_and_its_step() -> None:
    frozen = {int(path.stem[1:]) for path in V1.parent.glob("v*.db")}
    assert frozen == set(range(1, registry.CURRENT_VERSION + 1))
    assert [step.version for step in registry.MIGRATIONS] == list(range(2, registry.CURRENT_VERSION + 1))


@pytest.mark.parametrize("frozen", sorted(V1.parent.glob("v*.db")), ids=lambda path: path.stem)
def test_a_frozen_file_opens_with_the_layout_of_a_new_one(frozen: Path, tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    shutil.copyfile(frozen, path)
    with Shop.open(path) as shop:
        assert shop.ask(problems) == []
        before = shop.ask(rows)
        order = shop.run(commands.place, 1, "new", None).value
        shop.run(commands.rename, order, "A")
        shop.run(commands.reprice, order, 5, "2026-11-02")
        for _ in range(3):
            shop.undo()
        assert shop.ask(rows) == before
        assert shop.ask(problems) == []
    with Shop.create(tmp_path / "fresh.db"):
        pass
    assert _schema(path) == _schema(tmp_path / "fresh.db")


def test_the_operations_of_the_current_layout_can_still_be_undone(old: Path) -> None:
    with Shop.open(old) as shop:
        for root, _is_final in shop.ask(in_force):
            shop.undo(root)
        assert not any(shop.ask(rows).values())
        assert shop.ask(problems) == []


def test_the_frozen_file_is_what_its_script_makes(old: Path, tmp_path: Path) -> None:
    make(tmp_path / "again.db")

    def facts(connection: Connection) -> object:
        return rows(connection)

    with Shop.open(old) as frozen, Shop.open(tmp_path / "again.db") as again:
        assert frozen.ask(facts) == again.ask(facts)


def test_a_copy_that_is_not_sound_is_said_in_a_sentence(old: Path) -> None:
    original = digest(old)
    with pytest.raises(ShopNotUpgraded, match="It was not changed"), translated(old):
        _run(old, Migration(2, _orphan_rows, frozenset({"channel"})))
    assert digest(old) == original


@pytest.mark.exhaustive
def test_a_file_that_another_program_writes_is_not_exchanged(old: Path) -> None:
    other = sqlite3.connect(old, isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM orders").fetchone()
    writer = sqlite3.connect(old, isolation_level=None)
    writer.execute("UPDATE orders SET version = version + 1")
    with pytest.raises(ShopBusy), translated(old):
        _run(old, Migration(2, _add_column))
    writer.close()
    other.close()
    assert stamp_of(old)[1] == 1
