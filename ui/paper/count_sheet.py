"""The count sheet of a stocktake on A4: every line an empty box, in the order one walks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from services.errors import NothingSelected
from services.i18n import N_
from services.messages import message
from services.stocktake.papers import CountSheet
from ui.paper.application import ensure_gui_application
from ui.paper.kinds import OtherPaper
from ui.paper.paper_preview import PaperPreview
from ui.paper.preview_bar import PaperBar
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize
from ui.paper.template import load


def count_sheets(sheet: CountSheet, paper: PaperSize = PaperSize.A4) -> Iterator[Sheet]:
    """The count sheet laid out. NothingSelected where nothing is to be counted."""
    if not sheet.lines:
        raise NothingSelected(what=message(N_("everything is counted already")))
    ensure_gui_application()
    printed = sheet.printed_at.astimezone(ZoneInfo(sheet.zone)).strftime("%Y-%m-%d %H:%M")
    yield Sheet(load(OtherPaper.COUNT_SHEET), asdict(sheet) | {"printed_at": printed}, paper, False)


class CountSheetPreview(PaperPreview):
    """Shows, prints and saves a count sheet."""

    kind = OtherPaper.COUNT_SHEET

    def __init__(self, sheet: CountSheet, parent: QWidget | None = None) -> None:
        self._sheet = sheet
        super().__init__(PaperBar((PaperSize.A4,), PaperSize.A4), parent)
        self.reload()

    def sheets(self) -> Iterator[Sheet]:
        """The one sheet."""
        return count_sheets(self._sheet)

    def suggested_name(self) -> str:
        """The number of the stocktake."""
        return f"{self._sheet.number}.pdf"
