"""What the window says about files that cannot be used, and about imports with nothing to write."""

from __future__ import annotations

import zipfile
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget
from sqlalchemy import func, select

from models.finance import Transaction
from services.finance.categorising import categorise
from services.orders import commands as orders
from services.orders.queries import ORDERS
from tests.services.importing.locked import aes_zip
from tests.services.importing.making import TAOBAO, order_row
from tests.ui.imports.test_import import taobao, with_note
from tests.ui.imports.window import TAOBAO_LINES, TAOBAO_ORDERS, Desk
from tests.ui.sure import write
from ui.widgets.fields import FormRow
from ui.widgets.text import Text

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refused(desk: Desk, *files: Path) -> Any:
    """Drop files of which none can be used and wait until it is said."""
    page = desk.page("import")
    desk.window.files_dropped.emit(list(files))
    desk.wait(lambda: page.dialog is not None and len(page.dialog.preview_page.files.rows) == len(files))
    return page.dialog


def locked_archive(path: Path) -> Path:
    """An archive that says its file is protected by a password."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("orders.csv", "a,b\n1,2\n")
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    return path


def bad_files(folder: Path) -> list[Path]:
    """One file of each kind that is refused: empty, damaged, no table, unknown columns, locked, hostile, absent."""
    contents = {
        "empty.csv": b"",
        "damaged.xlsx": b"PK\x03\x04broken",
        "broken.xls": _OLE + bytes(64),
        "picture.xlsx": b"\x89PNG\r\n\x1a\n" + bytes(64),
        "unknown.csv": b"one,two\n1,2\n3,4\n",
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    hostile = folder / "hostile.zip"
    with zipfile.ZipFile(hostile, "w") as archive:
        archive.writestr("../../evil.csv", "x")
    made = [*(folder / name for name in contents), locked_archive(folder / "locked.zip"), hostile]
    return [*made, folder / "absent.csv"]


FORMATS = TAOBAO_ORDERS.parents[1]
_TEACH = "Only once: choose “Teach this file…” and say which column is which."


def test_every_refused_file_says_what_to_do_under_its_sentence(desk: Desk, tmp_path: Path) -> None:
    dialog = refused(desk, *bad_files(tmp_path))
    codes = set()
    for row in dialog.preview_page.files.rows.values():
        codes.add(row.file.error.code)
        assert row.what.text() == str(row.file.error.message)
        assert row.advice.isVisible()
        is_strange = row.file.error.code == "file.unknown_format"  # its button stands beside the words
        assert row.advice.text() == (_TEACH if is_strange else str(row.file.error.advice))
        assert row.advice.geometry().top() >= row.what.geometry().bottom()
    assert {"file.empty", "file.damaged", "file.not_data", "file.unknown_format", "file.missing"} <= codes
    assert {"file.archive_password", "file.hostile"} <= codes


def test_in_a_low_window_refused_files_are_scrolled_and_cover_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.window.setMinimumSize(0, 0)
    desk.window.resize(1093, 560)
    preview = refused(desk, *bad_files(tmp_path)).preview_page
    beside = [one for one in preview.children() if isinstance(one, QWidget) and one.isVisible()]
    desk.wait(lambda: all(one.height() > 0 for one in beside) and not _covered(beside))  # once all is laid out


def _covered(beside: list[QWidget]) -> list[tuple[QWidget, QWidget]]:
    return [pair for pair in combinations(beside, 2) if pair[0].geometry().intersects(pair[1].geometry())]


def test_where_no_file_can_be_used_no_zeros_look_like_a_result(desk: Desk, tmp_path: Path) -> None:
    dialog = refused(desk, *bad_files(tmp_path))
    assert not dialog.preview_page.tiles.isVisible()
    assert not dialog.preview_page.changes.isVisible()
    assert not dialog.import_button.isVisible()
    assert "None of these 8 files can be imported" in dialog.preview_page.note.text()


def test_the_card_is_as_high_as_what_it_says_and_high_again_with_a_file_that_can_be_used(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    dialog = refused(desk, tmp_path / "empty.csv")
    desk.wait(lambda: dialog.card.height() < 300)
    row, note = dialog.preview_page.files.rows[tmp_path / "empty.csv"], dialog.preview_page.note
    assert note.mapTo(dialog.card, note.rect().topLeft()).y() - row.mapTo(dialog.card, row.rect().bottomLeft()).y() < 40
    dialog.join([taobao(tmp_path / "good.csv", order_row("A1"))])
    desk.wait(lambda: dialog.preview is not None)
    assert dialog.card.height() > 500


def test_a_good_file_beside_a_refused_one_brings_the_figures_and_leaving_it_out_hides_them(
    desk: Desk, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"")
    good = taobao(tmp_path / "good.csv", order_row("A1"))
    dialog = desk.preview(bad, good)
    assert dialog.preview_page.tiles.isVisible()
    assert dialog.preview_page.changes.isVisible()
    assert dialog.import_button.isVisible()
    assert dialog.preview_page.files.rows[good].advice.isHidden()
    dialog.preview_page.files.removed.emit(good)
    assert not dialog.preview_page.tiles.isVisible()
    assert not dialog.preview_page.changes.isVisible()
    assert not dialog.import_button.isVisible()
    assert "This file cannot be imported" in dialog.preview_page.note.text()


@pytest.mark.parametrize("size", [(1280, 800), (1000, 640)], ids=str)
def test_the_advice_is_not_cut_off(desk: Desk, tmp_path: Path, size: tuple[int, int]) -> None:
    desk.window.resize(*size)
    (tmp_path / "empty.csv").write_bytes(b"")
    dialog = refused(desk, tmp_path / "empty.csv")
    row = dialog.preview_page.files.rows[tmp_path / "empty.csv"]
    desk.wait(lambda: row.advice.height() >= row.advice.heightForWidth(row.advice.width()))
    assert dialog.preview_page.files.rect().contains(
        row.advice.mapTo(dialog.preview_page.files, row.advice.rect().bottomRight())
    )


def test_where_items_are_missing_the_report_says_what_is_left_and_never_that_nothing_is(desk: Desk) -> None:
    report = desk.imported(TAOBAO_ORDERS)
    said = [text.text() for text in report.findChildren(Text) if text.isVisible()]
    assert any("6 orders have no items yet: their cost and profit stay unknown until" in words for words in said)
    assert any("Left to do: drop the platform's item file" in words for words in said)
    assert not any("Nothing is left" in words for words in said)


def test_where_the_order_file_is_missing_the_report_names_it(desk: Desk) -> None:
    report = desk.imported(TAOBAO_LINES)
    assert "drop the platform's order file" in report.left.text()
    assert report.left.isVisible()


def test_where_all_is_done_the_report_says_so(desk: Desk, tmp_path: Path) -> None:
    out = tmp_path / "products.xlsx"
    desk.page("import").write_template("products", out)
    desk.wait(out.exists)
    report = desk.imported(out)
    assert report.left.text() == "Nothing is left to do here."
    assert report.left.isVisible()


def test_the_button_never_offers_to_import_nothing(desk: Desk, tmp_path: Path) -> None:
    file = taobao(tmp_path / "t.csv", order_row("A1"), order_row("A2"))
    dialog = desk.preview(file)
    assert dialog.import_button.text() == "Import 2 orders"
    desk.apply(dialog).accept()
    again = desk.preview(file)
    assert again.import_button.text() == "Nothing to import"
    assert not again.import_button.isEnabled()
    again.reject()
    changed = desk.preview(taobao(tmp_path / "u.csv", order_row("A1", 物流单号="SF1"), order_row("A2")))
    assert changed.import_button.text() == "Import 1 change"
    assert changed.import_button.isEnabled()


def test_conflicts_alone_leave_nothing_to_import_and_it_is_said_why(desk: Desk, tmp_path: Path) -> None:
    desk.imported(with_note(tmp_path / "t.csv", "from the platform")).accept()
    desk.run(orders.set_note, [1], "mine")
    dialog = desk.preview(with_note(tmp_path / "u.csv", "changed on the platform"))
    assert dialog.import_button.text() == "Nothing to import"
    assert "yours is kept" in dialog.preview_page.note.text()
    dialog.preview_page.changes.take_all.click()
    desk.wait(lambda: dialog.preview is not None)
    assert dialog.import_button.text() == "Import 1 change"


def test_the_fix_dialog_says_each_reason_once(desk: Desk, tmp_path: Path) -> None:
    report = desk.imported(taobao(tmp_path / "t.csv", order_row("A1"), order_row("A2", 总金额="?")))
    desk.wait(lambda: len(report.waiting) == 1)
    fixing = report.fix(report.waiting[0])
    reason = str(report.waiting[0].reasons[0])
    for _round in ("as it came", "tried again"):
        said = [text.text() for text in fixing.findChildren(Text) if text.isVisible() and reason in text.text()]
        assert len(said) == 1
        fixing.retry()
        desk.wait(fixing.retry_button.isEnabled)


def test_the_password_of_a_locked_archive_is_asked_for_until_it_opens(desk: Desk, tmp_path: Path) -> None:
    rows = "\r\n".join(",".join(row) for row in [TAOBAO, order_row("A1")])
    path = aes_zip(tmp_path / "mail.zip", "orders.csv", rows, "tea 42")
    dialog = refused(desk, path)
    assert dialog.preview_page.files.rows[path].file.error.code == "file.archive_password"

    def asked() -> list[FormRow]:
        return [row for row in desk.window.findChildren(FormRow) if row.label.text().startswith("Password")]

    desk.wait(lambda: any(row.isVisible() for row in asked()))
    typed = next(row for row in asked() if row.isVisible())
    write(typed, "coffee")
    card: Any = next(one for one in desk.overlays() if typed in one.findChildren(FormRow))
    card._default.click()
    desk.wait(lambda: any(row.isVisible() and row.problem() for row in asked()))
    again = next(row for row in asked() if row.isVisible() and row.problem())
    assert "does not open" in again.problem()
    write(again, "tea 42")
    card = next(one for one in desk.overlays() if again in one.findChildren(FormRow))
    card._default.click()
    desk.wait(lambda: dialog.preview is not None)
    assert [one.path.name for one in dialog.session.files] == ["mail.zip › orders.csv"]
    desk.apply(dialog)
    number = select(ORDERS.column("external_no").expression)
    assert desk.ask(lambda connection: connection.execute(number).scalar_one()) == "A1"


def test_a_report_leads_to_what_was_imported_and_a_proof_is_no_warning(desk: Desk) -> None:
    report = desk.imported(FORMATS / "alipay.merchant" / "sample.csv")
    facts = report._facts
    assert facts.kinds == ("transactions",)
    said = [text.text() for text in report.findChildren(Text)]
    assert all(any(proof in words and words.startswith("✓") for words in said) for proof in facts.proofs)
    assert report.primary.text() == "Show the transactions"  # the rules gave each its category
    assert report._lead.wanted["view"] == "all"
    first = select(func.min(Transaction.table().c.id))
    desk.run(categorise, [desk.ask(lambda connection: connection.execute(first).scalar_one())], None)
    report.reload()
    desk.wait(lambda: report.primary.text() == "Sort the transactions")
    assert report._lead.wanted["view"] == "unsorted"
