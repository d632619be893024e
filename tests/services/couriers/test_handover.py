"""The handover list: every parcel once, by courier, until it was on a list."""

from __future__ import annotations

import pytest

from services.channels.commands import add as add_channel
from services.couriers.handover import handover_list, waiting_for_handover
from services.errors import NotAllowed, NothingSelected
from services.fulfilment import parcels
from services.fulfilment.commands import log_print
from services.fulfilment.stopping import stop_orders
from services.orders import commands as orders
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.shop import Shop
from services.types import Platform, PrintKind


@pytest.fixture
def ids(shop: Shop) -> list[int]:
    channel = shop.run(add_channel, "Taobao A", Platform.TAOBAO).value
    made = []
    for place in range(4):
        draft = OrderDraft(
            channel, (LineDraft("Candle", 1),), external_no=f"A{place}", province="浙江省", city="杭州市"
        )
        made.append(int(shop.run(entering.add, draft).value))
    return made


def test_parcels_stand_under_their_couriers_each_once(shop: Shop, ids: list[int]) -> None:
    shop.run(parcels.merge, ids[:2])
    entered = [
        (ids[0], "顺丰", "SF1234567890123"),
        (ids[1], "顺丰", "SF1234567890123"),
        (ids[2], None, "YT1234567890123"),
    ]
    shop.run(orders.set_tracking, entered)
    assert shop.ask(waiting_for_handover) == tuple(ids[:3])
    found = shop.ask(handover_list, ids)
    assert found.number.startswith("HO-")
    assert [(part.courier, [line.waybill for line in part.lines]) for part in found.parts] == [
        ("SF Express", ["SF1234567890123"]),
        ("YTO Express", ["YT1234567890123"]),
    ]
    assert found.parts[0].lines[0].order_numbers == ("A0", "A1")
    assert found.parts[0].lines[0].city == "浙江省 杭州市"
    assert (found.parcels, found.order_ids) == (2, tuple(ids[:3]))


def test_what_was_on_a_list_waits_no_more(shop: Shop, ids: list[int]) -> None:
    shop.run(orders.set_tracking, [(ids[0], "SF", "SF1234567890123")], mark_shipped=True)
    shop.run(log_print, PrintKind.HANDOVER, [ids[0]], "handover.pdf")
    assert shop.ask(waiting_for_handover) == ()
    assert shop.ask(handover_list, ids[:1]).parcels == 1
    with pytest.raises(NothingSelected):
        shop.ask(handover_list, ids[1:])


def test_a_stopped_parcel_is_not_handed_over(shop: Shop, ids: list[int]) -> None:
    shop.run(orders.set_tracking, [(ids[0], "SF", "SF1234567890123")])
    shop.run(stop_orders, ids[:1])
    assert shop.ask(waiting_for_handover) == ()
    with pytest.raises(NotAllowed, match="A0"):
        shop.ask(handover_list, ids)
