"""The product form in a window over a real shop: options, variants, bundles, suppliers, own fields, errors in place."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from services.catalog.bundles import parts_of
from services.catalog.commands import add_sku
from services.catalog.custom_fields import CustomField, FieldKind, custom_fields, define_fields
from services.catalog.drafts import Axis, SkuDraft
from services.catalog.form_data import form_data
from services.catalog.prices import price_history
from services.catalog.queries import detail
from services.purchasing.suppliers import SupplierDraft, add_supplier
from tests.ui.imports.window import Desk
from tests.ui.sure import focused, there
from ui.dialogs.overlay import open_overlay
from ui.dialogs.own_fields import OwnFieldsDialog
from ui.pages.products.form import ProductForm


def opened(desk: Desk, sku_id: int | None = None) -> tuple[Any, ProductForm]:
    """The page, and the form of a product (a new one where none is named)."""
    page = desk.page("products")
    desk.wait(lambda: page.overview is not None)
    page.new_product() if sku_id is None else page.edit(sku_id)
    desk.wait(lambda: page.form is not None)
    return page, page.form


def saved(desk: Desk, page: Any, form: ProductForm) -> None:
    """Press Save and wait until the form is gone."""
    form.save_button.click()
    desk.wait(lambda: page.form is None)


def with_options(form: ProductForm, *axes: Axis) -> None:
    """Type options into the form."""
    for axis in axes:
        form.axes.add(axis)
    form.axes.changed.emit()


def codes(form: ProductForm) -> list[str]:
    return [row.texts["code"] for row in form.variants.rows]


def test_options_make_the_variants_and_all_are_saved_in_one_step(desk: Desk) -> None:
    page, form = opened(desk)
    form.field("title").setText("T-shirt")
    form.field("code").setText("TS")
    form.field("price").setText("59")
    with_options(form, Axis("Colour", ("red", "blue")), Axis("Size", ("S", "M")))
    assert codes(form) == ["TS", "TS-red-M", "TS-blue-S", "TS-blue-M"]
    assert [row.texts["variant"] for row in form.variants.rows] == ["red / S", "red / M", "blue / S", "blue / M"]
    assert {row.texts["price"] for row in form.variants.rows} == {"59"}
    form.grid.go_to(3, "price")
    form.grid.texts.setData(form.grid.currentIndex(), "65")
    assert form.field("price").text() == "65"
    saved(desk, page, form)
    draft = desk.ask(form_data, 1).draft
    assert draft is not None
    assert draft.axes == (Axis("Colour", ("red", "blue")), Axis("Size", ("S", "M")))
    assert [(one.options, one.price_minor) for one in draft.skus] == [
        (("red", "S"), 5900), (("red", "M"), 5900), (("blue", "S"), 5900), (("blue", "M"), 6500),
    ]  # fmt: skip
    desk.undo()
    desk.wait(lambda: page.overview.counts["all"] == 0)


def test_a_renamed_value_keeps_its_variant_and_a_removed_one_waits_in_sight(desk: Desk) -> None:
    page, form = opened(desk)
    form.field("title").setText("Cup")
    form.field("code").setText("CUP")
    with_options(form, Axis("Colour", ("red", "blue")))
    saved(desk, page, form)
    page, form = opened(desk, 1)
    ids = [row.id for row in form.variants.rows]
    form.axes.rows[0].values.setText("crimson, blue")
    form.axes.changed.emit()
    assert [row.id for row in form.variants.rows] == ids
    assert form.variants.rows[0].texts["variant"] == "crimson"
    form.axes.rows[0].values.setText("crimson")
    form.axes.changed.emit()
    desk.wait(form.gone.isVisible)
    form.axes.rows[0].values.setText("crimson, blue")
    form.axes.changed.emit()
    assert [row.id for row in form.variants.rows] == ids
    assert not form.gone.isVisible()
    form.reject()


def test_variants_that_had_only_names_become_options(desk: Desk) -> None:
    for code, name in (("C-1", "white"), ("C-2", "blue")):
        desk.run(add_sku, SkuDraft(code, "Cup", name))
    page, form = opened(desk, 2)
    assert form.field("code").text() == "C-2"
    form.axes.more.click()
    row = form.axes.rows[0]
    assert row.values.text() == "white, blue"
    row.name.setText("Colour")
    row.name.editingFinished.emit()
    assert codes(form) == ["C-1", "C-2"]
    saved(desk, page, form)
    draft = desk.ask(form_data, 1).draft
    assert draft is not None
    assert [(one.id, one.options) for one in draft.skus] == [(1, ("white",)), (2, ("blue",))]


def test_a_code_that_is_taken_is_refused_at_its_field_with_whose_it_is(desk: Desk) -> None:
    desk.run(add_sku, SkuDraft("MUG-1", "Mug"))
    page, form = opened(desk)
    form.field("title").setText("Cup")
    form.field("code").setText("CUP")
    with_options(form, Axis("Colour", ("red", "blue")))
    form.grid.go_to(1, "code")
    form.grid.texts.setData(form.grid.currentIndex(), "mug-1")
    form.grid.go_to(0)
    form.save_button.click()
    desk.wait(lambda: bool(form.rows["code"].problem()))
    assert form.current == 1
    assert "Mug" in form.rows["code"].problem()
    assert form.save_button.isEnabled()
    assert desk.ask(form_data).draft is None
    assert page.overview.counts["all"] == 1
    form.reject()


def test_a_bundle_gets_its_parts_and_a_circle_is_refused_at_them(desk: Desk) -> None:
    tea, cup = (desk.run(add_sku, SkuDraft(code, code, cost_minor=100)).value for code in ("TEA", "CUP"))
    page, form = opened(desk)
    form.field("title").setText("Gift box")
    form.field("code").setText("BOX")
    for number in (tea, cup, cup):
        form.parts.finder.pick(number)
        desk.wait(partial(form.parts.spins.__contains__, number))
    assert "3.00" in form.parts.sum.text()
    saved(desk, page, form)
    box = desk.ask(form_data, 3).sku_id
    assert [(one.code, one.quantity) for one in desk.ask(parts_of, box)] == [("TEA", 1), ("CUP", 2)]
    page, form = opened(desk, tea)
    form.parts.finder.pick(box)
    desk.wait(lambda: box in form.parts.spins)
    form.save_button.click()
    desk.wait(form.parts.problem.isVisible)
    assert "BOX" in form.parts.problem.text()
    assert desk.ask(parts_of, tea) == ()
    form.reject()


def test_suppliers_of_a_variant_are_kept_in_their_order(desk: Desk) -> None:
    for name in ("North", "South"):
        desk.run(add_supplier, SupplierDraft(name))
    number = desk.run(add_sku, SkuDraft("A", "Cup")).value
    page, form = opened(desk, number)
    form.offers.more.click()
    form.offers.more.click()
    first, second = form.offers.rows
    assert first.supplier.currentText() != second.supplier.currentText()
    first.fields["price"].setText("1x")
    form.save_button.click()
    assert form.offers.problem.isVisible()
    first.fields["price"].setText("12.50")
    first.fields["code"].setText("N-77")
    saved(desk, page, form)
    draft = desk.ask(form_data, number).draft
    assert draft is not None
    assert [(one.code, one.price_minor) for one in draft.skus[0].offers] == [("N-77", 1250), (None, None)]


def test_own_fields_are_checked_by_their_kind(desk: Desk) -> None:
    desk.run(define_fields, [CustomField("", "Material", FieldKind.TEXT), CustomField("", "Pages", FieldKind.NUMBER)])
    page, form = opened(desk)
    form.field("title").setText("Notebook")
    form.field("code").setText("NB")
    keys = list(form.custom.rows)
    form.custom.rows[keys[0]].field.setText("paper")  # type: ignore[attr-defined]
    form.custom.rows[keys[1]].field.setText("many")  # type: ignore[attr-defined]
    form.save_button.click()
    assert form.custom.rows[keys[1]].problem()
    form.custom.rows[keys[1]].field.setText("96")  # type: ignore[attr-defined]
    saved(desk, page, form)
    draft = desk.ask(form_data, 1).draft
    assert draft is not None
    assert dict(draft.custom) == {keys[0]: "paper", keys[1]: 96}


def test_own_fields_are_defined_from_the_form_and_what_was_typed_stays(desk: Desk) -> None:
    page, form = opened(desk)
    form.field("title").setText("Notebook")
    form.field("code").setText("NB")
    form.custom.change.click()
    dialog = own_fields_dialog(desk)
    dialog.rows[0].name.setText("Material")
    second = dialog.add_new()
    second.name.setText("Binding")
    second.kind.setCurrentIndex(second.kind.findData(FieldKind.CHOICE))
    dialog.save_button.click()
    desk.wait(lambda: bool(second.problem()))
    assert desk.ask(custom_fields) == ()
    second.choices.setText("glued, sewn")
    second.up.click()
    dialog.save_button.click()
    desk.wait(lambda: len(form.custom.rows) == 2)
    assert [one.name for one in desk.ask(custom_fields)] == ["Binding", "Material"]
    assert form.is_dirty()
    binding, material = form.custom.rows.values()
    material.field.setText("paper")  # type: ignore[attr-defined]
    binding.field.setCurrentIndex(2)  # type: ignore[attr-defined]
    form.custom.change.click()
    dialog = own_fields_dialog(desk)
    dialog.add_new().name.setText("Pages")
    dialog.save_button.click()
    desk.wait(lambda: len(form.custom.rows) == 3)
    saved(desk, page, form)
    draft = desk.ask(form_data, 1).draft
    assert draft is not None
    assert dict(draft.custom) == {"f1": "sewn", "f2": "paper"}


def test_a_field_taken_away_is_not_shown_and_undo_brings_it_back_with_its_value(desk: Desk) -> None:
    desk.run(define_fields, [CustomField("", "Material", FieldKind.TEXT)])
    page, form = opened(desk)
    form.field("title").setText("Notebook")
    form.field("code").setText("NB")
    form.custom.rows["f1"].field.setText("paper")  # type: ignore[attr-defined]
    saved(desk, page, form)
    page, form = opened(desk, 1)
    form.custom.change.click()
    dialog = own_fields_dialog(desk)
    assert not dialog.rows[0].kind.isEnabled()
    dialog.rows[0].remove.click()
    dialog.save_button.click()
    desk.wait(lambda: not form.custom.rows)
    form.field("title").setText("Exercise book")
    saved(desk, page, form)
    desk.undo()
    desk.undo()
    _page, form = opened(desk, 1)
    assert form.custom.rows["f1"].field.text() == "paper"  # type: ignore[attr-defined]


def own_fields_dialog(desk: Desk) -> OwnFieldsDialog:
    """The window of own fields, once it is open."""

    def found() -> list[OwnFieldsDialog]:
        return [one for one in desk.window.findChildren(OwnFieldsDialog) if one.isVisible()]

    desk.wait(lambda: bool(found()))
    return found()[0]


def test_a_new_price_may_have_a_reason_that_the_history_keeps(desk: Desk) -> None:
    number = desk.run(add_sku, SkuDraft("A", "Cup", price_minor=1000)).value
    page, form = opened(desk, number)
    assert not form.rows["reason"].isVisible()
    form.field("price").setText("12")
    assert form.rows["reason"].isVisible()
    form.field("reason").setText("new glaze")
    saved(desk, page, form)
    assert desk.ask(price_history, number)[0].reason == "new glaze"


def test_enter_goes_on_to_the_next_field_and_only_a_changed_form_asks_before_it_closes(desk: Desk) -> None:
    page, form = opened(desk)
    assert not form.is_dirty()
    form.field("code").setFocus()
    QTest.keyClicks(form.field("code"), "6901")
    QTest.keyClick(form.field("code"), Qt.Key.Key_Return)
    assert page.form is form
    assert not form.field("code").hasFocus()
    assert form.is_dirty()
    assert not page.may_leave()
    form.reject()
    assert page.may_leave()


def test_keys_meant_to_save_do_not_throw_away_what_was_typed(desk: Desk) -> None:
    page, form = opened(desk)
    QTest.keyClicks(form.field("title"), "Cup")
    QTest.keyClick(form.field("title"), Qt.Key.Key_Escape)
    question = there(open_overlay(desk.window))
    assert question is not form
    QTest.keyClick(there(question.focusWidget()), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert open_overlay(desk.window) is question
    QTest.keyClick(there(question.focusWidget()), Qt.Key.Key_Return)
    assert open_overlay(desk.window) is form
    assert (page.form, form.field("title").text()) == (form, "Cup")
    form.reject()


def test_saving_by_key_keeps_what_is_being_typed_into_a_cell(desk: Desk) -> None:
    page, form = opened(desk)
    form.field("title").setText("Cup")
    form.field("code").setText("CUP")
    with_options(form, Axis("Colour", ("red", "blue")))
    form.grid.go_to(1, "price")
    form.grid.setFocus()
    QTest.keyClicks(form.grid, "6")
    QTest.keyClicks(focused(), "5")
    QTest.keyClick(focused(), Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    desk.wait(lambda: page.form is None)
    draft = desk.ask(form_data, 1).draft
    assert draft is not None
    assert [one.price_minor for one in draft.skus] == [None, 6500]


def test_the_table_of_variants_takes_a_pasted_block_and_fills_down(desk: Desk) -> None:
    _page, form = opened(desk)
    form.field("title").setText("Cup")
    form.field("code").setText("CUP")
    with_options(form, Axis("Colour", ("red", "blue", "green")))
    form.grid.go_to(0, "price")
    QApplication.clipboard().setText("10\t4\n11\t5\n")
    form.grid.setFocus()
    QTest.keyClick(form.grid, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [(row.texts["price"], row.texts["cost"]) for row in form.variants.rows] == [
        ("10", "4"),
        ("11", "5"),
        ("", ""),
    ]
    form.grid.go_to(1, "cost")
    form.grid.fill_down()
    assert form.variants.rows[2].texts["cost"] == "5"
    form.grid.go_to(0, "code")
    form.grid.fill_down()
    assert len(set(codes(form))) == 3
    form.reject()


def test_a_category_is_picked_from_the_tree(desk: Desk) -> None:
    desk.run(add_sku, SkuDraft("A", "Cup", category="Home > Cups"))
    page, form = opened(desk)
    tree = form.category.open_tree()
    top = tree.tree.topLevelItem(0)
    assert top is not None
    assert (top.text(0), there(top.child(0)).text(0)) == ("Home", "Cups")
    tree.tree.itemActivated.emit(top.child(0), 0)
    assert form.category.text() == "Home > Cups"
    form.field("title").setText("Mug")
    form.field("code").setText("M")
    form.field("tags").setText("new, gift; new")
    saved(desk, page, form)
    draft = desk.ask(form_data, 2).draft
    assert draft is not None
    assert (draft.category, draft.tags) == ("Home > Cups", ("new", "gift"))


def test_several_barcodes_stand_in_one_field(desk: Desk) -> None:
    page, form = opened(desk)
    form.field("title").setText("Cup")
    form.field("code").setText("CUP")
    form.field("barcodes").setText("6901234567892, 111 222")
    saved(desk, page, form)
    draft = desk.ask(detail, 1).draft
    assert (draft.barcode, draft.more_barcodes) == ("6901234567892", ("111", "222"))
