"""Any preview: the pages as they will be printed, laid out a few at a time; then printer or PDF."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from services import i18n, paths
from services.errors import AppError
from services.i18n import _
from ui.dialogs.files import ask_save
from ui.paper.canvas import PageCanvas
from ui.paper.pdf import print_sheets, write_pdf
from ui.paper.preview_bar import PaperBar
from ui.paper.sheet import Pages

# How long the window may be busy laying out sheets before it looks at the mouse again.
_SLICE_SECONDS = 0.03
_ZOOM_STEP = 1.25
_ZOOM_RANGE = (0.25, 4.0)


class PaperPreview(QWidget):
    """Shows, prints and saves what `sheets` gives; a subclass says what that is.

    `printed` carries `kind` when the paper went to a printer or into a file, so that the caller can
    keep a log; `problem` carries an AppError to be shown; `laid_out` tells that all pages are there.
    """

    printed = Signal(object)
    problem = Signal(object)
    laid_out = Signal()

    kind: object = None

    def __init__(self, bar: PaperBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: Iterator[Pages] = iter(())
        self._print_dialog: QPrintDialog | None = None
        self._printer: QPrinter | None = None
        self._save_dialog: QFileDialog | None = None
        self.paper_bar = bar
        self.canvas = PageCanvas(self)
        self.canvas.setAccessibleName(_("Pages"))
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._lay_out_some)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bar)
        self.beside = QHBoxLayout()
        self.beside.setSpacing(0)
        self.beside.addWidget(self.canvas, 1)
        layout.addLayout(self.beside, 1)
        self._connect()

    def sheets(self) -> Iterator[Pages]:
        """What is to be printed, laid out one after the other; AppError where there is nothing or it fails."""
        raise NotImplementedError

    def suggested_name(self) -> str:
        """The name a PDF of it gets, also its title without the suffix."""
        return "paper.pdf"

    def recovers_from(self, _error: AppError) -> bool:
        """Whether something else is being laid out in the place of what failed."""
        return False

    @property
    def page_count(self) -> int:
        """Pages laid out so far; all of them once `laid_out` was told."""
        return self.canvas.strip.page_count

    def reload(self) -> None:
        """Lay everything out again, a few sheets at a time so that the window stays alive."""
        self.canvas.start(self.paper_bar.shape.extent.width())
        self._waiting = self.sheets()
        self.paper_bar.set_ready(False)
        self._timer.start()

    def save_to(self, out: Path) -> int:
        """Write the PDF shown and return its pages; raises what `sheets` and writing raise."""
        pages = write_pdf(self.sheets(), self.paper_bar.shape, out, Path(self.suggested_name()).stem)
        self.printed.emit(self.kind)
        return pages

    def print_on(self, printer: QPrinter) -> int:
        """Print what is shown and return the pages; raises what `sheets` and printing raise."""
        pages = print_sheets(self.sheets(), self.paper_bar.shape, printer)
        self.printed.emit(self.kind)
        return pages

    def ask_printer(self) -> None:
        """Open the system's print dialog."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageLayout(self.paper_bar.shape.page_layout())
        self._printer = printer
        self._print_dialog = QPrintDialog(printer, self)
        self._print_dialog.setMinMax(1, max(self.page_count, 1))
        self._print_dialog.finished.connect(self._printer_chosen)
        self._print_dialog.finished.connect(self._print_dialog.deleteLater)
        QDialog.open(self._print_dialog)

    def ask_file(self) -> None:
        """Ask where the PDF goes."""
        suggested = paths.documents_dir() / self.suggested_name()
        self._save_dialog = ask_save(self, _("Save as PDF"), _("PDF files (*.pdf)"), suggested, self._file_chosen)

    def _connect(self) -> None:
        self.paper_bar.changed.connect(self.reload)
        self.paper_bar.print_wanted.connect(self.ask_printer)
        self.paper_bar.save_wanted.connect(self.ask_file)
        self.paper_bar.zoom_in.connect(self._zoom_in)
        self.paper_bar.zoom_out.connect(self._zoom_out)
        self.paper_bar.zoom_fit.connect(self._zoom_fit)
        self.paper_bar.page_step.connect(self._step)
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
            if self.recovers_from(error):
                return
            self.paper_bar.set_failed(str(error))
            self.problem.emit(error)
            return
        self.canvas.strip.place()
        self._show_page(self.canvas.page)
        if not self._timer.isActive():
            self.paper_bar.set_ready(True)
            self.laid_out.emit()

    def _show_page(self, page: int) -> None:
        self.paper_bar.show_page(page, self.page_count)

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

    def _file_chosen(self, path: Path) -> None:
        try:
            self.save_to(path)
        except AppError as error:
            self.problem.emit(error)
