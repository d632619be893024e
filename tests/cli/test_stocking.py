"""Stock without the window: bundles are put together and taken apart, and costing is chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from tests.cli.command_line import Cli


@pytest.fixture
def kitchen(empty: Path) -> Path:
    """A bundle of a mug and two spoons, of which there are five and six."""
    with Shop.open(empty, who="tests") as shop:
        mug = shop.run(add_sku, SkuDraft("MUG", "Mug")).value
        spoon = shop.run(add_sku, SkuDraft("SPOON", "Spoon")).value
        bundle = shop.run(add_sku, SkuDraft("SET", "Set")).value
        shop.run(set_components, bundle, [Part(mug, 1), Part(spoon, 2)])
        shop.run(set_opening, [OpeningDraft(mug, 5, 500), OpeningDraft(spoon, 6, 60)])
    return empty


def test_bundles_are_put_together_and_taken_apart(cli: Cli, kitchen: Path) -> None:
    same = ("--sku", "SET", "--shop", kitchen, "--json")
    assert cli("stock", "assemble", "--pieces", 3, *same).json == {"sku": "SET", "on_hand": 3}
    assert cli("stock", "take-apart", "--pieces", 1, *same).json == {"sku": "SET", "on_hand": 2}
    refused = cli("stock", "assemble", "--pieces", 2, *same)
    assert (refused.code, "SPOON (needs 4, has 2)" in refused.err) == (2, True)
    assert cli("stock", "assemble", "--pieces", 1, "--place", "Attic", *same).code == 2
    assert cli("stock", "assemble", *same).code == 2
    rows = cli("list", "stock", "--columns", "code,on_hand", "--shop", kitchen, "--json").json["rows"]
    assert {row["code"]: row["on_hand"] for row in rows} == {"MUG": 3, "SPOON": 2, "SET": 2}


def test_costing_is_chosen_before_goods_move(cli: Cli, empty: Path, kitchen: Path) -> None:
    refused = cli("stock", "costing", "--method", "fifo", "--shop", kitchen, "--json")
    assert (refused.code, "goods have moved already" in refused.err) == (2, True)
    fresh = empty.with_name("fresh.shop")
    assert cli("new", "--shop", fresh).code == 0
    assert cli("stock", "costing", "--method", "fifo", "--shop", fresh, "--json").json == {"costing": "fifo"}
