"""What the program consists of, in explicit tuples: no import has an effect nobody asked for."""

from __future__ import annotations

from services.catalog.projections import SkuSearches
from services.kernel.projections import Projection
from services.orders.projections import DailySalesTotals, OrderSummaries
from services.stock.projections import StockLedger

PROJECTIONS: tuple[Projection, ...] = (OrderSummaries(), DailySalesTotals(), SkuSearches(), StockLedger())
