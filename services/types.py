"""The pure values the interface may hold, so that ``ui`` never has to import ``models``."""

from __future__ import annotations

from models.entities import Entity
from models.values import (
    CurrencyMismatch,
    DateRange,
    Flag,
    IdRanges,
    Money,
    OrderStatus,
    Platform,
    PrintKind,
    Rate,
    RefundStatus,
    minor_digits,
)

__all__ = [
    "CurrencyMismatch",
    "DateRange",
    "Entity",
    "Flag",
    "IdRanges",
    "Money",
    "OrderStatus",
    "Platform",
    "PrintKind",
    "Rate",
    "RefundStatus",
    "minor_digits",
]
