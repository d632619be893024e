"""What a chart is: its name, its formula, the figures it shows, and the rows behind each of them. No pixels here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Connection

from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.messages import Message
from services.rollups.asked import Asked

Label: TypeAlias = str | date | Message
"""What stands under a bar; days are written in the language that is on, as are messages."""


class Family(StrEnum):
    """The part of the shop a chart is about."""

    SALES = "sales"
    PRODUCTS = "products"
    STOCK = "stock"
    CUSTOMERS = "customers"
    SERVICE = "service"
    TRAFFIC = "traffic"
    MONEY = "money"


FAMILY_LABELS = {
    Family.SALES: N_("Sales and profit"),
    Family.PRODUCTS: N_("Products"),
    Family.STOCK: N_("Stock"),
    Family.CUSTOMERS: N_("Customers"),
    Family.SERVICE: N_("Service"),
    Family.TRAFFIC: N_("Traffic"),
    Family.MONEY: N_("Money"),
}


class Unit(StrEnum):
    """What a value counts: minor units, things, parts per million, days, hundredths of a score."""

    MONEY = "money"
    COUNT = "count"
    SHARE = "share"
    DAYS = "days"
    SCORE = "score"
    TIMES = "times"


class Shape(StrEnum):
    """How figures are drawn."""

    LINES = "lines"
    BARS = "bars"
    STACKED = "stacked"
    RANKING = "ranking"
    WATERFALL = "waterfall"
    PARETO = "pareto"
    HEAT = "heat"
    BUBBLES = "bubbles"
    TILES = "tiles"
    FUNNEL = "funnel"


class Tone(StrEnum):
    """What a series means, and so its colour."""

    MAIN = "main"
    BEFORE = "before"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    REST = "rest"
    GOOD = "good"
    BAD = "bad"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Series:
    """Values in the order of the labels; None where there is none. `on_right` has its own axis in its own unit."""

    name: Message
    values: tuple[int | None, ...]
    unit: Unit
    tone: Tone = Tone.MAIN
    on_right: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A word on a day: a festival, or something the owner changed."""

    place: int
    words: str
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Figures:
    """What one chart shows for one question.

    `title` says the finding. `keys` name the labels for the rows behind them. In a heat map every series is a
    row, and `beside` has a second value of its cells, row for row. `band` are the lower and upper bounds of a
    forecast, in the order of the labels. `details` stand in small below the labels of a ranking; `is_whole` says
    of one that its labels are classes of which none may be left out. `missing` says what is not there to draw;
    then nothing else counts.
    """

    shape: Shape
    title: Message
    labels: tuple[Label, ...] = ()
    series: tuple[Series, ...] = ()
    keys: tuple[str, ...] = ()
    notes: tuple[Message, ...] = ()
    marks: tuple[Mark, ...] = ()
    band: tuple[tuple[int, int] | None, ...] = ()
    currency: str = ""
    missing: Message | None = None
    row_keys: tuple[str, ...] = ()
    details: tuple[Message, ...] = ()
    is_whole: bool = False
    beside: tuple[Series, ...] = ()


@dataclass(frozen=True, slots=True)
class Behind:
    """Rows behind a figure as stored values, in the order of the columns."""

    columns: tuple[ListColumn, ...]
    rows: tuple[tuple[Any, ...], ...]
    currency: str


FiguresOf: TypeAlias = Callable[[Connection, Asked], Figures]
BehindOf: TypeAlias = Callable[[Connection, Asked, str], Behind]


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. All texts are marked with `N_`.

    `formula` says how each value is reckoned and `source` of what. `figures` answers a question, `behind` the
    rows of one key of it (empty: of the whole chart). `by_category` and `by_channel` say which filters it obeys;
    `by_period` is False for charts about now.
    """

    key: str
    family: Family
    name: str
    formula: str
    source: str
    figures: FiguresOf
    behind: BehindOf
    by_category: bool = False
    by_channel: bool = True
    by_period: bool = True
    wide: bool = False
    tags: tuple[str, ...] = field(default=())


def nothing(shape: Shape, why: Message) -> Figures:
    """Figures of which there are too few to draw."""
    return Figures(shape, why, missing=why)
