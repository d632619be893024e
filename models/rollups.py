"""Sums that charts read instead of a million orders. Derived from the facts; may be dropped and rebuilt.

A day is the order's business day. Only paid, shipped and completed orders are in them; amounts are minor
units of `currency`. `orders`, `pieces` and what buyers paid count sales alone (`SALE_KINDS`), while costs are
also those of gifts, samples, re-ships and exchanges, which cost and bring nothing.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.orders import BuyerTrait

_ONE_TREE = {"sqlite_with_rowid": False}
"""Rows lie in the index of their key: beside a table of its own, the key would be written twice."""


class SalesDay(Base):
    """What one channel sold on one day, and what of it was taken or had to be paid for it.

    `paid_minor` has no refund taken off; `refunded_minor` is what of these very orders went back, whenever
    that was. `income_minor` is what a profit begins with: paid or, where that is unknown, to be paid;
    `unpriced` orders have neither. Fees follow from the channel's terms; `without_rates` counts orders whose
    rates, `without_freight` those whose freight and `without_packing` those whose packing nobody said.
    """

    __tablename__ = "sales_day"
    __table_args__ = _ONE_TREE

    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    orders: Mapped[int]
    buyers: Mapped[int]
    unpriced: Mapped[int]
    refunded_orders: Mapped[int]
    goods_minor: Mapped[int] = mapped_column(MinorUnits)
    discount_minor: Mapped[int] = mapped_column(MinorUnits)
    paid_minor: Mapped[int] = mapped_column(MinorUnits)
    income_minor: Mapped[int] = mapped_column(MinorUnits)
    platform_discount_minor: Mapped[int] = mapped_column(MinorUnits)
    refunded_minor: Mapped[int] = mapped_column(MinorUnits)
    fee_minor: Mapped[int] = mapped_column(MinorUnits)
    commission_minor: Mapped[int] = mapped_column(MinorUnits)
    ads_minor: Mapped[int] = mapped_column(MinorUnits)
    freight_minor: Mapped[int] = mapped_column(MinorUnits)
    packing_minor: Mapped[int] = mapped_column(MinorUnits)
    without_rates: Mapped[int]
    without_freight: Mapped[int]
    without_packing: Mapped[int]


class SkuDay(Base):
    """What one channel sold of one SKU on one day (0: items linked to none).

    `pieces` are those of the SKU, of which a channel's code may stand for several. `amount_minor` are the lines' own
    amounts, before what was taken off the whole order. `cost_minor` is what the ledger says the pieces cost that have
    left, returns taken off; `unknown` pieces left at a cost nobody knows.
    """

    __tablename__ = "sku_day"
    __table_args__ = (Index(None, "sku_id", "day"), _ONE_TREE)

    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    sku_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    orders: Mapped[int]
    pieces: Mapped[int]
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    cost_minor: Mapped[int] = mapped_column(MinorUnits)
    unknown: Mapped[int]


class UncostedDay(Base):
    """Pieces of a SKU in orders of one day that the ledger has no cost of: not sent yet, or sent before it was counted.

    What they cost is asked of the SKU when it is wanted. A bundle's pieces stand under its parts (`sku_id`), and
    `sold_id` is what was sold; both are 0 for items linked to none, of which an order without lines has one.
    """

    __tablename__ = "uncosted_day"
    __table_args__ = (Index(None, "sku_id"), _ONE_TREE)

    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    sold_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sku_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    pieces: Mapped[int]


class OrderProfit(Base):
    """What one order brought and cost, as far as facts alone say it; minor units of the order's currency.

    None is unknown; costs are above zero. `profit_minor`, `margin_ppm` and `missing` (`services.orders.profit`) are
    those of orders that are reckoned. Goods that are priced when they are read, because they have not left and are
    counted (`is_priced_now`), are in none of it: `rest_minor` is the profit before the goods.
    """

    __tablename__ = "order_profit"
    __table_args__ = (Index(None, "profit_minor"), Index(None, "margin_ppm"))

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    income_minor: Mapped[int | None] = mapped_column(MinorUnits)
    came_in_minor: Mapped[int | None] = mapped_column(MinorUnits)
    goods_minor: Mapped[int | None] = mapped_column(MinorUnits)
    fee_minor: Mapped[int | None] = mapped_column(MinorUnits)
    commission_minor: Mapped[int | None] = mapped_column(MinorUnits)
    ads_minor: Mapped[int | None] = mapped_column(MinorUnits)
    freight_minor: Mapped[int | None] = mapped_column(MinorUnits)
    packing_minor: Mapped[int | None] = mapped_column(MinorUnits)
    after_sales_minor: Mapped[int] = mapped_column(MinorUnits)
    rest_minor: Mapped[int | None] = mapped_column(MinorUnits)
    profit_minor: Mapped[int | None] = mapped_column(MinorUnits)
    margin_ppm: Mapped[int | None]
    missing: Mapped[int]
    is_priced_now: Mapped[bool]


# Those that are priced when they are read are few: an index of all would hold mostly others.
Index("ix_order_profit_priced_now", OrderProfit.order_id, sqlite_where=OrderProfit.is_priced_now.is_(True))


class CountedSku(Base):
    """The SKUs that were counted when the profits of orders were computed: their open pieces cost what is there."""

    __tablename__ = "counted_sku"

    sku_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)


class MoneyDay(Base):
    """What moved on one money account on one day in one currency.

    `lines` counts every line, `in_lines` and `out_lines` those that went one way. The amounts are of those that count
    (`services.finance.counting`), both above zero.
    """

    __tablename__ = "money_day"
    __table_args__ = _ONE_TREE

    account_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    lines: Mapped[int]
    in_lines: Mapped[int]
    out_lines: Mapped[int]
    in_minor: Mapped[int] = mapped_column(MinorUnits)
    out_minor: Mapped[int] = mapped_column(MinorUnits)


class SalesHour(Base):
    """Orders and money of one hour (0–23, in the channel's zone) of one day."""

    __tablename__ = "sales_hour"
    __table_args__ = _ONE_TREE

    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    hour: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    orders: Mapped[int]
    paid_minor: Mapped[int] = mapped_column(MinorUnits)


class ProvinceDay(Base):
    """Orders and money of one day that go to one province, as the orders name it; empty where they do not."""

    __tablename__ = "province_day"
    __table_args__ = _ONE_TREE

    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    province: Mapped[str] = mapped_column(Text, primary_key=True)
    orders: Mapped[int]
    paid_minor: Mapped[int] = mapped_column(MinorUnits)


class BuyerDay(Base):
    """What one buyer of a channel bought on one day. Orders that name no buyer are not in it."""

    __tablename__ = "buyer_day"
    __table_args__ = (Index(None, "channel_id", "buyer", "day"), _ONE_TREE)

    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    buyer: Mapped[str] = mapped_column(Text, primary_key=True)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    orders: Mapped[int]
    paid_minor: Mapped[int] = mapped_column(MinorUnits)
    refunded_minor: Mapped[int] = mapped_column(MinorUnits)


class BuyerFact(Base):
    """One buyer of a channel in one currency: the days of the first purchases and the last, and the sums.

    `first_month` counts calendar months (year × 12 + month − 1); `months` has bit n set where the buyer bought in the
    nth month after it (bit 0), up to bit 60.
    """

    __tablename__ = "buyer_fact"
    __table_args__ = _ONE_TREE

    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    buyer: Mapped[str] = mapped_column(Text, primary_key=True)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    first_on: Mapped[date] = mapped_column(BusinessDate)
    second_on: Mapped[date | None] = mapped_column(BusinessDate)
    third_on: Mapped[date | None] = mapped_column(BusinessDate)
    last_on: Mapped[date] = mapped_column(BusinessDate)
    orders: Mapped[int]
    days: Mapped[int]
    paid_minor: Mapped[int] = mapped_column(MinorUnits)
    refunded_minor: Mapped[int] = mapped_column(MinorUnits)
    first_month: Mapped[int]
    months: Mapped[int] = mapped_column(BigInteger)


class BuyerCount(Base):
    """How many buyers of a channel are alike in one thing (`BuyerTrait` says what `value` and `part` are of each).

    `net_minor` is what they paid less refunds, of `BuyerTrait.LAST` alone. Sums of `BuyerFact`, of which there are as
    many as there are buyers: charts read these.
    """

    __tablename__ = "buyer_count"
    __table_args__ = _ONE_TREE

    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    trait: Mapped[BuyerTrait] = mapped_column(CodeEnum(BuyerTrait), primary_key=True)
    channel_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    value: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    part: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    buyers: Mapped[int]
    net_minor: Mapped[int] = mapped_column(MinorUnits)


class ChangedSale(Base):
    """Orders whose cost the ledger wrote anew in this very operation; empty between operations."""

    __tablename__ = "changed_sale"

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
