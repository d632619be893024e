"""Statuses, platforms, flags and prints in words and tones."""

from __future__ import annotations

from services.fulfilment.papers import mask_name
from services.i18n import N_, _
from services.importing.channels import PLATFORM_NAMES
from services.orders.commands import REFUND_LABELS, STATUS_LABELS
from services.orders.rules import HOLD_REASONS
from services.types import Flag, OrderStatus, Platform, PrintKind, RefundStatus

STATUS_TONES = {
    OrderStatus.UNPAID: "amber",
    OrderStatus.PAID: "blue",
    OrderStatus.SHIPPED: "violet",
    OrderStatus.COMPLETED: "green",
    OrderStatus.CLOSED: "grey",
}
FLAG_NAMES = {
    Flag.NONE: N_("No flag"),
    Flag.RED: N_("Red"),
    Flag.YELLOW: N_("Yellow"),
    Flag.GREEN: N_("Green"),
    Flag.BLUE: N_("Blue"),
    Flag.PURPLE: N_("Purple"),
}
FLAG_TONES = {
    Flag.RED: "pill.red.dot",
    Flag.YELLOW: "pill.amber.dot",
    Flag.GREEN: "pill.green.dot",
    Flag.BLUE: "pill.blue.dot",
    Flag.PURPLE: "pill.violet.dot",
}
PRINT_NAMES = {
    PrintKind.PICK_LIST: N_("Pick list"),
    PrintKind.PACKING_LIST: N_("Packing list"),
    PrintKind.SHIP_FILE: N_("Ship file"),
    PrintKind.HANDOVER: N_("Handover list"),
}
_SQUARES = {
    Platform.TAOBAO: "chart.2",
    Platform.PINDUODUO: "pill.red.dot",
    Platform.JD: "neg",
    Platform.DOUYIN: "text",
    Platform.XIAOHONGSHU: "pill.red.word",
    Platform.WECHAT: "pill.green.dot",
    Platform.KUAISHOU: "pill.amber.dot",
    Platform.SHOPIFY: "chart.1",
    Platform.WOOCOMMERCE: "pill.violet.dot",
    Platform.ETSY: "pill.amber.dot",
}


def buyer_shown(buyer: str, receiver: str | None, *, masked: bool) -> str:
    """A buyer as orders show him: an account tells which of them it is, the receiver's own name is hidden."""
    return mask_name(buyer) if masked and buyer == receiver else buyer


def status_word(status: OrderStatus) -> str:
    """The status in the language that is on."""
    return _(STATUS_LABELS[status])


def refund_word(status: RefundStatus) -> str:
    """The refund state in the language that is on."""
    return _(REFUND_LABELS[status])


def hold_word(code: str) -> str:
    """What keeps an order back, in the language that is on."""
    return _(HOLD_REASONS.get(code, code))


def platform_word(platform: Platform) -> str:
    """The platform's name in the language that is on."""
    return _(PLATFORM_NAMES[platform])


def platform_square(platform: Platform) -> str:
    """The colour role of the small square in front of a channel."""
    return _SQUARES.get(platform, "text3")


def state_pill(
    status: OrderStatus, refund: RefundStatus, is_held: bool, is_part_shipped: bool = False
) -> tuple[str, str]:
    """(word, tone) of the pill: what stops the order says more than how far it has come."""
    if refund is RefundStatus.REQUESTED:
        return refund_word(refund), "red"
    if is_held and status in (OrderStatus.UNPAID, OrderStatus.PAID):
        return _("On hold"), "amber"
    if is_part_shipped and status is OrderStatus.PAID:
        return _("Part shipped"), "violet"
    return status_word(status), STATUS_TONES[status]
