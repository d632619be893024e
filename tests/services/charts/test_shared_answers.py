"""Charts that share what was read show what who asks for the first time is shown."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from services.channels.queries import channels
from services.charts.chart import Figures
from services.charts.registry import CHARTS
from services.orders.entering import LineDraft, OrderDraft, add
from services.rollups.asked import Asked, ask
from services.rollups.sold import sold
from services.shop import Shop
from services.types import OrderStatus
from tests.ready_shops import ready_shop

_SHARING = {"products", "abc", "bubbles", "profit", "waterfall", "channels", "averages", "rfm"}
_EXHAUSTIVE = pytest.mark.exhaustive


def _all(shop: Shop, asked: Asked) -> dict[str, Figures]:
    return {key: shop.ask(chart.figures, asked) for key, chart in CHARTS.items()}


def _for_the_first_time(path: Path, asked: Asked, keys: Iterable[str] = CHARTS) -> dict[str, Figures]:
    found: dict[str, Figures] = {}
    for key in keys:
        with Shop.open(path, read_only=True, who="tests") as shop:
            found[key] = shop.ask(CHARTS[key].figures, asked)
    return found


def _of(found: dict[str, Figures], keys: Iterable[str]) -> dict[str, Figures]:
    return {key: found[key] for key in keys}


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of some hundred invented orders."""
    return ready_shop(tmp_path_factory, 300, seed=5)


@pytest.mark.parametrize(
    "compared", [pytest.param(_SHARING, id="those that share"), pytest.param(CHARTS, id="all", marks=_EXHAUSTIVE)]
)
def test_a_write_and_another_question_give_new_figures(path: Path, compared: Collection[str]) -> None:
    with Shop.open(path, who="tests") as shop:
        asked = shop.ask(ask, days=90)
        before = _all(shop, asked)
        best = next(one for one in shop.ask(sold, asked) if one.sku_id)
        line = LineDraft(title=best.name, quantity=3, price_minor=5_000, sku_id=best.sku_id)
        channel = next(one.id for one in shop.ask(channels) if one.currency == asked.currency)
        order = OrderDraft(channel_id=channel, external_no="X1", status=OrderStatus.PAID, buyer="Lin",
                           paid_minor=15_000, lines=(line,))  # fmt: skip
        shop.run(add, order)
        after = _all(shop, asked)
        assert _of(after, compared) == _for_the_first_time(path, asked, compared)
        assert {key for key in CHARTS if after[key] != before[key]} >= _SHARING
        for other in (shop.ask(ask, days=30), replace(asked, channel_id=order.channel_id)):
            assert _of(_all(shop, other), compared) == _for_the_first_time(path, other, compared)
