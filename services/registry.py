"""What the program consists of, in explicit tuples: no import has an effect nobody asked for."""

from __future__ import annotations

from services.catalog.projections import SkuSearches
from services.kernel.projections import Projection
from services.orders.projections import DailySalesTotals, OrderSummaries

PROJECTIONS: tuple[Projection, ...] = (OrderSummaries(), DailySalesTotals(), SkuSearches())

# Modules whose commands can be run by name (`main.py do`, the palette).
COMMAND_MODULES = (
    "services.settings",
    "services.channels.commands",
    "services.catalog.commands",
    "services.orders.commands",
    "services.fulfilment.commands",
    "services.importing.commands",
)
