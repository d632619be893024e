"""The refund check: what is open is stopped in one step, stays off every list and file, and its place is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.channels.commands import add as add_channel
from services.errors import NotAllowed, NothingSelected
from services.fulfilment import parcels, queries
from services.fulfilment.commands import log_print
from services.fulfilment.refund_check import check_files
from services.fulfilment.stopped import Stop, check_numbers, numbers_in, require_not_stopped, stopped_shipments
from services.fulfilment.stopping import stop_orders
from services.orders import commands as orders
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.shop import Shop
from services.types import OrderStatus, Platform, PrintKind, RefundStatus


@pytest.fixture
def channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Pinduoduo A", Platform.PINDUODUO).value)


def order(shop: Shop, channel: int, number: str) -> int:
    draft = OrderDraft(channel, (LineDraft("Candle", 1),), external_no=number, buyer="Lin")
    return int(shop.run(entering.add, draft).value)


def test_numbers_are_found_however_they_are_pasted() -> None:
    assert numbers_in("A1, A2；A3\nA1\t'A4'") == ("A1", "A2", "A3", "A4")


def test_open_orders_are_stopped_and_what_has_left_is_told(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, f"A{n}") for n in range(4)]
    shop.run(orders.set_tracking, [(ids[1], "SF", "SF1234567890123")], mark_shipped=True)
    shop.run(orders.set_status, [ids[2]], OrderStatus.CLOSED)
    rows = shop.ask(check_numbers, "A0 A1 A2 A9")
    assert [row.stop for row in rows] == [Stop.STOPS, Stop.GONE, Stop.CLOSED, Stop.UNKNOWN]
    assert rows[1].tracking_no == "SF1234567890123"
    shop.run(stop_orders, [ids[0]])
    assert shop.ask(check_numbers, "A0")[0].stop is Stop.STOPPED
    assert ids[0] not in shop.ask(queries.ready_ids)
    with pytest.raises(NotAllowed, match="A0"):
        shop.ask(require_not_stopped, ids)
    shop.run(stop_orders, [order(shop, channel, "A4"), order(shop, channel, "A5")])
    with pytest.raises(NotAllowed, match="A5, A4, A0"):
        shop.ask(require_not_stopped, [*range(ids[0] + 5, ids[0] - 1, -1), ids[0]])
    with pytest.raises(NotAllowed, match="A1"):
        shop.run(stop_orders, [ids[1]])
    with pytest.raises(NothingSelected):
        shop.run(stop_orders, [])


def test_a_stopped_order_leaves_the_ship_file(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, f"A{n}") for n in range(2)]
    shop.run(orders.set_tracking, [(ids[0], "SF", "SF1234567890123"), (ids[1], "SF", "SF1234567890124")])
    assert len(shop.ask(queries.shipments, channel)) == 2
    shop.run(stop_orders, ids[:1])
    assert [one.order_id for one in shop.ask(queries.shipments, channel)] == ids[1:]
    assert [one.order_id for one in shop.ask(queries.shipments, channel, again=True)] == ids[1:]
    assert shop.ask(stopped_shipments, channel) == 1


def test_the_place_of_a_parcel_is_told(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, f"A{n}") for n in range(2)]
    shop.run(parcels.merge, ids)
    number = shop.run(log_print, PrintKind.PACKING_LIST, ids, "a5").value
    shop.run(log_print, PrintKind.SHIP_FILE, ids[:1], "today.xlsx")
    row = shop.ask(check_numbers, "A0")[0]
    assert (row.others, row.papers, row.ship_file) == (("A1",), (number,), "today.xlsx")


def test_a_fresh_export_stops_its_orders_in_one_step(shop: Shop, channel: int, tmp_path: Path) -> None:
    order_id = order(shop, channel, "A0")
    order(shop, channel, "A1")
    file = tmp_path / "cases.csv"
    file.write_text(
        "Case no.,Case kind,Case state,Order no.,Channel,Asked\n"
        "C1,Refund before shipping,Waiting for us,A0,Pinduoduo A,5.00\n",
        encoding="utf-8",
    )
    found = check_files(shop, [file])
    assert [(row.order_no, row.stop) for row in found.rows] == [("A0", Stop.STOPPED)]
    assert found.problems == ()
    assert found.operation_id is not None
    assert shop.ask(check_numbers, "A1")[0].stop is Stop.STOPS
    shop.undo(found.operation_id)
    assert shop.ask(check_numbers, "A0")[0].stop is Stop.STOPS
    assert shop.ask(queries.ready_ids)[0] == order_id


def test_a_file_that_is_no_export_is_told(shop: Shop, tmp_path: Path) -> None:
    file = tmp_path / "picture.csv"
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    found = check_files(shop, [file])
    assert (found.rows, found.operation_id, len(found.problems)) == ((), None, 1)


def test_a_refund_that_was_paid_stays_paid(shop: Shop, channel: int) -> None:
    order_id = order(shop, channel, "A0")
    shop.run(orders.set_refund, [order_id], RefundStatus.REFUNDED)
    assert shop.ask(check_numbers, "A0")[0].stop is Stop.STOPPED


def test_no_paper_takes_a_stopped_order_or_one_that_travels_with_it(shop: Shop, channel: int) -> None:
    ids = [order(shop, channel, f"A{n}") for n in range(2)]
    shop.run(parcels.merge, ids)
    shop.run(stop_orders, ids[:1])
    with pytest.raises(NotAllowed, match="A0"):
        shop.ask(queries.pick_list, ids)
    with pytest.raises(NotAllowed, match="A0"):
        shop.ask(queries.packing_lists, ids[1:])
