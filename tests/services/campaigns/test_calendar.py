"""The calendar of festivals, and what Today says of a campaign that nears."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models.values import WHOLE_PPM
from services import i18n
from services.campaigns.calendar import Lack, coming, festival_calendar, to_review
from services.campaigns.commands import cancel_campaign, edit_campaign, review_campaign
from services.campaigns.drafts import CampaignDraft, ItemDraft, Stage, stage_of
from services.campaigns.items import set_items
from services.campaigns.queries import campaign_view
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.errors import Invalid, StaleEdit
from services.festivals import festivals
from services.shop import Shop
from services.stock import commands as stock
from services.today.waits import waits
from services.types import CampaignKind
from tests.services.campaigns.conftest import TODAY, Plan
from tests.services.stock.conftest import START

# A new moon, and the mean time from one to the next, in millionths of a day.
NEW_MOON = datetime(2000, 1, 6, 18, 14, tzinfo=UTC)
MONTH = 29_530_589
# The day of the moon each festival falls on, counted from 1 at new moon.
MOON_DAYS = {"Spring Festival": 1, "Lantern Festival": 15, "Dragon Boat": 5, "Qixi": 7, "Mid-Autumn": 15}


def _moon_day(day: date) -> float:
    """Days since the mean new moon at noon in China, a little less than the day of the month minus a half."""
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    since = (noon - NEW_MOON) // timedelta(microseconds=1) * WHOLE_PPM // (86_400 * WHOLE_PPM)
    return since % MONTH / WHOLE_PPM


@pytest.mark.parametrize("name", MOON_DAYS)
def test_festivals_of_the_moon_fall_on_their_day_of_it_every_year(name: str) -> None:
    days = [day for day, one in festivals(date(2023, 1, 1), date(2030, 12, 31)) if one == name]
    assert [day.year for day in days] == list(range(2023, 2031))
    for day in days:
        off = (_moon_day(day) - MOON_DAYS[name] + 15.5) % (MONTH / WHOLE_PPM) - 15
        assert -1.5 < off < 1.5, day


def test_festivals_of_weekdays_fall_on_them() -> None:
    found: dict[str, set[tuple[int, int, int]]] = {"Mother's Day": set(), "Father's Day": set(), "Black Friday": set()}
    years = dict.fromkeys(found, 0)
    for day, name in festivals(date(2023, 1, 1), date(2030, 12, 31)):
        if name in found:
            told = day - timedelta(days=1) if name == "Black Friday" else day  # the day after the fourth Thursday
            found[name].add((told.month, (told.day + 6) // 7, told.isoweekday()))
            years[name] += 1
    assert found == {"Mother's Day": {(5, 2, 7)}, "Father's Day": {(6, 3, 7)}, "Black Friday": {(11, 4, 4)}}
    assert set(years.values()) == {8}


def test_festivals_have_their_chinese_names() -> None:
    i18n.set_language("zh_CN")
    try:
        assert ("双 11" in {name for _day, name in festivals(date(2026, 11, 1), date(2026, 11, 30))}) is True
    finally:
        i18n.set_language("en")


def test_campaigns_are_drawn_from_their_preheat_on_and_cancelled_ones_are_not(shop: Shop, plan: Plan) -> None:
    campaign = plan("Sale", begins=10, days=3, preheat_on=TODAY + timedelta(days=7))
    shop.run(cancel_campaign, plan("Off", begins=10))
    first, last = TODAY, TODAY + timedelta(days=9)
    found = shop.ask(festival_calendar, first, last)
    assert [(one.id, one.begins, one.stage) for one in found.campaigns] == [
        (campaign, TODAY + timedelta(days=7), Stage.PLANNED)
    ]
    assert found.campaigns_on(TODAY + timedelta(days=6)) == ()
    assert found.festivals_on(date(2026, 3, 8)) == ("Women's Day",)


def test_today_says_what_is_not_ready_three_days_before(shop: Shop, mug: int, plan: Plan) -> None:
    campaign = plan("Sale", begins=3)
    plan("Later", begins=4)
    (one,) = shop.ask(coming, TODAY)
    assert (one.id, one.days, one.lacks) == (campaign, 3, (Lack.ITEMS, Lack.TARGET))
    dear = shop.run(add_sku, SkuDraft("DEAR", "Dear", price_minor=900, cost_minor=800)).value
    shop.run(set_items, campaign, [ItemDraft(mug), ItemDraft(dear, 700)])
    assert shop.ask(coming, TODAY)[0].lacks == (Lack.PRICES, Lack.BELOW_COST, Lack.TARGET)
    shop.run(stock.set_opening, [stock.OpeningDraft(mug, 5, None)])
    shop.run(set_items, campaign, [ItemDraft(mug, 900, 8), ItemDraft(dear, 850)], allow_over=True)
    assert shop.ask(coming, TODAY)[0].lacks == (Lack.STOCK, Lack.TARGET)
    shop.run(set_items, campaign, [ItemDraft(mug, 900, 5)])
    draft = shop.ask(campaign_view, campaign).draft
    ready = CampaignDraft(draft.name, draft.kind, draft.first_on, draft.last_on, target_minor=1)
    shop.run(edit_campaign, campaign, ready, version=1)
    assert shop.ask(waits, START, TODAY).campaigns[0].lacks == ()


def test_the_preheat_counts_as_the_beginning(shop: Shop, plan: Plan) -> None:
    plan("Sale", begins=10, preheat_on=TODAY + timedelta(days=2))
    (one,) = shop.ask(coming, TODAY)
    assert (one.begins, one.days) == (TODAY + timedelta(days=2), 2)


def test_an_ended_campaign_waits_for_its_review(shop: Shop, plan: Plan) -> None:
    campaign = plan("Past", begins=-9)
    assert shop.ask(to_review, TODAY) == 1
    shop.run(review_campaign, campaign, "Good")
    assert shop.ask(to_review, TODAY) == 0
    shop.run(review_campaign, campaign, " ")
    assert shop.ask(campaign_view, campaign).stage is Stage.ENDED


def test_the_stage_follows_from_the_days() -> None:
    day = date(2026, 6, 10)
    draft = CampaignDraft("S", CampaignKind.SALE, day, day + timedelta(days=2), day - timedelta(days=3))
    found = {back: stage_of(draft, day + timedelta(days=back)) for back in (-4, -3, 0, 2, 3)}
    assert found == {-4: Stage.PLANNED, -3: Stage.PREHEAT, 0: Stage.RUNNING, 2: Stage.RUNNING, 3: Stage.ENDED}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "}, {"days": 0}, {"days": 400}, {"preheat_on": TODAY + timedelta(days=3)},
        {"preheat_on": TODAY - timedelta(days=90)}, {"budget_minor": 0}, {"target_minor": -1},
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(plan: Plan, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        plan(**wrong)


def test_an_edit_of_what_changed_meanwhile_is_refused(shop: Shop, plan: Plan) -> None:
    campaign = plan()
    draft = shop.ask(campaign_view, campaign).draft
    shop.run(edit_campaign, campaign, CampaignDraft("New", draft.kind, draft.first_on, draft.last_on), version=1)
    with pytest.raises(StaleEdit):
        shop.run(edit_campaign, campaign, draft, version=1)
