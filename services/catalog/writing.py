"""Rows of the catalogue as commands write them: checked codes, barcodes, prices, and what goes with a SKU."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import select

from models.catalog import Barcode, Product, Sku
from models.enums.goods import PriceField
from services import text
from services.catalog import rules
from services.catalog.drafts import SkuDraft
from services.catalog.prices import set_prices
from services.errors import Invalid
from services.i18n import N_
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message

PLAIN_FIELDS = ("unit", "shelf", "weight_g", "length_mm", "width_mm", "height_mm")
NOT_EMPTY = N_("it must not be empty")
NOT_NEGATIVE = N_("it must not be negative")
LABELS = {
    "code": N_("Code"),
    "title": N_("Title"),
    "variant": N_("Variant"),
    "barcode": N_("Barcode"),
    "price_minor": N_("Price"),
    "min_price_minor": N_("Minimum price"),
    "cost_minor": N_("Cost"),
    "weight_g": N_("Weight"),
    "length_mm": N_("Length"),
    "width_mm": N_("Width"),
    "height_mm": N_("Height"),
    "parts": N_("Parts"),
    "offers": N_("Suppliers"),
    "axes": N_("Options"),
}
_AMOUNTS = ("price_minor", "min_price_minor", "cost_minor", "weight_g", "length_mm", "width_mm", "height_mm")


def invalid(name: str, value: object, reason: str | Message, at: str = "") -> Invalid:
    """The error about one field; `at` is where a form has it (``code``, ``skus.2.barcodes``)."""
    why = message(reason) if isinstance(reason, str) else reason
    return Invalid(field=message(LABELS.get(name, name)), value=str(value), reason=why, at=at or name)


def require_valid(entry: Any, at: str = "") -> None:
    """Raise `Invalid` where a draft's own fields make no sense, whatever else is in the shop."""
    for name in ("code", "title"):
        value = getattr(entry, name, "-")
        if not value.strip():
            raise invalid(name, value, NOT_EMPTY, f"{at}{name}")
    for name in _AMOUNTS:
        amount = getattr(entry, name)
        if amount is not None and amount < 0:
            raise invalid(name, amount, NOT_NEGATIVE, f"{at}{name}")


def require_free_code(uow: UnitOfWork, code: str, except_ids: Collection[int] = (), at: str = "") -> None:
    """Raise `Invalid` naming the product that has the code already, archived ones too."""
    found = sku_by_key(uow, text.key(code))
    if found is not None and found.id not in except_ids:
        raise invalid("code", code, _whose(uow, found), f"{at}code")


def sku_by_key(uow: UnitOfWork, code_key: str) -> Sku | None:
    """The SKU with this normalised code."""
    return next(iter(uow.all(select(Sku).where(Sku.code_key == code_key))), None)


def sku_id_of(uow: UnitOfWork, code: str | None, field: str = N_("Product code")) -> int | None:
    """The SKU with the code that was typed, None for nothing typed; `Invalid` names a code nobody has."""
    if code is None or not code.strip():
        return None
    found = sku_by_key(uow, text.key(code))
    if found is None:
        reason = message(N_("there is no product with this code"))
        raise Invalid(field=message(field), value=code.strip(), reason=reason)
    return found.id


def _whose(uow: UnitOfWork, sku: Sku) -> Message:
    title = uow.get(Product, sku.product_id).title
    if sku.is_archived:
        return message(
            N_("the archived product {code} ({title}) has it; bring that one back"), code=sku.code, title=title
        )
    return message(N_("another product has it: {code} ({title})"), code=sku.code, title=title)


# -- barcodes --------------------------------------------------------------------------------------


def cleaned_barcodes(codes: Iterable[str | None]) -> tuple[str, ...]:
    """Barcodes without empty and repeated ones, in their order."""
    found: dict[str, str] = {}
    for code in codes:
        if code and code.strip():
            found.setdefault(text.key(code), code.strip())
    return tuple(found.values())


def require_barcodes(uow: UnitOfWork, codes: Sequence[str], except_ids: Collection[int] = (), at: str = "") -> None:
    """Raise `Invalid` for a code no scanner reads, or naming the SKU that answers to it already."""
    place = at or "barcode"
    for code in codes:
        if not rules.is_barcode(code):
            raise invalid("barcode", code, N_("a barcode has no spaces and at most 80 signs"), place)
    keys = {text.key(code): code for code in codes}
    for taken in uow.all_in(Barcode, Barcode.code_key, keys):
        if taken.sku_id not in except_ids:
            raise invalid("barcode", keys[taken.code_key], _whose(uow, uow.get(Sku, taken.sku_id)), place)


def drop_barcodes(uow: UnitOfWork, sku: Sku, keep: Sequence[str] = ()) -> None:
    """Take away the barcodes of a SKU that are not among `keep`."""
    kept = {text.key(code) for code in keep}
    for old in uow.all(select(Barcode).where(Barcode.sku_id == sku.id)):
        if old.code_key not in kept:
            uow.delete(old)


def set_barcodes(uow: UnitOfWork, sku: Sku, codes: Sequence[str]) -> None:
    """Make these the SKU's barcodes, the first one the one on its label; they are checked before."""
    drop_barcodes(uow, sku, codes)
    uow.flush()
    known = {one.code_key: one for one in uow.all(select(Barcode).where(Barcode.sku_id == sku.id))}
    for position, code in enumerate(codes):
        key = text.key(code)
        if key in known:
            known[key].position, known[key].code = position, code
        else:
            uow.add(Barcode(sku_id=sku.id, position=position, code=code, code_key=key))
    sku.barcode = codes[0] if codes else None


# -- one SKU ---------------------------------------------------------------------------------------


def product_titled(uow: UnitOfWork, draft: SkuDraft) -> Product:
    """The product of the draft's title; a new one where there is none."""
    title = draft.title.strip()
    product = next(iter(uow.all(select(Product).where(Product.title == title))), None)
    if product is None:
        product = Product(title=title, note=draft.note, tags=rules.joined_tags([draft.tags or ""]))
        product.category = rules.category_path(draft.category)
        uow.add(product)
        uow.flush()
    return product


def create_sku(uow: UnitOfWork, draft: SkuDraft) -> Sku:
    """The new SKU's row, for commands that create one on the way."""
    require_valid(draft)
    require_free_code(uow, draft.code)
    barcodes = cleaned_barcodes((draft.barcode, *draft.more_barcodes))
    require_barcodes(uow, barcodes)
    product = product_titled(uow, draft)
    product.is_archived = False
    sku = Sku(product_id=product.id, code=draft.code.strip(), code_key=text.key(draft.code), variant=draft.variant)
    for name in PLAIN_FIELDS:
        setattr(sku, name, getattr(draft, name))
    uow.add(sku)
    uow.flush()
    set_barcodes(uow, sku, barcodes)
    set_prices(uow, sku, prices_of(draft))
    uow.flush()
    return sku


def prices_of(entry: Any) -> dict[PriceField, int | None]:
    """The amounts of a draft or entry by their field."""
    return {field: getattr(entry, f"{field}_minor") for field in PriceField}


def settle_products(uow: UnitOfWork, product_ids: Iterable[int]) -> None:
    """A product is archived when all of its SKUs are."""
    uow.flush()
    wanted = set(product_ids)
    active = {sku.product_id for sku in uow.all_in(Sku, Sku.product_id, wanted) if not sku.is_archived}
    for product in uow.get_many(Product, sorted(wanted)):
        product.is_archived = product.id not in active
