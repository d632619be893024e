"""A task typed as one line: day, time and repetition are taken off its ends, the rest is the task."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from models.enums.growth import Repeat
from services import paths
from services.days import is_of_a_shop
from services.tasks.commands import TaskDraft

_EDGES = " \t,;:\uff0c\u3001\uff1b\uff1a"


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What a word at an end means: days from today, a weekday (0 is Monday), a repetition, or what its groups say."""

    start: re.Pattern[str]
    end: re.Pattern[str]
    day: int | None = None
    weekday: int | None = None
    next_week: bool = False
    repeat: Repeat | None = None
    afternoon: bool = False


def read_line(typed: str, today: date) -> TaskDraft:
    """The task of a line such as “call the printer tomorrow 15:00” or “every Monday: count the boxes”.

    Only words at the very start or end are taken; a line of nothing but a day stays the task itself.
    """
    whole = " ".join(typed.split())
    rest, draft = whole, TaskDraft(whole)
    used: set[str] = set()
    while rest:
        for pattern in _patterns():
            match = pattern.end.search(rest) or pattern.start.match(rest)
            meaning = _meaning(pattern, match, today) if match is not None else None
            if match is None or meaning is None or used & meaning.keys():
                continue
            left = (rest[: match.start()] + rest[match.end() :]).strip(_EDGES)
            if not left:
                continue
            rest, draft = left, replace(draft, **meaning)
            used |= meaning.keys()
            break
        else:
            break
    return replace(draft, text=rest or whole)


def _meaning(pattern: _Pattern, match: re.Match[str], today: date) -> dict[str, Any] | None:
    """The fields of the draft a match sets; None where it names a day or time there is not."""
    groups = {name.removesuffix("_zh"): value for name, value in match.groupdict().items() if value}
    found: dict[str, Any] = {}
    if pattern.repeat is not None:
        found["repeat"], found["every"] = pattern.repeat, max(int(groups.get("every", 1)), 1)
    if pattern.weekday is not None:
        ahead = pattern.weekday - today.weekday()
        found["due_on"] = today + timedelta(days=ahead + 7 if pattern.next_week else ahead % 7)
    elif pattern.day is not None:
        found["due_on"] = today + timedelta(days=pattern.day)
    if "hour" in groups:
        found["due_minute"] = _minute(groups, pattern.afternoon)
    if "dom" in groups:
        day = _day(groups, today)
        if day is None:
            return None
        found["due_on"] = day
    return found


def _minute(groups: Mapping[str, str], afternoon: bool) -> int:
    hour = int(groups["hour"])
    minute = 30 if "half" in groups else int(groups.get("minute", 0))
    return (hour + (12 if afternoon and hour < 12 else 0)) * 60 + minute


def _day(groups: Mapping[str, str], today: date) -> date | None:
    """The day that is written, or the next one of that day of the month or of the year."""
    dom = int(groups["dom"])
    if "month" in groups:
        month = int(groups["month"])
        year = int(groups.get("year", today.year))
        found = _date(year, month, dom)
        return _date(year + 1, month, dom) if found and found < today and "year" not in groups else found
    index = today.year * 12 + today.month - 1
    months = (_date(one // 12, one % 12 + 1, dom) for one in range(index, index + 3))
    return next((day for day in months if day is not None and day >= today), None)


def _date(year: int, month: int, dom: int) -> date | None:
    try:
        found = date(year, month, dom)
    except ValueError:
        return None
    return found if is_of_a_shop(found) else None


@lru_cache(maxsize=1)
def _patterns() -> tuple[_Pattern, ...]:
    with (paths.resources() / "quick_tasks.toml").open("rb") as file:
        kept = tomllib.load(file)
    ahead = kept["before_weekday"]
    found = []
    for day, one in enumerate(kept["weekday"]):
        name = one["match"]
        found.append(_pattern(f"(?:{ahead['every']})(?:{name})", weekday=day, repeat=Repeat.WEEK))
        found.append(_pattern(f"(?:{ahead['next']})(?:{name})", weekday=day, next_week=True))
    for one in kept["pattern"]:
        meaning = {key: value for key, value in one.items() if key != "match"}
        if "repeat" in meaning:
            meaning["repeat"] = Repeat(meaning["repeat"])
        found.append(_pattern(one["match"], **meaning))
    found += [
        _pattern(f"(?:{ahead['this']})?(?:{one['match']})", weekday=day) for day, one in enumerate(kept["weekday"])
    ]
    return tuple(found)


def _pattern(match: str, **meaning: Any) -> _Pattern:
    """A word ends where no letter or digit goes on; in writing without spaces it ends anywhere."""
    before, after = r"(?:(?<![0-9A-Za-z])|(?<=[^\x00-\x7f]))", r"(?:(?![0-9A-Za-z])|(?<=[^\x00-\x7f]))"
    start, end = re.compile(f"(?:{match}){after}", re.I), re.compile(f"{before}(?:{match})$", re.I)
    return _Pattern(start, end, **meaning)
