"""What after-sales cases mean for the money of their order. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.aftersales import OPEN_STATES
from models.values import CaseKind, CaseState, RefundStatus
from services.orders.rules import derived_refund_status

# Kinds in which the buyer gets money back; the others move goods, or money between us and a courier.
REFUND_KINDS = frozenset(
    {
        CaseKind.REFUND_BEFORE_SHIPPING,
        CaseKind.REFUND_ONLY,
        CaseKind.RETURN_AND_REFUND,
        CaseKind.REFUSED,
        CaseKind.INTERCEPTION,
        CaseKind.COMPENSATION,
        CaseKind.PRICE_PROTECTION,
    }
)
# How far a case has come: a file that is older than what is known never takes it back in silence.
PROGRESS: dict[CaseState, int] = {
    CaseState.WAITING_SELLER: 0,
    CaseState.WAITING_BUYER: 0,
    CaseState.WAITING_COURIER: 0,
    CaseState.WAITING_PLATFORM: 0,
    CaseState.AGREED: 1,
    CaseState.REFUSED: 2,
    CaseState.WITHDRAWN: 2,
    CaseState.DONE: 2,
}


@dataclass(frozen=True, slots=True)
class Claim:
    """What one case says about money, in minor units; None where nobody knows the amount."""

    kind: CaseKind
    state: CaseState
    asked_minor: int | None
    refunded_minor: int | None

    @property
    def paid_back(self) -> int | None:
        """What went back to the buyer once the case was done."""
        return self.refunded_minor if self.refunded_minor is not None else self.asked_minor


@dataclass(frozen=True, slots=True)
class Refund:
    """What became of an order's money; `refunded_minor` is None where no amount is known."""

    status: RefundStatus
    refunded_minor: int | None


def refund_of(claims: Iterable[Claim], paid: int | None, total: int | None) -> Refund | None:
    """What all cases of an order together say about its money; None where none of them is about money.

    An open case outweighs what was paid back already: the parcel must not leave while it is open.
    """
    about_money = [claim for claim in claims if claim.kind in REFUND_KINDS]
    if not about_money:
        return None
    done = [claim for claim in about_money if claim.state is CaseState.DONE]
    amounts = [claim.paid_back for claim in done if claim.paid_back is not None]
    refunded = sum(amounts) if amounts else None
    if any(claim.state in OPEN_STATES for claim in about_money):
        return Refund(RefundStatus.REQUESTED, refunded)
    if not done:
        return Refund(RefundStatus.NONE, None)
    if len(amounts) < len(done):
        return Refund(RefundStatus.REFUNDED, None)  # money went back, and how much nobody says
    return Refund(derived_refund_status(paid, total, refunded), refunded)
