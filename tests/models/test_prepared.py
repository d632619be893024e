"""A prepared statement answers what SQLAlchemy answers, and rows are replaced by writing what differs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BindParameter, Connection, bindparam, create_engine, event, func, select, type_coerce
from sqlalchemy.types import Text

from models.dialects import compiling, prepared, sqlite
from models.dialects.prepared import Prepared
from models.dialects.stored import insert_stored, replace_stored, stored_result
from models.enums.orders import OrderStatus
from models.orders import Order
from models.projections import DailySales

_o = Order.table()
_days = DailySales.table()
_DAYS: BindParameter[Any] = bindparam("days", type_=_o.c.ordered_on.type, expanding=True)
_NAMES = ("day", "channel_id", "currency", "orders", "paid_minor", "refunded_minor")


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = create_engine(compiling.ADDRESS)
    with engine.connect() as found:
        sqlite.create_schema(found)
        for number, status in enumerate(("paid", "shipped", "closed", "paid"), start=1):
            row = {"id": number, "version": 1, "channel_id": 1, "external_no": f"N{number}", "status": status,
                   "refund_status": "none", "flag": "none", "currency": "CNY",
                   "is_damaged_no": 0, "ordered_on": f"2026-01-0{number}"}  # fmt: skip
            insert_stored(found, "orders", tuple(row), [tuple(row.values())])
        yield found
    engine.dispose()


def test_values_of_every_kind_go_where_the_statement_names_them(connection: Connection) -> None:
    statement = select(_o.c.id, _o.c.ordered_on).where(
        _o.c.status.in_((OrderStatus.PAID, OrderStatus.SHIPPED)), _o.c.ordered_on.in_(_DAYS), _o.c.id > bindparam("low")
    )
    days = [date(2026, 1, day) for day in (1, 2, 3)]
    prepared = Prepared(statement.order_by(_o.c.id).limit(5))
    assert prepared.rows(connection, days=days, low=0) == [(1, "2026-01-01"), (2, "2026-01-02")]
    assert prepared.rows(connection, days=days, low=1) == [(2, "2026-01-02")]
    assert prepared.column(connection, days=days[:1], low=0) == [1]
    assert prepared.first(connection, days=[], low=0) is None


def test_a_list_named_twice_is_given_once(connection: Connection) -> None:
    ids: BindParameter[Any] = bindparam("ids", expanding=True)
    prepared = Prepared(select(_o.c.id).where(_o.c.id.in_(ids), _o.c.channel_id.in_(ids)).order_by(_o.c.id))
    assert prepared.column(connection, ids=[1, 2]) == [1, 2]
    assert prepared.column(connection, ids=[2]) == []


def test_nothing_is_in_an_empty_list_and_everything_outside_it(connection: Connection) -> None:
    ids: BindParameter[Any] = bindparam("ids", expanding=True)
    assert Prepared(select(func.count()).where(_o.c.id.in_(ids))).column(connection, ids=[]) == [0]
    assert Prepared(select(func.count()).where(_o.c.id.not_in(ids))).column(connection, ids=[]) == [4]


def test_a_value_nobody_gives_is_a_mistake(connection: Connection) -> None:
    with pytest.raises(KeyError):
        Prepared(select(_o.c.id).where(_o.c.id == bindparam("one"))).rows(connection)


def test_a_statement_with_values_in_its_text_cannot_be_prepared(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prepared, "_ALL", [])  # what is made ready at a start is the program's own
    inline: BindParameter[Any] = bindparam("kind", "x", type_=Text(), literal_execute=True)
    with pytest.raises(TypeError):
        Prepared(select(type_coerce(inline, Text()))).rows(connection)


def test_whoever_listens_to_the_engine_hears_it(connection: Connection) -> None:
    heard: list[str] = []
    event.listen(connection.engine, "before_cursor_execute", lambda _c, _cursor, text, *_rest: heard.append(text))
    Prepared(select(_o.c.id).limit(1)).rows(connection)
    assert len(heard) == 1
    assert heard[0].startswith("SELECT orders.id")


_ROWS = st.dictionaries(
    st.tuples(st.sampled_from(["2026-01-01", "2026-01-02"]), st.integers(1, 3), st.sampled_from(["CNY", "USD"])),
    st.tuples(st.integers(0, 2), st.integers(0, 2), st.integers(0, 1)),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(old=_ROWS, new=_ROWS)
def test_replaced_rows_are_the_new_ones(old: dict[Any, Any], new: dict[Any, Any]) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        _days.create(connection)
        before, after = ([(*key, *values) for key, values in rows.items()] for rows in (old, new))
        insert_stored(connection, _days.name, _NAMES, before)
        replace_stored(connection, _days.name, _NAMES, 3, before, after)
        kept = stored_result(connection, select(*(_days.c[name] for name in _NAMES)))
    engine.dispose()
    assert set(kept) == set(after)


def test_what_is_as_it_was_is_not_written(connection: Connection) -> None:
    rows = [("2026-01-01", 1, "CNY", 2, 300, 0), ("2026-01-02", 1, "CNY", 1, 100, 0)]
    insert_stored(connection, _days.name, _NAMES, rows)
    written: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda _c, _cursor, text, *_rest: written.append(text))
    replace_stored(connection, _days.name, _NAMES, 3, rows, rows)
    assert written == []
    replace_stored(connection, _days.name, _NAMES, 3, rows, [rows[0], (*rows[1][:4], 150, 0)])
    assert written == [
        'UPDATE "daily_sales" SET "paid_minor" = ? WHERE "day" = ? AND "channel_id" = ? AND "currency" = ?'
    ]
