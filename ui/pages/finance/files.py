"""Statements in, transactions out: asking which files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from services import paths
from services.i18n import _
from ui.page import PageContext


def ask_statements(context: PageContext) -> None:
    """Ask for statements; the import takes them from there."""
    filters = _("Tables ({suffixes})").format(suffixes="*.csv *.xlsx *.xls *.zip")

    def begin(files: list[Path]) -> None:
        context.navigate("import", files=files)

    context.ask_files(_("Import statements"), filters, begin)


def ask_export(context: PageContext, then: Callable[[Path], object]) -> None:
    """Ask where transactions shall be written."""
    name = _("Transactions {day}").format(day=context.link.home.today())
    suggested = paths.documents_dir() / f"{name}.xlsx"
    context.ask_save(_("Export these transactions"), _("Tables (*.xlsx *.csv)"), suggested, then)
