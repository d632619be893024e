"""Reads: what the daily sheets say of some days, and what ads cost and brought in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, func, select

from models.growth import AdDay, ShopDay
from services.kernel.table_query import stored_rows
from services.rollups.asked import Asked
from services.rollups.sums import limited

_days = ShopDay.table()
_ads = AdDay.table()
_SPENDS = ("search_spend_minor", "display_spend_minor", "sitewide_spend_minor", "affiliate_spend_minor")


def sheet_sums(connection: Connection, asked: Asked, names: Sequence[str]) -> dict[date, tuple[int | None, ...]]:
    """The sums over channels of some columns of each day's sheet; None where no channel said it."""
    columns = select(_days.c.day, *(func.sum(_days.c[name]) for name in names)).where(*limited(_days, asked))
    rows = stored_rows(connection, columns.group_by(_days.c.day))
    return {date.fromisoformat(row[0]): row[1:] for row in rows}


def ad_days(connection: Connection, asked: Asked) -> dict[date, tuple[int, int]]:
    """Spend and attributed sales of each day: of the ad sheets, else the spend the shop's daily sheet names."""
    columns = (_ads.c.day, func.sum(_ads.c.spend_minor), func.sum(_ads.c.sales_minor))
    statement = select(*columns).where(*limited(_ads, asked)).group_by(_ads.c.day)
    found = {
        date.fromisoformat(day): (spend or 0, made or 0) for day, spend, made in stored_rows(connection, statement)
    }
    for day, spends in sheet_sums(connection, asked, _SPENDS).items():
        if day not in found and any(one is not None for one in spends):
            found[day] = (sum(one or 0 for one in spends), 0)
    return found
