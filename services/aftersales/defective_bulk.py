"""Writes: all defective pieces of several products brought to their end at once."""

from __future__ import annotations

from collections.abc import Sequence

from services.aftersales.defective import Pieces, lying, repair, write_off
from services.i18n import NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork


@command("defective.repair_all", NN_("Put {count} repaired piece back", "Put {count} repaired pieces back"))
def repair_all(uow: UnitOfWork, sku_ids: Sequence[int], note: str | None = None) -> int:
    """Every defective piece of these products is good again. Returns how many pieces there were."""
    count = 0
    for pieces in _everything(uow, sku_ids):
        repair(uow, pieces, note)
        count += pieces.quantity
    uow.describe(count=count)
    return count


@command("defective.write_off_all", NN_("Write off {count} defective piece", "Write off {count} defective pieces"))
def write_off_all(uow: UnitOfWork, sku_ids: Sequence[int], reason: str) -> int:
    """Every defective piece of these products is thrown away, for the reason named. Returns how many there were."""
    count = 0
    for pieces in _everything(uow, sku_ids):
        write_off(uow, pieces, reason)
        count += pieces.quantity
    uow.describe(count=count)
    return count


def _everything(uow: UnitOfWork, sku_ids: Sequence[int]) -> list[Pieces]:
    """All defective pieces of these products, from where they lie."""
    return [
        Pieces(one.sku_id, one.quantity, one.place_id, one.lot_id or None)
        for sku_id in sku_ids
        for one in lying(uow.connection, sku_id)
        if one.quantity > 0
    ]
