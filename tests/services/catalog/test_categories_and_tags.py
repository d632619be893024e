"""The category tree and the tags are what the products say."""

from __future__ import annotations

import pytest

from services.catalog import categories
from services.catalog.categories import category_filter, category_tree, rename_category, rename_tag, tag_filter
from services.catalog.commands import SkuDraft, add_sku
from services.catalog.queries import PRODUCTS, SKUS, detail
from services.catalog.rules import category_path, circle, split_tags
from services.errors import Invalid, NotFound
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


def test_the_tree_counts_what_lies_under_every_branch(shop: Shop) -> None:
    found = [(node.path, node.depth, node.own, node.total) for node in shop.ask(category_tree)]
    assert found == [
        ("Home", 0, 1, 3),
        ("Home > Candles", 1, 1, 2),
        ("Home > Candles > Beeswax", 2, 1, 1),
        ("Homeware", 0, 1, 1),
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
    assert _codes(shop, category_filter("Home")) == ["A", "B", "C"]
    assert _codes(shop, category_filter("Home > Candles")) == ["A", "B"]
    assert _codes(shop, category_filter("Home > Can")) == []


def test_a_filter_takes_exactly_one_tag(shop: Shop) -> None:
    assert _codes(shop, tag_filter("new")) == ["A"]
    assert _codes(shop, tag_filter("50% off")) == ["E"]
    assert _codes(shop, tag_filter("%")) == []
    assert _codes(shop, Filter("tags", "has", ("newest", "gift")), PRODUCTS, "title") == [
        "Product A", "Product B", "Product C",
    ]  # fmt: skip


def test_a_branch_moves_with_everything_on_it_and_comes_back(shop: Shop) -> None:
    assert shop.run(rename_category, "Home > Candles", "Light").value == 2
    assert shop.ask(detail, 2).draft.category == "Light > Beeswax"
    assert shop.ask(detail, 4).draft.category == "Homeware"
    shop.undo()
    assert shop.ask(detail, 2).draft.category == "Home > Candles > Beeswax"
    with pytest.raises(NotFound):
        shop.run(rename_category, "Garden", "Light")
    with pytest.raises(Invalid):
        shop.run(rename_category, "Home", " > ")


def test_a_category_moves_into_its_own_branch_once(shop: Shop) -> None:
    shop.run(rename_category, "Home", "Home > Indoor")
    assert shop.ask(detail, 2).draft.category == "Home > Indoor > Candles > Beeswax"


def test_tags_are_renamed_and_removed_everywhere(shop: Shop) -> None:
    assert shop.run(rename_tag, "gift", "present").value == 2
    assert split_tags(shop.ask(detail, 1).draft.tags) == ("new", "present")
    assert shop.run(categories.remove_tag, "present").value == 2
    assert shop.ask(detail, 3).draft.tags is None
    assert [(one.tag, one.products) for one in shop.ask(categories.tag_counts)] == [
        ("50% off", 1), ("new", 1), ("newest", 1),
    ]  # fmt: skip
    with pytest.raises(NotFound):
        shop.run(rename_tag, "gift", "x")
    with pytest.raises(Invalid):
        shop.run(rename_tag, "new", "x, y")


def test_products_are_put_into_a_category(shop: Shop) -> None:
    assert shop.run(categories.set_category, [1, 2], "Garden>Pots").value == 2
    assert shop.ask(detail, 1).draft.category == "Garden > Pots"


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
