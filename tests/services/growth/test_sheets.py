"""Daily figures typed by hand, and what they say of visitors and advertising."""

from __future__ import annotations

from contextlib import closing
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from models.growth import AdDay, ShopDay
from services import clock, settings
from services.channels.commands import add as add_channel
from services.charts.registry import CHARTS
from services.errors import Invalid
from services.growth.daily_sheets import (
    MOST_DAYS,
    AdDraft,
    add_ad,
    add_days,
    delete_ads,
    delete_days,
    set_day_figures,
    type_ad_figure,
    type_day_figure,
)
from services.growth.queries import AD_DAYS, SHOP_DAYS
from services.growth.traffic import ratio, traffic
from services.integrity import check
from services.rollups.asked import ask
from services.shop import Shop
from services.types import Platform, TableRequest
from tests.ready_shops import ready_shop
from tests.services.charts import plain

FIRST = date(2026, 11, 1)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of invented orders over three years."""
    return ready_shop(tmp_path_factory, 600, seed=5)


def _days(connection: Connection) -> list[tuple[object, ...]]:
    c = ShopDay.table().c
    return [tuple(row) for row in connection.execute(select(c.day, c.visitors, c.paid_minor).order_by(c.day))]


def _ads(connection: Connection) -> list[tuple[object, ...]]:
    c = AdDay.table().c
    rows = connection.execute(select(c.natural_key, c.spend_minor, c.clicks).order_by(c.id))
    return [tuple(row) for row in rows]


def _channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Lake", Platform.TAOBAO).value)


def _today(shop: Shop) -> date:
    return clock.business_day(clock.now(), shop.ask(settings.read, settings.ZONE))


def test_days_are_begun_once_and_filled_figure_by_figure(shop: Shop) -> None:
    channel = _channel(shop)
    first, second = shop.run(add_days, channel, FIRST, FIRST + timedelta(days=1)).value
    assert shop.run(add_days, channel, FIRST, FIRST + timedelta(days=2)).value != []
    shop.run(set_day_figures, first, {"visitors": 120, "paid": 4_550})
    shop.run(set_day_figures, second, {"visitors": 7})
    shop.run(set_day_figures, second, {"visitors": None, "item_score": 486})
    days = [(FIRST + timedelta(days=number)) for number in range(3)]
    assert shop.ask(_days) == [(days[0], 120, 4_550), (days[1], None, None), (days[2], None, None)]
    assert shop.ask(check) == ()
    shop.run(delete_days, [first])
    assert len(shop.ask(_days)) == 2


@pytest.mark.parametrize(("key", "value"), [("shoes", 1), ("visitors", -1), ("item_score", 501)])
def test_a_figure_that_cannot_be_is_refused(shop: Shop, key: str, value: int) -> None:
    (day,) = shop.run(add_days, _channel(shop), FIRST, FIRST).value
    with pytest.raises(Invalid):
        shop.run(set_day_figures, day, {key: value})


@pytest.mark.parametrize("days", [-1, MOST_DAYS])
def test_only_so_many_days_are_begun_at_once(shop: Shop, days: int) -> None:
    with pytest.raises(Invalid):
        shop.run(add_days, _channel(shop), FIRST, FIRST + timedelta(days=days))


def test_ad_figures_are_kept_by_day_plan_and_item(shop: Shop) -> None:
    channel = _channel(shop)
    one = shop.run(add_ad, AdDraft(channel, FIRST, "Search", "680", spend_minor=1_000)).value
    two = shop.run(add_ad, AdDraft(channel, FIRST, " Search ", spend_minor=500)).value
    with pytest.raises(Invalid):
        shop.run(add_ad, AdDraft(channel, FIRST, "Search"))
    shop.run(type_ad_figure, two, "spend", "")
    shop.run(type_ad_figure, two, "clicks", "3")
    assert shop.ask(_ads) == [("2026-11-01|Search|680", 1_000, None), ("2026-11-01|Search", None, 3)]
    with pytest.raises(Invalid):
        shop.run(type_ad_figure, one, "visitors", "1")
    with pytest.raises(Invalid):
        shop.run(type_ad_figure, one, "clicks", "-1")
    assert shop.ask(check) == ()
    shop.run(delete_ads, [one, two])
    assert shop.ask(_ads) == []


def test_conversion_value_cost_and_return_speak_of_the_days_that_say_both(shop: Shop) -> None:
    channel, today = _channel(shop), _today(shop)
    one, two, three = shop.run(add_days, channel, today - timedelta(days=2), today).value
    shop.run(set_day_figures, one, {"visitors": 200, "buyers": 9, "paid": 90_000})
    shop.run(set_day_figures, two, {"visitors": 100, "paid": 10_000})
    shop.run(set_day_figures, three, {"buyers": 50})
    ad = AdDraft(channel, today, "Search", spend_minor=1_500, sales_minor=6_000)
    shop.run(add_ad, ad)
    shop.run(add_ad, AdDraft(channel, today - timedelta(days=1), "Search", spend_minor=600, sales_minor=0))
    now = shop.ask(traffic, 30).now
    assert (now.days, now.visitors) == (2, 300)
    assert now.conversion_ppm == 45_000  # 9 of the 200 of the only day that names both
    assert now.visitor_value == 333  # 100,000 ÷ 300
    assert now.visitor_cost == 2  # 600 ÷ 300: the day without visitors is left out
    assert now.return_percent == 286  # 6,000 ÷ 2,100
    before = shop.ask(traffic, 30).before
    assert (before.visitors, before.conversion_ppm, before.spend, before.return_percent) == (None, None, None, None)


def test_return_on_spend_is_net_of_the_refund_share_of_all_orders(generated: Path) -> None:
    with Shop.open(generated, who="tests") as shop:
        today = _today(shop)
        right = shop.ask(plain.plain, "CNY", today - timedelta(days=299), today)
        assert 0 < right.refunded < right.paid
        channel = next(iter(right.by_channel))
        shop.run(add_ad, AdDraft(channel, today, spend_minor=2_000, sales_minor=10_000))
        now = shop.ask(traffic, 300).now
        assert (now.paid, now.net) == (right.paid, right.paid - right.refunded)
        assert now.return_percent == 500
        exact = Fraction(10_000 * (right.paid - right.refunded) * 100, 2_000 * right.paid)
        assert now.net_return_percent == int(exact + Fraction(1, 2)) < 500


def test_a_channel_without_ad_sheets_tells_its_spend_beside_one_that_has_them(shop: Shop) -> None:
    one, today = _channel(shop), _today(shop)
    other = shop.run(add_channel, "Beside", Platform.PINDUODUO).value
    (sheet,) = shop.run(add_days, other, today, today).value
    shop.run(set_day_figures, sheet, {"search_spend": 300})
    shop.run(add_ad, AdDraft(one, today, "Search", spend_minor=1_500, sales_minor=6_000))
    (own,) = shop.run(add_days, one, today, today).value
    shop.run(set_day_figures, own, {"search_spend": 1_500})  # the same money as its ad sheet tells
    now = shop.ask(traffic, 30).now
    assert (now.spend, now.ad_sales) == (1_800, 6_000)
    assert now.return_percent == 333
    shown = shop.ask(CHARTS["ads"].figures, shop.ask(ask))
    assert sum(value or 0 for value in shown.series[0].values) == 1_800


def test_a_ratio_without_a_base_is_unknown() -> None:
    assert ratio(None, 5, 1) is None
    assert ratio(5, None, 1) is None
    assert ratio(5, 0, 1) is None
    assert ratio(1, 2, 1) == 1


def test_what_was_typed_stands_in_the_lists(shop: Shop) -> None:
    channel = _channel(shop)
    shop.run(add_days, channel, FIRST, FIRST)
    shop.run(add_ad, AdDraft(channel, FIRST, "Search"))
    for table in (SHOP_DAYS, AD_DAYS):
        with closing(shop.table(table, TableRequest(search="Lake"), ("day", "channel"))) as snapshot:
            assert [row[1:] for row in snapshot.first.result()] == [("2026-11-01", "Lake")]


def test_figures_are_read_as_they_are_typed(shop: Shop) -> None:
    channel = _channel(shop)
    (day,) = shop.run(add_days, channel, FIRST, FIRST).value
    ad = shop.run(add_ad, AdDraft(channel, FIRST, "Search")).value
    for key, typed in (("visitors", " 1,200 "), ("paid", "¥45.5"), ("item_score", "4.86"), ("buyers", "12")):
        shop.run(type_day_figure, day, key, typed)
    for key, typed in (("spend", "20"), ("sales", "50.00"), ("clicks", "8"), ("impressions", "1000")):
        shop.run(type_ad_figure, ad, key, typed)
    keys: tuple[str, ...] = ("visitors", "paid", "item_score", "conversion", "visitor_value", "visitor_cost")
    with closing(shop.table(SHOP_DAYS, TableRequest(), keys)) as snapshot:
        assert snapshot.first.result()[0][1:] == (1_200, 4_550, 486, 10_000, 4, None)
    keys = ("spend", "click_rate", "click_cost", "return_percent")
    with closing(shop.table(AD_DAYS, TableRequest(), keys)) as snapshot:
        assert snapshot.first.result()[0][1:] == (2_000, 8_000, 250, 250)
    shop.run(type_day_figure, day, "visitors", "")
    with closing(shop.table(SHOP_DAYS, TableRequest(), ("visitors", "conversion"))) as snapshot:
        assert snapshot.first.result()[0][1:] == (None, None)


@pytest.mark.parametrize("typed", ["many", "1.5", "-3"])
def test_what_is_no_count_is_not_taken_for_one(shop: Shop, typed: str) -> None:
    (day,) = shop.run(add_days, _channel(shop), FIRST, FIRST).value
    with pytest.raises(Invalid):
        shop.run(type_day_figure, day, "visitors", typed)
