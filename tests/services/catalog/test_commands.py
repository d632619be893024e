"""Products, and the codes channels know them by."""

from __future__ import annotations

import pytest

from services.catalog import commands, queries
from services.catalog.drafts import SkuDraft
from services.catalog.removal import archive, delete, restore
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotAllowed
from services.orders import one_order
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.today import queries as today_queries
from services.types import OrderStatus, Platform


@pytest.fixture
def channel(shop: Shop) -> int:
    return shop.run(add_channel, "Stall", Platform.OTHER).value


def _order(
    shop: Shop, channel: int, code: str | None, title: str = "Candle", quantity: int = 2,
    status: OrderStatus = OrderStatus.PAID,
) -> int:  # fmt: skip
    line = LineDraft(title, quantity, code=code, variant="white")
    return shop.run(add_order, OrderDraft(channel_id=channel, status=status, lines=(line,))).value


def test_variants_of_one_title_are_one_product(shop: Shop) -> None:
    for code in ("BW-1", "BW-2"):
        shop.run(commands.add_sku, SkuDraft(code=code, title="Candle", variant=code))
    shop.run(commands.edit_sku, 1, SkuDraft(code="BW-1", title="Beeswax candle", shelf="A-01", price_minor=3900))
    assert shop.ask(queries.detail, 2).draft.title == "Beeswax candle"
    assert shop.ask(queries.detail, 1).draft.shelf == "A-01"


def test_a_code_belongs_to_one_sku_however_it_is_typed(shop: Shop) -> None:
    shop.run(commands.add_sku, SkuDraft(code="BW-1", title="Candle"))
    for code in ("bw-1", " BW-1 ", "\uff22\uff37-1"):
        with pytest.raises(Invalid, match="another product has it"):
            shop.run(commands.add_sku, SkuDraft(code=code, title="Other"))


@pytest.mark.parametrize("draft", [SkuDraft("", "Candle"), SkuDraft("A", " "), SkuDraft("A", "B", price_minor=-1)])
def test_a_product_that_makes_no_sense_is_refused(shop: Shop, draft: SkuDraft) -> None:
    with pytest.raises(Invalid):
        shop.run(commands.add_sku, draft)


def test_codes_that_orders_to_ship_wait_for_come_first(shop: Shop, channel: int) -> None:
    _order(shop, channel, "OLD-1", quantity=9, status=OrderStatus.COMPLETED)
    _order(shop, channel, "NEW-1", quantity=1)
    found = shop.ask(queries.unlinked_codes)
    assert [(one.code, one.to_ship) for one in found] == [("NEW-1", 1), ("OLD-1", 0)]
    assert shop.ask(today_queries.waiting).unlinked == 1


def test_codes_waiting_in_orders_are_listed_and_created_in_one_step(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel, "BW-1")
    _order(shop, channel, "bw-1 ", quantity=3)
    _order(shop, channel, None)
    waiting = shop.ask(queries.unlinked_codes)
    assert [(one.title, one.lines, one.pieces) for one in waiting] == [("Candle", 2, 5)]
    assert shop.ask(queries.lines_without_code) == 1
    assert shop.run(commands.create_from_codes, [(channel, waiting[0].code)]).value == 1
    assert shop.ask(queries.unlinked_codes) == ()
    line = shop.ask(one_order.detail, order_id).lines[0]
    assert line.sku_code == waiting[0].code
    shop.undo()
    assert [one.pieces for one in shop.ask(queries.unlinked_codes)] == [5]


def test_a_code_may_stand_for_several_pieces(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel, "SET-3", quantity=2)
    sku_id = shop.run(commands.add_sku, SkuDraft(code="BW-1", title="Candle")).value
    shop.run(commands.link, channel, "SET-3", sku_id, quantity=3)
    assert shop.ask(queries.detail, sku_id).sold == 6
    assert shop.ask(one_order.detail, order_id).lines[0].sku_id == sku_id
    with pytest.raises(Invalid):
        shop.run(commands.link, channel, "SET-3", sku_id, quantity=0)


def test_what_was_sold_can_be_archived_but_not_deleted(shop: Shop, channel: int) -> None:
    sku_id = shop.run(commands.add_sku, SkuDraft(code="BW-1", title="Candle")).value
    spare = shop.run(commands.add_sku, SkuDraft(code="BW-2", title="Spare")).value
    _order(shop, channel, "BW-1")
    with pytest.raises(NotAllowed, match="archive"):
        shop.run(delete, [sku_id, spare])
    shop.run(archive, [sku_id])
    shop.run(delete, [spare])
    assert shop.ask(queries.find, "candle") == ()
    shop.run(restore, [sku_id])
    assert [hit.id for hit in shop.ask(queries.find, "candle")] == [sku_id]


def test_products_are_found_by_code_title_barcode_and_pinyin(shop: Shop) -> None:
    title = "\u5c71\u8336\u82b1\u9999\u85b0\u8721\u70db"
    sku_id = shop.run(commands.add_sku, SkuDraft(code="JJ-001", title=title, barcode="6901234567892")).value
    shop.run(commands.add_sku, SkuDraft(code="JJ-002", title="Apron"))
    for typed in ("jj-001", "\u8336\u82b1", "schxx", "690123"):
        assert [hit.id for hit in shop.ask(queries.find, typed)] == [sku_id], typed


def test_initials_may_skip_letters_and_what_fits_whole_comes_first(shop: Shop) -> None:
    def add(code: str, title: str) -> int:
        return shop.run(commands.add_sku, SkuDraft(code=code, title=title)).value

    filter_cup = add("AA-1", "手冲咖啡滤杯")
    candle = add("ZZ-1", "山茶花香薰蜡烛")
    whole = add("SCL-9", "Apron")
    assert [hit.id for hit in shop.ask(queries.find, "scl")] == [whole, candle, filter_cup]
    assert [hit.id for hit in shop.ask(queries.find, "sclz")] == [candle]
    assert shop.ask(queries.find, "cs") == ()
    assert shop.ask(queries.find, "s") != ()
