"""Texts as they go into CSV cells, so that no spreadsheet takes one for a formula."""

from __future__ import annotations

import re

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def safe_csv_text(value: str) -> str:
    """`value` with an apostrophe before it where a spreadsheet would run it; imports take it off again.

    Source of the list: OWASP, CSV injection.
    """
    if value.strip().startswith(_DANGEROUS) or value.startswith(_DANGEROUS):
        return value if _PLAIN_NUMBER.fullmatch(value) else f"'{value}"
    return value
