"""Every key figure against plain Python over the raw rows, on platform samples and on a generated shop."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from models.base import Base
from models.entities import CLASSES
from models.orders import Order
from services import clock
from services.channels.commands import add as add_channel
from services.charts.board import arrange, board, default_board
from services.charts.chart import Unit
from services.charts.customers import cohorts, people
from services.charts.month import DEFINITIONS, key_figures, month_report
from services.charts.outlook import past_sales
from services.charts.registry import CHARTS, chart_named
from services.charts.sales import waterfall_parts
from services.charts.when_where import by_hour, by_province
from services.charts.words import short_parts
from services.errors import Invalid
from services.importing.service import ImportSession
from services.messages import render
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.rollups.asked import Asked, Compare, ask, buckets, month_end, year_before
from services.rollups.asked import Step as By
from services.rollups.sold import best_sellers, sold
from services.rollups.sums import buyers, buyers_of_long, buyers_of_parts, by_day, goods_by, whole
from services.shop import Shop
from services.stock.analysis import ranked
from services.types import Entity, OrderStatus, Platform
from tests.ready_shops import ready_shop
from tests.services.charts import plain

FORMATS = Path(__file__).resolve().parents[2] / "data" / "formats"
SAMPLES = ("taobao.orders", "shopify.orders", "etsy.orders")


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop of a thousand invented orders over three years."""
    return ready_shop(tmp_path_factory, 1_000, seed=3)


def _whole_time(shop: Shop) -> Asked:
    days = shop.ask(lambda connection: [row.ordered_on for row in plain.rows(connection, Order)])
    known = [day for day in days if day is not None]
    return shop.ask(ask, min(known), max(known))


def _require_equal(shop: Shop, asked: Asked) -> None:
    right = shop.ask(plain.plain, asked.currency, asked.first, asked.last)
    assert right.orders > 0
    now = {one.key: one.now for one in shop.ask(key_figures, asked)}
    assert now["sales"] == right.paid
    assert now["net"] == right.paid - right.refunded
    assert now["orders"] == right.orders
    assert now["buyers"] == len(right.buyers)
    assert now["per_order"] == (2 * right.paid + right.orders) // (2 * right.orders)
    if right.buyers:
        assert now["per_buyer"] == (2 * right.paid + len(right.buyers)) // (2 * len(right.buyers))
    assert shop.ask(by_hour, asked) == dict(right.hours)
    assert sum(one.orders for one in shop.ask(by_province, asked)) == right.orders
    assert {one.sku_id: one.pieces for one in shop.ask(sold, asked)} == {k: n for k, n in right.pieces.items() if n}
    days = shop.ask(by_day, asked)
    assert {day: one.paid for day, one in days.items() if one.orders} == dict(right.by_day)


@pytest.mark.parametrize("sample", SAMPLES)
def test_an_imported_file_comes_to_what_its_rows_come_to(shop: Shop, sample: str) -> None:
    with ImportSession(shop) as session:
        session.add(FORMATS / sample / "sample.csv")
        session.submit_apply().result()
    _require_equal(shop, _whole_time(shop))


def test_a_generated_shop_comes_to_what_its_rows_come_to(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        for days in (30, 365, 1_200):
            _require_equal(shop, shop.ask(ask, days=days))


def test_cohorts_are_those_of_the_raw_rows(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        asked = shop.ask(ask)
        months = [date(2026, number, 1) for number in range(1, 7)]
        right: Counter[tuple[date, int]] = Counter()
        for days in shop.ask(plain.days_of_buyers, asked.currency).values():
            first = days[0].replace(day=1)
            for month in {day.replace(day=1) for day in days}:
                right[first, (month.year - first.year) * 12 + month.month - first.month] += 1
        for month, row in shop.ask(cohorts, asked, months).items():
            assert [one for one in row if one is not None] == [right[month, place] for place in range(len(row))][
                : sum(one is not None for one in row)
            ]


def test_the_parts_of_the_waterfall_add_up_to_the_profit(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        total = whole(shop.ask(by_day, shop.ask(ask, days=400), costs=True))
        assert sum(minor for _part, minor in waterfall_parts(total)) == total.profit
        right = shop.ask(plain.plain, "CNY", date(2000, 1, 1), date(2100, 1, 1))
        assert total.paid <= right.paid


def test_every_chart_answers_and_its_rows_add_up(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        asked = shop.ask(ask, days=365)
        for key, chart in CHARTS.items():
            figures = shop.ask(chart.figures, asked)
            assert str(figures.title)
            if figures.missing is not None:
                continue
            for one in figures.series:
                assert len(one.values) == len(figures.labels), key
            assert not figures.keys or len(figures.keys) == len(figures.labels), key
            found = shop.ask(chart.behind, asked, "")
            assert all(len(row) == len(found.columns) for row in found.rows), key


@pytest.mark.parametrize(("key", "column"), [("sales", "paid"), ("channels", "paid"), ("provinces", "paid"),
                                             ("products", "amount")])  # fmt: skip
def test_the_rows_behind_a_value_come_to_the_value(generated: Path, key: str, column: str) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        asked = shop.ask(ask, days=365)
        chart = CHARTS[key]
        figures = shop.ask(chart.figures, asked)
        for place in range(min(4, len(figures.keys))):
            found = shop.ask(chart.behind, asked, figures.keys[place])
            number = [one.key for one in found.columns].index(column)
            assert sum(row[number] or 0 for row in found.rows) == figures.series[0].values[place]


def test_rows_of_an_hour_are_as_many_as_the_cell_says(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        asked = shop.ask(ask, days=365)
        figures = shop.ask(CHARTS["hours"].figures, asked)
        row, column = max(
            ((row, column) for row in range(7) for column in range(24)),
            key=lambda cell: figures.series[cell[0]].values[cell[1]] or 0,
        )
        assert (
            len(shop.ask(CHARTS["hours"].behind, asked, f"{row}|{column}").rows) == figures.series[row].values[column]
        )


def test_abc_takes_the_first_four_fifths_of_the_margin(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        asked = shop.ask(ask, days=365)
        margins = {one.sku_id: one.margin or 0 for one in shop.ask(sold, asked) if one.sku_id}
        classes = ranked(margins)
        figures = shop.ask(CHARTS["abc"].figures, asked)
        assert [classes[int(key)] for key in figures.keys] == list(figures.row_keys)
        best = sum(margins[sku] for sku, name in classes.items() if name == "A")
        assert best * 100 >= 80 * sum(max(one, 0) for one in margins.values())


def test_a_category_leaves_the_items_of_others_out(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        everything = shop.ask(ask, days=365)
        skus = shop.ask(lambda connection: plain.rows(connection, _class(Entity.SKU)))
        products = {row.id: row.category for row in shop.ask(lambda c: plain.rows(c, _class(Entity.PRODUCT)))}
        category = next(name for name in products.values() if name)
        asked = shop.ask(ask, days=365, category=category)
        right = shop.ask(plain.plain, everything.currency, everything.first, everything.last)
        within = {row.id for row in skus if products[row.product_id] == category}
        assert whole(shop.ask(by_day, asked)).paid == sum(right.amounts[sku] for sku in within)


def _class(entity: Entity) -> type[Base]:

    return CLASSES[entity]


def test_all_charts_say_what_is_missing_in_an_empty_shop(shop: Shop) -> None:
    asked = shop.ask(ask)
    for key, chart in CHARTS.items():
        figures = shop.ask(chart.figures, asked)
        assert figures.missing is not None, key
        assert str(figures.missing).endswith("."), key
        assert shop.ask(chart.behind, asked, "").rows == (), key


def test_the_map_of_buyers_says_in_words_that_no_regular_bought(shop: Shop) -> None:
    channel = shop.run(add_channel, "Taobao", Platform.TAOBAO).value

    def title() -> str:
        return render(shop.ask(CHARTS["rfm"].figures, shop.ask(ask)).title)

    for number, told in enumerate(("No regular bought", "1 regular bought")):
        line = LineDraft(title="Candle", quantity=1, price_minor=100)
        draft = OrderDraft(channel_id=channel, external_no=f"N{number}", status=OrderStatus.PAID, buyer="Lin",
                           paid_minor=100, lines=(line,))  # fmt: skip
        shop.run(add_order, draft)
        assert title().startswith(f"{told} in the last 90 days")


def test_a_day_without_sales_counts_in_the_forecast_as_nothing_sold(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        asked = shop.ask(ask)
        past = shop.ask(past_sales, asked)
        right = shop.ask(plain.plain, asked.currency, date(2000, 1, 1), asked.today)
        assert len(past) == 182
        assert past[-1] == right.by_day[date.fromordinal(asked.today.toordinal() - 1)]


def test_costs_by_day_and_by_product_come_to_the_same(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        asked = shop.ask(ask, days=365)
        by_days = shop.ask(goods_by, asked, "day")
        by_skus = shop.ask(sold, asked)
        assert sum(one[0] for one in by_days.values()) == sum(one.goods for one in by_skus) > 0


@pytest.mark.parametrize("back", [0, 30])
def test_buyers_of_a_period_are_as_many_however_they_are_counted(generated: Path, back: int) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        today = shop.ask(ask).today
        asked = shop.ask(ask, today - timedelta(days=60), today - timedelta(days=back))
        assert shop.ask(buyers_of_long, asked) == shop.ask(buyers, asked) > 0
        right = shop.ask(plain.days_of_buyers, asked.currency)
        assert shop.ask(buyers, asked) == sum(
            any(asked.first <= day <= asked.last for day in days) for days in right.values()
        )
        one_day = replace(asked, first=asked.last)
        assert shop.ask(buyers, one_day) == sum(asked.last in days for days in right.values())


@pytest.mark.parametrize("step", By)
def test_buyers_of_each_part_are_those_of_its_days(generated: Path, step: By) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        asked = shop.ask(ask, days=200, step=step)
        parts = [replace(asked, first=first, last=last) for first, last in asked.buckets()]
        counted = shop.ask(buyers_of_parts, asked)
        assert counted == [shop.ask(buyers, part) for part in parts]
        assert sum(counted) > 0


def test_a_name_that_holds_the_sign_between_names_is_one_buyer(shop: Shop) -> None:
    channel = shop.run(add_channel, "Taobao", Platform.TAOBAO).value
    for number, buyer in enumerate(("Lin", "Li\x1fWang", "Wang", "Lin")):
        line = LineDraft(title="Mug", quantity=1, price_minor=100)
        order = OrderDraft(channel_id=channel, external_no=str(number), status=OrderStatus.PAID, buyer=buyer,
                           paid_minor=100, lines=(line,))  # fmt: skip
        shop.run(add_order, order)
    kept = shop.ask(lambda connection: {row.buyer for row in plain.rows(connection, Order)})
    assert kept == {"Lin", "Li\x1fWang", "Wang"}
    asked = shop.ask(ask, days=14, step=By.WEEK)
    assert shop.ask(buyers_of_parts, asked)[-1] == shop.ask(buyers, asked) == 3


def test_best_sellers_are_the_same_whatever_else_was_read(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        today = shop.ask(ask).today
        asked = shop.ask(ask, today - timedelta(days=182), today - timedelta(days=1))
        pieces = {one.sku_id: one.pieces for one in shop.ask(sold, asked) if one.sku_id}
        right = sorted(pieces, key=lambda one: (-pieces[one], one))[:12]
        for first, last in ((90, 0), (182, 1), (400, 30), (100, 50), (20, 0), (700, 400), (182, -60)):
            beside = replace(asked, first=today - timedelta(days=first), last=today - timedelta(days=last))
            assert list(shop.ask(best_sellers, asked, 12, beside)) == right, beside


def test_periods_are_divided_at_mondays_and_at_months() -> None:
    weeks = buckets(date(2026, 11, 4), date(2026, 11, 17), By.WEEK)
    assert weeks == [(date(2026, 11, 4), date(2026, 11, 8)), (date(2026, 11, 9), date(2026, 11, 15)),
                     (date(2026, 11, 16), date(2026, 11, 17))]  # fmt: skip
    assert buckets(date(2026, 1, 31), date(2026, 3, 1), By.MONTH)[1] == (date(2026, 2, 1), date(2026, 2, 28))
    assert month_end(date(2028, 2, 10)) == date(2028, 2, 29)
    assert year_before(date(2028, 2, 29)) == date(2027, 2, 28)


def test_parts_at_the_ends_that_are_not_whole_are_said(shop: Shop) -> None:
    def told(first: date, last: date, step: By) -> list[str]:
        return [render(one) for one in short_parts(shop.ask(ask, first, last, step=step))]

    assert told(date(2026, 11, 4), date(2026, 11, 17), By.DAY) == []
    assert told(date(2026, 11, 2), date(2026, 11, 15), By.WEEK) == []
    assert told(date(2026, 11, 4), date(2026, 11, 17), By.WEEK) == [
        "The first part of the period has 5 days only.", "The last part of the period has 2 days only.",
    ]  # fmt: skip
    assert told(date(2026, 1, 31), date(2026, 3, 31), By.MONTH) == ["The first part of the period has 1 day only."]
    assert told(date(2026, 1, 1), date(2026, 3, 1), By.MONTH) == ["The last part of the period has 1 day only."]


def test_a_period_is_compared_with_as_many_days_before_or_the_same_days_a_year_ago(shop: Shop) -> None:
    asked = shop.ask(ask, date(2026, 11, 1), date(2026, 11, 10))
    before = asked.compared()
    assert before is not None
    assert (before.first, before.last) == (date(2026, 10, 22), date(2026, 10, 31))
    year = shop.ask(ask, date(2026, 11, 1), date(2026, 11, 10), compare=Compare.LAST_YEAR).compared()
    assert year is not None
    assert (year.first, year.last) == (date(2025, 11, 1), date(2025, 11, 10))


def test_the_board_is_kept_and_can_be_taken_back(shop: Shop) -> None:
    usual = shop.ask(board)
    assert usual == default_board()
    moved = usual.moved("profit", -1).with_hidden("scores", True).with_wide("sales", False)
    shop.run(arrange, moved)
    assert shop.ask(board) == moved
    assert moved.shown()[:2] == ("profit", "sales")
    assert "scores" not in moved.shown()
    shop.undo()
    assert shop.ask(board) == usual


def test_an_unknown_chart_is_refused_by_name() -> None:
    with pytest.raises(Invalid):
        chart_named("weather")
    assert chart_named("sales").key == "sales"


def test_the_report_of_a_month_is_about_the_last_whole_one(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        report = shop.ask(month_report)
        today = clock.business_day(clock.now(), "Asia/Shanghai")
        assert report.asked.last == date.fromordinal(today.replace(day=1).toordinal() - 1)
        assert report.asked.first == report.asked.last.replace(day=1)
        assert [one.key for one in report.figures] == [key for key, _name, _formula, _unit in DEFINITIONS]
        assert {one.unit for one in report.figures} == {Unit.MONEY, Unit.COUNT, Unit.SHARE}
        assert report.charts
        assert all(figures.missing is None for _chart, figures in report.charts)


def test_people_are_counted_once_for_each_channel(generated: Path) -> None:
    with Shop.open(generated, read_only=True, who="tests") as shop:
        asked = shop.ask(ask, days=1_200)
        assert shop.ask(buyers, asked) == len(shop.ask(people, asked))
