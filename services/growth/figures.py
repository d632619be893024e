"""Reads: the figures goals and actions are measured by, day by day, from the rollups and the daily sheets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models.enums.growth import GoalFigure
from models.enums.orders import BuyerTrait
from models.growth import ShopDay
from models.rollups import SkuDay
from services.i18n import N_
from services.kernel.table_query import stored_rows
from services.rollups.asked import Asked, ask
from services.rollups.buyer_counts import counted
from services.rollups.sums import by_day, limited

FIGURE_LABELS: Mapping[GoalFigure, str] = {
    GoalFigure.SALES: N_("Sales net of refunds"),
    GoalFigure.ORDERS: N_("Orders"),
    GoalFigure.PROFIT: N_("Profit of orders"),
    GoalFigure.NEW_BUYERS: N_("New buyers"),
    GoalFigure.VISITORS: N_("Visitors"),
}
MONEY_FIGURES = frozenset({GoalFigure.SALES, GoalFigure.PROFIT})
SKU_FIGURES = frozenset({GoalFigure.SALES, GoalFigure.ORDERS})
"""What is known of one SKU: of its sales the items' own amounts, as refunds are not divided among items."""

_sheets = ShopDay.table()
_goods = SkuDay.table()


@dataclass(frozen=True, slots=True)
class Measured:
    """Which figure, of what, in which currency its money is; None as `channel_id` and `sku_id` means all."""

    figure: GoalFigure
    currency: str
    channel_id: int | None = None
    sku_id: int | None = None


def main_currency(connection: Connection, channel_id: int | None = None) -> str:
    """The currency figures are in: the channel's, or the one most orders are in, or the shop's."""
    return ask(connection, channel_id=channel_id).currency


def daily(connection: Connection, what: Measured, first: date, last: date) -> list[int]:
    """The figure of every day from `first` to `last`: counts, or minor units of its currency; 0 where nothing was."""
    found = _by_day(connection, what, first, last)
    return [found.get(first + timedelta(days=number), 0) for number in range((last - first).days + 1)]


def _by_day(connection: Connection, what: Measured, first: date, last: date) -> dict[date, int]:
    asked = replace(ask(connection, first, last, channel_id=what.channel_id), currency=what.currency)
    if what.sku_id is not None:
        column = _goods.c.amount_minor if what.figure is GoalFigure.SALES else _goods.c.orders
        statement = select(_goods.c.day, func.sum(column)).where(*limited(_goods, asked))
        rows = stored_rows(connection, statement.where(_goods.c.sku_id == what.sku_id).group_by(_goods.c.day))
        return {date.fromisoformat(day): value for day, value in rows}
    if what.figure is GoalFigure.VISITORS:
        return _sheet_visitors(connection, what, first, last)
    if what.figure is GoalFigure.NEW_BUYERS:
        return _new_buyers(connection, asked)
    if what.figure is GoalFigure.PROFIT and asked.currency != asked.home:
        return {}  # costs are not kept in it: the difference of two currencies would be no amount
    days = by_day(connection, asked, costs=what.figure is GoalFigure.PROFIT)
    if what.figure is GoalFigure.ORDERS:
        return {day: one.orders for day, one in days.items()}
    return {day: one.net if what.figure is GoalFigure.SALES else one.profit for day, one in days.items()}


def _sheet_visitors(connection: Connection, what: Measured, first: date, last: date) -> dict[date, int]:
    statement = select(_sheets.c.day, func.sum(_sheets.c.visitors)).where(_sheets.c.day.between(first, last))
    if what.channel_id is not None:
        statement = statement.where(_sheets.c.channel_id == what.channel_id)
    rows = stored_rows(connection, statement.group_by(_sheets.c.day))
    return {date.fromisoformat(day): value for day, value in rows if value is not None}


def _new_buyers(connection: Connection, asked: Asked) -> dict[date, int]:
    """Buyers whose first purchase in the currency was on the day; one of two channels counts in each."""
    days = ((date.fromordinal(day), count) for day, _part, count, _net in counted(connection, asked, BuyerTrait.FIRST))
    return {day: count for day, count in days if asked.first <= day <= asked.last}
