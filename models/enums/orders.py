"""Where orders come from, and how far they and their parcels have come."""

from __future__ import annotations

from enum import StrEnum


class Platform(StrEnum):
    """Where a channel sells. The code is stored; its name is shown in the user's language."""

    TAOBAO = "taobao"
    PINDUODUO = "pinduoduo"
    JD = "jd"
    DOUYIN = "douyin"
    XIAOHONGSHU = "xiaohongshu"
    WECHAT = "wechat"
    KUAISHOU = "kuaishou"
    YOUZAN = "youzan"
    SHOPIFY = "shopify"
    WOOCOMMERCE = "woocommerce"
    ETSY = "etsy"
    EBAY = "ebay"
    AMAZON = "amazon"
    SQUARE = "square"
    OTHER = "other"


class OrderStatus(StrEnum):
    """How far an order has come. Refunds are a separate fact (`RefundStatus`)."""

    UNPAID = "unpaid"
    PAID = "paid"
    SHIPPED = "shipped"
    COMPLETED = "completed"
    CLOSED = "closed"


class RefundStatus(StrEnum):
    """What became of the buyer's money, whatever the order's own status is."""

    NONE = "none"
    REQUESTED = "requested"
    PARTIAL = "partial"
    REFUNDED = "refunded"


class OrderKind(StrEnum):
    """Why goods go out. Only some kinds are sales and counted as such (`SALE_KINDS`).

    A presale takes a deposit first and the balance later; cash on delivery comes with the parcel.
    `NOT_REAL` is an order nobody bought anything with, such as a test or a price difference.
    """

    NORMAL = "normal"
    PRESALE = "presale"
    COD = "cod"
    GIFT = "gift"
    SAMPLE = "sample"
    RESHIP = "reship"
    EXCHANGE = "exchange"
    NOT_REAL = "not_real"


SALE_KINDS = (OrderKind.NORMAL, OrderKind.PRESALE, OrderKind.COD)
"""The kinds that figures count; the others cost goods and bring nothing."""


class Flag(StrEnum):
    """The coloured flag a seller puts on an order, as the platforms' back-ends have it."""

    NONE = "none"
    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    BLUE = "blue"
    PURPLE = "purple"


class ParcelState(StrEnum):
    """How far a parcel has come. A cancelled parcel is deleted: its pieces go back to their orders."""

    OPEN = "open"
    PACKED = "packed"
    SHIPPED = "shipped"


class PrintKind(StrEnum):
    """What was put on paper or written for a platform."""

    PICK_LIST = "pick_list"
    PACKING_LIST = "packing_list"
    SHIP_FILE = "ship_file"
    HANDOVER = "handover"


class BuyerTrait(StrEnum):
    """In what buyers are counted as alike. Days are numbers (`date.toordinal`), months counted as in `BuyerFact`."""

    MONTH = "month"
    """`value`: the month of the first order; `part`: in the how manieth month after it they bought (0 the same)."""
    FIRST = "first"
    """`value`: the day of the first order."""
    SECOND = "second"
    """`value`: days from the first order to the second, -1 where there is none; `part`: 1 where the third came within
    a week of the first."""
    PACE = "pace"
    """`value`: average days between their order days; those with one such day are not counted."""
    LAST = "last"
    """`value`: the day of the last order; `part`: how many orders, four for more."""
