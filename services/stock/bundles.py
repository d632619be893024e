"""Writes: bundles put together beforehand, and taken apart again. Reads: what a bundle consists of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, select

from models.catalog import Component, Sku
from models.enums.goods import Condition, MoveKind
from models.stock import Lot
from services.business_day import shop_today
from services.errors import Invalid
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.stock import levels, rules
from services.stock.booking import MoveDraft, book, default_place, require_whole

_components = Component.table()
_DEEPEST = 20  # a circle is refused when it is made; this ends the search in a file that has one all the same

Composition = dict[int, int]
"""Pieces of each part for one piece of the bundle."""


@command("stock.assemble", N_("Put together {pieces} of {code}"))
def assemble(
    uow: UnitOfWork, bundle_id: int, quantity: int, *, place_id: int | None = None, note: str | None = None
) -> list[int]:
    """Make bundles out of their parts: the bundles cost what the parts did. Returns the ids of the moves.

    Parts and bundles lie in the same place; of parts kept in lots those that expire first are taken.
    From then on the bundle has stock of its own, and orders linked to it are served from that.
    """
    return _convert(uow, bundle_id, quantity, 1, place_id, note)


@command("stock.take_apart", N_("Take apart {pieces} of {code}"))
def take_apart(
    uow: UnitOfWork, bundle_id: int, quantity: int, *, place_id: int | None = None, note: str | None = None
) -> list[int]:
    """Make parts out of bundles: they share what the bundles cost, by their purchase prices or else by pieces.

    Returns the ids of the moves.
    """
    return _convert(uow, bundle_id, quantity, -1, place_id, note)


def compositions(connection: Connection, sku_ids: Iterable[int]) -> dict[int, Composition]:
    """What each of these bundles consists of down to SKUs that are no bundles; others are left out."""
    direct = _direct(connection, sku_ids)
    return {bundle: _leaves(bundle, direct, 1, 0) for bundle in dict.fromkeys(sku_ids) if bundle in direct}


def _direct(connection: Connection, sku_ids: Iterable[int]) -> dict[int, Composition]:
    """The components of these bundles and of bundles among those."""
    found: dict[int, Composition] = {}
    ask = sorted(set(sku_ids))
    while ask:
        fresh: set[int] = set()
        for chunk in sorted_chunks(ask):
            statement = select(_components.c.bundle_id, _components.c.part_id, _components.c.quantity)
            for bundle, part, pieces in connection.execute(statement.where(_components.c.bundle_id.in_(chunk))):
                found.setdefault(bundle, {})[part] = pieces
                fresh.add(part)
        ask = sorted(fresh - found.keys())
    return found


def _leaves(sku_id: int, direct: dict[int, Composition], pieces: int, depth: int) -> Composition:
    if sku_id not in direct or depth > _DEEPEST:
        return {sku_id: pieces}
    total: Composition = {}
    for part, each in direct[sku_id].items():
        for leaf, count in _leaves(part, direct, pieces * each, depth + 1).items():
            total[leaf] = total.get(leaf, 0) + count
    return total


def _convert(
    uow: UnitOfWork, bundle_id: int, quantity: int, sign: int, place_id: int | None, note: str | None
) -> list[int]:
    require_whole(quantity, N_("Quantity"))
    sku = uow.get(Sku, bundle_id)
    parts = _direct(uow.connection, [bundle_id]).get(bundle_id)
    if parts is None:
        raise Invalid(field=message(N_("Product")), value=sku.code, reason=message(N_("it has no parts")))
    ends = [(part, -sign * quantity * pieces) for part, pieces in parts.items()]
    whole = (bundle_id, sign * quantity)
    # What leaves comes first: what arrives costs what has left.
    ordered = [*ends, whole] if sign > 0 else [whole, *ends]
    worth = _worth(uow, parts) if sign < 0 else {}
    uow.describe(pieces=quantity, code=sku.code)
    place = place_id if place_id is not None else default_place(uow).id
    drafts = [
        MoveDraft(
            one, MoveKind.ASSEMBLY, moved, value_minor=worth.get(one), place_id=place, lot_id=lot, note=note, deed=1
        )
        for one, pieces in ordered
        for lot, moved in ([(None, pieces)] if pieces > 0 else _by_lots(uow, one, place, -pieces))
    ]
    return book(uow, drafts)


def _by_lots(uow: UnitOfWork, sku_id: int, place_id: int, pieces: int) -> Iterator[tuple[int | None, int]]:
    """(lot, pieces below 0) that leave a place, what expires first at the front; what is missing is of no lot."""
    held = {
        lot: there
        for (_sku, place, lot, condition), there in levels.now(uow.connection, [sku_id]).items()
        if place == place_id and condition is Condition.GOOD and there > 0
    }
    lots = uow.get_many(Lot, sorted(held.keys() - {rules.NO_LOT}))
    expiries = {lot.id: lot.expires_on.isoformat() if lot.expires_on else None for lot in lots}
    today = shop_today(uow.connection)
    loose = 0
    for lot in rules.pick_order(expiries, today.isoformat()):
        taken = min(pieces, held.get(lot, 0))
        pieces -= taken
        if lot == rules.NO_LOT:
            loose = taken
        elif taken:
            yield lot, -taken
    if loose or pieces:
        yield None, -(loose + pieces)


def _worth(uow: UnitOfWork, parts: Composition) -> dict[int, int]:
    """By what the parts of a bundle share its cost: their purchase prices, where all of them have one."""
    prices = {sku.id: sku.cost_minor for sku in uow.get_many(Sku, parts)}
    known = {part: price * parts[part] for part, price in prices.items() if price is not None}
    return known if len(known) == len(parts) else {}
