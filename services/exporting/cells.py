"""Texts as they go into cells, so that no spreadsheet takes one for a formula, and as they come out of them."""

from __future__ import annotations

import re
from decimal import Decimal

from models.values import minor_digits

BLANK = " \t\r\n\x0b\x0c\xa0\u3000\ufeff\u200b\u200e\u200f"
_SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20"
_SIGN_AHEAD = rf"(?:[^\S\t\r\n]|[\ufeff\u200b\u200e\u200f'\"])*[{_SIGNS}]"
_LOOKED_AT = re.compile(rf"[{_SIGNS}'`\t\r\n]")  # a text without any is never changed
_UNSAFE_START = re.compile(rf"[\t\r\n]|{_SIGN_AHEAD}")
_UNSAFE_INSIDE = re.compile(rf"[,;\t\r\n](?={_SIGN_AHEAD})")
_MARK_INSIDE = re.compile(rf"(?<=[,;\t\r\n])'(?={_SIGN_AHEAD})")
_FORMULA_TEXT = re.compile(r'=\s*"(.*)"', re.DOTALL)
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def amount_cell(minor: int | None, currency: str) -> Decimal | None:
    """An amount as a number of its currency's units, as spreadsheets count; nothing for None."""
    return None if minor is None else Decimal(minor).scaleb(-minor_digits(currency))


def safe_csv_text(value: str) -> str:
    """`value` with an apostrophe wherever a spreadsheet would begin a formula; imports take it off again.

    Source of the signs: OWASP, CSV injection. A spreadsheet whose separator is another than the comma cuts texts in two
    and heeds quotes only where a cell of its own begins, so each separator and line break counts as such a beginning.
    """
    if _PLAIN_NUMBER.fullmatch(value):
        return value
    inside = marked_inside(value)
    return f"'{inside}" if _UNSAFE_START.match(value) else inside


def needs_no_mark(value: str) -> bool:
    """Whether `value` holds nothing a spreadsheet could run or an import take off; most texts are such."""
    return _LOOKED_AT.search(value) is None


def marked_inside(value: str) -> str:
    """`value` with the marks that stand within it, behind a separator or a line break."""
    return _UNSAFE_INSIDE.sub(r"\g<0>'", value)


def plain(text: str) -> str:
    """The text without padding, without what exports put around ids to protect them from Excel, and without marks."""
    text = text.strip(BLANK)
    if text and text[0] in "='`":
        wrapped = _FORMULA_TEXT.fullmatch(text)
        if wrapped:
            return wrapped.group(1).replace('""', '"').strip(BLANK)
        if text[0] == "`" or (text[0] == "'" and text[-1:] != "'"):
            return _without_marks(text[1:]).strip(BLANK)
    return _without_marks(text) if "'" in text else text


def _without_marks(text: str) -> str:
    return _MARK_INSIDE.sub("", text)
