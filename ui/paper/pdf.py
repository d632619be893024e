"""Sheets onto paper: a PDF file written whole or not at all, and the printer."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QPagedPaintDevice, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter

from services.errors import AppError, CannotWrite, PrinterRefused
from services.exporting.files import replacing
from services.i18n import N_
from services.messages import message
from ui.paper import printers
from ui.paper.searchable import with_real_characters
from ui.paper.sheet import Pages
from ui.paper.size import UNITS_PER_INCH, PaperShape, PaperSize

_FAILED = (QPrinter.PrinterState.Aborted, QPrinter.PrinterState.Error)


def write_pdf(
    sheets: Iterable[Pages], paper: PaperShape, out: Path, title: str, step: Callable[[int], None] | None = None
) -> int:
    """Draw the sheets into the PDF file `out` and return its number of pages.

    The file appears complete or not at all. `step` is told how many sheets are done.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Zhanggui")
    writer.setResolution(UNITS_PER_INCH)
    writer.setPageLayout(paper.page_layout())
    refused = CannotWrite(path=str(out), reason=message(N_("the printer does not take the page")))
    pages = _draw(sheets, writer, UNITS_PER_INCH, refused, step)
    buffer.close()
    _replace(out, with_real_characters(bytes(buffer.data().data())))
    return pages


def print_sheets(sheets: Iterable[Pages], paper: PaperShape, printer: QPrinter) -> int:
    """Print the sheets, or the range of pages chosen in the print dialog, and return the number of pages printed.

    PrinterRefused where it does not take them, CannotWrite where it prints into a file.
    A printer cannot change its paper while it prints: all pieces of a roll are as long as the longest.
    """
    if isinstance(paper, PaperSize) and paper.is_roll:
        sheets = list(sheets)
        paper = max((sheet.paper for sheet in sheets), key=lambda piece: piece.extent.height(), default=paper)
    printer.setFullPage(True)
    printer.setPageLayout(paper.page_layout())
    first = max(printer.fromPage(), 1)
    last = printer.toPage() or None
    refused: AppError = PrinterRefused(printer=printer.printerName())
    if file := printer.outputFileName():
        refused = CannotWrite(path=file, reason=message(N_("the printer does not take the page")))
    pages = _draw(sheets, printer, printer.resolution(), refused, None, first, last)
    if printer.printerState() in _FAILED or (not file and printers.was_refused()):
        raise refused
    return pages


def _draw(
    sheets: Iterable[Pages],
    device: QPagedPaintDevice,
    resolution: int,
    refused: AppError,
    step: Callable[[int], None] | None,
    first: int = 1,
    last: int | None = None,
) -> int:
    """Paint pages `first` to `last`, counted through all sheets from 1; the painter starts with the first sheet."""
    painter = QPainter()
    laid_out: PaperShape | None = None
    at = drawn = 0
    try:
        for done, sheet in enumerate(sheets, 1):
            for page in range(sheet.pages):
                at += 1
                if at < first or (last is not None and at > last):
                    continue
                if isinstance(device, QPdfWriter) and sheet.paper != laid_out:
                    laid_out = sheet.paper
                    device.setPageLayout(laid_out.page_layout())
                started = device.newPage() if drawn else painter.begin(device)
                if not started:
                    raise refused
                painter.save()
                painter.scale(resolution / UNITS_PER_INCH, resolution / UNITS_PER_INCH)
                sheet.draw(painter, page)
                painter.restore()
                drawn += 1
            if step is not None:
                step(done)
    finally:
        if painter.isActive():
            painter.end()
    return drawn


def _replace(out: Path, content: bytes) -> None:
    if not out.parent.is_dir():  # a stick that was pulled out is no folder to make
        raise CannotWrite(path=str(out), reason=os.strerror(errno.ENOENT))
    with replacing(out) as part:
        part.write_bytes(content)
