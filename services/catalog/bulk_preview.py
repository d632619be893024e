"""What one change would make of many SKUs, as old → new, with what one should know before it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from models.entities import Entity
from models.enums.goods import PriceField
from models.purchasing import Supplier
from services import text
from services.catalog import rules
from services.catalog.changes import (
    AddAmount,
    AmountChange,
    BulkChange,
    EditTags,
    RoundAmount,
    ScaleAmount,
    SetAmount,
    SetArchived,
    SetNumber,
    SetSupplier,
    SetText,
    TextField,
    new_amount,
)
from services.catalog.offers import offers_of
from services.catalog.writing import NOT_NEGATIVE, invalid
from services.errors import NotFound
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.messages import Message, plural_message

_skus = Sku.table()
_products = Product.table()
_PRODUCT_TEXTS = (TextField.CATEGORY, TextField.NOTE)
AMOUNTS = (SetAmount, AddAmount, ScaleAmount, RoundAmount)
Value: TypeAlias = int | str | bool | None


class Warn(StrEnum):
    """What one should know about a row before the change is made."""

    UNKNOWN = "unknown"
    BELOW_ZERO = "below_zero"
    BELOW_MINIMUM = "below_minimum"
    BELOW_COST = "below_cost"
    SIBLINGS = "siblings"


WARN_FORMS: dict[Warn, tuple[str, str]] = {
    Warn.UNKNOWN: NN_("{count} without a value to start from", "{count} without a value to start from"),
    Warn.BELOW_ZERO: NN_("{count} would fall below zero and stays", "{count} would fall below zero and stay"),
    Warn.BELOW_MINIMUM: NN_("{count} below minimum price", "{count} below minimum price"),
    Warn.BELOW_COST: NN_("{count} below cost", "{count} below cost"),
    Warn.SIBLINGS: NN_(
        "{count} shares it with variants that are not chosen", "{count} share it with variants that are not chosen"
    ),
}


@dataclass(frozen=True, slots=True)
class BulkRow:
    """What the change makes of one SKU; amounts in minor units. Equal values mean it stays as it is."""

    sku_id: int
    code: str
    title: str
    variant: str | None
    old: Value
    new: Value
    warnings: tuple[Warn, ...] = ()

    @property
    def changes(self) -> bool:
        """Whether anything happens to it."""
        return self.old != self.new


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """All rows of a change, and how many have which warning."""

    rows: tuple[BulkRow, ...]
    warnings: dict[Warn, int]

    @property
    def changed(self) -> int:
        """How many SKUs the change does something to."""
        return sum(row.changes for row in self.rows)

    @property
    def summary(self) -> tuple[Message, ...]:
        """What would happen: how many SKUs, then the warnings."""
        head = plural_message(NN_("{count} SKU changes", "{count} SKUs change"), self.changed)
        return (head, *(plural_message(WARN_FORMS[warn], count) for warn, count in self.warnings.items()))


def preview(connection: Connection, sku_ids: Sequence[int], change: BulkChange) -> BulkPreview:
    """What a change would do to these SKUs; the command does exactly this. Raises `Invalid` for a senseless change."""
    _require_possible(connection, change)
    rows = tuple(_planned(connection, sku_ids, change))
    counts = Counter(warn for row in rows for warn in row.warnings)
    return BulkPreview(rows, {warn: counts[warn] for warn in Warn if counts[warn]})


def label_of(change: BulkChange) -> str:
    """What a change is about, untranslated."""
    if isinstance(change, AMOUNTS):
        return _LABELS[change.field]
    if isinstance(change, SetText | SetNumber):
        return _LABELS[change.field]
    return {EditTags: N_("Tags"), SetSupplier: N_("Supplier"), SetArchived: N_("Archived")}[type(change)]


_LABELS: dict[str, str] = {
    "price": N_("Price"),
    "min_price": N_("Minimum price"),
    "cost": N_("Cost"),
    "shelf": N_("Shelf"),
    "unit": N_("Unit"),
    "category": N_("Category"),
    "note": N_("Note"),
    "weight_g": N_("Weight"),
    "length_mm": N_("Length"),
    "width_mm": N_("Width"),
    "height_mm": N_("Height"),
}


# -- what would happen -----------------------------------------------------------------------------


def _planned(connection: Connection, sku_ids: Sequence[int], change: BulkChange) -> Iterable[BulkRow]:
    facts = _facts(connection, sku_ids)
    shared = _shared_products(connection, facts) if is_of_product(change) else frozenset()
    suppliers = offers_of(connection, sku_ids) if isinstance(change, SetSupplier) else {}
    name = _supplier_name(connection, change.supplier_id) if isinstance(change, SetSupplier) else ""
    for fact in facts:
        if isinstance(change, AMOUNTS):
            old, new, warnings = _amount_row(change, fact)
        elif isinstance(change, SetSupplier):
            first = suppliers.get(fact["id"], ())
            old, new, warnings = (first[0].supplier if first else None), name, ()
        else:
            old, new = _plain_values(change, fact)
            warnings = (Warn.SIBLINGS,) if old != new and fact["product_id"] in shared else ()
        yield BulkRow(fact["id"], fact["code"], fact["title"], fact["variant"], old, new, warnings)


def _amount_row(change: AmountChange, fact: dict[str, Any]) -> tuple[Value, Value, tuple[Warn, ...]]:
    amounts: dict[PriceField, int | None] = {field: fact[f"{field}_minor"] for field in PriceField}
    old = amounts[change.field]
    new = new_amount(change, amounts)
    if new is None:
        is_meant = isinstance(change, SetAmount)
        return (old, None, ()) if is_meant else (old, old, (Warn.UNKNOWN,))
    if new < 0:
        return old, old, (Warn.BELOW_ZERO,)
    price, floor, cost = ({**amounts, change.field: new}[field] for field in PriceField)
    warnings = []
    if price is not None and floor is not None and price < floor:
        warnings.append(Warn.BELOW_MINIMUM)
    if price is not None and cost is not None and price < cost:
        warnings.append(Warn.BELOW_COST)
    return old, new, tuple(warnings)


def _plain_values(change: SetText | SetNumber | EditTags | SetArchived, fact: dict[str, Any]) -> tuple[Value, Value]:
    if isinstance(change, SetArchived):
        return bool(fact["is_archived"]), change.is_archived
    if isinstance(change, EditTags):
        gone = {text.key(tag) for tag in change.remove}
        kept = [tag for tag in rules.split_tags(fact["tags"]) if text.key(tag) not in gone]
        return fact["tags"], rules.joined_tags([*kept, *change.add])
    if isinstance(change, SetNumber):
        return fact[change.field], change.number
    return fact[change.field], kept_text(change)


def kept_text(change: SetText) -> str | None:
    """The text as it will stand in its field."""
    if change.field is TextField.CATEGORY:
        return rules.category_path(change.text)
    return text.clean(change.text)


def is_of_product(change: BulkChange) -> bool:
    """Whether the change is about products, and so about all of their SKUs."""
    return isinstance(change, EditTags) or (isinstance(change, SetText) and change.field in _PRODUCT_TEXTS)


def _facts(connection: Connection, sku_ids: Sequence[int]) -> list[dict[str, Any]]:
    columns = [column for column in _skus.c if column.name != "version"]
    columns += [_products.c[name] for name in ("title", "category", "tags", "note")]
    found: dict[int, dict[str, Any]] = {}
    for chunk in sorted_chunks(sku_ids):
        statement = select(*columns).join_from(_skus, _products, _products.c.id == _skus.c.product_id)
        for row in connection.execute(statement.where(_skus.c.id.in_(chunk))).mappings():
            found[row["id"]] = dict(row)
    missing = [number for number in sku_ids if number not in found]
    if missing:
        raise NotFound(what=str(Entity.SKU), which=f"#{missing[0]}")
    return [found[number] for number in dict.fromkeys(sku_ids)]


def _shared_products(connection: Connection, facts: Sequence[dict[str, Any]]) -> frozenset[int]:
    """Products of the chosen SKUs that have others in use as well."""
    chosen = {fact["id"] for fact in facts}
    shared: set[int] = set()
    for chunk in sorted_chunks(fact["product_id"] for fact in facts):
        statement = select(_skus.c.id, _skus.c.product_id).where(
            _skus.c.product_id.in_(chunk), _skus.c.is_archived.is_(False)
        )
        shared.update(row.product_id for row in connection.execute(statement) if row.id not in chosen)
    return frozenset(shared)


def _supplier_name(connection: Connection, supplier_id: int) -> str:
    table = Supplier.table()
    name = connection.execute(select(table.c.name).where(table.c.id == supplier_id)).scalar()
    if name is None:
        raise NotFound(what=str(Entity.SUPPLIER), which=f"#{supplier_id}")
    return str(name)


def _require_possible(connection: Connection, change: BulkChange) -> None:
    amount = None
    if isinstance(change, SetAmount):
        amount = change.amount_minor
    elif isinstance(change, SetNumber):
        amount = change.number
    if amount is not None and amount < 0:
        raise invalid(label_of(change), amount, NOT_NEGATIVE)
    if isinstance(change, SetSupplier):
        _supplier_name(connection, change.supplier_id)
