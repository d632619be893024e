"""Languages, currencies and time zones as choices, named in the language that is on."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location
from babel.numbers import get_territory_currencies

from services import i18n
from services.formatting import locale

_SCRIPTS = {"zh_CN": ("zh_CN", "zh_Hans"), "en": ("en", "en")}
_CURRENCIES = ("CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "KRW", "SGD", "MYR", "THB", "VND", "AUD", "CAD")
_NEAR = ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Tokyo", "Asia/Singapore", "Europe/London",
         "Europe/Berlin", "America/New_York", "America/Los_Angeles", "UTC")  # fmt: skip
_AREAS = ("Africa/", "America/", "Antarctica/", "Asia/", "Atlantic/", "Australia/", "Europe/", "Indian/", "Pacific/")


@lru_cache(maxsize=8)
def own_name(language: str) -> str:
    """A language as it calls itself."""
    at, key = _SCRIPTS[language]
    return str(Locale.parse(at).languages[key])


def currencies(also: str = "") -> list[tuple[str, str]]:
    """(code, shown) of the usual currencies, and of `also`."""
    names = locale().currencies
    codes = _CURRENCIES if not also or also in _CURRENCIES else (also, *_CURRENCIES)
    return [(code, f"{code}  {names.get(code, '')}".rstrip()) for code in codes]


def usual_currency(zone: str) -> str:
    """The currency people pay with where a zone is, among those offered; US dollars where none is."""
    territory = get_global("zone_territories").get(zone, "")
    used = get_territory_currencies(territory) if territory else []
    return next((code for code in used if code in _CURRENCIES), "USD")


def zones(also: str = "") -> list[tuple[str, str]]:
    """(IANA name, shown): the near ones first, then all places by name."""
    offered = _offered(i18n.language())
    known = {zone for zone, _named in offered}
    return list(offered) if not also or also in known else [(also, _shown(also)), *offered]


@lru_cache(maxsize=4)
def _offered(_language: str) -> tuple[tuple[str, str], ...]:
    places = sorted(zone for zone in available_timezones() if zone.startswith(_AREAS) and zone not in _NEAR)
    return (*((zone, _shown(zone)) for zone in _NEAR), *((zone, zone.replace("_", " ")) for zone in places))


def _shown(zone: str) -> str:
    try:
        place = get_timezone_location(zone, locale=locale(), return_city=True)
    except (LookupError, UnknownLocaleError):
        place = ""
    plain = zone.replace("_", " ")
    return f"{place}  ({plain})" if place and place != plain else plain
