"""Orders and their lines, as the channels sold them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Text,
    UniqueConstraint,
    func,
    literal_column,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.catalog import Sku
from models.channels import Channel
from models.columns import BusinessDate, CodeEnum, MinorUnits, UtcInstant
from models.enums.orders import Flag, OrderKind, OrderStatus, RefundStatus
from models.sorting import sort_index

# Which status an order may take next by hand. Imports follow the platform instead (services/importing/plan.py).
NEXT_STATUSES: dict[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.UNPAID: frozenset({OrderStatus.PAID, OrderStatus.CLOSED}),
    OrderStatus.PAID: frozenset({OrderStatus.UNPAID, OrderStatus.SHIPPED, OrderStatus.CLOSED}),
    OrderStatus.SHIPPED: frozenset({OrderStatus.PAID, OrderStatus.COMPLETED, OrderStatus.CLOSED}),
    OrderStatus.COMPLETED: frozenset({OrderStatus.SHIPPED, OrderStatus.CLOSED}),
    OrderStatus.CLOSED: frozenset({OrderStatus.UNPAID, OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED}),
}


class Order(Journaled, Base):
    """One order of one channel.

    Amounts are in minor units of `currency`; an unknown amount is NULL and never 0.
    `ordered_on` is the business day in the channel's zone, fixed when it is written. `base`
    remembers, for each field that was edited here after an import, what the platform last
    said, so that a later import can tell the platform's change from ours. `released_holds` are
    the codes of the rules whose hold a person ended; they hold the order no more. `deliver_by`
    follows from the channel's own rule where `is_own_deadline` is set, else the platform said it.
    `kind` is NULL for a plain sale. `deposit_minor` is what of a presale was paid at first.

    `total_minor` is due, and `paid_minor` came, from the buyer: goods, freight and tax less two discounts that
    share nothing: `discount_minor` is what the shop itself takes off, `platform_discount_minor` what the platform
    (or a streamer) takes off and pays to the shop. Taobao's amounts hold what it pays already, and tells no discount.
    Tax that a platform collects and pays itself is in neither.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("channel_id", "external_no"),
        CheckConstraint("length(external_no) > 0", name="external_no_filled"),
        Index(None, "external_no"),
        Index(None, "ordered_at"),
        Index(
            "ix_orders_daily", "ordered_on", "status", "channel_id", "currency", "kind", "paid_minor", "refunded_minor"
        ),
        Index("ix_orders_views", "status", "refund_status", "hold_code", "ordered_at"),
        Index(None, "buyer"),
        Index(None, "phone_tail"),
        Index(None, "tracking_no"),
        Index(None, "paid_minor"),
        Index(None, "shipped_at"),
    )

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    external_no: Mapped[str] = mapped_column(Text)
    status: Mapped[OrderStatus] = mapped_column(CodeEnum(OrderStatus))
    refund_status: Mapped[RefundStatus] = mapped_column(CodeEnum(RefundStatus), default=RefundStatus.NONE)
    hold_code: Mapped[str | None] = mapped_column(Text)
    hold_note: Mapped[str | None] = mapped_column(Text)
    released_holds: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    flag: Mapped[Flag] = mapped_column(CodeEnum(Flag), default=Flag.NONE)
    kind: Mapped[OrderKind | None] = mapped_column(CodeEnum(OrderKind))

    currency: Mapped[str] = mapped_column(Text)
    goods_minor: Mapped[int | None] = mapped_column(MinorUnits)
    freight_minor: Mapped[int | None] = mapped_column(MinorUnits)
    discount_minor: Mapped[int | None] = mapped_column(MinorUnits)
    platform_discount_minor: Mapped[int | None] = mapped_column(MinorUnits)
    tax_minor: Mapped[int | None] = mapped_column(MinorUnits)
    total_minor: Mapped[int | None] = mapped_column(MinorUnits)
    paid_minor: Mapped[int | None] = mapped_column(MinorUnits)
    deposit_minor: Mapped[int | None] = mapped_column(MinorUnits)
    refunded_minor: Mapped[int | None] = mapped_column(MinorUnits)

    ordered_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    ordered_on: Mapped[date | None] = mapped_column(BusinessDate)
    paid_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    shipped_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    completed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    deliver_by: Mapped[datetime | None] = mapped_column(UtcInstant)
    is_own_deadline: Mapped[bool | None]

    buyer: Mapped[str | None] = mapped_column(Text)
    buyer_account: Mapped[str | None] = mapped_column(Text)
    receiver: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    phone_tail: Mapped[str | None] = mapped_column(Text)
    landline: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(Text)
    province: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(Text)
    district: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    zip: Mapped[str | None] = mapped_column(Text)

    buyer_note: Mapped[str | None] = mapped_column(Text)
    seller_note: Mapped[str | None] = mapped_column(Text)
    close_reason: Mapped[str | None] = mapped_column(Text)
    payment_method: Mapped[str | None] = mapped_column(Text)

    courier: Mapped[str | None] = mapped_column(Text)
    tracking_no: Mapped[str | None] = mapped_column(Text)
    tracking_entered_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    title_text: Mapped[str | None] = mapped_column(Text)
    declared_pieces: Mapped[int | None]
    declared_lines: Mapped[int | None]
    is_damaged_no: Mapped[bool] = mapped_column(default=False)
    base: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    channel: Mapped[Channel] = relationship(lazy="raise")


def number_tail(number: ColumnElement[str]) -> ColumnElement[str]:
    """The last four characters of an order number, written as `ix_orders_number_tail` holds them."""
    return func.substr(number, literal_column("-4"))


# When an order left, as well as its times tell: the books ask for whole days of it.
Index(
    "ix_orders_left_at",
    func.coalesce(Order.shipped_at, Order.tracking_entered_at, Order.completed_at, Order.paid_at, Order.ordered_at),
)

# When an order has to leave; platforms that set no deadline cost nothing.
Index("ix_orders_deliver_by", Order.deliver_by, sqlite_where=Order.deliver_by.is_not(None))

# When an order was paid, as well as its times tell, and how much: matching asks what was paid in some days.
Index("ix_orders_paid_when", func.coalesce(Order.paid_at, Order.ordered_at), Order.paid_minor)


_o = Order.table()
# People name an order by the end of its number; the n-grams of four digits lead to tens of thousands of orders.
Index("ix_orders_number_tail", number_tail(_o.c.external_no))

# A plain sale has no kind, and most orders wait for nothing: these hold the others.
Index("ix_orders_kind", _o.c.kind, sqlite_where=_o.c.kind.is_not(None))
for _name in ("goods_minor", "freight_minor", "total_minor", "discount_minor", "refunded_minor", "paid_at",
              "completed_at", "province", "city", "courier", "buyer_note", "seller_note",
              "hold_code"):  # fmt: skip
    sort_index(_o, _name)
sort_index(_o, "flag", "none")
sort_index(_o, "refund_status", "none")
sort_index(_o, "currency", "CNY")


class OrderLine(Journaled, Base):
    """One item of an order.

    `code` is what the channel calls it; `sku_id` is ours once the code is linked, and then
    `sku_quantity` pieces of the SKU leave the shelf for the whole line. `has_left` is set on a
    line that was closed after its order had been sent: its goods are with the buyer. `gift_rule`
    names the rule that put the line in as a gift; it is NULL for what was bought.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        UniqueConstraint("order_id", "position"),
        Index(None, "sku_id"),
        Index(None, "code_key"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    position: Mapped[int]
    external_no: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)
    code_key: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    variant: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[int]
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    amount_minor: Mapped[int | None] = mapped_column(MinorUnits)
    discount_minor: Mapped[int | None] = mapped_column(MinorUnits)
    is_closed: Mapped[bool] = mapped_column(default=False)
    refund_status: Mapped[RefundStatus] = mapped_column(CodeEnum(RefundStatus), default=RefundStatus.NONE)
    note: Mapped[str | None] = mapped_column(Text)
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    sku_quantity: Mapped[int | None]
    has_left: Mapped[bool | None]
    gift_rule: Mapped[str | None] = mapped_column(Text)

    order: Mapped[Order] = relationship(lazy="raise")
    sku: Mapped[Sku | None] = relationship(lazy="raise")
