"""Writes: how stock is kept: the places goods lie in, lots, what may go below zero, how cost is found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from models.catalog import Sku
from models.enums.goods import CostMethod
from models.stock import Lot, Place
from services import settings, text
from services.errors import Invalid, NotAllowed
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.stock import levels
from services.stock.booking import default_place
from services.stock.words import COSTING_LABELS


@command("stock.choose_costing", N_("Cost goods sold by {method}"))
def choose_costing(uow: UnitOfWork, method: CostMethod) -> None:
    """Average or oldest first: chosen once, before anything has moved."""
    uow.describe(method=message(COSTING_LABELS[method]))
    if str(method) == settings.read(uow.connection, settings.COSTING):
        return
    if levels.is_any_counted(uow.connection):
        reason = message(N_("goods have moved already"))
        raise Invalid(field=message(settings.COSTING.label), value=str(method), reason=reason)
    settings.change(uow, settings.COSTING.key, str(method))
    uow.describe(method=message(COSTING_LABELS[method]))


@command("stock.allow_below_zero", NN_("Change whether {count} product may go below zero",
                                       "Change whether {count} products may go below zero"))  # fmt: skip
def allow_below_zero(uow: UnitOfWork, sku_ids: Sequence[int], allowed: bool) -> None:
    """Whether these SKUs may be sold when none is left."""
    for sku in uow.get_many(Sku, sku_ids):
        sku.below_zero = allowed
    uow.describe(count=len(sku_ids))


@command("stock.keep_lots", NN_("Change whether lots of {count} product are kept",
                                "Change whether lots of {count} products are kept"))  # fmt: skip
def keep_lots(uow: UnitOfWork, sku_ids: Sequence[int], kept: bool) -> None:
    """Whether the lots of these SKUs are kept apart and leave in the order they expire."""
    for sku in uow.get_many(Sku, sku_ids):
        sku.has_lots = kept
    uow.describe(count=len(sku_ids))


@command("stock.set_expiry", N_("Set when lot {lot} expires"))
def set_expiry(uow: UnitOfWork, lot_id: int, expires_on: date | None) -> None:
    """Correct the day a lot expires on."""
    lot = uow.get(Lot, lot_id)
    lot.expires_on = expires_on
    uow.describe(lot=lot.number)


@command("stock.add_place", N_("Add the place {name}"))
def add_place(uow: UnitOfWork, name: str) -> int:
    """A further place goods can lie in. Returns its id."""
    default_place(uow)
    _require_free_name(uow, name)
    place = Place(name=name.strip(), name_key=text.key(name))
    uow.add(place)
    uow.describe(name=place.name)
    return place.id


@command("stock.rename_place", N_("Rename a place to {name}"))
def rename_place(uow: UnitOfWork, place_id: int, name: str) -> None:
    """Call a place something else."""
    place = uow.get(Place, place_id)
    _require_free_name(uow, name, except_id=place_id)
    place.name, place.name_key = name.strip(), text.key(name)
    uow.describe(name=place.name)


@command("stock.archive_place", N_("Close the place {name}"))
def archive_place(uow: UnitOfWork, place_id: int) -> None:
    """Take a place out of use; it must be empty and not the one sales leave from."""
    place = uow.get(Place, place_id)
    if place.is_default:
        raise NotAllowed(rows=(place.name,), reason=message(N_("sales leave from there")))
    if levels.pieces_in(uow.connection, place_id):
        raise NotAllowed(rows=(place.name,), reason=message(N_("goods still lie there")))
    place.is_archived = True
    uow.describe(name=place.name)


def _require_free_name(uow: UnitOfWork, name: str, except_id: int | None = None) -> None:
    if not name.strip():
        raise Invalid(field=message(N_("Name")), value=name, reason=message(N_("it must not be empty")))
    found = next(iter(uow.all(select(Place).where(Place.name_key == text.key(name)))), None)
    if found is not None and found.id != except_id:
        raise Invalid(field=message(N_("Name")), value=name, reason=message(N_("another place has it")))
