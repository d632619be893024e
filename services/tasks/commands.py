"""Writes: tasks and reminders of the owner's own. Finishing or leaving out a repeating one brings the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from models.enums.growth import Repeat
from models.tasks import OwnTask
from services import clock, text
from services.business_day import shop_today
from services.errors import Invalid
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.tasks.repeating import month_end, next_day

_tasks = OwnTask.table()
_MOST_EVERY, _DAY_MINUTES, _LONGEST = 365, 1440, 500


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """A task as it is typed: what, and when. `due_minute` is the minute of the day; `every` so many of `repeat`."""

    text: str
    due_on: date | None = None
    due_minute: int | None = None
    repeat: Repeat | None = None
    every: int = 1
    note: str | None = None


@command("tasks.add", N_("Add the task “{what}”"))
def add(uow: UnitOfWork, draft: TaskDraft) -> int:
    """Write a task down; one with a time or a repetition and no day begins today. Returns its number."""
    row = OwnTask()
    _fill(uow, row, draft)
    uow.add(row)
    uow.describe(what=row.text)
    return row.id


@command("tasks.change", N_("Change the task “{what}”"))
def change(uow: UnitOfWork, task_id: int, draft: TaskDraft) -> None:
    """Everything about a task anew; `NotFound` where there is none."""
    row = uow.get(OwnTask, task_id)
    _fill(uow, row, draft)
    uow.describe(what=row.text)


@command("tasks.finish", N_("Done: {what}"))
def finish(uow: UnitOfWork, task_id: int) -> int | None:
    """Tick a task off; the number of its next time where it repeats. What is over already stays as it is."""
    row = uow.get(OwnTask, task_id)
    uow.describe(what=row.text)
    if _is_over(row):
        return None
    row.done_at = clock.this_second()
    return _follow(uow, row)


@command("tasks.skip", N_("Leave out once: {what}"))
def skip(uow: UnitOfWork, task_id: int) -> int | None:
    """Let a repeating task pass this once and return the number of its next time; `Invalid` for one that comes once."""
    row = uow.get(OwnTask, task_id)
    uow.describe(what=row.text)
    if row.repeat is None:
        reason = message(N_("it comes only once; remove it instead"))
        raise Invalid(field=message(N_("Task")), value=row.text, reason=reason)
    if _is_over(row):
        return None
    row.skipped_at = clock.this_second()
    return _follow(uow, row)


@command("tasks.reopen", N_("Not done after all: {what}"))
def reopen(uow: UnitOfWork, task_id: int) -> None:
    """Take back that a task was done or left out, with the next time it brought unless that is over too."""
    row = uow.get(OwnTask, task_id)
    uow.describe(what=row.text)
    row.done_at = row.skipped_at = None
    for following in uow.all(select(OwnTask).where(_tasks.c.follows_id == task_id)):
        if _is_over(following):
            following.follows_id = None
            row.repeat, row.month_day, row.every = None, None, 1
        else:
            uow.delete(following)


@command("tasks.move", NN_("Move {count} task to {day}", "Move {count} tasks to {day}"))
def move(uow: UnitOfWork, task_ids: tuple[int, ...], due_on: date) -> None:
    """Do them on another day; what repeats goes on from there, monthly tasks keep their day of the month."""
    for row in uow.get_many(OwnTask, task_ids):
        row.due_on = due_on
    uow.describe(count=len(task_ids), day=due_on.isoformat())


@command("tasks.remove", N_("Remove the task “{what}”"))
def remove(uow: UnitOfWork, task_id: int) -> None:
    """Strike a task off; a repeating one does not come again."""
    row = uow.get(OwnTask, task_id)
    uow.describe(what=row.text)
    for following in uow.all(select(OwnTask).where(_tasks.c.follows_id == task_id)):
        following.follows_id = None
    uow.flush()
    uow.delete(row)


def _fill(uow: UnitOfWork, row: OwnTask, draft: TaskDraft) -> None:
    _require_sound(draft)
    before = row.due_on, row.repeat
    row.text, row.note = " ".join(draft.text.split()), text.clean(draft.note)
    row.due_on = draft.due_on or (_first_day(uow, draft) if draft.repeat or draft.due_minute is not None else None)
    row.due_minute, row.repeat, row.every = draft.due_minute, draft.repeat, draft.every if draft.repeat else 1
    if (row.due_on, row.repeat) != before or row.repeat is not Repeat.MONTH:
        row.month_day = row.due_on.day if draft.repeat is Repeat.MONTH and row.due_on is not None else None


def _require_sound(draft: TaskDraft) -> None:
    text = " ".join(draft.text.split())
    if not text:
        raise Invalid(field=message(N_("Task")), value="", reason=message(N_("it is empty")))
    if len(text) > _LONGEST:
        raise Invalid(field=message(N_("Task")), value=text[:40], reason=message(N_("it is too long for one line")))
    if not 1 <= draft.every <= _MOST_EVERY:
        reason = message(N_("type a whole number from 1 to {most}"), most=_MOST_EVERY)
        raise Invalid(field=message(N_("Every")), value=str(draft.every), reason=reason)
    if draft.due_minute is not None and not 0 <= draft.due_minute < _DAY_MINUTES:
        reason = message(N_("no day has this time"))
        raise Invalid(field=message(N_("Time")), value=str(draft.due_minute), reason=reason)


def _first_day(uow: UnitOfWork, draft: TaskDraft) -> date:
    today = shop_today(uow.connection)
    if draft.repeat is Repeat.MONTH_END:
        return month_end(today)
    if draft.repeat is Repeat.WORKDAY:
        return next_day(Repeat.WORKDAY, 1, today - timedelta(days=1), today - timedelta(days=1))
    return today


def _follow(uow: UnitOfWork, row: OwnTask) -> int | None:
    if row.repeat is None or row.due_on is None:
        return None
    due_on = next_day(row.repeat, row.every, row.due_on, shop_today(uow.connection), row.month_day)
    following = OwnTask(
        text=row.text, note=row.note, due_on=due_on, due_minute=row.due_minute, repeat=row.repeat, every=row.every,
        month_day=row.month_day, follows_id=row.id,
    )  # fmt: skip
    uow.add(following)
    return following.id


def _is_over(row: OwnTask) -> bool:
    return row.done_at is not None or row.skipped_at is not None
