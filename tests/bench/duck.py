"""The raw orders and lines of a shop in DuckDB, and the figures of charts as queries over them."""

from __future__ import annotations

import csv
import importlib
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from services.charts.chart import Figures
from services.couriers.regions import province_key
from services.rollups.asked import Asked

ORDERS = ("id", "channel_id", "currency", "status", "kind", "ordered_on", "paid_minor", "refunded_minor", "buyer",
          "province")  # fmt: skip
LINES = ("order_id", "sku_id", "quantity", "amount_minor", "price_minor", "discount_minor", "is_closed")
_TEXTS = ("currency", "status", "kind", "buyer", "province")
_SALES = """CREATE VIEW sales AS SELECT * FROM orders WHERE status IN ('paid', 'shipped', 'completed')
 AND (kind IS NULL OR kind IN ('normal', 'presale', 'cod'))"""
_AMOUNT = "coalesce(l.amount_minor, l.price_minor * l.quantity - coalesce(l.discount_minor, 0), 0)"
_OF_PERIOD = "currency = $currency AND ordered_on BETWEEN $first AND $last"
_EVERY_BUYER = "FROM sales WHERE currency = $currency AND buyer IS NOT NULL GROUP BY channel_id, buyer"
_RANKED = """SELECT channel_id, buyer, ordered_on,
 row_number() OVER (PARTITION BY channel_id, buyer ORDER BY ordered_on) AS number
 FROM sales WHERE currency = $currency AND buyer IS NOT NULL"""

QUERIES: dict[str, str] = {
    "sales": f"SELECT ordered_on, sum(paid_minor) FROM sales WHERE {_OF_PERIOD} GROUP BY 1 ORDER BY 1",
    "orders": f"SELECT ordered_on, count(*) FROM sales WHERE {_OF_PERIOD} GROUP BY 1 ORDER BY 1",
    "channels": f"SELECT channel_id, sum(paid_minor) FROM sales WHERE {_OF_PERIOD} GROUP BY 1 ORDER BY 2 DESC",
    "averages": f"""SELECT weekday_of, sum(paid_minor), count(DISTINCT (channel_id, buyer)) FROM
 (SELECT date_trunc('week', ordered_on) AS weekday_of, * FROM sales WHERE {_OF_PERIOD}) GROUP BY 1 ORDER BY 1""",
    "provinces": f"SELECT coalesce(province, ''), sum(paid_minor) FROM sales WHERE {_OF_PERIOD} GROUP BY 1",
    "province-map": f"SELECT coalesce(province, ''), count(*) FROM sales WHERE {_OF_PERIOD} GROUP BY 1",
    "products": f"""SELECT l.sku_id, sum({_AMOUNT}) FROM sales s JOIN lines l ON l.order_id = s.id
 WHERE {_OF_PERIOD} AND l.is_closed = 0 GROUP BY 1 ORDER BY 2 DESC LIMIT 20""",
    "forecast": """SELECT ordered_on, sum(paid_minor) FROM sales WHERE currency = $currency
 AND ordered_on >= $today::DATE - 182 AND ordered_on < $today::DATE GROUP BY 1 ORDER BY 1""",
    "rfm": f"""SELECT CASE WHEN ago <= 30 THEN 0 WHEN ago <= 90 THEN 1 WHEN ago <= 180 THEN 2 WHEN ago <= 365 THEN 3
 ELSE 4 END, least(many, 4), count(*)
 FROM (SELECT $today::DATE - max(ordered_on) AS ago, count(*) AS many {_EVERY_BUYER}) GROUP BY 1, 2""",
    "cohorts": """SELECT began, month, count(*) FROM (SELECT DISTINCT channel_id, buyer,
 date_trunc('month', min(ordered_on) OVER (PARTITION BY channel_id, buyer)) AS began,
 date_trunc('month', ordered_on) AS month FROM sales WHERE currency = $currency AND buyer IS NOT NULL)
 GROUP BY 1, 2""",
    "repeat": f"SELECT many, count(*) FROM (SELECT least(count(*), 2) AS many {_EVERY_BUYER}) GROUP BY 1",
    "second-order": f"""SELECT b.ordered_on - a.ordered_on, count(*) FROM ({_RANKED}) a JOIN ({_RANKED}) b
 USING (channel_id, buyer) WHERE a.number = 1 AND b.number = 2 GROUP BY 1""",
    "interval": f"""SELECT span, days, count(*) FROM (SELECT max(ordered_on) - min(ordered_on) AS span,
 count(DISTINCT ordered_on) AS days {_EVERY_BUYER}) WHERE days > 1 GROUP BY 1, 2""",
    "refunds": f"""SELECT ordered_on, sum(refunded_minor), sum(paid_minor) FROM sales WHERE {_OF_PERIOD}
 GROUP BY 1 ORDER BY 1""",
}
"""By the chart's key: its figure over the raw rows."""


def _kind(column: str) -> str:
    return "VARCHAR" if column in _TEXTS else "DATE" if column == "ordered_on" else "BIGINT"


def _by_province(rows: list[tuple[Any, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for written, value in rows:
        key = province_key(written) or written or "?"
        found[key] = found.get(key, 0) + int(value)
    return found


def _shown(figures: Figures) -> dict[str, int]:
    return {key: value or 0 for key, value in zip(figures.keys, figures.series[0].values, strict=True)}


def _same_provinces(figures: Figures, rows: list[tuple[Any, ...]]) -> bool:
    theirs = _by_province(rows)
    return all(value == theirs.get(key, 0) for key, value in _shown(figures).items())


def _same_total(figures: Figures, rows: list[tuple[Any, ...]]) -> bool:
    return figures.missing is None and sum(one or 0 for one in figures.series[0].values) == sum(
        int(row[1]) for row in rows
    )


def _same_cells(figures: Figures, rows: list[tuple[Any, ...]]) -> bool:
    cells = {(row, many - 1): count for row, many, count in rows}
    return all(
        value == cells.get((row, place), 0)
        for row, one in enumerate(figures.series)
        for place, value in enumerate(one.values)
    )


SAME: dict[str, Callable[[Figures, list[tuple[Any, ...]]], bool]] = {
    "sales": _same_total, "orders": _same_total, "channels": _same_total, "products": _same_total,
    "provinces": _same_provinces, "province-map": _same_provinces, "rfm": _same_cells, "second-order": _same_total,
}  # fmt: skip
"""Whether a chart shows what DuckDB found, where that can be read off at once."""


class Duck:
    """DuckDB with the raw rows in tables of its own, which suits it best; made once, not measured."""

    def __init__(self, shop: Path) -> None:
        self._duck: Any = importlib.import_module("duckdb").connect()
        with (
            tempfile.TemporaryDirectory() as folder,
            closing(sqlite3.connect(f"file:{shop}?mode=ro", uri=True)) as plain,
        ):
            for name, table, columns in (("orders", "orders", ORDERS), ("lines", "order_line", LINES)):
                out = Path(folder, f"{name}.csv")
                with out.open("w", encoding="utf-8", newline="") as file:
                    written = csv.writer(file)
                    written.writerow(columns)
                    written.writerows(plain.execute(f"SELECT {', '.join(columns)} FROM {table}"))
                kinds = ", ".join(f"'{column}': '{_kind(column)}'" for column in columns)
                made = f"CREATE TABLE {name} AS SELECT * FROM read_csv('{out}', header = true, columns = {{{kinds}}})"
                self._duck.execute(made)
        self._duck.execute(_SALES)
        self.version = self._duck.execute("SELECT version()").fetchone()[0]

    def rows(self, key: str, asked: Asked) -> list[tuple[Any, ...]]:
        """The figure of a chart over the raw rows."""
        known = {"currency": asked.currency, "first": asked.first, "last": asked.last, "today": asked.today}
        text = QUERIES[key]
        found: list[tuple[Any, ...]] = self._duck.execute(
            text, {name: value for name, value in known.items() if f"${name}" in text}
        ).fetchall()
        return found
