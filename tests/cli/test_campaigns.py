"""Campaigns and competitors on the command line: listed, reported, written to files."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from services.campaigns.commands import add_campaign
from services.campaigns.drafts import CampaignDraft
from services.competitors.commands import add_competitor, add_item, note_seen
from services.competitors.drafts import CompetitorDraft, CompetitorItemDraft, SeenDraft
from services.shop import Shop
from services.types import CampaignKind, Platform
from tests.cli.command_line import Cli


@pytest.fixture
def shop(filled: Path) -> Path:
    """A filled shop with a campaign that has ended and a competitor's item seen twice."""
    with Shop.open(filled, who="tests") as opened:
        draft = CampaignDraft("Summer", CampaignKind.COUPON, date(2026, 6, 1), date(2026, 6, 3), target_minor=100_000)
        opened.run(add_campaign, draft)
        rival = opened.run(add_competitor, CompetitorDraft("Rival", Platform.TAOBAO)).value
        item = opened.run(add_item, CompetitorItemDraft(rival, "Their cup")).value
        opened.run(note_seen, [SeenDraft(item, date(2026, 6, day), 2_000 - day) for day in (1, 2)])
    return filled


def test_campaigns_are_listed_with_their_state(cli: Cli, shop: Path) -> None:
    answer = cli("list", "campaigns", "--shop", shop, "--where", "stage:ended summer", "--json")
    assert answer.code == 0, answer.err
    (row,) = answer.json["rows"]
    assert (row["name"], row["kind"], row["first_on"], row["target"]) == ("Summer", "coupon", "2026-06-01", "1000.00")


@pytest.mark.parametrize("named", ["summer", "1", "#1"])
def test_a_campaign_is_reported_by_name_or_number(cli: Cli, shop: Path, named: str) -> None:
    answer = cli("report", "campaign", "--only", named, "--shop", shop, "--json")
    assert answer.code == 0, answer.err
    figures = {row["figure"]: row for row in answer.json["rows"]}
    assert {"sales", "orders", "all_sales", "profit", "others", "ads", "new_buyers", "target"} <= set(figures)
    assert figures["target"]["amount"] == "1000.00"
    assert figures["sales"]["said"] in {"no_past", "too_few", "usual", "more", "less"}
    assert figures["orders"]["amount"] is None


def test_without_a_name_every_campaign_is_reported(cli: Cli, shop: Path) -> None:
    answer = cli("report", "campaign", "--shop", shop, "--json")
    assert (answer.code, {row["campaign"] for row in answer.json["rows"]}) == (0, {"Summer"})


def test_a_campaign_that_is_not_there_is_named(cli: Cli, shop: Path) -> None:
    assert "Winter" in cli("report", "campaign", "--only", "Winter", "--shop", shop).err


def test_competitors_and_what_was_seen_are_listed(cli: Cli, shop: Path, tmp_path: Path) -> None:
    (row,) = cli("list", "competitors", "--shop", shop, "--json").json["rows"]
    assert (row["shop"], row["title"], row["price"], row["day"]) == ("Rival", "Their cup", "19.98", "2026-06-02")
    out = tmp_path / "seen.csv"
    assert cli("list", "competitor_days", "--shop", shop, "--out", out, "--json").json["rows"] == 2
    assert "19.99" in out.read_text("utf-8-sig")
