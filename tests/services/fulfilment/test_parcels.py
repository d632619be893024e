"""Orders travel together or in parts, and no piece is lost or sent twice."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection, select

from models.enums.orders import OrderStatus, ParcelState, Platform, RefundStatus
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotAllowed, NothingSelected
from services.fulfilment import merging, parcels
from services.fulfilment.merging import Candidate, suggest
from services.messages import render
from services.orders.commands import delete, hold, set_refund, set_status, set_tracking
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.today.queries import today


@pytest.fixture
def channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Taobao A", Platform.TAOBAO).value)


def order(shop: Shop, channel: int, number: str, *, buyer: str = "Lin", pieces: tuple[int, ...] = (2, 1)) -> int:
    draft = OrderDraft(
        channel_id=channel,
        external_no=number,
        buyer=buyer,
        receiver="Lin",
        phone="13800138000",
        address="Wen San Road 90",
        lines=tuple(LineDraft(title=f"Candle {place}", quantity=count) for place, count in enumerate(pieces)),
    )
    return int(shop.run(add_order, draft).value)


def contents(shop: Shop) -> dict[int, dict[int, int]]:
    def ask(connection: Connection) -> dict[int, dict[int, int]]:
        found: dict[int, dict[int, int]] = {}
        for row in connection.execute(select(ParcelLine.parcel_id, ParcelLine.order_line_id, ParcelLine.quantity)):
            found.setdefault(row[0], {})[row[1]] = row[2]
        return found

    return shop.ask(ask)


def lines_of(shop: Shop, order_id: int) -> list[int]:
    statement = select(OrderLine.id).where(OrderLine.order_id == order_id).order_by(OrderLine.position)
    return shop.ask(lambda connection: list(connection.execute(statement).scalars()))


def state(shop: Shop, order_id: int) -> OrderStatus:
    return shop.ask(
        lambda connection: connection.execute(select(Order.status).where(Order.id == order_id)).scalar_one()
    )


def parcel_states(shop: Shop) -> list[ParcelState]:
    return shop.ask(lambda connection: list(connection.execute(select(Parcel.state).order_by(Parcel.id)).scalars()))


def test_two_orders_of_one_buyer_are_suggested_merged_and_taken_apart(shop: Shop, channel: int) -> None:
    first, second = order(shop, channel, "A1"), order(shop, channel, "A2")
    (found,) = shop.ask(merging.suggestions)
    assert [one.id for one in found.orders] == [first, second]
    assert found.confidence == 100
    assert [render(reason) for reason in found.reasons] == ["same address", "same buyer", "same phone"]
    parcel = shop.run(parcels.merge, [first, second]).value
    assert sum(contents(shop)[parcel].values()) == 6
    assert shop.ask(merging.suggestions) == ()
    shop.run(parcels.take_apart, [parcel])
    assert contents(shop) == {}


def test_a_merged_parcel_sends_all_its_orders(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, "A1"), order(shop, channel, "A2")]
    parcel = shop.run(parcels.merge, ids).value
    shop.run(parcels.ship, [parcel])
    assert [state(shop, one) for one in ids] == [OrderStatus.SHIPPED] * 2
    with pytest.raises(NotAllowed, match="has left already"):
        shop.run(parcels.take_apart, [parcel])


def test_what_is_said_to_be_done_counts_what_was_typed_and_what_moved(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, "A1"), order(shop, channel, "A2"), order(shop, channel, "A3")]
    shop.run(parcels.merge, ids[:2])
    entered = shop.run(set_tracking, [(ids[0], "YTO", "YT2233445566")])
    assert entered.changes.label.params["count"] == 1  # its companion has the number too, which nobody typed
    shop.run(set_status, ids[:2], OrderStatus.SHIPPED)
    assert shop.run(set_status, ids, OrderStatus.SHIPPED).changes.label.params["count"] == 1


def test_a_parcel_leaves_with_the_last_of_its_orders_and_comes_back_with_them(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, "A1"), order(shop, channel, "A2")]
    shop.run(parcels.merge, ids)
    shop.run(set_status, ids[:1], OrderStatus.SHIPPED)
    assert parcel_states(shop) == [ParcelState.OPEN]
    shop.run(set_status, ids[1:], OrderStatus.SHIPPED)
    assert parcel_states(shop) == [ParcelState.SHIPPED]
    shop.run(set_status, ids, OrderStatus.PAID)
    assert parcel_states(shop) == [ParcelState.OPEN]


def test_orders_of_different_channels_never_share_a_parcel(shop: Shop, channel: int) -> None:
    other = int(shop.run(add_channel, "Douyin", Platform.DOUYIN).value)
    first, second = order(shop, channel, "A1"), order(shop, other, "B1")
    assert shop.ask(merging.suggestions) == ()
    with pytest.raises(NotAllowed, match="different channels"):
        shop.run(parcels.merge, [first, second])


def test_what_is_held_refunded_or_packed_is_refused_by_its_number(shop: Shop, channel: int) -> None:
    a, b, c = (order(shop, channel, number) for number in ("A1", "A2", "A3"))
    shop.run(hold, [a], None)
    with pytest.raises(NotAllowed, match="A1"):
        shop.run(parcels.merge, [a, b])
    shop.run(set_refund, [c], RefundStatus.REQUESTED)
    with pytest.raises(NotAllowed, match="A3"):
        shop.run(parcels.merge, [b, c])
    d = order(shop, channel, "A4")
    shop.run(parcels.merge, [b, d])
    with pytest.raises(NotAllowed, match="take it apart first"):
        shop.run(parcels.merge, [b, order(shop, channel, "A5")])


def test_a_split_order_is_shipped_when_its_last_piece_has_left(shop: Shop, channel: int) -> None:
    one = order(shop, channel, "A1", pieces=(3, 1))
    first_line, second_line = lines_of(shop, one)
    now, later = shop.run(parcels.split, one, {first_line: 2}, rest_note="back-ordered").value
    assert contents(shop) == {now: {first_line: 2}, later: {first_line: 1, second_line: 1}}
    shop.run(parcels.ship, [now])
    assert state(shop, one) is OrderStatus.PAID
    with pytest.raises(NotAllowed, match="on hold"):
        shop.run(parcels.ship, [later])
    shop.run(parcels.hold, [later], "")
    shop.run(parcels.ship, [later])
    assert state(shop, one) is OrderStatus.SHIPPED


@pytest.mark.parametrize(("first", "second"), [(0, 0), (3, 1), (4, 0), (-1, 1)])
def test_a_split_needs_something_now_and_something_later(shop: Shop, channel: int, first: int, second: int) -> None:
    one = order(shop, channel, "A1", pieces=(3, 1))
    lines = lines_of(shop, one)
    with pytest.raises(Invalid):
        shop.run(parcels.split, one, dict(zip(lines, (first, second), strict=True)))


def candidate(number: int, **values: str) -> Candidate:
    facts = {"buyer": "lin", "receiver": "Lin", "phone": "13800138000", "address": "Wen San Road 90"} | values
    return Candidate(number, f"A{number}", 1, "Taobao", **facts)


@pytest.mark.parametrize(
    ("other", "confidence"),
    [
        ({}, 100),
        ({"address": "wen san road, 90"}, 100),
        ({"phone": "138****8000"}, 85),
        ({"buyer": "", "phone": "13800138000"}, 85),
        ({"buyer": "", "phone": "138****8000"}, 65),
        ({"buyer": "wang"}, None),
        ({"phone": "13900139000"}, None),
        ({"receiver": "Wang"}, None),
        ({"address": "Another Road 1"}, None),
        ({"buyer": "", "phone": ""}, None),
        ({"receiver": "L**", "phone": ""}, 85),
    ],
)
def test_how_sure_a_suggestion_is(other: dict[str, str], confidence: int | None) -> None:
    found = suggest([candidate(1), candidate(2, **other)])
    assert [one.confidence for one in found] == ([] if confidence is None else [confidence])


def test_an_address_of_stars_says_nothing() -> None:
    assert suggest([candidate(1, address="****"), candidate(2, address="****")]) == ()


def test_an_order_in_a_parcel_is_not_deleted(shop: Shop, channel: int) -> None:
    first, second = order(shop, channel, "A1"), order(shop, channel, "A2")
    parcel = shop.run(parcels.merge, [first, second]).value
    with pytest.raises(NotAllowed, match="take it apart first"):
        shop.run(delete, [first])
    shop.run(parcels.take_apart, [parcel])
    shop.run(delete, [first])


def test_how_many_could_travel_together_is_said_on_today(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, "A1"), order(shop, channel, "A2"), order(shop, channel, "A3", buyer="Wang")]
    assert shop.ask(merging.waiting_together) == 2
    assert shop.ask(today).mergeable == 2
    shop.run(parcels.merge, ids[:2])
    assert shop.ask(merging.waiting_together) == 0


def test_several_groups_are_merged_as_one_step_or_not_at_all(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, f"A{number}") for number in range(5)]
    with pytest.raises(NotAllowed, match="take it apart first"):
        shop.run(parcels.merge_all, [ids[:2], ids[1:3]])
    assert contents(shop) == {}
    with pytest.raises(NothingSelected):
        shop.run(parcels.merge_all, [])
    assert len(shop.run(parcels.merge_all, [ids[:2], ids[2:4]]).value) == 2
    shop.undo()
    assert contents(shop) == {}
