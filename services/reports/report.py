"""What a report is: its columns, and the query that answers for a day, a period or now."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Connection

from services.exporting.text_export import ListColumn


class About(StrEnum):
    """Which time a report is about."""

    NOW = "now"
    DAY = "day"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a report is asked for: days of the shop, either end open, and the one name it is limited to."""

    first: date | None = None
    last: date | None = None
    only: str | None = None


Rows: TypeAlias = Iterable[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: `rows` yields stored values in the order of `columns` (minor units, dates, epoch milliseconds).

    Amounts are in the currency of the row's column ``currency``, where there is one, else in the
    shop's. `takes_only` says that it can be limited to one name.
    """

    title: str
    columns: tuple[ListColumn, ...]
    rows: Callable[[Connection, Asked], Rows]
    about: About = About.NOW
    takes_only: bool = False
