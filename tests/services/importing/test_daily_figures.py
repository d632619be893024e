"""Daily sheets of shops and of their ads, with the last line proved against the rows."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, select

from models.growth import AdDay, ItemDay, ShopDay
from services.importing.commands import ImportResult
from services.integrity import check
from services.shop import Shop
from tests.services.importing.applying import apply, changed, outcome, sample, table

_SHOP = sample("taobao.shop_days", "sample.xlsx")
_ADS = sample("taobao.ad_days")
_ITEMS = sample("taobao.item_days")
_HEAD = ("统计日期", "访客数", "浏览量", "支付金额", "支付买家数")


def _days(connection: Connection) -> dict[str, ShopDay]:
    return {row.day.isoformat(): row for row in connection.execute(select(ShopDay.table()))}  # type: ignore[misc]


def _ads(connection: Connection) -> list[tuple[str, str, int, int]]:
    columns = AdDay.table().c
    statement = select(columns.day, columns.item_no, columns.spend_minor, columns.clicks).order_by(columns.id)
    return [(day.isoformat(), item, spend, clicks) for day, item, spend, clicks in connection.execute(statement)]


def _codes(result: ImportResult) -> list[tuple[str, int]]:
    return [(one.code, one.count) for one in result.plan.files[0].warnings if not one.code.startswith("columns_")]


def test_a_shops_day_is_kept_in_whole_numbers(shop: Shop) -> None:
    result = apply(shop, _SHOP)
    assert outcome(result) == (2, 0, 0, 0)
    day = shop.ask(_days)["2026-06-01"]
    assert (day.visitors, day.views, day.paid_minor, day.buyers) == (1_204, 5_310, 321_050, 48)
    assert (day.bounce_ppm, day.stay_seconds, day.item_score) == (451_200, 75, 486)
    assert (day.search_spend_minor, day.display_spend_minor, day.affiliate_spend_minor) == (12_000, 3_050, None)
    assert _codes(result) == [("totals_agree", 9)]
    assert shop.ask(check) == ()


def test_a_figure_that_was_not_final_yet_is_corrected_by_the_next_sheet(shop: Shop, tmp_path: Path) -> None:
    apply(shop, table(tmp_path / "1.csv", _HEAD, ("2026-06-01", "90", "200", "10.00", "1")))
    result = apply(shop, table(tmp_path / "2.csv", _HEAD, ("2026/6/1", "100", "200", "10.00", "")))
    assert outcome(result) == (0, 1, 0, 0)
    day = shop.ask(_days)["2026-06-01"]
    assert (day.visitors, day.views, day.buyers) == (100, 200, 1)


def test_ads_are_kept_by_day_plan_and_item_and_count_once(shop: Shop) -> None:
    result = apply(shop, _ADS)
    assert _codes(result) == [("totals_agree", 5)]
    assert shop.ask(_ads) == [
        ("2026-06-01", "680000000001", 6_000, 130),
        ("2026-06-01", "680000000002", 6_000, 90),
        ("2026-06-02", "680000000001", 10_000, 200),
    ]
    assert outcome(apply(shop, _ADS)) == (0, 0, 3, 0)


def test_items_are_kept_by_day_and_number_and_count_once(shop: Shop) -> None:
    result = apply(shop, _ITEMS)
    assert _codes(result) == [("totals_agree", 7)]
    c = ItemDay.table().c
    columns = (c.day, c.item_no, c.visitors, c.search_visitors, c.bounce_ppm, c.carts, c.paid_minor, c.bad_reviews)
    found = shop.ask(lambda connection: connection.execute(select(*columns).order_by(c.id)).all())
    assert [(day.isoformat(), *rest) for day, *rest in found] == [
        ("2026-06-01", "680000000001", 320, 120, 425_000, 31, 43_500, 0),
        ("2026-06-01", "680000000002", 1_204, 410, 510_000, 66, 85_800, 1),
        ("2026-06-02", "680000000001", 298, 99, None, 20, 26_100, None),
    ]
    assert outcome(apply(shop, _ITEMS)) == (0, 0, 3, 0)


def test_a_last_line_that_does_not_add_up_names_the_column_and_both_figures(shop: Shop, tmp_path: Path) -> None:
    result = apply(shop, sample("pinduoduo.promotion"))
    assert _codes(result) == [("totals_differ", 1)]
    assert [str(one.message) for one in result.plan.files[0].warnings if one.code == "totals_differ"] == [
        "“总花费(元)” adds up to 65.10, but the file's last line says 65.20."
    ]
    right = changed(sample("pinduoduo.promotion"), tmp_path / "right.csv", **{"65.20": "65.10"})
    assert _codes(apply(shop, right)) == [("totals_agree", 5)]


def test_a_row_that_waits_still_counts_in_the_total(shop: Shop, tmp_path: Path) -> None:
    damaged = changed(_ADS, tmp_path / "damaged.csv", **{"2026-06-02": "someday"})
    result = apply(shop, damaged)
    assert outcome(result) == (2, 0, 0, 1)
    assert _codes(result) == [("totals_agree", 5)]
