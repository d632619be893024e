"""Any preview: the pages as they will be printed, laid out a few at a time; then printer or PDF."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from services import i18n, paths
from services.errors import AppError
from services.i18n import NN_, _
from services.messages import counted
from ui.dialogs.files import ask_save
from ui.paper.canvas import PageCanvas
from ui.paper.kinds import PRINTED, PaperKind
from ui.paper.pdf import print_sheets, write_pdf
from ui.paper.preview_bar import PaperBar
from ui.paper.printers import connected, is_stopped, printer_called
from ui.paper.sheet import Pages
from ui.pause import Pause
from ui.preferences import Preferences

# How long the window may be busy laying out sheets before it looks at the mouse again.
_SLICE_SECONDS = 0.03
_ZOOM_STEP = 1.25
_WAITING = NN_(
    "{count} page waits for “{printer}”: it is stopped, has no paper or another fault.",
    "{count} pages wait for “{printer}”: it is stopped, has no paper or another fault.",
)
_HANDED_OVER = NN_("{count} page handed over to “{printer}”.", "{count} pages handed over to “{printer}”.")
_ZOOM_RANGE = (0.25, 4.0)


class PaperPreview(QWidget):
    """Shows, prints and saves what `sheets` gives; a subclass says what that is.

    `printed` carries `kind` when the paper went to a printer or into a file, so that the caller can
    keep a log; `problem` carries an AppError to be shown; `laid_out` tells that all pages are there.
    """

    printed = Signal(object)
    problem = Signal(object)
    laid_out = Signal()

    kind: PaperKind

    def __init__(self, bar: PaperBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._waiting: Iterator[Pages] = iter(())
        self._print_dialog: QPrintDialog | None = None
        self._printer: QPrinter | None = None
        self._save_dialog: QFileDialog | None = None
        self._preferences = Preferences()
        self.paper_bar = bar
        bar.show_printer(self._printer_kept())
        self._is_printer_sought = not self._printer_kept()
        self._seeking = Pause(self, 0)
        self._seeking.timeout.connect(self._seek_printer)
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
        self.paper_bar.hush()
        pages = write_pdf(self.sheets(), self.paper_bar.shape, out, Path(self.suggested_name()).stem)
        self.printed.emit(self.kind)
        return pages

    def print_on(self, printer: QPrinter) -> int:
        """Print what is shown and return the pages; raises what `sheets` and printing raise."""
        pages = print_sheets(self.sheets(), self.paper_bar.shape, printer)
        self.printed.emit(self.kind)
        return pages

    def print_out(self) -> None:
        """Print on the printer remembered for this kind of paper; ask where there is none, or where it is gone."""
        name = self._printer_kept()
        printer = printer_called(name) if name else None
        self.paper_bar.show_printer(name, is_gone=printer is None and bool(name))
        if printer is None:
            self.ask_printer()
        else:
            self.paper_bar.rest()
            self._hand_over(printer)

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
        suggested = paths.documents_dir() / paths.fit_for_a_file(self.suggested_name())
        self._save_dialog = ask_save(self, _("Save as PDF"), _("PDF files (*.pdf)"), suggested, self._file_chosen)

    def _connect(self) -> None:
        self.paper_bar.changed.connect(self.reload)
        self.paper_bar.print_wanted.connect(self.print_out)
        self.paper_bar.printer.another_wanted.connect(self.ask_printer)
        self.paper_bar.printer.remember_wanted.connect(self._remember_printer)
        self.paper_bar.save_wanted.connect(self.ask_file)
        self.paper_bar.zoom_in.connect(self._zoom_in)
        self.paper_bar.zoom_out.connect(self._zoom_out)
        self.paper_bar.zoom_fit.connect(self._zoom_fit)
        self.paper_bar.page_step.connect(self._step)
        self.canvas.page_shown.connect(self._show_page)
        printing = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        printing.setAutoRepeat(False)  # keys held a moment too long are one stack of paper, not ten
        printing.activated.connect(self.paper_bar.press_print)
        for keys, slot in (
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
            if not self._is_printer_sought:
                self._seeking.start()

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
        printer = self._printer  # kept: the dialog, gone a turn later, still points to it
        if result != QDialog.DialogCode.Accepted or printer is None:
            return
        is_file = printer.outputFormat() != QPrinter.OutputFormat.NativeFormat
        if self._hand_over(printer) and not is_file and printer.printerName() != self._printer_kept():
            self.paper_bar.printer.offer(PRINTED[self.kind], printer.printerName())

    def _hand_over(self, printer: QPrinter) -> bool:
        """Print, and say here what became of it: whatever says it behind this window is not seen."""
        printer.setDocName(Path(self.suggested_name()).stem)
        name = printer.printerName() or Path(printer.outputFileName()).name
        try:
            pages = self.print_on(printer)
        except AppError as error:
            self.paper_bar.say(str(error))
            self.problem.emit(error)
            return False
        self.paper_bar.say(counted(_WAITING if is_stopped(name) else _HANDED_OVER, pages, printer=name))
        return True

    def _printer_kept(self) -> str:
        return self._preferences.printer_for(self.kind)

    @Slot(str)
    def _remember_printer(self, name: str) -> None:
        self._preferences.remember_printer(self.kind, name)
        self.paper_bar.show_printer(name)

    @Slot()
    def _seek_printer(self) -> None:
        """Say that the printer is gone before somebody counts on it, once the pages are there to look at."""
        self._is_printer_sought = True
        name = self._printer_kept()
        if name and name not in connected():
            self.paper_bar.show_printer(name, is_gone=True)

    def _file_chosen(self, path: Path) -> None:
        try:
            self.save_to(path)
        except AppError as error:
            self.paper_bar.say(str(error))
            self.problem.emit(error)


class PaperDialog(QDialog):
    """A preview in a window of its own; `page` is the preview inside."""

    def __init__(self, page: PaperPreview, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = page
        self.setWindowTitle(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(page)
        self.resize(980, 720)

    def open_once(self, show_error: Callable[[Exception], object]) -> None:
        """Open it over its window, until it is closed; `show_error` gets what goes wrong."""
        self.page.problem.connect(show_error)
        self.finished.connect(self.deleteLater)
        self.open()
