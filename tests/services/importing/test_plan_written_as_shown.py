"""A plan that was shown is written as it is, unless the shop, the files or the choices are others by then."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services import settings
from services.errors import Cancelled
from services.importing.service import ImportSession
from services.integrity import check
from services.kernel.tasks import Task
from services.orders import commands as orders
from services.shop import Shop
from tests.services.importing.applying import apply, table

_HEADERS = ("Order no.", "Channel", "Order status", "Item", "Quantity", "Paid", "Ordered at", "Receiver", "Buyer note")
_ONE = ("A-1", "Stall", "To ship", "Candle", "2", "78.00", "2026-11-20 09:30:00", "Zhou Min", "")
_TWO = ("A-2", "Stall", "To ship", "Soap", "1", "20.00", "2026-11-20 10:30:00", "Li Na", "")


@pytest.fixture
def session(shop: Shop, tmp_path: Path) -> Iterator[ImportSession]:
    """Two orders, read and not yet written."""
    with ImportSession(shop) as found:
        found.add(table(tmp_path / "two.csv", _HEADERS, _ONE, _TWO))
        yield found


def test_what_was_shown_is_written(shop: Shop, session: ImportSession) -> None:
    shown = session.submit_preview().result().plan
    outcome = session.submit_apply().result()
    assert outcome.value.plan is shown
    assert (shown.files[0].counts.new, len(outcome.value.new_order_ids)) == (2, 2)
    assert shop.ask(check) == ()
    shop.undo()
    again = session.submit_apply().result().value
    assert again.plan is not shown, "written once, a plan is made anew"
    assert (again.plan.files[0].counts.new, len(again.new_order_ids)) == (2, 2)


def test_orders_that_came_meanwhile_are_looked_at(shop: Shop, session: ImportSession, tmp_path: Path) -> None:
    shown = session.submit_plan().result()
    apply(shop, table(tmp_path / "one.csv", _HEADERS, (*_ONE[:5], "80.00", *_ONE[6:])))
    written = session.submit_apply().result().value
    assert written.plan is not shown
    assert (written.plan.files[0].counts.new, written.plan.files[0].counts.updated) == (1, 1)


def test_an_undo_meanwhile_is_seen(shop: Shop, session: ImportSession, tmp_path: Path) -> None:
    apply(shop, table(tmp_path / "one.csv", _HEADERS, _ONE))
    assert session.submit_plan().result().files[0].counts.new == 1
    shop.undo()
    assert session.submit_apply().result().value.plan.files[0].counts.new == 2


def test_a_redo_meanwhile_is_seen(shop: Shop, session: ImportSession, tmp_path: Path) -> None:
    apply(shop, table(tmp_path / "one.csv", _HEADERS, _ONE))
    shop.undo()
    assert session.submit_plan().result().files[0].counts.new == 2
    shop.redo()
    counts = session.submit_apply().result().value.plan.files[0].counts
    assert (counts.new, counts.unchanged) == (1, 1)


def test_a_setting_changed_meanwhile_makes_another_plan(shop: Shop, session: ImportSession) -> None:
    shown = session.submit_plan().result()
    shop.run(settings.change, settings.ZONE.key, "America/New_York")
    assert session.submit_apply().result().value.plan is not shown


def test_other_choices_and_other_files_make_another_plan(shop: Shop, session: ImportSession, tmp_path: Path) -> None:
    apply(shop, table(tmp_path / "one.csv", _HEADERS, _ONE))
    shop.run(orders.edit, 1, {"buyer_note": "ours"})
    session.add(table(tmp_path / "note.csv", _HEADERS, (*_ONE[:8], "theirs")))
    shown = session.submit_plan().result()
    assert [conflict.field for conflict in shown.conflicts] == ["buyer_note"]
    session.remove(tmp_path / "two.csv")
    written = session.submit_apply(chosen=frozenset({("A-1", "buyer_note")})).result().value
    assert written.plan is not shown
    assert not written.plan.conflicts


def test_a_write_that_was_given_up_is_planned_anew(session: ImportSession) -> None:
    shown = session.submit_plan().result()
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        session.submit_apply(task=task).result()
    written = session.submit_apply().result().value
    assert written.plan is not shown
    assert len(written.new_order_ids) == 2
