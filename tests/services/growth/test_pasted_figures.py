"""A block of figures is written as one step, or not at all."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import Connection, select

from models.growth import ShopDay
from services.channels.commands import add as add_channel
from services.errors import Invalid
from services.growth.daily_sheets import add_days
from services.growth.pasted_figures import Sheet, paste_figures
from services.shop import Shop
from services.types import Platform

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 2)


def _figures(connection: Connection) -> list[tuple[int | None, int | None]]:
    c = ShopDay.table().c
    return [(row.visitors, row.paid_minor) for row in connection.execute(select(c.visitors, c.paid_minor))]


@pytest.fixture
def days(shop: Shop) -> list[int]:
    """Two empty days of a channel."""
    channel = int(shop.run(add_channel, "Lake", Platform.TAOBAO).value)
    return [int(one) for one in shop.run(add_days, channel, FIRST, LAST).value]


def test_a_block_is_written_as_if_each_figure_were_typed_and_taken_back_at_once(shop: Shop, days: list[int]) -> None:
    block = [(days[0], "visitors", "1,200"), (days[0], "paid", "88.50"), (days[1], "visitors", ""),
             (days[1], "paid", "12")]  # fmt: skip
    outcome = shop.run(paste_figures, Sheet.DAYS, block)
    assert str(outcome.changes.label) == "Paste 4 figures"
    assert shop.ask(_figures) == [(1_200, 8_850), (None, 1_200)]
    shop.undo()
    assert shop.ask(_figures) == [(None, None), (None, None)]


def test_one_figure_that_cannot_be_leaves_all_as_it_was(shop: Shop, days: list[int]) -> None:
    block = [(days[0], "visitors", "300"), (days[1], "visitors", "many")]
    with pytest.raises(Invalid) as refused:
        shop.run(paste_figures, Sheet.DAYS, block)
    assert "many" in str(refused.value)
    assert shop.ask(_figures) == [(None, None), (None, None)]
