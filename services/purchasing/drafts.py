"""What a person enters about a purchase, checked and turned into rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from models.enums.goods import LandedBasis
from models.purchasing import Purchase, PurchaseLine, Supplier
from models.values import Money
from services import settings, text
from services.errors import Invalid
from services.exchange import HIGHEST_RATE, OWN_RATE
from services.formatting import money
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message
from services.purchasing.suppliers import require_currency

MOST_PIECES = 10_000_000
_MOST_MINOR = 10**15


@dataclass(frozen=True, slots=True)
class PurchaseLineDraft:
    """One line as typed. `price_minor` is for one piece, `amount_minor` for the line (None: price × pieces)."""

    quantity: int
    sku_id: int | None = None
    title: str = ""
    variant: str | None = None
    supplier_code: str | None = None
    price_minor: int | None = None
    amount_minor: int | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PurchaseDraft:
    """A purchase as typed.

    Prices and freight are in `currency` (None: the supplier's, else the shop's), duty and other
    costs in the shop's. `rate_ppm`: millionths of the shop's smallest unit per smallest unit of `currency`.
    """

    supplier_id: int
    lines: tuple[PurchaseLineDraft, ...]
    number: str = ""
    external_no: str | None = None
    currency: str | None = None
    rate_ppm: int | None = None
    expected_on: date | None = None
    freight_minor: int = 0
    duty_minor: int = 0
    other_minor: int = 0
    landed_basis: LandedBasis = LandedBasis.VALUE
    note: str | None = None


def require_costs(*costs: tuple[str, Money]) -> None:
    """Amounts that are paid: none below zero, none absurd. Each comes with its label."""
    for label, cost in costs:
        if not 0 <= cost.minor <= _MOST_MINOR:
            reason = message(N_("it must not be negative") if cost.minor < 0 else N_("no price is so high"))
            raise Invalid(field=message(label), value=money(cost.minor, cost.currency), reason=reason)


def require_lines(lines: Sequence[PurchaseLineDraft], currency: str) -> None:
    """There is at least one line, and every one can be ordered; the sentence names the line."""
    if not lines:
        raise Invalid(field=message(N_("Items")), value="", reason=message(N_("a purchase needs at least one item")))
    for place, line in enumerate(lines, start=1):
        if line.sku_id is None and not line.title.strip():
            raise _in_line(place, N_("Item"), "", message(N_("it must not be empty")))
        if not 1 <= line.quantity <= MOST_PIECES:
            raise _in_line(place, N_("Pieces"), str(line.quantity), message(N_("it must be 1 or more")))
        for minor in (line.price_minor, line.amount_minor):
            if minor is not None and not 0 <= minor <= _MOST_MINOR:
                reason = message(N_("it must not be negative") if minor < 0 else N_("no price is so high"))
                raise _in_line(place, N_("Unit price"), money(minor, currency), reason)


def currency_of(connection: Connection, draft: PurchaseDraft, supplier: Supplier) -> tuple[str, int]:
    """Currency and exchange rate of a purchase; a foreign currency needs a rate."""
    own = settings.read(connection, settings.CURRENCY)
    currency = require_currency(draft.currency) if draft.currency else supplier.currency or own
    if currency == own:
        return currency, OWN_RATE
    if draft.rate_ppm is None or not 0 < draft.rate_ppm <= HIGHEST_RATE:
        reason = message(N_("say how much of {own} one {currency} is"), own=own, currency=currency)
        shown = "" if draft.rate_ppm is None else str(draft.rate_ppm)
        raise Invalid(field=message(N_("Exchange rate")), value=shown, reason=reason)
    return currency, draft.rate_ppm


def new_lines(uow: UnitOfWork, purchase: Purchase, drafts: Sequence[PurchaseLineDraft]) -> list[PurchaseLine]:
    """The rows of a purchase's lines, named after their SKU where nothing else was typed."""
    names = _names(uow.connection, [line.sku_id for line in drafts if line.sku_id is not None])
    rows = []
    for position, line in enumerate(drafts, start=1):
        if line.sku_id is not None:
            uow.get(Sku, line.sku_id)
        title, variant = names.get(line.sku_id or 0, ("", None))
        amount = line.amount_minor
        if amount is None and line.price_minor is not None:
            amount = line.price_minor * line.quantity
        rows.append(
            PurchaseLine(
                purchase_id=purchase.id,
                position=position,
                sku_id=line.sku_id,
                title=line.title.strip() or title,
                variant=text.clean(line.variant) or variant,
                supplier_code=text.clean(line.supplier_code),
                quantity=line.quantity,
                price_minor=line.price_minor,
                amount_minor=amount,
                note=text.clean(line.note),
            )
        )
    return rows


def require_free_number(uow: UnitOfWork, number: str, *, except_id: int | None = None) -> None:
    """No other purchase is called so."""
    if any(one.id != except_id for one in uow.all(select(Purchase).where(Purchase.number == number))):
        reason = message(N_("another purchase has it already"))
        raise Invalid(field=message(N_("Purchase no.")), value=number, reason=reason)


def require_free_external_no(
    uow: UnitOfWork, supplier_id: int, number: str | None, *, except_id: int | None = None
) -> None:
    """The supplier's own number stands on no other purchase from them."""
    if number is None:
        return
    statement = select(Purchase).where(Purchase.supplier_id == supplier_id, Purchase.external_no == number)
    taken = [one for one in uow.all(statement) if one.id != except_id]
    if taken:
        reason = message(N_("it stands on the purchase {number} already"), number=taken[0].number)
        raise Invalid(field=message(N_("Supplier's order no.")), value=number, reason=reason)


def _names(connection: Connection, sku_ids: Sequence[int]) -> dict[int, tuple[str, str | None]]:
    skus, products = Sku.table(), Product.table()
    found: dict[int, tuple[str, str | None]] = {}
    for chunk in sorted_chunks(sku_ids):
        statement = select(skus.c.id, products.c.title, skus.c.variant).join_from(
            skus, products, products.c.id == skus.c.product_id
        )
        for row in connection.execute(statement.where(skus.c.id.in_(chunk))):
            found[row.id] = (row.title, row.variant)
    return found


def _in_line(place: int, label: str, value: str, reason: Message) -> Invalid:
    named = message(N_("Line {place}, {field}"), place=place, field=message(label))
    return Invalid(field=named, value=value, reason=reason)
