"""The product page: everything about a product on one page."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services import clock
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku, edit_sku
from services.catalog.drafts import Offer, Part, SkuDraft
from services.catalog.listings import ListingDraft, listing_history, remove_listings, set_listing
from services.catalog.offers import set_offers
from services.catalog.sku_page import sku_page
from services.catalog.sold import orders_with, sales_by_week
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotFound
from services.orders.commands import set_refund
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.types import ListingState, OrderStatus, Platform, RefundStatus
from tests.services.catalog.making import add_supplier

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _friday() -> None:
    clock.set_source(lambda: NOW)


@pytest.fixture
def channel(shop: Shop) -> int:
    return shop.run(add_channel, "Stall", Platform.OTHER).value


def _sell(shop: Shop, channel: int, code: str, pieces: int, days_ago: int) -> int:
    clock.set_source(lambda: NOW - timedelta(days=days_ago))
    line = LineDraft("Candle", pieces, code=code, price_minor=1000)
    made = shop.run(add_order, OrderDraft(channel_id=channel, lines=(line,))).value
    clock.set_source(lambda: NOW)
    return made


def test_a_page_tells_what_is_sold_listed_and_bought(shop: Shop, channel: int) -> None:
    one = shop.run(add_sku, SkuDraft("A", "Candle", "a", "690", "Home", price_minor=1000, tags="new")).value
    two = shop.run(add_sku, SkuDraft("B", "Candle", "b", price_minor=1100)).value
    shop.run(edit_sku, one, SkuDraft("A", "Candle", "a", "690", "Home", price_minor=1200, tags="new"), reason="wax")
    shop.run(set_components, two, [Part(one, 2)])
    shop.run(set_offers, one, [Offer(shop.run(add_supplier, "Wax & Co").value, "W-1", 500)])
    shop.run(set_listing, ListingDraft(channel, one, external_id="77", price_minor=1300, link="https://example.org"))
    for code, pieces, days in (("A", 2, 0), ("B", 1, 5), ("A", 3, 8)):
        _sell(shop, channel, code, pieces, days)
    page = shop.ask(sku_page, one)
    assert page.detail.draft.barcode == "690"
    assert [sibling.code for sibling in page.siblings] == ["B"]
    assert page.offers[0].supplier == "Wax & Co"
    assert [(part.code, part.quantity) for part in shop.ask(sku_page, two).parts] == [("A", 2)]
    assert [part.code for part in page.bundles] == ["B"]
    assert [(week.first, week.pieces, week.orders) for week in shop.ask(sales_by_week, [one, two])[-2:]] == [
        (date(2026, 11, 9), 4, 2),
        (date(2026, 11, 16), 2, 1),
    ]
    assert sum(week.pieces for week in page.weeks) == 5
    sold = shop.ask(orders_with, [one, two])
    assert [(line.sku_code, line.pieces) for line in sold] == [("A", 2), ("B", 1), ("A", 3)]
    assert [(step.new_minor, step.reason) for step in page.prices] == [(1200, "wax"), (1000, None)]
    assert [(one.channel, one.draft.price_minor) for one in page.listings] == [("Stall", 1300)]
    assert (page.detail.draft.tags, page.detail.draft.category) == ("new", "Home")
    assert (page.sold_lines, page.returned) == (2, 0)
    with pytest.raises(NotFound):
        shop.ask(sku_page, 99)


def test_a_refunded_line_counts_as_returned(shop: Shop, channel: int) -> None:
    sku = shop.run(add_sku, SkuDraft("A", "Candle")).value
    order = _sell(shop, channel, "A", 1, 1)
    shop.run(set_refund, [order], RefundStatus.REFUNDED)
    page = shop.ask(sku_page, sku)
    assert (page.sold_lines, page.returned) == (1, 1)
    assert [line.status for line in page.orders] == [OrderStatus.PAID]


def test_weeks_begin_on_monday_and_none_is_left_out(shop: Shop, channel: int) -> None:
    sku = shop.run(add_sku, SkuDraft("A", "Candle")).value
    for days, pieces in ((0, 1), (4, 2), (5, 4), (40, 8), (400, 16)):
        _sell(shop, channel, "A", pieces, days)
    weeks = shop.ask(sales_by_week, [sku], 8)
    assert [week.first.weekday() for week in weeks] == [0] * 8
    assert [week.pieces for week in weeks] == [0, 8, 0, 0, 0, 0, 4, 3]


def test_a_listing_keeps_when_it_went_off_the_shelf_and_what_it_cost(shop: Shop, channel: int) -> None:
    sku = shop.run(add_sku, SkuDraft("A", "Candle")).value
    draft = ListingDraft(channel, sku, external_id="77", external_sku_id="1", price_minor=1300)
    listing = shop.run(set_listing, draft).value
    clock.set_source(lambda: NOW + timedelta(days=2))
    shop.run(set_listing, replace(draft, price_minor=1200), listing, reason="11.11")
    off = replace(draft, price_minor=1200, state=ListingState.OFF_SHELF)
    shop.run(set_listing, off, listing, reason="sold out")
    shop.run(set_listing, off, listing)
    steps = [(step.old, step.new, step.reason) for step in shop.ask(listing_history, listing)]
    assert steps == [
        ("on_sale", "off_shelf", "sold out"),
        ("1300", "1200", "11.11"),
        (None, "1300", None),
        (None, "on_sale", None),
    ]
    shown = shop.ask(sku_page, sku).listings[0]
    assert (shown.draft.state, shown.since) == (ListingState.OFF_SHELF, NOW + timedelta(days=2))


def test_one_offer_of_a_channel_is_written_down_once(shop: Shop, channel: int) -> None:
    sku, other = (shop.run(add_sku, SkuDraft(code, "Candle", code)).value for code in "AB")
    first = shop.run(set_listing, ListingDraft(channel, sku, external_id="77")).value
    assert shop.run(set_listing, ListingDraft(channel, sku, external_id=" 77 ")).value == first
    second = shop.run(set_listing, ListingDraft(channel, sku, external_id="78")).value
    with pytest.raises(Invalid):
        shop.run(set_listing, ListingDraft(channel, sku, external_id="78"), first)
    with pytest.raises(Invalid):
        shop.run(set_listing, ListingDraft(channel, sku, price_minor=-1))
    shop.run(set_listing, ListingDraft(channel, other))
    shop.run(remove_listings, [first, second])
    assert [one.sku_code for one in shop.ask(sku_page, other).listings] == ["B"]
