"""From what was sold to a draft purchase, and from deliveries to what is owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from models.enums.orders import OrderStatus, Platform
from services import clock
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Offer, Part, SkuDraft
from services.catalog.offers import set_offers
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotAllowed
from services.orders.commands import set_status
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.owing.queries import open_dues
from services.purchasing import commands
from services.purchasing.payables import bills, payables
from services.purchasing.queries import incoming, purchase_detail
from services.purchasing.reading import read_pasted
from services.purchasing.reorder import Wishes
from services.purchasing.reorder_list import Suggestion, event_list, reasons, reorder_list
from services.purchasing.reordering import (
    EventDraft,
    Pick,
    add_event,
    delete_event,
    draft_purchases,
    resume_reordering,
    set_rule,
    stop_reordering,
)
from services.purchasing.returning import ReturnEntry, return_goods
from services.purchasing.supplier_facts import supplier_detail
from services.purchasing.suppliers import (
    SupplierDraft,
    add_supplier,
    archive_suppliers,
    delete_payment,
    delete_suppliers,
    edit_supplier,
    pay,
    restore_suppliers,
)
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from tests.services.purchasing.buying import Buyer, buyer, receipt_lines

NOON = datetime(2026, 6, 30, 4, tzinfo=UTC)
TODAY = date(2026, 6, 30)


@pytest.fixture
def mine(shop: Shop) -> Buyer:
    return buyer(shop)


def _at(moment: datetime) -> None:
    clock.set_source(lambda: moment)


def _sell(mine: Buyer, pieces: int, days: int) -> None:
    """Sell so many cups on each of the last days."""
    channel = mine.shop.run(add_channel, "Stall", Platform.OTHER).value
    for back in range(days, 0, -1):
        _at(NOON - timedelta(days=back))
        line = LineDraft("Tea cup", pieces, price_minor=900, sku_id=mine.cup)
        order = mine.shop.run(add_order, OrderDraft(channel, (line,))).value
        mine.shop.run(set_status, [order], OrderStatus.SHIPPED)
    clock.set_source(lambda: NOON)


def _row(shop: Shop, sku_id: int) -> Suggestion:
    return next(row for row in shop.ask(reorder_list).rows if row.sku_id == sku_id)


def _open_stock(mine: Buyer, pieces: int, days_ago: int) -> None:
    at = NOON - timedelta(days=days_ago)
    mine.shop.run(set_opening, [OpeningDraft(mine.cup, pieces, pieces * 100, at=at)])


def test_what_sells_is_suggested_and_becomes_a_draft(mine: Buyer) -> None:
    clock.set_source(lambda: NOON)
    _open_stock(mine, 30, 20)
    _sell(mine, 2, 10)
    row = _row(mine.shop, mine.cup)
    assert (row.on_hand, row.sold) == (10, 20)
    assert row.plan.quantity > 0
    assert all(str(one) for one in reasons(row, mine.shop.ask(reorder_list).calendar, TODAY))
    made = mine.shop.run(draft_purchases, [Pick(mine.cup, mine.supplier, row.plan.quantity)]).value
    found = mine.shop.ask(purchase_detail, made[0])
    assert [(line.sku_id, line.quantity) for line in found.lines] == [(mine.cup, row.plan.quantity)]
    drafted = _row(mine.shop, mine.cup)
    assert (drafted.drafted, drafted.plan.quantity) == (row.plan.quantity, 0)  # nobody orders it twice
    mine.shop.run(commands.order, made)
    assert mine.shop.ask(incoming) == {mine.cup: row.plan.quantity}
    assert _row(mine.shop, mine.cup).plan.quantity == 0


def test_days_the_shelf_was_empty_make_it_sell_faster(mine: Buyer) -> None:
    clock.set_source(lambda: NOON)
    _open_stock(mine, 20, 40)
    _sell(mine, 2, 10)  # the last piece goes yesterday
    busy = _row(mine.shop, mine.cup)
    assert (busy.on_hand, busy.speed.empty_days) == (0, 0)
    clock.set_source(lambda: NOON + timedelta(days=10))
    later = _row(mine.shop, mine.cup)
    assert later.speed.empty_days == 10


def test_what_a_person_decides_comes_first(mine: Buyer) -> None:
    clock.set_source(lambda: NOON)
    _open_stock(mine, 5, 3)
    mine.shop.run(set_rule, [mine.cup], Wishes(reorder_point=8, max_stock=20), "From the kiln")
    assert _row(mine.shop, mine.cup).plan.quantity == 3
    mine.shop.run(stop_reordering, [mine.cup, mine.pot])
    row = _row(mine.shop, mine.cup)
    assert (row.plan.quantity, row.plan.is_low, row.wishes.reorder_point) == (0, False, 8)
    mine.shop.run(resume_reordering, [mine.cup])
    assert _row(mine.shop, mine.cup).plan.quantity == 3
    mine.shop.run(set_rule, [mine.cup], Wishes())
    assert _row(mine.shop, mine.cup).plan.quantity == 0
    with pytest.raises(Invalid, match="below the reorder point"):
        mine.shop.run(set_rule, [mine.cup], Wishes(reorder_point=8, max_stock=2))


def test_events_are_kept_and_removed(mine: Buyer) -> None:
    draft = EventDraft("11.11", date(2026, 11, 1), date(2026, 11, 11), 400)
    event = mine.shop.run(add_event, draft).value
    assert [one.event.name for one in mine.shop.ask(event_list)] == ["11.11"]
    mine.shop.run(delete_event, event)
    with pytest.raises(Invalid, match="ends before it begins"):
        mine.shop.run(add_event, EventDraft("X", date(2026, 11, 2), date(2026, 11, 1), 200))


def test_owed_is_what_came_less_what_went_back_less_what_was_paid(mine: Buyer) -> None:
    clock.set_source(lambda: NOON)
    purchase = mine.purchase((mine.cup, 10, 100), freight_minor=50, duty_minor=70)
    mine.receive(purchase, (8, 0))
    (owed,) = mine.shop.ask(payables, TODAY)
    assert (owed.owed_minor, owed.next_due, owed.overdue_minor) == (850, TODAY + timedelta(days=30), 0)
    line = mine.shop.ask(receipt_lines)[0][0]
    mine.shop.run(return_goods, mine.supplier, [ReturnEntry(line, good=2)])
    mine.shop.run(pay, mine.supplier, 400, TODAY)
    (bill,) = mine.shop.ask(bills)
    assert (bill.billed_minor, bill.credited_minor, bill.paid_minor, bill.open_minor) == (850, 200, 400, 250)
    (late,) = mine.shop.ask(payables, TODAY + timedelta(days=31))
    assert late.overdue_minor == 250


def test_a_credit_for_what_is_paid_is_set_off_against_other_bills(mine: Buyer) -> None:
    clock.set_source(lambda: NOON)
    first, second = mine.purchase((mine.cup, 10, 100)), mine.purchase((mine.pot, 5, 100))
    mine.receive(first, (10, 0))
    mine.receive(second, (5, 0))
    mine.shop.run(pay, mine.supplier, 1000, TODAY, purchase_id=first)
    mine.shop.run(return_goods, mine.supplier, [ReturnEntry(mine.shop.ask(receipt_lines)[0][0], good=7)])
    paid, other = mine.shop.ask(bills)
    assert (paid.credited_minor, paid.moved_minor, paid.open_minor) == (700, -500, -200)
    assert (other.credited_minor, other.moved_minor, other.open_minor) == (0, 500, 0)
    (late,) = mine.shop.ask(payables, TODAY + timedelta(days=31))
    assert (late.owed_minor, late.overdue_minor, late.next_due) == (-200, 0, None)
    assert mine.shop.ask(open_dues, TODAY + timedelta(days=31)) == ()
    mine.shop.run(pay, mine.supplier, -600, TODAY)  # sent back: so much is owed of the second again
    assert [one.open_minor for one in mine.shop.ask(bills)] == [0, 400]


def test_more_sent_back_than_was_paid_too_much_stays_on_account(mine: Buyer) -> None:
    clock.set_source(lambda: NOON)
    settled, other = mine.purchase((mine.cup, 10, 100)), mine.purchase((mine.pot, 5, 100))
    mine.receive(settled, (10, 0))
    mine.receive(other, (5, 0))
    mine.shop.run(pay, mine.supplier, 1100, TODAY, purchase_id=settled)
    mine.shop.run(pay, mine.supplier, -300, TODAY)
    assert [(one.paid_minor, one.open_minor) for one in mine.shop.ask(bills)] == [(1000, 0), (0, 500)]
    (late,) = mine.shop.ask(payables, TODAY + timedelta(days=31))
    assert (late.owed_minor, late.overdue_minor) == (700, 500)


def test_money_sent_for_a_purchase_stays_with_it(mine: Buyer) -> None:
    clock.set_source(lambda: NOON)
    first, second = mine.purchase((mine.cup, 10, 100)), mine.purchase((mine.pot, 5, 100))
    mine.receive(first, (4, 0))
    mine.receive(second, (5, 0))
    mine.shop.run(pay, mine.supplier, 1000, TODAY, purchase_id=first)
    assert [one.open_minor for one in mine.shop.ask(bills)] == [-600, 500]


def test_money_sent_ahead_is_owed_to_us(mine: Buyer) -> None:
    clock.set_source(lambda: NOON)
    purchase = mine.purchase((mine.cup, 10, 100))
    payment = mine.shop.run(pay, mine.supplier, 300, TODAY, purchase_id=purchase).value
    (owed,) = mine.shop.ask(payables, TODAY)
    assert owed.owed_minor == -300
    mine.receive(purchase, (10, 0))
    (owed,) = mine.shop.ask(payables, TODAY)
    assert owed.owed_minor == 700
    mine.shop.run(delete_payment, payment)
    with pytest.raises(Invalid, match="must not be zero"):
        mine.shop.run(pay, mine.supplier, 0, TODAY)


def test_a_supplier_page_measures_what_they_do(mine: Buyer) -> None:
    clock.set_source(lambda: NOON - timedelta(days=9))
    purchase = mine.purchase((mine.cup, 10, 100), freight_minor=40)
    clock.set_source(lambda: NOON)
    mine.receive(purchase, (9, 1))
    found = mine.shop.ask(supplier_detail, mine.supplier)
    assert found.lead_time is not None
    assert (found.lead_time.typical_days, found.quality.bad_ppm) == (9, 100_000)
    assert [(one.price_minor, one.landed_minor) for one in found.prices] == [(100, 104)]


def test_suppliers_are_told_apart_by_name(mine: Buyer) -> None:
    with pytest.raises(Invalid, match="there is a supplier of this name already"):
        mine.shop.run(add_supplier, SupplierDraft("JINGDEZHEN kiln ３"))  # the same, in capitals and full width
    other = mine.shop.run(add_supplier, SupplierDraft("Other")).value
    mine.shop.run(edit_supplier, other, SupplierDraft("Another", phone="138 0000 1111"))
    mine.shop.run(archive_suppliers, [other])
    with pytest.raises(Invalid, match="bring it back"):
        mine.shop.run(add_supplier, SupplierDraft("another"))
    mine.shop.run(restore_suppliers, [other])
    mine.shop.run(delete_suppliers, [other])
    mine.purchase((mine.cup, 1, 1))
    with pytest.raises(NotAllowed, match="archive it instead"):
        mine.shop.run(delete_suppliers, [mine.supplier])


def test_a_bundle_sells_its_parts(mine: Buyer) -> None:
    clock.set_source(lambda: NOON - timedelta(days=9))
    bundle = mine.shop.run(add_sku, SkuDraft("SET", "Tea set")).value
    mine.shop.run(set_components, bundle, [Part(mine.cup, 4), Part(mine.pot, 1)])
    mine.shop.run(set_opening, [OpeningDraft(mine.cup, 40, 4000), OpeningDraft(mine.pot, 9, 9000)])
    channel = mine.shop.run(add_channel, "Stall", Platform.OTHER).value
    clock.set_source(lambda: NOON - timedelta(days=2))
    mine.shop.run(add_order, OrderDraft(channel, (LineDraft("Tea set", 3, sku_id=bundle),)))
    clock.set_source(lambda: NOON)
    found = mine.shop.ask(reorder_list)
    assert {row.sku_id: row.sold for row in found.rows} == {mine.cup: 12, mine.pot: 3}
    assert found.not_counted == 0


def test_pasted_rows_are_read_by_our_code_theirs_or_a_barcode(mine: Buyer) -> None:
    mine.shop.run(set_offers, mine.pot, [Offer(mine.supplier, "K-77", 5000, minimum=6)])
    pasted = "Code\tPieces\tPrice\ncup\t1,200\t0.99\nk-77\t3\nSaucer\tS-1\t4\t2.50\nwhat\tnobody knows\n"
    found = mine.shop.ask(read_pasted, pasted, mine.supplier, "CNY")
    assert [(line.sku_id, line.title, line.quantity, line.price_minor) for line in found.lines] == [
        (mine.cup, "Tea cup", 1200, 99), (mine.pot, "Tea pot", 3, 5000), (None, "S-1", 4, 250)
    ]  # fmt: skip
    assert found.refused == ((5, "what nobody knows"),)
    (typed_wide,) = mine.shop.ask(read_pasted, "cup\t\uff11\uff12\uff0e\uff10\t3", mine.supplier, "CNY").lines
    assert (typed_wide.quantity, typed_wide.price_minor) == (3, None)
    abroad = mine.shop.ask(read_pasted, "cup\t2\t90\nk-77\t3", mine.supplier, "JPY")
    assert [line.price_minor for line in abroad.lines] == [90, None]  # a price of ours is in our currency
