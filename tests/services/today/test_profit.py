"""The profit of the month, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.today.queries import today
from services.types import OrderStatus, Platform

TERMS = Terms(
    date(2000, 1, 1), fee_ppm=6_000, commission_ppm=20_000, ads_ppm=50_000, freight_minor=320, packing_minor=80
)
EACH = 7_800 - 3_000 - 47 - 156 - 390 - 320 - 80  # paid, goods, fee, commission, ads, freight, packing


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    clock.set_source(None)


def sell(shop: Shop, channel: int, sku: int, at: datetime) -> None:
    clock.set_source(lambda: at)
    line = LineDraft("Candle", 2, price_minor=3_900, sku_id=sku)
    shop.run(add_order, OrderDraft(channel, (line,), status=OrderStatus.PAID, paid_minor=7_800))


def test_this_month_up_to_today_beside_the_same_days_before(shop: Shop) -> None:
    clock.set_source(lambda: datetime(2026, 9, 1, tzinfo=UTC))
    channel = int(shop.run(add_channel, "Stall", Platform.OTHER).value)
    sku = int(shop.run(add_sku, SkuDraft("LZ-200", "Candle", cost_minor=1_500)).value)
    shop.run(set_terms, channel, TERMS)
    for month, day in ((9, 15), (10, 1), (10, 21), (10, 22), (10, 30), (11, 1), (11, 20), (11, 21)):
        sell(shop, channel, sku, datetime(2026, month, day, 4, tzinfo=UTC))
    found = shop.ask(today).figures.profit
    assert (found.minor, found.before_minor) == (3 * EACH, 2 * EACH)
    assert (found.orders, found.uncosted) == (3, 0)
