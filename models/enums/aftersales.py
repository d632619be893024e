"""What became of orders that did not go well, and of what buyers said: the fixed words of cases and reviews."""

from __future__ import annotations

from enum import StrEnum


class CaseKind(StrEnum):
    """What a case is about; the kind only sets what is expected of it."""

    REFUND_BEFORE_SHIPPING = "refund_before_shipping"
    REFUND_ONLY = "refund_only"
    RETURN_AND_REFUND = "return_and_refund"
    EXCHANGE = "exchange"
    RESHIP = "reship"
    REPAIR = "repair"
    COMPENSATION = "compensation"
    REFUSED = "refused"
    INTERCEPTION = "interception"
    COURIER_CLAIM = "courier_claim"
    PRICE_PROTECTION = "price_protection"


class CaseState(StrEnum):
    """Whom a case waits for, or how it ended."""

    WAITING_SELLER = "waiting_seller"
    WAITING_BUYER = "waiting_buyer"
    WAITING_COURIER = "waiting_courier"
    WAITING_PLATFORM = "waiting_platform"
    AGREED = "agreed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    DONE = "done"


class CaseParty(StrEnum):
    """Somebody who is to blame for a case, or who pays for it."""

    SELLER = "seller"
    BUYER = "buyer"
    COURIER = "courier"
    SUPPLIER = "supplier"
    PLATFORM = "platform"
    NOBODY = "nobody"


class Interception(StrEnum):
    """What became of the wish to stop a parcel on its way."""

    ASKED = "asked"
    STOPPED = "stopped"
    FAILED = "failed"


class DefectiveFate(StrEnum):
    """What became of defective pieces in the end."""

    REPAIRED = "repaired"
    TO_SUPPLIER = "to_supplier"
    SECONDS = "seconds"
    WRITTEN_OFF = "written_off"


class ContactMeans(StrEnum):
    """How a customer was talked to."""

    CHAT = "chat"
    PHONE = "phone"
    MESSAGE = "message"
    OTHER = "other"


class FollowState(StrEnum):
    """How far a bad review has been followed up; a review that needs none is `NONE`."""

    NONE = "none"
    OPEN = "open"
    CONTACTED = "contacted"
    OFFERED = "offered"
    SETTLED = "settled"


class FollowStep(StrEnum):
    """What was done about a review."""

    CONTACTED = "contacted"
    OFFERED = "offered"
    RESULT = "result"
    NOTE = "note"


class FollowResult(StrEnum):
    """How a follow-up of a review ended."""

    CHANGED = "changed"
    REMOVED = "removed"
    KEPT = "kept"
    NO_ANSWER = "no_answer"
