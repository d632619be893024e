"""What the program writes for a shipped order, written by hand: prepared statements, values at hand, nothing derived.

The order, its entries in the stock ledger, levels, totals and promises, its line in the list, the day's figures, the
postings of the day, and the journal with the values before and after. One transaction, as durable as ours.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from lines import Took, took

_FAR = 1 << 61  # above every id the program gives
_OF_ORDER = """SELECT l.id, l.sku_id, l.sku_quantity, o.ordered_on FROM order_line l JOIN orders o ON o.id = l.order_id
 WHERE o.id = ? AND l.sku_id IS NOT NULL"""
_ORDER = """UPDATE orders SET status = 'shipped', tracking_no = 'HAND' || id, courier = 'x', shipped_at = ?,
 tracking_entered_at = ?, base = '{}', version = version + 1 WHERE id = ?"""
_ENTRY = """INSERT INTO stock_entry(id, sku_id, at, "on", kind, quantity, place_id, condition, order_id, order_line_id,
 value_minor, settled_minor, late_minor, unknown, owed, pending, balance, balance_minor, balance_unknown)
 VALUES(?, ?, ?, ?, 'sale', ?, 1, 'good', ?, ?, -100, 0, 0, 0, 0, 0, 10, 1000, 0)"""
_LEVEL = "UPDATE stock_level SET quantity = quantity - ? WHERE sku_id = ?"
_TOTAL = """UPDATE sku_stock SET on_hand = on_hand - ?, reserved = reserved - ?, value_minor = value_minor - 100,
 last_at = ?, last_out_at = ? WHERE sku_id = ?"""
_PROMISE = "DELETE FROM stock_reservation WHERE order_line_id = ?"
_SUMMARY = "UPDATE order_summary SET search = search || ' hand' WHERE order_id = ?"
_SALES = "UPDATE daily_sales SET orders = orders + 0, paid_minor = paid_minor + 1 WHERE day = ?"
_POSTED = """UPDATE ledger_posting SET documents = documents + 1, amount_minor = amount_minor + 1
 WHERE day = ? AND source = 'orders'"""
_WORTH = "UPDATE stock_day SET value_minor = value_minor - 100, entries = entries + 1 WHERE day = ? AND kind = 'sale'"
_OPERATION = """INSERT INTO operation(root_id, kind, code, label, source, at, schema_version)
 VALUES(NULL, 'do', 'hand', '{}', 'bench', ?, 1)"""
_CHANGE = """INSERT INTO change(op_id, entity, row_id, last_id, kind, "before", "after")
 VALUES(?, 'order', ?, ?, 'update', ?, ?)"""
_BEFORE = json.dumps({"status": "paid", "tracking_no": None, "courier": None, "shipped_at": None, "version": 1})
_AFTER = json.dumps({"status": "shipped", "tracking_no": "HAND1", "courier": "x", "shipped_at": 1, "version": 2})


@dataclass(frozen=True, slots=True)
class Parcel:
    """An order and what is in it, read beforehand."""

    order_id: int
    day: str
    lines: tuple[tuple[int, int, int], ...]


def parcels(path: Path, order_ids: Sequence[int]) -> list[Parcel]:
    """Read, not measured, what is to be written."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
        return list(_read(raw, order_ids))


def _read(raw: sqlite3.Connection, order_ids: Sequence[int]) -> Iterator[Parcel]:
    for order_id in order_ids:
        rows = raw.execute(_OF_ORDER, (order_id,)).fetchall()
        day = rows[0][3] if rows else "2026-01-01"
        yield Parcel(order_id, day, tuple((line, sku, pieces) for line, sku, pieces, _day in rows))


def shipped(path: Path, groups: Sequence[Sequence[Parcel]]) -> tuple[list[Took[None]], Took[None]]:
    """Each group in a transaction of its own, as durable as the program's (WAL, synchronous FULL), and with as long a
    log before a commit folds it into the file; last what folding it takes.
    """
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32768", "wal_autocheckpoint=4000"):
        raw.execute(f"PRAGMA {pragma}")
    times = [took(lambda group=group: _write(raw, group)) for group in groups]  # type: ignore[misc]
    folded = took(lambda: _fold(raw))
    raw.close()
    return times, folded


def _fold(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()


def _write(raw: sqlite3.Connection, group: Sequence[Parcel]) -> None:
    now = int(time.time() * 1000)
    today = time.strftime("%Y-%m-%d")
    raw.execute("BEGIN IMMEDIATE")
    operation = raw.execute(_OPERATION, (now,)).lastrowid
    raw.executemany(_ORDER, [(now, now, one.order_id) for one in group])
    lines = [(one, *line) for one in group for line in one.lines]
    raw.executemany(
        _ENTRY, [(_FAR + line, sku, now, today, -pieces, one.order_id, line) for one, line, sku, pieces in lines]
    )
    raw.executemany(_LEVEL, [(pieces, sku) for _one, _line, sku, pieces in lines])
    raw.executemany(_TOTAL, [(pieces, pieces, now, now, sku) for _one, _line, sku, pieces in lines])
    raw.executemany(_PROMISE, [(line,) for _one, line, _sku, _pieces in lines])
    raw.executemany(_SUMMARY, [(one.order_id,) for one in group])
    raw.executemany(_SALES, [(day,) for day in {one.day for one in group}])
    raw.execute(_POSTED, (today,))
    raw.execute(_WORTH, (today,))
    raw.executemany(_CHANGE, [(operation, one.order_id, one.order_id, _BEFORE, _AFTER) for one in group])
    raw.execute("COMMIT")
