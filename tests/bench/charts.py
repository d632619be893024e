"""All figures of Charts and Today, and the same figures of the raw rows by DuckDB where it is installed.

What is kept in rollups must be what the raw rows say: where DuckDB finds another figure, this ends with an error.
"""

from __future__ import annotations

import importlib.util
from typing import Any

from duck import QUERIES, SAME, Duck
from lines import Given, Line, Took, typical
from measuring import stand_at_newest

from services import memory
from services.charts.registry import CHARTS
from services.rollups.asked import Asked, ask
from services.shop import Shop
from services.today.queries import today

TARGET_MS = 300.0
ROUNDS, DAYS = 3, 90


def measure(given: Given) -> list[Line]:
    """Every chart by itself, their sum, the slowest, and Today; as in the window, no search for garbage between."""
    with memory.not_collecting():
        return _measured(given)


def _measured(given: Given) -> list[Line]:
    duck = Duck(given.shop) if importlib.util.find_spec("duckdb") is not None else None
    ours: dict[str, Took[Any]] = {}
    theirs: dict[str, Took[Any]] = {}
    with Shop.open(given.shop, read_only=True, who="bench") as shop:
        stand_at_newest(shop)
        asked = shop.ask(ask, days=DAYS)
        for key in CHARTS:
            ours[key] = typical(lambda key=key: shop.ask(CHARTS[key].figures, asked), ROUNDS)  # type: ignore[misc]
            if duck is not None and key in QUERIES:
                theirs[key] = typical(lambda key=key: duck.rows(key, asked), ROUNDS)  # type: ignore[misc]
        _require_equal(ours, theirs, asked)
        shown = typical(lambda: shop.ask(today), ROUNDS)
    return [
        *_charts(ours),
        *_beside(ours, theirs, duck),
        Line("Today, everything", shown.clock, busy=shown.busy, most=TARGET_MS),
    ]


def _charts(ours: dict[str, Took[Any]]) -> list[Line]:
    slowest = max(ours, key=lambda key: ours[key].clock)
    each = ", ".join(f"{key} {one.clock:.0f}" for key, one in ours.items())
    worst = ours[slowest]
    return [
        Line(f"Charts, the slowest of {len(ours)}", worst.clock, busy=worst.busy, most=TARGET_MS, note=slowest),
        Line("Charts, all one after the other", *_sums(ours), most=TARGET_MS, note=each),
    ]


def _beside(ours: dict[str, Took[Any]], theirs: dict[str, Took[Any]], duck: Duck | None) -> list[Line]:
    if duck is None:
        return []
    clock, unit, busy = _sums({key: ours[key] for key in theirs})
    peer = sum(one.clock for one in theirs.values())
    spent = sum(one.busy for one in theirs.values())
    note = f"DuckDB spends {spent:,.0f} ms of the processor"
    name = f"DuckDB {duck.version} over the raw rows"
    return [
        Line(f"Charts, the {len(theirs)} one query can give", clock, unit, busy, peer=peer, instead=name, note=note)
    ]


def _sums(of: dict[str, Took[Any]]) -> tuple[float, str, float]:
    return sum(one.clock for one in of.values()), "ms", sum(one.busy for one in of.values())


def _require_equal(ours: dict[str, Took[Any]], theirs: dict[str, Took[Any]], asked: Asked) -> None:
    wrong = [key for key in theirs if key in SAME and not SAME[key](ours[key].value, theirs[key].value)]
    if wrong:
        raise SystemExit(f"another figure than DuckDB's for {asked.first} to {asked.last}: {', '.join(wrong)}")
