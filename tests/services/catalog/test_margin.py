"""The margin calculator: exact, and never promising more than is left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.values import WHOLE_PPM
from services.catalog.margin import Costs, margin_at, most_for_ads, price_for
from services.errors import Invalid

MUG = Costs(cost_minor=1200, freight_minor=450, packing_minor=80, fee_ppm=6_000, commission_ppm=50_000, ads_ppm=100_000)


def test_a_price_is_taken_apart_to_the_cent() -> None:
    found = margin_at(3990, MUG)
    assert (found.fee_minor, found.commission_minor, found.ads_minor) == (24, 200, 399)
    assert found.profit_minor == 3990 - 24 - 200 - 399 - 1200 - 450 - 80 == 1637
    assert (found.margin_ppm, found.markup_ppm) == (410_275, 1_364_166)


def test_what_costs_nothing_or_sells_for_nothing_has_no_share() -> None:
    assert margin_at(0, MUG).margin_ppm is None
    assert margin_at(100, Costs()).markup_ppm is None
    assert margin_at(100, Costs()).margin_ppm == WHOLE_PPM


@pytest.mark.parametrize("target", [0, 100_000, 300_000, 500_000])
def test_the_lowest_price_leaves_what_was_asked_for_and_a_cent_less_does_not(target: int) -> None:
    price = price_for(target, MUG)
    assert margin_at(price, MUG).profit_minor * WHOLE_PPM >= price * target
    less = margin_at(price - 1, MUG)
    assert less.profit_minor * WHOLE_PPM < (price - 1) * target


def test_a_margin_no_price_can_leave_is_refused() -> None:
    with pytest.raises(Invalid, match=r"15\.6 % already"):
        price_for(850_000, MUG)
    with pytest.raises(Invalid):
        margin_at(-1, MUG)
    with pytest.raises(Invalid):
        margin_at(100, replace(MUG, ads_ppm=-1))


amounts = st.integers(0, 10**6)
shares = st.integers(0, 300_000)


@settings(max_examples=200, deadline=None)
@given(costs=st.builds(Costs, amounts, amounts, amounts, shares, shares, shares), target=st.integers(0, 99_000))
def test_every_price_adds_up_and_every_target_is_met(costs: Costs, target: int) -> None:
    price = price_for(target, costs)
    found = margin_at(price, costs)
    assert found.profit_minor * WHOLE_PPM >= price * target
    parts = found.fee_minor + found.commission_minor + found.ads_minor + costs.fixed_minor + found.profit_minor
    assert parts == price


@settings(max_examples=200, deadline=None)
@given(price=st.integers(1, 10**6), costs=st.builds(Costs, amounts, amounts, amounts, shares, shares), target=shares)
def test_what_ads_may_take_leaves_the_target(price: int, costs: Costs, target: int) -> None:
    most = most_for_ads(price, target, costs)
    if most is None:
        assert margin_at(price, costs).profit_minor * WHOLE_PPM < price * target
    else:
        left = margin_at(price, replace(costs, ads_ppm=most)).profit_minor
        assert left * WHOLE_PPM >= price * target - WHOLE_PPM  # the shares are rounded to the cent one by one
