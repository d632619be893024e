"""Days that charts mark: shopping festivals, what the owner noted in the action log, and campaigns."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import Connection

from services import i18n, paths
from services.campaigns.marks import campaign_marks
from services.charts.asked import Asked
from services.charts.chart import Mark
from services.growth.action_marks import own_marks

OwnMarks: TypeAlias = Callable[[Connection, date, date], Sequence[tuple[date, str]]]
OWN_MARKS: tuple[OwnMarks, ...] = (own_marks, campaign_marks)
"""Where the owner's own marks come from: functions that give (day, words) of the days from first to last."""


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


def marks_of(connection: Connection, asked: Asked) -> tuple[Mark, ...]:
    """What is marked on a chart over time, by the place of the part of the period it falls into."""
    found = []
    own = [(day, words, True) for source in OWN_MARKS for day, words in source(connection, asked.first, asked.last)]
    for day, words, is_own in [*((*one, False) for one in festivals(asked.first, asked.last)), *own]:
        place = next(number for number, (_first, last) in enumerate(asked.buckets()) if day <= last)
        found.append(Mark(place, words, is_own))
    return tuple(found)
