"""What forms and sheets say of a campaign, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.enums.growth import CampaignKind
from services.i18n import N_

LONGEST_DAYS = 366
LONGEST_PREHEAT_DAYS = 60

KIND_LABELS: Mapping[CampaignKind, str] = {
    CampaignKind.SALE: N_("Price cut"),
    CampaignKind.COUPON: N_("Coupon"),
    CampaignKind.GIFT: N_("Gift"),
    CampaignKind.MEMBER_DAY: N_("Member day"),
    CampaignKind.PLATFORM: N_("Platform event"),
}


class Stage(StrEnum):
    """How far a campaign has come; it follows from its days, but for the last two."""

    PLANNED = "planned"
    PREHEAT = "preheat"
    RUNNING = "running"
    ENDED = "ended"
    REVIEWED = "reviewed"
    CANCELLED = "cancelled"


STAGE_LABELS: Mapping[Stage, str] = {
    Stage.PLANNED: N_("Planned"),
    Stage.PREHEAT: N_("Preheat"),
    Stage.RUNNING: N_("Running"),
    Stage.ENDED: N_("Ended"),
    Stage.REVIEWED: N_("Reviewed"),
    Stage.CANCELLED: N_("Cancelled"),
}


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """A campaign as a form describes it; amounts are minor units of its currency. No channels: the whole shop."""

    name: str
    kind: CampaignKind
    first_on: date
    last_on: date
    preheat_on: date | None = None
    channel_ids: tuple[int, ...] = ()
    budget_minor: int | None = None
    target_minor: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """A SKU in a campaign: its price there in minor units of the shop's currency, and the pieces kept for it."""

    sku_id: int
    price_minor: int | None = None
    set_aside: int = 0


def stage_of(draft: CampaignDraft, today: date, *, is_cancelled: bool = False, is_reviewed: bool = False) -> Stage:
    """How far a campaign has come on a day."""
    if is_cancelled:
        return Stage.CANCELLED
    if today > draft.last_on:
        return Stage.REVIEWED if is_reviewed else Stage.ENDED
    if today >= draft.first_on:
        return Stage.RUNNING
    return Stage.PREHEAT if draft.preheat_on is not None and today >= draft.preheat_on else Stage.PLANNED
