"""Exchange rates: how people say them (one dollar is 7.12 yuan), and amounts at them. Pure.

A rate is kept in parts per million of our smallest unit per smallest unit of the other currency.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from models.values import minor_digits
from services.written_numbers import parse_decimal

OWN_RATE = 1_000_000
"""The rate of the home currency itself."""
HIGHEST_RATE = 10**12
"""No rate is higher: it would be a slip of the keyboard, and far beyond this the file has no room for it."""


def converted(amount_minor: int, rate_ppm: int) -> int:
    """An amount at a rate, rounded half away from zero, so that both sides of a posting round alike."""
    rounded = (abs(amount_minor) * rate_ppm + OWN_RATE // 2) // OWN_RATE
    return rounded if amount_minor >= 0 else -rounded


def parse_rate(typed: str, currency: str, home: str) -> int | None:
    """The rate in parts per million, to the nearest, of what one unit is worth; None where that is not above zero."""
    worth = parse_decimal(typed)
    if worth is None or worth <= 0:
        return None
    exact = worth.scaleb(6 + minor_digits(home) - minor_digits(currency))
    return int(exact.to_integral_value(ROUND_HALF_UP)) or None


def rate_words(rate_ppm: int, currency: str, home: str) -> str:
    """What one unit of another currency is worth in units of the home currency, as it is typed."""
    worth = Decimal(rate_ppm).scaleb(minor_digits(currency) - minor_digits(home) - 6)
    return f"{worth.normalize():f}"
