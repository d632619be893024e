"""How tasks are said on the page: when they are due, and how often."""

from __future__ import annotations

from datetime import date, timedelta

from babel.dates import format_date

from services import formatting
from services.i18n import _
from services.messages import render
from services.tasks.commands import TaskDraft
from services.tasks.queries import TaskView, rhythm_words

_WEEK = 7


def when(due_on: date | None, time: str, today: date) -> str:
    """A day as one says it, with the time where there is one; nothing without a day."""
    if due_on is None:
        return ""
    away = (due_on - today).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if away in near:
        day = near[away]
    elif 1 < away < _WEEK:
        day = str(format_date(due_on, "EEEE", locale=formatting.locale()))
    else:
        day = formatting.day(due_on) if due_on.year == today.year else due_on.isoformat()
    return f"{day} {time}".strip()


def remark(task: TaskView, today: date) -> str:
    """What stands beside a task: when, and how it repeats."""
    rhythm = rhythm_words(task.repeat, task.every)
    return " · ".join(part for part in (when(task.due_on, task.time, today), render(rhythm) if rhythm else "") if part)


def understood(draft: TaskDraft, today: date) -> str:
    """What was made of a typed line; nothing where only words were typed."""
    time = "" if draft.due_minute is None else f"{draft.due_minute // 60:02d}:{draft.due_minute % 60:02d}"
    due_on = draft.due_on or (today if time and draft.repeat is None else None)
    rhythm = rhythm_words(draft.repeat, draft.every)
    parts = (when(due_on, time, today) if due_on else time, render(rhythm) if rhythm else "")
    said = " · ".join(part for part in parts if part)
    return f"{said}: {draft.text}" if said else ""


def tomorrow(today: date) -> date:
    """The next day."""
    return today + timedelta(days=1)
