"""A whole morning through the window: 200 orders from five platforms' files until the last parcel is checked."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import zxingcpp
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services import clock
from services.fulfilment.wave_views import WaveDetail, wave_detail
from services.fulfilment.wave_views import waves as all_waves
from services.orders.queries import view_counts
from services.orders.stages import Stage, board
from services.types import OrderStatus, ParcelState, PrintKind
from tests.ui.orders import morning, morning_files
from tests.ui.orders.morning import BARCODES, CHANNELS, Morning
from tests.ui.orders.morning_files import APRON, CANDLE, COUNTS, CUP, NOW
from tests.ui.sure import there
from ui.pages.orders.merge_dialog import MergeDialog
from ui.pages.orders.new_wave import NewWaveDialog
from ui.pages.orders.refund_check import RefundCheckDialog
from ui.pages.orders.ship_file import ShipFileDialog
from ui.pages.orders.tracking import TrackingDialog
from ui.pages.orders.waves import WavesDialog
from ui.paper.size import PaperSize
from ui.theme.apply import apply

SOLD = morning_files.everything()
NUMBERS = {platform: [one.number for one in sold] for platform, sold in SOLD.items()}
TAOBAO = NUMBERS["taobao"]
NOTED = [TAOBAO[3], TAOBAO[9]]
TOGETHER = [{TAOBAO[20], TAOBAO[21]}, {TAOBAO[31], TAOBAO[32], TAOBAO[33]}, {TAOBAO[43], TAOBAO[44]},
            set(NUMBERS["douyin"][11:13])]  # fmt: skip


@pytest.fixture
def her(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Morning]:
    clock.set_source(lambda: NOW)
    apply(qapp, "light")
    with morning.open_shop(tmp_path / "mubai.shop") as shop:
        yield from morning.sit_down(qtbot, shop)


@pytest.mark.exhaustive
@pytest.mark.long
def test_two_hundred_orders_from_paid_to_shipped(her: Morning, tmp_path: Path) -> None:
    _import(her, tmp_path)
    _release_what_was_read(her)
    _merge(her)
    wave = _make_a_wave(her)
    _print(her, wave, tmp_path)
    _pack(her, wave)
    _enter_tracking(her, wave)
    stopped = _check_refunds(her, wave, tmp_path)
    _write_ship_files(her, stopped, tmp_path)
    _look_back(her, stopped)
    assert her.findings() == ()


def _import(her: Morning, folder: Path) -> None:
    with her.can_be_undone():
        report = her.import_all(her.drop(morning_files.write_all(folder)))
        assert {words: one.text() for words, one in report.tiles.figures.items()}["New"] == "200"
        report.accept()
        her.no_dialog()
    counts = her.stored(view_counts)
    assert (counts["all"], counts["to_ship"], counts["unlinked"]) == (sum(COUNTS.values()), 196, 0)


def _release_what_was_read(her: Morning) -> None:
    """Rules hold two notes, an address nobody finds and what there are too few baskets for."""
    her.to_orders()
    her.click_tab("held")
    her.until(lambda: her.count == 4)
    held = {number: her.order(number).hold_code for number in her.texts("external_no")}
    assert held == {
        NOTED[0]: "note_present", NOTED[1]: "note_present", TAOBAO[5]: "address_odd",
        NUMBERS["pinduoduo"][48]: "stock_short",
    }  # fmt: skip
    her.tick(*(her.row_of(number) for number in NOTED))
    with her.can_be_undone():
        her.press_keys("Ctrl+Shift+H")
        her.confirm("Change")
        her.until(lambda: her.order(NOTED[1]).hold_code is None)
    her.until(lambda: her.stored(board).stages[Stage.CHECK].orders == 2)


def _merge(her: Morning) -> None:
    her.to_orders()
    with her.can_be_undone():
        her.press("Look at them", her.page.hint)
        dialog = her.dialog(MergeDialog)
        her.until(dialog.go.isEnabled)
        found = [{her.number_of(one) for one in card.order_ids} for card in dialog.groups]
        assert sorted(map(sorted, found)) == sorted(map(sorted, TOGETHER))
        her.press("Merge 4 groups", dialog)
        her.no_dialog()
        her.quiet()


def _make_a_wave(her: Morning) -> WaveDetail:
    """The 40 parcels of Taobao that have waited longest."""
    with her.can_be_undone():
        her.press_keys("Ctrl+Shift+W")
        dialog = her.dialog(WavesDialog)
        her.press("New wave…", dialog)
        rule = her.dialog(NewWaveDialog)
        rule.channel.setCurrentText(CHANNELS["taobao"][0])
        rule.most.setText("40")
        her.until(lambda: rule.make.isEnabled() and len(rule.choice.units) == 40)
        rule.make.click()
        her.until(lambda: dialog.shown is not None and her.link.is_quiet())
        wave = there(dialog.shown)
        dialog.escape()
        her.no_dialog()
    assert [one.position for one in wave.parcels] == list(range(1, 41))
    in_parcels = [{order.number for order in parcel.orders} for parcel in wave.parcels]
    assert all(numbers in in_parcels for numbers in TOGETHER[1:3])
    assert TAOBAO[5] not in set().union(*in_parcels)
    return wave


# --- papers ----------------------------------------------------------------------------------


def _print(her: Morning, wave: WaveDetail, folder: Path) -> None:
    her.press_keys("Ctrl+Shift+W")
    dialog = her.dialog(WavesDialog)
    her.until(dialog.pick_list.isEnabled)
    her.press("Print pick list", dialog)
    her.save_pdf(folder / "pick.pdf")
    her.press("Print packing lists", dialog)
    her.choose_in_preview(PaperSize.LABEL_100X150, "show_receiver")
    assert her.save_pdf(folder / "pack.pdf") == 40
    her.until(lambda: dialog.shown is not None and all(o.is_printed for p in dialog.shown.parcels for o in p.orders))
    her.press("Everything is picked", dialog)
    her.until(lambda: dialog.shown.wave.picked == 40)  # type: ignore[union-attr]
    dialog.escape()
    her.no_dialog()
    assert {one[0] for one in her.order(TAOBAO[-1]).prints} == {PrintKind.PICK_LIST, PrintKind.PACKING_LIST}
    _read_pick_list(folder / "pick.pdf", wave)
    _read_packing_lists(folder / "pack.pdf", wave)


def _text(pdf: Path) -> list[str]:
    if shutil.which("pdftotext") is None:
        return []
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


def _codes(pdf: Path, folder: Path, pages: int) -> list[set[str]]:
    if shutil.which("pdftoppm") is None:
        return []
    subprocess.run(
        ["pdftoppm", "-r", "203", "-gray", "-l", str(pages), "-png", str(pdf), str(folder / pdf.stem)], check=True
    )
    return [
        {code.text for code in zxingcpp.read_barcodes(Image.open(page))}
        for page in sorted(folder.glob(f"{pdf.stem}-*.png"))
    ]


def _read_pick_list(pdf: Path, wave: WaveDetail) -> None:
    """By shelf (A-1, A-10, B-2), a bundle as its parts under its name, all pieces of the wave."""
    whole = "".join(_text(pdf))
    if not whole:
        return
    places = [whole.index(code) for code in (CANDLE, CUP, APRON)]
    assert places == sorted(places)
    assert "LH-1" in whole
    assert wave.wave.number in whole


def _read_packing_lists(pdf: Path, wave: WaveDetail) -> None:
    """One parcel a page in the order of picking, every order of it named and its receiver masked."""
    pages = _text(pdf)
    sold = {one.number: one for one in SOLD["taobao"]}
    for page, parcel in zip(pages, wave.parcels, strict=False):
        first = sold[parcel.orders[0].number]
        assert all(order.number in page for order in parcel.orders)
        assert first.phone not in page
        assert f"{first.phone[:3]}******{first.phone[-2:]}" in page
        assert first.address[3] not in page
    assert len(pages) in (0, 40)
    for codes, parcel in zip(_codes(pdf, pdf.parent, 4), wave.parcels, strict=False):
        assert codes & {order.number for order in parcel.orders}


# --- the bench -------------------------------------------------------------------------------


def _scan_items(her: Morning, number: str, *, but: int = 0) -> None:
    codes = [code for code, pieces in her.items_of(number) for _piece in range(pieces)]
    for code in codes[: len(codes) - but]:
        her.scan(BARCODES[code])


def _pack(her: Morning, wave: WaveDetail) -> None:
    """Three parcels: one as it should be, one with mistakes, one merged; the last is taken back."""
    plain, faulty, merged = _parcels_to_pack(wave)
    with her.can_be_undone():
        _close(her, plain, "SF1000000000001")
        _leave_bench(her)
    her.scan(faulty)
    her.scan(BARCODES[CUP])
    her.says("Wrong item")
    her.scan("SF1000000000002")
    her.says("still missing")
    _scan_items(her, faulty)
    her.says("Complete")
    her.scan(BARCODES[CANDLE])
    her.says("Too many")
    her.scan("SF1000000000001")
    her.says("Not closed")
    with her.can_be_undone():
        her.scan("SF1000000000002")
        her.says(f"{faulty} is closed")
        _leave_bench(her)
    with her.can_be_undone():
        _close(her, merged, "SF1000000000003")
        _leave_bench(her)
    assert {her.order(number).tracking_no for number in TOGETHER[2]} == {"SF1000000000003"}
    assert her.stored(wave_detail, wave.wave.id).wave.packed == 3


def _leave_bench(her: Morning) -> None:
    her.bench().escape()
    her.no_dialog()


def _parcels_to_pack(wave: WaveDetail) -> tuple[str, str, str]:
    sold = {one.number: one for one in SOLD["taobao"]}
    alone = [parcel.orders[0].number for parcel in wave.parcels if len(parcel.orders) == 1]
    candles = [number for number in alone if sold[number].items[0][0] == CANDLE]
    merged = next(parcel for parcel in wave.parcels if TOGETHER[2] == {order.number for order in parcel.orders})
    return candles[0], candles[1], merged.orders[0].number


def _close(her: Morning, number: str, waybill: str) -> None:
    her.scan(number)
    her.says(number)
    _scan_items(her, number)
    her.says("Complete")
    her.scan("0.62kg")
    her.says("620 g")
    her.scan(waybill)
    her.says("is closed")


# --- tracking, refunds, ship files -----------------------------------------------------------


def _waybills(her: Morning, wave: WaveDetail) -> dict[str, str]:
    """A waybill for every parcel of the wave that has none, and for the orders of two other platforms."""
    rest = [parcel.orders[0].number for parcel in wave.parcels if not her.order(parcel.orders[0].number).tracking_no]
    others = [*NUMBERS["douyin"][:5], *NUMBERS["jd"][:4], *NUMBERS["shopify"][:3]]
    return {number: f"YT{8800000000000 + place}" for place, number in enumerate([*rest, *others])}


def _enter_tracking(her: Morning, wave: WaveDetail) -> None:
    """Two columns from Excel; a waybill that is another order's and a number nobody has are named."""
    waybills = _waybills(her, wave)
    wrong = [(NUMBERS["jd"][20], "SF1000000000001"), ("40404", "YT9900000000001")]
    pasted = "\n".join("\t".join(one) for one in (*waybills.items(), *wrong))
    her.to_orders()
    with her.can_be_undone():
        her.press_keys("Ctrl+T")
        dialog = her.dialog(TrackingDialog)
        dialog.ship.setChecked(False)
        dialog.list.setPlainText(pasted)
        her.until(lambda: dialog.save.text() == f"Enter {len(waybills)} tracking numbers")
        assert "belongs to the order" in dialog.reasons.text()
        assert "no order has this number" in dialog.reasons.text()
        dialog.save.click()
        her.until(lambda: "40404" in dialog.list.toPlainText() and TAOBAO[-1] not in dialog.list.toPlainText())
        dialog.list.clear()
        dialog.escape()
        her.no_dialog()
    assert all(her.order(number).tracking_no == waybill for number, waybill in waybills.items())
    assert her.order(NUMBERS["jd"][20]).tracking_no is None


def _check_refunds(her: Morning, wave: WaveDetail, folder: Path) -> list[str]:
    """One order by a fresh export, one pasted: red in the list, in the wave and on the bench."""
    by_file, pasted = wave.parcels[10].orders[0].number, NUMBERS["douyin"][1]
    with her.can_be_undone():
        her.press_keys("Ctrl+Shift+R")
        dialog = her.dialog(RefundCheckDialog)
        file = morning_files.after_sales_file(folder / "cases.csv", [by_file], CHANNELS["taobao"][0])
        dialog.take_files([file])
        her.until(lambda: [row.order_no for row in dialog.found] == [by_file])
        assert dialog.found[0].wave == wave.wave.number
        assert dialog.found[0].position == 11
        dialog.escape()
        her.no_dialog()
    with her.can_be_undone():
        her.press_keys("Ctrl+Shift+R")
        dialog = her.dialog(RefundCheckDialog)
        dialog.numbers.setPlainText(f"{pasted} 40404")
        her.press("Stop 1 order", dialog)
        her.until(lambda: "1 stopped" in dialog.result.text())
        dialog.escape()
        her.no_dialog()
    her.to_orders()
    for number in (by_file, pasted):
        her.until(partial(lambda number: her.text(her.row_of(number), "status").startswith("Refund asked"), number))
    stopped = next(one for one in her.stored(wave_detail, wave.wave.id).parcels if one.position == 11)
    assert stopped.is_stopped
    her.scan(by_file)
    her.says("Do not pack this parcel")
    _leave_bench(her)
    return [by_file, pasted]


def _write_ship_files(her: Morning, stopped: list[str], folder: Path) -> None:
    """A file per platform in its layout; what is in it has left, what is stopped is not in it."""
    for platform in ("taobao", "douyin", "jd", "shopify"):
        tracked = [one for one in NUMBERS[platform] if her.order(one).tracking_no and one not in stopped]
        rows = _ship_file(her, platform, tracked, folder / f"{platform}.xlsx")
        assert rows[0] == HEADINGS[platform]
        assert sorted(row[0] for row in rows[1:]) == sorted(tracked)
        assert {row[2] for row in rows[1:]} == {her.order(one).tracking_no for one in tracked}
        assert len(rows) <= 501


def _ship_file(her: Morning, platform: str, tracked: list[str], out: Path) -> list[tuple[Any, ...]]:
    her.window.registry.trigger("orders.ship_file")
    dialog = her.dialog(ShipFileDialog)
    dialog.channel.setCurrentText(CHANNELS[platform][0])
    her.until(lambda: dialog.count.text().startswith(f"{len(tracked)} shipment"))
    her.press("Save as…", dialog)
    her.save_as(out)
    her.until(lambda: her.order(tracked[0]).status is OrderStatus.SHIPPED)
    her.no_dialog()
    return _rows(out)


HEADINGS = {
    "taobao": ("订单编号", "物流公司", "运单号"),
    "douyin": ("订单编号", "快递公司", "快递单号"),
    "jd": ("Order no.", "Courier", "Tracking no."),
    "shopify": ("Order no.", "Courier", "Tracking no."),
}


def _rows(file: Path) -> list[tuple[Any, ...]]:
    book = openpyxl.load_workbook(file, read_only=True)
    assert book.active is not None
    found = list(book.active.iter_rows(values_only=True))
    book.close()
    return found


def _look_back(her: Morning, stopped: list[str]) -> None:
    """The last step is taken back and done again; what was stopped never left."""
    sent = her.stored(board).stages[Stage.SENT].orders
    before = her.rows()
    her.undo()
    her.until(lambda: her.stored(board).stages[Stage.SENT].orders == sent - 3)
    her.redo()
    her.until(lambda: her.rows() == before)
    assert [her.order(number).status for number in stopped] == [OrderStatus.PAID, OrderStatus.PAID]
    wave = her.stored(all_waves)[0]
    assert (wave.parcels, wave.shipped) == (40, 39)
    assert {parcel.state for parcel in her.stored(wave_detail, wave.id).parcels} == {
        ParcelState.SHIPPED, ParcelState.OPEN,
    }  # fmt: skip
