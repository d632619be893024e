"""Everything an accountant asks for about some days: one workbook, or a ZIP archive of it and the papers."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, case, select

from models.finance import Account, Transaction, TransactionPaper
from models.tax import Invoice, InvoicePaper
from services import formatting, settings
from services.books.gaps import below_zero, pieces_of_unknown_cost, uncategorised, unmatched, unreconciled
from services.books.notes import missing_goods, notes_of
from services.catalog import pictures
from services.errors import Invalid
from services.exporting.files import replacing
from services.exporting.text_export import ListColumn, plain_value
from services.exporting.workbook import new_workbook, zip_target
from services.finance.counting import counts
from services.i18n import N_, NN_, translate
from services.kernel.table_query import Kind, QueryColumn, TableQuery
from services.kernel.tasks import Task
from services.messages import Message, plural_message
from services.messages import message as said
from services.reports.registry import read_report
from services.reports.report import Asked
from services.tax.invoice_list import INVOICES
from services.tax.wording import VERIFY

_t, _accounts = Transaction.table(), Account.table()
_papers, _invoice_papers, _invoices = TransactionPaper.table(), InvoicePaper.table(), Invoice.table()
# The sheet's name, the report that fills it, and whether it is about the end of the days only.
_SHEETS: tuple[tuple[str, str, bool], ...] = (
    (N_("Trial balance"), "trial-balance", False),
    (N_("Profit and loss"), "profit-and-loss", False),
    (N_("Balance sheet"), "balance-sheet", False),
    (N_("Cash flow"), "cash-flow", False),
    (N_("Account ledger"), "account-ledger", False),
    (N_("VAT"), "tax", False),
    (N_("Income tax"), "tax-income", False),
    (N_("Rates and thresholds"), "tax-rates", True),
    (N_("Income platforms reported"), "platform-income", False),
    (N_("Sales by channel"), "sales-by-channel", False),
    (N_("Due"), "owing", True),
    (N_("Accounts and statements"), "reconciliation", True),
    (N_("Changed figures"), "audit-trail", False),
)
_OPEN = {
    "uncategorised": NN_("{count} transaction without a category", "{count} transactions without a category"),
    "unmatched": NN_("{count} line of orders that no order was found for",
                     "{count} lines of orders that no order was found for"),
    "unknown_cost": NN_("{count} sold piece of unknown cost", "{count} sold pieces of unknown cost"),
    "below_zero": NN_("{count} product below zero", "{count} products below zero"),
    "unreconciled": NN_("{count} account not reconciled", "{count} accounts not reconciled"),
}  # fmt: skip
_MOST_ROWS = 1_000_000
_TRANSACTION_COLUMNS = (
    (ListColumn("day", N_("Day"), Kind.DATE), _t.c.happened_on),
    (ListColumn("account", N_("Account"), Kind.TEXT), _accounts.c.name),
    (ListColumn("amount", N_("Amount"), Kind.MONEY), _t.c.amount_minor),
    (ListColumn("currency", N_("Currency"), Kind.CODE), _t.c.currency),
    (ListColumn("direction", N_("Direction"), Kind.CODE), _t.c.direction),
    (ListColumn("category", N_("Category"), Kind.CODE), _t.c.category),
    (ListColumn("counterparty", N_("Counterparty"), Kind.TEXT), _t.c.counterparty),
    (ListColumn("subject", N_("Subject"), Kind.TEXT), _t.c.subject),
    (ListColumn("number", N_("Transaction no."), Kind.ID), _t.c.external_no),
    (ListColumn("order", N_("Order no."), Kind.ID), _t.c.order_no),
    (ListColumn("left_out", N_("Left out"), Kind.FLAG), case((counts(), 0), else_=1)),
    (ListColumn("note", N_("Note"), Kind.TEXT), _t.c.note),
)
_Row = Sequence[Any]


def write_accountant(
    connection: Connection, out: Path, first: date, last: date, *, task: Task | None = None
) -> int:  # fmt: skip
    """Write the books of the days to an .xlsx file, or to a .zip with their papers; returns the number of sheets.

    `Invalid` for another ending or days that end before they begin; nothing is written then.
    """
    kind = out.suffix.lower()
    if kind not in (".xlsx", ".zip"):
        reason = said(N_("the name must end in .xlsx or .zip"))
        raise Invalid(field=said(N_("File")), value=out.name, reason=reason)
    if last < first:
        raise Invalid(field=said(N_("Until")), value=last.isoformat(), reason=said(N_("it ends before it begins")))
    job = task or Task()
    with replacing(out) as part:
        if kind == ".xlsx":
            return _workbook(connection, part, first, last, job)
        book = part.with_name(f"{part.name}.xlsx")
        try:
            sheets = _workbook(connection, book, first, last, job)
            with (
                zip_target(part) as file,
                zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive,
            ):
                archive.write(book, f"{_name(connection)} {first.isoformat()} {last.isoformat()}.xlsx")
                for name, path in papers_between(connection, first, last):
                    job.checkpoint(sheets, sheets)
                    archive.write(path, name)
        finally:
            book.unlink(missing_ok=True)
    return sheets


def papers_between(connection: Connection, first: date, last: date) -> Iterator[tuple[str, Path]]:
    """(name in the archive, file) of every paper of a transaction or invoice of the days that is still there."""
    folder = pictures.folder_for(connection)
    columns = (_papers.c.sha256, _papers.c.suffix, _papers.c.file_name, _papers.c.transaction_id, _t.c.happened_on)
    of_money = select(*columns).join_from(_papers, _t, _t.c.id == _papers.c.transaction_id)
    parts = (
        (translate(N_("Transactions")), of_money.where(_t.c.happened_on.between(first, last)).order_by(_papers.c.id)),
        (translate(N_("Invoices")), _of_invoices(first, last)),
    )
    taken: set[str] = set()
    for heading, statement in parts:
        for sha256, suffix, file_name, about, day in connection.execute(statement):
            path = pictures.file_of(folder, sha256, suffix)
            if path.exists():
                yield _free(f"{heading}/{day.isoformat()} {_safe(str(about))} {_safe(file_name)}", taken), path


def _of_invoices(first: date, last: date) -> Select[Any]:
    c = _invoice_papers.c
    return (
        select(c.sha256, c.suffix, c.file_name, _invoices.c.number, _invoices.c.issued_on)
        .join_from(_invoice_papers, _invoices, _invoices.c.id == c.invoice_id)
        .where(_invoices.c.issued_on.between(first, last))
        .order_by(c.id)
    )


def _workbook(connection: Connection, part: Path, first: date, last: date, task: Task) -> int:
    with new_workbook(part) as book:
        sheets = _Sheets(book)
        sheets.add(translate(N_("Notes")), (ListColumn("text", _name(connection), Kind.TEXT),),
                   [(line,) for line in _notes(connection, first, last)], width=100)  # fmt: skip
        for place, (name, code, is_of_end) in enumerate(_SHEETS):
            task.checkpoint(place, len(_SHEETS) + 2)
            asked = Asked(None, last) if is_of_end else Asked(first, last)
            if code in ("owing", "reconciliation"):
                asked = Asked(last, last)
            table = read_report(connection, code, asked)
            rows = [[record[column.key] for column in table.columns] for record in table.rows[:_MOST_ROWS]]
            sheets.add(translate(name), table.columns, rows)
        columns = [column for column, _expression in _TRANSACTION_COLUMNS]
        sheets.add(translate(N_("Transactions")), columns, _transactions(connection, first, last))
        sheets.add(translate(N_("Invoices")), _invoice_columns(INVOICES), _invoices_between(connection, first, last))
    return sheets.count


def _pattern(digits: int) -> str:
    """How an amount is shown: with the digits of its currency, red below zero."""
    number = "#,##0" + ("." + "0" * digits if digits else "")
    return f"{number};[Red]-{number}"


class _Sheets:
    """The sheets of the workbook that is being written."""

    def __init__(self, book: Any) -> None:
        self.count = 0
        self._book = book
        self._strong = book.add_format({"bold": True})
        self._money = {digits: book.add_format({"num_format": _pattern(digits)}) for digits in range(4)}

    def add(self, name: str, columns: Sequence[ListColumn], rows: Iterable[_Row], width: int = 18) -> None:
        """A sheet with headings; amounts are numbers, everything else is text."""
        sheet = self._book.add_worksheet(re.sub(r"[\[\]:*?/\\]", " ", name)[:31])
        self.count += 1
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(columns) - 1, width)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, translate(column.header), self._strong)
        for number, row in enumerate(rows, start=1):
            for place, (column, value) in enumerate(zip(columns, row, strict=True)):
                if value is None:
                    continue
                if column.kind is Kind.MONEY:
                    amount = Decimal(value)
                    digits = max(-int(amount.as_tuple().exponent), 0)
                    sheet.write_number(number, place, amount, self._money[digits])
                elif isinstance(value, int):
                    sheet.write_number(number, place, int(value))
                else:
                    sheet.write_string(number, place, str(value))


def _transactions(connection: Connection, first: date, last: date) -> Iterator[_Row]:
    zone = settings.read(connection, settings.ZONE)
    statement = (
        select(*(expression for _column, expression in _TRANSACTION_COLUMNS))
        .join_from(_t, _accounts, _accounts.c.id == _t.c.account_id)
        .where(_t.c.happened_on.between(first, last))
        .order_by(_t.c.happened_on, _t.c.id)
        .limit(_MOST_ROWS)
    )
    for row in connection.execute(statement).mappings():
        values = list(row.values())
        yield [
            plain_value(column.kind, value, row["currency"], zone)
            for (column, _expression), value in zip(_TRANSACTION_COLUMNS, values, strict=True)
        ]


def _invoice_columns(query: TableQuery) -> list[ListColumn]:
    return [ListColumn(one.key, one.header, one.kind) for one in query.columns.values()]


def _invoices_between(connection: Connection, first: date, last: date) -> Iterator[_Row]:
    currency, zone = settings.read(connection, settings.CURRENCY), settings.read(connection, settings.ZONE)
    columns: list[QueryColumn] = list(INVOICES.columns.values())
    source: Any = INVOICES.base
    for table, on in INVOICES.joins:
        source = source.outerjoin(table, on)
    statement = select(*(one.expression for one in columns)).select_from(source)
    statement = statement.where(_invoices.c.issued_on.between(first, last)).order_by(_invoices.c.issued_on)
    for row in connection.execute(statement):
        yield [plain_value(one.kind, value, currency, zone) for one, value in zip(columns, row, strict=True)]


def _notes(connection: Connection, first: date, last: date) -> list[str]:
    """What the workbook is about and what its figures leave out, in sentences."""
    days = f"{formatting.day(first)} – {formatting.day(last)}"
    about = [days, translate(N_("Currency")) + " " + settings.read(connection, settings.CURRENCY), translate(VERIFY)]
    left_out: list[Message] = [*notes_of(connection, first, last, (), {})]
    missing = missing_goods(connection, first, last)
    left_out += [missing] if missing is not None else []
    return [*about, *map(str, left_out), *(str(one) for one in open_items(connection, first, last))]


def open_items(connection: Connection, first: date, last: date) -> tuple[Message, ...]:
    """What is not settled in the days, counted; nothing that is done."""
    counts = {
        "uncategorised": uncategorised(connection, first, last),
        "unmatched": unmatched(connection, first, last),
        "unknown_cost": pieces_of_unknown_cost(connection, first, last),
        "below_zero": below_zero(connection),
        "unreconciled": len(unreconciled(connection, first, last)),
    }
    return tuple(plural_message(_OPEN[code], count) for code, count in counts.items() if count)


def _name(connection: Connection) -> str:
    return _safe(settings.read(connection, settings.SHOP_NAME)) or translate(N_("Books"))


def _safe(name: str) -> str:
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).strip()


def _free(name: str, taken: set[str]) -> str:
    """The name, or with a number behind it where it is taken."""
    path, number = Path(name), 1
    while name in taken:
        number += 1
        name = str(path.with_name(f"{path.stem} ({number}){path.suffix}")).replace("\\", "/")
    taken.add(name)
    return name
