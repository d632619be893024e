"""Stock, numbers, papers and imports go by parcels: no piece leaves twice, none is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Row, select

from models.enums.goods import MoveKind
from models.enums.orders import OrderStatus, ParcelState, Platform
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from models.projections import OrderSummary
from models.stock_ledger import Reservation, SkuStock, StockEntry
from services import clock
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotAllowed, NotEnoughStock, NotFound
from services.fulfilment import parcels
from services.fulfilment.queries import packing_lists, pick_list, shipments
from services.fulfilment.travelling import PARCELS, divisible, parcels_of
from services.integrity import check
from services.kernel.table_query import TableRequest
from services.orders.commands import set_note, set_status, set_tracking
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop
from services.stock.commands import count_to
from services.stock.levels import Spot
from services.stock.returning import ReturnDraft, still_out, take_back

Sell = Callable[..., int]


@pytest.fixture
def mug(shop: Shop) -> int:
    sku = int(shop.run(add_sku, SkuDraft("MUG", "Mug", shelf="A-1")).value)
    shop.run(count_to, Spot(sku), 10, reason="counted")
    return sku


@pytest.fixture
def sell(shop: Shop, mug: int) -> Sell:
    channel = int(shop.run(add_channel, "Taobao A", Platform.TAOBAO).value)

    def add(number: str, *pieces: int, code: str = "MUG", note: str | None = None) -> int:
        own = mug if code == "MUG" else None
        draft = OrderDraft(
            channel,
            tuple(LineDraft("Mug", count, code=code, sku_id=own) for count in pieces),
            external_no=number,
            receiver="Lin",
            address="Wen San Road 90",
            buyer_note=note,
        )
        return int(shop.run(add_order, draft).value)

    return add


def lines_of(shop: Shop, order_id: int) -> list[int]:
    statement = select(OrderLine.id).where(OrderLine.order_id == order_id).order_by(OrderLine.position)
    return shop.ask(lambda connection: list(connection.execute(statement).scalars()))


def stock(shop: Shop, sku_id: int) -> tuple[int, int]:
    """(pieces on hand, pieces promised); the ledger is what the facts say."""
    assert shop.ask(check) == ()

    def ask(connection: Connection) -> tuple[int, int]:
        on_hand = connection.execute(select(SkuStock.on_hand).where(SkuStock.sku_id == sku_id)).scalar_one()
        promised = connection.execute(select(Reservation.quantity).where(Reservation.sku_id == sku_id)).scalars()
        return on_hand, sum(promised)

    return shop.ask(ask)


def order_row(shop: Shop, order_id: int) -> Row[Any]:
    return shop.ask(lambda connection: connection.execute(select(Order.table()).where(Order.id == order_id)).one())


def parcel_row(shop: Shop, parcel_id: int) -> Row[Any]:
    return shop.ask(lambda connection: connection.execute(select(Parcel.table()).where(Parcel.id == parcel_id)).one())


def summary(shop: Shop, order_id: int) -> tuple[int, int, int]:
    """(parcels, other orders in them, pieces that left in them)."""
    columns = select(OrderSummary.parcels, OrderSummary.together, OrderSummary.sent_pieces)
    known = columns.where(OrderSummary.order_id == order_id)
    together, others, sent = shop.ask(lambda connection: connection.execute(known).one())
    return together, others, sent


def test_what_left_in_the_first_parcel_has_left_and_the_rest_is_promised(shop: Shop, mug: int, sell: Sell) -> None:
    one = sell("A1", 5)
    (line,) = lines_of(shop, one)
    now, later = shop.run(parcels.split, one, {line: 2}).value
    assert stock(shop, mug) == (10, 5)
    shop.run(parcels.ship, [now])
    assert stock(shop, mug) == (8, 3)
    assert summary(shop, one) == (2, 0, 2)
    shop.run(parcels.ship, [later])
    assert stock(shop, mug) == (5, 0)
    shop.undo()
    assert stock(shop, mug) == (8, 3)
    assert order_row(shop, one).status is OrderStatus.PAID


def test_parts_of_a_bundle_leave_with_its_parcels(shop: Shop, mug: int, sell: Sell) -> None:
    bundle = int(shop.run(add_sku, SkuDraft("PAIR", "A pair")).value)
    shop.run(set_components, bundle, [Part(mug, 2)])
    one = sell("A1", 3, code="PAIR")
    (line,) = lines_of(shop, one)
    now, later = shop.run(parcels.split, one, {line: 1}).value
    shop.run(parcels.ship, [now])
    assert stock(shop, mug) == (8, 4)
    shop.run(parcels.ship, [later])
    assert stock(shop, mug) == (4, 0)
    assert [(out.sent, out.back) for out in shop.ask(still_out, [line])] == [(6, 0)]


def test_a_wave_of_parcels_is_looked_at_together_before_any_leaves(shop: Shop, mug: int, sell: Sell) -> None:
    big, small = sell("A1", 8), sell("A2", 3)
    first, rest = shop.run(parcels.split, big, {lines_of(shop, big)[0]: 6}).value
    other = shop.run(parcels.split, small, {lines_of(shop, small)[0]: 2}).value[0]
    with pytest.raises(NotEnoughStock):
        shop.run(parcels.ship, [first, rest, other, other + 1])
    assert stock(shop, mug) == (10, 11)
    shop.run(parcels.ship, [first, other])
    assert stock(shop, mug) == (2, 3)


def test_pieces_of_two_parcels_come_back_at_what_each_cost(shop: Shop, mug: int, sell: Sell) -> None:
    one = sell("A1", 4)
    (line,) = lines_of(shop, one)
    now, later = shop.run(parcels.split, one, {line: 1}).value
    shop.run(parcels.ship, [now])
    shop.run(take_back, [ReturnDraft(line, 1, 0)])
    shop.run(parcels.ship, [later])
    shop.run(take_back, [ReturnDraft(line, 3, 0)])
    assert stock(shop, mug) == (10, 0)
    with pytest.raises(Invalid, match="only 0"):
        shop.run(take_back, [ReturnDraft(line, 1, 0)])


def test_a_line_that_was_closed_stays_on_the_shelf_when_its_parcel_leaves(shop: Shop, mug: int, sell: Sell) -> None:
    one, two = sell("A1", 2), sell("A2", 1)
    parcel = shop.run(parcels.merge, [one, two]).value
    shop.run(set_status, [two], OrderStatus.CLOSED)
    assert stock(shop, mug) == (10, 2)
    assert summary(shop, one) == (1, 0, 0)
    shop.run(parcels.ship, [parcel])
    assert stock(shop, mug) == (8, 0)


def test_a_sent_part_of_a_cancelled_order_is_still_gone(shop: Shop, mug: int, sell: Sell) -> None:
    one = sell("A1", 5)
    now, later = shop.run(parcels.split, one, {lines_of(shop, one)[0]: 2}).value
    shop.run(parcels.ship, [now])
    shop.run(set_status, [one], OrderStatus.CLOSED)
    assert stock(shop, mug) == (8, 0)
    with pytest.raises(NotFound):
        shop.run(parcels.ship, [later])


def test_an_order_that_comes_back_alone_was_not_in_the_parcel(shop: Shop, mug: int, sell: Sell) -> None:
    one, two = sell("A1", 2), sell("A2", 3)
    parcel = shop.run(parcels.merge, [one, two]).value
    shop.run(parcels.ship, [parcel])
    assert stock(shop, mug) == (5, 0)
    shop.run(set_status, [two], OrderStatus.PAID)
    assert stock(shop, mug) == (8, 3)
    assert parcel_row(shop, parcel).state is ParcelState.SHIPPED
    shop.run(set_status, [one], OrderStatus.PAID)
    assert stock(shop, mug) == (10, 5)
    assert parcel_row(shop, parcel).state is ParcelState.OPEN


def test_what_is_kept_back_does_not_leave_by_a_status(shop: Shop, mug: int, sell: Sell) -> None:
    one = sell("A1", 5)
    shop.run(parcels.split, one, {lines_of(shop, one)[0]: 2}, rest_note="back-ordered")
    with pytest.raises(NotAllowed, match="kept back"):
        shop.run(set_status, [one], OrderStatus.SHIPPED)
    assert stock(shop, mug) == (10, 5)


def test_a_rest_can_be_split_again(shop: Shop, mug: int, sell: Sell) -> None:
    one = sell("A1", 5)
    (line,) = lines_of(shop, one)
    now, _later = shop.run(parcels.split, one, {line: 2}).value
    shop.run(parcels.ship, [now])
    second, third = shop.run(parcels.split, one, {line: 1}).value
    shop.run(parcels.ship, [second])
    assert (stock(shop, mug), summary(shop, one)) == ((7, 2), (3, 0, 3))
    shop.run(parcels.take_apart, [third])
    shop.run(set_status, [one], OrderStatus.SHIPPED)
    assert stock(shop, mug) == (5, 0)


def test_one_number_for_all_orders_of_a_parcel(shop: Shop, sell: Sell) -> None:
    one, two, alone = sell("A1", 1), sell("A2", 1), sell("A3", 1)
    parcel = shop.run(parcels.merge, [one, two]).value
    assert summary(shop, one) == (1, 1, 0)
    with pytest.raises(NotAllowed, match="one number"):
        shop.run(set_tracking, [(one, "ZTO", "ZT11111111"), (two, "ZTO", "ZT22222222")])
    shop.run(set_tracking, [(one, "ZTO", "ZT11111111"), (alone, "ZTO", "ZT33333333")], mark_shipped=True)
    assert {order_row(shop, each).tracking_no for each in (one, two)} == {"ZT11111111"}
    assert parcel_row(shop, parcel).tracking_no == "ZT11111111"
    assert parcel_row(shop, parcel).state is ParcelState.SHIPPED
    channel = order_row(shop, one).channel_id
    assert [(sent.order_no, sent.tracking_no) for sent in shop.ask(shipments, channel)] == [
        ("A1", "ZT11111111"), ("A2", "ZT11111111"), ("A3", "ZT33333333"),
    ]  # fmt: skip


def test_each_part_has_its_number_and_the_order_carries_the_first(shop: Shop, mug: int, sell: Sell) -> None:
    one = sell("A1", 5)
    first, rest = shop.run(parcels.split, one, {lines_of(shop, one)[0]: 2}).value
    shop.run(set_tracking, [(one, "ZTO", "ZT11111111")], mark_shipped=True)
    assert stock(shop, mug) == (8, 3)
    assert order_row(shop, one).status is OrderStatus.PAID
    shop.run(set_tracking, [(one, "YTO", "YT22222222")], mark_shipped=True)
    assert [parcel_row(shop, each).tracking_no for each in (first, rest)] == ["ZT11111111", "YT22222222"]
    found = order_row(shop, one)
    assert (found.status, found.tracking_no) == (OrderStatus.SHIPPED, "ZT11111111")
    assert stock(shop, mug) == (5, 0)


def test_the_number_of_one_parcel_is_entered_for_it_alone(shop: Shop, sell: Sell) -> None:
    one = sell("A1", 5)
    first, rest = shop.run(parcels.split, one, {lines_of(shop, one)[0]: 2}).value
    shop.run(parcels.set_tracking, rest, "ZTO", "ZT11111111")
    shop.run(parcels.set_tracking, first, "YTO", "YT22222222")
    assert order_row(shop, one).tracking_no == "ZT11111111"
    assert parcel_row(shop, first).tracking_no == "YT22222222"


def test_an_order_is_taken_out_and_the_others_stay_together(shop: Shop, sell: Sell) -> None:
    ids = [sell(number, 1) for number in ("A1", "A2", "A3")]
    shop.run(parcels.merge, ids)
    shop.run(parcels.take_out, ids[:1])
    assert [summary(shop, one)[1] for one in ids] == [0, 1, 1]
    shop.run(parcels.take_out, ids[1:2])
    assert [summary(shop, one) for one in ids] == [(0, 0, 0)] * 3
    with pytest.raises(NotAllowed, match="in no parcel"):
        shop.run(parcels.take_out, ids)


def test_one_packing_list_for_a_parcel_with_every_number_and_note(shop: Shop, sell: Sell) -> None:
    one, two, alone = sell("A1", 1, note="fragile"), sell("A2", 2), sell("A3", 1)
    shop.run(set_note, [two], "add a card")
    shop.run(parcels.merge, [one, two])
    lists = shop.ask(packing_lists, [two, alone])
    assert [one.order_numbers for one in lists] == [("A2", "A1"), ("A3",)]
    assert (lists[0].buyer_note, lists[0].seller_note) == ("A1: fragile", "A2: add a card")
    assert sum(line.quantity for line in lists[0].lines) == 3
    assert shop.ask(pick_list, [one, two, alone]).piece_count == 4


def test_what_left_or_is_kept_back_is_on_no_paper(shop: Shop, sell: Sell) -> None:
    one = sell("A1", 5)
    (line,) = lines_of(shop, one)
    now, later = shop.run(parcels.split, one, {line: 2}, rest_note="back-ordered").value
    (paper,) = shop.ask(packing_lists, [one])
    assert ([each.quantity for each in paper.lines], paper.part, paper.parts) == ([2], 1, 2)
    assert shop.ask(pick_list, [one]).piece_count == 2
    shop.run(parcels.ship, [now])
    shop.run(parcels.hold, [later], "")
    (paper,) = shop.ask(packing_lists, [one])
    assert ([each.quantity for each in paper.lines], paper.part) == ([3], 2)
    shop.run(parcels.ship, [later])
    assert [[each.quantity for each in sheet.lines] for sheet in shop.ask(packing_lists, [one])] == [[2], [3]]


def _at(moment: datetime) -> None:
    clock.set_source(lambda: moment)


def test_entries_of_parts_carry_the_time_each_part_left(shop: Shop, sell: Sell) -> None:
    one = sell("A1", 5)
    now, later = shop.run(parcels.split, one, {lines_of(shop, one)[0]: 2}).value
    times = [datetime(2027, 1, day, 9, tzinfo=UTC) for day in (1, 2)]
    for at, parcel in zip(times, (now, later), strict=True):
        _at(at)
        shop.run(parcels.ship, [parcel])
    statement = (
        select(StockEntry.at, StockEntry.quantity).where(StockEntry.kind == MoveKind.SALE).order_by(StockEntry.at)
    )
    found = shop.ask(lambda connection: [tuple(row) for row in connection.execute(statement)])
    assert found == [(times[0], -2), (times[1], -3)]
    count = select(ParcelLine.id)
    assert len(shop.ask(lambda connection: connection.execute(count).all())) == 2


def test_the_list_of_parcels_names_orders_and_finds_them(shop: Shop, sell: Sell) -> None:
    one, two = sell("A1", 1), sell("A2", 2)
    parcel = shop.run(parcels.merge, [one, two]).value
    alone = sell("B1", 3)
    first, rest = shop.run(parcels.split, alone, {lines_of(shop, alone)[0]: 1}, rest_note="later").value
    found = {view.id: view for view in shop.ask(parcels_of, [one, alone])}
    assert list(found) == [parcel, first, rest]
    assert [passenger.external_no for passenger in found[parcel].orders] == ["A1", "A2"]
    assert (found[parcel].pieces, found[parcel].pieces_of(two), found[rest].hold_note) == (3, 2, "later")
    assert [line.pieces for line in shop.ask(divisible, alone)] == [3]
    shop.run(parcels.ship, [first])
    assert [line.pieces for line in shop.ask(divisible, alone)] == [2]
    for typed, numbers in (("A2", ["A1, A2"]), ("", ["B1", "B1", "A1, A2"])):
        statement = PARCELS.select([PARCELS.columns["orders"].expression], TableRequest(typed))
        rows = shop.ask(Connection.scalars, statement.order_by(PARCELS.row_id.desc())).all()
        assert rows == numbers
