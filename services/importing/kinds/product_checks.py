"""What only the catalogue can tell about a row of a product file: taken barcodes, unknown parts, circles of bundles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from models.catalog import Barcode, Component, Product, Sku
from services import text
from services.catalog import flat, rules
from services.catalog.custom_fields import CustomField, parsed
from services.errors import Invalid
from services.i18n import N_
from services.kernel.chunks import portions
from services.messages import Message, message

_skus = Sku.table()
_products = Product.table()
_barcodes = Barcode.table()
_components = Component.table()


@dataclass(slots=True)
class ProductRow:
    """A row of a product file: its place, what it says by flat column, and the SKU it means, if there is one yet."""

    row: int
    code: str
    values: dict[str, Any]
    sku_id: int | None

    @property
    def code_key(self) -> str:
        """The normal form of its code."""
        return text.key(self.code)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row has to wait: a stable code, the column and the sentence."""

    code: str
    column: str
    reason: Message


_NOT_NEGATIVE = (
    "price_minor", "min_price_minor", "cost_minor", "supplier_price_minor", "weight_g",
    "length_mm", "width_mm", "height_mm", "lead_days",
)  # fmt: skip


def own_values(extra: Mapping[str, str], fields: Sequence[CustomField]) -> dict[str, Any]:
    """The values of the shop's own fields among the columns no format reads. Raises `Invalid` naming the field."""
    by_name = {text.key(field.name): field for field in fields}
    found: dict[str, Any] = {}
    for name, typed in extra.items():
        field = by_name.get(text.key(name))
        if field is not None:
            found[flat.CUSTOM + field.key] = parsed(field, typed)
    return found


def refusals(
    connection: Connection, rows: Sequence[ProductRow], planned: Mapping[str, Mapping[str, Any]]
) -> dict[int, Refused]:
    """Why some of these rows cannot be taken in, by row. `planned` are flat rows by code key: of files before."""
    found: dict[int, Refused] = {}
    for row in rows:
        reason = _misspelt(row)
        if reason is not None:
            found[row.row] = reason
    for number, why in _taken_barcodes(connection, rows, planned):
        found.setdefault(number, why)
    sound = [row for row in rows if row.row not in found]
    return found | dict(_senseless_parts(connection, sound, planned))


def _misspelt(row: ProductRow) -> Refused | None:
    values = row.values
    for name in _NOT_NEGATIVE:
        if (values.get(name) or 0) < 0:
            return Refused("negative", name, message(N_("it must not be negative")))
    for name in ("pack_size", "minimum"):
        if values.get(name) is not None and values[name] < 1:
            return Refused("not_one", name, message(N_("it must be 1 or more")))
    if values.get("options") and flat.split_options(values["options"]) is None:
        return Refused("options", "options", message(N_("write it like “Colour=Red; Size=M”")))
    if values.get("parts") and flat.split_parts(values["parts"]) is None:
        return Refused("parts", "parts", message(N_("write it like “CODE*2; OTHER*1”, with whole pieces")))
    if values.get("archived") not in (None, "yes", "no"):
        return Refused("archived", "archived", message(N_("it must be yes or no")))
    for code in _codes_of(values):
        if not rules.is_barcode(code):
            return Refused("barcode", "barcode", message(N_("a barcode has no spaces and at most 80 signs")))
    return None


def _codes_of(values: Mapping[str, Any]) -> tuple[str, ...]:
    barcode = values.get("barcode")
    return ((barcode,) if barcode else ()) + flat.split_codes(values.get("more_barcodes") or "")


def _taken_barcodes(
    connection: Connection, rows: Sequence[ProductRow], planned: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[int, Refused]]:
    """Rows with a barcode of another SKU, in the shop or in an earlier row of the files."""
    wanted = {text.key(code) for row in rows for code in _codes_of(row.values)}
    owners = _owners(connection, sorted(wanted))
    mine = {text.key(code): key for key, values in planned.items() for code in _codes_of(values)}
    for row in rows:
        for code in _codes_of(row.values):
            key = text.key(code)
            owner = owners.get(key)
            other = mine.setdefault(key, row.code_key)
            if owner is not None and text.key(owner[0]) != row.code_key:
                named = message(N_("another product has it: {code} ({title})"), code=owner[0], title=owner[1])
                yield row.row, Refused("barcode_taken", "barcode", named)
            elif other != row.code_key:
                yield row.row, Refused("barcode_taken", "barcode", message(N_("another row of the files has it")))


def _owners(connection: Connection, keys: Sequence[str]) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for chunk in portions(keys):
        statement = (
            select(_barcodes.c.code_key, _skus.c.code, _products.c.title)
            .join_from(_barcodes, _skus, _skus.c.id == _barcodes.c.sku_id)
            .join(_products, _products.c.id == _skus.c.product_id)
            .where(_barcodes.c.code_key.in_(chunk))
        )
        found.update((row.code_key, (row.code, row.title)) for row in connection.execute(statement))
    return found


def _senseless_parts(
    connection: Connection, rows: Sequence[ProductRow], planned: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[int, Refused]]:
    """Bundles with a part nobody knows, or that would contain themselves; a row refused takes its code with it."""
    bundles = {row.code_key: row for row in rows if row.values.get("parts")}
    if not bundles:
        return
    wanted = {key: _part_keys(row) for key, row in bundles.items()}
    graph = _all_bundles(connection)
    known = {row.code_key for row in rows} | set(planned)
    known |= _in_shop(connection, sorted({part for parts in wanted.values() for part in parts} - known))
    graph |= {key: _keys_of(values["parts"]) for key, values in planned.items() if values.get("parts")}
    graph |= wanted
    is_settled = False
    while not is_settled:
        is_settled = True
        for key, parts in list(wanted.items()):
            unknown = next((part for part in parts if part not in known), None)
            way = rules.circle(graph, key) if unknown is None else None
            if unknown is None and way is None:
                continue
            row = bundles[key]
            yield row.row, _part_refusal(row, unknown, way)
            del wanted[key], graph[key]
            known -= {key} if row.sku_id is None else set()
            is_settled = False


def _part_refusal(row: ProductRow, unknown: str | None, way: Sequence[str] | None) -> Refused:
    if unknown is not None:
        pairs = flat.split_parts(row.values["parts"]) or ()
        code = next(code for code, _count in pairs if text.key(code) == unknown)
        return Refused("part_unknown", "parts", message(N_("there is no product “{code}”"), code=code))
    shown = " → ".join(way or ())
    return Refused("part_circle", "parts", message(N_("the bundle would contain itself ({way})"), way=shown))


def _part_keys(row: ProductRow) -> tuple[str, ...]:
    return _keys_of(row.values["parts"])


def _keys_of(parts: str) -> tuple[str, ...]:
    return tuple(text.key(code) for code, _count in flat.split_parts(parts) or ())


def _all_bundles(connection: Connection) -> dict[str, tuple[str, ...]]:
    """The parts of every bundle in the shop, by the keys of their codes."""
    part = _skus.alias("part")
    statement = (
        select(_skus.c.code_key, part.c.code_key)
        .select_from(_components)
        .join(_skus, _skus.c.id == _components.c.bundle_id)
        .join(part, part.c.id == _components.c.part_id)
    )
    found: dict[str, tuple[str, ...]] = {}
    for bundle, key in connection.execute(statement):
        found[bundle] = (*found.get(bundle, ()), key)
    return found


def _in_shop(connection: Connection, keys: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for chunk in portions(keys):
        statement = select(_skus.c.code_key).where(_skus.c.code_key.in_(chunk))
        found.update(connection.execute(statement).scalars())
    return found


def said(error: Invalid) -> Refused:
    """The refusal of a row whose own field holds what its kind does not."""
    reason = error.params["reason"]
    field = error.params["field"]
    shown = message(N_("{field}: {reason}"), field=field, reason=reason)
    return Refused("own_field", str(error.params.get("at", "")), shown)
