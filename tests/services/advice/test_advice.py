"""Advice: what is slow, leaks, is bought together or runs out, each against a count by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.advice import PairDay
from services import clock
from services.advice import leaks, slow, together
from services.advice.advice import Advice, NewBundle, NewPrice, NewPurchase
from services.advice.basis import read_basis
from services.advice.board import advice_board, evidence
from services.advice.commands import dismiss_advice, follow_bundle, follow_prices, restore_advice
from services.catalog.bundles import parts_of
from services.catalog.commands import add_sku, edit_sku
from services.catalog.drafts import Offer, SkuDraft
from services.catalog.margin import margin_at
from services.catalog.offers import set_offers
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.errors import Invalid, NothingSelected, StaleEdit
from services.messages import render
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.reports.registry import read_report
from services.reports.report import Asked
from services.shop import Shop
from services.stock import commands as stock
from services.types import AdviceKind, OrderStatus, Platform

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@pytest.fixture
def channel(shop: Shop) -> int:
    clock.set_source(lambda: NOW)
    return shop.run(add_channel, "Stall", Platform.OTHER).value


def _sku(shop: Shop, code: str, price: int | None = 1_000, cost: int | None = 400, **more: Any) -> int:
    return shop.run(add_sku, SkuDraft(code, f"Thing {code}", price_minor=price, cost_minor=cost, **more)).value


def _sell(shop: Shop, channel: int, *lines: tuple[int, int, int], back: int = 0) -> int:
    """An order of (SKU, pieces, price of one), so many days ago."""
    clock.set_source(lambda: NOW - timedelta(days=back))
    drafts = tuple(LineDraft(f"#{sku}", pieces, price_minor=price, sku_id=sku) for sku, pieces, price in lines)
    made = shop.run(entering.add, OrderDraft(channel, drafts)).value
    clock.set_source(lambda: NOW)
    return made


def _of(shop: Shop, kind: AdviceKind) -> list[Advice]:
    return [one for one in shop.ask(advice_board).advice if one.kind is kind]


def test_slow_stock_gets_a_discount_that_stays_above_its_floor(shop: Shop, channel: int) -> None:
    shop.run(set_terms, channel, Terms(NOW.date() - timedelta(days=300), fee_ppm=50_000, freight_minor=100))
    idle = _sku(shop, "IDLE", price=1_000, cost=400)
    fast = _sku(shop, "FAST")
    for sku in (idle, fast):
        shop.run(stock.receive, sku, 100, value_minor=40_000, at=NOW - timedelta(days=100))
    _sell(shop, channel, (fast, 90, 1_000), back=5)
    shop.run(commands.set_status, [1], OrderStatus.SHIPPED)
    (found,) = _of(shop, AdviceKind.SLOW)
    assert (found.sku_ids, found.worth_minor) == ((idle,), 40_000)
    assert isinstance(found.proposal, NewPrice)
    basis = shop.ask(read_basis)
    costs = basis.costs_of(basis.goods[idle])
    assert costs is not None
    assert found.proposal.new_minor == 700
    assert found.proposal.margin_after_ppm == margin_at(700, costs).margin_ppm
    assert "100" in render(found.said)
    behind = shop.ask(evidence, AdviceKind.SLOW, found.subject)
    assert sum(row[1] for row in behind.rows) == 100
    shop.run(edit_sku, idle, SkuDraft("IDLE", "Thing IDLE", price_minor=1_000, cost_minor=400, min_price_minor=950))
    assert _of(shop, AdviceKind.SLOW)[0].proposal.new_minor == 950  # type: ignore[union-attr]


@hypothesis_settings(max_examples=150)
@given(price=st.integers(1, 10**6), cost=st.integers(0, 10**6), least=st.integers(0, 10**6), percent=st.integers(0, 60))
def test_no_discount_goes_below_the_floor_and_every_one_is_a_discount(
    price: int, cost: int, least: int, percent: int
) -> None:
    from services.advice.basis import Basis, Goods
    from services.catalog.margin import Costs
    from services.rollups.asked import Asked as ChartAsked

    asked = ChartAsked(date(2026, 1, 1), date(2026, 1, 30), date(2026, 1, 30), "UTC", "CNY", "CNY")
    basis = Basis(asked, {}, Costs(0, 300, 50, 60_000), knows_fees=True)
    one = Goods(1, "A", "A", price, least, cost)
    proposal, floor = slow.proposed(basis, one, percent), slow.floor_of(basis, one)
    assert floor is not None
    costs = basis.costs_of(one)
    assert costs is not None
    if proposal is not None:
        assert max(floor, least) <= proposal.new_minor < price
        assert margin_at(proposal.new_minor, costs).profit_minor >= 0
    elif floor >= price:
        assert slow.proposed(basis, one, 100) is None


def test_lines_below_the_minimum_price_are_counted_with_what_they_lost(shop: Shop, channel: int) -> None:
    cup = _sku(shop, "CUP", price=800, min_price_minor=900)
    _sell(shop, channel, (cup, 2, 850))
    _sell(shop, channel, (cup, 1, 950))
    _sell(shop, channel, (cup, 1, 500), back=40)
    (found,) = _of(shop, AdviceKind.BELOW_MINIMUM)
    assert found.worth_minor == 100
    assert isinstance(found.proposal, NewPrice)
    assert found.proposal.new_minor == 900
    rows = shop.ask(evidence, AdviceKind.BELOW_MINIMUM, found.subject).rows
    assert [(row[3], row[4], row[5]) for row in rows] == [(2, 1_700, 850)]


def test_a_product_that_loses_money_after_fees_and_freight_is_named_with_the_sum(shop: Shop, channel: int) -> None:
    day = NOW.date() - timedelta(days=90)
    shop.run(set_terms, channel, Terms(day, fee_ppm=100_000, freight_minor=300, packing_minor=50))
    cup, lamp = _sku(shop, "CUP", price=1_000, cost=700), _sku(shop, "LAMP", price=5_000, cost=1_000)
    for _number in range(3):
        _sell(shop, channel, (cup, 1, 1_000))
        _sell(shop, channel, (lamp, 1, 5_000))
    (found,) = _of(shop, AdviceKind.BELOW_COST)
    income, goods, charges = 3 * 1_000, 3 * 700, 3 * 100 + 3 * 350
    assert (found.sku_ids, found.worth_minor) == ((cup,), goods + charges - income)
    assert isinstance(found.proposal, NewPrice)
    assert found.proposal.margin_after_ppm is not None
    assert found.proposal.margin_after_ppm >= leaks.WANTED_PPM
    assert len(shop.ask(evidence, AdviceKind.BELOW_COST, found.subject).rows) == 3
    unknown = _sku(shop, "NEW", cost=None)
    for _number in range(3):
        _sell(shop, channel, (unknown, 1, 10))
    assert [one.sku_ids for one in _of(shop, AdviceKind.BELOW_COST)] == [(cup,)]


def test_terms_that_take_more_than_before_are_named(shop: Shop, channel: int) -> None:
    cup = _sku(shop, "CUP")
    shop.run(set_terms, channel, Terms(NOW.date() - timedelta(days=300), fee_ppm=50_000))
    _sell(shop, channel, (cup, 1, 10_000))
    assert _of(shop, AdviceKind.FEE_RISE) == []
    shop.run(set_terms, channel, Terms(NOW.date() - timedelta(days=10), fee_ppm=60_000))
    (found,) = _of(shop, AdviceKind.FEE_RISE)
    assert (found.worth_minor, found.proposal) == (100, None)
    assert len(shop.ask(evidence, AdviceKind.FEE_RISE, found.subject).rows) == 2


@pytest.mark.usefixtures("channel")
def test_a_cost_rise_proposes_the_margin_of_before_until_the_price_follows(shop: Shop) -> None:
    cup = _sku(shop, "CUP", price=1_000, cost=500)
    shop.run(edit_sku, cup, SkuDraft("CUP", "Thing CUP", price_minor=1_000, cost_minor=600))
    (found,) = _of(shop, AdviceKind.COST_RISE)
    assert isinstance(found.proposal, NewPrice)
    assert found.proposal.new_minor == 1_200
    assert shop.ask(evidence, AdviceKind.COST_RISE, found.subject).rows
    shop.run(follow_prices, [(cup, 1_000, 1_200)], "dearer clay")
    assert _of(shop, AdviceKind.COST_RISE) == []


@pytest.mark.usefixtures("channel")
def test_following_a_price_asks_for_the_price_it_was_about_and_the_minimum(shop: Shop) -> None:
    cup = _sku(shop, "CUP", price=1_000, min_price_minor=900)
    with pytest.raises(StaleEdit):
        shop.run(follow_prices, [(cup, 999, 950)])
    with pytest.raises(Invalid):
        shop.run(follow_prices, [(cup, 1_000, 899)])
    with pytest.raises(NothingSelected):
        shop.run(follow_prices, [])
    assert shop.run(follow_prices, [(cup, 1_000, 900)]).value == 1


def _orders_together(shop: Shop, channel: int, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int, int]:
    monkeypatch.setattr(together, "LEAST_ORDERS", 20)
    monkeypatch.setattr(together, "LEAST_TOGETHER", 3)
    a, b, c = (_sku(shop, code) for code in ("A", "B", "C"))
    for number in range(20):
        lines = [(c, 1, 1_000)] if number >= 5 else [(a, 1, 1_000), (b, 1, 1_000)]
        _sell(shop, channel, *lines, back=number)
    return a, b, c


def test_a_pair_bought_together_is_advised_with_support_confidence_and_lift(
    shop: Shop, channel: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b, _c = _orders_together(shop, channel, monkeypatch)
    (pair,) = shop.ask(together.pairs, NOW.date())
    assert (pair.together, pair.rare, pair.usual, pair.orders) == (5, 5, 5, 20)
    assert (pair.lift_percent, pair.confidence_percent) == (400, 100)
    (found,) = _of(shop, AdviceKind.BUNDLE)
    assert isinstance(found.proposal, NewBundle)
    assert (found.proposal.parts_minor, found.proposal.price_minor, found.proposal.cost_minor) == (2_000, 1_900, 800)
    assert "25.0%" in render(found.said)
    assert "4.0" in render(found.said)
    assert len(shop.ask(evidence, AdviceKind.BUNDLE, found.subject).rows) == 5
    made = shop.run(follow_bundle, found.proposal.part_ids, "A+B", "Both", found.proposal.price_minor).value
    assert {part.sku_id for part in shop.ask(parts_of, made)} == {a, b}
    assert _of(shop, AdviceKind.BUNDLE) == []


def test_too_few_orders_say_so_instead_of_guessing(shop: Shop, channel: int) -> None:
    _sell(shop, channel, (_sku(shop, "A"), 1, 100), (_sku(shop, "B"), 1, 100))
    board = shop.ask(advice_board)
    assert not [one for one in board.advice if one.kind is AdviceKind.BUNDLE]
    assert any("200" in render(one) for one in board.gaps)


def test_what_runs_out_is_weighed_by_the_profit_it_loses(shop: Shop, channel: int) -> None:
    supplier = shop.run(add_supplier, SupplierDraft("Kiln")).value
    dear, cheap = _sku(shop, "DEAR", price=5_000, cost=1_000), _sku(shop, "CHEAP", price=500, cost=400)
    for sku in (cheap, dear):
        shop.run(set_offers, sku, [Offer(supplier, price_minor=300)])
        shop.run(stock.receive, sku, 30, value_minor=9_000, at=NOW - timedelta(days=40))
        for back in range(1, 29):
            _sell(shop, channel, (sku, 1, 1_000), back=back)
    found = _of(shop, AdviceKind.RESTOCK)
    assert [one.sku_ids for one in found] == [(dear,), (cheap,)]
    assert found[0].worth_minor > found[1].worth_minor
    proposal = found[0].proposal
    assert isinstance(proposal, NewPurchase)
    assert (proposal.supplier, proposal.quantity > 0) == ("Kiln", True)
    assert shop.ask(evidence, AdviceKind.RESTOCK, found[0].subject).rows


@pytest.mark.usefixtures("channel")
def test_dismissed_advice_stays_away_until_its_facts_change(shop: Shop) -> None:
    cup = _sku(shop, "CUP", price=1_000, cost=500)
    shop.run(edit_sku, cup, SkuDraft("CUP", "Thing CUP", price_minor=1_000, cost_minor=600))
    (found,) = _of(shop, AdviceKind.COST_RISE)
    with pytest.raises(Invalid):
        shop.run(dismiss_advice, [(found.kind, found.subject, found.facts)], " ")
    shop.run(dismiss_advice, [(found.kind, found.subject, found.facts)], "sale until Friday")
    board = shop.ask(advice_board)
    assert [one.dismissed for one in board.dismissed if one.key == found.key] == ["sale until Friday"]
    assert _of(shop, AdviceKind.COST_RISE) == []
    shop.run(edit_sku, cup, SkuDraft("CUP", "Thing CUP", price_minor=1_000, cost_minor=650))
    (again,) = _of(shop, AdviceKind.COST_RISE)
    shop.run(dismiss_advice, [(again.kind, again.subject, again.facts)], "still")
    shop.run(restore_advice, [(again.kind, again.subject)])
    assert len(_of(shop, AdviceKind.COST_RISE)) == 1


@pytest.mark.usefixtures("channel")
def test_the_report_tells_what_the_board_does(shop: Shop) -> None:
    cup = _sku(shop, "CUP", price=1_000, cost=500)
    shop.run(edit_sku, cup, SkuDraft("CUP", "Thing CUP", price_minor=1_000, cost_minor=600))
    table = shop.ask(read_report, "advice")
    assert [(row["kind"], row["price"], row["new_price"]) for row in table.rows] == [("cost_rise", "10.00", "12.00")]
    assert shop.ask(read_report, "advice", Asked(only="slow")).rows == ()


@pytest.mark.exhaustive
@hypothesis_settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_pairs_are_what_plain_counting_says_after_every_change(tmp_path_factory: Any, data: st.DataObject) -> None:
    with Shop.create(tmp_path_factory.mktemp("pairs") / "test.shop", who="tests") as shop:
        clock.set_source(lambda: NOW)
        channel = shop.run(add_channel, "Stall", Platform.OTHER).value
        skus = [_sku(shop, code) for code in "ABC"]
        orders: dict[int, tuple[date, frozenset[int]]] = {}
        for _number in range(data.draw(st.integers(1, 5))):
            chosen = data.draw(st.lists(st.sampled_from(skus), min_size=1, max_size=4))
            back = data.draw(st.integers(0, 2))
            made = _sell(shop, channel, *((sku, 1, 100) for sku in chosen), back=back)
            orders[made] = ((NOW - timedelta(days=back)).date(), frozenset(chosen))
            if data.draw(st.booleans()):
                gone = data.draw(st.sampled_from(sorted(orders)))
                shop.run(commands.set_status, [gone], OrderStatus.CLOSED)
                orders.pop(gone)
        if data.draw(st.booleans()):
            shop.undo()
            shop.redo()
        expected = Counter((day, *pair) for day, known in orders.values() for pair in combinations(sorted(known), 2))
        table = PairDay.table()
        found = shop.ask(lambda connection: connection.execute(select(*table.c)).all())
        assert {tuple(row[:3]): row[3] for row in found} == dict(expected)
