"""Reads: the owner's tasks, those that are due and those that are over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, Connection, and_, bindparam, func, select

from models.dialects.prepared import Prepared
from models.enums.growth import Repeat
from models.tasks import OwnTask
from services import clock, settings
from services.errors import NotFound
from services.i18n import N_
from services.messages import Message, message, plural_message
from services.tasks.wording import NAMES, PLURALS

_tasks = OwnTask.table()
_OPEN = and_(_tasks.c.done_at.is_(None), _tasks.c.skipped_at.is_(None))
_MOST, _LATELY = 200, 20
_TODAY: BindParameter[date] = bindparam("today")
_IS_LATE = (_tasks.c.due_on < _TODAY) | ((_tasks.c.due_on == _TODAY) & (_tasks.c.due_minute < bindparam("minute")))
# Of the open ones: those due, those late, all. Put together once: that takes longer than counting.
_COUNTS = Prepared(
    select(func.count().filter(_tasks.c.due_on <= _TODAY), func.count().filter(_IS_LATE), func.count())
    .select_from(_tasks)
    .where(_OPEN)
)


@dataclass(frozen=True, slots=True)
class TaskView:
    """One task. `is_late` where its moment has passed, or its whole day where it has no time."""

    id: int
    text: str
    note: str | None
    due_on: date | None
    due_minute: int | None
    repeat: Repeat | None
    every: int
    done_at: datetime | None
    skipped_at: datetime | None
    is_late: bool

    @property
    def time(self) -> str:
        """The time of the day as ``15:00``, or nothing."""
        return "" if self.due_minute is None else f"{self.due_minute // 60:02d}:{self.due_minute % 60:02d}"

    @property
    def rhythm(self) -> Message | None:
        """How it repeats, in words; None where it does not."""
        return rhythm_words(self.repeat, self.every)


def rhythm_words(repeat: Repeat | None, every: int) -> Message | None:
    """A repetition in words; None where there is none."""
    if repeat is None:
        return None
    return message(NAMES[repeat]) if every == 1 else plural_message(PLURALS[repeat], every)


@dataclass(frozen=True, slots=True)
class Tasks:
    """What Today shows of tasks. `due` counts those of today and before, `late` those of which the time has passed.

    `open` has the soonest first and those without a day last; `over` the newest finished first.
    """

    today: date
    zone: str
    open: tuple[TaskView, ...]
    over: tuple[TaskView, ...]
    due: int
    late: int
    total: int


def tasks(connection: Connection) -> Tasks:
    """The open tasks and what was finished lately."""
    zone = settings.read(connection, settings.ZONE)
    now = clock.now()
    today = clock.business_day(now, zone)
    minute = minute_of(now, zone)
    order = (_tasks.c.due_on.is_(None), _tasks.c.due_on, _tasks.c.due_minute.is_(None), _tasks.c.due_minute)
    found = connection.execute(select(_tasks).where(_OPEN).order_by(*order, _tasks.c.id).limit(_MOST)).mappings()
    ended = func.coalesce(_tasks.c.done_at, _tasks.c.skipped_at)
    since = datetime.combine(today - timedelta(days=6), time(), ZoneInfo(zone))
    past = select(_tasks).where(~_OPEN, ended >= since).order_by(ended.desc(), _tasks.c.id.desc()).limit(_LATELY)
    return Tasks(
        today,
        zone,
        tuple(_view(dict(row), today, minute) for row in found),
        tuple(_view(dict(row), today, minute) for row in connection.execute(past).mappings()),
        *_COUNTS.rows(connection, today=today, minute=minute)[0],
    )


def task(connection: Connection, task_id: int) -> TaskView:
    """One task; `NotFound` where there is none."""
    row = connection.execute(select(_tasks).where(_tasks.c.id == task_id)).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("task")), which=f"#{task_id}")
    zone, now = settings.read(connection, settings.ZONE), clock.now()
    return _view(dict(row), clock.business_day(now, zone), minute_of(now, zone))


def minute_of(now: datetime, zone: str) -> int:
    """The minute of the shop's day."""
    local = now.astimezone(ZoneInfo(zone))
    return local.hour * 60 + local.minute


def _view(row: Mapping[str, Any], today: date, minute: int) -> TaskView:
    names = ("id", "text", "note", "due_on", "due_minute", "repeat", "every", "done_at", "skipped_at")
    due_on, at = row["due_on"], row["due_minute"]
    is_late = row["done_at"] is None and row["skipped_at"] is None and due_on is not None
    is_late = is_late and (due_on < today or (due_on == today and at is not None and at < minute))
    return TaskView(**{name: row[name] for name in names}, is_late=is_late)
