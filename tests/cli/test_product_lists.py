"""The lists of SKUs and of products carry what the Products page shows, in exact values."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.catalog.commands import add_sku
from services.catalog.drafts import Axis, ProductDraft, SkuDraft, SkuEntry
from services.catalog.listings import ListingDraft, set_listing
from services.catalog.products import save_product
from services.channels.commands import add as add_channel
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from services.types import ListingState, OrderStatus, Platform
from tests.cli.command_line import Cli


@pytest.fixture
def stocked(tmp_path: Path) -> Path:
    """Cups in two sizes of which one sold, and a pot nobody listed."""
    path = tmp_path / "stocked.shop"
    cups = ProductDraft(
        "Cup",
        (
            SkuEntry(None, "CUP-S", ("S",), price_minor=1000, cost_minor=400, shelf="A-1"),
            SkuEntry(None, "CUP-L", ("L",), price_minor=2000, cost_minor=1900),
        ),
        category="Home > Cups",
        tags=("new", "gift"),
        axes=(Axis("Size", ("S", "L")),),
    )
    with Shop.create(path, who="tests") as shop:
        small, large = shop.run(save_product, None, cups).value.sku_ids
        shop.run(add_sku, SkuDraft("POT", "Pot"))
        channel = shop.run(add_channel, "My shop", Platform.OTHER).value
        shop.run(set_opening, [OpeningDraft(small, 5, 2000)])
        shop.run(set_listing, ListingDraft(channel, small))
        shop.run(set_listing, ListingDraft(channel, large, ListingState.OFF_SHELF))
        line = LineDraft("Cup", 2, price_minor=1000, sku_id=small)
        shop.run(add_order, OrderDraft(channel, (line,), status=OrderStatus.PAID))
    return path


def test_skus_have_margin_stock_sales_and_the_state_of_their_listings(cli: Cli, stocked: Path) -> None:
    wanted = "code,category,tags,margin,available,on_hand,reserved,stock_value,sold,listing,on_sale"
    rows = cli("list", "skus", "--shop", stocked, "--columns", wanted, "--json").json["rows"]
    large, small, pot = rows
    assert small == {
        "code": "CUP-S", "category": "Home > Cups", "tags": "new, gift", "margin": 600, "available": 3, "on_hand": 5,
        "reserved": 2, "stock_value": "20.00", "sold": 2, "listing": "on_sale", "on_sale": 1,
    }  # fmt: skip
    assert (large["margin"], large["sold"], large["listing"], large["on_sale"]) == (50, None, "off_shelf", 0)
    assert (pot["margin"], pot["available"], pot["stock_value"], pot["listing"]) == (None, None, None, None)


def test_products_have_what_their_variants_have_together(cli: Cli, stocked: Path) -> None:
    cup, pot = cli("list", "products", "--shop", stocked, "--json").json["rows"]
    assert cup == {
        "title": "Cup", "category": "Home > Cups", "tags": "new, gift", "skus": 2, "price_from": "10.00",
        "price_to": "20.00", "margin": 50, "available": 3, "on_hand": 5, "stock_value": "20.00", "sold": 2,
        "listing": "on_sale", "note": None, "is_archived": False,
    }  # fmt: skip
    assert (pot["skus"], pot["available"], pot["sold"], pot["listing"]) == (1, None, None, None)


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("margin:..100", ["CUP-L"]),
        ("listing:on_sale", ["CUP-S"]),
        ('listing:"Off the shelf"', ["CUP-L"]),
        ("available:1..", ["CUP-S"]),
        ("stock_value:20", ["CUP-S"]),
        ("tags:gift sold:1..", ["CUP-S"]),
        ("view:no_cost", ["POT"]),
        ("view:on_sale", ["CUP-S"]),
    ],
)
def test_the_new_columns_filter(cli: Cli, stocked: Path, where: str, codes: list[str]) -> None:
    rows = cli("list", "skus", "--shop", stocked, "--where", where, "--columns", "code", "--json").json["rows"]
    assert [row["code"] for row in rows] == codes


@pytest.mark.parametrize("what", ["skus", "products"])
def test_help_names_every_column_without_a_shop(cli: Cli, stocked: Path, what: str) -> None:
    columns = cli("list", what, "--columns", "help", "--json").json["columns"]
    keys = [one["key"] for one in columns]
    assert {"category", "tags", "margin", "sold", "available", "stock_value", "listing"} <= set(keys)
    assert all(one["heading"] for one in columns)
    rows = cli("list", what, "--shop", stocked, "--limit", "1", "--json").json["rows"]
    assert [list(row) for row in rows] == [keys]
    said = cli("list", what, "--columns", "help").out.splitlines()
    assert [line.split("\t")[0] for line in said] == keys
