"""The profit of the month, worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from services import clock, settings
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.growth.figures import Measured, daily
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.today.queries import today
from services.types import GoalFigure, OrderStatus, Platform

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


def test_no_profit_is_made_of_sales_in_one_currency_and_costs_in_another(shop: Shop) -> None:
    clock.set_source(lambda: datetime(2026, 11, 20, 4, tzinfo=UTC))
    channel = int(shop.run(add_channel, "Abroad", Platform.SHOPIFY, currency="USD").value)
    sku = int(shop.run(add_sku, SkuDraft("LZ-200", "Candle", cost_minor=1_500)).value)
    sell(shop, channel, sku, datetime(2026, 11, 20, 4, tzinfo=UTC))
    found = shop.ask(today)
    assert (found.currency, found.sold_on(found.day).paid_minor) == ("USD", 7_800)
    month = found.figures.profit
    assert (month.minor, month.before_minor, month.orders) == (None, None, 1)
    what = Measured(GoalFigure.PROFIT, "USD")
    assert sum(shop.ask(daily, what, found.day, found.day)) == 0


def test_yesterday_by_now_is_the_same_hour_also_where_clocks_were_put_forward(shop: Shop) -> None:
    shop.run(settings.change, settings.ZONE.key, "America/New_York")
    channel = int(shop.run(add_channel, "Brooklyn", Platform.SHOPIFY, zone="America/New_York").value)
    sku = int(shop.run(add_sku, SkuDraft("LZ-200", "Candle", cost_minor=1_500)).value)
    for hour in (13, 14, 16):  # 8:00, 9:00 and 11:00 of the day before; clocks go forward at 2:00 on 8 March
        sell(shop, channel, sku, datetime(2026, 3, 7, hour, 30, tzinfo=UTC))
    clock.set_source(lambda: datetime(2026, 3, 8, 14, tzinfo=UTC))  # 10:00
    assert shop.ask(today).figures.yesterday_minor == 2 * 7_800
