"""Goods arrive, cost what they cost with everything on top, and go back at that."""

from __future__ import annotations

from datetime import date

import pytest

from models.enums.goods import LandedBasis, PurchaseState
from services.errors import Invalid, NotAllowed, NothingSelected
from services.purchasing import commands
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.errors import MoreThanOrdered, MoreThanReceived
from services.purchasing.queries import purchase_detail
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.returning import ReturnEntry, return_goods
from services.shop import Shop
from tests.services.purchasing.buying import Buyer, buyer, line_ids, moves, receipt_lines


def _state(shop: Shop, purchase_id: int) -> PurchaseState:
    return shop.ask(purchase_detail, purchase_id).state


@pytest.fixture
def mine(shop: Shop) -> Buyer:
    return buyer(shop)


def test_a_purchase_goes_from_draft_to_received(mine: Buyer) -> None:
    purchase = mine.shop.run(
        commands.add, PurchaseDraft(mine.supplier, (PurchaseLineDraft(10, mine.cup, price_minor=500),))
    ).value
    assert _state(mine.shop, purchase) is PurchaseState.DRAFT
    mine.shop.run(commands.order, [purchase], date(2026, 3, 1))
    found = mine.shop.ask(purchase_detail, purchase)
    assert (found.state, found.expected_on) == (PurchaseState.ORDERED, date(2026, 3, 8))  # seven days of lead time
    mine.receive(purchase, (4, 0))
    assert _state(mine.shop, purchase) is PurchaseState.PART_RECEIVED
    mine.receive(purchase, (6, 0))
    assert _state(mine.shop, purchase) is PurchaseState.RECEIVED
    assert [(pieces, value) for _sku, _kind, pieces, value, _condition in mine.shop.ask(moves)] == [
        (4, 2000),
        (6, 3000),
    ]


def test_freight_and_duty_are_shared_by_value(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 10, 100), (mine.pot, 1, 3000), freight_minor=301, duty_minor=100)
    mine.receive(purchase, (10, 0), (1, 0))
    assert [row[3:] for row in mine.shop.ask(receipt_lines)] == [(1000, 100), (3000, 301)]


def test_freight_is_shared_by_weight(mine: Buyer) -> None:
    purchase = mine.purchase(
        (mine.cup, 4, 100), (mine.pot, 1, 100), freight_minor=1000, landed_basis=LandedBasis.WEIGHT
    )
    mine.receive(purchase, (4, 0), (1, 0))
    assert [row[4] for row in mine.shop.ask(receipt_lines)] == [500, 500]


def test_sharing_by_weight_names_what_was_never_weighed(mine: Buyer) -> None:
    draft = PurchaseDraft(mine.supplier, (PurchaseLineDraft(1, None, "Thing"),))
    purchase = mine.shop.run(commands.add, draft).value
    with pytest.raises(Invalid, match="the weight of Thing is not known"):
        mine.shop.run(
            commands.set_costs, purchase, freight_minor=9, duty_minor=0, other_minor=0, basis=LandedBasis.WEIGHT
        )


def test_more_than_ordered_needs_a_reason(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 10, 100))
    with pytest.raises(MoreThanOrdered, match=r"Tea cup \(12 of 10\)"):
        mine.receive(purchase, (12, 0))
    assert mine.shop.ask(moves) == []
    mine.receive(purchase, (12, 0), over_reason="Two for free packing")
    assert _state(mine.shop, purchase) is PurchaseState.RECEIVED
    assert mine.shop.ask(moves)[0][2:4] == (12, 1200)


def test_pieces_that_came_broken_are_booked_apart_and_cost_the_same(mine: Buyer) -> None:
    mine.receive(mine.purchase((mine.cup, 3, 100), freight_minor=1), (2, 1))
    assert [(one[2], one[3], one[4]) for one in mine.shop.ask(moves)] == [(2, 200, "good"), (1, 101, "defective")]


def test_what_never_comes_bears_no_costs(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 10, 100), freight_minor=1000)
    mine.receive(purchase, (4, 0))
    assert mine.shop.ask(receipt_lines)[0][4] == 400
    mine.shop.run(commands.close_short, purchase, "Sold out there")
    assert mine.shop.ask(receipt_lines)[0][4] == 1000
    assert mine.shop.ask(moves)[0][3] == 1400
    mine.shop.run(commands.reopen, purchase)
    assert mine.shop.ask(receipt_lines)[0][4] == 400
    assert _state(mine.shop, purchase) is PurchaseState.PART_RECEIVED


def test_a_late_freight_bill_changes_what_came_in(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 3, 100))
    mine.receive(purchase, (3, 0))
    mine.shop.run(commands.set_costs, purchase, freight_minor=100, duty_minor=0, other_minor=1, basis=LandedBasis.VALUE)
    assert mine.shop.ask(moves)[0][3] == 401


def test_a_price_nobody_knew_is_filled_in_later(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 3, None), freight_minor=30)
    mine.receive(purchase, (3, 0))
    assert mine.shop.ask(moves)[0][3] is None
    mine.shop.run(commands.set_prices, purchase, [(mine.shop.ask(line_ids, purchase)[0], 300)])
    assert mine.shop.ask(moves)[0][3] == 330


def test_a_foreign_purchase_is_costed_in_the_shop_s_currency(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 2, 1000), currency="usd", rate_ppm=7_123_456, freight_minor=100, duty_minor=50)
    mine.receive(purchase, (2, 0))
    assert mine.shop.ask(receipt_lines)[0][3:] == (14247, 712 + 50)


def test_a_foreign_currency_needs_a_rate(mine: Buyer) -> None:
    with pytest.raises(Invalid, match="how much of CNY one USD is"):
        mine.purchase((mine.cup, 2, 1000), currency="USD")


def test_goods_go_back_at_the_cost_they_came_in_at(mine: Buyer) -> None:
    first = mine.purchase((mine.cup, 3, 100), freight_minor=1)
    mine.receive(first, (2, 1))
    mine.receive(mine.purchase((mine.cup, 3, 900)), (3, 0))
    line = mine.shop.ask(receipt_lines)[0][0]
    mine.shop.run(return_goods, mine.supplier, [ReturnEntry(line, good=1, defective=1)], reason="Cracked")
    back = mine.shop.ask(moves)[-2:]
    assert [(one[1], one[2], one[4]) for one in back] == [
        ("supplier_return", -1, "good"), ("supplier_return", -1, "defective")
    ]  # fmt: skip
    with pytest.raises(MoreThanReceived, match=r"Tea cup \(2 of 1\)"):
        mine.shop.run(return_goods, mine.supplier, [ReturnEntry(line, good=2)])
    mine.shop.run(return_goods, mine.supplier, [ReturnEntry(line, good=1)])


def test_an_item_without_product_cannot_be_received(mine: Buyer) -> None:
    draft = PurchaseDraft(mine.supplier, (PurchaseLineDraft(5, None, "Blue cup", supplier_code="B-1"),))
    purchase = mine.shop.run(commands.add, draft).value
    mine.shop.run(commands.order, [purchase])
    line = mine.shop.ask(line_ids, purchase)[0]
    with pytest.raises(Invalid, match=r"Blue cup.*link it to a product first"):
        mine.shop.run(receive, purchase, [ReceiptEntry(line, 5)])
    mine.shop.run(commands.link_line, line, mine.cup)
    mine.receive(purchase, (5, 0))


def test_what_a_state_refuses_is_said(mine: Buyer) -> None:
    purchase = mine.purchase((mine.cup, 5, 100))
    with pytest.raises(NotAllowed, match="nothing of it has arrived; cancel it instead"):
        mine.shop.run(commands.close_short, purchase)
    mine.receive(purchase, (1, 0))
    with pytest.raises(NotAllowed, match="close it short instead"):
        mine.shop.run(commands.cancel, [purchase])
    with pytest.raises(NotAllowed, match="goods of it have arrived"):
        mine.shop.run(commands.delete, [purchase])
    with pytest.raises(NothingSelected):
        mine.receive(purchase, (0, 0))
