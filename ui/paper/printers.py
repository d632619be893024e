"""The printers of this computer, as Qt knows them."""

from __future__ import annotations

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo


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


def printer_called(name: str) -> QPrinter | None:
    """The printer of this name, None where it is gone: Qt would take the computer's usual printer without a word."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(name)
    return printer if printer.isValid() and printer.printerName() == name else None
