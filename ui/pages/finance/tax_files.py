"""Writing a list of the Tax section, or everything about a year for the accountant."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from services import paths
from services.i18n import NN_, _
from services.reports.accountant import write_accountant
from services.reports.report import Asked
from services.reports.writing import write_report
from ui.page import PageContext
from ui.pages.list_export import ROWS, write_and_say

VAT, INCOME, PLATFORMS, TABLES = "vat", "income", "platforms", "tables"
"""The lists of the section."""
_REPORTS = {VAT: "tax", INCOME: "tax-income", PLATFORMS: "platform-income", TABLES: "tax-rates"}
_SHEETS = NN_("{file}: {count} sheet written.", "{file}: {count} sheets written.")


class TaxFiles:
    """Asks where to write, writes, and says what was written."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        self._context, self._owner = context, owner

    def ask_list(self, key: str, name: str, year: int, today: date | None) -> None:
        """Ask where a list shall be written."""
        out = paths.documents_dir() / f"{name} {year}.xlsx"
        to = partial(self.write_list, key, year, today)
        self._context.ask_save(_("Export"), _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv"), out, to)

    def write_list(self, key: str, year: int, today: date | None, out: Path) -> None:
        """Write a list of a year; the tables are those that hold today."""
        first, last = date(year, 1, 1), _end(year, today) if key == INCOME else date(year, 12, 31)
        asked = Asked(None, today) if key == TABLES else Asked(first, last)
        write_and_say(self._context, self._owner, ROWS, out, write_report, out, _REPORTS[key], asked)

    def ask_accountant(self, year: int, today: date | None) -> None:
        """Ask where everything about a year shall be written."""
        kinds = _("Archive with papers, or workbook (*.zip *.xlsx)")
        name = _("Books {year}").format(year=year)
        out = paths.documents_dir() / f"{name}.zip"
        self._context.ask_save(_("For the accountant"), kinds, out, partial(self.write_accountant, year, today))

    def write_accountant(self, year: int, today: date | None, out: Path) -> None:
        """Write everything about a year, through today where it is not over."""
        days = (date(year, 1, 1), _end(year, today))
        write_and_say(self._context, self._owner, _SHEETS, out, write_accountant, out, *days)


def _end(year: int, today: date | None) -> date:
    last = date(year, 12, 31)
    return last if today is None or today.year != year else today
