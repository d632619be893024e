"""Counts and amounts are written as Babel writes them, in every language there is."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from babel.numbers import format_decimal
from hypothesis import given, settings
from hypothesis import strategies as st

from models.values import minor_digits
from services import formatting, i18n


@pytest.fixture(params=["en", "zh_CN"])
def _language(request: pytest.FixtureRequest) -> Iterator[None]:
    before = i18n.language()
    i18n.set_language(request.param)
    yield
    i18n.set_language(before)


@pytest.mark.usefixtures("_language")
@settings(max_examples=200, deadline=None)
@given(value=st.integers(-(10**16), 10**16), currency=st.sampled_from(["CNY", "JPY", "KWD", "USD"]))
def test_a_number_is_written_as_babel_writes_it(value: int, currency: str) -> None:
    digits = minor_digits(currency)
    pattern = "#,##0" if digits == 0 else "#,##0." + "0" * digits
    babels = format_decimal(Decimal(value).scaleb(-digits), format=pattern, locale=formatting.locale())
    assert formatting.amount(value, currency) == formatting.with_minus(babels)
    assert formatting.integer(value) == formatting.with_minus(format_decimal(value, locale=formatting.locale()))
