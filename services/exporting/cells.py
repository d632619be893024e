"""Texts as they go into cells, so that no spreadsheet takes one for a formula, and as they come out of them."""

from __future__ import annotations

import re
from decimal import Decimal

from models.values import minor_digits

BLANK = " \t\r\n\x0b\x0c\xa0\u3000\ufeff\u200b\u200e\u200f"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_FORMULA_TEXT = re.compile(r'=\s*"(.*)"', re.DOTALL)
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def amount_cell(minor: int | None, currency: str) -> Decimal | None:
    """An amount as a number of its currency's units, as spreadsheets count; nothing for None."""
    return None if minor is None else Decimal(minor).scaleb(-minor_digits(currency))


def safe_csv_text(value: str) -> str:
    """`value` with an apostrophe before it where a spreadsheet would run it; imports take it off again.

    Source of the list: OWASP, CSV injection.
    """
    if value.strip().startswith(_DANGEROUS) or value.startswith(_DANGEROUS):
        return value if _PLAIN_NUMBER.fullmatch(value) else f"'{value}"
    return value


def plain(text: str) -> str:
    """The text without padding and without what exports put around ids to protect them from Excel."""
    text = text.strip(BLANK)
    if text and text[0] in "='`":
        wrapped = _FORMULA_TEXT.fullmatch(text)
        if wrapped:
            return wrapped.group(1).replace('""', '"').strip(BLANK)
        if text[0] == "`" or (text[0] == "'" and text[-1:] != "'"):
            return text[1:].strip(BLANK)
    return text
