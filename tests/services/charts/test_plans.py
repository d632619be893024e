"""Goal, budgets and the money of the next weeks as charts: what they show is what the rows behind them come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from models.enums.growth import Repeat
from services import clock
from services.budgets.commands import set_budget
from services.channels.commands import add as add_channel
from services.channels.queries import channels
from services.charts.chart import Behind, Figures
from services.charts.registry import CHARTS
from services.growth.goals import GoalDraft, add_goal
from services.messages import render
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.owing.commands import CommitmentDraft, add_commitment
from services.rollups.asked import ask
from services.shop import Shop
from services.types import GoalFigure, Platform
from tests.services.books.trading import put_transaction
from tests.services.finance.money import add_money_account

NOW = datetime(2026, 5, 11, 4, tzinfo=UTC)
TODAY, MAY = date(2026, 5, 11), date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    clock.set_source(lambda: NOW)
    yield
    clock.set_source(None)


def _figures(shop: Shop, key: str, **asked: Any) -> Figures:
    return shop.ask(CHARTS[key].figures, shop.ask(ask, **asked))


def _behind(shop: Shop, key: str, point: str = "", **asked: Any) -> Behind:
    return shop.ask(CHARTS[key].behind, shop.ask(ask, **asked), point)


def _sum(found: Behind, column: str) -> int:
    place = [one.key for one in found.columns].index(column)
    return sum(row[place] or 0 for row in found.rows)


def _sell(shop: Shop, days_ago: int, paid: int) -> None:
    clock.set_source(lambda: NOW - timedelta(days=days_ago))
    channel = next(iter(_channels(shop)), None) or shop.run(add_channel, "Stall", Platform.OTHER).value
    shop.run(entering.add, OrderDraft(channel, (LineDraft("Jar", 1, price_minor=paid),), paid_minor=paid))
    clock.set_source(lambda: NOW)


def _channels(shop: Shop) -> list[int]:
    return [one.id for one in shop.ask(channels)]


def test_a_goal_is_added_up_day_by_day_beside_its_pace(shop: Shop) -> None:
    for ago, paid in ((9, 100_00), (4, 250_00), (1, 50_00), (0, 20_00)):
        _sell(shop, ago, paid)
    shop.run(add_goal, GoalDraft("May", GoalFigure.SALES, MAY, date(2026, 5, 31), 1_240_00))
    found = _figures(shop, "goal-pace")
    assert found.missing is None
    assert render(found.title) == "May: \u00a5420.00 of \u00a51,240, on pace"
    done, pace, likely = found.series
    assert len(found.labels) == len(done.values) == len(pace.values) == len(likely.values) == 31
    assert done.values[:11] == (0, 100_00, 100_00, 100_00, 100_00, 100_00, 350_00, 350_00, 350_00, 400_00, 420_00)
    assert set(done.values[11:]) == {None}
    assert (pace.values[0], pace.values[9], pace.values[-1]) == (40_00, 400_00, 1_240_00)
    # 400.00 in ten days before today is 40.00 a day for the 21 that are left.
    assert (likely.values[8], likely.values[9], likely.values[-1]) == (None, 400_00, 400_00 + 21 * 40_00)
    assert found.band[-1] == (400_00, 400_00 + 2 * 21 * 40_00)
    assert _sum(_behind(shop, "goal-pace", found.keys[6]), "paid") == 250_00
    assert len(_behind(shop, "goal-pace").rows) == 11


def test_a_goal_behind_ahead_and_reached_says_so(shop: Shop) -> None:
    _sell(shop, 3, 100_00)
    for target, words in ((620_00, "\u00a5100.00 behind the pace"), (124_00, "\u00a560.00 ahead of the pace")):
        shop.run(add_goal, GoalDraft("May", GoalFigure.SALES, MAY, date(2026, 5, 31), target))
        assert words in render(_figures(shop, "goal-pace").title)
        shop.undo()
    shop.run(add_goal, GoalDraft("May", GoalFigure.ORDERS, MAY, date(2026, 5, 31), 1))
    assert render(_figures(shop, "goal-pace").title) == "May is reached: 1 of 1"
    shop.undo()
    assert _figures(shop, "goal-pace").missing is not None


def test_the_goal_of_a_channel_is_shown_where_that_channel_is_chosen(shop: Shop) -> None:
    _sell(shop, 3, 100_00)
    channel = _channels(shop)[0]
    shop.run(add_goal, GoalDraft("All", GoalFigure.SALES, MAY, date(2026, 5, 31), 500_00))
    assert _figures(shop, "goal-pace", channel_id=channel).missing is not None
    shop.run(add_goal, GoalDraft("Stall", GoalFigure.ORDERS, MAY, date(2026, 5, 20), 3, channel_id=channel))
    assert render(_figures(shop, "goal-pace", channel_id=channel).title).startswith("Stall: 1 of 3")
    assert "Also running: Stall." in [render(one) for one in _figures(shop, "goal-pace").notes]


def test_budgets_are_shown_with_what_was_spent_and_the_rows_come_to_it(shop: Shop) -> None:
    bank = shop.run(add_money_account, "Bank").value
    shop.run(set_budget, "rent", MAY, 3_000_00)
    shop.run(set_budget, "office", MAY, 310_00)
    for day, amount, category in ((5, 3_000_00, "rent"), (2, 40_00, "office"), (4, 30_00, "office"),
                                  (9, 40_00, "office"), (11, 50_00, "office")):  # fmt: skip
        shop.run(put_transaction, bank, date(2026, 5, day), -amount, category)
    shop.run(put_transaction, bank, date(2026, 4, 30), -999_00, "office")
    found = _figures(shop, "budget-pace")
    spent, due = found.series
    assert dict(zip(found.keys, spent.values, strict=True)) == {"office": 160_00, "rent": 3_000_00}
    assert dict(zip(found.keys, due.values, strict=True))["office"] == 100_00
    assert "faster than the days go: \u00a5341.00 likely" in render(found.title)
    for key, value in zip(found.keys, spent.values, strict=True):
        assert _sum(_behind(shop, "budget-pace", key), "amount") == value
    shop.run(put_transaction, bank, TODAY, -200_00, "office")
    assert "\u00a550.00 spent beyond the budget of 2026-05" in render(_figures(shop, "budget-pace").title)
    assert _figures(shop, "budget-pace", first=date(2026, 4, 1), last=date(2026, 4, 30)).missing is not None


def test_the_money_of_the_next_weeks_falls_by_what_is_due(shop: Shop) -> None:
    shop.run(add_money_account, "Bank", opening_minor=5_000_00)
    assert _figures(shop, "cash-forecast").missing is not None
    shop.run(add_commitment, CommitmentDraft("Rent", 2_000_00, date(2026, 5, 5), repeat=Repeat.MONTH))
    shop.run(add_commitment, CommitmentDraft("Boxes", 300_00, date(2026, 5, 30)))
    found = _figures(shop, "cash-forecast")
    (there,) = found.series
    falls: Counter[date] = Counter()
    for due, amount in ((TODAY, 2_000_00), (date(2026, 5, 30), 300_00), (date(2026, 6, 5), 2_000_00),
                        (date(2026, 7, 5), 2_000_00), (date(2026, 8, 5), 2_000_00)):  # fmt: skip
        falls[due] += amount
    left, right = 5_000_00, []
    for day in found.labels:
        assert isinstance(day, date)
        left -= falls[day]
        right.append(left)
    assert list(there.values) == right
    assert len(right) == 91
    assert render(found.title) == "On Aug 5 \u00a53,300 will be missing"
    assert {mark.words for mark in found.marks} == {"Rent"}
    assert len(_behind(shop, "cash-forecast").rows) == 5
    assert _sum(_behind(shop, "cash-forecast", "2026-05-30/2026-05-30"), "amount") == -300_00
