"""Defective stock comes to an end in four ways, and each of them can be taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from models.orders import Order
from models.purchasing import PurchaseLine, SupplierReturn, SupplierReturnLine
from services.aftersales.defective import (
    Pieces,
    SecondsSale,
    lying,
    outcomes,
    repair,
    sell_as_seconds,
    take_back_outcome,
    to_supplier,
    write_off,
)
from services.aftersales.defective_bulk import repair_all, write_off_all
from services.aftersales.defective_list import DEFECTIVE, defective_counts, defective_view
from services.aftersales.goods import Inspection, inspect
from services.errors import Invalid, NotAllowed, NotEnoughStock
from services.orders.kept_profit import order_profit
from services.purchasing.commands import add as add_purchase
from services.purchasing.commands import order as place_order
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.types import CaseKind, DefectiveFate, OrderStatus, TableRequest
from tests.services.aftersales.conftest import Stall


@pytest.fixture
def broken(stall: Stall) -> Stall:
    """Two mugs came back defective."""
    case = stall.open(CaseKind.RETURN_AND_REFUND, stall.sell((stall.mug, 2, 1_500)))
    stall.shop.run(inspect, case, [Inspection(stall.lines(case)[0].id, defective=2)])
    stall.time.forward(hours=1)
    assert stall.shelf() == (8, 2, 10_000)
    return stall


def test_what_lies_there_is_listed_by_product_and_place(broken: Stall) -> None:
    (spot,) = broken.shop.ask(lying)
    assert (spot.code, spot.quantity) == ("MUG", 2)
    assert broken.shop.ask(defective_counts) == {"lying": 1, "settled": 0, "all": 1}
    rows = broken.shop.table(DEFECTIVE, TableRequest(view="lying"), ("code", "defective"))
    assert [tuple(row)[-2:] for row in rows.first.result()] == [("MUG", 2)]
    rows.close()


def test_repaired_pieces_are_good_again_at_the_same_cost(broken: Stall) -> None:
    outcome = broken.shop.run(repair, Pieces(broken.mug, 1), "new handle").value
    assert broken.shelf() == (9, 1, 10_000)
    broken.shop.run(take_back_outcome, outcome)
    assert broken.shelf() == (8, 2, 10_000)
    assert broken.shop.ask(outcomes) == ()


def test_what_is_written_off_takes_its_cost_along_and_needs_a_reason(broken: Stall) -> None:
    with pytest.raises(Invalid):
        broken.shop.run(write_off, Pieces(broken.mug, 1), " ")
    outcome = broken.shop.run(write_off, Pieces(broken.mug, 2), "in pieces").value
    assert broken.shelf() == (8, 0, 8_000)
    broken.shop.run(take_back_outcome, outcome)
    assert broken.shelf() == (8, 2, 10_000)


def test_seconds_are_sold_with_an_order_of_their_own(broken: Stall) -> None:
    sale = SecondsSale(broken.channel, 700, "Wang")
    outcome = broken.shop.run(sell_as_seconds, Pieces(broken.mug, 2), sale).value
    assert broken.shelf() == (8, 0, 8_000)
    (found,) = broken.shop.ask(outcomes)
    assert (found.fate, found.price_minor) == (DefectiveFate.SECONDS, 700)
    order = broken.shop.ask(defective_view, broken.mug).outcomes[0].order_no
    assert order is not None
    profit = broken.shop.ask(order_profit, _order_id(broken, order))
    assert profit is not None
    assert profit.profit_minor == 1_400 - 2_000
    broken.time.forward(hours=1)
    broken.shop.run(take_back_outcome, outcome)
    assert broken.shelf() == (8, 2, 10_000)
    assert broken.order(_order_id(broken, order)).status is OrderStatus.CLOSED


def test_the_supplier_takes_back_what_they_delivered(broken: Stall) -> None:
    supplier = broken.shop.run(add_supplier, SupplierDraft("Kiln")).value
    draft = PurchaseDraft(supplier, (PurchaseLineDraft(3, broken.mug, price_minor=900),))
    purchase = broken.shop.run(add_purchase, draft).value
    broken.shop.run(place_order, [purchase])
    line = _purchase_line(broken, purchase)
    broken.shop.run(receive, purchase, [ReceiptEntry(line, good=3)])
    broken.time.forward(hours=1)
    with pytest.raises(NotAllowed, match="fewer"):
        broken.shop.run(to_supplier, Pieces(broken.mug, 2), supplier_id=broken.shop.run(
            add_supplier, SupplierDraft("Other")).value)  # fmt: skip
    outcome = broken.shop.run(to_supplier, Pieces(broken.mug, 2), supplier_id=supplier, reason="glaze").value
    assert broken.shelf() == (11, 0, 12_700 - 1_800)
    assert len(broken.rows(SupplierReturn.table().select())) == 1
    assert broken.rows(SupplierReturnLine.table().select())[0].credit_minor == 1_800
    with pytest.raises(NotAllowed, match="History"):
        broken.shop.run(take_back_outcome, outcome)


def test_without_a_delivery_they_go_at_what_they_cost(broken: Stall) -> None:
    outcome = broken.shop.run(to_supplier, Pieces(broken.mug, 1)).value
    assert broken.shelf() == (8, 1, 9_000)
    broken.shop.run(take_back_outcome, outcome)
    assert broken.shelf() == (8, 2, 10_000)


def test_all_pieces_of_ticked_products_are_repaired_or_written_off_in_one_step(broken: Stall) -> None:
    good, lying, value = broken.shelf()
    assert broken.shop.run(repair_all, [broken.mug]).value == lying
    assert broken.shelf() == (good + lying, 0, value)
    broken.shop.undo()
    with pytest.raises(Invalid, match="must not be empty"):
        broken.shop.run(write_off_all, [broken.mug], " ")
    assert broken.shop.run(write_off_all, [broken.mug, broken.lid], "chipped").value == lying
    assert broken.shelf()[:2] == (good, 0)


def test_no_more_goes_than_lies_there(broken: Stall) -> None:
    steps: tuple[Callable[[], object], ...] = (
        lambda: broken.shop.run(repair, Pieces(broken.mug, 3)),
        lambda: broken.shop.run(write_off, Pieces(broken.mug, 3), "x"),
        lambda: broken.shop.run(to_supplier, Pieces(broken.mug, 3)),
        lambda: broken.shop.run(sell_as_seconds, Pieces(broken.mug, 3), SecondsSale(broken.channel, 1)),
    )
    for step in steps:
        with pytest.raises(NotEnoughStock, match="MUG"):
            step()


def _order_id(stall: Stall, number: str) -> int:
    table = Order.table()
    return int(stall.rows(table.select().where(table.c.external_no == number))[0].id)


def _purchase_line(stall: Stall, purchase: int) -> int:
    table = PurchaseLine.table()
    return int(stall.rows(table.select().where(table.c.purchase_id == purchase))[0].id)
