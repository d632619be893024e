"""The order list as the window asks for it: first rows, whole order, jumps, beside raw SQLite and its own shell."""

from __future__ import annotations

import random
import sqlite3
import statistics
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from lines import Given, Line, Took, took, typical
from measuring import percentile

from services import memory
from services.kernel.paging import Snapshot
from services.kernel.table_query import Filter, TableRequest
from services.orders.listing import ORDER_LIST
from services.set_up import ShopFacts
from services.shop import Shop
from ui.home import Home
from ui.pages.orders.columns import columns, read_keys

SPECS = columns(Home(ShopFacts("Bench", False, "CNY", "Asia/Shanghai")))  # of which only the keys are asked
READ_KEYS = read_keys(SPECS)
FIRST_MS, WHOLE_MS = 100.0, 1_000.0
JUMPS = 200
SHELL = "sqlite3 CLI"

RAW = """SELECT o.id, o.external_no, o.status, o.refund_status, o.flag, o.buyer, s.title, s.variant, s.pieces,
 o.paid_minor, c.name, o.ordered_at, o.receiver, o.province, o.tracking_no, o.buyer_note
 FROM orders o LEFT JOIN order_summary s ON s.order_id = o.id LEFT JOIN channel c ON c.id = o.channel_id
 {} LIMIT 200"""
NEWEST = RAW.format("ORDER BY o.ordered_at DESC, o.id DESC")


def requests(path: Path) -> dict[str, tuple[TableRequest, str]]:
    """What people ask of the table, and what they would ask a database browser; numbers are those of some order."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
        middle = raw.execute(
            "SELECT id FROM orders WHERE channel_id = 1 AND id > (SELECT max(id) / 2 FROM orders) LIMIT 1"
        ).fetchone()[0]
        number, tail, title, buyer, found = raw.execute(
            "SELECT external_no, phone_tail, title, receiver, search FROM orders"
            " JOIN order_summary ON order_id = id WHERE id = ?",
            (middle,),
        ).fetchone()
    letters = [word for word in found.split() if word.isascii() and word.isalpha()]
    wanted = {"as it opens": (TableRequest(), "ORDER BY o.ordered_at DESC")}
    for key, column in (("paid", "o.paid_minor"), ("buyer", "o.buyer"), ("status", "o.status"),
                        ("pieces", "s.pieces"), ("title", "s.title"), ("province", "o.province"),
                        ("tracking_no", "o.tracking_no")):  # fmt: skip
        wanted[f"sort by {key}"] = (TableRequest(sort=((key, False),)), f"ORDER BY {column}")
    for view, condition in (("to_ship", "o.status = 'paid'"), ("completed", "o.status = 'completed'")):
        wanted[f"view {view}"] = (TableRequest(view=view), f"WHERE {condition} ORDER BY o.ordered_at DESC")
    between = Filter("paid", "between", ("5000", "6000"))
    wanted["filter paid 50–60"] = (TableRequest(filters=(between,)), "WHERE o.paid_minor BETWEEN 5000 AND 6000")
    for name, typed, column in (
        ("two characters of a product", title[-2:], "s.title"),
        ("two characters of a name", buyer[:2], "o.receiver"),
        ("pinyin initials", letters[0], "s.search"),
        ("phone tail", tail, "o.phone"),
        ("end of an order number", number[-6:], "o.external_no"),
        ("no such text", "zzzzqq", "s.search"),
    ):
        wanted[f"search {name}"] = (TableRequest(search=typed), f"WHERE {column} LIKE '%{typed}%'")
    return wanted


def measure(given: Given) -> list[Line]:
    """Every question once warm, and two hundred jumps; as in the window, where no search for garbage comes between."""
    with memory.not_collecting():
        return _measured(given.shop)


def _measured(path: Path) -> list[Line]:
    raw = _raw(path, NEWEST)
    lines = []
    with Shop.open(path, read_only=True) as shop:
        open_table(shop, TableRequest(view="to_ship"))  # the first statement of a process is compiled
        for name, (request, rest) in requests(path).items():
            first, ready, rows = open_table(shop, request)
            peer = shell(path, RAW.format(rest))
            lines += [
                Line(f"{name}: first rows", first.clock, busy=first.busy, floor=raw.clock, floor_busy=raw.busy,
                     least="newest 200 on sqlite3", peer=peer, instead=SHELL if peer else "no sqlite3 CLI here",
                     most=FIRST_MS, note=f"{rows:,} rows"),
                Line(f"{name}: whole order and totals", ready.clock, busy=ready.busy, most=WHOLE_MS),
            ]  # fmt: skip
        lines.append(every_column(shop, raw))
        jumps, floors = jump_times(shop), raw_jumps(path)
    for name, of in (("median", statistics.median), ("99th percentile", lambda values: percentile(values, 0.99))):
        lines.append(
            Line(f"jump anywhere, {name}", of([one.clock for one in jumps]), busy=None, floor=of(floors),
                 least="100 orders by id on sqlite3", most=FIRST_MS)
        )  # fmt: skip
    return lines


def every_column(shop: Shop, raw: Took[object]) -> Line:
    """The slowest of all columns the window can sort by, up and down; a name or an address is not among them."""
    found = {
        f"{spec.key} {'down' if is_down else 'up'}": first_rows(shop, TableRequest(sort=((spec.key, is_down),)))
        for spec in SPECS
        for is_down in (False, True)
    }
    slowest = max(found, key=lambda one: found[one].clock)
    return Line(f"sort by any of {len(SPECS)} columns, the slowest: first rows", found[slowest].clock,
                busy=found[slowest].busy, floor=raw.clock, floor_busy=raw.busy, least="newest 200 on sqlite3",
                most=FIRST_MS, note=slowest)  # fmt: skip


def first_rows(shop: Shop, request: TableRequest) -> Took[None]:
    """To the first rows; the rest is not waited for."""

    def shown() -> None:
        snapshots.append(shop.table(ORDER_LIST, request, READ_KEYS))
        snapshots[0].first.result()

    snapshots: list[Snapshot] = []
    found = took(shown)
    snapshots[0].close()
    return found


def open_table(shop: Shop, request: TableRequest) -> tuple[Took[None], Took[None], int]:
    """(to the first rows, to the whole order with totals, how many rows)."""
    snapshots = []

    def first() -> None:
        snapshots.append(shop.table(ORDER_LIST, request, READ_KEYS))
        snapshots[0].first.result()

    begun = took(first)
    rest = took(lambda: snapshots[0].ready.result().count)
    snapshots[0].close()
    return begun, Took(begun.clock + rest.clock, begun.busy + rest.busy, None), rest.value


def jump_times(shop: Shop) -> Sequence[Took[object]]:
    """Each of many jumps to a random place."""
    snapshot = shop.table(ORDER_LIST, TableRequest(), READ_KEYS)
    rows = snapshot.ready.result().count
    drawn = random.Random(1)
    times = [took(snapshot.fetch(drawn.randrange(rows), 100).result) for _ in range(JUMPS)]
    snapshot.close()
    return times


def shell(path: Path, statement: str) -> float | None:
    """Milliseconds SQLite's own shell takes to show two hundred rows; None where it is not installed."""
    asked = f".timer on\n{statement};\n"
    try:
        said = subprocess.run(
            ["sqlite3", "-readonly", str(path)], input=asked, capture_output=True, text=True, check=True, timeout=60
        )
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return None
    told = [line for line in (said.stdout + said.stderr).splitlines() if line.startswith("Run Time")]
    return float(told[-1].split()[3]) * 1000 if told else None


def _raw(path: Path, statement: str) -> Took[object]:
    """The same as one plain statement."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
        return typical(lambda: raw.execute(statement).fetchall())


def raw_jumps(path: Path) -> list[float]:
    """A hundred neighbouring orders by id, at random places: less than any sorted table must do."""
    statement = RAW.format("WHERE o.id BETWEEN ? AND ?")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
        rows = raw.execute("SELECT max(id) FROM orders").fetchone()[0]
        drawn = random.Random(1)
        starts = [drawn.randrange(rows) for _ in range(JUMPS)]
        return [took(lambda at=at: raw.execute(statement, (at, at + 99)).fetchall()).clock for at in starts]  # type: ignore[misc]
