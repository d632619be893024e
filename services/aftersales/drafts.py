"""What a new case is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.enums.aftersales import CaseKind, CaseParty


@dataclass(frozen=True, slots=True)
class CaseLineDraft:
    """One product of a case; `sku_id` may be left out but for bundles. `quantity` counts pieces of the SKU.

    `expected` None leaves it to the kind how many come back. For a parcel nobody announced there is no
    order line, and `title` says what is in it.
    """

    order_line_id: int | None
    quantity: int
    sku_id: int | None = None
    asked_minor: int | None = None
    expected: int | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """A case as it is opened by hand: of an order, or of a parcel nobody announced (with its channel).

    No lines mean all of the order. `asked_minor` None is what the kind says: all that was paid for the
    lines, or nothing. Amounts are in the order's currency. `override` is the reason why the case is
    opened although it does not fit its order, and is kept with it.
    """

    kind: CaseKind
    order_id: int | None = None
    lines: tuple[CaseLineDraft, ...] = ()
    channel_id: int | None = None
    external_no: str = ""
    reason: str | None = None
    note: str | None = None
    asked_minor: int | None = None
    blame: CaseParty | None = None
    payer: CaseParty | None = None
    return_courier: str | None = None
    return_tracking_no: str | None = None
    deadline_at: datetime | None = None
    next_action: str | None = None
    override: str | None = None
