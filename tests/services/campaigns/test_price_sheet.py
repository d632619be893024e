"""The price sheet of a campaign is written, filled in and read again; prices below cost are said before saving."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.campaigns.drafts import ItemDraft
from services.campaigns.items import set_items
from services.campaigns.queries import campaign_list, campaign_view
from services.campaigns.sheet import export_price_sheet, item_cells, read_item_cells, read_item_file
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.errors import Invalid
from services.kernel.table_query import TableRequest
from services.shop import Shop
from services.stock import commands as stock
from tests.services.campaigns.conftest import TODAY, Plan


@pytest.fixture
def bowl(shop: Shop) -> int:
    """A bowl that costs 10.00 and must not be sold below 12.00."""
    draft = SkuDraft("BOWL", "Bowl", price_minor=2000, min_price_minor=1200, cost_minor=1000)
    return shop.run(add_sku, draft).value


def test_prices_below_the_lowest_and_below_cost_are_said_of_what_is_typed(shop: Shop, bowl: int, plan: Plan) -> None:
    campaign = plan()
    said = {}
    for price in ("12.00", "11.99", "9.99", ""):
        (item,) = shop.ask(read_item_cells, campaign, [["bowl", price]]).items
        said[price] = (item.is_below_least, item.is_below_cost)
    assert said == {"12.00": (False, False), "11.99": (True, False), "9.99": (True, True), "": (False, False)}
    assert shop.ask(campaign_view, campaign).items == ()  # nothing was saved by looking
    shop.run(stock.set_opening, [stock.OpeningDraft(bowl, 5, 2500)])
    (item,) = shop.ask(read_item_cells, campaign, [["BOWL", "6"]]).items
    assert not item.is_below_cost  # what lies on the shelf cost 5.00 each


def test_rows_that_cannot_be_used_are_named_with_their_reason(shop: Shop, bowl: int, plan: Plan) -> None:
    cells = [["Code", "Activity price", "Set aside"], ["BOWL", "15", "3"], ["NO", "1", ""], ["BOWL", "14", ""],
             ["BOWL", "dear", ""], ["BOWL", "0", ""], ["BOWL", "15", "-2"]]  # fmt: skip
    found = shop.ask(read_item_cells, plan(), cells)
    assert [one.sku_id for one in found.items] == [bowl]
    assert [one.row for one in found.problems] == [3, 4, 5, 6, 7]
    assert found.is_over(found.items[0])  # nobody counted it


def test_the_sheet_comes_back_with_what_was_filled_in(shop: Shop, bowl: int, plan: Plan, tmp_path: Path) -> None:
    campaign = plan()
    shop.run(stock.set_opening, [stock.OpeningDraft(bowl, 5, None)])
    shop.run(set_items, campaign, [ItemDraft(bowl, 1500, 2)])
    out = tmp_path / "prices.xlsx"
    assert shop.ask(export_price_sheet, out, campaign_id=campaign) == 1
    book = load_workbook(out)
    sheet = book.active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]] == ["BOWL", "Bowl", None, 20, 12, 10, 15, 2]
    sheet["G2"], sheet["H2"] = 14.5, 4
    book.save(out)
    found = shop.ask(read_item_file, campaign, out)
    assert found.drafts == (ItemDraft(bowl, 1450, 4),)
    assert item_cells(found.items, found.currency) == (("BOWL", "14.50", "4"),)
    shop.run(set_items, campaign, found.drafts, whole=True)
    assert shop.ask(campaign_view, campaign).items[0].price_minor == 1450
    shop.run(set_items, campaign, [], whole=True)
    assert shop.ask(campaign_view, campaign).items == ()


def test_a_file_without_codes_is_refused(shop: Shop, plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("colour,smell\nred,rose\n", "utf-8")
    with pytest.raises(Invalid):
        shop.ask(read_item_file, plan(), tmp_path / "a.csv")


def test_the_list_knows_stages_channels_and_pieces(shop: Shop, channel: int, plan: Plan) -> None:
    plan("Past", begins=-9)
    plan("Now", begins=0, channel_ids=(channel,))
    plan("Soon", begins=9)
    rows = shop.table(campaign_list(TODAY), TableRequest(), ("name", "stage", "channels"))
    assert [row[1:] for row in rows.first.result() if row is not None] == [
        ("Soon", "planned", None), ("Now", "running", "Stall"), ("Past", "ended", None),
    ]  # fmt: skip
    rows.close()
