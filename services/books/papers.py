"""A statement as it goes on paper or into a workbook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection

from services import clock, formatting, settings
from services.books.notes import missing_goods
from services.books.statements import TITLES, Kind, Level, Row, Statement, statement
from services.exporting.cells import amount_cell
from services.exporting.files import replacing
from services.exporting.workbook import new_workbook
from services.exporting.writer import Cell, OutColumn, table_file
from services.i18n import N_, translate

_WIDTHS = (44, 16, 16, 16)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One row, its amounts written out."""

    level: str
    label: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatementPaper:
    """A statement ready for the template `statement.html`."""

    title: str
    shop_name: str
    period: str
    headings: tuple[str, ...]
    rows: tuple[PaperRow, ...]
    notes: tuple[str, ...]
    currency: str
    printed_at: datetime
    zone: str


def headings(found: Statement) -> tuple[str, ...]:
    """The headings of a statement's amounts, in the language that is on."""
    if found.kind is Kind.TRIAL_BALANCE:
        return tuple(translate(one) for one in (N_("Opening"), N_("Movement"), N_("Debit side"), N_("Credit side")))
    if found.against is None:
        return (translate(N_("Amount")),)
    return tuple(translate(one) for one in (N_("Amount"), N_("Compared with"), N_("Difference")))


def amounts(found: Statement, row: Row) -> tuple[int | None, ...]:
    """The amounts of a row, one for every heading; None where there is nothing to show."""
    if row.level is Level.HEADING:
        return (None,) * len(headings(found))
    if found.kind is Kind.TRIAL_BALANCE:
        return (row.before_minor, row.minor, row.debit_minor, row.credit_minor)
    if found.against is None:
        return (row.minor,)
    known = row.minor is not None and row.before_minor is not None
    return (row.minor, row.before_minor, (row.minor or 0) - (row.before_minor or 0) if known else None)


def period_words(found: Statement) -> str:
    """The days a statement is about, in words."""
    last = formatting.day(found.last)
    if found.kind is Kind.BALANCE_SHEET or found.first is None:
        words = translate(N_("On {day}")).format(day=last)
        return words if found.against is None else f"{words} / {formatting.day(found.against[1])}"
    words = f"{formatting.day(found.first)} – {last}"
    if found.against is None:
        return words
    return f"{words} / {formatting.day(found.against[0])} – {formatting.day(found.against[1])}"


def statement_paper(
    connection: Connection, kind: Kind, first: date, last: date, against: tuple[date, date] | None = None
) -> StatementPaper:
    """The statement with everything written out, in the language that is on."""
    found = statement(connection, kind, first, last, against)
    missing = missing_goods(connection, first, last) if kind is Kind.PROFIT_AND_LOSS else None
    rows = tuple(
        PaperRow(str(row.level), row.label, tuple(_shown(one, found.currency) for one in amounts(found, row)))
        for row in found.rows
    )
    return StatementPaper(
        title=translate(TITLES[kind]),
        shop_name=settings.read(connection, settings.SHOP_NAME),
        period=period_words(found),
        headings=headings(found),
        rows=rows,
        notes=tuple(str(note) for note in (*found.notes, missing) if note is not None),
        currency=found.currency,
        printed_at=clock.now(),
        zone=settings.read(connection, settings.ZONE),
    )


def write_statement(
    connection: Connection, out: Path, kind: Kind, first: date, last: date, against: tuple[date, date] | None = None
) -> int:
    """Write one statement to an .xlsx or .csv file, and return its rows."""
    found = statement(connection, kind, first, last, against)
    names = (translate(N_("Account")), *headings(found))
    with table_file(
        out, [OutColumn(name, width) for name, width in zip(names, _sized(len(names)), strict=True)]
    ) as add:
        for row in found.rows:
            add(_cells(found, row))
    return len(found.rows)


def write_books(
    connection: Connection, out: Path, first: date, last: date, against: tuple[date, date] | None = None
) -> int:
    """Write all statements of these days into one workbook, a sheet for each; returns the number of sheets."""
    with replacing(out) as part, new_workbook(part) as book:
        money = book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"})
        strong = book.add_format({"bold": True})
        total = book.add_format({"bold": True, "num_format": "#,##0.00;[Red]-#,##0.00", "top": 1})
        for kind in Kind:
            found = statement(connection, kind, first, last, against)
            sheet = book.add_worksheet(translate(TITLES[kind])[:31])
            sheet.freeze_panes(2, 1)
            sheet.write_string(0, 0, f"{translate(TITLES[kind])} · {period_words(found)} · {found.currency}", strong)
            for place, name in enumerate((translate(N_("Account")), *headings(found))):
                sheet.set_column(place, place, _sized(5)[min(place, 3)])
                sheet.write_string(1, place, name, strong)
            for number, row in enumerate(found.rows, start=2):
                plain = row.level is Level.ACCOUNT
                sheet.write_string(number, 0, row.label, None if plain else strong)
                for place, minor in enumerate(amounts(found, row), start=1):
                    if minor is not None:
                        sheet.write_number(number, place, amount_cell(minor, found.currency), money if plain else total)
    return len(Kind)


def _cells(found: Statement, row: Row) -> list[Cell]:
    return [row.label, *(amount_cell(one, found.currency) for one in amounts(found, row))]


def _sized(count: int) -> tuple[int, ...]:
    return (*_WIDTHS, *[16] * count)[:count]


def _shown(minor: int | None, currency: str) -> str:
    return "" if minor is None else formatting.amount(minor, currency)
