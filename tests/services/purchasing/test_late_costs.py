"""A cost that becomes known late: what it changes is shown before, and a closed month is never touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st

from models.enums.goods import LandedBasis
from models.enums.orders import OrderStatus, Platform
from services import clock, settings
from services.channels.commands import add as add_channel
from services.errors import MonthLocked, UserError
from services.orders.commands import set_status
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.purchasing import commands
from services.purchasing.queries import purchase_detail
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.returning import ReturnEntry, return_goods
from services.purchasing.revaluing import revaluation
from services.purchasing.rules import SETTLED
from services.purchasing.settling import arrivals_of
from services.shop import Shop
from services.stock.worth import worth_now
from tests.services.purchasing.buying import Buyer, buyer, line_ids, moves, receipt_lines

NOON = datetime(2026, 6, 30, 4, tzinfo=UTC)


@pytest.fixture
def mine(shop: Shop) -> Buyer:
    clock.set_source(lambda: NOON)
    return buyer(shop)


def _sell(mine: Buyer, pieces: int) -> None:
    channel = mine.shop.run(add_channel, "Stall", Platform.OTHER).value
    order = mine.shop.run(add_order, OrderDraft(channel, (LineDraft("Tea cup", pieces, sku_id=mine.cup),))).value
    clock.set_source(lambda: NOON + timedelta(hours=1))
    mine.shop.run(set_status, [order], OrderStatus.SHIPPED)


def test_a_late_freight_bill_says_which_profit_it_changes_before_it_does(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 10, 100))
    mine.receive(purchase, (10, 0))
    _sell(mine, 4)
    found = mine.shop.ask(revaluation, purchase, freight_minor=50)
    assert [(one.old_minor, one.new_minor) for one in found.changes] == [(1000, 1050)]
    assert (len(found.effect.orders), found.effect.profit_minor) == (1, -20)
    assert mine.shop.ask(moves)[0][3] == 1000  # nothing was written yet
    mine.shop.run(commands.set_costs, purchase, freight_minor=50, duty_minor=0, other_minor=0, basis=LandedBasis.VALUE)
    again = mine.shop.ask(revaluation, purchase, freight_minor=50)
    assert (again.changes, again.effect.orders) == ((), ())


def test_a_delivery_in_a_closed_month_keeps_its_cost(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 10, 100))
    mine.receive(purchase, (10, 0))
    mine.shop.run(settings.change, settings.LOCKED_THROUGH.key, "2026-06-30")
    assert mine.shop.ask(revaluation, purchase, freight_minor=50).effect.locked
    with pytest.raises(MonthLocked):
        mine.shop.run(
            commands.set_costs, purchase, freight_minor=50, duty_minor=0, other_minor=0, basis=LandedBasis.VALUE
        )
    assert mine.shop.ask(purchase_detail, purchase).freight_minor == 0


def test_goods_arrive_and_a_purchase_ends_after_the_month_of_its_first_delivery_closed(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 10, 100), freight_minor=1000)
    mine.receive(purchase, (4, 0))
    mine.shop.run(settings.change, settings.LOCKED_THROUGH.key, "2026-06-30")
    clock.set_source(lambda: NOON + timedelta(days=9))
    mine.receive(purchase, (4, 0))
    assert [row[4] for row in mine.shop.ask(receipt_lines)] == [400, 400]
    mine.shop.run(commands.close_short, purchase)
    assert [row[4] for row in mine.shop.ask(receipt_lines)] == [400, 600]  # the open delivery bears the rest
    assert [move[3] for move in mine.shop.ask(moves)] == [800, 1000]


def test_what_a_closed_delivery_bears_too_much_is_taken_off_all_open_ones(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 100, 100), freight_minor=1000)
    mine.receive(purchase, (40, 0))
    mine.shop.run(settings.change, settings.LOCKED_THROUGH.key, "2026-06-30")
    clock.set_source(lambda: NOON + timedelta(days=9))
    mine.receive(purchase, (100, 0), over_reason="a present")
    assert [row[4] for row in mine.shop.ask(receipt_lines)] == [400, 600]
    clock.set_source(lambda: NOON + timedelta(days=10))
    mine.receive(purchase, (1, 0), over_reason="found in the box")
    # Its own share is 8, and 117 are to be given back: all of it, and 109 of the delivery before.
    assert [row[4] for row in mine.shop.ask(receipt_lines)] == [400, 600, 0]


def test_what_goes_back_takes_exactly_what_it_came_in_at(mine: Buyer) -> None:
    first = mine.purchase((mine.cup, 3, 100), freight_minor=1)
    mine.receive(first, (3, 0))
    mine.receive(mine.purchase((mine.cup, 3, 900)), (3, 0))
    line = mine.shop.ask(receipt_lines)[0][0]
    mine.shop.run(return_goods, mine.supplier, [ReturnEntry(line, good=3)])
    assert mine.shop.ask(worth_now).value_minor == 2700


_step = st.tuples(st.sampled_from(["receive", "freight", "price", "close", "return"]), st.integers(0, 9))


@pytest.mark.exhaustive
@pytest.mark.without_undo_check("many shops' worth of histories in one; the undo of each step has its own tests")
@given(st.lists(_step, min_size=1, max_size=8), st.integers(1, 8), st.integers(1, 8))
@limits(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_any_order_the_ledger_holds_what_was_paid(
    mine: Buyer, steps: list[tuple[str, int]], cups: int, pots: int
) -> None:
    purchase = mine.purchase((mine.cup, cups, 333), (mine.pot, pots, 777), freight_minor=101)
    known = len(mine.shop.ask(moves))
    for what, number in steps:
        _try(mine, purchase, what, number)
    found = mine.shop.ask(purchase_detail, purchase)
    arrivals = mine.shop.ask(arrivals_of, purchase)
    booked = [move for move in mine.shop.ask(moves)[known:] if move[1] == "receipt"]
    assert sum(move[3] or 0 for move in booked) == sum(one.cost.value_minor or 0 for one in arrivals)
    assert found.received == sum(move[2] for move in booked)
    if arrivals and found.state in SETTLED:
        assert sum(one.landed_minor for one in arrivals) == found.freight_minor
    whole = [line for line in found.lines if line.received == line.quantity]
    for line in whole:
        goods = [one.goods_minor or 0 for one in arrivals if one.purchase_line_id == line.id]
        assert sum(goods) == line.amount_minor


def _receipt_ids(mine: Buyer, purchase: int) -> list[int]:
    return [arrival.id for arrival in mine.shop.ask(arrivals_of, purchase)]


def _try(mine: Buyer, purchase: int, what: str, number: int) -> None:
    """One step of a history; a step that the state refuses changes nothing."""
    first, second = mine.shop.ask(line_ids, purchase)
    try:
        if what == "receive":
            entries = [ReceiptEntry(first, number % 4, number % 2), ReceiptEntry(second, number % 3)]
            mine.shop.run(receive, purchase, entries, over_reason="as they came" if number > 5 else None)
        elif what == "freight":
            mine.shop.run(
                commands.set_costs, purchase, freight_minor=number * 37, duty_minor=0, other_minor=0,
                basis=list(LandedBasis)[number % 3],
            )  # fmt: skip
        elif what == "price":
            mine.shop.run(commands.set_prices, purchase, [(first, number * 91)])
        elif what == "close":
            mine.shop.run(commands.close_short if number % 2 else commands.reopen, purchase)
        else:
            ids = _receipt_ids(mine, purchase)
            mine.shop.run(return_goods, mine.supplier, [ReturnEntry(ids[-1], good=1)] if ids else [])
    except UserError:
        return
