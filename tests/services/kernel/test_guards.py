"""The one door: what writes beside it fails loudly, and what goes through it is all or nothing."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import Session

from models.channels import Channel
from models.database import WrongThread
from models.entities import Entity
from models.enums.orders import Platform
from models.journal import Operation, OperationKind
from models.orders import Order
from services import i18n
from services import settings as shop_settings
from services.errors import Cancelled, Invalid, NotFound
from services.i18n import N_
from services.kernel.changes import ChangeSet
from services.kernel.command import command, spec_of
from services.kernel.recorder import WriteOutsideCommand
from services.kernel.tasks import Progress, Task
from services.kernel.unit_of_work import UnitOfWork
from services.messages import from_json, render
from services.shop import Shop
from tests.journal import commands
from tests.services.soundness import rows


def operations(connection: Connection) -> int:
    """How many lines History has."""
    return int(connection.execute(select(func.count()).select_from(Operation)).scalar_one())


@command("test.nothing", N_("Test: nothing"))
def nothing(_uow: UnitOfWork) -> str:
    """Change nothing at all."""
    return "done"


@command("test.bulk_statement", N_("Test: bulk statement"))
def bulk_statement(uow: UnitOfWork, kind: str) -> None:
    """Write past the journal."""
    statements: dict[str, Any] = {
        "update": update(Channel).values(name="B"),
        "core update": update(Channel.table()).values(name="B"),
        "insert": insert(Channel).values(id=9, name="C", platform=Platform.OTHER, currency="CNY", zone="UTC"),
        "delete": Channel.table().delete(),
    }
    uow.session.execute(statements[kind])


@command("test.break", N_("Test: break"))
def breaks(uow: UnitOfWork) -> None:
    """Fail after having written."""
    commands.open_channel(uow, "half")
    uow.flush()
    raise ZeroDivisionError


@command("test.no_id", N_("Test: no id"))
def add_past_the_unit_of_work(uow: UnitOfWork) -> None:
    """A row whose id did not come from the counter."""
    uow.session.add(Channel(name="B", platform=Platform.OTHER, currency="CNY", zone="UTC"))


def test_a_journaled_row_cannot_be_written_outside_a_command(shop: Shop) -> None:
    before = shop.ask(rows)
    with shop._runner._sessions(bind=shop._database.writer) as session:
        session.add(Channel(id=5, name="B", platform=Platform.OTHER, currency="CNY", zone="UTC"))
        with pytest.raises(WriteOutsideCommand):
            session.commit()
    assert shop.ask(rows) == before


@pytest.mark.parametrize("kind", ["update", "core update", "insert", "delete"])
def test_bulk_statements_are_refused(shop: Shop, kind: str) -> None:
    shop.run(commands.open_channel, "A")
    before = shop.ask(rows)
    with pytest.raises(WriteOutsideCommand):
        shop.run(bulk_statement, kind)
    assert shop.ask(rows) == before


def test_a_function_that_is_no_command_may_not_write(shop: Shop) -> None:
    def beside(uow: UnitOfWork) -> None:
        commands.open_channel(uow, "A")

    with pytest.raises(TypeError, match="not a @command"):
        shop.run(beside)
    assert spec_of(nothing).code == "test.nothing"


def test_two_commands_may_not_share_a_code() -> None:
    with pytest.raises(ValueError, match=r"test\.nothing"):
        command("test.nothing", N_("Test: again"))(bulk_statement)


def test_the_windows_thread_can_neither_wait_nor_connect(shop: Shop) -> None:
    shop.forbid_thread(threading.get_ident())
    with pytest.raises(WrongThread):
        shop.run(commands.open_channel, "A")
    with pytest.raises(WrongThread):
        shop.ask(operations)
    with pytest.raises(WrongThread):
        shop.undo()
    with pytest.raises(WrongThread):
        shop.redo()
    with pytest.raises(WrongThread), shop._database.reading():
        pass
    assert shop._database.writer is not None
    with pytest.raises(WrongThread), Session(shop._database.writer) as session:
        session.execute(select(1))
    assert shop.submit(commands.open_channel, "B").result().value == 1  # and not 2: nothing was queued above


def test_a_dry_run_reports_and_changes_nothing(shop: Shop) -> None:
    shop.run(commands.open_channel, "A")
    heard: list[ChangeSet] = []
    shop.subscribe(heard.append)
    before = shop.ask(rows), shop.ask(operations)
    outcome = shop.run(commands.import_orders, 1, ["N1", "N2"], dry_run=True)
    assert list(outcome.changes.rows[Entity.ORDER]) == outcome.value
    assert (shop.ask(rows), shop.ask(operations)) == before
    assert heard == []


def test_a_command_that_changes_nothing_leaves_no_line(shop: Shop) -> None:
    heard: list[ChangeSet] = []
    shop.subscribe(heard.append)
    shop.run(shop_settings.change, "shop.name", "A")
    before = shop.ask(operations)
    assert shop.run(nothing).value == "done"
    shop.run(shop_settings.change, "shop.name", "A")
    assert shop.ask(operations) == before
    assert len(heard) == 1


def test_a_command_that_fails_leaves_nothing(shop: Shop) -> None:
    before = shop.ask(rows), shop.ask(operations)
    with pytest.raises(ZeroDivisionError):
        shop.run(breaks)
    assert (shop.ask(rows), shop.ask(operations)) == before
    assert shop.run(commands.open_channel, "A").value == 1


def test_a_row_without_an_id_from_the_counter_is_refused(shop: Shop) -> None:
    with pytest.raises(Exception, match="id"):
        shop.run(add_past_the_unit_of_work)
    assert shop.ask(operations) == 0


def test_a_cancelled_command_leaves_nothing(shop: Shop) -> None:
    shop.run(commands.open_channel, "A")
    before = shop.ask(rows), shop.ask(operations)
    seen: list[Progress] = []

    def stop(progress: Progress) -> None:
        seen.append(progress)
        task.cancel()

    task = Task(on_progress=stop)
    with pytest.raises(Cancelled):
        shop.run(commands.import_orders, 1, [f"N{i}" for i in range(12_000)], task=task)
    assert seen
    assert task.is_cancelled
    assert (shop.ask(rows), shop.ask(operations)) == before


def test_a_command_cancelled_in_the_queue_leaves_nothing(shop: Shop) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        shop.run(commands.open_channel, "A", task=task)
    assert shop.ask(operations) == 0


def test_a_cancelled_undo_changes_nothing(shop: Shop) -> None:
    shop.run(commands.open_channel, "A")
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        shop.submit_undo(task=task).result()
    assert shop.ask(operations) == 1


@pytest.mark.expects_log
def test_a_listener_that_fails_stops_nobody(shop: Shop) -> None:
    heard: list[ChangeSet] = []

    def fails(_changes: ChangeSet) -> None:
        raise RuntimeError("listener")

    shop.subscribe(fails)
    stop = shop.subscribe(heard.append)
    outcome = shop.run(commands.open_channel, "A")
    assert heard == [outcome.changes]
    stop()
    shop.undo()
    assert len(heard) == 1


def test_listeners_learn_of_undo_too(shop: Shop) -> None:
    heard: list[ChangeSet] = []
    shop.run(commands.open_channel, "A")
    shop.subscribe(heard.append)
    shop.undo()
    assert [(one.kind, list(one.rows[Entity.CHANNEL])) for one in heard] == [(OperationKind.UNDO, [1])]


def test_history_reads_in_the_language_that_is_on(shop: Shop) -> None:
    shop.run(shop_settings.change, "shop.name", "店")
    shop.run(commands.open_channel, "A")
    shop.run(commands.import_orders, 1, ["N1", "N2"])
    labels = shop.ask(_labels)
    told = {}
    for language in i18n.LANGUAGES:
        i18n.set_language(language)
        told[language] = [render(from_json(label)) for label in labels]
    i18n.set_language("en")
    assert told["en"] == ["Change the setting “Shop name”", "Test: open", "Test: import 2 orders"]
    assert all(told["zh_CN"])


def test_settings_refuse_what_they_cannot_hold(shop: Shop) -> None:
    with pytest.raises(Invalid):
        shop.run(shop_settings.change, "no.such", "x")
    with pytest.raises(Invalid):
        shop.run(shop_settings.change, "shop.name", 5)
    assert shop.ask(shop_settings.read, shop_settings.SHOP_NAME) == ""


def test_a_missing_row_is_named(shop: Shop) -> None:
    with pytest.raises(NotFound, match="#7"):
        shop.run(commands.rename, 7, "X")
    with pytest.raises(NotFound):
        shop.undo(99)


@pytest.mark.exhaustive
@pytest.mark.without_undo_check("800 operations of the same kind")
def test_updates_from_many_threads_lose_nothing(shop: Shop) -> None:
    shop.run(commands.open_channel, "A")
    order = shop.run(commands.place, 1, "N1", None).value
    waiting: list[Future[Any]] = []

    def work() -> None:
        waiting.extend(shop.submit(add_one, order) for _ in range(100))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in waiting:
        one.result()
    assert len(waiting) == 800
    assert shop.ask(lambda c: c.execute(select(Order.paid_minor)).scalar_one()) == 800


@command("test.add_one", N_("Test: add one"))
def add_one(uow: UnitOfWork, order_id: int) -> None:
    """Read, add, write."""
    order = uow.get(Order, order_id)
    order.paid_minor = (order.paid_minor or 0) + 1


def test_a_closed_shop_can_be_closed_again_and_its_file_is_complete_alone(tmp_path: Path) -> None:
    shop = Shop.create(tmp_path / "a.shop")
    shop.run(commands.open_channel, "A")
    shop.close()
    shop.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.shop"]
    with Shop.open(tmp_path / "a.shop", read_only=True) as again:
        assert again.ask(operations) == 1


def _labels(connection: Connection) -> list[dict[str, object]]:
    return list(connection.execute(select(Operation.label).order_by(Operation.id)).scalars())
