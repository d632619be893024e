"""Waves: the right orders, the right walk, nothing promised twice, and the way back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from models.enums.goods import MoveKind
from models.enums.orders import OrderStatus, Platform
from models.fulfilment import Parcel, ParcelLine, Wave
from models.orders import OrderLine
from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.errors import NotAllowed, NotEnoughStock, NotFound, NothingSelected
from services.fulfilment import parcels, waves
from services.fulfilment.queries import packing_lists, pick_list
from services.fulfilment.wave_choice import WaveChoice, WaveRule, choose
from services.fulfilment.wave_views import wave_detail
from services.fulfilment.wave_views import waves as all_waves
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.promises import set_ship_hours
from services.shop import Shop
from services.stock.booking import MoveDraft, book

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SHELVES = {"LZ": "A-2", "WQ": "A-10", "XL": "B-1"}


@command("tests.book_for_waves", "Book")
def _book(uow: UnitOfWork, sku_id: int, pieces: int) -> None:
    book(uow, [MoveDraft(sku_id, MoveKind.OPENING, pieces, value_minor=pieces * 1000)])


@pytest.fixture
def channel(shop: Shop) -> int:
    clock.set_source(lambda: NOON)
    for code, shelf in SHELVES.items():
        shop.run(add_sku, SkuDraft(code, f"Title {code}", shelf=shelf))
    return int(shop.run(add_channel, "Taobao A", Platform.TAOBAO).value)


def stock(shop: Shop, **pieces: int) -> None:
    for code, count in pieces.items():
        shop.run(_book, list(SHELVES).index(code) + 1, count)


def order(shop: Shop, channel: int, *codes: str, pieces: int = 1, **more: Any) -> int:
    lines = tuple(LineDraft(f"Title {code}", pieces, code=code) for code in codes)
    return int(shop.run(entering.add, OrderDraft(channel, lines, **more)).value)


def chosen(shop: Shop, **rule: Any) -> WaveChoice:
    return shop.ask(choose, WaveRule(**rule))


def walk(shop: Shop, wave_id: int) -> list[tuple[int, int]]:
    """(position, parcel) of a wave."""
    statement = select(Parcel.position, Parcel.id).where(Parcel.wave_id == wave_id).order_by(Parcel.position)
    return shop.ask(lambda connection: [(place or 0, parcel) for place, parcel in connection.execute(statement)])


def orders_on_walk(shop: Shop, wave_id: int) -> list[int]:
    statement = (
        select(OrderLine.order_id)
        .join(ParcelLine, ParcelLine.order_line_id == OrderLine.id)
        .join(Parcel, Parcel.id == ParcelLine.parcel_id)
        .where(Parcel.wave_id == wave_id)
        .order_by(Parcel.position, OrderLine.position)
    )
    return shop.ask(lambda connection: list(dict.fromkeys(connection.execute(statement).scalars())))


def test_single_item_orders_are_walked_first_by_shelf_then_the_others(shop: Shop, channel: int) -> None:
    both = order(shop, channel, "LZ", "XL")
    far = order(shop, channel, "XL")
    ten = order(shop, channel, "WQ")
    near = order(shop, channel, "LZ")
    near_too = order(shop, channel, "LZ", pieces=3)
    assert chosen(shop).order_ids == (near, near_too, ten, far, both)
    assert chosen(shop, single_first=False).order_ids == (both, near, near_too, ten, far)
    assert chosen(shop, only_single=True).order_ids == (near, near_too, ten, far)


def test_a_wave_is_chosen_by_channel_courier_shelf_and_deadline(shop: Shop, channel: int) -> None:
    other = int(shop.run(add_channel, "Etsy", Platform.ETSY, currency="USD").value)
    elsewhere = order(shop, other, "LZ")
    here = order(shop, channel, "LZ")
    far = order(shop, channel, "XL")
    shop.run(commands.edit, far, {"courier": "SF"})
    assert chosen(shop, channel_ids=(other,)).order_ids == (elsewhere,)
    assert chosen(shop, couriers=("SF",)).order_ids == (far,)
    assert chosen(shop, couriers=("",)).order_ids == (elsewhere, here)
    assert chosen(shop, shelf="b-").order_ids == (far,)
    shop.run(set_ship_hours, other, 10)
    assert chosen(shop, within_hours=9).order_ids == ()
    assert chosen(shop, within_hours=10).order_ids == (elsewhere,)
    assert chosen(shop, most=2).waiting == 1


def test_orders_that_are_held_paid_back_or_unpaid_are_never_chosen(shop: Shop, channel: int) -> None:
    held, unpaid = order(shop, channel, "LZ"), order(shop, channel, "LZ", status=OrderStatus.UNPAID)
    shop.run(commands.hold, [held])
    assert chosen(shop).order_ids == ()
    for refused in (held, unpaid):
        with pytest.raises(NotAllowed):
            shop.run(waves.make, [refused])


def test_the_stock_is_checked_for_the_whole_wave_and_what_lacks_is_named(shop: Shop, channel: int) -> None:
    stock(shop, LZ=3)
    first, second = order(shop, channel, "LZ", pieces=2), order(shop, channel, "LZ", pieces=2)
    small = order(shop, channel, "LZ")
    found = chosen(shop)
    assert found.order_ids == (first, small)
    assert [unit.order_ids for unit in found.left_out] == [(second,)]
    assert [(one.code, one.title, one.needed, one.there) for one in found.short] == [("LZ", "Title LZ", 5, 3)]
    with pytest.raises(NotEnoughStock):
        shop.run(waves.make, [first, second])
    shop.run(waves.make, [first])
    assert chosen(shop).order_ids == (small,)
    assert chosen(shop).short[0].there == 1


def test_every_order_gets_a_parcel_with_its_place_and_undo_takes_all_back(shop: Shop, channel: int) -> None:
    far, near = order(shop, channel, "XL"), order(shop, channel, "LZ")
    wave_id = shop.run(waves.make, [far, near], rule=WaveRule(most=2), note=" morning ").value
    assert orders_on_walk(shop, wave_id) == [near, far]
    assert [position for position, _parcel in walk(shop, wave_id)] == [1, 2]
    assert chosen(shop).order_ids == ()
    shop.undo()
    assert chosen(shop).order_ids == (near, far)
    assert shop.ask(lambda connection: connection.execute(select(func.count(Parcel.id))).scalar_one()) == 0


def test_merged_and_split_orders_keep_their_parcels(shop: Shop, channel: int) -> None:
    one, two = order(shop, channel, "LZ"), order(shop, channel, "XL")
    three = order(shop, channel, "LZ", pieces=5)
    merged = shop.run(parcels.merge, [one, two]).value
    line_id = shop.ask(lambda c: c.execute(select(func.max(ParcelLine.order_line_id))).scalar_one()) + 1
    now, _later = shop.run(parcels.split, three, {line_id: 2}, rest_note="back-ordered").value
    wave_id = shop.run(waves.make, [one, three]).value
    assert {parcel for _position, parcel in walk(shop, wave_id)} == {merged, now}
    shop.run(waves.remove, wave_id, [two])
    assert {parcel for _position, parcel in walk(shop, wave_id)} == {now}
    shop.run(waves.dissolve, wave_id)
    assert shop.ask(lambda c: c.execute(select(func.count(Parcel.id))).scalar_one()) == 3


def test_orders_are_added_and_removed_and_the_places_follow(shop: Shop, channel: int) -> None:
    middle, near, far = order(shop, channel, "WQ"), order(shop, channel, "LZ"), order(shop, channel, "XL")
    wave_id = shop.run(waves.make, [middle]).value
    shop.run(waves.add, wave_id, [near, far])
    assert orders_on_walk(shop, wave_id) == [near, middle, far]
    with pytest.raises(NotAllowed):
        shop.run(waves.add, wave_id, [near])
    shop.run(waves.remove, wave_id, [near])
    assert [position for position, _parcel in walk(shop, wave_id)] == [1, 2]
    assert orders_on_walk(shop, wave_id) == [middle, far]
    with pytest.raises(NothingSelected):
        shop.run(waves.remove, wave_id, [near])
    with pytest.raises(NothingSelected):
        shop.run(waves.add, wave_id, [])


def test_what_has_left_stays_in_its_wave(shop: Shop, channel: int) -> None:
    near, far = order(shop, channel, "LZ"), order(shop, channel, "XL")
    wave_id = shop.run(waves.make, [near, far]).value
    first = walk(shop, wave_id)[0][1]
    shop.run(parcels.ship, [first])
    with pytest.raises(NotAllowed):
        shop.run(waves.remove, wave_id, [near])
    with pytest.raises(NotAllowed):
        shop.run(waves.dissolve, wave_id)
    shop.run(waves.remove, wave_id, [far])
    assert orders_on_walk(shop, wave_id) == [near]


def test_numbers_of_waves_count_up_day_by_day(shop: Shop, channel: int) -> None:
    for _number in range(2):
        shop.run(waves.make, [order(shop, channel, "LZ")])
    first = shop.ask(lambda c: c.execute(select(func.min(Wave.id))).scalar_one())
    shop.run(waves.dissolve, first)
    clock.set_source(lambda: NOON + timedelta(hours=1))
    shop.run(waves.make, [order(shop, channel, "LZ")])
    clock.set_source(lambda: NOON + timedelta(days=1))
    shop.run(waves.make, [order(shop, channel, "LZ")])
    found = shop.ask(lambda c: list(c.execute(select(Wave.number).order_by(Wave.id)).scalars()))
    assert found == ["W-20261121-02", "W-20261121-03", "W-20261122-01"]


def test_a_wave_is_picked_and_noted(shop: Shop, channel: int) -> None:
    wave_id = shop.run(waves.make, [order(shop, channel, "LZ")]).value
    shop.run(waves.set_picked, wave_id)
    shop.run(waves.set_note, wave_id, "two boxes")
    shop.run(waves.set_picked, wave_id, False)
    found = shop.ask(lambda c: c.execute(select(Wave.picked_at, Wave.note, Wave.rule)).one())
    assert tuple(found) == (None, "two boxes", WaveRule().as_json())


def test_a_wave_tells_how_far_it_has_come_and_what_must_not_leave(shop: Shop, channel: int) -> None:
    near, far = order(shop, channel, "LZ", pieces=2), order(shop, channel, "XL")
    wave_id = shop.run(waves.make, [near, far]).value
    first, second = shop.ask(wave_detail, wave_id).parcels
    assert [(one.position, one.orders[0].id, one.orders[0].pieces) for one in (first, second)] == [
        (1, near, 2),
        (2, far, 1),
    ]
    shop.run(waves.set_picked, wave_id)
    shop.run(commands.hold, [far])
    shop.run(parcels.ship, [first.id])
    (view,) = shop.ask(all_waves)
    assert (view.parcels, view.picked, view.packed, view.shipped, view.is_done) == (2, 2, 1, 1, False)
    found = shop.ask(wave_detail, wave_id)
    assert [one.is_stopped for one in found.parcels] == [False, True]
    assert found.printable == ()
    shop.run(commands.release, [far])
    assert shop.ask(wave_detail, wave_id).printable == (far,)
    with pytest.raises(NotFound):
        shop.ask(wave_detail, 99)


def lines_of(shop: Shop, order_id: int) -> list[int]:
    statement = select(OrderLine.id).where(OrderLine.order_id == order_id).order_by(OrderLine.position)
    return shop.ask(lambda connection: list(connection.execute(statement).scalars()))


def picked(shop: Shop, order_ids: list[int]) -> dict[str, int]:
    """What a pick list over these orders fetches, by code."""
    return {line.code: line.quantity for line in shop.ask(pick_list, order_ids).lines}


def test_a_pick_list_fetches_every_piece_of_merged_and_split_orders_once(shop: Shop, channel: int) -> None:
    one, two = order(shop, channel, "LZ", pieces=2), order(shop, channel, "LZ", "XL")
    three = order(shop, channel, "LZ", pieces=5)
    shop.run(parcels.merge, [one, two])
    (line,) = lines_of(shop, three)
    shop.run(parcels.split, three, {line: 2})
    wave_id = shop.run(waves.make, [one, two, three]).value
    assert len(walk(shop, wave_id)) == 3
    everything = list(shop.ask(wave_detail, wave_id).printable)
    assert picked(shop, everything) == {"LZ": 2 + 1 + 5, "XL": 1}
    papers = shop.ask(packing_lists, everything)
    assert [sum(line.quantity for line in paper.lines) for paper in papers] == [2, 3, 4]  # single things first


def test_a_paper_over_a_wave_leaves_the_part_in_another_wave_to_that_one(shop: Shop, channel: int) -> None:
    split = order(shop, channel, "LZ", pieces=5)
    (line,) = lines_of(shop, split)
    _now, later = shop.run(parcels.split, split, {line: 2}, rest_note="back-ordered").value
    first = shop.run(waves.make, [split]).value
    shop.run(parcels.hold, [later], "")
    other = order(shop, channel, "XL")
    second = shop.run(waves.make, [split, other]).value
    assert picked(shop, list(shop.ask(wave_detail, first).printable)) == {"LZ": 2}
    assert picked(shop, list(shop.ask(wave_detail, second).printable)) == {"LZ": 3, "XL": 1}
    assert len(shop.ask(packing_lists, [split])) == 1


def test_an_order_is_never_chosen_with_only_some_of_its_parts(shop: Shop, channel: int) -> None:
    split = order(shop, channel, "LZ", pieces=3)
    alone = order(shop, channel, "XL")
    (line,) = lines_of(shop, split)
    shop.run(parcels.split, split, {line: 1})
    found = chosen(shop, most=2)
    assert found.order_ids == (split,)
    found = chosen(shop, most=1)
    assert found.order_ids == ()
    assert chosen(shop, shelf="B").order_ids == (alone,)


def test_stock_for_parts_and_parcels_is_checked_together_and_named(shop: Shop, channel: int) -> None:
    stock(shop, LZ=4, XL=9)
    one, two = order(shop, channel, "LZ", "XL"), order(shop, channel, "LZ")
    split = order(shop, channel, "LZ", pieces=3)
    shop.run(parcels.merge, [one, two])
    (line,) = lines_of(shop, split)
    shop.run(parcels.split, split, {line: 1})
    with pytest.raises(NotEnoughStock, match="LZ"):
        shop.run(waves.make, [one, two, split])
    wave_id = shop.run(waves.make, [one, two]).value
    with pytest.raises(NotEnoughStock, match="LZ"):
        shop.run(waves.add, wave_id, [split])
    shop.run(waves.dissolve, wave_id)
    assert len(walk(shop, shop.run(waves.make, [split]).value)) == 2
