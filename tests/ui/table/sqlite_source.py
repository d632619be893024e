"""A real, small source for the table: an SQLite file, one reader thread, a materialised order per snapshot."""

from __future__ import annotations

import itertools
import random
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from services.types import Filter, TableRequest
from ui.table.source import IdSet, Row, RowRange, Total

T = TypeVar("T")
COLUMNS = (
    "number", "status", "buyer", "product", "variant", "quantity", "paid", "profit", "margin",
    "platform", "flag", "urgent", "paid_at", "province", "phone", "note", "postage", "discount", "weight", "sku",
)  # fmt: skip
SUMS = ("quantity", "paid", "profit")
STATUSES = ("unpaid", "paid", "shipped", "completed", "closed", "refund")
PLATFORMS = ("taobao", "douyin", "pinduoduo", "jd", "shopify")
_BUYERS = ("许知夏", "冯立行", "欧阳可欣", "孙浩然", "刘思远", "沈清如", "吴佳琪", "赵一鸣")
_PRODUCTS = (
    ("山茶花香薰蜡烛", "200g"),
    ("亚麻围裙", "燕麦色"),
    ("黑胡桃木托盘", "大号"),
    ("复古黄铜勺", "3支装"),
    ("手冲咖啡滤杯", "01"),
)


def make_shop(path: Path, rows: int, seed: int = 7) -> Path:
    """An orders table of `rows` rows with ids 1…rows; the same seed makes the same file."""
    chance = random.Random(seed)
    with closing(sqlite3.connect(path)) as connection:
        kinds = ", ".join(f"{name} {'TEXT' if name not in _NUMBERS else 'INTEGER'}" for name in COLUMNS)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"CREATE TABLE orders (id INTEGER PRIMARY KEY, currency TEXT, {kinds})")
        marks = ", ".join("?" * (len(COLUMNS) + 2))
        connection.executemany(f"INSERT INTO orders VALUES ({marks})", _orders(rows, chance))
        connection.commit()
    return path


_NUMBERS = frozenset(("quantity", "paid", "profit", "margin", "urgent", "paid_at", "postage", "discount", "weight"))


def _orders(rows: int, chance: random.Random) -> Iterable[tuple[Any, ...]]:
    for number in range(1, rows + 1):
        product, variant = chance.choice(_PRODUCTS)
        paid = chance.randrange(1000, 90000)
        profit = paid * chance.randrange(-50, 480) // 1000
        yield (
            number, "CNY" if number % 50 else "USD", f"2611{number:014d}", chance.choice(STATUSES),
            chance.choice(_BUYERS), product, variant, chance.randrange(1, 5), paid, profit, profit * 1000 // paid,
            chance.choice(PLATFORMS), chance.choice(("none", "red", "green")), number % 2, 1_790_000_000_000 + number,
            "浙江省", f"139{number:08d}", None if number % 3 else f"note {number}", 600, 0, 350,
            f"SKU-{number % 97:03d}",
        )  # fmt: skip


@dataclass(frozen=True)
class SqliteSummary:
    """Count and totals of an order."""

    count: int
    totals: dict[str, Total]


@dataclass(frozen=True)
class Ranges:
    """Ids as inclusive ranges."""

    ranges: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return sum(last - first + 1 for first, last in self.ranges)

    def __iter__(self) -> Any:
        return itertools.chain.from_iterable(range(first, last + 1) for first, last in self.ranges)


class SqliteShop:
    """Opens snapshots on one reader thread; `gate` holds the thread up until it is set."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.opened: list[SqliteSnapshot] = []
        self.fetches: list[tuple[int, int]] = []
        self.lacking: frozenset[str] = frozenset()
        self.gate = threading.Event()
        self.gate.set()
        self._numbers = itertools.count(1)
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="table-reader")
        self._connection: sqlite3.Connection | None = None

    def open(self, request: TableRequest) -> SqliteSnapshot:
        """A new snapshot of the orders."""
        snapshot = SqliteSnapshot(self, request, f"order_{next(self._numbers)}")
        self.opened.append(snapshot)
        return snapshot

    def submit(self, work: Callable[[sqlite3.Connection], T], snapshot: SqliteSnapshot) -> Future[T]:
        """Run on the reader thread."""
        return self._thread.submit(self._run, work, snapshot)

    def _run(self, work: Callable[[sqlite3.Connection], T], snapshot: SqliteSnapshot) -> T:
        self.gate.wait(30)
        if snapshot.is_closed:
            raise CancelledError
        if self._connection is None:
            self._connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, check_same_thread=False)
        return work(self._connection)

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Change the file from outside, as a command would."""
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute(sql, parameters)
            connection.commit()

    def scalar(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """One value, read past the table."""
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(sql, parameters).fetchone()[0]

    def close(self) -> None:
        """End the reader thread."""
        self.gate.set()
        self._thread.shutdown(wait=True)
        if self._connection is not None:
            self._connection.close()


class SqliteSnapshot:
    """One materialised order; fulfils `ui.table.source.Snapshot`."""

    def __init__(self, shop: SqliteShop, request: TableRequest, name: str) -> None:
        self.columns, self.lacking = COLUMNS, shop.lacking
        self.is_closed = self.is_holding = False
        self._shop = shop
        self._name = name
        self._where, self._parameters = _condition(request)
        terms = [f"{key} {'DESC' if descending else 'ASC'}" for key, descending in request.sort]
        self._order = ", ".join([*terms, "id"])
        self.first: Future[list[Row]] = shop.submit(self._read_first, self)
        self.ready: Future[SqliteSummary] = shop.submit(self._build, self)

    def hold_others(self) -> None:
        self.is_holding = True

    def shown(self) -> None:
        self.is_holding = False

    def fetch(self, first_row: int, count: int) -> Future[list[Row | None]]:
        def read(connection: sqlite3.Connection) -> list[Row | None]:
            self._shop.fetches.append((first_row, count))
            sql = f"SELECT o.id, {_names('o.')} FROM temp.{self._name} v LEFT JOIN orders o ON o.id = v.id"
            rows = connection.execute(
                f"{sql} WHERE v.rowid BETWEEN ? AND ? ORDER BY v.rowid", (first_row + 1, first_row + count)
            )
            return [row if row[0] is not None else None for row in rows]

        return self._shop.submit(read, self)

    def ids(self, ranges: Sequence[RowRange]) -> Future[Ranges]:
        def read(connection: sqlite3.Connection) -> Ranges:
            found: list[int] = []
            for first, last in ranges:
                sql = f"SELECT id FROM temp.{self._name} WHERE rowid BETWEEN ? AND ?"
                found += [row[0] for row in connection.execute(sql, (first + 1, last + 1))]
            return Ranges(_merged(found))

        return self._shop.submit(read, self)

    def ids_in_order(self, ranges: Sequence[RowRange], at_most: int) -> Future[list[int]]:
        def read(connection: sqlite3.Connection) -> list[int]:
            found: list[int] = []
            for first, last in sorted(ranges):
                sql = f"SELECT id FROM temp.{self._name} WHERE rowid BETWEEN ? AND ? ORDER BY rowid"
                found += [row[0] for row in connection.execute(sql, (first + 1, last + 1))]
            return found[:at_most]

        return self._shop.submit(read, self)

    def row_of(self, row_id: int) -> Future[int | None]:
        def read(connection: sqlite3.Connection) -> int | None:
            row = connection.execute(f"SELECT rowid - 1 FROM temp.{self._name} WHERE id = ?", (row_id,)).fetchone()
            return None if row is None else row[0]

        return self._shop.submit(read, self)

    def rows_of(self, ids: IdSet) -> Future[list[RowRange]]:
        def read(connection: sqlite3.Connection) -> list[RowRange]:
            connection.execute(f"CREATE INDEX IF NOT EXISTS temp.{self._name}_id ON {self._name} (id)")
            found: list[int] = []
            for first, last in ids.ranges:
                sql = f"SELECT rowid - 1 FROM temp.{self._name} WHERE id BETWEEN ? AND ?"
                found += [row[0] for row in connection.execute(sql, (first, last))]
            return list(_merged(found))

        return self._shop.submit(read, self)

    def totals(self, ranges: Sequence[RowRange]) -> Future[SqliteSummary]:
        def read(connection: sqlite3.Connection) -> SqliteSummary:
            # A table and not a condition: SQLite refuses an OR of more than a thousand terms.
            connection.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (first INTEGER, last INTEGER)")
            connection.execute("DELETE FROM temp.chosen")
            connection.executemany("INSERT INTO temp.chosen VALUES (?, ?)", [(a + 1, b + 1) for a, b in ranges])
            ids = f"SELECT v.id FROM temp.chosen c JOIN temp.{self._name} v ON v.rowid BETWEEN c.first AND c.last"
            return _summed(connection, f"id IN ({ids})", ())

        return self._shop.submit(read, self)

    def close(self) -> None:
        self.is_closed = True

    def _read_first(self, connection: sqlite3.Connection) -> list[Row]:
        sql = f"SELECT id, {_names()} FROM orders WHERE {self._where} ORDER BY {self._order} LIMIT 200"
        return connection.execute(sql, self._parameters).fetchall()

    def _build(self, connection: sqlite3.Connection) -> SqliteSummary:
        sql = f"CREATE TEMP TABLE {self._name} AS SELECT id FROM orders WHERE {self._where} ORDER BY {self._order}"
        connection.execute(sql, self._parameters)
        return _summed(connection, self._where, self._parameters)


def _summed(connection: sqlite3.Connection, where: str, parameters: tuple[Any, ...]) -> SqliteSummary:
    sums = ", ".join(f"sum({name})" for name in SUMS)
    sql = f"SELECT currency, count(*), {sums} FROM orders WHERE {where} GROUP BY currency ORDER BY currency"
    rows = connection.execute(sql, parameters).fetchall()
    totals: dict[str, Total] = {"quantity": (("", sum(row[2] for row in rows)),)}
    for place, name in enumerate(SUMS[1:], start=3):
        totals[name] = tuple((row[0], row[place]) for row in rows)
    return SqliteSummary(sum(row[1] for row in rows), totals)


def _condition(request: TableRequest) -> tuple[str, tuple[Any, ...]]:
    parts, parameters = ["1"], []
    if request.search:
        parts.append("(number LIKE ? OR buyer LIKE ?)")
        parameters += [f"%{request.search}%"] * 2
    if request.view != "all":
        parts.append("status = ?")
        parameters.append(request.view)
    for one in request.filters:
        sql, values = _filtered(one)
        parts.append(sql)
        parameters += values
    return " AND ".join(parts), tuple(parameters)


def _filtered(one: Filter) -> tuple[str, list[Any]]:
    if one.operator == "contains":
        return f"{one.key} LIKE ?", [f"%{one.values[0]}%"]
    if one.operator == "between":
        return f"{one.key} BETWEEN ? AND ?", [int(value) for value in one.values]
    return f"{one.key} IN ({', '.join('?' * len(one.values))})", list(one.values)


def _names(prefix: str = "") -> str:
    return ", ".join(prefix + name for name in COLUMNS)


def _merged(numbers: list[int]) -> tuple[tuple[int, int], ...]:
    ranges: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return tuple(ranges)
