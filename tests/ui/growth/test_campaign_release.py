"""What ended campaigns had set aside comes back by itself while the window is open."""

from __future__ import annotations

from datetime import timedelta

from services.campaigns.commands import add_campaign
from services.campaigns.drafts import CampaignDraft, ItemDraft
from services.campaigns.items import set_items
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.stock.commands import OpeningDraft, set_opening
from services.stock.queries import stock_of
from services.types import CampaignKind
from tests.ui.growth.conftest import Room, today
from ui.duties.campaign_release import CampaignRelease


def test_it_comes_back_once_and_undo_sets_it_aside_again(room: Room) -> None:
    sku = int(room.run(add_sku, SkuDraft("CUP", "Cup")))
    room.run(set_opening, [OpeningDraft(sku, 10, None)])
    for name, back in (("Past", 9), ("Now", 1)):
        first = today() - timedelta(days=back)
        campaign = room.run(add_campaign, CampaignDraft(name, CampaignKind.SALE, first, first + timedelta(days=4)))
        room.run(set_items, campaign, [ItemDraft(sku, None, 3)])
    assert room.ask(stock_of, sku).available == 4
    release = CampaignRelease(room.link)
    release.look()
    room.wait(lambda: room.ask(stock_of, sku).available == 7)
    release.look()
    assert room.ask(stock_of, sku).set_aside == 3
    room.undo()
    assert room.ask(stock_of, sku).set_aside == 6
    release.close()
