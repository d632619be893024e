"""What stands in the rows of the Books section: statements, lines of an account, documents."""

from __future__ import annotations

from services import formatting
from services.books.documents import Document, Line, line_label
from services.books.papers import amounts
from services.books.statements import Level, Row, Statement
from services.i18n import N_, _
from services.manual.meanings import MEANINGS
from ui.table.list_table import Line as Cells
from ui.table.list_table import ListCell, ListColumn

COLUMNS = (
    ListColumn(N_("Account"), 0),
    ListColumn("", 150, right=True),
    ListColumn("", 150, right=True),
    ListColumn("", 150, right=True),
    ListColumn("", 150, right=True),
)
LINE_COLUMNS = (ListColumn(N_("Day"), 66), ListColumn(N_("Source"), 0), ListColumn(N_("Amount"), 96, right=True))
DOCUMENT_COLUMNS = (ListColumn(N_("Document"), 0), ListColumn(N_("Amount"), 108, right=True))


def cells_of(found: Statement, row: Row) -> Cells:
    """The cells of a row of a statement; figures with lines behind them are links."""
    strong = row.level is not Level.ACCOUNT
    label = f"{row.label}  *" if row.unknown else row.label
    shown = amounts(found, row)
    links = (0, 1) if found.against is not None else (0,)
    tip = statement_meaning(row.label) if row.level is Level.TOTAL else ""
    tone = "text2" if row.level is Level.HEADING else "text"
    cells = [ListCell(label, tone, strong=strong, tip=tip, is_part=not strong)]
    for place in range(len(COLUMNS) - 1):
        minor = shown[place] if place < len(shown) else None
        text = "" if minor is None else formatting.amount(minor, found.currency)
        colour = "neg" if minor is not None and minor < 0 else "text"
        leads = row.account is not None and bool(text) and place in links
        cells.append(ListCell(text, colour, link=leads, strong=strong))
    return cells


def statement_meaning(label: str) -> str:
    """How a total of a statement is reckoned; empty where its name says all."""
    return next((_(one.text) for key, one in MEANINGS.items() if key.startswith("books.") and _(one.name) == label), "")


def line_cells(currency: str, sign: int, line: Line) -> Cells:
    """The cells of a line of an account; every one leads to its documents."""
    minor = sign * line.home_minor
    tone = "neg" if minor < 0 else "text"
    return (
        ListCell(formatting.day(line.day), "text2", order=line.day),
        ListCell(line_label(line), link=True),
        ListCell(formatting.amount(minor, currency), tone),
    )


def document_cells(document: Document) -> Cells:
    """The cells of a document; those with a page of their own are links."""
    words = f"{document.number} · {document.text}" if document.text else document.number
    amount = "—" if document.minor is None else formatting.amount(document.minor, document.currency)
    return (ListCell(words, link=bool(document.page)), ListCell(amount))
