"""The same morning without a mouse: from the files to the last check every step is a key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services import clock
from services.fulfilment.wave_views import waves as all_waves
from services.orders.queries import view_counts
from services.types import OrderStatus, RefundStatus
from tests.ui.orders import morning, morning_files
from tests.ui.orders.morning import BARCODES, CHANNELS, Morning
from tests.ui.orders.morning_files import NOW
from tests.ui.sure import there
from ui.dialogs.dialog import Dialog
from ui.dialogs.import_dialog import ImportDialog
from ui.dialogs.import_report import ImportReport
from ui.pages.orders.merge_dialog import MergeDialog
from ui.pages.orders.new_wave import NewWaveDialog
from ui.pages.orders.refund_check import RefundCheckDialog
from ui.pages.orders.ship_file import ShipFileDialog
from ui.pages.orders.tracking import TrackingDialog
from ui.pages.orders.waves import WavesDialog
from ui.theme.apply import apply

TAOBAO = [one.number for one in morning_files.taobao()]
JD = [one.number for one in morning_files.jd()]


@pytest.fixture
def her(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Morning]:
    clock.set_source(lambda: NOW)
    apply(qapp, "light")
    with morning.open_shop(tmp_path / "mubai.shop") as shop:
        yield from morning.sit_down(qtbot, shop)


@pytest.mark.long
def test_a_morning_without_a_mouse(her: Morning, tmp_path: Path) -> None:
    _import(her, tmp_path)
    _release(her)
    _merge(her)
    _make_and_print_a_wave(her, tmp_path)
    _pack_one(her)
    _paste_tracking(her)
    _write_the_ship_file(her, tmp_path)
    _check_refunds(her)
    her.undo()
    her.until(lambda: her.order(JD[9]).refund_status is RefundStatus.NONE)
    assert her.findings() == ()


def _import(her: Morning, folder: Path) -> None:
    files = morning_files.write_all(folder)
    her.key("Ctrl+I")
    her.until(lambda: her.window.current_page() == "import")
    page = there(her.window.page("import"))
    her.quiet()
    her.tab_to(her.button("Choose files…", page))
    her.key("Space")
    her.type_file_name(*files)
    dialog = her.dialog(ImportDialog)
    her.until(dialog.import_button.isEnabled)
    her.tab_to(dialog.import_button)
    her.key("Return")
    report = her.dialog(ImportReport)
    her.until(lambda: bool(report.tiles.figures))
    her.key("Escape")
    her.no_dialog()
    assert her.stored(view_counts)["all"] == 200


def _release(her: Morning) -> None:
    """The held ones are listed, both with a note are ticked, and released."""
    her.key("Ctrl+2")
    her.until(lambda: her.window.current_page() == "orders")
    her.until(lambda: her.count == 200)
    her.tab_to(her.table.tabs._buttons["all"])
    her.key("Right", 3)
    her.key("Space")
    her.until(lambda: her.count == 4)
    her.tab_to(her.view)
    for number in (TAOBAO[3], TAOBAO[9]):
        her.key("Ctrl+Home")
        her.key("Down", her.row_of(number))
        her.key("Ctrl+Space")
    her.until(lambda: her.view.selected_count == 2)
    her.key("Ctrl+Shift+H")
    her.dialog(Dialog)
    her.key("Return")
    her.until(lambda: her.order(TAOBAO[9]).hold_code is None)
    her.no_dialog()


def _merge(her: Morning) -> None:
    her.key("Ctrl+M")
    dialog = her.dialog(MergeDialog)
    her.tab_to(dialog.go)
    her.key("Return")
    her.no_dialog()
    her.quiet()


def _make_and_print_a_wave(her: Morning, folder: Path) -> None:
    her.key("Ctrl+Shift+W")
    dialog = her.dialog(WavesDialog)
    her.quiet()
    her.tab_to(dialog.new)
    her.key("Return")
    rule = her.dialog(NewWaveDialog)
    her.tab_to(rule.most)
    rule.most.selectAll()
    her.type("30")
    her.until(lambda: rule.make.isEnabled() and len(rule.choice.units) == 30)
    her.key("Return")
    her.until(lambda: len(her.stored(all_waves)) == 1)
    her.until(lambda: her.dialog(WavesDialog) is dialog and dialog.shown is not None)
    for button, name in ((dialog.pick_list, "pick"), (dialog.packing_lists, "pack")):
        her.tab_to(button)
        her.key("Space")
        her.save_pdf_by_keyboard(folder / f"{name}.pdf")
    her.tab_to(dialog.picked)
    her.key("Space")
    her.until(lambda: her.stored(all_waves)[0].picked == 30)
    her.key("Escape")
    her.no_dialog()


def _pack_one(her: Morning) -> None:
    """The bench by keyboard: codes are typed into its field."""
    number = JD[5]
    her.key("Ctrl+Shift+B")
    bench = her.bench()
    for code in (number, *(BARCODES[code] for code, count in her.items_of(number) for _piece in range(count))):
        her.type(code)
        her.key("Return")
        her.quiet()
    her.says("Complete")
    her.tab_to(bench.weight)
    her.type("620")
    her.key("Return")
    her.type("SF2000000000001")
    her.key("Return")
    her.says("is closed")
    her.key("Escape")
    her.no_dialog()
    assert her.order(number).tracking_no == "SF2000000000001"


def _paste_tracking(her: Morning) -> None:
    QApplication.clipboard().setText(
        "\n".join(f"{one}\tYT88000000000{place:02d}" for place, one in enumerate(JD[6:10]))
    )
    her.key("Ctrl+T")
    dialog = her.dialog(TrackingDialog)
    her.until(lambda: her.focused() is dialog.list)
    her.key("Ctrl+V")
    her.until(dialog.save.isEnabled)
    her.tab_to(dialog.ship)
    her.key("Space")
    assert not dialog.ship.isChecked()
    her.key("Return")
    her.until(lambda: her.order(JD[9]).tracking_no is not None)
    her.no_dialog()


def _write_the_ship_file(her: Morning, folder: Path) -> None:
    her.run_from_palette("ship file", "Write a ship file")
    dialog = her.dialog(ShipFileDialog)
    her.tab_to(dialog.channel)
    while dialog.channel.currentText() != CHANNELS["jd"][0]:
        her.key("Down")
    her.until(lambda: dialog.count.text().startswith("5 shipments"))
    her.tab_to(dialog.mark)
    her.key("Space")
    her.key("Return")
    her.type_file_name(folder / "jd.xlsx")
    her.no_dialog()
    her.quiet()
    sheet = openpyxl.load_workbook(folder / "jd.xlsx").active
    assert sheet is not None
    assert sorted(str(row[0].value) for row in list(sheet.rows)[1:]) == JD[5:10]
    assert her.order(JD[9]).status is OrderStatus.PAID


def _check_refunds(her: Morning) -> None:
    her.key("Ctrl+Shift+R")
    dialog = her.dialog(RefundCheckDialog)
    her.type(JD[9])
    her.until(dialog.stop.isEnabled)
    assert "jd.xlsx" in dialog.found[0].ship_file
    her.tab_to(dialog.stop)
    her.key("Return")
    her.until(lambda: her.order(JD[9]).refund_status is RefundStatus.REQUESTED)
    her.until(lambda: "1 stopped" in dialog.result.text())
    her.key("Escape")
    her.no_dialog()
