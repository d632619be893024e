"""Whether there is enough to send: all orders of a wave are looked at together, bundles by their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from models.catalog import Sku
from models.dialects.prepared import Prepared
from models.orders import Order
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import stored_rows
from services.kernel.unit_of_work import UnitOfWork
from services.stock import levels
from services.stock.booking import require_none_short
from services.stock.happenings import taken_by, taken_by_parcels

_skus = Sku.table()
_orders = Order.table()
_IS_STRICT = (_skus.c.id.in_(bindparam("skus", expanding=True)), _skus.c.below_zero.is_(False))
_STRICT = Prepared(select(_skus.c.id, _skus.c.code).where(*_IS_STRICT))


@dataclass(frozen=True, slots=True)
class Wave:
    """What orders need of counted SKUs that may not go below zero, and what there is of them."""

    needs: Mapping[int, Mapping[int, int]]
    there: Mapping[int, int]
    codes: Mapping[int, str]

    def short(self) -> dict[str, tuple[int, int]]:
        """Code → (pieces all orders need together, pieces there), where that is not enough."""
        total: dict[int, int] = {}
        for needed in self.needs.values():
            for sku_id, pieces in needed.items():
                total[sku_id] = total.get(sku_id, 0) + pieces
        return {
            self.codes[sku_id]: (pieces, self.there[sku_id])
            for sku_id, pieces in total.items()
            if pieces > self.there[sku_id]
        }

    def servable(self, order_ids: Iterable[int]) -> list[int]:
        """Those of the orders that can be sent, the first in line served first; an order goes whole or not at all."""
        rest = dict(self.there)
        served: list[int] = []
        for order_id in order_ids:
            needed = self.needs.get(order_id, {})
            if all(pieces <= rest[sku_id] for sku_id, pieces in needed.items()):
                served.append(order_id)
                for sku_id, pieces in needed.items():
                    rest[sku_id] -= pieces
        return served


def require_enough(uow: UnitOfWork, order_ids: Sequence[int]) -> None:
    """`NotEnoughStock` names every product the orders together need more of than there is."""
    if order_ids and counts_stock(uow.connection):
        uow.flush()
        require_none_short(wave(uow.connection, order_ids).short())


def require_enough_for_parcels(uow: UnitOfWork, parcel_ids: Sequence[int]) -> None:
    """The same for parcels that are about to leave; what stays behind of their orders is not asked for."""
    if parcel_ids and counts_stock(uow.connection):
        uow.flush()
        taken = [one for chunk in sorted_chunks(parcel_ids) for one in taken_by_parcels(uow.connection, chunk)]
        require_none_short(_wave_of(uow.connection, taken).short())


def wave(connection: Connection, order_ids: Sequence[int]) -> Wave:
    """What sending these orders takes of counted SKUs that may not go below zero."""
    return _wave_of(connection, [one for chunk in sorted_chunks(order_ids) for one in taken_by(connection, chunk)])


def _wave_of(connection: Connection, taken: Iterable[tuple[int, int, int]]) -> Wave:
    needs: dict[int, dict[int, int]] = {}
    for sku_id, order_id, pieces in taken:
        needed = needs.setdefault(order_id, {})
        needed[sku_id] = needed.get(sku_id, 0) + pieces
    strict = _strict(connection, {sku_id for needed in needs.values() for sku_id in needed})
    there = levels.good_on_hand(connection, strict)
    kept = {
        order_id: {sku_id: pieces for sku_id, pieces in needed.items() if sku_id in there}
        for order_id, needed in needs.items()
    }
    return Wave({order_id: needed for order_id, needed in kept.items() if needed}, there, strict)


def by_deadline(connection: Connection, order_ids: Sequence[int]) -> list[int]:
    """The orders, the one to be sent first at the front: by deadline, then by age."""
    found: dict[int, tuple[int, int, int]] = {}
    never = 1 << 62
    for chunk in sorted_chunks(order_ids):
        statement = select(_orders.c.id, _orders.c.deliver_by, _orders.c.ordered_at).where(_orders.c.id.in_(chunk))
        for order_id, deliver_by, ordered_at in stored_rows(connection, statement):
            found[order_id] = (never if deliver_by is None else deliver_by, ordered_at or 0, order_id)
    return sorted(found, key=found.__getitem__)


def counts_stock(connection: Connection) -> bool:
    """Whether any SKU of this shop has ever moved."""
    return levels.is_any_counted(connection)


def _strict(connection: Connection, sku_ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in sorted_chunks(sku_ids):
        found.update(dict(_STRICT.rows(connection, skus=chunk)))
    return found
