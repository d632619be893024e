"""Writes: campaigns from their plan to their review."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from models.campaigns import Campaign, CampaignChannel, CampaignItem
from models.channels import Channel
from models.content import Post
from services import text
from services.business_day import shop_today
from services.campaigns.allotting import require_free
from services.campaigns.drafts import LONGEST_DAYS, LONGEST_PREHEAT_DAYS, CampaignDraft, ItemDraft
from services.editing import overwrite, require_unchanged
from services.errors import Invalid
from services.growth.figures import main_currency
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.stock.setting_aside import taken_of


@command("campaigns.add", N_("Plan the campaign {name}"))
def add_campaign(uow: UnitOfWork, draft: CampaignDraft) -> int:
    """A new campaign without items. Returns its id."""
    campaign = Campaign(**_valid(draft), currency=_currency(uow, draft.channel_ids))
    uow.add(campaign)
    uow.flush()
    _set_channels(uow, campaign.id, draft.channel_ids)
    uow.describe(name=campaign.name)
    return campaign.id


@command("campaigns.edit", N_("Edit the campaign {name}"))
def edit_campaign(uow: UnitOfWork, campaign_id: int, draft: CampaignDraft, *, version: int | None = None) -> None:
    """Replace what was entered of a campaign; with `version`, refuse when it changed meanwhile. Items stay."""
    campaign = uow.get(Campaign, campaign_id)
    require_unchanged(campaign, version, N_("campaign"))
    known = {row.channel_id for row in _channels_of(uow, campaign_id)}
    values = _valid(draft)
    if known != set(draft.channel_ids):
        values["currency"] = _currency(uow, draft.channel_ids)
    overwrite(campaign, values)
    _set_channels(uow, campaign_id, draft.channel_ids)
    uow.describe(name=campaign.name)


@command("campaigns.copy", N_("Plan the campaign {name} like {old}"))
def copy_campaign(
    uow: UnitOfWork, campaign_id: int, name: str, first_on: date, *, with_stock: bool = False, allow_over: bool = False
) -> int:
    """A new campaign that begins on `first_on`, with the length, channels, amounts and items of another one.

    `with_stock` sets the same pieces aside again; `allow_over` even where there are not as many. Returns its id.
    """
    old = uow.get(Campaign, campaign_id)
    moved = first_on - old.first_on
    draft = replace(draft_of(old, [row.channel_id for row in _channels_of(uow, campaign_id)]),
                    name=name, first_on=first_on, last_on=old.last_on + moved,
                    preheat_on=old.preheat_on + moved if old.preheat_on is not None else None)  # fmt: skip
    campaign = Campaign(**_valid(draft), currency=old.currency)
    uow.add(campaign)
    uow.flush()
    _set_channels(uow, campaign.id, draft.channel_ids)
    items = uow.all(select(CampaignItem).where(CampaignItem.campaign_id == campaign_id))
    drafts = [ItemDraft(row.sku_id, row.price_minor, row.set_aside if with_stock else 0) for row in items]
    if not allow_over:
        require_free(uow.connection, drafts)
    uow.add_all(
        CampaignItem(campaign_id=campaign.id, sku_id=one.sku_id, price_minor=one.price_minor, set_aside=one.set_aside)
        for one in drafts
    )
    uow.describe(name=campaign.name, old=old.name)
    return campaign.id


@command("campaigns.review", N_("Review the campaign {name}"))
def review_campaign(uow: UnitOfWork, campaign_id: int, words: str) -> None:
    """What the owner says came of a campaign; an empty text takes it back."""
    campaign = uow.get(Campaign, campaign_id)
    campaign.review = words.strip() or None
    uow.describe(name=campaign.name)


@command("campaigns.cancel", N_("Cancel the campaign {name}"))
def cancel_campaign(uow: UnitOfWork, campaign_id: int) -> None:
    """Call a campaign off; what it set aside is for everybody again."""
    campaign = uow.get(Campaign, campaign_id)
    campaign.is_cancelled = True
    uow.describe(name=campaign.name)


@command("campaigns.resume", N_("Take up the campaign {name} again"))
def resume_campaign(uow: UnitOfWork, campaign_id: int, *, allow_over: bool = False) -> None:
    """Take back that a campaign was called off; what it set aside must be there again, unless `allow_over`."""
    campaign = uow.get(Campaign, campaign_id)
    if campaign.is_cancelled and not campaign.is_released and not allow_over:
        kept = (CampaignItem.campaign_id == campaign_id, CampaignItem.set_aside > 0)
        drafts = [ItemDraft(row.sku_id, None, row.set_aside) for row in uow.all(select(CampaignItem).where(*kept))]
        taken = {one.sku_id: taken_of(uow.connection, one.sku_id, campaign_id) for one in drafts}
        require_free(uow.connection, drafts, taken=taken)
    campaign.is_cancelled = False
    uow.describe(name=campaign.name)


@command("campaigns.release", N_("Free what {name} had set aside"))
def release_stock(uow: UnitOfWork, campaign_id: int) -> None:
    """Let everybody sell what a campaign set aside, though it may still run."""
    campaign = uow.get(Campaign, campaign_id)
    campaign.is_released = True
    uow.describe(name=campaign.name)


@command(
    "campaigns.release_ended",
    NN_("Free what {count} ended campaign had set aside", "Free what {count} ended campaigns had set aside"),
)
def release_ended(uow: UnitOfWork) -> int:
    """Let everybody sell what campaigns set aside whose last day is over. Returns how many campaigns had any."""
    today = shop_today(uow.connection)
    with_stock = select(CampaignItem.campaign_id).where(CampaignItem.set_aside > 0)
    is_held = Campaign.is_released.is_(False) & Campaign.is_cancelled.is_(False) & (Campaign.last_on < today)
    found = uow.all(select(Campaign).where(is_held, Campaign.id.in_(with_stock)))
    for campaign in found:
        campaign.is_released = True
    uow.describe(count=len(found))
    return len(found)


@command("campaigns.delete", NN_("Delete {count} campaign", "Delete {count} campaigns"))
def delete_campaigns(uow: UnitOfWork, campaign_ids: Sequence[int]) -> None:
    """Remove campaigns with their items; what they set aside is for everybody again, and posts for them stay."""
    campaigns = uow.get_many(Campaign, campaign_ids)
    for post in uow.all_in(Post, Post.campaign_id, campaign_ids):
        post.campaign_id = None
    for of_campaign in (CampaignItem, CampaignChannel):
        for row in uow.all_in(of_campaign, of_campaign.campaign_id, campaign_ids):
            uow.delete(row)
    uow.flush()
    for campaign in campaigns:
        uow.delete(campaign)
    uow.describe(count=len(campaigns))


def draft_of(campaign: Campaign, channel_ids: Iterable[int]) -> CampaignDraft:
    """A campaign as a form would describe it."""
    names = ("name", "kind", "first_on", "last_on", "preheat_on", "budget_minor", "target_minor", "note")
    return CampaignDraft(**{name: getattr(campaign, name) for name in names}, channel_ids=tuple(channel_ids))


def _currency(uow: UnitOfWork, channel_ids: Sequence[int]) -> str:
    return main_currency(uow.connection, channel_ids[0] if len(channel_ids) == 1 else None)


def _channels_of(uow: UnitOfWork, campaign_id: int) -> list[CampaignChannel]:
    return uow.all(select(CampaignChannel).where(CampaignChannel.campaign_id == campaign_id))


def _set_channels(uow: UnitOfWork, campaign_id: int, channel_ids: Sequence[int]) -> None:
    uow.get_many(Channel, channel_ids)
    known = {row.channel_id: row for row in _channels_of(uow, campaign_id)}
    for channel_id, row in known.items():
        if channel_id not in channel_ids:
            uow.delete(row)
    fresh = [number for number in dict.fromkeys(channel_ids) if number not in known]
    uow.add_all(CampaignChannel(campaign_id=campaign_id, channel_id=number) for number in fresh)


def _valid(draft: CampaignDraft) -> dict[str, Any]:
    name = draft.name.strip()
    if not name:
        raise Invalid(field=message(N_("Name")), value=draft.name, reason=message(N_("it must not be empty")))
    _require_days(draft)
    for field, amount in ((N_("Budget"), draft.budget_minor), (N_("Target"), draft.target_minor)):
        if amount is not None and amount <= 0:
            raise Invalid(field=message(field), value=str(amount), reason=message(N_("it must be more than zero")))
    return {
        "name": name,
        "kind": draft.kind,
        "preheat_on": draft.preheat_on,
        "first_on": draft.first_on,
        "last_on": draft.last_on,
        "budget_minor": draft.budget_minor,
        "target_minor": draft.target_minor,
        "note": text.clean(draft.note),
    }


def _require_days(draft: CampaignDraft) -> None:
    days = (draft.last_on - draft.first_on).days + 1
    if days < 1:
        reason = message(N_("it is before the first day"))
        raise Invalid(field=message(N_("Last day")), value=draft.last_on.isoformat(), reason=reason)
    if days > LONGEST_DAYS:
        reason = message(N_("a campaign may last {count} days at most"), count=LONGEST_DAYS)
        raise Invalid(field=message(N_("Last day")), value=draft.last_on.isoformat(), reason=reason)
    if draft.preheat_on is None:
        return
    before = (draft.first_on - draft.preheat_on).days
    if not 1 <= before <= LONGEST_PREHEAT_DAYS:
        reason = message(N_("it lies 1 to {count} days before the first day"), count=LONGEST_PREHEAT_DAYS)
        raise Invalid(field=message(N_("Preheat from")), value=draft.preheat_on.isoformat(), reason=reason)
