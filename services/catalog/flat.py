"""A SKU as one row of a table, with everything that belongs to it: what an export writes and an import compares with.

Lists become texts (``691, 692``; ``WAX*2; WICK*1``; ``Colour=Red; Size=M``), the first
supplier stands for all, and a field of the shop's own is ``custom.KEY``. An empty value is None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from services import text
from services.catalog import rules
from services.catalog.bundles import compositions
from services.catalog.custom_fields import CustomField
from services.catalog.flat_lists import lists_of
from services.catalog.offers import OfferView, offers_of
from services.catalog.queries import barcodes_of
from services.kernel.chunks import sorted_chunks

OF_THE_SKU = (
    "variant", "unit", "shelf", "price_minor", "min_price_minor", "cost_minor",
    "weight_g", "length_mm", "width_mm", "height_mm",
)  # fmt: skip
OF_THE_PRODUCT = ("title", "category", "tags", "note")
OF_THE_SUPPLIER = ("supplier", "supplier_code", "supplier_price_minor", "lead_days", "pack_size", "minimum")
CUSTOM = "custom."
LIST_JOIN = "; "
_skus = Sku.table()
_products = Product.table()


def flat_rows(
    connection: Connection, sku_ids: Sequence[int], fields: Sequence[CustomField]
) -> dict[int, dict[str, Any]]:
    """The rows of these SKUs by id; at most a few hundred at once."""
    columns = [_skus.c.id, _skus.c.code, _skus.c.options, _skus.c.is_archived, *(_skus.c[name] for name in OF_THE_SKU)]
    columns += [_products.c.axes, _products.c.custom, *(_products.c[name] for name in OF_THE_PRODUCT)]
    statement = select(*columns).join_from(_skus, _products, _products.c.id == _skus.c.product_id)
    found = connection.execute(statement.where(_skus.c.id.in_(sku_ids))).mappings().all()
    barcodes, offers = barcodes_of(connection, sku_ids), offers_of(connection, sku_ids)
    parts, lists = _parts(connection, sku_ids), lists_of(connection, sku_ids, offers)
    rows: dict[int, dict[str, Any]] = {}
    for one in found:
        row = dict(one)
        number = row.pop("id")
        codes = barcodes.get(number, ())
        row |= {"barcode": codes[0] if codes else None, "more_barcodes": joined_codes(codes[1:])}
        row["parts"] = parts.get(number)
        row["options"] = joined_options(row.pop("axes"), row["options"])
        row["archived"] = "yes" if row.pop("is_archived") else "no"
        row |= _supplier(offers.get(number, ())) | lists[number]
        kept = row.pop("custom") or {}
        row |= {CUSTOM + field.key: kept.get(field.key) for field in fields}
        rows[number] = row
    return rows


def joined_codes(codes: Sequence[str]) -> str | None:
    """Barcodes as one text."""
    return rules.TAG_JOIN.join(codes) or None


def split_codes(typed: str) -> tuple[str, ...]:
    """The barcodes of a text."""
    return rules.split_tags(typed)


def joined_options(axes: Sequence[Mapping[str, Any]] | None, options: Sequence[str] | None) -> str | None:
    """A SKU's option values with the names of their axes."""
    pairs = zip(axes or (), options or (), strict=False)
    return LIST_JOIN.join(f"{axis['name']}={value}" for axis, value in pairs) or None


def split_options(typed: str) -> tuple[tuple[str, str], ...] | None:
    """The (axis, value) pairs of a text; None where one has no name or no value, or a name comes twice."""
    pairs = []
    for part in typed.split(LIST_JOIN.strip()):
        name, _sign, value = (side.strip() for side in part.partition("="))
        if not name or not value:
            return None
        pairs.append((name, value))
    return tuple(pairs) if len({text.key(name) for name, _value in pairs}) == len(pairs) else None


def joined_parts(parts: Sequence[tuple[str, int]]) -> str | None:
    """The parts of a bundle as (code, pieces), as one text."""
    return LIST_JOIN.join(f"{code}*{count}" for code, count in parts) or None


def split_parts(typed: str) -> tuple[tuple[str, int], ...] | None:
    """The (code, pieces) pairs of a text; a code alone is one piece; None where pieces are no whole number above 0."""
    pairs = []
    for part in filter(None, (part.strip() for part in typed.replace("\u00d7", "*").split(LIST_JOIN.strip()))):
        code, sign, count = part.rpartition("*")
        code, count = (code.strip(), count.strip()) if sign else (part, "1")
        if not code or not (count.isascii() and count.isdecimal() and int(count) > 0):
            return None
        pairs.append((code, int(count)))
    return tuple(pairs) if len({text.key(code) for code, _count in pairs}) == len(pairs) else None


def _parts(connection: Connection, sku_ids: Sequence[int]) -> dict[int, str | None]:
    found = compositions(connection, sku_ids)
    codes: dict[int, str] = {}
    for chunk in sorted_chunks(part.sku_id for parts in found.values() for part in parts):
        statement = select(_skus.c.id, _skus.c.code).where(_skus.c.id.in_(chunk))
        codes.update((row.id, row.code) for row in connection.execute(statement))
    return {
        bundle: joined_parts([(codes[part.sku_id], part.quantity) for part in parts]) for bundle, parts in found.items()
    }


def _supplier(offers: Sequence[OfferView]) -> dict[str, Any]:
    if not offers:
        return dict.fromkeys(OF_THE_SUPPLIER)
    first = offers[0].offer
    values = (offers[0].supplier, first.code, first.price_minor, first.lead_days, first.pack_size, first.minimum)
    return dict(zip(OF_THE_SUPPLIER, values, strict=True))
