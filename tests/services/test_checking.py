"""Check my data can be stopped in the middle of what takes long, and goes on another day where it ended."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services import clock, demo
from services.backup.making import make
from services.backup.places import BegunCheck, begun_check, home_of, note_begun
from services.backup.places import last_check as noted_check
from services.backup.restoring import restore_in_place
from services.errors import Cancelled
from services.integrity import CHECK_EVERY, STEPS, LastCheck, check, check_and_note, check_step, last_check, next_step
from services.kernel.tasks import Progress, Task
from services.shop import Shop


@pytest.fixture(autouse=True)
def real_time_again() -> Iterator[None]:
    yield
    clock.set_source(None)


@pytest.fixture
def demo_shop(tmp_path: Path) -> Iterator[Shop]:
    with Shop.open(demo.build(tmp_path, orders=300)) as opened:
        yield opened


def test_a_step_that_reads_much_stops_in_its_middle(demo_shop: Shop) -> None:
    task = Task()

    def stop(_progress: Progress) -> None:
        task.cancel()

    task.on_progress = stop
    with pytest.raises(Cancelled):
        demo_shop.submit_aside(check_step, 0, task).result()
    task = Task()
    assert [demo_shop.submit_aside(check_step, number, task).result() for number in range(STEPS)] == [()] * STEPS


def _first_steps(shop: Shop, count: int) -> BegunCheck:
    begun = None
    for _step in range(count):
        begun = shop.submit_aside(next_step, begun, Task()).result()
    assert begun is not None
    return begun


def test_how_far_a_check_is_outlives_the_program_and_what_it_found_with_it(shop: Shop) -> None:
    left = home_of(shop.path).parent / ".person.zip.part"
    left.write_text("what was written so far", encoding="utf-8")
    later = datetime.now(UTC) + timedelta(days=2)
    clock.set_source(lambda: later)
    begun = _first_steps(shop, 3)
    assert shop.ask(last_check).begun == begun
    assert (begun.done, begun.of, begun.found) == (3, STEPS, ())
    assert noted_check(shop.path) is None
    while begun.done < STEPS:
        begun = shop.submit_aside(next_step, shop.ask(last_check).begun, Task()).result()
    found = shop.submit_ask(check).result()
    assert [one.code for one in found] == ["files.unfinished"]
    assert shop.ask(last_check) == LastCheck(found, is_due=False), "in words, with the rows"
    assert begun_check(shop.path) is None


def test_a_check_that_is_broken_off_keeps_what_was_done_before(shop: Shop) -> None:
    begun = _first_steps(shop, 2)
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        shop.submit_aside(next_step, begun, task).result()
    assert shop.ask(last_check).begun == begun


def test_the_note_of_a_whole_check_stays_while_the_next_is_under_way(shop: Shop) -> None:
    shop.submit_ask(check_and_note).result()
    whole = noted_check(shop.path)
    _first_steps(shop, 2)
    assert noted_check(shop.path) == whole
    shop.submit_ask(check_and_note).result()
    assert begun_check(shop.path) is None, "one by hand looked at everything"


def test_steps_that_are_too_old_or_of_another_program_are_not_counted(shop: Shop) -> None:
    begun = _first_steps(shop, 2)
    note_begun(shop.path, replace(begun, of=STEPS + 1))
    assert shop.ask(last_check).begun is None
    note_begun(shop.path, begun)
    later = begun.since + CHECK_EVERY
    clock.set_source(lambda: later)
    assert shop.ask(last_check).begun is None


def test_steps_of_the_file_that_a_restore_replaced_are_not_counted(shop: Shop) -> None:
    _first_steps(shop, 2)
    path = shop.path
    shop.close()
    copy = path.with_name("restored")
    shutil.copyfile(path, copy)
    copy.replace(path)
    assert begun_check(path) is None


@pytest.mark.parametrize("note", ["[]", '{"since": "2026-11-01"}', '{"since": 7, "done": 1, "of": 2, "found": []}'])
def test_a_note_that_says_nothing_is_none(shop: Shop, note: str) -> None:
    kept = home_of(shop.path) / ".checked.json"
    _first_steps(shop, 1)
    file = json.loads(kept.read_text(encoding="utf-8"))[shop.path.name]["begun"]["file"]
    said = json.loads(note)
    begun = {**said, "file": file} if isinstance(said, dict) else said
    kept.write_text(json.dumps({shop.path.name: {"begun": begun}}), encoding="utf-8")
    assert begun_check(shop.path) is None


@pytest.mark.parametrize("found", [1, [7], [{"code": "ids"}], [{"code": "ids", "message": [], "rows": []}]])
@pytest.mark.expects_log
def test_a_note_whose_findings_cannot_be_read_is_no_obstacle(shop: Shop, found: object) -> None:
    kept = home_of(shop.path) / ".checked.json"
    _first_steps(shop, 1)
    note = {"at": clock.now().isoformat(), "found": found}
    kept.write_text(json.dumps({shop.path.name: note}), encoding="utf-8")
    assert shop.ask(last_check).found == ()
    assert shop.ask(last_check).is_due == (found == 1), "how many things do not hold, without which, is no note"


def test_where_nothing_can_be_noted_the_steps_are_done_all_the_same(shop: Shop) -> None:
    home_of(shop.path).write_text("a file where the folder should be", encoding="utf-8")
    assert _first_steps(shop, 3).done == 3
    home_of(shop.path).unlink()


def test_what_was_found_in_a_damaged_file_is_not_said_of_the_one_restored_in_its_place(demo_shop: Shop) -> None:
    shop, path = demo_shop, demo_shop.path
    backup = make(shop).backup.path
    shop.ask(check_and_note)
    assert noted_check(path) is not None
    shop.close()
    restore_in_place(backup, path)
    assert noted_check(path) is None
