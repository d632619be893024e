"""Reads: what the Charts page needs beside the charts themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.aftersales import Case
from models.finance import Transaction
from models.growth import AdDay, ShopDay
from models.orders import Order
from models.planning import Commitment
from models.stock import StockMove
from services import settings
from services.catalog.page_overview import category_paths
from services.channels.queries import channels
from services.charts.board import Board, board
from services.charts.month import freshness
from services.messages import Message
from services.rollups.asked import Asked, Compare, Step, ask

_DRAWN = (Order, StockMove, Case, Transaction, ShopDay, AdDay, Commitment)
"""What charts are drawn of, in the end."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the filters of the page say; None where they say nothing."""

    first: date
    last: date
    compare: Compare
    step: Step | None
    channel_id: int | None
    category: str | None


@dataclass(frozen=True, slots=True)
class ChartsView:
    """The question all charts answer, the board, and what can be chosen; channels as (id, name).

    `is_empty`: there is nothing yet that any chart could draw, on no day.
    """

    asked: Asked
    board: Board
    channels: tuple[tuple[int, str], ...]
    categories: tuple[str, ...]
    fresh: Message
    shop_name: str
    is_empty: bool


def charts_view(connection: Connection, wanted: Wanted | None = None) -> ChartsView:
    """The page's question in full; without filters that of the last 30 days."""
    if wanted is None:
        asked = ask(connection)
    else:
        asked = ask(
            connection, wanted.first, wanted.last, channel_id=wanted.channel_id, category=wanted.category,
            compare=wanted.compare, step=wanted.step,
        )  # fmt: skip
    return ChartsView(
        asked,
        board(connection),
        tuple((one.id, one.name) for one in channels(connection)),
        category_paths(connection),
        freshness(connection),
        settings.read(connection, settings.SHOP_NAME),
        not any(connection.execute(select(kind.id).limit(1)).first() for kind in _DRAWN),
    )
