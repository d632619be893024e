"""Writes: who goods are bought from, and what was paid to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import select

from models.catalog import SupplierItem
from models.purchasing import Purchase, Supplier, SupplierPayment, SupplierReturn
from services import settings, text
from services.editing import overwrite, require_unchanged
from services.errors import Invalid, NotAllowed
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.purchasing.rules import shortened

LONGEST_DAYS = 730


@dataclass(frozen=True, slots=True)
class SupplierDraft:
    """What a person enters about a supplier. Days are whole; the currency is the one they bill in."""

    name: str
    contact: str | None = None
    phone: str | None = None
    wechat: str | None = None
    email: str | None = None
    website: str | None = None
    address: str | None = None
    note: str | None = None
    currency: str | None = None
    lead_days: int | None = None
    payment_terms_days: int | None = None


@command("purchasing.add_supplier", N_("Add the supplier {name}"))
def add_supplier(uow: UnitOfWork, draft: SupplierDraft) -> int:
    """A new supplier; its name is told apart without regard to case and width. Returns the id."""
    values = _valid(draft)
    _require_free_name(uow, draft.name)
    supplier = Supplier(name_key=text.key(draft.name), **values)
    uow.add(supplier)
    uow.flush()
    uow.describe(name=supplier.name)
    return supplier.id


@command("purchasing.edit_supplier", N_("Edit the supplier {name}"))
def edit_supplier(uow: UnitOfWork, supplier_id: int, draft: SupplierDraft, *, version: int | None = None) -> None:
    """Replace what was entered about a supplier; with `version`, refuse when it changed meanwhile."""
    supplier = uow.get(Supplier, supplier_id)
    require_unchanged(supplier, version, N_("supplier"))
    values = _valid(draft)
    _require_free_name(uow, draft.name, except_id=supplier_id)
    supplier.name_key = text.key(draft.name)
    overwrite(supplier, values)
    uow.describe(name=supplier.name)


@command("purchasing.archive_suppliers", NN_("Archive {count} supplier", "Archive {count} suppliers"))
def archive_suppliers(uow: UnitOfWork, supplier_ids: Sequence[int]) -> None:
    """Take suppliers out of the lists; their purchases stay."""
    for supplier in uow.get_many(Supplier, supplier_ids):
        supplier.is_archived = True
    uow.describe(count=len(supplier_ids))


@command(
    "purchasing.restore_suppliers", NN_("Bring back {count} archived supplier", "Bring back {count} archived suppliers")
)
def restore_suppliers(uow: UnitOfWork, supplier_ids: Sequence[int]) -> None:
    """Put archived suppliers back into the lists."""
    for supplier in uow.get_many(Supplier, supplier_ids):
        supplier.is_archived = False
    uow.describe(count=len(supplier_ids))


@command("purchasing.delete_suppliers", NN_("Delete {count} supplier", "Delete {count} suppliers"))
def delete_suppliers(uow: UnitOfWork, supplier_ids: Sequence[int]) -> None:
    """Remove suppliers nothing was ever bought from; the others can only be archived."""
    suppliers = uow.get_many(Supplier, supplier_ids)
    used = {row.supplier_id for row in uow.all_in(Purchase, Purchase.supplier_id, supplier_ids)}
    used |= {row.supplier_id for row in uow.all_in(SupplierPayment, SupplierPayment.supplier_id, supplier_ids)}
    used |= {row.supplier_id for row in uow.all_in(SupplierReturn, SupplierReturn.supplier_id, supplier_ids)}
    if used:
        names = [supplier.name for supplier in suppliers if supplier.id in used]
        reason = message(N_("there are purchases or payments of it; archive it instead"))
        raise NotAllowed(rows=shortened(names), reason=reason)
    for item in uow.all_in(SupplierItem, SupplierItem.supplier_id, supplier_ids):
        uow.delete(item)
    uow.flush()
    for supplier in suppliers:
        uow.delete(supplier)
    uow.describe(count=len(suppliers))


@command("purchasing.pay", N_("Pay {name}"))
def pay(
    uow: UnitOfWork, supplier_id: int, amount_minor: int, paid_on: date, *, currency: str | None = None,
    purchase_id: int | None = None, method: str | None = None, note: str | None = None,
) -> int:  # fmt: skip
    """Note money paid to a supplier (negative: they paid back). Returns the payment's id.

    The currency is that of the purchase, where one is named, else the one given, else the shop's.
    """
    supplier = uow.get(Supplier, supplier_id)
    if amount_minor == 0:
        raise Invalid(field=message(N_("Amount")), value="0", reason=message(N_("it must not be zero")))
    if purchase_id is not None:
        purchase = uow.get(Purchase, purchase_id)
        if purchase.supplier_id != supplier_id:
            reason = message(N_("it is a purchase from somebody else"))
            raise Invalid(field=message(N_("Purchase")), value=purchase.number, reason=reason)
        currency = purchase.currency
    payment = SupplierPayment(
        supplier_id=supplier_id,
        purchase_id=purchase_id,
        paid_on=paid_on,
        currency=currency or settings.read(uow.connection, settings.CURRENCY),
        amount_minor=amount_minor,
        method=text.clean(method),
        note=text.clean(note),
    )
    uow.add(payment)
    uow.flush()
    uow.describe(name=supplier.name)
    return payment.id


@command("purchasing.delete_payment", N_("Delete a payment to {name}"))
def delete_payment(uow: UnitOfWork, payment_id: int) -> None:
    """Remove a payment that was noted wrongly."""
    payment = uow.get(SupplierPayment, payment_id)
    uow.describe(name=uow.get(Supplier, payment.supplier_id).name)
    uow.delete(payment)


def find_or_add_supplier(uow: UnitOfWork, name: str) -> Supplier:
    """The supplier of this name, made where there is none: for imports and drafts."""
    found = next(iter(uow.all(select(Supplier).where(Supplier.name_key == text.key(name)))), None)
    if found is None:
        found = Supplier(name_key=text.key(name), **_valid(SupplierDraft(name)))
        uow.add(found)
        uow.flush()
    return found


def require_currency(currency: str) -> str:
    """The ISO 4217 code in capitals; `Invalid` where it cannot be one."""
    code = currency.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        reason = message(N_("a currency has three letters, such as CNY"))
        raise Invalid(field=message(N_("Currency")), value=currency, reason=reason)
    return code


def _valid(draft: SupplierDraft) -> Mapping[str, object]:
    if not text.key(draft.name):
        raise Invalid(field=message(N_("Name")), value=draft.name, reason=message(N_("it must not be empty")))
    for label, days in (
        (N_("Lead time (days)"), draft.lead_days),
        (N_("Payment terms (days)"), draft.payment_terms_days),
    ):
        if days is not None and not 0 <= days <= LONGEST_DAYS:
            reason = message(N_("it must be 0 to {most} days"), most=LONGEST_DAYS)
            raise Invalid(field=message(label), value=str(days), reason=reason)
    values = {name: text.clean(value) if isinstance(value, str) else value for name, value in asdict(draft).items()}
    if draft.currency is not None and draft.currency.strip():
        values["currency"] = require_currency(draft.currency)
    return values


def _require_free_name(uow: UnitOfWork, name: str, *, except_id: int | None = None) -> None:
    taken = [one for one in uow.all(select(Supplier).where(Supplier.name_key == text.key(name))) if one.id != except_id]
    if taken:
        reason = message(N_("there is a supplier of this name already"))
        if taken[0].is_archived:
            reason = message(N_("an archived supplier has this name; bring it back instead"))
        raise Invalid(field=message(N_("Name")), value=name.strip(), reason=reason)
