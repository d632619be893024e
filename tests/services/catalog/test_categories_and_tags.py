"""Categories are paths and tags are words; lists are filtered by both."""

from __future__ import annotations

import pytest

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.queries import PRODUCTS, SKUS
from services.catalog.rules import category_path, circle
from services.kernel.table_query import Filter, TableQuery, TableRequest, stored_rows
from services.shop import Shop

MADE = (
    ("A", "Home > Candles", "new, gift"),
    ("B", "Home > Candles > Beeswax", "newest"),
    ("C", "Home", "GIFT"),
    ("D", "Homeware", None),
    ("E", None, "50% off"),
)


@pytest.fixture(autouse=True)
def _products(shop: Shop) -> None:
    for code, category, tags in MADE:
        shop.run(add_sku, SkuDraft(code, f"Product {code}", category=category, tags=tags))


def _codes(shop: Shop, wanted: Filter, table: TableQuery = SKUS, column: str = "code") -> list[str]:
    request = TableRequest(filters=(wanted,))
    return [
        row[0] for row in shop.ask(lambda c: stored_rows(c, table.select([table.column(column).expression], request)))
    ]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" Home >Candles ", "Home > Candles"),
        ("Home\uff1e\u8721\u70db", "Home > \u8721\u70db"),
        (" > ", None),
        (None, None),
    ],
)
def test_a_category_is_a_path_however_it_is_typed(typed: str | None, kept: str | None) -> None:
    assert category_path(typed) == kept


def test_a_filter_takes_a_category_with_all_under_it_and_no_other(shop: Shop) -> None:
    assert _codes(shop, Filter("category", "within", ("Home",))) == ["A", "B", "C"]
    assert _codes(shop, Filter("category", "within", ("Home > Candles",))) == ["A", "B"]
    assert _codes(shop, Filter("category", "within", ("Home > Can",))) == []


def test_a_filter_takes_exactly_one_tag(shop: Shop) -> None:
    assert _codes(shop, Filter("tags", "has", ("new",))) == ["A"]
    assert _codes(shop, Filter("tags", "has", ("50% off",))) == ["E"]
    assert _codes(shop, Filter("tags", "has", ("%",))) == []
    assert _codes(shop, Filter("tags", "has", ("newest", "gift")), PRODUCTS, "title") == [
        "Product A", "Product B", "Product C",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "way"),
    [
        ({1: [2], 2: [3]}, None),
        ({1: [1]}, (1, 1)),
        ({1: [4, 2], 2: [3], 3: [1]}, (1, 2, 3, 1)),
        ({1: [2], 2: [3], 3: [2]}, None),
    ],
)
def test_a_circle_is_found_where_it_goes_through_the_bundle(parts: dict[int, list[int]], way: object) -> None:
    assert circle(parts, 1) == way
