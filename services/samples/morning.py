"""How the morning of a demo shop stands: costs are known, rules hold, orders share a parcel, a wave is half done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, select

from models.fulfilment import Parcel
from models.orders import Order
from services import settings
from services.channels.terms import Terms, set_terms
from services.couriers.commands import set_freight_rules
from services.couriers.freight import FreightRule
from services.fulfilment import parcels, waves
from services.fulfilment.closing import close
from services.orders.holding import check_open
from services.samples.words import load
from services.shop import Shop

_HOLDS = (settings.HOLD_NOTE, settings.HOLD_ADDRESS, settings.HOLD_STOCK, settings.HOLD_MARGIN)
_FIELDS = frozenset(field.name for field in fields(FreightRule))


def begin(shop: Shop, channel_ids: Sequence[int], order_ids: Sequence[int]) -> None:
    """Let a morning begin: `order_ids` wait in one channel, the oldest first, and belong to nothing yet."""
    story = load("morning")
    for channel_id in channel_ids:
        shop.run(set_terms, channel_id, Terms(**story["terms"]), source="demo")
    shop.run(set_freight_rules, [_rule(one) for one in story["freight"]], source="demo")
    shop.run(settings.change, settings.HOLD_NOTE_WORDS.key, story["note_words"], source="demo")
    for declared in _HOLDS:
        shop.run(settings.change, declared.key, True, source="demo")
    shop.run(check_open, source="demo")
    ready = shop.ask(_free, order_ids)
    if len(ready) < story["merged"]:
        return
    shop.run(parcels.merge, ready[: story["merged"]], source="demo")
    chosen = ready[: story["merged"] - 1 + story["in_wave"]]
    wave_id = shop.run(waves.make, chosen, note=story["wave_note"], source="demo").value
    shop.run(waves.set_picked, wave_id, source="demo")
    for parcel_id in shop.ask(_first_of, wave_id, story["packed"]):
        number, weight = story["packed_waybill"], story["packed_weight_g"]
        shop.run(close, (), parcel_id, number, courier=None, weight_g=weight, source="demo")


def _rule(told: dict[str, Any]) -> FreightRule:
    known = {name: value for name, value in told.items() if name in _FIELDS}
    return FreightRule(**(known | {"provinces": tuple(told.get("provinces", ()))}))


def _free(connection: Connection, order_ids: Sequence[int]) -> list[int]:
    """Those of the orders that nothing holds, in the order given."""
    free = set(connection.execute(select(Order.id).where(Order.id.in_(order_ids), Order.hold_code.is_(None))).scalars())
    return [order_id for order_id in order_ids if order_id in free]


def _first_of(connection: Connection, wave_id: int, count: int) -> list[int]:
    statement = select(Parcel.id).where(Parcel.wave_id == wave_id).order_by(Parcel.position).limit(count)
    return list(connection.execute(statement).scalars())
