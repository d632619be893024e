"""Files dropped while an import is open join it; the report tells what was written."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.importing.making import order_row
from tests.ui.imports.test_import import order_numbers, taobao
from tests.ui.imports.window import TAOBAO_LINES, TAOBAO_ORDERS, Desk
from ui.dialogs.import_dialog import ImportDialog
from ui.dialogs.import_report import ImportReport
from ui.widgets.toast import Toast


def test_a_second_drop_joins_the_open_preview_and_the_plan_is_made_again(desk: Desk, tmp_path: Path) -> None:
    first = taobao(tmp_path / "a.csv", order_row("A1"))
    second = taobao(tmp_path / "b.csv", order_row("B1"), order_row("B2"))
    dialog = desk.preview(first)
    assert desk.preview(second) is dialog
    assert len(desk.overlays()) == 1
    assert dialog.title.text() == "Import 2 files"
    assert [one.path.name for one in dialog.session.files] == ["a.csv", "b.csv"]
    assert dialog.preview_page.tiles.figures["New"].text() == "3"
    report = desk.apply(dialog)
    assert report.tiles.figures["New"].text() == "3"
    assert set(order_numbers(desk)) == {"A1", "B1", "B2"}


def test_the_same_file_dropped_again_is_read_again_and_stands_once(desk: Desk, tmp_path: Path) -> None:
    file = taobao(tmp_path / "a.csv", order_row("A1"))
    dialog = desk.preview(file)
    taobao(file, order_row("A1"), order_row("A2"))
    desk.preview(file)
    assert len(dialog.session.files) == 1
    assert dialog.preview_page.tiles.figures["New"].text() == "2"


def test_files_that_are_dropped_while_others_are_read_come_into_one_preview(desk: Desk, tmp_path: Path) -> None:
    page = desk.page("import")
    desk.window.files_dropped.emit([taobao(tmp_path / "big.csv", *(order_row(f"N{one:05}") for one in range(8_000)))])
    dialog = page.dialog
    desk.window.files_dropped.emit([taobao(tmp_path / "small.csv", order_row("A1"))])
    assert page.dialog is dialog
    desk.wait(lambda: dialog.preview is not None)
    assert dialog.preview_page.tiles.figures["New"].text() == "8,001"
    assert len(desk.window.findChildren(ImportDialog)) == 1


@pytest.mark.exhaustive
def test_cancelling_stops_the_files_that_joined_too(desk: Desk, tmp_path: Path) -> None:
    page = desk.page("import")
    before = desk.rows()
    for name in ("a.csv", "b.csv"):
        rows = (order_row(f"{name}{one:06}") for one in range(40_000))
        desk.window.files_dropped.emit([taobao(tmp_path / name, *rows)])
    page.dialog.progress.cancel.click()
    desk.wait(lambda: not desk.overlays())
    assert desk.rows() == before


def test_the_report_counts_what_was_written_not_what_was_shown(desk: Desk, tmp_path: Path) -> None:
    from services.importing.service import ImportSession

    file = taobao(tmp_path / "a.csv", order_row("A1"), order_row("A2"))
    dialog = desk.preview(file)
    assert dialog.preview_page.tiles.figures["New"].text() == "2"
    with ImportSession(desk.shop) as other:
        other.add(taobao(tmp_path / "other.csv", order_row("A1")))
        done = other.submit_apply()
        desk.wait(done.done)
    report = desk.apply(dialog)
    assert report.tiles.figures["New"].text() == "1"
    assert report.tiles.figures["Same"].text() == "1"


def test_a_drop_while_it_is_written_is_refused_with_a_sentence(desk: Desk, tmp_path: Path) -> None:
    dialog = desk.preview(taobao(tmp_path / "big.csv", *(order_row(f"N{one:05}") for one in range(5_000))))
    dialog.apply()
    desk.window.files_dropped.emit([taobao(tmp_path / "late.csv", order_row("A1"))])
    assert any("Drop these files again" in toast.words for toast in desk.window.findChildren(Toast))
    desk.wait(lambda: dialog.report is not None and bool(dialog.report.tiles.figures))
    assert dialog.report.tiles.figures["New"].text() == "5,000"
    assert "A1" not in order_numbers(desk)


def test_the_item_file_dropped_on_the_report_begins_the_next_import_in_its_place(desk: Desk) -> None:
    report = desk.imported(TAOBAO_ORDERS)
    desk.window.files_dropped.emit([TAOBAO_LINES])
    page = desk.page("import")
    desk.wait(lambda: page.dialog.preview is not None and page.dialog.isVisible())
    assert desk.overlays() == [page.dialog]
    assert page.dialog.report is not report
    last = desk.apply(page.dialog)
    assert [one for one in desk.overlays() if isinstance(one, ImportReport)] == [last]
