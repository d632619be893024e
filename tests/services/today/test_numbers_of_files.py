"""The numbers of Today against plain Python: of a generated shop, and of files of Taobao, Shopify and Etsy."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from models.aftersales import OPEN_STATES, Case
from models.orders import Order
from services import clock, demo
from services.channels.queries import channels
from services.channels.terms import Terms, set_terms
from services.growth.goals import GoalDraft, add_goal
from services.rollups.asked import Asked, Compare, Step, ask
from services.shop import Shop
from services.today.queries import Today, today
from services.types import GoalFigure, OrderStatus, RefundStatus
from tests.services.charts.plain import COUNTED, SALES, rows
from tests.services.charts.plain_charts import PLAIN, Raw
from tests.services.charts.test_every_chart import FORMATS, REAL, SAMPLES
from tests.services.importing.applying import apply
from tests.shared_data import WHY_SKIPPED, shared_data_or_none


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    clock.set_source(None)


def _stand_after_the_newest(shop: Shop) -> datetime:
    """Let it be three hours after the newest order, or the evening of its day where it names no time."""
    newest = max(one.ordered_at for one in shop.ask(rows, Order) if one.ordered_at is not None)
    now: datetime = newest + timedelta(hours=3)
    clock.set_source(lambda: now)
    return now


def _sales(shop: Shop, found: Today) -> list[Any]:
    return [
        one for one in shop.ask(rows, Order)
        if one.currency == found.currency and one.status in COUNTED and one.kind in SALES
    ]  # fmt: skip


def _paid(orders: list[Any], day: date) -> int:
    return sum(one.paid_minor or 0 for one in orders if one.ordered_on == day)


def _require_equal(shop: Shop, *, is_large: bool = False) -> Today:
    """Compare the numbers with the rows, of a large shop this month's profit only; returns what Today shows."""
    now = _stand_after_the_newest(shop)
    found = shop.ask(today)
    sold, every = _sales(shop, found), shop.ask(rows, Order)
    assert found.sold_on(found.day).paid_minor == _paid(sold, found.day)
    earlier = [one for one in sold if one.ordered_at is not None and one.ordered_at <= now - timedelta(days=1)]
    assert found.figures.yesterday_minor == _paid(earlier, found.yesterday)
    ready = [
        one for one in every
        if one.status is OrderStatus.PAID and one.hold_code is None
        and one.refund_status in (RefundStatus.NONE, RefundStatus.PARTIAL)
    ]  # fmt: skip
    assert found.to_ship == len(ready)
    assert found.overdue == sum(one.deliver_by is not None and one.deliver_by < now for one in ready)
    kinds = found.figures.refunds.kinds
    waiting = [
        one for one in shop.ask(rows, Case)
        if one.state in OPEN_STATES and one.refunded_at is None and one.kind.value in kinds
    ]  # fmt: skip
    assert found.figures.refunds.cases == len(waiting)
    _require_profit(shop, found, 1 if is_large else 2)
    return found


def _profits(connection: Connection, asked: Asked) -> Any:
    return PLAIN["profit"](Raw(connection, asked))[0]


def _require_profit(shop: Shop, found: Today, months: int) -> None:
    month = found.figures.profit
    shown_months = (
        (month.since, found.day, month.minor),
        ((month.since - timedelta(days=1)).replace(day=1), month.before_last, month.before_minor),
    )
    for first, last, shown in shown_months[:months]:
        asked = shop.ask(ask, first, last, compare=Compare.NOTHING, step=Step.DAY)
        asked = replace(asked, currency=found.currency)
        if asked.currency == asked.home:
            by_day = shop.ask(_profits, asked)
            assert shown == sum(one or 0 for one in by_day), (first, last)
    assert month.orders == sum(month.since <= one.ordered_on <= found.day for one in _sales(shop, found))


@pytest.mark.exhaustive
def test_the_numbers_of_a_generated_shop_are_those_of_its_rows(tmp_path: Path) -> None:
    path = demo.build(tmp_path, 300, seed=11)
    with Shop.open(path, who="tests") as shop:
        for number, one in enumerate(shop.ask(channels)):
            terms = Terms(date(2000, 1, 1), fee_ppm=6_000, commission_ppm=20_000 + number, ads_ppm=50_000,
                          freight_minor=320, packing_minor=80)  # fmt: skip
            shop.run(set_terms, one.id, terms)
        found = _require_equal(shop)
        assert found.figures.profit.minor != 0
        first = found.day - timedelta(days=9)
        goal = GoalDraft("Ten days and ten more", GoalFigure.SALES, first, found.day + timedelta(days=10), 10_000_00)
        shop.run(add_goal, goal)
        pace = shop.ask(today).figures.goal
        assert pace is not None
        done = [_paid(_sales(shop, found), first + timedelta(days=number)) for number in range(10)]
        assert (pace.done, pace.done_before, pace.due_before) == (sum(done), sum(done[:9]), 10_000_00 * 9 // 20)


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_numbers_of_an_imported_file_are_those_of_its_rows(shop: Shop, sample: str) -> None:
    apply(shop, FORMATS / sample / "sample.csv")
    found = _require_equal(shop)
    assert found.has_orders


@pytest.mark.skipif(shared_data_or_none() is None, reason=WHY_SKIPPED)
@pytest.mark.parametrize("names", REAL, ids=lambda names: names[0].partition("/")[0])
def test_the_numbers_of_a_real_export_are_those_of_its_rows(tmp_path: Path, names: tuple[str, ...]) -> None:
    folder = shared_data_or_none()
    assert folder is not None
    with Shop.create(tmp_path / "real.shop", who="tests") as shop:
        for name in names:
            apply(shop, folder / name)
        assert _require_equal(shop, is_large=True).has_orders
