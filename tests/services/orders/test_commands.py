"""What a person does to orders by hand."""

from __future__ import annotations

from datetime import date

import pytest

from models.base import Base
from models.enums.money import AccountKind, Flow
from models.orders import Order
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotAllowed, NotFound, StaleEdit
from services.finance.by_hand import MoneyDraft, add_money
from services.finance.commands import AccountDraft, add_account
from services.fulfilment.commands import log_print
from services.orders import commands, entering, one_order, queries
from services.orders.entering import LineDraft, OrderDraft
from services.reconcile.linking import forget_links, link_order
from services.shop import Shop
from services.types import Flag, OrderStatus, Platform, PrintKind, RefundStatus


@pytest.fixture
def channel(shop: Shop) -> int:
    return shop.run(add_channel, "Stall", Platform.OTHER).value


def _order(shop: Shop, channel: int, **values: object) -> int:
    draft = {"lines": (LineDraft("Candle", 2, price_minor=3900),), "receiver": "Zhou Min", "phone": "138 0000 1234"}
    return shop.run(entering.add, OrderDraft(channel_id=channel, **{**draft, **values})).value  # type: ignore[arg-type]


def test_a_typed_order_adds_up_and_gets_a_number(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel, freight_minor=500, discount_minor=300)
    detail = shop.ask(one_order.detail, order_id)
    assert detail.external_no.startswith("M")
    assert (detail.goods_minor, detail.total_minor, detail.paid_minor) == (7800, 8000, 8000)
    assert (detail.status, detail.pieces) == (OrderStatus.PAID, 2)


def test_made_up_numbers_never_repeat(shop: Shop, channel: int) -> None:
    numbers = {shop.ask(one_order.detail, _order(shop, channel)).external_no for _ in range(3)}
    assert len(numbers) == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"lines": ()}, "Items"),
        ({"lines": (LineDraft(" ", 1),)}, "Item"),
        ({"lines": (LineDraft("Candle", 0),)}, "Quantity"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_by_field(
    shop: Shop, channel: int, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        _order(shop, channel, **values)
    assert str(refused.value.params["field"]) == field
    assert shop.ask(queries.view_counts)["all"] == 0


def test_a_taken_number_is_refused(shop: Shop, channel: int) -> None:
    _order(shop, channel, external_no="A-1")
    with pytest.raises(Invalid, match="A-1"):
        _order(shop, channel, external_no="A-1")


def test_held_orders_are_not_ready_and_not_shipped(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel)
    shop.run(commands.hold, [order_id], "ask for the colour")
    counts = shop.ask(queries.view_counts)
    assert (counts["to_ship"], counts["held"]) == (0, 1)
    with pytest.raises(NotAllowed, match="on hold") as refused:
        shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    assert "leave this one out" in str(refused.value)
    shop.run(commands.release, [order_id])
    assert shop.ask(queries.view_counts)["to_ship"] == 1


def test_an_order_whose_buyer_wants_the_money_back_is_not_shipped(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel)
    shop.run(commands.set_refund, [order_id], RefundStatus.REQUESTED)
    with pytest.raises(NotAllowed, match="money back"):
        shop.run(commands.set_tracking, [(order_id, "YTO", "YT2233445566")], mark_shipped=True)


def test_what_forbids_several_says_to_leave_them_out(shop: Shop, channel: int) -> None:
    held = [_order(shop, channel), _order(shop, channel)]
    shop.run(commands.hold, held, "ask for the colour")
    with pytest.raises(NotAllowed, match="Take these out"):
        shop.run(commands.set_status, held, OrderStatus.SHIPPED)


def test_a_bulk_step_that_one_order_forbids_changes_none(shop: Shop, channel: int) -> None:
    good, bad = _order(shop, channel), _order(shop, channel, status=OrderStatus.UNPAID)
    with pytest.raises(NotAllowed):
        shop.run(commands.set_status, [good, bad], OrderStatus.COMPLETED)
    assert shop.ask(one_order.detail, good).status is OrderStatus.PAID


def test_statuses_fill_in_their_times_and_undo_takes_them_back(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel, status=OrderStatus.UNPAID)
    for status in (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED, OrderStatus.CLOSED):
        shop.run(commands.set_status, [order_id], status)
    timeline = shop.ask(one_order.detail, order_id).timeline
    assert sum("Mark 1 order" in str(entry.text) for entry in timeline) == 4
    for _ in range(4):
        shop.undo()
    assert shop.ask(one_order.detail, order_id).status is OrderStatus.UNPAID


def test_an_edit_over_somebody_elses_change_is_refused(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel)
    seen = shop.ask(one_order.detail, order_id).version
    shop.run(commands.set_flag, [order_id], Flag.RED)
    with pytest.raises(StaleEdit):
        shop.run(commands.edit, order_id, {"receiver": "Li Lei"}, version=seen)
    shop.run(commands.edit, order_id, {"receiver": "Li Lei"}, version=seen + 1)
    assert shop.ask(one_order.detail, order_id).receiver == "Li Lei"


def test_a_tracking_number_must_look_like_one(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel)
    for number in ("12", "abcdefgh", "YT 2233 4455 66 \u4e2d"):
        with pytest.raises(Invalid):
            shop.run(commands.set_tracking, [(order_id, None, number)])
    shop.run(commands.set_tracking, [(order_id, "YTO", " YT 2233 4455 66 ")])
    assert shop.ask(one_order.detail, order_id).tracking_no == "YT22334455" + "66"


def test_a_deleted_order_comes_back_with_its_lines(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel)
    before = shop.ask(one_order.detail, order_id)
    shop.run(commands.delete, [order_id])
    with pytest.raises(NotFound):
        shop.ask(one_order.detail, order_id)
    shop.undo()
    assert shop.ask(one_order.detail, order_id).lines == before.lines


def test_a_printed_order_is_closed_and_not_deleted(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel)
    shop.run(log_print, PrintKind.PACKING_LIST, [order_id], "packing.pdf")
    with pytest.raises(NotAllowed, match="printed list"):
        shop.run(commands.delete, [order_id])


def test_an_order_money_is_matched_to_is_not_deleted_before_that_is_taken_back(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel)
    account = shop.run(add_account, AccountDraft("Box", AccountKind.CASH)).value
    line = shop.run(add_money, MoneyDraft(account, date(2026, 11, 20), Flow.IN, 7800, "candles")).value
    shop.run(link_order, [line], order_id)
    with pytest.raises(NotAllowed, match="money was matched"):
        shop.run(commands.delete, [order_id])
    shop.run(forget_links, [line])
    shop.run(commands.delete, [order_id])


def test_everything_that_names_an_order_keeps_it_from_being_deleted() -> None:
    naming = {
        (table.name, column.name)
        for table in Base.metadata.tables.values()
        for column in table.c
        if any(key.column.table is Order.table() for key in column.foreign_keys)
    }
    goes_with_it = {("order_line", "order_id")}
    assert naming - goes_with_it == {(mapped.table().name, name) for mapped, name, _reason in commands.NAMED_BY}


def test_orders_are_found_by_number_tail_phone_title_and_pinyin(shop: Shop, channel: int) -> None:
    lines = (LineDraft("\u5c71\u8336\u82b1\u9999\u85b0\u8721\u70db", 1, code="JJ-001"),)
    order_id = _order(shop, channel, external_no="261121339701014", lines=lines, buyer="\u51af\u7acb\u884c")
    _order(shop, channel, external_no="990000000000001", phone="13900005678")
    for typed in (
        "2611213397",
        "701014",
        "1234",
        "\u8336\u82b1",
        "schxx",
        "\u51af\u7acb",
        "fl",
        "jj-001",
        "JJ-00 1234",
    ):
        assert [hit.id for hit in shop.ask(queries.find, typed)] == [order_id], typed
    assert shop.ask(queries.find, "100%_") == ()
