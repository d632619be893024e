"""Counting in a shop that goes on selling."""

from __future__ import annotations

from datetime import timedelta

import pytest

from models.enums.orders import OrderStatus
from services.catalog.bundles import set_components
from services.catalog.drafts import Part
from services.errors import Invalid, NothingSelected
from services.orders import commands as orders
from services.stock import keeping
from services.stock.commands import receive
from services.stocktake import commands, queries
from services.stocktake.commands import Count
from services.stocktake.errors import StocktakeOver, UnknownCode
from services.stocktake.scope import Scope, skus_of
from services.types import StocktakeScope, StocktakeState
from tests.services.stocktake.floor import Floor


def test_complaint_24_a_sale_in_the_middle_of_a_count_spoils_nothing_and_not_counted_is_no_agreement(
    floor: Floor,
) -> None:
    """Each line is compared with the ledger at the time it was counted, and later sales are replayed."""
    for code in ("A", "B", "C"):
        floor.goods(code, 10, 1000)
    taken = floor.start()
    floor.later()
    floor.count(taken, "A", 10)  # right, at this moment
    floor.later()
    floor.sell("A", 3)
    floor.sell("B", 2)
    floor.later()
    floor.count(taken, "B", 7)  # two were sold: 8 should be there
    floor.later()
    floor.sell("B", 1)
    rows = floor.rows(taken)
    assert {code: (row["state"], row["expected"], row["difference"]) for code, row in rows.items()} == {
        "A": ("same", 10, 0),
        "B": ("different", 8, -1),
        "C": ("not_counted", 10, None),
    }
    assert floor.shop.run(commands.post, taken).value == 1
    assert [floor.on_hand(code) for code in ("A", "B", "C")] == [7, 6, 10]
    view = floor.view(taken)
    assert (view.tally.same, view.tally.fewer, view.tally.uncounted) == (1, 1, 1)
    assert (view.tally.value_minor, view.drifted) == (-100, 0)


def test_a_zero_is_a_count_and_an_empty_line_is_none(floor: Floor) -> None:
    floor.goods("A", 5, 500)
    floor.goods("B", 5, 500)
    taken = floor.start()
    floor.count(taken, "A", 0)
    states = {code: row["state"] for code, row in floor.rows(taken).items()}
    assert states == {"A": "different", "B": "not_counted"}
    floor.shop.run(commands.post, taken)
    assert (floor.on_hand("A"), floor.on_hand("B")) == (0, 5)


def test_lines_nobody_counted_can_be_taken_for_empty(floor: Floor) -> None:
    floor.goods("A", 5, 500)
    floor.goods("B", 5, 500)
    taken = floor.start()
    floor.count(taken, "A", 5)
    floor.shop.run(commands.post, taken, uncounted_is_none=True)
    assert (floor.on_hand("A"), floor.on_hand("B")) == (5, 0)


def test_a_posting_is_undone_and_done_again_as_one_step(floor: Floor) -> None:
    floor.goods("A", 5, 500)
    floor.goods("B", 5, 500)
    taken = floor.start()
    for code in ("A", "B"):
        floor.count(taken, code, 4)
    floor.shop.run(commands.post, taken)
    assert (floor.on_hand("A"), floor.on_hand("B")) == (4, 4)
    floor.shop.undo()
    assert (floor.on_hand("A"), floor.on_hand("B")) == (5, 5)
    assert floor.view(taken).state is StocktakeState.OPEN
    floor.shop.redo()
    assert (floor.on_hand("A"), floor.on_hand("B")) == (4, 4)


def test_a_posted_stocktake_is_reversed_by_moves_of_today(floor: Floor) -> None:
    floor.goods("A", 5, 500)
    taken = floor.start()
    floor.count(taken, "A", 7)
    floor.shop.run(commands.post, taken)
    floor.later(60)
    floor.sell("A", 1)
    assert floor.shop.run(commands.reverse, taken).value == 1
    assert floor.on_hand("A") == 4
    assert floor.view(taken).state is StocktakeState.REVERSED
    with pytest.raises(StocktakeOver):
        floor.shop.run(commands.reverse, taken)


def test_something_entered_late_from_before_the_count_is_noticed_and_put_right(floor: Floor) -> None:
    floor.goods("A", 5, 500)
    floor.later(600)
    taken = floor.start()
    floor.count(taken, "A", 15)  # ten had arrived, and nobody had written it down
    floor.shop.run(commands.post, taken)
    floor.later()
    floor.sell("A", 2)
    floor.receive("A", 10, at=floor.now - timedelta(hours=5), value=1000)
    assert floor.on_hand("A") == 23
    assert floor.view(taken).drifted == 1
    assert floor.shop.run(commands.correct, taken).value == 1
    assert floor.on_hand("A") == 13
    view = floor.view(taken)
    assert (view.drifted, view.tally.same) == (0, 1)
    with pytest.raises(NothingSelected):
        floor.shop.run(commands.correct, taken)


def test_scans_count_pieces_by_code_and_by_barcode(floor: Floor) -> None:
    floor.goods("A-1", 5, 500, barcode="6901234567892")
    taken = floor.start()
    assert floor.scan(taken, "6901234567892").quantity == 1
    assert floor.scan(taken, " a-1 ").quantity == 2
    assert floor.scan(taken, "12*6901234567892").quantity == 14
    with pytest.raises(UnknownCode, match="4006381333931"):
        floor.scan(taken, "3*4006381333931")
    assert floor.rows(taken)["A-1"]["quantity"] == 14


def test_a_code_that_looks_like_twelve_times_something_is_still_that_code(floor: Floor) -> None:
    floor.goods("12*A", 1)
    floor.goods("A", 1)
    taken = floor.start()
    result = floor.scan(taken, "12*A")
    assert (result.code, result.quantity) == ("12*A", 1)


def test_an_unknown_code_is_given_to_a_product_or_names_who_has_it(floor: Floor) -> None:
    sku = floor.goods("A", 1)
    other = floor.goods("B", 1, barcode="690")
    taken = floor.start()
    with pytest.raises(Invalid, match="B"):
        floor.shop.run(commands.give_code, sku, "690")
    floor.shop.run(commands.give_code, sku, "777")
    assert floor.scan(taken, "777").sku_id == sku
    assert floor.scan(taken, "690").sku_id == other


def test_goods_outside_the_scope_get_a_line_when_they_are_found(floor: Floor) -> None:
    floor.goods("A", 5, 500, shelf="A-01")
    floor.goods("B", 5, 500, shelf="B-01")
    taken = floor.start(Scope(StocktakeScope.SHELF, ("A",)))
    assert set(floor.rows(taken)) == {"A"}
    assert floor.scan(taken, "B").is_new
    assert not floor.scan(taken, "B").is_new
    assert floor.rows(taken)["B"]["is_extra"] == 1


def test_a_sale_between_the_first_and_the_last_piece_is_pointed_out(floor: Floor) -> None:
    floor.goods("A", 3, 300)
    floor.goods("B", 3, 300)
    taken = floor.start()
    for code in ("A", "B"):
        floor.later()
        floor.scan(taken, code)
    floor.later()
    floor.sell("A", 1)
    for code in ("A", "B"):
        floor.later()
        floor.scan(taken, code)
    assert {code: row["moved"] for code, row in floor.rows(taken).items()} == {"A": 1, "B": 0}
    assert floor.view(taken).tally.moved == 1


def test_a_blind_count_gives_away_nothing_until_it_is_compared(floor: Floor) -> None:
    floor.goods("A", 5, 500)
    floor.goods("B", 5, 500)
    taken = floor.start(blind=True)
    floor.count(taken, "A", 4)
    rows = floor.rows(taken)
    assert [(row["state"], row["expected"], row["difference"], row["value"]) for row in rows.values()] == [
        ("counted", None, None, None),
        ("not_counted", None, None, None),
    ]
    tally = floor.view(taken).tally
    assert (tally.counted, tally.pieces, tally.fewer, tally.value_minor) == (1, 4, 0, 0)
    floor.shop.run(commands.reveal, taken)
    assert floor.view(taken).tally.fewer == 1


def test_counting_again_forgets_what_was_counted(floor: Floor) -> None:
    floor.goods("A", 5, 500)
    taken = floor.start()
    floor.scan(taken, "A")
    floor.shop.run(commands.clear, [floor.line(taken, "A")])
    assert floor.rows(taken)["A"]["state"] == "not_counted"
    assert floor.scan(taken, "A").quantity == 1


def test_a_first_count_opens_the_books_of_goods_that_never_moved(floor: Floor) -> None:
    floor.goods("A", cost_minor=120)
    floor.goods("B")
    floor.sell("A", 4)  # before anybody counted: not the ledger's
    floor.later()
    taken = floor.start()
    floor.count(taken, "A", 10)
    floor.count(taken, "B", 0)
    assert floor.rows(taken)["A"]["value"] == 1200
    floor.later()
    floor.sell("A", 1)
    floor.shop.run(commands.post, taken)
    assert (floor.on_hand("A"), floor.on_hand("B")) == (9, 0)


def test_lots_are_counted_apart(floor: Floor) -> None:
    sku = floor.goods("A")
    floor.shop.run(keeping.keep_lots, [sku], True)
    floor.shop.run(receive, sku, 5, value_minor=500, lot_number="L1")
    floor.shop.run(receive, sku, 7, value_minor=700, lot_number="L2")
    floor.later()
    taken = floor.start()
    with pytest.raises(Invalid, match="lot"):
        floor.scan(taken, "A")
    floor.shop.run(commands.count_lot, taken, sku, "L1", 5)
    floor.shop.run(commands.count_lot, taken, sku, "l2", 6)
    floor.shop.run(commands.count_lot, taken, sku, "L3", 1)
    with pytest.raises(Invalid, match="already: 1"):
        floor.shop.run(commands.count_lot, taken, sku, "l3", 4)
    assert floor.view(taken).tally.lines == 3
    assert floor.shop.run(commands.post, taken).value == 2
    assert floor.on_hand("A") == 12


def test_scopes_hold_what_they_say(floor: Floor) -> None:
    a = floor.goods("A", 5, 500, category="Home > Cups", shelf="A-01")
    b = floor.goods("B", 5, 500, category="Home > Cups > Tall", shelf="A-02")
    c = floor.goods("C", 5, 500, category="Home > Cupsies", shelf="B%1")
    bundle = floor.goods("SET")
    floor.shop.run(set_components, bundle, [Part(a, 1), Part(b, 1)])

    def found(kind: StocktakeScope, *values: str, skus: tuple[int, ...] = ()) -> list[int]:
        return floor.shop.ask(skus_of, Scope(kind, values, skus))

    assert found(StocktakeScope.ALL) == [a, b, c]
    assert found(StocktakeScope.CATEGORY, "Home > Cups") == [a, b]
    assert found(StocktakeScope.SHELF, "A") == [a, b]
    assert found(StocktakeScope.SHELF, "B%") == [c]
    assert found(StocktakeScope.SHELF, "%") == []
    assert found(StocktakeScope.CHOSEN, skus=(c, bundle)) == [c]
    floor.sell("A", 3)
    assert found(StocktakeScope.ABC, "A") == [a]
    assert found(StocktakeScope.ABC, "C") == [b, c]
    with pytest.raises(Invalid):
        floor.start(Scope(StocktakeScope.SHELF, ("Z",)))


def test_what_is_due_follows_the_last_posted_count(floor: Floor) -> None:
    floor.goods("A", 50, 5000)
    floor.goods("B", 50, 5000)
    floor.sell("A", 3)
    assert [(one.abc, one.due, one.never) for one in floor.shop.ask(queries.suggestions)] == [("A", 1, 1), ("C", 1, 1)]
    taken = floor.start()
    floor.count(taken, "A", 47)
    floor.shop.run(commands.post, taken)
    assert [(one.abc, one.due, one.never) for one in floor.shop.ask(queries.suggestions)] == [("A", 0, 0), ("C", 1, 1)]
    floor.later(60 * 24 * 31)
    floor.sell("A", 1)
    due = floor.shop.ask(queries.suggestions)[0]
    assert (due.abc, due.due, due.never, due.sku_ids) == ("A", 1, 0, (floor.skus["A"],))


@pytest.mark.parametrize(("pieces", "reason"), [(-1, "negative"), (1_000_001, "barcode"), (True, "whole")])
def test_a_count_that_cannot_be_is_refused_at_its_field(floor: Floor, pieces: int, reason: str) -> None:
    floor.goods("A", 5, 500)
    taken = floor.start()
    line = floor.line(taken, "A")
    with pytest.raises(Invalid, match=reason) as refused:
        floor.shop.run(commands.count, taken, [Count(line, pieces)])
    assert str(refused.value.params["field"]) == "Counted"
    with pytest.raises(Invalid, match="future"):
        floor.shop.run(commands.count, taken, [Count(line, 1, floor.now + timedelta(minutes=1))])
    assert floor.rows(taken)["A"]["quantity"] is None


def test_an_empty_count_is_not_posted_and_an_ended_one_not_counted(floor: Floor) -> None:
    floor.goods("A", 5, 500)
    taken = floor.start()
    with pytest.raises(Invalid, match="nothing was counted"):
        floor.shop.run(commands.post, taken)
    floor.shop.run(commands.abandon, taken)
    with pytest.raises(StocktakeOver, match="Abandoned"):
        floor.scan(taken, "A")
    assert floor.on_hand("A") == 5


def test_sales_that_come_to_light_during_a_count_are_of_their_own_time(floor: Floor) -> None:
    """An order that was shipped before the count but imported after it lowers what the books expected."""
    floor.goods("A", 10, 1000)
    order = floor.sell("A", 2)
    taken = floor.start()
    floor.later()
    floor.count(taken, "A", 8)
    assert floor.rows(taken)["A"]["state"] == "same"
    floor.shop.run(orders.set_status, [order], OrderStatus.PAID)  # it never left after all
    assert floor.rows(taken)["A"]["difference"] == -2


def test_a_count_is_booked_though_more_was_sold_since_than_was_found(floor: Floor) -> None:
    floor.goods("A", 5, 500)
    taken = floor.start()
    floor.count(taken, "A", 1)
    floor.later()
    floor.sell("A", 3)
    floor.shop.run(commands.post, taken)
    assert floor.on_hand("A") == -2
