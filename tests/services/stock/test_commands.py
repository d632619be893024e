"""What a person does to goods, and what is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from models.enums.goods import Condition, CostMethod, MoveKind
from models.orders import OrderLine
from models.stock import StockMove
from services import settings
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.errors import Invalid, MonthLocked, NotAllowed, NotEnoughStock
from services.i18n import N_
from services.kernel.command import command
from services.kernel.table_query import TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.orders import allowed
from services.orders.allowed import Obstacle
from services.orders.commands import delete as delete_orders
from services.orders.commands import set_status, set_tracking
from services.shop import Shop
from services.stock import commands as stock
from services.stock.bundles import assemble, take_apart
from services.stock.keeping import (
    add_place,
    allow_below_zero,
    archive_place,
    choose_costing,
    rename_place,
    set_expiry,
)
from services.stock.levels import Spot
from services.stock.listing import LOTS
from services.stock.queries import places, promised_to, spots_of, stock_of, story
from services.stock.returning import ReturnDraft, still_out, take_back
from services.types import OrderStatus
from tests.services.stock.conftest import START, Clock, consists_of

Sell = Callable[..., int]


def _open(shop: Shop, sku_id: int, quantity: int, value: int | None = None) -> int:
    return shop.run(stock.set_opening, [stock.OpeningDraft(sku_id, quantity, value)]).value[0]


def _ship(shop: Shop, *orders: int) -> None:
    shop.run(set_status, list(orders), OrderStatus.SHIPPED)


def _line(shop: Shop, order_id: int) -> int:
    statement = select(OrderLine.id).where(OrderLine.order_id == order_id)
    return int(shop.ask(lambda connection: connection.execute(statement).scalars().first() or 0))


@command("test.stock.close_line", N_("Test: the platform closes an item"))
def close_line(uow: UnitOfWork, line_id: int, has_left: bool | None) -> None:
    """As an import does; `has_left` where the order had been sent by then."""
    line = uow.get(OrderLine, line_id)
    line.is_closed, line.has_left = True, has_left


def _moves(shop: Shop) -> int:
    statement = select(func.count()).select_from(StockMove)
    return int(shop.ask(lambda connection: connection.execute(statement).scalar_one()))


def test_a_paid_order_reserves_and_a_sent_one_takes(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 5, 1000)
    time.forward(hours=1)
    order = sell(("MUG", 2))
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.reserved, view.available) == (5, 2, 3)
    assert [(one.order_id, one.quantity) for one in shop.ask(promised_to, mug)] == [(order, 2)]
    _ship(shop, order)
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.reserved, view.available, view.value_minor) == (3, 0, 3, 600)


def test_what_was_sold_before_counting_began_is_not_taken_again(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    _ship(shop, sell(("MUG", 2)))
    time.forward(hours=1)
    _open(shop, mug, 5, 1000)
    assert shop.ask(stock_of, mug).on_hand == 5


def test_an_order_that_did_not_leave_after_all_gives_its_goods_back(
    shop: Shop, mug: int, sell: Sell, time: Clock
) -> None:
    _open(shop, mug, 5)
    time.forward(hours=1)
    order = sell(("MUG", 2))
    _ship(shop, order)
    shop.run(set_status, [order], OrderStatus.PAID)
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.reserved) == (5, 2)
    shop.run(set_status, [order], OrderStatus.CLOSED)
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.reserved) == (5, 0)


def test_closing_what_was_sent_brings_nothing_back(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 5)
    time.forward(hours=1)
    order = sell(("MUG", 2))
    _ship(shop, order)
    shop.run(set_status, [order], OrderStatus.CLOSED)
    assert shop.ask(stock_of, mug).on_hand == 3


def test_sending_more_than_there_is_is_refused_with_every_product_named(
    shop: Shop, mug: int, lid: int, sell: Sell
) -> None:
    _open(shop, mug, 3)
    _open(shop, lid, 1)
    first, second = sell(("MUG", 2), ("LID", 2)), sell(("MUG", 2))
    with pytest.raises(NotEnoughStock, match=r"LID.*needs 2, has 1.*MUG.*needs 4, has 3"):
        _ship(shop, first, second)
    with pytest.raises(NotEnoughStock):
        shop.run(set_tracking, [(first, None, "SF123456789")], mark_shipped=True)
    assert shop.ask(stock_of, mug).on_hand == 3


def test_orders_with_the_nearest_deadline_are_served_first(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 3)
    old = sell(("MUG", 2))
    time.forward(hours=1)
    young = sell(("MUG", 2))
    can = shop.ask(allowed.for_status, [young, old], OrderStatus.SHIPPED)
    assert (can.ids, can.stopped) == ((old,), ((Obstacle.STOCK, 1),))


def test_a_product_that_may_go_below_zero_is_costed_when_goods_arrive(
    shop: Shop, mug: int, sell: Sell, time: Clock
) -> None:
    _open(shop, mug, 1, 100)
    shop.run(allow_below_zero, [mug], True)
    time.forward(hours=1)
    _ship(shop, sell(("MUG", 3)))
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.pending, view.value_minor) == (-2, 2, 0)
    time.forward(hours=1)
    shop.run(stock.receive, mug, 10, value_minor=1999)
    arrival, sale, _opening = shop.ask(story, mug)
    assert (sale.cost_minor, sale.owed, sale.late_minor, sale.pending) == (500, 2, 400, 0)
    assert (arrival.settled_minor, arrival.balance, arrival.balance_minor) == (400, 8, 1599)


def test_opening_stock_without_a_cost_is_unknown_and_never_nothing(
    shop: Shop, mug: int, sell: Sell, time: Clock
) -> None:
    _open(shop, mug, 2)
    time.forward(hours=1)
    shop.run(stock.receive, mug, 2, value_minor=500)
    time.forward(hours=1)
    _ship(shop, sell(("MUG", 3)))
    sale = shop.ask(story, mug)[0]
    assert (sale.unknown, sale.cost_minor, sale.unit_cost_minor) == (2, 250, None)
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.value_minor, view.unknown, view.unit_cost_minor) == (1, 250, 0, 250)


@pytest.mark.parametrize("quantity", [-1, 1.5, True])
def test_pieces_are_whole_and_not_negative(shop: Shop, mug: int, quantity: Any) -> None:
    with pytest.raises(Invalid) as refused:
        _open(shop, mug, quantity)
    assert str(refused.value.params["field"]) == "Quantity"
    with pytest.raises(Invalid):
        shop.run(stock.receive, mug, quantity)
    assert _moves(shop) == 0


def test_opening_stock_is_entered_once(shop: Shop, mug: int, lid: int) -> None:
    _open(shop, mug, 2)
    with pytest.raises(Invalid, match=r"MUG.*counted already"):
        shop.run(stock.set_opening, [stock.OpeningDraft(lid, 1), stock.OpeningDraft(mug, 1)])
    assert not shop.ask(stock_of, lid).is_counted


def test_a_value_below_nothing_and_a_time_to_come_are_refused(shop: Shop, mug: int) -> None:
    with pytest.raises(Invalid, match="must not be negative"):
        _open(shop, mug, 2, -1)
    with pytest.raises(Invalid, match="future"):
        shop.run(stock.receive, mug, 1, at=START + timedelta(days=30))


def test_nothing_can_be_dated_into_a_closed_month(shop: Shop, mug: int, time: Clock) -> None:
    move = _open(shop, mug, 2, 100)
    time.forward(days=40)
    shop.run(settings.change, settings.LOCKED_THROUGH.key, "2026-03-31")
    with pytest.raises(MonthLocked, match="2026-03-31, so 2026-03 cannot"):
        shop.run(stock.receive, mug, 1, at=START)
    with pytest.raises(MonthLocked):
        shop.run(stock.reprice, [(move, 200)])
    shop.run(stock.receive, mug, 1)


def test_a_corrected_price_costs_everything_sold_since_again(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    move = _open(shop, mug, 10, 1000)
    time.forward(hours=1)
    _ship(shop, sell(("MUG", 4)))
    shop.run(stock.reprice, [(move, 1500)])
    assert (shop.ask(story, mug)[0].cost_minor, shop.ask(stock_of, mug).value_minor) == (600, 900)
    shop.run(stock.reprice, [(move, None)])
    assert (shop.ask(story, mug)[0].unknown, shop.ask(stock_of, mug).unknown) == (4, 6)


def test_the_cost_of_what_follows_from_other_moves_is_not_typed_in(shop: Shop, mug: int) -> None:
    _open(shop, mug, 3, 300)
    place = shop.run(add_place, "Attic").value
    shop.run(stock.transfer, Spot(mug, 1), 1, to_place_id=place)
    arrived = shop.ask(story, mug)[0]
    with pytest.raises(Invalid, match="follows from"):
        shop.run(stock.reprice, [(arrived.move_id or 0, 5)])


def test_goods_lie_in_places_and_can_be_carried(shop: Shop, mug: int) -> None:
    _open(shop, mug, 5, 500)
    attic = shop.run(add_place, "Attic").value
    shop.run(stock.transfer, Spot(mug, 1), 2, to_place_id=attic)
    assert [(spot.place, spot.quantity) for spot in shop.ask(spots_of, mug)] == [("Shop stock", 3), ("Attic", 2)]
    assert shop.ask(stock_of, mug).value_minor == 500
    with pytest.raises(NotEnoughStock):
        shop.run(stock.transfer, Spot(mug, attic), 3, to_place_id=1)
    with pytest.raises(Invalid, match="already"):
        shop.run(stock.transfer, Spot(mug, attic), 1, to_place_id=attic)
    with pytest.raises(Invalid, match="already"):
        shop.run(stock.transfer, Spot(mug), 1, to_place_id=1)
    with pytest.raises(NotAllowed, match="goods still lie there"):
        shop.run(archive_place, attic)
    with pytest.raises(NotAllowed, match="sales leave from there"):
        shop.run(archive_place, 1)
    shop.run(stock.transfer, Spot(mug, attic), 2, to_place_id=1)
    shop.run(archive_place, attic)
    assert [place.name for place in shop.ask(places)] == ["Shop stock"]


def test_places_have_names_of_their_own(shop: Shop) -> None:
    attic = shop.run(add_place, "Attic").value
    with pytest.raises(Invalid, match="another place has it"):
        shop.run(add_place, " attic ")
    with pytest.raises(Invalid):
        shop.run(rename_place, attic, " ")
    shop.run(rename_place, attic, "Loft")
    assert [place.name for place in shop.ask(places)] == ["Shop stock", "Loft"]


def test_defective_pieces_are_ours_but_not_for_sale(shop: Shop, mug: int) -> None:
    _open(shop, mug, 5, 500)
    shop.run(stock.regrade, Spot(mug), 2, reason="cracked")
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.defective, view.available, view.value_minor) == (3, 2, 3, 500)
    defective = Spot(mug, condition=Condition.DEFECTIVE)
    shop.run(stock.scrap, defective, 1, reason="broken")
    shop.run(stock.regrade, defective, 1)
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.defective, view.value_minor) == (4, 0, 400)
    with pytest.raises(NotEnoughStock):
        shop.run(stock.scrap, defective, 1, reason="broken")


def test_an_adjustment_needs_a_reason_and_comes_in_at_todays_cost(shop: Shop, mug: int) -> None:
    _open(shop, mug, 4, 402)
    with pytest.raises(Invalid, match="Reason"):
        shop.run(stock.adjust_by, Spot(mug), 1, reason=" ")
    shop.run(stock.adjust_by, Spot(mug), 2, reason="found behind the shelf")
    assert shop.ask(stock_of, mug).value_minor == 603
    assert shop.run(stock.count_to, Spot(mug), 6, reason="count").value is None
    shop.run(stock.count_to, Spot(mug), 5, reason="count")
    assert (shop.ask(stock_of, mug).on_hand, shop.ask(stock_of, mug).value_minor) == (5, 502)


def test_lots_leave_in_the_order_they_expire(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    shop.run(stock.receive, mug, 5, lot_number="late", expires_on=date(2026, 9, 1))
    shop.run(stock.receive, mug, 5, lot_number="soon", expires_on=date(2026, 5, 1))
    shop.run(stock.receive, mug, 5, lot_number="gone", expires_on=date(2026, 1, 1))
    time.forward(hours=1)
    _ship(shop, sell(("MUG", 7)))
    left = {spot.lot: spot.quantity for spot in shop.ask(spots_of, mug)}
    assert left == {"late": 3, "gone": 5}
    lot = next(spot.lot_id for spot in shop.ask(spots_of, mug) if spot.lot == "gone")
    shop.run(set_expiry, lot, date(2026, 4, 1))
    assert {spot.lot: spot.quantity for spot in shop.ask(spots_of, mug)} == {"late": 5, "soon": 3}
    with pytest.raises(Invalid, match="expires on 2026-09-01"):
        shop.run(stock.receive, mug, 1, lot_number="late", expires_on=date(2026, 10, 1))


def test_a_lot_of_another_product_is_refused(shop: Shop, mug: int, lid: int) -> None:
    shop.run(stock.receive, mug, 5, lot_number="A")
    lot = shop.ask(spots_of, mug)[0].lot_id or 0
    _open(shop, lid, 1)
    with pytest.raises(Invalid, match="another product"):
        shop.run(stock.scrap, Spot(lid, lot_id=lot), 1, reason="x")


def test_costing_is_chosen_before_goods_move(shop: Shop, mug: int) -> None:
    shop.run(choose_costing, CostMethod.FIFO)
    _open(shop, mug, 1, 100)
    with pytest.raises(Invalid, match="goods have moved already"):
        shop.run(choose_costing, CostMethod.AVERAGE)
    assert shop.ask(lambda connection: settings.read(connection, settings.COSTING)) == "fifo"


def test_a_bundle_is_counted_by_its_parts(shop: Shop, mug: int, lid: int, set_of_both: int, sell: Sell) -> None:
    with pytest.raises(Invalid, match=r"SET.*bundle"):
        _open(shop, set_of_both, 3)
    _open(shop, mug, 4)
    assert not shop.ask(stock_of, set_of_both).is_counted
    _open(shop, lid, 5)
    view = shop.ask(stock_of, set_of_both)
    assert (view.is_bundle, view.available) == (True, 2)
    sell(("SET", 1))
    assert shop.ask(stock_of, set_of_both).available == 1
    assert (shop.ask(stock_of, mug).available, shop.ask(stock_of, lid).available) == (3, 3)


def test_bundles_put_together_cost_what_their_parts_did(
    shop: Shop, mug: int, lid: int, set_of_both: int, sell: Sell, time: Clock
) -> None:
    opening = _open(shop, mug, 10, 1000)
    _open(shop, lid, 10, 333)
    time.forward(hours=1)
    shop.run(assemble, set_of_both, 3)
    view = shop.ask(stock_of, set_of_both)
    assert (view.is_bundle, view.on_hand, view.value_minor) == (False, 3, 300 + 200)
    time.forward(hours=1)
    _ship(shop, sell(("SET", 1)))
    assert (shop.ask(stock_of, set_of_both).on_hand, shop.ask(stock_of, mug).on_hand) == (2, 7)
    time.forward(hours=1)
    shop.run(take_apart, set_of_both, 1)
    assert (shop.ask(stock_of, set_of_both).on_hand, shop.ask(stock_of, mug).on_hand) == (1, 8)
    total = sum(shop.ask(stock_of, one).value_minor for one in (mug, lid, set_of_both))
    sold = next(line for line in shop.ask(story, set_of_both) if line.kind is MoveKind.SALE)
    assert total + sold.cost_minor == 1333
    shop.run(stock.reprice, [(opening, 2000)])
    total = sum(shop.ask(stock_of, one).value_minor for one in (mug, lid, set_of_both))
    sold = next(line for line in shop.ask(story, set_of_both) if line.kind is MoveKind.SALE)
    assert (total + sold.cost_minor, sold.cost_minor) == (2333, 267)


def test_parts_of_a_bundle_taken_apart_share_its_cost_by_their_prices(shop: Shop) -> None:
    dear = shop.run(add_sku, SkuDraft("D", "D", cost_minor=900)).value
    cheap = shop.run(add_sku, SkuDraft("C", "C", cost_minor=50)).value
    bundle = shop.run(add_sku, SkuDraft("B", "B")).value
    shop.run(consists_of, bundle, {dear: 1, cheap: 2})
    _open(shop, dear, 1, 1000)
    _open(shop, cheap, 2, 100)
    shop.run(assemble, bundle, 1)
    shop.run(take_apart, bundle, 1)
    assert [shop.ask(stock_of, one).value_minor for one in (dear, cheap, bundle)] == [990, 110, 0]


@pytest.mark.parametrize(("has_left", "pieces"), [(True, 3), (None, 5)])
def test_a_line_closed_after_sending_is_still_with_the_buyer(
    shop: Shop, mug: int, sell: Sell, time: Clock, has_left: bool | None, pieces: int
) -> None:
    _open(shop, mug, 5)
    time.forward(hours=1)
    order = sell(("MUG", 2))
    _ship(shop, order)
    shop.run(close_line, _line(shop, order), has_left)
    assert shop.ask(stock_of, mug).on_hand == pieces


def test_parts_that_are_missing_are_not_put_together(shop: Shop, mug: int, lid: int, set_of_both: int) -> None:
    _open(shop, mug, 10)
    _open(shop, lid, 1)
    with pytest.raises(NotEnoughStock, match="LID"):
        shop.run(assemble, set_of_both, 1)
    with pytest.raises(Invalid, match="no parts"):
        shop.run(assemble, mug, 1)


def test_bundles_are_packed_in_their_place_from_the_lots_that_expire_first(
    shop: Shop, mug: int, lid: int, set_of_both: int, time: Clock
) -> None:
    attic = shop.run(add_place, "Attic").value
    for number, day in (("late", date(2027, 9, 1)), ("soon", date(2027, 5, 1))):
        shop.run(stock.receive, mug, 2, lot_number=number, expires_on=day, place_id=attic, value_minor=100)
    shop.run(stock.receive, lid, 6, place_id=attic, value_minor=60)
    time.forward(hours=1)
    with pytest.raises(NotEnoughStock, match="LID"):
        shop.run(assemble, set_of_both, 3)
    shop.run(assemble, set_of_both, 3, place_id=attic)
    assert {spot.lot: spot.quantity for spot in shop.ask(spots_of, mug)} == {"late": 1}
    (made,) = shop.ask(spots_of, set_of_both)
    assert (made.place, made.quantity, shop.ask(stock_of, set_of_both).value_minor) == ("Attic", 3, 210)


def test_more_does_not_come_back_than_was_sent(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 5, 500)
    time.forward(hours=1)
    order = sell(("MUG", 2))
    line = _line(shop, order)
    with pytest.raises(Invalid, match="nothing of it has left"):
        shop.run(take_back, [ReturnDraft(line, 1)])
    _ship(shop, order)
    shop.run(take_back, [ReturnDraft(line, 1)])
    with pytest.raises(Invalid, match="only 1 of MUG are out"):
        shop.run(take_back, [ReturnDraft(line, 1, 1)])
    shop.run(take_back, [ReturnDraft(line, 0, 1)])
    assert [(one.sent, one.out) for one in shop.ask(still_out, [line])] == [(2, 0)]
    view = shop.ask(stock_of, mug)
    assert (view.on_hand, view.defective, view.value_minor) == (4, 1, 500)
    with pytest.raises(NotAllowed, match="came back"):
        shop.run(delete_orders, [order])


@pytest.mark.usefixtures("set_of_both")
def test_a_returned_bundle_says_which_part_came(shop: Shop, mug: int, lid: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 5, 500)
    _open(shop, lid, 5, 500)
    time.forward(hours=1)
    order = sell(("SET", 2))
    _ship(shop, order)
    line = _line(shop, order)
    with pytest.raises(Invalid, match="which part"):
        shop.run(take_back, [ReturnDraft(line, 1)])
    shop.run(take_back, [ReturnDraft(line, 4, sku_id=lid)])
    assert (shop.ask(stock_of, lid).on_hand, shop.ask(stock_of, mug).on_hand) == (5, 3)


@pytest.mark.usefixtures("set_of_both")
def test_deleting_an_order_frees_what_it_had_reserved(shop: Shop, mug: int, lid: int, sell: Sell) -> None:
    _open(shop, mug, 5)
    _open(shop, lid, 5)
    order = sell(("SET", 1))
    assert shop.ask(stock_of, lid).reserved == 2
    shop.run(delete_orders, [order])
    assert shop.ask(stock_of, lid).reserved == 0


def test_nothing_is_booked_where_nothing_is_handed_in(shop: Shop) -> None:
    assert shop.run(take_back, []).value == []
    assert _moves(shop) == 0


def test_a_typed_order_that_has_left_already_takes_its_goods(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 3, 300)
    time.forward(hours=1)
    sell(("MUG", 2), status=OrderStatus.SHIPPED)
    assert shop.ask(stock_of, mug).on_hand == 1
    with pytest.raises(NotEnoughStock):
        sell(("MUG", 2), status=OrderStatus.COMPLETED)


def test_goods_sent_in_a_closed_month_do_not_come_back_by_a_change_of_status(
    shop: Shop, mug: int, sell: Sell, time: Clock
) -> None:
    _open(shop, mug, 3, 300)
    time.forward(hours=1)
    order = sell(("MUG", 2))
    _ship(shop, order)
    time.forward(days=40)
    shop.run(settings.change, settings.LOCKED_THROUGH.key, "2026-03-31")
    with pytest.raises(MonthLocked):
        shop.run(set_status, [order], OrderStatus.PAID)
    shop.run(set_status, [order], OrderStatus.COMPLETED)


def test_lots_that_expire_soon_are_warned_of(shop: Shop, mug: int) -> None:
    for number, day in (("A", date(2026, 2, 1)), ("B", date(2026, 3, 20)), ("C", date(2026, 8, 1))):
        shop.run(stock.receive, mug, 1, lot_number=number, expires_on=day)
    seen = {}
    for view in LOTS.views:
        snapshot = shop.table(LOTS, TableRequest(view=view), ("lot",))
        seen[view] = [row[1] for row in snapshot.first.result()]
        snapshot.close()
    assert seen == {"all": ["A", "B", "C"], "left": ["A", "B", "C"], "expiring": ["B"], "expired": ["A"]}
