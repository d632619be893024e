"""Reads: the dated tables of rates, thresholds and steps: what the program brings, and what the shop made of it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, select

from models.enums.money import TaxFigure
from models.tax import TaxRule
from models.values import WHOLE_PPM
from services import i18n, paths

_rules = TaxRule.table()


@dataclass(frozen=True, slots=True)
class TaxRow:
    """One row: a share in millionths, an amount in minor units, or both; `id` is None where the program brings it."""

    figure: TaxFigure
    since: date
    until: date | None
    over_minor: int
    ppm: int | None
    amount_minor: int | None
    deduct_minor: int
    source: str
    id: int | None = None

    def holds_on(self, day: date) -> bool:
        """Whether the day is within its days."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class TaxTables:
    """Every row that counts, by figure, the newest days first and the steps of one day in their order."""

    rows: tuple[TaxRow, ...]

    def on(self, figure: TaxFigure, day: date) -> tuple[TaxRow, ...]:
        """The rows of a figure that hold on a day: of those that do, the ones that began last."""
        found = [row for row in self.rows if row.figure is figure and row.holds_on(day)]
        newest = max((row.since for row in found), default=None)
        return tuple(row for row in found if row.since == newest)

    def ppm(self, figure: TaxFigure, day: date) -> int:
        """The share that holds on a day, in millionths; 0 where none does."""
        return next((row.ppm or 0 for row in self.on(figure, day)), 0)

    def amount(self, figure: TaxFigure, day: date) -> int | None:
        """The amount that holds on a day; None where none does."""
        return next((row.amount_minor for row in self.on(figure, day)), None)

    def of_income(self, taxable_minor: int, day: date) -> tuple[int, TaxRow | None]:
        """The income tax of an amount before any relief, and the step it falls into."""
        if taxable_minor <= 0:
            return 0, None
        step = next((row for row in reversed(self.on(TaxFigure.INCOME_BRACKET, day)) if taxable_minor > row.over_minor),
                    None)  # fmt: skip
        if step is None:
            return 0, None
        return max(portion(taxable_minor, step.ppm or 0) - step.deduct_minor, 0), step


def portion(minor: int, ppm: int) -> int:
    """A share of an amount, rounded half away from zero."""
    rounded = (abs(minor) * ppm + WHOLE_PPM // 2) // WHOLE_PPM
    return rounded if minor >= 0 else -rounded


def without_tax(gross_minor: int, ppm: int) -> int:
    """What is left of an amount that contains tax at a rate, rounded half away from zero."""
    rounded = (2 * abs(gross_minor) * WHOLE_PPM + WHOLE_PPM + ppm) // (2 * (WHOLE_PPM + ppm))
    return rounded if gross_minor >= 0 else -rounded


def percent(ppm: int) -> str:
    """A share as a plain number of per cent: 12500 millionths are ``1.25``."""
    whole, rest = divmod(ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")


@lru_cache(maxsize=1)
def _bundled() -> tuple[Mapping[str, Any], ...]:
    with (paths.resources() / "tax_rates.toml").open("rb") as file:
        return tuple(tomllib.load(file)["rule"])


def bundled_rows() -> tuple[TaxRow, ...]:
    """What the program brings, its sources in the language that is on."""
    return tuple(
        TaxRow(
            TaxFigure(one["figure"]), one["since"], one.get("until"), one.get("over", 0), one.get("ppm"),
            one.get("amount"), one.get("deduct", 0), one["source"][i18n.language()],
        )
        for one in _bundled()
    )  # fmt: skip


def tax_tables(connection: Connection) -> TaxTables:
    """The rows as the shop has them: where it has any of a figure and a day, the program's of both give way."""
    own = [
        TaxRow(
            row.figure, row.since, row.until, row.over_minor, row.tax_ppm, row.amount_minor, row.deduct_minor,
            row.source or "", row.id,
        )
        for row in connection.execute(select(_rules))
    ]  # fmt: skip
    changed = {(row.figure, row.since) for row in own}
    return TaxTables(_ordered([*own, *(row for row in bundled_rows() if (row.figure, row.since) not in changed)]))


def _ordered(rows: Iterable[TaxRow]) -> tuple[TaxRow, ...]:
    places = {figure: place for place, figure in enumerate(TaxFigure)}
    return tuple(sorted(rows, key=lambda row: (places[row.figure], -row.since.toordinal(), row.over_minor)))
