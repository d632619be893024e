"""Opening stock of many products at once, from cells pasted out of a spreadsheet or typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from models.catalog import Component, Product, Sku
from models.stock import StockMove
from services import formatting, settings
from services.catalog.queries import sku_of_scan
from services.errors import Invalid
from services.exporting.cells import plain
from services.i18n import N_, translate
from services.importing.cells import CellProblem, fold, identifier, integer
from services.importing.child import read_tables
from services.importing.preflight import Container, preflight
from services.messages import Message, message
from services.stock.commands import OpeningDraft

_skus = Sku.table()
_products = Product.table()
_moves = StockMove.table()
_components = Component.table()

CODE, PIECES, UNIT_COST, TOTAL = N_("Code"), N_("Pieces"), N_("Unit cost"), N_("Total cost")
_MORE = {
    PIECES: (N_("Quantity"), N_("Opening stock"), N_("On hand")),
    UNIT_COST: (N_("Cost"),),
    TOTAL: (N_("Stock value"), N_("Value")),
}


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One row as it was understood: the product it means and what is to be entered, or why it cannot be."""

    row: int
    code: str
    title: str = ""
    pieces: int | None = None
    value_minor: int | None = None
    sku_id: int | None = None
    problem: Message | None = None

    @property
    def draft(self) -> OpeningDraft | None:
        """What is to be entered, where that is possible."""
        if self.problem is not None or self.sku_id is None or self.pieces is None:
            return None
        return OpeningDraft(self.sku_id, self.pieces, self.value_minor)


def opening_rows(connection: Connection, cells: Sequence[Sequence[str]]) -> tuple[OpeningRow, ...]:
    """Rows of code, pieces and, where it is known, what one piece cost; with or without headings."""
    columns = _columns_of(cells[0]) if cells else {}
    has_headings = CODE in columns and PIECES in columns
    if not has_headings:
        columns = {CODE: 0, PIECES: 1, UNIT_COST: 2}
    currency = settings.read(connection, settings.CURRENCY)
    seen: set[int] = set()
    found = []
    for number, row in enumerate(cells[1:] if has_headings else cells, start=2 if has_headings else 1):
        values = {name: _cell(row, place) for name, place in columns.items()}
        if any(values.values()):
            found.append(_row(connection, number, values, currency, seen))
    return tuple(found)


def _row(connection: Connection, number: int, values: Mapping[str, str], currency: str, seen: set[int]) -> OpeningRow:
    code = values.get(CODE, "")
    sku_id = sku_of_scan(connection, code) if code else None
    if sku_id is None:
        return OpeningRow(number, code, problem=message(N_("no product has this code")))
    title = _title(connection, sku_id)
    if stopped := _stopped(connection, sku_id, seen):
        return OpeningRow(number, code, title, problem=stopped)
    try:
        pieces = integer(identifier(values.get(PIECES, "")))
        if pieces < 0:
            return OpeningRow(number, code, title, problem=message(N_("it must not be negative")))
        value = _value(values, pieces, currency)
    except CellProblem as problem:
        return OpeningRow(number, code, title, problem=problem.said)
    seen.add(sku_id)
    return OpeningRow(number, code, title, pieces, value, sku_id)


def _value(values: Mapping[str, str], pieces: int, currency: str) -> int | None:
    for name, times in ((TOTAL, 1), (UNIT_COST, pieces)):
        typed = values.get(name, "")
        if not typed:
            continue
        amount = formatting.parse_amount(typed, currency)
        if amount is None or amount < 0:
            raise CellProblem("not_amount", message(N_("“{value}” is not an amount."), value=typed))
        return amount * times
    return None


def _stopped(connection: Connection, sku_id: int, seen: set[int]) -> Message | None:
    if sku_id in seen:
        return message(N_("it stands here twice"))
    if connection.execute(select(_moves.c.id).where(_moves.c.sku_id == sku_id).limit(1)).first():
        return message(N_("it is counted already; correct it with an adjustment"))
    if connection.execute(select(_components.c.id).where(_components.c.bundle_id == sku_id).limit(1)).first():
        return message(N_("it is a bundle: count its parts, or assemble it"))
    return None


def _title(connection: Connection, sku_id: int) -> str:
    statement = select(_products.c.title, _skus.c.variant).join_from(_skus, _products)
    row = connection.execute(statement.where(_skus.c.id == sku_id)).one()
    return " ".join(part for part in row if part)


def _columns_of(row: Sequence[str]) -> dict[str, int]:
    names = {name: (name, *_MORE.get(name, ())) for name in (CODE, PIECES, UNIT_COST, TOTAL)}
    known = {fold(text): name for name, words in names.items() for word in words for text in (word, translate(word))}
    return {known[fold(cell)]: place for place, cell in enumerate(row) if fold(cell) in known}


def _cell(row: Sequence[str], place: int) -> str:
    return plain(row[place]) if place < len(row) else ""


def opening_rows_of_file(connection: Connection, path: Path) -> tuple[OpeningRow, ...]:
    """The same from the first filled table of a workbook or text file; raises a `FileProblem` for others."""
    if preflight(path).container is Container.OLE_WORKBOOK:
        reason = message(N_("old .xls workbooks are not read here; save it as .xlsx"))
        raise Invalid(field=message(N_("File")), value=path.name, reason=reason)
    return opening_rows(connection, read_tables(path)[0].rows)
