"""The profit of a period on paper and in a workbook."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from services import clock, formatting, settings
from services.books.papers import PaperRow, StatementPaper
from services.exporting.cells import amount_cell
from services.exporting.writer import Cell, OutColumn, table_file
from services.i18n import N_, translate
from services.orders.profit import PART_LABELS, Part
from services.profit.facts import BASIS_LABELS
from services.profit.groups import BY_LABELS
from services.profit.report import COMPLETENESS_LABELS, ProfitAsked, ProfitReport, ProfitRow, profit_report

TITLE = N_("True profit of orders")
PARTS: tuple[Part, ...] = tuple(Part)
"""What a row consists of, in the order it is shown."""
_ON_PAPER = 1_000


def period_words(found: ProfitReport) -> str:
    """The days, which date counts and what is beside them, in words."""
    asked = found.asked
    words = f"{formatting.day(asked.first)} – {formatting.day(asked.last)}"
    if asked.against is not None:
        words += f" / {formatting.day(asked.against[0])} – {formatting.day(asked.against[1])}"
    return f"{words} · {translate(BASIS_LABELS[asked.basis])}"


def headings(found: ProfitReport) -> tuple[str, ...]:
    """The headings of a row's figures on paper."""
    names = [N_("Orders"), N_("Came in"), N_("Costs"), N_("Profit")]
    if found.asked.against is not None:
        names.append(N_("Before"))
    return tuple(translate(one) for one in names)


def profit_words(row: ProfitRow, currency: str) -> str:
    """The profit with how far it is known: “≤” where it can only get smaller, a dash where it is unknown."""
    if row.profit_minor is None:
        return "—"
    mark = "≤ " if row.partial else ""
    return mark + formatting.amount(row.profit_minor, currency) + (" *" if row.unknown else "")


def profit_paper(connection: Connection, asked: ProfitAsked) -> StatementPaper:
    """The report with everything written out, in the language that is on."""
    found = profit_report(connection, asked)
    rows = [_paper_row(row, found, "account") for row in found.rows[:_ON_PAPER]]
    notes = [str(note) for note in found.notes]
    left = found.left_out + len(found.rows) - len(rows)
    if left:
        notes.append(translate(N_("{count} more rows are in the workbook.")).format(count=left))
    return StatementPaper(
        title=f"{translate(TITLE)} · {translate(BY_LABELS[asked.by])}",
        shop_name=settings.read(connection, settings.SHOP_NAME),
        period=period_words(found),
        headings=headings(found),
        rows=(*rows, _paper_row(found.total, found, "total")),
        notes=tuple(notes),
        currency=found.currency,
        printed_at=clock.now(),
        zone=settings.read(connection, settings.ZONE),
    )


def _paper_row(row: ProfitRow, found: ProfitReport, level: str) -> PaperRow:
    currency = found.currency
    cells = [
        str(row.orders), formatting.amount(row.parts.came_in, currency),
        formatting.amount(row.parts.profit - row.parts.came_in, currency), profit_words(row, currency),
    ]  # fmt: skip
    if found.asked.against is not None:
        cells.append("" if row.before_minor is None else formatting.amount(row.before_minor, currency))
    return PaperRow(level, row.label, tuple(cells))


def write_profit(connection: Connection, out: Path, asked: ProfitAsked) -> int:
    """Write every row with all its parts to an .xlsx or .csv file, the sum last; returns how many rows there are."""
    found = profit_report(connection, asked)
    names = [translate(BY_LABELS[asked.by]), translate(N_("Orders")), translate(N_("Pieces"))]
    names += [translate(PART_LABELS[part]) for part in PARTS]
    names += [translate(one) for one in (N_("Profit"), N_("Completeness"), N_("Without a known profit"))]
    if asked.against is not None:
        names.append(translate(N_("Before")))
    rows = (*found.rows, found.total)
    with table_file(out, [OutColumn(name, 30 if not place else 14) for place, name in enumerate(names)]) as add:
        for row in rows:
            add(_cells(row, found))
    return len(rows)


def _cells(row: ProfitRow, found: ProfitReport) -> list[Cell]:
    currency = found.currency
    cells: list[Cell] = [row.label, row.orders, row.pieces]
    cells += [amount_cell(getattr(row.parts, str(part)), currency) for part in PARTS]
    cells += [amount_cell(row.profit_minor, currency), translate(COMPLETENESS_LABELS[row.completeness]), row.unknown]
    return [*cells, amount_cell(row.before_minor, currency)] if found.asked.against is not None else cells
