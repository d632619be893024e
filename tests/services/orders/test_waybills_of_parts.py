"""A waybill number is one parcel's: also the number of a second part, which its order does not carry itself."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.orders import OrderLine
from services.channels.commands import add as add_channel
from services.errors import NotAllowed
from services.fulfilment import parcels
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.waybills import taken
from services.shop import Shop
from services.types import Platform

FIRST, SECOND = "73100000000001", "73100000000002"


def test_the_number_of_a_second_part_belongs_to_its_order(shop: Shop) -> None:
    channel = shop.run(add_channel, "Stall", Platform.OTHER).value
    split, other = (
        shop.run(entering.add, OrderDraft(channel, (LineDraft("Mug", 3),), external_no=number)).value
        for number in ("A", "B")
    )
    statement = select(OrderLine.id).where(OrderLine.order_id == split)
    line = shop.ask(lambda connection: connection.execute(statement).scalar_one())
    one, two = shop.run(parcels.split, split, {line: 1}).value
    shop.run(parcels.set_tracking, one, "zto", FIRST)
    shop.run(parcels.set_tracking, two, "zto", SECOND)
    for number in (FIRST, SECOND):
        assert shop.ask(taken, {other: number}) == {other: "A"}
        assert shop.ask(taken, {split: number}) == {}
        with pytest.raises(NotAllowed, match="A"):
            shop.run(commands.set_tracking, [(other, "zto", number)])
    shop.run(parcels.take_apart, [one, two])
    assert shop.ask(taken, {other: SECOND}) == {}
