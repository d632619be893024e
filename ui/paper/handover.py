"""The handover list on A4: a page or more for each courier, with the lines both sides sign."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from services.couriers.handover import HandoverList
from services.i18n import _
from services.types import PrintKind
from ui.paper.application import ensure_gui_application
from ui.paper.paper_preview import PaperPreview
from ui.paper.pdf import write_pdf
from ui.paper.preview_bar import PaperBar
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize
from ui.paper.template import load


def handover_sheets(paper: HandoverList, size: PaperSize = PaperSize.A4, *, reprint: bool = False) -> Iterator[Sheet]:
    """One sheet for each courier."""
    ensure_gui_application()
    template = load(PrintKind.HANDOVER)
    printed = paper.printed_at.astimezone(ZoneInfo(paper.zone)).strftime("%Y-%m-%d %H:%M")
    common = {"number": paper.number, "shop_name": paper.shop_name, "printed_at": printed}
    for part in paper.parts:
        values = asdict(part) | {"courier": part.courier or _("Courier not known")}
        yield Sheet(template, common | values, size, reprint)


def render_handover(paper: HandoverList, out: Path) -> int:
    """Write the handover list as a PDF and return its number of pages; the old file stays when that fails."""
    return write_pdf(handover_sheets(paper), PaperSize.A4, out, paper.number)


class HandoverPreview(PaperPreview):
    """Shows, prints and saves a handover list."""

    kind = PrintKind.HANDOVER

    def __init__(self, paper: HandoverList, parent: QWidget | None = None, *, reprint: bool = False) -> None:
        self._paper, self._reprint = paper, reprint
        super().__init__(PaperBar((PaperSize.A4,), PaperSize.A4), parent)
        self.reload()

    def sheets(self) -> Iterator[Sheet]:
        """A sheet for each courier."""
        return handover_sheets(self._paper, reprint=self._reprint)

    def suggested_name(self) -> str:
        """The number of the list."""
        return f"{self._paper.number}.pdf"
