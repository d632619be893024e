"""``wave``: waves are made, filled, picked and dissolved without the window."""

from __future__ import annotations

from typing import Any

from services.channels.queries import channel_named
from services.errors import NotFound
from services.fulfilment import waves
from services.fulfilment.wave_choice import WaveChoice, WaveRule, choose
from services.fulfilment.wave_views import wave_detail, wave_numbered
from services.i18n import N_, NN_
from services.messages import message, plural_message, render
from services.shop import Shop
from ui.cli.call import Call
from ui.cli.papers import ids_of_numbers
from ui.cli.words import required

_HAS = NN_("The wave {number} has {count} parcel.", "The wave {number} has {count} parcels.")
_GONE = N_("The wave {number} was dissolved.")


def run(call: Call) -> int:
    """Do what is asked of a wave, and say what is in it then."""
    words = call.words
    with call.writing() as shop:
        if words.what == "make":
            return _make(call, shop)
        wave_id = shop.ask(wave_numbered, required(words.number, "--number"))
        if words.what == "dissolve":
            shop.run(waves.dissolve, wave_id)
            call.console.say(render(message(_GONE, number=words.number)))
            call.console.answer({"number": words.number, "dissolved": True})
            return 0
        if words.what == "picked":
            shop.run(waves.set_picked, wave_id)
        else:
            ids = ids_of_numbers(shop, required(words.orders, "--orders"))
            shop.run(waves.add if words.what == "add" else waves.remove, wave_id, ids)
        _tell(call, shop, wave_id, WaveChoice())
    return 0


def _make(call: Call, shop: Shop) -> int:
    if call.words.orders is not None:
        wave_id = shop.run(waves.make, ids_of_numbers(shop, call.words.orders)).value
        _tell(call, shop, wave_id, WaveChoice())
        return 0
    rule = _rule(call, shop)
    choice = shop.ask(choose, rule)
    _tell(call, shop, shop.run(waves.make, choice.order_ids, rule=rule).value, choice)
    return 0


def _rule(call: Call, shop: Shop) -> WaveRule:
    words = call.words
    channel_ids: tuple[int, ...] = ()
    if words.channel is not None:
        channel = shop.ask(channel_named, words.channel)
        if channel is None:
            raise NotFound(what=message(N_("channel")), which=words.channel)
        channel_ids = (channel.id,)
    return WaveRule(within_hours=words.within, channel_ids=channel_ids, shelf=words.shelf or "", most=words.most)


def _tell(call: Call, shop: Shop, wave_id: int, choice: WaveChoice) -> None:
    found = shop.ask(wave_detail, wave_id)
    answer: dict[str, Any] = {
        "number": found.wave.number,
        "parcels": [
            {
                "position": parcel.position,
                "state": str(parcel.state),
                "stopped": parcel.is_stopped,
                "orders": [order.number for order in parcel.orders],
            }
            for parcel in found.parcels
        ],
        "picked": found.wave.picked_at is not None,
        "left_out": [number for unit in choice.left_out for number in unit.numbers],
        "short": [{"code": one.code, "needed": one.needed, "there": one.there} for one in choice.short],
    }
    call.console.say(render(plural_message(_HAS, len(found.parcels), number=found.wave.number)))
    call.console.answer(answer)
