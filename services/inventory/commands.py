"""Writes: what the window does to stock in one step though it takes several of `services.stock.commands`."""

from __future__ import annotations

from sqlalchemy import select

from models.catalog import Sku
from models.enums.goods import Condition
from models.stock import Place
from services import text
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.stock.commands import transfer
from services.stock.keeping import add_place


@command("stock.carry", N_("Move {pieces} of {code} to {place}"))
def carry(
    uow: UnitOfWork,
    sku_id: int,
    quantity: int,
    *,
    from_place_id: int,
    to_place: str,
    lot_id: int | None = None,
    condition: Condition = Condition.GOOD,
    note: str | None = None,
) -> None:
    """Carry pieces to the place of this name, which is made where there is none."""
    found = next(iter(uow.all(select(Place).where(Place.name_key == text.key(to_place)))), None)
    place_id = found.id if found is not None else add_place(uow, to_place)
    uow.flush()
    if found is not None:
        found.is_archived = False
    transfer(
        uow, sku_id, quantity, from_place_id=from_place_id, to_place_id=place_id, lot_id=lot_id, condition=condition,
        note=note,
    )  # fmt: skip
    uow.describe(pieces=quantity, code=uow.get(Sku, sku_id).code, place=uow.get(Place, place_id).name)
