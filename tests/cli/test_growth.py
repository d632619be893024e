"""Posts and advice on the command line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl

from services.catalog.commands import add_sku, edit_sku
from services.catalog.drafts import SkuDraft
from services.growth.posts import PostDraft, add_post
from services.shop import Shop
from tests.cli.command_line import Cli


def _shop(tmp_path: Path) -> Path:
    path = tmp_path / "growth.shop"
    with Shop.create(path, who="tests") as shop:
        shop.run(add_post, PostDraft("New cups", "douyin", date(2026, 11, 21), 600))
        cup = shop.run(add_sku, SkuDraft("CUP", "Cup", price_minor=1_000, cost_minor=500)).value
        shop.run(edit_sku, cup, SkuDraft("CUP", "Cup", price_minor=1_000, cost_minor=600))
    return path


def test_posts_are_listed(cli: Cli, tmp_path: Path) -> None:
    answer = cli("list", "posts", "--shop", _shop(tmp_path), "--json")
    (row,) = json.loads(answer.out)["rows"]
    assert (row["title"], row["outlet"], row["state"]) == ("New cups", "douyin", "idea")
    assert row["planned_on"] == "2026-11-21"


def test_advice_is_reported_and_written_to_a_workbook(cli: Cli, tmp_path: Path) -> None:
    shop, out = _shop(tmp_path), tmp_path / "advice.xlsx"
    answer = cli("report", "advice", "--only", "cost_rise", "--shop", shop, "--json")
    (row,) = json.loads(answer.out)["rows"]
    assert (row["about"], row["price"], row["new_price"]) == ("Cup", "10.00", "12.00")
    cli("report", "advice", "--shop", shop, "--out", out)
    assert openpyxl.load_workbook(out).worksheets[0].max_row == 2
