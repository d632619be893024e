"""The returns desk through the real window by keyboard and scanner alone: every way a parcel may come."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from tests.ui.desk.conftest import ANNOUNCED, BARCODE, OUTGOING, STRANGE, Clerk
from ui.desk import photos
from ui.dialogs.overlay import open_overlay

_LINES = "SELECT received, good, defective, scrap, to_supplier FROM aftersales_line ORDER BY id LIMIT 1"
_CASE = "SELECT state, kind, return_tracking_no FROM aftersales_case ORDER BY id DESC LIMIT 1"
_STOCK = "SELECT on_hand, defective FROM sku_stock ORDER BY sku_id LIMIT 1"
_CTRL = Qt.KeyboardModifier.ControlModifier


def test_an_announced_parcel_is_counted_by_quality_agreed_to_and_taken_back_step_by_step(clerk: Clerk) -> None:
    clerk.desk()
    clerk.enter(ANNOUNCED)
    desk = clerk.told("3 pieces to count")
    assert desk.form.notes.text() == "色差"
    clerk.enter(BARCODE)
    clerk.key(Qt.Key.Key_F3)
    clerk.enter("MUG")
    clerk.key(Qt.Key.Key_F2)
    clerk.enter("lid")
    clerk.told("Enter writes it down")
    assert [row.quality_words() for row in desk.rows.rows] == ["Good 1 · Defective 1", "Good 1"]
    before = clerk.one(_STOCK)
    clerk.enter()
    clerk.told("is received")
    assert clerk.one(_LINES) == (2, 1, 1, 0, 0)
    assert clerk.one(_STOCK) == (before[0] + 1, before[1] + 1)
    assert "67.00" in desk.rows.options[0].words
    clerk.enter("1")
    clerk.told("Scan the next parcel")
    assert clerk.one("SELECT agreed_minor FROM aftersales_case") == (6_700,)
    clerk.key(Qt.Key.Key_Z, _CTRL)
    assert clerk.one("SELECT agreed_minor FROM aftersales_case") == (None,)
    assert clerk.one(_LINES) == (2, 1, 1, 0, 0)
    clerk.key(Qt.Key.Key_Z, _CTRL)
    assert clerk.one(_LINES) == (None, None, None, None, None)
    assert clerk.one(_STOCK) == before


def test_the_same_parcel_twice_is_refused_by_name_with_a_sound(clerk: Clerk) -> None:
    clerk.desk()
    clerk.enter(ANNOUNCED)
    clerk.told("3 pieces to count")
    clerk.key(Qt.Key.Key_F6)
    clerk.enter()
    desk = clerk.told("is received")
    beeps = desk.verdict.beeps
    number = clerk.one("SELECT external_no FROM aftersales_case")[0]
    clerk.enter(ANNOUNCED)
    clerk.told("This parcel came before")
    assert number in desk.verdict.more
    assert (desk.verdict.tone, desk.verdict.beeps > beeps, desk.parcel) == ("red", True, None)


def test_a_parcel_that_comes_back_as_it_went_out_opens_a_case(clerk: Clerk) -> None:
    clerk.desk()
    clerk.enter(OUTGOING)
    desk = clerk.told("Whose parcel is it?")
    assert "it went out under this number" in desk.rows.options[0].about
    clerk.enter("1")
    clerk.told("1 piece to count")
    clerk.type("+")
    clerk.enter()
    clerk.told("is received")
    assert clerk.one(_CASE)[1:] == ("refused", OUTGOING)
    assert clerk.one("SELECT count(*) FROM aftersales_case") == (2,)
    clerk.enter("2")  # refused: nothing is paid
    clerk.told("Scan the next parcel")
    assert clerk.one(_CASE)[0] == "refused"


def test_the_end_of_the_phone_finds_the_order(clerk: Clerk) -> None:
    clerk.desk()
    clerk.enter("4321")
    desk = clerk.told("Whose parcel is it?")
    assert desk.rows.options[0].words == "26112149265002"
    assert "the phone ends in 4321" in desk.rows.options[0].about


def test_nobody_announced_it_so_what_is_scanned_opens_a_case(clerk: Clerk) -> None:
    clerk.desk()
    clerk.enter(STRANGE)
    desk = clerk.told("A parcel nobody announced")
    clerk.enter(BARCODE)
    clerk.enter(BARCODE)
    clerk.key(Qt.Key.Key_F3)
    clerk.enter("LID")
    assert [row.count_words() for row in desk.rows.rows] == ["2", "1"]
    clerk.enter()
    clerk.told("is received")
    assert clerk.one(_CASE)[1:] == ("return_and_refund", STRANGE)
    clerk.enter("1")  # nothing was asked for: the first answer is to ask the buyer
    clerk.told("Scan the next parcel")
    assert clerk.one(_CASE)[0] == "waiting_buyer"


def test_wrong_items_unknown_codes_and_too_many_are_said_and_minus_takes_back(clerk: Clerk) -> None:
    clerk.desk()
    clerk.enter(OUTGOING)
    clerk.told("Whose parcel is it?")
    clerk.enter("1")
    clerk.told("1 piece to count")
    clerk.enter("LID")
    clerk.told("Wrong item")
    clerk.enter("nothing-has-this")
    clerk.told("Unknown code")
    clerk.enter("MUG")
    clerk.enter("MUG")
    desk = clerk.told("More than expected")
    assert desk.verdict.tone == "red"
    clerk.enter()
    clerk.told("Not done")
    assert desk.parcel is not None
    clerk.type("-")
    clerk.enter()
    clerk.told("is received")


def test_an_empty_count_is_not_written_down_and_escape_puts_the_parcel_aside(clerk: Clerk) -> None:
    desk = clerk.desk()
    clerk.enter(ANNOUNCED)
    clerk.told("3 pieces to count")
    clerk.enter()
    clerk.told("Nothing was counted")
    clerk.key(Qt.Key.Key_Escape)
    assert desk.parcel is None
    clerk.told("Scan a returned parcel")
    assert clerk.one(_LINES) == (None, None, None, None, None)
    clerk.key(Qt.Key.Key_Escape)
    clerk.until(lambda: open_overlay(clerk.window) is None)


def test_the_arrows_choose_what_the_keys_count(clerk: Clerk) -> None:
    desk = clerk.desk()
    clerk.enter(ANNOUNCED)
    clerk.told("3 pieces to count")
    clerk.key(Qt.Key.Key_Down)
    clerk.key(Qt.Key.Key_F5)
    clerk.type("+")
    assert [row.quality_words() for row in desk.rows.rows] == ["", "To the supplier 1"]
    clerk.enter()
    clerk.told("is received")
    assert clerk.one("SELECT to_supplier FROM aftersales_line ORDER BY id DESC LIMIT 1") == (1,)


def test_photos_are_pasted_and_taken_from_the_folder_the_camera_fills(clerk: Clerk, tmp_path: Path) -> None:
    folder = tmp_path / "camera"
    folder.mkdir()
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("red"))
    assert picture.save(str(folder / "old.png"))
    os.utime(folder / "old.png", (1, 1))
    photos.keep_photo_folder(folder)
    desk = clerk.desk()
    clerk.enter(ANNOUNCED)
    clerk.told("3 pieces to count")
    QGuiApplication.clipboard().setImage(picture)
    clerk.key(Qt.Key.Key_V, _CTRL)
    clerk.until(lambda: "1" in desk.form.photos.text())
    picture.fill(QColor("blue"))
    assert picture.save(str(folder / "new.png"))
    clerk.key(Qt.Key.Key_F8)
    clerk.until(lambda: "2" in desk.form.photos.text())
    assert clerk.one("SELECT count(*) FROM aftersales_file") == (2,)


def test_photos_of_a_parcel_without_a_case_are_kept_once_it_has_one(clerk: Clerk) -> None:
    clerk.desk()
    clerk.enter(STRANGE)
    desk = clerk.told("A parcel nobody announced")
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    picture.fill(QColor("green"))
    QGuiApplication.clipboard().setImage(picture)
    clerk.key(Qt.Key.Key_V, _CTRL)
    assert "1" in desk.form.photos.text()
    assert clerk.one("SELECT count(*) FROM aftersales_file") == (0,)
    clerk.enter(BARCODE)
    clerk.enter()
    clerk.told("is received")
    clerk.until(lambda: clerk.one("SELECT count(*) FROM aftersales_file") == (1,))
