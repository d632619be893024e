"""What connections remember is what the file says: of the same question, and until anything is written."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Select, case, func, literal_column, select, true

from models.channels import Channel
from services import clock
from services.channels.commands import add
from services.kernel import remembering
from services.kernel.remembering import remembered_rows
from services.kernel.table_query import stored_rows
from services.shop import Shop
from services.types import Platform

_channels = Channel.table()
NOON = datetime(2026, 3, 14, 4, 0, tzinfo=UTC)


def _names(at_least: int = 0) -> Select[Any]:
    return select(_channels.c.name).where(_channels.c.id >= at_least).order_by(_channels.c.name)


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop of two channels, where time stands still."""
    clock.set_source(lambda: NOON)
    with Shop.create(tmp_path / "a.shop") as shop:
        shop.run(add, "A", Platform.OTHER)
        shop.run(add, "B", Platform.OTHER)
        yield shop


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Select[Any]]:
    """The statements that were really read, not remembered."""
    read: list[Select[Any]] = []

    def counted(connection: Connection, statement: Select[Any]) -> list[Any]:
        read.append(statement)
        return stored_rows(connection, statement)

    monkeypatch.setattr(remembering, "stored_rows", counted)
    return read


def test_the_same_is_read_once_and_again_after_a_write(shop: Shop, read: list[Select[Any]]) -> None:
    assert shop.ask(remembered_rows, _names()) == [("A",), ("B",)]
    assert shop.ask(remembered_rows, _names()) == [("A",), ("B",)]
    assert len(read) == 1
    shop.run(add, "C", Platform.OTHER)
    assert shop.ask(remembered_rows, _names()) == [("A",), ("B",), ("C",)]
    shop.undo()
    assert shop.ask(remembered_rows, _names()) == [("A",), ("B",)]
    assert len(read) == 3


def test_the_same_is_read_again_when_a_new_day_may_have_begun(shop: Shop, read: list[Select[Any]]) -> None:
    for minutes in (0, 14, 15, 29, 30):
        clock.set_source(lambda now=NOON + timedelta(minutes=minutes): now)  # type: ignore[misc]
        shop.ask(remembered_rows, _names())
    assert len(read) == 3


def test_another_value_is_another_question(shop: Shop, read: list[Select[Any]]) -> None:
    first = shop.ask(lambda connection: connection.execute(select(_channels.c.id)).scalars().first()) or 0
    assert shop.ask(remembered_rows, _names(first)) == [("A",), ("B",)]
    assert shop.ask(remembered_rows, _names(first + 1)) == [("B",)]
    assert len(read) == 2


def test_whatever_differs_in_a_statement_makes_another_question(shop: Shop, read: list[Select[Any]]) -> None:
    c = _channels.c
    asked: list[Select[Any]] = [
        select(c.id), select(c.name), select(c.id).order_by(c.id), select(c.id).order_by(c.id.desc()),
        select(c.id).limit(1), select(c.id).limit(2), select(c.id).where(c.id.in_([1])),
        select(c.id).where(c.id.in_([1, 2])), select(c.id).where(c.id.not_in([1])), select(c.id).where(c.name == "1"),
        select(c.id).where(c.id == 1), select(c.id).where(c.id == true()), select(func.min(c.id)),
        select(func.max(c.id)), select(func.sum(c.id).over(order_by=c.id)),
        select(func.sum(c.id).over(order_by=c.id, rows=(None, 0))), select(literal_column("1")),
        select(literal_column("2")), select(case((c.id > 1, 1), else_=0)), select(case((c.id > 1, 2), else_=0)),
        select(_channels.alias("other").c.id), select(c.id).where(c.id.in_(select(func.max(c.id)))),
        select(c.id).where(c.id.in_(select(func.min(c.id)))),
    ]  # fmt: skip
    for statement in [*asked, *asked]:
        rows = shop.ask(remembered_rows, statement)
        assert rows == shop.ask(stored_rows, statement)
    assert len(read) == len(asked)


def test_a_transaction_goes_on_seeing_what_it_saw(shop: Shop) -> None:
    with shop._database.reading() as connection:
        assert remembered_rows(connection, _names()) == [("A",), ("B",)]
        shop.run(add, "C", Platform.OTHER)
        assert remembered_rows(connection, _names()) == [("A",), ("B",)]
        assert remembered_rows(connection, _names(1)) == [("A",), ("B",)]
    with shop._database.reading() as connection:
        assert remembered_rows(connection, _names()) == [("A",), ("B",), ("C",)]


def test_who_writes_remembers_nothing(shop: Shop) -> None:
    writer = shop._database.writer
    assert writer is not None
    with writer.connect() as connection, connection.begin() as transaction:
        assert remembered_rows(connection, _names()) == [("A",), ("B",)]
        connection.execute(_channels.update().values(name=_channels.c.name + "!"))
        assert remembered_rows(connection, _names()) == [("A!",), ("B!",)]
        transaction.rollback()
    with writer.connect() as connection, connection.begin() as transaction:
        assert remembered_rows(connection, _names()) == [("A",), ("B",)]
        transaction.rollback()


def test_the_oldest_answers_go_first(shop: Shop, read: list[Select[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_ANSWERS", 2)
    for at_least in (0, 1, 0, 2, 0, 1):  # 1 went when 2 came, for 0 had been asked again
        shop.ask(remembered_rows, _names(at_least))
    assert len(read) == 4


def test_many_rows_push_others_out(shop: Shop, read: list[Select[Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "_ROWS", 3)
    for at_least in (0, 1, 0):  # two rows each
        shop.ask(remembered_rows, _names(at_least))
    assert len(read) == 3
    shop.ask(remembered_rows, _names(0))
    assert len(read) == 3


def test_what_is_forgotten_is_read_again(shop: Shop, read: list[Select[Any]]) -> None:
    for _again in range(2):
        shop.ask(remembered_rows, _names())
        shop.ask(remembering.forget)
    assert len(read) == 2


def test_what_one_connection_read_the_others_know(shop: Shop, read: list[Select[Any]]) -> None:
    with shop._database.reading() as one, shop._database.reading() as other:
        assert one.connection.driver_connection is not other.connection.driver_connection
        assert remembered_rows(one, _names()) is remembered_rows(other, _names())
    assert len(read) == 1


def test_who_asks_while_it_is_read_waits_for_the_answer(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Select[Any]] = []
    asked = threading.Barrier(2)

    def slow(connection: Connection, statement: Select[Any]) -> list[Any]:
        read.append(statement)
        if len(read) == 1:
            asked.wait(10)
        return stored_rows(connection, statement)

    def second(connection: Connection) -> Any:
        asked.wait(10)
        return remembered_rows(connection, _names())

    monkeypatch.setattr(remembering, "stored_rows", slow)
    both = [shop.submit_ask(remembered_rows, _names()), shop.submit_ask(second)]
    assert [one.result(20) for one in both] == [[("A",), ("B",)]] * 2
    assert len(read) == 1


def test_what_could_not_be_read_is_not_remembered(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_connection: Connection, _statement: Select[Any]) -> list[Any]:
        raise LookupError("it was given up")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(remembering, "stored_rows", broken)
        with pytest.raises(LookupError, match="given up"):
            shop.ask(lambda connection: remembered_rows(connection, _names()))
    assert shop.ask(remembered_rows, _names()) == [("A",), ("B",)]


def test_who_began_before_a_write_shares_nothing(shop: Shop) -> None:
    """His first look may be of before or after it: he reads for himself, and what he reads no other is told."""
    shop.ask(remembered_rows, _names())
    with shop._database.reading() as before:
        stored_rows(before, _names())
        shop.run(add, "C", Platform.OTHER)
        assert shop.ask(remembered_rows, _names()) == [("A",), ("B",), ("C",)]
        assert remembered_rows(before, _names()) == [("A",), ("B",)]
        assert shop.ask(remembered_rows, _names()) == [("A",), ("B",), ("C",)]
    with shop._database.reading() as late:
        shop.undo()
        assert remembered_rows(late, _names()) == [("A",), ("B",)]
        assert shop.ask(remembered_rows, _names()) == [("A",), ("B",)]


def test_what_another_program_writes_is_seen_by_all(shop: Shop) -> None:
    """It is no operation of ours, and History knows nothing of it."""
    with shop._database.reading() as one, shop._database.reading() as other:
        remembered_rows(one, _names())
        remembered_rows(other, _names())
    with closing(sqlite3.connect(shop.path)) as foreign, foreign:
        foreign.execute("UPDATE channel SET name = name || '!'")
    with shop._database.reading() as one, shop._database.reading() as other, shop._database.reading() as third:
        for connection in (other, third, one):
            assert remembered_rows(connection, _names()) == [("A!",), ("B!",)]
