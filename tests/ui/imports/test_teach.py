"""Teaching the program a file it does not know."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from services import paths
from services.channels.queries import channels
from services.importing.formats import load_formats
from services.importing.queries import waiting_count
from tests.ui.imports.test_import import order_numbers
from tests.ui.imports.window import TAOBAO_ORDERS, Desk
from ui.dialogs.import_teach import TeachDialog

HEADERS = ["Ticket", "Who", "Phone number", "State", "When", "Thing", "How many", "Each", "Sum paid"]
ROWS = [
    ["T-1", "Ann", "13800000001", "ready", "2026-01-15 09:00", "Cup", "2", "5.00", "10.00"],
    ["T-2", "Bob", "13800000002", "gone out", "2026-01-15 10:00", "Box", "1", "7.50", "7.50"],
]
COLUMNS = {
    "external_no": "Ticket",
    "buyer": "Who",
    "phone": "Phone number",
    "status": "State",
    "ordered_at": "When",
    "line.title": "Thing",
    "line.quantity": "How many",
    "line.price": "Each",
    "paid": "Sum paid",
}


def unknown_file(path: Path, *more: list[str]) -> Path:
    """A table of a pop-up store nobody ever heard of."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADERS, *ROWS, *more])
    return path


def teaching(desk: Desk, path: Path) -> tuple[Any, TeachDialog]:
    """Drop the file and press “Teach this file”."""
    page = desk.page("import")
    desk.window.files_dropped.emit([path])
    desk.wait(lambda: page.dialog is not None and path in page.dialog.preview_page.files.rows)
    page.dialog.preview_page.files.teach.emit(path)
    desk.wait(lambda: bool(desk.window.findChildren(TeachDialog)))
    return page.dialog, desk.window.findChildren(TeachDialog)[-1]


def teach_all(dialog: TeachDialog) -> None:
    """Decide everything as a person would."""
    dialog.choose_kind("orders")
    for name in tuple(dialog.draft.columns):
        dialog.choose_column(name, "")
    for name, header in COLUMNS.items():
        dialog.choose_column(name, header)
    dialog.choose_word("status", "ready", "paid")
    dialog.choose_word("status", "gone out", "shipped")


def test_an_unknown_file_is_taught_once_and_read_at_once(desk: Desk, tmp_path: Path) -> None:
    dialog, lesson = teaching(desk, unknown_file(tmp_path / "popup.csv"))
    teach_all(lesson)
    assert len(lesson.trial.list.rows) == 2
    assert lesson.trial.list.rows[0][:2] == ("T-1", "Ann")
    assert lesson.unused.isHidden()
    lesson.choose_column("buyer", "")
    assert (lesson.unused.isHidden(), lesson.unused.text()) == (False, "Columns that are not read: Who")
    lesson.choose_column("buyer", "Who")
    lesson.channel.setText("Pop-up store")
    lesson.save_button.click()
    desk.wait(lambda: dialog.preview is not None)
    desk.apply(dialog).accept()
    assert order_numbers(desk) == {"T-1": "paid", "T-2": "shipped"}
    assert [one.name for one in desk.ask(channels)] == ["Pop-up store"]


def test_a_taught_file_is_known_from_then_on_and_goes_to_the_same_channel(desk: Desk, tmp_path: Path) -> None:
    dialog, lesson = teaching(desk, unknown_file(tmp_path / "popup.csv"))
    teach_all(lesson)
    lesson.channel.setText("Pop-up store")
    lesson.save_button.click()
    desk.wait(lambda: dialog.preview is not None)
    desk.apply(dialog).accept()
    extra = ["T-3", "Cas", "13800000003", "ready", "2026-01-16 09:00", "Cup", "1", "5.00", "5.00"]
    desk.imported(unknown_file(tmp_path / "next day.csv", extra))
    assert set(order_numbers(desk)) == {"T-1", "T-2", "T-3"}
    assert [one.name for one in desk.ask(channels)] == ["Pop-up store"]
    assert desk.ask(waiting_count) == 0


def test_a_column_that_was_left_out_of_the_lesson_is_not_said_to_be_recognised(desk: Desk, tmp_path: Path) -> None:
    dialog, lesson = teaching(desk, unknown_file(tmp_path / "popup.csv"))
    teach_all(lesson)
    lesson.choose_column("buyer", "")
    lesson.channel.setText("Pop-up store")
    lesson.save_button.click()
    desk.wait(lambda: dialog.preview is not None)
    report = desk.apply(dialog)
    assert any("8 of 9 columns recognised" in label.text() for label in report.findChildren(QLabel))
    report.accept()


def test_what_is_missing_is_said_and_nothing_is_saved(desk: Desk, tmp_path: Path) -> None:
    _dialog, lesson = teaching(desk, unknown_file(tmp_path / "popup.csv"))
    teach_all(lesson)
    assert lesson.trial.isVisible()
    lesson.choose_column("external_no", "")
    assert lesson.trial.isHidden()  # a table of nothing would look like a result
    lesson.choose_word("status", "ready", "")
    lesson._choose("currency", "yuan")
    lesson.save_button.click()
    assert lesson.isVisible()
    assert lesson.rows["currency"].problem()
    assert "Order no." in lesson.note.text()
    assert "ready" in lesson.note.text()
    assert not list(paths.user_formats_dir().glob("*.toml"))


def test_words_further_down_are_asked_for_before_anything_is_written(desk: Desk, tmp_path: Path) -> None:
    many = [[f"N-{n}", "Ann", "", "ready", "2026-01-15 09:00", "Cup", "1", "5.00", "5.00"] for n in range(60)]
    late = ["N-99", "Bob", "", "sent away", "2026-01-15 09:00", "Cup", "1", "5.00", "5.00"]
    _dialog, lesson = teaching(desk, unknown_file(tmp_path / "popup.csv", *many, late))
    teach_all(lesson)
    lesson.save_button.click()

    def lessons() -> list[TeachDialog]:
        return [one for one in desk.window.findChildren(TeachDialog) if one is not lesson and one.isVisible()]

    desk.wait(lambda: bool(lessons()))
    again = lessons()[0]
    assert again.draft.words["status"]["sent away"] == ""
    again.choose_word("status", "sent away", "shipped")
    again.save_button.click()
    page: Any = desk.window.page("import")
    desk.wait(lambda: not lessons() and page.dialog.preview is not None)
    assert page.dialog.preview.view.counts["waiting"] == 0
    assert page.dialog.preview.view.counts["new"] == 63


def test_suggestions_come_from_the_known_formats(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("Code,Title,Colour\nCUP,Cup,red\n", encoding="utf-8")
    _dialog, lesson = teaching(desk, path)
    assert lesson.draft.kind == "products"
    assert lesson.draft.columns["code"] == "Code"
    assert lesson.draft.columns["title"] == "Title"


@pytest.mark.exhaustive
def test_another_row_can_be_the_header(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "popup.csv"
    lines = ["Report;of;the;pop-up;store;for;this;week;only", ";".join(HEADERS), *(";".join(row) for row in ROWS)]
    path.write_text("\n".join(lines), encoding="utf-8")
    dialog, lesson = teaching(desk, path)
    if lesson.draft.headers[0] != "Ticket":
        lesson.choose_header(1)
    assert lesson.draft.headers[0] == "Ticket"
    teach_all(lesson)
    lesson.save_button.click()
    desk.wait(lambda: dialog.preview is not None)
    desk.apply(dialog)
    assert set(order_numbers(desk)) == {"T-1", "T-2"}


@pytest.mark.exhaustive
def test_a_taught_format_is_shared_as_a_file_and_taken_in_again(desk: Desk, tmp_path: Path) -> None:
    dialog, lesson = teaching(desk, unknown_file(tmp_path / "popup.csv"))
    teach_all(lesson)
    lesson.save_button.click()
    desk.wait(lambda: dialog.preview is not None)
    dialog.reject()
    page = desk.page("import")
    spec = next(one for one in load_formats(paths.user_formats_dir()).all() if one.id.startswith("user."))
    page.write_format(spec, tmp_path / "shared.toml")
    page._forget(spec)
    assert load_formats(paths.user_formats_dir()).get(spec.id) is None
    page.add_formats([tmp_path / "shared.toml"])
    assert load_formats(paths.user_formats_dir()).get(spec.id) is not None


def test_a_format_file_that_is_wrong_is_refused_with_its_line(desk: Desk, tmp_path: Path) -> None:
    page = desk.page("import")
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('id = "user.x"\nversion = 1\nkind = "cakes"\n', encoding="utf-8")
    page.add_formats([wrong])
    desk.wait(lambda: bool(desk.overlays()))
    assert not list(paths.user_formats_dir().glob("*.toml"))


def test_a_changed_export_is_taught_from_its_own_format(desk: Desk, tmp_path: Path) -> None:
    lines = TAOBAO_ORDERS.read_text(encoding="gb18030").splitlines()
    path = tmp_path / "new.csv"
    path.write_text("\n".join([lines[0].replace("订单编号", "交易号"), *lines[1:]]), encoding="utf-8")
    dialog, lesson = teaching(desk, path)
    assert "订单编号" in dialog.preview_page.files.rows[path].what.text()
    assert lesson.draft.base == "taobao.orders"
    assert lesson.columns["external_no"].currentText() == "交易号"
    lesson.save_button.click()
    desk.wait(lambda: dialog.preview is not None)
    desk.apply(dialog)
    assert "2601150000000000101" in order_numbers(desk)


def test_what_a_file_holds_is_known_where_it_was_given_as_that(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "stock.csv"
    path.write_text("Stock of May\n\nWhat,Left,Where\nA,many,Balcony\nB,12,Balcony\n", encoding="utf-8")
    desk.window.navigate("import", files=[path], teach_as="stock")
    desk.wait(lambda: bool(desk.window.findChildren(TeachDialog)))
    (lesson,) = desk.window.findChildren(TeachDialog)
    assert lesson.draft.kind == "stock"
    lesson.choose_header(next(at for at in range(lesson.header.count()) if "What" in lesson.header.itemText(at)))
    for name, header in (("code", "What"), ("quantity", "Left"), ("place", "Where")):
        lesson.choose_column(name, header)
    assert lesson.note.text().startswith("Row 4: ")  # as the file counts its rows
