"""Importing through the window: real files, a real shop, nothing replaced."""

from __future__ import annotations

import csv
import shutil
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import select

from services import clock
from services.catalog.queries import unlinked_codes
from services.importing.queries import past_imports, waiting_count, waiting_rows
from services.orders import commands as orders
from services.orders.queries import ORDERS
from services.round_trip.templates import SAMPLES
from tests.services.importing.making import TAOBAO, csv_file, gbk_path, order_row
from tests.ui.imports.window import FORMATS, TAOBAO_LINES, TAOBAO_ORDERS, Desk
from tests.ui.sure import focused, of, write
from ui.actions import ActionSpec
from ui.dialogs.import_dialog import ImportDialog
from ui.dialogs.import_files import FileRow
from ui.dialogs.import_patch import PatchDialog
from ui.dialogs.overlay import Overlay
from ui.widgets.buttons import PrimaryButton
from ui.widgets.text import Text
from ui.widgets.toast import Toast


def order_numbers(desk: Desk) -> dict[str, str]:
    """Order number → status of everything in the shop."""
    columns = [ORDERS.column("external_no").expression, ORDERS.column("status").expression]
    return dict(desk.ask(lambda connection: {row[0]: str(row[1]) for row in connection.execute(select(*columns))}))


def taobao(path: Path, *rows: list[str]) -> Path:
    """A Taobao order list with these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([TAOBAO, *rows])
    return path


@pytest.mark.parametrize("turned", [False, True], ids=["orders first", "items first"])
def test_two_files_of_a_platform_join_in_either_order(desk: Desk, turned: bool) -> None:
    files = [TAOBAO_ORDERS, TAOBAO_LINES]
    report = desk.imported(*(reversed(files) if turned else files))
    figures = {words: figure.text() for words, figure in report.tiles.figures.items()}
    assert figures["New"] != "0"
    assert len(desk.ask(past_imports)) == 2
    assert set(order_numbers(desk)) >= {"2601150000000000101", "2601150000000000202"}


def test_the_same_files_again_change_nothing_and_it_is_said(desk: Desk) -> None:
    desk.imported(TAOBAO_ORDERS, TAOBAO_LINES).accept()
    before = desk.rows()
    dialog = desk.preview(TAOBAO_ORDERS, TAOBAO_LINES)
    assert "Nothing changed" in dialog.preview_page.note.text()
    assert not dialog.import_button.isEnabled()
    assert dialog.leave.text() == "Close"
    dialog.reject()
    assert desk.rows() == before


def test_the_report_takes_the_import_back_with_one_click(desk: Desk) -> None:
    before = desk.rows()
    report = desk.imported(TAOBAO_ORDERS, TAOBAO_LINES)
    report.undo_button.click()
    desk.wait(lambda: not desk.overlays())
    assert desk.rows() == before


def test_the_report_leads_to_the_new_orders(desk: Desk, tmp_path: Path) -> None:
    report = desk.imported(taobao(tmp_path / "t.csv", order_row("A1"), order_row("A2")))
    report.show_orders()
    wanted = desk.asked_orders()
    assert len(wanted["order_ids"]) == 2


def test_the_import_has_the_keyboard_from_the_first_moment(desk: Desk) -> None:
    desk.window.activateWindow()
    page = desk.page("import")
    desk.window.files_dropped.emit([TAOBAO_ORDERS])
    desk.wait(lambda: bool(desk.overlays()))
    desk.wait(lambda: (focus := QApplication.focusWidget()) is not None and keyboard_of(focus) is desk.overlays()[0])
    desk.wait(lambda: page.dialog.preview is not None and page.dialog.import_button.isEnabled())
    dialog = of(ImportDialog, page.dialog)
    assert keyboard_of(focused()) is dialog
    desk.wait(dialog.import_button.hasFocus)  # where Enter is pressed can be seen
    desk.qtbot.keyClick(dialog.import_button, Qt.Key.Key_Escape)
    desk.wait(lambda: not desk.overlays())


def keyboard_of(focus: QWidget) -> QWidget:
    """The card the keyboard is in."""
    around = focus.parentWidget()
    return focus if isinstance(focus, Overlay) or around is None else keyboard_of(around)


def test_what_is_odd_about_several_files_is_told_once_or_by_name(desk: Desk, shared_data: Path) -> None:
    bills = [
        shared_data / "alipay" / "example-alipay-records.csv",
        shared_data / "wechatpay" / "example-wechat-records.csv",
    ]
    orders = [shared_data / "taobao" / f"Export{name}_2017_toyshop.csv" for name in ("OrderList", "OrderDetailList")]
    report = desk.imported(*bills, *orders)
    told = [text for text in (label.text() for label in report.findChildren(Text)) if text.startswith("\u26a0")]
    assert sum("3,928" in one for one in told) == 1
    assert [one.partition(": ")[0] for one in told[1:]] == [f"\u26a0 {one.name}" for one in bills]


@pytest.mark.exhaustive
def test_the_report_is_as_high_as_its_rows_names_them_and_scrolls_from_some_on(desk: Desk, tmp_path: Path) -> None:
    bad = [order_row(f"B{number}", 买家实际支付金额=f"{number}元x") for number in range(1, 9)]
    report = desk.imported(taobao(tmp_path / "one.csv", order_row("A1"), bad[0]))
    desk.wait(lambda: len(report.lines) == 1)
    assert report.lines[0].detail.text() == "买家实际支付金额 1元x"
    desk.wait(lambda: report._area.height() < 80)
    low = report.card.height()
    report.accept()
    report = desk.imported(taobao(tmp_path / "many.csv", order_row("A2"), *bad[1:]))
    desk.wait(lambda: len(report.lines) == 7 and report._area.height() > 200)
    assert report._area.verticalScrollBar().maximum() > 0
    assert low < report.card.height() < desk.window.height()


def test_after_tracking_numbers_the_ship_file_is_one_click_away(desk: Desk, tmp_path: Path) -> None:
    desk.imported(taobao(tmp_path / "t.csv", order_row("A1", 订单状态="买家已付款,等待卖家发货", 物流单号=""))).accept()
    asked: list[str] = []
    spec = ActionSpec("orders.ship_file", "Write a ship file", lambda: asked.append("ship file"), scope="orders")
    desk.window.registry.add(spec)
    sheet = tmp_path / "numbers.csv"
    sheet.write_text("订单编号,物流公司,物流单号\nA1,中通快递,75312345678901\n", encoding="utf-8")
    report = desk.imported(sheet)
    button = next(one for one in report.findChildren(PrimaryButton) if one.text() == "Write a ship file")
    button.click()
    assert desk.asked_orders() == {"view": "shipped"}
    assert asked == ["ship file"]


def test_a_bad_row_waits_is_corrected_and_only_it_is_tried_again(desk: Desk, tmp_path: Path) -> None:
    file = taobao(tmp_path / "t.csv", order_row("A1"), order_row("A2", 买家实际支付金额="99元x2"))
    report = desk.imported(file)
    desk.wait(lambda: len(report.waiting) == 1)
    assert set(order_numbers(desk)) == {"A1"}
    file.unlink()
    fixing = report.fix(report.waiting[0])
    assert fixing.fields["买家实际支付金额"].problem()
    fixing.retry()
    desk.wait(fixing.retry_button.isEnabled)
    assert "99元x2" in fixing.fields["买家实际支付金额"].problem()
    assert not fixing.problem.isVisible()
    write(fixing.fields["买家实际支付金额"], "198.00")
    fixing.retry()
    desk.wait(lambda: not report.waiting)
    assert set(order_numbers(desk)) == {"A1", "A2"}
    assert desk.ask(waiting_count) == 0
    desk.undo()
    assert set(order_numbers(desk)) == {"A1"}
    assert desk.ask(waiting_count) == 1


def test_an_items_row_that_waits_for_another_goes_in_with_it(desk: Desk, tmp_path: Path) -> None:
    headers = ["子订单编号", "主订单编号", "标题", "价格", "购买数量", "商家编码", "商品属性", "订单状态"]
    rows = [
        ["L1", "M1", "cup", "5.00", "1", "CUP", "", "交易成功"],
        ["L2", "M1", "box", "5.00", "many", "BOX", "", "交易成功"],
        ["L3", "M2", "box", "5.00", "1", "BOX", "", "交易成功"],
    ]
    with (tmp_path / "lines.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([headers, *rows])
    report = desk.imported(tmp_path / "lines.csv")
    desk.wait(lambda: len(report.waiting) == 2)
    assert len([line for line in report.lines if line.where.text().startswith("Row")]) == 1
    culprit = next(row for row in report.waiting if row.waits_for is None)
    fixing = report.fix(culprit)
    write(fixing.fields["购买数量"], "2")
    fixing.retry()
    desk.wait(lambda: not report.waiting)
    assert set(order_numbers(desk)) == {"M1", "M2"}


def test_waiting_rows_stay_on_the_import_page_and_can_be_put_aside(desk: Desk, tmp_path: Path) -> None:
    desk.imported(taobao(tmp_path / "t.csv", order_row("A1"), order_row("A2", 总金额="?"))).accept()
    page = desk.page("import")
    desk.wait(lambda: len(page.table.list.rows) == 1)
    page.open_import(page.table.list.rows[0])
    desk.wait(lambda: page.report is not None and len(page.report.waiting) == 1)
    page.report.lines[0].dismiss.click()
    desk.wait(lambda: not page.report.waiting)
    assert desk.ask(waiting_count) == 0


def test_exported_rows_can_be_corrected_and_imported(desk: Desk, tmp_path: Path) -> None:
    import openpyxl

    file = taobao(tmp_path / "t.csv", order_row("A1"), order_row("A2", 总金额="?"))
    report = desk.imported(file)
    desk.wait(lambda: len(report.waiting) == 1)
    out = tmp_path / "to correct.xlsx"
    report.export_to(out)
    desk.wait(out.exists)
    book = openpyxl.load_workbook(out)
    sheet = book.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings[: len(TAOBAO)] == TAOBAO
    assert "?" in str(sheet.cell(2, len(headings)).value)
    sheet.cell(2, headings.index("总金额") + 1).value = "10.00"
    book.save(out)
    report.accept()
    desk.imported(out)
    assert set(order_numbers(desk)) == {"A1", "A2"}


def test_cancelling_while_reading_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    big = taobao(tmp_path / "big.csv", *(order_row(f"N{number:06}") for number in range(60_000)))
    before = desk.rows()
    page = desk.page("import")
    desk.window.files_dropped.emit([big])
    desk.wait(lambda: page.dialog is not None and page.dialog.isVisible())
    page.dialog.progress.cancel.click()
    desk.wait(lambda: not desk.overlays())
    assert desk.rows() == before


def test_cancelling_while_writing_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    big = taobao(tmp_path / "big.csv", *(order_row(f"N{number:06}") for number in range(20_000)))
    before = desk.rows()
    dialog = desk.preview(big)
    dialog.apply()
    dialog.progress.cancel.click()
    desk.wait(lambda: dialog.preview is not None and dialog.pages.currentWidget() is dialog.preview_page, 60)
    assert dialog.report is None
    assert desk.rows() == before


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + bytes(64), b"PK\x03\x04broken"], ids=str)
def test_a_file_that_cannot_be_used_is_said_and_stops_no_other(desk: Desk, tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(content)
    good = taobao(tmp_path / "good.csv", order_row("A1"))
    dialog = desk.preview(bad, good)
    row: FileRow = dialog.preview_page.files.rows[bad]
    assert "bad.xlsx" in row.what.text()
    assert "Nothing was imported" in row.what.text()
    desk.apply(dialog)
    assert set(order_numbers(desk)) == {"A1"}


def test_hostile_and_locked_files_are_refused_with_a_sentence(desk: Desk, shared_data: Path) -> None:
    found = sorted((shared_data / "nasty").iterdir())
    names = [path for path in found if "password" in path.name or "bomb" in path.name]
    if not names:
        pytest.skip("the samples have no such file")
    page = desk.page("import")
    desk.window.files_dropped.emit(names)
    desk.wait(lambda: page.dialog is not None and bool(page.dialog.preview_page.files.rows), 60)
    assert not page.dialog.import_button.isEnabled()
    assert page.dialog.leave.text() == "Close", "there is nothing to cancel"
    for row in page.dialog.preview_page.files.rows.values():
        assert row.what.text()
        assert row.advice.isVisible()
        assert row.advice.text() == str(row.file.error.advice)
        assert row.file.staged is None


def with_note(path: Path, note: str) -> Path:
    """An order list with one order and the seller's note on it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([[*TAOBAO, "订单备注"], [*order_row("A1"), note]])
    return path


def test_a_conflict_keeps_mine_unless_the_file_is_chosen(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    desk.imported(with_note(file, "from the platform")).accept()
    desk.run(orders.set_note, [1], "mine")
    dialog = desk.preview(with_note(file, "changed on the platform"))
    entry = dialog.preview.view.of("conflict")[0]
    assert dialog.preview_page.changes.take_all.isVisibleTo(dialog)
    assert not dialog.preview_page.changes.table.isColumnHidden(4)
    dialog.preview_page.changes.table.clicked_cell.emit(entry, 4)
    desk.wait(lambda: dialog.preview is not None and dialog.preview.view.counts["changed"] == 1)
    dialog.preview_page.changes.keep_all.click()
    desk.wait(lambda: dialog.preview is not None and dialog.preview.view.counts["changed"] == 0)
    dialog.preview_page.changes.take_all.click()
    desk.wait(lambda: dialog.preview is not None and dialog.preview.view.counts["changed"] == 1)
    desk.apply(dialog)
    note = ORDERS.column("seller_note").expression
    assert desk.ask(lambda connection: connection.execute(select(note)).scalar_one()) == "changed on the platform"


def test_with_several_channels_nothing_is_guessed(desk: Desk, tmp_path: Path) -> None:
    from services.channels.commands import add
    from services.types import Platform

    desk.run(add, "First shop", Platform.TAOBAO)
    desk.run(add, "Second shop", Platform.TAOBAO)
    page = desk.page("import")
    file = taobao(tmp_path / "t.csv", order_row("A1"))
    desk.window.files_dropped.emit([file])
    desk.wait(lambda: page.dialog is not None and bool(page.dialog.preview_page.files.rows))
    assert "several channels" in page.dialog.preview_page.note.text()
    assert not page.dialog.import_button.isEnabled()
    page.dialog.preview_page.files.channel_chosen.emit(file, "Second shop")
    desk.wait(lambda: page.dialog.preview is not None)
    desk.apply(page.dialog)
    assert desk.ask(past_imports)[0].channel == "Second shop"


def test_codes_without_a_product_can_be_created_from_the_report(desk: Desk) -> None:
    report = desk.imported(TAOBAO_ORDERS, TAOBAO_LINES)
    desk.wait(lambda: len(report.codes) > 1)
    report.create_all.click()
    desk.wait(lambda: not report.codes)
    assert desk.ask(unlinked_codes) == ()


def test_a_folder_stands_for_the_tables_in_it(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "morning"
    folder.mkdir()
    shutil.copy(TAOBAO_ORDERS, folder / "a.csv")
    shutil.copy(TAOBAO_LINES, folder / "b.csv")
    (folder / "note.docx").write_bytes(b"x")
    dialog = desk.preview(folder)
    assert {path.name for path in dialog.preview_page.files.rows} == {"a.csv", "b.csv"}


def test_the_workbooks_to_fill_in_import_as_they_come(desk: Desk, tmp_path: Path) -> None:
    page = desk.page("import")
    outs = [tmp_path / "orders.xlsx", tmp_path / "products.xlsx"]
    for kind, out in zip(("orders", "products"), outs, strict=True):
        page.write_template(kind, out)
        desk.wait(out.exists)
    desk.imported(*outs)
    assert set(order_numbers(desk)) == {"XX-1001", "XX-1002", "XX-1003"}
    assert desk.ask(waiting_count) == 0


def test_rows_that_wait_keep_every_cell(desk: Desk, tmp_path: Path) -> None:
    clock.set_source(None)
    report = desk.imported(csv_file(tmp_path / "t.csv", [TAOBAO, order_row("A1"), order_row("A2", 总金额="?")]))
    desk.wait(lambda: len(report.waiting) == 1)
    kept: Any = desk.ask(waiting_rows, [view.id for view in desk.ask(past_imports)])
    assert dict(kept[0].cells) == dict(zip(TAOBAO, order_row("A2", 总金额="?"), strict=True))


def test_an_archive_becomes_the_files_in_it(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "day.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(TAOBAO_ORDERS, "orders.csv")
        archive.write(TAOBAO_LINES, "items.csv")
    dialog = desk.preview(path)
    assert [one.path.name for one in dialog.session.files] == ["day.zip › orders.csv", "day.zip › items.csv"]
    assert dialog.title.text() == "Import 2 files"
    dialog.import_button.click()
    desk.wait(lambda: dialog.report is not None)
    assert set(order_numbers(desk)) >= {"2601150000000000101", "2601150000000000202"}


def test_what_a_folder_holds_beside_tables_is_named(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "day"
    (folder / "deep").mkdir(parents=True)
    (folder / "photo.jpg").write_bytes(b"x")
    shutil.copy(TAOBAO_ORDERS, folder / "deep" / "orders.csv")
    dialog = desk.preview(folder)
    assert [one.path.name for one in dialog.session.files] == ["orders.csv"]
    desk.wait(lambda: any("photo.jpg" in toast.words for toast in desk.window.findChildren(Toast)))


def test_a_row_is_corrected_in_the_preview_and_the_file_stays_as_it_is(desk: Desk, tmp_path: Path) -> None:
    file = taobao(tmp_path / "t.csv", order_row("A1"), order_row("A2", 总金额="?"), order_row("A3", 总金额="99元x2"))
    before = file.read_bytes()
    dialog = desk.preview(file)
    waiting = dialog.preview.view.of("waiting")
    assert [entry.what.row for entry in waiting] == [3, 4]
    dialog.preview_page.changes.table.opened.emit(waiting[0])
    desk.wait(lambda: bool(desk.window.findChildren(PatchDialog)))
    patching = desk.window.findChildren(PatchDialog)[-1]
    assert "?" in patching.form.fields["总金额"].problem()
    write(patching.form.fields["总金额"], "12.00")
    patching.use_button.click()
    desk.wait(lambda: dialog.preview is not None and len(dialog.preview.view.of("waiting")) == 1)
    (left,) = dialog.preview.view.of("waiting")
    dialog.decisions.correct(left)
    patching = desk.window.findChildren(PatchDialog)[-1]
    write(patching.form.fields["总金额"], "5.00")
    patching.use_button.click()
    desk.wait(lambda: dialog.preview is not None and not dialog.preview.view.of("waiting"))
    desk.apply(dialog)
    assert set(order_numbers(desk)) == {"A1", "A2", "A3"}
    assert file.read_bytes() == before
    assert desk.ask(waiting_count) == 0


def test_the_chosen_record_shows_column_by_column_what_changes(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    desk.imported(with_note(file, "from the platform")).accept()
    dialog = desk.preview(with_note(file, "changed on the platform"))
    assert not dialog.preview_page.changes.panel.isVisible()
    dialog.preview_page.changes.table.selectRow(0)
    desk.wait(dialog.preview_page.changes.panel.isVisible)
    ((label, old, new),) = [(one.label, one.old, one.new) for one in dialog.preview_page.changes.panel.fields]
    assert (label, old, new) == ("Own note", "from the platform", "changed on the platform")


def test_one_of_several_files_can_be_looked_at_alone(desk: Desk, tmp_path: Path) -> None:
    first, second = taobao(tmp_path / "a.csv", order_row("A1")), taobao(tmp_path / "b.csv", order_row("B1"))
    dialog = desk.preview(first, second)
    shown = dialog.preview_page.changes.table.list
    assert {entry.key for entry in shown.rows} == {"A1", "B1"}
    desk.qtbot.mouseClick(dialog.preview_page.files.rows[second], Qt.MouseButton.LeftButton)
    assert {entry.key for entry in shown.rows} == {"B1"}
    assert dialog.preview_page.files.rows[second].why.isVisible()
    assert "订单编号" in dialog.preview_page.files.rows[second].why.text()
    assert "% sure" in dialog.preview_page.files.rows[second].what.text()
    desk.qtbot.keyClick(dialog.preview_page.files.rows[second], Qt.Key.Key_Space)
    assert {entry.key for entry in shown.rows} == {"A1", "B1"}


def test_the_first_column_says_number_only_where_every_record_has_one(desk: Desk, tmp_path: Path) -> None:
    orders, days = taobao(tmp_path / "a.csv", order_row("A1")), FORMATS / "taobao.shop_days" / "sample.xlsx"
    dialog = desk.preview(orders, days)
    shown = dialog.preview_page.changes.table.list
    assert shown.heading(0) == "Record"
    desk.qtbot.mouseClick(dialog.preview_page.files.rows[orders], Qt.MouseButton.LeftButton)
    assert shown.heading(0) == "Number"


def test_an_import_that_was_built_upon_says_what_stands_in_the_way(desk: Desk, tmp_path: Path) -> None:
    report = desk.imported(with_note(tmp_path / "t.csv", "from the platform"))
    desk.run(orders.set_note, [1], "mine")
    before = desk.rows()
    report.undo_import()
    desk.wait(lambda: any("cannot be taken back" in text.text() for text in desk.window.findChildren(Text)))
    said = next(text.text() for text in desk.window.findChildren(Text) if "cannot be taken back" in text.text())
    assert "t.csv" in said
    assert "note" in said.lower()
    assert desk.rows() == before


def test_every_workbook_to_fill_in_is_offered(desk: Desk) -> None:
    menu = desk.page("import").offer_samples()
    said = [action.text() for action in menu.actions()]
    assert len(said) == len(SAMPLES)
    assert "Zhanggui stock workbook" in said
    menu.close()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there every name of a file is text")
def test_a_folder_and_a_file_with_names_in_bytes_of_gbk_are_imported(desk: Desk, tmp_path: Path) -> None:
    folder = gbk_path(tmp_path, "资料")
    folder.mkdir()
    taobao(gbk_path(folder, "订单.csv"), order_row("A1"))
    dialog = desk.preview(folder)
    assert [one.path.name for one in dialog.session.files] == ["订单.csv"]
    report = desk.apply(dialog)
    assert report.tiles.figures["New"].text() == "1"
    assert desk.ask(past_imports)[0].file_name == "订单.csv"
