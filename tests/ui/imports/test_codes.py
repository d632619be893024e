"""Codes nobody knows are linked or created in the preview, with the import that brings them."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.queries import detail, unlinked_codes
from tests.ui.imports.window import TAOBAO_LINES, TAOBAO_ORDERS, Desk
from ui.widgets.text import Text


def test_all_codes_are_created_with_the_import_and_taken_back_with_it(desk: Desk) -> None:
    dialog = desk.preview(TAOBAO_ORDERS, TAOBAO_LINES)
    before = desk.rows()
    assert dialog.preview_page.codes_button.isVisible()
    codes = dialog.preview_page.decide_codes()
    desk.wait(codes.isVisible)
    codes.all_button.click()
    codes.use()
    assert desk.rows() == before, "nothing is written before the import is"
    report = desk.apply(dialog)
    assert report.codes == ()
    assert desk.ask(unlinked_codes) == ()
    report.undo_import()
    desk.wait(lambda: desk.rows() == before)


def test_a_code_is_linked_to_a_product_before_anything_is_written(desk: Desk) -> None:
    sku_id = desk.run(add_sku, SkuDraft(code="OWN-1", title="Our candle")).value
    dialog = desk.preview(TAOBAO_ORDERS, TAOBAO_LINES)
    codes = dialog.preview_page.decide_codes()
    first = codes.table.list.rows[0]
    assert not codes.link_button.isEnabled()
    codes.table.selectRow(0)
    pick = codes.pick()
    pick.finder.search.setText("own-1")
    desk.wait(lambda: len(pick.finder.found.list.rows) == 1)
    assert pick.finder.found.list.selection.is_single
    pick.finder.found.selectRow(0)
    pick.pieces.setValue(2)
    pick.link_button.click()
    codes.use()
    assert "1" in dialog.preview_page.codes_button.text()
    report = desk.apply(dialog)
    desk.wait(lambda: bool(report.codes))
    assert first.code not in {one.code for one in report.codes}
    assert [(one.code, one.quantity) for one in desk.ask(detail, sku_id).aliases] == [(first.code, 2)]


def test_a_search_that_finds_no_product_says_what_to_do(desk: Desk) -> None:
    dialog = desk.preview(TAOBAO_ORDERS, TAOBAO_LINES)
    codes = dialog.preview_page.decide_codes()
    codes.table.selectRow(0)
    pick = codes.pick()
    pick.finder.search.setText("nothing of the kind")
    desk.wait(lambda: any("choose “Create”" in words for words in said_in(pick)))
    pick.finder.search.setText("")
    desk.wait(pick.finder.found.isVisible)


def said_in(widget: QWidget) -> list[str]:
    return [one.text() for one in widget.findChildren(Text) if one.isVisible()]


def test_a_decision_can_be_left_open_again_and_cancelled(desk: Desk) -> None:
    dialog = desk.preview(TAOBAO_ORDERS, TAOBAO_LINES)
    codes = dialog.preview_page.decide_codes()
    codes.create_all()
    codes.table.selectRow(0)
    codes.leave_open()
    codes.escape()
    assert dialog.preview_page.choices() == []
    codes = dialog.preview_page.decide_codes()
    codes.create_all()
    codes.table.selectRow(0)
    codes.leave_open()
    codes.use()
    assert len(dialog.preview_page.choices()) == len(dialog.preview.codes) - 1
