"""One definition of profit: the charts' sum of a day is the sum of its orders, part by part, after every change."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.aftersales import Case, CaseLine
from models.couriers import CourierCharge
from models.orders import Order, OrderLine
from services import clock
from services.aftersales.drafts import CaseDraft
from services.aftersales.goods import Inspection, inspect
from services.aftersales.opening import open_case
from services.books.profit_by_date import By, profit_by_date
from services.catalog.commands import add_sku, edit_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.charts.behind import costing_days
from services.charts.registry import CHARTS
from services.charts.sales import waterfall_parts
from services.couriers.commands import set_freight_rules
from services.couriers.freight import FreightRule
from services.fulfilment import parcels
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.kept_profit import order_profit
from services.profit.report import ProfitAsked, profit_report
from services.registry import PROJECTIONS
from services.rollups.asked import ask
from services.rollups.sums import by_channel, by_day, whole
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.today.figures import month_profit
from services.types import CaseKind, OrderStatus, Platform

TERMS = Terms(date(2000, 1, 1), fee_ppm=6_000, commission_ppm=20_000, ads_ppm=0, freight_minor=999, packing_minor=81)
ZTO = FreightRule("zto", 1000, 350, 1000, 120)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
_serial = itertools.count(1)


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    clock.set_source(lambda: NOW)
    yield
    clock.set_source(None)


@command("tests.bill_for_charts", "Bill")
def _bill(uow: UnitOfWork, waybill: str, amount_minor: int) -> None:
    uow.add(
        CourierCharge(natural_key=f"c{next(_serial)}", courier="ZTO", waybill=waybill, currency="CNY",
                      amount_minor=amount_minor)
    )  # fmt: skip


@command("tests.costs_of_case", "Costs of a case")
def _costs(uow: UnitOfWork, case_id: int, freight_minor: int, repair_minor: int) -> None:
    case = uow.get(Case, case_id)
    case.freight_minor, case.repair_minor = freight_minor, repair_minor


@command("tests.refunded", "Refunded")
def _refunded(uow: UnitOfWork, order_ids: list[int], minor: int) -> None:
    for order in uow.get_many(Order, order_ids):
        order.refunded_minor = minor


def _profit(shop: Shop, order_id: int) -> int:
    found = shop.ask(order_profit, order_id)
    assert found is not None
    assert found.profit_minor is not None
    return found.profit_minor


def _stall(shop: Shop) -> tuple[int, int]:
    """A channel with its rates, and a SKU that costs 100."""
    channel = int(shop.run(add_channel, "Stall", Platform.OTHER).value)
    jar = int(shop.run(add_sku, SkuDraft("JAR", "Jar", cost_minor=100, weight_g=800)).value)
    shop.run(set_terms, channel, TERMS)
    return channel, jar


def _order(shop: Shop, channel: int, sku: int, pieces: int = 1, **more: Any) -> int:
    line = LineDraft("x", pieces, price_minor=2_001, sku_id=sku)
    draft = OrderDraft(channel, (line,), buyer="Li", province="\u6d59\u6c5f\u7701", address="1", **more)
    return int(shop.run(entering.add, draft).value)


def _agrees(shop: Shop) -> None:
    asked = shop.ask(ask)
    right: Counter[str] = Counter()
    profits = 0
    for order_id in shop.ask(lambda connection: connection.execute(select(Order.table().c.id)).scalars().all()):
        found = shop.ask(order_profit, order_id)
        assert found is not None
        profits += found.profit_minor or 0
        for line in found.lines:
            right[line.part] += line.minor or 0
    total = whole(shop.ask(by_day, asked, costs=True))
    charts = {part: minor for part, minor in waterfall_parts(total) if minor}
    assert charts == {part: minor for part, minor in right.items() if minor}
    assert total.profit == profits
    assert sum(one.profit for one in shop.ask(by_channel, asked).values()) == profits
    books = next(one for one in shop.ask(profit_by_date, asked.first, asked.last) if one.by is By.ORDER_DATE)
    assert (books.profit_minor, books.unknown) == (profits, 0)
    for one in PROJECTIONS:
        assert [str(problem) for problem in shop.ask(one.verify)] == []


def test_freight_and_packing_of_parcels_are_those_of_the_orders(shop: Shop) -> None:
    channel, jar = _stall(shop)
    first, second, third = (_order(shop, channel, jar, pieces) for pieces in (1, 2, 4))
    _agrees(shop)
    shop.run(set_freight_rules, [ZTO])
    _agrees(shop)
    parcel = shop.run(parcels.merge, [first, second]).value
    _agrees(shop)
    shop.run(edit_sku, jar, SkuDraft("JAR", "Jar", cost_minor=130, weight_g=1_700))
    _agrees(shop)
    lines = select(OrderLine.table().c.id).where(OrderLine.table().c.order_id == third)
    (line,) = shop.ask(lambda connection: connection.execute(lines).scalars().all())
    shop.run(parcels.split, third, {line: 1})
    _agrees(shop)
    shop.run(commands.set_tracking, [(first, "zto", "73100012345678")])
    shop.run(_bill, "73100012345678", 511)
    _agrees(shop)
    assert parcel
    for _step in range(5):
        shop.undo()
        _agrees(shop)


def test_what_cases_cost_beyond_refunds_lowers_the_profit_of_the_charts(shop: Shop) -> None:
    channel, jar = _stall(shop)
    order = _order(shop, channel, jar)
    shop.run(commands.set_status, [order], OrderStatus.SHIPPED)
    case = int(shop.run(open_case, CaseDraft(CaseKind.REPAIR, order)).value)
    shop.run(_costs, case, 650, 300)
    assert whole(shop.ask(by_day, shop.ask(ask), costs=True)).after_sales == -950
    _agrees(shop)
    asked = shop.ask(ask)
    month = shop.ask(ask, asked.today.replace(day=1), asked.today)
    shown = shop.ask(month_profit, asked.today, asked.currency).minor
    assert shown == whole(shop.ask(by_day, month, costs=True)).profit


def test_profit_by_order_date_leaves_out_what_nobody_paid_for(shop: Shop) -> None:
    channel = int(shop.run(add_channel, "Stall", Platform.OTHER).value)
    jar = int(shop.run(add_sku, SkuDraft("JAR", "Jar", cost_minor=100)).value)
    unknown = int(shop.run(add_sku, SkuDraft("NEW", "New")).value)
    _order(shop, channel, jar, status=OrderStatus.UNPAID)
    for _one in range(3):
        _order(shop, channel, unknown)
    asked = shop.ask(ask)
    found = shop.ask(profit_by_date, asked.first, asked.last)[0]
    assert (found.orders, found.profit_minor, found.unknown) == (3, 0, 3)


def test_a_profit_without_the_packing_of_some_orders_says_so(shop: Shop) -> None:
    channel = int(shop.run(add_channel, "Stall", Platform.OTHER).value)
    jar = int(shop.run(add_sku, SkuDraft("JAR", "Jar", cost_minor=100, weight_g=800)).value)
    shop.run(set_terms, channel, replace(TERMS, packing_minor=None))
    _order(shop, channel, jar)
    for key in ("profit", "waterfall"):
        notes = [str(one) for one in shop.ask(CHARTS[key].figures, shop.ask(ask)).notes]
        assert notes == ["The packing of 1 order is unknown."]
    shop.run(set_terms, channel, TERMS)
    assert shop.ask(CHARTS["waterfall"].figures, shop.ask(ask)).notes == ()


def test_an_order_that_was_sent_and_closed_brought_nothing_and_cost_what_did_not_come_back(shop: Shop) -> None:
    channel = int(shop.run(add_channel, "Stall", Platform.OTHER).value)
    jar = int(shop.run(add_sku, SkuDraft("JAR", "Jar", weight_g=800)).value)
    shop.run(set_opening, [OpeningDraft(jar, 10, value_minor=1_000)])
    shop.run(set_terms, channel, TERMS)
    kept, returned, paid = (_order(shop, channel, jar, 2) for _number in range(3))
    shop.run(commands.set_status, [kept, returned, paid], OrderStatus.SHIPPED)
    _agrees(shop)
    clock.set_source(lambda: NOW + timedelta(hours=1))
    case = int(shop.run(open_case, CaseDraft(CaseKind.RETURN_AND_REFUND, returned)).value)
    (line,) = shop.ask(lambda connection: connection.execute(select(CaseLine.table().c.id)).scalars().all())
    shop.run(inspect, case, [Inspection(line, good=1, scrap=1)])
    shop.run(_refunded, [kept, returned], 4_002)
    shop.run(commands.set_status, [kept, returned], OrderStatus.CLOSED)
    _agrees(shop)
    sent = -(TERMS.freight_minor or 0) - (TERMS.packing_minor or 0)
    assert _profit(shop, kept) == sent - 200
    assert _profit(shop, returned) == sent - 100  # one jar is whole again, one was thrown away
    total = whole(shop.ask(by_day, shop.ask(ask), costs=True))
    assert (total.orders, total.paid, total.income, total.refunded, total.without_rates) == (1, 4_002, 4_002, 0, 0)
    assert total.profit == _profit(shop, paid) + 2 * sent - 300
    asked = shop.ask(ask)
    report = shop.ask(profit_report, ProfitAsked(asked.first, asked.last)).total
    assert (report.orders, report.parts.profit, report.unknown, report.partial) == (3, total.profit, 0, 0)
    assert len(shop.ask(lambda connection: costing_days(connection, asked, "")).rows) == 3
    for _step in range(3):
        shop.undo()
        _agrees(shop)


def test_an_order_that_was_closed_before_it_left_is_in_no_profit(shop: Shop) -> None:
    channel, jar = _stall(shop)
    order = _order(shop, channel, jar)
    shop.run(commands.set_status, [order], OrderStatus.CLOSED)
    assert shop.ask(order_profit, order) is None
    assert whole(shop.ask(by_day, shop.ask(ask), costs=True)).profit == 0
