"""Writes: purchases from the first draft to the last piece. What arrives is in `receiving`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from models.catalog import Sku, SupplierItem
from models.enums.goods import LandedBasis, PurchaseState
from models.purchasing import Purchase, PurchaseLine, ReceiptLine, Supplier, SupplierPayment
from models.values import Money
from services import settings, text
from services.business_day import shop_today
from services.editing import require_unchanged
from services.errors import Invalid, NotAllowed
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number
from services.purchasing import rules
from services.purchasing.drafts import (
    PurchaseDraft,
    currency_of,
    new_lines,
    require_costs,
    require_free_external_no,
    require_free_number,
    require_lines,
)
from services.purchasing.rules import LEADS_TO, Deed
from services.purchasing.settling import lines_of, received_pieces, settle


@command("purchasing.add", N_("Write the purchase {number}"))
def add(uow: UnitOfWork, draft: PurchaseDraft) -> int:
    """A new draft at one supplier. Returns its id."""
    purchase = create(uow, draft)
    uow.describe(number=purchase.number)
    return purchase.id


def create(uow: UnitOfWork, draft: PurchaseDraft) -> Purchase:
    """The new purchase's row with its lines, for commands that make one on the way."""
    supplier = uow.get(Supplier, draft.supplier_id)
    require_lines(draft.lines, currency_of(uow.connection, draft, supplier)[0])
    number = draft.number.strip() or next_number(uow.connection, NumberKind.PURCHASE)
    require_free_number(uow, number)
    purchase = Purchase(
        supplier_id=supplier.id, number=number, state=PurchaseState.DRAFT, created_on=shop_today(uow.connection)
    )
    _fill(uow, purchase, draft, supplier)
    uow.add(purchase)
    uow.flush()
    uow.add_all(new_lines(uow, purchase, draft.lines))
    uow.flush()
    return purchase


@command("purchasing.edit", N_("Edit the purchase {number}"))
def edit(uow: UnitOfWork, purchase_id: int, draft: PurchaseDraft, *, version: int | None = None) -> None:
    """Replace what a purchase says, as long as nothing of it has arrived."""
    purchase = uow.get(Purchase, purchase_id)
    require_unchanged(purchase, version, N_("purchase"))
    rules.require(Deed.EDIT, [purchase])
    supplier = uow.get(Supplier, draft.supplier_id)
    require_lines(draft.lines, currency_of(uow.connection, draft, supplier)[0])
    number = draft.number.strip() or purchase.number
    require_free_number(uow, number, except_id=purchase_id)
    purchase.number, purchase.supplier_id = number, draft.supplier_id
    _fill(uow, purchase, draft, supplier)
    for line in lines_of(uow, purchase_id):
        uow.delete(line)
    uow.flush()
    uow.add_all(new_lines(uow, purchase, draft.lines))
    uow.describe(number=number)


@command("purchasing.order", NN_("Order {count} purchase", "Order {count} purchases"))
def order(uow: UnitOfWork, purchase_ids: Sequence[int], ordered_on: date | None = None) -> None:
    """The supplier has been told. Where no day of arrival was agreed, the lead time gives one."""
    purchases = _for(uow, Deed.ORDER, purchase_ids)
    day = ordered_on or shop_today(uow.connection)
    for purchase in purchases:
        purchase.ordered_on = day
        lead = uow.get(Supplier, purchase.supplier_id).lead_days
        if purchase.expected_on is None and lead is not None:
            purchase.expected_on = day + timedelta(days=lead)


@command("purchasing.take_back", NN_("Take {count} purchase back to a draft", "Take {count} purchases back to drafts"))
def take_back(uow: UnitOfWork, purchase_ids: Sequence[int]) -> None:
    """Ordered or cancelled by mistake: it can be edited and ordered again."""
    for purchase in _for(uow, Deed.TAKE_BACK, purchase_ids):
        purchase.ordered_on = purchase.close_reason = None


@command("purchasing.cancel", NN_("Cancel {count} purchase", "Cancel {count} purchases"))
def cancel(uow: UnitOfWork, purchase_ids: Sequence[int], reason: str | None = None) -> None:
    """Nothing of it will come; the purchase stays in the list."""
    for purchase in _for(uow, Deed.CANCEL, purchase_ids):
        purchase.close_reason = text.clean(reason)


@command("purchasing.delete", NN_("Delete {count} purchase", "Delete {count} purchases"))
def delete(uow: UnitOfWork, purchase_ids: Sequence[int]) -> None:
    """Remove drafts and cancelled purchases that nothing was paid for."""
    purchases = uow.get_many(Purchase, purchase_ids)
    rules.require(Deed.DELETE, purchases)
    paid = {row.purchase_id for row in uow.all_in(SupplierPayment, SupplierPayment.purchase_id, purchase_ids)}
    if paid:
        names = [purchase.number for purchase in purchases if purchase.id in paid]
        raise NotAllowed(rows=rules.shortened(names), reason=message(N_("something was paid for it")))
    for line in uow.all_in(PurchaseLine, PurchaseLine.purchase_id, purchase_ids):
        uow.delete(line)
    uow.flush()
    for purchase in purchases:
        uow.delete(purchase)
    uow.describe(count=len(purchases))


@command("purchasing.close_short", N_("Close the purchase {number} short"))
def close_short(uow: UnitOfWork, purchase_id: int, reason: str | None = None) -> None:
    """The rest will not come; the pieces that came bear all of the costs."""
    purchase = _for(uow, Deed.CLOSE, [purchase_id])[0]
    purchase.close_reason = text.clean(reason)
    settle(uow, purchase, beside_closed=True)
    uow.describe(number=purchase.number)


@command("purchasing.reopen", N_("Reopen the purchase {number}"))
def reopen(uow: UnitOfWork, purchase_id: int) -> None:
    """The rest is expected after all."""
    purchase = uow.get(Purchase, purchase_id)
    rules.require(Deed.REOPEN, [purchase])
    ordered = {line.id: line.quantity for line in lines_of(uow, purchase_id)}
    purchase.state, purchase.close_reason = rules.state_for(ordered, received_pieces(uow, purchase_id)), None
    settle(uow, purchase, beside_closed=True)
    uow.describe(number=purchase.number)


@command("purchasing.set_costs", N_("Set the costs of the purchase {number}"))
def set_costs(
    uow: UnitOfWork, purchase_id: int, *, freight_minor: int, duty_minor: int, other_minor: int, basis: LandedBasis
) -> None:
    """Freight (purchase's currency), duty and other costs (shop's); what has arrived is costed anew."""
    purchase = uow.get(Purchase, purchase_id)
    rules.require(Deed.SET_COSTS, [purchase])
    _require_costs(uow, purchase.currency, freight_minor, duty_minor, other_minor)
    purchase.freight_minor, purchase.duty_minor, purchase.other_minor = freight_minor, duty_minor, other_minor
    purchase.landed_basis = basis
    settle(uow, purchase)
    uow.describe(number=purchase.number)


@command("purchasing.set_prices", N_("Correct the prices of the purchase {number}"))
def set_prices(uow: UnitOfWork, purchase_id: int, amounts: Sequence[tuple[int, int | None]]) -> None:
    """(line id, amount of the whole line or None) in the purchase's currency; what has arrived is costed anew."""
    purchase = uow.get(Purchase, purchase_id)
    rules.require(Deed.SET_COSTS, [purchase])
    lines = {line.id: line for line in lines_of(uow, purchase_id)}
    for line_id, amount in amounts:
        line = lines.get(line_id) or uow.get(PurchaseLine, line_id)
        if line.purchase_id != purchase_id:
            reason = message(N_("it is in another purchase"))
            raise Invalid(field=message(N_("Item")), value=line.title, reason=reason)
        if amount is not None:
            require_costs((N_("Price"), Money(amount, purchase.currency)))
        line.amount_minor = amount
        is_even = amount is not None and amount % line.quantity == 0
        line.price_minor = amount // line.quantity if amount is not None and is_even else None
    settle(uow, purchase)
    uow.describe(number=purchase.number)


@command("purchasing.set_shipping", N_("Note how the purchase {number} is sent"))
def set_shipping(
    uow: UnitOfWork, purchase_id: int, *, courier: str | None, tracking_no: str | None, expected_on: date | None
) -> None:
    """Courier, tracking number and the day it should arrive."""
    purchase = uow.get(Purchase, purchase_id)
    purchase.courier, purchase.tracking_no, purchase.expected_on = (
        text.clean(courier),
        text.clean(tracking_no),
        expected_on,
    )
    uow.describe(number=purchase.number)


@command("purchasing.link_line", N_("Link “{title}” to {sku}"))
def link_line(uow: UnitOfWork, line_id: int, sku_id: int, *, remember: bool = True) -> None:
    """Say which SKU of ours a bought item is; with `remember` the supplier's code means it from now on."""
    line = uow.get(PurchaseLine, line_id)
    sku = uow.get(Sku, sku_id)
    if uow.all_in(ReceiptLine, ReceiptLine.purchase_line_id, [line_id]):
        raise NotAllowed(rows=(line.title,), reason=message(N_("goods of it have arrived")))
    line.sku_id = sku_id
    if remember and line.supplier_code:
        _remember_code(uow, uow.get(Purchase, line.purchase_id).supplier_id, sku_id, line.supplier_code)
    uow.describe(title=line.title, sku=sku.code)


def _remember_code(uow: UnitOfWork, supplier_id: int, sku_id: int, code: str) -> None:
    known = [one for one in uow.all_in(SupplierItem, SupplierItem.sku_id, [sku_id]) if one.supplier_id == supplier_id]
    if known:
        known[0].code, known[0].code_key = code, text.key(code)
    else:
        others = uow.all_in(SupplierItem, SupplierItem.sku_id, [sku_id])
        uow.add(
            SupplierItem(
                sku_id=sku_id, supplier_id=supplier_id, position=len(others), code=code, code_key=text.key(code)
            )
        )


def _for(uow: UnitOfWork, deed: Deed, purchase_ids: Sequence[int]) -> list[Purchase]:
    """The purchases, moved to where the deed leads; all of them or none."""
    purchases = uow.get_many(Purchase, purchase_ids)
    rules.require(deed, purchases)
    for purchase in purchases:
        purchase.state = LEADS_TO[deed]
    uow.describe(count=len(purchases))
    return purchases


def _require_costs(uow: UnitOfWork, currency: str, freight_minor: int, duty_minor: int, other_minor: int) -> None:
    home = settings.read(uow.connection, settings.CURRENCY)
    require_costs(
        (N_("Freight"), Money(freight_minor, currency)),
        (N_("Duty"), Money(duty_minor, home)),
        (N_("Other costs"), Money(other_minor, home)),
    )


def _fill(uow: UnitOfWork, purchase: Purchase, draft: PurchaseDraft, supplier: Supplier) -> None:
    currency, rate_ppm = currency_of(uow.connection, draft, supplier)
    _require_costs(uow, currency, draft.freight_minor, draft.duty_minor, draft.other_minor)
    external_no = text.clean(draft.external_no)
    require_free_external_no(uow, supplier.id, external_no, except_id=purchase.id)
    purchase.currency, purchase.rate_ppm = currency, rate_ppm
    purchase.external_no, purchase.expected_on = external_no, draft.expected_on
    purchase.freight_minor, purchase.duty_minor = draft.freight_minor, draft.duty_minor
    purchase.other_minor, purchase.landed_basis = draft.other_minor, draft.landed_basis
    purchase.note = text.clean(draft.note)
