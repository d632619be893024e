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
    """What a report is asked for: days of the shop, either end open, and the one name it is limited to.

    `by` is what a report of profit puts orders together by, `basis` which day of an order counts.
    """

    first: date | None = None
    last: date | None = None
    only: str | None = None
    by: str | None = None
    basis: str | None = None


Rows: TypeAlias = Iterable[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Report:
    """A report: `rows` yields stored values in the order of `columns` (minor units, dates, epoch milliseconds).

    Amounts are in the currency of the row's column ``currency``, where there is one, else in the
    shop's. `takes_only` says that it can be limited to one name, `takes_by` that it is put together in several ways.
    """

    title: str
    columns: tuple[ListColumn, ...]
    rows: Callable[[Connection, Asked], Rows]
    about: About = About.NOW
    takes_only: bool = False
    takes_by: bool = False
