"""Creates the SKUs of a product file in blocks: ten thousand of them are no reason to wait for minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from models.catalog import Product
from models.columns import to_epoch_ms
from models.entities import CLASSES, Entity
from models.enums.goods import PriceField
from models.orders import OrderLine
from services import clock, text
from services.catalog import flat, writing
from services.catalog.commands import link_waiting_lines
from services.catalog.prices import column
from services.kernel.chunks import portions
from services.kernel.unit_of_work import UnitOfWork
from services.purchasing.suppliers import find_or_add_supplier

_lines = OrderLine.table()
NewSku = tuple[str, Mapping[str, Any]]


def create_all(uow: UnitOfWork, wanted: Sequence[NewSku]) -> dict[str, int]:
    """Create SKUs from (code, flat values) that were checked before; a product of the same title gets them.

    Order lines that waited for their codes are linked. Returns the ids by normalised code.
    """
    products = _product_ids(uow, wanted)
    rows = [_sku_row(code, values, products[_title(values)]) for code, values in wanted]
    ids = uow.bulk_insert(Entity.SKU, rows)
    by_key = {row["code_key"]: sku_id for row, sku_id in zip(rows, ids, strict=True)}
    made = [(sku_id, values) for sku_id, (_code, values) in zip(ids, wanted, strict=True)]
    uow.bulk_insert(Entity.BARCODE, [row for sku_id, values in made for row in _barcode_rows(sku_id, values)])
    at = to_epoch_ms(clock.now())
    uow.bulk_insert(Entity.PRICE_CHANGE, [row for sku_id, values in made for row in _price_rows(sku_id, values, at)])
    uow.bulk_insert(Entity.SUPPLIER_ITEM, _offer_rows(uow, made))
    _link_waiting(uow, by_key)
    return by_key


def own_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of the shop's own fields in a flat row, by key."""
    return {name.removeprefix(flat.CUSTOM): value for name, value in values.items() if name.startswith(flat.CUSTOM)}


def _title(values: Mapping[str, Any]) -> str:
    return str(values["title"]).strip()


def _product_ids(uow: UnitOfWork, wanted: Sequence[NewSku]) -> dict[str, int]:
    """The product of each title; those there are none of are created, as their first SKUs describe them."""
    titles = list(dict.fromkeys(_title(values) for _code, values in wanted))
    found: dict[str, int] = {}
    for chunk in portions(titles):
        for product in uow.all(select(Product).where(Product.title.in_(chunk))):
            found.setdefault(product.title, product.id)
            product.is_archived = False
    rows: dict[str, dict[str, Any]] = {}
    for _code, values in wanted:
        title = _title(values)
        if title not in found:
            rows[title] = _product_row(rows.get(title), title, values)
    return found | dict(zip(rows, uow.bulk_insert(Entity.PRODUCT, list(rows.values())), strict=True))


def _product_row(known: Mapping[str, Any] | None, title: str, values: Mapping[str, Any]) -> dict[str, Any]:
    row = dict(known) if known is not None else {**_defaults(Entity.PRODUCT), "title": title}
    for name in ("category", "tags", "note"):
        if row.get(name) is None:
            row[name] = values.get(name)
    row["custom"] = {**own_of(values), **(row.get("custom") or {})} or None
    row["axes"] = _axes_with(row.get("axes"), values.get("options"))
    return row


def _axes_with(axes: Sequence[Mapping[str, Any]] | None, typed: str | None) -> list[dict[str, Any]] | None:
    """A product's axes with the values of one more SKU; other axes than those it has leave it as it is."""
    pairs = flat.split_options(typed) if typed else None
    if not pairs:
        return [dict(axis) for axis in axes] if axes else None
    if not axes:
        return [{"name": name, "values": [value]} for name, value in pairs]
    by_name = {text.key(name): value for name, value in pairs}
    if {text.key(axis["name"]) for axis in axes} != set(by_name):
        return [dict(axis) for axis in axes]
    return [
        {"name": axis["name"], "values": list(dict.fromkeys((*axis["values"], by_name[text.key(axis["name"])])))}
        for axis in axes
    ]


def _sku_row(code: str, values: Mapping[str, Any], product_id: int) -> dict[str, Any]:
    codes = _barcodes(values)
    row = {**_defaults(Entity.SKU), "product_id": product_id, "code": code.strip(), "code_key": text.key(code)}
    row |= {name: values.get(name) for name in ("variant", *writing.PLAIN_FIELDS)}
    row |= {column(field): values.get(column(field)) for field in PriceField}
    row["barcode"] = codes[0] if codes else None
    return row


def _barcodes(values: Mapping[str, Any]) -> tuple[str, ...]:
    return writing.cleaned_barcodes((values.get("barcode"), *flat.split_codes(values.get("more_barcodes") or "")))


def _barcode_rows(sku_id: int, values: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    for position, code in enumerate(_barcodes(values)):
        yield {"sku_id": sku_id, "position": position, "code": code, "code_key": text.key(code)}


def _price_rows(sku_id: int, values: Mapping[str, Any], at: int) -> Iterable[dict[str, Any]]:
    for field in PriceField:
        amount = values.get(column(field))
        if amount is not None:
            yield {"sku_id": sku_id, "field": str(field), "new_minor": amount, "at": at}


def _offer_rows(uow: UnitOfWork, made: Sequence[tuple[int, Mapping[str, Any]]]) -> list[dict[str, Any]]:
    suppliers: dict[str, int] = {}
    rows = []
    for sku_id, values in made:
        name = values.get("supplier")
        if not name:
            continue
        key = text.key(name)
        if key not in suppliers:
            suppliers[key] = find_or_add_supplier(uow, name).id
        code = values.get("supplier_code")
        rows.append(
            {
                "sku_id": sku_id,
                "supplier_id": suppliers[key],
                "position": 0,
                "code": code,
                "code_key": text.key(code) if code else None,
                "price_minor": values.get("supplier_price_minor"),
                "lead_days": values.get("lead_days"),
                "pack_size": values.get("pack_size") or 1,
                "minimum": values.get("minimum") or 1,
            }
        )
    return rows


def _link_waiting(uow: UnitOfWork, by_key: Mapping[str, int]) -> None:
    """Link the lines that waited for the new codes."""
    keys = list(by_key)
    for chunk in portions(keys):
        waiting = select(_lines.c.code_key).where(_lines.c.code_key.in_(chunk), _lines.c.sku_id.is_(None))
        for key in uow.connection.execute(waiting.distinct()).scalars().all():
            link_waiting_lines(uow, key, by_key[key], 1, channel_id=None)


@cache
def _defaults(entity: Entity) -> dict[str, Any]:
    """What columns hold that nobody names, as stored values."""
    columns = CLASSES[entity].table().columns
    found = {one.name: one.default.arg for one in columns if isinstance(one.default, ScalarElementColumnDefault)}
    return {name: int(value) if isinstance(value, bool) else value for name, value in found.items()}
