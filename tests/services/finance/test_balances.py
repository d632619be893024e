"""A statement's balances are followed row by row, however the file orders them; what is missing is named."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.finance.balances import Line, chain, prove
from services.types import Flow


def _line(number: int, at: int, amount: int, balance: int | None, flow: Flow | None = None) -> Line:
    return Line(number, at, flow or (Flow.OUT if amount < 0 else Flow.IN), amount, balance)


def test_rows_that_lead_to_their_balance_prove_it() -> None:
    proof = prove([_line(1, 1, 500, 1_500), _line(2, 2, -200, 1_300)])
    assert (proof.opening_minor, proof.in_minor, proof.out_minor, proof.closing_minor) == (1_000, 500, 200, 1_300)
    assert proof.told_minor == 1_300
    assert proof.closes


def test_rows_after_the_last_told_balance_are_added_to_it() -> None:
    proof = prove([_line(1, 1, 500, 1_500), _line(2, 2, -69, None)])
    assert (proof.told_minor, proof.since_minor, proof.expected_minor, proof.closing_minor) == (
        1_500,
        -69,
        1_431,
        1_431,
    )
    assert proof.closes


def test_a_missing_row_is_named_with_what_is_missing() -> None:
    proof = prove([_line(1, 1, 500, 1_500), _line(2, 2, -200, 1_250), _line(3, 3, 10, 1_260)])
    assert not proof.closes
    (gap,) = proof.gaps
    assert (gap.line.id, gap.before_minor, gap.start_minor) == (2, 1_500, 1_450)


def test_an_opening_balance_that_is_not_the_statements_is_a_gap() -> None:
    proof = prove([_line(1, 1, 500, 1_500)], opening_minor=900)
    assert [(gap.before_minor, gap.start_minor) for gap in proof.gaps] == [(900, 1_000)]


def test_the_way_of_a_neutral_row_is_told_by_its_balance() -> None:
    rows = [_line(1, 1, 500, 1_500), _line(2, 2, 300, 1_200, Flow.NEUTRAL), _line(3, 3, 100, 1_300, Flow.NEUTRAL)]
    proof = prove(rows)
    assert (proof.in_minor, proof.out_minor, proof.closing_minor) == (600, 300, 1_300)
    assert proof.closes


def test_rows_without_balances_prove_nothing_and_contradict_nothing() -> None:
    proof = prove([_line(1, 1, 500, None), _line(2, 2, -700, None), _line(3, 3, 9, None, Flow.NEUTRAL)], 1_000)
    assert (proof.closing_minor, proof.told_minor, proof.closes) == (800, None, True)


@settings(max_examples=60, deadline=None)
@given(
    amounts=st.lists(st.integers(-500, 500).filter(bool), min_size=1, max_size=12),
    moments=st.integers(1, 4),
    opening=st.integers(0, 5_000),
    shuffle=st.randoms(),
)
def test_rows_of_one_moment_are_put_in_order(amounts: list[int], moments: int, opening: int, shuffle: Any) -> None:
    balance, lines = opening, []
    for number, amount in enumerate(amounts):
        balance += amount
        lines.append(_line(number, number * moments // len(amounts), amount, balance))
    mixed = list(lines)
    shuffle.shuffle(mixed)
    assert {line.id for line in chain(mixed)} == {line.id for line in lines}
    proof = prove(mixed, opening)
    assert proof.closing_minor == balance == opening + sum(amounts)
    known = prove(lines, opening)
    assert known.closes
    distinct = len({opening, *(line.balance_minor for line in lines)}) == len(lines) + 1
    if distinct:  # where no balance comes twice there is one order only, whatever the ids say
        assert proof.closes
