"""The values of a format file, checked one by one; what is wrong is said with the keys it stands under."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo


class Mistake(Exception):
    """A complaint about the value under `keys`; becomes `FormatInvalid` with a line."""

    def __init__(self, reason: str, *keys: str) -> None:
        self.reason = reason
        self.keys = keys
        super().__init__(reason)


def only_known(raw: Mapping[str, Any], known: set[str], *keys: str) -> None:
    """Complain about words that are not known under `keys`."""
    for key in raw:
        if key not in known:
            raise Mistake(f"the word {key!r} is not known here; known: {', '.join(sorted(known))}", *keys, key)


def table_in(raw: Mapping[str, Any], key: str, known: set[str]) -> Mapping[str, Any]:
    """A table with known words only; an empty one where it is not there."""
    value = raw.get(key, {})
    if not isinstance(value, dict):
        raise Mistake(f"[{key}] is a table", key)
    only_known(value, known, key)
    return value


def text_in(raw: Mapping[str, Any], key: str, default: str | None = None) -> str:
    """A text that is not empty."""
    value = raw.get(key, default)
    if not isinstance(value, str) or not value:
        raise Mistake(f"{key} is needed and is a text", key)
    return value


def whole_in(raw: Mapping[str, Any], key: str, default: int) -> int:
    """A whole number, 0 or more."""
    value = raw.get(key, default)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Mistake(f"{key} is a whole number", key)
    return value


def texts_in(raw: Mapping[str, Any], key: str, section: str) -> tuple[str, ...]:
    """A list of texts; none where it is not there."""
    value = raw.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Mistake(f"{key} is a list of texts", section, key)
    return tuple(value)


def choice_in(raw: Mapping[str, Any], key: str, allowed: frozenset[str]) -> str:
    """A text that is one of `allowed`."""
    value = text_in(raw, key)
    if value not in allowed:
        raise Mistake(f"{key} {value!r} is not known; known: {', '.join(sorted(allowed))}", key)
    return value


def subset_in(raw: Mapping[str, Any], key: str, allowed: frozenset[str]) -> tuple[str, ...]:
    """Texts that are all among `allowed`."""
    values = texts_in(raw, key, key)
    for value in values:
        if value not in allowed:
            raise Mistake(f"{key}: {value!r} is not known; known: {', '.join(sorted(allowed))}", key)
    return values


def zone_named(name: str) -> str:
    """The name of a time zone that exists."""
    try:
        ZoneInfo(name)
    except (ValueError, KeyError, OSError) as error:
        raise Mistake(f"the time zone {name!r} does not exist", "zone") from error
    return name


def currency_named(code: str) -> str:
    """A currency code of three letters."""
    if not re.fullmatch(r"[A-Z]{3}", code):
        raise Mistake(f"{code!r} is not a currency code", "currency")
    return code
