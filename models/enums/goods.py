"""What is sold, bought, kept and counted: the fixed words of products, stock, purchases and stocktakes."""

from __future__ import annotations

from enum import StrEnum


class PriceField(StrEnum):
    """The amounts of a SKU whose history is kept."""

    PRICE = "price"
    MIN_PRICE = "min_price"
    COST = "cost"


class ListingState(StrEnum):
    """Whether a channel offers a SKU."""

    ON_SALE = "on_sale"
    OFF_SHELF = "off_shelf"


class ListingField(StrEnum):
    """What of a listing has a history."""

    STATE = "state"
    PRICE = "price"


class PurchaseState(StrEnum):
    """How far a purchase has come."""

    DRAFT = "draft"
    ORDERED = "ordered"
    PART_RECEIVED = "part_received"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class LandedBasis(StrEnum):
    """By what a purchase's freight, duty and other costs are shared among its lines."""

    VALUE = "value"
    WEIGHT = "weight"
    PIECES = "pieces"


class StocktakeScope(StrEnum):
    """What a stocktake counts."""

    ALL = "all"
    CATEGORY = "category"
    SHELF = "shelf"
    ABC = "abc"
    CHOSEN = "chosen"


class StocktakeState(StrEnum):
    """How far a stocktake has come."""

    OPEN = "open"
    POSTED = "posted"
    REVERSED = "reversed"
    ABANDONED = "abandoned"


class MoveKind(StrEnum):
    """Why pieces came or went. `SALE` follows from orders and is never booked by hand.

    `TRANSFER` and `REGRADE` (good to defective, or back) move pieces that stay ours, and
    `REVALUE` moves none: it corrects what a delivery cost.
    """

    OPENING = "opening"
    RECEIPT = "receipt"
    SALE = "sale"
    RETURN = "return"
    SCRAP = "scrap"
    ADJUST = "adjust"
    TRANSFER = "transfer"
    REGRADE = "regrade"
    ASSEMBLY = "assembly"
    SUPPLIER_RETURN = "supplier_return"
    REPAIR = "repair"
    REVALUE = "revalue"


class Condition(StrEnum):
    """Whether pieces can be sold."""

    GOOD = "good"
    DEFECTIVE = "defective"


class CostMethod(StrEnum):
    """How the cost of what goes out is found: the average of all, or the oldest first."""

    AVERAGE = "average"
    FIFO = "fifo"
