"""Freight in the profit: the bill, else the rules parcel by parcel, else the channel's terms; list and panel agree."""

from __future__ import annotations

import itertools
import random
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from models.couriers import CourierCharge
from models.fulfilment import Parcel
from models.orders import Order, OrderLine
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part as BundlePart
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.couriers.commands import set_freight_rules
from services.couriers.expected import expected_freight
from services.couriers.freight import FreightRule
from services.couriers.parcel_freight import freight_note, parcel_freight, parcel_notes
from services.fulfilment import parcels, waves
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.kept_profit import order_profit
from services.orders.listing import ORDER_LIST
from services.orders.one_order import detail
from services.orders.profit import Part
from services.shop import Shop
from services.types import OrderKind, OrderStatus, Platform, TableRequest

ZTO = FreightRule("zto", 1000, 350, 1000, 120)
ZTO_FAR = FreightRule("zto", 1000, 800, 1000, 700, provinces=("新疆",), surcharge_minor=500)
YTO = FreightRule("yto", 1000, 300, 500, 200, volume_divisor=8000)
TERMS = Terms(date(2000, 1, 1), freight_minor=999, packing_minor=80)
_serial = itertools.count(1)


@command("tests.bill_for_profit", "Bill")
def _bill(uow: UnitOfWork, waybill: str, amount_minor: int) -> None:
    uow.add(
        CourierCharge(natural_key=f"k{next(_serial)}", courier="ZTO", waybill=waybill, currency="CNY",
                      amount_minor=amount_minor)
    )  # fmt: skip


@command("tests.weigh_for_profit", "Weigh")
def _weigh(uow: UnitOfWork, parcel_id: int, grams: int) -> None:
    uow.get(Parcel, parcel_id).weight_g = grams


@command("tests.number_for_profit", "Number")
def _number(uow: UnitOfWork, order_id: int, number: str) -> None:
    """As a file of another shop system may have it, which knows no parcels."""
    uow.get(Order, order_id).tracking_no = number


class Stall:
    """A channel, a heavy jar and a light box; orders of them go to one address."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.channel = int(shop.run(add_channel, "Stall", Platform.OTHER).value)
        draft = SkuDraft("JAR", "Jar", cost_minor=100, weight_g=800, length_mm=200, width_mm=200, height_mm=150)
        self.jar = int(shop.run(add_sku, draft).value)
        self.box = int(shop.run(add_sku, SkuDraft("BOX", "Box", cost_minor=50, weight_g=300)).value)

    def order(self, *pieces: tuple[int, int], province: str = "浙江省", **more: Any) -> int:
        lines = tuple(LineDraft("x", count, price_minor=2_000, sku_id=sku) for sku, count in pieces)
        draft = OrderDraft(self.channel, lines, province=province, address="文三路1号", **more)
        return int(self.shop.run(entering.add, draft).value)

    def part(self, order_id: int, part: Part) -> int | None:
        found = self.shop.ask(order_profit, order_id)
        assert found is not None
        return next(line.minor for line in found.lines if line.part is part)

    def lines(self, order_id: int) -> list[tuple[int, int]]:
        statement = select(OrderLine.id, OrderLine.quantity).where(OrderLine.order_id == order_id)
        return [(row[0], row[1]) for row in self.shop.ask(lambda connection: connection.execute(statement).all())]


@pytest.fixture
def stall(shop: Shop) -> Stall:
    return Stall(shop)


def courier(stall: Stall, order_id: int, name: str, number: str) -> None:
    stall.shop.run(commands.set_tracking, [(order_id, name, number)])


def test_the_bill_goes_before_the_rules_and_the_rules_before_the_terms(stall: Stall) -> None:
    order_id = stall.order((stall.jar, 2))
    found = stall.shop.ask(order_profit, order_id)
    assert found is not None
    assert Part.FREIGHT in found.missing
    stall.shop.run(set_terms, stall.channel, TERMS)
    assert stall.part(order_id, Part.FREIGHT) == -999
    stall.shop.run(set_freight_rules, [ZTO])
    courier(stall, order_id, "zto", "73100012345678")
    assert stall.part(order_id, Part.FREIGHT) == -(350 + 120)
    stall.shop.run(_bill, "73100012345678", 510)
    assert stall.part(order_id, Part.FREIGHT) == -510
    for freight in (470, 470, 999):  # the bill, the number and the rules are taken back
        stall.shop.undo()
        assert stall.part(order_id, Part.FREIGHT) == -freight


def test_before_a_courier_is_chosen_the_cheapest_in_use_is_reckoned_with(stall: Stall) -> None:
    stall.shop.run(set_freight_rules, [ZTO, YTO])
    order_id = stall.order((stall.box, 1))
    assert stall.part(order_id, Part.FREIGHT) == -300
    stall.shop.run(commands.edit, order_id, {"courier": "zto"})
    assert stall.part(order_id, Part.FREIGHT) == -350
    note = stall.shop.ask(freight_note, order_id)
    assert note is not None
    assert [offer[1] for offer in (note.expected, note.cheapest) if offer] == [350, 300]


def test_an_unknown_weight_or_place_falls_back_to_the_terms(stall: Stall) -> None:
    stall.shop.run(set_terms, stall.channel, TERMS)
    stall.shop.run(set_freight_rules, [ZTO])
    bare = int(stall.shop.run(add_sku, SkuDraft("BARE", "Bare", cost_minor=1)).value)
    assert stall.part(stall.order((bare, 1)), Part.FREIGHT) == -999
    assert stall.part(stall.order((stall.box, 1), province=""), Part.FREIGHT) == -999
    assert stall.part(stall.order((stall.jar, 2), province="新疆"), Part.FREIGHT) == -470
    stall.shop.run(set_freight_rules, [ZTO, ZTO_FAR])
    assert stall.part(stall.order((stall.jar, 2), province="新疆"), Part.FREIGHT) == -(800 + 700 + 500)


def test_orders_in_one_parcel_share_its_freight_and_its_packing(stall: Stall) -> None:
    stall.shop.run(set_terms, stall.channel, TERMS)
    stall.shop.run(set_freight_rules, [ZTO])
    both = [stall.order((stall.jar, 1)), stall.order((stall.jar, 1))]
    assert [stall.part(one, Part.FREIGHT) for one in both] == [-350, -350]
    parcel = stall.shop.run(parcels.merge, both).value
    assert [stall.part(one, Part.FREIGHT) for one in both] == [-235, -235]  # 1.6 kg together: 350 + 120
    assert [stall.part(one, Part.PACKING) for one in both] == [-40, -40]
    stall.shop.run(_weigh, parcel, 2_100)
    assert [stall.part(one, Part.FREIGHT) for one in both] == [-295, -295]
    courier(stall, both[0], "zto", "73100012345678")
    stall.shop.run(_bill, "73100012345678", 501)
    assert [stall.part(one, Part.FREIGHT) for one in both] == [-251, -250]


def test_parts_of_a_shared_parcel_add_up_exactly_whatever_changes(stall: Stall) -> None:
    stall.shop.run(set_terms, stall.channel, TERMS)
    three = [stall.order((stall.box, 1)) for _ in range(3)]
    parcel = stall.shop.run(parcels.merge, three[:2]).value
    stall.shop.run(parcels.set_tracking, parcel, "zto", "73100012345678")
    stall.shop.run(_bill, "73100012345678", 5)
    assert [stall.part(one, Part.FREIGHT) for one in three[:2]] == [-3, -2]
    stall.shop.run(_bill, "73100012345678", -12)  # what was charged too much comes back: 7 below zero
    assert [stall.part(one, Part.FREIGHT) for one in three[:2]] == [3, 4]
    stall.shop.undo()
    stall.shop.run(parcels.take_apart, [parcel])
    assert [stall.part(one, Part.FREIGHT) for one in three] == [-3, -2, -999]  # they keep their number
    parcel = stall.shop.run(parcels.merge, three).value
    stall.shop.run(parcels.set_tracking, parcel, "zto", "73100012345678")
    assert [stall.part(one, Part.FREIGHT) for one in three] == [-2, -2, -1]
    assert [stall.part(one, Part.PACKING) for one in three] == [-27, -27, -26]


def test_orders_under_one_number_share_its_bill_exactly(stall: Stall) -> None:
    three = [stall.order((stall.box, 1)) for _ in range(3)]
    for one in three:
        stall.shop.run(_number, one, "73100012345678")
    stall.shop.run(_bill, "73100012345678", 500)
    assert [stall.part(one, Part.FREIGHT) for one in three] == [-167, -167, -166]
    stall.shop.run(_number, three[0], "73100012345679")  # the others are told, though it is not them that changed
    assert [stall.part(one, Part.FREIGHT) for one in three] == [None, -250, -250]


def test_an_order_in_parts_bears_every_parcel(stall: Stall) -> None:
    stall.shop.run(set_terms, stall.channel, TERMS)
    stall.shop.run(set_freight_rules, [ZTO])
    order_id = stall.order((stall.jar, 3))
    assert stall.part(order_id, Part.FREIGHT) == -(350 + 2 * 120)
    ((line, _quantity),) = stall.lines(order_id)
    first, _rest = stall.shop.run(parcels.split, order_id, {line: 1}).value
    assert stall.part(order_id, Part.FREIGHT) == -(350 + 350 + 120)
    assert stall.part(order_id, Part.PACKING) == -160
    stall.shop.run(parcels.set_tracking, first, "zto", "73100012345678")
    stall.shop.run(_bill, "73100012345678", 400)
    assert stall.part(order_id, Part.FREIGHT) == -(400 + 350 + 120)


def test_every_parcel_says_what_it_should_cost_and_who_is_cheapest(stall: Stall) -> None:
    stall.shop.run(set_freight_rules, [ZTO, YTO])
    order_id = stall.order((stall.jar, 3))
    ((line, _quantity),) = stall.lines(order_id)
    made = stall.shop.run(parcels.split, order_id, {line: 1}).value
    courier(stall, order_id, "yto", "YT2233445566778")
    notes = stall.shop.ask(parcel_notes, made)
    first = notes[made[0]]
    assert first.expected is not None
    assert first.cheapest is not None
    assert (first.expected[1], first.cheapest[1]) == (300, 300)  # 6,000 cm³ by 8,000: 750 g
    found = stall.shop.ask(detail, order_id)
    assert set(found.parcel_freight) == set(made)


def _expected(stall: Stall, order_id: int) -> int | None:
    """The same worked out apart from SQL: the order's share of what the rules ask for its parcels, or for itself."""
    shop = stall.shop
    found = shop.ask(detail, order_id)
    if not found.parcels:
        alone = shop.ask(expected_freight, [order_id])[order_id].likely
        return None if alone is None else alone.minor
    ids = [parcel.id for parcel in found.parcels]
    total = 0
    for one in shop.ask(parcel_freight, ids).values():
        if one.quoted.likely is None:
            return None
        share, more = divmod(one.quoted.likely.minor, len(one.order_ids))
        total += share + (sorted(one.order_ids).index(order_id) < more)
    return total


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", range(3))
def test_list_panel_and_rules_agree_on_any_shop(stall: Stall, seed: int) -> None:
    shop, dice = stall.shop, random.Random(seed)
    shop.run(set_freight_rules, [ZTO, ZTO_FAR, YTO])
    pair = int(shop.run(add_sku, SkuDraft("PAIR", "Pair", cost_minor=10)).value)
    shop.run(set_components, pair, [BundlePart(stall.jar, 1), BundlePart(stall.box, 2)])
    bare = int(shop.run(add_sku, SkuDraft("BARE", "Bare", cost_minor=1)).value)
    goods = (stall.jar, stall.box, stall.box, pair, bare)
    orders = []
    for number in range(14):
        pieces = tuple((dice.choice(goods[: 5 if number % 5 == 0 else 4]), dice.randint(1, 4)) for _ in range(2))
        kind = dice.choice((OrderKind.NORMAL, OrderKind.NORMAL, OrderKind.SAMPLE, OrderKind.COD))
        orders.append(stall.order(*pieces, province=dice.choice(("浙江省", "新疆", "")), kind=kind))
    shop.run(parcels.merge, orders[:2])
    shop.run(parcels.merge, orders[2:5])
    for order_id in orders[5:8]:
        shop.run(parcels.split, order_id, {line: count - 1 or 1 for line, count in stall.lines(order_id)[:1]})
    shop.run(waves.make, orders[8:10])
    for place, order_id in enumerate((orders[0], orders[6], orders[9], orders[11])):
        courier(stall, order_id, dice.choice(("zto", "yto")), f"7310001234567{place}")
    shop.run(commands.set_status, [orders[11]], OrderStatus.SHIPPED)
    snapshot = shop.table(ORDER_LIST, TableRequest(), ("profit", "missing"))
    try:
        snapshot.ready.result(20)
        listed = {row[0]: row[1:] for row in snapshot.first.result(20)}
    finally:
        snapshot.close()
    for order_id in orders:
        found = shop.ask(order_profit, order_id)
        assert found is not None
        assert listed[order_id][0] == found.profit_minor
        expected = _expected(stall, order_id)
        assert stall.part(order_id, Part.FREIGHT) == (None if expected is None else -expected)
