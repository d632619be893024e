"""Shopping festivals: days on which much is sold, whatever a shop does itself."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from typing import Any

from services import formatting, i18n, paths


@cache
def _festivals() -> tuple[dict[str, Any], ...]:
    return tuple(tomllib.loads((paths.resources() / "festivals.toml").read_text("utf-8"))["festival"])


def festivals(first: date, last: date) -> list[tuple[date, str]]:
    """(day, name) of every festival from `first` to `last`, in order, named in the language that is on."""
    found = []
    for one in _festivals():
        days = [date.fromisoformat(day) for day in one.get("days", ())]
        if "month" in one:
            days = [date(year, one["month"], one["day"]) for year in range(first.year, last.year + 1)]
        name = one["name"].get(i18n.language(), one["name"]["en"])
        found += [(day, name) for day in days if first <= day <= last]
    return sorted(found)


def name_of(day: date) -> str:
    """The festival a day is, else the day itself: "Double 11", "Nov 22"."""
    return next((name for _day, name in festivals(day, day)), formatting.day(day))
