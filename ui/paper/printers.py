"""The printers of this computer, as Qt knows them."""

from __future__ import annotations

import ctypes
import sys

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

_ALREADY_LOADED = 4  # RTLD_NOLOAD of Linux: a print system Qt did not load has printed nothing
_FIRST_REFUSAL = 0x0300  # what the server answers below it is some kind of “done”


def connected() -> tuple[str, ...]:
    """The names of the printers there are.

    A print server that does not answer keeps it waiting, and every thread with it: Qt holds Python's lock while it
    asks. So it is asked where printers are spoken of, never at the start.
    """
    return tuple(QPrinterInfo.availablePrinterNames())


def is_stopped(name: str) -> bool:
    """Whether what is handed over waits: the printer was stopped, has no paper or another fault."""
    info = QPrinterInfo.printerInfo(name)
    return not info.isNull() and info.state() == QPrinter.PrinterState.Error


def was_refused() -> bool:
    """Whether the print system took nothing of what this thread has just printed: a queue that was closed or removed.

    Qt asks CUPS to print and throws the answer away; CUPS keeps the last one of each thread.
    """
    if sys.platform != "linux":
        return False
    try:
        cups = ctypes.CDLL("libcups.so.2", mode=_ALREADY_LOADED)
    except OSError:  # there is no print system: nothing but files was printed
        return False
    return not 0 <= int(cups.cupsLastError()) < _FIRST_REFUSAL


def printer_called(name: str) -> QPrinter | None:
    """The printer of this name, None where it is gone: Qt would take the computer's usual printer without a word."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    return printer if printer.isValid() and printer.printerName() == name else None
