"""Products: every row is a SKU, with what belongs to its product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from models.values import Platform, minor_digits
from services import settings, text
from services.catalog.commands import SkuDraft, create_sku
from services.i18n import NN_
from services.importing.entries import CHANGED, NEW, SAME, Entry
from services.importing.kinds.part import FilePlan, Planning, Written
from services.importing.staged import FileWarning, StagedFile
from services.importing.wording import Wording
from services.kernel.unit_of_work import UnitOfWork
from services.messages import plural_message

_skus = Sku.table()
_products = Product.table()
_PRODUCT_FIELDS = {
    "variant": "variant", "barcode": "barcode", "unit": "unit", "shelf": "shelf", "price": "price_minor",
    "cost": "cost_minor", "weight_g": "weight_g", "title": "title", "category": "category", "note": "note",
}  # fmt: skip


_OF_THE_PRODUCT = ("title", "category", "note")


@dataclass(slots=True)
class ProductTarget:
    """A SKU as a product file leaves it. `sku_id` is None where the import creates it."""

    code: str
    sku_id: int | None
    values: dict[str, Any]
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)

    def described(self, wording: Wording, currency: str, zone: str) -> str:
        """What happens to the SKU, in the current language."""
        if self.sku_id is None:
            return str(self.values.get("title") or "")
        return wording.changed(self.changes, currency, zone)


class ProductsPart:
    """The SKUs an import touches, by code."""

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        self.targets: dict[str, ProductTarget] = {}

    def take(self, plan: FilePlan) -> None:
        """Lay a product file over the catalogue."""
        is_priced_here, left_out = self._is_priced_here(plan.file), 0
        for code, _row, data in plan.file.records():
            if not is_priced_here:
                left_out += sum(data.pop(name, None) is not None for name in ("price", "cost"))
            code_key = text.key(code)
            target = self.targets.get(code_key)
            if target is None:
                target = self.targets[code_key] = _existing_sku(self._planning.connection, code, code_key)
                is_new = target.sku_id is None
            else:
                is_new = False
            before = len(target.changes)
            for name, column in _PRODUCT_FIELDS.items():
                value = data.get(name)
                if value is not None and value != target.values.get(column):
                    if target.sku_id is not None:
                        target.changes[column] = (target.values.get(column), value)
                    target.values[column] = value
            if target.sku_id is None and not target.values.get("title"):
                target.values["title"] = code
            plan.count("new" if is_new else "updated" if len(target.changes) > before else "unchanged")
        if left_out:
            said = plural_message(_PRICES_LEFT_OUT, left_out)
            plan.warnings.append(FileWarning("prices_left_out", left_out, said))

    def _is_priced_here(self, file: StagedFile) -> bool:
        """Whether the prices of a product file are in the shop's currency: our own files', else the channel's."""
        if file.platform is Platform.OTHER:
            return True
        shops = settings.read(self._planning.connection, settings.CURRENCY)
        sold_in = {
            channel.currency
            for channel in self._planning.channels.known
            if channel.platform is file.platform and file.channel in (None, channel.name)
        } or {file.currency}
        return sold_in == {shops} and minor_digits(shops) == minor_digits(file.currency)

    def settle(self) -> None:
        """Nothing: a SKU is whole as it stands in its row."""

    @property
    def is_empty(self) -> bool:
        """Whether no SKU changes."""
        return not any(one.sku_id is None or one.changes for one in self.targets.values())

    def write(self, written: Written) -> None:
        """Write every new and changed SKU."""
        for target in self.targets.values():
            _write(written.uow, target)

    def entries(self) -> Iterator[Entry]:
        """Every SKU; prices are in the shop's currency."""
        for target in self.targets.values():
            outcome = NEW if target.sku_id is None else CHANGED if target.changes else SAME
            yield Entry(outcome, target.code, "", target, self._planning.currency, self._planning.zone)


def _write(uow: UnitOfWork, target: ProductTarget) -> None:
    if target.sku_id is None:
        create_sku(uow, SkuDraft(code=target.code, **target.values))
        return
    if not target.changes:
        return
    sku = uow.get(Sku, target.sku_id)
    product = uow.get(Product, sku.product_id)
    for name, (_old, new) in target.changes.items():
        setattr(product if name in _OF_THE_PRODUCT else sku, name, new)


def _existing_sku(connection: Connection, code: str, code_key: str) -> ProductTarget:
    columns = [_skus.c[name] for name in _PRODUCT_FIELDS.values() if name in _skus.c]
    product_columns = [_products.c[name] for name in _PRODUCT_FIELDS.values() if name not in _skus.c]
    statement = (
        select(_skus.c.id, *columns, *product_columns)
        .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
        .where(_skus.c.code_key == code_key)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        return ProductTarget(code, None, {})
    values = dict(row)
    return ProductTarget(code, values.pop("id"), values)


_PRICES_LEFT_OUT = NN_(
    "{count} price was left out, because it is not in the currency of this shop.",
    "{count} prices were left out, because they are not in the currency of this shop.",
)
