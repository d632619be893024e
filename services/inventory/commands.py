"""Writes: what the window does to stock in one step though it takes several of `services.stock.commands`."""

from __future__ import annotations

from sqlalchemy import select

from models.catalog import Sku
from models.stock import Place
from services import text
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.stock.commands import transfer
from services.stock.keeping import add_place
from services.stock.levels import Spot


@command("stock.carry", N_("Move {pieces} of {code} to {place}"))
def carry(uow: UnitOfWork, spot: Spot, quantity: int, *, to_place: str, note: str | None = None) -> None:
    """Carry pieces to the place of this name, which is made where there is none."""
    found = next(iter(uow.all(select(Place).where(Place.name_key == text.key(to_place)))), None)
    place_id = found.id if found is not None else add_place(uow, to_place)
    uow.flush()
    if found is not None:
        found.is_archived = False
    transfer(uow, spot, quantity, to_place_id=place_id, note=note)
    uow.describe(pieces=quantity, code=uow.get(Sku, spot.sku_id).code, place=uow.get(Place, place_id).name)
