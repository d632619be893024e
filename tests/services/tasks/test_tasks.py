"""Tasks of the owner's own: added, finished, left out, moved, taken back, and coming again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services import clock
from services.errors import Invalid, NotFound
from services.messages import render
from services.shop import Shop
from services.tasks import commands
from services.tasks.commands import TaskDraft
from services.tasks.queries import task, tasks
from services.tasks.repeating import next_day
from services.types import Repeat

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)  # a Friday in Shanghai
FRIDAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    clock.set_source(lambda: NOON)
    yield
    clock.set_source(None)


def add(shop: Shop, text: str = "Call the printer", **more: object) -> int:
    return int(shop.run(commands.add, TaskDraft(text, **more)).value)  # type: ignore[arg-type]


def texts(shop: Shop) -> list[str]:
    return [one.text for one in shop.ask(tasks).open]


def test_the_soonest_stands_first_and_what_has_no_day_last(shop: Shop) -> None:
    add(shop, "some day")
    add(shop, "tomorrow", due_on=FRIDAY + timedelta(days=1))
    add(shop, "today", due_on=FRIDAY)
    add(shop, "at nine", due_minute=9 * 60)
    add(shop, "yesterday", due_on=FRIDAY - timedelta(days=1))
    found = shop.ask(tasks)
    assert texts(shop) == ["yesterday", "at nine", "today", "tomorrow", "some day"]
    assert [one.is_late for one in found.open] == [True, True, False, False, False]
    assert (found.due, found.late, found.total) == (3, 2, 5)
    assert found.open[1].time == "09:00"


def test_a_finished_task_leaves_and_comes_back(shop: Shop) -> None:
    number = add(shop)
    shop.run(commands.finish, number)
    found = shop.ask(tasks)
    assert (found.open, [one.id for one in found.over]) == ((), [number])
    assert shop.run(commands.finish, number).value is None
    shop.run(commands.reopen, number)
    assert texts(shop) == ["Call the printer"]
    shop.undo()
    assert texts(shop) == []
    shop.redo()
    assert texts(shop) == ["Call the printer"]


def test_finishing_brings_the_next_time_once(shop: Shop) -> None:
    number = add(shop, due_on=FRIDAY, repeat=Repeat.WEEK, due_minute=600)
    following = shop.run(commands.finish, number).value
    assert following is not None
    found = shop.ask(task, following)
    assert (found.due_on, found.time, found.repeat) == (FRIDAY + timedelta(weeks=1), "10:00", Repeat.WEEK)
    shop.run(commands.reopen, number)
    assert [(one.id, one.due_on) for one in shop.ask(tasks).open] == [(number, FRIDAY)]
    shop.run(commands.finish, number)
    assert len(shop.ask(tasks).open) == 1


def test_undo_takes_the_next_time_back_too(shop: Shop) -> None:
    number = add(shop, due_on=FRIDAY, repeat=Repeat.DAY)
    shop.run(commands.finish, number)
    shop.undo()
    assert [(one.id, one.due_on) for one in shop.ask(tasks).open] == [(number, FRIDAY)]


def test_leaving_out_is_not_doing(shop: Shop) -> None:
    number = add(shop, due_on=date(2026, 11, 30), repeat=Repeat.MONTH_END)
    shop.run(commands.skip, number)
    assert shop.ask(tasks).open[0].due_on == date(2026, 12, 31)
    assert (shop.ask(task, number).done_at, shop.ask(task, number).skipped_at) == (None, NOON)
    once = add(shop, "once")
    with pytest.raises(Invalid, match="remove it instead"):
        shop.run(commands.skip, once)


def test_a_day_that_a_month_lacks_comes_back_in_the_next(shop: Shop) -> None:
    clock.set_source(lambda: datetime(2027, 1, 31, 4, tzinfo=UTC))
    number = add(shop, due_on=date(2027, 1, 31), repeat=Repeat.MONTH)
    clock.set_source(lambda: datetime(2027, 2, 28, 4, tzinfo=UTC))
    second = shop.run(commands.finish, number).value
    assert second is not None
    assert shop.ask(task, second).due_on == date(2027, 3, 31)  # the 28th of February was left lying until its evening


def test_moving_and_removing(shop: Shop) -> None:
    first, second = add(shop, "a", due_on=FRIDAY), add(shop, "b")
    shop.run(commands.move, (first, second), FRIDAY + timedelta(days=3))
    assert {one.due_on for one in shop.ask(tasks).open} == {FRIDAY + timedelta(days=3)}
    shop.run(commands.remove, first)
    assert texts(shop) == ["b"]
    with pytest.raises(NotFound):
        shop.ask(task, first)


def test_a_time_of_a_series_already_over_keeps_its_own_way(shop: Shop) -> None:
    first = add(shop, due_on=FRIDAY, repeat=Repeat.DAY)
    second = shop.run(commands.finish, first).value
    third = shop.run(commands.finish, second).value
    shop.run(commands.reopen, first)
    assert {one.id for one in shop.ask(tasks).open} == {first, third}
    shop.run(commands.finish, first)
    assert {one.id for one in shop.ask(tasks).open} == {third}
    shop.run(commands.remove, second)
    assert {one.id for one in shop.ask(tasks).open} == {third}


@pytest.mark.parametrize(
    "draft",
    [
        TaskDraft("  "),
        TaskDraft("a", every=0, repeat=Repeat.DAY),
        TaskDraft("a", due_minute=1440),
        TaskDraft("a" * 501),
    ],
)
def test_what_cannot_be_is_refused(shop: Shop, draft: TaskDraft) -> None:
    with pytest.raises(Invalid):
        shop.run(commands.add, draft)


def test_a_repetition_without_a_day_begins_by_itself(shop: Shop) -> None:
    clock.set_source(lambda: NOON + timedelta(days=1))  # Saturday
    days = [shop.ask(task, add(shop, repeat=one)).due_on for one in Repeat]
    assert days == [date(2026, 11, 21), date(2026, 11, 23), date(2026, 11, 21), date(2026, 11, 21), date(2026, 11, 30)]


def test_the_rhythm_is_said_in_words(shop: Shop) -> None:
    number = add(shop, repeat=Repeat.WEEK, every=2)
    rhythm = shop.ask(task, number).rhythm
    assert rhythm is not None
    assert render(rhythm) == "every 2 weeks"
    shop.run(commands.change, number, TaskDraft("Call", due_on=FRIDAY, repeat=Repeat.WORKDAY))
    changed = shop.ask(task, number).rhythm
    assert changed is not None
    assert render(changed) == "Monday to Friday"


def day_by_day(repeat: Repeat, every: int, due_on: date, today: date, month_day: int) -> date:
    """The series walked day by day, counting."""
    day, steps, months = due_on, 0, 0
    while True:
        day += timedelta(days=1)
        tomorrow = day + timedelta(days=1)
        if repeat is Repeat.DAY:
            steps += 1
            hit = steps % every == 0
        elif repeat is Repeat.WORKDAY:
            steps += day.weekday() < 5
            hit = day.weekday() < 5 and steps % every == 0
        elif repeat is Repeat.WEEK:
            steps += day.weekday() == due_on.weekday()
            hit = day.weekday() == due_on.weekday() and steps % every == 0
        else:
            months = (day.year - due_on.year) * 12 + day.month - due_on.month
            is_last = tomorrow.month != day.month
            on_day = (
                is_last if repeat is Repeat.MONTH_END else day.day == month_day or (is_last and day.day < month_day)
            )
            hit = on_day and months > 0 and months % every == 0
        if hit and day > today:
            return day


@settings(max_examples=60, deadline=None)
@given(
    repeat=st.sampled_from(list(Repeat)),
    every=st.integers(1, 4),
    due_on=st.dates(date(2024, 1, 1), date(2028, 12, 31)),
    late=st.integers(-40, 120),
    month_day=st.integers(1, 31),
)
def test_the_next_day_is_that_of_the_series_walked_day_by_day(
    repeat: Repeat, every: int, due_on: date, late: int, month_day: int
) -> None:
    wanted = month_day if repeat is Repeat.MONTH else None
    found = next_day(repeat, every, due_on, due_on + timedelta(days=late), wanted)
    expected = day_by_day(repeat, every, due_on, due_on + timedelta(days=late), month_day)
    assert found == expected
    assert found > due_on
