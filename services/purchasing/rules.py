"""What may be done with a purchase in which state, and what its quantities make of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from models.enums.goods import LandedBasis, PurchaseState
from models.purchasing import Purchase
from services.errors import NotAllowed
from services.i18n import N_
from services.messages import message

STATE_LABELS: dict[PurchaseState, str] = {
    PurchaseState.DRAFT: N_("Draft"),
    PurchaseState.ORDERED: N_("On order"),
    PurchaseState.PART_RECEIVED: N_("Partly received"),
    PurchaseState.RECEIVED: N_("Received"),
    PurchaseState.CLOSED: N_("Closed short"),
    PurchaseState.CANCELLED: N_("Cancelled"),
}
BASIS_LABELS: dict[LandedBasis, str] = {
    LandedBasis.VALUE: N_("By value"),
    LandedBasis.WEIGHT: N_("By weight"),
    LandedBasis.PIECES: N_("By pieces"),
}
EXPECTING = (PurchaseState.ORDERED, PurchaseState.PART_RECEIVED)
SETTLED = (PurchaseState.RECEIVED, PurchaseState.CLOSED)


class Deed(StrEnum):
    """What a person does with a whole purchase."""

    EDIT = "edit"
    ORDER = "order"
    TAKE_BACK = "take_back"
    RECEIVE = "receive"
    SET_COSTS = "set_costs"
    CLOSE = "close"
    REOPEN = "reopen"
    CANCEL = "cancel"
    DELETE = "delete"


_NOT_ORDERED = N_("it has not been ordered yet")
_WAS_ORDERED = N_("it was ordered already; take it back to a draft first")
_HAS_ARRIVED = N_("goods of it have arrived")
_ALL_ARRIVED = N_("everything has arrived already")
_IS_CLOSED = N_("it was closed; reopen it first")
_IS_CANCELLED = N_("it was cancelled")
_NOTHING_ARRIVED = N_("nothing of it has arrived; cancel it instead")
_NOT_CLOSED = N_("it is not closed")

# For every deed the states that refuse it, each with the reason a person reads. What is not listed is allowed.
REFUSALS: dict[Deed, dict[PurchaseState, str]] = {
    Deed.EDIT: {
        PurchaseState.PART_RECEIVED: _HAS_ARRIVED,
        PurchaseState.RECEIVED: _HAS_ARRIVED,
        PurchaseState.CLOSED: _IS_CLOSED,
        PurchaseState.CANCELLED: _IS_CANCELLED,
    },
    Deed.ORDER: {
        PurchaseState.ORDERED: N_("it was ordered already"),
        PurchaseState.PART_RECEIVED: _HAS_ARRIVED,
        PurchaseState.RECEIVED: _ALL_ARRIVED,
        PurchaseState.CLOSED: _IS_CLOSED,
        PurchaseState.CANCELLED: _IS_CANCELLED,
    },
    Deed.TAKE_BACK: {
        PurchaseState.DRAFT: N_("it is a draft already"),
        PurchaseState.PART_RECEIVED: _HAS_ARRIVED,
        PurchaseState.RECEIVED: _HAS_ARRIVED,
        PurchaseState.CLOSED: _IS_CLOSED,
    },
    Deed.RECEIVE: {
        PurchaseState.DRAFT: _NOT_ORDERED,
        PurchaseState.CLOSED: _IS_CLOSED,
        PurchaseState.CANCELLED: _IS_CANCELLED,
    },
    Deed.SET_COSTS: {PurchaseState.CANCELLED: _IS_CANCELLED},
    Deed.CLOSE: {
        PurchaseState.DRAFT: _NOT_ORDERED,
        PurchaseState.ORDERED: _NOTHING_ARRIVED,
        PurchaseState.RECEIVED: _ALL_ARRIVED,
        PurchaseState.CLOSED: N_("it is closed already"),
        PurchaseState.CANCELLED: _IS_CANCELLED,
    },
    Deed.REOPEN: {
        PurchaseState.DRAFT: _NOT_CLOSED,
        PurchaseState.ORDERED: _NOT_CLOSED,
        PurchaseState.PART_RECEIVED: _NOT_CLOSED,
        PurchaseState.RECEIVED: _NOT_CLOSED,
        PurchaseState.CANCELLED: _IS_CANCELLED,
    },
    Deed.CANCEL: {
        PurchaseState.PART_RECEIVED: N_("goods of it have arrived; close it short instead"),
        PurchaseState.RECEIVED: _HAS_ARRIVED,
        PurchaseState.CLOSED: _IS_CLOSED,
        PurchaseState.CANCELLED: N_("it was cancelled already"),
    },
    Deed.DELETE: {
        PurchaseState.ORDERED: _WAS_ORDERED,
        PurchaseState.PART_RECEIVED: _HAS_ARRIVED,
        PurchaseState.RECEIVED: _HAS_ARRIVED,
        PurchaseState.CLOSED: _HAS_ARRIVED,
    },
}
# Where a deed leads whatever the quantities are; receiving and reopening ask `state_for`.
LEADS_TO: dict[Deed, PurchaseState] = {
    Deed.ORDER: PurchaseState.ORDERED,
    Deed.TAKE_BACK: PurchaseState.DRAFT,
    Deed.CLOSE: PurchaseState.CLOSED,
    Deed.CANCEL: PurchaseState.CANCELLED,
}


def refusal(deed: Deed, state: PurchaseState) -> str | None:
    """Why this cannot be done in this state, or None where it can."""
    return REFUSALS[deed].get(state)


def require(deed: Deed, purchases: Iterable[Purchase]) -> None:
    """Every purchase may take the deed; `NotAllowed` names those that may not, by the first reason there is."""
    refused: dict[str, list[str]] = {}
    for purchase in purchases:
        reason = refusal(deed, purchase.state)
        if reason is not None:
            refused.setdefault(reason, []).append(purchase.number)
    for reason, numbers in refused.items():
        raise NotAllowed(rows=shortened(numbers), reason=message(reason))


def shortened(names: Sequence[str], at_most: int = 5) -> tuple[str, ...]:
    """The names, cut off where a sentence would become a list."""
    shown = tuple(names[:at_most])
    return (*shown, "…") if len(names) > at_most else shown


def state_for(ordered: Mapping[int, int], received: Mapping[int, int]) -> PurchaseState:
    """What the pieces per line make of an ordered purchase: nothing, part of it, or all of it is there."""
    if not any(received.values()):
        return PurchaseState.ORDERED
    is_whole = all(received.get(line, 0) >= pieces for line, pieces in ordered.items())
    return PurchaseState.RECEIVED if is_whole else PurchaseState.PART_RECEIVED
