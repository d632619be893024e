"""What people call the codes of after-sales cases."""

from __future__ import annotations

from models.enums.aftersales import CaseKind, CaseParty, CaseState, DefectiveFate, Interception
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
PARTY_LABELS: dict[CaseParty, str] = {
    CaseParty.SELLER: N_("We"),
    CaseParty.BUYER: N_("The buyer"),
    CaseParty.COURIER: N_("The courier"),
    CaseParty.SUPPLIER: N_("The supplier"),
    CaseParty.PLATFORM: N_("The platform"),
    CaseParty.NOBODY: N_("Nobody"),
}
INTERCEPTION_LABELS: dict[Interception, str] = {
    Interception.ASKED: N_("Interception asked for"),
    Interception.STOPPED: N_("Stopped, comes back"),
    Interception.FAILED: N_("Could not be stopped"),
}
FATE_LABELS: dict[DefectiveFate, str] = {
    DefectiveFate.REPAIRED: N_("Repaired"),
    DefectiveFate.TO_SUPPLIER: N_("Returned to the supplier"),
    DefectiveFate.SECONDS: N_("Sold as a second"),
    DefectiveFate.WRITTEN_OFF: N_("Written off"),
}
