"""Daily figures of listed items typed by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, select

from models.growth import ItemDay
from services.channels.commands import add as add_channel
from services.errors import Invalid
from services.growth.item_sheets import ItemDraft, add_item_day, delete_item_days, type_item_figure
from services.growth.queries import ITEM_DAYS
from services.integrity import check
from services.shop import Shop
from services.types import Platform, TableRequest

DAY = date(2026, 11, 1)


def _rows(connection: Connection) -> list[tuple[Any, ...]]:
    c = ItemDay.table().c
    return [tuple(row) for row in connection.execute(select(c.natural_key, c.visitors, c.paid_minor).order_by(c.id))]


def _channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Lake", Platform.TAOBAO).value)


def test_an_items_day_is_typed_corrected_and_deleted(shop: Shop) -> None:
    draft = ItemDraft(_channel(shop), DAY, " 680000000001 ", "Towel", {"visitors": 200, "paid": 4_350})
    row_id = shop.run(add_item_day, draft).value
    assert shop.ask(_rows) == [("2026-11-01|680000000001", 200, 4_350)]
    shop.run(type_item_figure, row_id, "paid", "50.5")
    shop.run(type_item_figure, row_id, "visitors", "")
    assert shop.ask(_rows) == [("2026-11-01|680000000001", None, 5_050)]
    shop.run(delete_item_days, [row_id])
    assert shop.ask(_rows) == []
    shop.undo()
    assert len(shop.ask(_rows)) == 1
    assert shop.ask(check) == ()


def test_conversion_and_value_are_of_the_items_own_visitors(shop: Shop) -> None:
    figures = {"visitors": 320, "buyers": 12, "paid": 43_500}
    shop.run(add_item_day, ItemDraft(_channel(shop), DAY, "1", None, figures))
    shown = [ITEM_DAYS.column(key).expression for key in ("conversion", "visitor_value")]
    assert shop.ask(lambda connection: connection.execute(ITEM_DAYS.select(shown, TableRequest())).one()) == (
        37_500,
        136,
    )


@pytest.mark.parametrize(
    "wrong",
    [{"visitors": -1}, {"visits": 3}, {"carts": 10**16}],
)
def test_figures_that_cannot_be_are_refused(shop: Shop, wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        shop.run(add_item_day, ItemDraft(_channel(shop), DAY, "1", None, wrong))


def test_an_item_without_a_number_and_a_second_row_of_the_day_are_refused(shop: Shop) -> None:
    channel = _channel(shop)
    with pytest.raises(Invalid):
        shop.run(add_item_day, ItemDraft(channel, DAY, "  "))
    shop.run(add_item_day, ItemDraft(channel, DAY, "1"))
    with pytest.raises(Invalid):
        shop.run(add_item_day, ItemDraft(channel, DAY, "1"))
