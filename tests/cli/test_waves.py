"""Waves without the window: made by rule or by number, filled, picked, dissolved, and listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.stock.commands import count_to
from services.stock.levels import Spot
from services.types import Platform
from tests.cli.command_line import Cli


@pytest.fixture
def stall(empty: Path) -> Path:
    """Three orders of a mug of which there are five: two, two and three pieces."""
    with Shop.open(empty, who="tests") as shop:
        channel = shop.run(add_channel, "Stall", Platform.OTHER).value
        mug = shop.run(add_sku, SkuDraft("MUG", "Mug")).value
        shop.run(count_to, Spot(mug), 5, reason="counted")
        for number, pieces in (("A1", 2), ("A2", 2), ("A3", 3)):
            shop.run(add_order, OrderDraft(channel, (LineDraft("Mug", pieces, sku_id=mug),), external_no=number))
    return empty


def test_a_wave_is_chosen_by_rule_and_says_what_it_left_out(cli: Cli, stall: Path) -> None:
    made = cli("wave", "make", "--shop", stall, "--json")
    assert made.code == 0, made.err
    assert [parcel["orders"] for parcel in made.json["parcels"]] == [["A1"], ["A2"]]
    assert made.json["left_out"] == ["A3"]
    assert made.json["short"] == [{"code": "MUG", "needed": 7, "there": 5}]
    listed = cli("list", "waves", "--shop", stall, "--columns", "number,state,orders,parcels,pieces", "--json")
    number = made.json["number"]
    assert listed.json["rows"] == [{"number": number, "state": "made", "orders": 2, "parcels": 2, "pieces": 4}]


def test_a_wave_is_filled_picked_emptied_and_dissolved(cli: Cli, stall: Path) -> None:
    number = cli("wave", "make", "--shop", stall, "--orders", "A1", "--json").json["number"]
    same = ("--number", number, "--shop", stall, "--json")
    assert len(cli("wave", "add", *same, "--orders", "A2").json["parcels"]) == 2
    assert cli("wave", "picked", *same).json["picked"] is True
    where = ("--where", "state:picked", "--columns", "number", "--json")
    assert cli("list", "waves", "--shop", stall, *where).json["rows"] == [{"number": number}]
    assert [one["orders"] for one in cli("wave", "remove", *same, "--orders", "A1").json["parcels"]] == [["A2"]]
    assert cli("wave", "dissolve", *same).json == {"number": number, "dissolved": True}
    assert cli("list", "waves", "--shop", stall, "--json").json["rows"] == []


def test_what_does_not_fit_is_refused_by_name(cli: Cli, stall: Path) -> None:
    short = cli("wave", "make", "--shop", stall, "--orders", "A1,A2,A3", "--json")
    assert short.code == 2
    assert "MUG" in short.err
    assert cli("wave", "add", "--number", "W-1", "--orders", "A1", "--shop", stall, "--json").code == 2
    assert cli("wave", "picked", "--shop", stall, "--json").code == 2
