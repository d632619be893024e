"""Bulk changes, labels, the margin calculator and listings, driven in a window over a real shop."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.catalog.changes import NumberField, TextField
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.listings import listing_history, listings_of
from services.catalog.prices import price_history
from services.catalog.queries import detail
from services.channels.commands import add as add_channel
from services.fulfilment.labels import LabelField
from services.purchasing import commands as purchasing
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.queries import purchase_detail
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.stock.commands import OpeningDraft, set_opening
from services.types import ListingState, Platform, PriceField
from tests.ui.imports.window import Desk
from tests.ui.paper.samples import as_pillow, codes, picture
from tests.ui.sure import write
from ui.dialogs.dialog import Dialog
from ui.pages.products.bulk_edit import BulkEditDialog
from ui.pages.products.labels import LabelDialog
from ui.pages.products.listing_dialog import ListingDialog
from ui.pages.products.margin_dialog import MarginDialog

Card = TypeVar("Card", bound=Dialog)


def some(desk: Desk, *codes: str, **fields: Any) -> list[int]:
    """Products of these codes; their ids."""
    return [desk.run(add_sku, SkuDraft(code, f"Product {code}", **fields)).value for code in codes]


def the_page(desk: Desk) -> Any:
    page = desk.page("products")
    desk.wait(lambda: page.overview is not None and page.table.model.summary is not None)
    return page


def card(desk: Desk, kind: type[Card]) -> Card:
    """The dialog of that kind, once it is open."""

    def found() -> list[Card]:
        return [one for one in desk.window.findChildren(kind) if one.isVisible()]

    desk.wait(lambda: bool(found()))
    return found()[0]


def gone(desk: Desk, kind: type[Dialog]) -> None:
    """Wait until no dialog of that kind is open."""
    desk.wait(lambda: not any(one.isVisible() for one in desk.window.findChildren(kind)))


def test_a_bulk_change_shows_old_and_new_and_warns_before_it_is_one_step(desk: Desk) -> None:
    ids = some(desk, "A", "B", price_minor=1000, min_price_minor=900)
    ids += some(desk, "C", price_minor=2000)
    page = the_page(desk)
    page.deeds.bulk_edit(ids)
    dialog = card(desk, BulkEditDialog)
    assert not dialog.apply_button.isEnabled()
    dialog.rounding.setCurrentIndex(1)
    dialog.choose(PriceField.PRICE, "-15%")
    desk.wait(lambda: dialog.found is not None)
    assert [(row.code, row.old, row.new) for row in dialog.found.rows] == [  # type: ignore[union-attr]
        ("A", 1000, 890), ("B", 1000, 890), ("C", 2000, 1690),
    ]  # fmt: skip
    assert "3" in dialog.summary.text()
    assert "2 below minimum price" in dialog.warnings.text()
    dialog.reason.setText("sale")
    dialog.apply()
    gone(desk, BulkEditDialog)
    assert desk.ask(detail, ids[2]).draft.price_minor == 1690
    assert desk.ask(price_history, ids[0])[0].reason == "sale"
    desk.undo()
    assert [desk.ask(detail, one).draft.price_minor for one in ids] == [1000, 1000, 2000]


def test_a_formula_nobody_understands_is_said_at_the_field(desk: Desk) -> None:
    page = the_page(desk)
    ids = some(desk, "A", price_minor=1000)
    page.deeds.bulk_edit(ids)
    dialog = card(desk, BulkEditDialog)
    dialog.choose(PriceField.PRICE, "cheaper")
    assert "+5%" in dialog.value_row.problem()
    assert not dialog.apply_button.isEnabled()
    dialog.choose(TextField.SHELF, "B-2")
    desk.wait(dialog.apply_button.isEnabled)
    assert not dialog.value_row.problem()
    dialog.apply()
    gone(desk, BulkEditDialog)
    assert desk.ask(detail, ids[0]).draft.shelf == "B-2"


def test_a_field_is_emptied_only_where_that_is_ticked(desk: Desk) -> None:
    ids = some(desk, "A", "B", shelf="A-1", weight_g=50, min_price_minor=500)
    page = the_page(desk)
    page.deeds.bulk_edit(ids)
    dialog = card(desk, BulkEditDialog)
    for key in (TextField.SHELF, NumberField.WEIGHT, TextField.NOTE, PriceField.MIN_PRICE):
        dialog.choose(key, "")
        assert not dialog.apply_button.isEnabled()
        assert dialog.found is None
    dialog.choose("add_tags", "")
    assert not dialog.empty.isVisible()
    dialog.reject()
    for key in (TextField.SHELF, NumberField.WEIGHT, PriceField.MIN_PRICE):
        page.deeds.bulk_edit(ids)
        desk.wait(lambda: any(one.isVisible() for one in desk.window.findChildren(BulkEditDialog)))
        dialog = card(desk, BulkEditDialog)
        dialog.choose(key, "")
        dialog.empty.click()
        assert not dialog.value.isEnabled()
        desk.wait(dialog.apply_button.isEnabled)
        assert dialog.found is not None
        assert {row.new for row in dialog.found.rows} == {None}
        dialog.apply()
        gone(desk, BulkEditDialog)
    for one in ids:
        draft = desk.ask(detail, one).draft
        assert (draft.shelf, draft.weight_g, draft.min_price_minor) == (None, None, None)
    desk.undo()
    assert desk.ask(detail, ids[0]).draft.min_price_minor == 500


def test_nothing_is_changed_before_what_was_typed_last_was_looked_at(desk: Desk) -> None:
    ids = some(desk, "A", price_minor=1000)
    page = the_page(desk)
    page.deeds.bulk_edit(ids)
    dialog = card(desk, BulkEditDialog)
    dialog.choose(PriceField.PRICE, "-15%")
    desk.wait(dialog.apply_button.isEnabled)
    dialog.value.setFocus()
    QTest.keyClicks(dialog.value, "0")
    QTest.keyClick(dialog.value, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert desk.ask(detail, ids[0]).draft.price_minor == 1000


def test_tags_and_categories_are_changed_for_many(desk: Desk) -> None:
    ids = some(desk, "A", "B", tags="old, kept")
    page = the_page(desk)
    for key, typed in (("add_tags", "new"), ("remove_tags", "old"), (TextField.CATEGORY, "Home>Cups")):
        page.deeds.bulk_edit(ids)
        dialog = card(desk, BulkEditDialog)
        dialog.choose(key, typed)
        desk.wait(dialog.apply_button.isEnabled)
        dialog.apply()
        gone(desk, BulkEditDialog)
    for one in ids:
        assert (desk.ask(detail, one).draft.tags, desk.ask(detail, one).draft.category) == ("kept, new", "Home > Cups")


def test_labels_are_counted_by_stock_by_hand_and_saved(desk: Desk, tmp_path: Path) -> None:
    first, second = some(desk, "A", "B", price_minor=990)
    desk.run(set_opening, [OpeningDraft(first, 3)])
    page = the_page(desk)
    page.deeds.print_labels([first, second])
    dialog = card(desk, LabelDialog)
    assert len(dialog.wanted()) == 2
    dialog.source.setCurrentIndex(1)
    assert [label.code for label in dialog.wanted()] == ["A", "A", "A"]
    dialog.spins[second].setValue(2)
    assert [label.code for label in dialog.wanted()] == ["A", "A", "A", "B", "B"]
    assert dialog.source.currentData() == "hand"
    dialog.fields[LabelField.PRICE].setChecked(False)
    assert LabelField.PRICE not in dialog.options().fields
    desk.wait(lambda: dialog.preview.page_count == 5)
    dialog.preview.paper_bar.choose_paper("a4")
    desk.wait(lambda: dialog.preview.page_count == 1)
    assert dialog.skip_row.isVisible()
    assert dialog.preview.save_to(tmp_path / "labels.pdf") == 1
    dialog.reject()
    page.deeds.print_labels([first])
    desk.wait(lambda: any(one.isVisible() and one is not dialog for one in desk.window.findChildren(LabelDialog)))
    again = next(one for one in desk.window.findChildren(LabelDialog) if one.isVisible())
    assert again.preview.size_chosen.key == "a4"
    again.reject()


def test_what_arrived_is_labelled_piece_by_piece_whatever_was_ticked(desk: Desk, tmp_path: Path) -> None:
    cup, pot, ticked = some(desk, "CUP", "POT", "LAMP", price_minor=990)
    supplier = desk.run(add_supplier, SupplierDraft("Kiln 3")).value
    lines = (PurchaseLineDraft(5, cup, price_minor=300), PurchaseLineDraft(2, pot, price_minor=900))
    purchase = desk.run(purchasing.add, PurchaseDraft(supplier, lines)).value
    desk.run(purchasing.order, [purchase])
    bought = desk.ask(purchase_detail, purchase).lines
    desk.run(receive, purchase, [ReceiptEntry(bought[0].id, 3, 1), ReceiptEntry(bought[1].id, 2)])
    page = the_page(desk)
    page.deeds.print_labels([ticked])
    dialog = card(desk, LabelDialog)
    assert [label.code for label in dialog.wanted()] == ["LAMP"]
    arrived = dialog.source.count() - 1
    assert "Kiln 3" in dialog.source.itemText(arrived)
    dialog.source.setCurrentIndex(arrived)
    desk.wait(lambda: [label.code for label in dialog.wanted()] == ["CUP", "CUP", "CUP", "POT", "POT"])
    dialog.spins[cup].setValue(1)
    assert [label.code for label in dialog.wanted()] == ["CUP", "POT", "POT"]
    desk.wait(lambda: dialog.preview.page_count == 3)
    assert dialog.preview.save_to(tmp_path / "arrived.pdf") == 3
    scanned = [codes(as_pillow(picture(sheet))) for sheet in dialog.preview.sheets()]
    assert scanned == [{("Code 128", code)} for code in ("CUP", "POT", "POT")]
    dialog.source.setCurrentIndex(0)
    assert [label.code for label in dialog.wanted()] == ["LAMP"]
    dialog.reject()


def test_the_key_for_printing_makes_labels_of_the_ticked_products(desk: Desk) -> None:
    some(desk, "A", "B")
    page = the_page(desk)
    desk.wait(lambda: page.table.model.summary.count == 2)
    page.table.view.toggle_all()
    desk.wait(lambda: page.table.view.selected_count == 2)
    desk.window.activateWindow()
    desk.wait(desk.window.isActiveWindow)
    QTest.keyClick(desk.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = card(desk, LabelDialog)
    assert [label.code for label in dialog.wanted()] == ["A", "B"]
    dialog.reject()


def test_the_margin_calculator_takes_a_price_apart_and_sets_the_wanted_one(desk: Desk) -> None:
    number = some(desk, "A", price_minor=10000, cost_minor=4000)[0]
    page = the_page(desk)
    page.deeds.open_margin(number)
    dialog = card(desk, MarginDialog)
    for name, typed in (("freight", "5"), ("fee", "5%"), ("ads", "10"), ("target", "40")):
        write(dialog.rows[name], typed)
    dialog.calculate()
    assert dialog.proposed == 10000
    write(dialog.rows["cost"], "45")
    dialog.calculate()
    assert dialog.proposed == 11112
    write(dialog.rows["fee"], "70")
    dialog.calculate()
    assert dialog.proposed is None
    assert dialog.use_button is not None
    assert not dialog.use_button.isEnabled()
    write(dialog.rows["fee"], "x")
    dialog.calculate()
    assert dialog.rows["fee"].problem()
    write(dialog.rows["fee"], "5")
    dialog.calculate()
    dialog.use_button.click()
    desk.wait(lambda: desk.ask(detail, number).draft.price_minor == 11112)
    page.deeds.open_margin()
    again = card(desk, MarginDialog)
    assert again.field_text("target") == "40"
    again.reject()


def test_a_listing_is_written_down_switched_off_and_keeps_its_history(desk: Desk) -> None:
    number = some(desk, "A")[0]
    desk.run(add_channel, "My shop", Platform.TAOBAO)
    page = the_page(desk)
    page.open_detail(number)
    desk.wait(page.detail.isVisible)
    page.deeds.open_listing(number, None)
    dialog = card(desk, ListingDialog)
    write(dialog.rows["price"], "x")
    dialog.save_button.click()
    assert dialog.rows["price"].problem()
    write(dialog.rows["price"], "19.90")
    write(dialog.rows["external_id"], "812345")
    dialog.save_button.click()
    gone(desk, ListingDialog)
    desk.wait(lambda: bool(page.detail.page.listings))
    one = page.detail.page.listings[0]
    assert (one.draft.price_minor, one.draft.external_id, one.draft.state) == (1990, "812345", ListingState.ON_SALE)
    assert page.overview is not None
    desk.wait(lambda: page.overview.counts["on_sale"] == 1)
    page.deeds.switch_listing(one)
    desk.wait(lambda: desk.ask(listings_of, [number])[0].draft.state is ListingState.OFF_SHELF)
    assert desk.ask(listing_history, one.id)[0].new == "off_shelf"
    desk.wait(lambda: page.overview.counts["on_sale"] == 0)
