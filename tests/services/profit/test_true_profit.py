"""The true profit by channel, day, order, product, campaign and plan: it adds up, and says what it does not know."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from models.enums.growth import CampaignKind
from models.growth import AdDay
from models.rollups import OrderProfit
from services import clock, settings
from services.books.profit_by_date import By as DateBy
from services.books.profit_by_date import profit_by_date
from services.campaigns.commands import add_campaign
from services.campaigns.drafts import CampaignDraft
from services.channels.terms import Terms, set_terms
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.profit.ads import AdShare, share_out
from services.profit.facts import Basis, Parts
from services.profit.groups import By
from services.profit.papers import profit_paper, write_profit
from services.profit.report import UNSHARED, Completeness, ProfitAsked, ProfitReport, profit_report
from services.reports.registry import read_report
from services.reports.report import Asked
from services.shop import Shop
from tests.services.books.trading import Trader, put_transaction, refund, spend, stocked, trader
from tests.services.filled import filled

_FIRST, _LAST = date(2026, 3, 1), date(2026, 3, 31)


@command("test.profit.plan", N_("Test: a plan of ads"))
def plan(uow: UnitOfWork, channel_id: int, on: date, name: str, item: str, amount: int, sales: int) -> None:
    """A line of an advertising sheet that names its plan and item."""
    row = AdDay(
        channel_id=channel_id, natural_key="", day=on, plan=name, item_no=item, currency="CNY", spend_minor=amount,
        sales_minor=sales, orders=1,
    )  # fmt: skip
    uow.add(row)
    row.natural_key = str(row.id)


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    _it_is(date(2026, 5, 2))
    yield
    clock.set_source(None)


@pytest.fixture
def begun(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Shop, Trader]]:
    """A shop with its trade."""
    yield from filled(request, tmp_path / "test.shop", _trade)


@pytest.fixture
def shop(begun: tuple[Shop, Trader]) -> Shop:
    """The shop of the trade."""
    return begun[0]


@pytest.fixture
def trade(begun: tuple[Shop, Trader]) -> Trader:
    """Orders of two channels on three days, one refunded, one of unknown cost, some paid in April."""
    return replace(begun[1], shop=begun[0])


def _trade(shop: Shop) -> Trader:
    found = trader(shop)
    stocked(found)
    for day, channel, paid, pieces, sku in (
        (10, found.taobao, 10_000, 2, "CUP"), (10, found.taobao, 3_333, 1, "CUP"),
        (10, found.pinduoduo, 9_000, 1, "POT"),
        (11, found.taobao, 12_345, 2, "POT"), (12, found.pinduoduo, 4_001, 1, "CUP"),
    ):  # fmt: skip
        on = date(2026, 3, day)
        _it_is(on)
        found.sold(on, paid=paid, pieces=pieces, sku=sku, channel=channel, external_no=f"N{paid}")
    _it_is(date(2026, 5, 2))
    shop.run(refund, 4, 2_345, date(2026, 3, 20))
    shop.run(put_transaction, found.wallet, date(2026, 4, 2), 9_000, "order_income", "N9000")
    shop.run(put_transaction, found.wallet, date(2026, 3, 30), 4_001, "order_income", "N4001")
    shop.run(spend, found.taobao, date(2026, 3, 10), 1_001)
    shop.run(spend, found.taobao, date(2026, 3, 15), 500)
    return found


def _it_is(day: date) -> None:
    clock.set_source(lambda: datetime(day.year, day.month, day.day, 4, tzinfo=UTC))


def _report(trade: Trader, by: By, **more: object) -> ProfitReport:
    return trade.shop.ask(profit_report, ProfitAsked(_FIRST, _LAST, by, **more))  # type: ignore[arg-type]


def _total(found: ProfitReport) -> dict[str, int]:
    whole = Parts()
    for row in found.rows:
        whole.add(row.parts)
    return {one.name: getattr(whole, one.name) for one in fields(whole)}


def test_every_way_to_put_orders_together_adds_up_to_the_same(trade: Trader) -> None:
    for basis, share in itertools.product(Basis, AdShare):
        totals = [_report(trade, by, basis=basis, share=share) for by in (By.ORDER, By.CHANNEL, By.DAY, By.SKU)]
        for found in totals:
            whole = {one.name: getattr(totals[0].total.parts, one.name) for one in fields(Parts)}
            assert _total(found) == whole
            assert sum(row.parts.profit for row in found.rows) == found.total.profit_minor


def test_it_is_the_profit_the_books_say_by_the_same_date(trade: Trader) -> None:
    said = {one.by: one for one in trade.shop.ask(profit_by_date, _FIRST, _LAST)}
    for basis, by, count in ((Basis.ORDERED, DateBy.ORDER_DATE, 5), (Basis.SETTLED, DateBy.SETTLEMENT_DATE, 1)):
        total = _report(trade, By.CHANNEL, basis=basis, share=AdShare.TERMS).total
        books = said[by]
        assert (total.orders, total.profit_minor, total.unknown) == (count, books.profit_minor, books.unknown)


def test_an_order_is_taken_apart_to_the_cent(trade: Trader) -> None:
    rows = {row.label: row for row in _report(trade, By.ORDER).rows}
    pot = rows["N12345"]
    assert (pot.parts.paid, pot.parts.refunded, pot.parts.goods, pot.profit_minor) == (12_345, -2_345, -8_000, 2_000)
    assert pot.completeness is Completeness.AT_MOST  # no terms: fee, freight and packing are not known


def test_the_margin_of_a_loss_is_that_of_the_order_itself(trade: Trader) -> None:
    order = trade.sold(date(2026, 3, 13), paid=3_000, sku="POT")
    day = date(2026, 5, 2)  # an order typed in May
    (row,) = trade.shop.ask(profit_report, ProfitAsked(day, day, By.ORDER)).rows
    margin = select(OrderProfit.margin_ppm).where(OrderProfit.order_id == order)
    assert (row.profit_minor, row.margin_ppm) == (-1_000, -333_333)
    assert trade.shop.ask(lambda connection: connection.execute(margin).scalar_one()) == -333_333


def test_ads_are_shared_by_sales_by_order_or_by_item_and_what_nobody_bought_from_stays_over(trade: Trader) -> None:
    by_sales = {row.label: row for row in _report(trade, By.ORDER, share=AdShare.SALES).rows}
    assert [by_sales[number].parts.ads for number in ("N10000", "N3333")] == [-751, -250]
    assert by_sales["Ads no order bears"].key == UNSHARED
    assert by_sales["Ads no order bears"].profit_minor == -500
    by_order = {row.label: row for row in _report(trade, By.ORDER, share=AdShare.ORDERS).rows}
    assert sorted(by_order[number].parts.ads for number in ("N10000", "N3333")) == [-501, -500]
    trade.shop.run(plan, trade.taobao, date(2026, 3, 11), "Pots", "POT", 300, 12_345)
    by_item = {row.label: row for row in _report(trade, By.ORDER, share=AdShare.ITEMS).rows}
    assert by_item["N12345"].parts.ads == -300


def test_the_way_ads_are_shared_is_a_choice_of_the_shop(trade: Trader) -> None:
    assert _report(trade, By.CHANNEL).share is AdShare.TERMS
    trade.shop.run(settings.change, settings.AD_SHARE.key, "sales")
    assert _report(trade, By.CHANNEL).share is AdShare.SALES


def test_an_unknown_cost_stays_unknown_and_is_in_no_amount(trade: Trader) -> None:
    before = _report(trade, By.SKU).total.profit_minor
    _it_is(date(2026, 3, 12))
    trade.shop.run(add_order, OrderDraft(trade.taobao, (LineDraft("Mystery", 1),), paid_minor=700))
    _it_is(date(2026, 5, 2))
    found = _report(trade, By.SKU)
    assert found.total.unknown == 1
    assert found.total.profit_minor == before
    new = next(row for row in found.rows if row.label == "Mystery")
    assert (new.profit_minor, new.completeness, new.orders) == (None, Completeness.UNKNOWN, 1)
    assert any("no known profit" in str(note) for note in found.notes)


def test_a_period_stands_beside_another(trade: Trader) -> None:
    found = trade.shop.ask(
        profit_report, ProfitAsked(date(2026, 3, 11), date(2026, 3, 11), By.CHANNEL, against=(date(2026, 3, 10),) * 2)
    )
    assert {row.label: (row.profit_minor, row.before_minor) for row in found.rows} == {
        "Tea": (2_000, 10_000 + 3_333 - 3 * 1_234), "Cups": (0, 5_000),
    }  # fmt: skip
    assert found.total.before_minor == sum(row.before_minor or 0 for row in found.rows)


def test_a_campaign_is_what_was_sold_of_its_items_on_its_days(trade: Trader) -> None:
    trade.shop.run(add_campaign, _spring(trade))
    found = _report(trade, By.CAMPAIGN)
    assert [(row.label, row.orders, row.profit_minor) for row in found.rows] == [("Spring", 3, 9_631 + 2_000)]


def test_a_plan_is_its_sales_at_the_usual_cost_less_its_spend(trade: Trader) -> None:
    trade.shop.run(plan, trade.pinduoduo, date(2026, 3, 12), "Search", "", 400, 13_001)
    found = {row.label: row for row in _report(trade, By.PLAN).rows}
    cups = found["Search · Cups"]
    assert (cups.parts.paid, cups.parts.goods, cups.parts.ads) == (13_001, -5_234, -400)
    assert cups.profit_minor == 13_001 - 5_234 - 400


def test_it_is_written_on_paper_as_a_workbook_and_as_a_report(trade: Trader, tmp_path: Path) -> None:
    asked = ProfitAsked(_FIRST, _LAST, By.CHANNEL, against=(date(2026, 2, 1), date(2026, 2, 28)))
    paper = trade.shop.ask(profit_paper, asked)
    assert [row.label for row in paper.rows][-1] == "Together"
    out = tmp_path / "profit.xlsx"
    assert trade.shop.ask(write_profit, out, asked) == 3
    assert out.stat().st_size > 0
    table = trade.shop.ask(read_report, "profit", Asked(_FIRST, _LAST, by="channel", basis="settled"))
    assert [row["name"] for row in table.rows] == ["Cups"]


@given(st.integers(-10_000, 10_000), st.lists(st.integers(0, 500), max_size=8))
def test_shares_add_up_to_the_whole(total: int, weights: list[int]) -> None:
    assert sum(share_out(total, weights)) == (total if weights else 0)


def test_terms_make_it_complete(trade: Trader) -> None:
    for channel in (trade.taobao, trade.pinduoduo):
        trade.shop.run(set_terms, channel, Terms(date(2026, 1, 1), 6_000, 0, 10_000, 300, 100))
    found = _report(trade, By.CHANNEL)
    assert found.total.completeness is Completeness.COMPLETE
    assert not found.notes


def _spring(trade: Trader) -> CampaignDraft:
    return CampaignDraft(
        "Spring", CampaignKind.SALE, date(2026, 3, 10), date(2026, 3, 11), channel_ids=(trade.taobao,)
    )  # fmt: skip
