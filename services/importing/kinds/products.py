"""Products: every row is a SKU, with what belongs to its product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sqlalchemy import select

from models.catalog import Sku
from models.enums.orders import Platform
from models.values import minor_digits
from services import settings
from services.catalog import flat, flat_lists, rules
from services.catalog.custom_fields import custom_fields
from services.errors import Invalid
from services.i18n import N_, NN_
from services.importing.entries import CHANGED, NEW, SAME, Entry
from services.importing.kinds.part import FilePlan, Planning, Written
from services.importing.kinds.product_checks import ProductRow, Refused, own_values, refusals, said
from services.importing.kinds.product_lists import LABELS, ListReader
from services.importing.kinds.product_stock import OpeningStock, write_opening
from services.importing.kinds.product_writing import ProductWriter
from services.importing.shapes import BY_KIND, FieldType
from services.importing.staged import FileWarning, StagedFile
from services.importing.wording import Wording
from services.kernel.chunks import AT_ONCE, portions
from services.messages import message, plural_message

_skus = Sku.table()
_FIELDS = BY_KIND["products"].fields
_PRICES = tuple(name for name, kind in _FIELDS.items() if kind is FieldType.MONEY)
_LABELS = {
    "min_price_minor": N_("Minimum price"),
    "more_barcodes": N_("More barcodes"),
    "tags": N_("Tags"),
    "length_mm": N_("Length (mm)"),
    "width_mm": N_("Width (mm)"),
    "height_mm": N_("Height (mm)"),
    "parts": N_("Parts"),
    "options": N_("Options"),
    "supplier": N_("Supplier"),
    "supplier_code": N_("Supplier code"),
    "supplier_price_minor": N_("Supplier price"),
    "lead_days": N_("Lead time (days)"),
    "pack_size": N_("Pack size"),
    "minimum": N_("Minimum order"),
    "on_hand": N_("Opening stock"),
    "archived": N_("Archived"),
    **LABELS,
}


@dataclass(slots=True)
class ProductTarget:
    """A SKU as a product file leaves it, by flat column. `sku_id` is None where the import creates it."""

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

    wording: ClassVar[Wording] = Wording(_LABELS)

    def __init__(self, planning: Planning) -> None:
        self._planning = planning
        self._fields = custom_fields(planning.connection)
        self._wording = Wording(_LABELS | {flat.CUSTOM + one.key: one.name for one in self._fields})
        self._stock = OpeningStock(planning.connection)
        self._lists = ListReader(planning.connection)
        self.targets: dict[str, ProductTarget] = {}

    def take(self, plan: FilePlan) -> None:
        """Lay a product file over the catalogue; a row that cannot be taken in waits and says why."""
        is_priced_here, left_out = self._is_priced_here(plan.file), 0
        rows: list[ProductRow] = []
        pieces: dict[int, int] = {}
        for code, number, data in plan.file.records():
            if not is_priced_here:
                left_out += sum(data.pop(name, None) is not None for name in _PRICES)
            if (on_hand := data.pop("on_hand", None)) is not None:
                pieces[number] = on_hand
            try:
                rows.append(ProductRow(number, code, self._values(data, code), None))
            except Invalid as error:
                refused = said(error)
                plan.reject(number, code, refused.code, refused.reason)
        self._look_up(rows)
        self._take_stock(plan, rows, pieces)
        waiting = refusals(
            self._planning.connection, rows, {key: target.values for key, target in self.targets.items()}
        )
        for row in rows:
            why = waiting.get(row.row) or self._supplier_missing(row)
            if why is None:
                self._take_row(plan, row)
            else:
                plan.reject(row.row, row.code, why.code, why.reason, self._wording.label(why.column))
        if left_out:
            plan.warnings.append(FileWarning("prices_left_out", left_out, plural_message(_PRICES_LEFT_OUT, left_out)))

    def _values(self, data: dict[str, Any], code: str) -> dict[str, Any]:
        """What a row says, by flat column and in the form the catalogue keeps it in."""
        found = {
            f"{name}_minor" if kind is FieldType.MONEY else name: data[name]
            for name, kind in _FIELDS.items()
            if name not in ("code", "on_hand") and data.get(name) is not None
        }
        for name, normal in (("category", rules.category_path), ("tags", _tags), ("options", _options)):
            if name in found:
                found[name] = normal(found[name])
        if "parts" in found and (pairs := flat.split_parts(found["parts"])) is not None:
            found["parts"] = flat.joined_parts(pairs)
        if "more_barcodes" in found:
            found["more_barcodes"] = flat.joined_codes(flat.split_codes(found["more_barcodes"]))
        found |= self._lists.normal(found, code)
        found |= own_values(data.get("extra") or {}, self._fields)
        return {name: value for name, value in found.items() if value is not None}

    def _look_up(self, rows: Sequence[ProductRow]) -> None:
        """Find the SKUs the rows mean, and make targets of those the shop has."""
        connection = self._planning.connection
        for done, chunk in enumerate(portions(rows)):
            self._planning.task.checkpoint(done * AT_ONCE, len(rows))
            statement = select(_skus.c.code_key, _skus.c.id).where(
                _skus.c.code_key.in_({one.code_key for one in chunk})
            )
            ids = {row.code_key: row.id for row in connection.execute(statement)}
            missing = [number for key, number in ids.items() if key not in self.targets]
            known = flat.flat_rows(connection, missing, self._fields)
            for one in chunk:
                one.sku_id = ids.get(one.code_key)
                if one.sku_id is not None and one.code_key not in self.targets:
                    values = known[one.sku_id]
                    self.targets[one.code_key] = ProductTarget(values.pop("code"), one.sku_id, values)

    def _take_stock(self, plan: FilePlan, rows: Sequence[ProductRow], pieces: Mapping[int, int]) -> None:
        """Let the quantities of a file be the opening stock of SKUs that never moved."""
        counted = [row for row in rows if row.row in pieces]
        self._stock.look_up(row.sku_id for row in counted if row.sku_id is not None)
        for row in counted:
            if self._stock.opens(row.sku_id, pieces[row.row], has_parts=bool(row.values.get("parts"))):
                row.values["on_hand"] = pieces[row.row]
        plan.warnings += self._stock.warnings()

    def _supplier_missing(self, row: ProductRow) -> Refused | None:
        of_supplier = [name for name in flat.OF_THE_SUPPLIER[1:] if name in row.values]
        known = self.targets.get(row.code_key)
        if not of_supplier or row.values.get("supplier") or (known is not None and known.values.get("supplier")):
            return None
        return Refused("no_supplier", of_supplier[0], message(N_("the row names no supplier it would belong to")))

    def _take_row(self, plan: FilePlan, row: ProductRow) -> None:
        target = self.targets.get(row.code_key)
        is_new = target is None
        if target is None:
            target = self.targets[row.code_key] = ProductTarget(row.code, None, {})
        before = len(target.changes)
        for column, value in row.values.items():
            old = target.values.get(column)
            if column in LABELS and old:
                value = flat_lists.merged(column, old, value)
            if value == old:
                continue
            if target.sku_id is not None:
                target.changes[column] = (target.changes.get(column, (old,))[0], value)
            target.values[column] = value
        if target.sku_id is None and not target.values.get("title"):
            target.values["title"] = row.code
        plan.count("new" if is_new else "updated" if len(target.changes) > before else "unchanged")

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
        """Write every new and changed SKU, bundles after all of their parts."""
        writer = ProductWriter(written.uow)
        opened: dict[str, tuple[int, int | None]] = {}
        for target in self.targets.values():
            if target.sku_id is None:
                writer.create(target.code, target.values)
            elif target.changes:
                changes = {name: new for name, (_old, new) in target.changes.items() if name != "on_hand"}
                writer.change(target.sku_id, changes)
            if (target.sku_id is None or target.changes) and "on_hand" in target.values:
                opened[target.code] = (target.values["on_hand"], target.values.get("cost_minor"))
        writer.finish()
        write_opening(written.uow, opened)

    def entries(self) -> Iterator[Entry]:
        """Every SKU a file names; prices are in the shop's currency."""
        for target in self.targets.values():
            outcome = NEW if target.sku_id is None else CHANGED if target.changes else SAME
            yield Entry(outcome, target.code, "", target, self._planning.currency, self._planning.zone, self._wording)


def _tags(typed: str) -> str | None:
    return rules.joined_tags([typed])


def _options(typed: str) -> str:
    pairs = flat.split_options(typed)
    return typed if pairs is None else flat.LIST_JOIN.join(f"{name}={value}" for name, value in pairs)


_PRICES_LEFT_OUT = NN_(
    "{count} price was left out, because it is not in the currency of this shop.",
    "{count} prices were left out, because they are not in the currency of this shop.",
)
