"""Writes what a product file says about SKUs, by flat column (`services.catalog.flat`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from models.catalog import Product, Sku
from models.enums.goods import PriceField
from services import text
from services.catalog import flat, rules, writing
from services.catalog.bundles import write_parts
from services.catalog.drafts import Offer, Part
from services.catalog.offers import offers_of, write_offers
from services.catalog.prices import column, set_prices
from services.catalog.queries import barcodes_of
from services.catalog.removal import set_archived
from services.importing.kinds.new_products import NewSku, create_all, own_of
from services.importing.kinds.product_lists import LABELS, ListReader, write_lists
from services.kernel.unit_of_work import UnitOfWork
from services.purchasing.suppliers import find_or_add_supplier

_OFFER = {
    "supplier_code": "code", "supplier_price_minor": "price_minor",
    "lead_days": "lead_days", "pack_size": "pack_size", "minimum": "minimum",
}  # fmt: skip


class ProductWriter:
    """Creates and changes SKUs one after the other; `finish` writes bundles once all of their parts are there."""

    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._new: list[NewSku] = []
        self._bundles: list[tuple[int, str]] = []
        self._lists: ListReader | None = None

    def create(self, code: str, values: Mapping[str, Any]) -> None:
        """A new SKU, with its product where no product has that title; made when all are known."""
        self._new.append((code, values))

    def change(self, sku_id: int, values: Mapping[str, Any]) -> None:
        """Set what changes of a SKU and its product; what is not named stays."""
        sku = self._uow.get(Sku, sku_id)
        product = self._uow.get(Product, sku.product_id)
        for name in flat.OF_THE_PRODUCT:
            if name in values:
                setattr(product, name, values[name])
        for name in ("variant", *writing.PLAIN_FIELDS):
            if name in values:
                setattr(sku, name, values[name])
        set_prices(self._uow, sku, {one: values[column(one)] for one in PriceField if column(one) in values})
        if "barcode" in values or "more_barcodes" in values:
            self._set_barcodes(sku, values)
        self._write_rest(sku, values)

    def finish(self) -> None:
        """Create what is new, then write the parts of the bundles."""
        self._uow.flush()
        made = create_all(self._uow, self._new)
        for code, values in self._new:
            if values.get("parts"):
                self._bundles.append((made[text.key(code)], values["parts"]))
            if any(values.get(name) for name in LABELS) or values.get("archived") == "yes":
                self._write_lists(self._uow.get(Sku, made[text.key(code)]), values)
            if values.get("options") or own_of(values):
                self._describe(self._uow.get(Sku, made[text.key(code)]), values)
        for bundle_id, typed in self._bundles:
            pairs = flat.split_parts(typed) or ()
            found = {
                sku.code_key: sku for sku in self._uow.all_in(Sku, Sku.code_key, [text.key(one) for one, _ in pairs])
            }
            parts = [Part(found[text.key(code)].id, count) for code, count in pairs]
            write_parts(self._uow, self._uow.get(Sku, bundle_id), parts)

    def _write_rest(self, sku: Sku, values: Mapping[str, Any]) -> None:
        if values.get("parts"):
            self._bundles.append((sku.id, values["parts"]))
        self._describe(sku, values)
        if any(name in values for name in flat.OF_THE_SUPPLIER):
            self._set_supplier(sku, values)
        self._write_lists(sku, values)

    def _write_lists(self, sku: Sku, values: Mapping[str, Any]) -> None:
        if any(values.get(name) for name in LABELS):
            self._lists = self._lists or ListReader(self._uow.connection)
            write_lists(self._uow, self._lists, sku, values)
        if "archived" in values:
            set_archived(self._uow, [sku], values["archived"] == "yes")

    def _describe(self, sku: Sku, values: Mapping[str, Any]) -> None:
        if values.get("options"):
            self._set_options(sku, values["options"])
        own = own_of(values)
        if own:
            product = self._uow.get(Product, sku.product_id)
            product.custom = {**(product.custom or {}), **own}

    def _set_barcodes(self, sku: Sku, values: Mapping[str, Any]) -> None:
        known = barcodes_of(self._uow.connection, [sku.id]).get(sku.id, ())
        first = values.get("barcode") or (known[0] if known else None)
        more = flat.split_codes(values["more_barcodes"]) if "more_barcodes" in values else known[1:]
        writing.set_barcodes(self._uow, sku, writing.cleaned_barcodes((first, *more)))

    def _set_options(self, sku: Sku, typed: str) -> None:
        """Put a SKU on its product's axes; options other than the product's stay words of the variant."""
        pairs = flat.split_options(typed) or ()
        product = self._uow.get(Product, sku.product_id)
        axes = [dict(axis) for axis in product.axes or ()] or [{"name": name, "values": []} for name, _value in pairs]
        by_name = {text.key(name): value for name, value in pairs}
        if {text.key(axis["name"]) for axis in axes} != set(by_name):
            return
        options = [by_name[text.key(axis["name"])] for axis in axes]
        product.axes = [
            {"name": axis["name"], "values": list(dict.fromkeys((*axis["values"], value)))}
            for axis, value in zip(axes, options, strict=True)
        ]
        sku.options, sku.variant = options, rules.variant_name(options)

    def _set_supplier(self, sku: Sku, values: Mapping[str, Any]) -> None:
        """Put the named supplier first, or write down more about the one that is."""
        known = [one.offer for one in offers_of(self._uow.connection, [sku.id]).get(sku.id, ())]
        if values.get("supplier"):
            supplier_id = find_or_add_supplier(self._uow, values["supplier"]).id
            first = next((one for one in known if one.supplier_id == supplier_id), Offer(supplier_id))
        else:
            first = known[0]
        said = {name: values[source] for source, name in _OFFER.items() if source in values}
        write_offers(self._uow, sku, [replace(first, **said), *(one for one in known if one is not first)])
