"""By which rules documents become postings. What a rule says here is all there is: no figure is typed twice.

==================  ==================================================================================
Document            Posting
==================  ==================================================================================
Order               When it has left (or is completed): the platform owes what the buyer paid and what the
                    platform adds (`receivable` / `sales`, `platform_subsidy`). Closed orders and such as are
                    no real sale post nothing, exactly as they have no profit. An amount nobody knows is
                    counted and posted as nothing.
Refund              On the day a case paid it, payment by payment, but not before its order left; what no dated
                    case explains, on the day of its order (`refunds` / `receivable`). With the last of an
                    order that went back whole, the platform takes back what it had added (`platform_subsidy` /
                    `receivable`), as in the order's profit; a partial refund leaves it.
Goods               Every value the stock ledger moves (`stock`): against `goods_at_cost` for sales and
                    returns, `goods_clearing` for deliveries, `opening` for what was there at the start,
                    `write_offs` for scrap, `stock_differences` for the rest. What went straight to goods
                    that had been sold without cost is cost of goods on the day it arrived.
Delivery            What the supplier bills (`goods_clearing` / `payable`); duty and other costs stay in the
                    clearing account until their transaction is put under it.
Return to supplier  What they credit (`payable` / `stock_differences`).
Supplier payment    `payable` / `supplier_payments`; the statement's line takes it out of there again, so what
                    is left in that account was noted and never left an account, or the other way round.
Courier's bill      `freight` / `payable_couriers`, on the day that was charged.
Ad spend            `ads` / `ad_balance`, on the day it was spent: a top-up only fills the balance.
Transaction         Its account against its category, part by part; without a category `uncategorised`, which
                    is no profit. What was paid for orders goes to the platform's `receivable`. Neutral movements
                    and duplicates post nothing.
Opening balance     What an account began with, against `opening`, before every other day.
Entry by hand       As it was written; it balances or is refused.
==================  ==================================================================================

Amounts in other currencies are worth what the rate of their day says. Where there is none they count as
nothing and are named.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from models.enums.goods import MoveKind
from models.enums.orders import Platform

OPENING_DAY = date(1970, 1, 1)
"""The day of opening balances: before everything."""

STOCK = "stock"
GOODS_AT_COST = "goods_at_cost"
STOCK_AGAINST: Mapping[MoveKind, str] = MappingProxyType(
    {
        MoveKind.SALE: GOODS_AT_COST,
        MoveKind.RETURN: GOODS_AT_COST,
        MoveKind.RECEIPT: "goods_clearing",
        MoveKind.REVALUE: "goods_clearing",
        MoveKind.OPENING: "opening",
        MoveKind.SCRAP: "write_offs",
        MoveKind.ADJUST: "stock_differences",
        MoveKind.TRANSFER: "stock_differences",
        MoveKind.REGRADE: "stock_differences",
        MoveKind.ASSEMBLY: "stock_differences",
        MoveKind.SUPPLIER_RETURN: "stock_differences",
        MoveKind.REPAIR: "stock_differences",
    }
)
"""What the value of goods is posted against, by why they moved."""

OF_RECEIVABLE = frozenset({"order_income", "order_refund"})
"""Categories that stand for what a platform owes."""
PLATFORM_OF_PROVIDER: Mapping[str, Platform] = MappingProxyType(
    {
        "taobao": Platform.TAOBAO,
        "pinduoduo": Platform.PINDUODUO,
        "douyin": Platform.DOUYIN,
        "douyin_settlement": Platform.DOUYIN,
        "jd": Platform.JD,
        "xiaohongshu": Platform.XIAOHONGSHU,
        "wechat": Platform.WECHAT,
        "kuaishou": Platform.KUAISHOU,
        "youzan": Platform.YOUZAN,
    }
)
"""The platform whose orders an account of this provider is paid for."""
TAOBAO_MERCHANT_NO = "T200P"
"""How Taobao begins the merchant's number it gives an order's payment at Alipay; the order number follows."""


def receivable(platform: Platform | str) -> str:
    """The account of what a platform owes."""
    return f"receivable:{platform}"


def money(account_id: int) -> str:
    """The books' account of a money account."""
    return f"money:{account_id}"


def payable(supplier_id: int) -> str:
    """The account of what a supplier is owed."""
    return f"payable:{supplier_id}"
