"""However a purchase is delivered and whatever is added later: what the pieces cost adds up to what was paid."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.enums.goods import LandedBasis
from services.exchange import converted
from services.purchasing.landed import CostedLine, delivery_costs, line_shares, portion

_deliveries = st.lists(st.integers(1, 500), max_size=5).map(tuple)


@st.composite
def _lines(draw: st.DrawFn) -> list[CostedLine]:
    done = draw(st.booleans())
    return [
        CostedLine(
            id=place,
            ordered=draw(st.integers(1, 1000)),
            amount_minor=draw(st.none() | st.integers(0, 10**9)),
            weight_g=draw(st.none() | st.integers(0, 10**5)),
            deliveries=draw(_deliveries),
            is_done=done,
        )
        for place in range(draw(st.integers(1, 6)))
    ]


@given(_lines(), st.integers(0, 10**10), st.sampled_from(LandedBasis))
def test_the_shares_of_the_lines_are_the_whole(lines: list[CostedLine], total: int, basis: LandedBasis) -> None:
    shares = line_shares(lines, total, basis)
    bears = any(line.bearing for line in lines)
    assert sum(shares.values()) == (total if bears else 0)
    assert all(share >= 0 for share in shares.values())
    assert all(shares[line.id] == 0 for line in lines if line.bearing == 0)


@given(_lines(), st.integers(0, 10**10), st.sampled_from(LandedBasis))
def test_once_nothing_more_comes_all_costs_lie_on_what_came(
    lines: list[CostedLine], total: int, basis: LandedBasis
) -> None:
    done = [CostedLine(one.id, one.ordered, one.amount_minor, one.weight_g, one.deliveries, True) for one in lines]
    costs = delivery_costs(done, total, basis)
    landed = sum(cost.landed_minor for deliveries in costs.values() for cost in deliveries)
    assert landed == (total if any(line.arrived for line in done) else 0)


@given(_lines(), st.integers(0, 10**10), st.integers(1, 10**8))
def test_a_line_delivered_whole_costs_its_amount(lines: list[CostedLine], total: int, rate: int) -> None:
    for line in lines:
        whole = CostedLine(line.id, max(line.arrived, 1), line.amount_minor, line.weight_g, line.deliveries)
        costs = delivery_costs([whole], total, LandedBasis.PIECES, rate)[line.id]
        if line.deliveries and line.amount_minor is not None:
            goods = [cost.goods_minor for cost in costs]
            assert sum(one for one in goods if one is not None) == converted(line.amount_minor, rate)
            assert sum(cost.landed_minor for cost in costs) == total


@given(st.integers(0, 10**10), st.integers(1, 1000), st.lists(st.integers(0, 300), max_size=8))
def test_deliveries_in_any_cut_cost_the_same_together(amount: int, pieces: int, cuts: list[int]) -> None:
    before = together = 0
    for cut in cuts:
        together += portion(amount, pieces, before, cut)
        before += cut
    assert together == portion(amount, pieces, 0, before)
    assert portion(amount, pieces, 0, pieces) == amount


@given(_lines(), st.integers(0, 10**9), st.sampled_from(LandedBasis))
def test_an_unknown_price_stays_unknown(lines: list[CostedLine], total: int, basis: LandedBasis) -> None:
    costs = delivery_costs(lines, total, basis)
    for line in lines:
        for cost in costs[line.id]:
            assert (cost.value_minor is None) == (line.amount_minor is None)
