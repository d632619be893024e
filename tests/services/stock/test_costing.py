"""The cost of goods, case by case: what every step did, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums.goods import CostMethod
from services.stock.costing import Costed, Replay, Role, Step
from services.stock.layers import State, portion

AVERAGE, FIFO = CostMethod.AVERAGE, CostMethod.FIFO


def _run(method: CostMethod, *steps: tuple[Role, int, int | None] | Step) -> list[Costed]:
    made = [one if isinstance(one, Step) else Step(number, *one) for number, one in enumerate(steps, start=1)]
    returned = {one.line for one in made if one.role is Role.BACK and one.line is not None}
    return list(Replay(method, State()).run(made, returned))


@pytest.mark.parametrize(
    ("method", "costs", "left"),
    [(AVERAGE, [-450, -1_800, -150], 0), (FIFO, [-300, -1_867, -233], 0)],
)
def test_average_and_oldest_first_differ_only_in_who_pays(method: CostMethod, costs: list[int], left: int) -> None:
    done = _run(
        method,
        (Role.IN, 10, 1000), (Role.IN, 6, 1400), (Role.OUT, -3, None), (Role.OUT, -12, None), (Role.OUT, -1, None),
    )  # fmt: skip
    assert [one.value for one in done[2:]] == costs
    assert (done[-1].balance, done[-1].balance_value) == (0, left)


@pytest.mark.parametrize("method", CostMethod)
def test_a_third_of_a_unit_is_never_lost(method: CostMethod) -> None:
    done = _run(method, (Role.IN, 3, 100), (Role.OUT, -1, None), (Role.OUT, -1, None), (Role.OUT, -1, None))
    assert [-one.value for one in done[1:]] == [33, 34, 33]
    assert [one.balance_value for one in done] == [100, 67, 33, 0]


def test_pieces_of_unknown_cost_leave_first_with_the_average_and_in_their_turn_with_oldest_first() -> None:
    steps = ((Role.IN, 2, 200), (Role.IN, 2, None), (Role.OUT, -3, None))
    average, fifo = _run(AVERAGE, *steps)[-1], _run(FIFO, *steps)[-1]
    assert (average.unknown, average.value, average.balance_value, average.balance_unknown) == (2, -100, 100, 0)
    assert (fifo.unknown, fifo.value, fifo.balance_value, fifo.balance_unknown) == (1, -200, 0, 1)


def test_goods_that_are_worth_nothing_are_known_to_be() -> None:
    done = _run(AVERAGE, (Role.IN, 2, 0), (Role.OUT, -1, None))
    assert (done[1].value, done[1].unknown, done[1].balance_unknown) == (0, 0, 0)


@pytest.mark.parametrize("method", CostMethod)
def test_what_was_sold_below_zero_is_costed_by_what_arrives_next(method: CostMethod) -> None:
    done = _run(
        method, (Role.IN, 1, 100), (Role.OUT, -4, None), (Role.IN, 2, 260), (Role.IN, 5, None), (Role.OUT, -1, None)
    )
    sale, first, second = done[1], done[2], done[3]
    assert (sale.value, sale.late, sale.owed, sale.pending, sale.unknown) == (-100, 260, 3, 0, 1)
    assert (first.settled, first.balance, first.balance_value) == (260, -1, 0)
    assert (second.settled, second.balance, second.balance_unknown) == (0, 4, 4)


def test_a_return_comes_back_at_what_its_line_left_with() -> None:
    done = _run(
        AVERAGE,
        Step(1, Role.IN, 10, 1000),
        Step(2, Role.OUT, -4, line=7),
        Step(3, Role.IN, 6, 6000),
        Step(4, Role.BACK, 3, line=7),
        Step(5, Role.BACK, 1, line=7),
    )
    assert [one.value for one in done] == [1000, -400, 6000, 300, 100]


def test_a_return_of_pieces_still_owed_only_cancels_the_debt() -> None:
    done = _run(
        FIFO,
        Step(1, Role.IN, 1, 100),
        Step(2, Role.OUT, -3, line=7),
        Step(3, Role.BACK, 1, line=7),
        Step(4, Role.IN, 5, 500),
    )
    assert (done[2].value, done[2].pending, done[2].balance) == (0, 1, -1)
    assert (done[1].late, done[1].pending, done[3].settled, done[3].balance_value) == (100, 0, 100, 400)


def test_a_return_of_what_the_ledger_never_saw_leave_has_no_known_cost() -> None:
    done = _run(AVERAGE, Step(1, Role.IN, 1, 100), Step(2, Role.BACK, 1, line=7))
    assert (done[1].unknown, done[1].balance_value, done[1].balance_unknown) == (1, 100, 1)


def test_goods_go_back_to_their_supplier_at_what_they_came_in_at() -> None:
    come = (Step(1, Role.IN, 10, 1000), Step(2, Role.IN, 10, 3000))
    back = Step(3, Role.BACK_OUT, -4, source=2, basis=(3000, 10))
    assert _run(AVERAGE, *come, back)[-1].value == -1200
    fifo = _run(FIFO, *come, back, Step(4, Role.OUT, -11))
    assert (fifo[2].value, fifo[3].value, fifo[3].balance_value) == (-1200, -1300, 1500)


def test_going_back_never_takes_more_value_than_there_is() -> None:
    done = _run(
        AVERAGE,
        Step(1, Role.IN, 10, 100),
        Step(2, Role.IN, 2, 2000),
        Step(3, Role.OUT, -9),
        Step(4, Role.BACK_OUT, -2, source=2, basis=(2000, 2)),
        Step(5, Role.OUT, -1),
    )
    assert [one.balance_value for one in done] == [100, 2100, 525, 0, 0]


def test_a_cost_corrected_later_is_carried_by_what_is_left_and_the_rest_is_an_expense() -> None:
    done = _run(
        FIFO,
        Step(1, Role.IN, 10, 1000),
        Step(2, Role.OUT, -4),
        Step(3, Role.REVALUE, 0, 500, source=1, basis=(1000, 10)),
    )
    assert (done[2].value, done[2].settled, done[2].balance_value) == (500, 200, 900)


def test_pieces_that_turn_up_come_in_at_todays_cost() -> None:
    done = _run(AVERAGE, (Role.IN, 3, 100), (Role.FOUND, 1, None), (Role.OUT, -4, None), (Role.FOUND, 2, None))
    assert (done[1].value, done[2].value, done[3].value) == (33, -133, 67)
    assert _run(AVERAGE, (Role.FOUND, 1, None))[0].unknown == 1


@pytest.mark.parametrize(
    ("value", "pieces", "whole", "share"), [(100, 1, 3, 33), (5, 1, 2, 3), (-5, 1, 2, -3), (0, 1, 9, 0)]
)
def test_a_share_is_rounded_half_away_from_zero(value: int, pieces: int, whole: int, share: int) -> None:
    assert portion(value, pieces, whole) == share


_ROLES = st.sampled_from([Role.IN, Role.IN, Role.FOUND, Role.OUT, Role.OUT, Role.NEUTRAL])
_ANY_STEP = st.tuples(_ROLES, st.integers(1, 9), st.one_of(st.none(), st.integers(0, 10_000)))


@given(drawn=st.lists(_ANY_STEP, max_size=30), cut=st.integers(0, 30), method=st.sampled_from(list(CostMethod)))
def test_costing_can_stop_anywhere_and_go_on_from_what_it_kept(
    drawn: Sequence[tuple[Role, int, int | None]], cut: int, method: CostMethod
) -> None:
    steps = [
        Step(number, role, -pieces if role is Role.OUT else pieces, value if role is Role.IN else None)
        for number, (role, pieces, value) in enumerate(drawn, start=1)
    ]
    whole = list(Replay(method, State()).run(steps))
    first = Replay(method, State())
    done = {one.id: one for one in first.run(steps[:cut])}
    second = Replay(method, State.from_json(first.state.as_json()))
    done |= {one.id: one for one in second.run(steps[cut:])}
    for entry_id, debt in second.updates.items():
        done[entry_id].late, done[entry_id].unknown, done[entry_id].pending = debt.late, debt.unknown, debt.pending
    assert list(done.values()) == whole
    assert sum(one.value - one.settled for one in whole) == (whole[-1].balance_value if whole else 0)
    assert sum(one.late for one in whole) == sum(one.settled for one in whole)
