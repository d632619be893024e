"""What after-sales cases mean for the money of their order, and whom a case waits for. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from models.aftersales import OPEN_STATES
from models.enums.aftersales import CaseKind, CaseState
from models.enums.orders import RefundStatus
from services.aftersales.kinds import DEFAULTS, MoneyWay
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
    """What one case says about money, in minor units; None where nobody knows the amount.

    `is_paid` says that money of the case has gone back, whatever else it waits for; `rest_minor`
    is what was agreed and is still to be paid then.
    """

    kind: CaseKind
    state: CaseState
    asked_minor: int | None
    refunded_minor: int | None
    is_paid: bool = False
    rest_minor: int = 0

    @property
    def is_wanted(self) -> bool:
        """Whether the buyer still waits for money."""
        return self.state in OPEN_STATES and (not self.is_paid or self.rest_minor > 0)

    @property
    def paid_back(self) -> int | None:
        """What went back to the buyer once the case was done."""
        return self.refunded_minor if self.refunded_minor is not None else self.asked_minor

    @property
    def is_about_money(self) -> bool:
        """Whether the buyer gets money back: by its kind, or because it was paid all the same."""
        return self.kind in REFUND_KINDS or (self.is_paid and DEFAULTS[self.kind].money is not MoneyWay.TO_US)


def claim(
    kind: CaseKind,
    state: CaseState,
    asked: int | None,
    agreed: int | None,
    refunded: int | None,
    *,
    is_own: bool,
    is_paid: bool,
) -> Claim:
    """The claim of a case from its columns; a case of ours gave back what was paid, and never what was only asked."""
    rest = max((agreed or 0) - (refunded or 0), 0)
    known = (refunded or 0) if is_own or agreed is not None else refunded
    return Claim(kind, state, asked, known, is_paid and refunded is not None, rest)


@dataclass(frozen=True, slots=True)
class Refund:
    """What became of an order's money; `refunded_minor` is None where no amount is known."""

    status: RefundStatus
    refunded_minor: int | None


def refund_of(claims: Iterable[Claim], paid: int | None, total: int | None) -> Refund | None:
    """What all cases of an order together say about its money; None where none of them is about money.

    An open case outweighs what was paid back already: the parcel must not leave while it is open.
    """
    about_money = [claim for claim in claims if claim.is_about_money]
    if not about_money:
        return None
    done = [claim for claim in about_money if claim.state is CaseState.DONE or claim.is_paid]
    amounts = [claim.paid_back for claim in done if claim.paid_back is not None]
    refunded = sum(amounts) if amounts else None
    if any(claim.is_wanted for claim in about_money):
        return Refund(RefundStatus.REQUESTED, refunded)
    if not done:
        return Refund(RefundStatus.NONE, None)
    if len(amounts) < len(done):
        return Refund(RefundStatus.REFUNDED, None)  # money went back, and how much nobody says
    return Refund(derived_refund_status(paid, total, refunded), refunded)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The four facts of a case as far as they decide whom it waits for; pieces over all its lines."""

    kind: CaseKind
    agreed_minor: int | None = None
    refunded_minor: int = 0
    is_asked: bool = False
    is_agreed: bool = False
    expected: int = 0
    received: int = 0
    inspected: bool = False
    has_waybill: bool = False
    has_new_order: bool = False
    is_sent_back: bool = False


def next_state(facts: CaseFacts) -> CaseState:
    """Whom a case waits for after a step; DONE once every fact that it has is settled."""
    defaults = DEFAULTS[facts.kind]
    if facts.expected > facts.received:
        return _while_goods_are_away(facts)
    if facts.received and defaults.is_ours and not facts.inspected:
        return CaseState.WAITING_SELLER
    if not defaults.is_ours and not facts.is_sent_back:
        return CaseState.AGREED if facts.received else CaseState.WAITING_SELLER
    if defaults.sends is not None and not facts.has_new_order:
        return CaseState.WAITING_SELLER
    return _by_money(facts)


def _while_goods_are_away(facts: CaseFacts) -> CaseState:
    if facts.has_waybill or DEFAULTS[facts.kind].by_courier:
        return CaseState.WAITING_COURIER
    return CaseState.WAITING_BUYER if facts.is_agreed else CaseState.WAITING_SELLER


def _by_money(facts: CaseFacts) -> CaseState:
    way = DEFAULTS[facts.kind].money
    if way is MoneyWay.NONE and not facts.is_asked:
        return CaseState.DONE
    if not facts.is_agreed and not facts.refunded_minor:
        return CaseState.WAITING_COURIER if way is MoneyWay.TO_US else CaseState.WAITING_SELLER
    if facts.refunded_minor < (facts.agreed_minor or 0):
        return CaseState.AGREED
    return CaseState.DONE
