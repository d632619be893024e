"""Money, quantities, times and dates as people read them, in the current language. Pure, through Babel."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal, get_currency_symbol

from models.values import WHOLE_PPM, minor_digits
from services import i18n
from services.written_numbers import parse_number
from services.written_words import written_words

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MINUS = "\u2212"
"""The sign before what is below zero wherever people read it; files and what is copied have a hyphen instead."""


def locale() -> Locale:
    """The Babel locale of the current language."""
    return _locale(i18n.language())


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    return Locale.parse(language)


@lru_cache(maxsize=16)
def _signs(language: str) -> tuple[str, str] | None:
    """(before every three digits, before the decimals) where a language writes numbers so and in these digits."""
    spoken = _locale(language)
    is_plain = spoken.default_numbering_system == "latn" and spoken.decimal_formats[None].grouping == (3, 3)
    symbols = spoken.number_symbols["latn"]
    return (symbols["group"], symbols["decimal"]) if is_plain and symbols["minusSign"] == "-" else None


def _grouped(whole: int, sign: str) -> str:
    return f"{whole:,}" if sign == "," else f"{whole:,}".replace(",", sign)


def amount(minor: int | None, currency: str) -> str:
    """An amount without its currency: ``1,234.50``; a dash where it is unknown."""
    if minor is None:
        return "—"
    digits = minor_digits(currency)
    if (signs := _signs(i18n.language())) is not None:  # lists are full of amounts: Babel takes a hundred times as long
        whole, rest = divmod(abs(minor), 10**digits)
        shown = _grouped(whole, signs[0]) + (f"{signs[1]}{rest:0{digits}d}" if digits else "")
        return MINUS + shown if minor < 0 else shown
    pattern = "#,##0" if digits == 0 else "#,##0." + "0" * digits
    return with_minus(format_decimal(Decimal(minor).scaleb(-digits), format=pattern, locale=locale()))


def plain_amount(minor: int | None, currency: str) -> str:
    """An amount as it is typed: no separators, nothing for None."""
    return "" if minor is None else amount(minor, currency).replace(",", "")


def with_minus(number: str) -> str:
    """A number as people read it: a hyphen before it becomes a minus sign."""
    return MINUS + number[1:] if number.startswith("-") else number


def with_hyphen(shown: str) -> str:
    """What is shown as a spreadsheet reads it: a minus sign before it becomes a hyphen."""
    return "-" + shown[1:] if shown.startswith(MINUS) else shown


def signed(shown: str, value: int | float | Decimal) -> str:
    """An amount of above zero with the sign of the value it is of: ``+5``, ``−5``, and plain where that is 0."""
    return f"+{shown}" if value > 0 else f"{MINUS}{shown}" if value < 0 else shown


def money(minor: int | None, currency: str) -> str:
    """An amount with its currency's symbol: ``¥1,234.50``, ``−¥3.00``."""
    if minor is None:
        return "—"
    sign = MINUS if minor < 0 else ""
    return f"{sign}{symbol(currency)}{amount(abs(minor), currency)}"


def whole_money(minor: int, currency: str) -> str:
    """An amount without its decimal places where they would only make it longer."""
    shown = money(minor, currency)
    return shown.rpartition(".")[0] if abs(minor) >= 100_000 and "." in shown else shown


def compact(minor: int, currency: str) -> str:
    """An amount for a chart's axis: ``16k`` in English, with ten-thousands in Chinese."""
    value = Decimal(minor).scaleb(-minor_digits(currency))
    shown = format_compact_decimal(value, locale=locale(), fraction_digits=1)
    if shown.lstrip("-").isdigit():  # too small for a word of its own, and then without its separators
        return with_minus(format_decimal(value, format="#,##0", locale=locale()))
    return with_minus(shown.lower() if i18n.language() == "en" else shown)


@lru_cache(maxsize=64)
def _symbol(currency: str, language: str) -> str:
    shown = get_currency_symbol(currency, locale=Locale.parse(language))
    return shown if len(shown) <= 2 or not shown.isalpha() else f"{shown} "


def symbol(currency: str) -> str:
    """The sign put before amounts of a currency."""
    if currency in ("CNY", "JPY"):
        return "¥" if currency == "CNY" else "JP¥"
    return _symbol(currency, i18n.language())


def integer(value: int | None) -> str:
    """A count with thousands separators."""
    if value is None:
        return "—"
    if (signs := _signs(i18n.language())) is not None and isinstance(value, int):
        return with_minus(_grouped(value, signs[0]))
    return with_minus(format_decimal(value, locale=locale()))


def percent(share: float) -> str:
    """A share as a percentage with one decimal."""
    return with_minus(f"{share * 100:,.1f}%")


def ppm(share: int) -> str:
    """A share in parts per million as a percentage with one decimal."""
    return percent(share / WHOLE_PPM)


def instant(value: datetime | None, zone: str) -> str:
    """A time to the minute in the shop's zone: ``2026-11-21 14:44``."""
    return "—" if value is None else value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")


def time_of_day(value: datetime, zone: str) -> str:
    """A time of the next or last 24 hours, to the minute in the shop's zone: ``14:44``."""
    return value.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def instant_ms(value: int | None, zone: str) -> str:
    """The same of epoch milliseconds."""
    return "—" if value is None else instant(_EPOCH + timedelta(milliseconds=value), zone)


def iso_ms(value: int | None, zone: str) -> str | None:
    """Epoch milliseconds as ISO 8601 with the offset of the shop's zone."""
    if value is None:
        return None
    return (_EPOCH + timedelta(milliseconds=value)).astimezone(ZoneInfo(zone)).isoformat(timespec="seconds")


def day(value: date) -> str:
    """A day as the language writes it, short: ``11/21`` or ``Nov 21``."""
    return format_date(value, "M/d" if i18n.language() == "zh_CN" else "MMM d", locale=locale())


def month(value: date) -> str:
    """The month of a day, for headings: ``November 2026``."""
    return format_skeleton("yMMMM", value, locale=locale())


def month_name(value: date) -> str:
    """The month of a day without its year, short: ``Nov``."""
    return format_date(value, "LLL", locale=locale())


def weekday(value: date) -> str:
    """The day of the week, short: ``Mon``."""
    return format_date(value, "ccc", locale=locale())


def parse_amount(typed: str, currency: str) -> int | None:
    """The minor units of a typed amount; None where it is not one, or larger than any.

    The currency may stand before or behind, as in many a spreadsheet: ``13.5 CNY``, ``RMB 13.5``, ``$5``. One that
    names another currency is no amount of this one.
    """
    return parse_number(typed, minor_digits(currency), names=_names(currency))


@lru_cache(maxsize=64)
def _names(currency: str) -> str:
    """A pattern of what people call a currency beside an amount: its code, its signs, and yuan in words."""
    shown = {_symbol(currency, language).strip() for language in ("en", "zh_CN")} | {symbol(currency).strip()}
    signs = {one[-1] for one in shown if one and not one[-1].isalpha()}
    named = {currency, *shown, *signs, *(("RMB", *written_words()["money"]["yuan"]) if currency == "CNY" else ())}
    return "|".join(re.escape(one) for one in sorted(named, key=len, reverse=True))
