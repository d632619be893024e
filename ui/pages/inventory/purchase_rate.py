"""Exchange rates as people say them: one of the foreign currency is so much of ours."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from services.types import minor_digits


def rate_ppm(typed: str, currency: str, own: str) -> int | None:
    """Millionths of the shop's smallest unit per smallest unit of the currency, from “1 USD is 7.12 CNY”."""
    try:
        rate = Decimal(typed.strip().replace(",", ""))
    except InvalidOperation:
        return None
    if not rate.is_finite() or rate <= 0:
        return None
    shifted = (rate * 1_000_000).scaleb(minor_digits(own) - minor_digits(currency))
    return int(shifted.to_integral_value()) or None


def rate_words(ppm: int, currency: str, own: str) -> str:
    """The rate as it is typed."""
    rate = (Decimal(ppm) / 1_000_000).scaleb(minor_digits(currency) - minor_digits(own))
    return format(rate.normalize(), "f")
