"""The Products page in a window over a real shop."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.queries import detail, unlinked_codes
from services.types import Filter, TableRequest
from tests.ui.imports.window import TAOBAO_LINES, TAOBAO_ORDERS, Desk
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import open_overlay
from ui.widgets.card import KeyValueRow

EDIT = Qt.ItemDataRole.EditRole


def with_products(desk: Desk, *codes: str) -> list[int]:
    """Some products; their ids."""
    return [desk.run(add_sku, SkuDraft(code, f"Product {code}", cost_minor=100)).value for code in codes]


def shown(desk: Desk, count: int) -> Any:
    """The page, once its table has so many rows."""
    page = desk.page("products")
    desk.wait(lambda: page.table.model.summary is not None and page.table.model.summary.count == count)
    return page


def column_of(page: Any, key: str) -> int:
    """The place of a column in the model."""
    return next(place for place, spec in enumerate(page.table.model.specs) if spec.key == key)


def test_a_product_is_written_down_and_undone(desk: Desk) -> None:
    page = shown(desk, 0)
    page.new_product()
    desk.wait(lambda: page.form is not None)
    for name, value in {"title": "Cup", "code": "CUP-1", "price": "58", "cost": "26.50", "shelf": "A-1"}.items():
        page.form.field(name).setText(value)
    page.form.save_button.click()
    shown(desk, 1)
    desk.wait(lambda: page.table.model.row(0) is not None)
    found = desk.ask(detail, 1)
    assert (found.draft.price_minor, found.draft.cost_minor, found.draft.shelf) == (5800, 2650, "A-1")
    desk.undo()
    shown(desk, 0)


def test_problems_stand_under_their_fields_and_nothing_is_saved(desk: Desk) -> None:
    with_products(desk, "CUP-1")
    page = shown(desk, 1)
    page.new_product()
    desk.wait(lambda: page.form is not None)
    page.form.field("price").setText("12,x")
    page.form.save_button.click()
    assert page.form.rows["title"].problem()
    assert page.form.rows["price"].problem()
    page.form.field("title").setText("Cup")
    page.form.field("price").setText("12")
    page.form.field("code").setText(" cup-1 ")
    page.form.save_button.click()
    desk.wait(lambda: bool(page.form.rows["code"].problem()))
    assert page.form.isVisible()
    assert page.table.model.summary.count == 1
    assert not page.may_leave()
    page.form.reject()
    assert page.may_leave()


def test_shelf_price_and_cost_are_typed_into_the_table(desk: Desk) -> None:
    with_products(desk, "CUP-1")
    page = shown(desk, 1)
    model = page.table.model
    desk.wait(lambda: model.row(0) is not None)
    for key, typed in (("shelf", "B-2"), ("price", "9.90"), ("cost", "4")):
        assert model.setData(model.index(0, column_of(page, key)), typed, EDIT)
        field = "shelf" if key == "shelf" else f"{key}_minor"
        wanted = {"shelf": "B-2", "price": 990, "cost": 400}[key]
        desk.wait(partial(lambda name, value: getattr(desk.ask(detail, 1).draft, name) == value, field, wanted))
    assert desk.ask(detail, 1).draft.title == "Product CUP-1"
    desk.undo()
    assert desk.ask(detail, 1).draft.cost_minor == 100


def _asked(desk: Desk) -> Dialog:
    desk.wait(lambda: isinstance(open_overlay(desk.window), Dialog))
    found = open_overlay(desk.window)
    assert isinstance(found, Dialog)
    return found


def test_prices_copied_in_a_spreadsheet_are_pasted_as_one_step(desk: Desk) -> None:
    with_products(desk, "A", "B", "C")
    page = shown(desk, 3)
    view, model = page.table.view, page.table.model
    desk.wait(lambda: model.row(2) is not None)
    view.setCurrentIndex(model.index(0, column_of(page, "price")))
    view.pasted.emit([["soon"], ["2"]])
    _asked(desk).reject()
    view.pasted.emit([["9.90", "4"], ["8.80", ""], ["7", "3"]])
    question = _asked(desk)
    assert "6 pasted values" in question.title.text()
    question.accept()

    def drafts() -> list[Any]:
        return [desk.ask(detail, number).draft for number in (1, 2, 3)]

    desk.wait(lambda: [one.price_minor for one in drafts()] == [990, 880, 700])
    assert [one.cost_minor for one in drafts()] == [400, None, 300]
    desk.undo()
    assert [one.cost_minor for one in drafts()] == [100, 100, 100]


def test_the_question_names_product_and_column_and_counts_what_changes(desk: Desk) -> None:
    with_products(desk, "A", "B")
    page = shown(desk, 2)
    view, model = page.table.view, page.table.model
    desk.wait(lambda: model.row(1) is not None)
    view.setCurrentIndex(model.index(0, column_of(page, "price")))
    view.pasted.emit([["9.90", "1"], ["", "4"]])
    question = _asked(desk)
    assert "2 pasted values" in question.title.text()
    assert [row.name.text() for row in question.findChildren(KeyValueRow)] == ["A · Price", "B · Cost"]
    question.accept()
    desk.wait(lambda: any("Paste 2 values" in one for one in desk.shown()))


def test_tabs_show_what_is_missing(desk: Desk) -> None:
    with_products(desk, "A", "B")
    desk.run(add_sku, SkuDraft("C", "No cost", shelf="A-1"))
    page = shown(desk, 3)
    page.table._tab_chosen("no_cost")
    desk.wait(lambda: page.table.model.summary is not None and page.table.model.summary.count == 1)
    page.table.open(TableRequest(filters=(Filter("missing", "in", ("shelf",)),)))
    desk.wait(lambda: page.table.model.summary is not None and page.table.model.summary.count == 2)


def test_products_are_archived_brought_back_and_deleted(desk: Desk) -> None:
    ids = with_products(desk, "A", "B")
    page = shown(desk, 2)
    page.deeds.archive([ids[0]])
    shown(desk, 1)
    page.deeds.restore([ids[0]])
    shown(desk, 2)
    page.deeds.delete(ids)
    shown(desk, 0)
    desk.undo()
    shown(desk, 2)


def test_ticked_products_are_archived_together(desk: Desk) -> None:
    with_products(desk, "A", "B")
    page = shown(desk, 2)
    page.table.view.toggle_all()
    desk.wait(page.bulk.isVisible)
    page._with_ticked(page.deeds.archive)
    shown(desk, 0)


def test_products_are_created_from_the_codes_of_orders(desk: Desk) -> None:
    desk.imported(TAOBAO_ORDERS, TAOBAO_LINES).accept()
    page = desk.page("products")
    page.opened(view="unlinked")
    desk.wait(lambda: len(page.unlinked.codes) > 2)
    page.unlinked.create_products(page.unlinked.codes[:1])
    before = len(page.unlinked.codes)
    desk.wait(lambda: len(page.unlinked.codes) == before - 1)
    page.unlinked.create_all.click()
    desk.wait(lambda: not page.unlinked.codes)
    assert page.unlinked.stack.currentWidget() is page.unlinked.empty
    desk.undo()
    desk.wait(lambda: len(page.unlinked.codes) == before - 1)


def test_a_code_is_linked_with_a_quantity_and_undone(desk: Desk) -> None:
    ids = with_products(desk, "OWN-1")
    desk.imported(TAOBAO_ORDERS, TAOBAO_LINES).accept()
    page = desk.page("products")
    desk.wait(lambda: bool(page.unlinked.codes))
    code = page.unlinked.codes[0]
    dialog = page.unlinked.link_codes([code])
    dialog.search.setText("own")
    desk.wait(lambda: len(dialog.found.list.rows) == 1)
    dialog.found.selectRow(0)
    dialog.pieces[0].setValue(3)
    dialog.link_button.click()
    desk.wait(lambda: code not in page.unlinked.codes)
    aliases = desk.ask(detail, ids[0]).aliases
    assert [(one.code, one.quantity) for one in aliases] == [(code.code, 3)]
    desk.undo()
    assert code.code in {one.code for one in desk.ask(unlinked_codes)}


def test_several_codes_are_linked_at_once_as_one_step(desk: Desk) -> None:
    ids = with_products(desk, "OWN-1")
    desk.imported(TAOBAO_ORDERS, TAOBAO_LINES).accept()
    page = desk.page("products")
    desk.wait(lambda: len(page.unlinked.codes) > 1)
    before = len(page.unlinked.codes)
    dialog = page.unlinked.link_codes(page.unlinked.codes[:2])
    dialog.search.setText("Product OWN")
    desk.wait(lambda: len(dialog.found.list.rows) == 1)
    dialog.found.selectRow(0)
    dialog.link()
    desk.wait(lambda: len(page.unlinked.codes) == before - 2)
    assert len(desk.ask(detail, ids[0]).aliases) == 2
    desk.undo()
    assert len(desk.ask(detail, ids[0]).aliases) == 0


def test_exported_products_import_again_unchanged(desk: Desk, tmp_path: Path) -> None:
    desk.run(add_sku, SkuDraft("A", "Cup", "white", "690", "mugs", "pc", "A-1", 123456, 5050, 320, "fragile"))
    page = shown(desk, 1)
    out = tmp_path / "products.xlsx"
    page.deeds.export_to(page.table.request, out)
    desk.wait(out.exists)
    dialog = desk.preview(out)
    assert dialog.preview.view.counts["same"] == 1
    assert dialog.preview.plan.is_empty


def test_a_product_workbook_changes_what_it_says(desk: Desk, tmp_path: Path) -> None:
    with_products(desk, "A")
    path = tmp_path / "products.csv"
    path.write_text("Code,Title,Price,Cost\nA,Product A,12.00,3.00\nB,New one,5.00,\n", encoding="utf-8")
    report = desk.imported(path)
    figures = {words: figure.text() for words, figure in report.tiles.figures.items()}
    assert (figures["New"], figures["Changed"]) == ("1", "1")
    report.accept()
    assert desk.ask(detail, 1).draft.cost_minor == 300


def test_the_panel_shows_one_product(desk: Desk) -> None:
    ids = with_products(desk, "A")
    page = shown(desk, 1)
    page.open_detail(ids[0])
    desk.wait(page.detail.isVisible)
    assert page.detail.title.text() == "A"
    page.detail.archive_button.click()
    desk.wait(lambda: page.detail.shown.is_archived)
