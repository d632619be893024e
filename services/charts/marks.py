"""Days that charts mark: shopping festivals, what the owner noted in the action log, and campaigns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeAlias

from sqlalchemy import Connection

from services.campaigns.marks import campaign_marks
from services.charts.chart import Mark
from services.festivals import festivals
from services.growth.action_marks import own_marks
from services.rollups.asked import Asked

OwnMarks: TypeAlias = Callable[[Connection, date, date], Sequence[tuple[date, str]]]
OWN_MARKS: tuple[OwnMarks, ...] = (own_marks, campaign_marks)
"""Where the owner's own marks come from: functions that give (day, words) of the days from first to last."""


def marks_of(connection: Connection, asked: Asked) -> tuple[Mark, ...]:
    """What is marked on a chart over time, by the place of the part of the period it falls into."""
    found = []
    own = [(day, words, True) for source in OWN_MARKS for day, words in source(connection, asked.first, asked.last)]
    for day, words, is_own in [*((*one, False) for one in festivals(asked.first, asked.last)), *own]:
        place = next(number for number, (_first, last) in enumerate(asked.buckets()) if day <= last)
        found.append(Mark(place, words, is_own))
    return tuple(found)
