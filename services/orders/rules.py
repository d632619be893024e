"""Decisions about orders: pure functions over rows and values, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.enums.orders import OrderStatus, RefundStatus
from models.orders import NEXT_STATUSES, Order
from services.errors import NotAllowed
from services.i18n import N_
from services.messages import Message, message

# Fields an import may fill and a person may edit; what the platform last said of an edited one is kept in `base`.
IMPORTED_FIELDS = (
    "status", "refund_status", "currency", "goods_minor", "freight_minor", "discount_minor",
    "platform_discount_minor", "tax_minor", "total_minor", "paid_minor", "refunded_minor",
    "ordered_at", "paid_at", "shipped_at", "completed_at",
    "deliver_by", "buyer", "buyer_account", "receiver", "phone", "landline", "email", "country", "province",
    "city", "district", "address", "zip", "buyer_note", "seller_note", "flag", "close_reason",
    "payment_method", "courier", "tracking_no", "title_text", "declared_pieces", "declared_lines",
)  # fmt: skip

# How far an order has come; an import never takes one back (a file exported earlier may arrive later).
PROGRESS = {
    OrderStatus.UNPAID: 0,
    OrderStatus.PAID: 1,
    OrderStatus.SHIPPED: 2,
    OrderStatus.COMPLETED: 3,
    OrderStatus.CLOSED: 4,
}

HOLD_REASONS: dict[str, str] = {
    "manual": N_("Held by hand"),
    "lines_missing": N_("Waiting for its item file"),
    "order_missing": N_("Waiting for its order file"),
    "note_present": N_("The buyer left a note"),
    "address_odd": N_("The address looks odd"),
    "sku_unmatched": N_("Code not linked"),
    "stock_short": N_("Stock is short"),
    "blacklist": N_("On the blacklist"),
    "refund_asked": N_("A refund was asked for"),
    "duplicate_buyer": N_("More orders of this buyer"),
    "margin_negative": N_("The order loses money"),
}


def hold_reason(code: str) -> Message:
    """The words for a hold code."""
    return message(HOLD_REASONS.get(code, code))


def require_reachable(orders: Iterable[Order], status: OrderStatus) -> None:
    """Every order may take this status by hand; `NotAllowed` names those that may not."""
    stuck = [order for order in orders if order.status is not status and status not in NEXT_STATUSES[order.status]]
    if stuck:
        raise NotAllowed(rows=numbers(stuck), reason=message(N_("their status does not lead there")))


def require_shippable(orders: Iterable[Order]) -> None:
    """Every order is paid, free of holds and of refund requests."""
    orders = list(orders)
    held = [order for order in orders if order.hold_code is not None]
    if held:
        raise NotAllowed(rows=numbers(held), reason=message(N_("they are on hold")))
    refunding = [o for o in orders if o.refund_status in (RefundStatus.REQUESTED, RefundStatus.REFUNDED)]
    if refunding:
        raise NotAllowed(rows=numbers(refunding), reason=message(N_("the buyer asked for the money back")))
    require_reachable(orders, OrderStatus.SHIPPED)


def numbers(orders: Sequence[Order], at_most: int = 5) -> tuple[str, ...]:
    """The order numbers, cut off where a sentence would become a list."""
    shown = tuple(order.external_no for order in orders[:at_most])
    return (*shown, "…") if len(orders) > at_most else shown


def remembered_base(base: Mapping[str, Any] | None, edits: Mapping[str, tuple[Any, Any]]) -> dict[str, Any] | None:
    """The `base` after local edits: (old, new) stored values per field.

    What the platform said stays known while ours differs from it, and is forgotten once the
    two agree again.
    """
    kept = dict(base or {})
    for name, (old, new) in edits.items():
        if name not in IMPORTED_FIELDS:
            continue
        platform = kept.get(name, old)
        if new == platform:
            kept.pop(name, None)
        else:
            kept[name] = platform
    return kept or None


def derived_refund_status(paid: int | None, total: int | None, refunded: int | None) -> RefundStatus:
    """What refunded money alone says: nothing, part of it, or all of it back.

    Some platforms report `paid` with the refund already taken off, so the larger of what was
    due and what was paid counts as the whole.
    """
    if not refunded or refunded <= 0:
        return RefundStatus.NONE
    known = [amount for amount in (paid, total) if amount is not None]
    return RefundStatus.REFUNDED if known and refunded >= max(known) else RefundStatus.PARTIAL
