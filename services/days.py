"""Which days a shop can name, and how a person types one: one rule for the window and the command line."""

from __future__ import annotations

from datetime import date

from services.i18n import _

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
"""With room on both sides for the periods a report compares with. What lies outside is a slip of the fingers."""


def read_day(typed: str) -> date | None:
    """``2026-11-21``, also with slashes or dots, and without leading zeros; None for what is no day of a shop."""
    found = _calendar_day(typed)
    return found if found is not None and is_of_a_shop(found) else None


def is_of_a_shop(day: date) -> bool:
    """Whether the day lies in the years a shop can have to do with."""
    return FIRST_DAY <= day <= LAST_DAY


def no_day_words(typed: str) -> str:
    """Why `typed` is no day, and how one is written."""
    if _calendar_day(typed) is not None:
        return _("type a day from 1900 to 2199")
    return _("type a day such as 2026-11-21")


def _calendar_day(typed: str) -> date | None:
    parts = typed.strip().replace("/", "-").replace(".", "-").split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return None
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return None
