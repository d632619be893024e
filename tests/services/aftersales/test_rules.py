"""What cases mean for the money of their order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.aftersales import OPEN_STATES
from models.enums.aftersales import CaseKind, CaseState
from models.enums.orders import RefundStatus
from services.aftersales.rules import PROGRESS, REFUND_KINDS, Claim, Refund, refund_of

_DONE, _ASKED = CaseState.DONE, CaseState.WAITING_SELLER


def _claim(kind: CaseKind, state: CaseState, asked: int | None = 1_000, refunded: int | None = None) -> Claim:
    return Claim(kind, state, asked, refunded)


@pytest.mark.parametrize(
    ("claims", "paid", "expected"),
    [
        ([], 3_900, None),
        ([_claim(CaseKind.EXCHANGE, _ASKED)], 3_900, None),
        ([_claim(CaseKind.REFUND_ONLY, _ASKED)], 3_900, Refund(RefundStatus.REQUESTED, None)),
        ([_claim(CaseKind.REFUND_ONLY, CaseState.AGREED)], 3_900, Refund(RefundStatus.REQUESTED, None)),
        ([_claim(CaseKind.REFUND_ONLY, CaseState.WITHDRAWN)], 3_900, Refund(RefundStatus.NONE, None)),
        ([_claim(CaseKind.REFUND_ONLY, _DONE)], 3_900, Refund(RefundStatus.PARTIAL, 1_000)),
        ([_claim(CaseKind.RETURN_AND_REFUND, _DONE, 3_900)], 3_900, Refund(RefundStatus.REFUNDED, 3_900)),
        ([_claim(CaseKind.REFUND_ONLY, _DONE, 3_900, 500)], 3_900, Refund(RefundStatus.PARTIAL, 500)),
        ([_claim(CaseKind.REFUND_ONLY, _DONE, None)], 3_900, Refund(RefundStatus.REFUNDED, None)),
        (
            [_claim(CaseKind.REFUND_ONLY, _DONE), _claim(CaseKind.REFUND_ONLY, _ASKED, 2_900)],
            3_900,
            Refund(RefundStatus.REQUESTED, 1_000),
        ),
        (
            [_claim(CaseKind.REFUND_ONLY, _DONE), _claim(CaseKind.REFUND_ONLY, _DONE, 2_900)],
            3_900,
            Refund(RefundStatus.REFUNDED, 3_900),
        ),
    ],
)
def test_what_all_cases_of_an_order_say_together(claims: list[Claim], paid: int, expected: Refund | None) -> None:
    assert refund_of(claims, paid, None) == expected


_CLAIMS = st.builds(
    Claim, st.sampled_from(CaseKind), st.sampled_from(CaseState), st.none() | st.integers(0, 9_999), st.none()
)


@settings(max_examples=80, deadline=None)
@given(st.lists(_CLAIMS, max_size=6), st.integers(0, 20_000))
def test_an_open_claim_for_money_always_keeps_the_parcel_here(claims: list[Claim], paid: int) -> None:
    found = refund_of(claims, paid, None)
    about_money = [claim for claim in claims if claim.kind in REFUND_KINDS]
    assert (found is None) == (not about_money)
    if found is not None:
        is_open = any(claim.state in OPEN_STATES for claim in about_money)
        assert (found.status is RefundStatus.REQUESTED) == is_open


def test_every_state_has_its_place_on_the_way() -> None:
    assert set(PROGRESS) == set(CaseState)
    assert all(PROGRESS[state] < 2 for state in OPEN_STATES)
