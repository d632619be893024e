"""What a campaign sets aside nobody else can sell; its own orders come out of it; at the end it is for everybody."""

from __future__ import annotations

from contextlib import closing

import pytest

from services.campaigns.allotting import free_pieces
from services.campaigns.commands import (
    cancel_campaign,
    copy_campaign,
    delete_campaigns,
    release_ended,
    release_stock,
    resume_campaign,
)
from services.campaigns.drafts import ItemDraft, Stage
from services.campaigns.errors import StockSpokenFor
from services.campaigns.items import set_items
from services.campaigns.queries import campaign_view
from services.errors import Invalid
from services.kernel.table_query import TableRequest
from services.orders.commands import set_status
from services.shop import Shop
from services.stock import commands as stock
from services.stock.listing import STOCK
from services.stock.projections import StockLedger
from services.stock.queries import stock_of
from services.stock.setting_aside import set_aside
from services.stock.shortages import shortages
from services.types import OrderStatus
from tests.services.campaigns.conftest import TODAY, Clock, Plan, Sell


@pytest.fixture(autouse=True)
def counted(shop: Shop, mug: int) -> None:
    """Ten mugs on the shelf."""
    shop.run(stock.set_opening, [stock.OpeningDraft(mug, 10, 1000)])


def _levels(shop: Shop, sku_id: int) -> tuple[int, int, int, int]:
    view = shop.ask(stock_of, sku_id)
    return view.on_hand, view.reserved, view.set_aside, view.available


def test_pieces_set_aside_are_not_available_and_the_list_of_stock_says_so(shop: Shop, mug: int, plan: Plan) -> None:
    shop.run(set_items, plan(), [ItemDraft(mug, 1900, 6)])
    assert _levels(shop, mug) == (10, 0, 6, 4)
    with closing(shop.table(STOCK, TableRequest(view="set_aside"), ("code", "set_aside", "available"))) as found:
        assert [row[1:] for row in found.first.result()] == [("MUG", 6, 4)]
    assert shop.ask(StockLedger().verify) == []


def test_orders_of_its_own_channel_in_its_days_come_out_of_it(
    shop: Shop, mug: int, channel: int, market: int, plan: Plan, sell: Sell, time: Clock
) -> None:
    campaign = plan(channel_ids=(channel,))
    shop.run(set_items, campaign, [ItemDraft(mug, 1900, 6)])
    sell(("MUG", 1))  # before its days
    assert _levels(shop, mug) == (10, 1, 6, 3)
    time.forward(days=3)
    own = sell(("MUG", 2))
    assert _levels(shop, mug) == (10, 3, 4, 3)
    sell(("MUG", 1), where=market)
    assert _levels(shop, mug) == (10, 4, 4, 2)
    shop.run(set_status, [own], OrderStatus.SHIPPED)
    assert _levels(shop, mug) == (8, 2, 4, 2)
    assert [(one.campaign, one.pieces, one.taken, one.left) for one in shop.ask(set_aside, mug)] == [
        ("Spring sale", 6, 2, 4)
    ]
    sell(("MUG", 5))
    assert _levels(shop, mug)[2:] == (0, 1)  # it sold more than it kept: nothing is left to keep
    assert shop.ask(StockLedger().verify) == []


def test_more_than_is_free_is_refused_unless_allowed(shop: Shop, mug: int, lid: int, plan: Plan) -> None:
    first, second = plan("First"), plan("Second")
    shop.run(set_items, first, [ItemDraft(mug, None, 6)])
    with pytest.raises(StockSpokenFor) as refused:
        shop.run(set_items, second, [ItemDraft(mug, None, 5)])
    assert "MUG (4/5)" in str(refused.value)
    assert shop.ask(campaign_view, second).items == ()
    with pytest.raises(StockSpokenFor):  # nobody counted it
        shop.run(set_items, second, [ItemDraft(lid, None, 1)])
    shop.run(set_items, second, [ItemDraft(mug, None, 5)], allow_over=True)
    assert _levels(shop, mug) == (10, 0, 11, -1)
    assert shop.ask(shortages) == ()  # nobody waits for what is not there
    shop.run(set_items, first, [ItemDraft(mug, 1500, 5)])  # fewer than before is never refused
    assert shop.ask(free_pieces, [mug], first) == {mug: 5}


def test_what_a_campaign_keeps_already_counts_as_free_for_it(shop: Shop, mug: int, plan: Plan) -> None:
    campaign = plan()
    shop.run(set_items, campaign, [ItemDraft(mug, None, 6)])
    shop.run(set_items, campaign, [ItemDraft(mug, None, 10)])
    with pytest.raises(StockSpokenFor):
        shop.run(set_items, campaign, [ItemDraft(mug, None, 11)])
    assert _levels(shop, mug) == (10, 0, 10, 0)


def test_of_a_bundle_nothing_is_set_aside_but_its_parts_are(
    shop: Shop, mug: int, lid: int, set_of_both: int, plan: Plan
) -> None:
    shop.run(stock.set_opening, [stock.OpeningDraft(lid, 20, None)])
    campaign = plan()
    with pytest.raises(Invalid):
        shop.run(set_items, campaign, [ItemDraft(set_of_both, 3500, 2)])
    shop.run(set_items, campaign, [ItemDraft(set_of_both, 3500), ItemDraft(mug, None, 8)])
    assert shop.ask(stock_of, set_of_both).available == 2


@pytest.mark.parametrize("way", ["cancel", "release", "remove", "delete", "end"])
def test_there_is_a_way_to_give_everything_back(shop: Shop, mug: int, plan: Plan, time: Clock, way: str) -> None:
    campaign = plan()
    shop.run(set_items, campaign, [ItemDraft(mug, None, 6)])
    if way == "cancel":
        shop.run(cancel_campaign, campaign)
        assert shop.ask(campaign_view, campaign).stage is Stage.CANCELLED
    elif way == "release":
        shop.run(release_stock, campaign)
    elif way == "remove":
        shop.run(set_items, campaign, [], whole=True)
    elif way == "delete":
        shop.run(delete_campaigns, [campaign])
    else:
        time.forward(days=5)  # its last day
        assert shop.run(release_ended).value == 0
        time.forward(days=1)
        assert shop.run(release_ended).value == 1
    assert _levels(shop, mug) == (10, 0, 0, 10)
    assert shop.ask(StockLedger().verify) == []


def test_a_campaign_taken_up_again_needs_its_pieces(shop: Shop, mug: int, plan: Plan) -> None:
    campaign, other = plan(), plan("Other")
    shop.run(set_items, campaign, [ItemDraft(mug, None, 6)])
    shop.run(cancel_campaign, campaign)
    shop.run(set_items, other, [ItemDraft(mug, None, 6)])
    with pytest.raises(StockSpokenFor):
        shop.run(resume_campaign, campaign)
    shop.run(cancel_campaign, other)
    shop.run(resume_campaign, campaign)
    assert _levels(shop, mug) == (10, 0, 6, 4)


def test_a_copy_keeps_prices_and_keeps_pieces_only_where_asked(shop: Shop, mug: int, plan: Plan) -> None:
    campaign = plan(note="Red banner")
    shop.run(set_items, campaign, [ItemDraft(mug, 1900, 6)])
    with pytest.raises(StockSpokenFor):
        shop.run(copy_campaign, campaign, "Summer sale", TODAY.replace(month=6), with_stock=True)
    copied = shop.ask(campaign_view, shop.run(copy_campaign, campaign, "Summer sale", TODAY.replace(month=6)).value)
    assert (copied.draft.name, copied.draft.note) == ("Summer sale", "Red banner")
    assert (copied.draft.last_on - copied.draft.first_on).days == 2
    assert [(one.code, one.price_minor, one.set_aside) for one in copied.items] == [("MUG", 1900, 0)]


def test_an_order_in_two_campaigns_comes_out_of_one_of_them(
    shop: Shop, mug: int, plan: Plan, sell: Sell, time: Clock
) -> None:
    first, second = plan("First"), plan("Second", begins=4)
    shop.run(set_items, first, [ItemDraft(mug, None, 2)])
    shop.run(set_items, second, [ItemDraft(mug, None, 5)])
    time.forward(days=4)
    sell(("MUG", 3))
    assert [(one.campaign, one.taken) for one in shop.ask(set_aside, mug)] == [("First", 2), ("Second", 1)]
    assert _levels(shop, mug) == (10, 3, 4, 3)
    assert [item.taken for item in shop.ask(campaign_view, second).items] == [1]
    shop.run(release_stock, first)  # what it sold was its own and is not the other one's now
    assert _levels(shop, mug) == (10, 3, 4, 3)
    assert shop.ask(StockLedger().verify) == []


def test_a_campaign_taken_up_again_needs_only_the_pieces_it_has_not_sold(
    shop: Shop, mug: int, plan: Plan, sell: Sell, time: Clock
) -> None:
    campaign = plan()
    shop.run(set_items, campaign, [ItemDraft(mug, None, 8)])
    time.forward(days=3)
    sell(("MUG", 5))
    shop.run(cancel_campaign, campaign)
    shop.run(resume_campaign, campaign)
    assert _levels(shop, mug) == (10, 5, 3, 2)
