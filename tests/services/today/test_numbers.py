"""The six numbers of the demo shop against plain Python over the raw rows; what came since a look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from models.aftersales import OPEN_STATES, Case
from models.books import JournalEntry, JournalEntryLine
from models.customers import FollowUp
from models.finance import Account, Transaction
from models.growth import Goal
from models.orders import Order
from models.reviews import Review
from services import clock
from services.aftersales.queries import CASES
from services.charts.registry import CHARTS
from services.growth.goals import GoalDraft, add_goal, delete_goal
from services.kernel.table_query import Filter, TableQuery, TableRequest, stored_rows
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.orders.listing import ORDER_LIST, sales_of
from services.rollups.asked import ask
from services.rollups.sums import by_day, whole
from services.shop import Shop
from services.today.queries import Today, today
from services.today.since import look_now, since
from services.types import CaseKind, Flow, FollowState, GoalFigure, OrderStatus, RefundStatus
from tests.ready_shops import ready_shop
from tests.services.charts.plain import COUNTED, SALES, plain, rows

NOW = datetime(2026, 11, 21, 4, 30, tzinfo=UTC)
DAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The demo shop, filled through the real import at a fixed moment."""
    clock.set_source(lambda: NOW)
    yield ready_shop(tmp_path_factory, seed=5)
    clock.set_source(None)


@pytest.fixture
def demo_shop(built: Path) -> Iterator[Shop]:
    clock.set_source(lambda: NOW)
    with Shop.open(built, who="tests") as shop:
        yield shop
    clock.set_source(None)


def all_rows(shop: Shop, mapped: Any) -> list[Any]:
    return shop.ask(rows, mapped)


def orders_of(shop: Shop, currency: str) -> list[Any]:
    return [one for one in all_rows(shop, Order) if one.currency == currency]


def found_today(shop: Shop) -> Today:
    return shop.ask(today)


def test_sales_are_those_of_the_rows(demo_shop: Shop) -> None:
    found = found_today(demo_shop)
    assert (found.day, found.currency) == (DAY, "CNY")
    sold = [one for one in orders_of(demo_shop, "CNY") if one.status in COUNTED and one.kind in SALES]
    assert found.sold_on(DAY).paid_minor == sum(one.paid_minor or 0 for one in sold if one.ordered_on == DAY)
    yesterday = [one for one in sold if one.ordered_on == DAY - timedelta(days=1)]
    assert found.sold_on(found.yesterday).paid_minor == sum(one.paid_minor or 0 for one in yesterday)
    before = [one for one in yesterday if one.ordered_at <= NOW - timedelta(days=1)]
    assert found.figures.yesterday_minor == sum(one.paid_minor or 0 for one in before)
    assert sum(one.paid_minor or 0 for one in yesterday) > 0


def test_the_lists_behind_the_numbers_add_up_to_them(demo_shop: Shop) -> None:
    found = found_today(demo_shop)

    def listed(query: TableQuery, key: str, request: TableRequest) -> list[Any]:
        wanted = query.column(key).expression
        rows_of = query.select([wanted], request)
        return demo_shop.ask(lambda connection: [row[0] for row in stored_rows(connection, rows_of)])

    for day in (DAY, DAY - timedelta(days=1)):
        paid = listed(ORDER_LIST, "paid", TableRequest(filters=sales_of(day, found.currency)))
        assert sum(one or 0 for one in paid) == found.sold_on(day).paid_minor
    assert len(listed(ORDER_LIST, "external_no", TableRequest(view="to_ship"))) == found.to_ship
    waiting = found.figures.refunds
    asked = TableRequest(view="open", filters=(Filter("kind", "in", waiting.kinds),))
    assert len(listed(CASES, "kind", asked)) == waiting.cases
    month = demo_shop.ask(ask, DAY.replace(day=1), DAY)
    (steps,) = demo_shop.ask(CHARTS["waterfall"].figures, month).series
    assert steps.values[-1] == found.figures.profit.minor == sum(one or 0 for one in steps.values[:-1])


def test_what_is_to_ship_is_what_the_rows_say(demo_shop: Shop) -> None:
    found = found_today(demo_shop)
    asked = {RefundStatus.NONE, RefundStatus.PARTIAL}
    ready = [
        one
        for one in all_rows(demo_shop, Order)
        if one.status is OrderStatus.PAID and one.hold_code is None and one.refund_status in asked
    ]
    assert found.to_ship == len(ready) > 0
    late = [one for one in ready if one.deliver_by is not None and one.deliver_by < NOW]
    assert found.overdue == len(late)


def test_refunds_waiting_are_the_open_cases_that_send_money_back(demo_shop: Shop) -> None:
    waiting = found_today(demo_shop).figures.refunds
    cases = [
        one
        for one in all_rows(demo_shop, Case)
        if one.state in OPEN_STATES and one.refunded_at is None and one.kind.value in waiting.kinds
    ]
    assert set(waiting.kinds) <= {str(kind) for kind in CaseKind}
    assert (waiting.cases, waiting.late) == (
        len(cases), sum(one.deadline_at is not None and one.deadline_at < NOW for one in cases)
    )  # fmt: skip
    amounts = [one.asked_minor if one.agreed_minor is None else one.agreed_minor for one in cases]
    assert waiting.minor == sum(amount or 0 for amount in amounts)
    assert waiting.cases > 0


def test_money_is_what_the_statements_told_and_the_accounts_moved(demo_shop: Shop) -> None:
    money = found_today(demo_shop).figures.money
    total = lately = 0
    week_ago = DAY - timedelta(days=7)
    for account in all_rows(demo_shop, Account):
        assert account.currency == "CNY"
        moves = [one for one in all_rows(demo_shop, Transaction) if one.account_id == account.id]
        counted = [one for one in moves if one.duplicate_of_id is None and one.direction is not Flow.NEUTRAL]
        lately += sum(one.amount_minor for one in counted if one.happened_on > week_ago)
        newest = max(moves, key=lambda one: one.happened_at, default=None)
        if newest is not None and newest.balance_minor is not None:
            total += newest.balance_minor
        else:
            total += account.opening_minor + sum(one.amount_minor for one in counted)
    by_hand = {one.id: one.on for one in all_rows(demo_shop, JournalEntry)}
    for line in all_rows(demo_shop, JournalEntryLine):
        if line.account == "money:3":  # the cash box, which has no statement
            total += line.amount_minor
            lately += line.amount_minor if by_hand[line.entry_id] > week_ago else 0
    assert money.is_known
    assert (money.minor, money.before_minor) == (total, total - lately)


def test_a_goal_is_paced_by_the_days_that_are_over(demo_shop: Shop) -> None:
    kept = [one.id for one in all_rows(demo_shop, Goal)]
    for goal_id in kept:
        demo_shop.run(delete_goal, goal_id)
    assert found_today(demo_shop).figures.goal is None
    first, last = date(2026, 11, 1), date(2026, 11, 30)
    demo_shop.run(add_goal, GoalDraft("November", GoalFigure.SALES, first, last, 3_000_000))
    goal = found_today(demo_shop).figures.goal
    assert goal is not None
    whole, before = demo_shop.ask(plain, "CNY", first, DAY), demo_shop.ask(plain, "CNY", first, DAY - timedelta(days=1))
    assert goal.done == whole.paid - whole.refunded
    assert goal.done_before == before.paid - before.refunded
    assert goal.due_before == 3_000_000 * 20 // 30
    assert goal.permille == goal.done * 1_000 // 3_000_000
    for _step in range(1 + len(kept)):
        demo_shop.undo()


def test_what_waits_is_counted_as_the_rows_are(demo_shop: Shop) -> None:
    waits = found_today(demo_shop).waits
    due = [one for one in all_rows(demo_shop, FollowUp) if one.done_at is None and one.due_on <= DAY]
    assert (waits.follow_ups, waits.follow_ups_late) == (len(due), sum(one.due_on < DAY for one in due))
    open_reviews = {FollowState.OPEN, FollowState.CONTACTED, FollowState.OFFERED}
    assert waits.reviews == sum(one.follow in open_reviews for one in all_rows(demo_shop, Review))
    late = [
        one for one in all_rows(demo_shop, Case)
        if one.state in OPEN_STATES and one.deadline_at is not None and one.deadline_at < NOW
    ]  # fmt: skip
    assert waits.cases_late == len(late)
    assert waits.tasks.total == len(waits.tasks.open) > 0


def test_the_profit_of_the_month_stands_beside_the_same_days_before(demo_shop: Shop) -> None:
    month = found_today(demo_shop).figures.profit
    assert (month.since, month.before_last) == (date(2026, 11, 1), date(2026, 10, 21))
    assert month.orders == demo_shop.ask(plain, "CNY", month.since, DAY).orders
    asked = replace(demo_shop.ask(ask, month.since, DAY), currency="CNY")
    by_the_charts = whole(demo_shop.ask(by_day, asked, costs=True))
    assert (month.minor, month.uncosted) == (by_the_charts.profit, by_the_charts.uncosted)
    clock.set_source(lambda: datetime(2027, 3, 31, 4, tzinfo=UTC))
    assert found_today(demo_shop).figures.profit.before_last == date(2027, 2, 28)


def test_a_look_tells_what_came_after_it(demo_shop: Shop) -> None:
    look = demo_shop.ask(look_now)
    assert demo_shop.ask(since, look).is_quiet
    channel = orders_of(demo_shop, "CNY")[0].channel_id
    line = LineDraft(title="Candle", quantity=1, price_minor=100)
    numbers = [
        int(demo_shop.run(add_order, OrderDraft(channel_id=channel, lines=(line,), external_no=f"S{n}")).value)
        for n in range(3)
    ]
    demo_shop.undo()
    found = demo_shop.ask(since, look)
    assert (found.steps, found.orders, found.undone) == (4, 2, 1)
    assert found.new_orders == (numbers[0], numbers[1])
    demo_shop.undo()
    demo_shop.undo()
    assert demo_shop.ask(since, look).orders == 0
