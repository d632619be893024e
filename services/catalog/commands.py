"""Writes: products, SKUs, and which channel code means which SKU."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from models.catalog import Product, Sku, SkuAlias
from models.channels import Channel
from models.entities import Entity
from models.orders import Order, OrderLine
from services import text
from services.catalog import rules, writing
from services.catalog.drafts import SkuDraft
from services.catalog.prices import set_prices
from services.catalog.writing import create_sku
from services.errors import Invalid
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.hold_rules import HoldRule
from services.orders.holding import judge, reconsider
from services.stock.freezing import freeze


@command("catalog.add_sku", N_("Add the product {code}"))
def add_sku(uow: UnitOfWork, draft: SkuDraft) -> int:
    """A new SKU; a product of the same title gets it as a further variant. Returns the SKU's id."""
    sku = create_sku(uow, draft)
    uow.describe(code=sku.code)
    link_waiting_lines(uow, sku.code_key, sku.id, 1, channel_id=None)
    return sku.id


@command("catalog.edit_sku", N_("Edit the product {code}"))
def edit_sku(uow: UnitOfWork, sku_id: int, draft: SkuDraft, *, reason: str | None = None) -> None:
    """Replace what was entered about a SKU and its product; `reason` is why the prices change."""
    sku = uow.get(Sku, sku_id)
    writing.require_valid(draft)
    writing.require_free_code(uow, draft.code, (sku_id,))
    barcodes = writing.cleaned_barcodes((draft.barcode, *draft.more_barcodes))
    writing.require_barcodes(uow, barcodes, (sku_id,))
    product = uow.get(Product, sku.product_id)
    sku.code, sku.code_key, sku.variant = draft.code.strip(), text.key(draft.code), draft.variant
    for name in writing.PLAIN_FIELDS:
        setattr(sku, name, getattr(draft, name))
    writing.set_barcodes(uow, sku, barcodes)
    set_prices(uow, sku, writing.prices_of(draft), reason=reason)
    product.title, product.note = draft.title, draft.note
    product.category, product.tags = rules.category_path(draft.category), rules.joined_tags([draft.tags or ""])
    reconsider(uow, HoldRule.MARGIN)
    uow.describe(code=sku.code)


@command("catalog.link", N_("Link the code {code} to {sku}"))
def link(uow: UnitOfWork, channel_id: int, code: str, sku_id: int, *, quantity: int = 1) -> int:
    """From now on this channel code means `quantity` pieces of the SKU; waiting lines follow. Returns how many."""
    if quantity < 1:
        raise Invalid(field=message(N_("Quantity")), value=str(quantity), reason=message(N_("it must be 1 or more")))
    uow.get(Channel, channel_id)
    sku = uow.get(Sku, sku_id)
    uow.describe(code=code.strip(), sku=sku.code)
    _set_alias(uow, channel_id, code, sku_id, quantity)
    return link_waiting_lines(uow, text.key(code), sku_id, quantity, channel_id=channel_id)


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
        sku = writing.sku_by_key(uow, code_key)
        if sku is None:
            sku = create_sku(uow, SkuDraft(code=line.code, title=line.title, variant=line.variant))
            created += 1
        link_waiting_lines(uow, code_key, sku.id, 1, channel_id=channel_id)
    uow.describe(count=created)
    return created


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


def link_waiting_lines(uow: UnitOfWork, code_key: str, sku_id: int, quantity: int, *, channel_id: int | None) -> int:
    """Link the lines that wait for this code; with no channel, those of every channel (it is our own code)."""
    uow.flush()
    statement = (
        select(OrderLine.id, OrderLine.quantity, OrderLine.order_id)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.code_key == code_key, OrderLine.sku_id.is_(None))
    )
    if channel_id is not None:
        statement = statement.where(Order.channel_id == channel_id)
    by_quantity: dict[int, list[int]] = {}
    order_ids: set[int] = set()
    for line_id, pieces, order_id in uow.session.execute(statement):
        by_quantity.setdefault(pieces, []).append(line_id)
        order_ids.add(order_id)
    linked = 0
    for pieces, line_ids in by_quantity.items():
        linked += uow.set_columns(Entity.ORDER_LINE, line_ids, {"sku_id": sku_id, "sku_quantity": pieces * quantity})
    freeze(uow, ((line_id, sku_id) for line_ids in by_quantity.values() for line_id in line_ids))
    judge(uow, order_ids)
    return linked
