"""What the program consists of, in explicit tuples: no import has an effect nobody asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from models.entities import Entity
from services.books.guarding import ClosedMonths
from services.books.projections import LedgerPostings
from services.business_day import business_day, business_day_start
from services.catalog.projections import SkuSearches
from services.couriers.freight_columns import freight_quote
from services.customers.projections import CustomerFigures
from services.finance.money_days import MoneyDays
from services.kernel.guards import Guard
from services.kernel.projections import Projection
from services.orders.projections import DailySalesTotals, OrderSummaries
from services.profit.order_profits import OrderProfits
from services.reconcile.echo_projection import StatementEchoes
from services.reconcile.projections import OrderMatches
from services.rollups.buyers import BuyerTotals
from services.rollups.goods import GoodsRollup
from services.rollups.pairs import PairRollup
from services.rollups.sales import SalesRollup
from services.stock.projections import StockLedger

PROJECTIONS: tuple[Projection, ...] = (
    OrderSummaries(),
    DailySalesTotals(),
    SkuSearches(),
    StockLedger(),
    OrderProfits(),
    StatementEchoes(),
    MoneyDays(),
    OrderMatches(),
    CustomerFigures(),
    SalesRollup(),
    GoodsRollup(),
    PairRollup(),
    BuyerTotals(),
    LedgerPostings(),
)
UNREAD: Mapping[Entity, frozenset[str]] = {
    Entity.ORDER: frozenset(
        {"version", "base", "flag", "seller_note", "buyer_note", "hold_code", "hold_note", "released_holds"}
    )
}
"""Columns that nothing derived is made of: a note or a flag is written and nothing else has to be looked at."""
GUARDS: tuple[Guard, ...] = (ClosedMonths(),)
FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "freight_quote": freight_quote,
    "business_day": business_day,
    "business_day_start": business_day_start,
}
"""What SQL may call of ours."""
