"""The preview: what will be printed, on which paper, with what hidden; then printer or PDF."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from services import i18n
from services.errors import AppError
from services.fulfilment.papers import PackingList, PickList
from services.i18n import _
from services.types import PrintKind
from ui.paper.canvas import PageCanvas
from ui.paper.preview_bar import PreviewBar
from ui.paper.render import (
    STANDARD,
    PackingOptions,
    packing_sheets,
    paint_packing_lists,
    paint_pick_list,
    pick_list_sheets,
    render_packing_lists,
    render_pick_list,
)
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize

# How long the window may be busy laying out sheets before it looks at the mouse again.
_SLICE_SECONDS = 0.03
_ZOOM_STEP = 1.25
_ZOOM_RANGE = (0.25, 4.0)


class PreviewPage(QWidget):
    """Shows a pick list or packing lists, and prints or saves them.

    `printed` tells that the paper went to a printer or into a file, so that the caller can
    keep the print log; `problem` carries an AppError to be shown; `laid_out` tells that all
    pages are there.
    """

    printed = Signal(object)
    problem = Signal(object)
    laid_out = Signal()

    def __init__(
        self,
        papers: PickList | Sequence[PackingList],
        paper: PaperSize = PaperSize.A4,
        options: PackingOptions = STANDARD,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._papers = papers
        self._options = options
        self._waiting: Iterator[Sheet] = iter(())
        self._print_dialog: QPrintDialog | None = None
        self._printer: QPrinter | None = None
        self._save_dialog: QFileDialog | None = None
        self.bar = PreviewBar(self.kind, paper, options, self)
        self.canvas = PageCanvas(self)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._lay_out_some)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.bar)
        layout.addWidget(self.canvas, 1)
        self._connect()
        self.reload()

    @property
    def kind(self) -> PrintKind:
        """Which paper this is."""
        return PrintKind.PICK_LIST if isinstance(self._papers, PickList) else PrintKind.PACKING_LIST

    @property
    def page_count(self) -> int:
        """Pages laid out so far; all of them once `laid_out` was told."""
        return self.canvas.strip.page_count

    @property
    def options(self) -> PackingOptions:
        """What the switches say now."""
        return replace(
            self._options,
            show_receiver=self.bar.shows_receiver,
            mask=self.bar.masks,
            template=self.bar.template,
        )

    def reload(self) -> None:
        """Lay everything out again, a few sheets at a time so that the window stays alive."""
        paper = self.bar.paper
        self.canvas.start(paper.extent.width())
        if isinstance(self._papers, PickList):
            self._waiting = pick_list_sheets(self._papers, paper, self.bar.template)
        else:
            self._waiting = packing_sheets(self._papers, paper, self.options)
        self.bar.set_ready(False)
        self._timer.start()

    def save_to(self, out: Path) -> int:
        """Write the PDF shown and return its pages; raises what `render_*` raises."""
        if isinstance(self._papers, PickList):
            pages = render_pick_list(self._papers, self.bar.paper, out, self.bar.template)
        else:
            pages = render_packing_lists(self._papers, self.bar.paper, out, self.options)
        self.printed.emit(self.kind)
        return pages

    def print_on(self, printer: QPrinter) -> int:
        """Print what is shown and return the pages; raises what `paint_*` raises."""
        if isinstance(self._papers, PickList):
            pages = paint_pick_list(self._papers, self.bar.paper, printer, self.bar.template)
        else:
            pages = paint_packing_lists(self._papers, self.bar.paper, printer, self.options)
        self.printed.emit(self.kind)
        return pages

    def ask_printer(self) -> None:
        """Open the system's print dialog."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(self.bar.paper.page_layout())
        self._printer = printer
        self._print_dialog = QPrintDialog(printer, self)
        self._print_dialog.setMinMax(1, max(self.page_count, 1))
        self._print_dialog.finished.connect(self._printer_chosen)
        QDialog.open(self._print_dialog)

    def ask_file(self) -> None:
        """Ask where the PDF goes."""
        self._save_dialog = QFileDialog(self, _("Save as PDF"), self._suggested_name(), _("PDF files (*.pdf)"))
        self._save_dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._save_dialog.setDefaultSuffix("pdf")
        self._save_dialog.fileSelected.connect(self._file_chosen)
        self._save_dialog.open()

    def _connect(self) -> None:
        self.bar.changed.connect(self.reload)
        self.bar.print_wanted.connect(self.ask_printer)
        self.bar.save_wanted.connect(self.ask_file)
        self.bar.zoom_in.connect(self._zoom_in)
        self.bar.zoom_out.connect(self._zoom_out)
        self.bar.zoom_fit.connect(self._zoom_fit)
        self.bar.page_step.connect(self._step)
        self.canvas.page_shown.connect(self._show_page)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Print), self.ask_printer),
            (QKeySequence(QKeySequence.StandardKey.ZoomIn), self._zoom_in),
            (QKeySequence(QKeySequence.StandardKey.ZoomOut), self._zoom_out),
        ):
            QShortcut(keys, self).activated.connect(slot)
        forget = i18n.on_language_change(self.reload)
        self.destroyed.connect(lambda: forget())

    def _lay_out_some(self) -> None:
        until = time.monotonic() + _SLICE_SECONDS
        try:
            while time.monotonic() < until:
                sheet = next(self._waiting, None)
                if sheet is None:
                    self._timer.stop()
                    break
                self.canvas.strip.add(sheet)
        except AppError as error:
            self._timer.stop()
            self.bar.set_failed(str(error))
            self.problem.emit(error)
            return
        self.canvas.strip.place()
        self._show_page(self.canvas.page)
        if not self._timer.isActive():
            self.bar.set_ready(True)
            self.laid_out.emit()

    def _show_page(self, page: int) -> None:
        self.bar.show_page(page, self.page_count)

    def _step(self, by: int) -> None:
        self.canvas.go_to(self.canvas.page + by)

    def _zoom_in(self) -> None:
        self.canvas.set_zoom(min(self.canvas.zoom * _ZOOM_STEP, _ZOOM_RANGE[1]))

    def _zoom_out(self) -> None:
        self.canvas.set_zoom(max(self.canvas.zoom / _ZOOM_STEP, _ZOOM_RANGE[0]))

    def _zoom_fit(self) -> None:
        self.canvas.set_zoom(None)

    def _printer_chosen(self, result: int) -> None:
        if result != QDialog.DialogCode.Accepted or self._printer is None:
            return
        try:
            self.print_on(self._printer)
        except AppError as error:
            self.problem.emit(error)

    def _file_chosen(self, name: str) -> None:
        try:
            self.save_to(Path(name))
        except AppError as error:
            self.problem.emit(error)

    def _suggested_name(self) -> str:
        if isinstance(self._papers, PickList):
            return f"{self._papers.number}.pdf"
        return f"{self.kind.value}.pdf"


class PreviewDialog(QDialog):
    """The preview in a window of its own; `page` is the preview inside."""

    def __init__(
        self,
        papers: PickList | Sequence[PackingList],
        paper: PaperSize = PaperSize.A4,
        options: PackingOptions = STANDARD,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.page = PreviewPage(papers, paper, options, self)
        self.setWindowTitle(_("Print preview"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.resize(980, 720)
