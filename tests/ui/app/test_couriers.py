"""Couriers and freight in the settings: changed, added, restored; rules out and in as a workbook; all of it undone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from services import settings
from services.couriers.book import bundled, couriers
from services.couriers.expected import freight_book
from tests.ui.app.conftest import Program
from ui.dialogs.overlay import open_overlay
from ui.pages.settings.courier_dialogs import CourierForm, CouriersDialog
from ui.pages.settings.couriers import CourierSection
from ui.pages.settings.page import SettingsPage
from ui.window.shop_window import ShopWindow


def section(program: Program, opened: ShopWindow) -> CourierSection:
    opened.window.navigate("settings", section="couriers")
    program.quiet(opened)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    program.until(lambda: "couriers" in page.sections)
    found = page.sections["couriers"]
    assert isinstance(found, CourierSection)
    return found


def book(program: Program, opened: ShopWindow) -> CouriersDialog:
    section(program, opened).book_button.click()
    program.until(lambda: isinstance(open_overlay(opened.window), CouriersDialog))
    dialog = open_overlay(opened.window)
    assert isinstance(dialog, CouriersDialog)
    program.until(lambda: len(dialog.table.list.rows) >= len(bundled()))
    return dialog


def known(opened: ShopWindow) -> dict[str, Any]:
    return {one.key: one for one in opened.link.shop.submit_ask(couriers).result(10)}


def test_a_courier_is_changed_and_a_wrong_form_is_said_under_its_field(opened: ShopWindow, program: Program) -> None:
    dialog = book(program, opened)
    dialog.edit(next(one for one in dialog.table.list.rows if one.key == "sf"))
    form = dialog.form
    assert isinstance(form, CourierForm)
    form.names["taobao"].setText("顺丰速运(全称)")
    form.patterns.setPlainText("SF(")
    form._save()
    program.until(lambda: bool(form._pattern_row.problem))
    assert known(opened)["sf"].names == {"amazon": "SF Express"}
    form.patterns.setPlainText("SF\\d{13}")
    form._save()
    program.until(lambda: known(opened)["sf"].patterns == ("SF\\d{13}",))
    assert known(opened)["sf"].names["taobao"] == "顺丰速运(全称)"
    program.quiet(opened)
    opened.link.shop.submit_undo().result(10)
    assert tuple(known(opened).values()) == bundled()


@pytest.mark.exhaustive
def test_a_courier_is_taken_out_of_use_added_and_all_restored(opened: ShopWindow, program: Program) -> None:
    dialog = book(program, opened)
    zto = next(one for one in dialog.table.list.rows if one.key == "zto")
    dialog.table.clicked_cell.emit(zto, 0)
    program.until(lambda: not known(opened)["zto"].is_used)
    dialog.add_courier()
    form = dialog.form
    assert isinstance(form, CourierForm)
    form.name.setText("同城跑腿")
    form._save()
    program.until(lambda: "own-1" in known(opened))
    program.until(lambda: any(one.key == "own-1" for one in dialog.table.list.rows))
    dialog._restore()
    program.until(lambda: tuple(known(opened).values()) == bundled())


def test_freight_rules_go_out_and_come_in_as_a_workbook(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    out = tmp_path / "rules.xlsx"
    section(program, opened).write_to(out)
    program.until(out.exists)
    sheet = openpyxl.load_workbook(out)
    assert sheet.active is not None
    sheet.active.append(["顺丰", "浙江 江苏", None, 1000, 12, 1000, 2, 0, 0])
    sheet.active.append(["顺丰", None, "2026-12", 1000, 15.5, 1000, 5])
    sheet.save(out)
    section(program, opened).read_file(out)
    shop = opened.link.shop
    program.until(lambda: len(shop.submit_ask(freight_book).result(10).rules) == 2)
    first, rest = shop.submit_ask(freight_book).result(10).rules
    assert (first.provinces, first.first_minor, rest.first_minor) == (("浙江", "江苏"), 1200, 1550)
    program.quiet(opened)
    program.until(lambda: "2 rules" in section(program, opened).rules_row.remark.text())


@pytest.mark.exhaustive
def test_a_workbook_with_a_wrong_row_changes_nothing(opened: ShopWindow, program: Program, tmp_path: Path) -> None:
    file = tmp_path / "rules.csv"
    file.write_text("Courier,First weight (g),First price\nNobody,1000,12\n", encoding="utf-8")
    shown = section(program, opened)
    shown.read_file(file)
    program.until(lambda: "there is no such courier" in shown.rules_row.remark.text())
    assert opened.link.shop.submit_ask(settings.read, settings.FREIGHT_RULES).result(10) == []


def test_a_row_says_how_far_a_long_change_is(opened: ShopWindow, program: Program) -> None:
    row = section(program, opened).rules_row
    explained = row.remark.text()
    task = row.follow(opened.link)
    task.checkpoint(300, 1_000)
    program.until(lambda: "30 %" in row.remark.text())
    row.set_problem("")
    assert row.remark.text() == explained
