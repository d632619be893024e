"""Bundles: SKUs that are packed from other SKUs and have no stock of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.catalog import Component, Product, Sku
from services.catalog import rules
from services.catalog.drafts import Part
from services.catalog.writing import invalid
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_components = Component.table()
_skus = Sku.table()
_products = Product.table()


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of a bundle, or one bundle a SKU is part of: whose SKU it is and how many pieces of the part."""

    sku_id: int
    code: str
    title: str
    variant: str | None
    quantity: int
    cost_minor: int | None


@command("catalog.set_parts", N_("Set the parts of the bundle {code}"))
def set_components(uow: UnitOfWork, bundle_id: int, parts: Sequence[Part]) -> None:
    """Make these the parts of a bundle; with none it is a plain SKU again. Orders sold before keep theirs."""
    sku = uow.get(Sku, bundle_id)
    write_parts(uow, sku, parts)
    uow.describe(code=sku.code)


def write_parts(uow: UnitOfWork, bundle: Sku, parts: Sequence[Part], at: str = "parts") -> None:
    """Replace the parts of a bundle; `Invalid` for none of a part, the bundle itself, or a circle, which is named."""
    _require_sound(uow, bundle, parts, at)
    wanted = {part.sku_id: part.quantity for part in parts}
    for row in uow.all(select(Component).where(Component.bundle_id == bundle.id)):
        if row.part_id in wanted:
            row.quantity = wanted.pop(row.part_id)
        else:
            uow.delete(row)
    uow.add_all(Component(bundle_id=bundle.id, part_id=part, quantity=count) for part, count in wanted.items())
    uow.flush()


def parts_of(connection: Connection, bundle_id: int) -> tuple[PartView, ...]:
    """What one piece of a bundle is packed from."""
    return _related(connection, bundle_id, _components.c.bundle_id, _components.c.part_id)


def bundles_with(connection: Connection, part_id: int) -> tuple[PartView, ...]:
    """The bundles a SKU is a part of, and how many pieces of it each takes."""
    return _related(connection, part_id, _components.c.part_id, _components.c.bundle_id)


def compositions(connection: Connection, sku_ids: Iterable[int]) -> dict[int, tuple[Part, ...]]:
    """The parts of those SKUs that are bundles, by SKU id."""
    found: dict[int, list[Part]] = defaultdict(list)
    columns = (_components.c.bundle_id, _components.c.part_id, _components.c.quantity)
    for chunk in sorted_chunks(sku_ids):
        statement = select(*columns).where(_components.c.bundle_id.in_(chunk))
        for row in connection.execute(statement.order_by(_components.c.id)):
            found[row.bundle_id].append(Part(row.part_id, row.quantity))
    return {bundle: tuple(parts) for bundle, parts in found.items()}


def _related(connection: Connection, sku_id: int, here: object, there: object) -> tuple[PartView, ...]:
    columns = (_skus.c.id, _skus.c.code, _products.c.title, _skus.c.variant, _components.c.quantity, _skus.c.cost_minor)
    statement = (
        select(*columns)
        .select_from(_components)
        .join(_skus, _skus.c.id == there)
        .join(_products, _products.c.id == _skus.c.product_id)
        .where(here == sku_id)  # type: ignore[arg-type]
        .order_by(_components.c.id)
    )
    return tuple(PartView(*row) for row in connection.execute(statement))


def _require_sound(uow: UnitOfWork, bundle: Sku, parts: Sequence[Part], at: str) -> None:
    seen: set[int] = set()
    for number, part in enumerate(parts):
        place = f"{at}.{number}"
        code = uow.get(Sku, part.sku_id).code
        if part.quantity < 1:
            raise invalid("parts", part.quantity, message(N_("of {code} it must be 1 piece or more"), code=code), place)
        if part.sku_id in seen:
            raise invalid("parts", code, N_("it stands in the list twice"), place)
        seen.add(part.sku_id)
    way = _circle(uow, bundle.id, seen)
    if way is not None:
        codes = " → ".join(sku.code for sku in uow.get_many(Sku, dict.fromkeys(way)))
        reason = message(N_("the bundle would contain itself ({way})"), way=f"{codes} → {bundle.code}")
        raise invalid("parts", bundle.code, reason, at)


def _circle(uow: UnitOfWork, bundle_id: int, parts: Iterable[int]) -> tuple[int, ...] | None:
    """The circle these parts would close, looked for level by level so that other bundles are not read."""
    known: dict[int, tuple[int, ...]] = {bundle_id: tuple(parts)}
    waiting = [part for part in known[bundle_id] if part != bundle_id]
    while waiting:
        found = compositions(uow.connection, waiting)
        known.update({number: tuple(part.sku_id for part in found.get(number, ())) for number in waiting})
        waiting = sorted({part for number in waiting for part in known[number]} - set(known))
    return rules.circle(known, bundle_id)
