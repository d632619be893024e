"""Buying in the window: from a suggestion to goods on the shelf, by keyboard and scanner."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from services.purchasing.payables import payables
from services.purchasing.queries import PurchaseDetail, purchase_detail
from services.purchasing.supplier_facts import supplier_detail
from services.purchasing.suppliers import pay
from services.round_trip.purchases import export_purchases
from services.round_trip.records import export_suppliers
from services.types import PurchaseState, TableRequest
from tests.ui.purchasing.buying_shop import TODAY
from tests.ui.purchasing.conftest import Buyer
from tests.ui.sure import there
from ui.dialogs.dialog import Dialog
from ui.pages.inventory.purchase_costs import CostsDialog, PricesDialog
from ui.pages.inventory.purchase_form import PurchaseDialog
from ui.pages.inventory.purchase_receive import ReceiveDialog
from ui.pages.inventory.purchase_return import ReturnDialog
from ui.pages.inventory.purchase_small import LinkLineDialog, PayDialog, ReasonDialog, ShippingDialog
from ui.pages.inventory.purchases import PurchasesSection
from ui.pages.inventory.reorder import ReorderSection
from ui.pages.inventory.reorder_rows import state_of
from ui.pages.inventory.reorder_rule import EventsDialog, RuleDialog
from ui.pages.inventory.supplier_form import SupplierDialog
from ui.pages.inventory.suppliers import SuppliersSection
from ui.pages.list_export import export_to
from ui.paper.paper_preview import PaperDialog
from ui.widgets.buttons import IconButton


def _purchases(buyer: Buyer, purchase_id: int) -> PurchasesSection:
    section = buyer.go("purchases", PurchasesSection, purchase=purchase_id)
    buyer.until(lambda: section.panel.shown is not None and section.panel.shown.id == purchase_id)
    return section


def _stored(buyer: Buyer, purchase_id: int) -> PurchaseDetail:
    found = buyer.stored(purchase_detail, purchase_id)
    assert isinstance(found, PurchaseDetail)
    return found


def test_a_suggestion_becomes_a_purchase_and_goods_on_the_shelf(buyer: Buyer) -> None:
    reorder = buyer.go("reorder", ReorderSection)
    buyer.until(reorder.picks)
    (pick,) = reorder.picks()
    assert (pick.sku_id, pick.quantity % 12) == (buyer.bought.skus[0], 0)
    buyer.press("Draft 1 purchase")
    buyer.until(lambda: buyer.page.current == "purchases")
    purchases = buyer.page.section
    assert isinstance(purchases, PurchasesSection)
    buyer.until(lambda: purchases.panel.isVisible() and purchases.panel.shown is not None)
    shown = purchases.panel.shown
    assert shown is not None
    assert [(line.supplier_code, line.quantity) for line in shown.lines] == [("YW-LZ200", pick.quantity)]
    buyer.press("Mark as ordered", purchases.panel)
    buyer.until(lambda: _stored(buyer, shown.id).state is PurchaseState.ORDERED)
    buyer.press("Receive", purchases.panel)
    card = buyer.dialog(ReceiveDialog)
    assert buyer.window.focusWidget() is card.scan
    for _piece in range(3):
        QTest.keyClicks(card.scan, "yw-lz200")
        buyer.enter(card.scan)
    buyer.press("Receive 3 pieces", card)
    buyer.no_dialog()
    found = _stored(buyer, shown.id)
    assert (found.state, found.received) == (PurchaseState.PART_RECEIVED, 3)
    buyer.said("Receive 3 pieces")


def test_more_than_ordered_is_received_with_a_reason_only(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.ordered)
    section.do("receive")
    card = buyer.dialog(ReceiveDialog)
    line = card.lines[0]
    assert not card.rows["over"].isVisible()
    buyer.type_into(card.good[line.id], "52")
    buyer.until(card.rows["over"].isVisible)
    buyer.press("Receive 52 pieces", card)
    buyer.until(lambda: "More arrived than was ordered" in card.failure.text())
    assert buyer.window.focusWidget() is card.over_reason
    QTest.keyClicks(card.over_reason, "two for free")
    buyer.press("Receive 52 pieces", card)
    buyer.no_dialog()
    found = _stored(buyer, buyer.bought.ordered)
    assert (found.state, found.receipts[0].over_reason) == (PurchaseState.RECEIVED, "two for free")


def test_an_unknown_scan_and_a_count_that_is_none_are_said(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.ordered)
    section.do("receive")
    card = buyer.dialog(ReceiveDialog)
    QTest.keyClicks(card.scan, "nothing-like-it")
    buyer.enter(card.scan)
    assert "nothing-like-it" in card.scan_words.text()
    card.fill_open()
    buyer.type_into(card.defective[card.lines[0].id], "1.5")
    card.submit()
    assert "whole number" in card.failure.text()
    assert _stored(buyer, buyer.bought.ordered).received == 0


def test_rows_pasted_from_a_spreadsheet_become_items(buyer: Buyer) -> None:
    section = buyer.go("purchases", PurchasesSection)
    section.new(buyer.bought.kiln)
    form = buyer.dialog(PurchaseDialog)
    assert form.supplier_id == buyer.bought.kiln
    QGuiApplication.clipboard().setText("编码\t数量\t单价\nCB-CI\t12\t19.50\n青瓷盘\tQ-1\t6\t8.00\nWQ-YM\t?\t3.00")
    QTest.keyClick(form.lines[0].product, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    buyer.until(lambda: len(form.lines) == 2)
    assert "WQ-YM" in form.line_problem.text()
    assert [line.linked is not None for line in form.lines] == [True, False]
    buyer.type_into(form.freight, "30")
    assert form.sum.text().endswith("¥312.00")
    form.submit()
    buyer.no_dialog()
    buyer.until(lambda: section.panel.shown is not None)
    shown = section.panel.shown
    assert shown is not None
    assert [(line.code, line.quantity, line.amount_minor) for line in shown.lines] == [
        ("CB-CI", 12, 23400), (None, 6, 4800)
    ]  # fmt: skip


def test_what_is_wrong_in_the_form_stands_at_its_field(buyer: Buyer) -> None:
    section = buyer.go("purchases", PurchasesSection)
    section.new(buyer.bought.kiln)
    form = buyer.dialog(PurchaseDialog)
    form.submit()
    assert "at least one item" in form.line_problem.text()
    buyer.type_into(form.lines[0].product, "Saucer")
    buyer.type_into(form.lines[0].quantity, "0")
    form.submit()
    assert "whole number from 1" in form.line_problem.text()
    buyer.type_into(form.lines[0].quantity, "2")
    buyer.type_into(form.duty, "x")
    form.submit()
    assert "is not an amount" in form.rows["duty"].problem()
    form.duty.clear()
    buyer.type_into(form.number, "PO261121-01")
    form.submit()
    buyer.until(lambda: "another purchase has it already" in form.rows["number"].problem())
    form.escape()
    buyer.press("Throw away", buyer.dialog(Dialog))


def test_a_draft_is_edited_and_keeps_what_was_not_touched(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.draft)
    section.do("edit")
    form = buyer.dialog(PurchaseDialog)
    buyer.type_into(form.lines[0].quantity, "72")
    form.submit()
    buyer.no_dialog()
    found = _stored(buyer, buyer.bought.draft)
    assert [(line.quantity, line.supplier_code) for line in found.lines] == [(72, None), (24, "DT-9")]
    assert found.freight_minor == 12000


def test_costs_show_what_they_change_before_they_do(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.part)
    section.do("costs")
    card = buyer.dialog(CostsDialog)
    buyer.type_into(card.freight, "320")
    buyer.until(lambda: card.preview is not None and card.preview.changes)
    assert card.preview is not None
    assert card.preview.difference_minor == 4661
    card.submit()
    buyer.no_dialog()
    receipt = _stored(buyer, buyer.bought.part).receipts[0]
    assert receipt.landed_minor == 5913 + 4661


def test_a_price_that_nobody_knew_is_corrected(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.part)
    section.do("prices")
    card = buyer.dialog(PricesDialog)
    field = next(iter(card.amounts.values()))
    buyer.type_into(field, "x")
    card.submit()
    assert "cannot be read" in card.failure.text()
    buyer.type_into(field, "3000")
    buyer.until(lambda: card.preview is not None)
    card.submit()
    buyer.no_dialog()
    assert _stored(buyer, buyer.bought.part).lines[0].amount_minor == 300000


def test_goods_go_back_and_are_no_longer_owed(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.part)
    before = {one.supplier_id: one for one in buyer.stored(payables, TODAY)}[buyer.bought.kiln]
    section.do("return")
    card = buyer.dialog(ReturnDialog)
    cup = card.found[1]
    buyer.type_into(card.defective[cup.receipt_line_id], "2")
    buyer.type_into(card.reason, "cracked")
    buyer.press("Return 2 pieces", card)
    buyer.no_dialog()
    after = {one.supplier_id: one for one in buyer.stored(payables, TODAY)}[buyer.bought.kiln]
    assert before.owed_minor - after.owed_minor == 2 * 1900


def test_the_menu_offers_only_what_the_state_allows(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.part)
    offered = {what for what, _words, _icon in section.panel.offered()}
    assert {"close", "costs", "return", "pay"} <= offered
    assert not {"edit", "cancel", "delete", "take_back"} & offered
    menu = section.panel.open_more()
    assert len(menu.actions()) == len(section.panel.offered())
    menu.close()
    section = _purchases(buyer, buyer.bought.draft)
    assert {what for what, _words, _icon in section.panel.offered()} >= {"edit", "cancel", "delete"}
    menu = section.panel.open_more()
    edit = next(action for action in menu.actions() if action.text() == "Edit…")
    edit.trigger()
    menu.close()
    buyer.dialog(PurchaseDialog)


def test_the_rest_does_not_come(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.part)
    section.do("close")
    card = buyer.dialog(ReasonDialog)
    buyer.type_into(card.reason, "kiln broke")
    card.submit()
    buyer.no_dialog()
    assert _stored(buyer, buyer.bought.part).state is PurchaseState.CLOSED
    buyer.until(lambda: section.panel.shown is not None and section.panel.shown.state is PurchaseState.CLOSED)
    section.do("reopen")
    buyer.until(lambda: _stored(buyer, buyer.bought.part).state is PurchaseState.PART_RECEIVED)


def test_courier_and_payment_are_noted(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.ordered)
    section.do("shipping")
    card = buyer.dialog(ShippingDialog)
    buyer.type_into(card.expected, "next week")
    card.submit()
    assert "2026-11-21" in card.rows["expected"].problem()
    buyer.type_into(card.expected, "2026/12/1")
    buyer.type_into(card.tracking, "SF1234567890")
    card.submit()
    buyer.no_dialog()
    assert str(_stored(buyer, buyer.bought.ordered).expected_on) == "2026-12-01"
    section.do("pay")
    money = buyer.dialog(PayDialog)
    money.submit()
    assert money.rows["amount"].problem()
    buyer.type_into(money.amount, "100")
    money.submit()
    buyer.no_dialog()
    payments = buyer.stored(supplier_detail, buyer.bought.linen).payments
    assert [(one.amount_minor, one.number) for one in payments] == [(10000, "PO261121-02")]


def test_a_payment_noted_wrongly_is_deleted_from_its_row_and_taken_back(buyer: Buyer) -> None:
    supplier = buyer.bought.kiln
    buyer.shop.submit(pay, supplier, 12300, TODAY).result(10)
    section = buyer.go("suppliers", SuppliersSection, supplier=supplier)
    buyer.until(lambda: section.panel.shown is not None and bool(section.panel.shown.payments))
    before = len(there(section.panel.shown).payments)
    name = f"Delete the payment of {TODAY}"
    button = next(one for one in section.panel.findChildren(IconButton) if one.accessibleName() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    buyer.until(lambda: len(there(section.panel.shown).payments) == before - 1)
    section.context.registry.trigger("edit.undo")
    buyer.until(lambda: len(there(section.panel.shown).payments) == before)


def test_goods_nobody_linked_are_linked_from_the_panel(buyer: Buyer) -> None:
    section = _purchases(buyer, buyer.bought.draft)
    buyer.press("Link to a product…", section.panel)
    card = buyer.dialog(LinkLineDialog)
    card.submit()
    assert card.rows["product"].problem()
    card.choose(buyer.bought.skus[4])
    buyer.until(lambda: card.found is not None)
    card.submit()
    buyer.no_dialog()
    assert _stored(buyer, buyer.bought.draft).lines[1].sku_id == buyer.bought.skus[4]
    items = buyer.stored(supplier_detail, buyer.bought.kiln).items
    assert [(one.sku_id, one.supplier_code) for one in items] == [(buyer.bought.skus[4], "DT-9")]


def test_the_order_is_shown_as_paper_and_written_as_a_workbook(buyer: Buyer, tmp_path: Path) -> None:
    section = _purchases(buyer, buyer.bought.draft)
    section.do("paper")
    buyer.until(lambda: [one.page.page_count for one in buyer.window.findChildren(PaperDialog)] == [1])
    (preview,) = buyer.window.findChildren(PaperDialog)
    preview.page.save_to(tmp_path / "order.pdf")
    assert (tmp_path / "order.pdf").read_bytes().startswith(b"%PDF")
    preview.close()
    section.write_to(buyer.bought.draft, tmp_path / "order.xlsx")
    buyer.said("2 lines were written")
    sheet = openpyxl.load_workbook(tmp_path / "order.xlsx").active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:5] == ["PO261121-01", "景德镇三号窑", "CB-CI", None, "手作茶杯"]


def test_lists_are_written_as_they_are_shown(buyer: Buyer, tmp_path: Path) -> None:
    section = buyer.go("purchases", PurchasesSection)
    request = TableRequest(view="open")
    export_to(section.context, section, export_purchases, request, tmp_path / "open.xlsx")
    buyer.said("open.xlsx: 3 rows written")
    suppliers = buyer.go("suppliers", SuppliersSection)
    export_to(suppliers.context, suppliers, export_suppliers, TableRequest(search="义乌"), tmp_path / "one.csv")
    buyer.said("one.csv: 1 row written")


def test_a_supplier_is_written_down_and_looked_at(buyer: Buyer) -> None:
    section = buyer.go("suppliers", SuppliersSection)
    section.new()
    form = buyer.dialog(SupplierDialog)
    form.submit()
    buyer.until(lambda: form.rows["name"].problem())
    buyer.type_into(form.texts["name"], "德化白瓷")
    buyer.type_into(form.lead, "2 weeks")
    form.submit()
    assert "whole number" in form.rows["lead_days"].problem()
    buyer.type_into(form.lead, "14")
    form.submit()
    buyer.no_dialog()
    buyer.until(lambda: section.panel.shown is not None and section.panel.shown.draft.name == "德化白瓷")
    menu = section.panel.open_more()
    assert [action.text() for action in menu.actions()] == ["Note a payment…", "Archive", "Delete"]
    menu.close()
    section.do("archive")
    buyer.until(lambda: section.panel.shown is not None and section.panel.shown.is_archived)
    section.do("restore")
    buyer.until(lambda: section.panel.shown is not None and not section.panel.shown.is_archived)
    section.do("delete")
    buyer.until(lambda: not section.panel.isVisible())


def test_the_supplier_panel_leads_to_a_purchase(buyer: Buyer) -> None:
    section = buyer.go("suppliers", SuppliersSection, supplier=buyer.bought.kiln)
    buyer.until(lambda: section.panel.isVisible())
    buyer.press("PO261121-03", section.panel)
    buyer.until(lambda: buyer.page.current == "purchases")
    purchases = buyer.page.section
    assert isinstance(purchases, PurchasesSection)
    buyer.until(lambda: purchases.panel.shown is not None and purchases.panel.shown.id == buyer.bought.part)


def test_rules_are_set_and_the_amount_is_changed(buyer: Buyer) -> None:
    section = buyer.go("reorder", ReorderSection)
    buyer.until(section.rows)
    row = section.rows()[0]
    section.show_reasons(row)
    buyer.until(section.panel.isVisible)
    buyer.type_into(section.panel.amount, "36")
    assert [pick.quantity for pick in section.picks()] == [36]
    buyer.press("Not again", section.panel)
    buyer.until(lambda: section.found is not None and section.found.not_again)
    assert section.picks() == []
    fresh = next(one for one in (section.found.rows if section.found else ()) if one.sku_id == row.sku_id)
    assert state_of(fresh)[0].startswith("Not again")
    section.do("resume")
    buyer.until(lambda: section.found is not None and not section.found.not_again)
    section.do("rule")
    card = buyer.dialog(RuleDialog)
    buyer.type_into(card.fields["max_stock"], "5")
    buyer.type_into(card.fields["reorder_point"], "9")
    card.submit()
    buyer.until(lambda: "below the reorder point" in card.rows["max_stock"].problem())
    buyer.type_into(card.fields["max_stock"], "40")
    card.submit()
    buyer.no_dialog()


def test_events_are_added_and_removed(buyer: Buyer) -> None:
    section = buyer.go("reorder", ReorderSection)
    section.show_events()
    card = buyer.dialog(EventsDialog)
    buyer.type_into(card.name, "年货节")
    buyer.type_into(card.first, "2027-01-10")
    buyer.type_into(card.last, "2027-01-05")
    card.submit()
    buyer.until(lambda: "ends before it begins" in card.rows["last"].problem())
    buyer.type_into(card.last, "2027-01-20")
    buyer.type_into(card.lift, "250")
    card.submit()
    buyer.no_dialog()
    buyer.until(lambda: section.found is not None and len(section.found.calendar.events) == 2)
