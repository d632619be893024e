"""Totals that are remembered are those of the rows as they are: after every commit they are read again."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from models.columns import to_epoch_ms
from models.dialects import sqlite
from models.entities import Entity
from services import clock
from services.i18n import N_
from services.kernel import remembering
from services.kernel.command import command
from services.kernel.table_query import Filter, Summary, TableQuery, TableRequest, stored_rows
from services.kernel.unit_of_work import UnitOfWork
from services.orders.listing import ORDER_LIST
from services.orders.stages import Due
from services.shop import Shop
from tests.journal import commands

COUNT = 1_200
_DUE_AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
_STATUSES = ("completed",) * 6 + ("paid", "shipped", "closed", "unpaid")
_TOTALLED = [one for one in ORDER_LIST.columns.values() if one.has_total]


@command("test.totals", N_("Test: fill"))
def fill(uow: UnitOfWork) -> None:
    """Orders in two currencies, some without an amount; in a third, completed orders have none."""
    commands.open_channel(uow, "A")
    uow.flush()
    rows = []
    for number in range(COUNT):
        status = _STATUSES[number % 10]
        currency = ("CNY", "CNY", "USD", "EUR")[number % 4]
        is_known = number % 5 and not (currency == "EUR" and status == "completed")
        rows.append(
            commands.order_row(
                1,
                f"N{number:05}",
                status=status,
                currency=currency,
                paid_minor=number % 97 if is_known else None,
                declared_pieces=number % 3,
                refund_status="none",
                ordered_at=1_000 * (number % 13),
                deliver_by=to_epoch_ms(_DUE_AT) if status == "paid" else None,
            )
        )
    uow.bulk_insert(Entity.ORDER, rows)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of some orders, made once."""
    path = tmp_path_factory.mktemp("totals") / "filled.shop"
    with Shop.create(path) as shop:
        shop.run(fill)
    return path


@pytest.fixture
def shop(filled: Path, tmp_path: Path) -> Iterator[Shop]:
    """A copy of it."""
    shutil.copyfile(filled, tmp_path / "a.shop")
    with Shop.open(tmp_path / "a.shop") as shop:
        yield shop


def summary_of(shop: Shop, **request: Any) -> Summary:
    """What the order list says of the request."""
    snapshot = shop.table(ORDER_LIST, TableRequest(**request), ("paid",))
    try:
        return snapshot.ready.result()
    finally:
        snapshot.close()


def added_up(shop: Shop, **request: Any) -> dict[str, dict[str, int]]:
    """The same totals, added up row by row."""
    keys = ("currency", *(one.key for one in _TOTALLED))
    snapshot = shop.table(ORDER_LIST, TableRequest(**request), keys)
    rows = snapshot.fetch(0, COUNT).result()
    snapshot.close()
    found: dict[str, dict[str, int]] = {one.key: {} for one in _TOTALLED}
    for row in rows:
        assert row is not None
        for key, value in zip(keys[1:], row[2:], strict=True):
            if key == "pieces":
                found[key][""] = found[key].get("", 0) + value
            elif value is not None:
                found[key][row[1]] = found[key].get(row[1], 0) + value
    return found


@pytest.mark.parametrize("view", sorted(ORDER_LIST.views))
def test_the_totals_of_every_view_are_those_of_its_rows(shop: Shop, view: str) -> None:
    for _again in range(2):
        said = {key: dict(sums) for key, sums in summary_of(shop, view=view).totals.items()}
        expected = added_up(shop, view=view)
        expected["pieces"].setdefault("", 0)
        assert said == expected


@pytest.mark.parametrize("view", sorted(ORDER_LIST.left_out_of))
def test_what_a_view_leaves_out_is_all_but_its_rows(shop: Shop, view: str) -> None:
    def ids(connection: Connection, condition: Any) -> set[int]:
        statement = ORDER_LIST.select([ORDER_LIST.row_id], TableRequest(), condition)
        return set(connection.execute(statement).scalars())

    inside = shop.ask(ids, ORDER_LIST.views[view])
    outside = shop.ask(ids, ORDER_LIST.left_out_of[view])
    assert inside
    assert outside
    assert inside | outside == shop.ask(ids, None)
    assert not inside & outside


def test_another_sort_reads_no_totals_and_a_commit_has_them_read_again(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def counted(connection: Connection, statement: Any, *values: Any) -> list[Any]:
        read.append(str(statement))
        return stored_rows(connection, statement, *values)

    monkeypatch.setattr(remembering, "stored_rows", counted)
    first = summary_of(shop)
    assert len(read) == 2
    assert summary_of(shop, sort=(("paid", True),)) == first
    assert summary_of(shop, sort=(("buyer", False),)) == first
    assert len(read) == 2
    shop.run(commands.reprice, 2, 5_000, None)
    after = summary_of(shop, sort=(("paid", True),))
    assert len(read) == 4
    assert dict(after.totals["paid"])["CNY"] == dict(first.totals["paid"])["CNY"] + 5_000 - 1
    shop.undo()
    assert summary_of(shop) == first


def test_totals_that_hang_on_the_time_are_not_taken_for_those_of_another_time(shop: Shop) -> None:
    late = {"filters": (Filter("due", "is", (str(Due.LATE),)),)}
    try:
        clock.set_source(lambda: _DUE_AT - timedelta(days=3))
        assert summary_of(shop, **late).totals["pieces"] == (("", 0),)
        clock.set_source(lambda: _DUE_AT + timedelta(days=3))
        assert dict(summary_of(shop, **late).totals["pieces"]) == added_up(shop, **late)["pieces"] != {"": 0}
    finally:
        clock.set_source(None)


def test_a_connection_sees_that_another_wrote_and_not_that_itself_read(shop: Shop) -> None:
    database = shop._database
    with database.reader.connect() as connection:
        with connection.begin():
            before = sqlite.data_version(connection)
            connection.exec_driver_sql("CREATE TEMP TABLE mine (id INTEGER)")
            connection.exec_driver_sql("INSERT INTO mine VALUES (1)")
            assert sqlite.data_version(connection) == before
            shop.run(commands.reprice, 2, 1, None)
            assert sqlite.data_version(connection) == before  # what this transaction sees has not changed
        with connection.begin():
            assert sqlite.data_version(connection) != before


def test_a_list_sorted_by_what_a_companion_holds_has_every_row(shop: Shop) -> None:
    for key in ("pieces", "title", "unmatched"):
        snapshot = shop.table(ORDER_LIST, TableRequest(sort=((key, False),)), (key,))
        rows = snapshot.fetch(0, COUNT).result()
        assert len({row[0] for row in rows if row}) == COUNT == snapshot.ready.result().count
        assert [row[1] for row in rows if row] == sorted(row[1] for row in rows if row)
        snapshot.close()


def test_only_a_companion_with_the_rows_own_key_stands_for_the_rows() -> None:
    summaries, channels = (joined for joined, _on in ORDER_LIST.joins[:2])
    query: TableQuery = ORDER_LIST
    assert query.twin([summaries.c.pieces]) == (summaries, summaries.c.order_id)
    assert query.twin([channels.c.name]) is None
    assert query.twin([summaries.c.pieces, query.base.c.status]) is None
    assert query.twin([]) is None
