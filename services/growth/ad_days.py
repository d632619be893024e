"""Reads: what the daily sheets say of some days, and what ads cost and brought in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from sqlalchemy import ColumnElement, Connection, Table, func, literal, or_, select

from models.growth import AdDay, ShopDay
from services.kernel.table_query import stored_rows
from services.rollups.asked import Asked
from services.rollups.sums import limited

_days = ShopDay.table()
_ads = AdDay.table()
SPENDS = ("search_spend_minor", "display_spend_minor", "sitewide_spend_minor", "affiliate_spend_minor")


def sheet_sums(connection: Connection, asked: Asked, names: Sequence[str]) -> dict[date, tuple[int | None, ...]]:
    """The sums over channels of some columns of each day's sheet; None where no channel said it."""
    columns = select(_days.c.day, *(func.sum(_days.c[name]) for name in names)).where(*limited(_days, asked))
    rows = stored_rows(connection, columns.group_by(_days.c.day))
    return {date.fromisoformat(row[0]): row[1:] for row in rows}


def ad_days(connection: Connection, asked: Asked) -> dict[date, tuple[int, int]]:
    """Spend and attributed sales of each day that was asked for."""
    return ads_where(connection, lambda table: limited(table, asked))


def ads_where(
    connection: Connection, limits: Callable[[Table], Iterable[ColumnElement[bool]]]
) -> dict[date, tuple[int, int]]:
    """Spend and attributed sales of each day: of the ad sheets, else the spend the shop's daily sheet names.

    Which of the two tells is asked channel by channel: one may have ad sheets and another its daily sheet alone.
    `limits` says which rows of either table are looked at.
    """
    spends = tuple(func.coalesce(_days.c[name], 0) for name in SPENDS)
    of_shop = select(_days.c.day, _days.c.channel_id, func.sum(sum(spends[1:], spends[0])), literal(0)).where(
        or_(*(_days.c[name].is_not(None) for name in SPENDS))
    )
    made = func.coalesce(func.sum(_ads.c.sales_minor), 0)
    of_plans = select(_ads.c.day, _ads.c.channel_id, func.coalesce(func.sum(_ads.c.spend_minor), 0), made)
    told: dict[tuple[str, int], tuple[int, int]] = {}
    for statement, table in ((of_shop, _days), (of_plans, _ads)):
        grouped = statement.where(*limits(table)).group_by(table.c.day, table.c.channel_id)
        told.update({row[:2]: row[2:] for row in stored_rows(connection, grouped)})
    found: dict[date, tuple[int, int]] = {}
    for (day, _channel), (spend, sales) in told.items():
        on = date.fromisoformat(day)
        spent, brought = found.get(on, (0, 0))
        found[on] = (spent + spend, brought + sales)
    return found
