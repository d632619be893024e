"""Writes: invoices issued and received, their links to orders and purchases, and their files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from models.enums.money import InvoiceKind, InvoiceSide
from models.orders import Order
from models.purchasing import Purchase
from models.tax import Invoice, InvoicePaper
from services import settings, text
from services.editing import overwrite, require_unchanged
from services.errors import Invalid
from services.finance.papers import KeptPaper
from services.formatting import money
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.tax.errors import InvoiceKnown

_invoices = Invoice.table()
_orders = Order.table()
_purchases = Purchase.table()


@dataclass(frozen=True, slots=True)
class InvoiceDraft:
    """An invoice as a form describes it; amounts in the shop's currency, both below zero on a red one."""

    side: InvoiceSide
    kind: InvoiceKind
    number: str
    issued_on: date
    net_minor: int
    tax_minor: int = 0
    code: str | None = None
    party: str | None = None
    party_tax_no: str | None = None
    text: str | None = None
    order_no: str | None = None
    purchase_no: str | None = None
    note: str | None = None


def natural_key(side: str, code: str | None, number: str) -> str:
    """What an invoice is told apart by: side, code and number without spaces, whatever the capitals and widths."""
    return "/".join([side, *(text.key(part).replace(" ", "") for part in (code or "", number) if part.strip())])


@command("tax.add_invoice", N_("Add the invoice {number}"))
def add_invoice(uow: UnitOfWork, draft: InvoiceDraft) -> int:
    """A new invoice; `InvoiceKnown` where it is in the list already. Returns its id."""
    values = _valid(uow, draft)
    _require_new(uow, values["natural_key"], None)
    row = Invoice(**values, is_void=False)
    uow.add(row)
    uow.flush()
    uow.describe(number=row.number)
    return row.id


@command("tax.change_invoice", N_("Change the invoice {number}"))
def change_invoice(uow: UnitOfWork, invoice_id: int, draft: InvoiceDraft, *, version: int | None = None) -> None:
    """Write an invoice anew; its files stay. With `version`, refuse when it changed meanwhile."""
    row = uow.get(Invoice, invoice_id)
    require_unchanged(row, version, N_("invoice"))
    values = _valid(uow, draft)
    _require_new(uow, values["natural_key"], invoice_id)
    overwrite(row, values)
    uow.describe(number=row.number)


@command("tax.void_invoices", NN_("Void {count} invoice", "Void {count} invoices"))
def void_invoices(uow: UnitOfWork, invoice_ids: Sequence[int], *, is_void: bool = True) -> None:
    """Mark invoices as void, or as good again; void ones stay in the list and count nowhere."""
    rows = uow.get_many(Invoice, list(invoice_ids))
    for row in rows:
        row.is_void = is_void
    uow.describe(count=len(rows))


@command("tax.delete_invoices", NN_("Delete {count} invoice", "Delete {count} invoices"))
def delete_invoices(uow: UnitOfWork, invoice_ids: Sequence[int]) -> None:
    """Take invoices out of the list. Their files stay beside the shop for undo."""
    rows = uow.get_many(Invoice, list(invoice_ids))
    for paper in uow.all(select(InvoicePaper).where(InvoicePaper.invoice_id.in_([row.id for row in rows]))):
        uow.delete(paper)
    uow.flush()
    for row in rows:
        uow.delete(row)
    uow.describe(count=len(rows))


@command("tax.add_invoice_papers", NN_("Add {count} file to an invoice", "Add {count} files to an invoice"))
def add_papers(uow: UnitOfWork, invoice_id: int, kept: Sequence[KeptPaper]) -> tuple[int, ...]:
    """Put files that were taken in beside an invoice; one it has already is left out."""
    uow.get(Invoice, invoice_id)
    known = {row.sha256 for row in uow.all(select(InvoicePaper).where(InvoicePaper.invoice_id == invoice_id))}
    fresh = {one.sha256: one for one in kept if one.sha256 not in known}
    rows = [
        InvoicePaper(
            invoice_id=invoice_id, sha256=one.sha256, suffix=one.suffix, file_name=one.file_name,
            size_bytes=one.size_bytes,
        )
        for one in fresh.values()
    ]  # fmt: skip
    uow.add_all(rows)
    uow.flush()
    uow.describe(count=len(rows))
    return tuple(row.id for row in rows)


@command("tax.remove_invoice_paper", N_("Take the file {name} off an invoice"))
def remove_paper(uow: UnitOfWork, paper_id: int) -> None:
    """Take a file off its invoice. It stays beside the shop, for undo and for backups that name it."""
    row = uow.get(InvoicePaper, paper_id)
    uow.describe(name=row.file_name)
    uow.delete(row)


def orders_of(connection: Connection, numbers: Sequence[str]) -> dict[str, int]:
    """The orders of these numbers, where only one order has it."""
    found: dict[str, list[int]] = {}
    for chunk in sorted_chunks(numbers):
        statement = select(_orders.c.external_no, _orders.c.id).where(_orders.c.external_no.in_(chunk))
        for number, row_id in connection.execute(statement):
            found.setdefault(number, []).append(row_id)
    return {number: ids[0] for number, ids in found.items() if len(ids) == 1}


def purchases_of(connection: Connection, numbers: Sequence[str]) -> dict[str, int]:
    """The purchases of these numbers."""
    found: dict[str, int] = {}
    for chunk in sorted_chunks(numbers):
        statement = select(_purchases.c.number, _purchases.c.id).where(_purchases.c.number.in_(chunk))
        found.update({row[0]: row[1] for row in connection.execute(statement)})
    return found


def link_invoices(uow: UnitOfWork) -> int:
    """Give invoices that name an order which was not here when they came the order. Returns how many."""
    named = (
        select(_invoices.c.id, func.min(_orders.c.id))
        .join_from(_invoices, _orders, _orders.c.external_no == _invoices.c.order_no)
        .where(_invoices.c.order_id.is_(None))
        .group_by(_invoices.c.id)
        .having(func.count() == 1)
    )
    found = {row[0]: row[1] for row in uow.connection.execute(named)}
    for row in uow.get_many(Invoice, found):
        row.order_id = found[row.id]
    return len(found)


def _valid(uow: UnitOfWork, draft: InvoiceDraft) -> dict[str, Any]:
    number = draft.number.strip()
    if not number:
        raise Invalid(field=message(N_("Invoice no.")), value=draft.number, reason=message(N_("it must not be empty")))
    if not draft.net_minor and not draft.tax_minor:
        raise Invalid(field=message(N_("Net")), value="0", reason=message(N_("it must not be zero")))
    if draft.net_minor * draft.tax_minor < 0:
        reason = message(N_("net and tax must both be above zero, or both below on a red invoice"))
        shown = money(draft.tax_minor, settings.read(uow.connection, settings.CURRENCY))
        raise Invalid(field=message(N_("Tax amount")), value=shown, reason=reason)
    order_no, purchase_no = (draft.order_no or "").strip(), (draft.purchase_no or "").strip()
    order_id = orders_of(uow.connection, [order_no]).get(order_no) if order_no else None
    purchase_id = purchases_of(uow.connection, [purchase_no]).get(purchase_no) if purchase_no else None
    if purchase_no and purchase_id is None:
        raise Invalid(
            field=message(N_("Purchase no.")), value=purchase_no, reason=message(N_("there is no such purchase"))
        )
    return {
        "side": draft.side, "kind": draft.kind, "number": number,
        "natural_key": natural_key(draft.side, draft.code, number),
        "issued_on": draft.issued_on, "net_minor": draft.net_minor, "tax_minor": draft.tax_minor,
        "order_no": order_no or None, "order_id": order_id, "purchase_id": purchase_id,
        **{name: text.clean(getattr(draft, name))
           for name in ("code", "party", "party_tax_no", "text", "note")},
    }  # fmt: skip


def _require_new(uow: UnitOfWork, key: str, except_id: int | None) -> None:
    columns = (_invoices.c.number, _invoices.c.issued_on, _invoices.c.party)
    same = select(*columns).where(_invoices.c.natural_key == key)
    row = uow.connection.execute(same.where(_invoices.c.id != (except_id or 0))).first()
    if row is not None:
        raise InvoiceKnown(number=row.number, day=row.issued_on.isoformat(), party=row.party or "\u2014")
