"""The list of products: margin, stock, sales of the last 30 days, listings, and its own filters and views."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services import clock
from services.business_day import shop_today
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.catalog.listings import ListingDraft, set_listing
from services.catalog.page_overview import page_overview, product_figures
from services.catalog.product_table import product_table
from services.catalog.removal import archive
from services.catalog.sold import line_counts, sales_by_week
from services.channels.commands import add as add_channel
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.types import Filter, ListingState, OrderKind, Platform, TableRequest

CUP = SkuDraft("CUP", "Cup", "white", price_minor=1000, cost_minor=250, category="Home > Cups", tags="new, gift")
POT = SkuDraft("POT", "Pot", price_minor=1000, cost_minor=1200, category="Home", tags="gift")
BOX = SkuDraft("BOX", "Box", category="Homeware")


def rows(shop: Shop, *keys: str, **request: Any) -> dict[str, tuple[Any, ...]]:
    """What the list shows, by code."""
    table = shop.table(product_table(shop.ask(shop_today)), TableRequest(**request), ("code", *keys))
    try:
        return {row[1]: tuple(row[2:]) for row in table.fetch(0, 100).result(10) if row is not None}
    finally:
        table.close()


def sell(shop: Shop, channel: int, sku_id: int, pieces: int, days_ago: int = 0) -> None:
    """An order that was paid so many days ago."""
    line = LineDraft("Something", pieces, price_minor=1000, sku_id=sku_id)
    before = clock.now()
    clock.set_source(lambda: before - timedelta(days=days_ago))
    try:
        shop.run(add_order, OrderDraft(channel, (line,)))
    finally:
        clock.set_source(None)


@pytest.fixture
def stocked(shop: Shop) -> tuple[Shop, int, dict[str, int]]:
    """A shop with three products, a channel, and the ids by code."""
    ids = {draft.code: shop.run(add_sku, draft).value for draft in (CUP, POT, BOX)}
    return shop, shop.run(add_channel, "My shop", Platform.OTHER).value, ids


def test_margin_is_in_thousandths_of_the_price_and_unknown_without_cost(
    stocked: tuple[Shop, int, dict[str, int]],
) -> None:
    shop, _channel, _ids = stocked
    assert rows(shop, "margin") == {"BOX": (None,), "CUP": (750,), "POT": (-200,)}
    assert set(rows(shop, filters=(Filter("margin", "between", ("", "-1")),))) == {"POT"}


def test_pieces_sold_are_those_of_thirty_days(stocked: tuple[Shop, int, dict[str, int]]) -> None:
    shop, channel, ids = stocked
    sell(shop, channel, ids["CUP"], 2)
    sell(shop, channel, ids["CUP"], 3, days_ago=29)
    sell(shop, channel, ids["POT"], 7, days_ago=31)
    assert rows(shop, "sold", sort=(("sold", True),)) == {"CUP": (5,), "POT": (None,), "BOX": (None,)}
    assert set(rows(shop, filters=(Filter("unsold", "is", ("1",)),))) == {"POT", "BOX"}
    figures = shop.ask(product_figures)
    assert (figures.pieces, figures.pieces_before, figures.sold_skus, figures.skus) == (5, 7, 1, 3)
    assert (figures.margin_ppm, figures.without_cost, len(figures.days)) == (750_000, 1, 30)
    assert sum(day.pieces for day in figures.days) == 5


@pytest.mark.parametrize("kind", [OrderKind.GIFT, OrderKind.SAMPLE, OrderKind.RESHIP, OrderKind.NOT_REAL])
def test_what_was_not_sold_is_in_no_figure_of_sales(stocked: tuple[Shop, int, dict[str, int]], kind: OrderKind) -> None:
    shop, channel, ids = stocked
    line = LineDraft("Something", 4, price_minor=0, sku_id=ids["CUP"])
    shop.run(add_order, OrderDraft(channel, (line,), kind=kind))
    assert rows(shop, "sold")["CUP"] == (None,)
    assert "CUP" in rows(shop, filters=(Filter("unsold", "is", ("1",)),))
    figures = shop.ask(product_figures)
    assert (figures.pieces, figures.sold_skus, figures.margin_ppm) == (0, 0, None)
    assert sum(one.pieces for one in shop.ask(sales_by_week, [ids["CUP"]])) == 0
    assert shop.ask(line_counts, [ids["CUP"]]) == (0, 0)


def test_the_first_rows_come_without_what_was_sold_unless_they_are_sorted_by_it(
    stocked: tuple[Shop, int, dict[str, int]],
) -> None:
    shop, channel, ids = stocked
    sell(shop, channel, ids["CUP"], 2)
    table = product_table(shop.ask(shop_today))
    plain, sorted_by_it = (
        shop.table(table, TableRequest(sort=((key, False),)), ("code", "sold")) for key in ("code", "sold")
    )
    assert (plain.lacking, sorted_by_it.lacking) == (frozenset({"sold"}), frozenset())
    assert [row[1:] for row in plain.first.result()] == [("BOX", None), ("CUP", None), ("POT", None)]
    plain.ready.result()
    assert [row[1:] for row in plain.fetch(0, 3).result() if row] == [("BOX", None), ("CUP", 2), ("POT", None)]
    assert sorted_by_it.first.result()[0][1:] == ("CUP", 2)
    for snapshot in (plain, sorted_by_it):
        snapshot.close()


def test_listings_stock_and_bundles_have_views_of_their_own(stocked: tuple[Shop, int, dict[str, int]]) -> None:
    shop, channel, ids = stocked
    shop.run(set_listing, ListingDraft(channel, ids["CUP"]))
    shop.run(set_listing, ListingDraft(channel, ids["POT"], ListingState.OFF_SHELF))
    shop.run(set_components, ids["BOX"], [Part(ids["CUP"], 2)])
    shop.run(set_opening, [OpeningDraft(ids["CUP"], 5), OpeningDraft(ids["POT"], 0)])
    assert rows(shop, "on_sale", "listings") == {"BOX": (0, 0), "CUP": (1, 1), "POT": (0, 1)}
    assert set(rows(shop, view="on_sale")) == {"CUP"}
    assert set(rows(shop, view="bundles")) == {"BOX"}
    assert set(rows(shop, view="low")) == {"POT"}
    found = rows(shop, "available", "is_bundle")
    assert (found["CUP"], found["BOX"], found["POT"]) == ((5, 0), (2, 1), (0, 0))
    assert set(rows(shop, filters=(Filter("channel", "in", (str(channel),)),))) == {"CUP", "POT"}


def test_categories_take_in_what_lies_below_and_tags_are_whole_words(
    stocked: tuple[Shop, int, dict[str, int]],
) -> None:
    shop, _channel, _ids = stocked
    assert set(rows(shop, filters=(Filter("category", "within", ("Home",)),))) == {"CUP", "POT"}
    assert set(rows(shop, filters=(Filter("tags", "has", ("new",)),))) == {"CUP"}
    assert set(rows(shop, filters=(Filter("tags", "has", ("gif",)),))) == set()
    assert set(rows(shop, filters=(Filter("missing", "in", ("cost", "price")),))) == {"BOX"}
    assert set(rows(shop, filters=(Filter("missing", "in", ("shelf",)),))) == {"CUP", "POT", "BOX"}


def test_the_overview_counts_the_views_and_offers_what_filters_need(
    stocked: tuple[Shop, int, dict[str, int]],
) -> None:
    shop, channel, ids = stocked
    shop.run(archive, [ids["POT"]])
    found = shop.ask(page_overview)
    assert (found.counts["all"], found.counts["archived"], found.counts["no_cost"]) == (2, 1, 1)
    assert found.categories == ("Home", "Home > Cups", "Homeware")
    assert found.tags == ("gift", "new")
    assert found.channels == ((channel, "My shop"),)
    assert found.currency == "CNY"
