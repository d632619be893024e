"""Goals: how far they have come against plain Python over the orders, and what is said of their end."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from services import clock, settings
from services.errors import Invalid, StaleEdit
from services.growth.figures import Measured, daily
from services.growth.goal_pace import LEAST_DAYS, Expected, Outlook, due_by, goals, likely_end, outlook
from services.growth.goals import GoalDraft, add_goal, delete_goal, edit_goal, review_goal
from services.rollups.forecast import LEAST_DAYS as FORECAST_DAYS
from services.shop import Shop
from services.types import GoalFigure
from tests.ready_shops import ready_shop
from tests.services.charts import plain

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of invented orders over three years."""
    return ready_shop(tmp_path_factory, 600, seed=5)


def _draft(**more: object) -> GoalDraft:
    return GoalDraft(**{"name": "November", "figure": GoalFigure.SALES, "first_on": FIRST, "last_on": LAST,
                        "target_value": 3_000_00, **more})  # type: ignore[arg-type]  # fmt: skip


def _today(shop: Shop) -> date:
    return clock.business_day(clock.now(), shop.ask(settings.read, settings.ZONE))


def test_the_figures_of_every_day_are_those_of_the_orders(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        last = _today(shop)
        first = last - timedelta(days=399)
        right = shop.ask(plain.plain, "CNY", first, last)
        buyers = shop.ask(plain.days_of_buyers, "CNY")
        sales = shop.ask(daily, Measured(GoalFigure.SALES, "CNY"), first, last)
        orders = shop.ask(daily, Measured(GoalFigure.ORDERS, "CNY"), first, last)
        new = shop.ask(daily, Measured(GoalFigure.NEW_BUYERS, "CNY"), first, last)
        assert len(sales) == len(orders) == 400
        assert sum(sales) == right.paid - right.refunded != 0
        assert sum(orders) == right.orders
        assert sum(new) == sum(first <= days[0] <= last for days in buyers.values()) > 0
        for channel_id, paid in right.by_channel.items():
            assert paid >= sum(shop.ask(daily, Measured(GoalFigure.SALES, "CNY", channel_id), first, last))
        sku_id = next(key for key, amount in right.amounts.items() if key and amount)
        sold = shop.ask(daily, Measured(GoalFigure.SALES, "CNY", sku_id=sku_id), first, last)
        assert sum(sold) == right.amounts[sku_id]


def test_a_goal_counts_what_was_reached_up_to_today(shop: Shop) -> None:
    today = _today(shop)
    first = today - timedelta(days=9)
    goal_id = shop.run(add_goal, _draft(first_on=first, last_on=today + timedelta(days=10))).value
    (found,) = shop.ask(goals)
    assert (found.id, found.days, found.over_days, len(found.values)) == (goal_id, 20, 9, 10)
    assert found.due == due_by(3_000_00, 20, 9) == 135_000
    assert found.done == 0
    assert found.needed_a_day == -(-3_000_00 // 11)


def test_the_goal_that_ends_first_stands_first(shop: Shop) -> None:
    today = _today(shop)
    week, month = timedelta(days=7), timedelta(days=30)
    shop.run(add_goal, _draft(name="Long", first_on=today, last_on=today + month))
    shop.run(add_goal, _draft(name="Later", first_on=today + week, last_on=today + month))
    shop.run(add_goal, _draft(name="Over", first_on=today - month, last_on=today - week))
    assert [one.draft.name for one in shop.ask(goals)] == ["Long", "Later", "Over"]
    shop.run(add_goal, _draft(name="Short", first_on=today, last_on=today + week))
    assert [one.draft.name for one in shop.ask(goals)] == ["Short", "Long", "Later", "Over"]
    outlooks = {one.draft.name: one.outlook for one in shop.ask(goals)}
    assert outlooks["Later"] is Outlook.PLANNED
    assert outlooks["Over"] is Outlook.MISSED
    assert outlooks["Short"] is Outlook.TOO_EARLY


def test_the_end_is_forecast_from_the_past_with_its_error() -> None:
    steady = [100] * 120
    found = likely_end(1_000, 10, 20, steady)
    assert found == Expected(3_000, 3_000, 3_000, 0)
    uneven = [0, 200] * 60
    unsure = likely_end(1_000, 10, 20, uneven)
    assert unsure is not None
    assert unsure.low < unsure.value < unsure.high


def test_with_too_little_past_the_goals_own_pace_goes_on() -> None:
    short = [50] * (FORECAST_DAYS - 1)
    assert likely_end(700, LEAST_DAYS, 14, short) == Expected(2_100, 700, 3_500, None)
    assert likely_end(600, LEAST_DAYS - 1, 14, short) is None


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(300, 500, Outlook.LIKELY), (299, 300, Outlook.OPEN), (100, 299, Outlook.UNLIKELY)],
)
def test_what_is_said_follows_the_bounds(low: int, high: int, said: Outlook) -> None:
    assert outlook(_draft(target_value=300), 10, Expected(low, low, high, 1), FIRST) is said


def test_a_goal_that_is_reached_is_reached_whatever_the_forecast_says() -> None:
    assert outlook(_draft(target_value=300), 300, Expected(300, 0, 900, 1), FIRST) is Outlook.REACHED
    assert outlook(_draft(target_value=300), 300, None, LAST + timedelta(days=1)) is Outlook.REACHED


def test_a_goal_is_edited_reviewed_and_deleted(shop: Shop) -> None:
    goal_id = shop.run(add_goal, _draft(reason=" rent ", steps="")).value
    shop.run(edit_goal, goal_id, _draft(name="Winter", target_value=5), version=1)
    shop.run(review_goal, goal_id, "The fair helped.")
    (found,) = shop.ask(goals)
    assert (found.draft.name, found.draft.target_value, found.draft.reason) == ("Winter", 5, None)
    assert found.review == "The fair helped."
    with pytest.raises(StaleEdit):
        shop.run(edit_goal, goal_id, _draft(), version=1)
    shop.run(delete_goal, goal_id)
    assert shop.ask(goals) == ()


@pytest.mark.parametrize(
    "wrong",
    [{"name": "  "}, {"target_value": 0}, {"target_value": -5}, {"last_on": date(2026, 10, 31)},
     {"last_on": date(2030, 1, 1)}],
)  # fmt: skip
def test_a_goal_that_makes_no_sense_is_refused(shop: Shop, wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        shop.run(add_goal, _draft(**wrong))
    assert shop.ask(goals) == ()
