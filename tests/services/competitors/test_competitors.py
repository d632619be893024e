"""Competitors' items beside ours: what was seen, what she is told of, and the sheet that comes back in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from services import clock
from services.catalog.commands import add_sku, edit_sku
from services.catalog.drafts import SkuDraft
from services.competitors.commands import (
    add_competitor,
    add_item,
    delete_competitor,
    delete_items,
    delete_seen,
    edit_competitor,
    edit_item,
    note_seen,
    set_picture,
    type_seen,
)
from services.competitors.drafts import CompetitorDraft, CompetitorItemDraft, SeenDraft
from services.competitors.queries import COMPETITORS, SEEN_DAYS, alerts, competitors, item_view
from services.competitors.sheet import (
    export_competitors,
    export_seen,
    read_seen_cells,
    read_seen_file,
    take_seen,
)
from services.errors import Invalid, NotFound, PictureUnreadable, StaleEdit
from services.files_beside import FileFindings, look_through
from services.importing.readers import read_sheets
from services.kernel.table_query import TableRequest
from services.shop import Shop
from services.types import Platform

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def time() -> Iterator[None]:
    """It is noon in Shanghai."""
    clock.set_source(lambda: NOW)
    yield
    clock.set_source(None)


@pytest.fixture
def cup(shop: Shop) -> int:
    """A cup of ours at 29.90, watched in a shop that is cheaper."""
    shop.run(add_sku, SkuDraft("CUP", "Cup", price_minor=2990))
    rival = shop.run(add_competitor, CompetitorDraft("Rival", Platform.TAOBAO)).value
    return shop.run(add_item, CompetitorItemDraft(rival, "Their cup", code="cup", dearer_ppm=50_000)).value


def _see(shop: Shop, item: int, *prices: int | None) -> None:
    """One price a day, the last one today."""
    first = TODAY - timedelta(days=len(prices) - 1)
    shop.run(note_seen, [SeenDraft(item, first + timedelta(days=n), price) for n, price in enumerate(prices)])


def _rows(shop: Shop, *keys: str, view: str = "all", search: str = "") -> list[tuple[object, ...]]:
    with closing(shop.table(COMPETITORS, TableRequest(view=view, search=search), keys)) as found:
        return [tuple(row[1:]) for row in found.first.result() if row is not None]


def test_she_is_told_when_ours_is_dearer_by_more_than_she_allows(shop: Shop, cup: int) -> None:
    _see(shop, cup, 2848)  # 4.98 % below ours
    assert shop.ask(alerts).dearer == 0
    _see(shop, cup, 2847)
    assert (shop.ask(alerts).dearer, shop.ask(alerts).either) == (1, 1)
    assert _rows(shop, "title", "price", "ours", "dearer", view="dearer") == [("Their cup", 2847, 2990, 50_228)]
    view = shop.ask(item_view, cup)
    shop.run(edit_item, cup, CompetitorItemDraft(view.shop.id, "Their cup", code="CUP", dearer_ppm=None))
    assert shop.ask(alerts).dearer == 0


def test_she_is_told_when_their_price_moves(shop: Shop, cup: int) -> None:
    _see(shop, cup, 3000, None, 2700)
    assert shop.ask(alerts).moved == 0  # a tenth is allowed
    _see(shop, cup, 3000, None, 2600)
    assert shop.ask(alerts).moved == 1
    view = shop.ask(item_view, cup)
    assert (view.moved_ppm, view.has_moved, view.price_minor) == (-133_333, True, 2600)
    assert [one.price_minor for one in view.seen] == [3000, None, 2600]


def test_our_price_line_begins_before_what_was_seen_and_follows_our_changes(shop: Shop, cup: int) -> None:
    _see(shop, cup, 2900, 2800)
    shop.run(edit_sku, 1, SkuDraft("CUP", "Cup", price_minor=2490))
    assert shop.ask(item_view, cup).ours == ((TODAY - timedelta(days=1), 2990), (TODAY, 2490))


def test_what_is_seen_again_on_a_day_fills_what_was_not_known(shop: Shop, cup: int) -> None:
    shop.run(note_seen, [SeenDraft(cup, TODAY, 2900, None, 5)])
    shop.run(note_seen, [SeenDraft(cup, TODAY, None, 120, None, " Double 11 ")])
    (seen,) = shop.ask(item_view, cup).seen
    assert (seen.price_minor, seen.sales, seen.favourites, seen.campaign) == (2900, 120, 5, "Double 11")


def test_a_grid_is_typed_into_and_refuses_what_is_no_number(shop: Shop, cup: int) -> None:
    (day,) = shop.run(note_seen, [SeenDraft(cup, TODAY)]).value
    for key, typed in (("price", "28.5"), ("sales", "1,200"), ("favourites", ""), ("campaign", "Sale")):
        shop.run(type_seen, day, key, typed)
    with closing(shop.table(SEEN_DAYS, TableRequest(), ("price", "sales", "favourites", "campaign"))) as found:
        assert [row[1:] for row in found.first.result() if row is not None] == [(2850, 1200, None, "Sale")]
    for key, typed in (("price", "cheap"), ("sales", "-1"), ("colour", "red")):
        with pytest.raises(Invalid):
            shop.run(type_seen, day, key, typed)
    shop.run(delete_seen, [day])
    assert shop.ask(item_view, cup).seen == ()


def test_a_shop_keeps_what_she_makes_of_it(shop: Shop, cup: int) -> None:
    rival = shop.ask(item_view, cup).shop
    draft = CompetitorDraft("Rival", Platform.TAOBAO, strengths="Fast", threats="Copies us")
    shop.run(edit_competitor, rival.id, draft, version=1)
    (found,) = shop.ask(competitors)
    assert (found.draft.strengths, found.draft.threats, found.items) == ("Fast", "Copies us", 1)
    with pytest.raises(StaleEdit):
        shop.run(edit_competitor, rival.id, draft, version=1)


@pytest.mark.parametrize(
    ("title", "code"), [("their CUP", None), ("Mug", "NO-SUCH"), (" ", None)], ids=["item", "code", "title"]
)
def test_no_item_is_watched_twice_or_without_a_name(shop: Shop, cup: int, title: str, code: str | None) -> None:
    draft = CompetitorItemDraft(shop.ask(item_view, cup).shop.id, title, code=code)
    with pytest.raises(Invalid):
        shop.run(add_item, draft)


def test_no_shop_is_watched_twice(shop: Shop, cup: int) -> None:
    assert shop.ask(item_view, cup).draft.title == "Their cup"
    with pytest.raises(Invalid):
        shop.run(add_competitor, CompetitorDraft(" rival", Platform.TAOBAO))


def test_a_picture_is_kept_beside_the_shop(shop: Shop, cup: int, tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (20, 20), "red").save(tmp_path / "cup.png")
    shop.run(set_picture, cup, tmp_path / "cup.png")
    small = shop.ask(item_view, cup).picture
    assert small is not None
    assert Path(small).exists()
    assert shop.ask(look_through, lambda: None) == FileFindings()
    (tmp_path / "no.png").write_bytes(b"text")
    with pytest.raises(PictureUnreadable):
        shop.run(set_picture, cup, tmp_path / "no.png")
    shop.run(set_picture, cup, None)
    assert shop.ask(item_view, cup).picture is None


def test_a_shop_leaves_with_everything_of_it(shop: Shop, cup: int) -> None:
    _see(shop, cup, 2900, 2800)
    shop.run(delete_competitor, shop.ask(item_view, cup).shop.id)
    with pytest.raises(NotFound):
        shop.ask(item_view, cup)
    assert shop.ask(competitors) == ()


def test_items_leave_with_what_was_seen_of_them(shop: Shop, cup: int) -> None:
    _see(shop, cup, 2900)
    shop.run(delete_items, [cup])
    assert shop.ask(competitors)[0].items == 0


CELLS = [
    ["Shop", "Item", "Day", "Their price", "Sales", "Own product"],
    ["Rival", "Their cup", "2026-11-19", "27.00", "1,100", "CUP"],
    ["Rival", "Their cup", "2026/11/20", "26.5", "", ""],
    ["Other", "Bowl", "", "12", "3", ""],
    ["", "Bowl", "", "12", "", ""],
    ["Other", "Bowl", "yesterday", "12", "", ""],
    ["Other", "Plate", "", "cheap", "", ""],
]


def test_pasted_rows_make_shops_items_and_days_and_say_what_is_wrong(shop: Shop) -> None:
    shop.run(add_sku, SkuDraft("CUP", "Cup", price_minor=2990))
    found = shop.ask(read_seen_cells, CELLS)
    assert [(one.row, one.named) for one in found.problems] == [(5, "Bowl"), (6, "Bowl"), (7, "Plate")]
    assert shop.run(take_seen, found.rows).value == 3
    assert _rows(shop, "shop", "title", "code", "price", "sales", "day") == [
        ("Other", "Bowl", None, 1200, 3, TODAY.isoformat()),
        ("Rival", "Their cup", "CUP", 2650, 1100, TODAY.isoformat()),
    ]
    assert shop.run(take_seen, shop.ask(read_seen_cells, CELLS).rows).value == 3
    assert len(_rows(shop, "title")) == 2


def test_the_sheet_that_is_written_is_read_again(shop: Shop, cup: int, tmp_path: Path) -> None:
    _see(shop, cup, 2900, 2800)
    out = tmp_path / "seen.xlsx"
    assert shop.ask(export_seen, out, request=TableRequest()) == 2
    back = shop.ask(read_seen_file, out)
    assert back.problems == ()
    assert [(one.shop, one.platform, one.title, one.code, one.price_minor) for one in back.rows] == [
        ("Rival", Platform.TAOBAO, "Their cup", "CUP", price) for price in (2800, 2900)
    ]
    items = tmp_path / "items.csv"
    assert shop.ask(export_competitors, items) == 1
    assert read_sheets(items)[0].rows[1][:5] == ["Rival", "Taobao", "Their cup", "CUP", "28.00"]


def test_another_sheet_is_refused_by_the_columns_it_lacks(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("colour,smell\nred,rose\n", "utf-8")
    with pytest.raises(Invalid) as refused:
        shop.ask(read_seen_file, tmp_path / "a.csv")
    assert "Their price" in str(refused.value)
