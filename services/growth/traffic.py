"""Reads: what visitors and advertising brought in some days, and in as many days before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select

from models.growth import ShopDay
from models.values import WHOLE_PPM
from services.growth.ad_days import ad_days
from services.kernel.table_query import stored_rows
from services.rollups.asked import Asked, Compare, ask
from services.rollups.sums import by_day, whole

_sheets = ShopDay.table()


@dataclass(frozen=True, slots=True)
class Traffic:
    """Sums of some days, from the days' sheets; None where no sheet says it. Amounts are minor units.

    Both sides of a ratio speak of the same days: `converted` is (buyers, visitors) of the days that name both,
    `valued` (paid, visitors) likewise. Visitors and buyers are sums of daily figures: one of two days counts twice.
    """

    days: int
    visitors: int | None
    converted: tuple[int | None, int | None]
    valued: tuple[int | None, int | None]
    spend: int | None
    visitors_spend: int | None
    ad_sales: int
    paid: int
    net: int

    @property
    def conversion_ppm(self) -> int | None:
        """Paying buyers ÷ visitors."""
        return ratio(*self.converted, WHOLE_PPM)

    @property
    def visitor_value(self) -> int | None:
        """Paid amount ÷ visitors, refunds not taken off, as the platforms have it."""
        return ratio(*self.valued, 1)

    @property
    def visitor_cost(self) -> int | None:
        """Ad spend ÷ visitors."""
        return ratio(self.visitors_spend, self.visitors, 1)

    @property
    def return_percent(self) -> int | None:
        """Sales attributed to ads ÷ spend, in percent, refunds not taken off."""
        return ratio(self.ad_sales, self.spend, 100)

    @property
    def net_return_percent(self) -> int | None:
        """The same after refunds, at the refund share of all orders of these days."""
        return net_return(self.ad_sales, self.spend, self.net, self.paid)


@dataclass(frozen=True, slots=True)
class TrafficView:
    """The sums of the days asked for and of those before."""

    first: date
    last: date
    currency: str
    now: Traffic
    before: Traffic


def ratio(above: int | None, below: int | None, times: int) -> int | None:
    """`above` ÷ `below` × `times`, rounded half up; None where either is unknown or nothing."""
    return None if above is None or not below else (2 * above * times + below) // (2 * below)


def net_return(ad_sales: int, spend: int | None, net: int, paid: int) -> int | None:
    """Sales attributed to ads ÷ spend, in percent, of which so much of what was paid stayed after refunds."""
    if spend is None or paid <= 0:
        return ratio(ad_sales, spend, 100)
    return ratio(ad_sales * net, spend * paid, 100)  # rounded once


def traffic(connection: Connection, days: int = 30, channel_id: int | None = None) -> TrafficView:
    """The last `days` days up to today, and as many before."""
    asked = ask(connection, channel_id=channel_id, days=days, compare=Compare.BEFORE)
    earlier = asked.compared() or asked
    return TrafficView(asked.first, asked.last, asked.currency, _sums(connection, asked), _sums(connection, earlier))


def _sums(connection: Connection, asked: Asked) -> Traffic:
    c = _sheets.c
    known: list[ColumnElement[bool]] = [
        c.day.between(asked.first, asked.last), c.currency == asked.currency, c.visitors.is_not(None)
    ]  # fmt: skip
    if asked.channel_id is not None:
        known.append(c.channel_id == asked.channel_id)
    columns = (
        c.day, func.sum(c.visitors), func.sum(c.buyers), func.sum(case((c.buyers.is_not(None), c.visitors))),
        func.sum(c.paid_minor), func.sum(case((c.paid_minor.is_not(None), c.visitors))),
    )  # fmt: skip
    rows = stored_rows(connection, select(*columns).where(*known).group_by(c.day))
    ads = ad_days(connection, asked)
    visited = {date.fromisoformat(row[0]) for row in rows}
    total = whole(by_day(connection, asked))
    return Traffic(
        days=len(rows),
        visitors=_sum(rows, 1),
        converted=(_sum(rows, 2), _sum(rows, 3)),
        valued=(_sum(rows, 4), _sum(rows, 5)),
        spend=sum(one[0] for one in ads.values()) if ads else None,
        visitors_spend=sum(one[0] for day, one in ads.items() if day in visited) if ads else None,
        ad_sales=sum(one[1] for one in ads.values()),
        paid=total.paid,
        net=total.net,
    )


def _sum(rows: Sequence[tuple[Any, ...]], place: int) -> int | None:
    found = [row[place] for row in rows if row[place] is not None]
    return sum(found) if found else None
