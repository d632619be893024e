"""A pick list fetches everything once, and says for which bundles, which single orders, and how it looks."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from models.enums.orders import Platform
from services.catalog import gallery
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.catalog.pictures import folder_of, keep
from services.channels.commands import add as add_channel
from services.fulfilment import parcels, waves
from services.fulfilment.papers import PickLine
from services.fulfilment.queries import pick_list
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.shop import Shop


@pytest.fixture
def channel(shop: Shop) -> int:
    wax = shop.run(add_sku, SkuDraft("WAX", "Wax", shelf="A-1")).value
    wick = shop.run(add_sku, SkuDraft("WICK", "Wick", shelf="A-2")).value
    box = shop.run(add_sku, SkuDraft("BOX", "Gift box")).value
    shop.run(set_components, box, [Part(wax, 3), Part(wick, 1)])
    return int(shop.run(add_channel, "Taobao A", Platform.TAOBAO).value)


def order(shop: Shop, channel: int, **codes: int) -> int:
    lines = tuple(LineDraft(code, pieces, code=code) for code, pieces in codes.items())
    return int(shop.run(entering.add, OrderDraft(channel, lines)).value)


def line(shop: Shop, ids: list[int], code: str) -> PickLine:
    return next(one for one in shop.ask(pick_list, ids).lines if one.code == code)


def test_parts_are_fetched_with_what_is_sold_alone_and_name_their_bundle(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, BOX=2), order(shop, channel, WAX=1), order(shop, channel, WAX=2, WICK=1)]
    wax, wick = line(shop, ids, "WAX"), line(shop, ids, "WICK")
    assert (wax.quantity, wax.order_count, wax.single, wax.parents) == (9, 3, 1, ("BOX ×6",))
    assert (wick.quantity, wick.order_count, wick.single, wick.parents) == (3, 2, 0, ("BOX ×2",))


def test_pieces_that_share_a_parcel_with_another_order_are_not_packed_alone(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, WAX=1), order(shop, channel, WICK=2), order(shop, channel, WAX=4)]
    shop.run(parcels.merge, ids[:2])
    assert [line(shop, ids, code).single for code in ("WAX", "WICK")] == [4, 0]


def test_the_list_names_the_wave_its_orders_are_in(shop: Shop, channel: int) -> None:
    first, second = order(shop, channel, WAX=1), order(shop, channel, WAX=1)
    assert shop.ask(pick_list, [first, second]).wave == ""
    shop.run(waves.make, [first])
    assert shop.ask(pick_list, [first]).wave.startswith("W-")
    assert shop.ask(pick_list, [first, second]).wave == ""


def test_a_line_shows_the_picture_of_its_product(shop: Shop, channel: int) -> None:
    out = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(out, "PNG")
    kept = keep(folder_of(shop.path), out.getvalue())
    shop.run(gallery.add_pictures, 1, [kept])
    ids = [order(shop, channel, WAX=1, WICK=1)]
    assert Path(line(shop, ids, "WAX").picture).is_file()
    assert line(shop, ids, "WICK").picture == ""
