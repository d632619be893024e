"""The file itself: how it is opened, what its tables accept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError, StatementError

from models import journal, projections  # noqa: F401 - their tables belong to the file
from models.base import Base
from models.channels import Channel
from models.columns import from_epoch_ms, to_epoch_ms
from models.database import Database, FileReplaced
from models.dialects import sqlite
from models.entities import CLASSES, ENTITIES, RANKS, Entity
from models.enums.orders import OrderStatus, Platform
from models.orders import Order

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,
    "wal_autocheckpoint": 4000,
    "journal_size_limit": 16_777_216,
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty file with all tables."""
    path = tmp_path / "a.shop"
    path.touch()
    engine = sqlite.open_writer(path)
    with engine.begin() as connection:
        sqlite.create_schema(connection)
        sqlite.write_stamp(connection, 1)
    engine.dispose()
    database = Database(path)
    yield database
    database.close()


def test_the_writer_has_every_setting_it_was_measured_with(database: Database) -> None:
    assert database.writer is not None
    with database.writer.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in _PRAGMAS}
    assert found == _PRAGMAS


def test_a_setting_that_does_not_stick_is_an_error(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setitem(sqlite._WRITER_PRAGMAS, "synchronous", 7)
        engine = sqlite.open_writer(database.path)
        with pytest.raises((OperationalError, sqlite3.OperationalError), match="synchronous"):
            engine.connect()
        engine.dispose()


def test_a_reader_cannot_write_but_may_hold_temporary_tables(database: Database) -> None:
    with database.reading() as connection:
        connection.exec_driver_sql("CREATE TEMP TABLE t AS SELECT 1 AS a")
        with pytest.raises(OperationalError, match="readonly"):
            connection.exec_driver_sql("DELETE FROM channel")


def test_a_reader_sees_one_moment(database: Database) -> None:
    assert database.writer is not None
    with database.reading() as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM id_counter").scalar_one() == 0
        with database.writer.begin() as writing:
            sqlite.take_ids(writing, "order", 3)
        assert reading.exec_driver_sql("SELECT count(*) FROM id_counter").scalar_one() == 0
    with database.reading() as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM id_counter").scalar_one() == 1


def test_every_table_is_strict(database: Database) -> None:
    with database.reading() as connection:
        strict = {row[1]: row[5] for row in connection.exec_driver_sql("PRAGMA table_list")}
    assert {name: strict[name] for name in Base.metadata.tables} == dict.fromkeys(Base.metadata.tables, 1)


def test_every_table_has_exactly_the_columns_of_its_class(database: Database) -> None:
    with database.reading() as connection:
        for name, table in Base.metadata.tables.items():
            found = [row[1] for row in connection.exec_driver_sql(f'PRAGMA table_info("{name}")')]
            assert found == [column.name for column in table.columns]


def test_a_text_does_not_get_into_a_number_column(database: Database) -> None:
    assert database.writer is not None
    with (
        pytest.raises((IntegrityError, DatabaseError), match="cannot store TEXT"),
        database.writer.begin() as connection,
    ):
        connection.exec_driver_sql("INSERT INTO id_counter(entity, next_id) VALUES('x', '12,5')")


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"paid_minor": 19.9}, "integer of minor units"),
        ({"paid_minor": True}, "integer of minor units"),
        ({"ordered_at": datetime(2026, 11, 1)}, "without zone"),  # noqa: DTZ001 - naive on purpose
        ({"status": "lost"}, "lost"),
    ],
    ids=["float", "bool", "naive time", "unknown code"],
)
def test_a_value_that_does_not_fit_is_refused_when_it_is_bound(
    database: Database, values: dict[str, object], error: str
) -> None:
    good = {"id": 1, "channel_id": 1, "external_no": "N", "status": OrderStatus.PAID, "currency": "CNY"}
    assert database.writer is not None
    with pytest.raises(StatementError, match=error), database.writer.begin() as connection:
        connection.execute(Order.table().insert(), good | values)


def test_values_come_back_as_they_were(database: Database) -> None:
    assert database.writer is not None
    instant = datetime(2026, 11, 11, 23, 59, 59, 123_000, tzinfo=UTC)
    channel = {"id": 1, "name": "店", "platform": Platform.TAOBAO, "currency": "CNY", "zone": "Asia/Shanghai"}
    order = {
        "id": 1,
        "channel_id": 1,
        "external_no": "N",
        "status": OrderStatus.PAID,
        "currency": "CNY",
        "ordered_at": instant,
        "ordered_on": date(2026, 11, 12),
        "extra": {"备注": ["a", 1, None]},
    }
    with database.writer.begin() as connection:
        connection.execute(Channel.table().insert(), channel)
        connection.execute(Order.table().insert(), order)
        found = connection.execute(Order.__table__.select()).mappings().one()
        raw = connection.exec_driver_sql("SELECT ordered_at, ordered_on, status, extra FROM orders").one()
    assert {name: found[name] for name in order} == order
    assert tuple(raw) == (to_epoch_ms(instant), "2026-11-12", "paid", '{"备注": ["a", 1, null]}')
    assert from_epoch_ms(to_epoch_ms(instant)) == instant


def test_foreign_keys_and_checks_are_enforced(database: Database) -> None:
    assert database.writer is not None
    order = {"id": 1, "channel_id": 9, "external_no": "N", "status": OrderStatus.PAID, "currency": "CNY"}
    with pytest.raises(IntegrityError, match="FOREIGN KEY"), database.writer.begin() as connection:
        connection.execute(Order.table().insert(), order)
    with pytest.raises(IntegrityError, match="CHECK"), database.writer.begin() as connection:
        connection.execute(Order.table().insert(), order | {"external_no": ""})


def test_ids_are_handed_out_in_blocks_and_never_twice(database: Database) -> None:
    assert database.writer is not None
    with database.writer.begin() as connection:
        assert [sqlite.take_ids(connection, "order", count) for count in (1, 10, 1)] == [1, 2, 12]
        assert sqlite.take_ids(connection, "sku", 5) == 1


def test_a_write_that_follows_a_read_never_meets_a_stale_moment(database: Database) -> None:
    assert database.writer is not None
    with database.writer.begin() as connection:
        (locked,) = connection.exec_driver_sql("SELECT count(*) FROM id_counter").one()
        other = sqlite3.connect(database.path, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()
    assert locked == 0


def test_the_log_is_folded_into_the_file_as_far_as_nobody_reads_it(database: Database, tmp_path: Path) -> None:
    assert database.writer is not None

    def taken_in_the_file_alone() -> int:
        alone = tmp_path / "alone.shop"
        alone.write_bytes(database.path.read_bytes())
        with closing(sqlite3.connect(alone)) as raw:
            return int(raw.execute("SELECT coalesce(max(next_id), 1) FROM id_counter").fetchone()[0])

    with database.reading() as reader:
        assert reader.exec_driver_sql("SELECT count(*) FROM id_counter").scalar_one() == 0
        with database.writer.begin() as connection:
            sqlite.take_ids(connection, "order", 7)
        assert sqlite.fold(database.writer) > 0, "what somebody reads stays in the log"
        assert taken_in_the_file_alone() == 1
    assert sqlite.fold(database.writer) == 0
    assert taken_in_the_file_alone() == 8


def test_a_replaced_file_is_noticed(database: Database) -> None:
    database.require_same_file()
    database.path.rename(database.path.with_name("b.shop"))
    with pytest.raises(FileReplaced):
        database.require_same_file()
    database.path.touch()
    with pytest.raises(FileReplaced):
        database.require_same_file()


def test_every_journaled_class_has_a_name_and_parents_rank_before_children() -> None:
    assert set(CLASSES) == set(Entity) == set(RANKS)
    assert len(ENTITIES) == len(CLASSES)
    for entity, mapped in CLASSES.items():
        for foreign_key in mapped.__table__.foreign_keys:
            parent = next(one for one in CLASSES if CLASSES[one].__table__ is foreign_key.column.table)
            assert RANKS[parent] < RANKS[entity] or parent is entity  # a row may name another of its own kind
