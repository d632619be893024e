"""What a scan is, what goes into a parcel, and closing it: from the shop's own rows."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from models.enums.orders import OrderStatus, ParcelState, Platform, RefundStatus
from models.fulfilment import Parcel
from models.orders import Order, OrderLine
from services import text
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotAllowed
from services.fulfilment import parcels
from services.fulfilment.bench import BenchParcel, ScanKind, meaning, parcel_of, scan_code
from services.fulfilment.closing import close, open_again
from services.fulfilment.verifying import BenchItem, Verdict, Verification, weight_scanned, weight_typed
from services.messages import render
from services.orders.commands import hold, set_refund
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.orders.stages import Stage, board
from services.shop import Shop

WAYBILL = "SF1234567890123"


@pytest.fixture
def channel(shop: Shop) -> int:
    shop.run(
        add_sku, SkuDraft("LZ-200", "山茶花蜡烛", variant="200g", shelf="A-1", barcode="6901234567892", weight_g=320)
    )
    shop.run(add_sku, SkuDraft("WQ-YM", "亚麻围裙", shelf="B-2", weight_g=180))
    return int(shop.run(add_channel, "淘宝", Platform.TAOBAO).value)


def order(shop: Shop, channel: int, number: str, *lines: tuple[str, int], note: str | None = None) -> int:
    made = tuple(LineDraft(f"{code}的标题", count, code=code) for code, count in lines or (("LZ-200", 2), ("WQ-YM", 1)))
    return int(shop.run(add_order, OrderDraft(channel, made, external_no=number, buyer_note=note)).value)


def on_bench(shop: Shop, code: str) -> BenchParcel:
    found = shop.ask(parcel_of, code)
    assert found is not None
    return found


def _parcel(shop: Shop, parcel_id: int) -> tuple[object, ...]:
    def ask(connection: Connection) -> tuple[object, ...]:
        columns = (Parcel.state, Parcel.tracking_no, Parcel.courier, Parcel.weight_g)
        return tuple(connection.execute(select(*columns).where(Parcel.id == parcel_id)).one())

    return shop.ask(ask)


def test_the_number_of_an_order_names_its_parcel_and_what_goes_into_it(shop: Shop, channel: int) -> None:
    order(shop, channel, "26112100001", note="送人，请包好")
    found = on_bench(shop, " 26112100001 ")
    assert [(item.code, item.quantity, item.shelf) for item in found.items] == [
        ("LZ-200", 2, "A-1"),
        ("WQ-YM", 1, "B-2"),
    ]
    assert found.items[0].keys == {text.key("LZ-200"), "6901234567892"}
    assert found.notes == ("送人，请包好",)
    assert found.weight_g == 2 * 320 + 180
    assert found.refusal is None


def test_a_bundle_is_scanned_by_its_parts(shop: Shop, channel: int) -> None:
    candle, apron = (shop.ask(meaning, code).sku_id or 0 for code in ("LZ-200", "WQ-YM"))
    bundle = shop.run(add_sku, SkuDraft("SET-1", "礼盒")).value
    shop.run(set_components, bundle, [Part(candle, 2), Part(apron, 1)])
    order(shop, channel, "26112100002", ("SET-1", 3), ("LZ-200", 1))
    items = {item.code: item for item in on_bench(shop, "26112100002").items}
    assert {code: item.quantity for code, item in items.items()} == {"LZ-200": 7, "WQ-YM": 3}
    assert items["WQ-YM"].bundle == "SET-1的标题"


def test_a_code_is_told_apart(shop: Shop, channel: int) -> None:
    order_id = order(shop, channel, "26112100003")
    assert shop.ask(meaning, "26112100003").kind is ScanKind.PARCEL
    for code in ("6901234567892", "lz-200"):
        found = shop.ask(meaning, code)
        assert (found.kind, found.product) == (ScanKind.PRODUCT, "山茶花蜡烛 200g")
    waybill = shop.ask(meaning, WAYBILL)
    assert (waybill.kind, waybill.order_id, bool(waybill.courier)) == (ScanKind.WAYBILL, None, True)
    shop.run(close, [order_id], None, "ODD-WAYBILL-77")
    assert shop.ask(meaning, "ODD-WAYBILL-77").order_id == order_id
    assert shop.ask(meaning, "什么也不是").kind is ScanKind.UNKNOWN


def test_orders_sent_together_are_one_parcel_whichever_is_scanned(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, number, ("LZ-200", 1)) for number in ("A-1001", "A-1002")]
    parcel_id = shop.run(parcels.merge, ids).value
    for number in ("A-1001", "A-1002"):
        found = on_bench(shop, number)
        assert (found.parcel_id, found.order_numbers) == (parcel_id, ("A-1001", "A-1002"))
        assert [(item.code, item.quantity) for item in found.items] == [("LZ-200", 2)]


def test_parts_of_an_order_have_codes_of_their_own(shop: Shop, channel: int) -> None:
    order_id = order(shop, channel, "A-2001", ("LZ-200", 2), ("WQ-YM", 1))
    lines = select(OrderLine.id).where(OrderLine.order_id == order_id).order_by(OrderLine.position)
    first_line = shop.ask(lambda connection: connection.execute(lines).scalars().first())
    first, second = shop.run(parcels.split, order_id, {first_line: 1}).value
    assert (scan_code("A-2001", 1, 2), scan_code("A-2001", 0, 0)) == ("A-2001#1", "A-2001")
    assert on_bench(shop, "A-2001#1").parcel_id == first
    assert on_bench(shop, "A-2001#2").parcel_id == second
    assert on_bench(shop, "A-2001").parcel_id == first
    shop.run(close, [order_id], first, WAYBILL)
    assert on_bench(shop, "A-2001").parcel_id == second
    assert shop.ask(parcel_of, "A-2001#3") is None


def test_what_must_not_be_packed_says_why(shop: Shop, channel: int) -> None:
    held, asked, sent = (order(shop, channel, f"B-100{n}", ("LZ-200", 1)) for n in range(3))
    shop.run(hold, [held], "等电话")
    shop.run(set_refund, [asked], RefundStatus.REQUESTED)
    shop.run(close, [sent], None, WAYBILL, ships=True)
    for number, word in (("B-1000", "hold"), ("B-1001", "money back"), ("B-1002", "sent already")):
        refusal = on_bench(shop, number).refusal
        assert refusal is not None
        assert word in render(refusal)
    for order_id in (held, asked, sent):
        with pytest.raises(NotAllowed):
            shop.run(close, [order_id], None, "YT1234567890123")


def test_closing_makes_the_parcel_and_gives_the_order_its_number(shop: Shop, channel: int) -> None:
    order_id = order(shop, channel, "C-1001")
    parcel_id = shop.run(close, [order_id], None, "SF 1234567890123", courier="顺丰速运", weight_g=855).value
    assert _parcel(shop, parcel_id) == (ParcelState.PACKED, WAYBILL, "顺丰速运", 855)
    row = shop.ask(lambda c: c.execute(select(Order.status, Order.tracking_no, Order.courier)).one())
    assert tuple(row) == (OrderStatus.PAID, WAYBILL, "顺丰速运")
    assert shop.ask(_to_send) == 1
    shop.undo()
    assert shop.ask(lambda c: c.execute(select(Parcel.id)).all()) == []
    assert shop.ask(lambda c: c.execute(select(Order.tracking_no)).scalar_one()) is None
    shop.redo()
    assert _parcel(shop, parcel_id)[0] is ParcelState.PACKED
    shop.run(open_again, parcel_id)
    assert _parcel(shop, parcel_id)[0] is ParcelState.OPEN
    with pytest.raises(NotAllowed):
        shop.run(open_again, parcel_id)


def _to_send(connection: Connection) -> int:
    return board(connection).stages[Stage.SEND].orders


def test_a_parcel_can_leave_when_it_is_closed(shop: Shop, channel: int) -> None:
    order_id = order(shop, channel, "C-2001")
    parcel_id = shop.run(close, [order_id], None, WAYBILL, ships=True).value
    assert _parcel(shop, parcel_id)[0] is ParcelState.SHIPPED
    assert shop.ask(lambda c: c.execute(select(Order.status)).scalar_one()) is OrderStatus.SHIPPED


def test_a_waybill_that_is_another_orders_is_refused_and_nothing_is_written(shop: Shop, channel: int) -> None:
    first, second = (order(shop, channel, number, ("LZ-200", 1)) for number in ("D-1001", "D-1002"))
    shop.run(close, [first], None, WAYBILL)
    with pytest.raises(NotAllowed) as caught:
        shop.run(close, [second], None, WAYBILL)
    assert "D-1001" in str(caught.value)
    with pytest.raises(Invalid):
        shop.run(close, [second], None, "短")
    with pytest.raises(Invalid):
        shop.run(close, [second], None, "YT1234567890123", weight_g=0)
    assert len(shop.ask(lambda c: c.execute(select(Parcel.id)).all())) == 1


ITEMS = (
    BenchItem(1, "LZ-200", "山茶花蜡烛", "200g", "A-1", 2, frozenset({"lz-200", "6901234567892"})),
    BenchItem(2, "WQ-YM", "亚麻围裙", "", "B-2", 1, frozenset({"wq-ym"})),
    BenchItem(None, "", "贺卡", "", "", 1),
)


def test_every_scan_gets_its_verdict() -> None:
    seen = Verification(ITEMS)
    verdicts = [seen.take(code).verdict for code in ("LZ-200", "6901234567892", "lz-200", "nothing", "WQ-YM")]
    assert verdicts == [Verdict.RIGHT, Verdict.ENOUGH, Verdict.TOO_MANY, Verdict.WRONG, Verdict.ENOUGH]
    assert [(item.title, count) for item, count in seen.missing] == [("贺卡", 1)]
    assert seen.put(2).verdict is Verdict.COMPLETE
    assert seen.put(2).verdict is Verdict.TOO_MANY
    seen.take_out(0)
    assert not seen.is_complete
    assert seen.packed(0) == 1


@pytest.mark.parametrize(
    ("typed", "grams"),
    [("532", 532), ("0.532kg", 532), ("0,5 KG", 500), ("532.6 g", 533), ("1.2", None), ("0", None), ("abc", None)],
)
def test_weights_are_read_as_scales_and_people_write_them(typed: str, grams: int | None) -> None:
    assert weight_typed(typed) == grams


def test_a_number_without_a_unit_is_never_taken_for_a_weight_when_it_is_scanned() -> None:
    assert weight_scanned("532") is None
    assert weight_scanned("0.532kg") == 532
