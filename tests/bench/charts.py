"""All figures of Charts and Today, and the same figures of the raw rows by DuckDB where it is installed.

What is kept in rollups must be what the raw rows say: where DuckDB finds another figure, this ends with an error.
"""

from __future__ import annotations

import importlib.util
import statistics
import threading
from collections.abc import Callable, Sequence
from typing import Any

from duck import QUERIES, SAME, Duck
from lines import Given, Line, Took, took, typical
from measuring import stand_at_newest
from sqlalchemy import Connection

from services import memory
from services.charts.registry import CHARTS
from services.kernel.remembering import forget
from services.rollups.asked import Asked, ask
from services.shop import READERS, Shop
from services.today.queries import today

TARGET_MS = 300.0
ROUNDS, DAYS = 3, 90


def measure(given: Given) -> list[Line]:
    """Every chart by itself, all of them, the slowest, and Today; as in the window, no search for garbage between."""
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
            ours[key] = typical(lambda key=key: shop.ask(_anew, CHARTS[key].figures, asked), ROUNDS)  # type: ignore[misc]
            if duck is not None and key in QUERIES:
                theirs[key] = typical(lambda key=key: duck.rows(key, asked), ROUNDS)  # type: ignore[misc]
        _require_equal(ours, theirs, asked)
        rounds = [_all(shop, asked) for _round in range(ROUNDS)]
        shown = typical(lambda: shop.ask(_anew, today), ROUNDS)
        together = [_together(shop, asked) for _round in range(ROUNDS)]
    return [
        *_charts(ours, rounds),
        *_beside(ours, theirs, duck),
        Line("Today, everything", shown.clock, busy=shown.busy, most=TARGET_MS),
        Line(
            "Charts and Today, all asked for at once",
            statistics.median(one.clock for one in together),
            busy=statistics.mean(one.busy for one in together),
            most=TARGET_MS,
            note=f"{READERS} readers, as the window has",
        ),
    ]


def _anew(connection: Connection, query: Callable[..., Any], *asked: Asked) -> Any:
    """The answer of who asks for the first time: nothing is remembered of what was asked before."""
    forget(connection)
    return query(connection, *asked)


def _all(shop: Shop, asked: Asked) -> dict[str, Took[Any]]:
    """Every chart once; of what was read for one the next makes use, as in the window."""
    shop.ask(forget)
    return {key: took(lambda key=key: shop.ask(CHARTS[key].figures, asked)) for key in CHARTS}  # type: ignore[misc]


def _together(shop: Shop, asked: Asked) -> Took[Any]:
    """Every chart and Today, asked for in one go: the readers share them, as in the window."""
    both = threading.Barrier(READERS)  # held by one reader each: all of them forget

    def begin_anew(connection: Connection) -> None:
        both.wait()
        forget(connection)

    def everything() -> None:
        wanted = [shop.submit_ask(CHARTS[key].figures, asked) for key in CHARTS]
        also = shop.submit_ask(today)
        for one in wanted:
            one.result()
        also.result()

    for one in [shop.submit_ask(begin_anew) for _reader in range(READERS)]:
        one.result()
    return took(everything)


def _charts(ours: dict[str, Took[Any]], rounds: Sequence[dict[str, Took[Any]]]) -> list[Line]:
    slowest = max(ours, key=lambda key: ours[key].clock)
    worst = ours[slowest]
    clock = statistics.median(sum(one.clock for one in done.values()) for done in rounds)
    busy = statistics.mean(sum(one.busy for one in done.values()) for done in rounds)
    middle = {key: statistics.median(done[key].clock for done in rounds) for key in ours}
    each = ", ".join(f"{key} {ms:.0f}" for key, ms in middle.items())
    return [
        Line(f"Charts, the slowest of {len(ours)}", worst.clock, busy=worst.busy, most=TARGET_MS, note=slowest),
        Line("Charts, all one after the other", clock, busy=busy, most=TARGET_MS, note=each),
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
