"""What people call the kinds and states of after-sales cases."""

from __future__ import annotations

from models.values import CaseKind, CaseState
from services.i18n import N_

KIND_LABELS: dict[CaseKind, str] = {
    CaseKind.REFUND_BEFORE_SHIPPING: N_("Refund before shipping"),
    CaseKind.REFUND_ONLY: N_("Refund only"),
    CaseKind.RETURN_AND_REFUND: N_("Return and refund"),
    CaseKind.EXCHANGE: N_("Exchange"),
    CaseKind.RESHIP: N_("Re-ship"),
    CaseKind.REPAIR: N_("Repair"),
    CaseKind.COMPENSATION: N_("Compensation"),
    CaseKind.REFUSED: N_("Refused delivery"),
    CaseKind.INTERCEPTION: N_("Interception"),
    CaseKind.COURIER_CLAIM: N_("Courier claim"),
    CaseKind.PRICE_PROTECTION: N_("Price protection"),
}
STATE_LABELS: dict[CaseState, str] = {
    CaseState.WAITING_SELLER: N_("Waiting for us"),
    CaseState.WAITING_BUYER: N_("Waiting for the buyer"),
    CaseState.WAITING_COURIER: N_("Waiting for the courier"),
    CaseState.WAITING_PLATFORM: N_("Waiting for the platform"),
    CaseState.AGREED: N_("Agreed"),
    CaseState.REFUSED: N_("Refused"),
    CaseState.WITHDRAWN: N_("Withdrawn"),
    CaseState.DONE: N_("Done"),
}
