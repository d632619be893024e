"""A statement of the books on A4: a PDF for the accountant, a printer, or a preview."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from zoneinfo import ZoneInfo

from services.books.papers import StatementPaper
from ui.paper.application import ensure_gui_application
from ui.paper.kinds import OtherPaper
from ui.paper.pdf import write_pdf
from ui.paper.sheet import Sheet
from ui.paper.size import PaperSize
from ui.paper.template import load


def statement_sheets(paper: StatementPaper, size: PaperSize = PaperSize.A4) -> Iterator[Sheet]:
    """The statement laid out, however many pages it takes."""
    ensure_gui_application()
    printed = paper.printed_at.astimezone(ZoneInfo(paper.zone)).strftime("%Y-%m-%d %H:%M")
    yield Sheet(load(OtherPaper.STATEMENT), asdict(paper) | {"printed_at": printed}, size, False)


def render_statement(paper: StatementPaper, out: Path) -> int:
    """Write the statement as a PDF and return its number of pages; the old file stays when that fails."""
    return write_pdf(statement_sheets(paper), PaperSize.A4, out, paper.title)
