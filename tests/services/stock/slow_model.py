"""What stock is and costs, worked out the slow way: every piece by itself, from the raw facts, nothing remembered.

Written apart from the program's costing on purpose. It knows the same rules and shares no code.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import Any


@dataclass
class Result:
    """Of one SKU: pieces, promised pieces, value, pieces of unknown cost, owed pieces, and what each entry cost."""

    good: int = 0
    defective: int = 0
    reserved: int = 0
    value: int = 0
    unknown: int = 0
    owed: int = 0
    costs: dict[tuple[str, int], tuple[int, int, int]] = field(default_factory=dict)


@dataclass
class Batch:
    """Pieces that are alike; `value` None: nobody knows."""

    pieces: int
    value: int | None
    source: int | None

    def off(self, pieces: int) -> int | None:
        if self.value is None:
            self.pieces -= pieces
            return None
        part = _rounded(Fraction(self.value * pieces, self.pieces))
        self.pieces -= pieces
        self.value -= part
        return part


def _rounded(exact: Fraction) -> int:
    return floor(exact + Fraction(1, 2))


def _rows(connection: sqlite3.Connection, sql: str, *values: Any) -> list[dict[str, Any]]:
    cursor = connection.execute(sql, values)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_LINES = """
SELECT l.id AS line, l.order_id, l.sku_id, l.sku_quantity AS pieces, l.is_closed, l.has_left, o.status,
 o.refund_status, o.shipped_at,
 coalesce(o.shipped_at, o.tracking_entered_at, o.completed_at, o.paid_at, o.ordered_at) AS at
FROM order_line l JOIN orders o ON o.id = l.order_id
 WHERE l.sku_id IS NOT NULL AND coalesce(o.kind, '') != 'not_real'"""


def results(path: Path, method: str) -> dict[int, Result]:
    """Every SKU that ever moved."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        moves = _rows(connection, "SELECT * FROM stock_move")
        lines = _rows(connection, _LINES)
        parts = _rows(connection, "SELECT * FROM order_line_part")
    by_line: dict[int, list[dict[str, Any]]] = {}
    for part in parts:
        by_line.setdefault(part["order_line_id"], []).append(part)
    sold = []
    for line in lines:
        for sku_id, each, key in (
            [(p["sku_id"], p["quantity"], 2_000_000 + p["id"]) for p in by_line[line["line"]]]
            if line["line"] in by_line
            else [(line["sku_id"], 1, 1_000_000 + line["line"])]
        ):
            sold.append({**line, "sku_id": sku_id, "pieces": line["pieces"] * each, "key": key})
    found = {}
    for sku_id in {move["sku_id"] for move in moves}:
        own = [move for move in moves if move["sku_id"] == sku_id]
        found[sku_id] = _one(own, [one for one in sold if one["sku_id"] == sku_id], method, {m["id"]: m for m in moves})
    return found


def _one(moves: list[Any], sold: list[Any], method: str, every: dict[int, Any]) -> Result:
    result = Result()
    since = min(move["at"] for move in moves)
    events: list[tuple[int, int, int, str, Any]] = [(m["at"], 0, m["id"], m["kind"], m) for m in moves]
    for one in sold:
        is_ours = not one["is_closed"] or one["has_left"] or one["status"] == "closed"
        left = one["status"] in ("shipped", "completed") or (
            one["status"] == "closed" and one["shipped_at"] is not None
        )
        if is_ours and left and one["at"] is not None and one["at"] >= since:
            events.append((one["at"], 1, one["key"], "sale", one))
        elif is_ours and one["status"] == "paid" and one["refund_status"] not in ("requested", "refunded"):
            result.reserved += one["pieces"]
    till = _Till(method)
    for _at, _rank, key, kind, fact in sorted(events, key=lambda event: event[:3]):
        pieces = -fact["pieces"] if kind == "sale" else fact["quantity"]
        if kind == "sale" or fact["condition"] == "good":
            result.good += pieces
        else:
            result.defective += pieces
        name = ("sale", key) if kind == "sale" else ("move", key)
        till.take_in(name, kind, pieces, fact, every)
    result.value = sum(batch.value for batch in till.batches if batch.value is not None)
    result.unknown = sum(batch.pieces for batch in till.batches if batch.value is None)
    result.owed = len(till.owed)
    result.costs = {name: (cost[0], cost[1], cost[2]) for name, cost in till.costs.items()}
    return result


class _Till:
    """The pool of one SKU; debts are kept piece by piece."""

    def __init__(self, method: str) -> None:
        self.fifo = method == "fifo"
        self.batches: list[Batch] = []
        self.owed: list[tuple[Any, int | None]] = []
        self.costs: dict[Any, list[int]] = {}  # name: known cost, unknown pieces, pieces still owed
        self.out: dict[int, list[Any]] = {}  # line: known pieces, their value, unknown, sale's name
        self.last: tuple[int, int] | None = None
        self.expensed = 0  # corrections of what has been sold already

    def take_in(self, name: Any, kind: str, pieces: int, fact: Any, every: dict[int, Any]) -> None:
        self.costs[name] = [0, 0, 0]
        if kind in ("transfer", "regrade"):
            return
        if kind == "revalue":
            self._revalue(name, fact["value_minor"], every[fact["of_move_id"]])
        elif pieces < 0 and kind == "supplier_return":
            self._back_out(name, -pieces, every[fact["of_move_id"]])
        elif pieces < 0:
            self._go(name, -pieces, fact["line"] if kind == "sale" else None)
        elif kind == "return":
            self._back(name, pieces, fact["order_line_id"])
        elif kind == "adjust" and fact["value_minor"] is None:
            self._come(name, pieces, self._today(pieces), fact["id"])
        else:
            self._come(name, pieces, fact["value_minor"], fact["id"])

    def _come(self, name: Any, pieces: int, value: int | None, source: int) -> None:
        if not pieces:
            return
        if value is None:
            self.costs[name][1] += pieces
        else:
            self.costs[name][0] += value
        batch = Batch(pieces, value, source)
        while self.owed and batch.pieces:
            debtor = self.owed[0][0]
            count = 0
            while count < len(self.owed) and self.owed[count][0] == debtor and count < batch.pieces:
                count += 1
            line = self.owed[0][1]
            del self.owed[:count]
            share = batch.off(count)
            cost = self.costs[debtor]
            cost[2] -= count
            out = self.out.get(line) if line is not None else None
            if share is None:
                cost[1] += count
                if out is not None:
                    out[2] += count
            else:
                cost[0] += share
                if out is not None:
                    out[0] += count
                    out[1] += share
        if batch.pieces:
            self._lay(batch)
        if value is not None:
            known = [one for one in self.batches if one.value is not None]
            self.last = (known[0].value or 0, known[0].pieces) if known and not self.fifo else (value, pieces)

    def _lay(self, batch: Batch) -> None:
        if self.fifo:
            self.batches.append(batch)
            return
        for one in self.batches:
            if (one.value is None) == (batch.value is None):
                one.pieces += batch.pieces
                one.value = None if one.value is None else one.value + (batch.value or 0)
                return
        self.batches.append(batch)
        self.batches.sort(key=lambda one: one.value is not None)

    def _today(self, pieces: int) -> int | None:
        known = [one for one in self.batches if one.value is not None]
        if known:
            return _rounded(Fraction((known[-1].value or 0) * pieces, known[-1].pieces))
        return None if self.last is None else _rounded(Fraction(self.last[0] * pieces, self.last[1]))

    def _go(self, name: Any, pieces: int, line: int | None) -> None:
        cost = self.costs[name]
        if line is not None:
            self.out[line] = [0, 0, 0, name]
        while pieces and self.batches:
            count = min(pieces, self.batches[0].pieces)
            value = self.batches[0].off(count)
            if not self.batches[0].pieces:
                del self.batches[0]
            pieces -= count
            self._went(cost, line, count, value)
        cost[2] += pieces
        self.owed += [(name, line)] * pieces

    def _went(self, cost: list[int], line: int | None, count: int, value: int | None) -> None:
        out = self.out.get(line) if line is not None else None
        if value is None:
            cost[1] += count
            if out is not None:
                out[2] += count
        else:
            cost[0] += value
            if out is not None:
                out[0] += count
                out[1] += value

    def _back(self, name: Any, pieces: int, line: int) -> None:
        out = self.out.get(line)
        if out is None:
            self._come(name, pieces, None, name[1])
            return
        own = [number for number, one in enumerate(self.owed) if one[1] == line][:pieces]
        if own:
            del self.owed[own[0] : own[-1] + 1]
            self.costs[out[3]][2] -= len(own)
            self.costs[name][2] += len(own)
        known = min(pieces - len(own), out[0])
        value = _rounded(Fraction(out[1] * known, out[0])) if known else 0
        unknown = pieces - len(own) - known
        out[0], out[1], out[2] = out[0] - known, out[1] - value, out[2] - unknown
        if known:
            self._come(name, known, value, name[1])
        if unknown:
            self._come(name, unknown, None, name[1])

    def _back_out(self, name: Any, pieces: int, origin: Any) -> None:
        basis = origin["value_minor"]
        cost = self.costs[name]
        if self.fifo:
            own = [one for one in self.batches if one.source == origin["id"]]
        else:
            own = [one for one in self.batches if (one.value is None) == (basis is None)]
        if own:
            count = min(pieces, own[0].pieces)
            if not self.fifo and basis is not None and own[0].value is not None and count < own[0].pieces:
                value: int | None = min(_rounded(Fraction(basis * count, origin["quantity"])), own[0].value)
                own[0].pieces -= count
                own[0].value -= value or 0
            else:
                value = own[0].off(count)
            if not own[0].pieces:
                self.batches.remove(own[0])
            self._went(cost, None, count, value)
            pieces -= count
        if pieces:
            self._go(name, pieces, None)

    def _revalue(self, name: Any, amount: int, origin: Any) -> None:
        self.costs[name][0] = amount
        basis = origin["value_minor"]
        if self.fifo:
            own = [one for one in self.batches if one.source == origin["id"]]
        else:
            own = [one for one in self.batches if (one.value is None) == (basis is None)]
        share = 0
        if own and own[0].value is not None:
            whole = origin["quantity"] if basis is not None else own[0].pieces
            exact = Fraction(abs(amount) * min(own[0].pieces, whole), whole)
            share = max(_rounded(exact) * (1 if amount >= 0 else -1), -own[0].value)
            own[0].value += share
        self.expensed += amount - share
