"""The pure values the interface may hold, so that ``ui`` never has to import ``models``."""

from __future__ import annotations

from models.entities import Entity
from models.values import (
    AccountKind,
    Condition,
    CostMethod,
    CurrencyMismatch,
    DateRange,
    Flag,
    Flow,
    IdRanges,
    LandedBasis,
    ListingState,
    Money,
    MoveKind,
    OrderStatus,
    Platform,
    PriceField,
    PrintKind,
    PurchaseState,
    Rate,
    RefundStatus,
    StocktakeScope,
    StocktakeState,
    minor_digits,
)
from services.kernel.table_query import Filter, TableRequest

__all__ = [
    "AccountKind",
    "Condition",
    "CostMethod",
    "CurrencyMismatch",
    "DateRange",
    "Entity",
    "Filter",
    "Flag",
    "Flow",
    "IdRanges",
    "LandedBasis",
    "ListingState",
    "Money",
    "MoveKind",
    "OrderStatus",
    "Platform",
    "PriceField",
    "PrintKind",
    "PurchaseState",
    "Rate",
    "RefundStatus",
    "StocktakeScope",
    "StocktakeState",
    "TableRequest",
    "minor_digits",
]
