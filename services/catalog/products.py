"""A product with all of its SKUs, saved in one piece: the product form and nothing else comes through here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from models.entities import Entity
from services import text
from services.catalog import rules, writing
from services.catalog.bundles import compositions, write_parts
from services.catalog.commands import link_waiting_lines
from services.catalog.custom_fields import custom_fields, fitting
from services.catalog.drafts import Axis, ProductDraft, SkuEntry
from services.catalog.offers import offers_of, write_offers
from services.catalog.prices import set_prices
from services.catalog.queries import barcodes_of
from services.catalog.removal import history_of, remove, set_archived
from services.catalog.variants import cleaned_axes
from services.errors import NotFound
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class SavedProduct:
    """What became of a form: the product, its SKUs in the form's order, and the codes of those it no longer had.

    `archived` were sold or moved before, so they are kept out of sight; `removed` are gone.
    """

    product_id: int
    sku_ids: tuple[int, ...]
    archived: tuple[str, ...]
    removed: tuple[str, ...]


@command("catalog.save_product", N_("Save the product {title}"))
def save_product(
    uow: UnitOfWork, product_id: int | None, draft: ProductDraft, *, reason: str | None = None
) -> SavedProduct:
    """Save a product form as a whole, new where `product_id` is None; `reason` is why prices change.

    `Invalid` names the field, and in ``params["at"]`` where the form has it (``title``,
    ``skus.2.barcodes``, ``axes.0``, ``custom.f1``).
    """
    product = _product(uow, product_id)
    axes = _write_product(uow, product, draft)
    known = {sku.id: sku for sku in uow.all(select(Sku).where(Sku.product_id == product.id))}
    entries = [_named(entry, axes) for entry in draft.skus]
    archived, removed = _drop_missing(uow, known, entries)
    _require_sound(uow, entries, axes, known)
    _free_codes(uow, known, entries)
    sku_ids = tuple(_write_sku(uow, product, known, number, entry, reason) for number, entry in enumerate(entries))
    for number, entry in enumerate(entries):
        write_parts(uow, uow.get(Sku, sku_ids[number]), entry.parts, f"skus.{number}.parts")
        if entry.id is None:
            link_waiting_lines(uow, text.key(entry.code), sku_ids[number], 1, channel_id=None)
    writing.settle_products(uow, [product.id])
    uow.describe(title=product.title)
    return SavedProduct(product.id, sku_ids, archived, removed)


def product_draft(connection: Connection, product_id: int) -> ProductDraft:
    """The product as its form shows it; archived SKUs are left out unless there are no others."""
    table = Product.table()
    row = connection.execute(select(table).where(table.c.id == product_id)).first()
    if row is None:
        raise NotFound(what=message(N_("product")), which=f"#{product_id}")
    found = connection.execute(select(_skus).where(_skus.c.product_id == product_id).order_by(_skus.c.id)).all()
    shown = [sku for sku in found if not sku.is_archived] or found
    ids = [sku.id for sku in shown]
    barcodes, offers, parts = barcodes_of(connection, ids), offers_of(connection, ids), compositions(connection, ids)
    entries = tuple(
        SkuEntry(
            id=sku.id,
            code=sku.code,
            options=tuple(sku.options or ()),
            variant=sku.variant,
            barcodes=barcodes.get(sku.id, ()),
            price_minor=sku.price_minor,
            min_price_minor=sku.min_price_minor,
            cost_minor=sku.cost_minor,
            offers=tuple(one.offer for one in offers.get(sku.id, ())),
            parts=parts.get(sku.id, ()),
            **{name: getattr(sku, name) for name in writing.PLAIN_FIELDS},
        )
        for sku in shown
    )
    axes = tuple(Axis(axis["name"], tuple(axis["values"])) for axis in row.axes or ())
    return ProductDraft(
        row.title, entries, row.category, rules.split_tags(row.tags), row.note, axes, dict(row.custom or {})
    )


def _product(uow: UnitOfWork, product_id: int | None) -> Product:
    if product_id is not None:
        return uow.get(Product, product_id)
    product = Product(title="")
    uow.add(product)
    return product


def _write_product(uow: UnitOfWork, product: Product, draft: ProductDraft) -> tuple[Axis, ...]:
    if not draft.title.strip():
        raise writing.invalid("title", draft.title, writing.NOT_EMPTY)
    axes = cleaned_axes(draft.axes)
    product.title = draft.title.strip()
    product.category = rules.category_path(draft.category)
    product.tags = rules.joined_tags(draft.tags)
    product.note = text.clean(draft.note)
    product.axes = [{"name": axis.name, "values": list(axis.values)} for axis in axes] or None
    product.custom = fitting(custom_fields(uow.connection), draft.custom, product.custom or {}) or None
    uow.flush()
    return axes


def _named(entry: SkuEntry, axes: Sequence[Axis]) -> SkuEntry:
    """The row with its variant named after its options; options without axes mean nothing."""
    if not axes:
        return replace(entry, options=(), variant=text.clean(entry.variant))
    options = tuple(" ".join(value.split()) for value in entry.options)
    return replace(entry, options=options, variant=rules.variant_name(options))


def _require_sound(uow: UnitOfWork, entries: Sequence[SkuEntry], axes: Sequence[Axis], known: dict[int, Sku]) -> None:
    if not entries:
        raise writing.invalid("code", "", N_("a product needs at least one variant"), "skus")
    codes: dict[str, int] = {}
    barcodes: dict[str, int] = {}
    combinations: set[tuple[str, ...]] = set()
    own = {entry.id for entry in entries if entry.id is not None}
    for number, entry in enumerate(entries):
        at = f"skus.{number}."
        if entry.id is not None and entry.id not in known:
            raise NotFound(what=str(Entity.SKU), which=f"#{entry.id}")
        writing.require_valid(entry, at)
        writing.require_free_code(uow, entry.code, own, at)
        if codes.setdefault(text.key(entry.code), number) != number:
            raise writing.invalid("code", entry.code, _TWICE, f"{at}code")
        cleaned = writing.cleaned_barcodes(entry.barcodes)
        writing.require_barcodes(uow, cleaned, own, f"{at}barcodes")
        for code in cleaned:
            if barcodes.setdefault(text.key(code), number) != number:
                raise writing.invalid("barcode", code, _TWICE, f"{at}barcodes")
        if axes:
            _require_combination(entry, axes, combinations, at)


_TWICE = N_("two variants of this product have it")


def _require_combination(entry: SkuEntry, axes: Sequence[Axis], seen: set[tuple[str, ...]], at: str) -> None:
    fits = len(entry.options) == len(axes) and all(
        value in axis.values for value, axis in zip(entry.options, axes, strict=True)
    )
    if not fits:
        names = ", ".join(axis.name for axis in axes)
        reason = message(N_("it needs one value of each option ({names})"), names=names)
        raise writing.invalid("variant", entry.variant or "", reason, f"{at}options")
    if entry.options in seen:
        raise writing.invalid("variant", entry.variant or "", _TWICE, f"{at}options")
    seen.add(entry.options)


def _drop_missing(
    uow: UnitOfWork, known: dict[int, Sku], entries: Sequence[SkuEntry]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Archive or remove the SKUs the form no longer has; those archived before were never in it."""
    kept = {entry.id for entry in entries}
    missing = [sku for sku in known.values() if sku.id not in kept and not sku.is_archived]
    reasons = history_of(uow.connection, [sku.id for sku in missing])
    used = [sku for sku in missing if sku.id in reasons]
    unused = [sku for sku in missing if sku.id not in reasons]
    codes = tuple(sku.code for sku in used), tuple(sku.code for sku in unused)
    set_archived(uow, used, True)
    for sku in unused:
        known.pop(sku.id)
    if unused:
        remove(uow, unused, keeps_product=True)
    return codes


def _free_codes(uow: UnitOfWork, known: dict[int, Sku], entries: Sequence[SkuEntry]) -> None:
    """Let go of the codes and barcodes that rows of the form pass to each other, before any is written."""
    holders = {sku.code_key: sku.id for sku in known.values()}
    for entry in entries:
        holder = holders.get(text.key(entry.code))
        if holder is None or holder == entry.id:
            continue
        known[holder].code_key = f"\x00{holder}"
    for entry in entries:
        if entry.id is not None:
            writing.drop_barcodes(uow, known[entry.id], writing.cleaned_barcodes(entry.barcodes))
    uow.flush()


def _write_sku(
    uow: UnitOfWork, product: Product, known: dict[int, Sku], number: int, entry: SkuEntry, reason: str | None
) -> int:
    code = entry.code.strip()
    if entry.id is None:
        sku = Sku(product_id=product.id, code=code, code_key=text.key(code))
        uow.add(sku)
    else:
        sku = known[entry.id]
    sku.code, sku.code_key = code, text.key(code)
    sku.options, sku.variant = list(entry.options) or None, entry.variant
    for name in writing.PLAIN_FIELDS:
        setattr(sku, name, getattr(entry, name))
    uow.flush()
    writing.set_barcodes(uow, sku, writing.cleaned_barcodes(entry.barcodes))
    set_prices(uow, sku, writing.prices_of(entry), reason=reason)
    write_offers(uow, sku, entry.offers, f"skus.{number}.offers")
    return sku.id
