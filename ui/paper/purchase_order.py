"""The purchase order on A4: a PDF for the supplier, a printer, or a preview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from services.errors import NothingSelected
from services.i18n import N_
from services.messages import message
from services.purchasing.papers import PurchasePaper
from ui.paper.application import ensure_gui_application
from ui.paper.kinds import OtherPaper
from ui.paper.paper_preview import PaperPreview
from ui.paper.pdf import write_pdf
from ui.paper.preview_bar import PaperBar
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize
from ui.paper.template import load


def purchase_sheets(paper: PurchasePaper, size: PaperSize = PaperSize.A4) -> Iterator[Sheet]:
    """The purchase order laid out. NothingSelected where nothing is ordered."""
    if not paper.lines:
        raise NothingSelected(what=message(N_("the purchase has no items")))
    ensure_gui_application()
    printed = paper.printed_at.astimezone(ZoneInfo(paper.zone)).strftime("%Y-%m-%d %H:%M")
    yield Sheet(load(OtherPaper.PURCHASE_ORDER), asdict(paper) | {"printed_at": printed}, size, False)


def render_purchase_order(paper: PurchasePaper, out: Path) -> int:
    """Write the purchase order as a PDF and return its number of pages; the old file stays when that fails."""
    return write_pdf(purchase_sheets(paper), PaperSize.A4, out, paper.number)


class PurchasePreview(PaperPreview):
    """Shows, prints and saves a purchase order."""

    kind = OtherPaper.PURCHASE_ORDER

    def __init__(self, paper: PurchasePaper, parent: QWidget | None = None) -> None:
        self._paper = paper
        super().__init__(PaperBar((PaperSize.A4,), PaperSize.A4), parent)
        self.reload()

    def sheets(self) -> Iterator[Sheet]:
        """The one sheet."""
        return purchase_sheets(self._paper)

    def suggested_name(self) -> str:
        """The number of the purchase."""
        return f"{self._paper.number}.pdf"
