"""Everything that only SQLite understands: opening, pragmas, locks, temporary orders, the n-gram index.

Settings and their reasons were measured: WAL with ``synchronous=FULL`` lost no acknowledged
commit in simulated power cuts, ``BEGIN IMMEDIATE`` loses no update, and one writing connection
that also does every checkpoint keeps clear of SQLite's WAL-reset race (before 3.51.3).
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import quote

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Engine,
    LargeBinary,
    Select,
    String,
    Text,
    column,
    create_engine,
    event,
    insert,
    select,
    table,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from models.base import Base
from models.dialects import compiling, timing
from models.dialects.prepared import run_text

APPLICATION_ID = 0x5A47554C  # "ZGUL", so that the file can be told from any other database
BUSY_TIMEOUT_S = 10
_WATCH, _BEGAN, _STATE = "watch", "state at the beginning", "state seen"  # in a reading connection's info
_WRITER = "written_by"
_WRITTEN_BY = re.compile(rf"CREATE VIEW {_WRITER} AS SELECT '(?P<program>[0-9A-Za-z.+-]{{1,32}})' AS program")
_KEPT_STATEMENTS = 500  # one edit of an order takes some seventy, and what is not kept is parsed again each time

_WRITER_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,
    "wal_autocheckpoint": 4000,  # pages, 16 MB: the window folds the log in sooner, while nobody waits
    "journal_size_limit": 16_777_216,
    "cache_size": -16_384,
}

# Each reader keeps a megabyte of pages, the system all it has room for; a temporary table is the order of a list, of
# which each page is read once. With twice that and eight times that, four readers held six megabytes more.
_READER_PRAGMAS = (
    "trusted_schema=OFF", "temp_store=DEFAULT", "cache_size=-1024", "temp.cache_size=-256", "mmap_size=0",
)  # fmt: skip

_JSON = json.JSONEncoder(ensure_ascii=False)

# What is searched by text: contentless, without positions, because every hit is checked against the text itself.
_INDEXES = ("order_ngrams", "sku_ngrams")


@compiles(BigInteger, "sqlite")
@compiles(Boolean, "sqlite")
def _integer(_type: object, _compiler: object, **_kw: object) -> str:
    return "INTEGER"


@compiles(String, "sqlite")
@compiles(Text, "sqlite")
@compiles(JSON, "sqlite")
def _text(_type: object, _compiler: object, **_kw: object) -> str:
    return "TEXT"


@compiles(LargeBinary, "sqlite")
def _blob(_type: object, _compiler: object, **_kw: object) -> str:
    return "BLOB"


def open_writer(path: Path) -> Engine:
    """The one writing connection of a shop file; it must exist (a missing stick never makes an empty shop)."""
    engine = create_engine(
        compiling.ADDRESS,
        creator=_opener(path, "rw"),
        poolclass=QueuePool,
        pool_size=1,
        max_overflow=0,
        json_serializer=json_text,
        hide_parameters=True,  # what is in them shall be in no log and no crash report
        execution_options={"compiled_cache": compiling.COMPILED},
    )

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: object) -> None:
        for name, value in _WRITER_PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
            (found,) = connection.execute(f"PRAGMA {name}").fetchone() or (None,)
            if found is not None and str(found) != str(value):
                raise sqlite3.OperationalError(f"PRAGMA {name} is {found}, not {value}")

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def offer(engine: Engine, functions: Mapping[str, Callable[..., Any]]) -> None:
    """Let SQL on every connection of the engine call these functions, whatever they are given."""

    @event.listens_for(engine, "connect")
    def _offer(connection: sqlite3.Connection, _record: object) -> None:
        _create(connection, functions)


def offer_on(connection: Connection, functions: Mapping[str, Callable[..., Any]]) -> None:
    """Let SQL on this one connection call these functions: that of a migration comes from no engine of ours."""
    _create(cast("sqlite3.Connection", connection.connection.driver_connection), functions)


def _create(connection: sqlite3.Connection, functions: Mapping[str, Callable[..., Any]]) -> None:
    for name, function in functions.items():
        connection.create_function(name, -1, function)


def open_reader(path: Path, *, immutable: bool = False) -> Engine:
    """Read-only connections; each sees one stable snapshot per transaction and may hold temporary tables.

    A closed file in a folder that cannot be written is opened as immutable by itself: SQLite
    could not make the side files there that it otherwise needs even for reading.
    """
    engine = create_engine(
        compiling.ADDRESS,
        creator=_opener(path, "ro", immutable=immutable or _lies_still(path)),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
        json_serializer=json_text,
        hide_parameters=True,  # what is in them shall be in no log and no crash report
        execution_options={"compiled_cache": compiling.COMPILED},
    )

    watch = Watch(_opener(path, "ro", immutable=immutable or _lies_still(path)))

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
        record.info[_WATCH] = watch
        for statement in _READER_PRAGMAS:
            connection.execute(f"PRAGMA {statement}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.info[_BEGAN] = watch.state()
        connection.exec_driver_sql("BEGIN")

    event.listen(engine, "engine_disposed", lambda _engine: watch.close())
    return engine


class Watch:
    """Numbers the states of a file for all its reading connections; `kept` is what they keep for each other.

    Each connection counts for itself how often others changed the file, and such numbers of two connections say nothing
    about each other. So one connection that does nothing else is asked on behalf of all.
    """

    def __init__(self, opened: Callable[[], sqlite3.Connection]) -> None:
        self.kept: dict[str, Any] = {}
        self.lock = threading.Lock()
        self._opened = opened
        self._connection: sqlite3.Connection | None = None

    def state(self) -> int | None:
        """The number of the file's state at this moment; whatever is committed to it, by anybody, counts it up.

        None where the file cannot be read, which whoever asks will be told by what he reads himself.
        """
        with self.lock:
            try:
                if self._connection is None:
                    self._connection = self._opened()
                return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error:
                return None

    def close(self) -> None:
        """Let go of the file."""
        with self.lock:
            self.kept.clear()
            if self._connection is not None:
                self._connection.close()
                self._connection = None


def forget(engine: Engine) -> None:
    """Let go of what a closed engine has worked out of types: compiled statements that stay hold its dialect.

    The name is the library's own business: where another version has none, more memory is held and nothing fails.
    """
    getattr(engine.dialect, "_type_memos", {}).clear()


def path_of(connection: Connection) -> Path:
    """The file a connection reads and writes."""
    statement = "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
    return Path(os.fsdecode(connection.exec_driver_sql(statement).scalar_one()))  # bytes, as names may be no text


def create_schema(connection: Connection) -> None:
    """All tables of the current layout, STRICT, and the n-gram indexes."""
    for statement in compiling.schema_statements():
        connection.exec_driver_sql(statement)
    for name in _INDEXES:
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {name} USING fts5(grams, content='', detail=none, columnsize=0)"
        )


def schema_of(connection: Connection) -> dict[str, str]:
    """Name → definition of every table and index, for comparing two files."""
    rows = connection.exec_driver_sql(
        "SELECT name, sql FROM sqlite_schema"
        " WHERE type IN ('table', 'index') AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY name"
    )
    return {name: " ".join(sql.split()) for name, sql in rows}


def lacking_tables(connection: Connection) -> list[str]:
    """Tables of the current layout that the file does not have."""
    there = set(connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").scalars())
    return sorted({*Base.metadata.tables, *_INDEXES} - there)


def read_stamp(connection: Connection) -> tuple[int, int]:
    """The file's (application id, layout version)."""
    application = connection.exec_driver_sql("PRAGMA application_id").scalar_one()
    version = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return int(application), int(version)


def write_stamp(connection: Connection, version: int) -> None:
    """Mark the file as a shop of this layout version."""
    connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={int(version)}")


def note_writer(connection: Connection, program: str) -> None:
    """Keep in the file which version of the program gave it its layout, for an older one that cannot read it.

    It stands in a view, which no layout counts: an older layout needs nothing for it, and a later one keeps it where an
    older program looks, whatever its tables are.
    """
    said = f"CREATE VIEW {_WRITER} AS SELECT '{program}' AS program"
    if _WRITTEN_BY.fullmatch(said) is None:
        raise ValueError(program)
    connection.exec_driver_sql(f"DROP VIEW IF EXISTS {_WRITER}")
    connection.exec_driver_sql(said)


def read_writer(connection: Connection) -> str | None:
    """The version `note_writer` kept; None where none is said.

    The view is read and not asked: what a file from elsewhere would have it do is not done.
    """
    statement = f"SELECT sql FROM sqlite_schema WHERE type = 'view' AND name = '{_WRITER}'"
    found = _WRITTEN_BY.fullmatch(str(connection.exec_driver_sql(statement).scalar()))
    return found["program"] if found is not None else None


def structure_problems(connection: Connection, *, thorough: bool) -> list[str]:
    """What SQLite finds wrong with the file's pages, indexes and foreign keys; empty when sound."""
    pragma = "integrity_check" if thorough else "quick_check"
    found = [row[0] for row in connection.exec_driver_sql(f"PRAGMA {pragma}(20)") if row[0] != "ok"]
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchmany(20)
    return found + [f"{row[0]} #{row[1]} → {row[2]}" for row in broken]


def take_ids(connection: Connection, entity: str, count: int) -> int:
    """Reserve `count` consecutive ids of an entity and return the first."""
    taken = run_text(
        connection,
        "INSERT INTO id_counter(entity, next_id) VALUES(?, 1 + ?)"
        " ON CONFLICT(entity) DO UPDATE SET next_id = next_id + ? RETURNING next_id - ?",
        (entity, count, count, count),
    )
    with closing(taken):
        return int(taken.fetchall()[0][0])


def index_grams(
    connection: Connection, index: str, rows: Sequence[tuple[int, str]], mode: Literal["add", "remove"]
) -> None:
    """Add or remove (row id, n-gram text) pairs; a removal must repeat the text that was added."""
    if mode == "add":
        statement = f"INSERT INTO {index}(rowid, grams) VALUES(?, ?)"
    else:
        statement = f"INSERT INTO {index}({index}, rowid, grams) VALUES('delete', ?, ?)"
    if rows:
        run_text(connection, statement, rows, many=True).close()


def clear_grams(connection: Connection, index: str) -> None:
    """Empty an n-gram index before it is rebuilt."""
    connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES('delete-all')")


def materialise(connection: Connection, name: str, orders: Iterable[Select[Any]]) -> None:
    """Write the ids of results, one after the other, into a temporary table, where rowid is the row number.

    All of the work happens inside SQLite without Python, so it can be interrupted and does
    not hold up other threads.
    """
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{name}")
    connection.exec_driver_sql(f"CREATE TEMP TABLE {name} (id INTEGER)")
    for order in orders:
        connection.execute(insert(table(name, column("id"), schema="temp")).from_select(["id"], order))


def defer_foreign_keys(connection: Connection) -> None:
    """Check foreign keys at the end of this transaction instead of after every statement."""
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")


def park(connection: Connection, table: str, columns: Sequence[str], row_id: int) -> None:
    """Put values nobody else has into a row's unique columns, until it gets its real ones."""
    settings = ", ".join(
        f'"{name}" = CASE typeof("{name}") WHEN \'integer\' THEN -1 - id ELSE char(1) || id END' for name in columns
    )
    connection.exec_driver_sql(f'UPDATE "{table}" SET {settings} WHERE id = ?', (row_id,))


def data_version(connection: Connection) -> int:
    """A number that is another one once anybody else wrote to the file, as this connection's transaction sees it.

    It begins a transaction's look at the file, if nothing did. Numbers of two connections say nothing about each other.
    """
    return int(connection.exec_driver_sql("PRAGMA data_version").scalar_one())


def watch_of(connection: Connection) -> Watch | None:
    """What a connection that only reads (`open_reader`) has in common with the others of its file; else None."""
    watch: Watch | None = connection.info.get(_WATCH)
    return watch


def state_seen(connection: Connection) -> int | None:
    """The number (`Watch.state`) of the file's state that this reading connection's transaction sees.

    None where somebody wrote since the transaction began: nobody can tell whether before or after its first look.
    """
    own, watch = data_version(connection), watch_of(connection)
    known: tuple[int, int | None] | None = connection.info.get(_STATE)
    if watch is not None and (known is None or known[0] != own or known[1] is None):
        now = watch.state()  # None is no state, and two of them are not the same
        known = connection.info[_STATE] = (own, now if connection.info.get(_BEGAN) == now else None)
    return known[1] if known is not None else None


def said(connection: Connection, statement: Select[Any]) -> tuple[Hashable, ...]:
    """What a statement is made of, and its values: two that are equal ask the same.

    It is the key under which SQLAlchemy keeps the text it made of a statement: to make the text again for each question
    took longer than many an answer.
    """
    made = statement._generate_cache_key()
    if made is not None:
        return (made.key, *(repr(bound.effective_value) for bound in made.bindparams))
    compiled = statement.compile(dialect=connection.dialect)
    return (str(compiled), *((name, repr(value)) for name, value in sorted(compiled.params.items())))


def index_order(connection: Connection, name: str) -> None:
    """Let a materialised order be searched by id; made only when somebody asks where ids stand in it."""
    connection.exec_driver_sql(f"CREATE INDEX IF NOT EXISTS temp.{name}_id ON {name}(id)")


def interrupt(connection: Connection) -> None:
    """Stop what the connection is doing now, from any thread."""
    raw = connection.connection.dbapi_connection
    if isinstance(raw, sqlite3.Connection):
        raw.interrupt()


def is_connected(engine: Engine) -> bool:
    """Whether the engine keeps an open connection at the moment."""
    return isinstance(engine.pool, QueuePool) and engine.pool.checkedin() > 0


def fold(engine: Engine) -> int:
    """Move into the file what of the write-ahead log no reader needs any more; how many pages that left in the log.

    Never 0 where another program folds at this moment. Waits for nobody. A commit is as safe before as after it: every
    one is on the disk with the log it was written to.
    """
    raw = engine.raw_connection()
    try:
        busy, pages, moved = raw.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        return max(int(pages) - int(moved), int(busy))
    finally:
        raw.close()


def checkpoint(engine: Engine) -> None:
    """Move the whole write-ahead log into the file, so that the file alone is complete."""
    raw = engine.raw_connection()  # outside any transaction, which a Connection would begin
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        raw.close()


def compact(engine: Engine) -> bool:
    """Write the file anew without what was deleted, in its pages, its search indexes and its log.

    False where a reader held the log, so that it will only be emptied when the file is closed.
    """
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        for name in _INDEXES:
            cursor.execute(f"INSERT INTO {name}({name}) VALUES('optimize')")
        cursor.execute("VACUUM")
        busy, _pages, _moved = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy
    finally:
        raw.close()


def copy_into(connection: Connection, target: Path) -> None:
    """Write a compact, consistent copy of the open file to `target`, which must be empty or absent."""
    connection.exec_driver_sql("VACUUM INTO ?", (str(target),))


def error_code(error: BaseException) -> int | None:
    """SQLite's extended result code of a database error, or None where it is not SQLite's."""
    original = getattr(error, "orig", error)
    code = getattr(original, "sqlite_errorcode", None)
    return code if isinstance(code, int) else None


def json_text(value: Any) -> str:
    """JSON as the file holds it. One form for every writer, so that equal values are equal texts."""
    return _JSON.encode(value)


def _lies_still(path: Path) -> bool:
    """Whether nobody has the file open and its folder cannot be written."""
    side_files = (path.with_name(path.name + suffix) for suffix in ("-wal", "-shm"))
    return not os.access(path.parent, os.W_OK) and not any(side.exists() for side in side_files)


def _opener(path: Path, mode: str, *, immutable: bool = False) -> Any:
    suffix = "&immutable=1" if immutable else ""
    # quote(): a folder named 'shop #1 100%?x' must not end the path (an empty file would be opened instead).
    address = f"file:{quote(os.fsencode(path))}?mode={mode}{suffix}"

    def opened() -> sqlite3.Connection:
        return sqlite3.connect(
            address,
            uri=True,
            timeout=BUSY_TIMEOUT_S,
            check_same_thread=False,
            cached_statements=_KEPT_STATEMENTS,
            isolation_level=None,
            factory=timing.connection_class(),
        )

    return opened


def ngram_hits(index: str, expression: str) -> Select[Any]:
    """The row ids whose n-grams fulfil the expression (`services.text.grams_query`)."""
    ngrams = table(index, column("rowid"), column(index))
    return select(ngrams.c.rowid).where(ngrams.c[index].op("MATCH")(expression))
