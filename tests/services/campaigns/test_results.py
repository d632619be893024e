"""A campaign beside what the same weekdays before it bring, worked out again here in plain Python."""

from __future__ import annotations

from datetime import date, timedelta

from services.campaigns.baseline import Baseline, Compared, Said, baseline
from services.campaigns.commands import cancel_campaign, review_campaign
from services.campaigns.drafts import ItemDraft, Stage
from services.campaigns.items import set_items
from services.campaigns.queries import campaign_view
from services.campaigns.result import Figure, campaign_result
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.charts.marks import marks_of
from services.growth.daily_sheets import AdDraft, add_ad
from services.orders.commands import delete as delete_orders
from services.orders.entering import LineDraft, OrderDraft
from services.reports.registry import read_report
from services.rollups.asked import ask
from services.shop import Shop
from services.types import Platform
from tests.services.campaigns.conftest import TODAY, Clock, Plan, Sell, sell_on_days

MONDAY = date(2026, 3, 2)


def test_usual_days_are_the_same_weekdays_before_it_without_those_left_out() -> None:
    first, last = MONDAY, MONDAY + timedelta(days=1)
    left_out = {MONDAY - timedelta(days=7)}
    found = baseline(first, last, first, last, left_out, date(2026, 1, 1))
    mondays = [MONDAY - timedelta(days=7 * number) for number in (2, 3, 4, 5)]
    tuesdays = [MONDAY + timedelta(days=1) - timedelta(days=7 * number) for number in (1, 2, 3, 4)]
    assert found.days == (first, last)
    assert [(span[0], span[1]) for span in found.spans] == list(zip(mondays, tuesdays, strict=True))


def test_of_days_that_are_not_over_nothing_is_said_and_before_the_first_sale_nothing_is_usual() -> None:
    running = baseline(MONDAY, MONDAY + timedelta(days=6), MONDAY, MONDAY, set(), date(2026, 1, 1))
    assert running.days == (MONDAY,)
    young = baseline(MONDAY, MONDAY, MONDAY, MONDAY, set(), MONDAY - timedelta(days=7))
    assert len(young.spans) == 1
    assert Baseline((), ()).compare({}).said(Compared(0, ()), 0) is Said.TOO_EARLY


def test_the_verdict_needs_a_past_enough_orders_and_a_figure_outside_of_everything_usual() -> None:
    many, few = Compared(40, (40, 40, 40)), Compared(5, (5, 5, 5))
    assert Compared(100, (50, 60)).said(many, 3) is Said.NO_PAST
    assert Compared(100, (50, 60, 70)).said(few, 3) is Said.TOO_FEW
    assert Compared(100, (50, 60, 70)).said(many, 3) is Said.MORE
    assert Compared(65, (50, 60, 70)).said(many, 3) is Said.USUAL
    assert Compared(49, (50, 60, 70)).said(many, 3) is Said.LESS
    assert Compared(10, (50, 60, 71)).usual == 60


def _weeks(shop: Shop, time: Clock, channel: int, orders: dict[str, int], weeks: int = 5) -> None:
    """The same sales on each of the next days: so many orders of each code a day."""
    drafts = [
        OrderDraft(
            channel, (LineDraft(code.title(), 1, code=code, price_minor=1000),), paid_minor=1000, buyer="regular"
        )
        for code, count in orders.items()
        for _number in range(count)
    ]
    shop.run(sell_on_days, time, drafts, 7 * weeks)


def test_a_campaign_is_measured_net_of_refunds_against_usual_days(
    shop: Shop, mug: int, channel: int, plan: Plan, sell: Sell, time: Clock
) -> None:
    _weeks(shop, time, channel, {"MUG": 1, "LID": 3})
    begins = 35
    campaign = plan(begins=begins, days=2, channel_ids=(channel,), target_minor=20_000, budget_minor=1_000)
    shop.run(set_items, campaign, [ItemDraft(mug, 900)])
    shop.run(add_ad, AdDraft(channel, TODAY + timedelta(days=begins), "D", spend_minor=500))
    for _day in range(2):
        for number in range(6):
            sell(("MUG", 1), paid_minor=900, buyer=f"new {number}")
        sell(("LID", 1), paid_minor=1000, buyer="regular")
        time.forward(days=1)
    found = shop.ask(campaign_result, campaign)
    assert found.days == 2
    assert len(found.base.spans) == 4
    sales = found.figures[Figure.SALES]
    assert (sales.value, sales.usual, sales.change) == (2 * 6 * 900, 2_000, 8_800)
    assert (found.figures[Figure.ORDERS].value, found.figures[Figure.ORDERS].usual) == (12, 2)
    assert (found.figures[Figure.ALL_SALES].value, found.figures[Figure.ALL_SALES].usual) == (12_800, 8_000)
    assert (found.figures[Figure.OTHERS].value, found.figures[Figure.OTHERS].usual) == (2_000, 6_000)
    assert found.figures[Figure.ADS].value == 500
    assert (found.new_buyers, found.old_buyers) == (6, 1)
    assert found.given_away == 12 * (2900 - 1000)
    assert (found.target_ppm, found.budget_ppm) == (540_000, 500_000)
    assert found.said(Figure.OTHERS) is Said.TOO_FEW  # 14 orders, and 8 usually
    assert shop.ask(campaign_view, campaign).stage is Stage.ENDED
    shop.run(review_campaign, campaign, "Good")
    assert shop.ask(campaign_view, campaign).stage is Stage.REVIEWED


def test_days_of_another_campaign_are_not_usual(
    shop: Shop, channel: int, market: int, plan: Plan, sell: Sell, time: Clock
) -> None:
    _weeks(shop, time, channel, {"MUG": 1})
    plan("Elsewhere", begins=27, days=7, channel_ids=(market,))
    called_off = plan("Called off", begins=27, days=7)
    shop.run(cancel_campaign, called_off)
    campaign = plan(begins=35, days=1, channel_ids=(channel,))
    sell(("MUG", 1), paid_minor=1000)
    time.forward(days=1)
    assert len(shop.ask(campaign_result, campaign).base.spans) == 4
    plan("Before", begins=28, days=1)
    assert len(shop.ask(campaign_result, campaign).base.spans) == 3


def test_an_order_taken_away_leaves_the_result(shop: Shop, plan: Plan, sell: Sell, time: Clock) -> None:
    campaign = plan(begins=0, days=1)
    order = sell(("MUG", 1), paid_minor=1000)
    time.forward(days=1)
    assert shop.ask(campaign_result, campaign).figures[Figure.SALES].value == 1000
    shop.run(delete_orders, [order])
    assert shop.ask(campaign_result, campaign).figures[Figure.SALES].value == 0


def test_a_campaign_is_a_mark_on_charts_over_time(shop: Shop, plan: Plan) -> None:
    plan("Women's day", begins=-2)
    asked = shop.ask(ask, TODAY - timedelta(days=9), TODAY)
    assert [(one.place, one.words) for one in shop.ask(marks_of, asked) if one.is_own] == [(7, "Women's day")]


def test_real_ad_spend_takes_the_place_of_the_rate(
    shop: Shop, channel: int, plan: Plan, sell: Sell, time: Clock
) -> None:
    shop.run(set_terms, channel, Terms(date(2000, 1, 1), fee_ppm=0, commission_ppm=0, ads_ppm=100_000))
    _weeks(shop, time, channel, {"MUG": 1})
    campaign = plan(begins=35, days=1, channel_ids=(channel,))
    for number in range(3):
        sell(("MUG", 1), paid_minor=1000, buyer=f"new {number}")
    time.forward(days=1)
    by_rate = shop.ask(campaign_result, campaign)
    profit = by_rate.figures[Figure.PROFIT]
    assert profit.usual is not None
    assert profit.change is not None
    assert (profit.change, by_rate.extra_profit) == (2 * profit.usual, profit.change)  # three orders instead of one
    shop.run(add_ad, AdDraft(channel, TODAY + timedelta(days=35), "D", spend_minor=500))
    assert shop.ask(campaign_result, campaign).extra_profit == profit.change + 2 * 100 - 500


def test_a_campaign_abroad_has_sales_and_no_profit(shop: Shop, plan: Plan, sell: Sell, time: Clock) -> None:
    abroad = shop.run(add_channel, "Abroad", Platform.SHOPIFY, currency="USD").value
    campaign = plan(begins=0, days=1, channel_ids=(abroad,))
    sell(("MUG", 1), where=abroad, paid_minor=1000)
    time.forward(days=1)
    found = shop.ask(campaign_result, campaign)
    assert (found.currency, found.figures[Figure.ALL_SALES].value) == ("USD", 1000)
    assert Figure.PROFIT not in found.figures
    assert found.extra_profit is None
    told = [row["figure"] for row in shop.ask(read_report, "campaign").rows]
    assert told[:2] == ["sales", "orders"]
    assert "profit" not in told
