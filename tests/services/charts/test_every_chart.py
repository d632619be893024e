"""Every chart against plain Python over the raw rows: on generated shops, the demo, and three platforms' samples."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from services.channels.queries import channels
from services.channels.terms import Terms, set_terms
from services.charts.chart import Figures
from services.charts.registry import CHARTS
from services.importing.service import ImportSession
from services.rollups.asked import Asked, Compare, Step, ask
from services.shop import Shop
from tests.ready_shops import ready_shop
from tests.services.charts.plain_charts import PLAIN, Raw, rfm_money, three_in_seven
from tests.shared_data import WHY_SKIPPED, shared_data_or_none

FORMATS = Path(__file__).resolve().parents[2] / "data" / "formats"
SAMPLES = ("taobao.orders", "shopify.orders", "etsy.orders")
REAL = (
    ("taobao/ExportOrderList_2017_toyshop.csv", "taobao/ExportOrderDetailList_2017_toyshop.csv"),
    ("shopify/orders_export_2026_BDT_numeric-order-names.csv",),
    ("etsy/EtsySoldOrders2023.csv",),
)
BY_HAND = {"goal-pace", "budget-pace", "cash-forecast"}
"""Those that test_plans works out by hand."""
COSTING = {"profit", "waterfall", "channels", "abc", "bubbles"}
"""Those whose plain reckoning knows no freight rules, couriers' bills and after-sales."""


def test_every_chart_has_a_plain_reckoning() -> None:
    assert set(PLAIN) | BY_HAND == set(CHARTS)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of invented orders over three years whose channels have terms."""
    path = ready_shop(tmp_path_factory, 900, seed=7)
    with Shop.open(path, who="tests") as shop:
        for number, one in enumerate(shop.ask(channels)):
            terms = Terms(date(2000, 1, 1), fee_ppm=6_000, commission_ppm=20_000 + number, ads_ppm=50_000,
                          freight_minor=320, packing_minor=80)  # fmt: skip
            shop.run(set_terms, one.id, terms)
    return path


@pytest.fixture(scope="module")
def sample_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo shop, which the real import filled."""
    return ready_shop(tmp_path_factory)


def _asked(shop: Shop, first: date | None, last: date | None, days: int = 30, **more: Any) -> Asked:
    return replace(shop.ask(ask, first, last, days=days, compare=Compare.NOTHING, **more), step=Step.DAY)


def _reckoned(connection: Connection, key: str, asked: Asked) -> Any:
    return PLAIN[key](Raw(connection, asked))


def _agrees(shop: Shop, asked: Asked, leave: frozenset[str] = frozenset()) -> set[str]:
    """Compare every chart that has something to show; returns which."""
    seen = set()
    for key in PLAIN:
        figures = shop.ask(CHARTS[key].figures, asked)
        if figures.missing is None and key not in leave:
            seen.add(key)
            right = shop.ask(_reckoned, key, asked)
            for place, (one, wanted) in enumerate(zip(figures.series, right, strict=False)):
                _same(f"{key}, series {place}", figures, one.values, wanted)
            if figures.beside:
                money = shop.ask(lambda connection: rfm_money(Raw(connection, asked)))
                assert [list(one.values) for one in figures.beside] == money
    return seen


def _same(what: str, figures: Figures, shown: Sequence[int | None], wanted: Any) -> None:
    if wanted is None:
        return
    if isinstance(wanted, dict):
        known = {key: value for key, value in wanted.items() if key in figures.keys}
        assert dict(zip(figures.keys, shown, strict=True)) == {**dict.fromkeys(figures.keys, 0), **known}, what
        left_out = [value for key, value in wanted.items() if key not in figures.keys]
        if len(figures.keys) < len(wanted) and what.endswith("series 0") and None not in shown:
            assert not left_out or max(left_out) <= max(one for one in shown if one is not None), what
        return
    if any(isinstance(one, float) for one in wanted):
        assert all(abs((one or 0) - right) <= 60 for one, right in zip(shown, wanted, strict=True)), what
        return
    assert list(shown)[: len(wanted)] == [*wanted][: len(shown)], what


@pytest.mark.exhaustive
def test_charts_of_a_generated_shop_are_those_of_its_rows(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        seen = _agrees(shop, _asked(shop, None, None, days=200))
        assert {"sales", "profit", "waterfall", "channels", "abc", "bubbles", "forecast", "cohorts", "rfm", "repeat",
                "hours", "provinces", "products", "averages"} <= seen  # fmt: skip
        for channel in shop.ask(channels)[:2]:
            _agrees(shop, _asked(shop, None, None, days=90, channel_id=channel.id))


def test_charts_of_the_demo_are_those_of_its_rows(sample_shop: Path) -> None:
    with Shop.open(sample_shop, read_only=True, who="tests") as shop:
        seen = _agrees(shop, _asked(shop, None, None, days=60), frozenset(COSTING))
        assert {"second-order", "interval"} <= seen
        assert {"sales", "refunds", "refund-reasons", "case-costs", "ads", "funnel", "scores", "cash-flow", "ageing",
                "cover", "products"} <= seen  # fmt: skip


@pytest.mark.parametrize("sample", SAMPLES)
def test_charts_of_an_imported_file_are_those_of_its_rows(shop: Shop, sample: str) -> None:
    with ImportSession(shop) as session:
        session.add(FORMATS / sample / "sample.csv")
        session.submit_apply().result()
    seen = _agrees(shop, _whole(shop))
    assert {"sales", "orders", "channels", "averages", "hours"} <= seen
    assert ("profit" in seen) == (sample == "taobao.orders")  # goods cost in the shop's currency


@pytest.mark.skipif(shared_data_or_none() is None, reason=WHY_SKIPPED)
@pytest.mark.parametrize("names", REAL, ids=lambda names: names[0].partition("/")[0])
def test_charts_of_a_real_export_are_those_of_its_rows(tmp_path: Path, names: tuple[str, ...]) -> None:
    folder = shared_data_or_none()
    assert folder is not None
    with Shop.create(tmp_path / "real.shop", who="tests") as shop:
        with ImportSession(shop) as session:
            for name in names:
                session.add(folder / name)
            session.submit_apply().result()
        seen = _agrees(shop, _whole(shop))
        assert {"sales", "orders", "channels", "averages", "hours"} <= seen


def _whole(shop: Shop) -> Asked:
    """The currency and all the days most orders are in."""
    asked = shop.ask(ask)
    days = [one.ordered_on for one in shop.ask(lambda connection: Raw(connection, asked).counted)]
    return _asked(shop, min(days), max(days))


def test_the_share_that_orders_three_times_in_seven_days_is_that_of_the_rows(sample_shop: Path) -> None:
    with Shop.open(sample_shop, read_only=True, who="tests") as shop:
        asked = shop.ask(ask)
        keen, everybody = shop.ask(lambda connection: three_in_seven(Raw(connection, asked)))
        note = shop.ask(CHARTS["second-order"].figures, asked)
        assert note.title.params["share"] == f"{keen / everybody * 100:.1f}%"
