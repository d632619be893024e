"""Whom an order is from, masked or not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.customers.identity import FIELDS, Evidence, full_phone, identity_of

NOTHING: dict[str, Any] = dict.fromkeys(FIELDS) | {"channel_id": 1}


def known(**facts: Any) -> tuple[int, Evidence] | None:
    found = identity_of(NOTHING | facts)
    return None if found is None else (found.id, found.evidence)


@pytest.mark.parametrize(
    ("facts", "evidence"),
    [
        ({"buyer_account": "tb_12", "buyer": "t**2"}, Evidence.ACCOUNT),
        ({"buyer": "Anna"}, Evidence.NICKNAME),
        ({"receiver": "Anna Li", "phone": "13800001111"}, Evidence.PHONE),
        ({"buyer": "A**", "receiver": "L*", "phone": "138****1111", "city": "Hangzhou"}, Evidence.MASKED_PHONE),
        ({"receiver": "Anna Li", "phone": "*******1111"}, Evidence.MASKED_PHONE),
        ({"receiver": "Anna Li", "city": "Hangzhou", "address": "Wen San Road 90"}, Evidence.ADDRESS),
    ],
)
def test_the_surest_evidence_names_the_buyer(facts: dict[str, Any], evidence: Evidence) -> None:
    found = known(**facts)
    assert found is not None
    assert found[1] is evidence


@pytest.mark.parametrize(
    "facts",
    [
        {"receiver": "Anna Li"},
        {"receiver": "A**", "phone": "*******1111"},
        {"receiver": "Anna Li", "address": "Wen San Road **"},
        {"receiver": "A**", "address": "Wen San Road 90"},
        {"buyer": "A***"},
        {"phone": "13800001111-1234"},
        {},
    ],
)
def test_a_name_alone_or_a_mask_alone_is_nobody(facts: dict[str, Any]) -> None:
    assert known(**facts) is None


def test_a_buyer_of_one_channel_is_not_the_same_number_in_another() -> None:
    assert known(buyer="Anna") != known(buyer="Anna", channel_id=2)


def test_the_same_masked_phone_and_name_in_two_cities_are_two_buyers() -> None:
    masked = {"receiver": "L*", "phone": "138****1111"}
    assert known(**masked, city="Hangzhou") != known(**masked, city="Ningbo")


def test_a_lent_number_is_nobodys_phone() -> None:
    assert full_phone("13800001111-1234") is None
    assert full_phone("13800001111转1234") is None
    assert full_phone("+86 138-0000-1111") == "13800001111"


@given(st.fixed_dictionaries({name: st.none() | st.text(max_size=12) for name in FIELDS if name != "channel_id"}))
def test_spaces_width_and_case_make_no_other_buyer(facts: dict[str, Any]) -> None:
    spaced = {name: None if value is None else f" {value} " for name, value in facts.items()}
    assert known(**facts) == known(**spaced)


@given(st.integers(1, 9), st.text(min_size=1, max_size=20))
def test_numbers_fit_every_column(channel_id: int, buyer: str) -> None:
    found = known(channel_id=channel_id, buyer=buyer)
    assert found is None or 0 < found[0] < 1 << 63
