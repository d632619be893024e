"""Writes: products, SKUs, and which channel code means which SKU."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.catalog import Product, Sku, SkuAlias
from models.channels import Channel
from models.entities import Entity
from models.orders import Order, OrderLine
from services import text
from services.errors import Invalid, NotAllowed
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message


@dataclass(frozen=True, slots=True)
class SkuDraft:
    """What a person enters about a SKU. Amounts are minor units of the shop's currency."""

    code: str
    title: str
    variant: str | None = None
    barcode: str | None = None
    category: str | None = None
    unit: str | None = None
    shelf: str | None = None
    price_minor: int | None = None
    cost_minor: int | None = None
    weight_g: int | None = None
    note: str | None = None


_SKU_FIELDS = ("variant", "barcode", "unit", "shelf", "price_minor", "cost_minor", "weight_g")
_PRODUCT_FIELDS = ("title", "category", "note")


@command("catalog.add_sku", N_("Add the product {code}"))
def add_sku(uow: UnitOfWork, draft: SkuDraft) -> int:
    """A new SKU; a product of the same title gets it as a further variant. Returns the SKU's id."""
    sku = create_sku(uow, draft)
    uow.describe(code=sku.code)
    _link_waiting_lines(uow, sku.code_key, sku.id, 1, channel_id=None)
    return sku.id


@command("catalog.edit_sku", N_("Edit the product {code}"))
def edit_sku(uow: UnitOfWork, sku_id: int, draft: SkuDraft) -> None:
    """Replace what was entered about a SKU and its product."""
    sku = uow.get(Sku, sku_id)
    _require_valid(draft)
    _require_free_code(uow, draft.code, except_id=sku_id)
    product = uow.get(Product, sku.product_id)
    sku.code, sku.code_key = draft.code.strip(), text.key(draft.code)
    for name in _SKU_FIELDS:
        setattr(sku, name, getattr(draft, name))
    for name in _PRODUCT_FIELDS:
        setattr(product, name, getattr(draft, name))
    uow.describe(code=sku.code)


@command("catalog.archive", NN_("Archive {count} product", "Archive {count} products"))
def archive(uow: UnitOfWork, sku_ids: Sequence[int]) -> None:
    """Take SKUs out of the lists; their history stays."""
    for sku in uow.get_many(Sku, sku_ids):
        sku.is_archived = True
    uow.describe(count=len(sku_ids))


@command("catalog.restore", NN_("Bring back {count} archived product", "Bring back {count} archived products"))
def restore(uow: UnitOfWork, sku_ids: Sequence[int]) -> None:
    """Put archived SKUs back into the lists."""
    for sku in uow.get_many(Sku, sku_ids):
        sku.is_archived = False
    uow.describe(count=len(sku_ids))


@command("catalog.delete", NN_("Delete {count} product", "Delete {count} products"))
def delete(uow: UnitOfWork, sku_ids: Sequence[int]) -> None:
    """Remove SKUs that were never sold; such as have history can only be archived."""
    skus = uow.get_many(Sku, sku_ids)
    used = {line.sku_id for line in uow.all_in(OrderLine, OrderLine.sku_id, sku_ids)}
    if used:
        codes = tuple(sku.code for sku in skus if sku.id in used)[:10]
        raise NotAllowed(rows=codes, reason=message(N_("it stands in orders; archive it instead")))
    for alias in uow.all_in(SkuAlias, SkuAlias.sku_id, sku_ids):
        uow.delete(alias)
    uow.flush()
    products = {sku.product_id for sku in skus}
    for sku in skus:
        uow.delete(sku)
    uow.flush()
    still_used = {sku.product_id for sku in uow.all_in(Sku, Sku.product_id, products)}
    for product in uow.get_many(Product, products - still_used):
        uow.delete(product)
    uow.describe(count=len(skus))


@command("catalog.link", N_("Link the code {code} to {sku}"))
def link(uow: UnitOfWork, channel_id: int, code: str, sku_id: int, *, quantity: int = 1) -> int:
    """From now on this channel code means `quantity` pieces of the SKU; waiting lines follow. Returns how many."""
    if quantity < 1:
        raise Invalid(field=message(N_("Quantity")), value=str(quantity), reason=message(N_("it must be 1 or more")))
    uow.get(Channel, channel_id)
    sku = uow.get(Sku, sku_id)
    uow.describe(code=code.strip(), sku=sku.code)
    _set_alias(uow, channel_id, code, sku_id, quantity)
    return _link_waiting_lines(uow, text.key(code), sku_id, quantity, channel_id=channel_id)


@command(
    "catalog.create_from_codes",
    NN_("Create {count} product from order codes", "Create {count} products from order codes"),
)
def create_from_codes(uow: UnitOfWork, codes: Iterable[tuple[int, str]]) -> int:
    """Create a SKU for each (channel id, unlinked code), with title and variant as the channel calls them.

    A code that already is one of our own is linked instead. Returns how many SKUs were created.
    """
    created = 0
    wanted = list(dict.fromkeys((channel_id, text.key(code)) for channel_id, code in codes))
    for number, (channel_id, code_key) in enumerate(wanted):
        uow.checkpoint(number, len(wanted))
        line = _newest_waiting_line(uow, channel_id, code_key)
        if line is None or line.code is None:
            continue
        sku = _sku_by_key(uow, code_key)
        if sku is None:
            sku = create_sku(uow, SkuDraft(code=line.code, title=line.title, variant=line.variant))
            created += 1
        _link_waiting_lines(uow, code_key, sku.id, 1, channel_id=channel_id)
    uow.describe(count=created)
    return created


def create_sku(uow: UnitOfWork, draft: SkuDraft) -> Sku:
    """The new SKU's row, for commands that create one on the way."""
    _require_valid(draft)
    _require_free_code(uow, draft.code)
    product = next(iter(uow.all(select(Product).where(Product.title == draft.title.strip()))), None)
    if product is None:
        product = Product(title=draft.title.strip(), category=draft.category, note=draft.note)
        uow.add(product)
        uow.flush()
    sku = Sku(product_id=product.id, code=draft.code.strip(), code_key=text.key(draft.code))
    for name in _SKU_FIELDS:
        setattr(sku, name, getattr(draft, name))
    uow.add(sku)
    uow.flush()
    return sku


def _require_valid(draft: SkuDraft) -> None:
    for label, value in ((N_("Code"), draft.code), (N_("Title"), draft.title)):
        if not value.strip():
            raise Invalid(field=message(label), value=value, reason=message(N_("it must not be empty")))
    amounts = ((N_("Price"), draft.price_minor), (N_("Cost"), draft.cost_minor), (N_("Weight"), draft.weight_g))
    for label, amount in amounts:
        if amount is not None and amount < 0:
            raise Invalid(field=message(label), value=str(amount), reason=message(N_("it must not be negative")))


def _require_free_code(uow: UnitOfWork, code: str, except_id: int | None = None) -> None:
    found = _sku_by_key(uow, text.key(code))
    if found is not None and found.id != except_id:
        raise Invalid(field=message(N_("Code")), value=code, reason=message(N_("another product has it")))


def _sku_by_key(uow: UnitOfWork, code_key: str) -> Sku | None:
    return next(iter(uow.all(select(Sku).where(Sku.code_key == code_key))), None)


def _set_alias(uow: UnitOfWork, channel_id: int, code: str, sku_id: int, quantity: int) -> None:
    code_key = text.key(code)
    statement = select(SkuAlias).where(SkuAlias.channel_id == channel_id, SkuAlias.code_key == code_key)
    alias = next(iter(uow.all(statement)), None)
    if alias is None:
        uow.add(SkuAlias(channel_id=channel_id, sku_id=sku_id, code=code.strip(), code_key=code_key, quantity=quantity))
    else:
        alias.sku_id, alias.quantity = sku_id, quantity


def _newest_waiting_line(uow: UnitOfWork, channel_id: int, code_key: str) -> OrderLine | None:
    statement = (
        select(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.code_key == code_key, OrderLine.sku_id.is_(None), Order.channel_id == channel_id)
        .order_by(OrderLine.id.desc())
        .limit(1)
    )
    return next(iter(uow.all(statement)), None)


def _link_waiting_lines(uow: UnitOfWork, code_key: str, sku_id: int, quantity: int, *, channel_id: int | None) -> int:
    """Link the lines that wait for this code; with no channel, those of every channel (it is our own code)."""
    uow.flush()
    statement = (
        select(OrderLine.id, OrderLine.quantity)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.code_key == code_key, OrderLine.sku_id.is_(None))
    )
    if channel_id is not None:
        statement = statement.where(Order.channel_id == channel_id)
    by_quantity: dict[int, list[int]] = {}
    for line_id, pieces in uow.session.execute(statement):
        by_quantity.setdefault(pieces, []).append(line_id)
    linked = 0
    for pieces, line_ids in by_quantity.items():
        linked += uow.set_columns(Entity.ORDER_LINE, line_ids, {"sku_id": sku_id, "sku_quantity": pieces * quantity})
    return linked
