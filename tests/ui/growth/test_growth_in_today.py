"""Today's queue: a campaign that nears with what it lacks, one to review, and competitors that are cheaper."""

from __future__ import annotations

from datetime import timedelta

from services.campaigns.commands import add_campaign
from services.campaigns.drafts import CampaignDraft
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.competitors.commands import add_competitor, add_item, note_seen
from services.competitors.drafts import CompetitorDraft, CompetitorItemDraft, SeenDraft
from services.today.queries import today as today_of
from services.today.queries import waiting
from services.types import CampaignKind, Platform
from tests.ui.growth.conftest import Room, today
from ui.pages.today.queue import work_queue


def _plan(room: Room, name: str, ahead: int) -> int:
    first = today() + timedelta(days=ahead)
    return int(room.run(add_campaign, CampaignDraft(name, CampaignKind.SALE, first, first)))


def test_each_leads_to_what_it_speaks_of(room: Room) -> None:
    soon, _past = _plan(room, "Double 12", 3), _plan(room, "Autumn", -4)
    room.run(add_sku, SkuDraft("CUP", "Cup", price_minor=2990))
    rival = room.run(add_competitor, CompetitorDraft("Rival", Platform.TAOBAO))
    item = room.run(add_item, CompetitorItemDraft(rival, "Their cup", code="CUP"))
    room.run(note_seen, [SeenDraft(item, today(), 2_000)])
    lines = {line.key: line for line in work_queue(room.ask(today_of))}
    near = lines[f"campaign_{soon}"]
    assert (near.count, near.words) == (3, "days until the campaign Double 12")
    assert near.remark == "no products yet, no target"
    assert near.wanted == {"section": "campaigns", "campaign": soon}
    assert (lines["rivals"].count, lines["rivals"].wanted["view"]) == (1, "alerts")
    assert lines["campaigns_to_review"].wanted == {"section": "campaigns", "view": "to_review"}
    assert room.ask(waiting).rivals == 1
    room.window.navigate(near.page, **near.wanted)
    section = room.shown_section()
    room.wait(lambda: section.panel.shown is not None and section.panel.shown.campaign.id == soon)
