"""Reads: the list of invoices, one of them with its files, and their sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, literal, or_, select

from models.entities import Entity
from models.enums.money import InvoiceSide
from models.purchasing import Purchase
from models.tax import Invoice, InvoicePaper
from services import settings
from services.catalog import pictures
from services.errors import NotFound
from services.finance.papers import KeptPaper, Paper
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, TableRequest, by_key, like_pattern, stored_rows
from services.messages import message
from services.tax.invoices import InvoiceDraft

_i = Invoice.table()
_papers = InvoicePaper.table()
_purchases = Purchase.table()
_SEARCHED = ("number", "code", "party", "party_tax_no", "text", "order_no", "note")
_has_paper = exists().where(_papers.c.invoice_id == _i.c.id).correlate(_i)
_is_linked = or_(_i.c.order_id.is_not(None), _i.c.purchase_id.is_not(None))


def _search(typed: str) -> ColumnElement[bool] | None:
    found = [
        or_(*(_i.c[name].like(like_pattern(term.plain), escape="\\") for name in _SEARCHED)) for term in terms(typed)
    ]
    return and_(*found) if found else None


def _column(key: str, header: str, kind: Kind, expression: Any = None, *, total: bool = False) -> QueryColumn:
    return QueryColumn(key, header, kind, _i.c[key] if expression is None else expression, total)


def _counted(figure: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((_i.c.is_void.is_(False), figure), else_=0)


_COLUMNS = (
    _column("issued_on", N_("Invoice date"), Kind.DATE),
    _column("side", N_("Side"), Kind.CODE),
    _column("kind", N_("Kind"), Kind.CODE),
    _column("number", N_("Invoice no."), Kind.ID),
    _column("code", N_("Invoice code"), Kind.ID),
    _column("party", N_("Other party"), Kind.TEXT),
    _column("party_tax_no", N_("Tax number of the other party"), Kind.ID),
    _column("text", N_("Contents"), Kind.TEXT),
    _column("net", N_("Net"), Kind.MONEY, _counted(_i.c.net_minor), total=True),
    _column("tax", N_("Tax amount"), Kind.MONEY, _counted(_i.c.tax_minor), total=True),
    _column("amount", N_("With tax"), Kind.MONEY, _counted(_i.c.net_minor + _i.c.tax_minor), total=True),
    _column("order_no", N_("Order no."), Kind.ID),
    _column("purchase_no", N_("Purchase no."), Kind.ID, _purchases.c.number),
    _column("is_linked", N_("Linked"), Kind.FLAG, case((_is_linked, 1), else_=0)),
    _column("has_paper", N_("File"), Kind.FLAG, case((_has_paper, 1), else_=0)),
    _column("is_void", N_("Voided"), Kind.FLAG),
    _column("note", N_("Note"), Kind.TEXT),
)
INVOICES = TableQuery(
    name="invoices",
    entity=Entity.INVOICE,
    base=_i,
    joins=((_purchases, _purchases.c.id == _i.c.purchase_id),),
    columns=by_key(*_COLUMNS),
    views={
        "all": None,
        "issued": _i.c.side == InvoiceSide.ISSUED,
        "received": _i.c.side == InvoiceSide.RECEIVED,
        "unlinked": ~_is_linked,
        "without_file": ~_has_paper,
        "void": _i.c.is_void.is_(True),
    },
    default_sort=(("issued_on", True),),
    search=_search,
    currency=literal(""),
)


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """One invoice with what it belongs to and its files."""

    id: int
    version: int
    draft: InvoiceDraft
    is_void: bool
    order_id: int | None
    purchase_id: int | None
    currency: str
    papers: tuple[Paper, ...]

    @property
    def amount_minor(self) -> int:
        """With tax."""
        return self.draft.net_minor + self.draft.tax_minor


@dataclass(frozen=True, slots=True)
class InvoiceOverview:
    """How many invoices each view has."""

    counts: Mapping[str, int]


def one_invoice(connection: Connection, invoice_id: int) -> InvoiceView:
    """An invoice; `NotFound` where it is gone."""
    statement = select(_i, _purchases.c.number.label("purchase_no")).outerjoin_from(
        _i, _purchases, _purchases.c.id == _i.c.purchase_id
    )
    row = connection.execute(statement.where(_i.c.id == invoice_id)).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("invoice")), which=str(invoice_id))
    draft = InvoiceDraft(**{name: row[name] for name in InvoiceDraft.__slots__})
    return InvoiceView(
        row["id"], row["version"], draft, row["is_void"], row["order_id"], row["purchase_id"],
        settings.read(connection, settings.CURRENCY), papers_of(connection, invoice_id),
    )  # fmt: skip


def papers_of(connection: Connection, invoice_id: int) -> tuple[Paper, ...]:
    """The files of an invoice, in the order they came."""
    statement = select(_papers).where(_papers.c.invoice_id == invoice_id).order_by(_papers.c.id)
    names = KeptPaper.__dataclass_fields__
    rows = connection.execute(statement).mappings()
    return tuple(Paper(row["id"], KeptPaper(*(row[name] for name in names))) for row in rows)


def path_of(connection: Connection, paper_id: int) -> Path | None:
    """Where the file of an invoice lies; None where the row or its file is gone."""
    row = connection.execute(select(_papers).where(_papers.c.id == paper_id)).first()
    if row is None:
        return None
    found = pictures.file_of(pictures.folder_for(connection), row.sha256, row.suffix)
    return found if found.exists() else None


def overview(connection: Connection) -> InvoiceOverview:
    """What stands above the list."""
    counts = {
        view: int(stored_rows(connection, INVOICES.select([func.count()], TableRequest(view=view)))[0][0])
        for view in INVOICES.views
    }
    return InvoiceOverview(counts)
