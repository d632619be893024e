"""What is fetched for several orders, each thing once: how much, for how many, for which bundles, and its picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Connection, select

from models.fulfilment import Parcel, ParcelLine, Wave
from models.orders import OrderLine
from services.catalog.gallery import main_pictures
from services.catalog.pictures import MEDIUM, folder_for, thumbnail
from services.fulfilment.papers import PickLine, sort_for_picking
from services.kernel.chunks import sorted_chunks

_waves = Wave.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_lines = OrderLine.table()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Something an order needs: what it is the same as (`key`: the SKU's id where it is linked), and its bundle.

    `parcel_id` is the parcel it goes into, None where the order is sent whole.
    """

    order_id: int
    key: Any
    line: PickLine
    parent: str = ""
    parcel_id: int | None = None

    @property
    def box(self) -> tuple[str, int]:
        """What it is packed into: its parcel, else its order."""
        return ("order", self.order_id) if self.parcel_id is None else ("parcel", self.parcel_id)


@dataclass(slots=True)
class _Heap:
    line: PickLine
    pieces: int = 0
    single: int = 0
    orders: set[int] = field(default_factory=set)
    parents: dict[str, int] = field(default_factory=dict)


def gathered(connection: Connection, wanted: Iterable[Wanted]) -> tuple[PickLine, ...]:
    """The lines of a pick list in walking order; `single` pieces are packed with nothing else."""
    everything = list(wanted)
    kinds: dict[tuple[str, int], set[Any]] = {}
    for one in everything:
        kinds.setdefault(one.box, set()).add(one.key)
    heaps: dict[Any, _Heap] = {}
    for one in everything:
        heap = heaps.setdefault(one.key, _Heap(one.line))
        heap.pieces += one.line.quantity
        heap.single += one.line.quantity if len(kinds[one.box]) == 1 else 0
        heap.orders.add(one.order_id)
        if one.parent:
            heap.parents[one.parent] = heap.parents.get(one.parent, 0) + one.line.quantity
    pictures = pictures_of(connection, [key for key in heaps if isinstance(key, int)])
    return sort_for_picking(
        replace(
            heap.line,
            quantity=heap.pieces,
            order_count=len(heap.orders),
            single=heap.single,
            parents=tuple(f"{parent} ×{pieces}" for parent, pieces in heap.parents.items()),
            picture=pictures.get(key, ""),
        )
        for key, heap in heaps.items()
    )


def pictures_of(connection: Connection, sku_ids: Sequence[int]) -> dict[int, str]:
    """The file of a small picture of each SKU: its own, else one of its product; others are left out."""
    folder = folder_for(connection)
    kept = main_pictures(connection, sku_ids)
    found = {sku_id: thumbnail(folder, one.sha256, one.suffix, MEDIUM) for sku_id, one in kept.items()}
    return {sku_id: str(file) for sku_id, file in found.items() if file is not None}


def wave_number(connection: Connection, order_ids: Sequence[int]) -> str:
    """The number of the one wave all these orders are in; empty where they are not."""
    found: dict[int, str] = {}
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(_lines.c.order_id, _waves.c.number)
            .join_from(_waves, _parcels, _parcels.c.wave_id == _waves.c.id)
            .join(_packed, _packed.c.parcel_id == _parcels.c.id)
            .join(_lines, _lines.c.id == _packed.c.order_line_id)
            .where(_lines.c.order_id.in_(chunk))
            .order_by(_waves.c.id)
        )
        found.update({row.order_id: row.number for row in connection.execute(statement)})
    numbers = set(found.values())
    return numbers.pop() if len(numbers) == 1 and len(found) == len(set(order_ids)) else ""
