"""The preview shows what is printed, follows its switches, and tells when paper was made."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from services import clock, i18n
from services.errors import NothingSelected, PictureUnreadable
from services.fulfilment.papers import PackingList, PickList
from services.types import PrintKind
from tests.ui.paper import samples
from ui.paper import template
from ui.paper.field_panel import FieldPanel
from ui.paper.preview import PreviewDialog, PreviewPage
from ui.paper.render import render_pick_list
from ui.paper.size import PaperSize


def _open(qtbot: QtBot, papers: PickList | list[PackingList], paper: PaperSize = PaperSize.A4) -> PreviewPage:
    page = PreviewPage(papers, paper)
    qtbot.addWidget(page)
    page.resize(900, 700)
    with qtbot.waitSignal(page.laid_out):
        page.show()
    return page


def test_it_counts_the_pages_that_will_be_printed(qtbot: QtBot, tmp_path: Path) -> None:
    papers = samples.pick_list(60)
    page = _open(qtbot, papers, PaperSize.A5)
    assert page.page_count == render_pick_list(papers, PaperSize.A5, tmp_path / "p.pdf")


def test_a_file_of_packing_lists_is_named_by_kind_order_and_the_shops_day(qtbot: QtBot) -> None:
    clock.set_source(lambda: datetime(2026, 11, 20, 23, 30, tzinfo=UTC))  # the 21st in the shop already
    try:
        one = _open(qtbot, [samples.packing_list(order_numbers=("A/1", "A/2"))])
        many = _open(qtbot, [samples.packing_list()] * 2)
        assert one.suggested_name() == "Packing list A-1 2026-11-21.pdf"
        assert many.suggested_name() == "Packing list 2026-11-21.pdf"
        i18n.set_language("zh_CN")
        assert many.suggested_name() == "发货单 2026-11-21.pdf"
    finally:
        clock.set_source(None)
        i18n.set_language("en")


def test_another_paper_is_laid_out_again(qtbot: QtBot) -> None:
    page = _open(qtbot, samples.pick_list(60))
    before = page.page_count
    with qtbot.waitSignal(page.laid_out):
        page.bar.choose_paper(PaperSize.LABEL_100X150.key)
    assert page.page_count > before


def test_what_is_hidden_follows_the_switches(qtbot: QtBot) -> None:
    page = _open(qtbot, [samples.packing_list()])
    assert page.options.mask
    masked = page.canvas.grab().toImage()
    with qtbot.waitSignal(page.laid_out):
        _fields(page).choose(mask=False)
    assert not page.options.mask
    assert page.canvas.grab().toImage() != masked
    with qtbot.waitSignal(page.laid_out):
        _fields(page).choose(show_receiver=False)
    assert not page.options.show_receiver


def test_saving_and_printing_are_told_for_the_print_log(qtbot: QtBot, tmp_path: Path) -> None:
    page = _open(qtbot, [samples.packing_list(1)] * 2, PaperSize.LABEL_100X150)
    with qtbot.waitSignal(page.printed) as told:
        assert page.save_to(tmp_path / "p.pdf") == 2
    assert told.args == [PrintKind.PACKING_LIST]
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    with qtbot.waitSignal(page.printed):
        assert page.print_on(printer) == 2


def test_pages_and_zoom_can_be_walked(qtbot: QtBot) -> None:
    page = _open(qtbot, samples.pick_list(200))
    assert page.canvas.page == 1
    page.canvas.go_to(3)
    assert page.canvas.page == 3
    page.bar.page_step.emit(-1)
    assert page.canvas.page == 2
    page.canvas.go_to(9999)
    assert page.canvas.page == page.page_count
    before = page.canvas.zoom
    page.bar.zoom_in.emit()
    assert page.canvas.zoom > before
    page.bar.zoom_fit.emit()
    assert page.canvas.zoom == pytest.approx(before)


def test_a_broken_template_is_told_with_its_line_and_the_standard_one_is_shown(qtbot: QtBot) -> None:
    template.user_templates_dir().mkdir(parents=True)
    (template.user_templates_dir() / "pick_list.html").write_text("{% block body %}\n\n{{ nothing }}{% endblock %}")
    dialog = PreviewDialog(samples.pick_list())
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.page.laid_out):
        dialog.show()
    said = next(label for label in dialog.findChildren(QLabel) if "pick_list.html" in label.text())
    assert said.isVisible()
    assert "line 3:" in said.text()
    assert dialog.page.page_count == 1
    buttons = {button.text(): button for button in dialog.findChildren(QAbstractButton)}
    assert buttons["Print…"].isEnabled()


def test_what_fails_for_another_reason_is_told_and_nothing_can_be_printed(qtbot: QtBot) -> None:
    dialog = PreviewDialog([])
    qtbot.addWidget(dialog)
    with qtbot.waitSignal(dialog.page.problem) as told:
        dialog.show()
    assert isinstance(told.args[0], NothingSelected)
    buttons = {button.text(): button for button in dialog.findChildren(QAbstractButton)}
    assert not buttons["Print…"].isEnabled()
    assert not buttons["Save as PDF…"].isEnabled()


def test_a_copied_template_is_chosen_and_changes_the_paper(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    page = _open(qtbot, [samples.packing_list(1)])
    with qtbot.waitSignal(page.laid_out):
        page.bar.copy_wanted.emit()
    copy = template.user_templates_dir() / "packing_list-1.html"
    assert opened == [str(copy)]
    assert page.options.template == "packing_list-1"
    before = page.canvas.grab().toImage()
    copy.write_text(copy.read_text(encoding="utf-8").replace("Packing list", "My own list"), encoding="utf-8")
    with qtbot.waitSignal(page.laid_out):
        page.reload()
    assert page.canvas.grab().toImage() != before
    assert page.choices().by_paper["a4"].template == "packing_list-1"
    page.copy_template()
    assert page.options.template == "packing_list-2"


def test_every_paper_keeps_its_own_switches(qtbot: QtBot) -> None:
    page = _open(qtbot, [samples.packing_list(1)])
    fields = _fields(page)
    with qtbot.waitSignal(page.laid_out):
        fields.choose(prices=True, gift_card=True)
    pages = page.page_count
    assert pages == 2
    with qtbot.waitSignal(page.laid_out):
        page.bar.choose_paper("58mm")
    assert not page.options.prices
    assert page.page_count == 1
    with qtbot.waitSignal(page.laid_out):
        page.bar.choose_paper("a4")
    assert page.options.prices
    assert set(page.choices().by_paper) == {"a4"}


def test_texts_and_logo_are_seen_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    page = _open(qtbot, [samples.packing_list(1)])
    fields = _fields(page)
    before = page.canvas.grab().toImage()
    with qtbot.waitSignal(page.laid_out):
        fields.thank_you.setPlainText("谢谢，慢走")
    assert page.canvas.grab().toImage() != before
    assert page.choices().thank_you == "谢谢，慢走"
    bad = tmp_path / "logo.png"
    bad.write_bytes(b"no picture")
    with qtbot.waitSignal(page.problem) as told:
        fields.use_logo(bad)
    assert isinstance(told.args[0], PictureUnreadable)
    assert fields.new_logo is None
    logo = QImage(80, 80, QImage.Format.Format_RGB32)
    logo.fill(0)
    assert logo.save(str(bad))
    with qtbot.waitSignal(page.laid_out):
        fields.use_logo(bad)
    assert fields.new_logo == bad


def _fields(page: PreviewPage) -> FieldPanel:
    assert page.fields is not None
    return page.fields


def test_every_control_has_a_name_in_either_language(qtbot: QtBot) -> None:
    page = _open(qtbot, [samples.packing_list()])
    for language in i18n.LANGUAGES:
        with qtbot.waitSignal(page.laid_out):
            i18n.set_language(language)
        for control in (*page.bar.findChildren(QAbstractButton), *page.bar.findChildren(QComboBox)):
            assert control.accessibleName() or (isinstance(control, QAbstractButton) and control.text())


def test_the_file_dialog_offers_a_name_and_does_not_block(qtbot: QtBot, tmp_path: Path) -> None:
    page = _open(qtbot, samples.pick_list())
    page.ask_file()
    dialog = page._save_dialog
    assert dialog is not None
    with qtbot.waitSignal(page.printed):
        dialog.fileSelected.emit(str(tmp_path / "p.pdf"))
    assert (tmp_path / "p.pdf").exists()
    dialog.close()


def test_a_closed_preview_hears_of_no_language(qtbot: QtBot) -> None:
    dialog = PreviewDialog(samples.pick_list())
    with qtbot.waitSignal(dialog.page.laid_out):
        dialog.show()
    with qtbot.waitSignal(dialog.destroyed):
        dialog.close()
        dialog.deleteLater()
    i18n.set_language("zh_CN")
