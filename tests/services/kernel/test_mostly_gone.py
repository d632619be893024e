"""Where most of what a projection repeats went away it is computed anew; names of any kind can be listed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, select

from models.dialects.listed import as_texts, listed_texts
from models.orders import Order
from models.projections import OrderSummary
from services.kernel import projections
from services.kernel.tasks import Task
from services.orders.projections import OrderSummaries
from services.registry import PROJECTIONS
from services.shop import Shop
from tests.journal import commands

_FEW = [f"10{number:014d}" for number in range(4)]
_MANY = [f"26{number:014d}" for number in range(30)]


def _everything_is_right(shop: Shop) -> None:
    for projection in PROJECTIONS:
        assert shop.ask(projection.verify) == [], projection.name


def _summaries(connection: Connection) -> int:
    return len(connection.execute(select(OrderSummary.table().c.order_id)).all())


@pytest.mark.parametrize("others", [[], _FEW], ids=["none are left", "few are left"])
def test_what_an_import_left_is_computed_anew_when_it_is_taken_back(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, others: list[str]
) -> None:
    monkeypatch.setattr(projections, "_MANY", 10)
    rebuilt: list[int] = []
    whole = OrderSummaries.rebuild

    def noted(self: OrderSummaries, connection: Connection, task: Task) -> None:
        rebuilt.append(1)
        whole(self, connection, task)

    monkeypatch.setattr(OrderSummaries, "rebuild", noted)
    channel_id = shop.run(commands.open_channel, "Camellia").value
    if others:
        shop.run(commands.import_orders, channel_id, others)
    shop.run(commands.import_orders, channel_id, _MANY)
    assert rebuilt == []
    shop.undo()
    assert rebuilt == [1]
    assert shop.ask(_summaries) == len(others)
    _everything_is_right(shop)
    shop.redo()
    assert shop.ask(_summaries) == len(others) + len(_MANY)
    _everything_is_right(shop)


def test_what_is_the_smaller_part_of_the_shop_is_taken_out_by_itself(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projections, "_MANY", 2)
    channel_id = shop.run(commands.open_channel, "Camellia").value
    shop.run(commands.import_orders, channel_id, _MANY)
    shop.run(commands.import_orders, channel_id, _FEW)
    monkeypatch.setattr(OrderSummaries, "rebuild", None)
    shop.undo()
    assert shop.ask(_summaries) == len(_MANY)
    monkeypatch.undo()
    _everything_is_right(shop)


def test_rows_are_not_counted_further_than_asked(shop: Shop) -> None:
    channel_id = shop.run(commands.open_channel, "Camellia").value
    shop.run(commands.import_orders, channel_id, _FEW)
    table = Order.table()
    assert shop.ask(lambda connection: projections.has_fewer_rows(connection, table, len(_FEW) + 1))
    assert not shop.ask(lambda connection: projections.has_fewer_rows(connection, table, len(_FEW)))


@given(st.lists(st.text(alphabet=st.sampled_from('a\0\uffff\ufffe\ufffd"\\\n\U0001f600'), max_size=6), max_size=6))
@settings(max_examples=100)
def test_texts_of_any_characters_are_listed_as_they_are(texts: list[str]) -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        found = list(connection.execute(listed_texts("names"), {"names": as_texts(texts)}).scalars())
    engine.dispose()
    assert found == texts
