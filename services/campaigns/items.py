"""Writes: what is in a campaign, at which price, and how many pieces are kept for it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from models.campaigns import Campaign, CampaignItem
from models.catalog import Sku
from services import settings
from services.campaigns.allotting import require_free, require_no_bundles
from services.campaigns.drafts import ItemDraft
from services.errors import Invalid
from services.formatting import money
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.stock.setting_aside import taken_of

_HIGHEST = 10**12


@command(
    "campaigns.set_items",
    NN_("Put {count} product into the campaign {name}", "Put {count} products into the campaign {name}"),
)
def set_items(
    uow: UnitOfWork, campaign_id: int, drafts: Sequence[ItemDraft], *, whole: bool = False, allow_over: bool = False
) -> None:
    """Add items, or write price and pieces of those that are in it already.

    Others stay as they are, or leave it where `drafts` are the `whole` list. More pieces than are free are refused
    unless `allow_over`.
    """
    campaign = uow.get(Campaign, campaign_id)
    uow.get_many(Sku, [one.sku_id for one in drafts])
    _require_possible(uow, drafts)
    require_no_bundles(uow.connection, drafts)
    known = {row.sku_id: row for row in _items_of(uow, campaign_id)}
    raised = [one for one in drafts if one.set_aside > (known[one.sku_id].set_aside if one.sku_id in known else 0)]
    if not allow_over and not (campaign.is_released or campaign.is_cancelled):
        taken = {one.sku_id: taken_of(uow.connection, one.sku_id, campaign_id) for one in raised}
        require_free(uow.connection, raised, campaign_id, taken)
    fresh = []
    for one in drafts:
        row = known.get(one.sku_id)
        if row is None:
            fresh.append(CampaignItem(campaign_id=campaign_id, sku_id=one.sku_id, price_minor=one.price_minor,
                                      set_aside=one.set_aside))  # fmt: skip
        elif (row.price_minor, row.set_aside) != (one.price_minor, one.set_aside):
            row.price_minor, row.set_aside = one.price_minor, one.set_aside
    uow.add_all(fresh)
    wanted = {one.sku_id for one in drafts}
    for sku_id, row in known.items():
        if whole and sku_id not in wanted:
            uow.delete(row)
    uow.describe(count=len(drafts), name=campaign.name)


def _items_of(uow: UnitOfWork, campaign_id: int) -> list[CampaignItem]:
    return uow.all(select(CampaignItem).where(CampaignItem.campaign_id == campaign_id))


def _require_possible(uow: UnitOfWork, drafts: Sequence[ItemDraft]) -> None:
    for one in drafts:
        if one.price_minor is not None and not 0 < one.price_minor <= _HIGHEST:
            reason = message(N_("it must be more than zero") if one.price_minor <= 0 else N_("no price is so high"))
            value = money(one.price_minor, settings.read(uow.connection, settings.CURRENCY))
            raise Invalid(field=message(N_("Activity price")), value=value, reason=reason)
        if not 0 <= one.set_aside <= _HIGHEST:
            reason = message(N_("it must not be below zero"))
            raise Invalid(field=message(N_("Set aside")), value=str(one.set_aside), reason=reason)
