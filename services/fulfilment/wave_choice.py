"""Reads: which parcels go into a wave, in which order they are picked, and what there is too little of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from models.enums.orders import ParcelState
from models.fulfilment import Parcel
from services import clock
from services.fulfilment.wave_units import Unit, units
from services.kernel.chunks import sorted_chunks
from services.stock import levels
from services.stock.happenings import taken_by, taken_by_parcels
from services.stock.shipping import Wave as Supply
from services.stock.shipping import counts_stock

_skus = Sku.table()
_products = Product.table()
_parcels = Parcel.table()


@dataclass(frozen=True, slots=True)
class WaveRule:
    """What a wave is chosen by; an empty part chooses nothing by it.

    `within_hours`: only orders that have to leave by then (those that are late too). `couriers` may hold an empty
    name, for orders without one. `shelf`: everything of the order lies on shelves whose name begins so. `most`
    is how many parcels fit one walk.
    """

    within_hours: int | None = None
    couriers: tuple[str, ...] = ()
    channel_ids: tuple[int, ...] = ()
    shelf: str = ""
    only_single: bool = False
    single_first: bool = True
    most: int = 50

    def as_json(self) -> dict[str, Any]:
        """The rule as it is kept with its wave."""
        return {
            "within_hours": self.within_hours, "couriers": list(self.couriers), "channel_ids": list(self.channel_ids),
            "shelf": self.shelf, "only_single": self.only_single, "single_first": self.single_first, "most": self.most,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShortSku:
    """A SKU the wave would need more of than there is."""

    code: str
    title: str
    needed: int
    there: int


@dataclass(frozen=True, slots=True)
class WaveChoice:
    """The parcels of a wave in the order of picking, what is missing, the orders left out for it, and how many wait."""

    units: tuple[Unit, ...] = ()
    short: tuple[ShortSku, ...] = ()
    left_out: tuple[Unit, ...] = ()
    waiting: int = 0

    @property
    def order_ids(self) -> tuple[int, ...]:
        """The orders of the wave, in the order of picking."""
        return tuple(dict.fromkeys(order_id for unit in self.units for order_id in unit.order_ids))


def choose(connection: Connection, rule: WaveRule) -> WaveChoice:
    """The most urgent parcels the rule fits and the stock serves, all of them looked at together."""
    everything = units(connection)
    fitting = [unit for unit in everything if _fits(unit, rule)]
    fitting.sort(key=lambda unit: unit.urgency)
    supply = supply_of(connection, fitting)
    taken: list[Unit] = []
    left_out: list[Unit] = []
    served = set(supply.servable(range(len(fitting))))
    for place, unit in enumerate(fitting):
        if len(taken) == rule.most:
            break
        (taken if place in served else left_out).append(unit)
    taken, apart = _with_all_parts(taken, everything)
    left_out += apart
    asked = frozenset((*taken, *left_out))
    needs = {
        place: supply.needs[place] for place, unit in enumerate(fitting) if unit in asked and place in supply.needs
    }
    short = short_skus(connection, Supply(needs, supply.there, supply.codes))
    waiting = len(fitting) - len(taken) - len(left_out)
    return WaveChoice(in_pick_order(taken, single_first=rule.single_first), short, tuple(left_out), waiting)


def _with_all_parts(taken: Sequence[Unit], everything: Sequence[Unit]) -> tuple[list[Unit], list[Unit]]:
    """Those taken whose orders are taken with all their parts, and the others: an order is not left half in a wave."""
    whole = list(taken)
    while True:
        chosen = frozenset(whole)
        torn = {order_id for unit in everything if unit not in chosen for order_id in unit.order_ids}
        kept = [unit for unit in whole if torn.isdisjoint(unit.order_ids)]
        if len(kept) == len(whole):
            return whole, [unit for unit in taken if unit not in chosen]
        whole = kept


def supply_of(connection: Connection, chosen: Sequence[Unit]) -> Supply:
    """What these parcels take of counted SKUs that may not go below zero; keyed by their places in the sequence.

    What the parcels of other waves still wait for is theirs.
    """
    if not counts_stock(connection):
        return Supply({}, {}, {})
    place_of: dict[int, int] = {}
    for place, unit in enumerate(chosen):
        for order_id in unit.order_ids:
            place_of.setdefault(order_id, place)
    whole = [unit.order_ids[0] for unit in chosen if unit.parcel_id is None]
    parcels = [unit.parcel_id for unit in chosen if unit.parcel_id is not None]
    taken = [one for chunk in sorted_chunks(whole) for one in taken_by(connection, chunk)]
    taken += [one for chunk in sorted_chunks(parcels) for one in taken_by_parcels(connection, chunk)]
    codes = _strict(connection, {sku_id for sku_id, _order, _pieces in taken})
    there = dict(levels.good_on_hand(connection, codes))
    for sku_id, pieces in _promised_to_waves(connection).items():
        if sku_id in there:
            there[sku_id] = max(there[sku_id] - pieces, 0)
    needs: dict[int, dict[int, int]] = {}
    for sku_id, order_id, pieces in taken:
        if sku_id in there:
            needed = needs.setdefault(place_of[order_id], {})
            needed[sku_id] = needed.get(sku_id, 0) + pieces
    return Supply(needs, there, codes)


def short_skus(connection: Connection, supply: Supply) -> tuple[ShortSku, ...]:
    """What there is too little of for all of them, by code, with its title."""
    lacking = supply.short()
    ids = {sku_id: code for sku_id, code in supply.codes.items() if code in lacking}
    titles: dict[int, str] = {}
    for chunk in sorted_chunks(ids):
        statement = select(_skus.c.id, _products.c.title).join_from(
            _skus, _products, _products.c.id == _skus.c.product_id
        )
        titles.update({row.id: row.title for row in connection.execute(statement.where(_skus.c.id.in_(chunk)))})
    found = (ShortSku(code, titles.get(sku_id, ""), *lacking[code]) for sku_id, code in ids.items())
    return tuple(sorted(found, key=lambda one: one.code))


def in_pick_order(chosen: Iterable[Unit], *, single_first: bool = True) -> tuple[Unit, ...]:
    """Parcels as they are walked: those of a single thing together by that thing, the others by their first shelf."""

    def place(unit: Unit) -> tuple[Any, ...]:
        first = min(pick.walk for pick in unit.picks)
        return (not unit.is_single if single_first else False, first, unit.urgency)

    return tuple(sorted(chosen, key=place))


def _fits(unit: Unit, rule: WaveRule) -> bool:
    if rule.channel_ids and unit.channel_id not in rule.channel_ids:
        return False
    if rule.couriers and not unit.couriers & frozenset(rule.couriers):
        return False
    if rule.within_hours is not None:
        end = clock.now() + timedelta(hours=rule.within_hours)
        if unit.deliver_by is None or unit.deliver_by > end:
            return False
    begins = rule.shelf.strip().casefold()
    if begins and not all(pick.shelf.casefold().startswith(begins) for pick in unit.picks):
        return False
    return unit.is_single or not rule.only_single


def _promised_to_waves(connection: Connection) -> dict[int, int]:
    """Pieces by SKU that parcels in waves take with them when they leave."""
    statement = select(_parcels.c.id).where(_parcels.c.wave_id.is_not(None), _parcels.c.state != ParcelState.SHIPPED)
    found: dict[int, int] = {}
    for chunk in sorted_chunks(connection.execute(statement).scalars()):
        for sku_id, _order, pieces in taken_by_parcels(connection, chunk):
            found[sku_id] = found.get(sku_id, 0) + pieces
    return found


def _strict(connection: Connection, sku_ids: Iterable[int]) -> Mapping[int, str]:
    found: dict[int, str] = {}
    for chunk in sorted_chunks(sku_ids):
        statement = select(_skus.c.id, _skus.c.code).where(_skus.c.id.in_(chunk), _skus.c.below_zero.is_(False))
        found.update({row.id: row.code for row in connection.execute(statement)})
    return found
