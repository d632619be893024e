"""Each kind of paper goes to its printer of this computer: at once, or asked for where that one is gone."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDialog, QLabel
from pytestqt.qtbot import QtBot

from services import i18n
from services.errors import PrinterRefused
from services.types import PrintKind
from tests.ui.paper import samples
from tests.ui.sure import there
from ui.paper import paper_preview, printers
from ui.paper.count_sheet import CountSheetPreview
from ui.paper.handover import HandoverPreview
from ui.paper.kinds import PRINTED, OtherPaper
from ui.paper.labels import LabelPreview
from ui.paper.preview import PreviewDialog
from ui.paper.printers import printer_called
from ui.paper.purchase_order import PurchasePreview
from ui.paper.size import PaperSize
from ui.preferences import Preferences

PACKING, PICKING = PrintKind.PACKING_LIST, PrintKind.PICK_LIST


class Printer(QPrinter):
    """Qt's printer on a computer that has those of `there`: the first is its usual one. The pages go into files."""

    there: tuple[str, ...] = ()
    folder = Path()

    def __init__(self, mode: QPrinter.PrinterMode) -> None:
        super().__init__(mode)
        self.setPrinterName("")

    def setPrinterName(self, name: str) -> None:
        self._name = name if name in self.there else "".join(self.there[:1])
        self.setOutputFileName(str(self.folder / f"{self._name}.pdf"))

    def printerName(self) -> str:
        return self._name

    def isValid(self) -> bool:
        return bool(self.there)

    def outputFileName(self) -> str:
        return ""

    def outputFormat(self) -> QPrinter.OutputFormat:
        return QPrinter.OutputFormat.NativeFormat


@pytest.fixture
def has(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., None]:
    """Says which printers the computer has."""
    monkeypatch.setattr(printers, "QPrinter", Printer)
    monkeypatch.setattr(paper_preview, "QPrinter", Printer)
    monkeypatch.setattr(Printer, "folder", tmp_path)
    monkeypatch.setattr(printers, "was_refused", lambda: False)
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(lambda: list(Printer.there)))

    def say(*names: str) -> None:
        monkeypatch.setattr(Printer, "there", names)

    return say


def test_every_preview_has_a_name_for_its_papers() -> None:
    kinds = {one.kind for one in (HandoverPreview, LabelPreview, CountSheetPreview, PurchasePreview)}
    assert kinds | {PACKING, PICKING} == set(PRINTED)
    assert all(one in (*PRINTED, OtherPaper.STATEMENT, PrintKind.SHIP_FILE) for one in (*PrintKind, *OtherPaper))


def test_a_remembered_printer_prints_at_once_on_the_paper_shown(
    qtbot: QtBot, has: Callable[..., None], tmp_path: Path
) -> None:
    has("Office", "Labels")
    Preferences().remember_printer(PACKING, "Labels")
    preview = shown(qtbot, PaperSize.LABEL_76X130)
    assert "Prints on “Labels”" in said(preview)
    with qtbot.waitSignal(preview.page.printed) as told:
        press(preview, "Print")
    assert told.args == [PACKING]
    assert (tmp_path / "Labels.pdf").exists()
    assert not (tmp_path / "Office.pdf").exists()
    assert paper_of(tmp_path / "Labels.pdf") == [(76, 130)] * 2
    assert "2 pages handed over to “Labels”." in said(preview)


def test_a_double_click_is_one_stack_of_paper(qtbot: QtBot, has: Callable[..., None]) -> None:
    has("Labels")
    Preferences().remember_printer(PACKING, "Labels")
    preview = shown(qtbot)
    stacks: list[object] = []
    preview.page.printed.connect(stacks.append)
    for _time in range(2):
        QTest.mouseClick(button(preview, "Print"), Qt.MouseButton.LeftButton)
    assert len(stacks) == 1
    qtbot.waitUntil(lambda: button(preview, "Print").isEnabled())
    QTest.keyClick(preview, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert len(stacks) == 2


def test_a_printer_that_is_gone_is_named_and_asked_for_and_not_forgotten(
    qtbot: QtBot, has: Callable[..., None], tmp_path: Path
) -> None:
    has("Office")
    Preferences().remember_printer(PACKING, "Labels")
    preview = shown(qtbot)
    gone = "“Labels” is not connected: you will be asked."
    qtbot.waitUntil(lambda: gone in said(preview))
    press(preview, "Print…")
    dialog = preview.page._print_dialog
    assert dialog is not None
    assert dialog.isVisible()
    dialog.reject()
    assert list(tmp_path.glob("*.pdf")) == []
    assert Preferences().printer_for(PACKING) == "Labels"
    has("Office", "Labels")  # it is switched on again
    with qtbot.waitSignal(preview.page.printed):
        press(preview, "Print…")
    assert (tmp_path / "Labels.pdf").exists()
    assert gone not in said(preview)


def test_one_switched_off_while_the_preview_is_open_is_noticed(qtbot: QtBot, has: Callable[..., None]) -> None:
    has("Office", "Labels")
    Preferences().remember_printer(PACKING, "Labels")
    preview = shown(qtbot)
    has("Office")
    with qtbot.assertNotEmitted(preview.page.printed):
        press(preview, "Print")
    assert "“Labels” is not connected: you will be asked." in said(preview)
    assert preview.page._print_dialog is not None
    preview.page._print_dialog.reject()


def test_what_was_chosen_in_the_dialog_is_remembered_with_one_click(qtbot: QtBot, has: Callable[..., None]) -> None:
    has("Office", "Labels")
    preview = shown(qtbot)
    offered = "Packing lists: always on “Labels”, without asking"
    assert offered not in said(preview)
    press(preview, "Print…")
    choose(preview, "Labels")
    assert Preferences().printer_for(PACKING) == ""
    press(preview, offered)
    assert Preferences().printer_for(PACKING) == "Labels"
    assert Preferences().printer_for(PICKING) == ""
    assert button(preview, "Print").isVisible()
    press(preview, "Another printer…")
    choose(preview, "Office")
    assert Preferences().printer_for(PACKING) == "Labels"
    press(preview, "Packing lists: always on “Office”, without asking")
    assert Preferences().printer_for(PACKING) == "Office"
    press(preview, "Packing lists: always on “Office”, without asking")
    assert Preferences().printer_for(PACKING) == "Labels"


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_refusal_is_a_sentence_and_no_print(
    qtbot: QtBot, has: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    has("Labels")
    Preferences().remember_printer(PACKING, "Labels")
    preview = shown(qtbot)
    monkeypatch.setattr(Printer, "folder", tmp_path / "nowhere")
    with qtbot.assertNotEmitted(preview.page.printed), qtbot.waitSignal(preview.page.problem) as told:
        press(preview, "Print")
    assert isinstance(told.args[0], PrinterRefused)
    assert any("“Labels” does not take the pages." in words for words in said(preview))


def test_a_queue_that_is_closed_takes_nothing_and_nothing_is_noted(
    qtbot: QtBot, has: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    has("Labels")
    Preferences().remember_printer(PACKING, "Labels")
    preview = shown(qtbot)
    monkeypatch.setattr(printers, "was_refused", lambda: True)
    with qtbot.assertNotEmitted(preview.page.printed), qtbot.waitSignal(preview.page.problem) as told:
        press(preview, "Print")
    assert isinstance(told.args[0], PrinterRefused)


def test_the_print_system_says_what_qt_does_not(tmp_path: Path) -> None:
    try:
        cups = ctypes.CDLL("libcups.so.2")
    except OSError:
        pytest.skip("no print system (libcups) on this computer")

    def printed_on_no_server() -> tuple[bool, bool]:
        before = printers.was_refused()
        cups.cupsSetServer(str(tmp_path / "nobody.sock").encode())
        cups.cupsPrintFile(b"Labels", __file__.encode(), b"a list", 0, None)
        return before, printers.was_refused()

    with ThreadPoolExecutor(1) as thread:  # CUPS keeps its server and its last answer by thread
        assert thread.submit(printed_on_no_server).result() == (False, True)


def test_a_file_that_is_not_written_is_said_over_the_papers(qtbot: QtBot, tmp_path: Path) -> None:
    preview = shown(qtbot)
    chosen = tmp_path / "list.pdf"
    chosen.mkdir()
    press(preview, "Save as PDF…")
    chooser = there(preview.page._save_dialog)
    with qtbot.assertNotEmitted(preview.page.printed):
        chooser.fileSelected.emit(str(chosen))
    chooser.reject()
    assert any(str(chosen) in words for words in said(preview))


def test_what_waits_for_a_stopped_printer_is_said(
    qtbot: QtBot, has: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    has("Labels")
    Preferences().remember_printer(PACKING, "Labels")

    class Stopped(QPrinterInfo):
        def isNull(self) -> bool:
            return False

        def state(self) -> QPrinter.PrinterState:
            return QPrinter.PrinterState.Error

    monkeypatch.setattr(QPrinterInfo, "printerInfo", staticmethod(lambda _name: Stopped()))
    preview = shown(qtbot)
    press(preview, "Print")
    waits = "2 pages wait for “Labels”: it is stopped, has no paper or another fault."
    assert waits in said(preview)
    preview.page.bar.say_too("2 orders noted as printed.")
    assert f"{waits}\n2 orders noted as printed." in said(preview)


def test_the_usual_printer_does_not_stand_in_for_one_that_is_gone(has: Callable[..., None]) -> None:
    has("Office")
    assert printer_called("Labels") is None
    has()
    assert printer_called("Labels") is None


def test_all_is_said_in_chinese_too(qtbot: QtBot, has: Callable[..., None]) -> None:
    has("Office", "Labels")
    Preferences().remember_printer(PACKING, "Labels")
    preview = shown(qtbot)
    with qtbot.waitSignal(preview.page.laid_out):
        i18n.set_language("zh_CN")
    assert {"打印", "打印到“Labels”", "换一台打印机…"} <= said(preview)


def shown(qtbot: QtBot, paper: PaperSize = PaperSize.A4) -> PreviewDialog:
    preview = PreviewDialog([samples.packing_list(1)] * 2, paper)
    qtbot.addWidget(preview)
    with qtbot.waitSignal(preview.page.laid_out):
        preview.show()
    qtbot.waitUntil(lambda: not preview.page._seeking.isActive())
    return preview


def said(preview: PreviewDialog) -> set[str]:
    """All words on the screen."""
    texts = {one.text() for one in preview.findChildren(QLabel) if one.isVisible()}
    return texts | {one.text() for one in preview.findChildren(QAbstractButton) if one.isVisible()}


def button(preview: PreviewDialog, words: str) -> QAbstractButton:
    return next(one for one in preview.findChildren(QAbstractButton) if one.isVisible() and one.text() == words)


def press(preview: PreviewDialog, words: str) -> None:
    QTest.mouseClick(button(preview, words), Qt.MouseButton.LeftButton)


def choose(preview: PreviewDialog, name: str) -> None:
    """Choose this printer in the system's dialog and print."""
    dialog, printer = preview.page._print_dialog, preview.page._printer
    assert dialog is not None
    assert printer is not None
    printer.setPrinterName(name)
    dialog.done(QDialog.DialogCode.Accepted)


def paper_of(file: Path) -> list[tuple[int, int]]:
    """Width and height in mm of each page."""
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", file.read_bytes())
    return [(round(float(width) / 72 * 25.4), round(float(height) / 72 * 25.4)) for width, height in boxes]
