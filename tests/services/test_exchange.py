"""Exchange rates as people say them, and amounts at them."""

from __future__ import annotations

from datetime import date

import pytest

from services.books.commands import set_rate
from services.errors import Invalid
from services.exchange import HIGHEST_RATE, converted, parse_rate, rate_words
from services.shop import Shop


@pytest.mark.parametrize(
    ("typed", "currency", "own", "ppm"),
    [("7.12", "USD", "CNY", 7_120_000), ("0.048", "JPY", "CNY", 4_800_000), ("1,5", "USD", "CNY", None),
     ("1,234.5", "KWD", "JPY", 1_234_500), ("7.12345678", "USD", "CNY", 7_123_457),
     ("0.00000001", "USD", "CNY", None), ("nan", "USD", "CNY", None), ("", "USD", "CNY", None),
     ("-1", "USD", "CNY", None)],
)  # fmt: skip
def test_exchange_rates_are_read_as_they_are_said(typed: str, currency: str, own: str, ppm: int | None) -> None:
    assert parse_rate(typed, currency, own) == ppm
    if ppm is not None:
        assert parse_rate(rate_words(ppm, currency, own), currency, own) == ppm


def test_an_amount_at_a_rate_is_rounded_half_away_from_zero() -> None:
    assert [converted(minor, 7_500_000) for minor in (1, -1, 100)] == [8, -8, 750]


@pytest.mark.parametrize("rate_ppm", [0, -1, HIGHEST_RATE + 1, 10**40])
def test_a_rate_nobody_means_is_refused(shop: Shop, rate_ppm: int) -> None:
    with pytest.raises(Invalid):
        shop.run(set_rate, "USD", date(2026, 1, 1), rate_ppm)
    shop.run(set_rate, "USD", date(2026, 1, 1), HIGHEST_RATE)
